//! What the command line says.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::audit::Audit;
use super::make::{Guard, Make, Migrate, Shrink};

/// Which GitHub Actions jobs can assume which AWS roles, why not, and who else can: from the files of a repository, offline.
#[derive(Debug, Parser)]
#[command(name = "assumable", version, max_term_width = 110, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColorWhen::Auto, value_name = "WHEN")]
    pub(crate) color: ColorWhen,
}

const EXAMPLES: &str = "\
Examples:
  assumable                                    check the repository around this folder
  assumable check infra .github                check these folders
  assumable check --format sarif -o out.sarif  write a log for code scanning
  assumable check --only job:deploy            only what is about one job
  assumable who infra --role deploy            who can assume a role
  assumable diff old.json new.json             who gets in by a change of a trust policy
  aws iam get-role --role-name deploy | assumable check . -
                                               with the role as it is in AWS

Exit codes: 0 nothing to report, 1 something to report, 2 something is not known, 3 bad input.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one command")]
pub(crate) enum Command {
    /// Check a repository: what becomes of each job, where it stops and why, who else gets in, and what to change.
    Check(Check),
    /// Why one job can or cannot assume a role: each test of its trust policy, and where they first differ.
    Why(Why),
    /// Who can assume a role, over every token that GitHub can mint, most dangerous first.
    Who(Who),
    /// Prove that nobody but these can assume a role, or show somebody else who can.
    Prove(Prove),
    /// Compare trust policies: who gets in by the change, and who no longer does.
    Diff(Diff),
    /// Write the policies that let in just these tokens, and push to just these repositories: proved.
    Make(Make),
    /// Make a trust policy that is over its quota shorter, without changing whom it admits.
    Shrink(Shrink),
    /// Plan how the roles of a folder follow an owner to other subjects, without locking anybody out.
    Migrate(Migrate),
    /// Write one resource control policy that keeps the tokens of strangers out of every role of an organisation.
    Guard(Guard),
    /// Audit an organisation: who of the logs can assume what, which roles nobody uses, which strangers can enter, and what
    /// changed.
    Audit(Audit),
    /// The subject of a job's token, from what is known of the job.
    Subject(Subject),
    /// The image names that a run may push, by the naming rules, one a line.
    Tags(Tags),
    /// Check image names that a run is about to push against the naming rules.
    Images(Images),
    /// Print a script that completes the command line of a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for `man -l -`.
    Man,
}

impl Default for Command {
    fn default() -> Command {
        Command::Check(Check::default())
    }
}

#[derive(Debug, Args, Default)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// Files and folders; `-` for standard input. What git ignores in a folder is not read. [default: .]
    pub(crate) paths: Vec<PathBuf>,
    /// What AWS has, to be read beside them: what `aws iam get-account-authorization-details` and the like answer.
    #[arg(long, value_name = "FILE")]
    pub(crate) account_dump: Vec<PathBuf>,
    /// What has happened, to be explained by them: an event of CloudTrail, a token or a log.
    #[arg(long, value_name = "FILE")]
    pub(crate) event: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) shown: Shown,
    /// What stands together. [default: as in the files]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    pub(crate) group_by: Option<GroupBy>,
    /// Only what is about this: `job:NAME`, `role:NAME` or `code:NAME`, with `*` for any text. Several are joined by or.
    #[arg(long, value_name = "WHAT", help_heading = "Which")]
    pub(crate) only: Vec<String>,
    /// Only what is new: not in this SARIF log of an earlier run.
    #[arg(long, value_name = "SARIF", help_heading = "Which")]
    pub(crate) new_only: Option<PathBuf>,
    /// From which level on there is something to report. [default: warning]
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Which")]
    pub(crate) fail_on: Option<FailOn>,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  assumable check --account 123456789012 --var env=prod
  assumable check --account-dump roles.json    with the roles as AWS has them
  assumable check --format github              annotations, in a step of a workflow
  assumable check --new-only base.sarif        only what `--format sarif -o base.sarif` did not have

