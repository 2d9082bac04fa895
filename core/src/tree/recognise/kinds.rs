//! The kinds of documents that are known: how messages call them, and what to pass of them.

use super::kind::ReadKind;
use super::wanted::Wanted;
use crate::error::{Error, ErrorKind};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DocumentKind {
    /// What it is for the readers.
    pub(crate) read: ReadKind,
    /// Its name in messages, with its article.
    pub(crate) name: &'static str,
    /// Which part of it is a policy, and how to get at it.
    policy: &'static str,
    /// Which parts of it are claims, and how.
    claims: &'static str,
    /// Which part of it is a token.
    token: &'static str,
    /// What to pass of it where settings or options are asked for.
    object: &'static str,
}

/// A kind that is not read.
const fn kind(name: &'static str) -> DocumentKind {
    DocumentKind { read: ReadKind::NotRead, name, policy: "", claims: "", token: "", object: "" }
}

impl DocumentKind {
    /// The same, and it is read.
    pub(super) const fn read(self, read: ReadKind) -> DocumentKind {
        DocumentKind { read, ..self }
    }

    const fn policy(self, policy: &'static str) -> DocumentKind {
        DocumentKind { policy, ..self }
    }

    const fn claims(self, claims: &'static str) -> DocumentKind {
        DocumentKind { claims, ..self }
    }

    const fn token(self, token: &'static str) -> DocumentKind {
        DocumentKind { token, ..self }
    }

    const fn object(self, object: &'static str) -> DocumentKind {
        DocumentKind { object, ..self }
    }

    /// The same where it stands in a form that is not read.
    #[cfg(feature = "documents")]
    pub(super) fn not_read(self) -> DocumentKind {
        self.read(ReadKind::NotRead)
    }

    /// Whether it is a compact token.
    pub(crate) fn is_token(self) -> bool {
        self == TOKEN
    }

    /// The refusal of a document of this kind.
    pub(crate) fn refuse(self, wanted: Wanted) -> Error {
        let own = match wanted {
            Wanted::Policy(_) => self.policy,
            Wanted::Claims => self.claims,
            Wanted::Token => self.token,
            Wanted::Object(_) => self.object,
            Wanted::Subject | Wanted::Rules => "",
        };
        let help = if own.is_empty() { wanted.help() } else { own };
        let message = format!("this is {}, not {}", self.name, wanted.name());
        Error::new(ErrorKind::WrongDocument, message).with_help(help)
    }
}

pub(super) const CLOUD_TRAIL: DocumentKind = kind("a CloudTrail event").read(ReadKind::Cloudtrail).claims(
    "pass `userIdentity.userName` as the claim `sub` and set `claims_scope` to `partial`: the event holds no other claim, but \
     for `aud` within `principalId`",
);
pub(super) const TOKEN_RESPONSE: DocumentKind = kind("the answer of GitHub's token endpoint")
    .read(ReadKind::Token)
    .token("pass the text of its member `value`")
    .claims("decode the token in its member `value`, and pass the claims");
pub(super) const DECODED_TOKEN: DocumentKind =
    kind("a decoded token").read(ReadKind::Claims).claims("pass its member `claims`");
pub(super) const REQUEST: DocumentKind =
    kind("a whole request").policy("pass its member `policy`").claims("pass its member `claims`");
pub(super) const IAM_ROLE: DocumentKind = kind("what `aws iam get-role` shows")
    .read(ReadKind::IamAnswer)
    .policy("pass what `AssumeRolePolicyDocument` holds; the answer of an SDK has it URL-encoded");
pub(super) const IAM_ANSWER: DocumentKind = kind("an answer of IAM")
    .read(ReadKind::IamAnswer)
    .policy("pass one policy of it: what `PolicyDocument` or `Document` holds, decoded");
pub(super) const IAM_PROVIDER: DocumentKind =
    kind("what IAM shows of an identity provider").read(ReadKind::IamAnswer);
