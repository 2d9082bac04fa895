//! How long a policy may be, by what it is stored as (IAM User Guide, "IAM and AWS STS quotas"; botocore's models of STS
//! and ECR for what the parameter of a call may hold; 2026-11).

/// The length of a policy's text, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    /// Every character.
    pub(crate) whole: usize,
    /// White space left out.
    pub(crate) dense: usize,
}

impl Length {
    pub(crate) fn of(text: &str) -> Length {
        let white = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let (mut whole, mut dense) = (0, 0);
        for c in text.chars() {
            whole += 1;
            dense += usize::from(!white(c));
        }
        Length { whole, dense }
    }
}

/// Whether white space counts against a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WhiteSpace {
    /// The parameter of the call is bounded, so that every character counts.
    Counts,
    /// "IAM doesn't count white space" against these quotas.
    LeftOut,
    /// Not documented for this kind.
    Open,
}

/// A quota, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    /// That of a new account.
    pub(crate) usual: usize,
    /// The most that the pages name; the same as `usual` where it cannot be raised.
    pub(crate) most: usize,
    pub(crate) white_space: WhiteSpace,
}

impl Quota {
    /// How many characters count.
    pub(crate) fn counted(self, length: Length) -> usize {
        if self.white_space == WhiteSpace::Counts { length.whole } else { length.dense }
    }
}

const fn fixed(characters: usize, white_space: WhiteSpace) -> Quota {
    Quota { usual: characters, most: characters, white_space }
}

/// Role trust policies. The pages name 4,096 (2023) and 8,192 (2025) as the most that can be asked for.
pub(crate) const TRUST: Quota = Quota { usual: 2048, most: 8192, white_space: WhiteSpace::Open };
/// Managed policies, permissions boundaries among them.
pub(crate) const MANAGED: Quota = fixed(6144, WhiteSpace::LeftOut);
/// Inline policies of one role, all together.
pub(crate) const ROLE_INLINE: Quota = fixed(10_240, WhiteSpace::LeftOut);
/// Inline policies of one group, all together.
pub(crate) const GROUP_INLINE: Quota = fixed(5120, WhiteSpace::LeftOut);
/// Inline policies of one user, all together.
pub(crate) const USER_INLINE: Quota = fixed(2048, WhiteSpace::LeftOut);
/// The `Policy` parameter of `AssumeRole` and its kin; the packed size is a limit of its own.
pub(crate) const SESSION: Quota = fixed(2048, WhiteSpace::Counts);
/// The `policyText` of ECR's repository and registry policies.
pub(crate) const ECR: Quota = fixed(10_240, WhiteSpace::Counts);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_counts_where_a_parameter_is_bounded() {
        let length = Length::of("{ \"é\":\n\t1 }\r");
        assert_eq!(length, Length { whole: 12, dense: 7 });
        assert_eq!((ECR.counted(length), MANAGED.counted(length), TRUST.counted(length)), (12, 7, 7));
    }
}
