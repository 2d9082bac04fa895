//! Documents that a question is about, and the trust policies of the roles in them.

use std::fs;
use std::path::{Path, PathBuf};

use assumable::TrustPolicy;
use assumable::contract::utf8;
use assumable::read::{Documents, ReadKind, ReadOptions, recognize};
use globset::GlobSet;
use indicatif::ProgressBar;

use super::Streams;
use super::files::{self, STDIN};
use super::outcome::Refused;

/// A role that can be asked.
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) policy: TrustPolicy,
}

/// The roles of some documents, and those whose policy depends on what is not known.
#[derive(Default)]
pub(crate) struct Roles {
    pub(crate) known: Vec<Role>,
    pub(crate) open: Vec<String>,
}

/// A text, and the name that errors give it.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The text of a file, or of standard input for `-`.
pub(crate) fn text(path: &Path, streams: &mut Streams<'_>) -> Result<Text, Refused> {
    let name = if path.as_os_str() == "-" { STDIN.to_owned() } else { path.display().to_string() };
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        streams.input.read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(streams.folder.join(path))
    };
    let bytes = bytes.map_err(|error| Refused::io(&name, "read", &error))?;
    let text = utf8(&bytes).map_err(|error| Refused::of(&error, &name))?;
    let text = text.to_owned();
    Ok(Text { name, text })
}

/// The roles of a trust policy, of another document or of a folder.
pub(crate) fn roles(
    path: &PathBuf,
    options: ReadOptions,
    streams: &mut Streams<'_>,
) -> Result<Roles, Refused> {
    let documents = documents(path, options, streams)?;
    let mut roles = Roles::default();
    for role in &documents.inventory().roles {
        let name = role.label();
        match role.trust_text() {
            Some(Ok(text)) => {
                let policy = text.parse().map_err(|error| Refused::of(&error, &name))?;
                roles.known.push(Role { name, policy });
            }
            Some(Err(why)) => roles.open.push(format!("{name} {why}")),
            None => {}
        }
    }
    Ok(roles)
}

/// A document or those of a folder, with a role that has a trust policy among them.
pub(crate) fn documents(
    path: &PathBuf,
    options: ReadOptions,
    streams: &mut Streams<'_>,
) -> Result<Documents, Refused> {
    let texts = if streams.folder.join(path).is_dir() {
        let root = streams.folder.join(path);
        let paths = std::slice::from_ref(path);
        files::read(paths, &root, &GlobSet::empty(), streams, &ProgressBar::hidden())?.documents
    } else {
        let Text { name, text } = text(path, streams)?;
        if recognize(&name, &text).kind == ReadKind::Policy {
            // What is wrong with it is told here: among other documents it would be no role.
            let _: TrustPolicy = text.parse().map_err(|error| Refused::of(&error, &name))?;
        }
        vec![(name, text)]
    };
    let documents = Documents::read(texts, options).map_err(|error| Refused::of(&error, "the documents"))?;
    if !documents.inventory().roles.iter().any(|role| role.trust_policy.is_some()) {
        let help = "pass a trust policy, or documents with roles, such as a folder of Terraform";
        return Err(Refused::new(path.display().to_string(), "has no role with a trust policy", help));
    }
    Ok(documents)
}
