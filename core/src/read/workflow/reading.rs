//! A value in every run, as it is reported.

use super::contexts::{Choice, Cx, World};
use super::files::Files;
use super::report::{ReadCandidate, ReadChoice, ReadText};
use crate::limits::MAX_SHOWN;
use crate::premise::SourcePlace;
use crate::read::expression::{Stop, print, same, to_text};
use crate::read::sites;
use crate::read::value::{Origin, Spot, Text, Unknown, Value, add_origins};
use crate::text::cut;

/// A value, and in which runs it is this one.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    pub(super) when: Vec<(String, String)>,
    pub(super) value: Value,
}

/// The most alternatives of one value.
const MAX_ALTERNATIVES: usize = 64;

/// Evaluates in every run that is looked at, dividing them where a value differs. Only a matrix stops it: then the whole
/// job is looked at by its combinations.
pub(super) fn alternatives<'w>(
    cx: &mut Cx<'w>,
    mut eval: impl FnMut(&mut Cx<'w>) -> Result<Value, Stop>,
) -> Result<Vec<Alternative>, Stop> {
    let start = cx.world.clone();
    let mut open: Vec<World> = vec![start.clone()];
    let mut out: Vec<Alternative> = Vec::new();
    while let Some(world) = open.pop() {
        cx.world = world;
        let value = match eval(cx) {
            Ok(value) => value,
            Err(Stop::Choose) => {
                let parts = match cx.pending.take() {
                    Some(choice @ (Choice::Runs(..) | Choice::Input(..))) => divide(&cx.world, &choice),
                    other => {
                        cx.pending = other;
                        cx.world = start;
                        return Err(Stop::Choose);
                    }
                };
                if out.len() + open.len() + parts.len() > MAX_ALTERNATIVES {
                    out.clear();
                    break;
                }
                open.extend(parts.into_iter().rev());
                continue;
            }
            Err(Stop::Failed(_) | Stop::Costly) => Unknown::source("an expression that fails", None).value(),
        };
        out.push(Alternative { when: cx.world.chosen.clone(), value });
    }
    cx.world = start;
    if out.is_empty() {
        let value = Unknown::source("an expression with too many values", None).value();
        out.push(Alternative { when: Vec::new(), value });
    }
    Ok(out)
}

/// The parts of a world by what is chosen.
fn divide(world: &World, choice: &Choice) -> Vec<World> {
    let chosen = |name: &String, value: &String| {
        let mut next = world.clone();
        next.chosen.push((name.clone(), value.clone()));
        next
    };
    match choice {
        Choice::Runs(groups, name) => groups
            .iter()
            .map(|(value, runs)| {
                let shown = if value.starts_with('?') { "another" } else { value.as_str() };
                World { runs: runs.clone(), ..chosen(name, &shown.to_owned()) }
            })
            .collect(),
        Choice::Input(name, options) => options.iter().map(|option| chosen(name, option)).collect(),
        Choice::Matrix(..) => Vec::new(),
    }
}

/// The text of alternatives; `empty` says whether an empty text is none.
pub(super) fn text(
    alternatives: &[Alternative],
    files: &Files<'_>,
    spot: Option<&Spot>,
    empty_is_none: bool,
) -> ReadText {
    let mut out = ReadText { place: spot.map(|spot| place(files, spot)), ..ReadText::default() };
    let shown = |value: &Value| cut(print(value), MAX_SHOWN);
    if let Some(first) = alternatives.first()
        && first.value.is_known()
        && alternatives.iter().all(|one| same(&one.value, &first.value))
    {
        out.value = Some(shown(&first.value));
        return out;
    }
    let mut unknown: Vec<Origin> = Vec::new();
    let mut patterns: Vec<Text> = Vec::new();
    for one in alternatives {
        let when: Vec<ReadChoice> = one
            .when
            .iter()
            .map(|(name, value)| ReadChoice { name: name.clone(), value: value.clone() })
            .collect();
        match one.value.possible() {
            Some(values) => {
                let by = one.value.origins();
                for value in values {
                    let text = Some(shown(&value)).filter(|text| !(empty_is_none && text.is_empty()));
                    push_candidate(&mut out.one_of, ReadCandidate { value: text, when: when.clone() });
                }
                out.by.extend(by.into_iter().map(|origin| origin.name));
            }
            None => {
                add_origins(&mut unknown, &one.value.origins());
                if let Value::Unknown(found) = &one.value
                    && let Some(default) = found.default.as_ref().filter(|value| value.is_known())
                {
                    out.default = Some(shown(default));
                }
                patterns.push(to_text(&one.value));
            }
        }
        out.by.extend(one.when.iter().map(|(name, _)| name.clone()));
    }
    // In the order of the text, and of the file where there are several.
    if alternatives.len() > 1 {
        unknown.sort_by_key(|origin| {
            origin.spot.as_ref().map_or((usize::MAX, 0), |spot| (spot.document, spot.bytes.start))
        });
    }
    out.unknown = unknown.into_iter().map(|origin| origin.name).collect();
    let mut seen = Vec::new();
    out.by.retain(|name| {
        let is_new = !seen.contains(name) && !out.unknown.contains(name);
        seen.push(name.clone());
        is_new
    });
    if let [only] = patterns.as_slice()
        && out.one_of.is_empty()
        && only.len() > 0
    {
        out.pattern = Some(cut(only.pattern(), MAX_SHOWN));
    } else if let Some(first) = patterns.first()
        && patterns.iter().all(|other| other.pattern() == first.pattern())
        && first.len() > 0
    {
        out.pattern = Some(cut(first.pattern(), MAX_SHOWN));
    }
    out
}

/// Adds a candidate; one with the same text is there in both.
fn push_candidate(all: &mut Vec<ReadCandidate>, next: ReadCandidate) {
    let is_new = all.iter().all(|known| known.value != next.value || known.when != next.when);
    let same_text = all.iter_mut().find(|known| known.value == next.value && known.when != next.when);
    match same_text {
        Some(known) => known.when.retain(|choice| next.when.contains(choice)),
        None if is_new => all.push(next),
        None => {}
    }
}

/// Where a spot is, for people and for edits.
pub(super) fn place(files: &Files<'_>, spot: &Spot) -> SourcePlace {
    let Some(file) = files.file(spot.document) else { return SourcePlace::default() };
    sites::place(file.name, file.text, &file.places, spot)
}
