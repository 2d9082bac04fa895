//! The value of a test that comes nearest to the request's, for a text that does not fit.

use super::condition::{Comparison, Outcome, Test};
use super::logic::Tri;
use super::pattern::align::{self, Alignment, Reading};
use crate::limits::MAX_SHOWN;

/// How many values of one test are aligned; a policy within AWS's quotas has fewer that differ.
pub(crate) const MAX_ALIGNED: usize = 64;

/// The nearest of the values of a test on text that does not hold, and the two side by side; `subject` says whether the texts
/// are subjects, with segments. A text too long to be shown is not laid beside another.
pub(crate) fn nearest<'t>(
    test: &'t Test,
    outcome: &Outcome<'_>,
    value: &str,
    subject: bool,
) -> Option<(&'t str, Alignment)> {
    let like = match test.operator.comparison {
        Comparison::StringEquals => false,
        Comparison::StringLike => true,
        _ => return None,
    };
    if outcome.result != Tri::No || test.operator.negated || value.len() > MAX_SHOWN {
        return None;
    }
    let written = test.written.iter().map(String::as_str);
    let plain = written.filter(|pattern| !pattern.contains("${") && pattern.len() <= MAX_SHOWN);
    align::nearest(plain.take(MAX_ALIGNED), value, Reading { like, subject })
}
