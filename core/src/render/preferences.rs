//! What the settings of a repository say of codes: which are left out, and how loud the others are told.

use serde::Deserialize;

use crate::codes::Code;
use crate::error::{Error, ErrorKind};
use crate::naming::PathPattern;
use crate::premise::SourcePlace;
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
    pub(super) fn severity(&self, code: &Code, place: Option<&SourcePlace>) -> Option<SeverityLevel> {
        let document = place.and_then(|place| place.document.as_deref());
        let there = |path: &PathPattern| document.is_some_and(|name| path.is_match(name));
        let fits = |rule: &&Rule| rule.code == code && rule.path.as_ref().is_none_or(there);
        self.rules.iter().rev().find(fits).map(|rule| rule.severity)
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
