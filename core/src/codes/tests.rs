//! The rows and the code that uses them go together.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{ALL, Code, CodeKind, Severity};

fn rows() -> impl Iterator<Item = &'static Code> {
    ALL.iter().flat_map(|rows| rows.iter()).copied()
}

/// The text of every source file but the rows themselves and unit tests.
fn sources(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("codes") {
                sources(&path, out);
            }
        } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
            out.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_name_is_one_row() {
    let mut seen = BTreeSet::new();
    for code in rows() {
        assert!(seen.insert(code.name), "{code} has two rows");
        assert_eq!(Code::find(code.name), Some(code));
    }
    assert_eq!(Code::find("NOT_A_CODE"), None);
}

#[test]
fn the_link_leads_to_a_section_of_the_page() {
    let page = include_str!("../../docs/codes.md");
    for code in rows() {
        assert!(code.link().ends_with(&format!("/codes.md#{}", code.name.to_lowercase())));
        assert!(page.contains(&format!("\n## {}\n", code.name)), "{code} has no section");
    }
}

#[test]
fn every_row_is_used() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    let is_used = |name: &str| {
        texts.iter().any(|text| {
            text.match_indices(name).any(|(at, _)| {
                let around = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
                let before = text.get(..at).unwrap_or_default();
                let after = text.get(at + name.len()..).unwrap_or_default();
                let is_line_of_comment =
                    before.rsplit('\n').next().is_some_and(|line| line.trim().starts_with("//"));
                let is_text = before.ends_with('"');
                !is_line_of_comment
                    && !is_text
                    && around(before.chars().next_back())
                    && around(after.chars().next())
            })
        })
    };
    let unused: Vec<&str> = rows().map(|code| code.name).filter(|name| !is_used(name)).collect();
    assert!(unused.is_empty(), "no code gives {unused:?}");
}

#[test]
fn no_code_stands_as_text() {
    let mut texts = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut texts);
    for text in &texts {
        for line in text.lines().filter(|line| !line.trim().starts_with("//")) {
            for name in line.split('"').skip(1).step_by(2) {
                let is_test = line.contains("assert") || line.contains("refused(");
                assert!(is_test || Code::find(name).is_none(), "`{name}` is in the table of codes: {line}");
            }
        }
    }
}

#[test]
fn titles_are_plain_clauses_and_weights_go_with_the_kind() {
    for code in rows() {
        assert!(!code.title.ends_with('.') && !code.title.is_empty(), "{code}");
        assert!(
            !code.title.starts_with(char::is_uppercase)
                || code.title.starts_with("AWS")
                || code.title.starts_with("GitHub")
                || code.title.starts_with("ECR")
                || code.title.starts_with("STS"),
            "{code}"
        );
        let stops = matches!(code.kind, CodeKind::Error | CodeKind::Denial);
        assert_eq!(code.severity == Severity::Error, stops, "{code}");
        assert!(code.title.len() <= 100, "{code}");
    }
}
