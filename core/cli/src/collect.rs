//! What programs ask the core about a folder: the request that `check` makes.

use std::fs;
use std::io::{empty, sink};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use serde::Serialize;

use super::known::Known;
use super::{Refused, Streams, arguments, check, config, files};

/// The documents of a folder, and what its settings say, as the request of `explain`.
#[derive(Debug, Serialize)]
struct Collected {
    files: Vec<NamedText>,
    #[serde(flatten)]
    known: Known,
    /// The files that were to be read and are not.
    unread: Vec<Unread>,
}

#[derive(Debug, Serialize)]
struct NamedText {
    name: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct Unread {
    name: String,
    message: String,
}

/// Reads a folder as `assumable check` does: what git ignores and what the settings exclude is left out, and the repository
/// and its default branch come from the settings or from the files of git.
///
/// Gives JSON: `files`, `options` and `facts` in the form of the request of `explain`, and `unread`, the files that could
/// not be read and why.
///
/// # Errors
/// Where the folder or its settings cannot be read: where, what was found, and what to do, as the command writes it.
pub fn collect(folder: &Path) -> Result<String, String> {
    let collected = of_folder(folder).map_err(|refused| refused.to_string())?;
    serde_json::to_string(&collected).map_err(|error| error.to_string())
}

fn of_folder(folder: &Path) -> Result<Collected, Refused> {
    fs::read_dir(folder).map_err(|error| Refused::io(&folder.display().to_string(), "read", &error))?;
    let mut streams = Streams {
        input: &mut empty(),
        output: &mut sink(),
        errors: &mut sink(),
        width: None,
        output_styled: false,
        errors_styled: false,
        progress: false,
        folder: folder.to_owned(),
        variable: &|_| None,
    };
    let paths = [PathBuf::from(".")];
    let root = check::root(&paths, folder);
    let config = config::read(None, folder, &root)?;
    let files =
        files::read(&paths, &root, &config::excluded(&config)?, &mut streams, &ProgressBar::hidden())?;
    Ok(Collected {
        files: files.documents.into_iter().map(|(name, text)| NamedText { name, text }).collect(),
        known: Known::of(&arguments::Known::default(), &config, &root)?,
        unread: files.unread.into_iter().map(|(name, message)| Unread { name, message }).collect(),
    })
}
