//! The language of each kind of word.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use super::alphabet::{Alphabet, Mask, Set, Symbol};
use super::automata::{Dfa, Group, Re, START, groups_for};
use super::hash::Hasher;
use super::words::Kind;

/// The most characters that are looked at where nothing bounds a word.
const UNBOUNDED: usize = 4_096;

fn any() -> Re {
    Re::many(Re::One(Set::Any))
}

/// As `check_owner` has it, without the most characters.
fn login() -> Re {
    let letter = || Re::One(Set::Alphanumeric);
    let hyphen = || Re::perhaps(Re::Text("-"));
    let name = Re::Seq(vec![letter(), Re::many(Re::Seq(vec![hyphen(), letter()])), hyphen()]);
    Re::Seq(vec![name, Re::perhaps(Re::Seq(vec![Re::Text("_"), Re::some(letter())]))])
}

fn containing(text: &'static str) -> Re {
    Re::Seq(vec![any(), Re::Text(text), any()])
}

fn ending(text: &'static str) -> Re {
    Re::Seq(vec![any(), Re::Text(text)])
}

fn starting(text: &'static str) -> Re {
    Re::Seq(vec![Re::Text(text), any()])
}

fn id() -> Re {
    Re::Seq(vec![Re::One(Set::NonZero), Re::many(Re::One(Set::Digit))])
}

fn hash() -> Re {
    Re::Seq((0..40).map(|_| Re::One(Set::Hex)).collect())
}

fn under(start: &'static str) -> Re {
    Re::Seq(vec![Re::Text(start), Re::some(Re::One(Set::Ref))])
}

fn branch() -> Re {
    under("refs/heads/")
}

fn tag() -> Re {
    under("refs/tags/")
}

fn pull() -> Re {
    Re::Seq(vec![Re::Text("refs/pull/"), id(), Re::Text("/merge")])
}

/// What git-check-ref-format refuses of a whole ref. Only `git branch` and `git tag` refuse a name that starts with `-`; a
/// push need not go through them.
fn no_ref() -> Re {
    Re::Any(vec![
        containing(".."),
        containing("@{"),
        containing("//"),
        containing("/."),
        containing(".lock/"),
        ending(".lock"),
        ending("/"),
        ending("."),
    ])
}

fn refs(of: Vec<Re>) -> Dfa {
    Dfa::new(&Re::Any(of), &no_ref())
}

fn environment(without: &Re) -> Dfa {
    let end = || Re::One(Set::EnvironmentEnd);
    let long = Re::Seq(vec![end(), Re::many(Re::One(Set::Environment)), end()]);
    Dfa::new(&Re::Any(vec![end(), long]), without)
}

fn plain(re: &Re) -> Dfa {
    Dfa::new(re, &Re::Any(Vec::new()))
}

static LOGIN: LazyLock<Dfa> = LazyLock::new(|| plain(&login()));
static ACCOUNT: LazyLock<Dfa> =
    LazyLock::new(|| plain(&Re::Seq(vec![login(), Re::perhaps(Re::Text("[bot]"))])));
static NAME: LazyLock<Dfa> = LazyLock::new(|| {
    let without = vec![Re::Text("."), Re::Text(".."), ending(".git"), ending(".wiki")];
    Dfa::new(&Re::some(Re::One(Set::Name)), &Re::Any(without))
});
static ANY: LazyLock<Dfa> = LazyLock::new(|| plain(&any()));
static BRANCH: LazyLock<Dfa> = LazyLock::new(|| refs(vec![branch()]));
static TAG: LazyLock<Dfa> = LazyLock::new(|| refs(vec![tag()]));
static BRANCH_OR_TAG: LazyLock<Dfa> = LazyLock::new(|| refs(vec![branch(), tag()]));
static QUEUE: LazyLock<Dfa> = LazyLock::new(|| refs(vec![under("refs/heads/gh-readonly-queue/")]));
static PULL: LazyLock<Dfa> = LazyLock::new(|| refs(vec![pull()]));
static PULL_OR_BRANCH: LazyLock<Dfa> = LazyLock::new(|| refs(vec![branch(), pull()]));
static REF: LazyLock<Dfa> = LazyLock::new(|| refs(vec![branch(), tag(), pull()]));
static CALLED: LazyLock<Dfa> = LazyLock::new(|| refs(vec![branch(), tag(), hash()]));
static ENVIRONMENT: LazyLock<Dfa> = LazyLock::new(|| environment(&Re::Any(Vec::new())));
static PLAIN_ENVIRONMENT: LazyLock<Dfa> = LazyLock::new(|| environment(&containing(":")));
static FILE: LazyLock<Dfa> = LazyLock::new(|| {
    let end = Re::Any(vec![Re::Text(".yml"), Re::Text(".yaml")]);
    plain(&Re::Seq(vec![Re::some(Re::One(Set::File)), end]))
});
static TEXT: LazyLock<Dfa> = LazyLock::new(|| plain(&Re::some(Re::One(Set::Any))));
static PLAIN_TEXT: LazyLock<Dfa> = LazyLock::new(|| plain(&Re::some(Re::One(Set::NoColon))));
static BARE: LazyLock<Dfa> = LazyLock::new(|| {
    let without = vec![no_ref(), starting("/"), starting(".")];
    Dfa::new(&Re::some(Re::One(Set::Ref)), &Re::Any(without))
});
static ID: LazyLock<Dfa> = LazyLock::new(|| plain(&id()));
static HASH: LazyLock<Dfa> = LazyLock::new(|| plain(&hash()));
static SESSION: LazyLock<Dfa> = LazyLock::new(|| {
    let one = || Re::One(Set::Session);
    plain(&Re::Seq(vec![one(), Re::some(one())]))
});
static IDENTIFIER: LazyLock<Dfa> = LazyLock::new(|| plain(&Re::some(Re::One(Set::Identifier))));

