//! `Resource` and `NotResource`.

use crate::aws::condition::context::{Key, Missing, RequestContext, UnknownKey};
use crate::aws::condition::cost;
use crate::aws::condition::template::{self, Resolved, TemplatePart};
use crate::aws::condition::{Outcome, Why};
use crate::aws::logic::Tri;
use crate::aws::pattern::wildcard::{Pattern, PatternToken, components, tokens};
use crate::knowledge::questions;

/// `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResourceElement {
    pub(crate) negated: bool,
    pub(crate) written: Vec<String>,
    patterns: Vec<ResourcePattern>,
    /// Whether a short ARN is completed with `*`, which AWS documents for identity policies.
    completes: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ResourcePattern {
    /// `*`
    Every,
    Arn(Components),
    /// With policy variables.
    Template(Vec<TemplatePart>),
    /// With a policy variable before the fifth colon, where it stands for nothing.
    Misplaced,
}

/// An ARN pattern, by component and whole.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Components {
    /// Six; what is left out at the end is completed with `*`.
    parts: Vec<Pattern>,
    /// Whether it was completed.
    short: bool,
    /// The whole pattern, where a component before the last ends in `*`: such a star "can expand to match beyond the
    /// colon boundaries" (IAM User Guide, Resource).
    across: Option<Pattern>,
}

impl Components {
    /// Splits at the first five colons.
    fn new(pieces: &[PatternToken<'_>]) -> Components {
        let mut parts = components(pieces.iter().copied());
        let before_last = parts.len().min(5);
        let across = parts.iter().take(before_last).any(|part| part.last() == Some(&PatternToken::AnyRun));
        let short = parts.len() < 6;
        parts.resize(6, vec![PatternToken::AnyRun]);
        Components {
            short,
            parts: parts.into_iter().map(|part| Pattern::from_tokens(part.into_iter())).collect(),
            across: across.then(|| Pattern::from_tokens(pieces.iter().copied())),
        }
    }

    /// Whether it covers the resource; `completes` says whether AWS documents that a short ARN is completed.
    fn covers(&self, resource: &str, completes: bool) -> Outcome<'static> {
        let Some(found) = crate::names::arn::parts(resource) else { return Outcome::compared(Tri::No) };
        if self.across.as_ref().is_some_and(|pattern| pattern.matches(resource)) {
            return Outcome::compared(Tri::Yes);
        }
        match (self.within_parts(found), self.short && !completes) {
            (false, _) => Outcome::compared(Tri::No),
            (true, false) => Outcome::compared(Tri::Yes),
            (true, true) => Outcome::open(&questions::SHORT_RESOURCE),
        }
    }

    fn within_parts(&self, found: [&str; 6]) -> bool {
        self.parts.iter().zip(found).all(|(pattern, part)| pattern.matches(part))
    }
}

impl ResourceElement {
    pub(crate) fn new(
        negated: bool,
        written: Vec<String>,
        variables: bool,
        completes: bool,
    ) -> ResourceElement {
        let patterns = written
            .iter()
            .map(|text| match (text.as_str(), variables.then(|| template::parse(text)).flatten()) {
                ("*", _) => ResourcePattern::Every,
                (_, Some(parts)) if stands_early(&parts) => ResourcePattern::Misplaced,
                (_, Some(parts)) => ResourcePattern::Template(parts),
                (text, None) => ResourcePattern::Arn(Components::new(&tokens(text).collect::<Vec<_>>())),
            })
            .collect();
        ResourceElement { negated, written, patterns, completes }
    }

