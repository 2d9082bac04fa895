//! A plan and the configuration that it is of tell of the same things. They are told once: with the values of the plan, where
//! the configuration has them.
//!
//! A plan before the first apply does not say a policy that names what is not there yet; the configuration does.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::asked::forget;
use crate::read::expression::to_text;
use crate::read::gathered::{Attachment, Gathered, Permission, Question, RepositoryPolicy, Role};
use crate::read::policy;
use crate::read::tell;
use crate::read::value::{Spot, Value};

/// Joins plans with the configurations that have the same addresses.
pub(in crate::read) fn complete(plans: &mut [Gathered], configurations: &mut [Gathered]) {
    let sources = Sources::of(configurations);
    let mut joined: BTreeSet<(usize, String)> = BTreeSet::new();
    for plan in plans {
        join(plan, &sources, &mut joined);
    }
    for (index, configuration) in configurations.iter_mut().enumerate() {
        let of = |address: &Option<String>| {
            address.as_ref().is_some_and(|address| joined.contains(&(index, address.clone())))
        };
        let gone = take_out(configuration, &of);
        let asked = core::mem::take(&mut configuration.questions);
        configuration.questions = forget(asked, &gone, configuration);
    }
}

/// What the configurations have, by address; `None` where two have it, which does not tell which of them is planned.
struct Sources<'c> {
    configurations: &'c [Gathered],
    of: BTreeMap<&'c str, Option<(usize, &'c Spot)>>,
    roles: BTreeMap<&'c str, &'c Role>,
}

impl<'c> Sources<'c> {
    fn of(configurations: &'c [Gathered]) -> Sources<'c> {
        let mut sources = Sources { configurations, of: BTreeMap::new(), roles: BTreeMap::new() };
        for (index, found) in configurations.iter().enumerate() {
            let roles = found.roles.iter().map(|one| (&one.address, &one.spot));
            let policies = found.policies.iter().map(|one| (&one.address, &one.spot));
            let providers = found.providers.iter().map(|one| (&one.address, &one.spot));
            let repositories = found.repositories.iter().map(|one| (&one.address, &one.spot));
            let registries = found.registry_policies.iter().map(|one| (&one.address, &one.spot));
            let settings = found.settings.iter().map(|one| (&one.address, &one.spot));
            let infrastructure = roles.chain(policies).chain(providers);
            for (address, spot) in infrastructure.chain(repositories).chain(registries).chain(settings) {
                let Some(address) = address.as_deref() else { continue };
                let known =
                    sources.of.get(address).is_some_and(|known| known.is_none_or(|one| one.0 != index));
                if known {
                    sources.of.insert(address, None);
                } else {
                    sources.of.entry(address).or_insert(Some((index, spot)));
                }
            }
            let named = |role: &'c Role| role.address.as_deref().map(|address| (address, role));
            sources.roles.extend(found.roles.iter().filter_map(named));
        }
        sources
    }

    /// Where an address is written, and in which configuration.
    fn find(&self, address: &str) -> Option<(usize, &'c Spot)> {
        self.of.get(address).copied().flatten()
    }

    /// The role of an address; a module of a registry is told as one role, by the address of its call.
    fn role(&self, address: &str) -> Option<(usize, &'c Role)> {
        let module = address.rsplit_once(".aws_iam_role.").map_or("", |(module, _)| module);
        let outer = core::iter::successors(Some(module), |inner| {
            inner.rsplit_once(".module.").map(|(outer, _)| outer)
        });
        core::iter::once(address).chain(outer).find_map(|address| {
            let (index, _) = self.find(address)?;
            Some((index, *self.roles.get(address)?))
        })
    }
}

/// Gives the things of a plan the places of the configuration, and notes which of them it has.
fn join(plan: &mut Gathered, sources: &Sources<'_>, joined: &mut BTreeSet<(usize, String)>) {
    let mut answers = Answers::default();
    let mut place = |address: &Option<String>, spot: &mut Spot| {
        let found = address.as_ref().and_then(|address| Some((sources.find(address)?, address.clone())));
        if let Some(((index, known), address)) = found {
            spot.clone_from(known);
            joined.insert((index, address));
        }
    };
    plan.providers.iter_mut().for_each(|one| place(&one.address, &mut one.spot));
    plan.repositories.iter_mut().for_each(|one| place(&one.address, &mut one.spot));
    plan.registry_policies.iter_mut().for_each(|one| place(&one.address, &mut one.spot));
    plan.settings.iter_mut().for_each(|one| place(&one.address, &mut one.spot));
    for policy in &mut plan.policies {
        let Some((index, spot)) = policy.address.as_deref().and_then(|address| sources.find(address)) else {
            continue;
        };
        let configuration = sources.configurations.get(index);
        let source = configuration
            .and_then(|found| found.policies.iter().find(|source| source.address == policy.address));
        answers.settle(&mut policy.policy, source.map(|source| &source.policy), configuration);
        policy.spot.clone_from(spot);
    }
    for role in &mut plan.roles {
        let Some((index, source)) = role.address.as_deref().and_then(|address| sources.role(address)) else {
            continue;
        };
        let configuration = sources.configurations.get(index);
        if let Some(trust) = &mut role.trust {
            answers.settle(trust, source.trust.as_ref(), configuration);
        }
        let attached = configuration.map_or(&[][..], |found| &found.attachments);
        let (own_names, known_names) = (names(role), names(source));
        let attached: Vec<&Permission> =
            attached.iter().filter(|one| is_of(one, &known_names)).map(|one| &one.permission).collect();
        let own =
            plan.attachments.iter_mut().filter(|one| is_of(one, &own_names)).map(|one| &mut one.permission);
        for permission in own.chain(&mut role.permissions) {
            let known = source.permissions.iter().chain(attached.iter().copied());
            answers.permission(permission, known, configuration);
        }
        role.spot.clone_from(&source.spot);
        (role.is_source, role.shares_text) = (source.is_source, source.shares_text);
        joined.extend(source.address.clone().map(|address| (index, address)));
    }
    answers.tell(plan);
}

/// By what a permission that is written apart may name its role.
fn names(role: &Role) -> Vec<String> {
    [&role.name, &role.arn].into_iter().flatten().map(|name| to_text(name).pattern()).collect()
}

fn is_of(attachment: &Attachment, names: &[String]) -> bool {
    names.contains(&to_text(&attachment.role).pattern())
}

/// Takes what is joined out of a configuration, with what is written apart from it.
fn take_out(from: &mut Gathered, is_joined: &dyn Fn(&Option<String>) -> bool) -> Gathered {
    let mut gone = Gathered {
        roles: from.roles.extract_if(.., |one| is_joined(&one.address)).collect(),
        providers: from.providers.extract_if(.., |one| is_joined(&one.address)).collect(),
        repositories: from.repositories.extract_if(.., |one| is_joined(&one.address)).collect(),
        registry_policies: from.registry_policies.extract_if(.., |one| is_joined(&one.address)).collect(),
        settings: from.settings.extract_if(.., |one| is_joined(&one.address)).collect(),
        ..Gathered::default()
    };
    let names: Vec<String> = gone.roles.iter().flat_map(names).collect();
    gone.attachments = from.attachments.extract_if(.., |one| is_of(one, &names)).collect();
    let named = gone.repositories.iter().filter_map(|repository| repository.name.as_ref());
    let named: Vec<String> = named.map(|name| to_text(name).pattern()).collect();
    let of_repository = |one: &mut RepositoryPolicy| named.contains(&to_text(&one.repository).pattern());
    gone.repository_policies = from.repository_policies.extract_if(.., of_repository).collect();
    gone
}

/// What configurations answer of a plan.
#[derive(Default)]
struct Answers {
    /// The holes of the plan that are filled.
    filled: Vec<String>,
    /// What is asked for in their place.
    asked: Vec<Question>,
}

impl Answers {
    /// Settles a policy of a plan: where it is not known yet, or is what the configuration says, it is as that has it, with
    /// its places; else it has none, since nobody changes a plan.
    fn settle(&mut self, planned: &mut Value, source: Option<&Value>, configuration: Option<&Gathered>) {
        match (&*planned, source) {
            (Value::Unknown(hole), Some(source)) => {
                self.filled.extend(hole.sources.iter().map(|origin| origin.name.clone()));
                let names: Vec<String> = source.origins().into_iter().map(|origin| origin.name).collect();
                let known = configuration.map_or(&[][..], |found| &found.questions).iter();
                self.asked.extend(known.filter(|one| names.contains(&one.name)).cloned());
                *planned = source.clone();
            }
            (planned_value, Some(source)) if is_same(planned_value, source) => *planned = source.clone(),
            (Value::Text(text), _) => *planned = Value::Text(text.map(str::to_owned)),
            _ => {}
        }
    }

