//! One call of `AssumeRoleWithWebIdentity`: what its event shows of the token, the role and the outcome.

use super::flat::Flat;
use crate::read::answers::Fields;
use crate::read::gathered::{Event, Provider};
use crate::read::value::Value;
use crate::tree::json;

/// What an event shows.
pub(super) struct Read {
    pub(super) event: Event,
    /// The role's name, where its ARN is not told.
    pub(super) role_name: Option<String>,
    /// The audience and the subject, where it is not told where one ends and the other begins.
    pub(super) joined: Option<String>,
    pub(super) odd: Vec<Odd>,
}

/// What events that people made up have, and CloudTrail's do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    ProviderIsHost,
    PrincipalIsRole,
    HoldsToken,
}

impl Odd {
    pub(super) const ALL: [Odd; 3] = [Odd::ProviderIsHost, Odd::PrincipalIsRole, Odd::HoldsToken];

    pub(super) fn says(self) -> &'static str {
        match self {
            Odd::ProviderIsHost => "`identityProvider` is GitHub's host, not the provider's ARN",
            Odd::PrincipalIsRole => "`principalId` is not the provider, the audience and the subject",
            Odd::HoldsToken => "the request holds the token",
        }
    }
}

const PROVIDER: &str = ":oidc-provider/";

/// Reads an event.
pub(super) fn read(fields: Fields<'_>) -> Read {
    let identity = Flat::of(fields, "useridentity");
    let request = Flat::of(fields, "requestparameters");
    let response = Flat::of(fields, "responseelements");
    let named = response.get("provider").or_else(|| identity.get("identityprovider"));
    let principal = identity.get("principalid");
    let of_principal = || {
        let (provider, rest) = principal?.split_once(PROVIDER)?;
        let (host, _) = rest.split_once(':')?;
        Some(format!("{provider}{PROVIDER}{host}"))
    };
    let provider = named.filter(|named| named.contains(PROVIDER)).map(str::to_owned).or_else(of_principal);
    let mut odd = Vec::new();
    if named.is_some_and(|named| !named.contains(PROVIDER) && named.contains("githubusercontent.com")) {
        odd.push(Odd::ProviderIsHost);
    }
    // What stands behind the provider: the audience, and the subject.
    let behind = match (principal, &provider) {
        (Some(principal), Some(provider)) => {
            principal.strip_prefix(provider.as_str()).and_then(|rest| rest.strip_prefix(':'))
        }
        _ => None,
    };
    if principal.is_some() && behind.is_none() && provider.is_some() {
        odd.push(Odd::PrincipalIsRole);
    }
    if request.get("webidentitytoken").is_some_and(|token| token.starts_with("ey")) {
        odd.push(Odd::HoldsToken);
    }
    let subject = response.get("subjectfromwebidentitytoken").or_else(|| identity.get("username"));
    let audience = response.get("audience").or_else(|| behind?.strip_suffix(subject?)?.strip_suffix(':'));
    let issuer = provider.as_deref().and_then(|provider| provider.split_once(PROVIDER)).map(|(_, host)| host);
    let issuer = issuer.or_else(|| named.filter(|named| !named.contains(PROVIDER)));
    let session_arn = response.get("assumedroleuser.arn");
    let (role_name, of_session) = session_arn.and_then(session).unzip();
    let event = Event {
        id: fields.text(&["eventid"]).map(str::to_owned),
        outcome: outcome(fields),
        time: fields.text(&["eventtime"]).map(str::to_owned),
        region: fields.text(&["awsregion"]).map(str::to_owned),
        role: request.get("rolearn").map(str::to_owned).or_else(|| resource(fields)),
        provider: provider.clone(),
        session_name: request.get("rolesessionname").map(str::to_owned).or(of_session),
        attempt: 0,
        claims: claims(issuer, subject, audience),
        spot: fields.spot(),
    };
    let joined = behind.filter(|_| subject.is_none()).map(str::to_owned);
    Read { event, role_name, joined, odd }
}

/// Reads what STS answered to a call: it succeeded.
pub(super) fn answer(fields: Fields<'_>) -> Read {
    let text = |name: &str| fields.text(&[name]);
    let user = fields.object(&["assumedroleuser"]).and_then(|user| user.text(&["arn"]));
    let (role_name, session_name) = user.and_then(session).unzip();
    let provider = text("provider").filter(|provider| provider.contains(PROVIDER));
    let issuer = provider.and_then(|provider| provider.split_once(PROVIDER)).map(|(_, host)| host);
    let event = Event {
        id: None,
        outcome: "success".to_owned(),
        time: None,
        region: None,
        role: None,
        provider: provider.map(str::to_owned),
        session_name,
        attempt: 0,
        claims: claims(issuer, text("subjectfromwebidentitytoken"), text("audience")),
        spot: fields.spot(),
    };
    Read { event, role_name, joined: None, odd: Vec::new() }
}

fn claims(
    issuer: Option<&str>,
    subject: Option<&str>,
    audience: Option<&str>,
) -> Vec<(&'static str, String)> {
    let issuer = issuer.map(|issuer| ("iss", format!("https://{}", issuer.trim_start_matches("https://"))));
    let others = [("sub", subject), ("aud", audience)];
    let others = others.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    issuer.into_iter().chain(others).collect()
}

/// `success`, or the code of the error.
fn outcome(fields: Fields<'_>) -> String {
    let code = fields.text(&["errorcode"]).filter(|code| *code != "null");
    code.unwrap_or("success").to_owned()
}

/// The role's name and the session's of `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
fn session(arn: &str) -> Option<(String, String)> {
    let (_, path) = arn.split_once(":assumed-role/")?;
    let (role, session) = path.rsplit_once('/')?;
    Some((role.to_owned(), session.to_owned()))
}

/// The role among the resources of an event.
fn resource(fields: Fields<'_>) -> Option<String> {
    let arns = fields.objects(&["resources"]).filter_map(|one| one.text(&["arn"]).map(str::to_owned));
    let of_text = || {
        // Athena and Lake give a list as text.
        let text = fields.text(&["resources"])?;
        let tree = json::parse_foreign(text, text.len()).ok()?;
        let spot = fields.spot();
        let list = match &tree.node.value {
            json::Value::Array(items) => items.as_slice(),
            _ => return None,
        };
        let origin = crate::read::answers::Origin::Within(&spot);
        list.iter().find_map(|one| Some(Fields::of(one, origin)?.text(&["arn"])?.to_owned()))
    };
    arns.chain(of_text()).find(|arn| arn.contains(":role/"))
}

/// Audiences that need no provider to be known.
const AUDIENCES: [&str; 2] = ["sts.amazonaws.com", "sts.amazonaws.com.cn"];

/// Splits an audience from the subject behind it, at an audience that is known.
pub(super) fn split(joined: &str, providers: &[Provider]) -> Option<(String, String)> {
    let registered = providers.iter().filter_map(|provider| match &provider.client_ids {
        Some(Value::List(list)) => Some(list.items.iter().filter_map(Value::as_str)),
        _ => None,
    });
    let known = AUDIENCES.into_iter().chain(registered.flatten());
    let mut fits =
        known.filter_map(|audience| Some((audience, joined.strip_prefix(audience)?.strip_prefix(':')?)));
    let (audience, subject) = fits.next()?;
    // Two that fit are one that begins with the other.
    fits.all(|(other, _)| other == audience).then(|| (audience.to_owned(), subject.to_owned()))
}
