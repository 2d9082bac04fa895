//! `.assumable.yaml`: what is known beside the files, and what is meant.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use assumable::contract::{settings_file, utf8};
use assumable::github::ClaimValue;
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use super::arguments::FailOn;
use super::outcome::Refused;

/// The name of the file, in the root of a repository.
pub const CONFIG_FILE: &str = ".assumable.yaml";

/// The settings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(default)]
    pub(crate) repository: Option<String>,
    #[serde(default)]
    pub(crate) default_branch: Option<String>,
    #[serde(default)]
    pub(crate) owner_id: Option<String>,
    #[serde(default)]
    pub(crate) repository_id: Option<String>,
    #[serde(default)]
    pub(crate) immutable: Option<bool>,
    #[serde(default)]
    pub(crate) account: Option<String>,
    #[serde(default)]
    pub(crate) region: Option<String>,
    /// Owners whose reusable workflows count as the repository's own.
    #[serde(default)]
    pub(crate) owners: Option<Vec<String>>,
    /// Values of Terraform's variables and of CloudFormation's parameters.
    #[serde(default)]
    pub(crate) values: BTreeMap<String, Value>,
    /// The variables (`vars`) that jobs find: all of them.
    #[serde(default)]
    pub(crate) variables: Option<BTreeMap<String, String>>,
    /// Files that are not read.
    #[serde(default)]
    pub(crate) exclude: Vec<String>,
    /// What is meant.
    #[serde(default)]
    pub(crate) ignore: Vec<Ignore>,
    #[serde(default)]
    pub(crate) fail_on: Option<Level>,
}

/// What is left out, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ignore {
    /// The code.
    pub(crate) code: String,
    /// Files that it is left out in; everywhere where this is not given.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Why.
    pub(crate) reason: String,
}

/// A level in the file.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    Error,
    Warning,
    Note,
    Never,
}

impl From<Level> for FailOn {
    fn from(level: Level) -> FailOn {
        match level {
            Level::Error => FailOn::Error,
            Level::Warning => FailOn::Warning,
            Level::Note => FailOn::Note,
            Level::Never => FailOn::Never,
        }
    }
}

/// A text, a truth value, or a list of texts.
#[derive(Debug)]
pub(crate) struct Value(pub(crate) ClaimValue);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, `true` or `false`, or a list of texts")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value(ClaimValue::Text(text.to_owned())))
            }
            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
                Ok(Value(ClaimValue::Bool(value)))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<Value, D::Error> {
                String::deserialize(number).map(|number| Value(ClaimValue::Number(number)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut list = Vec::new();
                while let Some(Value(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(Value(ClaimValue::List(list)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Config {
    /// Reads the file that is named, or that of the root; without one there are no settings.
    pub(crate) fn read(named: Option<&Path>, folder: &Path, root: &Path) -> Result<Config, Refused> {
        let path = named.map_or_else(|| root.join(CONFIG_FILE), |path| folder.join(path));
        let shown = named.map_or_else(|| CONFIG_FILE.to_owned(), |path| path.display().to_string());
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Config::default());
            }
            Err(error) => return Err(Refused::io(&shown, "read", &error)),
        };
        let text = utf8(&bytes).map_err(|error| Refused::of(&error, &shown))?;
        let config: Config = settings_file(text).map_err(|error| Refused::of(&error, &shown))?;
        if let Some(ignore) = config.ignore.iter().find(|ignore| ignore.reason.trim().is_empty()) {
            let message = format!("`{}` is ignored without a reason", ignore.code);
            return Err(Refused::new(shown, message, "write why it is meant as `reason`"));
        }
        Ok(config)
    }

    /// The files that are not read.
    pub(crate) fn excluded(&self) -> Result<GlobSet, Refused> {
        globs(&self.exclude)
    }
}

/// Patterns of paths, as one.
pub(crate) fn globs(patterns: &[String]) -> Result<GlobSet, Refused> {
    let refused = |error: &globset::Error| {
        Refused::new(CONFIG_FILE, error.to_string(), "write a pattern of paths, such as `infra/**`")
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| refused(&error))?);
    }
    set.build().map_err(|error| refused(&error))
}
