//! The condition keys that STS fills for a request, from the claims of its token.
//!
//! Source: IAM User Guide, "Keys available for AWS OIDC federation"; AWS Service Authorization Reference, STS.

use super::aws_claims::{RoleList, SOURCE_IDENTITY, TAGS};
use super::purpose::Purpose;
use super::{ClaimsScope, TrustOptions};
use crate::aws::condition::context::{Entry, Key, Missing, RequestContext, UnknownKey};
use crate::aws::condition::network;
use crate::github::{ClaimValue, Claims, Issuer, IssuerPlatform};
use crate::knowledge::context_keys::{self, Asking, Held};
use crate::knowledge::questions::{self, Question};
use crate::knowledge::sts::{ClaimKey, USUAL_SESSION_NAME, claim_keys, copied_claims};
use crate::names::arn::is_account;
use crate::names::{RoleArn, RoleSessionName};

/// The call, as the table of context keys writes it.
const CALL: &str = "sts:assumerolewithwebidentity";

/// Whether AWS fills the key of this claim for this issuer, on this day.
pub(super) fn fills(issuer: &Issuer, day: Option<&str>, row: &ClaimKey<'_>) -> bool {
    matches!(issuer.platform(), IssuerPlatform::GithubCom | IssuerPlatform::GheCom)
        && day.is_none_or(|day| row.since <= day)
}

/// Whether AWS fills a key from the claim of this name.
#[cfg(feature = "make")]
pub(crate) fn fills_key_of(issuer: &Issuer, day: Option<&str>, claim: &str) -> bool {
    claim_keys().iter().any(|row| row.claim == claim && fills(issuer, day, row))
}

/// Fills the condition keys of one request.
pub(super) struct Filler<'f> {
    pub(super) claims: &'f Claims,
    pub(super) options: &'f TrustOptions,
    pub(super) issuer: &'f Issuer,
    pub(super) audience: Option<&'f str>,
    pub(super) provider: &'f str,
    pub(super) roles: RoleList,
}

/// Which keys are filled, by their lower-case names.
enum Wanted<'w> {
    /// All that a request has.
    All,
    /// Those that are asked for.
    Asked {
        keys: Vec<&'w str>,
        /// The claims whose keys are among them.
        claims: Vec<&'w str>,
    },
}

impl<'w> Wanted<'w> {
    fn asked(asked: &[&'w Key], issuer: &Issuer) -> Wanted<'w> {
        let provider = issuer.host_and_path().to_ascii_lowercase();
        let keys: Vec<&str> = asked.iter().map(|key| key.lower.as_str()).collect();
        let claim = |key: &&'w str| key.strip_prefix(&provider)?.strip_prefix(':');
        let claims = keys.iter().filter_map(claim).collect();
        Wanted::Asked { keys, claims }
    }

    fn key(&self, lower: &str) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Asked { keys, .. } => keys.contains(&lower),
        }
    }

    fn claim(&self, name: &str) -> bool {
        match self {
            Wanted::All => true,
            Wanted::Asked { claims, .. } => claims.iter().any(|claim| claim.eq_ignore_ascii_case(name)),
        }
    }
}

