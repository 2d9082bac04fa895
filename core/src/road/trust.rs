//! The role's side of a road: its trust policy, and the provider in front of it.

use core::cell::RefCell;
use std::rc::Rc;

pub(super) use super::answer::{Answer, SOME_ACCOUNT, Shown, place_of};
use super::bounds::{self, Fillings};
use super::known::{Known, add_premises};
use super::memory::Stored;
use super::report::{RoadFault, RoadStage, RoadVerdict};
use super::scenarios::Set;
use super::{causes, document, undocumented};
use crate::analysis::{
    Class, Decided, DecisionReport, PolicyChange, SubjectForm, TokenSet, WhoReport, WitnessToken, World,
};
use crate::aws::{ClaimsScope, Layer, Provider, TrustOptions, TrustPolicy, Verdict};
use crate::codes::{self, Code};
use crate::error::Error;
use crate::github::{ClaimValue, Claims, Issuer};
use crate::names::{AccountId, RoleArn, arn};
use crate::premise::{Premise, SourcePlace};
use crate::read::{Inventory, ReadProvider, ReadRole};
use crate::text::quote;

/// A role whose trust policy can be asked.
pub(super) struct Door<'i> {
    pub(super) role: &'i ReadRole,
    lower: Stored,
    /// Where the policy has holes.
    upper: Option<Stored>,
    holes: Vec<String>,
    pub(super) world: World,
    options: TrustOptions,
    pub(super) known: &'i Known<'i>,
    /// The issuer of the job's tokens, where that is known.
    issuer: Option<Issuer>,
    /// The provider of this issuer among the documents.
    provider: Option<&'i ReadProvider>,
    /// What the answers so far rest on.
    premises: RefCell<Vec<Premise>>,
}

