//! A role that another role assumes: `role-chaining`.

use std::borrow::Cow;

use super::bounds::{self, Fillings};
use super::known::Known;
use super::permissions;
use super::report::{RoadCall, RoadStage, RoadVerdict};
use super::roles::{self, Asked};
use super::trust::{Answer, Door, SOME_ACCOUNT, place_of};
use crate::aws::{
    AccessFailure, AccessPolicies, AccessPrincipal, AccessReport, AccessRequest, Layer, LayerName,
    PolicyKind, Verdict, check_access,
};
use crate::codes::{self, Code};
use crate::error::Error;
use crate::names::{AccountId, arn};
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, AssumedVia, ReadPolicy, ReadRole, WorkflowJob};

/// The role that is assumed before, and what it takes to assume the next from it.
pub(super) struct Chain<'c, 'i> {
    /// The step before.
    pub(super) before: &'c AssumedRole,
    pub(super) asked: Asked<'i>,
    pub(super) door: Option<Door<'i>>,
    /// The calls, those that are denied first.
    pub(super) calls: Vec<RoadCall>,
}

impl<'c, 'i> Chain<'c, 'i> {
    /// The chain that a step continues; `None` where it continues none.
    ///
    /// # Errors
    /// What is wrong with a role of the documents.
    pub(super) fn of(
        job: &'c WorkflowJob,
        assumed: &AssumedRole,
        role: Option<&ReadRole>,
        known: &'i Known<'i>,
    ) -> Result<Option<Chain<'c, 'i>>, Error> {
        if assumed.via != AssumedVia::Chained {
            return Ok(None);
        }
        let index = job.roles.iter().position(|one| one.place == assumed.place).unwrap_or(0);
        let Some(before) = job.roles.get(..index).and_then(<[AssumedRole]>::last) else { return Ok(None) };
        let asked = roles::of(before, known);
        let mut door = None;
        let mut calls = Vec::new();
        if let Asked::One(first, _) = asked {
            door = Door::of(first, before.role.value.as_deref(), known).unwrap_or_default();
            if let Some(second) = role {
                calls = Link { before, first, assumed, second, known }.calls()?;
            }
        }
        Ok(Some(Chain { before, asked, door, calls }))
    }

    /// What becomes of runs that have the role before.
    pub(super) fn answer(&self) -> (Answer, Option<SourcePlace>) {
        let Some(call) = self.calls.iter().find(|call| call.verdict != RoadVerdict::Allowed) else {
            let need = "both roles: the one that is assumed before, and this one".to_owned();
            let open = || Answer::open(Some(RoadStage::Session), vec![need]);
            let answer = if self.calls.is_empty() { open() } else { Answer::allowed() };
            return (answer, None);
        };
        let answer = Answer {
            verdict: call.verdict,
            cause: call.cause,
            message: call.message.clone(),
            ..Answer::open(Some(RoadStage::Session), call.needs.clone())
        };
        (answer, call.place.clone())
    }
}

/// Two roles, one of which assumes the other.
struct Link<'l> {
    before: &'l AssumedRole,
    first: &'l ReadRole,
    assumed: &'l AssumedRole,
    second: &'l ReadRole,
    known: &'l Known<'l>,
}

