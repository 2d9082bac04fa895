//! Scripts of `run` steps: what they push, assume and write, as far as their words tell. Nothing is run.

use super::contexts::Cx;
use super::frame::At;
use crate::read::expression::{Stop, to_text};
use crate::read::value::{Part, Text, Unknown};

/// A word of a script, with the variables in it filled in.
pub(super) type Word = Text;

/// The commands of a script.
pub(super) fn commands(script: &Text) -> Vec<Vec<Raw>> {
    let mut reader = Reader { commands: vec![Vec::new()], word: None, quote: None };
    for part in script.parts() {
        match part {
            Part::Literal(text) => reader.literal(text),
            Part::Hole(hole) => reader.piece(Piece::Hole(std::sync::Arc::clone(hole))),
        }
    }
    reader.end_word();
    reader.commands.retain(|command| !command.is_empty());
    reader.commands
}

/// A word as it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
enum Piece {
    Literal(String),
    /// `$NAME` or `${NAME}`
    Variable(String),
    /// Something that the shell computes.
    Computed(String),
    Hole(std::sync::Arc<Unknown>),
}

impl Raw {
    /// The word, where it is written out.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// What it certainly begins with.
    pub(super) fn start(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(text)) => text,
            _ => "",
        }
    }

    /// Without this beginning.
    pub(super) fn strip(&self, prefix: &str) -> Option<Raw> {
        let rest = self.start().strip_prefix(prefix)?.to_owned();
        let mut pieces = self.pieces.clone();
        if let Some(first) = pieces.first_mut() {
            *first = Piece::Literal(rest);
        }
        Some(Raw { pieces })
    }

    /// The word with its variables filled in; those that the script assigns itself are not known.
    pub(super) fn expand<'w>(&self, cx: &mut Cx<'w>, at: &At<'w>, assigned: &[String]) -> Result<Word, Stop> {
        let mut out = Text::default();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push(text),
                Piece::Hole(hole) => out.push_hole(std::sync::Arc::clone(hole)),
                Piece::Computed(text) => {
                    out.append(&to_text(&Unknown::source(text.clone(), None).value()));
                }
                Piece::Variable(name) => {
                    let value = if assigned.contains(name) {
                        Unknown::source(format!("${name}"), None).value()
                    } else {
                        cx.shell_variable(name, at)?
                    };
                    out.append(&to_text(&value));
                }
            }
        }
        Ok(out)
    }
}

struct Reader {
    commands: Vec<Vec<Raw>>,
    word: Option<Raw>,
    quote: Option<char>,
}

impl Reader {
    fn piece(&mut self, piece: Piece) {
        let word = self.word.get_or_insert_with(Raw::default);
        match (word.pieces.last_mut(), &piece) {
            (Some(Piece::Literal(last)), Piece::Literal(text)) => last.push_str(text),
            _ => word.pieces.push(piece),
        }
    }

    fn end_word(&mut self) {
        if let (Some(word), Some(command)) = (self.word.take(), self.commands.last_mut()) {
            command.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.commands.push(Vec::new());
    }

    fn literal(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let mut used = c.len_utf8();
            match (c, self.quote) {
                ('\'' | '"', None) => {
                    self.quote = Some(c);
                    self.piece(Piece::Literal(String::new()));
                }
                (c, Some(open)) if c == open => self.quote = None,
                ('\\', None | Some('"')) => match rest.chars().nth(1) {
                    Some('\n') => used += 1,
                    Some(next) => {
                        used += next.len_utf8();
                        self.piece(Piece::Literal(next.to_string()));
                    }
                    None => {}
                },
                ('$', None | Some('"')) => {
                    let (piece, length) = dollar(rest);
                    used = length;
                    self.piece(piece);
                }
                ('`', None | Some('"')) => {
                    let end = rest.get(1..).and_then(|inner| inner.find('`')).map_or(rest.len(), |at| at + 2);
                    used = end;
                    self.piece(Piece::Computed(rest.get(..end).unwrap_or("").to_owned()));
                }
                ('\n' | ';' | '&' | '|' | '(' | ')', None) => self.end_command(),
                ('#', None) if self.word.is_none() => {
                    used = rest.find('\n').unwrap_or(rest.len());
                }
                (c, None) if c.is_whitespace() => self.end_word(),
                (c, _) => self.piece(Piece::Literal(c.to_string())),
            }
            rest = rest.get(used..).unwrap_or("");
        }
    }
}

