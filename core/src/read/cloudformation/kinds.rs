//! The types of resources that are read (CloudFormation template reference, 2026-11; aws-cdk-lib 2.276.0).

pub(super) const ROLE: &str = "AWS::IAM::Role";
pub(super) const POLICY: &str = "AWS::IAM::Policy";
pub(super) const ROLE_POLICY: &str = "AWS::IAM::RolePolicy";
pub(super) const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
pub(super) const PROVIDER: &str = "AWS::IAM::OIDCProvider";
/// What CDK makes a provider with.
pub(super) const CDK_PROVIDER: &str = "Custom::AWSCDKOpenIdConnectProvider";
/// What CDK makes an object with whose names are not known before.
pub(super) const CDK_JSON: &str = "Custom::AWSCDKCfnJson";
pub(super) const REPOSITORY: &str = "AWS::ECR::Repository";
pub(super) const REGISTRY_POLICY: &str = "AWS::ECR::RegistryPolicy";
const STACK: &str = "AWS::CloudFormation::Stack";
const APPLICATION: &str = "AWS::Serverless::Application";

/// Whether resources of this type are told.
pub(super) fn is_told(kind: &str) -> bool {
    [ROLE, POLICY, ROLE_POLICY, MANAGED_POLICY, PROVIDER, CDK_PROVIDER, REPOSITORY, REGISTRY_POLICY]
        .contains(&kind)
}

/// Whether it is another template, which is not given.
pub(super) fn is_apart(kind: &str) -> bool {
    matches!(kind, STACK | APPLICATION) || kind.ends_with("::MODULE")
}