pub(super) const ECR_ANSWER: DocumentKind =
    kind("an answer of ECR").read(ReadKind::EcrAnswer).policy("pass the text in its member `policyText`");
pub(super) const CREDENTIALS: DocumentKind = kind("temporary AWS credentials");
pub(super) const CALLER_IDENTITY: DocumentKind = kind("the answer of `aws sts get-caller-identity`");
pub(super) const TERRAFORM_PLAN: DocumentKind = kind("a Terraform plan or state")
    .read(ReadKind::TerraformPlan)
    .policy("pass one policy of it: the text of `assume_role_policy` or `policy` of a resource");
pub(super) const TERRAFORM: DocumentKind = kind("Terraform configuration")
    .read(ReadKind::Terraform)
    .policy("pass the policy as JSON, as it is in `terraform show -json` or as `aws iam get-role` shows it");
pub(super) const CLOUDFORMATION: DocumentKind = kind("a CloudFormation template")
    .read(ReadKind::Cloudformation)
    .policy("pass one policy of it as JSON, with its functions resolved, as `aws iam get-role` shows it");
pub(super) const STATEMENT: DocumentKind =
    kind("a statement").policy("put it into a policy: `{\"Version\": \"2012-10-17\", \"Statement\": [ … ]}`");
pub(super) const CONDITION: DocumentKind =
    kind("a `Condition` block").policy("pass the whole policy that it is part of");
pub(super) const POLICY: DocumentKind = kind("a policy document").read(ReadKind::Policy);
pub(super) const POLICY_IN_YAML: DocumentKind =
    kind("a policy in YAML").policy("write it as JSON, as AWS stores it");
pub(super) const URL_ENCODED: DocumentKind = kind("URL-encoded text").read(ReadKind::Policy).policy(
    "decode it first (`%7B` is `{`): IAM's API and SDKs give policies URL-encoded, and the AWS CLI gives them decoded",
);
pub(super) const ENCODED_TWICE: DocumentKind =
    kind("JSON within a JSON string").policy("pass the text that the string holds");
pub(super) const CLAIMS: DocumentKind = kind("an object of claims").read(ReadKind::Claims);
pub(super) const TOKEN: DocumentKind =
    kind("a token").read(ReadKind::Token).claims("decode the token first, and pass its claims");
pub(super) const API_TOKEN: DocumentKind = kind("a token for GitHub's API")
    .token("a job gets an OIDC token from `ACTIONS_ID_TOKEN_REQUEST_URL`")
    .claims(
        "a token for the API holds no claims: a job gets an OIDC token from `ACTIONS_ID_TOKEN_REQUEST_URL`",
    );
pub(super) const SETTINGS: DocumentKind = kind("what GitHub shows of subject settings")
    .read(ReadKind::GithubSettings)
    .object("resolve the settings of organisation and repository first, and pass what they come to");
pub(super) const REPOSITORY: DocumentKind = kind("a repository as GitHub's API shows it").claims(
    "pass its `full_name` as `repository`, its `id` as `repository_id` and its `owner.id` as `repository_owner_id`",
);
pub(super) const EVENT: DocumentKind = kind("the payload of an event").claims(
    "pass `repository.full_name` as `repository`, `repository.id` as `repository_id`, and the run's own `ref` and `event_name`",
);
pub(super) const GITHUB_CONTEXT: DocumentKind = kind("the `github` context of a run")
    .claims("pass only those of its members that are claims, such as `repository`, `ref` and `event_name`");
pub(super) const ENVIRONMENT: DocumentKind = kind("a list of environment variables").claims(
    "pass `GITHUB_REPOSITORY` as `repository`, `GITHUB_REF` as `ref` and `GITHUB_EVENT_NAME` as `event_name`; `sub` is not \
     among the variables",
);
pub(super) const DISCOVERY: DocumentKind = kind("an issuer's OpenID Connect configuration");
pub(super) const RULES: DocumentKind = kind("a document of naming rules").read(ReadKind::NamingRules);
pub(super) const WORKFLOW: DocumentKind = kind("a workflow file")
    .read(ReadKind::Workflow)
    .claims("pass what is known of the run as claims: a file does not say for which ref or event it runs");
