//! Changes of a role that another role assumes.

use super::op::{Op, applied};
use super::texts::Writer;
use super::{Draft, Expected};
use crate::codes::{self, Code, FixKind};
use crate::read::{AssumedRole, ReadRole, WorkflowJob};
use crate::road::document::{statements, texts_of};
use crate::road::known::Known;
use crate::road::report::ChangeSide;
use crate::road::roles::{self, Asked};
use crate::text::quote;

/// A step that assumes a role from another.
pub(super) struct Chained<'c, 't> {
    pub(super) known: &'c Known<'c>,
    pub(super) writer: &'c Writer<'t>,
    pub(super) road: usize,
    pub(super) job: &'c WorkflowJob,
    pub(super) assumed: &'c AssumedRole,
    /// The role that is assumed from it.
    pub(super) role: Option<&'c ReadRole>,
}

/// What a chained session takes beside the tags.
const ASSUME: &str = "sts:AssumeRole";
/// What its tags take.
const TAG: &str = "sts:TagSession";

impl Chained<'_, '_> {
    /// The change of the trust policy of the role; none where the cause is another, or on the side of the first role.
    pub(super) fn change(&self, cause: &'static Code) -> Option<Draft> {
        let is_tag = cause == codes::CHAIN_TAG_SESSION;
        if !is_tag && cause != codes::CHAIN_NOT_TRUSTED {
            return None;
        }
        let role = self.role?;
        let policy = role.trust_policy.as_ref()?;
        let index = self.known.inventory.roles.iter().position(|known| core::ptr::eq(known, role))?;
        let all = statements(policy.document.value());
        let (pointer, _) = all.into_iter().find(|(_, statement)| {
            let assumes =
                texts_of(statement, "Action").iter().any(|action| action.eq_ignore_ascii_case(ASSUME));
            texts_of(statement, "Effect") == ["Allow"] && assumes
        })?;
        let (op, message, effect, question) = if is_tag {
            let op = Op::Add { at: format!("{pointer}/Action"), texts: vec![TAG.to_owned()] };
            let effect = "who may assume the role may tag the session too; nobody else gets in";
            (op, format!("allow `{TAG}` beside `{ASSUME}`"), effect, None)
        } else {
            let first = self.first()?;
            let op = Op::Add { at: format!("{pointer}/Principal/AWS"), texts: vec![first.clone()] };
            let question = format!("may every session of `{}` assume this role?", quote(&first));
            let effect = "the first role may assume this one, where its own policies allow it";
            (op, format!("trust `{}` too", quote(&first)), effect, Some(question))
        };
        let ops = [op];
        let document = applied(policy.document.value(), &ops)?;
        let edits = policy.written.0.as_ref().and_then(|value| self.writer.edits(value, &ops));
        Some(Draft {
            road: self.road,
            code: cause,
            kind: if question.is_some() { FixKind::Judgement } else { FixKind::Safe },
            side: ChangeSide::TrustPolicy,
            message,
            effect: effect.to_owned(),
            question,
            edits: edits.unwrap_or_default(),
            expected: Expected::Chain { role: index, document, cause },
        })
    }

    /// The ARN of the role that is assumed before.
    fn first(&self) -> Option<String> {
        let index = self.job.roles.iter().position(|one| one.place == self.assumed.place)?;
        let before = self.job.roles.get(..index)?.last()?;
        let of_documents = match roles::of(before, self.known) {
            Asked::One(role, _) => role.arn.as_ref().and_then(|arn| arn.value.clone()),
            _ => None,
        };
        before.role.value.clone().or(of_documents)
    }
}