impl Kind {
    /// The words, save for what is listed, and the most characters that they have.
    fn words(&self) -> (&'static Dfa, usize) {
        match self {
            Kind::ForeignLogin | Kind::Login => (&LOGIN, 39),
            Kind::Account => (&ACCOUNT, 44),
            Kind::Name | Kind::NameBut(_) => (&NAME, 100),
            Kind::OneOf(_) => (&ANY, UNBOUNDED),
            Kind::Branch => (&BRANCH, UNBOUNDED),
            Kind::Tag => (&TAG, UNBOUNDED),
            Kind::BranchOrTag => (&BRANCH_OR_TAG, UNBOUNDED),
            Kind::Queue => (&QUEUE, UNBOUNDED),
            Kind::Pull => (&PULL, UNBOUNDED),
            Kind::PullOrBranch => (&PULL_OR_BRANCH, UNBOUNDED),
            Kind::Ref => (&REF, UNBOUNDED),
            Kind::Called => (&CALLED, UNBOUNDED),
            Kind::Environment => (&ENVIRONMENT, 255),
            Kind::PlainEnvironment => (&PLAIN_ENVIRONMENT, 255),
            Kind::File => (&FILE, 255),
            Kind::Text => (&TEXT, UNBOUNDED),
            Kind::PlainText => (&PLAIN_TEXT, UNBOUNDED),
            Kind::Bare => (&BARE, UNBOUNDED),
            Kind::Id | Kind::IdBut(_) => (&ID, 20),
            Kind::Hash => (&HASH, 40),
            Kind::Session => (&SESSION, 64),
            Kind::Identifier => (&IDENTIFIER, 255),
        }
    }

    fn list(&self, ours: &[String]) -> Option<List> {
        let (rule, any_case, texts) = match self {
            Kind::ForeignLogin => (Rule::But, true, ours),
            Kind::Login => (Rule::ButOtherCase, true, ours),
            Kind::NameBut(texts) | Kind::IdBut(texts) => (Rule::But, false, texts.as_slice()),
            Kind::OneOf(texts) => (Rule::Only, false, texts.as_slice()),
            _ => return None,
        };
        if texts.is_empty() && rule != Rule::Only {
            return None;
        }
        let folded = |text: &String| if any_case { text.to_ascii_lowercase() } else { text.clone() };
        let trie = Trie::new(texts.iter().map(folded));
        let exact =
            if rule == Rule::ButOtherCase { Trie::new(texts.iter().cloned()) } else { Trie::default() };
        Some(List { rule, any_case, trie, exact })
    }
}

/// What a list of texts does to a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// It has only these.
    Only,
    /// It lacks these.
    But,
    /// It lacks these in another case.
    ButOtherCase,
}

#[derive(Debug)]
struct List {
    rule: Rule,
    /// Whether the trie is in lower case and case is disregarded.
    any_case: bool,
    trie: Trie,
    /// The texts as they are written.
    exact: Trie,
}

#[derive(Debug, Default)]
struct Trie {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: Vec<(char, usize)>,
    ends: bool,
}

impl Trie {
    fn new(texts: impl Iterator<Item = String>) -> Trie {
        let mut nodes = vec![Node::default()];
        for text in texts {
            let mut at = 0;
            for c in text.chars() {
                let fresh = nodes.len();
                let Some(node) = nodes.get_mut(at) else { break };
                at = match node.next.iter().find(|(known, _)| *known == c) {
                    Some((_, next)) => *next,
                    None => {
                        node.next.push((c, fresh));
                        nodes.push(Node::default());
                        fresh
                    }
                };
            }
            if let Some(node) = nodes.get_mut(at) {
                node.ends = true;
            }
        }
        Trie { nodes }
    }

