//! Names that GitHub gives: owners, repositories, environments.

use super::Fault;

/// Most characters of a user or organisation name.
const OWNER: usize = 39;
/// Most characters of a repository name.
const REPOSITORY: usize = 100;
/// Most characters of an environment name.
const ENVIRONMENT: usize = 255;

/// The two halves of `owner/name`, with only what every such text shares checked: one slash, no empty half, and
/// the characters that names are made of. Names older than today's rules pass.
pub(crate) fn split_repository(text: &str) -> Result<(&str, &str), Fault> {
    let whole = 0..text.len();
    let Some((owner, name)) = text.split_once('/') else {
        return Err(Fault::new("no_slash", "a repository is written `owner/name`", whole));
    };
    if owner.is_empty() || name.is_empty() {
        return Err(Fault::new(
            "empty_part",
            "a repository is written `owner/name`, neither part empty",
            whole,
        ));
    }
    let foreign = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if let Some((at, c)) = owner.char_indices().find(|&(_, c)| foreign(c) || c == '.') {
        return Err(foreign_character("an owner name", c, at));
    }
    if let Some((at, c)) = name.char_indices().find(|&(_, c)| foreign(c)) {
        return Err(foreign_character("a repository name", c, owner.len() + 1 + at));
    }
    Ok((owner, name))
}

fn foreign_character(what: &str, c: char, at: usize) -> Fault {
    let shown = if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    Fault::new("character", format!("{what} cannot hold `{shown}`"), at..at + c.len_utf8())
}

/// Checks the name of a user or an organisation; the login of a managed user ends in `_` and the short code of
/// its enterprise. A final hyphen passes: names made before GitHub refused it still exist.
pub(crate) fn check_owner(text: &str) -> Result<(), Fault> {
    length("an owner name", text, OWNER)?;
    let (name, code) = match text.split_once('_') {
        Some((name, code)) => (name, Some(code)),
        None => (text, None),
    };
    if let Some((at, c)) = name.char_indices().find(|&(_, c)| !(c.is_ascii_alphanumeric() || c == '-')) {
        return Err(foreign_character("an owner name", c, at));
    }
    if name.is_empty() {
        return Err(Fault::new("leading_underscore", "an owner name cannot start with `_`", 0..1));
    }
    if name.starts_with('-') {
        return Err(Fault::new("leading_hyphen", "an owner name cannot start with `-`", 0..1));
    }
    if let Some(at) = name.find("--") {
        return Err(Fault::new("double_hyphen", "an owner name cannot hold `--`", at..at + 2));
    }
    let Some(code) = code else { return Ok(()) };
    let start = name.len() + 1;
    if code.is_empty() {
        let message = "after `_`, the login of a managed user has the short code of its enterprise";
        return Err(Fault::new("no_short_code", message, name.len()..start));
    }
    match code.char_indices().find(|(_, c)| !c.is_ascii_alphanumeric()) {
        Some((at, c)) => Err(foreign_character("the short code of an enterprise", c, start + at)),
        None => Ok(()),
    }
}

/// Checks the name of a repository, without its owner.
pub(crate) fn check_repository(text: &str) -> Result<(), Fault> {
    length("a repository name", text, REPOSITORY)?;
    let foreign = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| foreign(c)) {
        return Err(foreign_character("a repository name", c, at));
    }
    if matches!(text, "." | "..") {
        return Err(Fault::new("dots", format!("`{text}` is reserved"), 0..text.len()));
    }
    for suffix in [".git", ".wiki"] {
        if let Some(rest) = text.strip_suffix(suffix) {
            let message = format!("a repository name cannot end with `{suffix}`");
            return Err(Fault::new("reserved_suffix", message, rest.len()..text.len()));
        }
    }
    Ok(())
}

/// Checks the name of an environment. GitHub documents its length; the characters refused here are those that
/// package registries refuse in a publisher's environment, because GitHub refuses them too.
pub(crate) fn check_environment(text: &str) -> Result<(), Fault> {
    length("an environment name", text, ENVIRONMENT)?;
    let refused = |c: char| c.is_ascii_control() || matches!(c, '\'' | '"' | '`' | ',' | ';' | '\\');
    if let Some((at, c)) = text.char_indices().find(|&(_, c)| refused(c)) {
        return Err(foreign_character("an environment name", c, at));
    }
    let end = text.len();
    if text.starts_with(char::is_whitespace) {
        return Err(Fault::new("outer_space", "an environment name cannot start with a space", 0..1));
    }
    if text.ends_with(char::is_whitespace) {
        let message = "an environment name cannot end with a space";
        return Err(Fault::new("outer_space", message, end.saturating_sub(1)..end));
    }
    Ok(())
}

fn length(what: &str, text: &str, most: usize) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new("empty", format!("{what} has at least one character"), 0..0));
    }
    if text.chars().count() > most {
        let at = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
        return Err(Fault::new("too_long", format!("{what} has at most {most} characters"), at..text.len()));
    }
    Ok(())
}
