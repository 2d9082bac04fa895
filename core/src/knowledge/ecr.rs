//! Amazon ECR's registry hosts and the partitions behind them.

use super::list::List;
use super::row::row;
use super::shelf::Shelf;

row! {
    /// One partition, and the form of its region names.
    EcrPartition<'a> {
        /// As in ARNs.
        name: &'a str,
        /// What its regions start with; a region is `start-word-number`.
        region_starts: List<'a, &'a str>,
    }
}

/// Region names by partition.
///
/// Source: botocore 1.43.11 `partitions.json`, `regionRegex` of each partition (2026-11).
pub(super) const PARTITIONS: &[EcrPartition<'static>] = &[
    EcrPartition {
        name: "aws",
        region_starts: List::Fixed(&["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"]),
    },
    EcrPartition { name: "aws-cn", region_starts: List::Fixed(&["cn"]) },
    EcrPartition { name: "aws-us-gov", region_starts: List::Fixed(&["us-gov"]) },
    EcrPartition { name: "aws-iso", region_starts: List::Fixed(&["us-iso"]) },
    EcrPartition { name: "aws-iso-b", region_starts: List::Fixed(&["us-isob"]) },
    EcrPartition { name: "aws-iso-e", region_starts: List::Fixed(&["eu-isoe"]) },
    EcrPartition { name: "aws-iso-f", region_starts: List::Fixed(&["us-isof"]) },
    EcrPartition { name: "aws-eusc", region_starts: List::Fixed(&["eusc-de"]) },
];

pub(super) static PARTITION_SHELF: Shelf<EcrPartition<'static>> = Shelf::new(PARTITIONS);

row! {
    /// What a private registry's host ends with.
    Suffix<'a> {
        /// The text after the region and its dot.
        text: &'a str,
        /// The partitions that have it; the first is meant where the region does not tell.
        partitions: List<'a, &'a str>,
        /// Whether it stands for IPv4 and IPv6, which goes with `dkr-ecr` in place of `dkr.ecr`.
        dual_stack: bool,
    }

    fn fault(&self) -> Option<&'static str> {
        self.partitions.is_empty().then_some("give at least one partition")
    }
}

/// Every suffix of a private registry.
///
/// Sources: the anchored pattern shared by awslabs/amazon-ecr-credential-helper@2a41520 and
/// kubernetes/cloud-provider-aws@63ec440 (2026-11), and Amazon ECR User Guide, "Endpoints". Not documented: dual-stack
/// suffixes of `aws-eusc` and the isolated partitions. AWS's China page prints `on.aws` where both programs have
/// `on.amazonwebservices.com.cn`.
pub(super) const SUFFIXES: &[Suffix<'static>] = &[
    Suffix { text: "amazonaws.com", partitions: List::Fixed(&["aws", "aws-us-gov"]), dual_stack: false },
    Suffix { text: "on.aws", partitions: List::Fixed(&["aws", "aws-us-gov"]), dual_stack: true },
    Suffix { text: "amazonaws.com.cn", partitions: List::Fixed(&["aws-cn"]), dual_stack: false },
    Suffix { text: "on.amazonwebservices.com.cn", partitions: List::Fixed(&["aws-cn"]), dual_stack: true },
    Suffix { text: "amazonaws.eu", partitions: List::Fixed(&["aws-eusc"]), dual_stack: false },
    Suffix { text: "c2s.ic.gov", partitions: List::Fixed(&["aws-iso"]), dual_stack: false },
    Suffix { text: "sc2s.sgov.gov", partitions: List::Fixed(&["aws-iso-b"]), dual_stack: false },
    Suffix { text: "cloud.adc-e.uk", partitions: List::Fixed(&["aws-iso-e"]), dual_stack: false },
    Suffix { text: "csp.hci.ic.gov", partitions: List::Fixed(&["aws-iso-f"]), dual_stack: false },
];

pub(super) static SUFFIX_SHELF: Shelf<Suffix<'static>> = Shelf::new(SUFFIXES);

/// Host of ECR Public.
///
/// Source: Amazon ECR Public User Guide, "Public registries"; amazon-ecr-credential-helper@2a41520 (2026-11).
pub(crate) const PUBLIC_HOST: &str = "public.ecr.aws";

/// Host of ECR Public over IPv4 and IPv6; source as for [`PUBLIC_HOST`].
pub(crate) const PUBLIC_DUAL_STACK_HOST: &str = "ecr-public.aws.com";

fn partitions() -> &'static [EcrPartition<'static>] {
    PARTITION_SHELF.rows()
}

/// Every suffix.
#[cfg(feature = "push")]
pub(crate) fn suffixes() -> &'static [Suffix<'static>] {
    SUFFIX_SHELF.rows()
}

/// Whether a partition of this name exists.
pub(crate) fn is_partition(name: &str) -> bool {
    partitions().iter().any(|known| known.name == name)
}

/// The partitions by name, for messages.
pub(crate) fn partition_names() -> String {
    partitions().iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
}

/// The partition whose regions have this form.
pub(crate) fn partition_of_region(region: &str) -> Option<&'static str> {
    let (rest, number) = region.rsplit_once('-')?;
    let (start, word) = rest.rsplit_once('-')?;
    let numbered = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let worded = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !(numbered && worded) {
        return None;
    }
    partitions().iter().find(|known| known.region_starts.contains(&start)).map(|known| known.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_tell_their_partition() {
        for (region, partition) in [
            ("us-east-1", Some("aws")),
            ("mx-central-1", Some("aws")),
            ("ap-southeast-12", Some("aws")),
            ("us-gov-west-1", Some("aws-us-gov")),
            ("us-iso-east-1", Some("aws-iso")),
            ("us-isob-east-1", Some("aws-iso-b")),
            ("eu-isoe-west-1", Some("aws-iso-e")),
            ("us-isof-south-1", Some("aws-iso-f")),
            ("eusc-de-east-1", Some("aws-eusc")),
            ("cn-north-1", Some("aws-cn")),
            ("lala-land-1", None),
            ("us-east", None),
            ("us--1", None),
            ("US-east-1", None),
        ] {
            assert_eq!(partition_of_region(region), partition, "{region}");
        }
    }

    #[test]
    fn every_suffix_names_known_partitions() {
        for partition in SUFFIXES.iter().flat_map(|suffix| suffix.partitions.iter()) {
            assert!(PARTITIONS.iter().any(|known| known.name == *partition), "{partition}");
        }
    }
}
