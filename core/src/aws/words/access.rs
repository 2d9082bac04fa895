//! What the layers of a request came to, in sentences.

use super::{because, in_brackets};
use crate::aws::access::report::LayerResult;
use crate::aws::layer::LayerName;
use crate::aws::pattern::Difference;
use crate::text::quote;

pub(in crate::aws) fn title(layer: LayerName) -> &'static str {
    match layer {
        LayerName::Identity => "the identity policies",
        LayerName::Resource => "the resource's policies",
        LayerName::Boundary => "the policies of the permissions boundary",
        LayerName::Session => "the session policies",
        LayerName::Scp => "the service control policies",
        LayerName::Rcp => "the resource control policies",
    }
}

/// What a layer says whose documents are known.
pub(in crate::aws) fn layer(layer: LayerName, result: LayerResult) -> String {
    let what = match result {
        LayerResult::NotInForce => "are not in force",
        LayerResult::ExplicitDeny => "deny",
        LayerResult::Unknown => "depend on something that is not known or not documented",
        LayerResult::Allow => "allow",
        LayerResult::Silent => "say nothing for this request",
    };
    format!("{} {what}", title(layer))
}

/// `is` for one policy, `are` for several.
fn verb(title: &str) -> &'static str {
    if title.ends_with("policy") { "is" } else { "are" }
}

pub(in crate::aws) fn in_force_not_known(title: &str) -> String {
    format!("{title} {} in force and not known", verb(title))
}

pub(in crate::aws) fn not_given(title: &str) -> String {
    format!("{title} {} not given", verb(title))
}

/// The statement and its document, such as "statement 3 (`DenyOthers`) of identity policy 1"; `document` is its number in
/// the layer, the level of a service control policy before it.
pub(in crate::aws) fn place(
    layer: LayerName,
    document: &str,
    statement: usize,
    sid: Option<&String>,
) -> String {
    let policy = match (layer, document.split_once('/')) {
        (LayerName::Identity, _) => format!("identity policy {document}"),
        (LayerName::Resource, _) => format!("policy {document} of the resource"),
        (LayerName::Boundary, _) => "the permissions boundary".to_owned(),
        (LayerName::Session, _) => format!("session policy {document}"),
        (_, Some((level, number))) => format!("service control policy {number} of level {level}"),
        _ => format!("resource control policy {document}"),
    };
    format!("statement {statement}{} of {policy}", in_brackets(sid))
}

/// That a layer has no statement for this principal.
pub(in crate::aws) fn allows_nothing(layer: LayerName) -> String {
    format!("{} have no statement that allows anything for this principal", title(layer))
}

/// That a statement at this place denies the request; `tests` says what its tests hold for.
pub(in crate::aws) fn denies(place: &str, tests: &[String]) -> String {
    format!("{place} denies the request{}", because(tests))
}

pub(in crate::aws) fn not_for(principal: Option<&str>) -> String {
    match principal {
        Some(text) => format!("the statement is not for `{}`", quote(text)),
        None => "the statement is not for a principal that is not given".to_owned(),
    }
}

pub(in crate::aws) fn action_not_covered(action: &str) -> String {
    format!("the statement does not cover `{}`", quote(action))
}

/// Why a Resource element does not cover a resource.
pub(in crate::aws) enum NotCovered<'c> {
    /// `NotResource` names it.
    LeftOut,
    /// The action is asked on `*`.
    Star,
    /// No entry is near.
    Nowhere,
    /// The nearest entry, the part of the ARN in which the two first differ, and where.
    Nearest(&'c str, &'static str, Option<&'c Difference>),
}

pub(in crate::aws) fn resource_not_covered(resource: &str, why: &NotCovered<'_>) -> String {
    let shown = quote(resource);
    match why {
        NotCovered::LeftOut => format!("`NotResource` leaves out `{shown}`"),
        NotCovered::Star => {
            "the action is asked on `*`, which the statement's resources do not cover".to_owned()
        }
        NotCovered::Nowhere => format!("the statement's resources do not cover `{shown}`"),
        NotCovered::Nearest(written, part, difference) => {
            let differ = difference.map_or_else(String::new, |difference| {
                format!("; {}", differ(&format!(" in the {part},"), difference))
            });
            format!("`{}` does not cover `{shown}`{differ}", quote(written))
        }
    }
}

/// The sentence of a test, and where policy and request first differ.
pub(in crate::aws) fn compared(sentence: &str, difference: &Difference) -> String {
    format!("{sentence}; {}", differ("", difference))
}

/// Where policy and request first differ.
fn differ(part: &str, difference: &Difference) -> String {
    let has = |text: &str| if text.is_empty() { "ends".to_owned() } else { format!("has `{}`", quote(text)) };
    let (policy, request) = (has(&difference.expected), has(&difference.found));
    format!("they first differ{part} where the policy {policy} and the request {request}")
}
