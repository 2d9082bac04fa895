//! Subjects under every template at once: a row of segments, each by any key, in any order and as often as it takes.
//!
//! That is more than there is, for a word of one segment need not be that of another. What no row of segments can have,
//! no subject has.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::engine::{Engine, Exit, Runner};
use super::formula::Atoms;
use super::hash::Hasher;
use super::join::{Ask, Stop, known};
use super::matcher::DEAD;
use super::shape::{Piece, Shape};
use super::shapes::Observed;
use super::words::Word;
use crate::aws::logic::Tri;
use crate::github::Platform;
use crate::knowledge::claims::{AsKey, CLAIMS, PROPERTY_PREFIX};

/// What one key of a template prints.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    key: String,
    /// The claim that it prints.
    claim: Option<&'static str>,
    row: Vec<Piece>,
    /// How many pieces come before the value.
    before: usize,
}

impl Shape {
    /// The segments that templates can make of a token of this shape.
    pub(super) fn segments(&self, observed: &Observed) -> Vec<Segment> {
        let word = |word: Word| self.word(word);
        let text = Piece::text;
        let one = |key: &str, claim: Option<&'static str>, label: &str, value: Vec<Piece>| {
            let mut row = vec![Piece::text(label)];
            row.extend(value);
            Segment { key: key.to_owned(), claim, row, before: 1 }
        };
        let (owner, name) = (word(Word::Owner), word(Word::Name));
        let with_ids = vec![
            owner.clone(),
            text("@"),
            word(Word::OwnerId),
            text("/"),
            name.clone(),
            text("@"),
            word(Word::RepositoryId),
        ];
        let mut out = vec![
            one("repo", Some("repository"), "repo:", vec![owner, text("/"), name]),
            one("repo", None, "repo:", with_ids),
        ];
        if !self.environment || !observed.environment() {
            out.push(one("context", None, "pull_request", Vec::new()));
            out.push(one("context", Some("ref"), "ref:", self.claim("ref", &[]).unwrap_or_default()));
        }
        let environment = self.claim("environment", &[]).into_iter().flat_map(|row| self.as_printed(row));
        out.extend(environment.map(|row| one("context", Some("environment"), "environment:", row)));
        let usable =
            |as_key: AsKey| matches!(as_key, AsKey::Usable | AsKey::NeedsEnvironment | AsKey::Disputed);
        let called = Shape { called: true, ..self.clone() };
        for claim in CLAIMS.iter().filter(|claim| usable(claim.as_key)) {
            let label = format!("{}:", claim.name);
            let by_called = (!observed.workflow()).then(|| called.claim(claim.name, &[])).flatten();
            let own = self.claim(claim.name, &[]);
            let other = by_called.filter(|row| Some(row) != own.as_ref());
            let Some(row) = own else { continue };
            let rows = core::iter::once(row).chain(other).flat_map(|row| self.as_printed(row));
            out.extend(rows.map(|row| one(claim.name, Some(claim.name), &label, row)));
            if matches!(claim.name, "head_ref" | "base_ref") {
                out.push(one(claim.name, None, &label, Vec::new()));
            }
        }
        for value in self.as_printed(vec![word(Word::OtherValue)]) {
            let name = vec![word(Word::OtherProperty), text(":")];
            out.push(one("", None, PROPERTY_PREFIX, name.into_iter().chain(value).collect()));
        }
        out
    }

    /// A value as a subject may print it: in both ways where it is not known whether colons are escaped.
    fn as_printed(&self, row: Vec<Piece>) -> Vec<Vec<Piece>> {
        if self.platform != Platform::Ghes(None) {
            return vec![self.printed(row)];
        }
        let escaped: Vec<Piece> = row.iter().cloned().map(Piece::escaped).collect();
        if escaped == row { vec![row] } else { vec![row, escaped] }
    }
}

/// What is known of a claim: whether it fits an atom.
#[derive(Debug, Clone, Copy)]
struct Cell {
    atom: usize,
    fits: bool,
}

/// A subject that was found: what it comes to, and the keys of its template.
pub(super) type Found = (Tri, Vec<String>);

/// Subjects in the making: the states of the atoms, and the name of the property that was chosen.
type Ways = Vec<(Vec<usize>, Option<String>)>;

