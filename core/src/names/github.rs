//! Names that GitHub gives: owners, repositories, environments.

use crate::names::rule::{NameFault, NameRule};
use crate::text::shown;

/// Most characters of a user or organisation name (dead-claudia/github-limits, read 2026-11-22).
const OWNER: usize = 39;
/// Most characters of a repository name (the same).
const REPOSITORY: usize = 100;
/// Most characters of an environment name (GitHub Docs, "Managing environments for deployment").
const ENVIRONMENT: usize = 255;

const SLUG_HELP: &str = "write it as `owner/name`";
const OWNER_HELP: &str = "an owner is 1 to 39 letters, digits and single hyphens, the first no hyphen; the login of a managed user \
     ends in `_` and the short code of its enterprise";
const REPOSITORY_HELP: &str =
    "a repository name is 1 to 100 letters, digits, `.`, `_` and `-`, without `.git` or `.wiki` at its end";
const ENVIRONMENT_HELP: &str = "an environment name is 1 to 255 characters, none of them a control character, a quote, `,`, `;` or `\\`, \
     without spaces around it";

/// The two halves of `owner/name`, with only what every such text shares checked: one slash, no empty half, and
/// the characters that names are made of. Names older than today's rules pass.
pub(crate) fn split_repository(text: &str) -> Result<(&str, &str), NameFault> {
    let fault = |rule, span, message: String| NameFault::new(rule, span, message, SLUG_HELP);
    let Some((owner, name)) = text.split_once('/') else {
        let message = "the repository is without its owner".to_owned();
        return Err(fault(NameRule::Form, 0..text.len(), message));
    };
    if owner.is_empty() {
        return Err(fault(NameRule::Empty, 0..0, "the owner of the repository is empty".to_owned()));
    }
    if name.is_empty() {
        let message = "the name of the repository is empty".to_owned();
        return Err(fault(NameRule::Empty, text.len()..text.len(), message));
    }
    if let Some((at, c)) = owner.char_indices().find(|&(_, c)| c == '.' || !is_name_character(c)) {
        let message = format!("an owner name cannot hold {}", shown(c));
        return Err(fault(NameRule::Character, at..at + c.len_utf8(), message));
    }
    if let Some((at, c)) = name.char_indices().find(|&(_, c)| !is_name_character(c)) {
        let at = owner.len() + 1 + at;
        let message = format!("a repository name cannot hold {}", shown(c));
        return Err(fault(NameRule::Character, at..at + c.len_utf8(), message));
    }
    Ok((owner, name))
}

fn is_name_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

/// Checks the name of a user or an organisation; the login of a managed user ends in `_` and the short code of
/// its enterprise. A final hyphen passes: names made before GitHub refused it still exist.
pub(crate) fn check_owner(text: &str) -> Result<(), NameFault> {
    let fault = |rule, span, message: &str| Err(NameFault::new(rule, span, message, OWNER_HELP));
    length("the owner name", text, OWNER, OWNER_HELP)?;
    let (name, code) = match text.split_once('_') {
        Some((name, code)) => (name, Some(code)),
        None => (text, None),
    };
    let is_one = |c: char| c.is_ascii_alphanumeric() || c == '-';
    characters("an owner name", name, 0, is_one, OWNER_HELP)?;
    if name.is_empty() {
        return fault(NameRule::Start, 0..1, "an owner name cannot start with `_`");
    }
    if name.starts_with('-') {
        return fault(NameRule::Start, 0..1, "an owner name cannot start with `-`");
    }
    if let Some(at) = name.find("--") {
        return fault(NameRule::Separator, at..at + 2, "an owner name cannot hold `--`");
    }
    let Some(code) = code else { return Ok(()) };
    let start = name.len() + 1;
    if code.is_empty() {
        return fault(
            NameRule::End,
            name.len()..start,
            "the short code of the enterprise is missing after `_`",
        );
    }
    characters("the short code of an enterprise", code, start, |c| c.is_ascii_alphanumeric(), OWNER_HELP)
}

/// Checks the name of a repository, without its owner.
pub(crate) fn check_repository(text: &str) -> Result<(), NameFault> {
    length("the repository name", text, REPOSITORY, REPOSITORY_HELP)?;
    characters("a repository name", text, 0, is_name_character, REPOSITORY_HELP)?;
    if matches!(text, "." | "..") {
        let message = format!("`{text}` is not a repository name");
        return Err(NameFault::new(NameRule::Reserved, 0..text.len(), message, REPOSITORY_HELP));
    }
    for suffix in [".git", ".wiki"] {
        if let Some(rest) = text.strip_suffix(suffix) {
            let message = format!("a repository name cannot end with `{suffix}`");
            let fault = NameFault::new(NameRule::Reserved, rest.len()..text.len(), message, REPOSITORY_HELP);
            return Err(fault.suggest(text, rest.to_owned(), |rest| check_repository(rest).is_ok()));
        }
    }
    Ok(())
}

/// Checks the name of an environment: its length, by GitHub Docs; its characters, by what PyPI and crates.io refuse
/// in the environment of a trusted publisher as impossible on GitHub.
pub(crate) fn check_environment(text: &str) -> Result<(), NameFault> {
    length("the environment name", text, ENVIRONMENT, ENVIRONMENT_HELP)?;
    let is_one = |c: char| !(c.is_ascii_control() || matches!(c, '\'' | '"' | '`' | ',' | ';' | '\\'));
    characters("an environment name", text, 0, is_one, ENVIRONMENT_HELP)?;
    let trimmed = text.trim();
    let suggest =
        |fault: NameFault| fault.suggest(text, trimmed.to_owned(), |name| check_environment(name).is_ok());
    if text.starts_with(char::is_whitespace) {
        let end = text.chars().next().map_or(0, char::len_utf8);
        let message = "an environment name cannot start with a space";
        return Err(suggest(NameFault::new(NameRule::Start, 0..end, message, ENVIRONMENT_HELP)));
    }
    if text.ends_with(char::is_whitespace) {
        let start = text.trim_end().len();
        let message = "an environment name cannot end with a space";
        return Err(suggest(NameFault::new(NameRule::End, start..text.len(), message, ENVIRONMENT_HELP)));
    }
    Ok(())
}

fn characters(
    what: &str,
    text: &str,
    start: usize,
    is_one: impl Fn(char) -> bool,
    help: &'static str,
) -> Result<(), NameFault> {
    match text.char_indices().find(|&(_, c)| !is_one(c)) {
        None => Ok(()),
        Some((at, c)) => {
            let at = start + at;
            let message = format!("{what} cannot hold {}", shown(c));
            Err(NameFault::new(NameRule::Character, at..at + c.len_utf8(), message, help))
        }
    }
}

fn length(what: &str, text: &str, most: usize, help: &'static str) -> Result<(), NameFault> {
    if text.is_empty() {
        return Err(NameFault::new(NameRule::Empty, 0..0, format!("{what} is empty"), help));
    }
    match text.char_indices().nth(most) {
        None => Ok(()),
        Some((at, _)) => {
            let message =
                format!("{what} has {} characters, at most {most} are allowed", text.chars().count());
            Err(NameFault::new(NameRule::TooLong, at..text.len(), message, help))
        }
    }
}
