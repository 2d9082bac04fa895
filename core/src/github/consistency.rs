//! Warnings about a set of claims: values that no token has, and claims that cannot stand together.
//!
//! A pull request that was merged has the event `pull_request` and the ref of its base branch: that is usual.

use super::claims::{ClaimValue, Claims};
use super::issuer::{Issuer, IssuerPlatform};
use super::platform::Platform;
use super::subject::{ContextKind, Subject, SubjectReading, SubjectReadings};
use super::workflow::WorkflowRef;
use crate::codes::{self, Code};
use crate::knowledge::claims::{
    PROPERTY_PREFIX, find as find_claim, keys as claim_keys, rows as claims, values as known_values,
};
use crate::knowledge::events::{EventContext, EventRef, find as find_event, rows as events};
use crate::names::{check_environment, check_ref, is_commit, split_repository};
use crate::premise::Finding;
use crate::text::{nearest, quote};

impl Claims {
    /// Warnings about these claims; none of them stops an answer.
    ///
    /// ```
    /// use assumable::Claims;
    /// let claims: Claims = [("sub", "repo:octo-org/app:ref:refs/heads/main"), ("environment", "prod")].into_iter().collect();
    /// assert_eq!(claims.findings()[0].code, "ENVIRONMENT_BESIDE_REF");
    /// ```
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = ClaimsCheck { claims: self, list: Vec::new() };
        findings.spelling();
        findings.types();
        findings.names();
        findings.repository();
        findings.values();
        findings.refs();
        findings.event();
        findings.environment();
        findings.subject();
        findings.list
    }
}

impl Claims {
    /// The findings about names of claims that are misspelt.
    pub(crate) fn misspelt(&self) -> Vec<Finding> {
        let mut findings = ClaimsCheck { claims: self, list: Vec::new() };
        findings.spelling();
        findings.list
    }
}

struct ClaimsCheck<'c> {
    claims: &'c Claims,
    list: Vec<Finding>,
}

impl<'c> ClaimsCheck<'c> {
    fn warn(&mut self, code: &'static Code, about: &str, message: String) {
        self.list.push(Finding::new(code, message).about(about));
    }

