//! The rows of logs, put to the roles one by one, and what they add up to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::events::Events;
use super::proofs::AuditProof;
use super::report::{AuditReport, AuditRow, AuditRows, StrangersOutcome};
use super::roles::AuditRoles;
use super::row::{Row, read};
use crate::aws::{ClaimsScope, PolicySet, SetAsker, TrustOptions, Verdict};
use crate::error::{Error, ErrorKind};
use crate::github::Claims;

use crate::read::ReadEvent;

/// How many subjects, and how many pairs of a role and a subject, are told apart.
const MAX_SUBJECTS: usize = 1_000_000;
const MAX_PAIRS: usize = 8_000_000;
/// How many roles that the documents lack are named, and how many reasons of one role.
const MAX_UNKNOWN: usize = 1_000;
const MAX_REASONS: usize = 3;

/// Puts rows to roles.
#[derive(Debug)]
pub struct Auditor<'r> {
    roles: &'r AuditRoles,
    /// One for whole tokens, one for what events show of them, which is made when the first comes.
    whole: Option<Asked>,
    partial: Option<Asked>,
    rows: AuditRows,
    events: Events,
    tallies: Vec<Tally>,
    subjects: BTreeMap<String, u32>,
    pairs: usize,
    more_subjects: bool,
    unknown: BTreeMap<String, u64>,
}

#[derive(Debug)]
struct Asked {
    set: Arc<PolicySet>,
    asker: SetAsker<Arc<PolicySet>>,
}

impl Asked {
    fn new(roles: &AuditRoles, scope: ClaimsScope) -> Asked {
        let options = TrustOptions::default().with_claims_scope(scope);
        let set = Arc::new(PolicySet::new(roles.of_set(), &options));
        Asked { asker: SetAsker::new(Arc::clone(&set)), set }
    }
}

#[derive(Debug, Default)]
struct Tally {
    tokens: u64,
    /// Rows that are whole tokens, which are not known to have been used anywhere else.
    of_tokens: u64,
    subjects: BTreeSet<u32>,
    more: bool,
    undetermined: u64,
    assumed: u64,
    denied: u64,
    reasons: Vec<String>,
    contradicted: u64,
}

