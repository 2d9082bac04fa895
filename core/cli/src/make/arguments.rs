//! What the command lines of `make`, `shrink`, `migrate` and `guard` say.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::arguments::{Asked, PageShown};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MadeFormat {
    /// For a terminal.
    Text,
    /// For a comment or a job summary on GitHub.
    Markdown,
    /// The whole answer, for programs.
    Json,
    /// The policy by itself, as JSON.
    Policy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FilesFormat {
    /// For a terminal.
    Text,
    /// For a comment or a job summary on GitHub.
    Markdown,
    /// The whole answer, for programs.
    Json,
    /// The policy by itself, as JSON.
    Policy,
    /// Resources of Terraform.
    Terraform,
    /// A template of CloudFormation, as JSON.
    Cloudformation,
}

#[derive(Debug, Args)]
#[command(after_help = MAKE_EXAMPLES)]
pub(crate) struct Make {
    /// A file in YAML or JSON with `intent`, `options` and `world`, as the operation `make_policies` takes them; `-` for
    /// standard input. What is written beside it on the command line goes before it.
    pub(crate) intent: Option<PathBuf>,
    /// Claims of those who may, with `*` and `?` in their values. Several are joined by or.
    #[arg(long, required_unless_present = "intent", value_name = "CLAIM=VALUE,…")]
    pub(crate) only: Vec<String>,
    /// The name of the role. [default: github-actions]
    #[arg(long, value_name = "NAME")]
    pub(crate) role_name: Option<String>,
    /// An ECR repository that the role may push to: a name, a pattern of names or an ARN.
    #[arg(long, value_name = "REPOSITORY")]
    pub(crate) push: Vec<String>,
    /// The region of those that are no ARNs.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Whether the role may read images too.
    #[arg(long)]
    pub(crate) pull: bool,
    /// A filter of tags that may move, such as `latest`.
    #[arg(long, value_name = "FILTER")]
    pub(crate) mutable_tag: Vec<String>,
    /// The team's naming rules: without `--mutable-tag`, the tags that they call moving may move, and no other.
    #[arg(long, value_name = "FILE")]
    pub(crate) naming: Option<PathBuf>,
    /// Whether the account has the identity provider already.
    #[arg(long)]
    pub(crate) provider_exists: bool,
    /// Whether the repositories are there already.
    #[arg(long)]
    pub(crate) repositories_exist: bool,
    /// The id of a repository of ours, for subjects that have ids in them.
    #[arg(long, value_name = "OWNER/NAME=ID")]
    pub(crate) repository_id: Vec<String>,
    /// Whether the keys of subjects may change where only that says what is meant.
    #[arg(long)]
    pub(crate) change_template: bool,
    /// The account's quota for trust policies, where it was raised.
    #[arg(long, value_name = "CHARACTERS")]
    pub(crate) quota: Option<usize>,
    /// Who signs the tokens. [default: github.com]
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// What to write; files are those of the role's account.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = FilesFormat::Text)]
    pub(crate) format: FilesFormat,
}

const MAKE_EXAMPLES: &str = "\
Examples:
  assumable make --account 123456789012 --owner octo-org --immutable false \\
      --only repository=octo-org/app,environment=production
  assumable make --account 123456789012 --owner octo-org=65 --immutable --repository-id octo-org/app=74 \\
      --only repository=octo-org/app,ref=refs/heads/main --push app --region eu-central-1 --format terraform
  assumable make intent.yaml --format terraform

Exit codes: 0 the policy says just that, 1 it is the nearest and lets in more, 3 bad input.";

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  assumable shrink trust-policy.json --limit 2048 --owner octo-org --format policy\n\nExit codes: 0 it fits, 1 it does not, 3 bad input."
)]
pub(crate) struct Shrink {
    /// The trust policy; `-` for standard input.
    pub(crate) policy: PathBuf,
    /// The account's quota for trust policies.
    #[arg(long, value_name = "CHARACTERS", default_value_t = 2048)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// What to write.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = MadeFormat::Text)]
    pub(crate) format: MadeFormat,
}

#[derive(Debug, Args)]
#[command(after_help = MIGRATE_EXAMPLES)]
pub(crate) struct Migrate {
    /// A trust policy, or a file or folder with roles; `-` for standard input.
    pub(crate) source: PathBuf,
    /// The owner as it is today.
    #[arg(long, value_name = "LOGIN[=ID]")]
    pub(crate) owner: String,
    /// Whether its subjects have ids in them today.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", default_value_t = false)]
    pub(crate) immutable: bool,
    /// Whether its subjects will have ids in them. [default: as today]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) to_immutable: Option<bool>,
    /// The keys of its subjects afterwards, such as `repo,context,job_workflow_ref`. [default: as today]
    #[arg(long, value_name = "KEY,…", value_delimiter = ',')]
    pub(crate) to_keys: Vec<String>,
    /// Its login afterwards. [default: as today]
    #[arg(long, value_name = "LOGIN")]
    pub(crate) to_login: Option<String>,
    /// The id of a repository, for subjects that have ids in them.
    #[arg(long, value_name = "OWNER/NAME=ID")]
    pub(crate) repository_id: Vec<String>,
    /// The AWS account of the infrastructure.
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// The value of a variable of Terraform or of a parameter of CloudFormation.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var: Vec<String>,
    /// The repository that the workflows are of. [default: from `.git`]
    #[arg(long, value_name = "OWNER/NAME")]
    pub(crate) repository: Option<String>,
    #[command(flatten)]
    pub(crate) shown: PageShown,
}

const MIGRATE_EXAMPLES: &str = "\
Examples:
  assumable migrate infra --owner octo-org=65 --to-immutable --repository-id octo-org/app=74
  assumable migrate infra --owner octo-org --to-keys repo,context,job_workflow_ref

Exit codes: 0 nobody is locked out, 1 jobs are unless the policies change first, 2 something is not known, 3 bad input.";

#[derive(Debug, Args)]
#[command(after_help = GUARD_EXAMPLES)]
pub(crate) struct Guard {
    /// A file or folder with roles; `-` for standard input.
    pub(crate) source: PathBuf,
    /// Who signs the tokens. [default: github.com]
    #[arg(long, value_name = "URL")]
    pub(crate) issuer: Option<String>,
    /// The name of the policy. [default: github-owners]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// What it is attached to: the root, an organisational unit or an account.
    #[arg(long, value_name = "ID")]
    pub(crate) target: Vec<String>,
    /// The management account, which no such policy reaches.
    #[arg(long, value_name = "ID")]
    pub(crate) management_account: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// What to write.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = FilesFormat::Text)]
    pub(crate) format: FilesFormat,
}

const GUARD_EXAMPLES: &str = "\
Examples:
  assumable guard infra --owner octo-org=65 --owner octo-labs=66
  assumable guard infra --owner octo-org=65 --target r-abcd --format terraform

Exit codes: 0 no stranger gets in, with or without it; 1 strangers get in today, or it does not reach a role; 2 something is not
known; 3 bad input.";
