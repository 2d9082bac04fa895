//! Globs: the one place where `globset` is handed a caller's text, with bounds of its own, and asked for an error
//! where it could panic.

use globset::{Glob, GlobBuilder};

use super::search::PatternsTogether;
#[cfg(feature = "render")]
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_PATTERN;
use crate::text::quote;

/// How deep alternatives, `{a,{b,c}}`, may nest.
const MAX_NESTING: usize = 8;

/// Reads a glob over a name; `*` and `?` stop at `/`.
pub(super) fn read(text: &str) -> Result<Glob, String> {
    bounded(text)?;
    let glob = GlobBuilder::new(text).literal_separator(true).backslash_escape(true).build();
    glob.map_err(|error| format!("`{}` is not a pattern: {}", quote(text), error.kind()))
}

/// The pattern's length and nesting, which decide what it costs to compile.
pub(super) fn bounded(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err("the pattern is empty".to_owned());
    }
    if text.len() > MAX_PATTERN {
        return Err(format!("the pattern has {} bytes, at most {MAX_PATTERN} are read", text.len()));
    }
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(format!("braces nest deeper than {MAX_NESTING} in `{}`", quote(text)));
        }
    }
    Ok(())
}

/// A pattern of paths: `*` and `**` fit any text, as in the settings of a repository.
#[cfg(feature = "render")]
#[derive(Debug, Clone)]
pub(crate) struct PathPattern(PatternsTogether);

#[cfg(feature = "render")]
impl PathPattern {
    /// Reads a pattern.
    pub(crate) fn read(text: &str) -> Result<PathPattern, Error> {
        let compiled = bounded(text).and_then(|()| {
            let glob = GlobBuilder::new(text).backslash_escape(true).build();
            compile(&[glob.map_err(|error| format!("`{}` is not a pattern: {}", quote(text), error.kind()))?])
        });
        compiled.map(PathPattern).map_err(|message| {
            let error = Error::new(ErrorKind::InvalidValue, message).with_found(text);
            error.with_help("write a pattern of paths, such as `infra/**`")
        })
    }

    /// Whether it fits a path.
    pub(crate) fn is_match(&self, path: &str) -> bool {
        !self.0.matches(path).is_empty()
    }
}

/// Compiles globs to be asked together.
pub(super) fn compile(globs: &[Glob]) -> Result<PatternsTogether, String> {
    let regexes: Vec<&str> = globs.iter().map(Glob::regex).collect();
    PatternsTogether::new(&regexes).ok_or_else(|| "the patterns are too large together".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts made to hurt the compiler: each is a pattern or an error.
    #[test]
    fn the_worst_globs_are_answered() {
        let nested = |open: &str, depth: usize, close: &str| {
            [open.repeat(depth), "a".to_owned(), close.repeat(depth)].concat()
        };
        for text in [
            nested("{", 250, "}"),
            nested("{", 8, "}"),
            nested("{a,", 60, "}"),
            nested("[", 250, "]"),
            "{".repeat(512),
            "}".repeat(512),
            "**/".repeat(170),
            "{a,".repeat(170),
            "?".repeat(512),
            "*a".repeat(256),
            "[!a-z]".repeat(85),
            "[\u{0}-\u{10ffff}]".repeat(70),
            "\\".repeat(511),
            "[^".repeat(250),
            "a".repeat(513),
        ] {
            let compiled = read(&text).and_then(|glob| compile(&[glob]));
            if let Ok(set) = compiled {
                set.matches(&"a".repeat(255));
            }
        }
        assert!(read(&nested("{", 250, "}")).unwrap_err().starts_with("braces nest deeper than 8 in `{{"));
    }
}
