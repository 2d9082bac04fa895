//! One resource after the other: its values, with what is not known yet as holes.

use super::{get, members};
use crate::codes::{self, Code};
use crate::read::asked::{Questions, ask};
use crate::read::gathered::{Gathered, OpenReason, Question, Remark};
use crate::read::placed::Placed;
use crate::read::resource::{Instance, is_wanted};
use crate::read::value::{List, Member, Object, Spot, Text, Unknown, Value};
use crate::tree::json::{self, Node};

/// Data sources that tell of what stands in AWS; others only make values.
const DATA: [&str; 3] = ["aws_iam_role", "aws_iam_openid_connect_provider", "aws_ecr_repository"];

/// The attributes that hold policies.
const POLICIES: [&str; 3] = ["assume_role_policy", "policy", "inline_policy"];

/// Whether a resource of this mode and kind says something.
pub(super) fn is_told(mode: Option<&str>, kind: &str) -> bool {
    match mode {
        Some("data") => DATA.contains(&kind),
        _ => is_wanted(kind),
    }
}

pub(super) struct Reader<'t> {
    pub(super) placed: Placed<'t>,
    pub(super) found: Gathered,
    pub(super) questions: Questions,
}

impl<'t> Reader<'t> {
    pub(super) fn new(placed: Placed<'t>) -> Reader<'t> {
        Reader { placed, found: Gathered::default(), questions: Questions::new() }
    }

    /// Everything that was found.
    pub(super) fn finish(mut self) -> Gathered {
        ask(&mut self.found, self.questions);
        self.found
    }

    pub(super) fn remark(&mut self, code: &'static Code, message: String, node: &Node) {
        let spot = Some(self.placed.spot(&node.span));
        self.found.remarks.push(Remark { code, message, spot });
    }

    /// Adds a resource with its values.
    pub(super) fn add(&mut self, kind: &str, address: &str, mut object: Object, node: &Node) {
        name(&mut object);
        let one = Instance {
            kind,
            address: address.to_owned(),
            spot: self.placed.spot(&node.span),
            object: &object,
            is_source: false,
            is_shared: false,
        };
        one.add(&mut self.found);
    }

    /// Says that the policy of a resource is marked as sensitive.
    pub(super) fn sensitive(&mut self, address: &str, marks: Option<&Node>, node: &Node) {
        let is_marked = |marks: &Node| match &marks.value {
            json::Value::Bool(all) => *all,
            _ => POLICIES.iter().any(|name| get(members(marks), name).is_some_and(has_mark)),
        };
        if marks.is_some_and(is_marked) {
            let message = format!("a policy of `{address}` is marked as sensitive");
            self.remark(codes::SENSITIVE, message, node);
        }
    }

    /// The values of a resource; what `unknown` marks is a hole.
    pub(super) fn values(&mut self, after: &Node, unknown: Option<&Node>, address: &str) -> Object {
        let spot = self.placed.spot(&after.span);
        match self.value(Some(after), unknown, address, &spot) {
            Some(Value::Object(object)) => (*object).clone(),
            _ => Object::default(),
        }
    }

    fn value(
        &mut self,
        after: Option<&Node>,
        unknown: Option<&Node>,
        path: &str,
        spot: &Spot,
    ) -> Option<Value> {
        match (unknown.map(|node| &node.value), after.map(|node| &node.value)) {
            (Some(json::Value::Bool(true)), _) => Some(self.hole(path, spot).value()),
            (Some(json::Value::Object(marks)), Some(json::Value::Object(known))) => {
                let mut object =
                    Object { spot: after.map(|node| self.placed.spot(&node.span)), ..Object::default() };
                for member in known {
                    let inner = format!("{path}.{}", member.name);
                    let value = self.value(Some(&member.node), get(marks, &member.name), &inner, spot);
                    let spot = Some(self.placed.name(member));
                    object.members.extend(value.map(|value| Member {
                        name: member.name.clone(),
                        value,
                        spot,
                    }));
                }
                for mark in marks.iter().filter(|mark| get(known, &mark.name).is_none()) {
                    // The mark is where a plan says that it does not know.
                    let at = self.placed.name(mark);
                    let value = self.value(None, Some(&mark.node), &format!("{path}.{}", mark.name), &at);
                    object.members.extend(value.map(|value| Member {
                        name: mark.name.clone(),
                        value,
                        spot: None,
                    }));
                }
                Some(object.value())
            }
            (Some(json::Value::Array(marks)), Some(json::Value::Array(known))) => {
                let mut list =
                    List { spot: after.map(|node| self.placed.spot(&node.span)), ..List::default() };
                for index in 0..known.len().max(marks.len()) {
                    let inner = format!("{path}[{index}]");
                    list.items.extend(self.value(known.get(index), marks.get(index), &inner, spot));
                }
                Some(list.value())
            }
            (_, Some(_)) => after.map(|node| self.placed.value(node)),
            (_, None) => None,
        }
    }

    /// What is known only after the plan is applied.
    pub(super) fn hole(&mut self, name: &str, spot: &Spot) -> Unknown {
        let question = || Question {
            name: name.to_owned(),
            reason: OpenReason::UnknownAtPlan,
            detail: None,
            spot: Some(spot.clone()),
        };
        if !self.questions.contains_key(name) {
            self.questions.insert(name.to_owned(), question());
        }
        Unknown::source(name, Some(spot.clone()))
    }
}

/// Whether something in this is marked.
fn has_mark(marks: &Node) -> bool {
    match &marks.value {
        json::Value::Bool(mark) => *mark,
        json::Value::Array(items) => items.iter().any(has_mark),
        json::Value::Object(members) => members.iter().any(|member| has_mark(&member.node)),
        _ => false,
    }
}

/// A name that is not known yet starts as its prefix says.
fn name(object: &mut Object) {
    let prefix = match object.get("name_prefix") {
        Some(Value::Text(prefix)) if prefix.len() > 0 => prefix.clone(),
        _ => return,
    };
    for member in &mut object.members {
        if let ("name", Value::Unknown(hole)) = (member.name.as_str(), &member.value) {
            let mut name: Text = prefix.clone();
            name.push_hole(std::sync::Arc::clone(hole));
            member.value = Value::Text(name);
        }
    }
}

/// The values of a resource after a change, and which of them are not known yet.
pub(super) fn after(change: &[json::Member]) -> Option<(&Node, Option<&Node>)> {
    let after = get(change, "after").filter(|after| !matches!(after.value, json::Value::Null))?;
    Some((after, get(change, "after_unknown")))
}
