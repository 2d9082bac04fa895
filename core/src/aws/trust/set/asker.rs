//! Asking a set, token by token, with the answers that are known already.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::crowd::{CrowdTurn, Voice};
use super::shared::{Fare, Turn};
use super::{PolicySet, SetAnswer};
use crate::aws::logic::Verdict;
use crate::aws::trust::purpose::Purpose;
use crate::aws::trust::sts;
use crate::error::Error;
use crate::github::{ClaimValue, Claims};

/// How many bytes of answers are kept at most, in two halves.
const MAX_KNOWN: usize = 64 * 1024 * 1024;

/// Asks the roles of a set, token by token, and remembers the answers for tokens that differ only in claims that no role
/// tests. One for each thread; `S` is a reference to the set, or an `Arc`.
#[derive(Debug)]
pub struct SetAsker<S> {
    set: S,
    seen: Seen,
    /// Whether claims decide, by their place in the token before.
    decides: Vec<(String, bool)>,
    known: Known,
    key: Vec<u8>,
}

/// The roles that one token may get into.
#[derive(Debug)]
struct Seen {
    tokens: u64,
    candidates: u64,
    /// By role, the number of the token for which it was found last.
    last: Vec<u64>,
    found: Vec<u32>,
    turn: Turn,
    crowds: CrowdTurn,
}

/// Answers by the claims that decide. When the younger half is full, the older is forgotten.
#[derive(Debug, Default)]
struct Known {
    young: BTreeMap<Key, Vec<SetAnswer>>,
    old: BTreeMap<Key, Vec<SetAnswer>>,
    young_bytes: usize,
}

/// A key, behind a number that mostly tells it from others.
type Key = (u64, Box<[u8]>);

impl Known {
    /// The answers under the key; they are made where they are not known.
    fn get_or_add(
        &mut self,
        key: &Key,
        make: impl FnOnce() -> Result<Vec<SetAnswer>, Error>,
    ) -> Result<&[SetAnswer], Error> {
        if !self.young.contains_key(key) {
            let answers = match self.old.remove(key) {
                Some(answers) => answers,
                None => make()?,
            };
            let bytes = key.1.len() + size_of_val(&*answers) + size_of::<(Key, Vec<SetAnswer>)>();
            if self.young_bytes + bytes > MAX_KNOWN / 2 {
                self.old = core::mem::take(&mut self.young);
                self.young_bytes = 0;
            }
            self.young_bytes += bytes;
            self.young.insert(key.clone(), answers);
        }
        Ok(self.young.get(key).map_or(&[], Vec::as_slice))
    }
}

/// Writes a text so that no two lists of texts are alike.
fn write(key: &mut Vec<u8>, text: &str) {
    key.extend_from_slice(&text.len().to_le_bytes());
    key.extend_from_slice(text.as_bytes());
}

/// A number of the bytes. Equal numbers only make a search longer.
fn number(bytes: &[u8]) -> u64 {
    let mix = |number: u64, word: u64| (number.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = bytes.as_chunks::<8>();
    let number = words.iter().fold(0, |number, word| mix(number, u64::from_le_bytes(*word)));
    rest.iter().fold(number, |number, byte| mix(number, u64::from(*byte)))
}

impl<S: Deref<Target = PolicySet>> SetAsker<S> {
    /// Asks this set.
    pub fn new(set: S) -> SetAsker<S> {
        let last = vec![0; set.roles.len()];
        let turn = Turn::new(&set.shared);
        let crowds = CrowdTurn::new(&set.crowds);
        let seen = Seen { tokens: 0, candidates: 0, last, found: Vec::new(), turn, crowds };
        SetAsker { set, seen, decides: Vec::new(), known: Known::default(), key: Vec::new() }
    }

    /// The roles that let a token in or may, in the order of the set.
    ///
    /// # Errors
    /// `TOO_COSTLY` where deciding on one role would take more than the budget of [`crate::limits`].
    pub fn ask(&mut self, claims: &Claims) -> Result<&[SetAnswer], Error> {
        self.key.clear();
        for (place, (name, value)) in claims.iter().enumerate() {
            if !self.decides(place, name) {
                continue;
            }
            write(&mut self.key, name);
            match value {
                ClaimValue::Text(text) => write(&mut self.key, text),
                // What is not a text is rare; its Debug form tells values apart, and a third text tells it from one.
                other => {
                    write(&mut self.key, &format!("{other:?}"));
                    write(&mut self.key, "");
                }
            }
        }
        self.answered(|| claims.clone())
    }

    /// As [`SetAsker::ask`], of claims that are all texts, such as the columns of a table: nothing is copied where the answer
    /// is known already. Only those that [`PolicySet::claims`] names need be given.
    ///
    /// # Errors
    /// As [`SetAsker::ask`].
    pub fn ask_texts<'t>(
        &mut self,
        claims: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    ) -> Result<&[SetAnswer], Error> {
        self.key.clear();
        for (name, text) in claims.clone() {
            write(&mut self.key, name);
            write(&mut self.key, text);
        }
        self.answered(|| claims.collect())
    }

    /// How many tokens were asked.
    pub fn tokens(&self) -> u64 {
        self.seen.tokens
    }

    /// How many pairs of a token and a role were evaluated.
    pub fn candidates(&self) -> u64 {
        self.seen.candidates
    }

    /// Whether a claim can change an answer. Tokens mostly have the same claims in the same order.
    fn decides(&mut self, place: usize, name: &str) -> bool {
        if let Some((known, decides)) = self.decides.get(place)
            && known == name
        {
            return *decides;
        }
        let decides = self.set.claims.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.decides.truncate(place);
        self.decides.push((name.to_owned(), decides));
        decides
    }

    /// The answer that is known under the key, else that for the claims.
    fn answered(&mut self, claims: impl FnOnce() -> Claims) -> Result<&[SetAnswer], Error> {
        self.seen.tokens += 1;
        let key = (number(&self.key), self.key.as_slice().into());
        self.known.get_or_add(&key, || self.seen.answers(&self.set, &claims()))
    }
}

