//! Subjects under every template at once: a row of segments, each by any key, in any order and as often as it takes.
//!
//! That is more than there is, for a word of one segment need not be that of another. What no row of segments can have,
//! no subject has.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::engine::{Engine, Exit, Read, Runner, Way};
use super::formula::Atoms;
use super::hash::Hasher;
use super::join::{Ask, Stop, known};
use super::matcher::DEAD;
use super::shape::{Piece, Shape};
use super::shapes::Observed;
use super::words::Word;
use crate::aws::logic::Tri;
use crate::github::Platform;
use crate::knowledge::claims::{self, AsKey, PROPERTY_PREFIX};

/// What one key of a template prints.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    key: String,
    row: Vec<Piece>,
}

impl Shape {
    /// The segments that templates can make of a token of this shape; `forms` are those of its subject, immutable or not.
    pub(super) fn segments(&self, observed: &Observed, forms: &[bool]) -> Vec<Segment> {
        let word = |word: Word| self.word(word);
        let text = Piece::text;
        let one = |key: &str, label: &str, value: Vec<Piece>| {
            let row = core::iter::once(Piece::text(label.to_owned())).chain(value).collect();
            Segment { key: key.to_owned(), row }
        };
        let (owner, name) = (word(Word::Owner), word(Word::Name));
        let mut out: Vec<Segment> = Vec::new();
        for immutable in forms {
            let value = if *immutable {
                let (owner_id, id) = (word(Word::OwnerId), word(Word::RepositoryId));
                vec![owner.clone(), text("@"), owner_id, text("/"), name.clone(), text("@"), id]
            } else {
                vec![owner.clone(), text("/"), name.clone()]
            };
            out.push(one("repo", "repo:", value));
        }
        if !self.environment || !observed.environment() {
            out.push(one("context", "pull_request", Vec::new()));
            out.push(one("context", "ref:", self.claim("ref", &[]).unwrap_or_default()));
        }
        let environment = self.claim("environment", &[]).into_iter().flat_map(|row| self.as_printed(row));
        out.extend(environment.map(|row| one("context", "environment:", row)));
        let usable =
            |as_key: AsKey| matches!(as_key, AsKey::Usable | AsKey::NeedsEnvironment | AsKey::Disputed);
        let called = Shape { called: true, ..self.clone() };
        for claim in claims::rows().iter().filter(|claim| usable(claim.as_key)) {
            let label = format!("{}:", claim.name);
            let by_called = (!observed.workflow()).then(|| called.claim(claim.name, &[])).flatten();
            let own = self.claim(claim.name, &[]);
            let other = by_called.filter(|row| Some(row) != own.as_ref());
            let Some(row) = own else { continue };
            let rows = core::iter::once(row).chain(other).flat_map(|row| self.as_printed(row));
            out.extend(rows.map(|row| one(claim.name, &label, row)));
            if matches!(claim.name, "head_ref" | "base_ref") {
                out.push(one(claim.name, &label, Vec::new()));
            }
        }
        for value in self.as_printed(vec![word(Word::OtherValue)]) {
            let name = vec![word(Word::OtherProperty), text(":")];
            out.push(one("", PROPERTY_PREFIX, name.into_iter().chain(value).collect()));
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
#[derive(Debug, Clone)]
struct Fact {
    atom: usize,
    fits: bool,
    row: Vec<Piece>,
}

/// A fact about a claim that has words of a segment: the claim is read beside the segment.
#[derive(Debug)]
struct Link {
    atom: usize,
    fits: bool,
    /// What the claim has before its first word.
    first: String,
    /// By place in the segment's row: the words that the claim has too, and the text behind each in the claim.
    words: Vec<(usize, String)>,
    /// What the claim has besides, from a word on that the segment lacks.
    rest: Vec<Read>,
}

impl Fact {
    /// How the claim is read beside a segment, where that has the first of its words.
    fn link(&self, row: &[Piece], engine: &mut Engine) -> Option<Link> {
        let mut rest = self.row.as_slice();
        let first = leading_text(&mut rest);
        let (mut words, mut from) = (Vec::new(), 0);
        while let [Piece::Word { word, .. }, behind @ ..] = rest {
            let same = |piece: &Piece| matches!(piece, Piece::Word { word: own, .. } if own == word);
            let Some(place) = row.iter().skip(from).position(same).map(|place| from + place) else { break };
            rest = behind;
            words.push((place, leading_text(&mut rest)));
            from = place + 1;
        }
        let (atom, fits) = (self.atom, self.fits);
        (!words.is_empty()).then(|| Link { atom, fits, first, words, rest: engine.reads(rest) })
    }
}

/// Takes the text off the front of a row.
fn leading_text(row: &mut &[Piece]) -> String {
    let mut out = String::new();
    while let [Piece::Text(text), rest @ ..] = *row {
        out.push_str(text);
        *row = rest;
    }
    out
}

/// A subject that was found: what it comes to, and the keys of its template.
pub(super) type Found = (Tri, Vec<String>);

/// Subjects in the making: the states of the atoms, and the name of the property that was chosen.
type Ways = Vec<(Vec<usize>, Option<String>)>;

/// A search over all subjects of a shape.
pub(super) struct Subjects<'s> {
    pub(super) engine: &'s mut Engine,
    pub(super) segments: &'s [Segment],
    /// The languages of the words.
    pub(super) languages: &'s dyn Fn(&mut Engine, Word) -> usize,
    /// The atoms on the subject.
    pub(super) atoms: Vec<usize>,
    /// By segment.
    links: Vec<Vec<Link>>,
    exits: HashMap<Way, Rc<Vec<Exit>>, Hasher>,
}

impl<'s> Subjects<'s> {
    pub(super) fn new(
        engine: &'s mut Engine,
        segments: &'s [Segment],
        languages: &'s dyn Fn(&mut Engine, Word) -> usize,
        atoms: Vec<usize>,
    ) -> Subjects<'s> {
        Subjects { engine, segments, languages, atoms, links: Vec::new(), exits: HashMap::default() }
    }

    /// Holds the words of segments to what is known of the other claims.
    pub(super) fn hold(&mut self, shape: &Shape, atoms: &Atoms, of: &[usize], known: &[Tri]) {
        let fact = |atom: &usize| {
            let row = shape.claim(&atoms.list.get(*atom)?.claim, &[])?;
            Some(Fact { atom: *atom, fits: known.get(*atom) == Some(&Tri::Yes), row })
        };
        let facts: Vec<Fact> = of.iter().filter_map(fact).collect();
        let engine = &mut *self.engine;
        let mut links = |segment: &Segment| {
            facts.iter().filter_map(|fact| fact.link(&segment.row, engine)).collect::<Vec<_>>()
        };
        self.links = self.segments.iter().map(&mut links).collect();
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
            for (number, segment) in self.segments.iter().enumerate() {
                let atoms = self.atoms.clone();
                let most = |ask: &dyn Ask, states: &[usize]| {
                    ask.most(&known(count, atoms.iter().copied().zip(states.iter().copied())))
                };
                let ways = self.through(number, states.clone(), &|states| most(ask, states) <= best)?;
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
        number: usize,
        mut states: Vec<usize>,
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Ways, Stop> {
        let segments = self.segments;
        let Some(segment) = segments.get(number) else { return Ok(Ways::new()) };
        let subject = states.len();
        for link in self.links.get(number).into_iter().flatten() {
            let start = self.engine.start(link.atom);
            states.push(self.engine.read(link.atom, start, &link.first));
        }
        let mut ways: Ways = vec![(states, None)];
        for (place, piece) in segment.row.iter().enumerate() {
            let mut next: Ways = Vec::new();
            let mut known: HashSet<Vec<usize>, Hasher> = HashSet::default();
            for (states, label) in &ways {
                let through = match piece {
                    Piece::Text(text) => {
                        let mut next = self.read(states.get(..subject).unwrap_or_default(), text);
                        next.extend(states.iter().skip(subject));
                        vec![(next, None)]
                    }
                    Piece::Word { word, escaped } => {
                        self.word((number, place), (*word, *escaped), states, hopeless)?
                    }
                };
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
                break;
            }
        }
        for (states, _) in &mut ways {
            states.truncate(subject);
        }
        Ok(ways)
    }

    /// Where the word at a place of a segment takes the atoms on the subject and on the linked claims.
    fn word(
        &mut self,
        (number, place): (usize, usize),
        (word, escaped): (Word, bool),
        states: &[usize],
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Ways, Stop> {
        let subject = self.atoms.len();
        let mut runners: Vec<Runner> =
            self.atoms.iter().map(|atom| Runner { atom: *atom, escaped }).collect();
        let mut from = states.get(..subject).unwrap_or(states).to_vec();
        let mut moved = Vec::new();
        for (index, link) in self.links.get(number).into_iter().flatten().enumerate() {
            let Some(turn) = link.words.iter().position(|(own, _)| *own == place) else { continue };
            runners.push(Runner { atom: link.atom, escaped: false });
            from.push(states.get(subject + index).copied().unwrap_or(DEAD));
            moved.push((index, turn));
        }
        let language = (self.languages)(self.engine, word);
        let exits = self.exits(language, runners, from, hopeless, subject)?;
        let mut out = Vec::new();
        'exits: for exit in exits.iter() {
            let (own, linked) = exit.states.split_at_checked(subject).unwrap_or_default();
            let mut next = own.to_vec();
            next.extend(states.iter().skip(subject));
            for ((index, turn), state) in moved.iter().zip(linked) {
                let Some(left) = self.linked(number, (*index, *turn), *state)? else { continue 'exits };
                next.iter_mut().skip(subject + index).take(1).for_each(|state| *state = left);
            }
            out.push((next, (word == Word::OtherProperty).then(|| exit.word.to_string())));
        }
        Ok(out)
    }

    /// The state of a linked claim behind one of its words; `None` where the claim cannot be what it is known to be.
    fn linked(
        &mut self,
        number: usize,
        (index, turn): (usize, usize),
        state: usize,
    ) -> Result<Option<usize>, Stop> {
        let Subjects { engine, links, languages, .. } = self;
        let Some(link) = links.get(number).and_then(|links| links.get(index)) else { return Ok(Some(state)) };
        let text = link.words.get(turn).map_or("", |(_, text)| text.as_str());
        let state = engine.read(link.atom, state, text);
        if turn + 1 < link.words.len() {
            return Ok(Some(state));
        }
        let mut ends = vec![state];
        for part in &link.rest {
            let language =
                if let Read::Word { word, .. } = part { Some(languages(engine, *word)) } else { None };
            ends = engine.reach(link.atom, &ends, *part, language)?;
        }
        // What is read is forgotten.
        Ok(ends.iter().any(|end| engine.accepts(link.atom, *end) == link.fits).then_some(DEAD))
    }

    fn exits(
        &mut self,
        language: usize,
        runners: Vec<Runner>,
        from: Vec<usize>,
        hopeless: &dyn Fn(&[usize]) -> bool,
        subject: usize,
    ) -> Result<Rc<Vec<Exit>>, Stop> {
        let way = Way { language, word: None, runners: runners.into(), from };
        if let Some(known) = self.exits.get(&way) {
            return Ok(Rc::clone(known));
        }
        let given_up = |states: &[usize]| {
            let own = states.get(..subject).unwrap_or(states);
            own.contains(&DEAD) && hopeless(own)
        };
        let exits = self.engine.exits(way.clone(), None, &given_up)?;
        self.exits.insert(way, Rc::clone(&exits));
        Ok(exits)
    }
}
