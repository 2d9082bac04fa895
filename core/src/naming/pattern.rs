//! Patterns of a guard: globs, of which many are asked at once, and patterns with typed captures.

use globset::Glob;

use super::capture::{Capture, CaptureKind};
use super::glob;
use super::language::push_literal;
use super::search::{PatternWithCaptures, PatternsTogether};
use crate::limits::MAX_PATTERNS;
use crate::text::quote;

/// Bytes of the compiled patterns with captures of one table, at most.
const MAX_COMPILED_TOGETHER: usize = 1 << 23;

/// A pattern of a [`PatternTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PatternId {
    Glob(usize),
    Typed(usize),
}

/// All patterns that are asked of one text, such as the branch.
#[derive(Debug, Clone, Default)]
pub(super) struct PatternTable {
    globs: PatternsTogether,
    typed: Vec<CompiledCapture>,
}

/// A pattern with captures.
#[derive(Debug, Clone)]
struct CompiledCapture {
    regex: PatternWithCaptures,
    /// The regular expression as text.
    source: String,
    captures: Vec<(String, CaptureKind)>,
}

/// Collects patterns; globs are compiled together at the end.
#[derive(Default)]
pub(super) struct PatternTableBuilder {
    globs: Vec<Glob>,
    typed: Vec<CompiledCapture>,
    /// Bytes of the compiled patterns with captures.
    compiled: usize,
}

/// A text, asked against every glob of a table.
pub(super) struct PatternQuery<'t> {
    text: &'t str,
    globs: Vec<usize>,
}

impl PatternTableBuilder {
    /// Adds a pattern; also gives its captures and one text that it matches.
    pub(super) fn add(&mut self, text: &str) -> Result<(PatternId, Vec<(String, CaptureKind)>), String> {
        glob::bounded(text)?;
        if self.globs.len() + self.typed.len() == MAX_PATTERNS {
            return Err(format!("at most {MAX_PATTERNS} patterns are read"));
        }
        let tokens = tokens(text)?;
        if tokens.iter().any(|token| matches!(token, PatternToken::Capture(..))) {
            let typed = compile(text, &tokens)?;
            self.compiled += typed.regex.memory_usage();
            if self.compiled > MAX_COMPILED_TOGETHER {
                return Err("the patterns are too large together".to_owned());
            }
            let captures = typed.captures.clone();
            self.typed.push(typed);
            return Ok((PatternId::Typed(self.typed.len() - 1), captures));
        }
        self.globs.push(glob::read(text)?);
        Ok((PatternId::Glob(self.globs.len() - 1), Vec::new()))
    }

    /// The regular expression of a pattern, anchored at both ends.
    pub(super) fn regex(&self, id: PatternId) -> &str {
        match id {
            PatternId::Glob(index) => self.globs.get(index).map_or("", Glob::regex),
            PatternId::Typed(index) => self.typed.get(index).map_or("", |typed| &typed.source),
        }
    }

    pub(super) fn build(self) -> Result<PatternTable, String> {
        Ok(PatternTable { globs: glob::compile(&self.globs)?, typed: self.typed })
    }
}

impl PatternTable {
    /// Asks `text` against every glob at once.
    pub(super) fn ask<'t>(&self, text: &'t str) -> PatternQuery<'t> {
        PatternQuery { text, globs: self.globs.matches(text) }
    }

    /// Whether the pattern matches the whole text, and what it captures.
    pub(super) fn captures(&self, asked: &PatternQuery<'_>, id: PatternId) -> Option<Vec<(String, Capture)>> {
        match id {
            PatternId::Glob(index) => asked.globs.contains(&index).then(Vec::new),
            PatternId::Typed(index) => self.typed.get(index)?.captures(asked.text),
        }
    }
}

impl PatternTable {
    /// What a pattern with captures finds in a text; none for a glob.
    pub(super) fn captures_of(&self, text: &str, id: PatternId) -> Option<Vec<(String, Capture)>> {
        match id {
            PatternId::Glob(_) => None,
            PatternId::Typed(index) => self.typed.get(index)?.captures(text),
        }
    }
}

impl CompiledCapture {
    fn captures(&self, text: &str) -> Option<Vec<(String, Capture)>> {
        let found = self.regex.captures(text)?;
        self.captures
            .iter()
            .enumerate()
            .map(|(index, (name, kind))| {
                let value = text.get(found.get_group(index + 1)?.range())?;
                Some((name.clone(), Capture::parse(*kind, value)?))
            })
            .collect()
    }
}

