//! Why a statement does not allow a request, among what people meet: another region, a tag in an ARN, a login on a
//! repository, …
//!
//! Decided here and worded in [`words`](crate::aws::words). Only what the statement and the request show by themselves is a
//! cause; what a failure's own code says already is none.

use super::request::AccessRequest;
use super::traced::Traced;
use crate::aws::layer::LayerName;
use crate::aws::pattern::Alignment;
use crate::aws::pattern::wildcard::Pattern;
use crate::aws::policy::{ActionElement, Effect, Principal, PrincipalElement, ResourceElement};
use crate::knowledge::ecr_actions::{PULLS, PUSHES, SERVICES, on_everything};
use crate::names::arn::{Arn, parts};

/// A known cause, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) enum AccessCause<'c> {
    /// An action without a resource type, allowed on ARNs.
    AskedOnStar {
        action: &'c str,
    },
    /// The nearest entry differs from the resource in this part only.
    OtherPart {
        part: ArnPart,
        wanted: &'c str,
        found: &'c str,
    },
    /// Not the ARN of a repository, of which the policy has this.
    NotARepository {
        wanted: &'c str,
    },
    /// A tag or a digest behind the name.
    WithTag {
        written: &'c str,
    },
    /// Only what has a further name behind the repository's.
    BelowRepository {
        written: &'c str,
        name: &'c str,
    },
    LetterCase {
        written: &'c str,
    },
    OtherRepository {
        wanted: &'c str,
        found: &'c str,
    },
    /// `NotAction` covers it.
    LeftOut {
        action: &'c str,
    },
    /// The same actions of another service.
    OtherService {
        wanted: &'static str,
        found: &'static str,
    },
    /// What pulls is covered, and nothing that pushes.
    PullOnly,
    PrincipalElsewhere {
        named: &'c str,
        account: &'c str,
    },
    OtherPrincipal {
        named: &'c str,
    },
    /// Another session of the caller's role.
    OtherSession {
        named: &'c str,
    },
    /// Identity providers only.
    ProvidersOnly,
    /// Documents that allow nothing; `level` for service control policies.
    OnlyDenies {
        layer: LayerName,
        level: Option<usize>,
    },
}

/// A part of an ARN before its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws) enum ArnPart {
    Partition,
    Region,
    Account,
}

/// Why a Resource element does not cover what is asked; `nearest` is its entry that comes nearest, beside the resource.
pub(super) fn of_resource<'c>(
    request: &'c AccessRequest,
    element: &'c ResourceElement,
    nearest: Option<(&'c str, &Alignment)>,
) -> Option<AccessCause<'c>> {
    if element.negated {
        return None;
    }
    let Some(resource) = request.resource.as_ref().map(Arn::as_str) else {
        let action = request.action_text.as_str();
        return on_everything(action).then_some(AccessCause::AskedOnStar { action });
    };
    let (written, alignment) = nearest.filter(|(written, _)| !written.contains("${"))?;
    let mut differing = alignment.columns.iter().enumerate().filter(|(_, column)| !column.fits);
    // Where more than one part differs, the entry is about something else.
    let ((at, _), None) = (differing.next()?, differing.next()) else { return None };
    let part = match at {
        1 => ArnPart::Partition,
        3 => ArnPart::Region,
        4 => ArnPart::Account,
        5 => return of_repository(request, written, resource),
        _ => return None,
    };
    let (wanted, found) = (*parts(written)?.get(at)?, *parts(resource)?.get(at)?);
    let named = !wanted.is_empty() && !found.is_empty();
    named.then_some(AccessCause::OtherPart { part, wanted, found })
}

