//! What all roads share: the documents, the facts, and how much may still be asked.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::controls::Controls;
use super::facts::RoadFacts;
use super::memory::Memory;
use super::report::RoadDanger;
use crate::analysis::World;
use crate::error::Error;
use crate::github::Issuer;
use crate::limits::MAX_ROAD_STATES;
use crate::names::{AccountId, arn};
use crate::naming::NamingRules;
use crate::premise::Premise;
use crate::read::{Documents, Inventory, ReadKind, ReadRefusalLine, ReadRole, ReadSettings};

/// The naming rules of the team, and the document that holds them.
pub(super) struct Rules<'i> {
    pub(super) name: &'i str,
    pub(super) rules: NamingRules,
}

/// What all roads share.
pub(super) struct Known<'i> {
    pub(super) inventory: &'i Inventory,
    pub(super) facts: &'i RoadFacts,
    /// The world of the job's tokens.
    pub(super) world: World,
    /// The settings of the repository's subjects, where the documents show them.
    pub(super) settings: Option<&'i ReadSettings>,
    /// The keys of its subjects; `None` for the default.
    pub(super) keys: Option<Vec<String>>,
    /// The control policies that are among the documents.
    pub(super) controls: Controls,
    /// The naming rules of the team, where the documents hold some.
    pub(super) rules: Option<Rules<'i>>,
    /// Why they cannot be read, and in which document they are.
    pub(super) refused_rules: Option<(&'i str, Error)>,
    /// A line that says that the account has no provider.
    pub(super) refused_provider: Option<&'i ReadRefusalLine>,
    /// Whether Dependabot opens pull requests here.
    pub(super) has_dependabot: bool,
    /// The states that are left.
    left: Cell<usize>,
    /// What was asked before, here and of the documents as they were.
    pub(super) memory: Rc<Memory>,
    /// Who gets into each role, by its index.
    dangers: RefCell<BTreeMap<usize, Vec<RoadDanger>>>,
}

/// What a log calls a missing provider.
const NO_PROVIDER: &str = "NoOpenIDConnectProvider";

/// The states that a question counts for at least.
const QUESTION: usize = 100;

impl<'i> Known<'i> {
    pub(super) fn new(documents: &'i Documents, facts: &'i RoadFacts, memory: Rc<Memory>) -> Known<'i> {
        let inventory = documents.inventory();
        let mut all = inventory.documents.iter().zip(documents.texts());
        let found = all.find(|(document, _)| document.kind == ReadKind::NamingRules);
        let (mut rules, mut refused_rules) = (None, None);
        if let Some((_, (name, text))) = found {
            match text.parse() {
                Ok(read) => rules = Some(Rules { name, rules: read }),
                Err(error) => refused_rules = Some((name, error)),
            }
        }
        Known {
            inventory,
            facts,
            world: facts.world(inventory),
            settings: facts.settings(inventory),
            keys: facts.keys(inventory),
            controls: Controls::of(documents, facts),
            rules,
            refused_rules,
            refused_provider: inventory.errors.iter().find(|line| line.code == NO_PROVIDER),
            has_dependabot: inventory.documents.iter().any(|document| document.kind == ReadKind::Dependabot),
            left: Cell::new(MAX_ROAD_STATES),
            memory,
            dangers: RefCell::default(),
        }
    }

    /// The issuer of the job's tokens: github.com's where nothing else is known.
    pub(super) fn issuer(&self) -> Issuer {
        self.facts.issuer().unwrap_or_default()
    }

    /// The ARN of GitHub's provider in the account of a role, where that account is known.
    pub(super) fn provider_arn(&self, role: &ReadRole, asked: Option<&str>) -> Option<String> {
        let arn = role.arn.as_ref().and_then(|arn| arn.value.as_deref()).or(asked).and_then(arn::parts);
        let own = self.facts.account_at(&role.place).map(AccountId::as_str);
        let account = arn.map(|parts| parts[4]).filter(|account| arn::is_account(account)).or(own)?;
        let partition =
            arn.map(|parts| parts[1]).filter(|part| part.starts_with("aws") && !part.contains('⟦'));
        let issuer = self.issuer();
        Some(format!(
            "arn:{}:iam::{account}:oidc-provider/{}",
            partition.unwrap_or("aws"),
            issuer.host_and_path()
        ))
    }

    /// Whether another question may be asked.
    pub(super) fn may_ask(&self) -> bool {
        self.left.get() > 0
    }

    /// Counts what a question took.
    pub(super) fn spend(&self, states: usize) {
        self.left.set(self.left.get().saturating_sub(states.max(QUESTION)));
    }

    /// Who gets into a role, found once.
    pub(super) fn dangers(&self, role: &ReadRole, find: impl FnOnce() -> Vec<RoadDanger>) -> Vec<RoadDanger> {
        let index = self.inventory.roles.iter().position(|known| core::ptr::eq(known, role));
        let Some(index) = index else { return find() };
        if let Some(found) = self.dangers.borrow().get(&index) {
            return found.clone();
        }
        let found = find();
        self.dangers.borrow_mut().insert(index, found.clone());
        found
    }
}

/// Adds the premises that are not there yet.
pub(super) fn add_premises(out: &mut Vec<Premise>, more: &[Premise]) {
    for premise in more {
        if !out.contains(premise) {
            out.push(premise.clone());
        }
    }
}
