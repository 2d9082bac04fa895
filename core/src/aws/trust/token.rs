//! From claims to a request: what STS checks before it reads the trust policy. The condition keys are filled in `keys`.
//!
//! Source: STS API reference, `AssumeRoleWithWebIdentity`.

use super::cause;
use super::element::Element;
use super::keys;
use super::{ClaimsScope, TrustOptions};
use crate::aws::condition::context::{Key, RequestContext, Values};
use crate::aws::layer::Layer;
use crate::aws::logic::Tri;
use crate::aws::pattern::segments::{Kind, segments};
use crate::aws::policy::{Document, Principal};
use crate::codes::{self, Code};
use crate::github::{ClaimValue, Claims, Issuer, IssuerPlatform, Platform, SubjectReadings};
use crate::knowledge::questions::{self, Question};
use crate::knowledge::sts::{CLAIM_KEYS, ClaimKey, USUAL_SESSION_NAME};
use crate::names::Partition;
use crate::names::arn::{Arn, is_account};
use crate::premise::{Grade, Premise};
use crate::text::quote;

const ROLES: &str = "https://aws.amazon.com/roles";
pub(super) const TAGS: &str = "https://aws.amazon.com/tags";
pub(super) const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// A token readied for one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedToken {
    /// What stops the token before the trust policy is read.
    pub(super) stops: Vec<Stop>,
    /// The provider it comes through; several where the role's account is not known and the policy names several.
    pub(super) doors: Vec<Door>,
    pub(super) issuer: Issuer,
    as_of: Option<String>,
    /// Whether the token carries session tags.
    pub(super) tags: Tri,
    pub(super) source_identity: Tri,
    /// What leaves open whether STS turns the token away before it reads the policy.
    pub(super) doubts: Vec<Doubt>,
    pub(super) role: Option<String>,
    pub(super) rcp: Layer,
    pub(super) premises: Vec<Premise>,
}

/// Why it is not known whether STS takes a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The token lists the roles it is for, and the role that is asked for is not known.
    RoleUnknown,
    /// AWS does not document what becomes of such a token.
    Question(&'static Question),
}

/// One provider that the token may come through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) provider: String,
    pub(super) context: RequestContext,
}

/// Why STS turns a token away before it reads the trust policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) code: &'static Code,
    pub(super) message: String,
    pub(super) element: Element,
    pub(super) expected: Vec<String>,
    pub(super) actual: Option<String>,
}

impl PreparedToken {
    pub(super) fn is_stopped(&self) -> bool {
        !self.stops.is_empty()
    }

    /// The value of a claim that is a condition key, where it is known.
    pub(super) fn claim(&self, claim: &str) -> Option<&str> {
        match self.doors.first()?.context.values(&Key::new(&self.issuer.condition_key(claim))) {
            Values::One(text) => Some(text),
            _ => None,
        }
    }

    /// `owner/name` of the repository that the job runs in, as its claims or its subject say.
    pub(super) fn repository(&self) -> Option<String> {
        self.claim("repository").map(str::to_owned).or_else(|| {
            let segments = segments(self.claim("sub")?);
            let own = segments.iter().find(|segment| segment.kind == Kind::Repository)?;
            Some(cause::without_ids(own.value))
        })
    }

    /// Whether AWS fills the key of this claim for this issuer, on this day.
    pub(super) fn fills(&self, row: &ClaimKey) -> bool {
        keys::fills(&self.issuer, self.as_of.as_deref(), row)
    }
}

