//! The rooms of the library: a room knows only those below it, and no files go in a circle.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at a surprise"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The rooms from the ground up. Rooms of one floor may know those before them.
const FLOORS: &[&[&str]] = &[
    &["text", "codes", "sort"],
    &["limits", "error", "premise"],
    &["tree", "knowledge"],
    &["names"],
    &["github", "image"],
    &["naming", "aws"],
    &["read"],
    &["analysis"],
    &["audit", "make"],
    &["road"],
    &["render"],
    &["contract"],
];

/// One file: its module path, such as `["aws", "trust", "report"]`, and every path it names.
struct File {
    module: Vec<String>,
    paths: Vec<Vec<String>>,
}

/// The text without comments, the contents of strings, and unit tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            3 + raw.find("\"#").map_or(raw.len(), |end| end + 2)
        } else if c == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            end.map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("'\"'") {
            3
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    out
}

/// Every path that starts with `crate`, `super` or `self`, with the branches of braces told apart.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
                continue;
            }
            branch(&code[at..], &mut Vec::new(), &mut out);
        }
    }
    out
}

/// Reads one path, or one branch of braces; gives what follows it.
fn branch<'t>(mut text: &'t str, prefix: &mut Vec<String>, out: &mut Vec<Vec<String>>) -> &'t str {
    let depth = prefix.len();
    loop {
        text = text.trim_start();
        if let Some(inner) = text.strip_prefix('{') {
            text = inner;
            loop {
                text = branch(text, prefix, out).trim_start();
                match text.chars().next() {
                    Some(',') => text = &text[1..],
                    Some('}') => {
                        prefix.truncate(depth);
                        return &text[1..];
                    }
                    _ => {
                        prefix.truncate(depth);
                        return text;
                    }
                }
            }
        }
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        if end > 0 {
            prefix.push(text[..end].to_owned());
        }
        text = &text[end..];
        match text.strip_prefix("::") {
            Some(rest) if end > 0 => text = rest,
            _ => break,
        }
    }
    // ` as other` is a name and nothing more.
    if let Some(renamed) = text.trim_start().strip_prefix("as ") {
        let end = renamed.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(renamed.len());
        text = &renamed[end..];
    }
    if prefix.len() > depth {
        out.push(prefix.clone());
    }
    prefix.truncate(depth);
    text
}

fn files() -> Vec<File> {
    fn walk(folder: &Path, module: &[String], out: &mut Vec<File>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let mut inner = module.to_vec();
            if path.is_dir() {
                inner.push(name);
                walk(&path, &inner, out);
            } else if path.extension().is_some_and(|ext| ext == "rs") && !matches!(&*name, "lib" | "tests") {
                if name != "mod" {
                    inner.push(name);
                }
                let text = fs::read_to_string(&path).unwrap();
                out.push(File { module: inner, paths: paths(&code(&text)) });
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &[], &mut out);
    out.sort_by(|a, b| a.module.cmp(&b.module));
    out
}

/// The path from the root of the crate.
fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut base: Vec<String> = if path[0] == "crate" { Vec::new() } else { module.to_vec() };
    for step in path {
        match step.as_str() {
            "crate" | "self" => {}
            "super" => drop(base.pop()),
            _ => base.push(step.clone()),
        }
    }
    base
}

fn floor(room: &str) -> Option<(usize, usize)> {
    FLOORS
        .iter()
        .enumerate()
        .find_map(|(floor, rooms)| rooms.iter().position(|known| *known == room).map(|place| (floor, place)))
}

#[test]
fn a_room_knows_only_those_below_it() {
    let mut faults = BTreeSet::new();
    for file in files() {
        let own = &file.module[0];
        let Some(place) = floor(own) else { panic!("give the room `{own}` its place in FLOORS") };
        for path in &file.paths {
            let named = absolute(&file.module, path);
            let Some(room) = named.first().filter(|room| *room != own) else { continue };
            // What `lib.rs` gives out again belongs to no room.
            if floor(room).is_some_and(|other| other > place) {
                faults.insert(format!("{} names {}", file.module.join("/"), named.join("::")));
            }
            if room.starts_with(char::is_uppercase) {
                faults.insert(format!("{} takes `{room}` from the front page", file.module.join("/")));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn rooms_of_one_floor_do_not_know_each_other_both_ways() {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for file in files() {
        for path in &file.paths {
            let named = absolute(&file.module, path);
            if let Some(room) = named.first().filter(|room| floor(room).is_some()) {
                known.insert((file.module[0].clone(), room.clone()));
            }
        }
    }
    let both = known.iter().filter(|(a, b)| a < b && known.contains(&(b.clone(), a.clone())));
    assert_eq!(both.collect::<Vec<_>>(), Vec::<&(String, String)>::new());
}

/// Which files a file names, but for the folder it is in and the files of its own folder.
fn edges(files: &[File]) -> BTreeMap<String, BTreeSet<String>> {
    let modules: BTreeSet<&[String]> = files.iter().map(|file| file.module.as_slice()).collect();
    let mut out = BTreeMap::new();
    for file in files {
        let named = file.paths.iter().filter_map(|path| {
            let whole = absolute(&file.module, path);
            let module = (1..=whole.len()).rev().find_map(|length| modules.get(&whole[..length]))?;
            let related = module.starts_with(&file.module) || file.module.starts_with(module);
            (!related).then(|| module.join("/"))
        });
        out.insert(file.module.join("/"), named.collect());
    }
    out
}

fn reach<'e>(edges: &'e BTreeMap<String, BTreeSet<String>>, from: &'e str) -> BTreeSet<&'e str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(one) = open.pop() {
        for next in edges.get(one).into_iter().flatten() {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn no_files_go_in_a_circle() {
    let files = files();
    let edges = edges(&files);
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|file| (file.as_str(), reach(&edges, file))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (file, all) in &reached {
        if all.contains(file) {
            circles.insert(all.iter().copied().filter(|other| reached[other].contains(file)).collect());
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn the_reader_sees_paths_as_the_compiler_does() {
    let seen = paths(&code(
        "use crate::{a::{self, B as C}, d}; // crate::comment\nlet x = \"crate::text\"; super::e::f(); pub(crate) use self::g::*;",
    ));
    let seen: Vec<String> = seen.iter().map(|path| path.join("::")).collect();
    assert_eq!(seen, ["crate::a::self", "crate::a::B", "crate::d", "super::e::f", "self::g"]);
}