impl Filler<'_> {
    pub(super) fn fill(&self, purpose: Purpose<'_>) -> RequestContext {
        let asked: Vec<&Key> = purpose.keys().chain(self.options.rcp.keys()).collect();
        let wanted = match purpose {
            Purpose::Report(_) => Wanted::All,
            Purpose::Decision(_) | Purpose::Search(_) => Wanted::asked(&asked, self.issuer),
        };
        let mut context = RequestContext::of_provider(self.issuer.host_and_path());
        self.token_keys(&mut context, &wanted);
        self.sts_keys(&mut context, &wanted);
        if !self.options.context.is_empty() {
            context.add_all(&self.options.context);
            network::settle(&mut context);
        }
        // What a policy asks for and no one has filled yet: missing, unless the request may hold it.
        for key in asked {
            if !context.contains(&key.lower)
                && let Some(unknown) = self.unfilled(key)
            {
                context.set(&key.lower, Entry::Unknown(unknown));
            }
        }
        context
    }

    fn token_keys(&self, context: &mut RequestContext, wanted: &Wanted<'_>) {
        let mut set = |claim: &str, entry: Entry| context.set(&self.issuer.condition_key(claim), entry);
        if let Some(audience) = self.audience.filter(|_| wanted.claim("aud")) {
            set("aud", Entry::Known(vec![audience.to_owned()]));
        }
        match (self.claims.get("azp"), self.claims.get("aud")) {
            (Some(ClaimValue::Text(_)), Some(ClaimValue::Text(original))) => {
                set("oaud", Entry::Known(vec![original.clone()]));
            }
            (Some(ClaimValue::Text(_)), Some(ClaimValue::List(_))) => {
                set("oaud", open(&questions::CLAIM_NOT_TEXT));
            }
            _ => {}
        }
        let mut fill = |claim: &str, always: bool| {
            if wanted.claim(claim)
                && let Some(entry) = self.claim(claim, always)
            {
                set(claim, entry);
            }
        };
        fill("sub", true);
        copied_claims().filter(|claim| self.claims.get(claim).is_some()).for_each(|claim| fill(claim, false));
        let day = self.options.as_of.as_deref();
        for row in claim_keys().iter().filter(|row| fills(self.issuer, day, row)) {
            fill(row.claim, row.always);
        }
    }

    /// What a claim fills its key with; `None` leaves it missing.
    fn claim(&self, claim: &str, always: bool) -> Option<Entry> {
        let entry = match self.claims.get(claim) {
            Some(ClaimValue::Absent) => return None,
            None if self.options.claims_scope == ClaimsScope::Token => return None,
            None => Entry::Unknown(UnknownKey::one(!always, Missing::Claim(claim.to_owned()))),
            Some(ClaimValue::Text(text)) if text.is_empty() => Entry::maybe("", &questions::BLANK_CLAIM),
            Some(ClaimValue::Text(text) | ClaimValue::Number(text)) => Entry::Known(vec![text.clone()]),
            Some(ClaimValue::Bool(value)) => Entry::Known(vec![value.to_string()]),
            Some(ClaimValue::List(_) | ClaimValue::Object(_)) => open(&questions::CLAIM_NOT_TEXT),
        };
        let commercial = self.provider.starts_with("arn:aws:");
        let published = claim_keys().iter().any(|row| row.claim == claim);
        if commercial || !published {
            return Some(entry);
        }
        let question = &questions::KEYS_IN_PARTITION;
        Some(match entry {
            Entry::Known(mut values) => match values.pop() {
                Some(value) => Entry::maybe(value, question),
                None => open(question),
            },
            _ => open(question),
        })
    }

    fn sts_keys(&self, context: &mut RequestContext, wanted: &Wanted<'_>) {
        let session =
            self.options.role_session_name.as_ref().map_or(USUAL_SESSION_NAME, RoleSessionName::as_str);
        for (key, value) in [
            ("aws:federatedprovider", self.provider),
            ("sts:rolesessionname", session),
            // STS answers on HTTPS only, and the job itself calls it.
            ("aws:securetransport", "true"),
            ("aws:viaawsservice", "false"),
        ] {
            if wanted.key(key) {
                context.set_one(key, value);
            }
        }
        // The provider is in the account of the role.
        let role = self.options.role_arn.as_ref().map(RoleArn::account);
        let account = role.or_else(|| self.provider.split(':').nth(4)).filter(|id| is_account(id));
        if let Some(account) = account.filter(|_| wanted.key("aws:resourceaccount")) {
            context.set_one("aws:resourceaccount", account);
        }
        if let Some(ClaimValue::Text(identity)) = self.claims.get(SOURCE_IDENTITY) {
            context.set_one("sts:SourceIdentity", identity.as_str());
        }
        match self.roles {
            RoleList::None => context
                .set("sts:RoleAuthorizedByIdp", Entry::maybe("false", &questions::ROLE_AUTHORIZED_UNSET)),
            // Where it is not known whether the role is listed: one that is not never comes this far.
            RoleList::RoleKnown | RoleList::RoleUnknown => context.set_one("sts:RoleAuthorizedByIdp", "true"),
        }
        if let Some(ClaimValue::Object(members)) = self.claims.get(TAGS) {
            session_tags(members, context);
        }
    }

    /// A key that nothing has filled: what is not known of it, if anything.
    fn unfilled(&self, key: &Key) -> Option<UnknownKey> {
        let Key { written, lower: key } = key;
        if key.starts_with("github.com/enterprises/") && self.issuer.platform() == IssuerPlatform::GithubCom {
            return Some(UnknownKey::one(true, Missing::Question(&questions::ENTERPRISE_KEY_FAMILY)));
        }
        let own = key
            .strip_prefix(&self.issuer.host_and_path().to_ascii_lowercase())
            .and_then(|rest| rest.strip_prefix(':'));
        if let Some(claim) = own {
            let named = self
                .claims
                .iter()
                .any(|(name, value)| name.eq_ignore_ascii_case(claim) && *value != ClaimValue::Absent);
            let open = self.issuer.platform() == IssuerPlatform::Other
                && (named || self.options.claims_scope == ClaimsScope::Partial)
                && claim != "aud"
                && claim != "sub";
            return open.then_some(UnknownKey::one(true, Missing::Question(&questions::KEYS_OF_ISSUER)));
        }
        let row = context_keys::find(key)?;
        match row.held(Asking::WebIdentity, CALL, true) {
            // What a token passes is filled already.
            Held::Never | Held::IfTold => None,
            held => Some(UnknownKey {
                may_be_missing: held == Held::Maybe,
                many: row.many,
                unnamed: false,
                need: Missing::Key(written.clone()),
            }),
        }
    }
}

/// Why no request with a token has this key, for a key of AWS's that none has.
pub(super) fn never(key: &Key) -> Option<&'static str> {
    let row = context_keys::find(&key.lower)?;
    (row.held(Asking::WebIdentity, CALL, true) == Held::Never).then(|| row.why_never())
}

fn open(question: &'static Question) -> Entry {
    Entry::Unknown(UnknownKey::one(true, Missing::Question(question)))
}

/// `{"principal_tags": {"k": ["v"]}, "transitive_tag_keys": ["k"]}` (IAM User Guide, "Passing session tags using
/// AssumeRoleWithWebIdentity").
fn session_tags(members: &[(String, ClaimValue)], context: &mut RequestContext) {
    let texts = |value: &ClaimValue| value.texts().into_iter().map(str::to_owned).collect();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("principal_tags", ClaimValue::Object(tags)) => {
                for (tag, value) in tags {
                    context.set(&format!("aws:RequestTag/{tag}"), Entry::Known(texts(value)));
                }
                let names = tags.iter().map(|(tag, _)| tag.clone()).collect();
                context.set("aws:TagKeys", Entry::Known(names));
            }
            ("transitive_tag_keys", value) => {
                context.set("sts:TransitiveTagKeys", Entry::Known(texts(value)));
            }
            _ => {}
        }
    }
}