pub(super) const MANIFEST: DocumentKind = kind("a Kubernetes manifest");
pub(super) const LOG: DocumentKind = kind("an error message or a log").read(ReadKind::Log).claims(
    "pass the claims of the token that the job got, or what is known of the run: `repository`, `event_name`, `ref`, `environment`",
);
pub(super) const FILE_NAME: DocumentKind = kind("the name of a file")
    .policy("pass what is in the file, not its name")
    .claims("pass what is in the file, not its name")
    .token("pass what is in the file, not its name");
pub(super) const ADDRESS: DocumentKind = kind("a URL");
pub(super) const ARN: DocumentKind = kind("an ARN");
pub(super) const MARKUP: DocumentKind =
    kind("XML or HTML").policy("pass the policy in it as JSON; `aws iam get-role` shows it so");
pub(super) const JSON_TEXT: DocumentKind =
    kind("the text of a JSON document").claims("parse the text, and pass the object");

const OF_STATE: &str = "pass one policy of it: the text of `assume_role_policy` or `policy` of a resource";
pub(super) const TERRAFORM_STATE: DocumentKind =
    kind("a Terraform plan or state").read(ReadKind::TerraformState).policy(OF_STATE);
pub(super) const TERRAFORM_JSON: DocumentKind = DocumentKind { read: ReadKind::TerraformJson, ..TERRAFORM };
pub(super) const STS_ANSWER: DocumentKind = DocumentKind { read: ReadKind::StsAnswer, ..CREDENTIALS };
pub(super) const CONFIG_ITEM: DocumentKind = kind("a configuration item of AWS Config")
    .read(ReadKind::AwsConfig)
    .policy("pass one policy of it: what `assumeRolePolicyDocument` or `policyDocument` holds, decoded");
pub(super) const ENCRYPTED_STATE: DocumentKind =
    kind("an encrypted state of OpenTofu").policy("pass one policy of it, as `tofu show -json` shows it");
pub(super) const TERRAFORM_LOG: DocumentKind = kind("the log that `terraform` writes with `-json`")
    .policy("pass one policy, as `terraform show -json` shows it");
pub(super) const NOTIFICATION: DocumentKind = kind("a message that a function of Lambda gets");
pub(super) const BRIDGE: DocumentKind = kind("an event of EventBridge");
pub(super) const CIRCLE_CI: DocumentKind = kind("a configuration of CircleCI");
#[cfg(feature = "documents")]
pub(super) const LOG_EVENTS: DocumentKind = kind("log events of CloudWatch");
#[cfg(feature = "documents")]
pub(super) const PULUMI: DocumentKind = kind("what Pulumi shows of a stack").read(ReadKind::Pulumi);
#[cfg(feature = "documents")]
pub(super) const QUERY_ROWS: DocumentKind =
    kind("rows of a query about an account").read(ReadKind::QueryRows);
#[cfg(feature = "documents")]
pub(super) const TERRAFORM_SCHEMA: DocumentKind = kind("what `terraform` says of providers or faults");
#[cfg(feature = "documents")]
pub(super) const ACTION: DocumentKind = kind("an action of GitHub Actions").read(ReadKind::Action);
#[cfg(feature = "documents")]
pub(super) const COMPOSITE_ACTION: DocumentKind =
    kind("a composite action of GitHub Actions").read(ReadKind::CompositeAction);
#[cfg(feature = "documents")]
pub(super) const TERRAFORM_VARIABLES: DocumentKind =
    kind("values of Terraform variables").read(ReadKind::TerraformVariables);
