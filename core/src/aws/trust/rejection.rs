//! Why STS rejects a token before it reads the trust policy.

use super::element::Element;
use crate::codes::{self, Code};
use crate::github::Issuer;
use crate::names::{ProviderArn, RoleArn};
use crate::text::quote;

/// One reason why STS rejects a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rejection {
    pub(super) code: &'static Code,
    pub(super) message: String,
    pub(super) element: Element,
    pub(super) expected: Vec<String>,
    pub(super) actual: Option<String>,
}

impl Rejection {
    fn new(code: &'static Code, element: Element, message: impl Into<String>) -> Rejection {
        Rejection { code, message: message.into(), element, expected: Vec::new(), actual: None }
    }

    pub(super) fn issuer_invalid(actual: Option<String>) -> Rejection {
        let message = "the `iss` claim is not an issuer that AWS could know";
        Rejection {
            expected: vec![Issuer::default().url()],
            actual,
            ..Rejection::new(codes::ISSUER_INVALID, Element::Token, message)
        }
    }

    pub(super) fn issuer_unreachable(issuer: &Issuer) -> Rejection {
        let message =
            format!("STS cannot fetch the keys of `{issuer}`: it has to be reachable from the internet");
        Rejection {
            expected: vec![format!("{issuer}/.well-known/openid-configuration")],
            ..Rejection::new(codes::ISSUER_UNREACHABLE, Element::Provider, message)
        }
    }

    pub(super) fn issuer_mismatch(issuer: &Issuer, provider: &ProviderArn) -> Rejection {
        let message = format!("the token's issuer is `{issuer}`, and the provider is another one");
        Rejection {
            expected: vec![issuer.provider_arn(provider.partition(), provider.account())],
            actual: Some(provider.as_str().to_owned()),
            ..Rejection::new(codes::ISSUER_MISMATCH, Element::Provider, message)
        }
    }

    pub(super) fn provider_in_other_account(
        issuer: &Issuer,
        role: &RoleArn,
        provider: &ProviderArn,
    ) -> Rejection {
        let message = "the provider is not in the role's account, the only one in which STS looks for it";
        Rejection {
            expected: vec![issuer.provider_arn(role.partition(), role.account())],
            actual: Some(provider.as_str().to_owned()),
            ..Rejection::new(codes::PROVIDER_IN_OTHER_ACCOUNT, Element::Provider, message)
        }
    }

    pub(super) fn subject_missing() -> Rejection {
        let message = "the token has no `sub` claim, so it is not the token of a job; the subject of a run follows from its claims and \
                       the subject settings";
        Rejection {
            expected: vec!["a `sub` claim".to_owned()],
            ..Rejection::new(codes::SUBJECT_MISSING, Element::Token, message)
        }
    }

    pub(super) fn audience_ambiguous() -> Rejection {
        let message = "the token has several audiences and no `azp`";
        Rejection {
            expected: vec!["one audience".to_owned()],
            ..Rejection::new(codes::AUDIENCE_AMBIGUOUS, Element::Audience, message)
        }
    }

    /// `usual` is the audience that jobs ask for, where the partition has one.
    pub(super) fn audience_missing(usual: Option<&str>) -> Rejection {
        Rejection {
            expected: usual.map(str::to_owned).into_iter().collect(),
            ..Rejection::new(codes::AUDIENCE_MISSING, Element::Audience, "the token has no audience")
        }
    }

    pub(super) fn audience_not_registered(audience: &str, client_ids: &[String]) -> Rejection {
        let message = format!("the provider does not register the audience `{}`", quote(audience));
        Rejection {
            expected: client_ids.to_vec(),
            actual: Some(audience.to_owned()),
            ..Rejection::new(codes::AUDIENCE_NOT_REGISTERED, Element::Audience, message)
        }
    }

    pub(super) fn role_not_listed(role: &RoleArn, listed: &[&str]) -> Rejection {
        let message = "the token lists the roles it may be used for, and this role is not one";
        Rejection {
            expected: listed.iter().map(|&role| role.to_owned()).collect(),
            actual: Some(role.as_str().to_owned()),
            ..Rejection::new(codes::ROLE_NOT_LISTED, Element::Token, message)
        }
    }
}