    fn permission<'c>(
        &mut self,
        planned: &mut Permission,
        mut known: impl Iterator<Item = &'c Permission>,
        configuration: Option<&Gathered>,
    ) {
        match planned {
            Permission::Inline { name, address, policy, spot } => {
                let source = known.find_map(|one| match one {
                    Permission::Inline { name: other, address: at, policy, spot } => {
                        let named = name.as_ref().and_then(Value::as_str);
                        let same_name = named.is_some() && other.as_ref().and_then(Value::as_str) == named;
                        (address.is_some() && address == at || address.is_none() && at.is_none() && same_name)
                            .then_some((policy, spot))
                    }
                    Permission::Managed { .. } => None,
                });
                if let Some((source, at)) = source {
                    self.settle(policy, Some(source), configuration);
                    spot.clone_from(at);
                }
            }
            Permission::Managed { arn, spot } => {
                let own = to_text(arn).pattern();
                let source = known.find_map(|one| match one {
                    Permission::Managed { arn, spot } => (to_text(arn).pattern() == own).then_some(spot),
                    Permission::Inline { .. } => None,
                });
                if let Some(at) = source {
                    spot.clone_from(at);
                }
            }
        }
    }

    /// Asks the plan's questions anew.
    fn tell(self, plan: &mut Gathered) {
        plan.questions.retain(|question| !self.filled.contains(&question.name));
        for question in self.asked {
            if plan.questions.iter().all(|known| known.name != question.name) {
                plan.questions.push(question);
            }
        }
    }
}

/// Whether two values are the same policy, in whatever order its members are.
fn is_same(one: &Value, other: &Value) -> bool {
    let read = |value: &Value| -> Option<serde_json::Value> {
        serde_json::from_str(&tell::json(&policy::policy(value).ok()?).to_string()).ok()
    };
    let one = read(one);
    one.is_some() && one == read(other)
}
