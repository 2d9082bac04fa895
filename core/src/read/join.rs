//! What belongs together: permissions and their role, policies and their repository, a provider and its URL.
//!
//! Within one module, template or answer two values are the same where they have the same parts and the same holes. Between
//! them only what is known whole is the same: a hole of one configuration says nothing of another's.

use std::collections::BTreeMap;

use super::expression::print;
use super::gathered::{self, Gathered, OpenReason, Permission, Question, Remark};
use super::report::{
    PermissionKind, ReadEvent, ReadPermission, ReadProvider, ReadRefusalLine, ReadRegistryPolicy,
    ReadRepository, ReadRole, ReadSettings, ReadToken, SettingsScope,
};
use super::sites::Sites;
use super::tell;
use super::value::{List, Spot, Value};
use crate::codes;
use crate::github::{ClaimValue, Claims};
use crate::premise::SourcePlace;

/// What all documents say of infrastructure.
#[derive(Debug, Default)]
pub(super) struct Estate {
    pub(super) roles: Vec<ReadRole>,
    pub(super) providers: Vec<ReadProvider>,
    pub(super) repositories: Vec<ReadRepository>,
    pub(super) registry_policies: Vec<ReadRegistryPolicy>,
    pub(super) settings: Vec<ReadSettings>,
    pub(super) events: Vec<ReadEvent>,
    pub(super) tokens: Vec<ReadToken>,
    pub(super) errors: Vec<ReadRefusalLine>,
    pub(super) questions: Vec<Question>,
    pub(super) remarks: Vec<Remark>,
    pub(super) absent_roles: Vec<(String, SourcePlace)>,
}

/// Where to look something up by a value: in one group, and by what is known whole in all of them.
#[derive(Default)]
struct Index(BTreeMap<(Option<usize>, String), usize>);

impl Index {
    fn add(&mut self, group: usize, value: &Value, index: usize) {
        let key = print_whole(value);
        if is_whole(value) {
            self.0.entry((None, key.clone())).or_insert(index);
        }
        self.0.entry((Some(group), key)).or_insert(index);
    }

    fn find(&self, group: usize, value: &Value) -> Option<usize> {
        let key = (Some(group), print_whole(value));
        let own = self.0.get(&key);
        let any = || self.0.get(&(None, key.1.clone())).filter(|_| is_whole(value));
        own.or_else(any).copied()
    }
}

/// The text of a value, holes by their names.
fn print_whole(value: &Value) -> String {
    super::expression::to_text(value).pattern()
}

fn is_whole(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.as_str().is_some_and(|text| !text.is_empty()))
}

/// Joins what the readers found.
pub(super) fn join(groups: Vec<Gathered>, sites: &Sites<'_>) -> Estate {
    let mut estate = Estate::default();
    let managed = Managed::of(&groups);
    let mut roles = Roles::default();
    for (group, found) in groups.iter().enumerate() {
        roles.add(group, &found.roles, sites, &mut estate.remarks);
    }
    for (group, found) in groups.iter().enumerate() {
        for attachment in &found.attachments {
            roles.attach(group, attachment, sites, &mut estate.remarks);
        }
    }
    for role in &roles.all {
        estate.roles.push(role.told(&managed, sites, &mut estate.questions, &mut estate.remarks));
    }
    providers(&groups, sites, &mut estate);
    repositories(&groups, sites, &mut estate);
    for found in groups {
        others(found, sites, &mut estate);
    }
    estate
}

/// The managed policies that documents define.
struct Managed<'g> {
    all: Vec<&'g gathered::ManagedPolicy>,
    by_arn: Index,
}

impl<'g> Managed<'g> {
    fn of(groups: &'g [Gathered]) -> Managed<'g> {
        let mut managed = Managed { all: Vec::new(), by_arn: Index::default() };
        for (group, found) in groups.iter().enumerate() {
            for policy in &found.policies {
                managed.by_arn.add(group, &policy.arn, managed.all.len());
                managed.all.push(policy);
            }
        }
        managed
    }

    fn find(&self, group: usize, arn: &Value) -> Option<&'g gathered::ManagedPolicy> {
        self.all.get(self.by_arn.find(group, arn)?).copied()
    }
}

