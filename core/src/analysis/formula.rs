//! The policies and the set of tokens asked about, as formulas over a token's texts.

use super::matcher::Glob;
use crate::aws::condition::context::{RequestContext, Values};
use crate::aws::condition::language::Language;
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::logic::Tri;
use crate::aws::policy::Effect;
use crate::aws::trust::parts::ProviderRules;
use crate::codes;
use crate::sort::sort_and_dedup;

/// Whether the text of a claim fits any of some patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) claim: String,
    pub(super) globs: Vec<Glob>,
}

/// Every atom of a question, each once.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    pub(super) list: Vec<Atom>,
    /// What is not known of requests, each thing once; a number stands for it.
    opens: Vec<String>,
}

impl Atoms {
    pub(super) fn add(&mut self, claim: &str, globs: Vec<Glob>) -> usize {
        let atom = Atom { claim: claim.to_owned(), globs };
        match self.list.iter().position(|known| *known == atom) {
            Some(index) => index,
            None => {
                self.list.push(atom);
                self.list.len() - 1
            }
        }
    }

    fn open(&mut self, what: String) -> usize {
        match self.opens.iter().position(|known| *known == what) {
            Some(index) => index,
            None => {
                self.opens.push(what);
                self.opens.len() - 1
            }
        }
    }
}

/// What lies between two bounds, while some texts are not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) least: Tri,
    pub(super) most: Tri,
}

impl Bounds {
    pub(super) const fn of(tri: Tri) -> Bounds {
        Bounds { least: tri, most: tri }
    }

    fn and(self, other: Bounds) -> Bounds {
        Bounds { least: self.least.and(other.least), most: self.most.and(other.most) }
    }

    fn or(self, other: Bounds) -> Bounds {
        Bounds { least: self.least.or(other.least), most: self.most.or(other.most) }
    }

    pub(super) fn not(self) -> Bounds {
        Bounds { least: self.most.not(), most: self.least.not() }
    }

    /// What both say, and open where they differ.
    fn agreed(self, other: Bounds) -> Bounds {
        let within = |bounds: Bounds| {
            let all = [Tri::No, Tri::Unknown, Tri::Yes];
            all.into_iter().filter(move |tri| (bounds.least..=bounds.most).contains(tri))
        };
        let both = |one: Tri| within(other).map(move |two| if one == two { one } else { Tri::Unknown });
        let all = || within(self).flat_map(both);
        Bounds { least: all().min().unwrap_or(Tri::No), most: all().max().unwrap_or(Tri::Yes) }
    }

    fn map(self, map: impl Fn(Tri) -> Tri) -> Bounds {
        let (one, other) = (map(self.least), map(self.most));
        Bounds { least: one.min(other), most: one.max(other) }
    }
}

/// What is known of the atoms: `Unknown` for a text that is not read yet.
pub(super) type Known<'k> = &'k [Tri];

/// What is taken for so of what is not known of requests.
pub(super) type Taken<'t> = &'t [(usize, bool)];

fn value(known: Known<'_>, atom: usize) -> Bounds {
    match known.get(atom) {
        Some(Tri::Yes) => Bounds::of(Tri::Yes),
        Some(Tri::No) => Bounds::of(Tri::No),
        _ => Bounds { least: Tri::No, most: Tri::Yes },
    }
}

/// One condition of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// The same for every token of the shape; where it is open, the number of what it depends on.
    Settled(Tri, Option<usize>),
    Text {
        /// Fits for certain.
        sure: Option<usize>,
        /// Fits, and may not count.
        maybe: Option<usize>,
        /// Whether a value of the policy is not known at all.
        open: bool,
        negated: bool,
        /// What the test says where AWS might not fill the key.
        missing: Option<Tri>,
        /// What it depends on where it is open.
        what: usize,
    },
}

impl Condition {
    fn bounds(&self, known: Known<'_>, taken: Taken<'_>) -> Bounds {
        let settled = |tri: Tri, what: Option<usize>| {
            let assumed = what.and_then(|what| taken.iter().find(|(one, _)| *one == what));
            if tri == Tri::Unknown { assumed.map_or(tri, |(_, value)| Tri::from(*value)) } else { tri }
        };
        match self {
            Condition::Settled(tri, what) => Bounds::of(settled(*tri, *what)),
            Condition::Text { sure, maybe, open, negated, missing, what } => {
                let none = Bounds::of(Tri::No);
                let half =
                    |bounds: Bounds| bounds.map(|tri| if tri == Tri::Yes { Tri::Unknown } else { tri });
                let mut fits = sure.map_or(none, |atom| value(known, atom));
                fits = fits.or(maybe.map_or(none, |atom| half(value(known, atom))));
                if *open {
                    fits = fits.or(Bounds::of(Tri::Unknown));
                }
                if *negated {
                    fits = fits.not();
                }
                fits = fits.map(|tri| match missing {
                    Some(missing) if *missing != tri => Tri::Unknown,
                    _ => tri,
                });
                fits.map(|tri| settled(tri, Some(*what)))
            }
        }
    }