impl<'r> Auditor<'r> {
    /// An auditor of these roles.
    #[must_use]
    pub fn new(roles: &'r AuditRoles) -> Auditor<'r> {
        let mut tallies = Vec::new();
        tallies.resize_with(roles.known().len(), Tally::default);
        Auditor {
            roles,
            whole: None,
            partial: None,
            rows: AuditRows::default(),
            events: Events::default(),
            tallies,
            subjects: BTreeMap::new(),
            pairs: 0,
            more_subjects: false,
            unknown: BTreeMap::new(),
        }
    }

    /// How many rows there were so far.
    #[must_use]
    pub fn rows(&self) -> AuditRows {
        self.rows
    }

    /// Takes one row: claims, the payload of a token, a compact token, or an event of CloudTrail.
    ///
    /// # Errors
    /// What is wrong with it: it is counted as refused, and nothing else is counted of it.
    pub fn row(&mut self, text: &str) -> Result<(), Error> {
        self.rows.read += 1;
        let counted = read(text).and_then(|row| match row {
            Row::Other => {
                self.rows.other += 1;
                Ok(())
            }
            Row::Token { claims, scope } => self.token(&claims, scope, true).map(|_| self.rows.answered += 1),
            Row::Event(event) if event.id.as_ref().is_some_and(|id| self.events.has(id)) => {
                self.rows.repeated += 1;
                Ok(())
            }
            Row::Event(event) => self.event(&event).map(|()| {
                self.rows.answered += 1;
                self.rows.more_events |= !event.id.as_ref().is_none_or(|id| self.events.note(id));
            }),
        });
        counted.inspect_err(|_| self.rows.refused += 1)
    }

    /// Counts a row that cannot even be read as text.
    pub fn refuse(&mut self) {
        self.rows.read += 1;
        self.rows.refused += 1;
    }

    /// Which roles a token gets into or may, in their order.
    fn token(
        &mut self,
        claims: &Claims,
        scope: ClaimsScope,
        is_token: bool,
    ) -> Result<Vec<(usize, Verdict)>, Error> {
        let asker = if scope == ClaimsScope::Partial { &mut self.partial } else { &mut self.whole };
        let roles = self.roles;
        let answers = asker.get_or_insert_with(|| Asked::new(roles, scope)).asker.ask(claims)?;
        let answers = answers.iter().map(|answer| (answer.role, answer.decision.verdict)).collect::<Vec<_>>();
        let subject = claims.text("sub").and_then(|sub| self.subject(sub));
        for (role, verdict) in &answers {
            let Some(tally) = self.tallies.get_mut(*role) else { continue };
            if *verdict == Verdict::Undetermined {
                tally.undetermined += 1;
                continue;
            }
            tally.tokens += 1;
            tally.of_tokens += u64::from(is_token);
            match subject {
                Some(subject) if self.pairs < MAX_PAIRS => {
                    self.pairs += usize::from(tally.subjects.insert(subject));
                }
                Some(subject) => tally.more |= !tally.subjects.contains(&subject),
                None => tally.more = true,
            }
        }
        Ok(answers)
    }

    /// The number of a subject, while there are not too many.
    fn subject(&mut self, sub: &str) -> Option<u32> {
        if let Some(known) = self.subjects.get(sub) {
            return Some(*known);
        }
        let next = u32::try_from(self.subjects.len()).ok().filter(|_| self.subjects.len() < MAX_SUBJECTS);
        match next {
            Some(next) => drop(self.subjects.insert(sub.to_owned(), next)),
            None => self.more_subjects = true,
        }
        next
    }

    fn event(&mut self, event: &ReadEvent) -> Result<(), Error> {
        // An event without a subject tells of its role, and of nobody.
        let answers = match event.claims.text("sub") {
            Some(_) => Some(self.token(&event.claims, ClaimsScope::Partial, false)?),
            None => None,
        };
        let Some(arn) = &event.role else { return Ok(()) };
        let Some(role) = self.roles.of_arn(arn) else {
            if self.unknown.len() < MAX_UNKNOWN || self.unknown.contains_key(arn) {
                *self.unknown.entry(arn.clone()).or_default() += 1;
            }
            return Ok(());
        };
        let Some(tally) = self.tallies.get_mut(role) else { return Ok(()) };
        let succeeded = event.outcome == "success";
        if succeeded {
            tally.assumed += 1;
        } else {
            tally.denied += 1;
        }
        let Some(answers) = answers else { return Ok(()) };
        let verdict =
            answers.iter().find(|(known, _)| *known == role).map_or(Verdict::Denied, |(_, verdict)| *verdict);
        let otherwise = match verdict {
            Verdict::Allowed => event.outcome == "AccessDenied",
            Verdict::Denied => succeeded,
            Verdict::Undetermined => false,
        };
        tally.contradicted += u64::from(otherwise);
        if !succeeded && tally.reasons.len() < MAX_REASONS {
            let report =
                self.partial.as_ref().and_then(|asked| asked.set.check(role, &event.claims)).transpose()?;
            let failure = report.as_ref().and_then(|report| report.failures.first());
            let reason = match (verdict, failure) {
                (Verdict::Denied, Some(failure)) => failure.message.clone(),
                _ => format!("AWS answered `{}`, which its trust policy does not explain", event.outcome),
            };
            if !tally.reasons.contains(&reason) {
                tally.reasons.push(reason);
            }
        }
        Ok(())
    }

    /// What the rows add up to; `proofs` has one for each policy.
    ///
    /// # Errors
    /// `INVALID_VALUE` where a policy has no proof.
    pub fn report(self, proofs: &[AuditProof]) -> Result<AuditReport, Error> {
        let by_policy: BTreeMap<&str, &AuditProof> =
            proofs.iter().map(|proof| (proof.policy.as_str(), proof)).collect();
        let mut roles = Vec::new();
        for (role, tally) in self.roles.known().iter().zip(self.tallies) {
            let Some(proof) = by_policy.get(role.text.as_str()) else {
                return Err(Error::new(ErrorKind::InvalidValue, "a policy has no proof".to_owned())
                    .with_help("prove each policy of the roles once")
                    .under(&role.name));
            };
            roles.push(AuditRow {
                role: role.name.clone(),
                tokens: tally.tokens,
                subjects: tally.subjects.len() as u64,
                more_subjects: tally.more,
                undetermined: tally.undetermined,
                assumed: tally.assumed,
                denied: tally.denied,
                reasons: tally.reasons,
                contradicted: tally.contradicted,
                unused: self.rows.answered > 0 && tally.assumed == 0 && tally.of_tokens == 0,
                strangers: proof.outcome,
                stranger: proof.example.clone().filter(|_| proof.outcome != StrangersOutcome::None),
            });
        }
        Ok(AuditReport {
            rows: self.rows,
            subjects: self.subjects.len() as u64,
            more_subjects: self.more_subjects,
            roles,
            other_roles: self.roles.others,
            not_asked: self.roles.open.clone(),
            not_read: self.roles.not_read.clone(),
            control_policies: self.roles.rcp().documents().len(),
            unknown_roles: self.unknown.into_iter().collect(),
            policies: by_policy.len(),
            changes: None,
        })
    }
}
