//! Regular expressions as Terraform has them. The engine that the rules for names use too reads all that Go's does, but for
//! a few classes.

use regex_automata::nfa::thompson::Config;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::util::captures::Captures;
use regex_automata::{Input, util::syntax};

use super::stop::{Budget, Stop, fails};

/// Bytes of one compiled pattern, at most.
const MAX_COMPILED: usize = 1 << 18;

/// A pattern.
pub(super) struct Pattern(PikeVM);

/// Where a pattern and its groups match.
pub(super) type Match = Vec<Option<core::ops::Range<usize>>>;

impl Pattern {
    pub(super) fn new(text: &str) -> Result<Pattern, Stop> {
        let vm = PikeVM::builder()
            .thompson(Config::new().nfa_size_limit(Some(MAX_COMPILED)))
            .syntax(syntax::Config::new())
            .build(text);
        match vm {
            Ok(vm) => Ok(Pattern(vm)),
            Err(_) => fails("the regular expression is not read"),
        }
    }

    /// The names of its groups, the first of which is the whole.
    pub(super) fn names(&self) -> Vec<Option<String>> {
        let info = self.0.get_nfa().group_info();
        info.pattern_names(regex_automata::PatternID::ZERO).map(|name| name.map(str::to_owned)).collect()
    }

    /// The matches from left to right, at most as many as asked for.
    pub(super) fn matches(&self, text: &str, most: usize, budget: &mut Budget) -> Result<Vec<Match>, Stop> {
        let mut cache = self.0.create_cache();
        let mut out = Vec::new();
        let mut at = 0;
        let states = self.0.get_nfa().states().len();
        while out.len() < most && at <= text.len() {
            budget.spend(1 + (text.len() - at).saturating_mul(states) / 16)?;
            let mut found: Captures = self.0.create_captures();
            self.0.captures(&mut cache, Input::new(text).range(at..text.len()), &mut found);
            let Some(whole) = found.get_match() else { break };
            out.push(
                (0..found.group_len()).map(|group| found.get_group(group).map(|span| span.range())).collect(),
            );
            let next = whole.end();
            at = if whole.is_empty() {
                next + text.get(next..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
            } else {
                next
            };
        }
        Ok(out)
    }
}
