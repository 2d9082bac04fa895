//! Where a text of a policy stands in a document, and what is written in its place or beside it.

use core::ops::Range;

use super::texts::{TextEdit, Writer, line_start};
use crate::read::Spot;

/// Where a text stands in a document: its bytes with its quotes.
pub(super) struct Host<'h> {
    pub(super) writer: &'h Writer<'h>,
    pub(super) spot: Spot,
    pub(super) quote: Option<char>,
}

impl Host<'_> {
    fn source(&self) -> &str {
        self.writer.text(self.spot.document)
    }

    fn written(&self, text: &str) -> String {
        let quote = self.quote.unwrap_or('"');
        format!("{quote}{}{quote}", self.writer.escaped(&self.spot, text, quote))
    }

    fn before(&self) -> &str {
        self.source().get(..self.spot.bytes.start).unwrap_or("")
    }

    /// Whether it is an item of a list in brackets.
    fn is_item(&self) -> bool {
        self.before().trim_end().ends_with(['[', ','])
            && self
                .source()
                .get(self.spot.bytes.end..)
                .is_some_and(|after| after.trim_start().starts_with([',', ']']))
    }

    /// What stands in front of it in its line, where that is a dash of YAML.
    fn dash(&self) -> Option<&str> {
        let before = self.before();
        let line = before.get(line_start(before, before.len())..)?;
        (line.trim_start() == "- ").then_some(line)
    }

    /// What separates it from a further item.
    fn separator(&self) -> String {
        let before = self.before();
        let line = before.get(line_start(before, before.len())..).unwrap_or("");
        if let Some(dash) = self.dash() {
            return format!("\n{dash}");
        }
        if line.trim().is_empty() && before.contains('\n') { format!(",\n{line}") } else { ", ".to_owned() }
    }

    /// These texts in its place.
    pub(super) fn with(&self, texts: &[String]) -> TextEdit {
        let items: Vec<String> = texts.iter().map(|text| self.written(text)).collect();
        let new = if self.is_item() || self.dash().is_some() {
            items.join(&self.separator())
        } else {
            format!("[{}]", items.join(", "))
        };
        TextEdit { spot: self.spot.clone(), new }
    }

    /// These texts behind it.
    pub(super) fn and(&self, texts: &[String]) -> TextEdit {
        let items: Vec<String> = texts.iter().map(|text| self.written(text)).collect();
        let end = self.spot.bytes.end;
        if self.is_item() || self.dash().is_some() {
            let separator = self.separator();
            let new = items.iter().fold(String::new(), |new, item| new + &separator + item);
            return TextEdit { spot: Spot { document: self.spot.document, bytes: end..end }, new };
        }
        let own = self.source().get(self.spot.bytes.clone()).unwrap_or("");
        let own = if self.quote.is_some() { own.to_owned() } else { self.written(own) };
        TextEdit { spot: self.spot.clone(), new: format!("[{own}, {}]", items.join(", ")) }
    }

    /// Nothing in its place, with the comma or the line that it takes.
    pub(super) fn without(&self) -> Option<TextEdit> {
        let source = self.source();
        let Range { start, end } = self.spot.bytes;
        if self.dash().is_some() {
            let line = line_start(source, start);
            let rest = source.get(end..)?.split_inclusive('\n').next().unwrap_or("");
            let bytes = line..end + rest.len();
            return Some(TextEdit { spot: Spot { document: self.spot.document, bytes }, new: String::new() });
        }
        let before = source.get(..start)?.trim_end();
        if !before.ends_with(',') {
            // The first of several goes with the comma behind it.
            let after = source.get(end..)?;
            let rest = after.trim_start().strip_prefix(',')?.trim_start_matches([' ', '\t']);
            let bytes = start..source.len() - rest.len();
            return Some(TextEdit { spot: Spot { document: self.spot.document, bytes }, new: String::new() });
        }
        let bytes = before.len() - 1..end;
        Some(TextEdit { spot: Spot { document: self.spot.document, bytes }, new: String::new() })
    }
}
