//! What is not known, case by case: where every value leads to the same verdict, that is the verdict.
//!
//! Three-valued logic looks at each test by itself; two tests of one unknown claim may settle each other.

use super::token::{PreparedToken, ProviderRequest};
use super::{Decision, TrustPolicy, TrustReason};
use crate::aws::condition::Test;
use crate::aws::condition::context::{Entry, Key, Missing, UnknownKey, Values};
use crate::aws::logic::Verdict;

/// How many cases are tried.
const MOST: usize = 64;

/// How many keys are looked at.
const MOST_KEYS: usize = 64;

/// A key, and every case that there is of it.
type Open<'p> = (&'p Key, Vec<Entry>);

/// The decision, and the keys that make no difference.
pub(super) fn decide(
    policy: &TrustPolicy,
    token: &PreparedToken,
    request: &ProviderRequest,
) -> Option<(Decision, Vec<String>)> {
    let open = open_keys(policy, token, request)?;
    let cases: usize = open.iter().map(|(_, values)| values.len()).product();
    let mut decided: Option<Decision> = None;
    for case in 0..cases {
        let mut request = request.clone();
        let mut rest = case;
        for (key, values) in &open {
            let value = values.get(rest % values.len())?;
            rest /= values.len();
            request.context.set(&key.lower, value.clone());
        }
        let one = policy.through(token, &request, None);
        decided = Some(match decided {
            _ if one.verdict == Verdict::Undetermined => return None,
            None => one,
            Some(first) if first.verdict != one.verdict => return None,
            Some(first) if first.reason != one.reason => Decision::denied(TrustReason::ImplicitDeny),
            Some(first) => first,
        });
    }
    Some((decided?, open.iter().map(|(key, _)| key.written.clone()).collect()))
}

/// How many cases are tried.
pub(super) fn count(policy: &TrustPolicy, token: &PreparedToken, request: &ProviderRequest) -> usize {
    let open = open_keys(policy, token, request);
    open.map_or(0, |open| open.iter().map(|(_, values)| values.len()).product())
}

/// The keys whose values are not known, with every case there is; a key with too many cases to list stays unknown.
/// `None` where there are none.
fn open_keys<'p>(
    policy: &'p TrustPolicy,
    token: &'p PreparedToken,
    request: &ProviderRequest,
) -> Option<Vec<Open<'p>>> {
    let tests = || policy.tests().chain(token.rcp.tests());
    let mut out: Vec<Open<'p>> = Vec::new();
    let mut seen = [""; MOST_KEYS];
    let mut count = 0;
    for Test { key, .. } in tests() {
        let values = request.context.values(key);
        let open = matches!(values, Values::Either(..) | Values::Unknown(_));
        if !open || seen.iter().take(count).any(|known| *known == key.lower) {
            continue;
        }
        // Each is looked for in every test.
        *seen.get_mut(count)? = &key.lower;
        count += 1;
        let on_key = || tests().filter(|test| test.key.lower == key.lower);
        // What one test alone asks is settled by three-valued logic; any test may distinguish what a variable puts in.
        if on_key().nth(1).is_none() || tests().any(|test| test.fills_in(key)) {
            continue;
        }
        let values = match values {
            Values::Either(alternatives, _) => alternatives.iter().cloned().map(Entry::of).collect(),
            Values::Unknown(
                unknown @ UnknownKey { many: false, need: Missing::Claim(_) | Missing::Key(_), .. },
            ) => classes(on_key().flat_map(Test::exact_values).flatten(), unknown),
            _ => continue,
        };
        if values.len() > 1 {
            out.push((key, values));
        }
    }
    // What patterns test is tried last: it may stay open all the same.
    let is_exact = |key: &Key| tests().filter(|test| test.key.lower == key.lower).all(Test::is_exact);
    let (mut out, others): (Vec<_>, Vec<_>) = out.into_iter().partition(|(key, _)| is_exact(key));
    out.extend(others);
    let mut cases = 1;
    out.retain(|(_, values)| {
        let fits = cases * values.len() <= MOST;
        cases *= if fits { values.len() } else { 1 };
        fits
    });
    (!out.is_empty()).then_some(out)
}

/// The values that tests name, one for all others, and the absence of the key where that may be.
fn classes<'t>(named: impl Iterator<Item = &'t str>, unknown: &UnknownKey) -> Vec<Entry> {
    let mut entries =
        vec![Entry::Unknown(UnknownKey { may_be_missing: false, unnamed: true, ..unknown.clone() })];
    entries.extend(unknown.may_be_missing.then_some(Entry::Missing));
    for entry in named.map(|value| Entry::Known(vec![value.to_owned()])) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
        // Too many already.
        if entries.len() > MOST {
            break;
        }
    }
    entries
}
