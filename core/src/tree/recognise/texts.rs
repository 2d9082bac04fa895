//! By what a text that is not JSON is known.

use memchr::memmem;

#[allow(clippy::wildcard_imports, reason = "the kinds are one table")]
use super::kinds::*;
use super::objects::{self, ObjectMembers};
use super::outline::outline;
use crate::text::is_token;

/// Beginnings of GitHub's API tokens (GitHub Docs, "About authentication to GitHub").
const API_TOKENS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// A kind, and the sign that decided: one clause.
pub(super) type Sign = (DocumentKind, Why);

/// Why a document is of a kind.
pub(super) enum Why {
    /// One clause.
    Clause(&'static str),
    /// A row of the signs of objects, which the outline of the text fits.
    #[cfg_attr(not(feature = "documents"), allow(dead_code, reason = "only `recognize` tells it"))]
    Row(String),
}

fn sign(kind: DocumentKind, clause: &'static str) -> Sign {
    (kind, Why::Clause(if cfg!(feature = "documents") { clause } else { "" }))
}

/// What this text is, where it is one that is known; `most` bytes of it are looked at.
pub(super) fn text(given: &str, most: usize) -> Option<Sign> {
    let text = start(given.trim(), most);
    if text.is_empty() {
        return None;
    }
    if is_token(text) {
        return Some(sign(TOKEN, "it is three parts between dots, and the first is the header of a token"));
    }
    if API_TOKENS.iter().any(|start| text.starts_with(start)) {
        return Some(sign(API_TOKEN, "it starts as GitHub's tokens do"));
    }
    if text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%7b")) {
        return Some(sign(URL_ENCODED, "it starts with `%7B`"));
    }
    if text.starts_with(['{', '[']) && !text.starts_with("{{") {
        return None;
    }
    if text.starts_with('<') && text.ends_with('>') && text.contains("</") {
        return Some(sign(MARKUP, "it is between tags"));
    }
    if !text.chars().any(char::is_whitespace)
        && let Some(kind) = one_word(text)
    {
        return Some(kind);
    }
    let lines = Lines::of(text);
    if lines.variables {
        return Some(sign(ENVIRONMENT, "each line is `NAME=value`"));
    }
    if lines.block {
        return Some(sign(TERRAFORM, "a line opens a block of Terraform"));
    }
    lines
        .outline(text)
        .or_else(|| is_error(text).then(|| sign(LOG, "it holds an error that is known")))
        .or_else(|| {
            let weak = [
                (lines.terraform, TERRAFORM, "a line is as in a block of Terraform"),
                (lines.cloudformation, CLOUDFORMATION, "a line has a function of CloudFormation"),
                (lines.policy, POLICY_IN_YAML, "it has `Version`"),
            ];
            weak.into_iter().find(|(is_one, ..)| *is_one).map(|(_, kind, why)| sign(kind, why))
        })
}

/// What errors say (the lists of `configure-aws-credentials`, STS, docker and the AWS CLI).
const ERRORS: [&str; 10] = [
    "ot authorized to perform",
    "An error occurred (",
    "Could not load credentials",
    "Credentials could not be loaded",
    "Could not assume role",
    "Could not get ID token",
    "Incorrect token audience",
    "No OpenIDConnect provider found",
    "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_URL env variable",
];
/// Those that are one word.
const ERROR_WORDS: [&str; 3] = ["##[", "::error", "AccessDenied"];
const ERROR_STARTS: [&str; 5] = ["Error: ", "error: ", "ERROR: ", "denied: ", "Traceback "];

/// Whether it is what a program says of an error. This is asked of every subject, which seldom has a space.
fn is_error(text: &str) -> bool {
    let has = |sign: &&str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    ERROR_WORDS.iter().any(has)
        || text.contains(' ')
            && (ERRORS.iter().any(has) || ERROR_STARTS.iter().any(|sign| text.starts_with(sign)))
}

