//! Amazon ECR's registry hosts and the partitions behind them.

/// One partition, and the form of its region names.
pub(crate) struct EcrPartition {
    /// As in ARNs.
    pub(crate) name: &'static str,
    /// What its regions start with; a region is `start-word-number`.
    pub(crate) region_starts: &'static [&'static str],
}

/// Region names by partition.
///
/// Source: botocore 1.43.11 `partitions.json`, `regionRegex` of each partition (2026-11).
pub(crate) const PARTITIONS: &[EcrPartition] = &[
    EcrPartition { name: "aws", region_starts: &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"] },
    EcrPartition { name: "aws-cn", region_starts: &["cn"] },
    EcrPartition { name: "aws-us-gov", region_starts: &["us-gov"] },
    EcrPartition { name: "aws-iso", region_starts: &["us-iso"] },
    EcrPartition { name: "aws-iso-b", region_starts: &["us-isob"] },
    EcrPartition { name: "aws-iso-e", region_starts: &["eu-isoe"] },
    EcrPartition { name: "aws-iso-f", region_starts: &["us-isof"] },
    EcrPartition { name: "aws-eusc", region_starts: &["eusc-de"] },
];

/// What a private registry's host ends with.
pub(crate) struct Suffix {
    /// The text after the region and its dot.
    pub(crate) text: &'static str,
    /// The partitions that have it; the first is meant where the region does not tell.
    pub(crate) partitions: &'static [&'static str],
    /// Whether it stands for IPv4 and IPv6, which goes with `dkr-ecr` in place of `dkr.ecr`.
    pub(crate) dual_stack: bool,
}

/// Every suffix of a private registry.
///
/// Sources: the anchored pattern shared by awslabs/amazon-ecr-credential-helper@2a41520 and
/// kubernetes/cloud-provider-aws@63ec440 (2026-11), and Amazon ECR User Guide, "Endpoints". Not documented: dual-stack
/// suffixes of `aws-eusc` and the isolated partitions. AWS's China page prints `on.aws` where both programs have
/// `on.amazonwebservices.com.cn`.
pub(crate) const SUFFIXES: &[Suffix] = &[
    Suffix { text: "amazonaws.com", partitions: &["aws", "aws-us-gov"], dual_stack: false },
    Suffix { text: "on.aws", partitions: &["aws", "aws-us-gov"], dual_stack: true },
    Suffix { text: "amazonaws.com.cn", partitions: &["aws-cn"], dual_stack: false },
    Suffix { text: "on.amazonwebservices.com.cn", partitions: &["aws-cn"], dual_stack: true },
    Suffix { text: "amazonaws.eu", partitions: &["aws-eusc"], dual_stack: false },
    Suffix { text: "c2s.ic.gov", partitions: &["aws-iso"], dual_stack: false },
    Suffix { text: "sc2s.sgov.gov", partitions: &["aws-iso-b"], dual_stack: false },
    Suffix { text: "cloud.adc-e.uk", partitions: &["aws-iso-e"], dual_stack: false },
    Suffix { text: "csp.hci.ic.gov", partitions: &["aws-iso-f"], dual_stack: false },
];

/// Host of ECR Public.
///
/// Source: Amazon ECR Public User Guide, "Public registries"; amazon-ecr-credential-helper@2a41520 (2026-11).
pub(crate) const PUBLIC_HOST: &str = "public.ecr.aws";

/// Host of ECR Public over IPv4 and IPv6; source as for [`PUBLIC_HOST`].
pub(crate) const PUBLIC_DUAL_STACK_HOST: &str = "ecr-public.aws.com";

/// Whether a partition of this name exists.
pub(crate) fn is_partition(name: &str) -> bool {
    PARTITIONS.iter().any(|known| known.name == name)
}

/// The partitions by name, for messages.
pub(crate) fn partition_names() -> String {
    PARTITIONS.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
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
    PARTITIONS.iter().find(|known| known.region_starts.contains(&start)).map(|known| known.name)
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
        for partition in SUFFIXES.iter().flat_map(|suffix| suffix.partitions) {
            assert!(PARTITIONS.iter().any(|known| known.name == *partition), "{partition}");
        }
    }
}
