//! Labels and paragraphs for a terminal, for whoever tells other reports in the same form.

use anstyle::Style;

use super::page::{BOLD, DIM, GREEN, PLAIN, Page, RED, YELLOW, columns};
use super::{TextOptions, shown};

/// What a label means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tone {
    /// Nothing in particular.
    Plain,
    /// As it should be.
    Good,
    /// A denial, or a danger.
    Bad,
    /// It is not known.
    Open,
    /// For those who want to know more.
    Quiet,
}

impl Tone {
    const fn style(self) -> Style {
        match self {
            Tone::Plain => BOLD,
            Tone::Good => GREEN,
            Tone::Bad => RED,
            Tone::Open => YELLOW,
            Tone::Quiet => DIM,
        }
    }
}

/// A text of labels with paragraphs beside them. Every character of it is visible.
#[allow(missing_debug_implementations, reason = "it is a text in the making")]
pub struct Sheet(Page);

impl Sheet {
    /// Columns of a label that is not longer.
    const LABEL: usize = 11;

    /// An empty sheet.
    #[must_use]
    pub fn new(options: TextOptions) -> Sheet {
        Sheet(Page::new(options))
    }

    /// A line on its own.
    pub fn heading(&mut self, text: &str) {
        self.0.heading(BOLD, text);
    }

    /// An empty line, if there is none.
    pub fn gap(&mut self) {
        self.0.gap();
    }

    /// A label and its paragraphs.
    pub fn entry<T: AsRef<str>>(&mut self, tone: Tone, label: &str, paragraphs: &[T]) {
        let width = Sheet::LABEL.max(columns(label) + 2);
        let style = if tone == Tone::Quiet { DIM } else { PLAIN };
        let lines: Vec<(Style, &str)> = paragraphs.iter().map(|text| (style, text.as_ref())).collect();
        self.0.row(0, &[(width, (tone.style(), label))], &lines);
    }

    /// A name that somebody copies, on one line however long it is, with its label or alone.
    pub fn name(&mut self, tone: Tone, label: &str, name: &str) {
        let width = if label.is_empty() { 0 } else { Sheet::LABEL.max(columns(label) + 2) };
        self.0.whole(width, (tone.style(), label), name);
    }

    /// The text.
    #[must_use]
    pub fn into_text(self) -> String {
        shown(self.0.into_text())
    }
}
