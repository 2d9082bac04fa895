//! What a job holds beyond its push if it falls: in one line a role, from the policies that are known.

use std::borrow::Cow;

use super::changes::Way;
use super::document::{statements, texts_of};
use super::label;
use super::permissions;
use super::report::{Road, RoadVerdict};
use crate::aws::PushClient;
use crate::aws::pattern::wildcard::Pattern;
use crate::codes;
use crate::github::ClaimValue;
use crate::knowledge::ecr_actions::LOGIN;
use crate::knowledge::push_calls::calls;
use crate::premise::Finding;
use crate::read::{ReadPolicy, ReadRole};
use crate::text::quote;

/// The most names that are told of one kind.
const MOST: usize = 4;

/// One finding for each role that a job may assume and that holds more than its push.
pub(super) fn of(ways: &[Way<'_>], roads: &[Road]) -> Vec<Finding> {
    let mut seen: Vec<&ReadRole> = Vec::new();
    let mut out = Vec::new();
    for role in ways.iter().filter_map(|way| way.role) {
        if seen.iter().any(|known| core::ptr::eq(*known, role)) {
            continue;
        }
        seen.push(role);
        let own =
            ways.iter().zip(roads).filter(|(way, _)| way.role.is_some_and(|own| core::ptr::eq(own, role)));
        let own: Vec<&Road> = own.map(|(_, road)| road).collect();
        let open = |road: &&&Road| road.scenarios.iter().any(|one| one.verdict == RoadVerdict::Allowed);
        if own.iter().find(open).is_none() {
            continue;
        }
        let images = own.iter().flat_map(|road| &road.images);
        let pushed: Vec<String> = images.filter_map(|image| repository(&image.name)).collect();
        let policies = permissions::policies(role);
        let held = Held::of(&policies, &pushed);
        if let Some(line) = held.line() {
            let name = label(role).unwrap_or_else(|| "the role".to_owned());
            let message =
                format!("if a job with the role `{}` falls, it holds beyond its push: {line}", quote(&name));
            out.push(Finding::new(codes::ROLE_HOLDS_MORE, message).place(role.place.clone()));
        }
    }
    out
}

/// The repository of ECR in an image name; none where it is not known.
fn repository(image: &str) -> Option<String> {
    let (_, rest) = image.split_once('/').filter(|(host, _)| host.contains(".dkr"))?;
    let name = rest.split('@').next().unwrap_or(rest);
    let name = name.rsplit_once(':').map_or(name, |(name, _)| name);
    (!name.contains('⟦')).then(|| name.to_owned())
}

/// What is allowed beside a push, by kind.
#[derive(Debug, Default)]
struct Held {
    everything: Option<String>,
    roles: Vec<String>,
    repositories: Vec<String>,
    deletes: Vec<String>,
    services: Vec<String>,
}

impl Held {
    fn of(policies: &[Cow<'_, ReadPolicy>], pushed: &[String]) -> Held {
        let mut held = Held::default();
        for policy in policies {
            for (_, statement) in statements(policy.document.value()) {
                if texts_of(statement, "Effect") == ["Allow"] {
                    held.add(statement, pushed);
                }
            }
        }
        held
    }

    fn add(&mut self, statement: &ClaimValue, pushed: &[String]) {
        let spared = texts_of(statement, "NotAction");
        if !spared.is_empty() {
            let but = listed(&spared);
            self.everything.get_or_insert(format!("every call but {but}"));
        }
        let resources = texts_of(statement, "Resource");
        let mut pushes = false;
        for action in texts_of(statement, "Action") {
            let lower = action.to_ascii_lowercase();
            let fits = |call: &str| Pattern::new(&lower).matches(&call.to_ascii_lowercase());
            if lower == "*" || lower == "*:*" {
                self.everything = Some("every call".to_owned());
                continue;
            }
            pushes |= fits("ecr:PutImage");
            if ["iam:PassRole", "sts:AssumeRole"].into_iter().any(fits) || lower.starts_with("iam:") {
                note(&mut self.roles, &action);
            }
            let service = lower.split(':').next().unwrap_or("");
            if service == "ecr" {
                if ["ecr:DeleteRepository", "ecr:BatchDeleteImage", "ecr:SetRepositoryPolicy"]
                    .into_iter()
                    .any(fits)
                {
                    note(&mut self.deletes, &action);
                }
            } else if !matches!(service, "iam" | "sts") && !is_of_push(&lower) {
                note(&mut self.services, &action);
            }
        }
        if pushes && !pushed.is_empty() {
            for resource in &resources {
                let name = resource.split_once(":repository/").map_or(resource.as_str(), |(_, name)| name);
                let is_other = name.contains(['*', '?']) || !pushed.iter().any(|own| own == name);
                if is_other && !name.contains('⟦') {
                    note(&mut self.repositories, name);
                }
            }
        }
    }

    /// The line; none where there is nothing to tell.
    fn line(&self) -> Option<String> {
        let mut parts: Vec<String> = self.everything.iter().cloned().collect();
        let mut add = |what: &str, names: &[String]| {
            if !names.is_empty() {
                parts.push(format!("{what}{}", listed(names)));
            }
        };
        add("other roles by ", &self.roles);
        add("pushes to ", &self.repositories);
        add("deletes by ", &self.deletes);
        add("", &self.services);
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Whether a call is one that a push makes.
fn is_of_push(action: &str) -> bool {
    action.eq_ignore_ascii_case(LOGIN)
        || calls(PushClient::Any, true).any(|call| call.action.eq_ignore_ascii_case(action))
}

fn note(all: &mut Vec<String>, name: &str) {
    if !all.iter().any(|known| known == name) {
        all.push(name.to_owned());
    }
}

/// A few names, and how many more there are.
fn listed(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MOST).map(|name| format!("`{}`", quote(name))).collect();
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}
