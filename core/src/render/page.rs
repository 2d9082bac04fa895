//! Lines of a terminal: columns, wrapped sentences, colours.

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::TextOptions;
use crate::text::{made_visible, without_signatures};

pub(super) const PLAIN: Style = Style::new();
pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const RED: Style = AnsiColor::Red.on_default().bold();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();

/// A page that grows line by line.
pub(super) struct Page {
    text: String,
    width: usize,
    styled: bool,
}

/// A text with its style.
pub(super) type Styled<'t> = (Style, &'t str);

impl Page {
    pub(super) fn new(options: TextOptions) -> Page {
        let width = options.width.clamp(TextOptions::NARROWEST, TextOptions::WIDEST);
        Page { text: String::new(), width, styled: options.styled }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A sentence from the left edge; what does not fit goes on below, set in by two.
    pub(super) fn heading(&mut self, style: Style, text: &str) {
        for (at, line) in wrapped(text, self.width - 2).iter().enumerate() {
            self.spaces(if at == 0 { 0 } else { 2 });
            self.push(style, line);
            self.end();
        }
    }

    /// Whether a text behind so many columns fits on the line.
    pub(super) fn fits(&self, used: usize, text: &str) -> bool {
        used + columns(text) <= self.width
    }

    /// A label and a text that stays on one line, however long it is: a name that somebody copies.
    pub(super) fn whole(&mut self, width: usize, (style, label): Styled<'_>, text: &str) {
        self.push(style, label);
        self.spaces(width.saturating_sub(label.width()));
        self.push(PLAIN, &shown(text));
        self.end();
    }

    /// Cells side by side, each wrapped to its width; the last has what is left of the line. Each paragraph of the last cell
    /// begins a line.
    pub(super) fn row(&mut self, indent: usize, cells: &[(usize, Styled<'_>)], last: &[Styled<'_>]) {
        let mut columns: Vec<(usize, Vec<(Style, String)>)> = Vec::new();
        let mut used = indent;
        for (width, (style, text)) in cells {
            columns.push((*width, wrapped(text, width - 2).into_iter().map(|line| (*style, line)).collect()));
            used += width;
        }
        let rest = self.width.saturating_sub(used).max(20);
        let told = last
            .iter()
            .flat_map(|(style, text)| wrapped(text, rest).into_iter().map(move |line| (*style, line)));
        columns.push((rest, told.collect()));
        let height = columns.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        for at in 0..height {
            self.spaces(indent);
            for (width, lines) in &columns {
                let Some((style, line)) = lines.get(at) else {
                    self.spaces(*width);
                    continue;
                };
                self.push(*style, line);
                self.spaces(width.saturating_sub(line.width()));
            }
            self.end();
        }
    }

    fn push(&mut self, style: Style, text: &str) {
        if self.styled && style != PLAIN && !text.is_empty() {
            self.text.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.text.push_str(text);
        }
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(core::iter::repeat_n(' ', count));
    }

    fn end(&mut self) {
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        self.text.push('\n');
    }
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    shown(text).width()
}

/// Lines of at most `width` columns: broken between words, and within a word that is longer than a line, there first behind
/// a character that ends a part of a name.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = shown(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let mut rest = word;
        let mut wide = rest.width();
        if used > 0 && used + 1 + wide > width {
            lines.push(core::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        while wide > width {
            let (head, tail) = split(rest, width);
            lines.push(head.to_owned());
            rest = tail;
            wide = rest.width();
        }
        line.push_str(rest);
        used += wide;
    }
    lines.push(line);
    lines
}

/// The longest beginning of a word that fits, and the rest.
fn split(word: &str, width: usize) -> (&str, &str) {
    let mut used = 0;
    let (mut end, mut part) = (0, 0);
    for (at, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && end > 0 {
            break;
        }
        end = at + c.len_utf8();
        if matches!(c, '/' | ':' | '.' | '-' | '_' | ',' | '@') {
            part = end;
        }
    }
    let end = if part > end / 2 { part } else { end };
    word.split_at_checked(end).unwrap_or((word, ""))
}

/// A text as it is shown: a signature is left out before a line is broken within it.
fn shown(text: &str) -> String {
    made_visible(&without_signatures(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in [
            "the job runs on `refs/heads/dev`, and the policy wants `refs/heads/main`",
            "arn:aws:iam::123456789012:role/a-very-long-name-of-a-role-that-goes-on-and-on/and-on",
            "日本語の枝 日本語の枝日本語の枝日本語の枝",
            "",
        ] {
            let lines = wrapped(text, 20);
            assert!(lines.iter().all(|line| line.width() <= 20), "{lines:?}");
            let joined: String = lines.concat().chars().filter(|c| *c != ' ').collect();
            assert_eq!(joined, text.chars().filter(|c| *c != ' ').collect::<String>());
        }
        assert_eq!(wrapped("a\u{202e}b", 20), [r"a\u{202e}b"]);
    }

    #[test]
    fn columns_stand_under_each_other() {
        let mut page = Page::new(TextOptions::new(80, false));
        page.row(2, &[(10, (PLAIN, "a")), (10, (BOLD, "日本"))], &[(PLAIN, "first"), (DIM, "second")]);
        assert_eq!(page.into_text(), "  a         日本      first\n                      second\n");
    }
}
