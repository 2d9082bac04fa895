//! The cases under `tests/vectors/`, read strictly: one JSON object a line.
//!
//! | member | |
//! |---|---|
//! | `name` | unique in its file |
//! | `why` | what the case shows |
//! | `source` | where it was published, or `own` |
//! | `operation` | the operation asked |
//! | `request` | its request; or `request_text`, the text itself, for what is no JSON |
//! | `expect` | `{"ok": …}` or `{"error": …}`: a part of the answer |

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;

/// One case.
pub struct Case {
    /// The file, from `tests/vectors`, with `/` between its parts.
    pub file: String,
    /// Its name, unique in its file.
    pub name: String,
    /// What it shows.
    pub why: String,
    /// The operation asked.
    pub operation: String,
    /// The text of the request, as it stands in the file.
    pub request: String,
    /// A part of the envelope: `{"ok": …}` or `{"error": …}`.
    pub expect: Value,
}

/// Every case, by file and line.
#[must_use]
pub fn load() -> Vec<Case> {
    let root = assumable_surface::root().join("tests/vectors");
    let mut cases = Vec::new();
    for path in files(&root) {
        let file =
            path.strip_prefix(&root).expect("a file under the root").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut names = BTreeSet::new();
        for (index, line) in text.lines().enumerate() {
            let case =
                case(&file, line).unwrap_or_else(|error| panic!("{file}, line {}: {error}", index + 1));
            assert!(names.insert(case.name.clone()), "{file}, line {}: the name is taken", index + 1);
            cases.push(case);
        }
    }
    cases
}

/// Where the Rust runner leaves its answers for the other runners: one `{"file", "name", "operation", "request",
/// "answer"}` a line, the last two as the texts that crossed the boundary.
#[must_use]
pub fn answers() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| assumable_surface::root().join("target"), PathBuf::from);
    target.join("conformance/answers.jsonl")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn case(file: &str, line: &str) -> Result<Case, String> {
    let mut members: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut take = |name: &str| members.remove(name);
    let (name, why, source, operation) = (take("name"), take("why"), take("source"), take("operation"));
    let text = |value: Option<Box<RawValue>>, name: &str| -> Result<String, String> {
        let value = value.ok_or_else(|| format!("`{name}` is missing"))?;
        let text: String = serde_json::from_str(value.get()).map_err(|error| format!("`{name}`: {error}"))?;
        if text.is_empty() { Err(format!("`{name}` is empty")) } else { Ok(text) }
    };
    text(source, "source")?;
    let request = match (take("request"), take("request_text")) {
        (Some(request), None) => request.get().to_owned(),
        (None, Some(quoted)) => serde_json::from_str(quoted.get()).map_err(|error| error.to_string())?,
        _ => return Err("a case has either `request` or `request_text`".to_owned()),
    };
    let expect = take("expect").ok_or("`expect` is missing")?;
    let expect: Value = serde_json::from_str(expect.get()).map_err(|error| error.to_string())?;
    let sides: Vec<&str> =
        expect.as_object().map(|sides| sides.keys().map(String::as_str).collect()).unwrap_or_default();
    if !matches!(sides.as_slice(), ["ok" | "error"]) {
        return Err("`expect` has either `ok` or `error`".to_owned());
    }
    if let Some(unknown) = members.keys().next() {
        return Err(format!("`{unknown}` is no member of a case"));
    }
    Ok(Case {
        file: file.to_owned(),
        name: text(name, "name")?,
        why: text(why, "why")?,
        operation: text(operation, "operation")?,
        request,
        expect,
    })
}
