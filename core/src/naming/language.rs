//! The tags that a template can give, as an automaton: at least those, so what two automata do not share no two tags
//! share either.

use std::collections::{HashSet, VecDeque};

use regex_automata::nfa::thompson::{Compiler, Config, NFA, State, WhichCaptures};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;

use super::work::Work;
use crate::image::{MAX_TAG, allows_in_tag};

/// Bytes of one automaton, at most.
const MAX_AUTOMATON: usize = 1 << 18;

/// States that all closures of one automaton have together, at most.
const MAX_CLOSURES: usize = 1 << 16;

/// A set of texts.
#[derive(Debug, Clone)]
pub(super) struct TagLanguage {
    nfa: NFA,
    /// For each state, those that are reached from it without a byte and then take one or end.
    closures: Vec<Vec<StateID>>,
}

/// What two languages share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CommonText {
    Nothing,
    /// One of the shortest texts of both.
    Text(String),
    /// The steps ran out.
    Unknown,
}

impl TagLanguage {
    /// The language of a regular expression; none where it is too large.
    pub(super) fn new(regex: &str) -> Option<TagLanguage> {
        let config =
            Config::new().utf8(false).which_captures(WhichCaptures::None).nfa_size_limit(Some(MAX_AUTOMATON));
        let mut compiler = Compiler::new();
        compiler.configure(config).syntax(syntax::Config::new().utf8(false).unicode(false));
        let nfa = compiler.build(regex).ok()?;
        let mut closures = Vec::with_capacity(nfa.states().len());
        let mut count = 0;
        for id in (0..nfa.states().len()).filter_map(|id| StateID::new(id).ok()) {
            let found = closure(&nfa, id);
            count += found.len();
            if count > MAX_CLOSURES {
                return None;
            }
            closures.push(found);
        }
        Some(TagLanguage { nfa, closures })
    }

    /// Its states, with those that each leads to without a byte: what it takes to compute it, and to keep it.
    pub(super) fn size(&self) -> usize {
        self.closures.len() + self.closures.iter().map(Vec::len).sum::<usize>()
    }

    /// The language of an ECR wildcard, in which each `*` stands for at least `least` characters.
    pub(super) fn of_wildcard(wildcard: &str, least: usize) -> Option<TagLanguage> {
        let mut regex = String::new();
        for c in wildcard.chars() {
            match c {
                '*' => regex.push_str(if least == 0 { ".*" } else { ".+" }),
                _ => push_literal(&mut regex, c),
            }
        }
        TagLanguage::new(&regex)
    }

    /// Whether it has this text; no, where the work is over its budget.
    pub(super) fn has(&self, text: &str, work: &Work) -> bool {
        if work.is_over() {
            return false;
        }
        // clearing the marks of all states is cheap, but not for nothing
        let mut steps = 1 + self.nfa.states().len() / 32;
        let mut here: Vec<StateID> = self.closure(self.nfa.start_anchored()).to_vec();
        let mut marks = vec![0usize; self.nfa.states().len()];
        for (mark, byte) in (1..).zip(text.bytes()) {
            let mut next = Vec::new();
            for id in here {
                self.ranges(id, |from, to, target| {
                    steps += 1;
                    if (from..=to).contains(&byte) {
                        for id in self.closure(target) {
                            steps += 1;
                            if let Some(seen) = marks.get_mut(id.as_usize())
                                && *seen != mark
                            {
                                *seen = mark;
                                next.push(*id);
                            }
                        }
                    }
                });
            }
            here = next;
            if here.is_empty() {
                break;
            }
        }
        work.count(steps);
        here.iter().any(|state| self.is_end(*state))
    }

    /// A tag that both have, searched from the shortest; `steps` is what the search may cost, and is counted down.
    pub(super) fn shared(&self, other: &TagLanguage, steps: &mut usize) -> CommonText {
        self.shared_over(other, steps, MAX_TAG, |byte| allows_in_tag(char::from(byte)))
    }

    /// As [`shared`](Language::shared), for texts of any characters, as long as the name of a repository can be.
    pub(super) fn shared_name(&self, other: &TagLanguage, steps: &mut usize) -> CommonText {
        self.shared_over(other, steps, 1024, |byte| byte.is_ascii_graphic())
    }

    fn shared_over(
        &self,
        other: &TagLanguage,
        steps: &mut usize,
        longest: usize,
        allowed: impl Fn(u8) -> bool,
    ) -> CommonText {
        // each pair with the place in `path` of the pair before it and the byte between
        let mut path: Vec<Option<(usize, u8)>> = Vec::new();
        let mut queue: VecDeque<(StateID, StateID, usize, usize)> = VecDeque::new();
        let mut seen: HashSet<(StateID, StateID)> = HashSet::new();
        let starts =
            pairs(self.closure(self.nfa.start_anchored()), other.closure(other.nfa.start_anchored()));
        path.push(None);
        for (one, two) in starts {
            seen.insert((one, two));
            queue.push_back((one, two, 0, 0));
        }
        while let Some((one, two, at, length)) = queue.pop_front() {
            if self.is_end(one) && other.is_end(two) {
                return CommonText::Text(spell(&path, at));
            }
            if length == longest {
                continue;
            }
            let (mut ones, mut twos) = (Vec::new(), Vec::new());
            self.ranges(one, |from, to, next| ones.push((from, to, next)));
            other.ranges(two, |from, to, next| twos.push((from, to, next)));
            for (from, to, next_one) in ones {
                for (other_from, other_to, next_two) in &twos {
                    if *steps == 0 {
                        return CommonText::Unknown;
                    }
                    *steps -= 1;
                    let (from, to) = (from.max(*other_from), to.min(*other_to));
                    let Some(byte) = readable(from, to, &allowed) else { continue };
                    for pair in pairs(self.closure(next_one), other.closure(*next_two)) {
                        if seen.insert(pair) {
                            path.push(Some((at, byte)));
                            queue.push_back((pair.0, pair.1, path.len() - 1, length + 1));
                        }
                    }
                }
            }
        }
        CommonText::Nothing
    }