    fn next(&self, at: Option<usize>) -> &[(char, usize)] {
        at.and_then(|at| self.nodes.get(at)).map_or(&[], |node| node.next.as_slice())
    }

    fn step(&self, at: Option<usize>, c: char) -> Option<usize> {
        self.next(at).iter().find(|(known, _)| *known == c).map(|(_, next)| *next)
    }

    fn ends(&self, at: Option<usize>) -> bool {
        at.and_then(|at| self.nodes.get(at)).is_some_and(|node| node.ends)
    }
}

/// A state: of the automaton, of the list, and of the list as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Place {
    dfa: usize,
    listed: Option<usize>,
    exact: Option<usize>,
}

/// Where the symbols of a state lead.
pub(super) enum Groups {
    /// As the automaton has it.
    Known(&'static [Group]),
    /// As it was worked out for the question.
    Made(Rc<[Group]>),
}

impl core::ops::Deref for Groups {
    type Target = [Group];

    fn deref(&self) -> &[Group] {
        match self {
            Groups::Known(groups) => groups,
            Groups::Made(groups) => groups,
        }
    }
}

/// The words of one kind. Without a list its states are those of the automaton; with one they are numbered as they are met.
#[derive(Debug)]
pub(super) struct Language {
    dfa: &'static Dfa,
    list: Option<List>,
    /// The longest word.
    pub(super) most: usize,
    places: Vec<Place>,
    known: HashMap<Place, usize, Hasher>,
    groups: Vec<Option<Rc<[Group]>>>,
}

impl Language {
    pub(super) fn new(kind: &Kind, ours: &[String]) -> Language {
        let (dfa, most) = kind.words();
        let mut language = Language {
            dfa,
            list: kind.list(ours),
            most,
            places: Vec::new(),
            known: HashMap::default(),
            groups: Vec::new(),
        };
        if language.list.is_some() {
            language.number(Place { dfa: START, listed: Some(0), exact: Some(0) });
        } else {
            language.groups.resize(dfa.states.len(), None);
        }
        language
    }

    fn number(&mut self, place: Place) -> usize {
        let fresh = self.places.len();
        let number = *self.known.entry(place).or_insert(fresh);
        if number == fresh {
            self.places.push(place);
            self.groups.push(None);
        }
        number
    }

    /// Whether a word may end here.
    pub(super) fn accepts(&self, state: usize) -> bool {
        let accepts = |state: usize| self.dfa.states.get(state).is_some_and(|state| state.accepts);
        let Some(list) = &self.list else { return accepts(state) };
        let Some(place) = self.places.get(state) else { return false };
        let (ends, exact) = (list.trie.ends(place.listed), list.exact.ends(place.exact));
        let listed = match list.rule {
            Rule::Only => ends,
            Rule::But => !ends,
            Rule::ButOtherCase => !ends || exact,
        };
        listed && accepts(place.dfa)
    }

    /// Where the symbols lead; those that are in no group lead nowhere.
    pub(super) fn groups(&mut self, state: usize, alphabet: &Alphabet) -> Groups {
        if self.list.is_none() && alphabet.is_plain() {
            return Groups::Known(self.dfa.states.get(state).map_or(&[], |state| &state.plain));
        }
        if let Some(Some(known)) = self.groups.get(state) {
            return Groups::Made(Rc::clone(known));
        }
        let groups: Rc<[Group]> = self.work_out(state, alphabet).into();
        if let Some(slot) = self.groups.get_mut(state) {
            *slot = Some(Rc::clone(&groups));
        }
        Groups::Made(groups)
    }

    fn work_out(&mut self, state: usize, alphabet: &Alphabet) -> Vec<Group> {
        let foreign: Vec<(Symbol, char)> = alphabet.foreign().collect();
        let base = |dfa: usize| {
            self.dfa.states.get(dfa).map_or_else(Vec::new, |state| groups_for(&state.groups, &foreign))
        };
        let Some(list) = &self.list else { return base(state) };
        let Some(place) = self.places.get(state).copied() else { return Vec::new() };
        let base = base(place.dfa);
        // Symbols on which the list goes on, each with where it then is.
        let mut listed: Vec<(Symbol, Option<usize>, Option<usize>)> = Vec::new();
        for (c, next) in list.trie.next(place.listed) {
            let other = if list.any_case { c.to_ascii_uppercase() } else { *c };
            listed.push((alphabet.symbol(*c), Some(*next), list.exact.step(place.exact, *c)));
            if other != *c {
                listed.push((alphabet.symbol(other), Some(*next), list.exact.step(place.exact, other)));
            }
        }
        let only = list.rule == Rule::Only;
        let mut out = Vec::new();
        for Group { mut symbols, to: dfa } in base {
            for (symbol, listed, exact) in &listed {
                if symbols.has(*symbol) {
                    symbols = symbols.without(Mask::one(*symbol));
                    let to = self.number(Place { dfa, listed: *listed, exact: *exact });
                    out.push(Group { symbols: Mask::one(*symbol), to });
                }
            }
            if !only && symbols.first().is_some() {
                let to = self.number(Place { dfa, listed: None, exact: None });
                out.push(Group { symbols, to });
            }
        }
        out
    }

