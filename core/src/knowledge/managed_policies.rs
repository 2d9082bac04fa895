//! Policies that AWS manages and that roles of pipelines have: those of ECR, and those of administrators.
//!
//! AWS changes them when a service gets new calls; each row says when it was read.

use super::row::row;
use super::shelf::Shelf;

row! {
    /// One policy.
    ManagedPolicy<'a> {
        /// What its ARN ends with.
        name: &'a str,
        /// Its document.
        policy: &'a str,
        /// Where it is written.
        source: &'a str,
        /// When it was read.
        date: &'a str,
    }

    const KEY: usize = 1;
}

/// The policies, by their names.
pub(super) const ROWS: &[ManagedPolicy<'static>] = &[
    ManagedPolicy {
        name: "AdministratorAccess",
        policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        source: "AWS Managed Policy Reference, AdministratorAccess",
        date: "2026-11-27",
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerRegistryFullAccess",
        policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:*","cloudtrail:LookupEvents"],"Resource":"*"},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole"],"Resource":"*","Condition":{"StringEquals":{"iam:AWSServiceName":["replication.ecr.amazonaws.com"]}}}]}"#,
        source: "Amazon ECR User Guide, AWS managed policies for Amazon ECR",
        date: "2026-11-27",
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerRegistryPowerUser",
        policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages","ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:GetLifecyclePolicyPreview","ecr:ListTagsForResource","ecr:DescribeImageScanFindings","ecr:InitiateLayerUpload","ecr:UploadLayerPart","ecr:CompleteLayerUpload","ecr:PutImage"],"Resource":"*"}]}"#,
        source: "Amazon ECR User Guide, AWS managed policies for Amazon ECR",
        date: "2026-11-27",
    },
    ManagedPolicy {
        name: "AmazonEC2ContainerRegistryReadOnly",
        policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:GetRepositoryPolicy","ecr:DescribeRepositories","ecr:ListImages","ecr:DescribeImages","ecr:BatchGetImage","ecr:GetLifecyclePolicy","ecr:GetLifecyclePolicyPreview","ecr:ListTagsForResource","ecr:DescribeImageScanFindings"],"Resource":"*"}]}"#,
        source: "Amazon ECR User Guide, AWS managed policies for Amazon ECR",
        date: "2026-11-27",
    },
    ManagedPolicy {
        name: "PowerUserAccess",
        policy: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["account:GetAccountInformation","account:GetPrimaryEmail","account:ListRegions","iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole","iam:ListRoles","organizations:DescribeOrganization"],"Resource":"*"}]}"#,
        source: "AWS Managed Policy Reference, PowerUserAccess",
        date: "2026-11-27",
    },
];

pub(super) static MANAGED_POLICIES: Shelf<ManagedPolicy<'static>> = Shelf::new(ROWS);

/// The document of the policy with this ARN; `None` where it is not in the table.
#[cfg(feature = "documents")]
pub(crate) fn document(arn: &str) -> Option<&'static str> {
    let (start, name) = arn.split_once(":policy/")?;
    let is_of_aws = start.starts_with("arn:aws") && start.ends_with(":iam::aws");
    let name = name.rsplit('/').next().filter(|_| is_of_aws)?;
    MANAGED_POLICIES.rows().iter().find(|row| row.name == name).map(|row| row.policy)
}
