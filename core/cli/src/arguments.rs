//! What the command line says.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
#[allow(clippy::large_enum_variant, reason = "there is one")]
pub(crate) enum Command {
    /// Check a repository: what becomes of each job, where it stops and why, who else gets in, and what to change.
    Check(Check),
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
    #[command(flatten)]
    pub(crate) known: Known,
    #[command(flatten)]
    pub(crate) shown: Shown,
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
  assumable check --format github              annotations, in a step of a workflow
  assumable check --new-only base.sarif        only what `--format sarif -o base.sarif` did not have

A comment `# assumable: ignore[CODE] reason` on a line, or alone on the line before, leaves that code out there.
Settings are read from `.assumable.yaml` in the root of the repository.";

/// What is known beside the files.
#[derive(Debug, Args, Default)]
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
