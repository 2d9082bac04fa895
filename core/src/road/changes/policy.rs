//! Changes of trust policies: for runs that are denied, and against others who get in.

use super::judge::{Judged, Lock, Runs};
use super::op::{self, Op, applied, before, get};
use super::repair::{self, Wanted};
use super::subjects;
use super::texts::{TextEdit, Writer};
use super::{Draft, Expected};
use crate::codes::{self, Code, FixKind};
use crate::error::Error;
use crate::github::ClaimValue;
use crate::road::document::texts_of;
use crate::road::known::Known;
use crate::road::report::{ChangeSide, RoadVerdict};
use crate::text::quote;

/// The most faults of one policy that are mended together.
const MAX_STEPS: usize = 5;

/// What a role's policy is changed for.
pub(super) struct Asked<'a, 'l> {
    pub(super) lock: &'a Lock<'l>,
    pub(super) document: &'a ClaimValue,
    pub(super) road: usize,
    /// The index of the role in the inventory.
    pub(super) role: usize,
    pub(super) writer: &'a Writer<'a>,
}

impl Asked<'_, '_> {
    fn known(&self) -> &Known<'_> {
        self.lock.known
    }

    /// The changes that let these runs in: one for all of them where there is one.
    pub(super) fn for_all_denied(&self, cause: &'static Code, runs: &[Runs]) -> Result<Vec<Draft>, Error> {
        let together = self.for_denied(cause, runs)?;
        if !together.is_empty() || runs.len() == 1 {
            return Ok(together);
        }
        let mut out = Vec::new();
        for one in runs {
            out.extend(self.for_denied(cause, core::slice::from_ref(one))?);
        }
        Ok(out)
    }

    /// The changes that let these runs in, which are denied for this cause: the best first.
    fn for_denied(&self, cause: &'static Code, runs: &[Runs]) -> Result<Vec<Draft>, Error> {
        let mut out = Vec::new();
        for replace in [true, false] {
            let Some(ops) = self.repaired(runs, replace)? else { continue };
            let Some(document) = applied(self.document, &ops) else { continue };
            let judged = self.lock.judge(&document, runs)?;
            if let Some(judged) = judged.as_ref().filter(|judged| judged.kind == FixKind::Safe) {
                let draft = self.draft(cause, &ops, document, judged);
                return Ok(vec![self.with_question(draft, &ops, judged)]);
            }
            // What else the policy leaves open is bound to the runs too.
            if let Some((bound, changed, pinned)) = self.pinned_too(&ops, &document, runs, replace)? {
                out.push(self.draft(cause, &bound, changed, &pinned));
                out.extend(judged.map(|judged| self.draft(cause, &ops, document, &judged)));
                return Ok(out);
            }
            let Some(judged) = judged else { continue };
            out.extend(self.with_ref(cause, &ops, runs)?);
            out.push(self.draft(cause, &ops, document, &judged));
            return Ok(out);
        }
        Ok(out)
    }

    /// A change that is proved, and that somebody has to look at all the same.
    fn with_question(&self, draft: Draft, ops: &[Op], judged: &Judged) -> Draft {
        let is_dropped = draft.code == codes::KEY_ENVIRONMENT_ABSENT
            && ops.iter().any(|op| matches!(op, Op::Remove { at } if at.ends_with(":environment")));
        let facts = self.known().facts;
        let lost = judged.lost.as_ref();
        // Other repositories of the owner may use the role: the documents do not show them.
        let other = lost.and_then(|token| token.claims.text("repository")).filter(|name| {
            let owner = name.split('/').next();
            Some(*name) != facts.repository.as_deref() && owner == facts.split().map(|(owner, _)| owner)
        });
        // A pattern of several repositories may be that of others too, whatever form their subjects have.
        let is_of_several = |op: &Op| {
            let Op::Set { at, .. } = op else { return false };
            let old = get(self.document, at).map(op::texts).unwrap_or_default();
            let names = |text: &String| {
                text.strip_prefix("repo:")
                    .and_then(|rest| rest.split(':').next())
                    .is_some_and(|name| name.contains('*'))
            };
            at.contains("Like/") && old.iter().any(names)
        };
        let question = match other {
            None if ops.iter().any(is_of_several) => {
                "do other repositories use the role? They do not get in by this value any more".to_owned()
            }
            _ if is_dropped => "was the environment meant? Then the job has to name it".to_owned(),
            Some(name) => format!(
                "do other repositories use the role, such as `{}`? They do not get in any more",
                quote(name)
            ),
            None => return draft,
        };
        Draft { kind: FixKind::Judgement, question: Some(question), ..draft }
    }

    /// The same bound to the refs of the runs by a key of its own, where the subject does not say them.
    fn with_ref(&self, code: &'static Code, ops: &[Op], runs: &[Runs]) -> Result<Option<Draft>, Error> {
        let named = |op: &Op| match op {
            Op::Set { at, .. } | Op::Add { at, .. } => at
                .rsplit_once('/')
                .filter(|(_, key)| key.ends_with(":sub"))
                .map(|(above, _)| above.to_owned()),
            _ => None,
        };
        let Some(at) = ops.iter().find_map(named) else { return Ok(None) };
        let of_one = |runs: &Runs| {
            let claim = runs.set.class.claims.iter().find(|(name, _)| name == "ref")?;
            claim.1.iter().cloned().collect::<Option<Vec<String>>>()
        };
        let Some(all) = runs.iter().map(of_one).collect::<Option<Vec<_>>>() else { return Ok(None) };
        let mut refs: Vec<String> = Vec::new();
        for one in all.into_iter().flatten() {
            if !refs.contains(&one) {
                refs.push(one);
            }
        }
        if refs.is_empty() {
            return Ok(None);
        }
        let operator = op::parent(&at).map(|(_, operator)| operator).unwrap_or_default();
        if refs.iter().any(|one| one.contains('*')) && !operator.contains("Like") {
            return Ok(None);
        }
        let mut ops = ops.to_vec();
        let name = format!("{}:ref", self.known().issuer().host_and_path());
        ops.push(Op::Insert { at, name, value: op::value_of(&refs) });
        let Some(document) = applied(self.document, &ops) else { return Ok(None) };
        let judged = self.lock.judge(&document, runs)?;
        let safe = judged.filter(|judged| judged.kind == FixKind::Safe);
        Ok(safe.map(|judged| self.draft(code, &ops, document, &judged)))
    }

    /// The changes after which the runs get in.
    fn repaired(&self, runs: &[Runs], replace: bool) -> Result<Option<Vec<Op>>, Error> {
        let mut ops: Vec<Op> = Vec::new();
        let mut document = self.document.clone();
        for _ in 0..MAX_STEPS {
            let mut stopped = None;
            for one in runs {
                let Some(answer) = self.lock.answer(&document, one)? else { return Ok(None) };
                if answer.verdict != RoadVerdict::Allowed {
                    stopped = Some(answer);
                    break;
                }
            }
            let Some(answer) = stopped else { return Ok((!ops.is_empty()).then_some(ops)) };
            let next = self.wanted(runs, replace, |wanted| repair::step(&document, &answer, wanted));
            let mut is_new = false;
            for op in next {
                let op = moved(op, &ops);
                if !ops.contains(&op) {
                    ops.retain(|known| !replaces(&op, known));
                    ops.push(op);
                    is_new = true;
                }
            }
            let Some(changed) = applied(self.document, &ops).filter(|_| is_new) else { return Ok(None) };
            document = changed;
        }
        Ok(None)
    }

    fn pinned_too(
        &self,
        ops: &[Op],
        document: &ClaimValue,
        runs: &[Runs],
        replace: bool,
    ) -> Result<Option<(Vec<Op>, ClaimValue, Judged)>, Error> {
        if !replace {
            return Ok(None);
        }
        for statement in statements(document) {
            let more = self.wanted(runs, true, |wanted| repair::pinned(document, &statement, wanted));
            let Some(more) = more else { continue };
            let mut all = ops.to_vec();
            for op in more {
                let op = moved(op, ops);
                all.retain(|known| !replaces(&op, known));
                all.push(op);
            }
            let Some(changed) = applied(self.document, &all) else { continue };
            if let Some(judged) =
                self.lock.judge(&changed, runs)?.filter(|judged| judged.kind == FixKind::Safe)
            {
                return Ok(Some((all, changed, judged)));
            }
        }
        Ok(None)
    }

    /// The change after which only the runs that get in today do, of those that the documents show.
    pub(super) fn against_others(&self, code: &'static Code) -> Result<Option<Draft>, Error> {
        let runs = &self.lock.keep;
        if runs.is_empty() {
            return Ok(None);
        }
        let mut ops = Vec::new();
        for statement in statements(self.document) {
            let more = self.wanted(runs, true, |wanted| repair::pinned(self.document, &statement, wanted));
            ops.extend(more.unwrap_or_default());
        }
        let Some(document) = applied(self.document, &ops).filter(|_| !ops.is_empty()) else {
            return Ok(None);
        };
        let judged = self.lock.judge(&document, &[])?;
        // Whoever comes by a name is not in the world of the question: that ids are written is enough.
        let ids = code == codes::UNSAFE_ID_WILDCARD;
        let safe = judged.filter(|judged| judged.kind == FixKind::Safe && (judged.lost.is_some() || ids));
        Ok(safe.map(|judged| self.draft(code, &ops, document, &judged)))
    }

    /// The edits of the documents; none where they are not the source.
    fn edits(&self, ops: &[Op]) -> Vec<TextEdit> {
        let written = self.lock.role.trust_policy.as_ref().and_then(|policy| policy.written.0.as_ref());
        written.and_then(|value| self.writer.edits(value, ops)).unwrap_or_default()
    }

    fn wanted<T>(&self, runs: &[Runs], replace: bool, give: impl FnOnce(&Wanted<'_>) -> T) -> T {
        let mut all: Option<Vec<String>> = Some(Vec::new());
        for one in runs {
            let more = subjects::of(&one.set, self.known());
            all = all.zip(more).map(|(mut all, more)| {
                all.extend(more.into_iter().filter(|one| !all.contains(one)).collect::<Vec<_>>());
                all
            });
        }
        let first = runs.first();
        let of = |runs: &Runs, name: &str| {
            let claims = &runs.set.class.claims;
            claims.iter().find(|(known, _)| known == name).map(|(_, patterns)| patterns.clone())
        };
        let claim = |name: &str| {
            let all = runs.iter().map(|runs| of(runs, name)).collect::<Option<Vec<_>>>();
            let given = all.map(|all| {
                let mut patterns = all.concat();
                let mut seen = Vec::new();
                patterns.retain(|one| {
                    let is_new = !seen.contains(one);
                    seen.push(one.clone());
                    is_new
                });
                patterns
            });
            let facts = self.known().facts;
            let fact = |value: Option<&str>| value.map(|value| vec![Some(value.to_owned())]);
            given.or_else(|| match name {
                "repository" => fact(facts.repository.as_deref()),
                "repository_owner" => fact(facts.split().map(|(owner, _)| owner)),
                "repository_id" => fact(facts.repository_id.as_deref()),
                "repository_owner_id" => fact(facts.owner_id.as_deref()),
                "environment" => Some(vec![None]),
                _ => None,
            })
        };
        let issuer = self.known().issuer();
        let provider = self.known().provider_arn(self.lock.role, self.lock.asked);
        give(&Wanted {
            subjects: all,
            claim: &claim,
            audience: first.map_or("sts.amazonaws.com", |runs| &runs.audience),
            issuer: issuer.host_and_path(),
            provider: provider.as_deref(),
            replace,
        })
    }

    fn draft(&self, code: &'static Code, ops: &[Op], document: ClaimValue, judged: &Judged) -> Draft {
        Draft {
            road: self.road,
            code,
            kind: judged.kind,
            side: ChangeSide::TrustPolicy,
            message: message(self.document, ops),
            effect: effect(judged),
            question: judged
                .gained
                .as_ref()
                .map(|token| format!("may every run like {} get in too?", told(token))),
            edits: self.edits(ops),
            expected: Expected::Policy { role: self.role, document },
        }
    }
}

