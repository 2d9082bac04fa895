//! What documents are, for programs: one name for each kind that is told.

use serde::Serialize;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReadKind {
    /// A workflow of GitHub Actions.
    Workflow,
    /// An action that is made of steps.
    CompositeAction,
    /// An action of another kind: what it does is not read.
    Action,
    /// Configuration of Terraform or `OpenTofu`.
    Terraform,
    /// The same in JSON.
    TerraformJson,
    /// Values of Terraform variables.
    TerraformVariables,
    /// A plan, as `terraform show -json` shows it.
    TerraformPlan,
    /// A state, as it is stored or as `terraform show -json` shows it.
    TerraformState,
    /// A template of CloudFormation, of SAM or made by CDK.
    Cloudformation,
    /// What IAM answers about roles, policies or identity providers.
    IamAnswer,
    /// What ECR answers about repositories and their policies.
    EcrAnswer,
    /// What STS answers to `AssumeRoleWithWebIdentity`.
    StsAnswer,
    /// Events of CloudTrail, however they are wrapped.
    Cloudtrail,
    /// Configuration items of AWS Config.
    AwsConfig,
    /// What Pulumi exports of a stack or previews.
    Pulumi,
    /// Rows of a query about an account, such as those of Steampipe or `CloudQuery`.
    QueryRows,
    /// What GitHub shows of the settings of subjects.
    GithubSettings,
    /// A policy document by itself.
    Policy,
    /// A compact token, or GitHub's answer that holds one.
    Token,
    /// The claims of a token.
    Claims,
    /// A log, or an error that a program gave.
    Log,
    /// Rules for image names.
    NamingRules,
    /// A configuration of Dependabot: its jobs are in no workflow file.
    Dependabot,
    /// A document that is not read.
    NotRead,
}

impl ReadKind {
    /// Whether documents of this kind are read.
    #[must_use]
    pub const fn is_read(self) -> bool {
        !matches!(self, ReadKind::NotRead | ReadKind::Action)
    }
}
