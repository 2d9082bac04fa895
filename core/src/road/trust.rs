//! The role's side of a road: its trust policy, and the provider in front of it.

use core::cell::RefCell;

use super::bounds::{self, Fillings};
use super::known::{Known, add_premises};
use super::report::{RoadDanger, RoadStage, RoadVerdict};
use super::scenarios::Set;
use crate::analysis::{Class, Decided, DecisionReport, TokenSet, WhoClass, World};
use crate::aws::{
    ClaimsScope, Element, Failure, Layer, Provider, Stage, TrustOptions, TrustPolicy, TrustReport, Verdict,
};
use crate::codes::{self, Code};
use crate::error::Error;
use crate::github::{ClaimValue, Claims, Issuer};
use crate::names::{AccountId, RoleArn, arn};
use crate::premise::{Premise, SourcePlace};
use crate::read::{Inventory, PolicyPlace, ReadRole};

/// A role whose trust policy can be asked.
pub(super) struct Door<'i> {
    role: &'i ReadRole,
    lower: TrustPolicy,
    /// Where the policy has holes.
    upper: Option<TrustPolicy>,
    holes: Vec<String>,
    world: World,
    options: TrustOptions,
    known: &'i Known<'i>,
    /// What the answers so far rest on.
    premises: RefCell<Vec<Premise>>,
}

/// What becomes of a set of tokens at the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) verdict: RoadVerdict,
    pub(super) stage: Option<RoadStage>,
    pub(super) cause: Option<&'static Code>,
    pub(super) message: Option<String>,
    /// JSON pointer into the trust policy.
    pub(super) pointer: Option<String>,
    pub(super) needs: Vec<String>,
    /// Whether some of the tokens get in and others do not.
    pub(super) is_mixed: bool,
}