/// A token by what tells it from others of its subject.
fn told(token: &crate::analysis::WitnessToken) -> String {
    let claim = |name: &str| token.claims.text(name).unwrap_or("");
    let (event, reference) = (quote(claim("event_name")), quote(claim("ref")));
    format!("{}, by `{event}` on `{reference}`", subject(token))
}

fn subject(token: &crate::analysis::WitnessToken) -> String {
    format!("`{}`", quote(token.claims.text("sub").unwrap_or(&token.text)))
}

/// What a change does, for people.
fn effect(judged: &Judged) -> String {
    let gains = match &judged.gained {
        Some(token) => format!("lets in these runs, and others such as {}", told(token)),
        None => "lets in these runs and no others".to_owned(),
    };
    match &judged.lost {
        Some(token) => format!("{gains}; tokens such as {} do not get in any more", subject(token)),
        None => format!("{gains}; whoever gets in today still does"),
    }
}

/// What is changed, for people: the part that matters most.
fn message(document: &ClaimValue, ops: &[Op]) -> String {
    let listed = |texts: &[String]| {
        texts.iter().map(|text| format!("`{}`", quote(text))).collect::<Vec<_>>().join(" and ")
    };
    let one = |op: &Op| match op {
        Op::Set { at, texts } => {
            let old = get(document, at).map(op::texts).unwrap_or_default();
            format!("write {} in place of {}", listed(texts), listed(&old))
        }
        Op::Add { at, texts } => {
            let old = get(document, at).map(op::texts).unwrap_or_default();
            format!("write {} beside {}", listed(texts), listed(&old))
        }
        Op::Rename { at, name } => {
            let (_, old) = op::parent(at).unwrap_or_default();
            format!("write `{}` in place of `{}`", quote(name), quote(&old))
        }
        Op::Remove { at } => {
            let (_, name) = op::parent(at).unwrap_or_default();
            let item = get(document, at).filter(|_| name.bytes().all(|b| b.is_ascii_digit())).map(op::texts);
            let old = item.and_then(|texts| texts.first().cloned()).unwrap_or(name);
            format!("leave out `{}`", quote(&old))
        }
        Op::Insert { name, value, .. } => {
            let value = match value {
                ClaimValue::Text(text) => text.clone(),
                other => serde_json::to_string(other).unwrap_or_default(),
            };
            format!("add `{}` with `{}`", quote(name), quote(&value))
        }
        Op::Push { .. } => "add a statement".to_owned(),
    };
    ops.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A change of the policy as it stands with other changes, as one of the policy as it was.
fn moved(op: Op, ops: &[Op]) -> Op {
    let at = before(op.at(), ops);
    match op {
        Op::Set { texts, .. } => Op::Set { at, texts },
        Op::Add { texts, .. } => Op::Add { at, texts },
        Op::Rename { name, .. } => Op::Rename { at, name },
        Op::Remove { .. } => Op::Remove { at },
        Op::Insert { name, value, .. } => Op::Insert { at, name, value },
        Op::Push { value, .. } => Op::Push { at, value },
    }
}

/// Whether a change takes the place of another of the same part.
fn replaces(op: &Op, known: &Op) -> bool {
    let is_name = |op: &Op| matches!(op, Op::Rename { .. });
    op.at() == known.at() && is_name(op) == is_name(known) && !matches!(op, Op::Insert { .. })
}

/// The statements that let tokens of a provider in, by their pointers.
fn statements(document: &ClaimValue) -> Vec<String> {
    let is_open = |statement: &ClaimValue| {
        texts_of(statement, "Effect") == ["Allow"] && !texts_of(statement, "Principal/Federated").is_empty()
    };
    let all = crate::road::document::statements(document);
    all.into_iter().filter(|(_, statement)| is_open(statement)).map(|(pointer, _)| pointer).collect()
}
