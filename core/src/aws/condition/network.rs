//! What one key of the network says of the others.

use super::context::{Entry, Key, RequestContext, Values};
use crate::knowledge::context_keys::{self, Presence};

/// A request comes through a VPC endpoint or it does not: with `aws:SourceIp` it has no key of an endpoint, with a key of an
/// endpoint no `aws:SourceIp` (IAM User Guide, "AWS global condition context keys"). What is filled already stays.
pub(crate) fn settle(context: &mut RequestContext) {
    let names = |wanted: Presence| {
        context_keys::rows().iter().filter(move |row| row.presence == wanted).map(|row| row.name)
    };
    let there = |context: &RequestContext, name: &str| {
        matches!(context.values(&Key::new(name)), Values::One(_) | Values::Many(_))
    };
    for (one, other) in [
        (Presence::OutsideEndpoint, Presence::ThroughEndpoint),
        (Presence::ThroughEndpoint, Presence::OutsideEndpoint),
    ] {
        if names(one).any(|name| there(context, name)) {
            for name in names(other) {
                if !context.contains(name) {
                    context.set(name, Entry::Missing);
                }
            }
        }
    }
}