/// The request that this token makes.
pub(super) fn prepare(document: &Document, claims: &Claims, options: &TrustOptions) -> PreparedToken {
    let mut stops = Vec::new();
    let mut premises = Vec::new();
    let issuer = issuer(claims, &mut stops, &mut premises);
    let filled = match options.claims_scope {
        ClaimsScope::Partial => Some(filled_from_subject(claims, &mut premises)),
        ClaimsScope::Token => None,
    };
    let claims = filled.as_ref().unwrap_or(claims);
    let providers = providers(document, &issuer, options, &mut stops, &mut premises);
    let partition = providers.first().and_then(|arn| arn.split(':').nth(1)).unwrap_or("aws").to_owned();
    if claims.get("sub").is_none() && options.claims_scope == ClaimsScope::Token
        || matches!(claims.get("sub"), Some(ClaimValue::Absent))
    {
        stops.push(Stop {
            code: codes::SUBJECT_MISSING,
            message: "the token has no `sub` claim, so it is not the token of a job; the subject of a run follows from its claims and \
                      the subject settings"
                .to_owned(),
            element: Element::Token,
            expected: vec!["a `sub` claim".to_owned()],
            actual: None,
        });
    }
    let audience = audience(claims, options, &partition, &mut stops, &mut premises);
    let roles = roles(claims, options, &mut stops);
    let mut doubts = Vec::new();
    doubts.extend((roles == Roles::RoleUnknown).then_some(Doubt::RoleUnknown));
    doubts.extend(match claims.get("sub") {
        Some(ClaimValue::Text(sub)) if sub.is_empty() => Some(Doubt::Question(&questions::BLANK_CLAIM)),
        Some(ClaimValue::List(_) | ClaimValue::Object(_)) => {
            Some(Doubt::Question(&questions::CLAIM_NOT_TEXT))
        }
        _ => None,
    });
    let tests_key = |key: &str| document.tests().any(|test| test.key.lower == key);
    let told = |key: &str| options.context.iter().any(|(known, _)| known.eq_ignore_ascii_case(key));
    let session_key = "sts:rolesessionname";
    if options.role_session_name.is_none() && !told(session_key) && tests_key(session_key) {
        premises.push(Premise::new(Grade::Assumed, format!("the session is named `{USUAL_SESSION_NAME}`")));
    }
    premises.extend(options.context.iter().map(|(key, _)| {
        let text = format!("the key `{}` is as `context` says, whatever the token has", quote(key));
        Premise::new(Grade::Given, text)
    }));
    let genuine = "the token is genuine and has not expired: its signature and its times are not looked at";
    premises.push(Premise::new(Grade::Assumed, genuine));
    let numbers = CLAIM_KEYS.iter().filter(|row| {
        matches!(claims.get(row.claim), Some(ClaimValue::Number(_) | ClaimValue::Bool(_)))
            && tests_key(&issuer.condition_key(row.claim).to_ascii_lowercase())
    });
    premises.extend(numbers.map(|row| {
        let text = format!("the claim `{}` is not a string, and is compared as its text", row.claim);
        Premise::new(Grade::Assumed, text)
    }));
    let doors = providers
        .into_iter()
        .map(|provider| {
            let filler = keys::Filler {
                claims,
                options,
                issuer: &issuer,
                audience: audience.as_deref(),
                provider: &provider,
                roles,
            };
            Door { context: filler.fill(document), provider }
        })
        .collect();
    let role = options.role_arn.as_ref().map(|arn| arn.as_str().to_owned());
    let unnamed = |claim: &&str| claims.get(claim).is_none();
    let own: Vec<&str> = [ROLES, TAGS, SOURCE_IDENTITY].into_iter().filter(unnamed).collect();
    if options.claims_scope == ClaimsScope::Partial && !own.is_empty() {
        let text = format!(
            "the token has no claim `{}`: no token of GitHub's is known to have one",
            own.join("`, `")
        );
        premises.push(Premise::new(Grade::Assumed, text));
    }
    PreparedToken {
        stops,
        doors,
        issuer,
        as_of: options.as_of.clone(),
        tags: has_tags(claims),
        source_identity: match claims.get(SOURCE_IDENTITY) {
            None | Some(ClaimValue::Absent) => Tri::No,
            Some(ClaimValue::Text(text)) if text.is_empty() => Tri::Unknown,
            Some(_) => Tri::Yes,
        },
        doubts,
        role,
        rcp: options.rcp.clone(),
        premises,
    }
}

/// Whether the token asks for session tags: a claim without any asks for none.
fn has_tags(claims: &Claims) -> Tri {
    let filled = |(name, value): &(String, ClaimValue)| match value {
        ClaimValue::Object(tags) => name == "principal_tags" && !tags.is_empty(),
        ClaimValue::List(keys) => name == "transitive_tag_keys" && !keys.is_empty(),
        _ => true,
    };
    match claims.get(TAGS) {
        None | Some(ClaimValue::Absent) => Tri::No,
        Some(ClaimValue::Object(members)) => Tri::from(members.iter().any(filled)),
        Some(_) => Tri::Yes,
    }
}