/// The roles, with what is written apart from them.
#[derive(Default)]
struct Roles<'g> {
    all: Vec<Joined<'g>>,
    by_name: Index,
    by_arn: Index,
    addresses: BTreeMap<(usize, String), Spot>,
}

/// A role and its permissions, each with the group that it is from.
struct Joined<'g> {
    role: &'g gathered::Role,
    /// The group that it is from.
    group: usize,
    /// Further documents of the very role.
    more: Vec<&'g gathered::Role>,
    permissions: Vec<(usize, &'g Permission)>,
}

impl<'g> Roles<'g> {
    fn add(
        &mut self,
        group: usize,
        found: &'g [gathered::Role],
        sites: &Sites<'_>,
        remarks: &mut Vec<Remark>,
    ) {
        for role in found {
            if let Some(address) = &role.address
                && role.is_source
                && let Some(first) = self.addresses.insert((group, address.clone()), role.spot.clone())
            {
                remarks.push(twice(address, &first, &role.spot, sites));
            }
            let permissions = role.permissions.iter().map(|permission| (group, permission));
            // Two answers about one role are one role; two sources are two.
            let known =
                role.arn.as_ref().filter(|arn| is_whole(arn)).and_then(|arn| self.by_arn.find(group, arn));
            if let Some(known) = known
                .and_then(|index| self.all.get_mut(index))
                .filter(|known| !known.role.is_source && !role.is_source)
            {
                known.more.push(role);
                for permission in permissions {
                    if known.permissions.iter().all(|(_, other)| !is_same(other, permission.1)) {
                        known.permissions.push(permission);
                    }
                }
                continue;
            }
            let index = self.all.len();
            if let Some(name) = &role.name {
                self.by_name.add(group, name, index);
            }
            if let Some(arn) = &role.arn {
                self.by_arn.add(group, arn, index);
            }
            self.all.push(Joined { role, group, more: Vec::new(), permissions: permissions.collect() });
        }
    }

    fn attach(
        &mut self,
        group: usize,
        attachment: &'g gathered::Attachment,
        sites: &Sites<'_>,
        remarks: &mut Vec<Remark>,
    ) {
        let found =
            self.by_name.find(group, &attachment.role).or_else(|| self.by_arn.find(group, &attachment.role));
        if let Some(role) = found.and_then(|index| self.all.get_mut(index)) {
            role.permissions.push((group, &attachment.permission));
            return;
        }
        let (Permission::Inline { spot, .. } | Permission::Managed { spot, .. }) = &attachment.permission;
        let message = format!(
            "a permission in `{}` belongs to the role `{}`, which is not among the documents",
            sites.name(spot.document),
            print_whole(&attachment.role)
        );
        remarks.push(Remark { code: codes::ROLE_OF_POLICY_NOT_GIVEN, message, spot: Some(spot.clone()) });
    }
}

fn twice(address: &str, first: &Spot, second: &Spot, sites: &Sites<'_>) -> Remark {
    let line = |spot: &Spot| {
        let place = sites.place(spot);
        format!("{}:{}", sites.name(spot.document), place.line.unwrap_or(1))
    };
    let message = format!("`{address}` is written twice, in {} and in {}", line(first), line(second));
    Remark { code: codes::ADDRESS_TWICE, message, spot: Some(second.clone()) }
}

fn is_same(one: &Permission, other: &Permission) -> bool {
    match (one, other) {
        (Permission::Managed { arn: one, .. }, Permission::Managed { arn: other, .. }) => {
            print_whole(one) == print_whole(other)
        }
        (Permission::Inline { name: Some(one), .. }, Permission::Inline { name: Some(other), .. }) => {
            print_whole(one) == print_whole(other)
        }
        _ => false,
    }
}

