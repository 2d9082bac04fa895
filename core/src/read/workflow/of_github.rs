//! `github.…`: what is known of a run before it takes place.

use std::rc::Rc;

use super::contexts::Cx;
use super::report::{RunRef, RunSet};
use crate::read::expression::{Stop, Template, print, to_text};
use crate::read::value::{Spot, Text, Unknown, Value};

/// The members of `github` that a run has and no file tells.
const OF_THE_RUN: [&str; 24] = [
    "action",
    "action_path",
    "action_ref",
    "action_repository",
    "action_status",
    "actor",
    "actor_id",
    "api_url",
    "env",
    "graphql_url",
    "path",
    "ref_protected",
    "repository_id",
    "repository_owner_id",
    "repositoryurl",
    "retention_days",
    "run_attempt",
    "run_id",
    "run_number",
    "secret_source",
    "sha",
    "token",
    "triggering_actor",
    "workspace",
];

impl Cx<'_> {
    /// A member of `github`, and how many of the names it takes.
    pub(super) fn github(&mut self, names: &[&str], spot: Option<Spot>) -> Result<(Value, usize), Stop> {
        let Some(first) = names.first() else {
            return Ok((Unknown::source("github", spot).value(), 0));
        };
        let name = first.to_ascii_lowercase();
        let full = format!("github.{name}");
        let unknown = || Unknown::source(&full, spot.clone()).value();
        let repository = self.options.repository.as_deref();
        let known = |value: Option<&str>| value.map_or_else(unknown, Value::text);
        let value = match name.as_str() {
            "repository" => known(repository),
            "repository_owner" => known(repository.and_then(|name| name.split('/').next())),
            "server_url" => Value::text("https://github.com"),
            "job" => Value::text(&self.at.frame.job.id),
            "event_name" => self.by_run(&full, |_, run| match run.reference {
                RunRef::Caller => unknown(),
                _ => Value::text(&run.event),
            })?,
            "ref" => self.by_run(&full, |cx, run| {
                let exact = cx.exact(run);
                let prefix = match run.reference {
                    RunRef::Branch => "refs/heads/",
                    RunRef::Tag => "refs/tags/",
                    _ => "",
                };
                // Of one kind of ref the beginning is known.
                if exact.is_none() && cx.in_parts && !prefix.is_empty() {
                    let mut text = Text::literal(prefix);
                    text.append(&to_text(&unknown()));
                    return Value::Text(text);
                }
                known(exact.as_deref())
            })?,
            "ref_name" => self.by_run(&full, |cx, run| {
                let exact = cx.exact(run);
                let name = exact.as_deref().map(|name| name.trim_start_matches("refs/heads/"));
                known(name.map(|name| name.trim_start_matches("refs/tags/")))
            })?,
            "ref_type" => self.by_run(&full, |_, run| match run.reference {
                RunRef::Branch | RunRef::DefaultBranch | RunRef::MergeQueue | RunRef::Pull => {
                    Value::text("branch")
                }
                RunRef::Tag => Value::text("tag"),
                _ => unknown(),
            })?,
            "head_ref" | "base_ref" => self.by_run(&full, |_, run| match run.event.as_str() {
                event if event.starts_with("pull_request") => match run.base.as_deref() {
                    Some([only]) if name == "base_ref" && !only.contains(['*', '?', '+', '[', '!']) => {
                        Value::text(only)
                    }
                    _ => unknown(),
                },
                "workflow_call" => unknown(),
                _ => Value::text(""),
            })?,
            "workflow" | "workflow_ref" | "workflow_sha" => self.workflow_name(&name, unknown()),
            "event" => return self.event(names, spot),
            other if OF_THE_RUN.contains(&other) => unknown(),
            _ => Value::Null,
        };
        Ok((value, 1))
    }

    /// Whether all runs at hand are of this event.
    fn runs_are(&self, event: &str) -> bool {
        let is = |index: &usize| self.runs.get(*index).is_some_and(|run| run.event == event);
        !self.world.runs.is_empty() && self.world.runs.iter().all(is)
    }

    fn exact(&self, run: &RunSet) -> Option<String> {
        run.exact_ref(self.options.default_branch.as_deref())
    }

    /// `github.workflow`: the name of the workflow that was started.
    fn workflow_name(&self, name: &str, unknown: Value) -> Value {
        let mut frame = Rc::clone(&self.at.frame);
        while let Some(caller) = frame.caller.clone() {
            frame = caller;
        }
        if name != "workflow" || frame.workflow.trigger("workflow_call").is_some() {
            return unknown;
        }
        match frame.workflow.name.as_ref().and_then(Template::known) {
            Some(name) => Value::text(print(name)),
            None => self.files.file(frame.workflow.document).map_or(unknown, |file| Value::text(file.path)),
        }
    }

    /// `github.event.…`
    fn event(&mut self, names: &[&str], spot: Option<Spot>) -> Result<(Value, usize), Stop> {
        let rest: Vec<String> = names.iter().skip(1).map(|name| name.to_ascii_lowercase()).collect();
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        match rest.as_slice() {
            ["inputs", name, ..] if self.at.frame.caller.is_none() => {
                let value = self.entry_input("github.event.inputs", name, spot.as_ref())?;
                return Ok((value, 3));
            }
            // The payload of a push repeats the ref.
            ["ref"] if self.runs_are("push") => return Ok((self.github(&["ref"], spot)?.0, 2)),
            ["repository", "default_branch", ..] => {
                if let Some(branch) = &self.options.default_branch {
                    return Ok((Value::text(branch), 3));
                }
            }
            ["repository", "full_name", ..] => {
                if let Some(repository) = &self.options.repository {
                    return Ok((Value::text(repository), 3));
                }
            }
            _ => {}
        }
        let path: Vec<&str> = core::iter::once("github.event").chain(names.iter().skip(1).copied()).collect();
        Ok((Unknown::source(path.join("."), spot).value(), names.len()))
    }
}
