//! What STS does with a token before it reads the trust policy, step by step and in STS's order.
//!
//! Source: STS API reference, `AssumeRoleWithWebIdentity`. The condition keys are filled in `keys`.

use super::aws_claims::{self, ROLES, RoleList, SOURCE_IDENTITY, TAGS};
use super::keys::Filler;
use super::purpose::Purpose;
use super::rejection::Rejection;
use super::token::{Doubt, PreparedToken, ProviderRequest};
use super::{ClaimsScope, Provider, TrustOptions};
use crate::aws::policy::Principal;
use crate::github::{ClaimValue, Claims, Issuer, IssuerPlatform, Platform, SubjectReadings};
use crate::knowledge::questions;
use crate::knowledge::sts::{USUAL_SESSION_NAME, claim_keys};
use crate::names::Partition;
use crate::names::arn::{Arn, is_account};
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// Takes a token through the steps.
pub(super) fn prepare(purpose: Purpose<'_>, claims: &Claims, options: &TrustOptions) -> PreparedToken {
    let mut steps = Steps { purpose, options, rejections: Vec::new(), premises: Vec::new() };
    let issuer = steps.read_issuer(claims);
    let filled = steps.fill_from_subject(claims);
    let claims = filled.as_ref().unwrap_or(claims);
    steps.fetch_keys(&issuer);
    let providers = steps.find_providers(&issuer);
    steps.require_subject(claims);
    let audience = steps.compare_audience(claims, &providers);
    let roles = steps.look_up_role(claims);
    steps.name_session();
    steps.take_context();
    steps.trust_signature();
    steps.take_numbers_as_text(claims, &issuer);
    let requests = providers.into_iter().map(|provider| {
        let (audience, issuer) = (audience.as_deref(), &issuer);
        let filler = Filler { claims, options, issuer, audience, provider: &provider, roles };
        ProviderRequest { context: filler.fill(purpose), provider }
    });
    let requests = requests.collect();
    steps.assume_no_aws_claims(claims);
    PreparedToken {
        rejections: steps.rejections,
        requests,
        as_of: options.as_of.clone(),
        tags: aws_claims::asks_for_tags(claims),
        source_identity: aws_claims::sets_source_identity(claims),
        doubts: doubts(claims, roles),
        role: options.role_arn.as_ref().map(|arn| arn.as_str().to_owned()),
        rcp: options.rcp.clone(),
        premises: steps.premises,
        issuer,
        audience,
    }
}

/// What the steps are given, and what they find.
struct Steps<'s> {
    purpose: Purpose<'s>,
    options: &'s TrustOptions,
    rejections: Vec<Rejection>,
    premises: Vec<Premise>,
}