impl Joined<'_> {
    /// The first document that has it.
    fn first<'a, T>(&'a self, get: impl Fn(&'a gathered::Role) -> Option<T>) -> Option<T> {
        get(self.role).or_else(|| self.more.iter().find_map(|role| get(role)))
    }

    fn told(
        &self,
        managed: &Managed<'_>,
        sites: &Sites<'_>,
        questions: &mut Vec<Question>,
        remarks: &mut Vec<Remark>,
    ) -> ReadRole {
        let role = self.role;
        let text = |value: Option<&Value>| value.map(|value| tell::text(value, sites));
        let trust_policy = self
            .first(|role| role.trust.as_ref())
            .map(|trust| tell::policy(trust, &role.spot, role.is_source, sites, remarks));
        let permission = |(group, permission): &(usize, &Permission)| {
            told_permission(*group, permission, role.is_source, managed, sites, questions, remarks)
        };
        let permissions = self.permissions.iter().map(permission).collect();
        let boundary =
            self.first(|role| role.boundary.as_ref()).and_then(|arn| managed.find(self.group, arn));
        let boundary =
            boundary.map(|found| tell::policy(&found.policy, &found.spot, role.is_source, sites, remarks));
        ReadRole {
            address: role.address.clone(),
            arn: text(self.first(|role| role.arn.as_ref())),
            name: text(self.first(|role| role.name.as_ref())),
            path: text(self.first(|role| role.path.as_ref())),
            trust_policy,
            permissions,
            boundary: text(self.first(|role| role.boundary.as_ref())),
            boundary_policy: boundary,
            max_session_duration: self.first(|role| role.max_session_duration.as_ref()).and_then(seconds),
            place: sites.place(&role.spot),
        }
    }
}

/// A number of seconds, also where it is written as text.
fn seconds(value: &Value) -> Option<u32> {
    print(value).parse().ok()
}

fn told_permission(
    group: usize,
    permission: &Permission,
    is_source: bool,
    managed: &Managed<'_>,
    sites: &Sites<'_>,
    questions: &mut Vec<Question>,
    remarks: &mut Vec<Remark>,
) -> ReadPermission {
    let text = |value: &Value| tell::text(value, sites);
    match permission {
        Permission::Inline { name, address, policy, spot } => ReadPermission {
            kind: PermissionKind::Inline,
            name: name.as_ref().map(text),
            address: address.clone(),
            arn: None,
            policy: Some(tell::policy(policy, spot, is_source, sites, remarks)),
            place: sites.place(spot),
        },
        Permission::Managed { arn, spot } => {
            let found = managed.find(group, arn);
            if found.is_none() && !is_of_aws(arn) {
                questions.push(Question {
                    name: print_whole(arn),
                    reason: OpenReason::PolicyNotGiven,
                    detail: None,
                    spot: Some(spot.clone()),
                });
            }
            let defined =
                found.map(|found| tell::policy(&found.policy, &found.spot, is_source, sites, remarks));
            ReadPermission {
                kind: if found.is_some() { PermissionKind::Customer } else { PermissionKind::Managed },
                name: None,
                address: found.and_then(|policy| policy.address.clone()),
                arn: Some(text(arn)),
                policy: defined,
                place: sites.place(spot),
            }
        }
    }
}

/// Whether it is a policy that AWS manages, whose text this project knows or need not know; a hole is asked for as what it is.
fn is_of_aws(arn: &Value) -> bool {
    match arn {
        Value::Text(text) => text.pattern().contains(":iam::aws:policy/"),
        _ => true,
    }
}