    fn closure(&self, from: StateID) -> &[StateID] {
        self.closures.get(from.as_usize()).map_or(&[], Vec::as_slice)
    }

    fn is_end(&self, id: StateID) -> bool {
        matches!(self.nfa.state(id), State::Match { .. })
    }

    /// The bytes that a state takes, as ranges, and where each leads.
    fn ranges(&self, id: StateID, mut each: impl FnMut(u8, u8, StateID)) {
        match self.nfa.state(id) {
            State::ByteRange { trans } => each(trans.start, trans.end, trans.next),
            State::Sparse(sparse) => {
                sparse.transitions.iter().for_each(|trans| each(trans.start, trans.end, trans.next));
            }
            State::Dense(dense) => {
                for byte in 0..=u8::MAX {
                    if let Some(next) = dense.matches_byte(byte) {
                        each(byte, byte, next);
                    }
                }
            }
            _ => {}
        }
    }
}

fn closure(nfa: &NFA, from: StateID) -> Vec<StateID> {
    let mut found = Vec::new();
    let mut seen = HashSet::from([from]);
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        let mut follow = |next: StateID| {
            if seen.insert(next) {
                open.push(next);
            }
        };
        match nfa.state(id) {
            State::ByteRange { .. } | State::Sparse(_) | State::Dense(_) | State::Match { .. } => {
                found.push(id);
            }
            State::Union { alternates } => alternates.iter().for_each(|next| follow(*next)),
            State::BinaryUnion { alt1, alt2 } => {
                follow(*alt1);
                follow(*alt2);
            }
            // anchors stand only at the ends, where they hold
            State::Look { next, .. } | State::Capture { next, .. } => follow(*next),
            State::Fail => {}
        }
    }
    found
}

fn pairs(ones: &[StateID], twos: &[StateID]) -> Vec<(StateID, StateID)> {
    ones.iter().flat_map(|one| twos.iter().map(|two| (*one, *two))).collect()
}

/// The byte of a range that reads best.
fn readable(from: u8, to: u8, allowed: &impl Fn(u8) -> bool) -> Option<u8> {
    let within = |byte: &u8| (from..=to).contains(byte) && allowed(*byte);
    [b'1', b'a', b'A', b'0'].into_iter().find(within).or_else(|| (from..=to).find(within))
}

fn spell(path: &[Option<(usize, u8)>], mut at: usize) -> String {
    let mut bytes = Vec::new();
    while let Some(Some((before, byte))) = path.get(at) {
        bytes.push(*byte);
        at = *before;
    }
    bytes.iter().rev().map(|byte| char::from(*byte)).collect()
}

/// Adds a character that stands for itself.
pub(super) fn push_literal(regex: &mut String, c: char) {
    if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
        regex.push('\\');
    }
    if c.is_ascii() {
        regex.push(c);
    } else {
        for byte in c.encode_utf8(&mut [0; 4]).bytes() {
            regex.push_str(&format!("\\x{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(one: &str, two: &str) -> CommonText {
        let mut steps = 100_000;
        TagLanguage::new(one).unwrap().shared(&TagLanguage::new(two).unwrap(), &mut steps)
    }

    #[test]
    fn what_two_languages_share() {
        let text = |text: &str| CommonText::Text(text.to_owned());
        for (one, two, expected) in [
            ("[0-9]+", "[a-z]+", CommonText::Nothing),
            ("[0-9a-f]{40}", ".*\\..*", CommonText::Nothing),
            (".+\\..+", "[0-9]+\\.[0-9]+\\.[0-9]+", text("1.1.1")),
            ("pr\\-[0-9]+", "pr\\-.*", text("pr-1")),
            ("a|bc", "b.*", text("bc")),
            // only characters of a tag count
            ("a/b", "a.b", CommonText::Nothing),
            (".{129}", ".*", CommonText::Nothing),
            (".{128}", ".*", text(&"1".repeat(128))),
        ] {
            assert_eq!(shared(one, two), expected, "{one} {two}");
            assert_eq!(shared(two, one), expected, "{two} {one}");
        }
        let mut steps = 3;
        let long = TagLanguage::new("a{100}").unwrap();
        assert_eq!(long.shared(&long.clone(), &mut steps), CommonText::Unknown);
    }

    #[test]
    fn texts_of_a_language() {
        let work = Work::within(u64::MAX);
        let language = TagLanguage::new(r"v(?:0|[1-9][0-9]{0,18})(?:-[a-z]+)?").unwrap();
        for (text, has) in
            [("v1", true), ("v0", true), ("v10-rc", true), ("v01", false), ("v", false), ("xv1", false)]
        {
            assert_eq!(language.has(text, &work), has, "{text}");
        }
        let wildcard = TagLanguage::of_wildcard("a*.b", 1).unwrap();
        assert!(wildcard.has("ax.b", &work));
        assert!(!wildcard.has("a.b", &work) && !wildcard.has("axxb", &work));
    }
}