impl Seen {
    /// Finds the candidates that are in no crowd, in order; `shares` says whether the token is readied for all roles at once.
    fn find(&mut self, set: &PolicySet, claims: &Claims, shares: bool) {
        let Seen { tokens, last, found, turn, .. } = self;
        found.clear();
        let Some(first) = set.roles.first() else { return };
        // What the keys of claims hold is the same for every role, but for the doubts that a partition brings.
        let readied = set.shared.door(0).filter(|_| shares);
        let readied = readied.and_then(|door| turn.ready(&set.shared, claims, door.world));
        let own;
        let token = match readied {
            Some(token) => token,
            None => {
                own = sts::prepare(Purpose::Search(&set.keys), claims, &first.options);
                &own
            }
        };
        for request in &token.requests {
            set.index.candidates(&request.context, |role| {
                if let Some(last) = last.get_mut(role as usize).filter(|last| **last != *tokens)
                    && !set.crowds.has(role)
                {
                    *last = *tokens;
                    found.push(role);
                }
            });
        }
        found.sort_unstable();
    }

    fn answers(&mut self, set: &PolicySet, claims: &Claims) -> Result<Vec<SetAnswer>, Error> {
        let shares = self.turn.begin(claims);
        self.find(set, claims, shares);
        self.crowds.ask(&set.crowds, &mut self.turn, (&set.shared, &set.roles), claims, shares);
        let mut answers = Vec::new();
        let found = core::mem::take(&mut self.found);
        let mut alone = found.iter().copied().peekable();
        for (at, member) in set.crowds.members().iter().enumerate() {
            while let Some(role) = alone.next_if(|role| *role < member.role) {
                self.answer(set, claims, role, shares, &mut answers)?;
            }
            match self.crowds.voice(at, *member) {
                Voice::Denied => {}
                Voice::Decided(decision) => answers.push(SetAnswer { role: member.role as usize, decision }),
                Voice::Ask => self.answer(set, claims, member.role, shares, &mut answers)?,
            }
        }
        for role in alone {
            self.answer(set, claims, role, shares, &mut answers)?;
        }
        self.found = found;
        Ok(answers)
    }

    /// Evaluates one role.
    fn answer(
        &mut self,
        set: &PolicySet,
        claims: &Claims,
        role: u32,
        shares: bool,
        answers: &mut Vec<SetAnswer>,
    ) -> Result<(), Error> {
        self.candidates += 1;
        let fare = if shares { self.turn.fare(&set.shared, &set.roles, claims, role) } else { Fare::Open };
        let role = role as usize;
        let decision = match (fare, set.roles.get(role)) {
            (Fare::Decided(decision), _) => decision,
            (Fare::Open, Some(one)) => {
                let token = one.policy.prepare(claims, &one.options);
                token.map_err(|error| error.under(role).under("roles"))?.decide()
            }
            (Fare::Open, None) => return Ok(()),
        };
        if decision.verdict != Verdict::Denied {
            answers.push(SetAnswer { role, decision });
        }
        Ok(())
    }
}
