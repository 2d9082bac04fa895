//! Looks over the text of a Terraform file before it is read: how many keys an object has, whether a heredoc ends, and
//! where a key ends.

use crate::limits::{MAX_TERRAFORM_KEY_PAIRS, MAX_TERRAFORM_KEYS};

/// What stands open at a place of the text.
enum Open {
    /// A brace, and how many keys it has so far.
    Brace(usize),
    /// A bracket or a parenthesis.
    Other,
    /// A quoted text.
    Quote,
    /// A heredoc, up to this word, and where it begins.
    Heredoc(String, usize),
    /// An interpolation or a directive of a template.
    Interpolation,
}

/// What is wrong with a text before it is read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// An object or a body has more keys than are read: the first one too many.
    Keys(usize),
    /// All of them have more together: where that is so.
    KeysTogether(usize),
    /// A heredoc has no end: where it begins, and the word that would end it.
    Heredoc(usize, String),
}

/// Looks for what the reader would take too long over, or would not tell well.
pub(super) fn flaw(text: &str) -> Option<Flaw> {
    let mut open: Vec<Open> = vec![Open::Brace(0)];
    let (mut at, mut pairs) = (0, 0);
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.chars().next() else { break };
        let mut step = c.len_utf8();
        let template = rest.starts_with("${") || rest.starts_with("%{");
        match open.last_mut() {
            Some(Open::Quote) => match c {
                '\\' => step = 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
                '"' => drop(open.pop()),
                '$' | '%' if rest.starts_with("$${") || rest.starts_with("%%{") => step = 3,
                _ if template => {
                    open.push(Open::Interpolation);
                    step = 2;
                }
                _ => {}
            },
            Some(Open::Heredoc(word, _)) => {
                let starts = text.get(..at).is_some_and(|before| before.ends_with('\n'));
                let indent = if starts { rest.len() - rest.trim_start_matches([' ', '\t']).len() } else { 0 };
                let line = rest.get(indent..).filter(|_| starts);
                if line.and_then(|line| line.strip_prefix(word.as_str())).is_some_and(ends_word) {
                    step = indent + word.len();
                    open.pop();
                } else if rest.starts_with("$${") || rest.starts_with("%%{") {
                    step = 3;
                } else if template {
                    open.push(Open::Interpolation);
                    step = 2;
                }
            }
            _ => match c {
                '#' => step = line(rest),
                '/' if rest.starts_with("//") => step = line(rest),
                '/' if rest.starts_with("/*") => {
                    step = rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |end| end + 4);
                }
                '"' => open.push(Open::Quote),
                '{' => open.push(Open::Brace(0)),
                '[' | '(' => open.push(Open::Other),
                '}' | ']' | ')' if open.len() > 1 => {
                    if let Some(Open::Brace(keys)) = open.pop() {
                        pairs += keys * keys;
                    }
                    if pairs > MAX_TERRAFORM_KEY_PAIRS {
                        return Some(Flaw::KeysTogether(at));
                    }
                }
                '<' if rest.starts_with("<<") => {
                    if let Some((word, length)) = heredoc(rest) {
                        open.push(Open::Heredoc(word.to_owned(), at));
                        step = length;
                    }
                }
                '=' if rest.starts_with("==") || rest.starts_with("=>") => step = 2,
                '=' | ':' => {
                    if let Some(Open::Brace(keys)) = open.last_mut() {
                        *keys += 1;
                        if *keys > MAX_TERRAFORM_KEYS {
                            return Some(Flaw::Keys(at));
                        }
                    }
                }
                _ => {}
            },
        }
        at += step;
    }
    open.into_iter().find_map(|one| match one {
        Open::Heredoc(word, at) => Some(Flaw::Heredoc(at, word)),
        _ => None,
    })
}

/// How long the key is that the text begins with: a name, a quoted text, or an expression in parentheses.
pub(super) fn key(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first != '"' && first != '(' {
        let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len());
        return (end > 0).then_some(end);
    }
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let c = rest.chars().next()?;
        let mut step = c.len_utf8();
        match (open.last(), c) {
            (Some('"'), '\\') => step += rest.chars().nth(1).map_or(0, char::len_utf8),
            (Some('"'), '"') => drop(open.pop()),
            (Some('"'), '$' | '%') if rest.starts_with("$${") || rest.starts_with("%%{") => step = 3,
            (Some('"'), '$' | '%') if rest.starts_with("${") || rest.starts_with("%{") => {
                open.push('{');
                step = 2;
            }
            (Some('"'), _) => {}
            (_, '"' | '(' | '[' | '{') => open.push(c),
            (_, ')' | ']' | '}') => drop(open.pop()),
            _ => {}
        }
        at += step;
        if open.is_empty() {
            return Some(at);
        }
    }
    None
}

fn line(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

fn ends_word(rest: &str) -> bool {
    !rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// The word that ends a heredoc, and how long its beginning is.
fn heredoc(rest: &str) -> Option<(&str, usize)> {
    let inner = rest.strip_prefix("<<")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    let end = inner.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))?;
    let (word, after) = inner.split_at_checked(end)?;
    let newline = after.strip_prefix('\r').unwrap_or(after).starts_with('\n');
    (!word.is_empty() && newline).then(|| (word, rest.len() - after.len() + line(after) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_where_they_are_keys() {
        let many: String =
            (0..=MAX_TERRAFORM_KEYS).map(|n| format!("k{n} = 1\n")).collect::<Vec<_>>().concat();
        assert!(matches!(flaw(&format!("x = {{\n{many}}}")), Some(Flaw::Keys(_))));
        let text = "=".repeat(MAX_TERRAFORM_KEYS * 2);
        for quiet in [
            format!("x = \"{text}\""),
            format!("x = <<E\n{text}\nE\n"),
            format!("# {text}\nx = 1"),
            format!("/* {text} */"),
        ] {
            assert_eq!(flaw(&quiet), None);
        }
        assert!(matches!(flaw(&format!("x = \"${{ {{ {many} }} }}\"")), Some(Flaw::Keys(_))));
        assert_eq!(flaw("x = <<E\n  a\n"), Some(Flaw::Heredoc(4, "E".to_owned())));
        let most = (1..MAX_TERRAFORM_KEYS).map(|n| format!("k{n} = 1\n")).collect::<Vec<_>>().concat();
        let objects = |count: usize| format!("x = [{}]", format!("{{\n{most}}},").repeat(count));
        assert_eq!(flaw(&objects(25)), None);
        assert!(matches!(flaw(&objects(27)), Some(Flaw::KeysTogether(_))));
    }

    #[test]
    fn a_key_ends_where_it_ends() {
        assert_eq!(key("abc = 1"), Some(3));
        assert_eq!(key("\"a}\\\"b\" = 1"), Some(7));
        assert_eq!(key("\"${x[\"}\"]}:aud\" = 1"), Some(15));
        assert_eq!(key("(a + (b)) = 1"), Some(9));
        assert_eq!(key("\"open"), None);
        assert_eq!(key("= 1"), None);
    }
}