    /// The text of a claim that is there and not empty.
    fn text(&self, name: &str) -> Option<&'c str> {
        self.claims.text(name).filter(|text| !text.is_empty())
    }

    fn types(&mut self) {
        for (name, value) in self.claims.iter() {
            let is_time = matches!(name, "exp" | "iat" | "nbf");
            if is_time || find_claim(name).is_none() {
                continue;
            }
            let found = match value {
                ClaimValue::Absent | ClaimValue::Text(_) => continue,
                ClaimValue::Number(_) => "a number",
                ClaimValue::Bool(_) => "true or false",
                ClaimValue::List(_) => "a list",
                ClaimValue::Object(_) => "an object",
            };
            let message = format!("`{name}` is {found}; GitHub's tokens have a string there");
            self.warn(codes::CLAIM_NOT_A_STRING, name, message);
        }
    }

    fn names(&mut self) {
        for name in [
            "repository_id",
            "repository_owner_id",
            "actor_id",
            "enterprise_id",
            "run_id",
            "run_number",
            "run_attempt",
            "check_run_id",
        ] {
            if let Some(id) = self.text(name)
                && !id.bytes().all(|b| b.is_ascii_digit())
            {
                self.warn(
                    codes::ID_MALFORMED,
                    name,
                    format!("`{name}` is not a decimal number: `{}`", quote(id)),
                );
            }
        }
        for name in ["sha", "workflow_sha", "job_workflow_sha"] {
            if let Some(sha) = self.text(name)
                && !is_commit(sha)
            {
                self.warn(
                    codes::COMMIT_MALFORMED,
                    name,
                    format!("`{name}` is not a full commit id: `{}`", quote(sha)),
                );
            }
        }
        for name in ["workflow_ref", "job_workflow_ref"] {
            if let Some(text) = self.text(name)
                && let Err(fault) = WorkflowRef::read(text)
            {
                self.warn(
                    codes::WORKFLOW_REF_MALFORMED,
                    name,
                    format!("`{name}` is malformed: {}: `{}`", fault.message, quote(text)),
                );
            }
        }
    }

    /// Names that are not claims and look like one. Other issuers have claims of their own.
    fn spelling(&mut self) {
        let of_github = |issuer: &str| {
            issuer.parse::<Issuer>().is_ok_and(|issuer| issuer.platform() != IssuerPlatform::Other)
        };
        if self.text("iss").is_some_and(|issuer| !of_github(issuer)) {
            return;
        }
        for (name, _) in self.claims.iter() {
            if name.starts_with(PROPERTY_PREFIX) || find_claim(name).is_some() {
                continue;
            }
            if let Some(near) = nearest(name, claims().iter().map(|claim| claim.name)) {
                let message =
                    format!("no token has a claim `{}`: write `{near}` if that is meant", quote(name));
                self.warn(codes::CLAIM_MISSPELT, name, message);
            }
        }
    }

    fn repository(&mut self) {
        let Some(repository) = self.text("repository") else { return };
        match split_repository(repository) {
            Err(fault) => {
                let message = format!("{}: `{}`; {}", fault.message, quote(repository), fault.help);
                self.warn(codes::REPOSITORY_MALFORMED, "repository", message);
            }
            Ok((owner, _)) => {
                let Some(named) = self.text("repository_owner").filter(|named| *named != owner) else {
                    return;
                };
                let message = format!(
                    "`repository_owner` is `{}`, and `repository` is one of `{}`",
                    quote(named),
                    quote(owner)
                );
                self.warn(codes::OWNER_DISAGREES, "repository_owner", message);
            }
        }
    }

    /// Values of a form that the claim never has.
    fn values(&mut self) {
        for (name, value) in self.claims.iter() {
            let (Some(known), ClaimValue::Text(value)) = (known_values(name), value) else { continue };
            if !known.contains(&value.as_str()) {
                let message = format!("`{name}` is `{}`; it can be {}", quote(value), listed(known));
                self.warn(codes::CLAIM_VALUE_UNKNOWN, name, message);
            }
        }
        for name in ["head_ref", "base_ref"] {
            if let Some(branch) = self.text(name).and_then(|text| text.strip_prefix("refs/heads/")) {
                let message = format!(
                    "`{name}` is the name of a branch, without `refs/heads/`: write `{}`",
                    quote(branch)
                );
                self.warn(codes::REF_MALFORMED, name, message);
            }
        }
        if let Some(environment) = self.text("environment")
            && let Err(fault) = check_environment(environment)
        {
            let message = format!("{}: `{}`", fault.message, quote(environment));
            self.warn(codes::ENVIRONMENT_MALFORMED, "environment", message);
        }
    }

    fn refs(&mut self) {
        let Some(reference) = self.text("ref") else { return };
        if let Err(fault) = check_ref(reference) {
            self.warn(
                codes::REF_MALFORMED,
                "ref",
                format!("`ref` is malformed: {}: `{}`", fault.message, quote(reference)),
            );
            return;
        }
        if !reference.starts_with("refs/") {
            let message =
                format!("`ref` is not a full ref, such as `refs/heads/main`: `{}`", quote(reference));
            self.warn(codes::REF_MALFORMED, "ref", message);
            return;
        }
        let wanted = if reference.starts_with("refs/tags/") { "tag" } else { "branch" };
        if let Some(kind) = self.text("ref_type")
            && kind != wanted
        {
            let message = format!(
                "`ref_type` is `{}`; for the ref `{}` it is `{wanted}`",
                quote(kind),
                quote(reference)
            );
            self.warn(codes::REF_TYPE_DISAGREES, "ref_type", message);
        }
    }

    fn event(&mut self) {
        let Some(name) = self.text("event_name") else { return };
        if let (Some(head), false) = (self.text("head_ref"), name.starts_with("pull_request")) {
            let message = format!(
                "`head_ref` is `{}`; outside pull requests it is empty, and the event is `{}`",
                quote(head),
                quote(name)
            );
            self.warn(codes::HEAD_REF_OUTSIDE_PULL_REQUEST, "head_ref", message);
        }
        let Some(event) = find_event(name) else {
            if name != "dynamic" {
                let near = nearest(name, events().iter().map(|event| event.name));
                let near = near.map(|near| format!(": write `{near}` if that is meant")).unwrap_or_default();
                self.warn(
                    codes::EVENT_UNKNOWN,
                    "event_name",
                    format!("no event `{}` is known{near}", quote(name)),
                );
            }
            return;
        };
        // A malformed ref has its warning already.
        let Some(reference) =
            self.text("ref").filter(|text| text.starts_with("refs/") && check_ref(text).is_ok())
        else {
            return;
        };
        let (branch, tag) = (reference.starts_with("refs/heads/"), reference.starts_with("refs/tags/"));
        let pull = reference.starts_with("refs/pull/");
        let (possible, wanted) = match event.reference {
            EventRef::DefaultBranch => (branch, "the default branch"),
            EventRef::BranchOrTag | EventRef::Deployment => (branch || tag, "a branch or a tag"),
            EventRef::Tag => (tag, "a tag"),
            EventRef::MergeQueue => {
                (reference.starts_with("refs/heads/gh-readonly-queue/"), "a branch of the merge queue")
            }
            EventRef::PullRequest => (pull || branch, "`refs/pull/N/merge`, or the base branch once merged"),
            EventRef::PullRequestTarget => {
                (branch, "the default branch (on older Enterprise Servers, the base branch)")
            }
            EventRef::Caller => {
                let message =
                    "no token has the event `workflow_call`: a called workflow has the event of its caller";
                self.warn(codes::EVENT_OF_CALLER, "event_name", message.to_owned());
                return;
            }
        };
        if !possible {
            let message = format!(
                "under the event `{name}` the ref is {wanted}, not `{}` ({})",
                quote(reference),
                event.source
            );
            self.warn(codes::REF_AGAINST_EVENT, "ref", message);
        }
    }

    fn environment(&mut self) {
        if self.claims.text("environment") == Some("") {
            let message = "`environment` is empty: it is taken for a job without an environment";
            self.warn(codes::ENVIRONMENT_EMPTY, "environment", message.to_owned());
        }
        if self.text("environment_node_id").is_some()
            && matches!(self.claims.get("environment"), Some(ClaimValue::Absent))
        {
            let message =
                "`environment_node_id` is there and `environment` is not: a token has both or neither";
            self.warn(codes::ENVIRONMENT_INCOMPLETE, "environment_node_id", message.to_owned());
        }
    }

    /// Whether `sub` and the other claims go together, in any reading of it.
    fn subject(&mut self) {
        let Some(sub) = self.text("sub") else { return };
        let Ok(all) = SubjectReadings::read(sub, None, Platform::GithubCom) else { return };
        let Some(first) = all.readings.first() else { return };
        let Some(contradiction) = self.contradiction(first) else { return };
        if all.readings.iter().skip(1).any(|reading| self.contradiction(reading).is_none()) {
            return;
        }
        self.list.push(contradiction);
    }

    /// The first claim that is not as this reading of `sub` says.
    fn contradiction(&self, reading: &SubjectReading) -> Option<Finding> {
        let finding = |code, about: &str, message| Some(Finding::new(code, message).about(about));
        for (name, said) in reading.claims.iter() {
            let (ClaimValue::Text(said), Some(given)) = (said, self.claims.text(name)) else { continue };
            let is_escape_alone = said.replace(':', "%3A") == given;
            // Events whose context is not published may have that of a pull request.
            let unpublished = name == "event_name"
                && find_event(given).is_some_and(|event| event.context == EventContext::Unpublished);
            if said != given && !is_escape_alone && !unpublished {
                let message =
                    format!("`sub` says `{}` of `{name}`, and the claim is `{}`", quote(said), quote(given));
                return finding(codes::SUBJECT_CONTRADICTS_CLAIM, name, message);
            }
        }
        let environment = self.text("environment")?;
        let context = reading.context?;
        if context == ContextKind::Environment || reading.claims.text("environment").is_some() {
            return None;
        }
        let message = format!(
            "the token names the environment `{}`, which is then the context of its subject; this `sub` has {} instead",
            quote(environment),
            if context == ContextKind::Ref { "a ref" } else { "`pull_request`" },
        );
        finding(codes::ENVIRONMENT_BESIDE_REF, "environment", message)
    }
}