    /// Where a symbol leads.
    fn step(&mut self, state: usize, symbol: Symbol, alphabet: &Alphabet) -> Option<usize> {
        let groups = self.groups(state, alphabet);
        groups.iter().find(|group| group.symbols.has(symbol)).map(|group| group.to)
    }

    /// Whether it has this word.
    pub(super) fn holds(&mut self, word: &[Symbol], alphabet: &Alphabet) -> bool {
        let end = word.iter().try_fold(START, |state, symbol| self.step(state, *symbol, alphabet));
        word.len() <= self.most && end.is_some_and(|state| self.accepts(state))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::names::{check_owner, check_ref, check_repository};

    fn has(kind: &Kind, word: &str) -> bool {
        let alphabet = Alphabet::new(&BTreeSet::from(['ü', '\u{85}', '\u{3000}']));
        Language::new(kind, &["Octo-Org".to_owned()])
            .holds(&alphabet.read(word).collect::<Vec<_>>(), &alphabet)
    }

    #[test]
    fn a_login_of_ours_is_spelt_one_way() {
        for (login, foreign, any) in [
            ("Octo-Org", false, true),
            ("octo-org", false, false),
            ("octo-orgs", true, true),
            ("a--b", false, false),
        ] {
            assert_eq!(
                (has(&Kind::ForeignLogin, login), has(&Kind::Login, login)),
                (foreign, any),
                "{login}"
            );
        }
    }

    #[test]
    fn an_app_acts_under_its_own_name() {
        for (actor, is_one) in
            [("dependabot[bot]", true), ("octocat", true), ("[bot]", false), ("a[bot]b", false)]
        {
            assert_eq!(
                (has(&Kind::Account, actor), has(&Kind::Login, actor) && is_one),
                (is_one, actor == "octocat")
            );
        }
    }

    /// Every word of these letters, up to a length.
    fn words(letters: &[&str], most: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..most {
            let end = all.len();
            for index in from..end {
                all.extend(
                    letters.iter().map(|letter| format!("{}{letter}", all[index])).collect::<Vec<_>>(),
                );
            }
            from = end;
        }
        all
    }

    #[test]
    fn a_word_is_in_its_language_where_the_name_is_one() {
        for word in words(&["a", "7", "-", "_", "."], 5) {
            assert_eq!(has(&Kind::Login, &word), check_owner(&word).is_ok(), "{word}");
        }
        for word in words(&["a", ".", "-", ".git", ".wiki", "/"], 4) {
            assert_eq!(has(&Kind::NameBut(Vec::new()), &word), check_repository(&word).is_ok(), "{word}");
        }
        for word in words(&["a", ".", "/", "@", "{", "-", ".lock", ":", " "], 4) {
            let branch = format!("refs/heads/{word}");
            assert_eq!(has(&Kind::Branch, &branch), check_ref(&branch).is_ok(), "{branch}");
        }
    }

    #[test]
    fn refs_are_those_of_git() {
        for good in ["refs/heads/main", "refs/heads/a.b/@", "refs/heads/-a", "refs/heads/ü%\"'"] {
            assert!(has(&Kind::Branch, good), "{good}");
        }
        for bad in ["refs/heads/", "refs/heads/a..b", "refs/heads/a.lock", "refs/heads/a b", "main"] {
            assert!(!has(&Kind::Branch, bad), "{bad}");
        }
        assert!(has(&Kind::Pull, "refs/pull/7/merge") && !has(&Kind::Pull, "refs/pull/07/merge"));
    }

    #[test]
    fn an_environment_has_no_space_at_an_end() {
        assert!(has(&Kind::Environment, "a b:ü"));
        for bad in [" a", "a\u{3000}", "a\u{85}b", ""] {
            assert!(!has(&Kind::Environment, bad), "{bad:?}");
        }
    }

    #[test]
    fn a_list_is_all_or_nothing() {
        let one_of = Kind::OneOf(vec![String::new(), "ab".to_owned()]);
        assert!(has(&one_of, "") && has(&one_of, "ab") && !has(&one_of, "a") && !has(&one_of, "abc"));
        let but = Kind::IdBut(vec!["42".to_owned()]);
        assert!(has(&but, "4") && has(&but, "421") && !has(&but, "42") && !has(&but, "0"));
    }
}
