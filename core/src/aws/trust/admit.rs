//! The value that, added to a test, lets this token in and no other.

use crate::aws::condition::context::{RequestContext, Values};
use crate::aws::condition::{Comparison, Test};
use crate::aws::logic::Tri;

/// The value to add to a test on text, so that it holds for `value` and for nothing else; `None` where no such value can be
/// written, or where the test is not one that a value can be added to.
pub(super) fn exact(test: &Test, value: &str, context: &RequestContext) -> Option<String> {
    let like = match test.operator.comparison {
        _ if test.operator.negated => return None,
        Comparison::StringEquals => false,
        Comparison::StringLike => true,
        _ => return None,
    };
    let text = written(value, like, test.variables)?;
    let added = Test::new(&test.name, &test.key.written, vec![text.clone()], test.variables).ok()?;
    (added.evaluate(context).result == Tri::Yes).then_some(text)
}

/// A text as a policy writes it so that it stands for itself (IAM User Guide, "IAM policy elements: Variables and tags").
fn written(value: &str, like: bool, variables: bool) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value.chars().peekable();
    while let Some(c) = rest.next() {
        // What a policy can hold (IAM API Reference, CreateRole).
        if !matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}') {
            return None;
        }
        match c {
            '*' | '?' if like && !variables => return None,
            // Without policy variables it reads like a placeholder that was not filled in.
            '$' if !variables && rest.peek() == Some(&'{') => return None,
            '*' if like => out.push_str("${*}"),
            '?' if like => out.push_str("${?}"),
            '$' if variables && rest.peek() == Some(&'{') => out.push_str("${$}"),
            _ => out.push(c),
        }
    }
    Some(out)
}

/// Whether the test leaves one value only, the one that the token has.
pub(super) fn pins(test: &Test, context: &RequestContext) -> bool {
    let Values::One(value) = context.values(&test.key) else { return false };
    let only = test.written.len() == 1 && test.exact_values().eq([Some(value)]);
    only && !test.operator.negated
}
