//! What of a report is shown: what was asked about, what is new, and not what is meant.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assumable::codes::Code;
use assumable::premise::SourcePlace;
use assumable::render::{entries, retain};
use assumable::road::{Road, RoadReport};
use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use super::outcome::Refused;

/// What is asked about.
#[derive(Debug)]
pub(crate) enum Only {
    Job(GlobMatcher),
    Role(GlobMatcher),
    Code(GlobMatcher),
    /// What an event, a token or a log shows: a document.
    Observed(String),
}

impl Only {
    pub(crate) fn parse(text: &str) -> Result<Only, Refused> {
        let help = "write `job:NAME`, `role:NAME` or `code:NAME`, with `*` for any text";
        let bad = |message: String| Refused::new("--only", message, help);
        let (what, pattern) =
            text.split_once(':').ok_or_else(|| bad(format!("`{text}` does not say what it names")))?;
        let glob = GlobBuilder::new(pattern).literal_separator(false).build();
        let matcher = glob.map_err(|error| bad(error.to_string()))?.compile_matcher();
        match what {
            "job" => Ok(Only::Job(matcher)),
            "role" => Ok(Only::Role(matcher)),
            "code" => Ok(Only::Code(matcher)),
            _ => Err(bad(format!("`{what}` is not known"))),
        }
    }

    fn is_about_road(&self, road: &Road) -> bool {
        match self {
            Only::Job(job) => road.job.as_ref().is_some_and(|name| job.is_match(name)),
            Only::Role(role) => road.role.as_ref().is_some_and(|name| {
                role.is_match(name) || name.rsplit(['/', '.']).next().is_some_and(|last| role.is_match(last))
            }),
            Only::Code(_) => false,
            Only::Observed(_) => road.job.is_none(),
        }
    }
}

/// Leaves what is asked about.
pub(crate) fn only(report: RoadReport, asked: &[Only]) -> Result<RoadReport, Refused> {
    if asked.is_empty() {
        return Ok(report);
    }
    let of_road = |index: usize| {
        report.roads.get(index).is_some_and(|road| asked.iter().any(|one| one.is_about_road(road)))
    };
    let of_code =
        |code: &Code| asked.iter().any(|one| matches!(one, Only::Code(name) if name.is_match(code.name())));
    let of_document = |place: &SourcePlace| {
        asked.iter().any(|one| matches!(one, Only::Observed(name) if place.document.as_deref() == Some(name)))
    };
    let mut left = retain(&report, |entry| {
        of_code(entry.code)
            || entry.road.is_some_and(of_road)
            || entry.road.is_none() && entry.place.as_ref().is_some_and(of_document)
    });
    let told: BTreeSet<usize> = entries(&left).iter().filter_map(|entry| entry.road).collect();
    let mut index = 0;
    left.roads.retain(|road| {
        index += 1;
        told.contains(&(index - 1)) || asked.iter().any(|one| one.is_about_road(road))
    });
    // A question belongs to no one job.
    if asked.iter().all(|one| matches!(one, Only::Code(_) | Only::Observed(_))) {
        left.unresolved.clear();
    }
    if let [Only::Observed(name)] = asked
        && left.roads.is_empty()
        && left.findings.is_empty()
    {
        let help = "pass an event of CloudTrail or a token, beside documents with the role that it asks for";
        return Err(Refused::new(name, "shows nobody who asks for a role of these documents", help));
    }
    Ok(left)
}

/// The fingerprints of a SARIF log.
pub(crate) fn baseline(path: &Path, shown: &str) -> Result<BTreeSet<String>, Refused> {
    let help = "pass what `assumable check --format sarif` wrote";
    let text = fs::read_to_string(path).map_err(|error| Refused::io(shown, "read", &error))?;
    let log: Value = serde_json::from_str(&text)
        .map_err(|error| Refused::new(shown, format!("is not a SARIF log: {error}"), help))?;
    let runs = log.get("runs").and_then(Value::as_array);
    let runs = runs.ok_or_else(|| Refused::new(shown, "is not a SARIF log: it has no `runs`", help))?;
    let results = runs.iter().filter_map(|run| run.get("results")?.as_array()).flatten();
    let print =
        |result: &Value| Some(result.get("partialFingerprints")?.get("assumable/v1")?.as_str()?.to_owned());
    Ok(results.filter_map(print).collect())
}

/// Leaves what the baseline does not have, and the roads that something new is told of.
pub(crate) fn new_only(report: &RoadReport, known: &BTreeSet<String>) -> RoadReport {
    let mut left = retain(report, |entry| !known.contains(&entry.fingerprint));
    let told: BTreeSet<usize> = entries(&left).iter().filter_map(|entry| entry.road).collect();
    let mut index = 0;
    left.roads.retain(|_| {
        index += 1;
        told.contains(&(index - 1))
    });
    left
}
