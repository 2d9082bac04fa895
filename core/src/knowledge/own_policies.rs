//! Resources that only their own policy opens, in their own account too.

use super::row::row;
use super::shelf::Shelf;

row! {
    /// One kind of such a resource.
    OwnPolicy<'a> {
        /// The service in the resource's ARN.
        service: &'a str,
        /// What the resource part of the ARN starts with.
        starts: &'a str,
        /// The service of the calls that the policy decides.
        calls: &'a str,
        /// The policy by name.
        policy: &'a str,
        /// Where it is written.
        source: &'a str,
        /// When it was read or came into force.
        date: &'a str,
    }

    const KEY: usize = 2;
}

/// The kinds. An identity policy of the same account counts for them only where the resource's own policy leaves it to the
/// account.
pub(super) const ROWS: &[OwnPolicy<'static>] = &[
    OwnPolicy {
        calls: "sts",
        service: "iam",
        starts: "role/",
        policy: "the role's trust policy",
        source: "IAM User Guide, Policy evaluation logic",
        date: "2026-11-22",
    },
    OwnPolicy {
        calls: "kms",
        service: "kms",
        starts: "key/",
        policy: "the key policy",
        source: "AWS KMS Developer Guide, Key policies in AWS KMS",
        date: "2026-11-22",
    },
];

pub(super) static OWN_POLICIES: Shelf<OwnPolicy<'static>> = Shelf::new(ROWS);

/// Every kind.
#[cfg(feature = "push")]
pub(crate) fn rows() -> &'static [OwnPolicy<'static>] {
    OWN_POLICIES.rows()
}
