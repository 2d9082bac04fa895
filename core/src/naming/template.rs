//! Templates: text with placeholders, `{field|filter}`, that a run fills.
//!
//! What a run brings is data: it is put in place and never read again as template.

use super::capture::{Capture, CaptureKind};
use super::date;
use super::fact::{Fact, ShaSource, Unfilled};
use super::given::{Declared, Given, ValueForm, ValueSource};
use super::run::Run;
use crate::limits::MAX_PLACEHOLDERS;
use crate::text::quote;

/// A template, read once.
#[derive(Debug, Clone)]
pub(super) struct TagTemplate {
    pub(super) pieces: Vec<TemplatePiece>,
    text: String,
}

#[derive(Debug, Clone)]
pub(super) enum TemplatePiece {
    Literal(String),
    Field(Field, Vec<TemplateFilter>),
}

/// What a placeholder stands for.
#[derive(Debug, Clone)]
pub(super) enum Field {
    Fact(Fact),
    /// A capture, or a part of it.
    Capture(String, CaptureKind, Option<String>),
    /// What the caller or the event gives, or a part of it.
    Given(ValueSource, String, ValueForm, Option<String>),
}

/// What is done to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TemplateFilter {
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

/// What placeholders may name, beside facts.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    /// Captures of the rule's guard.
    pub(super) captures: &'a [(String, CaptureKind)],
    /// The words of the rule's `for` that this copy of it is of.
    pub(super) words: &'a [(String, String)],
    pub(super) declared: &'a Declared,
}

/// What a filled template gives.
pub(super) struct Filled {
    pub(super) text: String,
    /// A value that `slug` changed.
    pub(super) slugged: Option<String>,
}

/// What stands ready to fill a template.
pub(super) struct TemplateValues<'a> {
    pub(super) run: &'a Run,
    pub(super) sha: Option<ShaSource>,
    pub(super) captures: &'a [(String, Capture)],
    pub(super) given: &'a Given<'a>,
}

