//! What the program is asked, and the files it is asked with.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use assumable::aws::ClaimsScope;
use assumable::contract::{subject_template, utf8};
use assumable::github::Token;
use assumable::names::RoleArn;
use assumable::{Claims, Error, SubjectTemplate, TrustOptions, TrustPolicy};

use super::ask::{Answer, Question};

pub(crate) const HELP: &str = "\
why: can this GitHub Actions job assume this AWS role, and why not

  why CLAIMS --policy FILE [--settings FILE] [--role ARN] [--scope token|partial] [--json]
  why                       the scenario of examples/article

  CLAIMS           a JSON object of claims, or a file with a compact token; its signature is not looked at
  --policy FILE    the role's trust policy
  --settings FILE  include_claim_keys, immutable, platform, ghes_version: decide the subject of claims without `sub`
  --role ARN       the role that is asked for
  --scope SCOPE    what a claim that is not named means: `token`, it is not in the token; `partial`, it is not known
  --json           one JSON document

exit code: 0 allowed, 1 denied, 2 undetermined, 3 bad input
";

/// What to do.
pub(crate) enum Command {
    Help,
    Scenario,
    Ask(Paths),
}

/// A question, still in files.
#[derive(Default)]
pub(crate) struct Paths {
    pub claims: PathBuf,
    pub policy: PathBuf,
    pub settings: Option<PathBuf>,
    pub role: Option<String>,
    pub scope: ClaimsScope,
    /// Whether the answer is wanted as JSON.
    pub json: bool,
}

/// Why the input cannot be used: where, what, and what to do.
pub(crate) struct Refused {
    place: String,
    message: String,
    help: Option<String>,
}

impl Refused {
    fn usage(message: impl Into<String>) -> Refused {
        let help = Some("see `why --help`".to_owned());
        Refused { place: String::new(), message: message.into(), help }
    }

    /// An error of the library, in the file or the argument it came from.
    fn of(error: &Error, from: &str) -> Refused {
        let mut place = from.to_owned();
        if let Some(at) = error.place() {
            place = format!("{place}:{}:{}", at.line, at.column);
        }
        if !error.path().is_empty() {
            place = format!("{place}, at {}", error.path());
        }
        Refused { place, message: error.to_string(), help: Some(error.help().to_owned()) }
    }
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Refused {
        Refused { place: "output".to_owned(), message: error.to_string(), help: None }
    }
}

impl From<serde_json::Error> for Refused {
    fn from(error: serde_json::Error) -> Refused {
        Refused::from(std::io::Error::from(error))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colon = if self.place.is_empty() { "" } else { ": " };
        writeln!(f, "why: {}{colon}{}", self.place, self.message)?;
        self.help.iter().try_for_each(|help| writeln!(f, "     {help}"))
    }
}

pub(crate) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Command, Refused> {
    let (mut claims, mut policy, mut paths) = (None, None, Paths::default());
    let mut any = false;
    while let Some(argument) = arguments.next() {
        any = true;
        let mut value =
            || arguments.next().ok_or_else(|| Refused::usage(format!("`{argument}` needs a value")));
        match argument.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--json" => paths.json = true,
            "--policy" => policy = Some(PathBuf::from(value()?)),
            "--settings" => paths.settings = Some(PathBuf::from(value()?)),
            "--role" => paths.role = Some(value()?),
            "--scope" => {
                paths.scope = match value()?.as_str() {
                    "token" => ClaimsScope::Token,
                    "partial" => ClaimsScope::Partial,
                    other => {
                        return Err(Refused::usage(format!(
                            "`--scope` is `token` or `partial`, not `{other}`"
                        )));
                    }
                }
            }
            option if option.starts_with("--") => {
                return Err(Refused::usage(format!("no option `{option}` is known")));
            }
            file if claims.is_none() => claims = Some(PathBuf::from(file)),
            other => {
                return Err(Refused::usage(format!("one file of claims is enough: what is `{other}` for?")));
            }
        }
    }
    if !any {
        return Ok(Command::Scenario);
    }
    paths.claims = claims.ok_or_else(|| Refused::usage("a file of claims, or with a token, is missing"))?;
    paths.policy = policy.ok_or_else(|| Refused::usage("`--policy FILE` is missing"))?;
    Ok(Command::Ask(paths))
}

impl Paths {
    /// Reads the files and answers.
    pub(crate) fn answer(&self) -> Result<Answer, Refused> {
        let text = read(&self.claims)?;
        let in_claims = |error: Error| Refused::of(&error, &name(&self.claims));
        let (claims, is_token, findings) = if text.trim_start().starts_with(['{', '[']) {
            (text.parse::<Claims>().map_err(in_claims)?, false, Vec::new())
        } else {
            let token = Token::decode(&text).map_err(in_claims)?;
            (token.claims, true, token.findings)
        };
        let template = match &self.settings {
            None => SubjectTemplate::default(),
            Some(path) => subject_template(&read(path)?).map_err(|error| Refused::of(&error, &name(path)))?,
        };
        let policy: TrustPolicy =
            read(&self.policy)?.parse().map_err(|error| Refused::of(&error, &name(&self.policy)))?;
        let mut options = TrustOptions::default().with_claims_scope(self.scope);
        options.role_arn = self.role.as_deref().map(role).transpose()?;
        Question { claims, is_token, findings, template, policy, options }.answer().map_err(in_claims)
    }
}

fn role(text: &str) -> Result<RoleArn, Refused> {
    text.parse().map_err(|error| Refused::of(&error, "--role"))
}

fn read(path: &Path) -> Result<String, Refused> {
    let bytes = fs::read(path).map_err(|error| Refused {
        place: name(path),
        message: format!("cannot be read: {error}"),
        help: None,
    })?;
    utf8(&bytes).map(str::to_owned).map_err(|error| Refused::of(&error, &name(path)))
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
