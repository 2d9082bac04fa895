//! What is not known, case by case: where every value leads to the same verdict, that is the verdict.
//!
//! Three-valued logic looks at each test by itself; two tests of one unknown claim may settle each other.

use super::token::{PreparedToken, ProviderRequest};
use super::{Decision, TrustPolicy, TrustReason};
use crate::aws::condition::Test;
use crate::aws::condition::context::{Alternative, Entry, Key, Need, Unknown, Values};
use crate::aws::evaluate::Silent;
use crate::aws::logic::Verdict;

/// How many cases are tried.
const MOST: usize = 64;

/// How many keys are looked at.
const MOST_KEYS: usize = 64;

/// A value that no policy names.
const OTHER: &str = "\u{fffd}\u{fffd}";

/// A key, and every value that it may have.
type Open<'p> = (&'p Key, Vec<Alternative>);

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
            request.context.set(&key.lower, Entry::of(value.clone()));
        }
        let one = policy.through(token, &request, &mut Silent);
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
/// `None` where there are none, or too many cases.
fn open_keys<'p>(
    policy: &'p TrustPolicy,
    token: &'p PreparedToken,
    request: &ProviderRequest,
) -> Option<Vec<Open<'p>>> {
    let tests = || policy.tests().chain(token.rcp.tests());
    let mut out: Vec<Open<'p>> = Vec::new();
    let mut cases = 1;
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
        let values = match values {
            Values::Either(alternatives, _) => Some(alternatives.to_vec()),
            Values::Unknown(Unknown { may_be_missing, many: false, need: Need::Claim(_) | Need::Key(_) })
                if on_key().all(|test| test.exact_values().all(|value| value.is_some())) =>
            {
                Some(classes(on_key().flat_map(Test::exact_values).flatten(), *may_be_missing))
            }
            _ => None,
        };
        // Any test may distinguish what a variable puts in.
        let Some(values) = values.filter(|_| !tests().any(|test| test.fills_in(key))) else { continue };
        cases *= values.len();
        if cases > MOST {
            return None;
        }
        out.push((key, values));
    }
    (!out.is_empty()).then_some(out)
}

/// The values that tests name, and one for all others.
fn classes<'t>(named: impl Iterator<Item = &'t str>, may_be_missing: bool) -> Vec<Alternative> {
    let mut values: Vec<Alternative> = vec![Some(vec![OTHER.to_owned()])];
    values.extend(may_be_missing.then_some(None));
    for value in named.map(|value| Some(vec![value.to_owned()])) {
        if !values.contains(&value) {
            values.push(value);
        }
        // Too many already.
        if values.len() > MOST {
            break;
        }
    }
    values
}
