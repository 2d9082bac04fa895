//! The files that are read: which of a folder, what is in them, and what they are called.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use assumable::contract::utf8;
use assumable::limits::MAX_FILE_BYTES;
use assumable::read::{ReadKind, recognize};
use ignore::WalkBuilder;
use indicatif::ProgressBar;

use super::Streams;
use super::outcome::Refused;

/// What was found under the paths.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Names, with `/` between their parts, and texts; in the order of names.
    pub(crate) documents: Vec<(String, String)>,
    /// Files that were to be read and are not, and why.
    pub(crate) unread: Vec<(String, String)>,
    /// Events, tokens and logs that a folder has: they are read where they are named.
    pub(crate) evidence: Vec<String>,
    /// Files of other kinds.
    pub(crate) others: usize,
    /// Those of them whose text is refused, and why: what they are is then not known.
    pub(crate) refused: Vec<(String, String)>,
}

/// The name of what comes over standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// Ends of names of files that may hold something.
const READABLE: [&str; 8] = [".tf", ".tofu", ".tfvars", ".json", ".yaml", ".yml", ".template", ".tf.json"];

/// Reads what is under the paths, each of which is a file, a folder or `-`.
pub(crate) fn read(
    paths: &[PathBuf],
    root: &Path,
    excluded: &globset::GlobSet,
    streams: &mut Streams<'_>,
    progress: &ProgressBar,
) -> Result<Files, Refused> {
    let mut files = Files::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let bytes = bounded(&mut streams.input).map_err(|why| too_much(STDIN, &why))?;
            let text = utf8(&bytes).map_err(|error| Refused::of(&error, STDIN))?;
            files.documents.push((STDIN.to_owned(), text.to_owned()));
            continue;
        }
        let full = streams.folder.join(path);
        let shown = path.display().to_string();
        let kind = fs::metadata(&full).map_err(|error| Refused::io(&shown, "read", &error))?;
        if kind.is_dir() {
            let full = full.canonicalize().unwrap_or(full);
            of_folder(&full, root, excluded, &mut files, progress);
        } else {
            let file = fs::File::open(&full).map_err(|error| Refused::io(&shown, "read", &error))?;
            let bytes = bounded(file).map_err(|why| too_much(&shown, &why))?;
            let text = utf8(&bytes).map_err(|error| Refused::of(&error, &shown))?;
            let full = full.canonicalize().unwrap_or(full);
            files.documents.push((name(&full, root), text.to_owned()));
        }
    }
    files.documents.sort();
    files.documents.dedup_by(|one, other| one.0 == other.0);
    let Files { documents, evidence, .. } = &mut files;
    evidence.retain(|name| documents.binary_search_by(|(known, _)| known.cmp(name)).is_err());
    Ok(files)
}

fn of_folder(
    folder: &Path,
    root: &Path,
    excluded: &globset::GlobSet,
    files: &mut Files,
    progress: &ProgressBar,
) {
    walk(folder, root, excluded, files, |files, named, path| {
        progress.set_message(named.clone());
        progress.tick();
        read_one(named, path, files);
    });
}

/// Reads a file that a folder has.
pub(crate) fn read_one(named: String, path: &Path, files: &mut Files) {
    match text_of(path) {
        Ok(text) => take(named, text, files),
        Err(why) => files.unread.push((named, why)),
    }
}

/// Calls `found` with the name and the path of each file of a folder that may hold something.
pub(crate) fn walk(
    folder: &Path,
    root: &Path,
    excluded: &globset::GlobSet,
    files: &mut Files,
    mut found: impl FnMut(&mut Files, String, &Path),
) {
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .sort_by_file_path(Path::cmp)
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                files.unread.push((name(folder, root), error.to_string()));
                continue;
            }
        };
        if entry.file_type().is_none_or(|kind| kind.is_dir()) {
            continue;
        }
        let named = name(entry.path(), root);
        // A workflow of another repository is named `owner/name/path@ref`.
        let own = named.split_once(".yml@").or_else(|| named.split_once(".yaml@"));
        let is_readable = own.is_some() || READABLE.iter().any(|end| named.ends_with(end));
        if !is_readable || excluded.is_match(&named) {
            files.others += 1;
            continue;
        }
        found(files, named, entry.path());
    }
}

/// Takes a document that a folder has for this; others are counted.
fn take(name: String, text: String, files: &mut Files) {
    let recognized = recognize(&name, &text);
    match recognized.kind {
        ReadKind::NotRead => {
            files.others += 1;
            files.refused.extend(recognized.refused.map(|refusal| (name, refusal.message)));
        }
        ReadKind::Token
        | ReadKind::Claims
        | ReadKind::Log
        | ReadKind::Cloudtrail
        | ReadKind::StsAnswer
        | ReadKind::QueryRows => files.evidence.push(name),
        _ => files.documents.push((name, text)),
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    // A pipe that nobody writes to would be waited for.
    if !fs::metadata(path).map_err(|error| error.to_string())?.is_file() {
        return Err("it is a pipe, a socket or a device".to_owned());
    }
    let bytes = bounded(fs::File::open(path).map_err(|error| error.to_string())?)?;
    utf8(&bytes).map(str::to_owned).map_err(|error| error.to_string())
}

/// What there is to read, up to the limit.
fn bounded(source: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
    source.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(format!("it has more than {MAX_FILE_BYTES} bytes"));
    }
    Ok(bytes)
}

fn too_much(name: &str, why: &str) -> Refused {
    Refused::new(name, format!("cannot be read: {why}"), "pass a file of text that is not longer")
}

/// The name of a file: its path from the root, else its path.
pub(crate) fn name(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if path.is_absolute() { path.display().to_string() } else { parts.join("/") }
}