impl<'i> Door<'i> {
    /// Readies a role; `None` where its trust policy is not known at all.
    ///
    /// # Errors
    /// Where AWS would not read the policy.
    pub(super) fn of(
        role: &'i ReadRole,
        asked: Option<&str>,
        known: &'i Known<'i>,
    ) -> Result<Option<Door<'i>>, Error> {
        let (inventory, facts) = (known.inventory, known.facts);
        let Some(policy) = &role.trust_policy else { return Ok(None) };
        let arn = role.arn.as_ref().and_then(|arn| arn.value.as_deref()).or(asked).and_then(arn::parts);
        let own = facts.account_at(&role.place).map(AccountId::as_str);
        let account = arn.map(|parts| parts[4]).filter(|account| arn::is_account(account)).or(own);
        let account = account.unwrap_or(SOME_ACCOUNT);
        let partition =
            arn.map(|parts| parts[1]).filter(|part| part.starts_with("aws") && !part.contains('⟦'));
        let partition = partition.unwrap_or("aws");
        let told = facts.issuer();
        let issuer = told.clone().unwrap_or_default();
        let provider = format!("arn:{partition}:iam::{account}:oidc-provider/{}", issuer.host_and_path());
        let fillings = Fillings { account, partition, region: None, provider: &provider };
        let Some(bounds) = bounds::bounds(policy, &fillings) else { return Ok(None) };
        let mut world = known.world.clone();
        let mut options = TrustOptions::default().with_rcp(facts.rcp.clone());
        if let Some(name) = asked.and_then(|asked| asked.parse::<RoleArn>().ok()) {
            options.role_arn = Some(name);
        }
        if let Some(mut found) = self::provider(inventory, account, partition, &issuer) {
            found.reachable = facts.reachable;
            world.audiences = found.client_ids.clone().unwrap_or_default();
            world.provider = Some(found.clone());
            options.provider = Some(found);
        }
        Ok(Some(Door {
            role,
            lower: Stored::read(bounds.lower)?,
            upper: bounds.upper.map(Stored::read).transpose()?,
            holes: bounds.holes,
            world,
            options,
            known,
            issuer: told,
            provider: read_provider(inventory, &issuer),
            premises: RefCell::default(),
        }))
    }

    /// Decides a set of tokens with this audience.
    ///
    /// # Errors
    /// What is wrong with the world or the set.
    pub(super) fn decide(&self, set: &Set, audience: &str) -> Result<Answer, Error> {
        let Some(event) = undocumented::event(set) else { return Ok(self.with_token(set, audience)?.0) };
        let as_pull_request = set.with("event_name", vec![Some("pull_request".to_owned())]);
        let (answer, token) = self.with_token(&as_pull_request, audience)?;
        let by_ref = token.and_then(|token| undocumented::by_ref(&token));
        let other = by_ref.map(|claims| self.one(&claims, ClaimsScope::Token));
        Ok(undocumented::both(answer, other.as_ref(), event))
    }

    /// The same, with a token of the set that fares so.
    fn with_token(&self, set: &Set, audience: &str) -> Result<(Answer, Option<WitnessToken>), Error> {
        let open = |needs: Vec<String>| (Answer::open(Some(RoadStage::TrustPolicy), needs), None);
        if !self.known.may_ask() {
            let need = "fewer documents at once: their jobs and roles are too many to be explained together";
            return Ok(open(vec![need.to_owned()]));
        }
        if let Some(refused) = self.audience(audience) {
            return Ok((refused, None));
        }
        let tokens: TokenSet = core::iter::once(self.class(set, audience)).collect();
        let answered = |stored: &Stored, report: Rc<DecisionReport>| {
            let mut report = Rc::unwrap_or_clone(report);
            if report.empty {
                report.refused = self.some_token(&tokens);
            }
            let answer = self.answer(&stored.policy, &report);
            (answer, if report.outcome == Decided::Always { report.admitted } else { report.refused })
        };
        let lower = self.asked(&self.lower, &tokens)?;
        let Some(upper) = &self.upper else { return Ok(answered(&self.lower, lower)) };
        let upper_report = self.asked(upper, &tokens)?;
        Ok(match (lower.outcome, upper_report.outcome) {
            (Decided::Always, _) => answered(&self.lower, lower),
            (_, Decided::Never) => answered(upper, upper_report),
            _ => open(self.holes.clone()),
        })
    }

    /// The subject of a token of a set, where there is one.
    pub(super) fn subject(&self, set: &Set, audience: &str) -> Option<String> {
        let tokens: TokenSet = core::iter::once(self.class(set, audience)).collect();
        self.some_token(&tokens)?.claims.text("sub").map(str::to_owned)
    }

    /// Whether nothing but the form of the subjects, which is not known, decides a set of which some get in.
    ///
    /// # Errors
    /// What is wrong with the world or the set.
    pub(super) fn depends_on_form(&self, set: &Set, audience: &str) -> Result<bool, Error> {
        if self.known.facts.immutable.is_some() || self.upper.is_some() || self.world.owners.is_empty() {
            return Ok(false);
        }
        let tokens: TokenSet = core::iter::once(self.class(set, audience)).collect();
        for form in [SubjectForm::Legacy, SubjectForm::Immutable] {
            let mut world = self.world.clone();
            world.owners.iter_mut().for_each(|owner| owner.form = form);
            let report = self.known.memory.decide(&self.lower, &tokens, &world)?;
            self.known.spend(report.ground.states);
            if !matches!(report.outcome, Decided::Always | Decided::Never) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn asked(&self, stored: &Stored, tokens: &TokenSet) -> Result<Rc<DecisionReport>, Error> {
        let report = self.known.memory.decide(stored, tokens, &self.world)?;
        self.known.spend(report.ground.states);
        add_premises(&mut self.premises.borrow_mut(), &report.ground.premises);
        Ok(report)
    }

    /// What another policy of the same role changes for the tokens outside of a set.
    ///
    /// # Errors
    /// What is wrong with the world or the set.
    pub(super) fn changed(&self, new: &Door<'_>, outside: &TokenSet) -> Result<Rc<PolicyChange>, Error> {
        let upper = new.upper.as_ref().unwrap_or(&new.lower);
        let change = self.known.memory.changed(&self.lower, upper, outside, &self.world)?;
        self.known.spend(change.ground.states);
        Ok(change)
    }

    /// What the answers rest on.
    pub(super) fn premises(&self) -> Vec<Premise> {
        self.premises.borrow().clone()
    }

    /// Decides one token.
    pub(super) fn one(&self, claims: &Claims, scope: ClaimsScope) -> Answer {
        let mut options = self.options.clone();
        options.claims_scope = scope;
        let lower = self.explained(&self.lower.policy, claims, &options);
        let Some(upper) = &self.upper else { return lower };
        let upper = self.explained(&upper.policy, claims, &options);
        match (lower.verdict, upper.verdict) {
            (RoadVerdict::Allowed, _) => lower,
            (_, RoadVerdict::Denied) => upper,
            _ => Answer::open(Some(RoadStage::TrustPolicy), self.holes.clone()),
        }
    }

    fn class(&self, set: &Set, audience: &str) -> Class {
        let mut class = set.class.clone();
        let mut add = |name: &str, value: Option<&str>| {
            if class.claims.iter().all(|(known, _)| known != name) {
                class.claims.push((name.to_owned(), vec![value.map(str::to_owned)]));
            }
        };
        if let Some(repository) = &self.known.facts.repository {
            add("repository", Some(repository));
        }
        add("aud", Some(audience));
        add("environment", None);
        if let Some(issuer) = &self.issuer {
            add("iss", Some(&issuer.url()));
        }
        if self.looks_at_workflow() {
            set.own.iter().for_each(|(name, pattern)| add(name, Some(pattern)));
        }
        class
    }

    /// Whether it matters in which workflow a job is written.
    fn looks_at_workflow(&self) -> bool {
        const NAMES: [&str; 2] = ["job_workflow_ref", "workflow_ref"];
        let of_keys = self.known.keys.iter().flatten().any(|key| NAMES.contains(&key.as_str()));
        let policy = self.role.trust_policy.as_ref();
        of_keys || policy.is_some_and(|policy| policy.document.to_string().contains("workflow_ref"))
    }

    /// Whether the provider turns the audience away.
    fn audience(&self, audience: &str) -> Option<Answer> {
        let ids = self.options.provider.as_ref()?.client_ids.as_ref()?;
        if ids.iter().any(|id| id == audience) {
            return None;
        }
        let message = format!("the provider does not register the audience `{}`", quote(audience));
        Some(Answer {
            verdict: RoadVerdict::Denied,
            cause: Some(codes::AUDIENCE_NOT_REGISTERED),
            message: Some(message),
            ..Answer::open(Some(RoadStage::Provider), Vec::new())
        })
    }

    /// A token of a set, where the policy trusts no issuer that has some: one that a policy for all of this issuer lets in.
    fn some_token(&self, tokens: &TokenSet) -> Option<WitnessToken> {
        let issuer = self.issuer.clone().unwrap_or_default();
        let provider = issuer.provider_arn("aws", SOME_ACCOUNT);
        let policy = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"Federated": "{provider}"}},
                "Action": "sts:AssumeRoleWithWebIdentity"}}]}}"#
        );
        let stored = Stored::read(policy).ok()?;
        let world =
            World { provider: None, audiences: Vec::new(), rcp: Layer::Omitted, ..self.world.clone() };
        let report = self.known.memory.decide(&stored, tokens, &world).ok()?;
        self.known.spend(report.ground.states);
        report.admitted.clone()
    }

    fn answer(&self, policy: &TrustPolicy, report: &DecisionReport) -> Answer {
        match report.outcome {
            // What the set cannot say, such as the role's account, one of its tokens shows.
            Decided::Always => {
                let token = report.admitted.as_ref().map(|token| self.explained_token(policy, token));
                token.filter(|answer| answer.verdict == RoadVerdict::Denied).unwrap_or_else(Answer::allowed)
            }
            Decided::Never | Decided::Sometimes => {
                let refused = report.refused.as_ref().map(|token| self.explained_token(policy, token));
                let mut answer = refused.unwrap_or_else(|| Answer::open(None, Vec::new()));
                answer.is_mixed = report.outcome == Decided::Sometimes;
                answer
            }
            _ => {
                let needs = report.ground.unless.iter().map(|need| need.message.clone()).collect();
                Answer::open(Some(RoadStage::TrustPolicy), needs)
            }
        }
    }

    fn explained_token(&self, policy: &TrustPolicy, token: &WitnessToken) -> Answer {
        let mut options = self.options.clone();
        if let Some(name) = token.role_session_name.as_ref().and_then(|name| name.parse().ok()) {
            options.role_session_name = Some(name);
        }
        self.explained(policy, &token.claims, &options)
    }

    /// Why one token is kept out; a resource control policy is named where the trust policy alone lets it in.
    fn explained(&self, policy: &TrustPolicy, claims: &Claims, options: &TrustOptions) -> Answer {
        let report = policy.report(claims, options);
        let mut answer = causes::refined(Answer::of(&report), &report, self.known.facts);
        if report.verdict == Verdict::Denied && options.rcp != Layer::Omitted {
            let alone = policy.report(claims, &options.clone().with_rcp(Layer::Omitted));
            if alone.verdict == Verdict::Allowed {
                answer.cause = Some(codes::RCP_BLOCKS);
                answer.pointer = None;
                answer.alignment = Shown::default();
                answer.place = self.known.controls.denying(policy, claims, options);
            }
        }
        answer
    }

    /// The place in the user's files of a part of the trust policy.
    pub(super) fn place(&self, pointer: &str) -> SourcePlace {
        let places = self.role.trust_policy.as_ref().map_or(&[][..], |policy| &policy.places);
        place_of(places, pointer).unwrap_or_else(|| self.role.place.clone())
    }

    /// Where the provider says what it is turned away for: the audiences that it registers, else its address.
    pub(super) fn provider_place(&self, cause: Option<&Code>) -> Option<SourcePlace> {
        let provider = self.provider?;
        let url = || provider.url.as_ref().and_then(|url| url.place.clone());
        let ids = || provider.client_ids.iter().flatten().find_map(|id| id.place.clone());
        let own = if cause == Some(codes::AUDIENCE_NOT_REGISTERED) { ids() } else { url() };
        own.or_else(|| Some(provider.place.clone()))
    }

    /// What else stands in the way of an answer.
    pub(super) fn behind(&self, answer: &Answer) -> Vec<RoadFault> {
        let fault = |(code, message, pointer): &(&'static Code, String, Option<String>)| RoadFault {
            code,
            message: message.clone(),
            place: pointer.as_ref().map(|pointer| self.place(pointer)),
        };
        answer.behind.iter().map(fault).collect()
    }

    /// The classes of tokens that get in.
    pub(super) fn who(&self, world: &World) -> Option<Rc<WhoReport>> {
        if !self.known.may_ask() {
            return None;
        }
        let report = self.known.memory.who(&self.lower, world).ok()?;
        self.known.spend(report.ground.states);
        Some(report)
    }

    /// A token of the set that gets in.
    pub(super) fn admitted(&self, tokens: &TokenSet) -> Option<WitnessToken> {
        self.asked(&self.lower, tokens).ok()?.admitted.clone()
    }

    /// How many statements the policy has.
    pub(super) fn statements(&self) -> usize {
        document::statements(self.document()).len()
    }

    /// The policy as the documents have it.
    pub(super) fn document(&self) -> &ClaimValue {
        self.role.trust_policy.as_ref().map_or(&ClaimValue::Absent, |policy| policy.document.value())
    }

    /// What the conditions of the policy compare with, which divides sets of tokens: a claim of its own stands before its
    /// values as in a subject.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(policy) = &self.role.trust_policy {
            collect_texts(policy.document.value(), None, &mut out);
        }
        out
    }
}

