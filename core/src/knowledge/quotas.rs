//! How long a policy may be, by what it is stored as (IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User
//! Guide, "Quotas"; botocore's models of STS and ECR for what the parameter of a call may hold; 2026-11).

use super::row::{row, words};
use super::shelf::Shelf;

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

words! {
    /// Whether white space counts against a quota.
    WhiteSpace {
        /// The parameter of the call is bounded, so that every character counts.
        Counts = "counts",
        /// "IAM doesn't count white space" against these quotas.
        LeftOut = "left_out",
        /// Not documented for this kind.
        Open = "open",
    }
}

words! {
    /// What a policy is stored as.
    QuotaOf {
        /// Role trust policies. The pages name 4,096 (2023) and 8,192 (2025) as the most that can be asked for.
        Trust = "trust",
        /// Managed policies, permissions boundaries among them.
        Managed = "managed",
        /// Inline policies of one role, all together.
        RoleInline = "role_inline",
        /// Inline policies of one group, all together.
        GroupInline = "group_inline",
        /// Inline policies of one user, all together.
        UserInline = "user_inline",
        /// The `Policy` parameter of `AssumeRole` and its kin; the packed size is a limit of its own.
        Session = "session",
        /// The `policyText` of ECR's repository and registry policies.
        Ecr = "ecr",
        /// Resource control policies of an organisation. What `CreatePolicy` gets counts whole; only the console takes white
        /// space out first.
        ResourceControl = "resource_control",
    }
}

row! {
    /// A quota, in characters.
    #[derive(Clone, Copy)]
    Quota {
        /// What it is of.
        of: QuotaOf,
        /// That of a new account.
        usual: usize,
        /// The most that the pages name; the same as `usual` where it cannot be raised.
        most: usize,
        white_space: WhiteSpace,
    }

    const EVERY: bool = true;

    fn fault(&self) -> Option<&'static str> {
        (self.most < self.usual).then_some("`most` is at least `usual`")
    }
}

impl Quota {
    /// How many characters count.
    pub(crate) fn counted(self, length: Length) -> usize {
        if self.white_space == WhiteSpace::Counts { length.whole } else { length.dense }
    }
}

impl QuotaOf {
    /// The quota as this library was built with it.
    const fn built_in(self) -> Quota {
        use WhiteSpace::{Counts, LeftOut, Open};
        let (usual, most, white_space) = match self {
            QuotaOf::Trust => (2048, 8192, Open),
            QuotaOf::Managed => (6144, 6144, LeftOut),
            QuotaOf::RoleInline => (10_240, 10_240, LeftOut),
            QuotaOf::GroupInline => (5120, 5120, LeftOut),
            QuotaOf::UserInline => (2048, 2048, LeftOut),
            QuotaOf::Session => (2048, 2048, Counts),
            QuotaOf::Ecr => (10_240, 10_240, Counts),
            QuotaOf::ResourceControl => (5120, 5120, Counts),
        };
        Quota { of: self, usual, most, white_space }
    }

    /// The quota. A table has a row for each.
    pub(crate) fn quota(self) -> Quota {
        let row = QUOTAS.rows().iter().find(|row| row.of == self);
        row.copied().unwrap_or(self.built_in())
    }
}

pub(super) const ROWS: &[Quota] = &[
    QuotaOf::Trust.built_in(),
    QuotaOf::Managed.built_in(),
    QuotaOf::RoleInline.built_in(),
    QuotaOf::GroupInline.built_in(),
    QuotaOf::UserInline.built_in(),
    QuotaOf::Session.built_in(),
    QuotaOf::Ecr.built_in(),
    QuotaOf::ResourceControl.built_in(),
];

pub(super) static QUOTAS: Shelf<Quota> = Shelf::new(ROWS);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_counts_where_a_parameter_is_bounded() {
        let length = Length::of("{ \"é\":\n\t1 }\r");
        assert_eq!(length, Length { whole: 12, dense: 7 });
        assert_eq!(
            [QuotaOf::Ecr, QuotaOf::Managed, QuotaOf::Trust].map(|of| of.built_in().counted(length)),
            [12, 7, 7]
        );
    }
}