impl Link<'_> {
    fn calls(&self) -> Result<Vec<RoadCall>, Error> {
        let mut out = vec![self.call("sts:AssumeRole", codes::CHAIN_NOT_TRUSTED)?];
        if !self.assumed.skip_session_tagging {
            out.push(self.call("sts:TagSession", codes::CHAIN_TAG_SESSION)?);
        }
        let (mut denied, others): (Vec<RoadCall>, Vec<RoadCall>) =
            out.into_iter().partition(|call| call.verdict == RoadVerdict::Denied);
        denied.extend(others);
        Ok(denied)
    }

    fn call(&self, action: &str, cause: &'static Code) -> Result<RoadCall, Error> {
        let told = RoadCall {
            name: action.to_owned(),
            verdict: RoadVerdict::Undetermined,
            stage: Some(RoadStage::Session),
            cause: None,
            message: None,
            place: Some(self.assumed.place.clone()),
            needs: Vec::new(),
        };
        let lower = self.access(action, false)?;
        if lower.verdict == Verdict::Allowed {
            return Ok(RoadCall { verdict: RoadVerdict::Allowed, stage: None, place: None, ..told });
        }
        let upper = self.access(action, true)?;
        Ok(match upper.verdict {
            Verdict::Denied => RoadCall {
                verdict: RoadVerdict::Denied,
                cause: Some(cause),
                message: Some(upper.message.clone()),
                place: Some(self.place(&upper)),
                ..told
            },
            _ => {
                let needs = upper.needs.iter().map(|need| need.message.clone()).collect();
                RoadCall { needs, ..told }
            }
        })
    }

    /// Asks whether the first role may make this call on the second.
    fn access(&self, action: &str, is_upper: bool) -> Result<AccessReport, Error> {
        let (account, name) = self.identity(self.before, self.first);
        let principal: AccessPrincipal =
            format!("arn:aws:sts::{account}:assumed-role/{name}/GitHubActions").parse()?;
        let (other, second) = self.identity(self.assumed, self.second);
        let resource = format!("arn:aws:iam::{other}:role/{second}");
        let external = self.assumed.external_id.as_ref().and_then(|id| id.value.clone());
        let context = [("sts:ExternalId", external.map(|id| vec![id]))];
        let request = AccessRequest::new(Some(principal), action, &resource, context)?;
        let fillings = |account| Fillings { account, partition: "aws", region: None, provider: "" };
        let mut policies = AccessPolicies::default();
        let own = permissions::policies(self.first);
        if self.first.address.is_some() || !self.first.permissions.is_empty() {
            policies.identity = bounds::layer(
                own.iter().map(Cow::as_ref),
                PolicyKind::Identity,
                &fillings(&account),
                is_upper,
            )?;
        }
        let trust = self.second.trust_policy.iter();
        policies.resource = bounds::layer(trust, PolicyKind::Trust, &fillings(&other), is_upper)?;
        if self.second.trust_policy.is_none() {
            policies.resource = Layer::Unknown;
        }
        policies.scp = self.known.facts.levels();
        policies.rcp = self.known.facts.rcp.clone();
        check_access(&request, &policies)
    }

    /// Account and name of a role.
    fn identity(&self, assumed: &AssumedRole, role: &ReadRole) -> (String, String) {
        let text = assumed.role.value.as_deref();
        let account =
            text.and_then(arn::parts).map(|parts| parts[4]).filter(|account| arn::is_account(account));
        let account = account.or_else(|| self.known.facts.account_at(&role.place).map(AccountId::as_str));
        let name = role.name.as_ref().and_then(|name| name.value.as_deref());
        let name = text.and_then(|arn| arn.rsplit('/').next()).or(name);
        (account.unwrap_or(SOME_ACCOUNT).to_owned(), name.unwrap_or("role").to_owned())
    }

    /// Where the call is denied: in what the first role may do, or in the trust policy of the second.
    fn place(&self, report: &AccessReport) -> SourcePlace {
        let within = |failure: &AccessFailure, policies: &[&ReadPolicy]| {
            let (index, pointer) = failure.pointer.as_deref()?.strip_prefix('#')?.split_once('/')?;
            let policy = policies.get(index.parse::<usize>().ok()?)?;
            place_of(&policy.places, &format!("/{pointer}"))
        };
        let failure = report.failures.first();
        if report.layer == Some(LayerName::Identity) {
            let own = permissions::policies(self.first);
            let policies: Vec<&ReadPolicy> = own.iter().map(Cow::as_ref).collect();
            let found = failure.and_then(|failure| within(failure, &policies));
            return found.unwrap_or_else(|| self.first.place.clone());
        }
        let policies: Vec<&ReadPolicy> = self.second.trust_policy.iter().collect();
        let found = failure.and_then(|failure| within(failure, &policies));
        found.unwrap_or_else(|| self.second.place.clone())
    }
}