/// A piece of a pattern with captures.
enum PatternToken<'t> {
    Literal(char),
    /// `?`
    One,
    /// `*`
    Some,
    /// `**`
    All,
    Capture(&'t str, CaptureKind),
    /// What a pattern with captures cannot hold: the class and the alternatives of a glob.
    Glob(char),
}

/// `{name:kind}` is a capture, any other brace is a glob's.
fn tokens(text: &str) -> Result<Vec<PatternToken<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '{'
            && let Some((inner, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'))
            && let Some((name, kind)) = inner.split_once(':')
        {
            let Some(known) = CaptureKind::ALL.into_iter().find(|known| known.as_str() == kind) else {
                let known: Vec<&str> = CaptureKind::ALL.iter().map(|kind| kind.as_str()).collect();
                return Err(format!(
                    "`{}` is not a kind of capture; known: {}",
                    quote(kind),
                    known.join(", ")
                ));
            };
            if !is_name(name) {
                return Err(format!("`{}` is not a name for a capture: use lower-case letters", quote(name)));
            }
            tokens.push(PatternToken::Capture(name, known));
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("**") {
            tokens.push(PatternToken::All);
            rest = after;
            continue;
        }
        tokens.push(match c {
            '*' => PatternToken::Some,
            '?' => PatternToken::One,
            '[' | ']' | '{' | '}' | '\\' => PatternToken::Glob(c),
            _ => PatternToken::Literal(c),
        });
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    Ok(tokens)
}

/// A name for a capture: it becomes a placeholder.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn compile(text: &str, tokens: &[PatternToken<'_>]) -> Result<CompiledCapture, String> {
    let mut regex = String::from("^(?-u)(?:");
    let mut captures: Vec<(String, CaptureKind)> = Vec::new();
    let mut open = false;
    for token in tokens {
        let variable = !matches!(token, PatternToken::Literal(_));
        if variable && open {
            return Err(format!(
                "in `{}` a character must stand between a capture and its neighbour",
                quote(text)
            ));
        }
        open = variable;
        match token {
            PatternToken::Literal(c) => push_literal(&mut regex, *c),
            PatternToken::One => regex.push_str("[^/]"),
            PatternToken::Some => regex.push_str("[^/]*?"),
            PatternToken::All => regex.push_str("(?s:.)*?"),
            PatternToken::Capture(name, kind) => {
                if captures.iter().any(|(known, _)| known == name) {
                    return Err(format!("the capture `{name}` stands twice in `{}`", quote(text)));
                }
                captures.push(((*name).to_owned(), *kind));
                regex.push('(');
                regex.push_str(kind.regex());
                regex.push(')');
            }
            PatternToken::Glob(c) => {
                return Err(format!("`{c}` cannot stand in a pattern with captures: `{}`", quote(text)));
            }
        }
    }
    regex.push_str(")$");
    let compiled = PatternWithCaptures::new(&regex);
    let compiled = compiled.ok_or_else(|| format!("the pattern is too large: `{}`", quote(text)))?;
    Ok(CompiledCapture { regex: compiled, source: regex, captures })
}

/// Compiles a regular expression that is to match a whole text.
pub(super) fn whole(regex: &str) -> Result<PatternWithCaptures, String> {
    let compiled = PatternWithCaptures::new(&format!("^(?-u)(?:{regex})$"));
    compiled.ok_or_else(|| "a form is too large".to_owned())
}

/// One text that the pattern matches, for examples; `prerelease` chooses the version, `star` fills what is left open.
pub(super) fn example(text: &str, prerelease: bool, star: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let inner = |open: char, close: char| rest.strip_prefix(open).and_then(|rest| rest.split_once(close));
        match c {
            '{' => {
                if let Some((inner, after)) = inner('{', '}') {
                    let kind = inner.split_once(':').and_then(|(_, kind)| {
                        CaptureKind::ALL.into_iter().find(|known| known.as_str() == kind)
                    });
                    match kind {
                        Some(kind) => out.push_str(kind.example(prerelease)),
                        None => out.push_str(inner.split(',').next().unwrap_or("")),
                    }
                    rest = after;
                    continue;
                }
            }
            '[' => {
                if let Some((class, after)) = inner('[', ']') {
                    out.extend(class.chars().next());
                    rest = after;
                    continue;
                }
            }
            '*' => {
                out.push_str(star);
                rest = rest.trim_start_matches('*');
                continue;
            }
            '?' => out.push('x'),
            '\\' => {}
            _ => out.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    out
}
