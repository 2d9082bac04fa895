//! Pattern and value, one under the other.

use assumable::aws::Alignment;

use super::text::clean;

/// How many characters of pattern or value stand on one line.
const WIDTH: usize = 100;

/// Two rows a band, `policy` above `token`, and a caret under the place where they first differ; `where_to` says what is there.
pub(super) fn aligned(alignment: &Alignment, where_to: &str) -> Vec<String> {
    let Rows { pattern, value, caret, breaks } = Rows::of(alignment);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < value.len() {
        let end = band_end(start, value.len(), &breaks);
        let row = |name: &str, row: &[char]| {
            let text: String = row.iter().skip(start).take(end - start).collect();
            format!("{name:<8}{text}").trim_end().to_owned()
        };
        if start > 0 {
            lines.push(String::new());
        }
        lines.push(row("policy", &pattern));
        lines.push(row("token", &value));
        if let Some(at) = caret
            && (start..end).contains(&at)
        {
            lines.push(format!("{:<8}{}", "", pointing(at - start, where_to)));
        }
        start = end;
    }
    lines
}

/// A caret in this column, with its words on the side that has room for them.
fn pointing(column: usize, words: &str) -> String {
    let room = words.chars().count() + 1;
    if column > WIDTH / 2 && column >= room {
        format!("{}{words} ^", " ".repeat(column - room))
    } else {
        format!("{}^ {words}", " ".repeat(column))
    }
}

/// A band ends before the last segment that does not fit any more; a segment longer than a line is cut.
fn band_end(start: usize, length: usize, breaks: &[usize]) -> usize {
    if length - start <= WIDTH {
        return length;
    }
    let fits = |at: &&usize| **at > start && **at <= start + WIDTH;
    breaks.iter().rev().find(fits).copied().unwrap_or(start + WIDTH)
}

/// Both texts, padded so that what belongs together stands together.
#[derive(Default)]
struct Rows {
    pattern: Vec<char>,
    value: Vec<char>,
    caret: Option<usize>,
    /// Where segments start.
    breaks: Vec<usize>,
}

impl Rows {
    fn of(alignment: &Alignment) -> Rows {
        let mut rows = Rows::default();
        let (mut in_pattern, mut in_value) = (0, 0);
        for column in &alignment.columns {
            let pattern: Vec<char> = clean(&column.pattern).chars().collect();
            let value: Vec<char> = clean(&column.value).chars().collect();
            let cut = alignment.difference.as_ref().filter(|_| rows.caret.is_none()).and_then(|difference| {
                let cut = (
                    difference.pattern_offset.checked_sub(in_pattern)?,
                    difference.value_offset.checked_sub(in_value)?,
                );
                let inside = !column.fits && cut.0 <= pattern.len() && cut.1 <= value.len();
                inside.then_some(cut)
            });
            in_pattern += pattern.len();
            in_value += value.len();
            if pattern.first().or(value.first()) == Some(&':') {
                rows.breaks.push(rows.value.len());
            }
            match cut {
                Some(cut) => {
                    let (before, after) = (pattern.split_at(cut.0), value.split_at(cut.1));
                    rows.push(before.0, after.0);
                    rows.caret = Some(rows.value.len());
                    rows.push(before.1, after.1);
                }
                None => rows.push(&pattern, &value),
            }
        }
        // The texts may differ behind the last character.
        if rows.caret == Some(rows.value.len()) {
            rows.push(&[' '], &[' ']);
        }
        rows
    }

    fn push(&mut self, pattern: &[char], value: &[char]) {
        self.pattern.extend(pattern);
        self.value.extend(value);
        let width = self.pattern.len().max(self.value.len());
        self.pattern.resize(width, ' ');
        self.value.resize(width, ' ');
    }
}