    fn atoms(&self) -> impl Iterator<Item = usize> {
        match self {
            Condition::Text { sure, maybe, .. } => sure.iter().chain(maybe).copied().collect::<Vec<_>>(),
            Condition::Settled(..) => Vec::new(),
        }
        .into_iter()
    }
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub(super) effect: Effect,
    head: Condition,
    conditions: Vec<Condition>,
}

impl Rule {
    pub(super) fn bounds(&self, known: Known<'_>, taken: Taken<'_>) -> Bounds {
        let mut whole = self.head.bounds(known, taken);
        for condition in &self.conditions {
            if whole.most == Tri::No {
                break;
            }
            whole = whole.and(condition.bounds(known, taken));
        }
        whole
    }
}

/// A policy, as tokens with the same claims meet it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Policy {
    /// The statements, as each provider's tokens meet them; none where STS turns the tokens away.
    providers: Vec<Vec<Rule>>,
    /// Whether resource control policies are in force that are not known.
    open: bool,
}

impl Policy {
    pub(super) fn new(
        rules_by_provider: &[ProviderRules<'_>],
        open: bool,
        view: &View<'_>,
        atoms: &mut Atoms,
    ) -> Policy {
        let rules = |provider: &ProviderRules<'_>, atoms: &mut Atoms| {
            let mut rules = Vec::new();
            for rule in &provider.rules {
                let what = rule.question.map(|question| atoms.open(question.code.name.to_owned()));
                if rule.head == Tri::No {
                    continue;
                }
                let conditions: Vec<Condition> = rule
                    .tests
                    .iter()
                    .map(|test| view.condition(&test.value, &provider.context, atoms))
                    .collect();
                if conditions.iter().any(|one| matches!(one, Condition::Settled(Tri::No, _))) {
                    continue;
                }
                let head = Condition::Settled(rule.head, what);
                rules.push(Rule { effect: rule.effect, head, conditions });
            }
            rules
        };
        Policy { providers: rules_by_provider.iter().map(|provider| rules(provider, atoms)).collect(), open }
    }

    /// Whether it lets the token in.
    pub(super) fn bounds(&self, known: Known<'_>, taken: Taken<'_>) -> Bounds {
        let whole = self.by_statements(known, taken);
        if self.open { whole.map(|tri| tri.and(Tri::Unknown)) } else { whole }
    }

    /// Whether its own statements do.
    fn by_statements(&self, known: Known<'_>, taken: Taken<'_>) -> Bounds {
        let no = Bounds::of(Tri::No);
        let one = |rules: &Vec<Rule>| {
            let (mut allow, mut deny) = (no, no);
            for rule in rules {
                match rule.effect {
                    Effect::Allow => allow = allow.or(rule.bounds(known, taken)),
                    Effect::Deny => deny = deny.or(rule.bounds(known, taken)),
                }
            }
            allow.and(deny.not())
        };
        let mut providers = self.providers.iter().map(one);
        let Some(first) = providers.next() else { return no };
        // Through which provider the token comes is not known: all must agree.
        providers.fold(first, Bounds::agreed)
    }

    /// Every atom that it looks at.
    pub(super) fn atoms(&self) -> impl Iterator<Item = usize> {
        let rules = self.providers.iter().flatten();
        rules.flat_map(|rule| rule.conditions.iter().flat_map(Condition::atoms))
    }

    /// What it may depend on besides the texts.
    fn opens(&self) -> Vec<usize> {
        let mut out = Vec::new();
        for rule in self.providers.iter().flatten() {
            for condition in core::iter::once(&rule.head).chain(&rule.conditions) {
                match condition {
                    Condition::Settled(Tri::Unknown, Some(what)) => out.push(*what),
                    Condition::Text { maybe, open, missing, what, .. }
                        if maybe.is_some() || *open || missing.is_some() =>
                    {
                        out.push(*what);
                    }
                    _ => {}
                }
            }
        }
        out
    }
}

/// How many unknowns are tried both ways.
const MOST_OPENS: usize = 8;

/// Whether, under some reading of what is open, one policy lets a token in that the other does not. What no statement
/// shows holds for both.
pub(super) fn may_differ(one: &Policy, other: &Policy, known: Known<'_>) -> bool {
    if one == other {
        return false;
    }
    let mut opens = one.opens();
    opens.extend(other.opens());
    sort_and_dedup(&mut opens);
    if opens.len() > MOST_OPENS {
        return true;
    }
    (0..1_usize << opens.len()).any(|case| {
        let taken: Vec<(usize, bool)> =
            opens.iter().enumerate().map(|(bit, what)| (*what, case >> bit & 1 == 1)).collect();
        let left = one.by_statements(known, &taken).most;
        left != Tri::No && other.by_statements(known, &taken).least != Tri::Yes
    })
}

/// Which claims a policy sees.
pub(super) struct View<'v> {
    /// Lower-case prefix of the keys that claims fill, colon included.
    pub(super) prefix: String,
    /// Claims that are text in this shape, by lower-case name.
    pub(super) is_text: &'v dyn Fn(&str) -> bool,
    /// Whether the caller may name the session as he likes.
    pub(super) free_session: bool,
}

