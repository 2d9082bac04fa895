//! Guards, with the patterns that they are collected from.

use super::node::{Fields, boolean, invalid, items, string, strings, under};
use crate::error::Error;
use crate::naming::Patterns;
use crate::naming::capture::CaptureKind;
use crate::naming::fact::Fact;
use crate::naming::guard::{Guard, GuardPattern};
use crate::naming::pattern::PatternTableBuilder;
use crate::tree::json::Node;

const PATTERN: &str = "write a pattern such as `main`, `feature/*` or `v{v:semver}`";

/// Members of a guard.
pub(in crate::naming) const GUARD: [&str; 9] = [
    "event",
    "branch",
    "tag",
    "base",
    "repository",
    "pull_request",
    "default_branch",
    "prerelease",
    "highest",
];

/// The patterns read so far.
#[derive(Default)]
pub(super) struct PatternTables {
    branch: PatternTableBuilder,
    tag: PatternTableBuilder,
    base: PatternTableBuilder,
    repository: PatternTableBuilder,
}

pub(super) type Captures = Vec<(String, CaptureKind)>;

impl PatternTables {
    pub(super) fn build(self) -> Result<Patterns, String> {
        Ok(Patterns {
            branch: self.branch.build()?,
            tag: self.tag.build()?,
            base: self.base.build()?,
            repository: self.repository.build()?,
        })
    }

    pub(super) fn guard(&mut self, node: &Node) -> Result<(Guard, Captures), Error> {
        let fields = Fields::of(node, "a guard", &GUARD)?;
        let mut captures = Captures::new();
        let mut of = |name: &str, table: &mut PatternTableBuilder| {
            let patterns = fields.get(name, |node| patterns(node, table, &mut captures))?;
            Ok::<_, Error>(patterns.unwrap_or_default())
        };
        let guard = Guard {
            branch: of("branch", &mut self.branch)?,
            tag: of("tag", &mut self.tag)?,
            base: of("base", &mut self.base)?,
            repository: of("repository", &mut self.repository)?,
            events: fields.get("event", strings)?.unwrap_or_default(),
            pull_request: fields.get("pull_request", boolean)?,
            default_branch: fields.get("default_branch", boolean)?,
            prerelease: fields.get("prerelease", boolean)?,
            highest: fields.get("highest", boolean)?,
        };
        if !guard.branch.is_empty() && !guard.tag.is_empty() {
            return Err(invalid(node, "a ref is a branch or a tag, so this guard never holds")
                .with_help("write two rules"));
        }
        if guard.prerelease.is_some() && !captures.iter().any(|(_, kind)| kind.has_prerelease()) {
            return Err(invalid(node, "`prerelease` asks about a captured version, and none is captured")
                .with_help("capture one, as in `tag: v{v:semver}`"));
        }
        let ordered = |(_, kind): &(String, CaptureKind)| kind.has_order();
        if guard.highest.is_some() && (guard.tag.is_empty() || !captures.iter().any(ordered)) {
            return Err(invalid(node, "`highest` asks about a version in `tag`, and none is captured")
                .with_help("capture one, as in `tag: v{v:semver}`"));
        }
        Ok((guard, captures))
    }
}

fn patterns(
    node: &Node,
    table: &mut PatternTableBuilder,
    captures: &mut Captures,
) -> Result<Vec<GuardPattern>, Error> {
    let nodes = items(node)?;
    let alone = nodes.len() == 1;
    let mut patterns = Vec::new();
    for (index, node) in nodes {
        let text = string(node).map_err(|error| under(error, index))?;
        let (id, bound) =
            table.add(text).map_err(|message| under(invalid(node, &message).with_help(PATTERN), index))?;
        if !bound.is_empty() && !alone {
            let error = invalid(node, "a pattern with captures stands alone, so that they are always bound");
            return Err(under(error.with_help("write one rule for each"), index));
        }
        for (name, kind) in bound {
            if Fact::find(&name).is_some() || captures.iter().any(|(known, _)| *known == name) {
                let error = invalid(node, &format!("the name `{name}` is taken"));
                return Err(under(error.with_help("choose another name for the capture"), index));
            }
            captures.push((name, kind));
        }
        patterns.push(GuardPattern { id, text: text.to_owned(), regex: table.regex(id).to_owned() });
    }
    if patterns.is_empty() {
        return Err(invalid(node, "the list of patterns is empty, so nothing would match")
            .with_help("name a pattern, or leave the member out"));
    }
    Ok(patterns)
}