    /// The keys of its policy variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &Key> {
        self.patterns.iter().flat_map(|pattern| {
            let parts = if let ResourcePattern::Template(parts) = pattern { parts.as_slice() } else { &[] };
            template::variables(parts)
        })
    }

    /// Whether an entry has a policy variable where none has a meaning.
    pub(crate) fn misplaces_variable(&self) -> bool {
        self.patterns.contains(&ResourcePattern::Misplaced)
    }

    /// Whether it covers the resource of a request: an ARN, or `*` for an action without resource types.
    ///
    /// An entry with a variable that has no value matches nothing, under `NotResource` too; so does one with a variable
    /// before the fifth colon, since they are for the resource's own part (IAM User Guide, "Variables and tags").
    pub(crate) fn covers<'c>(&'c self, resource: &str, context: &'c RequestContext) -> Outcome<'c> {
        let mut listed = Outcome::compared(Tri::No);
        for pattern in &self.patterns {
            let one = match pattern {
                ResourcePattern::Every => Outcome::compared(Tri::Yes),
                ResourcePattern::Misplaced if self.negated => return Outcome::compared(Tri::No),
                ResourcePattern::Misplaced => continue,
                ResourcePattern::Arn(pattern) => pattern.covers(resource, self.completes),
                ResourcePattern::Template(parts) => match template::resolve(parts, context) {
                    Resolved::Tokens(pieces, doubt) => {
                        match (Components::new(&pieces).covers(resource, self.completes), doubt) {
                            (Outcome { result: Tri::Yes, .. }, Some(question)) => Outcome::open(question),
                            (covered, _) => covered,
                        }
                    }
                    Resolved::Unresolved if self.negated => return Outcome::compared(Tri::No),
                    Resolved::Unresolved => continue,
                    Resolved::Open(question) => Outcome::open(question),
                    Resolved::Unknown(unknown) => {
                        Outcome { result: Tri::Unknown, why: Why::Unknown(unknown) }
                    }
                },
            };
            if one.result > listed.result {
                listed = one;
            }
        }
        self.directed(listed)
    }

    /// Whether the answer depends on a star that reaches over a colon, on which AWS's pages disagree.
    pub(crate) fn crosses_colons(&self, resource: &str) -> bool {
        let Some(found) = crate::names::arn::parts(resource) else { return false };
        let (mut within, mut across) = (false, false);
        for pattern in &self.patterns {
            match pattern {
                ResourcePattern::Every => within = true,
                ResourcePattern::Arn(pattern) => {
                    within |= pattern.within_parts(found);
                    across |= pattern.covers(resource, true).result == Tri::Yes;
                }
                ResourcePattern::Template(_) | ResourcePattern::Misplaced => {}
            }
        }
        across && !within
    }

    /// Whether it covers a role that was not given.
    pub(crate) fn covers_unknown(&self) -> Outcome<'static> {
        static ROLE: UnknownKey = UnknownKey::one(false, Missing::Role);
        self.directed(if self.patterns.contains(&ResourcePattern::Every) {
            Outcome::compared(Tri::Yes)
        } else {
            Outcome { result: Tri::Unknown, why: Why::Unknown(&ROLE) }
        })
    }

    /// The steps of asking whether it covers a resource of this many bytes, at most: see [`crate::limits`].
    pub(crate) fn steps(&self, length: usize, context: &RequestContext) -> u64 {
        let length = length as u64;
        let of = |pattern: &ResourcePattern| match pattern {
            ResourcePattern::Every | ResourcePattern::Misplaced => 16,
            ResourcePattern::Arn(pattern) => {
                let patterns = || pattern.parts.iter().chain(&pattern.across);
                patterns().map(|one| one.steps() + length * one.steps_a_byte()).sum()
            }
            ResourcePattern::Template(parts) => {
                let filled = cost::filled(parts, context);
                64 + 4 * filled + length.saturating_mul(filled / 16 + 4)
            }
        };
        self.patterns.iter().map(of).fold(16, u64::saturating_add)
    }

    fn directed<'c>(&self, listed: Outcome<'c>) -> Outcome<'c> {
        if self.negated { Outcome { result: listed.result.not(), ..listed } } else { listed }
    }
}

/// Whether a variable stands before the fifth colon.
fn stands_early(parts: &[TemplatePart]) -> bool {
    let written = parts.iter().map_while(|part| match part {
        TemplatePart::Written(text) => Some(text.matches(':').count()),
        _ => None,
    });
    written.sum::<usize>() < 5
}
