//! What the settings of a repository and the comments of its files say of what is told: what is meant and left out, and how
//! loud a code is told.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::entries::{ReportEntry, retain};
use super::told::{EntryLevel, Told};
use crate::codes::{Code, Severity};
use crate::error::{Error, ErrorKind};
use crate::naming::PathPattern;
use crate::premise::SourcePlace;
use crate::road::RoadReport;
use crate::text::{nearest, quote};

/// What is left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Ignore {
    /// The code.
    pub code: String,
    /// A pattern of paths of the files that it is left out in; everywhere where this is not given.
    #[serde(default)]
    pub path: Option<String>,
    /// Why it is meant.
    pub reason: String,
}

/// How loud a code is told, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeSeverity {
    /// The code.
    pub code: String,
    /// How loud.
    pub severity: SeverityLevel,
    /// A pattern of paths of the files that it is so in; everywhere where this is not given. The last that fits counts.
    #[serde(default)]
    pub path: Option<String>,
    /// Why.
    pub reason: String,
}

/// How loud a code is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeverityLevel {
    /// As a job that is stopped.
    Error,
    /// As what is probably not meant.
    Warning,
    /// As what is worth knowing.
    Note,
    /// Not at all.
    Off,
}

/// What the settings say of codes, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct Preferences {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone)]
struct Rule {
    code: &'static Code,
    path: Option<PathPattern>,
    severity: SeverityLevel,
}

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
    /// Reads what the settings say.
    ///
    /// # Errors
    /// A code that is not known, with the nearest that is; a path that is no pattern; no reason.
    pub fn new(ignore: &[Ignore], severities: &[CodeSeverity]) -> Result<Preferences, Error> {
        let mut rules = Vec::new();
        for (index, one) in severities.iter().enumerate() {
            let rule = Rule::read(&one.code, one.path.as_deref(), one.severity, &one.reason);
            rules.push(rule.map_err(|error| error.under(index).under("severities"))?);
        }
        for (index, one) in ignore.iter().enumerate() {
            let rule = Rule::read(&one.code, one.path.as_deref(), SeverityLevel::Off, &one.reason);
            rules.push(rule.map_err(|error| error.under(index).under("ignore"))?);
        }
        Ok(Preferences { rules })
    }

    /// What they say of a code at a place.
    fn severity(&self, code: &Code, place: Option<&SourcePlace>) -> Option<SeverityLevel> {
        let document = place.and_then(|place| place.document.as_deref());
        let there = |path: &PathPattern| document.is_some_and(|name| path.is_match(name));
        let fits = |rule: &&Rule| rule.code == code && rule.path.as_ref().is_none_or(there);
        self.rules.iter().rev().find(fits).map(|rule| rule.severity)
    }

    /// Tells it as loud as they say. What is not known stays so.
    pub(super) fn weigh(&self, one: &mut Told<'_>) {
        if one.level == EntryLevel::Open {
            return;
        }
        if let Some(severity) = self.severity(one.code, one.place.as_ref()) {
            one.level = match severity {
                SeverityLevel::Error => EntryLevel::Error,
                SeverityLevel::Warning => EntryLevel::Warning,
                SeverityLevel::Note => EntryLevel::Note,
                SeverityLevel::Off => one.level,
            };
        }
    }

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

impl Rule {
    fn read(code: &str, path: Option<&str>, severity: SeverityLevel, reason: &str) -> Result<Rule, Error> {
        let Some(known) = Code::find(code) else {
            let help = match nearest(code, Code::names()) {
                Some(near) => format!("write `{near}`"),
                None => format!("the codes are listed at {}", crate::codes::CODES_PAGE),
            };
            let message = format!("`{}` is not a code", quote(code));
            let error = Error::new(ErrorKind::InvalidValue, message);
            return Err(error.with_found(code).with_help(help).under("code"));
        };
        if reason.trim().is_empty() {
            let message = format!("`{code}` is changed without a reason");
            let error = Error::new(ErrorKind::InvalidValue, message);
            return Err(error
                .with_found(reason)
                .with_help("write why it is meant as `reason`")
                .under("reason"));
        }
        let path = path.map(PathPattern::read).transpose().map_err(|error| error.under("path"))?;
        Ok(Rule { code: known, path, severity })
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