/// What `$` begins, and its length.
fn dollar(rest: &str) -> (Piece, usize) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let after = rest.get(1..).unwrap_or("");
    if let Some(inner) = after.strip_prefix("((").or_else(|| after.strip_prefix('(')) {
        // Brackets within are counted.
        let mut depth = after.len() - inner.len();
        let mut length = 1 + depth;
        for c in inner.chars() {
            length += c.len_utf8();
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        return (Piece::Computed(rest.get(..length).unwrap_or(rest).to_owned()), length);
    }
    if let Some(inner) = after.strip_prefix('{') {
        let length = inner.find('}').map_or(rest.len(), |at| at + 3);
        let name = inner.get(..length.saturating_sub(3)).unwrap_or("");
        let piece = match name.chars().all(is_name) && !name.is_empty() {
            true => Piece::Variable(name.to_owned()),
            false => Piece::Computed(rest.get(..length).unwrap_or(rest).to_owned()),
        };
        return (piece, length);
    }
    let length = after.find(|c| !is_name(c)).unwrap_or(after.len());
    match length {
        0 => (Piece::Literal("$".to_owned()), 1),
        _ => (Piece::Variable(after.get(..length).unwrap_or("").to_owned()), length + 1),
    }
}

/// The variables that a script assigns.
pub(super) fn assigned(commands: &[Vec<Raw>]) -> Vec<String> {
    let mut out = Vec::new();
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    for command in commands {
        let exports = command
            .first()
            .and_then(Raw::plain)
            .is_some_and(|word| matches!(word, "export" | "local" | "declare" | "readonly" | "read"));
        for word in command.iter().skip(usize::from(exports)) {
            match word.start().split_once('=') {
                Some((name, _)) if is_name(name) => out.push(name.to_owned()),
                _ if exports && word.plain().is_some_and(is_name) => {
                    out.extend(word.plain().map(str::to_owned));
                }
                _ if !exports => break,
                _ => {}
            }
        }
        // `for NAME in …`
        if let [first, name, ..] = command.as_slice()
            && first.plain() == Some("for")
        {
            out.extend(name.plain().map(str::to_owned));
        }
    }
    out
}

/// What a script writes to `GITHUB_ENV`: names, and whether there are others that it does not tell.
pub(super) fn written(script: &str) -> (Vec<String>, bool) {
    let mut names = Vec::new();
    let mut anything = false;
    if !script.contains("GITHUB_ENV") {
        return (names, anything);
    }
    let mut in_block = false;
    for line in script.lines() {
        let trimmed = line.trim();
        // `{ … } >> "$GITHUB_ENV"`: each line of the block may name one.
        let named = assignment(trimmed);
        if line.contains("GITHUB_ENV") {
            match named {
                Some(name) => names.push(name),
                None if in_block && trimmed.starts_with('}') => in_block = false,
                None => anything = true,
            }
        } else if trimmed == "{" {
            in_block = true;
        } else if in_block {
            names.extend(named);
        }
    }
    (names, anything)
}

/// The name in `echo "NAME=value"`.
fn assignment(line: &str) -> Option<String> {
    let rest = line.strip_prefix("echo").or_else(|| line.strip_prefix("printf"))?.trim_start();
    let rest = rest.trim_start_matches("-n ").trim_start_matches("-e ").trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let name = rest.get(..end)?;
    let is_assigned = rest.get(end..)?.starts_with('=') || rest.get(end..)?.starts_with("<<");
    (is_assigned && !name.is_empty()).then(|| name.to_owned())
}

/// The value behind an option: `--name value` or `--name=value`.
pub(super) fn option(command: &[Raw], names: &[&str]) -> Vec<Raw> {
    let mut out = Vec::new();
    let mut words = command.iter().peekable();
    while let Some(word) = words.next() {
        for name in names {
            if word.plain() == Some(*name) {
                out.extend(words.peek().map(|next| (*next).clone()));
            } else if let Some(value) = word.strip(&format!("{name}=")) {
                out.push(value);
            }
        }
    }
    out
}

/// The words that are not options or their values.
pub(super) fn operands<'c>(command: &'c [Raw], with_value: &[&str]) -> Vec<&'c Raw> {
    let mut out = Vec::new();
    let mut skip = false;
    for word in command {
        if core::mem::take(&mut skip) {
            continue;
        }
        match word.plain() {
            Some(text) if text.starts_with('-') => skip = with_value.contains(&text),
            _ if word.start().starts_with('-') => {}
            Some(text) if text.starts_with('>') || text == "2>&1" => skip = text == ">" || text == ">>",
            _ => out.push(word),
        }
    }
    out
}