fn one_word(word: &str) -> Option<Sign> {
    if word.starts_with("arn:") {
        return Some(sign(ARN, "it starts with `arn:`"));
    }
    if word.starts_with("https://") || word.starts_with("http://") || word.starts_with("s3://") {
        return Some(sign(ADDRESS, "it starts with a scheme"));
    }
    let endings = [".json", ".yaml", ".yml", ".tf", ".hcl", ".txt", ".jwt", ".tfstate", ".tfplan"];
    let is_path = word.starts_with("file://")
        || word.starts_with("./")
        || word.starts_with("../")
        || word.starts_with("~/");
    let ends = |end: &&str| {
        let last = word.len().checked_sub(end.len()).and_then(|at| word.as_bytes().get(at..));
        last.is_some_and(|last| last.eq_ignore_ascii_case(end.as_bytes()))
    };
    let names_file =
        word.len() <= 4096 && endings.iter().any(ends) && !word.bytes().any(|b| matches!(b, b'{' | b'='));
    (is_path || names_file).then(|| sign(FILE_NAME, "it is one word, and a path or a name with an ending"))
}

/// What the lines of a text show.
#[derive(Default)]
struct Lines {
    /// Each line sets a variable.
    variables: bool,
    /// A line without indentation opens a block of Terraform.
    block: bool,
    terraform: bool,
    cloudformation: bool,
    policy: bool,
    /// A line without indentation ends its first word with a colon.
    key: bool,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let mut seen = Lines::default();
        let mut variables = true;
        let mut some = false;
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            some = true;
            variables &= is_variable(trimmed);
            let opens = |words: &[&str]| words.iter().any(|word| trimmed.starts_with(word));
            let block = opens(&TERRAFORM_BLOCKS);
            seen.block |= block && trimmed.len() == line.trim_end().len();
            seen.terraform |=
                block || opens(&TERRAFORM_PARTS) || trimmed.contains('(') && trimmed.contains("jsonencode(");
            seen.cloudformation |= opens(&["Type: AWS::", "Type: \"AWS::", "Type: 'AWS::", "Fn::"])
                || trimmed.contains('!') && (trimmed.contains(": !") || trimmed.contains("- !"));
            seen.policy |= line.starts_with("Version:");
            seen.key |= line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\''))
                && (trimmed.ends_with(':') || trimmed.contains(": "));
        }
        seen.variables = some && variables;
        seen
    }

    /// What the outermost members of a YAML text show.
    fn outline(&self, text: &str) -> Option<Sign> {
        let node = if self.key { outline(text)? } else { return None };
        let members = ObjectMembers::of(&node)?;
        let row = objects::find(objects::SIGNS, members)?;
        // Of YAML these are told; another document in it is seldom a mistake for what is asked for.
        let kind = match row.0 {
            POLICY => POLICY_IN_YAML,
            kind if IN_YAML.contains(&kind) => kind,
            _ => return None,
        };
        #[cfg(feature = "documents")]
        return Some((kind, Why::Row(objects::why(row, members))));
        #[cfg(not(feature = "documents"))]
        Some((kind, Why::Clause("")))
    }
}

/// The kinds that are written in YAML.
const IN_YAML: [DocumentKind; 5] = [CLOUDFORMATION, WORKFLOW, CIRCLE_CI, MANIFEST, SETTINGS];

/// How blocks of Terraform start.
const TERRAFORM_BLOCKS: [&str; 8] = [
    "resource \"",
    "data \"",
    "module \"",
    "variable \"",
    "provider \"",
    "output \"",
    "locals {",
    "terraform {",
];
/// How lines within them start.
const TERRAFORM_PARTS: [&str; 2] = ["statement {", "assume_role_policy"];

/// `NAME=value`, as `env` prints it.
fn is_variable(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    })
}

/// The first `most` bytes, up to a whole character.
fn start(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