fn collect_texts(value: &ClaimValue, key: Option<&str>, out: &mut Vec<String>) {
    match (value, key) {
        (ClaimValue::Text(text), Some(key)) => out.push(match key.rsplit_once(':') {
            Some((_, claim @ ("ref" | "environment" | "actor"))) => format!("{claim}:{text}"),
            _ => text.clone(),
        }),
        (ClaimValue::List(items), _) => items.iter().for_each(|item| collect_texts(item, key, out)),
        (ClaimValue::Object(members), _) => {
            for (name, value) in members {
                let key = if name.contains(':') { Some(name.as_str()) } else { key };
                collect_texts(value, key, out);
            }
        }
        _ => {}
    }
}

/// The provider of this issuer in the account, as the documents show it.
fn provider(inventory: &Inventory, account: &str, partition: &str, issuer: &Issuer) -> Option<Provider> {
    let host = issuer.host_and_path();
    let found = read_provider(inventory, issuer)?;
    let arn = found.arn.as_ref().and_then(|arn| arn.value.clone());
    let arn = arn.unwrap_or_else(|| format!("arn:{partition}:iam::{account}:oidc-provider/{host}"));
    let mut provider = Provider::new(arn.parse().ok()?);
    let ids = found.client_ids.as_ref()?;
    let known: Option<Vec<String>> = ids.iter().map(|id| id.value.clone()).collect();
    if let Some(known) = known {
        provider = provider.with_client_ids(known);
    }
    Some(provider)
}

fn read_provider<'i>(inventory: &'i Inventory, issuer: &Issuer) -> Option<&'i ReadProvider> {
    inventory.providers.iter().find(|provider| {
        let url = provider.url.as_ref().and_then(|url| url.value.as_deref());
        url.is_some_and(|url| {
            url.trim_start_matches("https://").trim_end_matches('/') == issuer.host_and_path()
        })
    })
}
