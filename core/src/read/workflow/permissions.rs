//! What a job's `GITHUB_TOKEN` may do, and whether it may ask for an OIDC token.
//!
//! Sources: GitHub Docs, "Workflow syntax" and "Use `GITHUB_TOKEN`"; the runner's published parser.

use core::ops::Range;

use super::schema::{Schema, invalid};
use crate::error::Error;
use crate::tree::json::{Node, Value};

/// How much a scope allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    None,
    Read,
    Write,
}

/// The scope that lets a job ask for an OIDC token.
pub(super) const ID_TOKEN: &str = "id-token";

/// The scopes, and the highest level of each.
const SCOPES: [(&str, Level); 20] = [
    ("actions", Level::Write),
    ("artifact-metadata", Level::Write),
    ("attestations", Level::Write),
    ("checks", Level::Write),
    ("code-quality", Level::Write),
    ("contents", Level::Write),
    ("copilot-requests", Level::Write),
    ("deployments", Level::Write),
    ("discussions", Level::Write),
    (ID_TOKEN, Level::Write),
    ("issues", Level::Write),
    ("models", Level::Read),
    ("packages", Level::Write),
    ("pages", Level::Write),
    ("pull-requests", Level::Write),
    ("repository-projects", Level::Write),
    ("security-events", Level::Write),
    ("statuses", Level::Write),
    ("vulnerability-alerts", Level::Read),
    ("workflows", Level::Write),
];

/// A `permissions` block: it replaces the one above it, and never adds to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Permissions {
    grants: Grants,
    /// Its bytes in the file.
    pub(super) bytes: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Grants {
    /// `read-all` or `write-all`.
    All(Level),
    Scopes(Vec<(&'static str, Level)>),
}

impl Permissions {
    /// Reads a block.
    pub(super) fn read(schema: Schema, node: &Node) -> Result<Permissions, Error> {
        let bytes = node.span.clone();
        let grants = match &node.value {
            Value::String(text) if text == "read-all" => Grants::All(Level::Read),
            Value::String(text) if text == "write-all" => Grants::All(Level::Write),
            Value::Object(members) => {
                let names: Vec<&str> = SCOPES.iter().map(|(name, _)| *name).collect();
                let mut scopes = Vec::new();
                for member in members {
                    schema.known(member, &names, "`permissions`")?;
                    let Some((name, most)) = SCOPES.iter().find(|(name, _)| *name == member.name) else {
                        continue;
                    };
                    scopes.push((*name, level(&member.node, name, *most)?));
                }
                Grants::Scopes(scopes)
            }
            _ => {
                let message =
                    format!("`permissions` is a mapping, `read-all` or `write-all`, found {}", node.kind());
                return Err(invalid(message, bytes).with_help("write `{}` for no permissions"));
            }
        };
        Ok(Permissions { grants, bytes })
    }

    /// What it says of a scope.
    pub(super) fn level(&self, scope: &str) -> Level {
        match &self.grants {
            Grants::All(level) => *level,
            Grants::Scopes(scopes) => {
                scopes.iter().find(|(name, _)| *name == scope).map_or(Level::None, |(_, level)| *level)
            }
        }
    }

    /// Whether it names nothing.
    pub(super) fn is_empty(&self) -> bool {
        matches!(&self.grants, Grants::Scopes(scopes) if scopes.is_empty())
    }

    /// Whether it is `read-all`.
    pub(super) fn is_read_all(&self) -> bool {
        self.grants == Grants::All(Level::Read)
    }

    /// The first scope in which it asks for more than a ceiling gives, and both levels.
    pub(super) fn exceeds(&self, ceiling: impl Fn(&str) -> Level) -> Option<(&'static str, Level, Level)> {
        let above = |(scope, _): &(&'static str, Level)| {
            let (asked, most) = (self.level(scope), ceiling(scope));
            (asked > most).then_some((*scope, asked, most))
        };
        // The token first: it is what is asked about.
        let (token, others): (Vec<_>, Vec<_>) = SCOPES.iter().partition(|(name, _)| *name == ID_TOKEN);
        token.iter().chain(&others).find_map(above)
    }
}

fn level(node: &Node, scope: &str, most: Level) -> Result<Level, Error> {
    let expected = match (scope, most) {
        (ID_TOKEN, _) => "`write` or `none`",
        (_, Level::Read) => "`read` or `none`",
        _ => "`read`, `write` or `none`",
    };
    let found = match &node.value {
        Value::String(text) => text.as_str(),
        _ => "",
    };
    match found {
        "none" => Ok(Level::None),
        "read" if scope != ID_TOKEN => Ok(Level::Read),
        "write" if most == Level::Write => Ok(Level::Write),
        _ => Err(invalid(format!("`{scope}` is {expected}"), node.span.clone())
            .with_found(found)
            .with_help(format!("write {expected}"))),
    }
}

impl Level {
    /// As files write it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Read => "read",
            Level::Write => "write",
        }
    }
}

/// What a called workflow may do at most where nothing above it says so, under the restricted default.
pub(super) fn restricted(scope: &str) -> Level {
    match scope {
        "contents" | "packages" => Level::Read,
        _ => Level::None,
    }
}
