//! Modules of the public registry that make roles for GitHub: what their inputs come to, by version.
//!
//! Each is written here as a module of a few lines with the same inputs and the same policy; an input that it does not have
//! leaves the call unread. Sources: terraform-aws-modules/terraform-aws-iam v5.9 to v6.5, unfunco/terraform-aws-oidc-github
//! v1.8 to v3, philips-labs/terraform-aws-github-oidc v0.8.

use super::folder::{Folder, Role};
use super::parse;
use super::syntax::NOWHERE;

/// A version, as three numbers.
type Version = [u64; 3];

/// The behaviour of a module from one version to before another.
struct Row {
    source: &'static str,
    from: Version,
    before: Version,
    text: &'static str,
    /// What stands in the text, and what is put in its place.
    with: (&'static str, &'static str),
    /// Whether a version that is close by makes another policy of the same inputs.
    differs: bool,
}

const IAM_GITHUB: &str = "terraform-aws-modules/iam/aws//modules/iam-github-oidc-role";
const UNFUNCO: &str = "unfunco/oidc-github/aws";

const fn row(source: &'static str, from: Version, before: Version, text: &'static str) -> Row {
    Row { source, from, before, text, with: ("", ""), differs: false }
}

const ROWS: &[Row] = &[
    Row {
        with: ("ISSUER", "http://token.actions.githubusercontent.com"),
        ..row(IAM_GITHUB, [5, 9, 0], [5, 34, 0], include_str!("published/github_role_5.tf"))
    },
    Row {
        with: ("ISSUER", "https://token.actions.githubusercontent.com"),
        ..row(IAM_GITHUB, [5, 40, 0], [5, 47, 0], include_str!("published/github_role_5.tf"))
    },
    Row {
        with: ("ISSUER", "https://${local.host}"),
        ..row(IAM_GITHUB, [5, 47, 0], [6, 0, 0], include_str!("published/github_role_5.tf"))
    },
    row(
        "terraform-aws-modules/iam/aws//modules/iam-role",
        [6, 0, 0],
        [7, 0, 0],
        include_str!("published/role_6.tf"),
    ),
    row(
        "terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc",
        [5, 9, 0],
        [6, 0, 0],
        include_str!("published/oidc_role_5.tf"),
    ),
    Row {
        with: ("NAME", "\"github\""),
        differs: true,
        ..row(UNFUNCO, [1, 8, 0], [2, 0, 0], include_str!("published/github_oidc_1.tf"))
    },
    Row {
        with: ("NAME", "null"),
        differs: true,
        ..row(UNFUNCO, [2, 0, 0], [3, 0, 0], include_str!("published/github_oidc_1.tf"))
    },
    row(UNFUNCO, [3, 0, 0], [4, 0, 0], include_str!("published/github_oidc_3.tf")),
    row("philips-labs/github-oidc/aws", [0, 8, 0], [0, 9, 0], include_str!("published/github_oidc_0_8.tf")),
];

/// What is known of a module.
pub(super) enum Found {
    /// The index of its behaviour.
    Row(usize),
    /// It is known, and its version does not say which behaviour it has.
    Open,
}

/// Which behaviour a module has that is called by this source and version.
pub(super) fn find(source: &str, version: Option<&str>) -> Option<Found> {
    let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
    let mut known = ROWS.iter().enumerate().filter(|(_, row)| row.source == source).peekable();
    known.peek()?;
    let Some((least, before)) = version.and_then(range) else { return Some(Found::Open) };
    let found = known.find(|(_, row)| row.from <= least && before <= row.before);
    Some(found.map_or(Found::Open, |(index, _)| Found::Row(index)))
}

/// Whether a version close to this one makes another policy of the same inputs.
pub(super) fn differs(index: usize) -> bool {
    ROWS.get(index).is_some_and(|row| row.differs)
}

/// The module of a behaviour.
pub(super) fn folder(index: usize) -> Folder {
    let mut folder = Folder::default();
    let Some(row) = ROWS.get(index) else { return folder };
    let (from, to) = row.with;
    let text = if from.is_empty() { row.text.to_owned() } else { row.text.replace(from, to) };
    let read = parse::file(NOWHERE, &text);
    debug_assert!(read.is_ok(), "a module of the table is HCL");
    folder.add(Role::Configuration, read.unwrap_or_default());
    folder
}

/// From which version a constraint allows, and up to before which.
fn range(constraint: &str) -> Option<(Version, Version)> {
    let (mut least, mut before) = ([0, 0, 0], [u64::MAX; 3]);
    for part in constraint.split(',') {
        let part = part.trim();
        let digits = part.find(|c: char| c.is_ascii_digit())?;
        let (operator, number) = part.split_at_checked(digits)?;
        let numbers: Vec<u64> = number.trim().split('.').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
        let version = [at(0), at(1), at(2)];
        let next = [at(0), at(1), at(2) + 1];
        match operator.trim() {
            "" | "=" => (least, before) = (least.max(version), before.min(next)),
            ">=" => least = least.max(version),
            ">" => least = least.max(next),
            "<" => before = before.min(version),
            "<=" => before = before.min(next),
            "~>" if numbers.len() > 2 => {
                (least, before) = (least.max(version), before.min([at(0), at(1) + 1, 0]));
            }
            "~>" => (least, before) = (least.max(version), before.min([at(0) + 1, 0, 0])),
            _ => return None,
        }
    }
    (least < before).then_some((least, before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_hcl_and_makes_a_role() {
        for index in 0..ROWS.len() {
            let folder = folder(index);
            assert!(folder.resource(false, "aws_iam_role", "role").is_some(), "row {index}");
        }
    }

    #[test]
    fn a_version_decides_or_is_open() {
        let of = |version: Option<&str>| match find(IAM_GITHUB, version) {
            Some(Found::Row(index)) => Some(index),
            _ => None,
        };
        assert_eq!(of(Some("5.60.0")), Some(2));
        assert_eq!(of(Some("~> 5.47")), Some(2));
        assert_eq!(of(Some("~> 5.33.1")), Some(0));
        assert_eq!(of(Some(">= 5.40, < 5.47")), Some(1));
        for open in ["~> 5.0", ">= 5.47", "5.35.0", "x", "!= 5.3.0"] {
            assert_eq!(of(Some(open)), None, "{open}");
        }
        assert_eq!(of(None), None);
        assert!(find("octo-org/role/aws", Some("1.0.0")).is_none());
    }
}