/// Claims that are not named, read from the subject where that reads in one way only.
fn filled_from_subject(claims: &Claims, premises: &mut Vec<Premise>) -> Claims {
    let mut filled = claims.clone();
    let readings =
        claims.text("sub").and_then(|sub| SubjectReadings::read(sub, None, Platform::GithubCom).ok());
    let Some(reading) = readings.as_ref().and_then(SubjectReadings::single) else { return filled };
    let mut read = Vec::new();
    for (name, value) in reading.claims.iter().filter(|(name, _)| claims.get(name).is_none()) {
        filled.set(name, value.clone());
        read.push(format!("`{name}`"));
    }
    if !read.is_empty() {
        premises.push(Premise::new(Grade::Inferred, format!("{} as the subject says", read.join(", "))));
    }
    filled
}

fn issuer(claims: &Claims, stops: &mut Vec<Stop>, premises: &mut Vec<Premise>) -> Issuer {
    match claims.get("iss") {
        None => {
            let issuer = Issuer::default();
            premises.push(Premise::new(Grade::Assumed, format!("the issuer is `{issuer}`")));
            issuer
        }
        Some(ClaimValue::Text(text)) => match text.parse() {
            Ok(issuer) if text.starts_with("https://") => {
                if text.ends_with('/') {
                    let text = format!("AWS takes the issuer `{}` for `{issuer}`", quote(text));
                    premises.push(Premise::new(Grade::Assumed, text));
                }
                issuer
            }
            _ => {
                stops.push(no_issuer(Some(text.clone())));
                Issuer::default()
            }
        },
        Some(_) => {
            stops.push(no_issuer(None));
            Issuer::default()
        }
    }
}

fn no_issuer(actual: Option<String>) -> Stop {
    Stop {
        code: codes::ISSUER_INVALID,
        message: "the `iss` claim names no issuer that AWS could know".to_owned(),
        element: Element::Token,
        expected: vec![Issuer::default().url()],
        actual,
    }
}

/// The provider ARNs that the token may come through.
fn providers(
    document: &Document,
    issuer: &Issuer,
    options: &TrustOptions,
    stops: &mut Vec<Stop>,
    premises: &mut Vec<Premise>,
) -> Vec<String> {
    let role = options.role_arn.as_ref();
    let reachable = options.provider.as_ref().and_then(|provider| provider.reachable);
    if reachable == Some(false) {
        stops.push(Stop {
            code: codes::ISSUER_UNREACHABLE,
            message: format!(
                "STS cannot fetch the keys of `{issuer}`: it has to be reachable from the internet"
            ),
            element: Element::Provider,
            expected: vec![format!("{issuer}/.well-known/openid-configuration")],
            actual: None,
        });
    } else if reachable.is_none() && issuer.platform() == IssuerPlatform::Ghes {
        premises.push(Premise::new(Grade::Assumed, format!("STS can reach `{issuer}` from the internet")));
    }
    if let Some(provider) = &options.provider {
        let arn = &provider.arn;
        if arn.provider() != issuer.host_and_path() {
            stops.push(Stop {
                code: codes::ISSUER_MISMATCH,
                message: format!("the token's issuer is `{issuer}`, and the provider is another one"),
                element: Element::Provider,
                expected: vec![issuer.provider_arn(arn.partition(), arn.account())],
                actual: Some(arn.as_str().to_owned()),
            });
        }
        if let Some(role) = role.filter(|role| role.account() != arn.account()) {
            stops.push(Stop {
                code: codes::PROVIDER_IN_OTHER_ACCOUNT,
                message: "the provider is not in the role's account, and STS looks for it there alone"
                    .to_owned(),
                element: Element::Provider,
                expected: vec![issuer.provider_arn(role.partition(), role.account())],
                actual: Some(arn.as_str().to_owned()),
            });
        }
        return vec![arn.as_str().to_owned()];
    }
    if let Some(role) = role {
        let arn = issuer.provider_arn(role.partition(), role.account());
        premises.push(Premise::new(Grade::Assumed, format!("the provider `{arn}` exists")));
        return vec![arn];
    }
    let partition = options.partition.as_ref().map(Partition::as_str);
    let mut found: Vec<String> = Vec::new();
    for statement in &document.statements {
        let principals = statement.principal.iter().flat_map(|element| &element.value.principals);
        for principal in principals {
            let Principal::Federated(arn) = principal else { continue };
            let fits = |arn: &Arn| {
                arn.resource().strip_prefix("oidc-provider/") == Some(issuer.host_and_path())
                    && is_account(arn.account())
                    && partition.is_none_or(|partition| partition == arn.partition())
            };
            if arn.parse::<Arn>().is_ok_and(|arn| fits(&arn)) && !found.contains(arn) {
                found.push(arn.clone());
            }
        }
    }
    match found.as_slice() {
        [one] => premises.push(Premise::new(
            Grade::Assumed,
            format!("the provider `{one}` exists, in the account of the role"),
        )),
        [] => found.push(issuer.provider_arn(partition.unwrap_or("aws"), "ACCOUNT")),
        _ => premises.push(Premise::new(
            Grade::Assumed,
            "the provider in the account of the role is one that the policy names, and exists",
        )),
    }
    found
}

