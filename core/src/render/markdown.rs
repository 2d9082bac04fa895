//! A report for a comment or a job summary on GitHub. Names and texts of others cannot become markup, links or mentions.

use super::text::diff;
use super::told::{Counts, Known, assumed, is_same};
use super::words;
use crate::codes::Code;
use crate::premise::{Edit, Finding, SourcePlace};
use crate::road::{Road, RoadChange, RoadReport, RoadStage, RoadVerdict};
use crate::text::made_visible;

/// More than so many stand behind a fold.
const OPEN: usize = 5;

pub(super) fn markdown(report: &RoadReport) -> String {
    let mut out = format!("**{}**\n", Counts::of(report).text());
    let mut known = Known::default();
    for road in &report.roads {
        block(road, &mut out, &mut known);
    }
    let findings = report.findings.iter().map(of_finding).collect();
    table(&mut out, "findings", ["", "finding", "place"], findings);
    let questions = report.unresolved.iter().map(|question| {
        let detail =
            question.detail.as_deref().map_or_else(String::new, |text| format!("<br>{}", inline(text)));
        let places: Vec<String> = question.places.iter().map(|at| code(&words::place(at))).collect();
        [code(&question.name), format!("{}{detail}", inline(&question.question)), places.join("<br>")]
    });
    table(&mut out, "questions", ["not known", "question", "place"], questions.collect());
    let assumed = assumed(report);
    if !assumed.is_empty() {
        out.push_str(&format!("\n<details><summary>assumed ({})</summary>\n\n", assumed.len()));
        for premise in &assumed {
            out.push_str(&format!("- {}\n", inline(premise)));
        }
        out.push_str("\n</details>\n");
    }
    out
}

fn block<'r>(road: &'r Road, out: &mut String, known: &mut Known<'r>) {
    let workflow = road.workflow.as_ref().map_or_else(String::new, |name| format!("{} · ", code(name)));
    let at =
        road.role_place.as_ref().map_or_else(String::new, |at| format!(" ({})", code(&words::place(at))));
    out.push_str(&format!("\n### {workflow}{} → {}{at}\n", code(words::job(road)), code(words::role(road))));
    let runs = road.scenarios.iter().map(|one| {
        let why = why(one.stage, one.message.as_deref(), &one.needs);
        let mut told = with_place(&why, one.place.as_ref(), one.cause);
        for fault in &one.behind {
            let behind = inline(&words::behind(fault));
            told.push_str(&format!("<br>{}", with_place(&behind, fault.place.as_ref(), Some(fault.code))));
        }
        [inline(&one.runs), verdict(one.verdict), told]
    });
    let calls = road.calls.iter().map(|one| {
        let why = why(one.stage, one.message.as_deref(), &one.needs);
        [code(&one.name), verdict(one.verdict), with_place(&why, one.place.as_ref(), one.cause)]
    });
    let images = road.images.iter().map(|one| {
        if road.scenarios.iter().any(|scenario| is_same(scenario, one)) {
            return [code(&one.name), verdict(one.verdict), words::SAME.to_owned()];
        }
        let why = why(one.stage, one.message.as_deref(), &one.needs);
        [code(&one.name), verdict(one.verdict), with_place(&why, one.place.as_ref(), one.cause)]
    });
    rows(out, ["runs, calls and images", "verdict", "why"], runs.chain(calls).chain(images).collect());
    let (dangers, _) = known.dangers(road);
    let dangers = dangers.into_iter().map(|danger| {
        let who = format!("{}<br>such as {}", inline(&danger.message), code(&danger.witness.text));
        let exposure = danger.severity.as_str();
        let severity =
            if words::is_danger(danger.severity) { format!("**{exposure}**") } else { exposure.to_owned() };
        [severity, with_place(&who, None, danger.code), code(&words::place(&danger.place))]
    });
    table(out, "who gets in", ["", "who gets in", "place"], dangers.collect());
    for change in known.changes(road).0 {
        of_change(change, out);
    }
}

fn verdict(verdict: RoadVerdict) -> String {
    match verdict {
        RoadVerdict::Allowed => words::verdict(verdict).to_owned(),
        _ => format!("**{}**", words::verdict(verdict)),
    }
}

fn why(at: Option<RoadStage>, message: Option<&str>, needs: &[String]) -> String {
    let mut out = words::reason(at, message).as_deref().map_or_else(String::new, inline);
    if !needs.is_empty() {
        out.push_str(if out.is_empty() { "" } else { "<br>" });
        out.push_str(&format!("needed: {}", inline(&needs.join("; "))));
    }
    out
}

/// A text, and below it where that is and the code that explains it.
pub(super) fn with_place(text: &str, place: Option<&SourcePlace>, of: Option<&Code>) -> String {
    let place = place.map(words::place).filter(|place| !place.is_empty()).map(|place| code(&place));
    let below: Vec<String> = place.into_iter().chain(of.map(link)).collect();
    let below = below.join(" ");
    if text.is_empty() || below.is_empty() { format!("{text}{below}") } else { format!("{text}<br>{below}") }
}

/// A code, leading to its section.
fn link(code: &Code) -> String {
    format!("[`{code}`]({})", code.link())
}

fn of_change(change: &RoadChange, out: &mut String) {
    let kind = words::fix_kind(change.kind);
    let head = format!("{} ({}, {kind})", inline(&change.message), words::side(change.side));
    out.push_str(&format!("\n**change**: {head} {}\n", link(change.code)));
    edits(&change.edits, out);
    if let Some(command) = &change.command {
        fenced("sh", &visible_lines(command), out);
    }
    if let Some(question) = &change.question {
        out.push_str(&format!("\nfirst: {}\n", inline(question)));
    }
    if !change.effect.is_empty() {
        out.push_str(&format!("\n{}\n", inline(&change.effect)));
    }
}

