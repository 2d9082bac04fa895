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

/// The settings of the command `assumable`: what is known beside the files, and what is meant.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The repository on GitHub, `owner/name`; from `.git` where this is not given.
    pub(crate) repository: Option<String>,
    /// Its default branch; from `.git` where this is not given.
    pub(crate) default_branch: Option<String>,
    /// The id of its owner, as a string.
    pub(crate) owner_id: Option<String>,
    /// Its id, as a string.
    pub(crate) repository_id: Option<String>,
    /// Whether subjects have ids in them, as those of new repositories have.
    pub(crate) immutable: Option<bool>,
    /// The AWS account of the infrastructure: 12 digits, as a string.
    pub(crate) account: Option<String>,
    /// Its region.
    pub(crate) region: Option<String>,
    /// The owners whose reusable workflows count as the repository's own.
    pub(crate) owners: Option<Vec<String>>,
    /// The values of Terraform's variables and of CloudFormation's parameters, by name.
    pub(crate) values: BTreeMap<String, Value>,
    /// The variables (`vars`) that a job finds: all of them, so that one that is not here is not set.
    pub(crate) variables: Option<BTreeMap<String, String>>,
    /// Files that are not read, as patterns of paths from the root.
    pub(crate) exclude: Vec<String>,
    /// What is meant, and left out.
    pub(crate) ignore: Vec<Ignore>,
    /// From which level on there is something to report; `warning` where this is not given.
    pub(crate) fail_on: Option<Level>,
}

/// What is left out, and why.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Ignore {
    /// The code.
    pub(crate) code: String,
    /// A pattern of paths of the files that it is left out in; everywhere where this is not given.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// Why it is meant.
    pub(crate) reason: String,
}

/// A level.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// Jobs that are stopped, and strangers who get in.
    Error,
    /// Those, and what is probably not meant.
    Warning,
    /// Those, and what is worth knowing.
    Note,
    /// Nothing.
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

/// A text, a number, a truth value, or a list of these.
#[derive(Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Value(#[cfg_attr(test, schemars(with = "serde_json::Value"))] pub(crate) ClaimValue);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, `true` or `false`, or a list of these")
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

#[cfg(test)]
mod tests {
    use super::*;

    /// `CASES=write` writes the schema anew.
    #[test]
    fn the_schema_is_that_of_the_settings() {
        let schema = schemars::schema_for!(Config);
        let now = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assumable.schema.json");
        if std::env::var_os("CASES").is_some() {
            fs::write(&path, &now).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), now);
    }

    #[test]
    fn values_are_of_every_kind() {
        let config: Config = settings_file("values: {a: b, c: true, d: 12, e: [f, g]}\n").unwrap();
        let value = |name: &str| config.values.get(name).map(|value| value.0.clone()).unwrap();
        assert_eq!(value("a"), ClaimValue::Text("b".to_owned()));
        assert_eq!(value("c"), ClaimValue::Bool(true));
        assert_eq!(value("d"), ClaimValue::Number("12".to_owned()));
        assert_eq!(value("e"), ClaimValue::List(vec!["f".into(), "g".into()]));
        let error = settings_file::<Config>("ignore:\n  - {code: A}\n").unwrap_err();
        assert_eq!(error.place().map(|place| place.line), Some(2));
    }
}
