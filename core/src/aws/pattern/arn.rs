//! An ARN beside the pattern that does not fit it.

use super::align::{Alignment, Column, Difference};
use super::wildcard::Pattern;
use crate::names::arn::parts;
use crate::text::{has_signature, made_visible};

/// The parts of an ARN, as messages call them.
const NAMES: [&str; 6] = ["start", "partition", "service", "region", "account", "resource"];

/// Two ARNs part by part, and the name of the first part that differs. `None` where one of them has not six parts or
/// holds a token, or every part fits.
pub(crate) fn align_arn(pattern: &str, value: &str) -> Option<(&'static str, Alignment)> {
    if has_signature(pattern) || has_signature(value) {
        return None;
    }
    let (wanted, found) = (parts(pattern)?, parts(value)?);
    let mut columns = Vec::new();
    let mut first = None;
    let (mut in_pattern, mut in_value) = (0, 0);
    for (name, (wanted, found)) in NAMES.into_iter().zip(wanted.into_iter().zip(found)) {
        let fits = Pattern::new(wanted).matches(found);
        if !fits && first.is_none() {
            let (expected, found, before) =
                if name == "resource" { split(wanted, found) } else { (wanted, found, 0) };
            let difference = Difference {
                segment: None,
                pattern_offset: in_pattern + before,
                value_offset: in_value + before,
                expected: made_visible(expected),
                found: made_visible(found),
            };
            first = Some((name, difference));
        }
        let colon = if name == "start" { "" } else { ":" };
        columns.push(Column { pattern: format!("{colon}{wanted}"), value: format!("{colon}{found}"), fits });
        in_pattern += wanted.chars().count() + 1;
        in_value += found.chars().count() + 1;
    }
    let (name, difference) = first?;
    Some((name, Alignment { columns, difference: Some(difference) }))
}

/// The segments of two resources from the first that differs in text on, and the characters before it: whole names, as far
/// as the two are the same.
fn split<'t>(wanted: &'t str, found: &'t str) -> (&'t str, &'t str, usize) {
    let mut before = 0;
    let (mut expected, mut actual) = (wanted, found);
    while let (Some((one, rest)), Some((other, more))) = (expected.split_once('/'), actual.split_once('/')) {
        if one != other {
            return (one, other, before);
        }
        before += one.chars().count() + 1;
        (expected, actual) = (rest, more);
    }
    (expected, actual, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_that_differs_is_named() {
        let value = "arn:aws:ecr:us-east-1:123456789012:repository/team/app";
        for (pattern, name, expected, found) in [
            ("arn:aws:ecr:us-east-2:123456789012:repository/team/app", "region", "us-east-2", "us-east-1"),
            ("arn:aws:ecr:*:210987654321:repository/*", "account", "210987654321", "123456789012"),
            ("arn:aws:ecr:*:*:repo/*", "resource", "repo", "repository"),
            ("arn:aws:ecr:*:*:repository/team/web", "resource", "web", "app"),
            ("arn:aws:ecr:*:*:repository/team", "resource", "team", "team/app"),
        ] {
            let (part, alignment) = align_arn(pattern, value).unwrap();
            let difference = alignment.difference.unwrap();
            assert_eq!(
                (part, &*difference.expected, &*difference.found),
                (name, expected, found),
                "{pattern}"
            );
            let joined: String = alignment.columns.iter().map(|column| column.pattern.as_str()).collect();
            assert_eq!(joined, pattern);
            let at: String = pattern.chars().skip(difference.pattern_offset).collect();
            assert!(at.starts_with(expected), "{pattern}");
        }
        assert!(align_arn("*", value).is_none() && align_arn("arn:aws:ecr:*:*:*", value).is_none());
    }
}