impl View<'_> {
    fn condition(&self, test: &Test, context: &RequestContext, atoms: &mut Atoms) -> Condition {
        let what = format!("{} {} {:?}", test.name, test.key.lower, test.written);
        let outcome = test.evaluate(context);
        let settled = |atoms: &mut Atoms| settled(outcome, &what, atoms);
        let claim = match test.key.lower.strip_prefix(&self.prefix) {
            Some(claim) if (self.is_text)(claim) => claim,
            None if self.free_session && test.key.lower == super::shape::SESSION => super::shape::SESSION,
            _ => return settled(atoms),
        };
        let missing = match context.values(&test.key) {
            Values::One(_) => None,
            Values::Either([None, Some(one)], _) if one.len() == 1 => {
                let mut without = context.clone();
                without.set(&test.key.lower, crate::aws::condition::context::Entry::Missing);
                Some(test.evaluate(&without).result)
            }
            _ => return settled(atoms),
        };
        if test.operator.comparison == Comparison::Null || test.written.is_empty() {
            return settled(atoms);
        }
        let languages = test.languages(context);
        if languages.contains(&Language::NotRegular) {
            if NEVER_NUMBERS.contains(&claim) {
                return settled(atoms);
            }
            let what = atoms.open(format!("{} {what}", codes::TEST_NOT_REGULAR));
            return Condition::Settled(Tri::Unknown, Some(what));
        }
        let (mut sure, mut maybe, mut open) = (Vec::new(), Vec::new(), false);
        for wanted in languages {
            match wanted {
                Language::Texts { glyphs, case, certain } => {
                    if certain { &mut sure } else { &mut maybe }.push(Glob { glyphs, case });
                }
                Language::Unknown => open = true,
                Language::Nothing | Language::NotRegular => {}
            }
        }
        let mut atom = |globs: Vec<Glob>| (!globs.is_empty()).then(|| atoms.add(claim, globs));
        let (sure, maybe) = (atom(sure), atom(maybe));
        let what = atoms.open(what);
        Condition::Text { sure, maybe, open, negated: test.operator.negated, missing, what }
    }
}

fn settled(outcome: Outcome<'_>, what: &str, atoms: &mut Atoms) -> Condition {
    let what = match outcome.why {
        _ if outcome.result != Tri::Unknown => None,
        Why::Open(question) => Some(atoms.open(question.code.name.to_owned())),
        _ => Some(atoms.open(what.to_owned())),
    };
    Condition::Settled(outcome.result, what)
}

/// Claims that are never a number, a date, an address, an ARN or a truth value.
const NEVER_NUMBERS: [&str; 5] = ["sub", "repository", "ref", "job_workflow_ref", "iss"];

/// A set of tokens.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    classes: Vec<TokenClass>,
}

#[derive(Debug, Clone)]
struct TokenClass {
    all: Vec<ClaimTest>,
    not: Vec<ClaimTest>,
}

#[derive(Debug, Clone)]
struct ClaimTest {
    claim: String,
    atom: Option<usize>,
    /// Whether a token without the claim fits.
    absent: bool,
}

impl Tokens {
    pub(super) fn new(set: &super::world::TokenSet, atoms: &mut Atoms) -> Tokens {
        let mut read = |claims: &[super::world::ClaimPatterns]| -> Vec<ClaimTest> {
            claims
                .iter()
                .map(|(claim, patterns)| {
                    let globs: Vec<Glob> =
                        patterns.iter().flatten().map(|text| Glob::written(text)).collect();
                    let atom = (!globs.is_empty()).then(|| atoms.add(claim, globs));
                    ClaimTest { claim: claim.clone(), atom, absent: patterns.contains(&None) }
                })
                .collect()
        };
        let classes =
            set.classes.iter().map(|class| TokenClass { all: read(&class.claims), not: read(&class.not) });
        Tokens { classes: classes.collect() }
    }

    /// Whether the set holds the token; `has` tells which claims there are.
    pub(super) fn bounds(&self, known: Known<'_>, has: &dyn Fn(&str) -> bool) -> Bounds {
        let fits = |test: &ClaimTest| match (has(&test.claim), test.atom) {
            (false, _) => Bounds::of(Tri::from(test.absent)),
            (true, Some(atom)) => value(known, atom),
            (true, None) => Bounds::of(Tri::No),
        };
        let class = |class: &TokenClass| {
            let all = class.all.iter().fold(Bounds::of(Tri::Yes), |whole, test| whole.and(fits(test)));
            class.not.iter().fold(all, |whole, test| whole.and(fits(test).not()))
        };
        self.classes.iter().map(class).fold(Bounds::of(Tri::No), Bounds::or)
    }

    /// Every claim that it looks at.
    pub(super) fn claims(&self) -> impl Iterator<Item = &str> {
        self.classes
            .iter()
            .flat_map(|class| class.all.iter().chain(&class.not))
            .map(|test| test.claim.as_str())
    }

    /// Every atom.
    pub(super) fn atoms(&self) -> impl Iterator<Item = usize> {
        self.classes.iter().flat_map(|class| class.all.iter().chain(&class.not)).filter_map(|test| test.atom)
    }
}
