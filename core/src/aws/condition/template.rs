//! Policy variables in a value: `${aws:username}`, `${key, 'default'}`, `${*}` `${?}` `${$}`.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags". What a variable puts in is literal text: a
//! wildcard inside a claim does not become one in the pattern.

use super::context::{Key, RequestContext, Values};
use crate::aws::pattern::wildcard::{PatternToken, tokens};
use crate::knowledge::questions::{self, Question};

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TemplatePart {
    /// As written; wildcards count where the operator knows them.
    Written(String),
    /// `${*}`, `${?}` or `${$}`: the character itself.
    Exact(&'static str),
    /// A variable.
    Variable { key: Key, default: Option<String> },
    /// A `${` that starts no documented form.
    Malformed,
}

/// What became of the variables of a value.
pub(crate) enum Resolved<'a> {
    /// Every one has a value; with a doubt where AWS may not know one of them.
    Tokens(Vec<PatternToken<'a>>, Option<&'static Question>),
    /// One has none: the value matches nothing.
    Unresolved,
    /// One has no documented meaning, or no documented value.
    Open(&'static Question),
    /// One has a value that is not known.
    Unknown(&'a super::context::UnknownKey),
}

/// Splits a value of a `2012-10-17` policy; `None` where it holds no variable at all.
pub(crate) fn parse(text: &str) -> Option<Vec<TemplatePart>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if !before.is_empty() {
            parts.push(TemplatePart::Written(before.to_owned()));
        }
        match after.split_once('}') {
            Some((inside, after)) => {
                parts.push(variable(inside));
                rest = after;
            }
            None => {
                parts.push(TemplatePart::Malformed);
                rest = "";
            }
        }
    }
    if parts.is_empty() {
        return None;
    }
    if !rest.is_empty() {
        parts.push(TemplatePart::Written(rest.to_owned()));
    }
    Some(parts)
}

fn variable(inside: &str) -> TemplatePart {
    match inside {
        "*" => return TemplatePart::Exact("*"),
        "?" => return TemplatePart::Exact("?"),
        "$" => return TemplatePart::Exact("$"),
        _ => {}
    }
    let (name, default) = match inside.split_once(", ") {
        None => (inside, None),
        Some((name, quoted)) => match quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            Some(default) if !default.contains('\'') => (name, Some(default.to_owned())),
            _ => return TemplatePart::Malformed,
        },
    };
    let unexpected = |c: char| c.is_whitespace() || matches!(c, '$' | '{' | '\'' | ',');
    if name.is_empty() || name.contains(unexpected) {
        return TemplatePart::Malformed;
    }
    TemplatePart::Variable { key: Key::new(name), default }
}

/// The keys of the variables.
pub(crate) fn variables(parts: &[TemplatePart]) -> impl Iterator<Item = &Key> {
    parts.iter().filter_map(|part| match part {
        TemplatePart::Variable { key, .. } => Some(key),
        _ => None,
    })
}

/// Fills the variables from the request.
pub(crate) fn resolve<'a>(parts: &'a [TemplatePart], context: &'a RequestContext) -> Resolved<'a> {
    let mut out = Vec::new();
    let mut doubt = None;
    for part in parts {
        match part {
            TemplatePart::Written(text) => out.extend(tokens(text)),
            TemplatePart::Exact(text) => out.push(PatternToken::Literal(text)),
            TemplatePart::Malformed => return Resolved::Open(&questions::VARIABLE_FORM),
            TemplatePart::Variable { key, default } => match (context.values(key), default) {
                (Values::One(text), _) => out.push(PatternToken::Literal(text)),
                (Values::Missing, Some(default)) => out.push(PatternToken::Literal(default)),
                (Values::Unknown(unknown), _) => return Resolved::Unknown(unknown),
                (Values::Either(alternatives, question), _) => match alternatives {
                    // Without the value nothing fits, so that it counts only where it fits.
                    [None, Some(values)] if values.len() == 1 => {
                        doubt = Some(question);
                        out.extend(values.iter().map(|value| PatternToken::Literal(value)));
                    }
                    _ => return Resolved::Open(question),
                },
                // A key with several values resolves to none.
                (Values::Missing | Values::Many(_), _) => return Resolved::Unresolved,
            },
        }
        if let TemplatePart::Variable { key, .. } = part
            && context.is_of_provider(key)
        {
            doubt = Some(&questions::PROVIDER_VARIABLE);
        }
    }
    Resolved::Tokens(out, doubt)
}