/// Where a word is entered: its language, the runners and their states.
type Entry = (usize, Vec<Runner>, Vec<usize>);

/// A search over all subjects of a shape.
pub(super) struct Subjects<'s> {
    pub(super) engine: &'s mut Engine,
    pub(super) segments: &'s [Segment],
    /// The languages of the words.
    pub(super) languages: &'s dyn Fn(&mut Engine, Word) -> usize,
    /// The atoms on the subject.
    pub(super) atoms: Vec<usize>,
    words: HashMap<Word, Vec<Cell>, Hasher>,
    claims: Vec<(String, Cell)>,
    exits: HashMap<Entry, Rc<Vec<Exit>>, Hasher>,
}

impl<'s> Subjects<'s> {
    pub(super) fn new(
        engine: &'s mut Engine,
        segments: &'s [Segment],
        languages: &'s dyn Fn(&mut Engine, Word) -> usize,
        atoms: Vec<usize>,
    ) -> Subjects<'s> {
        let (words, exits) = (HashMap::default(), HashMap::default());
        Subjects { engine, segments, languages, atoms, words, claims: Vec::new(), exits }
    }

    /// Holds the words and values of segments to what is known of the other claims.
    pub(super) fn hold(&mut self, shape: &Shape, atoms: &Atoms, of: &[usize], known: &[Tri]) {
        for atom in of {
            let Some(claim) = atoms.list.get(*atom).map(|atom| atom.claim.as_str()) else { continue };
            let cell = Cell { atom: *atom, fits: known.get(*atom) == Some(&Tri::Yes) };
            match shape.claim(claim, &[]).as_deref() {
                Some([Piece::Word { word, .. }]) => self.words.entry(*word).or_default().push(cell),
                Some([_, _, ..]) => self.claims.push((claim.to_owned(), cell)),
                _ => {}
            }
        }
    }

    /// The best subject, from `best` up to `wanted`, if there is one.
    pub(super) fn run(
        &mut self,
        ask: &mut impl Ask,
        count: usize,
        (best, wanted): (Tri, Tri),
    ) -> Result<Found, Stop> {
        let start: Vec<usize> = self.atoms.iter().map(|atom| self.engine.start(*atom)).collect();
        let mut seen: HashSet<Vec<usize>, Hasher> = HashSet::from_iter([start.clone()]);
        let mut open: Vec<(Vec<usize>, Vec<String>)> = vec![(start, Vec::new())];
        let (mut best, mut keys) = (best, Vec::new());
        let mut index = 0;
        while let Some((states, path)) = open.get(index).cloned() {
            index += 1;
            for segment in self.segments {
                let atoms = self.atoms.clone();
                let most = |ask: &dyn Ask, states: &[usize]| {
                    ask.most(&known(count, atoms.iter().copied().zip(states.iter().copied())))
                };
                let ways = self.through(segment, states.clone(), &|states| most(ask, states) <= best)?;
                for (states, property) in ways {
                    let ends = self.ends(&states);
                    let grade =
                        ask.token(&known(count, self.atoms.iter().copied().zip(ends)), &Vec::new())?;
                    let mut longer = path.clone();
                    longer.push(
                        property
                            .map_or_else(|| segment.key.clone(), |name| format!("{PROPERTY_PREFIX}{name}")),
                    );
                    if grade > best {
                        (best, keys) = (grade, longer.clone());
                        if best >= wanted {
                            return Ok((best, keys));
                        }
                    }
                    let next = self.read(&states, ":");
                    if most(ask, &next) > best && seen.insert(next.clone()) {
                        self.engine.count(1)?;
                        open.push((next, longer));
                    }
                }
            }
        }
        Ok((best, keys))
    }

    fn ends(&self, states: &[usize]) -> Vec<usize> {
        let end = |(atom, state): (&usize, &usize)| usize::from(self.engine.accepts(*atom, *state));
        self.atoms.iter().zip(states).map(end).collect()
    }

    fn read(&mut self, states: &[usize], text: &str) -> Vec<usize> {
        self.atoms.iter().zip(states).map(|(atom, state)| self.engine.read(*atom, *state, text)).collect()
    }

    /// Where a segment takes the atoms on the subject.
    fn through(
        &mut self,
        segment: &Segment,
        from: Vec<usize>,
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Ways, Stop> {
        let cells: Vec<Cell> = self
            .claims
            .iter()
            .filter(|(claim, _)| segment.claim == Some(claim.as_str()))
            .map(|(_, cell)| *cell)
            .collect();
        let subject = from.len();
        let mut ways: Ways = vec![(from, None)];
        for (index, piece) in segment.row.iter().enumerate() {
            if index == segment.before {
                let starts = || cells.iter().map(|cell| self.engine.start(cell.atom));
                for (states, _) in &mut ways {
                    states.extend(starts());
                }
            }
            let mut next: Ways = Vec::new();
            let mut known: HashSet<Vec<usize>, Hasher> = HashSet::default();
            for (states, label) in &ways {
                let through = self.piece(piece, &cells, states, hopeless)?;
                self.engine.count(through.len())?;
                for (states, word) in through {
                    let live = states.get(..subject).is_some_and(|states| !hopeless(states));
                    if live && known.insert(states.clone()) {
                        next.push((states, label.clone().or(word)));
                    }
                }
            }
            ways = next;
            if ways.is_empty() {
                return Ok(ways);
            }
        }
        let fits = |states: &[usize]| {
            let own = cells.iter().zip(states.iter().skip(subject));
            own.into_iter().all(|(cell, state)| self.engine.accepts(cell.atom, *state) == cell.fits)
        };
        ways.retain(|(states, _)| segment.row.len() <= segment.before || fits(states));
        for (states, _) in &mut ways {
            states.truncate(subject);
        }
        Ok(ways)
    }

    /// Where one piece takes the atoms on the subject and on the value.
    fn piece(
        &mut self,
        piece: &Piece,
        cells: &[Cell],
        states: &[usize],
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Ways, Stop> {
        let subject = self.atoms.len();
        let atoms = self.atoms.iter().copied().chain(cells.iter().map(|cell| cell.atom));
        let (word, escaped) = match piece {
            Piece::Text(text) => {
                let value = text.replace("%3A", ":");
                let mut next = Vec::with_capacity(states.len());
                for (index, (atom, state)) in atoms.zip(states).enumerate() {
                    let text = if index < subject { text } else { &value };
                    next.push(self.engine.read(atom, *state, text));
                }
                return Ok(vec![(next, None)]);
            }
            Piece::Word { word, escaped } => (*word, *escaped),
        };
        let mut runners: Vec<Runner> = atoms
            .take(states.len())
            .enumerate()
            .map(|(index, atom)| Runner { atom, escaped: escaped && index < subject })
            .collect();
        let mut from = states.to_vec();
        let held = self.words.get(&word).cloned().unwrap_or_default();
        runners.extend(held.iter().map(|cell| Runner { atom: cell.atom, escaped: false }));
        from.extend(held.iter().map(|cell| self.engine.start(cell.atom)));
        let language = (self.languages)(self.engine, word);
        let exits = self.exits(language, runners, from, hopeless, subject)?;
        let mut out = Vec::new();
        for exit in exits.iter() {
            let (own, ends) = exit.states.split_at_checked(states.len()).unwrap_or_default();
            let fits = |(cell, state): (&Cell, &usize)| self.engine.accepts(cell.atom, *state) == cell.fits;
            if held.iter().zip(ends).all(fits) {
                out.push((own.to_vec(), (word == Word::OtherProperty).then(|| exit.word.clone())));
            }
        }
        Ok(out)
    }

    fn exits(
        &mut self,
        language: usize,
        runners: Vec<Runner>,
        from: Vec<usize>,
        hopeless: &dyn Fn(&[usize]) -> bool,
        subject: usize,
    ) -> Result<Rc<Vec<Exit>>, Stop> {
        let key = (language, runners, from);
        if let Some(known) = self.exits.get(&key) {
            return Ok(Rc::clone(known));
        }
        let given_up = |states: &[usize]| {
            let own = states.get(..subject).unwrap_or(states);
            own.contains(&DEAD) && hopeless(own)
        };
        let exits = Rc::new(self.engine.exits(language, &key.1, &key.2, &[], &given_up)?);
        self.exits.insert(key, Rc::clone(&exits));
        Ok(exits)
    }
}
