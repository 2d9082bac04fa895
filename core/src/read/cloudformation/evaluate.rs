//! Values of a template: functions evaluated as far as what they depend on is known.

use core::ops::Range;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::{Memo, Outcome, Truth};
use super::template::{Template, call};
use crate::codes;
use crate::read::asked::Questions;
use crate::read::gathered::{OpenReason, Question, Remark};
use crate::read::options::ReadOptions;
use crate::read::placed::Placed;
use crate::read::value::{List, Member, Object, Origin, Unknown, Value, add_origins};
use crate::tree::json::{self, Node};

/// What evaluates.
pub(super) struct Evaluator<'t> {
    pub(super) template: &'t Template<'t>,
    pub(super) placed: Placed<'t>,
    pub(super) options: &'t ReadOptions,
    pub(super) parameters: BTreeMap<&'t str, Value>,
    pub(super) conditions: BTreeMap<&'t str, Memo<Truth>>,
    /// What `Ref` and `Fn::GetAtt` give of resources, and how large it is.
    pub(super) attributes: BTreeMap<(usize, String), Memo<(Value, usize)>>,
    pub(super) questions: Questions,
    pub(super) remarks: Vec<Remark>,
    /// The steps that are left.
    left: usize,
    /// How many values within each other are being evaluated.
    depth: usize,
    /// Whether something was too deep or too much.
    pub(super) exhausted: bool,
}

/// How many values may stand within each other, through all functions and references.
const MAX_DEPTH: usize = 200;

/// How many steps a template may take: for its length, and beside it.
const STEPS_OF_BYTE: usize = 16;
const STEPS: usize = 50_000;

impl<'t> Evaluator<'t> {
    pub(super) fn new(
        template: &'t Template<'t>,
        placed: Placed<'t>,
        options: &'t ReadOptions,
    ) -> Evaluator<'t> {
        Evaluator {
            template,
            placed,
            options,
            parameters: BTreeMap::new(),
            conditions: BTreeMap::new(),
            attributes: BTreeMap::new(),
            questions: Questions::new(),
            remarks: Vec::new(),
            left: placed.text.len().saturating_mul(STEPS_OF_BYTE).saturating_add(STEPS),
            depth: 0,
            exhausted: false,
        }
    }

    /// Takes steps from what is left; `false` where nothing is.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                self.exhausted = true;
            }
        }
        !self.exhausted
    }

    /// The steps that are left.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// A value; nothing is `null`.
    pub(super) fn value(&mut self, node: &'t Node) -> Value {
        self.present(node).unwrap_or(Value::Null)
    }

    /// A value, where there is one; one that is perhaps there is a hole.
    pub(super) fn present(&mut self, node: &'t Node) -> Option<Value> {
        match self.outcome(node) {
            Outcome::Value(value) => Some(value),
            Outcome::Absent => None,
            Outcome::Perhaps(hole) => Some(Value::Unknown(hole)),
        }
    }

    /// What a part comes to.
    pub(super) fn outcome(&mut self, node: &'t Node) -> Outcome {
        if !self.enter() {
            return Outcome::Absent;
        }
        let outcome = match call(node) {
            Some((name, argument)) => self.call(name, argument, node),
            None => Outcome::Value(self.plain(node)),
        };
        self.leave();
        outcome
    }

    /// Goes one level down; `false` where there are too many.
    pub(super) fn enter(&mut self) -> bool {
        self.exhausted |= self.depth >= MAX_DEPTH;
        if !self.spend(1) {
            return false;
        }
        self.depth += 1;
        true
    }

    /// Goes up again.
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    fn plain(&mut self, node: &'t Node) -> Value {
        let spot = Some(self.placed.spot(&node.span));
        match &node.value {
            json::Value::String(text) => {
                self.spend(text.len());
                let text = self.placed.scalar(text, &node.span);
                self.finish(text)
            }
            json::Value::Array(items) => {
                let mut list = List { spot, ..List::default() };
                let mut more: Vec<Origin> = Vec::new();
                for item in items {
                    match self.outcome(item) {
                        Outcome::Value(value) => list.items.push(value),
                        Outcome::Absent => {}
                        Outcome::Perhaps(hole) => {
                            self.spend(more.len());
                            add_origins(&mut more, &hole.sources);
                        }
                    }
                }
                list.more = (!more.is_empty()).then(|| Arc::new(Unknown::of(more)));
                list.value()
            }
            json::Value::Object(members) => {
                let mut object = Object { spot, ..Object::default() };
                for member in members {
                    self.spend(member.name.len());
                    if let Some(value) = self.present(&member.node) {
                        let spot = Some(self.placed.name(member));
                        object.members.push(Member { name: member.name.clone(), value, spot });
                    }
                }
                object.value()
            }
            _ => self.placed.value(node),
        }
    }

    /// A hole that is asked for.
    pub(super) fn hole(
        &mut self,
        name: impl Into<String>,
        label: Option<&str>,
        reason: OpenReason,
        span: &Range<usize>,
    ) -> Unknown {
        let (name, spot) = (name.into(), self.placed.spot(span));
        if !self.questions.contains_key(&name) {
            let question = Question { name: name.clone(), reason, detail: None, spot: Some(spot.clone()) };
            self.questions.insert(name.clone(), question);
        }
        Unknown { label: label.map(str::to_owned), ..Unknown::source(name, Some(spot)) }
    }

    /// Says more about a question.
    pub(super) fn detail(&mut self, name: &str, detail: String) {
        if let Some(question) = self.questions.get_mut(name) {
            question.detail = Some(detail);
        }
    }

    /// What CloudFormation refuses: it is told, and the value is a hole.
    pub(super) fn fault(&mut self, message: impl Into<String>, node: &Node) -> Outcome {
        let name = match call(node) {
            Some((function, argument)) => match argument.as_str() {
                Some(text) => format!("{function} {text}"),
                None => function.to_owned(),
            },
            None => "the value".to_owned(),
        };
        self.fault_of(name, message, &node.span)
    }

    /// The same for a part of a text.
    pub(super) fn fault_of(
        &mut self,
        name: String,
        message: impl Into<String>,
        span: &Range<usize>,
    ) -> Outcome {
        let spot = Some(self.placed.spot(span));
        let known = |remark: &Remark| remark.code == codes::TEMPLATE_REFUSED && remark.spot == spot;
        if !self.remarks.last().is_some_and(known) {
            self.remarks.push(Remark { code: codes::TEMPLATE_REFUSED, message: message.into(), spot });
        }
        Outcome::Value(self.hole(name, None, OpenReason::NotRead, span).value())
    }
}