#[cfg(feature = "documents")]
pub(super) const IMAGE_LIST: DocumentKind = kind("a list of images in ECR");
#[cfg(feature = "documents")]
pub(super) const PACKAGE_LOCK: DocumentKind = kind("a lock file");
#[cfg(feature = "documents")]
pub(super) const PACKAGE: DocumentKind = kind("a package manifest");
#[cfg(feature = "documents")]
pub(super) const OPEN_API: DocumentKind = kind("an OpenAPI description");
#[cfg(feature = "documents")]
pub(super) const COMPOSE: DocumentKind = kind("a file of Docker Compose");
#[cfg(feature = "documents")]
pub(super) const CHART: DocumentKind = kind("a Helm chart");
#[cfg(feature = "documents")]
pub(super) const DEPENDABOT: DocumentKind = kind("a configuration of Dependabot");
#[cfg(feature = "documents")]
pub(super) const GITLAB_CI: DocumentKind = kind("a pipeline of GitLab");
#[cfg(feature = "documents")]
pub(super) const SARIF: DocumentKind = kind("a report in SARIF");
#[cfg(feature = "documents")]
pub(super) const SCHEMA: DocumentKind = kind("a JSON document with a schema");
#[cfg(feature = "documents")]
pub(super) const DEFAULT_PERMISSIONS: DocumentKind = kind("GitHub's default permissions of workflows");
#[cfg(feature = "documents")]
pub(super) const API_ERROR: DocumentKind = kind("an error of GitHub's API");
#[cfg(feature = "documents")]
pub(super) const HELM_TEMPLATE: DocumentKind = kind("a Helm template");
#[cfg(feature = "documents")]
pub(super) const TEMPLATE_FILE: DocumentKind = kind("a template of a text");
#[cfg(feature = "documents")]
pub(super) const TERRAGRUNT: DocumentKind = kind("a configuration of Terragrunt");
#[cfg(feature = "documents")]
pub(super) const SCRIPT: DocumentKind = kind("a script");
#[cfg(feature = "documents")]
pub(super) const MARKDOWN: DocumentKind = kind("a page in Markdown");
#[cfg(feature = "documents")]
pub(super) const DOCKERFILE: DocumentKind = kind("a Dockerfile");
#[cfg(feature = "documents")]
pub(super) const PROGRAM: DocumentKind = kind("the source of a program");
#[cfg(feature = "documents")]
pub(super) const BINARY: DocumentKind = kind("binary data");
#[cfg(feature = "documents")]
pub(super) const EMPTY: DocumentKind = kind("an empty text");
#[cfg(feature = "documents")]
pub(super) const JSON: DocumentKind = kind("JSON of a kind that is not known");
#[cfg(feature = "documents")]
pub(super) const YAML: DocumentKind = kind("YAML of a kind that is not known");
#[cfg(feature = "documents")]
pub(super) const PLAIN: DocumentKind = kind("text of a kind that is not known");
#[cfg(feature = "documents")]
pub(super) const BROKEN_JSON: DocumentKind = kind("JSON that cannot be read");
#[cfg(feature = "documents")]
pub(super) const TABLE: DocumentKind = kind("a table, as the AWS CLI draws it");
pub(super) const AZURE: DocumentKind = kind("a pipeline of Azure");
#[cfg(feature = "documents")]
pub(super) const TERRAFORM_TEST: DocumentKind = kind("a test of Terraform");
#[cfg(feature = "documents")]
pub(super) const HCL: DocumentKind = kind("configuration in HCL of a kind that is not known");
#[cfg(feature = "documents")]
pub(super) const TOML: DocumentKind = kind("a configuration in TOML");
#[cfg(feature = "documents")]
pub(super) const DIFF: DocumentKind = kind("a patch");
#[cfg(feature = "documents")]
pub(super) const KEY: DocumentKind = kind("a private key or a certificate");
