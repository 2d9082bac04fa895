//! The segments of a subject, and of a pattern for one: `repo:…`, the context, `claim:…`.

use core::ops::Range;

use crate::github::is_subject_label;

/// What a segment is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'t> {
    /// `repo:…`
    Repository,
    /// `environment:…`, `ref:…` or `pull_request`, by its label.
    Context(&'t str),
    /// Another claim, by its name.
    Claim(&'t str),
    /// Only stars: any segments.
    Any,
    /// Text that no label comes before.
    Other,
}

impl<'t> Kind<'t> {
    fn of_label(label: &'t str) -> Kind<'t> {
        match label {
            "repo" => Kind::Repository,
            "environment" | "ref" | "pull_request" => Kind::Context(label),
            claim => Kind::Claim(claim),
        }
    }

    /// What it is called: the key of the template, `repo` or `context`.
    pub(crate) fn name(self) -> Option<&'t str> {
        match self {
            Kind::Repository => Some("repo"),
            Kind::Context(_) => Some("context"),
            Kind::Claim(name) => Some(name),
            Kind::Any | Kind::Other => None,
        }
    }
}

/// One segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Segment<'t> {
    pub(crate) kind: Kind<'t>,
    /// What follows the label; all of it where there is none.
    pub(crate) value: &'t str,
    /// Its bytes; the colon before it goes with it.
    pub(crate) range: Range<usize>,
}

/// Splits a subject, or a pattern for one, before each label. A colon inside a value is written `%3A`, so a label follows
/// one value; what else follows belongs to the value.
pub(crate) fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut out: Vec<Segment<'_>> = Vec::new();
    let mut start = 0;
    // Whether the next token is the value of the label before it.
    let mut wants_value = false;
    for token in text.split(':') {
        let end = start + token.len();
        let from = start.saturating_sub(1);
        let only_stars = !token.is_empty() && token.bytes().all(|b| b == b'*');
        if wants_value {
            extend(&mut out, text, end);
            wants_value = false;
        } else if is_subject_label(token) {
            out.push(Segment {
                kind: Kind::of_label(token),
                value: text.get(end..end).unwrap_or(""),
                range: from..end,
            });
            wants_value = token != "pull_request" && end < text.len();
        } else if only_stars {
            out.push(Segment { kind: Kind::Any, value: token, range: from..end });
        } else if out.last().is_some_and(|last| last.kind != Kind::Any) {
            extend(&mut out, text, end);
        } else {
            out.push(Segment { kind: Kind::Other, value: token, range: from..end });
        }
        start = end + 1;
    }
    out
}

/// `owner/name` of `owner@id/name@id`.
pub(crate) fn without_ids(repository: &str) -> String {
    let parts: Vec<&str> =
        repository.split('/').map(|part| part.split_once('@').map_or(part, |(name, _)| name)).collect();
    parts.join("/")
}

/// The last segment goes on up to here.
fn extend<'t>(out: &mut [Segment<'t>], text: &'t str, end: usize) {
    let Some(last) = out.last_mut() else { return };
    let start = match last.kind {
        Kind::Any | Kind::Other => last.range.start + usize::from(last.range.start > 0),
        // Behind the colon before the label, the label, and its colon.
        Kind::Repository => value_start(text, last.range.start, "repo"),
        Kind::Context(label) | Kind::Claim(label) => value_start(text, last.range.start, label),
    };
    last.range.end = end;
    last.value = text.get(start..end).unwrap_or("");
}

fn value_start(text: &str, from: usize, label: &str) -> usize {
    let colon = usize::from(text.get(from..).is_some_and(|rest| rest.starts_with(':')));
    from + colon + label.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(Kind<'_>, &str)> {
        segments(text).into_iter().map(|segment| (segment.kind, segment.value)).collect()
    }

    #[test]
    fn labels_start_segments() {
        assert_eq!(
            kinds("repo:octo-org/*:*:job_workflow_ref:octo-org/ci/.github/workflows/b.yml@refs/heads/main"),
            [
                (Kind::Repository, "octo-org/*"),
                (Kind::Any, "*"),
                (Kind::Claim("job_workflow_ref"), "octo-org/ci/.github/workflows/b.yml@refs/heads/main"),
            ]
        );
        assert_eq!(
            kinds("repo:octo-org/app:environment:*ref:refs/heads/main*"),
            [(Kind::Repository, "octo-org/app"), (Kind::Context("environment"), "*ref:refs/heads/main*")]
        );
        assert_eq!(
            kinds("repo:o/r:pull_request"),
            [(Kind::Repository, "o/r"), (Kind::Context("pull_request"), "")]
        );
        assert_eq!(
            kinds("environment:ref:ref:refs/heads/main"),
            [(Kind::Context("environment"), "ref"), (Kind::Context("ref"), "refs/heads/main")]
        );
        assert_eq!(kinds("octo:*"), [(Kind::Other, "octo"), (Kind::Any, "*")]);
        assert_eq!(kinds("repo"), [(Kind::Repository, "")]);
    }

    proptest! {
        #[test]
        fn ranges_join_to_the_text(text in "(repo|ref|environment|pull_request|x|\\*|:|é){0,9}") {
            let mut at = 0;
            for segment in segments(&text) {
                prop_assert_eq!(segment.range.start, at);
                prop_assert!(text.get(segment.range.clone()).unwrap().ends_with(segment.value));
                at = segment.range.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