/// The ARN of a repository and an entry that differs from it in the resource.
fn of_repository<'c>(
    request: &AccessRequest,
    written: &'c str,
    resource: &'c str,
) -> Option<AccessCause<'c>> {
    const REPOSITORY: &str = "repository/";
    let ([.., wanted], [_, _, service, .., found]) = (parts(written)?, parts(resource)?);
    let found = found.strip_prefix(REPOSITORY).filter(|_| service == request.action.service())?;
    if !SERVICES.contains(&service) {
        return None;
    }
    let Some(wanted) = wanted.strip_prefix(REPOSITORY) else {
        let wild = wanted.split('/').next().is_some_and(|first| first.contains(['*', '?']));
        return (!wild).then_some(AccessCause::NotARepository { wanted });
    };
    let fits = |pattern: &str| Pattern::new(pattern).matches(found);
    if fits(&wanted.to_ascii_lowercase()) {
        return Some(AccessCause::LetterCase { written });
    }
    if wanted.rsplit_once([':', '@']).is_some_and(|(name, _)| fits(name)) {
        return Some(AccessCause::WithTag { written });
    }
    if wanted.strip_suffix("/*").or_else(|| wanted.strip_suffix('/')).is_some_and(fits) {
        return Some(AccessCause::BelowRepository { written, name: found });
    }
    Some(AccessCause::OtherRepository { wanted, found })
}

/// Why an Action element does not cover the action that is asked.
pub(super) fn of_action<'c>(request: &'c AccessRequest, element: &ActionElement) -> Option<AccessCause<'c>> {
    if element.negated {
        return Some(AccessCause::LeftOut { action: &request.action_text });
    }
    let action = &request.action;
    let own = SERVICES.into_iter().find(|service| *service == action.service())?;
    let mut others = SERVICES.into_iter().filter(|service| *service != own);
    if let Some(wanted) = others.find(|service| element.covers(&action.in_service(service))) {
        return Some(AccessCause::OtherService { wanted, found: own });
    }
    let covers = |name: &&'static str| element.covers(&action.named(name));
    let pulls_only = PULLS.iter().all(covers) && !PUSHES.iter().any(covers);
    (pulls_only && PUSHES.contains(&action.name())).then_some(AccessCause::PullOnly)
}

/// Why a Principal element does not name who asks.
pub(super) fn of_principal<'c>(
    request: &'c AccessRequest,
    element: &'c PrincipalElement,
) -> Option<AccessCause<'c>> {
    let caller = request.principal.as_ref()?;
    let account = caller.account().filter(|_| !element.negated)?;
    let named = &element.principals;
    if named.iter().all(|one| matches!(one, Principal::Federated(_))) {
        return Some(AccessCause::ProvidersOnly);
    }
    let of_aws = named.iter().filter_map(|one| match one {
        Principal::Account(id) => Some((one.text(), id.as_str())),
        Principal::Aws(text) => Some((one.text(), *parts(text)?.get(4)?)),
        _ => None,
    });
    let (here, elsewhere): (Vec<_>, Vec<_>) = of_aws.partition(|(_, id)| *id == account);
    if let Some((named, _)) = here.iter().find(|(text, _)| caller.is_other_session(text)) {
        return Some(AccessCause::OtherSession { named });
    }
    match (here.first(), elsewhere.first()) {
        (Some((named, _)), _) => Some(AccessCause::OtherPrincipal { named }),
        (None, Some((named, _))) => Some(AccessCause::PrincipalElsewhere { named, account }),
        (None, None) => None,
    }
}

/// Why no document of a layer has a statement that could allow the request.
pub(super) fn of_layer(layer: LayerName, traces: &[Traced<'_>]) -> Option<AccessCause<'static>> {
    let mut levels: Vec<(Option<usize>, bool)> = Vec::new();
    for traced in traces {
        let level = traced.number.level;
        let denies = traced.trace.statements.iter().all(|tested| tested.statement.effect == Effect::Deny);
        match levels.last_mut() {
            Some((last, only)) if *last == level => *only &= denies,
            _ => levels.push((level, denies)),
        }
    }
    let (level, _) = levels.into_iter().find(|(_, only_denies)| *only_denies)?;
    Some(AccessCause::OnlyDenies { layer, level })
}