/// An account that is put in the place of one that is not known.
pub(super) const SOME_ACCOUNT: &str = "123456789012";

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
        let own = facts.account.as_ref().map(AccountId::as_str);
        let account = arn.map(|parts| parts[4]).filter(|account| arn::is_account(account)).or(own);
        let account = account.unwrap_or(SOME_ACCOUNT);
        let partition =
            arn.map(|parts| parts[1]).filter(|part| part.starts_with("aws") && !part.contains('⟦'));
        let partition = partition.unwrap_or("aws");
        let issuer = Issuer::default();
        let provider = format!("arn:{partition}:iam::{account}:oidc-provider/{}", issuer.host_and_path());
        let fillings = Fillings { account, partition, region: None, provider: &provider };
        let Some(bounds) = bounds::bounds(policy, &fillings) else { return Ok(None) };
        let mut world = known.world.clone();
        let mut options = TrustOptions::default().with_rcp(facts.rcp.clone());
        if let Some(name) = asked.and_then(|asked| asked.parse::<RoleArn>().ok()) {
            options.role_arn = Some(name);
        }
        if let Some(found) = self::provider(inventory, account, partition, &issuer) {
            world.audiences = found.client_ids.clone().unwrap_or_default();
            world.provider = Some(found.clone());
            options.provider = Some(found);
        }
        Ok(Some(Door {
            role,
            lower: bounds.lower.parse()?,
            upper: bounds.upper.map(|text| text.parse()).transpose()?,
            holes: bounds.holes,
            world,
            options,
            known,
            premises: RefCell::default(),
        }))
    }

    /// Decides a set of tokens with this audience.
    ///
    /// # Errors
    /// What is wrong with the world or the set.
    pub(super) fn decide(&self, set: &Set, audience: &str) -> Result<Answer, Error> {
        if !self.known.may_ask() {
            let need = "fewer documents at once: their jobs and roles are too many to be explained together";
            return Ok(Answer::open(Some(RoadStage::TrustPolicy), vec![need.to_owned()]));
        }
        let tokens: TokenSet = core::iter::once(self.class(set, audience)).collect();
        let lower = self.asked(&self.lower, &tokens)?;
        let Some(upper) = &self.upper else { return Ok(self.answer(&self.lower, &lower)) };
        let upper_report = self.asked(upper, &tokens)?;
        Ok(match (lower.outcome, upper_report.outcome) {
            (Decided::Always, _) => self.answer(&self.lower, &lower),
            (_, Decided::Never) => self.answer(upper, &upper_report),
            _ => {
                Answer { needs: self.holes.clone(), ..Answer::open(Some(RoadStage::TrustPolicy), Vec::new()) }
            }
        })
    }

    fn asked(&self, policy: &TrustPolicy, tokens: &TokenSet) -> Result<DecisionReport, Error> {
        let report = policy.decide_set(tokens, &self.world)?;
        self.known.spend(report.ground.states);
        add_premises(&mut self.premises.borrow_mut(), &report.ground.premises);
        Ok(report)
    }

    /// What the answers rest on.
    pub(super) fn premises(&self) -> Vec<Premise> {
        self.premises.borrow().clone()
    }

    /// Decides one token.
    pub(super) fn one(&self, claims: &Claims, scope: ClaimsScope) -> Answer {
        let mut options = self.options.clone();
        options.claims_scope = scope;
        let lower = self.lower.report(claims, &options);
        let Some(upper) = &self.upper else { return Answer::of(&lower) };
        let upper = upper.report(claims, &options);
        match (lower.verdict, upper.verdict) {
            (Verdict::Allowed, _) => Answer::of(&lower),
            (_, Verdict::Denied) => Answer::of(&upper),
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
        class
    }

    fn answer(&self, policy: &TrustPolicy, report: &DecisionReport) -> Answer {
        match report.outcome {
            Decided::Always => Answer::allowed(),
            Decided::Never | Decided::Sometimes => {
                let refused = report.refused.as_ref().map(|token| {
                    let mut options = self.options.clone();
                    if let Some(name) = token.role_session_name.as_ref().and_then(|name| name.parse().ok()) {
                        options.role_session_name = Some(name);
                    }
                    self.explained(policy, &token.claims, &options)
                });
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

    /// Why one token is kept out; a resource control policy is named where the trust policy alone lets it in.
    fn explained(&self, policy: &TrustPolicy, claims: &Claims, options: &TrustOptions) -> Answer {
        let report = policy.report(claims, options);
        let mut answer = Answer::of(&report);
        if report.verdict == Verdict::Denied && options.rcp != Layer::Omitted {
            let alone = policy.report(claims, &options.clone().with_rcp(Layer::Omitted));
            if alone.verdict == Verdict::Allowed {
                answer.cause = Some(codes::RCP_BLOCKS);
                answer.pointer = None;
            }
        }
        answer
    }

    /// The place in the user's files of a part of the trust policy.
    pub(super) fn place(&self, pointer: &str) -> SourcePlace {
        let places = self.role.trust_policy.as_ref().map_or(&[][..], |policy| &policy.places);
        place_of(places, pointer).unwrap_or_else(|| self.role.place.clone())
    }

    /// Who gets in, whatever the holes of the policy are.
    pub(super) fn dangers(&self) -> Vec<RoadDanger> {
        self.known.dangers(self.role, || {
            let report = self.lower.who_can_assume(&self.world).ok().filter(|_| self.known.may_ask());
            let Some(report) = report else { return Vec::new() };
            self.known.spend(report.ground.states);
            report.classes.into_iter().map(|class| self.danger(class)).collect()
        })
    }

    fn danger(&self, class: WhoClass) -> RoadDanger {
        let statement = class.statements.first().map(|number| number.saturating_sub(1));
        let pointer = statement.map_or_else(String::new, |index| format!("/Statement/{index}/Condition"));
        RoadDanger {
            code: None,
            message: class.text,
            severity: class.severity,
            witness: class.witness,
            place: self.place(&pointer),
        }
    }

    /// The texts of the policy, which divide sets of tokens.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut out = Vec::new();
        if let Some(policy) = &self.role.trust_policy {
            collect_texts(policy.document.value(), &mut out);
        }
        out
    }
}

fn collect_texts(value: &ClaimValue, out: &mut Vec<String>) {
    match value {
        ClaimValue::Text(text) => out.push(text.clone()),
        ClaimValue::List(items) => items.iter().for_each(|item| collect_texts(item, out)),
        ClaimValue::Object(members) => members.iter().for_each(|(_, value)| collect_texts(value, out)),
        _ => {}
    }
}

/// The place of a pointer: its own, that of the first text within it, or that of what holds it.
pub(super) fn place_of(places: &[PolicyPlace], pointer: &str) -> Option<SourcePlace> {
    let mut pointer = pointer;
    loop {
        let within = |place: &&PolicyPlace| {
            place.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(found) = places.iter().find(within) {
            return Some(found.place.clone());
        }
        pointer = pointer.rsplit_once('/')?.0;
    }
}

impl Answer {
    pub(super) fn allowed() -> Answer {
        Answer { verdict: RoadVerdict::Allowed, ..Answer::open(None, Vec::new()) }
    }

    pub(super) fn open(stage: Option<RoadStage>, needs: Vec<String>) -> Answer {
        Answer {
            verdict: RoadVerdict::Undetermined,
            stage,
            cause: None,
            message: None,
            pointer: None,
            needs,
            is_mixed: false,
        }
    }

    /// Of the report on one token.
    fn of(report: &TrustReport) -> Answer {
        if report.verdict == Verdict::Allowed {
            return Answer::allowed();
        }
        let Some(failure) = report.failures.first() else {
            let needs = report.needs.iter().map(|need| need.message.clone()).collect();
            return Answer::open(Some(RoadStage::TrustPolicy), needs);
        };
        let stage = match failure.stage {
            Stage::Provider => RoadStage::Provider,
            Stage::TrustPolicy => RoadStage::TrustPolicy,
        };
        Answer {
            verdict: if report.verdict == Verdict::Denied {
                RoadVerdict::Denied
            } else {
                RoadVerdict::Undetermined
            },
            stage: Some(stage),
            cause: Some(failure.cause.as_ref().map_or(failure.code, |cause| cause.code)),
            message: Some(failure.cause.as_ref().map_or(&failure.message, |cause| &cause.message).clone()),
            pointer: pointer(report, failure),
            needs: Vec::new(),
            is_mixed: false,
        }
    }
}

/// Where in the policy a failure is.
fn pointer(report: &TrustReport, failure: &Failure) -> Option<String> {
    let statement = report.statements.iter().find(|statement| Some(statement.number) == failure.statement)?;
    let same = |test: &&crate::aws::TestReport| {
        test.element == failure.element && test.operator == failure.operator && test.key == failure.key
    };
    let condition = || statement.tests.iter().find(|test| test.element == Element::Condition);
    let found = statement.tests.iter().find(same).or_else(condition).or_else(|| statement.tests.first())?;
    Some(found.pointer.clone())
}

/// The provider of this issuer in the account, as the documents show it.
fn provider(inventory: &Inventory, account: &str, partition: &str, issuer: &Issuer) -> Option<Provider> {
    let host = issuer.host_and_path();
    let found = inventory.providers.iter().find(|provider| {
        let url = provider.url.as_ref().and_then(|url| url.value.as_deref());
        url.is_some_and(|url| url.trim_start_matches("https://").trim_end_matches('/') == host)
    })?;
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
