//! Findings about what the roads show together.

use super::bounds::{self, Fillings};
use super::document;
use super::known::Known;
use super::report::{Road, RoadVerdict};
use super::roles::Asked;
use super::trust::{SOME_ACCOUNT, place_of};
use crate::aws::{CreateOptions, check_create};
use crate::codes::{self, Code};
use crate::github::Issuer;
use crate::premise::{Finding, SourcePlace};
use crate::read::{AssumedRole, ReadDocument, ReadPolicy, ReadProvider, ReadRepository, ReadRole};

/// What is found in workflows and is the cause of a scenario too.
const TOLD: [&Code; 3] = [codes::FORK_PR_NO_TOKEN, codes::ID_TOKEN_MISSING, codes::SESSION_NAME_INVALID];

/// What is worth knowing of the documents, in their order.
pub(super) fn of(known: &Known<'_>, roads: &[Road]) -> Vec<Finding> {
    let inventory = known.inventory;
    let mut out: Vec<Finding> = inventory.documents.iter().filter_map(not_read).collect();
    out.extend(inventory.findings.iter().cloned());
    let of_jobs = inventory.jobs.iter().flat_map(|job| &job.findings);
    out.extend(of_jobs.filter(|finding| !TOLD.contains(&finding.code)).cloned());
    out.extend(inventory.providers.iter().filter_map(thumbprints));
    out.extend(inventory.roles.iter().filter_map(refused_today));
    out.extend(known.refused_rules.as_ref().map(|(name, error)| {
        let place = SourcePlace { document: Some((*name).to_owned()), ..SourcePlace::of(error.place(), "") };
        let finding = Finding::new(error.kind().row(), error.to_string());
        finding.place(SourcePlace { pointer: None, ..place })
    }));
    let pushed = |repository: &&ReadRepository| {
        let name = repository.name.as_ref().and_then(|name| name.value.as_deref());
        let into = |image: &str| name.is_some_and(|name| image.contains(&format!("/{name}:")));
        let images = roads.iter().flat_map(|road| &road.images);
        images.into_iter().any(|image| image.verdict == RoadVerdict::Allowed && into(&image.name))
    };
    out.extend(inventory.repositories.iter().filter(pushed).filter_map(whole_account));
    let mut once: Vec<Finding> = Vec::new();
    for finding in out {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    once
}

/// A document that the program it is for refuses: nothing that stands in it is told.
fn not_read(document: &ReadDocument) -> Option<Finding> {
    let refused = document.refused.as_ref()?;
    let finding = Finding::new(refused.code, format!("the file is not read: {}", refused.message));
    let whole = SourcePlace { document: Some(document.name.clone()), ..SourcePlace::default() };
    Some(finding.place(refused.place.clone().unwrap_or(whole)))
}

/// Several roles fit the one that a job asks for.
pub(super) fn ambiguous(assumed: &AssumedRole, asked: &Asked<'_>) -> Option<Finding> {
    let Asked::Several(roles) = asked else { return None };
    let name = assumed.role.value.as_deref().or(assumed.role.pattern.as_deref()).unwrap_or("the role");
    let message = format!("{} roles of the documents fit `{name}`", roles.len());
    let finding = Finding::new(codes::ROLE_AMBIGUOUS, message);
    Some(finding.place(assumed.role.place.clone().unwrap_or_else(|| assumed.place.clone())))
}

/// A provider of GitHub's that pins certificates.
fn thumbprints(provider: &ReadProvider) -> Option<Finding> {
    let first = provider.thumbprints.as_ref()?.first()?;
    let url = provider.url.as_ref()?.value.as_deref()?;
    if url.trim_end_matches('/') != Issuer::default().url() {
        return None;
    }
    let message = "AWS does not read the thumbprints of GitHub's provider: they may be left out";
    let place = first.place.clone().unwrap_or_else(|| provider.place.clone());
    Some(Finding::new(codes::THUMBPRINT_OBSOLETE, message).place(place))
}

/// A trust policy that AWS would not store today; it may stand all the same, from before the guard.
fn refused_today(role: &ReadRole) -> Option<Finding> {
    let policy = role.trust_policy.as_ref()?;
    let fillings = Fillings { account: SOME_ACCOUNT, partition: "aws", region: None, provider: "" };
    let bounds = bounds::bounds(policy, &fillings).filter(|bounds| bounds.upper.is_none())?;
    let report = check_create(&bounds.lower, &CreateOptions::default()).ok()?;
    let refusal = report.reasons.iter().find(|refusal| refusal.code == codes::CREATE_GUARD_REJECT)?;
    let place = place_of(&policy.places, "/Statement").unwrap_or_else(|| role.place.clone());
    let message =
        format!("AWS does not store this trust policy today, and may have before: {}", refusal.message);
    Some(Finding::new(codes::CREATE_GUARD_REJECT, message).place(place))
}

/// A repository whose policy lets in a whole account.
fn whole_account(repository: &ReadRepository) -> Option<Finding> {
    let policy = repository.policy.as_ref()?;
    let pointer = account_principal(policy)?;
    let message =
        "the repository's policy lets in every principal of an account whose own policies allow the call";
    let place = place_of(&policy.places, &pointer).unwrap_or_else(|| repository.place.clone());
    Some(Finding::new(codes::ECR_WHOLE_ACCOUNT, message).place(place))
}

/// Where a statement allows an account as a whole.
fn account_principal(policy: &ReadPolicy) -> Option<String> {
    let is_account = |text: &String| text.ends_with(":root") || crate::names::arn::is_account(text);
    let (pointer, _) = document::statements(policy.document.value()).into_iter().find(|(_, statement)| {
        let principals = document::texts_of(statement, "Principal/AWS");
        document::texts_of(statement, "Effect") == ["Allow"] && principals.iter().any(is_account)
    })?;
    Some(format!("{pointer}/Principal"))
}
