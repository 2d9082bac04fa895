//! A report without what is meant: by the settings of a repository, and by comments in its files.

use std::collections::BTreeSet;

use super::entries::{ReportEntry, retain};
use super::preferences::{Preferences, SeverityLevel};
use crate::codes::Severity;
use crate::road::RoadReport;

/// A report without what is meant.
#[derive(Debug)]
#[non_exhaustive]
pub struct Settled {
    /// The report.
    pub report: RoadReport,
    /// How much is left out.
    pub ignored: usize,
    /// What is wrong with the comments.
    pub faults: Vec<String>,
}

impl Preferences {
    /// The report without what is meant, by these settings and by comments in the documents, which are names and texts.
    #[must_use]
    pub fn settle<'f>(
        &self,
        report: &RoadReport,
        documents: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Settled {
        let comments: Vec<Comment<'f>> =
            documents.into_iter().flat_map(|(name, text)| comments(name, text)).collect();
        let mut used = BTreeSet::new();
        let mut ignored = 0;
        let mut left = retain(report, |entry| {
            let by_comment = comments.iter().position(|comment| comment.is_about(entry));
            let by_settings = self.severity(entry.code, entry.place.as_ref()) == Some(SeverityLevel::Off);
            used.extend(by_comment);
            let meant = by_comment.is_some() || by_settings;
            ignored += usize::from(meant);
            !meant
        });
        for finding in &mut left.findings {
            finding.severity = match self.severity(finding.code, finding.place.as_deref()) {
                Some(SeverityLevel::Error) => Severity::Error,
                Some(SeverityLevel::Warning) => Severity::Warning,
                Some(SeverityLevel::Note) => Severity::Info,
                Some(SeverityLevel::Off) | None => finding.severity,
            };
        }
        let faults = comments.iter().enumerate().filter_map(|(index, comment)| {
            let what = match (comment.has_reason, used.contains(&index)) {
                (false, _) => "has no reason, and leaves nothing out",
                (true, false) => "leaves nothing out",
                (true, true) => return None,
            };
            Some(format!("{}:{}: the comment `assumable: ignore` {what}", comment.document, comment.at))
        });
        Settled { report: left, ignored, faults: faults.collect() }
    }
}

/// A comment that leaves out codes on a line of a document.
struct Comment<'f> {
    document: &'f str,
    /// The line that it stands on.
    at: usize,
    /// The line that it is about.
    line: usize,
    codes: Vec<&'f str>,
    has_reason: bool,
}

impl Comment<'_> {
    fn is_about(&self, entry: &ReportEntry) -> bool {
        let Some(place) = &entry.place else { return false };
        self.has_reason
            && place.line == Some(self.line)
            && place.document.as_deref() == Some(self.document)
            && self.codes.iter().any(|code| *code == entry.code.name())
    }
}

/// The comments of a document.
fn comments<'f>(document: &'f str, text: &'f str) -> Vec<Comment<'f>> {
    let mut out = Vec::new();
    if !text.contains("assumable: ignore[") {
        return out;
    }
    for (line, at) in text.lines().zip(1..) {
        let Some((before, rest)) = line.split_once("assumable: ignore[") else { continue };
        let Some((codes, reason)) = rest.split_once(']') else { continue };
        let before = before.trim();
        let Some(code) = before.strip_suffix('#').or_else(|| before.strip_suffix("//")) else { continue };
        out.push(Comment {
            document,
            at,
            line: if code.trim().is_empty() { at + 1 } else { at },
            codes: codes.split(',').map(str::trim).collect(),
            has_reason: !reason.trim().is_empty(),
        });
    }
    out
}