impl Steps<'_> {
    /// Only a report says what is assumed.
    fn premise(&mut self, grade: Grade, text: impl FnOnce() -> String) {
        if let Purpose::Report(_) = self.purpose {
            self.premises.push(Premise::new(grade, text()));
        }
    }

    fn assume(&mut self, text: impl FnOnce() -> String) {
        self.premise(Grade::Assumed, text);
    }

    fn is_partial(&self) -> bool {
        self.options.claims_scope == ClaimsScope::Partial
    }

    /// The issuer, from `iss`.
    fn read_issuer(&mut self, claims: &Claims) -> Issuer {
        let text = match claims.get("iss") {
            None => {
                let issuer = Issuer::default();
                self.assume(|| format!("the issuer is `{issuer}`"));
                return issuer;
            }
            Some(ClaimValue::Text(text)) => Some(text),
            Some(_) => None,
        };
        let secure = text.filter(|text| text.starts_with("https://"));
        let Some((text, issuer)) = secure.and_then(|text| Some((text, text.parse::<Issuer>().ok()?))) else {
            self.rejections.push(Rejection::issuer_invalid(text.cloned()));
            return Issuer::default();
        };
        if text.ends_with('/') {
            self.assume(|| format!("AWS takes the issuer `{}` for `{issuer}`", quote(text)));
        }
        issuer
    }

    /// Claims that are not given, read from the subject where it has only one reading. `None` for a whole token.
    fn fill_from_subject(&mut self, claims: &Claims) -> Option<Claims> {
        if !self.is_partial() {
            return None;
        }
        let readings =
            claims.text("sub").and_then(|sub| SubjectReadings::read(sub, None, Platform::GithubCom).ok());
        let reading = readings.as_ref().and_then(SubjectReadings::single)?;
        let (mut filled, mut read) = (claims.clone(), Vec::new());
        for (name, value) in reading.claims.iter().filter(|(name, _)| claims.get(name).is_none()) {
            filled.set(name, value.clone());
            read.push(format!("`{name}`"));
        }
        if !read.is_empty() {
            self.premise(Grade::Inferred, || format!("{} as the subject says", read.join(", ")));
        }
        Some(filled)
    }

    /// STS fetches the issuer's keys to verify the signature.
    fn fetch_keys(&mut self, issuer: &Issuer) {
        match self.options.provider.as_ref().and_then(|provider| provider.reachable) {
            Some(true) => {}
            Some(false) => self.rejections.push(Rejection::issuer_unreachable(issuer)),
            None if issuer.platform() == IssuerPlatform::Ghes => {
                self.assume(|| format!("STS can reach `{issuer}` from the internet"));
            }
            None => {}
        }
    }

    /// The ARNs of the providers that may be the one in the role's account.
    fn find_providers(&mut self, issuer: &Issuer) -> Vec<String> {
        if let Some(provider) = &self.options.provider {
            return vec![self.compare_provider(issuer, provider)];
        }
        if let Some(role) = &self.options.role_arn {
            let arn = issuer.provider_arn(role.partition(), role.account());
            self.assume(|| format!("the provider `{arn}` exists"));
            return vec![arn];
        }
        let partition = self.options.partition.as_ref().map(Partition::as_str);
        let named = self.named_providers(issuer, partition);
        match named.as_slice() {
            [] => return vec![issuer.provider_arn(partition.unwrap_or("aws"), "ACCOUNT")],
            [one] => self.assume(|| format!("the provider `{one}` exists, in the account of the role")),
            _ => {
                self.assume(|| {
                    "the provider in the account of the role is one that the policy names, and exists"
                        .to_owned()
                });
            }
        }
        named
    }

    /// The given provider must be that of the issuer, in the role's account.
    fn compare_provider(&mut self, issuer: &Issuer, provider: &Provider) -> String {
        let arn = &provider.arn;
        if arn.provider() != issuer.host_and_path() {
            self.rejections.push(Rejection::issuer_mismatch(issuer, arn));
        }
        let role = self.options.role_arn.as_ref();
        if let Some(role) = role.filter(|role| role.account() != arn.account()) {
            self.rejections.push(Rejection::provider_in_other_account(issuer, role, arn));
        }
        arn.as_str().to_owned()
    }

    /// The providers of this issuer that the policy names, each once.
    fn named_providers(&self, issuer: &Issuer, partition: Option<&str>) -> Vec<String> {
        let fits = |arn: &Arn| {
            arn.resource().strip_prefix("oidc-provider/") == Some(issuer.host_and_path())
                && is_account(arn.account())
                && partition.is_none_or(|partition| partition == arn.partition())
        };
        let statements = self.purpose.document().into_iter().flat_map(|document| &document.statements);
        let principals = statements.filter_map(|statement| statement.principal.as_ref());
        let mut found: Vec<String> = Vec::new();
        for principal in principals.flat_map(|element| &element.value.principals) {
            let Principal::Federated(arn) = principal else { continue };
            if arn.parse::<Arn>().is_ok_and(|arn| fits(&arn)) && !found.contains(arn) {
                found.push(arn.clone());
            }
        }
        found
    }

    /// A token of a job has a subject.
    fn require_subject(&mut self, claims: &Claims) {
        let missing = match claims.get("sub") {
            None => !self.is_partial(),
            Some(value) => *value == ClaimValue::Absent,
        };
        if missing {
            self.rejections.push(Rejection::subject_missing());
        }
    }

    /// What the key `aud` holds, which must be one of the provider's client IDs.
    fn compare_audience(&mut self, claims: &Claims, providers: &[String]) -> Option<String> {
        let by_provider = providers.first().and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws");
        let partition = self.options.partition.as_ref().map_or(by_provider, Partition::as_str);
        let usual = Issuer::sts_audience(partition);
        let audience = self.read_audience(claims, usual)?;
        let client_ids = self.options.provider.as_ref().and_then(|provider| provider.client_ids.as_ref());
        match client_ids {
            Some(ids) if ids.contains(&audience) => {}
            Some(ids) => self.rejections.push(Rejection::audience_not_registered(&audience, ids)),
            None => self.assume(|| {
                let note = usual.filter(|usual| *usual != audience);
                let note = note.map_or(String::new(), |usual| format!("; the usual one is `{usual}`"));
                format!("the audience `{}` is registered with the provider{note}", quote(&audience))
            }),
        }
        Some(audience)
    }

    /// `azp` where the token has one, else the only audience.
    fn read_audience(&mut self, claims: &Claims, usual: Option<&str>) -> Option<String> {
        match (claims.get("azp"), claims.get("aud")) {
            (Some(ClaimValue::Text(party)), _) => return Some(party.clone()),
            (_, Some(ClaimValue::Text(audience))) if !audience.is_empty() => return Some(audience.clone()),
            (_, Some(ClaimValue::Number(audience))) => return Some(audience.clone()),
            (_, Some(ClaimValue::List(list))) if !list.is_empty() => match list.as_slice() {
                [ClaimValue::Text(one)] => return Some(one.clone()),
                _ => self.rejections.push(Rejection::audience_ambiguous()),
            },
            (_, None) => {
                let audience = usual.unwrap_or("sts.amazonaws.com").to_owned();
                self.assume(|| format!("the job asks for the audience `{audience}`"));
                return Some(audience);
            }
            (_, Some(_)) => self.rejections.push(Rejection::audience_missing(usual)),
        }
        None
    }

    /// A token may list the roles that it is for.
    fn look_up_role(&mut self, claims: &Claims) -> RoleList {
        let listed: Vec<&str> = match claims.get(ROLES) {
            None | Some(ClaimValue::Absent) => return RoleList::None,
            Some(value) => value.texts(),
        };
        let Some(role) = &self.options.role_arn else { return RoleList::RoleUnknown };
        if !listed.contains(&role.as_str()) {
            self.rejections.push(Rejection::role_not_listed(role, &listed));
        }
        RoleList::RoleKnown
    }

    fn tests_key(&self, key: &str) -> bool {
        self.purpose.tests().any(|test| test.key.lower == key)
    }

    /// The session's name, where a test asks for it.
    fn name_session(&mut self) {
        let key = "sts:rolesessionname";
        let given = self.options.role_session_name.is_some()
            || self.options.context.iter().any(|(known, _)| known.eq_ignore_ascii_case(key));
        if !given && self.tests_key(key) {
            self.assume(|| format!("the session is named `{USUAL_SESSION_NAME}`"));
        }
    }

    /// The keys of the request that the caller gives.
    fn take_context(&mut self) {
        for (key, _) in &self.options.context {
            let text = || format!("the key `{}` is as `context` says, whatever the token has", quote(key));
            self.premise(Grade::Given, text);
        }
    }

    /// Signature and times, which nothing here can verify.
    fn trust_signature(&mut self) {
        self.assume(|| {
            "the token is genuine and has not expired: its signature and its times are not examined"
                .to_owned()
        });
    }

    /// Claims that are numbers or booleans, where a test asks for them.
    fn take_numbers_as_text(&mut self, claims: &Claims, issuer: &Issuer) {
        for row in claim_keys() {
            let value = claims.get(row.claim);
            let number = matches!(value, Some(ClaimValue::Number(_) | ClaimValue::Bool(_)));
            if number && self.tests_key(&issuer.condition_key(row.claim).to_ascii_lowercase()) {
                self.assume(|| {
                    format!("the claim `{}` is not a string, and is compared as its text", row.claim)
                });
            }
        }
    }

    /// The claims of AWS's own that a partial token does not give.
    fn assume_no_aws_claims(&mut self, claims: &Claims) {
        let not_given = |claim: &&str| claims.get(claim).is_none();
        let own: Vec<&str> = [ROLES, TAGS, SOURCE_IDENTITY].into_iter().filter(not_given).collect();
        if self.is_partial() && !own.is_empty() {
            let own = own.join("`, `");
            self.assume(|| {
                format!("the token has no claim `{own}`: no token of GitHub's is known to have one")
            });
        }
    }
}

/// What leaves open whether STS accepts the token.
fn doubts(claims: &Claims, roles: RoleList) -> Vec<Doubt> {
    let role = (roles == RoleList::RoleUnknown).then_some(Doubt::RoleUnknown);
    let subject = match claims.get("sub") {
        Some(ClaimValue::Text(sub)) if sub.is_empty() => Some(&questions::BLANK_CLAIM),
        Some(ClaimValue::List(_) | ClaimValue::Object(_)) => Some(&questions::CLAIM_NOT_TEXT),
        _ => None,
    };
    role.into_iter().chain(subject.map(Doubt::Question)).collect()
}