A comment `# assumable: ignore[CODE] reason` on a line, or alone on the line before, leaves that code out there.
Settings are read from `.assumable.yaml` in the root of the repository.";

/// What is known beside the files.
#[derive(Debug, Args, Clone, Default)]
#[command(next_help_heading = "What is known")]
pub(crate) struct Known {
    /// The repository on GitHub. [default: from .git]
    #[arg(long, value_name = "OWNER/NAME")]
    pub(crate) repository: Option<String>,
    /// Its default branch. [default: from .git]
    #[arg(long, value_name = "NAME")]
    pub(crate) default_branch: Option<String>,
    /// The id of its owner.
    #[arg(long, value_name = "ID")]
    pub(crate) owner_id: Option<String>,
    /// Its id.
    #[arg(long, value_name = "ID")]
    pub(crate) repository_id: Option<String>,
    /// Whether subjects have ids in them, as those of new repositories have.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) immutable: Option<bool>,
    /// The AWS account of the infrastructure.
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// Its region.
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// The value of a variable of Terraform or of a parameter of CloudFormation.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var: Vec<String>,
    /// Settings. [default: .assumable.yaml in the root]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// How the answer is written.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Output")]
pub(crate) struct Shown {
    /// What to write. [default: text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// A file to write to, in the place of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Columns of a text, 80 to 120. [default: those of the terminal, or 100]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<usize>,
    /// Do not say what was read and what not.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// The whole report, for programs.
    Json,
    /// For a comment or a job summary on GitHub.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a workflow run.
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupBy {
    /// The jobs of a workflow.
    Job,
    /// The jobs that ask for a role.
    Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum FailOn {
    /// Jobs that are stopped, and strangers who get in.
    Error,
    /// Those, and what is probably not meant.
    #[default]
    Warning,
    /// Those, and what is worth knowing.
    Note,
    /// Nothing.
    Never,
}

/// What exact answers depend on.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is known")]
pub(crate) struct Asked {
    /// An organisation or a user of ours, with its id where that is known. [default: the owner of the repository around this
    /// folder, else those of the policy]
    #[arg(long, value_name = "LOGIN[=ID]")]
    pub(crate) owner: Vec<String>,
    /// Whether its subjects have ids in them; either where this is not given.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub(crate) immutable: Option<bool>,
    /// The AWS account of the infrastructure.
    #[arg(long, value_name = "ID")]
    pub(crate) account: Option<String>,
    /// The value of a variable of Terraform or of a parameter of CloudFormation.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) var: Vec<String>,
}

/// How an answer is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct AnswerShown {
    /// What to write.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
    /// Columns of a text, 80 to 120. [default: those of the terminal, or 100]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// For a terminal.
    Text,
    /// The whole answer, for programs.
    Json,
}

/// How an answer about roles is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct PageShown {
    /// What to write.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = PageFormat::Text)]
    pub(crate) format: PageFormat,
    /// Columns of a text, 80 to 120. [default: those of the terminal, or 100]
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageFormat {
    /// For a terminal.
    Text,
    /// The whole answer, for programs.
    Json,
    /// For a comment or a job summary on GitHub.
    Markdown,
}

#[derive(Debug, Args)]
#[command(after_help = WHY_EXAMPLES)]
pub(crate) struct Why {
    /// An event of CloudTrail, a compact token, or a JSON object of claims; `-` for standard input.
    pub(crate) evidence: PathBuf,
    /// Files and folders with the role, without `--policy`. [default: .]
    pub(crate) paths: Vec<PathBuf>,
    /// The role's trust policy, for a token or claims: each test of it is told.
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) policy: Option<PathBuf>,
    /// What GitHub is set to: `include_claim_keys`, `immutable`, `platform`, `ghes_version`. Decides the subject of claims
    /// without `sub`.
    #[arg(long, value_name = "FILE", requires = "policy")]
    pub(crate) settings: Option<PathBuf>,
    /// The role that is asked for.
    #[arg(long, value_name = "ARN", requires = "policy")]
    pub(crate) role: Option<String>,
    /// What a claim that is not named means. [default: token]
    #[arg(long, value_enum, value_name = "SCOPE", requires = "policy")]
    pub(crate) scope: Option<Scope>,
    #[command(flatten)]
    pub(crate) known: Known,
    /// What to write.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = AnswerFormat::Text)]
    pub(crate) format: AnswerFormat,
}

const WHY_EXAMPLES: &str = "\
Examples:
  assumable why event.json                     an event, by the repository around this folder
  assumable why claims.json --policy trust-policy.json
  assumable why token.jwt --policy trust-policy.json --role arn:aws:iam::123456789012:role/deploy

A token's signature is not looked at.
Exit codes: 0 allowed, 1 denied or contradicted, 2 undetermined, 3 bad input.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scope {
    /// It is not in the token.
    Token,
    /// It is not known.
    Partial,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  assumable who trust-policy.json --owner octo-org\n  assumable who infra --role deploy\n  aws iam get-role --role-name deploy | assumable who -"
)]
pub(crate) struct Who {
    /// A trust policy, or a file or folder with roles; `-` for standard input.
    pub(crate) source: PathBuf,
    /// Only this role.
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) shown: PageShown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  assumable prove infra --role deploy --only repository=octo-org/app,ref=refs/heads/main"
)]
pub(crate) struct Prove {
    /// A trust policy, or a file or folder with roles; `-` for standard input.
    pub(crate) source: PathBuf,
    /// Claims of those who may, with `*` and `?` in their values. Several are joined by or.
    #[arg(long, required = true, value_name = "CLAIM=VALUE,…")]
    pub(crate) only: Vec<String>,
    /// Only this role.
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) shown: PageShown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  assumable diff old.json new.json\n  git worktree add /tmp/base origin/main && assumable diff /tmp/base/infra infra"
)]
pub(crate) struct Diff {
    /// The trust policy as it was, or a file or folder with roles as they were.
    pub(crate) old: PathBuf,
    /// The same as it is to be.
    pub(crate) new: PathBuf,
    /// Only this role.
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) shown: PageShown,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  assumable subject --claim repository=octo-org/app --claim event_name=push --claim ref=refs/heads/main"
)]
pub(crate) struct Subject {
    /// A JSON object of claims; `-` for standard input.
    pub(crate) claims: Option<PathBuf>,
    /// A claim.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) claim: Vec<String>,
    /// What GitHub is set to: `include_claim_keys`, `immutable`, `platform`, `ghes_version`.
    #[arg(long, value_name = "FILE")]
    pub(crate) settings: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) shown: AnswerShown,
}

/// What is known of a run beside the environment of its runner.
#[derive(Debug, Args)]
#[command(next_help_heading = "The run")]
pub(crate) struct RunFacts {
    /// What `{date}` is: YYYY-MM-DDTHH:MM:SSZ.
    #[arg(long)]
    pub(crate) time: Option<String>,
    /// What `{value.NAME}` is.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) value: Vec<String>,
    /// The commit that is checked out, for `sha: checkout`.
    #[arg(long, value_name = "SHA")]
    pub(crate) checkout: Option<String>,
    /// The git tags of the repository, one a line, for `highest`.
    #[arg(long, value_name = "FILE")]
    pub(crate) git_tags: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Tags {
    /// The naming rules.
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) run: RunFacts,
    #[command(flatten)]
    pub(crate) shown: AnswerShown,
}

#[derive(Debug, Args)]
pub(crate) struct Images {
    /// The images, with their tags; `-` for standard input, one a line.
    #[arg(required = true)]
    pub(crate) images: Vec<String>,
    /// The naming rules.
    #[arg(long, value_name = "FILE")]
    pub(crate) rules: PathBuf,
    #[command(flatten)]
    pub(crate) run: RunFacts,
    #[command(flatten)]
    pub(crate) shown: AnswerShown,
}
