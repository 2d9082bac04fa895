//! Resources that only their own policy opens, in their own account too.

use super::Source;

/// One kind of such a resource.
pub(crate) struct OwnPolicy {
    /// The service of the calls that the policy decides.
    pub(crate) calls: &'static str,
    /// The service in the resource's ARN.
    pub(crate) service: &'static str,
    /// What the resource part of the ARN starts with.
    pub(crate) starts: &'static str,
    /// The policy by name.
    pub(crate) policy: &'static str,
    /// Where it is written.
    pub(crate) source: Source,
}

/// The kinds. An identity policy of the same account counts for them only where the resource's own policy leaves it to the
/// account.
pub(crate) const OWN_POLICIES: &[OwnPolicy] = &[
    OwnPolicy {
        calls: "sts",
        service: "iam",
        starts: "role/",
        policy: "the role's trust policy",
        source: Source { name: "IAM User Guide, Policy evaluation logic", date: "2026-11-22" },
    },
    OwnPolicy {
        calls: "kms",
        service: "kms",
        starts: "key/",
        policy: "the key policy",
        source: Source { name: "AWS KMS Developer Guide, Key policies in AWS KMS", date: "2026-11-22" },
    },
];
