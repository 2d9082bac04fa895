//! Templates: text with placeholders, `{field|filter}`, that a run fills.
//!
//! What a run brings is data: it is put in place and never read again as template.

use super::capture::{Capture, CaptureKind};
use super::run::Run;
use crate::text::quote;

/// A template, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Field(Field, Vec<Filter>),
}

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    Fact(Fact),
    /// A capture, or a part of it.
    Capture(String, Option<String>),
}

/// A fact of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Sha,
    Branch,
    Tag,
    Ref,
    Head,
    Base,
    Number,
    Repository,
    Owner,
    Name,
    RunNumber,
    RunAttempt,
    RunId,
    Date,
}

const FACTS: [(&str, Fact); 14] = [
    ("sha", Fact::Sha),
    ("branch", Fact::Branch),
    ("tag", Fact::Tag),
    ("ref", Fact::Ref),
    ("head", Fact::Head),
    ("base", Fact::Base),
    ("number", Fact::Number),
    ("repository", Fact::Repository),
    ("owner", Fact::Owner),
    ("name", Fact::Name),
    ("run_number", Fact::RunNumber),
    ("run_attempt", Fact::RunAttempt),
    ("run_id", Fact::RunId),
    ("date", Fact::Date),
];

/// What is done to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Filter {
    /// ASCII upper case to lower case.
    Lower,
    /// Whatever a tag cannot hold becomes one `-`; cut at the number of characters, if any.
    Slug(Option<usize>),
    /// The first characters, so many.
    Short(usize),
    /// This in place of each `+`.
    Plus(String),
    /// The date in this form.
    Format(String),
}

/// Which commit `{sha}` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShaSource {
    /// `GITHUB_SHA`: on `pull_request` that is the merge commit, which exists for the run alone.
    Event,
    /// The head of the pull request, and `GITHUB_SHA` on every other event.
    Head,
}

/// Why a template gives no text.
pub(super) enum Unfilled {
    /// The run does not tell this.
    Missing(&'static str),
    /// The run tells that there is none.
    Fault(String),
}

/// What a filled template gives.
pub(super) struct Filled {
    pub(super) text: String,
    /// A value that `slug` changed.
    pub(super) slugged: Option<String>,
}

/// What stands ready to fill a template.
pub(super) struct Values<'a> {
    pub(super) run: &'a Run,
    pub(super) sha: Option<ShaSource>,
    pub(super) captures: &'a [(String, Capture)],
}

/// Whether the name is one of a fact, so that no capture may have it.
pub(super) fn is_fact(name: &str) -> bool {
    FACTS.iter().any(|(known, _)| *known == name)
}

impl Template {
    /// Reads a template with the captures that its rule binds.
    pub(super) fn parse(text: &str, captures: &[(String, CaptureKind)]) -> Result<Template, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if before.contains('}') {
                return Err(format!("`}}` closes nothing in `{}`", quote(text)));
            }
            let Some((inner, after)) = after.split_once('}') else {
                return Err(format!("a `{{` is not closed in `{}`", quote(text)));
            };
            if !before.is_empty() {
                pieces.push(Piece::Literal(before.to_owned()));
            }
            pieces.push(placeholder(inner, captures)?);
            rest = after;
        }
        if rest.contains('}') {
            return Err(format!("`}}` closes nothing in `{}`", quote(text)));
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Ok(Template { pieces, text: text.to_owned() })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it names this fact.
    pub(super) fn uses(&self, fact: Fact) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Field(Field::Fact(known), _) if *known == fact))
    }

    /// Whether what it gives hangs on the commit, the run or the pull request: then it differs from run to run.
    pub(super) fn is_of_one_run(&self) -> bool {
        [Fact::Sha, Fact::RunNumber, Fact::RunId].into_iter().any(|fact| self.uses(fact))
    }

    /// The facts that a repository's name must not hang on: whoever names a branch would choose the repository.
    pub(super) fn first_free_text(&self) -> Option<&'static str> {
        FACTS
            .into_iter()
            .filter(|(_, fact)| {
                matches!(fact, Fact::Branch | Fact::Tag | Fact::Ref | Fact::Head | Fact::Base)
            })
            .find(|(_, fact)| self.uses(*fact))
            .map(|(name, _)| name)
    }

    /// The template with `*` for each placeholder, as ECR's filters are written.
    pub(super) fn wildcard(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Field(..) if out.ends_with('*') => {}
                Piece::Field(..) => out.push('*'),
            }
        }
        out
    }

    /// The template with one text for every placeholder.
    pub(super) fn with_each(&self, text: &str) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Literal(literal) => literal.clone(),
            Piece::Field(..) => text.to_owned(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Fills it.
    pub(super) fn fill(&self, values: &Values<'_>) -> Result<Filled, Unfilled> {
        let mut filled = Filled { text: String::new(), slugged: None };
        for piece in &self.pieces {
            match piece {
                Piece::Literal(text) => filled.text.push_str(text),
                Piece::Field(field, filters) => {
                    let mut value = field.value(values, filters)?;
                    for filter in filters {
                        let next = filter.apply(&value);
                        if matches!(filter, Filter::Slug(_)) && next != value {
                            filled.slugged = Some(value);
                        }
                        value = next;
                    }
                    if value.is_empty() {
                        return Err(Unfilled::Fault(format!("`{{{}}}` is empty here", field.name())));
                    }
                    filled.text.push_str(&value);
                }
            }
        }
        Ok(filled)
    }
}

