//! ECR's actions and what they are asked on (Service Authorization Reference, Amazon ECR, 2026-08-22).

/// What an action needs as its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// `*`: the action has no resource type, and an ARN in a policy never covers it.
    Everything,
    /// The repository.
    Repository,
}

/// The actions of a push, in the order in which a client calls them (Amazon ECR User Guide, "IAM permissions for pushing
/// an image").
pub(crate) const PUSH: [(&str, On); 6] = [
    ("ecr:GetAuthorizationToken", On::Everything),
    ("ecr:BatchCheckLayerAvailability", On::Repository),
    ("ecr:InitiateLayerUpload", On::Repository),
    ("ecr:UploadLayerPart", On::Repository),
    ("ecr:CompleteLayerUpload", On::Repository),
    ("ecr:PutImage", On::Repository),
];

/// What pulling adds: buildx reads back manifests and caches.
pub(crate) const PULL: [(&str, On); 2] =
    [("ecr:BatchGetImage", On::Repository), ("ecr:GetDownloadUrlForLayer", On::Repository)];

/// What a registry policy of the first scope is enforced for; one of the second, the default, is for every action.
pub(crate) const REGISTRY_V1: [&str; 3] =
    ["ecr:ReplicateImage", "ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];

/// Where the scopes of a registry policy are written.
pub(crate) const REGISTRY_SCOPE_SOURCE: &str = "Amazon ECR User Guide, Private registry permissions";

/// Where the tables here are written.
pub(crate) const ECR_ACTIONS_SOURCE: &str = "AWS Service Authorization Reference, Amazon ECR";

/// ECR's actions without a resource type, by lower-case name: in a policy, `*` alone covers what they are asked on.
const WITHOUT_RESOURCE: [&str; 25] = [
    "createpullthroughcacherule",
    "createrepositorycreationtemplate",
    "deletepullthroughcacherule",
    "deleteregistrypolicy",
    "deleterepositorycreationtemplate",
    "deletesigningconfiguration",
    "deregisterpulltimeupdateexclusion",
    "describepullthroughcacherules",
    "describeregistry",
    "describerepositorycreationtemplates",
    "getaccountsetting",
    "getauthorizationtoken",
    "getregistrypolicy",
    "getregistryscanningconfiguration",
    "getsigningconfiguration",
    "listpulltimeupdateexclusions",
    "putaccountsetting",
    "putregistrypolicy",
    "putregistryscanningconfiguration",
    "putreplicationconfiguration",
    "putsigningconfiguration",
    "registerpulltimeupdateexclusion",
    "updatepullthroughcacherule",
    "updaterepositorycreationtemplate",
    "validatepullthroughcacherule",
];

/// The one action that no policy of a resource has a say in (Amazon ECR User Guide, "Private repository policies").
pub(crate) const LOGIN: &str = "ecr:GetAuthorizationToken";

/// ECR's actions on a repository, by lower-case name.
const ON_REPOSITORY: [&str; 35] = [
    "batchchecklayeravailability",
    "batchdeleteimage",
    "batchgetimage",
    "batchgetrepositoryscanningconfiguration",
    "batchimportupstreamimage",
    "completelayerupload",
    "createrepository",
    "deletelifecyclepolicy",
    "deleterepository",
    "deleterepositorypolicy",
    "describeimagereplicationstatus",
    "describeimagescanfindings",
    "describeimagesigningstatus",
    "describeimages",
    "describerepositories",
    "getdownloadurlforlayer",
    "getimagecopystatus",
    "getlifecyclepolicy",
    "getlifecyclepolicypreview",
    "getrepositorypolicy",
    "initiatelayerupload",
    "listimages",
    "listtagsforresource",
    "putimage",
    "putimagescanningconfiguration",
    "putimagetagmutability",
    "putlifecyclepolicy",
    "replicateimage",
    "setrepositorypolicy",
    "startimagescan",
    "startlifecyclepolicypreview",
    "tagresource",
    "untagresource",
    "updateimagestorageclass",
    "uploadlayerpart",
];

/// Whether ECR has an action of this name.
pub(crate) fn is_known(action: &str) -> bool {
    let lower = action.to_ascii_lowercase();
    let name = lower.strip_prefix("ecr:").unwrap_or(&lower);
    ON_REPOSITORY.contains(&name) || WITHOUT_RESOURCE.contains(&name)
}

/// Whether this is an action of ECR's without a resource type.
pub(crate) fn on_everything(action: &str) -> bool {
    let lower = action.to_ascii_lowercase();
    lower.strip_prefix("ecr:").is_some_and(|name| WITHOUT_RESOURCE.contains(&name))
}
