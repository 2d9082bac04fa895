//! What the placeholders of a template can become: as words, as a regular expression, and as the gaps of a wildcard.

use super::NamingRule;
use super::capture::CaptureKind;
use super::date;
use super::fact::Fact;
use super::given::ValueForm;
use super::guard::{Guard, GuardPattern};
use super::language::{TagLanguage, push_literal};
use super::template::{Field, TagTemplate, TemplateFilter, TemplatePiece};

/// Any characters of a tag.
const ANY: &str = "[A-Za-z0-9_.-]+";
const ANY_LOWER: &str = "[a-z0-9_.-]+";

/// A piece of a wildcard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gap {
    Literal(String),
    /// One character or more.
    Open,
}

/// What a placeholder can become.
enum PlaceholderShape {
    Words(Vec<String>),
    /// A regular expression that has no `/`, and whether it has upper case.
    Regex(String, bool),
}

impl NamingRule {
    /// Every tag that the rule can give, and perhaps more.
    pub(super) fn language(&self) -> Option<TagLanguage> {
        TagLanguage::new(&regex(&self.tag, &self.guard))
    }
}

/// Every text that a template can give under its guard, and perhaps more.
pub(super) fn regex(template: &TagTemplate, guard: &Guard) -> String {
    let mut out = String::new();
    for piece in &template.pieces {
        match piece {
            TemplatePiece::Literal(text) => text.chars().for_each(|c| push_literal(&mut out, c)),
            TemplatePiece::Field(field, filters) => match shape(field, filters, guard) {
                PlaceholderShape::Words(words) => {
                    out.push_str("(?:");
                    for (index, word) in words.iter().enumerate() {
                        if index > 0 {
                            out.push('|');
                        }
                        word.chars().for_each(|c| push_literal(&mut out, c));
                    }
                    out.push(')');
                }
                PlaceholderShape::Regex(regex, _) => {
                    out.push_str("(?:");
                    out.push_str(&regex);
                    out.push(')');
                }
            },
        }
    }
    out
}

/// The template as the gaps that its placeholders leave. Several where a placeholder is one of a few words.
pub(super) fn gaps(template: &TagTemplate, guard: &Guard, most: usize) -> Vec<Vec<Gap>> {
    let mut all: Vec<Vec<Gap>> = vec![Vec::new()];
    for piece in &template.pieces {
        let choices: Vec<Vec<Gap>> = match piece {
            TemplatePiece::Literal(text) => vec![vec![Gap::Literal(text.clone())]],
            TemplatePiece::Field(field, filters) => match shape(field, filters, guard) {
                PlaceholderShape::Words(words) if all.len() * words.len() <= most => {
                    words.into_iter().map(|word| vec![Gap::Literal(word)]).collect()
                }
                PlaceholderShape::Words(_) => vec![vec![Gap::Open]],
                PlaceholderShape::Regex(..) => vec![skeleton(field, filters)],
            },
        };
        let with = |start: &Vec<Gap>, rest: &Vec<Gap>| {
            let mut gaps = start.clone();
            for gap in rest {
                push(&mut gaps, gap);
            }
            gaps
        };
        all = all.iter().flat_map(|start| choices.iter().map(move |rest| with(start, rest))).collect();
    }
    all
}

/// Adds a piece; two gaps or two literals in a row are one.
fn push(gaps: &mut Vec<Gap>, gap: &Gap) {
    match (gaps.last_mut(), gap) {
        (Some(Gap::Open), Gap::Open) => {}
        (Some(Gap::Literal(before)), Gap::Literal(text)) => before.push_str(text),
        _ => gaps.push(gap.clone()),
    }
}

/// The separators that every value of a placeholder has.
fn skeleton(field: &Field, filters: &[TemplateFilter]) -> Vec<Gap> {
    let dotted = |dots: usize| {
        let dot = Gap::Literal(".".to_owned());
        let mut gaps = vec![Gap::Open];
        for _ in 0..dots {
            gaps.extend([dot.clone(), Gap::Open]);
        }
        gaps
    };
    // a cut may take a separator away
    if filters.iter().any(|filter| matches!(filter, TemplateFilter::Short(_) | TemplateFilter::Slug(Some(_))))
    {
        return vec![Gap::Open];
    }
    let (kind, part) = match field {
        // a slug takes separators off both ends
        Field::Fact(Fact::Date) if filters.iter().any(|filter| matches!(filter, TemplateFilter::Slug(_))) => {
            return vec![Gap::Open];
        }
        Field::Fact(Fact::Date) => return date_skeleton(filters),
        Field::Fact(_) => return vec![Gap::Open],
        Field::Capture(_, kind, part) | Field::Given(_, _, ValueForm::Kind(kind), part) => {
            (*kind, part.as_deref())
        }
        Field::Given(_, _, ValueForm::Words(_), _) => return vec![Gap::Open],
    };
    match (kind, part) {
        (CaptureKind::Semver, None | Some("core")) => dotted(2),
        (CaptureKind::Calver, None) => dotted(1),
        _ => vec![Gap::Open],
    }
}

fn date_skeleton(filters: &[TemplateFilter]) -> Vec<Gap> {
    let format = format_of(filters);
    let mut gaps = Vec::new();
    for piece in date::pieces(format).unwrap_or_default() {
        let gap = match piece {
            date::DatePiece::Digits(..) | date::DatePiece::ShortYear => Gap::Open,
            date::DatePiece::Literal(c) => Gap::Literal(c.to_string()),
        };
        push(&mut gaps, &gap);
    }
    gaps
}

fn format_of(filters: &[TemplateFilter]) -> &str {
    let format = filters.iter().find_map(|filter| match filter {
        TemplateFilter::Format(format) => Some(format.as_str()),
        _ => None,
    });
    format.unwrap_or(date::DEFAULT_FORMAT)
}