/// The providers; one that was listed and one that was shown by itself are one where they have one host.
fn providers(groups: &[Gathered], sites: &Sites<'_>, estate: &mut Estate) {
    // Those that have only an ARN, and those that have only a URL, by their host.
    let mut halves: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for provider in groups.iter().flat_map(|found| &found.providers) {
        let half = match (&provider.arn, &provider.url) {
            (Some(one), None) | (None, Some(one)) => Some((provider.arn.is_some(), host(one))),
            _ => None,
        };
        let arn = provider.arn.as_ref().map(|arn| tell::text(arn, sites));
        let url = provider.url.as_ref().map(|url| {
            let mut told = tell::text(url, sites);
            told.value = told.value.map(|url| match url.starts_with("https://") {
                true => url,
                false => format!("https://{url}"),
            });
            told
        });
        let texts = |list: &Option<Value>| list.as_ref().map(|list| tell::texts(list, sites));
        let (client_ids, thumbprints) = (texts(&provider.client_ids), texts(&provider.thumbprints));
        let other = half.as_ref().and_then(|(has_arn, host)| halves.get(&(!has_arn, host.clone())));
        if let Some(known) = other.and_then(|index| estate.providers.get_mut(*index)) {
            known.arn = known.arn.take().or(arn);
            known.url = known.url.take().or(url);
            known.client_ids = known.client_ids.take().or(client_ids);
            known.thumbprints = known.thumbprints.take().or(thumbprints);
            continue;
        }
        if let Some(half) = half {
            halves.entry(half).or_insert(estate.providers.len());
        }
        let place = sites.place(&provider.spot);
        estate.providers.push(ReadProvider {
            address: provider.address.clone(),
            arn,
            url,
            client_ids,
            thumbprints,
            place,
        });
    }
}

/// The host of a provider's URL or ARN.
fn host(value: &Value) -> String {
    let text = print_whole(value);
    let after = text.rsplit_once(":oidc-provider/").map_or(text.as_str(), |(_, host)| host);
    after.trim_start_matches("https://").to_owned()
}

/// The repositories, with the policies that are written apart from them.
fn repositories(groups: &[Gathered], sites: &Sites<'_>, estate: &mut Estate) {
    let mut by_name = Index::default();
    let all: Vec<&gathered::Repository> = groups.iter().flat_map(|found| &found.repositories).collect();
    let mut index = 0;
    for (group, found) in groups.iter().enumerate() {
        for repository in &found.repositories {
            if let Some(name) = &repository.name {
                by_name.add(group, name, index);
            }
            index += 1;
        }
    }
    let mut policies: Vec<Vec<&gathered::RepositoryPolicy>> = vec![Vec::new(); all.len()];
    // What is written for a repository that no document defines still says that there is one.
    for (group, found) in groups.iter().enumerate() {
        for policy in &found.repository_policies {
            let known = by_name.find(group, &policy.repository);
            match known.and_then(|index| policies.get_mut(index)) {
                Some(own) => own.push(policy),
                None => {
                    by_name.add(group, &policy.repository, policies.len());
                    policies.push(vec![policy]);
                }
            }
        }
    }
    let mut policies = policies.into_iter();
    for (repository, apart) in all.into_iter().zip(policies.by_ref()) {
        let told = told_repository(repository, &apart, sites, &mut estate.remarks);
        estate.repositories.push(told);
    }
    for apart in policies {
        let Some(first) = apart.first() else { continue };
        let repository = gathered::Repository::named(&first.repository, &first.spot);
        let told = told_repository(&repository, &apart, sites, &mut estate.remarks);
        estate.repositories.push(told);
    }
}

fn told_repository(
    repository: &gathered::Repository,
    apart: &[&gathered::RepositoryPolicy],
    sites: &Sites<'_>,
    remarks: &mut Vec<Remark>,
) -> ReadRepository {
    let text = |value: &Option<Value>| value.as_ref().map(|value| tell::text(value, sites));
    let own = repository.policy.as_ref().map(|policy| (policy, &repository.spot));
    let policy = own.or_else(|| apart.iter().find_map(|one| Some((one.policy.as_ref()?, &one.spot))));
    let rules = repository.lifecycle_rules.or_else(|| apart.iter().find_map(|one| one.lifecycle_rules));
    let exclusions = repository.exclusions.as_ref().map(|list| tell::texts(&filters(list), sites));
    ReadRepository {
        address: repository.address.clone(),
        arn: text(&repository.arn),
        name: text(&repository.name),
        mutability: text(&repository.mutability),
        exclusions: exclusions.unwrap_or_default(),
        policy: policy.map(|(policy, spot)| tell::policy(policy, spot, true, sites, remarks)),
        lifecycle_rules: rules.and_then(|rules| u32::try_from(rules).ok()),
        place: sites.place(&repository.spot),
    }
}

