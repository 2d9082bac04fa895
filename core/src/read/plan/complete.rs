//! A plan and the configuration that it is of tell of the same things. They are told once: with the values of the plan, where
//! the configuration has them.
//!
//! A plan before the first apply does not say a policy that names what is not there yet; the configuration does.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::asked::forget;
use crate::read::expression::to_text;
use crate::read::gathered::{Attachment, Gathered, ManagedPolicy, Permission, RepositoryPolicy, Role};
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
    policies: BTreeMap<&'c str, &'c ManagedPolicy>,
    /// By configuration: the permissions that are written apart, by the name of their role.
    apart: Vec<BTreeMap<String, Vec<&'c Permission>>>,
}

impl<'c> Sources<'c> {
    fn of(configurations: &'c [Gathered]) -> Sources<'c> {
        let mut sources = Sources {
            configurations,
            of: BTreeMap::new(),
            roles: BTreeMap::new(),
            policies: BTreeMap::new(),
            apart: configurations.iter().map(apart).collect(),
        };
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
            let named = |one: &'c ManagedPolicy| one.address.as_deref().map(|address| (address, one));
            sources.policies.extend(found.policies.iter().filter_map(named));
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
        let Some(address) = policy.address.as_deref() else { continue };
        let Some((index, spot)) = sources.find(address) else { continue };
        let source = sources.policies.get(address).map(|source| &source.policy);
        answers.settle(&mut policy.policy, source, index);
        policy.spot.clone_from(spot);
    }
    let mut own: BTreeMap<String, Vec<&mut Permission>> = BTreeMap::new();
    for attachment in &mut plan.attachments {
        own.entry(to_text(&attachment.role).pattern()).or_default().push(&mut attachment.permission);
    }
    for role in &mut plan.roles {
        let Some((index, source)) = role.address.as_deref().and_then(|address| sources.role(address)) else {
            continue;
        };
        if let Some(trust) = &mut role.trust {
            answers.settle(trust, source.trust.as_ref(), index);
        }
        let apart = sources.apart.get(index);
        let attached = names(source).into_iter().filter_map(|name| apart?.get(&name)).flatten().copied();
        let known = Known::of(source.permissions.iter().chain(attached));
        for name in names(role) {
            for permission in own.get_mut(&name).into_iter().flatten() {
                answers.permission(permission, &known, index);
            }
        }
        for permission in &mut role.permissions {
            answers.permission(permission, &known, index);
        }
        role.spot.clone_from(&source.spot);
        (role.is_source, role.shares_text) = (source.is_source, source.shares_text);
        joined.extend(source.address.clone().map(|address| (index, address)));
    }
    answers.tell(plan, sources.configurations);
}

/// By what a permission that is written apart may name its role.
fn names(role: &Role) -> Vec<String> {
    [&role.name, &role.arn].into_iter().flatten().map(|name| to_text(name).pattern()).collect()
}

/// The permissions that are written apart, by the name of their role.
fn apart(found: &Gathered) -> BTreeMap<String, Vec<&Permission>> {
    let mut out: BTreeMap<String, Vec<&Permission>> = BTreeMap::new();
    for attachment in &found.attachments {
        out.entry(to_text(&attachment.role).pattern()).or_default().push(&attachment.permission);
    }
    out
}

/// The permissions of a role of a configuration.
#[derive(Default)]
struct Known<'c> {
    /// Policies within the role, by their address or their name, with their places.
    inline: BTreeMap<Key<'c>, (&'c Value, &'c Spot)>,
    /// The places of managed policies, by their ARN.
    managed: BTreeMap<String, &'c Spot>,
}

impl<'c> Known<'c> {
    fn of(permissions: impl Iterator<Item = &'c Permission>) -> Known<'c> {
        let mut known = Known::default();
        for permission in permissions {
            match permission {
                Permission::Inline { name, address, policy, spot } => {
                    known.inline.entry(key(name.as_ref(), address.as_deref())).or_insert((policy, spot));
                }
                Permission::Managed { arn, spot } => {
                    known.managed.entry(to_text(arn).pattern()).or_insert(spot);
                }
            }
        }
        known
    }
}

/// What a policy is known by: one of its own by its address, one within its role by its name.
type Key<'v> = (Option<&'v str>, Option<&'v str>);

fn key<'v>(name: Option<&'v Value>, address: Option<&'v str>) -> Key<'v> {
    (address, name.filter(|_| address.is_none()).and_then(Value::as_str))
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
    let names: BTreeSet<String> = gone.roles.iter().flat_map(names).collect();
    let of_role = |one: &mut Attachment| names.contains(&to_text(&one.role).pattern());
    gone.attachments = from.attachments.extract_if(.., of_role).collect();
    let named = gone.repositories.iter().filter_map(|repository| repository.name.as_ref());
    let named: BTreeSet<String> = named.map(|name| to_text(name).pattern()).collect();
    let of_repository = |one: &mut RepositoryPolicy| named.contains(&to_text(&one.repository).pattern());
    gone.repository_policies = from.repository_policies.extract_if(.., of_repository).collect();
    gone
}

/// What configurations answer of a plan.
#[derive(Default)]
struct Answers {
    /// The holes of the plan that are filled.
    filled: BTreeSet<String>,
    /// What is asked for in their place: the configuration and the name.
    asked: BTreeSet<(usize, String)>,
}

impl Answers {
    /// Settles a policy of a plan: where it is not known yet, or is what the configuration says, it is as that has it, with
    /// its places; else it has none, since nobody changes a plan.
    fn settle(&mut self, planned: &mut Value, source: Option<&Value>, index: usize) {
        match (&*planned, source) {
            (Value::Unknown(hole), Some(source)) => {
                self.filled.extend(hole.sources.iter().map(|origin| origin.name.clone()));
                self.asked.extend(source.origins().into_iter().map(|origin| (index, origin.name)));
                *planned = source.clone();
            }
            (planned_value, Some(source)) if is_same(planned_value, source) => *planned = source.clone(),
            (Value::Text(text), _) => *planned = Value::Text(text.map(str::to_owned)),
            _ => {}
        }
    }

    fn permission(&mut self, planned: &mut Permission, known: &Known<'_>, index: usize) {
        match planned {
            Permission::Inline { name, address, policy, spot } => {
                let key = key(name.as_ref(), address.as_deref());
                if let Some((source, at)) = known.inline.get(&key).filter(|_| key != (None, None)) {
                    self.settle(policy, Some(source), index);
                    spot.clone_from(at);
                }
            }
            Permission::Managed { arn, spot } => {
                if let Some(at) = known.managed.get(&to_text(arn).pattern()) {
                    spot.clone_from(at);
                }
            }
        }
    }

    /// Asks the plan's questions anew.
    fn tell(self, plan: &mut Gathered, configurations: &[Gathered]) {
        plan.questions.retain(|question| !self.filled.contains(&question.name));
        let mut known: BTreeSet<String> = plan.questions.iter().map(|one| one.name.clone()).collect();
        for (index, configuration) in configurations.iter().enumerate() {
            for question in &configuration.questions {
                let name = question.name.clone();
                if self.asked.contains(&(index, name.clone())) && known.insert(name) {
                    plan.questions.push(question.clone());
                }
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
