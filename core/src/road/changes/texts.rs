//! The texts of the documents, and edits of them.

use core::ops::Range;

use crate::premise::SourcePlace;
use crate::read::Spot;
use crate::text::in_terraform;

/// One text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextEdit {
    pub(super) spot: Spot,
    pub(super) new: String,
}

/// The texts that are edited, by the index of their document.
pub(super) struct Writer<'t> {
    pub(super) names: Vec<&'t str>,
    pub(super) texts: Vec<&'t str>,
    /// Which of them are Terraform's: there `${` begins an expression.
    pub(super) are_terraform: Vec<bool>,
}

impl Writer<'_> {
    /// The texts with these edits, none of which overlap.
    pub(super) fn texts_with<'e>(&self, edits: impl Iterator<Item = &'e TextEdit>) -> Vec<String> {
        let mut edits: Vec<&TextEdit> = edits.collect();
        edits.sort_by_key(|edit| (edit.spot.document, edit.spot.bytes.start));
        let mut out = Vec::new();
        for (document, text) in self.texts.iter().enumerate() {
            let mut changed = String::with_capacity(text.len());
            let mut at = 0;
            for edit in edits.iter().filter(|edit| edit.spot.document == document) {
                changed.push_str(text.get(at..edit.spot.bytes.start).unwrap_or(""));
                changed.push_str(&edit.new);
                at = edit.spot.bytes.end;
            }
            changed.push_str(text.get(at..).unwrap_or(""));
            out.push(changed);
        }
        out
    }

    /// The index of the document of this name.
    pub(super) fn document(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }

    /// The bytes of a place.
    pub(super) fn spot(&self, place: &SourcePlace) -> Option<Spot> {
        let document = self.document(place.document.as_deref()?)?;
        let text = self.text(document);
        let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let start = ends.nth(place.offset?)?;
        let length = place.length.unwrap_or(0);
        let end = if length == 0 { start } else { ends.nth(length - 1)? };
        Some(Spot { document, bytes: start..end })
    }

    /// What stands at a spot.
    pub(super) fn old(&self, spot: &Spot) -> &str {
        self.text(spot.document).get(spot.bytes.clone()).unwrap_or("")
    }

    pub(super) fn text(&self, document: usize) -> &str {
        self.texts.get(document).copied().unwrap_or("")
    }

    /// Ends the lines of an edit as those around it end, where that is by `\r\n`, and never comes between the two.
    pub(super) fn keep_line_ends(&self, edit: &mut TextEdit) {
        let text = self.text(edit.spot.document);
        let is_between = |at: usize| {
            text.get(..at).is_some_and(|before| before.ends_with('\r'))
                && text.get(at..).is_some_and(|after| after.starts_with('\n'))
        };
        let Range { start, end } = edit.spot.bytes;
        edit.spot.bytes = start + usize::from(is_between(start))..end + usize::from(is_between(end));
        let before = text.get(..edit.spot.bytes.start).unwrap_or("");
        let line = before.rsplit_once('\n').or_else(|| text.split_once('\n'));
        if line.is_some_and(|(line, _)| line.ends_with('\r')) {
            edit.new = edit.new.replace("\r\n", "\n").replace('\n', "\r\n");
        }
    }

    /// A text as it stands between these quotes.
    pub(super) fn escaped(&self, spot: &Spot, text: &str, quote: char) -> String {
        if quote == '\'' {
            return text.replace('\'', "''");
        }
        if self.are_terraform.get(spot.document) == Some(&true) {
            return in_terraform(text);
        }
        let json = serde_json::to_string(text).unwrap_or_default();
        json.get(1..json.len().saturating_sub(1)).unwrap_or("").to_owned()
    }
}

/// Where the line of a byte begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}
