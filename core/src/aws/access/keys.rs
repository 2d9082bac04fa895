//! The condition keys of a request: given, derived, not known, or missing.

use super::policies::AccessPolicies;
use super::principal::AccessPrincipal;
use super::request::AccessRequest;
use crate::aws::condition::context::{Entry, Key, Missing, RequestContext, UnknownKey, Values};
use crate::aws::condition::network;
use crate::knowledge::context_keys::{self, Asking, ContextKey, Follows, Held, Presence};
use crate::names::arn::Arn;
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// How a tag of the resource is read that the caller does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// It is not known whether the resource has it.
    NotKnown,
    /// The resource does not have it.
    Absent,
}

/// The keys of a request that these policies are put to.
pub(super) fn fill(request: &AccessRequest, policies: &AccessPolicies, tags: Tags) -> RequestContext {
    let mut context = RequestContext::new();
    context.add_all(&request.given);
    derived(request, &mut context);
    organization(request, &mut context);
    network::settle(&mut context);
    for key in policies.keys() {
        if context.contains(&key.lower) {
            continue;
        }
        let Some(row) = context_keys::find(&key.lower) else { continue };
        let assumed = tags == Tags::Absent && row.presence == Presence::ResourceTagged;
        let held = held(request, row);
        if matches!(held, Held::Always | Held::Maybe) && !assumed {
            let unknown = UnknownKey {
                may_be_missing: held == Held::Maybe,
                many: row.many,
                unnamed: false,
                need: Missing::Key(key.written.clone()),
            };
            context.set(&key.lower, Entry::Unknown(unknown));
        }
    }
    context
}

/// Whether the policies ask for a tag of the resource that is not known.
pub(super) fn asks_for_tags(context: &RequestContext, policies: &AccessPolicies) -> bool {
    let tagged = |key: &&Key| {
        context_keys::find(&key.lower).is_some_and(|row| row.presence == Presence::ResourceTagged)
    };
    policies.keys().filter(tagged).any(|key| matches!(context.values(key), Values::Unknown(_)))
}

fn held(request: &AccessRequest, row: &ContextKey<'_>) -> Held {
    let call = request.action_text.to_ascii_lowercase();
    row.held(request.asking(), &call, request.resource.is_some())
}

/// What follows from principal, resource and call, where the caller does not say otherwise.
fn derived(request: &AccessRequest, context: &mut RequestContext) {
    let mut set = |key: &str, value: &str| {
        if !value.is_empty() && !context.contains(key) {
            context.set_one(key, value);
        }
    };
    let resource = request.resource.as_ref();
    match &request.principal {
        Some(principal) => principal.keys(&mut set),
        // Whoever the identity policies belong to, in the account of the resource.
        None => {
            set("aws:PrincipalAccount", resource.map_or("", Arn::account));
            set("aws:PrincipalIsAWSService", "false");
        }
    }
    if let Some(arn) = resource {
        set("aws:RequestedRegion", arn.region());
        set("aws:ResourceAccount", arn.account());
    }
    set("aws:ViaAWSService", "false");
    set("aws:SecureTransport", "true");
}

/// One account belongs to one organization.
fn organization(request: &AccessRequest, context: &mut RequestContext) {
    let here = request.resource.is_some() && request.principal.is_some() && request.one_account();
    if !here {
        return;
    }
    for (one, other) in
        [("aws:principalorgid", "aws:resourceorgid"), ("aws:principalorgpaths", "aws:resourceorgpaths")]
    {
        for (from, to) in [(one, other), (other, one)] {
            let given = request.given.iter().find(|(key, _)| key.eq_ignore_ascii_case(from));
            if let Some((_, values)) = given.filter(|_| !context.contains(to)) {
                context.set(to, Entry::of(values.clone()));
            }
        }
    }
}

/// What is assumed of the call, for the keys that the policies ask for.
pub(super) fn premises_of_call(request: &AccessRequest, policies: &AccessPolicies) -> Vec<Premise> {
    let mut out: Vec<Premise> = Vec::new();
    for key in policies.keys() {
        let row = context_keys::find(&key.lower).filter(|row| row.follows == Some(Follows::Call));
        let given = request.given.iter().any(|(known, _)| known.eq_ignore_ascii_case(&key.lower));
        let Some(row) = row.filter(|_| !given) else { continue };
        let text = if row.name == "aws:securetransport" {
            "the request is made over HTTPS"
        } else {
            "the principal makes the call itself, and no AWS service does for it"
        };
        let premise = Premise { date: Some(row.date), ..Premise::sourced(Grade::Assumed, text, row.source) };
        if !out.contains(&premise) {
            out.push(premise);
        }
    }
    out
}

/// Why the request lacks a key that a test found missing.
pub(super) fn why_missing(request: &AccessRequest, key: &str) -> Premise {
    let lower = key.to_ascii_lowercase();
    let shown = quote(key);
    if request.given.iter().any(|(known, _)| known.eq_ignore_ascii_case(key)) {
        return Premise::new(Grade::Given, format!("the request lacks the key `{shown}`, as `context` says"));
    }
    match context_keys::find(&lower) {
        Some(row) if held(request, row) == Held::Never => Premise {
            date: Some(row.date),
            ..Premise::sourced(
                Grade::Documented,
                format!("the request lacks the key `{shown}`: {}", row.why_never()),
                row.source,
            )
        },
        Some(row) if matches!(row.presence, Presence::OutsideEndpoint | Presence::ThroughEndpoint) => {
            let through = if row.presence == Presence::OutsideEndpoint { "comes" } else { "does not come" };
            let text = format!(
                "the request lacks the key `{shown}`: by `context` it {through} through a VPC endpoint"
            );
            Premise::new(Grade::Inferred, text)
        }
        Some(row)
            if row.presence == Presence::ResourceInOrganization
                || row.presence == Presence::PrincipalInOrganization =>
        {
            let text = format!(
                "the request lacks the key `{shown}`: by `context` the account is in no organization"
            );
            Premise::new(Grade::Inferred, text)
        }
        _ => {
            let text = format!("the request lacks the key `{shown}`: `context` does not name it");
            Premise::new(Grade::Assumed, text)
        }
    }
}

impl AccessRequest {
    /// Who asks, for the table of context keys.
    fn asking(&self) -> Asking {
        self.principal.as_ref().map_or(Asking::RoleOrUser, AccessPrincipal::asking)
    }
}
