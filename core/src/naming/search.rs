//! Regular expressions over whole texts. Two engines of `regex-automata` do it: a lazy automaton says which of many
//! patterns match, the simulation of one pattern finds its captures. Its `meta` engine would choose among all engines, and
//! bring them all into a WebAssembly build.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::pikevm::{self, PikeVM};
use regex_automata::nfa::thompson::{Config, WhichCaptures};
use regex_automata::util::captures::Captures;
use regex_automata::util::pool::Pool;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind, PatternSet};

/// Bytes of the compiled patterns of one set, and of the states that a thread keeps of it, at most.
const MAX_SET: usize = 10 << 20;
/// Bytes of the states that a thread keeps of one pattern with captures, at most.
const MAX_KEPT: usize = 2 << 20;
/// Bytes of one compiled pattern with captures, at most.
const MAX_COMPILED: usize = 1 << 18;

/// What an engine works in, kept between texts.
type Caches<C> = Pool<C, Box<dyn Fn() -> C + Send + Sync + UnwindSafe + RefUnwindSafe>>;

/// Patterns that are asked together of one text.
#[derive(Debug, Clone, Default)]
pub(super) struct PatternsTogether(Option<Arc<Lazy>>);

#[derive(Debug)]
struct Lazy {
    dfa: DFA,
    caches: Caches<dfa::Cache>,
}

/// One pattern, with what it captures.
#[derive(Debug, Clone)]
pub(super) struct PatternWithCaptures(Arc<Simulated>);

#[derive(Debug)]
struct Simulated {
    /// Whether it matches: most texts do not, and the automaton sees that many times faster.
    lazy: PatternsTogether,
    vm: PikeVM,
    caches: Caches<pikevm::Cache>,
}

impl PatternsTogether {
    /// Compiles regular expressions that are anchored at both ends; none where they are too large together.
    pub(super) fn new(regexes: &[&str]) -> Option<PatternsTogether> {
        PatternsTogether::within(regexes, MAX_SET, MAX_SET)
    }

    fn within(regexes: &[&str], most: usize, kept: usize) -> Option<PatternsTogether> {
        if regexes.is_empty() {
            return Some(PatternsTogether(None));
        }
        let config = Config::new().utf8(false).nfa_size_limit(Some(most)).which_captures(WhichCaptures::None);
        let dfa = DFA::builder()
            .configure(
                DFA::config().match_kind(MatchKind::All).cache_capacity(kept).skip_cache_capacity_check(true),
            )
            .thompson(config)
            .syntax(syntax::Config::new().utf8(false).dot_matches_new_line(true))
            .build_many(regexes)
            .ok()?;
        let fresh = dfa.clone();
        let caches: Caches<dfa::Cache> = Pool::new(Box::new(move || fresh.create_cache()));
        Some(PatternsTogether(Some(Arc::new(Lazy { dfa, caches }))))
    }

    /// Which of them match the text, by their number, in order.
    pub(super) fn matches(&self, text: &str) -> Vec<usize> {
        let Some(lazy) = &self.0 else { return Vec::new() };
        let mut found = PatternSet::new(lazy.dfa.pattern_len());
        let input = Input::new(text).anchored(Anchored::Yes);
        let searched = lazy.dfa.try_which_overlapping_matches(&mut lazy.caches.get(), &input, &mut found);
        debug_assert!(searched.is_ok(), "the engine gives up only where it is configured to");
        found.iter().map(|id| id.as_usize()).collect()
    }
}

impl PatternWithCaptures {
    /// Compiles a regular expression that is anchored at both ends; none where it is too large.
    pub(super) fn new(regex: &str) -> Option<PatternWithCaptures> {
        let vm = PikeVM::builder()
            .thompson(Config::new().utf8(false).nfa_size_limit(Some(MAX_COMPILED)))
            .syntax(syntax::Config::new().utf8(false))
            .build(regex)
            .ok()?;
        let lazy = PatternsTogether::within(&[regex], MAX_COMPILED, MAX_KEPT)?;
        let fresh = vm.clone();
        let caches: Caches<pikevm::Cache> = Pool::new(Box::new(move || fresh.create_cache()));
        Some(PatternWithCaptures(Arc::new(Simulated { lazy, vm, caches })))
    }

    /// The size of its compiled form.
    pub(super) fn memory_usage(&self) -> usize {
        self.0.vm.get_nfa().memory_usage()
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        !self.0.lazy.matches(text).is_empty()
    }

    /// What it captures where it matches.
    pub(super) fn captures(&self, text: &str) -> Option<Captures> {
        if !self.is_match(text) {
            return None;
        }
        let mut found = self.0.vm.create_captures();
        let input = Input::new(text).anchored(Anchored::Yes);
        self.0.vm.captures(&mut self.0.caches.get(), input, &mut found);
        found.is_match().then_some(found)
    }
}
