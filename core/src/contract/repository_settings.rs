//! `.assumable.yaml`: what is known beside the files of a repository, and what is meant.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::settings_file;
use crate::error::Error;
use crate::github::ClaimValue;
use crate::naming::PathPattern;
use crate::render::{CodeSeverity, Ignore, Preferences};

/// The settings of a repository, `.assumable.yaml`: what is known beside the files, and what is meant.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct RepositorySettings {
    /// The repository on GitHub, `owner/name`; from `.git` where this is not given.
    pub repository: Option<String>,
    /// Its default branch; from `.git` where this is not given.
    pub default_branch: Option<String>,
    /// The id of its owner, as a string.
    pub owner_id: Option<String>,
    /// Its id, as a string.
    pub repository_id: Option<String>,
    /// Whether subjects have ids in them, as those of new repositories have.
    pub immutable: Option<bool>,
    /// The AWS account of the infrastructure: 12 digits, as a string.
    pub account: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// The owners whose reusable workflows count as the repository's own.
    pub owners: Option<Vec<String>>,
    /// The values of Terraform's variables and of CloudFormation's parameters, by name.
    pub values: BTreeMap<String, SettingValue>,
    /// The variables (`vars`) that a job finds: all of them, so that one that is not here is not set.
    pub variables: Option<BTreeMap<String, String>>,
    /// Files that are not read, as patterns of paths from the root.
    pub exclude: Vec<String>,
    /// What is meant, and left out.
    pub ignore: Vec<Ignore>,
    /// Codes that are told louder or quieter than they are, or not at all.
    pub severities: Vec<CodeSeverity>,
    /// From which level on there is something to report; `warning` where this is not given.
    pub fail_on: Option<FailLevel>,
}

/// A level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailLevel {
    /// Jobs that are stopped, and strangers who get in.
    Error,
    /// Those, and what is probably not meant.
    Warning,
    /// Those, and what is worth knowing.
    Note,
    /// Nothing.
    Never,
}

/// A text, a number, a truth value, or a list of these.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Value"))]
pub struct SettingValue(#[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))] pub ClaimValue);

impl<'de> Deserialize<'de> for SettingValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SettingValue, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = SettingValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, `true` or `false`, or a list of these")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SettingValue, E> {
                Ok(SettingValue(ClaimValue::Text(text.to_owned())))
            }
            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<SettingValue, E> {
                Ok(SettingValue(ClaimValue::Bool(value)))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<SettingValue, D::Error> {
                String::deserialize(number).map(|number| SettingValue(ClaimValue::Number(number)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<SettingValue, A::Error> {
                let mut list = Vec::new();
                while let Some(SettingValue(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(SettingValue(ClaimValue::List(list)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl RepositorySettings {
    /// Reads the text of a file; an empty one sets nothing.
    ///
    /// # Errors
    /// A member that is not known, with the nearest that is; a value of another kind; a code that is not known; no reason.
    pub fn read(text: &str) -> Result<RepositorySettings, Error> {
        if text.trim().is_empty() {
            return Ok(RepositorySettings::default());
        }
        let settings: RepositorySettings = settings_file(text)?;
        settings.preferences()?;
        settings.excluded()?;
        Ok(settings)
    }

    /// What they say of codes.
    ///
    /// # Errors
    /// A code that is not known, a path that is no pattern, or no reason.
    pub fn preferences(&self) -> Result<Preferences, Error> {
        Preferences::new(&self.ignore, &self.severities)
    }

    /// The patterns of paths of the files that are not read.
    pub(super) fn excluded(&self) -> Result<Vec<PathPattern>, Error> {
        let read = |(index, text): (usize, &String)| {
            PathPattern::read(text).map_err(|error| error.under(index).under("exclude"))
        };
        self.exclude.iter().enumerate().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_every_kind() {
        let settings = RepositorySettings::read("values: {a: b, c: true, d: 12, e: [f, g]}\n").unwrap();
        let value = |name: &str| settings.values.get(name).map(|value| value.0.clone()).unwrap();
        assert_eq!(value("a"), ClaimValue::Text("b".to_owned()));
        assert_eq!(value("c"), ClaimValue::Bool(true));
        assert_eq!(value("d"), ClaimValue::Number("12".to_owned()));
        assert_eq!(value("e"), ClaimValue::List(vec!["f".into(), "g".into()]));
        let error = RepositorySettings::read("ignore:\n  - {code: A}\n").unwrap_err();
        assert_eq!(error.place().map(|place| place.line), Some(2));
    }

    #[test]
    fn an_empty_file_sets_nothing() {
        for text in ["", " \n"] {
            assert!(RepositorySettings::read(text).unwrap().repository.is_none());
        }
    }

    #[test]
    fn what_is_not_known_is_refused_with_the_nearest() {
        let refused = |text: &str| {
            let error = RepositorySettings::read(text).unwrap_err();
            format!("{} {}: {}", error.path(), error, error.help())
        };
        assert!(refused("severites: []\n").contains("write `severities`"), "{}", refused("severites: []\n"));
        let code = "severities: [{code: UNSAFE_PULL_REQUESTS, severity: note, reason: a}]\n";
        assert_eq!(
            refused(code),
            "/severities/0/code `UNSAFE_PULL_REQUESTS` is not a code: write `UNSAFE_PULL_REQUEST`"
        );
        let reason = "ignore: [{code: UNSAFE_PULL_REQUEST, reason: ' '}]\n";
        assert_eq!(
            refused(reason),
            "/ignore/0/reason `UNSAFE_PULL_REQUEST` is changed without a reason: write why it is meant as `reason`"
        );
        let level = "severities: [{code: UNSAFE_PULL_REQUEST, severity: warn, reason: a}]\n";
        assert!(refused(level).contains("warning"), "{}", refused(level));
        let path = "severities: [{code: UNSAFE_PULL_REQUEST, severity: note, path: 'a[', reason: a}]\n";
        assert!(refused(path).starts_with("/severities/0/path `a[` is not a pattern"), "{}", refused(path));
    }
}
