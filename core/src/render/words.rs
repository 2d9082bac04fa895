//! The words of every format: what is said of a road stands here once.

use crate::analysis::Exposure;
use crate::codes::{FixKind, Severity};
use crate::premise::SourcePlace;
use crate::road::{ChangeSide, Road, RoadFault, RoadStage, RoadVerdict};

/// What becomes of it, in one or two words.
pub(super) const fn verdict(verdict: RoadVerdict) -> &'static str {
    match verdict {
        RoadVerdict::Allowed => "allowed",
        RoadVerdict::Denied => "denied",
        RoadVerdict::NoToken => "no token",
        RoadVerdict::Undetermined => "undetermined",
    }
}

/// Where it is stopped.
pub(super) const fn stage(stage: RoadStage) -> &'static str {
    match stage {
        RoadStage::TokenRequest => "the request for a token",
        RoadStage::Provider => "the identity provider",
        RoadStage::TrustPolicy => "the trust policy",
        RoadStage::Session => "the session",
        RoadStage::EcrPermission => "the permissions in ECR",
        RoadStage::Push => "the push",
        RoadStage::Naming => "the naming rules",
    }
}

/// Whether those who get in are a danger, or those for whom the role is.
pub(super) const fn is_danger(exposure: Exposure) -> bool {
    matches!(exposure, Exposure::Critical | Exposure::High | Exposure::Medium)
}

/// How much a finding weighs.
pub(super) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Danger => "danger",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// Whether a change can be made without looking.
pub(super) const fn fix_kind(kind: FixKind) -> &'static str {
    match kind {
        FixKind::Safe => "safe",
        FixKind::Judgement => "to decide",
    }
}

/// What a change is made to.
pub(super) const fn side(side: ChangeSide) -> &'static str {
    match side {
        ChangeSide::Workflow => "workflow",
        ChangeSide::Settings => "settings on GitHub",
        ChangeSide::Provider => "identity provider",
        ChangeSide::TrustPolicy => "trust policy",
        ChangeSide::Permissions => "permissions",
        ChangeSide::NamingRules => "naming rules",
    }
}

/// A place, as editors and terminals open it.
pub(super) fn place(place: &SourcePlace) -> String {
    let document = place.document.as_deref().unwrap_or("");
    match (place.line, place.column) {
        (Some(line), Some(column)) => format!("{document}:{line}:{column}"),
        (Some(line), None) => format!("{document}:{line}"),
        _ => match place.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            Some(pointer) if document.is_empty() => pointer.to_owned(),
            Some(pointer) => format!("{document} {pointer}"),
            None => document.to_owned(),
        },
    }
}

/// Which job a road is of.
pub(super) fn job(road: &Road) -> &str {
    road.job.as_deref().unwrap_or("an observed token")
}

/// Which role a road leads to.
pub(super) fn role(road: &Road) -> &str {
    road.role.as_deref().unwrap_or("a role that is not known")
}

/// What becomes of `subject`, in one sentence.
pub(super) fn outcome(
    subject: &str,
    verdict: RoadVerdict,
    at: Option<RoadStage>,
    message: Option<&str>,
    needs: &[String],
) -> String {
    let what = match verdict {
        RoadVerdict::Allowed => "is allowed",
        RoadVerdict::Denied => "is denied",
        RoadVerdict::NoToken => "gets no token",
        RoadVerdict::Undetermined => "is undetermined",
    };
    let why = reason(at, message).map_or_else(String::new, |why| format!(": {why}"));
    let needed = if needs.is_empty() { String::new() } else { format!("; needed: {}", needs.join("; ")) };
    format!("{subject} {what}{why}{needed}")
}

/// Why it is stopped, or where, if no more is known.
pub(super) fn reason(at: Option<RoadStage>, message: Option<&str>) -> Option<String> {
    match (message, at) {
        (Some(message), _) => Some(message.to_owned()),
        (None, Some(at)) => Some(format!("at {}", stage(at))),
        (None, None) => None,
    }
}

/// A fault that would stop the runs if the first did not.
pub(super) fn behind(fault: &RoadFault) -> String {
    format!("behind it: {}", fault.message)
}

/// Why an image is stopped that stops the runs.
pub(super) const SAME: &str = "for the reason above";

/// Who gets in, in one sentence.
pub(super) fn gets_in(message: &str, witness: &str) -> String {
    format!("gets in: {message}; for example {witness}")
}

/// So many of these.
pub(super) fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// What the notice says that stands for those that GitHub would not show.
pub(super) fn left_out(errors: usize, warnings: usize, notices: usize) -> String {
    let counts = [
        (errors, count(errors, "error", "errors")),
        (warnings, count(warnings, "warning", "warnings")),
        (notices, count(notices, "notice", "notices")),
    ];
    let told: Vec<String> =
        counts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text).collect();
    format!("{} more: GitHub shows 10 of each kind for a step; the whole report has them", told.join(", "))
}
