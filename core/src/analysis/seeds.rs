//! Words that a person believes: they are tried before any other.

use super::shape::Shape;
use super::words::{Kind, Word};
use crate::aws::condition::language::Glyph;

use super::formula::Atoms;

/// The most parts of patterns that are tried as words.
const MOST: usize = 48;

/// Parts of a question's patterns, between their separators.
pub(super) fn parts(atoms: &Atoms) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for glob in atoms.list.iter().flat_map(|atom| &atom.globs) {
        let text: String = glob
            .glyphs
            .iter()
            .map(|glyph| match glyph {
                Glyph::Char(c) => *c,
                Glyph::One => 'x',
                Glyph::Run => '*',
            })
            .collect();
        for part in text.split([':', '@', '*']) {
            let halves = part.split('/');
            for one in halves.chain([part]) {
                if !one.is_empty() && out.len() < MOST && !out.iter().any(|known| known == one) {
                    out.push(one.to_owned());
                }
            }
        }
    }
    out
}

/// The words to try first.
pub(super) fn seeds(
    word: Word,
    shape: &Shape,
    ours: &[String],
    parts: &[String],
    audience: &str,
) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let evil = |text: &String| format!("{text}-evil");
    let mut out = match word {
        Word::Owner => {
            let mut out = texts(&["octo-evil"]);
            out.extend(ours.iter().map(evil));
            out.extend(
                parts.iter().flat_map(|part| [part.clone(), format!("{part}-evil"), format!("evil-{part}")]),
            );
            out
        }
        Word::CalledOwner => {
            let mut out = ours.to_vec();
            out.extend(texts(&["octo-evil"]));
            out.extend(parts.iter().cloned());
            out
        }
        Word::Name | Word::CalledName => {
            let mut out = texts(&["app", "web", "infra", "gh-actions"]);
            out.extend(parts.iter().flat_map(|part| [part.clone(), format!("{part}-x"), format!("{part}x")]));
            out
        }
        Word::Ref | Word::CalledRef => refs(parts),
        Word::Environment => {
            let mut out = texts(&["production", "staging", "dev"]);
            out.extend(parts.iter().flat_map(|part| [part.clone(), format!("{part}-x")]));
            out
        }
        Word::File | Word::CalledFile => {
            let mut out = texts(&["ci.yml", "deploy.yml", "build.yaml"]);
            let files = parts.iter().filter(|part| part.ends_with(".yml") || part.ends_with(".yaml"));
            out.extend(files.flat_map(|part| [part.clone(), format!("{part}@.yml")]));
            out
        }
        Word::Workflow => {
            let mut out = texts(&["CI", "deploy", "release"]);
            out.extend(parts.iter().cloned());
            out
        }
        Word::Actor => {
            let mut out = texts(&["octocat", "octo-evil"]);
            out.extend(parts.iter().cloned());
            out
        }
        Word::Audience => {
            let mut out = vec![audience.to_owned()];
            out.extend(ours.iter().map(|login| format!("https://github.com/{login}")));
            out.extend(parts.iter().cloned());
            out
        }
        Word::Event => texts(&["push", "pull_request", "pull_request_target", "release", "schedule"]),
        Word::HeadRef => texts(&["patch-1", "main"]),
        Word::BaseRef => texts(&["main", "dev"]),
        Word::OwnerId | Word::RepositoryId | Word::ActorId => texts(&["1234567", "7654321", "42"]),
        Word::Sha | Word::WorkflowSha | Word::JobWorkflowSha => texts(&[&"0123456789".repeat(4)]),
        Word::Session => texts(&["GitHubActions"]),
        Word::Property(_) => {
            let mut out = texts(&["octo"]);
            out.extend(parts.iter().cloned());
            out
        }
        _ => Vec::new(),
    };
    if let Kind::OneOf(texts) = &*shape.kind(word) {
        out.retain(|text| texts.contains(text));
        out.extend(texts.iter().filter(|text| !text.is_empty()).take(4).cloned());
    }
    out
}

fn refs(parts: &[String]) -> Vec<String> {
    let mut out: Vec<String> =
        ["refs/heads/main", "refs/heads/dev", "refs/heads/feature/x", "refs/tags/v1", "refs/pull/7/merge"]
            .map(str::to_owned)
            .to_vec();
    for part in parts {
        if part.starts_with("refs/") {
            out.push(part.clone());
            out.push(format!("{part}-x"));
        } else {
            out.push(format!("refs/heads/{part}"));
            out.push(format!("refs/heads/x{part}"));
            out.push(format!("refs/heads/{part}-x"));
        }
    }
    out.push("0123456789".repeat(4));
    out
}