fn shape(field: &Field, filters: &[TemplateFilter], guard: &Guard) -> PlaceholderShape {
    filters.iter().fold(raw(field, filters, guard), filtered)
}

fn filtered(shape: PlaceholderShape, filter: &TemplateFilter) -> PlaceholderShape {
    let (regex, upper) = match shape {
        PlaceholderShape::Words(words) => {
            return PlaceholderShape::Words(words.iter().map(|word| filter.apply(word)).collect());
        }
        PlaceholderShape::Regex(regex, upper) => (regex, upper),
    };
    match filter {
        TemplateFilter::Format(_) => PlaceholderShape::Regex(regex, upper),
        TemplateFilter::Lower if upper => PlaceholderShape::Regex(ANY_LOWER.to_owned(), false),
        TemplateFilter::Lower => PlaceholderShape::Regex(regex, false),
        TemplateFilter::Short(count) if regex == COMMIT => {
            PlaceholderShape::Regex(format!("[0-9a-f]{{{count}}}"), false)
        }
        TemplateFilter::Plus(with) => {
            let kinds = [CaptureKind::Semver, CaptureKind::Pep440];
            if !kinds.iter().any(|kind| kind.regex() == regex) {
                return PlaceholderShape::Regex(if upper { ANY } else { ANY_LOWER }.to_owned(), upper);
            }
            let with = if with == "_" { "_".to_owned() } else { format!("\\{with}") };
            PlaceholderShape::Regex(regex.replace("\\+", &with), upper)
        }
        TemplateFilter::Slug(None) if matches!(regex.as_str(), COMMIT | DIGITS) => {
            PlaceholderShape::Regex(regex, upper)
        }
        TemplateFilter::Short(_) | TemplateFilter::Slug(_) => {
            PlaceholderShape::Regex(if upper { ANY } else { ANY_LOWER }.to_owned(), upper)
        }
    }
}

const COMMIT: &str = "[0-9a-f]{40}(?:[0-9a-f]{24})?";
const DIGITS: &str = "[0-9]+";

fn raw(field: &Field, filters: &[TemplateFilter], guard: &Guard) -> PlaceholderShape {
    let regex = |text: &str, upper| PlaceholderShape::Regex(text.to_owned(), upper);
    match field {
        Field::Given(_, _, ValueForm::Words(words), _) => PlaceholderShape::Words(words.clone()),
        Field::Capture(_, kind, part) | Field::Given(_, _, ValueForm::Kind(kind), part) => {
            regex(kind.part_regex(part.as_deref()), kind.has_upper_case())
        }
        Field::Fact(fact) => match fact {
            Fact::Sha => regex(COMMIT, false),
            Fact::Number | Fact::RunNumber | Fact::RunAttempt | Fact::RunId => regex(DIGITS, false),
            Fact::Branch => named(&guard.branch),
            Fact::Tag => named(&guard.tag),
            Fact::Ref => named(if guard.tag.is_empty() { &guard.branch } else { &guard.tag }),
            Fact::Base => named(&guard.base),
            Fact::Head => regex("(?s:.)+", true),
            Fact::Repository => repository(&guard.repository, |_| true),
            Fact::Owner => repository(&guard.repository, |at| at == 0),
            Fact::Name => repository(&guard.repository, |at| at == 1),
            Fact::Date => {
                let mut out = String::new();
                for piece in date::pieces(format_of(filters)).unwrap_or_default() {
                    match piece {
                        date::DatePiece::Digits(least, most) => {
                            out.push_str(&format!("[0-9]{{{least},{most}}}"));
                        }
                        date::DatePiece::ShortYear => out.push_str("[0-9]{1,2}"),
                        date::DatePiece::Literal(c) => push_literal(&mut out, c),
                    }
                }
                PlaceholderShape::Regex(out, false)
            }
        },
    }
}

/// What a ref can be called that one of the patterns matches.
fn named(patterns: &[GuardPattern]) -> PlaceholderShape {
    if patterns.is_empty() {
        return PlaceholderShape::Regex("(?s:.)+".to_owned(), true);
    }
    if patterns.iter().all(|pattern| is_literal(&pattern.text)) {
        return PlaceholderShape::Words(patterns.iter().map(|pattern| pattern.text.clone()).collect());
    }
    let bare = |pattern: &GuardPattern| {
        let regex = pattern.regex.strip_prefix("(?-u)").unwrap_or(&pattern.regex);
        let regex = regex.strip_prefix('^').unwrap_or(regex);
        let regex = regex.strip_prefix("(?-u)").unwrap_or(regex);
        format!("(?:{})", regex.strip_suffix('$').unwrap_or(regex))
    };
    PlaceholderShape::Regex(patterns.iter().map(bare).collect::<Vec<_>>().join("|"), true)
}

/// The parts of `owner/name`, counted from 0, for a placeholder of a repository.
fn repository(patterns: &[GuardPattern], part: impl Fn(usize) -> bool) -> PlaceholderShape {
    if !patterns.is_empty() && patterns.iter().all(|pattern| is_literal(&pattern.text)) {
        let one = |pattern: &GuardPattern| {
            let parts = pattern.text.split('/').enumerate().filter(|(at, _)| part(*at));
            parts.map(|(_, text)| text).collect::<Vec<_>>().join("/")
        };
        return PlaceholderShape::Words(patterns.iter().map(one).collect());
    }
    let whole = part(0) && part(1);
    let half = "[A-Za-z0-9_.-]+";
    PlaceholderShape::Regex(if whole { format!("{half}/{half}") } else { half.to_owned() }, true)
}

/// Whether a pattern matches only its own text.
pub(super) fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '[', '{', '\\', '!'])
}
