//! `.assumable.yaml`: what is known beside the files, and what is meant.

use std::fs;
use std::path::Path;

use assumable::contract::{FailLevel, RepositorySettings, utf8};
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::arguments::FailOn;
use super::outcome::Refused;

/// The name of the file, in the root of a repository.
pub const CONFIG_FILE: &str = ".assumable.yaml";

impl From<FailLevel> for FailOn {
    fn from(level: FailLevel) -> FailOn {
        match level {
            FailLevel::Error => FailOn::Error,
            FailLevel::Warning => FailOn::Warning,
            FailLevel::Note => FailOn::Note,
            FailLevel::Never => FailOn::Never,
        }
    }
}

/// Reads the file that is named, or that of the root; without one there are no settings.
pub(crate) fn read(named: Option<&Path>, folder: &Path, root: &Path) -> Result<RepositorySettings, Refused> {
    let path = named.map_or_else(|| root.join(CONFIG_FILE), |path| folder.join(path));
    let shown = named.map_or_else(|| CONFIG_FILE.to_owned(), |path| path.display().to_string());
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(RepositorySettings::default());
        }
        Err(error) => return Err(Refused::io(&shown, "read", &error)),
    };
    let text = utf8(&bytes).map_err(|error| Refused::of(&error, &shown))?;
    RepositorySettings::read(text).map_err(|error| Refused::of(&error, &shown))
}

/// The files that are not read.
pub(crate) fn excluded(settings: &RepositorySettings) -> Result<GlobSet, Refused> {
    let refused = |error: &globset::Error| {
        Refused::new(CONFIG_FILE, error.to_string(), "write a pattern of paths, such as `infra/**`")
    };
    let mut set = GlobSetBuilder::new();
    for pattern in &settings.exclude {
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
        let schema = schemars::schema_for!(RepositorySettings);
        let now = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assumable.schema.json");
        if std::env::var_os("CASES").is_some() {
            fs::write(&path, &now).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), now);
    }
}
