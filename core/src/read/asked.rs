//! Questions for the holes that are left: what no value shows is not asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::gathered::{Gathered, OpenReason, Permission, Question};
use super::value::{Part, Unknown, Value};

/// Every question that could be asked, by the name of its hole.
pub(super) type Questions = BTreeMap<String, Question>;

/// Keeps those questions whose holes stand in what was gathered, in the order of their places. A name that AWS makes is
/// asked for only where more than names depends on it.
pub(super) fn ask(gathered: &mut Gathered, mut questions: Questions) {
    let mut holes = Holes::default();
    holes.gathered(gathered);
    let Holes { names, others } = holes;
    questions.retain(|name, question| {
        others.contains(name) || names.contains(name) && question.reason != OpenReason::UnknownAtPlan
    });
    let mut asked: Vec<Question> = questions.into_values().collect();
    asked.sort_by_key(|question| question.spot.as_ref().map(|spot| (spot.document, spot.bytes.start)));
    gathered.questions.extend(asked);
}

/// Those questions that are still to be asked once a part of what was gathered is told elsewhere.
pub(super) fn forget(mut questions: Vec<Question>, gone: &Gathered, left: &Gathered) -> Vec<Question> {
    let all = |gathered: &Gathered| {
        let mut holes = Holes::default();
        holes.gathered(gathered);
        holes.names.append(&mut holes.others);
        holes.names
    };
    let (gone, left) = (all(gone), all(left));
    questions.retain(|question| !gone.contains(&question.name) || left.contains(&question.name));
    questions
}

#[derive(Default)]
struct Holes {
    /// Those in names and ARNs, by which things are joined.
    names: BTreeSet<String>,
    /// Those in all else.
    others: BTreeSet<String>,
}

impl Holes {
    fn gathered(&mut self, found: &Gathered) {
        for role in &found.roles {
            named(&role.name, &mut self.names);
            let others = [&role.arn, &role.path, &role.trust, &role.boundary, &role.max_session_duration];
            for value in others {
                named(value, &mut self.others);
            }
            role.permissions.iter().for_each(|permission| self.permission(permission));
        }
        for policy in &found.policies {
            value(&policy.arn, &mut self.names);
            value(&policy.policy, &mut self.others);
        }
        for attachment in &found.attachments {
            value(&attachment.role, &mut self.names);
            self.permission(&attachment.permission);
        }
        for provider in &found.providers {
            for value in [&provider.arn, &provider.url, &provider.client_ids] {
                named(value, &mut self.others);
            }
        }
        for repository in &found.repositories {
            named(&repository.name, &mut self.names);
            named(&repository.arn, &mut self.names);
            for value in [&repository.mutability, &repository.exclusions, &repository.policy] {
                named(value, &mut self.others);
            }
        }
        for policy in &found.repository_policies {
            value(&policy.repository, &mut self.names);
            named(&policy.policy, &mut self.others);
        }
        for policy in &found.registry_policies {
            named(&policy.registry, &mut self.others);
            value(&policy.policy, &mut self.others);
        }
        for settings in &found.settings {
            let all = [
                &settings.of,
                &settings.use_default,
                &settings.include_claim_keys,
                &settings.use_immutable_subject,
                &settings.sub_claim_prefix,
            ];
            for value in all {
                named(value, &mut self.others);
            }
        }
    }

    fn permission(&mut self, permission: &Permission) {
        match permission {
            Permission::Inline { name, policy, .. } => {
                named(name, &mut self.names);
                value(policy, &mut self.others);
            }
            Permission::Managed { arn, .. } => value(arn, &mut self.names),
        }
    }
}

#[allow(clippy::ref_option, reason = "that is what is gathered")]
fn named(found: &Option<Value>, out: &mut BTreeSet<String>) {
    if let Some(found) = found {
        value(found, out);
    }
}

fn value(found: &Value, out: &mut BTreeSet<String>) {
    let mut hole = |hole: &Unknown| {
        for source in &hole.sources {
            if !out.contains(&source.name) {
                out.insert(source.name.clone());
            }
        }
    };
    match found {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::Unknown(unknown) => hole(unknown),
        Value::Text(text) => {
            for part in text.parts() {
                if let Part::Hole(unknown) = part {
                    hole(unknown);
                }
            }
        }
        Value::List(list) => {
            list.more.iter().for_each(|more| hole(more));
            list.items.iter().for_each(|item| value(item, out));
        }
        Value::Object(object) => {
            object.more.iter().for_each(|more| hole(more));
            object.members.iter().for_each(|member| value(&member.value, out));
        }
    }
}
