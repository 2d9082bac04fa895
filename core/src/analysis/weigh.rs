//! What a search looks for, and how far what it finds comes to that.

use super::formula::{Bounds, Policy, Tokens, may_differ};
use super::join::{Ask, Chosen};
use super::shape::{Party, Shape};
use super::token::{self, WitnessToken};
use super::world::TokenSet;
use crate::aws::logic::Tri;
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::error::Error;

/// One thing that a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// That this policy lets it in.
    Admitted(usize),
    /// That this policy keeps it out.
    Refused(usize),
    /// That this set holds it.
    In(usize),
    /// That this set does not.
    Out(usize),
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) terms: Vec<Term>,
    /// Who may have the token.
    pub(super) parties: Parties,
}

/// Whose tokens are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parties {
    All,
    Others,
    One(Party),
}

impl Parties {
    pub(super) fn holds(self, party: Party) -> bool {
        match self {
            Parties::All => true,
            Parties::Others => !matches!(party, Party::Ours(_)),
            Parties::One(one) => one == party,
        }
    }
}

/// The best token for a want.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// Yes: for certain. Unknown: perhaps. No: there is none.
    pub(super) grade: Tri,
    pub(super) token: Option<WitnessToken>,
    pub(super) party: Option<Party>,
    /// Why the token itself may not be.
    pub(super) doubt: Option<String>,
    /// Whether some template might do what those tried do not.
    pub(super) template_open: bool,
}

impl Best {
    pub(super) const NONE: Best =
        Best { grade: Tri::No, token: None, party: None, doubt: None, template_open: false };
}

/// A formula over the atoms of a shape.
pub(super) struct Weigh<'w> {
    pub(super) want: &'w Want,
    pub(super) form: &'w [Policy],
    pub(super) sets: &'w [Tokens],
    pub(super) has: &'w dyn Fn(&str) -> bool,
}

impl Weigh<'_> {
    fn bounds(&self, term: Term, known: &[Tri]) -> Bounds {
        let no = Bounds::of(Tri::No);
        let policy = |index: usize| self.form.get(index).map_or(no, |policy| policy.bounds(known, &[]));
        let set = |index: usize| self.sets.get(index).map_or(no, |set| set.bounds(known, self.has));
        match term {
            Term::Admitted(index) => policy(index),
            Term::Refused(index) => policy(index).not(),
            Term::In(index) => set(index),
            Term::Out(index) => set(index).not(),
        }
    }

    fn most_of(&self, known: &[Tri]) -> Tri {
        let most = |term: &Term| self.bounds(*term, known).most;
        self.want.terms.iter().map(most).min().unwrap_or(Tri::No)
    }

    /// What a whole token comes to. Where both policies are open they may be open for the same reason.
    fn whole(&self, known: &[Tri]) -> Tri {
        let grade = self.most_of(known);
        if let (Tri::Unknown, [Term::Admitted(one), Term::Refused(other)]) =
            (grade, self.want.terms.as_slice())
            && let (Some(one), Some(other)) = (self.form.get(*one), self.form.get(*other))
            && !may_differ(one, other, known)
        {
            return Tri::No;
        }
        grade
    }
}

impl Ask for Weigh<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.most_of(known)
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        Ok(self.whole(known))
    }
}

/// Gathers what the claims besides the subject can come to together.
pub(super) struct Collect<'c> {
    pub(super) weigh: Weigh<'c>,
    pub(super) of: &'c [usize],
    pub(super) found: Vec<Vec<Tri>>,
}

impl Ask for Collect<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.weigh.most_of(known)
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        let same = |one: &Vec<Tri>| self.of.iter().all(|atom| one.get(*atom) == known.get(*atom));
        if !self.found.iter().any(same) {
            self.found.push(known.to_vec());
        }
        Ok(Tri::No)
    }
}

/// A formula of which some atoms are known beforehand.
pub(super) struct Held<'h> {
    pub(super) weigh: Weigh<'h>,
    pub(super) held: &'h [Tri],
    pub(super) of: &'h [usize],
}

impl Held<'_> {
    fn with(&self, known: &[Tri]) -> Vec<Tri> {
        let mut out = known.to_vec();
        for atom in self.of {
            if let (Some(slot), Some(value)) = (out.get_mut(*atom), self.held.get(*atom)) {
                *slot = *value;
            }
        }
        out
    }
}

impl Ask for Held<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.weigh.most_of(&self.with(known))
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        Ok(self.weigh.whole(&self.with(known)))
    }
}

/// A formula, with every token minted and put to the policies.
pub(super) struct Mint<'m> {
    pub(super) weigh: Weigh<'m>,
    pub(super) ceiling: Tri,
    pub(super) mint: &'m dyn Fn(&Chosen, Tri) -> Result<Tri, Error>,
    pub(super) found: Tri,
    /// Whether a token does not get in of which the automata did not know: another one of its class may.
    pub(super) loose: bool,
}

impl Ask for Mint<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        // What is open is settled by the token itself, perhaps.
        self.weigh.most_of(known).min(self.ceiling)
    }

    fn token(&mut self, known: &[Tri], chosen: &Chosen) -> Result<Tri, Error> {
        let grade = self.weigh.whole(known).min(self.ceiling);
        if grade <= self.found {
            return Ok(Tri::No);
        }
        let found = (self.mint)(chosen, grade)?;
        self.loose |= found == Tri::No;
        self.found = self.found.max(found);
        Ok(found)
    }
}

/// What `build_subject` and `check_trust` make of a token that the automata found.
pub(super) fn confirm(
    token: &WitnessToken,
    shape: &Shape,
    want: &Want,
    formula: Tri,
    policies: &[&TrustPolicy],
    sets: &[TokenSet],
    options: &TrustOptions,
) -> Result<Tri, Error> {
    if !token.is_minted(shape.doubt.is_some())? {
        return Err(token::fault(token, "`build_subject` does not give its subject"));
    }
    let mut grade = Tri::Yes;
    for term in &want.terms {
        let verdict = |index: usize| {
            policies.get(index).map_or(Verdict::Denied, |policy| token.verdict(policy, options))
        };
        let tri = |verdict: Verdict| match verdict {
            Verdict::Allowed => Tri::Yes,
            Verdict::Undetermined => Tri::Unknown,
            Verdict::Denied => Tri::No,
        };
        let holds = |index: usize| Tri::from(sets.get(index).is_some_and(|set| set.holds(&token.claims)));
        grade = grade.and(match term {
            Term::Admitted(index) => tri(verdict(*index)),
            Term::Refused(index) => tri(verdict(*index)).not(),
            Term::In(index) => holds(*index),
            Term::Out(index) => holds(*index).not(),
        });
    }
    if shape.doubt.is_some() {
        grade = grade.and(Tri::Unknown);
    }
    if formula == Tri::Yes && grade != Tri::Yes {
        return Err(token::fault(token, "`check_trust` says otherwise"));
    }
    Ok(grade)
}
