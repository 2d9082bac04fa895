//! Codes about policy documents: their grammar, their traps, and whether AWS stores them.

super::codes! {
    POLICY_LONG: Finding Policy Warning, "the policy is longer than the usual quota", "IAM User Guide, IAM and AWS STS quotas";
    VERSION_MISSING: Finding Policy Warning, "the policy has no version", "IAM User Guide, IAM JSON policy elements: Version";
    VARIABLE_AS_TEXT: Finding Policy Warning, "the policy's version does not know policy variables", "IAM User Guide, IAM JSON policy elements: Version";
    PRINCIPAL_OF_NOBODY: Finding Policy Warning, "a principal names no one", "IAM User Guide, AWS JSON policy elements: Principal";
    VARIABLE_MISPLACED: Finding Policy Warning, "a policy variable stands where there can be none", "IAM User Guide, IAM policy elements: Variables and tags";
    RESOURCE_TYPE_WILDCARD: Finding Policy Warning, "a resource type has a wildcard", "IAM User Guide, IAM JSON policy elements: Resource";
    ECR_RESOURCE_ARN: Finding Policy Warning, "a resource ARN of ECR does not name a repository", "Service Authorization Reference, Amazon Elastic Container Registry";
    ECR_LOGIN_RESOURCE: Finding Permissions Warning, "logging in to ECR is allowed on a repository", "Service Authorization Reference, Amazon Elastic Container Registry";
    ACTION_OF_OTHER_PRINCIPAL: Finding TrustPolicy Warning, "the statement trusts an OIDC provider and allows another way in", "IAM User Guide, Create a role for OpenID Connect federation";
    SESSION_PRINCIPAL: Finding Policy Danger, "a principal is a session whose name its caller chooses", "IAM User Guide, AWS JSON policy elements: Principal";
    KEY_TWICE: Finding Policy Warning, "two spellings of one key are tested", "IAM User Guide, IAM JSON policy elements: Condition";
    VALUES_EMPTY: Finding Policy Warning, "a condition has no values", "IAM Access Analyzer policy check reference";
    SET_OPERATOR_ON_CLAIM: Finding Policy Danger, "`ForAllValues` lets in tokens without the claim", "IAM User Guide, Single-valued vs. multivalued context keys";
    WILDCARD_AS_TEXT: Finding Policy Warning, "a wildcard stands under an operator that compares it as text", "IAM User Guide, IAM JSON policy elements: Condition operators";
    VALUE_OF_EVERYTHING: Finding Policy Danger, "one value of a list matches everything", "IAM User Guide, IAM JSON policy elements: Condition operators";
    VARIABLE_IN_BOOL: Finding Policy Warning, "a policy variable stands under `Bool`", "IAM User Guide, IAM JSON policy elements: Condition operators; Variables and tags";
    ADDRESS_WITHOUT_PREFIX: Finding Policy Warning, "an IPv6 address has no prefix length", "IAM User Guide, IAM JSON policy elements: Condition operators";
    ACTION_UNKNOWN: Finding Permissions Warning, "ECR has no action of this name", "Service Authorization Reference, Amazon Elastic Container Registry";
    RESOURCE_UNKNOWN: Finding Permissions Warning, "the resource is not one that the action is for", "Service Authorization Reference, Amazon Elastic Container Registry";
    CHARACTER_NOT_ALLOWED: Denial Policy Error, "the policy holds a character that AWS does not store", "IAM API Reference, CreatePolicy";
    TOO_LONG: Denial Policy Error, "the policy is longer than the quota", "IAM User Guide, IAM and AWS STS quotas";
    VERSION_OLD: Denial Policy Error, "a managed policy needs the version of 2012-10-17", "IAM API Reference, CreatePolicy";
    PRINCIPAL_INVALID: Denial Policy Error, "a principal is not written as its kind of policy asks", "IAM User Guide, AWS JSON policy elements: Principal";
    RESOURCE_MISPLACED: Denial Policy Error, "`Resource` stands where there is none, or is missing", "Amazon ECR User Guide, Private repository policies; Private registry permissions";
    CREATE_GUARD_REJECT: Denial Policy Error, "the policy trusts a shared provider without testing the required key", "IAM User Guide, Identity-provider controls for shared OIDC providers";
}
