//! Templates that are tried for who may have any: those in which the policy's patterns can find what they ask for.

use super::matcher::Glob;
use crate::aws::condition::language::Glyph;
use crate::knowledge::claims::{self, AsKey, PROPERTY_PREFIX};

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// `None` for the default.
    pub(super) keys: Option<Vec<String>>,
    /// Whether it is one of many that are tried.
    pub(super) guessed: bool,
}

impl Template {
    /// The template of these keys, each once.
    pub(super) fn guess(keys: Vec<String>) -> Option<Template> {
        let mut once: Vec<String> = Vec::new();
        for key in keys {
            if !once.contains(&key) {
                once.push(key);
            }
        }
        (!once.is_empty() && once != ["repo", "context"])
            .then_some(Template { keys: Some(once), guessed: true })
    }

    pub(super) fn keys(&self) -> Option<&[String]> {
        self.keys.as_deref()
    }
}

/// The most templates that are tried.
const MOST: usize = 400;

/// The templates for patterns of the subject: shortest first, the default before all.
pub(super) fn candidates<'g>(patterns: impl Iterator<Item = &'g Glob>) -> Vec<Template> {
    let mut keys: Vec<String> = ["repo", "context"].map(str::to_owned).to_vec();
    let add = |key: String, keys: &mut Vec<String>| {
        if !keys.contains(&key) {
            keys.push(key);
        }
    };
    let mut properties = Vec::new();
    for glob in patterns {
        let text: String = glob
            .glyphs
            .iter()
            .map(|glyph| match glyph {
                Glyph::Char(c) => *c,
                Glyph::One | Glyph::Run => '*',
            })
            .collect();
        for claim in claims::rows()
            .iter()
            .filter(|claim| matches!(claim.as_key, AsKey::Usable | AsKey::NeedsEnvironment))
        {
            if text.contains(&format!("{}:", claim.name)) {
                add(claim.name.to_owned(), &mut keys);
            }
        }
        let mut starts = text.split('*');
        let first = starts.next().unwrap_or("");
        for part in first.split(':').filter(|part| part.starts_with(PROPERTY_PREFIX)) {
            add(part.to_owned(), &mut properties);
        }
        for start in starts {
            let Some((label, _)) = start.split_once(':') else { continue };
            let fits = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if fits {
                let rest = label.strip_prefix(PROPERTY_PREFIX).unwrap_or(label);
                add(
                    format!("{PROPERTY_PREFIX}{}", if rest.is_empty() { "team" } else { rest }),
                    &mut properties,
                );
            }
        }
    }
    add("workflow".to_owned(), &mut keys);
    keys.extend(properties);
    let mut out = vec![Template { keys: None, guessed: true }];
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for _ in 0..3 {
        let mut longer = Vec::new();
        for row in &rows {
            for key in keys.iter().filter(|key| !row.contains(key)) {
                let mut next = row.clone();
                next.push(key.clone());
                longer.push(next);
            }
        }
        out.extend(
            longer
                .iter()
                .filter(|row| *row != &["repo", "context"])
                .map(|row| Template { keys: Some(row.clone()), guessed: true }),
        );
        rows = longer;
    }
    out.truncate(MOST);
    out
}