/// The filters of a list of filters with their kinds.
fn filters(list: &Value) -> Value {
    let Value::List(list) = list else { return list.clone() };
    let filter = |item: &Value| match item {
        Value::Object(object) => object.get("filter").cloned().unwrap_or_else(|| item.clone()),
        other => other.clone(),
    };
    List { items: list.items.iter().map(filter).collect(), ..(**list).clone() }.value()
}

/// What stands for itself.
fn others(found: Gathered, sites: &Sites<'_>, estate: &mut Estate) {
    for policy in found.registry_policies {
        estate.registry_policies.push(ReadRegistryPolicy {
            address: policy.address,
            registry: policy.registry.as_ref().map(|registry| tell::text(registry, sites)),
            policy: tell::policy(&policy.policy, &policy.spot, true, sites, &mut estate.remarks),
            place: sites.place(&policy.spot),
        });
    }
    estate.settings.extend(found.settings.iter().map(|settings| told_settings(settings, sites)));
    for event in found.events {
        let mut claims = Claims::new();
        for (name, value) in event.claims {
            claims.set(name, ClaimValue::Text(value));
        }
        estate.events.push(ReadEvent {
            id: event.id,
            outcome: event.outcome,
            time: event.time,
            region: event.region,
            role: event.role,
            provider: event.provider,
            session_name: event.session_name,
            attempt: u32::try_from(event.attempt).unwrap_or(u32::MAX),
            claims,
            place: sites.place(&event.spot),
        });
    }
    let absent = found.absent_roles.into_iter();
    estate.absent_roles.extend(absent.map(|(name, spot)| (name, sites.place(&spot))));
    let token = |token: gathered::Token| ReadToken { claims: token.claims, place: sites.place(&token.spot) };
    estate.tokens.extend(found.tokens.into_iter().map(token));
    for refusal in found.errors {
        estate.errors.push(ReadRefusalLine {
            code: refusal.code.to_owned(),
            message: refusal.message,
            principal: refusal.principal,
            action: refusal.action,
            resource: refusal.resource,
            layer: refusal.layer,
            place: sites.place(&refusal.spot),
        });
    }
    estate.questions.extend(found.questions);
    estate.remarks.extend(found.remarks);
}

fn told_settings(settings: &gathered::Settings, sites: &Sites<'_>) -> ReadSettings {
    let boolean = |value: &Option<Value>| match value {
        Some(Value::Bool(value)) => Some(*value),
        Some(Value::Text(text)) => text.as_str().and_then(|text| text.parse().ok()),
        _ => None,
    };
    let all = [
        &settings.of,
        &settings.use_default,
        &settings.include_claim_keys,
        &settings.use_immutable_subject,
        &settings.sub_claim_prefix,
    ];
    let mut origins = Vec::new();
    for value in all.into_iter().flatten() {
        super::value::add_origins(&mut origins, &value.origins());
    }
    let keys = settings.include_claim_keys.as_ref().filter(|keys| !matches!(keys, Value::Null));
    ReadSettings {
        address: settings.address.clone(),
        scope: if settings.is_repository { SettingsScope::Repository } else { SettingsScope::Organization },
        of: settings.of.as_ref().map(|of| tell::text(of, sites)),
        use_default: boolean(&settings.use_default),
        include_claim_keys: keys.map(|keys| tell::texts(keys, sites)),
        use_immutable_subject: boolean(&settings.use_immutable_subject),
        sub_claim_prefix: settings.sub_claim_prefix.as_ref().and_then(Value::as_str).map(str::to_owned),
        unknown: tell::names(&origins),
        place: sites.place(&settings.spot),
    }
}
