//! Places in a text, for people: characters, lines and columns.

/// A place in a text, in the three ways a person may look for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Characters (Unicode scalar values) before the place, from 0.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Characters into the line, from 1.
    pub column: usize,
}

impl Place {
    /// The place of byte `at` in `text`.
    #[must_use]
    pub fn of(text: &str, at: usize) -> Place {
        let mut place = Place::START;
        for (_, c) in text.char_indices().take_while(|(index, _)| *index < at) {
            place.pass(c);
        }
        place
    }

    const START: Place = Place { offset: 0, line: 1, column: 1 };

    fn pass(&mut self, c: char) {
        self.offset += 1;
        if c == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
    }
}

/// The places of one text, for many questions: each is answered from a mark nearby.
pub(crate) struct Places<'t> {
    text: &'t str,
    /// Bytes and places, in order.
    marks: Vec<(usize, Place)>,
}

impl<'t> Places<'t> {
    /// Bytes between marks.
    const APART: usize = 256;

    pub(crate) fn new(text: &'t str) -> Places<'t> {
        let mut marks = vec![(0, Place::START)];
        let mut place = Place::START;
        let mut next = Places::APART;
        for (at, c) in text.char_indices() {
            if at >= next {
                marks.push((at, place));
                next = at + Places::APART;
            }
            place.pass(c);
        }
        Places { text, marks }
    }

    /// Those of a document that has no text: every question stays without an answer.
    pub(crate) fn none() -> Places<'t> {
        Places { text: "", marks: Vec::new() }
    }

    /// As [`Place::of`]; `None` where there is no text.
    pub(crate) fn of(&self, at: usize) -> Option<Place> {
        let before = self.marks.partition_point(|(mark, _)| *mark <= at).saturating_sub(1);
        let (start, mut place) = self.marks.get(before).copied()?;
        let rest = self.text.get(start..).unwrap_or("");
        for (_, c) in rest.char_indices().take_while(|(index, _)| start + index < at) {
            place.pass(c);
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_found_from_the_start() {
        let text = "é\n{\"a\": 1}\r\n日本\t😀\n\n".repeat(60);
        let places = Places::new(&text);
        for at in 0..=text.len() + 2 {
            assert_eq!(places.of(at), Some(Place::of(&text, at)), "{at}");
        }
        assert_eq!(Places::new("").of(0), Some(Place::START));
        assert_eq!(Places::none().of(0), None);
    }
}
