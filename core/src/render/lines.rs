//! Headings, labels with paragraphs, and blocks of code: told once, written as a text and as a page.

use std::borrow::Cow;

use super::markdown::{code, fenced, inline, table};
use super::sheet::{Sheet, Tone};
use super::{TextOptions, shown};
use crate::codes::Severity;
use crate::premise::{Finding, Premise};

/// One thing that is told.
pub(super) enum Line {
    Heading(String),
    /// A label, and sentences.
    Entry(Tone, Cow<'static, str>, Vec<String>),
    /// A label, a name, and sentences.
    Named(Tone, Cow<'static, str>, Vec<String>),
    /// A text that somebody copies, in its language.
    Code(&'static str, String),
}

/// A label and sentences.
pub(super) fn entry(
    tone: Tone,
    label: &'static str,
    texts: impl IntoIterator<Item = impl Into<String>>,
) -> Line {
    Line::Entry(tone, Cow::Borrowed(label), texts.into_iter().map(Into::into).collect())
}

/// A label, a name, and sentences.
pub(super) fn named(tone: Tone, label: &'static str, texts: Vec<String>) -> Line {
    Line::Named(tone, Cow::Borrowed(label), texts)
}

/// What is worth knowing, and what an answer rests on.
pub(super) fn notes(findings: &[Finding], premises: &[Premise], out: &mut Vec<Line>) {
    for finding in findings {
        let tone = if finding.severity == Severity::Info { Tone::Quiet } else { Tone::Open };
        out.push(entry(tone, "finding", [format!("{} {}", finding.message, finding.code)]));
    }
    let assumed: Vec<String> = premises.iter().map(ToString::to_string).collect();
    if !assumed.is_empty() {
        out.push(entry(Tone::Quiet, "assumed", [assumed.join(" · ")]));
    }
}

/// For a terminal.
pub(super) fn text(lines: Vec<Line>, options: TextOptions) -> String {
    let mut sheet = Sheet::new(options);
    let (mut out, mut behind_code) = (String::new(), false);
    for line in lines {
        if core::mem::take(&mut behind_code) {
            out.push('\n');
        }
        match line {
            Line::Heading(text) => {
                sheet.gap();
                sheet.heading(&text);
            }
            Line::Entry(tone, label, texts) | Line::Named(tone, label, texts) => {
                sheet.entry(tone, &label, &texts);
            }
            Line::Code(_, text) => {
                sheet.gap();
                out.push_str(&core::mem::replace(&mut sheet, Sheet::new(options)).into_text());
                out.push_str(&shown(text));
                behind_code = true;
            }
        }
    }
    out + &sheet.into_text()
}

/// For a comment or a job summary on GitHub; `what` is what a long table is called.
pub(super) fn markdown(lines: Vec<Line>, what: &str) -> String {
    let mut out = String::new();
    let mut rows: Vec<[String; 2]> = Vec::new();
    for line in lines {
        match line {
            Line::Heading(text) => {
                table(&mut out, what, ["", "what"], core::mem::take(&mut rows));
                out.push_str(&format!("\n### {}\n", inline(&text)));
            }
            Line::Entry(_, label, texts) => {
                let told: Vec<String> = texts.iter().map(|text| inline(text)).collect();
                rows.push([label.into_owned(), told.join("<br>")]);
            }
            Line::Named(_, label, texts) => {
                let mut texts = texts.iter();
                let name = texts.next().map_or_else(String::new, |name| code(name));
                rows.push([label.into_owned(), texts.fold(name, |told, text| told + "<br>" + &inline(text))]);
            }
            Line::Code(language, text) => {
                table(&mut out, what, ["", "what"], core::mem::take(&mut rows));
                fenced(language, text.trim_end(), &mut out);
            }
        }
    }
    table(&mut out, what, ["", "what"], rows);
    shown(out.trim_start_matches('\n').to_owned())
}
