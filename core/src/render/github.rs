//! A report as workflow commands, which GitHub shows as annotations.
//!
//! Source: GitHub Docs, "Workflow commands for GitHub Actions"; how values are escaped: the source of `@actions/core`,
//! `command.ts`; how many are shown: GitHub Docs, "About checks", 10 of each kind for a step.

use super::preferences::Preferences;
use super::told::{EntryLevel, Told, told};
use super::words;
use crate::premise::SourcePlace;
use crate::road::RoadReport;
use crate::text::made_visible;

/// How many annotations of a kind GitHub shows for one step.
const SHOWN: usize = 10;

/// One annotation: its place, its title and its message.
struct Annotation {
    place: Option<SourcePlace>,
    title: String,
    message: String,
}

pub(super) fn github(report: &RoadReport, preferences: &Preferences) -> String {
    let [mut errors, mut warnings, mut notices, mut known] = [const { Vec::new() }; 4];
    for one in told(report, preferences) {
        let list = match one.level {
            EntryLevel::Error => &mut errors,
            EntryLevel::Warning => &mut warnings,
            EntryLevel::Note | EntryLevel::Open => &mut notices,
            EntryLevel::Known => &mut known,
        };
        list.push(annotation(&one));
    }
    notices.extend(report.unresolved.iter().map(|question| Annotation {
        place: question.places.first().cloned(),
        title: format!("not known: {}", question.name),
        message: question.question.clone(),
    }));
    // Those whom the role is for come last.
    notices.append(&mut known);
    let over = |list: &Vec<Annotation>| list.len().saturating_sub(SHOWN);
    let more = over(&errors) + over(&warnings) + over(&notices);
    let left = if more == 0 { SHOWN } else { SHOWN - 1 };
    let left_out = (over(&errors), over(&warnings), notices.len().saturating_sub(left));
    errors.truncate(SHOWN);
    warnings.truncate(SHOWN);
    notices.truncate(left);
    let mut out = String::new();
    for (command, list) in [("error", errors), ("warning", warnings), ("notice", notices)] {
        for one in &list {
            line(command, one, &mut out);
        }
    }
    if more > 0 {
        let message = words::left_out(left_out.0, left_out.1, left_out.2);
        line("notice", &Annotation { place: None, title: "assumable".to_owned(), message }, &mut out);
    }
    out
}

fn annotation(one: &Told<'_>) -> Annotation {
    let title = match one.title() {
        "" => one.code.to_string(),
        road => format!("{}: {road}", one.code),
    };
    let changes = one.changes.iter().map(|change| {
        let command = change.command.as_deref().map_or_else(String::new, |run| format!("\nrun: {run}"));
        let at: Vec<String> = change.edits.iter().map(|edit| words::place(&edit.place)).collect();
        let at = if at.is_empty() {
            String::new()
        } else {
            format!(
                "
at {}",
                at.join(", ")
            )
        };
        format!(
            "\nchange ({}, {}): {}{command}{at}",
            change.code,
            words::fix_kind(change.kind),
            change.message
        )
    });
    let fix = one.fix.map(|fix| format!("\nfix ({}): {}", words::fix_kind(fix.kind), fix.message));
    let related = one.related.iter().map(|(place, text)| match place {
        Some(place) => format!("\n{}: {text}", words::place(place)),
        None => format!("\n{text}"),
    });
    let message: String =
        core::iter::once(one.message.clone()).chain(related).chain(fix).chain(changes).collect();
    Annotation { place: one.place.clone(), title, message }
}

fn line(command: &str, one: &Annotation, out: &mut String) {
    let mut properties = Vec::new();
    if let Some(place) = &one.place {
        if let Some(document) = &place.document {
            properties.push(format!("file={}", property(document)));
        }
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(&one.title)));
    out.push_str(&format!("::{command} {}::{}\n", properties.join(","), data(&one.message)));
}

/// A message: its own line breaks stay, all else is visible.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(|line| made_visible(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

fn property(text: &str) -> String {
    made_visible(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        assert_eq!(data("100%\r, two\nlines: a,b"), r"100%25\r, two%0Alines: a,b");
        assert_eq!(property("a:b,c%\n::error::"), r"a%3Ab%2Cc%25\n%3A%3Aerror%3A%3A");
    }
}