impl TagTemplate {
    /// Reads a template.
    pub(super) fn parse(text: &str, scope: Scope<'_>) -> Result<TagTemplate, String> {
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
                pieces.push(TemplatePiece::Literal(before.to_owned()));
            }
            pieces.push(placeholder(inner, scope)?);
            rest = after;
        }
        if rest.contains('}') {
            return Err(format!("`}}` closes nothing in `{}`", quote(text)));
        }
        if !rest.is_empty() {
            pieces.push(TemplatePiece::Literal(rest.to_owned()));
        }
        if pieces.iter().filter(|piece| matches!(piece, TemplatePiece::Field(..))).count() > MAX_PLACEHOLDERS
        {
            return Err(format!("more than {MAX_PLACEHOLDERS} placeholders stand in `{}`", quote(text)));
        }
        Ok(TagTemplate { pieces, text: text.to_owned() })
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&Field, &[TemplateFilter])> {
        self.pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Field(field, filters) => Some((field, filters.as_slice())),
            TemplatePiece::Literal(_) => None,
        })
    }

    /// Whether it names this fact.
    pub(super) fn uses(&self, fact: Fact) -> bool {
        self.fields().any(|(field, _)| matches!(field, Field::Fact(known) if *known == fact))
    }

    /// Whether what it gives depends on the commit or the run: then it differs from run to run.
    pub(super) fn is_of_one_run(&self) -> bool {
        [Fact::Sha, Fact::RunNumber, Fact::RunId].into_iter().any(|fact| self.uses(fact))
    }

    /// The first placeholder that a repository's name must not depend on, and who would choose the repository.
    pub(super) fn first_free_text(&self) -> Option<(String, &'static str)> {
        self.fields().find_map(|(field, _)| Some((field.name(), field.chosen_by()?)))
    }

    /// The template with one text for every placeholder.
    pub(super) fn with_each(&self, text: &str) -> String {
        let piece = |piece: &TemplatePiece| match piece {
            TemplatePiece::Literal(literal) => literal.clone(),
            TemplatePiece::Field(..) => text.to_owned(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Fills it.
    pub(super) fn fill(&self, values: &TemplateValues<'_>) -> Result<Filled, Unfilled> {
        let mut filled = Filled { text: String::new(), slugged: None };
        for piece in &self.pieces {
            match piece {
                TemplatePiece::Literal(text) => filled.text.push_str(text),
                TemplatePiece::Field(field, filters) => {
                    let mut value = field.value(values, filters)?;
                    for filter in filters {
                        let next = filter.apply(&value);
                        if matches!(filter, TemplateFilter::Slug(_)) && next != value {
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

fn placeholder(inner: &str, scope: Scope<'_>) -> Result<TemplatePiece, String> {
    let mut words = inner.split('|');
    let name = words.next().unwrap_or("");
    if let Some((_, word)) = scope.words.iter().find(|(known, _)| known == name) {
        let filters =
            words.map(|word| filter(word, None)).collect::<Result<Vec<TemplateFilter>, String>>()?;
        return Ok(TemplatePiece::Literal(
            filters.iter().fold(word.clone(), |word, filter| filter.apply(&word)),
        ));
    }
    let field = match (Fact::find(name), name.split_once('.')) {
        (Some(fact), _) => Field::Fact(fact),
        (None, Some((giver, name))) if ValueSource::find(giver).is_some() => given(giver, name, scope)?,
        _ => capture(name, scope)?,
    };
    let filters =
        words.map(|word| filter(word, Some(&field))).collect::<Result<Vec<TemplateFilter>, String>>()?;
    Ok(TemplatePiece::Field(field, filters))
}

fn given(giver: &str, name: &str, scope: Scope<'_>) -> Result<Field, String> {
    let giver = ValueSource::find(giver).unwrap_or(ValueSource::Value);
    let (name, part) = split_part(name);
    let Some(form) = scope.declared.find(giver, name) else {
        let known = scope.declared.names(giver);
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let (field, member) = (giver.placeholder(), giver.member());
        return Err(format!(
            "`{{{field}.{}}}` is not declared; declare it under `{member}` (there now: {known})",
            quote(name)
        ));
    };
    match (form, part) {
        (ValueForm::Words(_), Some(part)) => {
            Err(format!("one of a list of words has no part `{}`", quote(part)))
        }
        (ValueForm::Kind(kind), part) => {
            check_part(*kind, part)?;
            Ok(Field::Given(giver, name.to_owned(), form.clone(), part.map(str::to_owned)))
        }
        (ValueForm::Words(_), None) => Ok(Field::Given(giver, name.to_owned(), form.clone(), None)),
    }
}

fn capture(name: &str, scope: Scope<'_>) -> Result<Field, String> {
    let (name, part) = split_part(name);
    let Some((_, kind)) = scope.captures.iter().find(|(known, _)| known == name) else {
        let mut known: Vec<&str> = Fact::names().collect();
        known.extend(scope.captures.iter().map(|(known, _)| known.as_str()));
        known.extend(scope.words.iter().map(|(known, _)| known.as_str()));
        return Err(format!(
            "`{{{}}}` is not a placeholder here; known: {}; declare others under `values` or `inputs`",
            quote(name),
            known.join(", ")
        ));
    };
    check_part(*kind, part)?;
    Ok(Field::Capture(name.to_owned(), *kind, part.map(str::to_owned)))
}

fn split_part(name: &str) -> (&str, Option<&str>) {
    match name.split_once('.') {
        Some((name, part)) => (name, Some(part)),
        None => (name, None),
    }
}

fn check_part(kind: CaptureKind, part: Option<&str>) -> Result<(), String> {
    match part {
        Some(part) if !kind.parts().contains(&part) => {
            let parts = if kind.parts().is_empty() { "none".to_owned() } else { kind.parts().join(", ") };
            Err(format!("a {} has no part `{}`; known: {parts}", kind.as_str(), quote(part)))
        }
        _ => Ok(()),
    }
}

fn filter(word: &str, field: Option<&Field>) -> Result<TemplateFilter, String> {
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
        ("lower", None) => Ok(TemplateFilter::Lower),
        ("slug", None) => Ok(TemplateFilter::Slug(None)),
        ("slug", Some(_)) => Ok(TemplateFilter::Slug(Some(number(1, 128)?))),
        ("short", _) => Ok(TemplateFilter::Short(number(4, 40)?)),
        ("plus", Some("-" | "_" | ".")) => Ok(TemplateFilter::Plus(argument.unwrap_or("").to_owned())),
        ("plus", _) => Err("the filter `plus` takes `-`, `_` or `.`, as in `plus:_`".to_owned()),
        ("format", Some(format)) if matches!(field, Some(Field::Fact(Fact::Date))) => {
            date::pieces(format).map(|_| TemplateFilter::Format(format.to_owned()))
        }
        ("format", _) => {
            Err("the filter `format` takes the form of a date, as in `{date|format:YYYY.0M.0D}`".to_owned())
        }
        _ => Err(format!("`{}` is not a filter; known: lower, slug, short, plus, format", quote(word))),
    }
}

impl Field {
    fn name(&self) -> String {
        let with_part = |name: String, part: &Option<String>| match part {
            Some(part) => format!("{name}.{part}"),
            None => name,
        };
        match self {
            Field::Fact(fact) => fact.name().to_owned(),
            Field::Capture(name, _, part) => with_part(name.clone(), part),
            Field::Given(giver, name, _, part) => with_part(format!("{}.{name}", giver.placeholder()), part),
        }
    }

    /// Who may choose it beyond what the rules list.
    fn chosen_by(&self) -> Option<&'static str> {
        let text = |kind: &CaptureKind| *kind == CaptureKind::Text;
        match self {
            Field::Fact(fact) => fact.is_free_text().then_some("whoever names a branch"),
            Field::Capture(_, kind, _) => text(kind).then_some("whoever names a branch"),
            Field::Given(_, _, ValueForm::Words(_), _) => None,
            Field::Given(ValueSource::Input, ..) => Some("whoever starts the workflow"),
            Field::Given(ValueSource::Value, _, ValueForm::Kind(kind), _) => {
                text(kind).then_some("any value")
            }
        }
    }

    fn value(&self, values: &TemplateValues<'_>, filters: &[TemplateFilter]) -> Result<String, Unfilled> {
        let missing = || Unfilled::Fault(format!("`{{{}}}` is not captured here", self.name()));
        match self {
            Field::Capture(name, _, part) => {
                let capture = values.captures.iter().find(|(known, _)| known == name);
                let part = capture.and_then(|(_, capture)| capture.part(part.as_deref()));
                part.map(str::to_owned).ok_or_else(missing)
            }
            Field::Given(giver, name, _, part) => {
                let capture = values.given.get(*giver, name)?;
                capture.part(part.as_deref()).map(str::to_owned).ok_or_else(missing)
            }
            Field::Fact(Fact::Date) => {
                let format = filters.iter().find_map(|filter| match filter {
                    TemplateFilter::Format(format) => Some(format.as_str()),
                    _ => None,
                });
                let date = values.run.date(format.unwrap_or(date::DEFAULT_FORMAT));
                date.ok_or_else(|| Unfilled::missing("time"))
            }
            Field::Fact(fact) => values.run.fact(*fact, values.sha),
        }
    }
}

impl TemplateFilter {
    pub(super) fn apply(&self, value: &str) -> String {
        match self {
            TemplateFilter::Lower => value.to_ascii_lowercase(),
            TemplateFilter::Slug(most) => slug(value, *most),
            TemplateFilter::Short(count) => value.chars().take(*count).collect(),
            TemplateFilter::Plus(with) => value.replace('+', with),
            TemplateFilter::Format(_) => value.to_owned(),
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