fn edits(edits: &[Edit], out: &mut String) {
    for edit in edits {
        out.push_str(&format!("\n{}\n", code(&words::place(&edit.place))));
        let lines: Vec<String> = diff(edit).into_iter().map(|(_, line)| made_visible(&line)).collect();
        fenced("diff", &lines.join("\n"), out);
    }
}

fn of_finding(finding: &Finding) -> [String; 3] {
    let mut message = with_place(&inline(&finding.message), None, Some(finding.code));
    for related in &finding.related {
        message.push_str(&format!(
            "<br>{}: {}",
            code(&words::place(&related.place)),
            inline(&related.message)
        ));
    }
    if let Some(fix) = &finding.fix {
        message.push_str(&format!("<br>fix: {} ({})", inline(&fix.message), words::fix_kind(fix.kind)));
        for edit in &fix.edits {
            let place = code(&words::place(&edit.place));
            message.push_str(&format!("<br>{place}: {} → {}", code(&edit.old), code(&edit.text)));
        }
    }
    let place = finding.place.as_deref().map(words::place).or_else(|| finding.about.clone());
    let severity = words::severity(finding.severity);
    [severity.to_owned(), message, place.map_or_else(String::new, |place| code(&place))]
}

/// A table, behind a fold where it is long; nothing without rows.
pub(super) fn table<const N: usize>(out: &mut String, what: &str, heads: [&str; N], of: Vec<[String; N]>) {
    let long = of.len() > OPEN;
    if long {
        out.push_str(&format!("\n<details><summary>{what} ({})</summary>\n", of.len()));
    }
    rows(out, heads, of);
    if long {
        out.push_str("\n</details>\n");
    }
}

fn rows<const N: usize>(out: &mut String, heads: [&str; N], of: Vec<[String; N]>) {
    if of.is_empty() {
        return;
    }
    out.push_str(&format!("\n| {} |\n|{}\n", heads.join(" | "), "---|".repeat(N)));
    for row in of {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
}

/// A block of code; its fence is longer than any in it.
pub(super) fn fenced(language: &str, text: &str, out: &mut String) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    out.push_str(&format!("\n{fence}{language}\n{text}\n{fence}\n"));
}

fn visible_lines(text: &str) -> String {
    text.lines().map(made_visible).collect::<Vec<_>>().join("\n")
}

/// A sentence: what it has in backticks is code, the rest is text and nothing else.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    for (at, part) in parts.iter().enumerate() {
        if at % 2 == 0 {
            out.push_str(&escaped(part));
        } else if at == last {
            // A backtick without its other half.
            out.push_str("&#96;");
            out.push_str(&escaped(part));
        } else {
            out.push_str(&code(part));
        }
    }
    out
}

/// A text as code, on one line and within a cell of a table.
pub(super) fn code(text: &str) -> String {
    let text = made_visible(text);
    if text.is_empty() {
        return String::new();
    }
    let plain = !text.contains(['`', '|', '\\']) && !text.starts_with(' ') && !text.ends_with(' ');
    if plain { format!("`{text}`") } else { format!("<code>{}</code>", escaped(&text)) }
}

/// A text that is nothing but text: no markup, no link, no mention of a person, no number of an issue.
fn escaped(text: &str) -> String {
    let text = made_visible(text);
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let number = u32::from(c);
        let rest = text.get(at..).unwrap_or("");
        match c {
            // GitHub looks for mentions and links in the text as it is shown: a comment comes between.
            '@' | '#' => out.push_str(&format!("&#{number};<!-- -->")),
            ':' if rest.starts_with("://") => out.push_str("&#58;<!-- -->"),
            '.' if text.get(..at).is_some_and(|before| before.to_ascii_lowercase().ends_with("www")) => {
                out.push_str("&#46;<!-- -->");
            }
            // Else it may begin the name of an emoji.
            ':' if rest.len() == 1 || rest.starts_with(": ") => out.push(c),
            ',' | ' ' | '.' | '(' | ')' | '/' | ';' | '-' | '\'' | '"' | '?' | '=' | '%' | '+' => out.push(c),
            _ if c.is_ascii_punctuation() => out.push_str(&format!("&#{number};")),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_text() {
        assert_eq!(
            inline("the `a|b` of @octocat, see #1"),
            "the <code>a&#124;b</code> of &#64;<!-- -->octocat, see &#35;<!-- -->1"
        );
        assert_eq!(
            inline("<img src=x> [a](b) *c* _d_ ~e~ !f ${g}"),
            "&#60;img src=x&#62; &#91;a&#93;(b) &#42;c&#42; &#95;d&#95; &#126;e&#126; &#33;f &#36;&#123;g&#125;"
        );
        assert_eq!(
            inline("https://evil.example www.evil.example"),
            "https&#58;<!-- -->//evil.example www&#46;<!-- -->evil.example"
        );
        assert_eq!(inline("one ` alone"), "one &#96; alone");
        assert_eq!(code("a`b\\"), "<code>a&#96;b&#92;</code>");
        assert_eq!(code("a\u{202e}\nb"), r"<code>a&#92;u&#123;202e&#125;&#92;nb</code>");
    }

    #[test]
    fn a_fence_is_longer_than_any_in_it() {
        let mut out = String::new();
        fenced("diff", "- ```\n+ ````", &mut out);
        assert_eq!(out, "\n`````diff\n- ```\n+ ````\n`````\n");
    }
}