/// What the key `aud` holds: `azp` where the token has one.
fn audience(
    claims: &Claims,
    options: &TrustOptions,
    partition: &str,
    stops: &mut Vec<Stop>,
    premises: &mut Vec<Premise>,
) -> Option<String> {
    let partition = options.partition.as_ref().map(Partition::as_str).unwrap_or(partition);
    let usual = Issuer::sts_audience(partition);
    let audience = match (claims.get("azp"), claims.get("aud")) {
        (Some(ClaimValue::Text(party)), _) => party.clone(),
        (_, Some(ClaimValue::Text(audience))) if !audience.is_empty() => audience.clone(),
        (_, Some(ClaimValue::Number(audience))) => audience.clone(),
        (_, Some(ClaimValue::List(list))) if !list.is_empty() => match list.as_slice() {
            [ClaimValue::Text(one)] => one.clone(),
            _ => {
                stops.push(Stop {
                    code: codes::AUDIENCE_AMBIGUOUS,
                    message: "the token has several audiences and no `azp`".to_owned(),
                    element: Element::Audience,
                    expected: vec!["one audience".to_owned()],
                    actual: None,
                });
                return None;
            }
        },
        (_, None) => {
            let audience = usual.unwrap_or("sts.amazonaws.com").to_owned();
            premises
                .push(Premise::new(Grade::Assumed, format!("the job asks for the audience `{audience}`")));
            audience
        }
        (_, Some(_)) => {
            stops.push(Stop {
                code: codes::AUDIENCE_MISSING,
                message: "the token has no audience".to_owned(),
                element: Element::Audience,
                expected: usual.map(str::to_owned).into_iter().collect(),
                actual: None,
            });
            return None;
        }
    };
    let client_ids = options.provider.as_ref().and_then(|provider| provider.client_ids.as_ref());
    match client_ids {
        Some(ids) if !ids.contains(&audience) => stops.push(Stop {
            code: codes::AUDIENCE_NOT_REGISTERED,
            message: format!("the provider does not register the audience `{}`", quote(&audience)),
            element: Element::Audience,
            expected: ids.clone(),
            actual: Some(audience.clone()),
        }),
        Some(_) => {}
        None => {
            let unusual = usual.is_some_and(|usual| usual != audience);
            let note = usual
                .filter(|_| unusual)
                .map(|usual| format!("; the usual one is `{usual}`"))
                .unwrap_or_default();
            let text = format!("the audience `{}` is registered with the provider{note}", quote(&audience));
            premises.push(Premise::new(Grade::Assumed, text));
        }
    }
    Some(audience)
}

/// Whether the token lists the role, where it lists roles at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Roles {
    NoClaim,
    Listed,
    RoleUnknown,
}

fn roles(claims: &Claims, options: &TrustOptions, stops: &mut Vec<Stop>) -> Roles {
    let listed: Vec<&str> = match claims.get(ROLES) {
        None | Some(ClaimValue::Absent) => return Roles::NoClaim,
        Some(value) => value.texts(),
    };
    let Some(role) = &options.role_arn else { return Roles::RoleUnknown };
    if !listed.contains(&role.as_str()) {
        stops.push(Stop {
            code: codes::ROLE_NOT_LISTED,
            message: "the token lists the roles it may be used for, and this role is not one".to_owned(),
            element: Element::Token,
            expected: listed.iter().map(|&role| role.to_owned()).collect(),
            actual: Some(role.as_str().to_owned()),
        });
    }
    Roles::Listed
}