fn placeholder(inner: &str, captures: &[(String, CaptureKind)]) -> Result<Piece, String> {
    let mut words = inner.split('|');
    let name = words.next().unwrap_or("");
    let field = match FACTS.iter().find(|(known, _)| *known == name) {
        Some((_, fact)) => Field::Fact(*fact),
        None => capture(name, captures)?,
    };
    let filters = words.map(|word| filter(word, &field)).collect::<Result<Vec<Filter>, String>>()?;
    Ok(Piece::Field(field, filters))
}

fn capture(name: &str, captures: &[(String, CaptureKind)]) -> Result<Field, String> {
    let (name, part) = match name.split_once('.') {
        Some((name, part)) => (name, Some(part)),
        None => (name, None),
    };
    let Some((_, kind)) = captures.iter().find(|(known, _)| known == name) else {
        let known: Vec<&str> = FACTS
            .iter()
            .map(|(known, _)| *known)
            .chain(captures.iter().map(|(known, _)| known.as_str()))
            .collect();
        return Err(format!("`{{{}}}` is no placeholder here; known: {}", quote(name), known.join(", ")));
    };
    if let Some(part) = part
        && !kind.parts().contains(&part)
    {
        let parts = if kind.parts().is_empty() { "none".to_owned() } else { kind.parts().join(", ") };
        return Err(format!("a {} has no part `{}`; known: {parts}", kind.as_str(), quote(part)));
    }
    Ok(Field::Capture(name.to_owned(), part.map(str::to_owned)))
}

fn filter(word: &str, field: &Field) -> Result<Filter, String> {
    let (name, argument) = match word.split_once(':') {
        Some((name, argument)) => (name, Some(argument)),
        None => (word, None),
    };
    let number = |least: usize, most: usize| {
        let number = argument.and_then(|text| text.parse::<usize>().ok());
        number.filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            format!("the filter `{name}` takes a number from {least} to {most}, as in `{name}:{least}`")
        })
    };
    match (name, argument) {
        ("lower", None) => Ok(Filter::Lower),
        ("slug", None) => Ok(Filter::Slug(None)),
        ("slug", Some(_)) => Ok(Filter::Slug(Some(number(1, 128)?))),
        ("short", _) => Ok(Filter::Short(number(7, 40)?)),
        ("plus", Some("-" | "_" | ".")) => Ok(Filter::Plus(argument.unwrap_or("").to_owned())),
        ("plus", _) => Err("the filter `plus` takes `-`, `_` or `.`, as in `plus:_`".to_owned()),
        ("format", Some(format)) if *field == Field::Fact(Fact::Date) => {
            match super::run::check_format(format) {
                Ok(()) => Ok(Filter::Format(format.to_owned())),
                Err(message) => Err(message),
            }
        }
        ("format", _) => {
            Err("the filter `format` takes the form of a date, as in `{date|format:YYYY.0M.0D}`".to_owned())
        }
        _ => Err(format!("`{}` is no filter; known: lower, slug, short, plus, format", quote(word))),
    }
}

impl Field {
    fn name(&self) -> String {
        match self {
            Field::Fact(fact) => {
                FACTS.iter().find(|(_, known)| known == fact).map_or("", |(name, _)| name).to_owned()
            }
            Field::Capture(name, None) => name.clone(),
            Field::Capture(name, Some(part)) => format!("{name}.{part}"),
        }
    }

    fn value(&self, values: &Values<'_>, filters: &[Filter]) -> Result<String, Unfilled> {
        match self {
            Field::Capture(name, part) => values
                .captures
                .iter()
                .find(|(known, _)| known == name)
                .and_then(|(_, capture)| capture.part(part.as_deref()))
                .map(str::to_owned)
                .ok_or_else(|| Unfilled::Fault(format!("`{{{}}}` is not captured here", self.name()))),
            Field::Fact(Fact::Date) => {
                let format = filters.iter().find_map(|filter| match filter {
                    Filter::Format(format) => Some(format.as_str()),
                    _ => None,
                });
                values.run.date(format.unwrap_or("YYYY0M0D")).ok_or(Unfilled::Missing("time"))
            }
            Field::Fact(fact) => values.run.fact(*fact, values.sha),
        }
    }
}

impl Filter {
    fn apply(&self, value: &str) -> String {
        match self {
            Filter::Lower => value.to_ascii_lowercase(),
            Filter::Slug(most) => slug(value, *most),
            Filter::Short(count) => value.chars().take(*count).collect(),
            Filter::Plus(with) => value.replace('+', with),
            Filter::Format(_) => value.to_owned(),
        }
    }
}

/// Each run of characters that a tag cannot hold becomes one `-`; `-` and `.` are taken off both ends; then the cut,
/// and off the end again.
fn slug(value: &str, most: Option<usize>) -> String {
    let mut out = String::new();
    for c in value.chars() {
        if crate::image::allows_in_tag(c) {
            out.push(c);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    let edge = |c: char| matches!(c, '-' | '.');
    let cut: String = out.trim_matches(edge).chars().take(most.unwrap_or(usize::MAX)).collect();
    cut.trim_end_matches(edge).to_owned()
}