/// Values as a sentence lists them.
fn listed(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}

/// The keys of a template that are not claims and look like one; `pointer` is where the template stands in the request.
pub(crate) fn misspelt_keys(keys: Option<&[String]>, pointer: &str) -> Vec<Finding> {
    let misspelt = |(index, key): (usize, &String)| {
        let near = near_key(key)?;
        let message = format!("no claim `{}` is known: write `{near}` if that is meant", quote(key));
        Some(Finding::new(codes::KEY_MISSPELT, message).about(format!("{pointer}/{index}")))
    };
    keys.unwrap_or_default().iter().enumerate().filter_map(misspelt).collect()
}

/// The key that a key which is not known probably is.
pub(crate) fn near_key(key: &str) -> Option<&'static str> {
    if key.starts_with(PROPERTY_PREFIX) { None } else { nearest(key, claim_keys()) }
}

impl Subject {
    /// A warning where a token's `sub` is not one of the subjects that claims and settings give.
    #[must_use]
    pub fn disagreement(&self, sub: &str) -> Option<Finding> {
        let expected = match (&self.value, self.candidates.as_slice()) {
            (Some(value), _) if value != sub => value,
            (None, [first, ..])
                if self.exhaustive == Some(true)
                    && self.candidates.iter().all(|candidate| candidate.value != sub) =>
            {
                &first.value
            }
            _ => return None,
        };
        Some(
            Finding::new(
                codes::SUBJECT_DISAGREES,
                format!(
                    "claims and settings give `{}`, and the `sub` given is `{}`",
                    quote(expected),
                    quote(sub)
                ),
            )
            .about("sub"),
        )
    }
}
