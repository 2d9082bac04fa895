//! What each value of a key would give, found by trying.

use super::condition::{Candidate, Comparison, Test};
use super::logic::Verdict;
use super::need::{Need, NeedPattern, NeedValue};

/// How many values of one key are tried.
const MAX_VALUES: usize = 64;

/// Values of the tests' type that a policy hardly names: of some lengths, an address that no network is given to
/// (RFC 1112), an ARN of nothing.
fn others(tests: &[&Test]) -> &'static [&'static str] {
    let any = |wanted: Comparison| tests.iter().any(|test| test.operator.comparison == wanted);
    if any(Comparison::IpAddress) {
        &["240.0.0.1"]
    } else if any(Comparison::Arn) {
        &["arn:\u{fffd}:\u{fffd}:::\u{fffd}"]
    } else if any(Comparison::Bool) {
        &["true", "false"]
    } else {
        &["\u{fffd}\u{fffd}", "\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"]
    }
}

/// Fills in what the values that the tests of a key tell apart would give; `verdict` decides for one value.
///
/// `only` says that the key holds one value and no policy puts it into a pattern: then the values that no test names all
/// come to the same.
pub(crate) fn fill(need: &mut Need, tests: &[&Test], only: bool, verdict: &dyn Fn(&str) -> Verdict) {
    // Of numbers and instants there are more than the policy names.
    let comparisons = || tests.iter().map(|test| test.operator.comparison);
    if comparisons().any(|one| matches!(one, Comparison::Numeric(_) | Comparison::Date(_))) {
        return;
    }
    // What the policies name no value for is tried with one that fits none of theirs.
    let other = others(tests).iter().find(|other| !tests.iter().any(|test| test.names(other)));
    need.otherwise = other.filter(|_| only).map(|other| verdict(other));
    for test in tests {
        for candidate in test.candidates().take(MAX_VALUES) {
            match candidate {
                Candidate::Value(value) => {
                    if need.values.iter().any(|known| known.value == value) {
                        continue;
                    }
                    let verdict = verdict(value);
                    if Some(verdict) != need.otherwise {
                        need.values.push(NeedValue { value: value.to_owned(), verdict });
                    }
                }
                Candidate::Pattern(pattern, sample) => {
                    if need.patterns.iter().any(|known| known.pattern == pattern) {
                        continue;
                    }
                    let verdict = verdict(&sample);
                    if Some(verdict) != need.otherwise {
                        need.patterns.push(NeedPattern { pattern: pattern.to_owned(), verdict });
                    }
                }
            }
        }
    }
    if need.values.is_empty() && need.patterns.is_empty() && need.otherwise == Some(Verdict::Undetermined) {
        need.otherwise = None;
    }
}
