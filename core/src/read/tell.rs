//! From values with holes to what is told of them.

use super::expression::print;
use super::gathered::Remark;
use super::lint;
use super::policy::{self, Fault};
use super::report::{PolicyPlace, ReadJson, ReadPolicy, Written};
use super::sites::Sites;
use super::value::{Origin, Spot, Text, Value};
use super::workflow::{ReadCandidate, ReadText};
use crate::codes;
use crate::github::ClaimValue;
use crate::limits::MAX_SHOWN;
use crate::text::{cut, pointer_step};

/// The names of what a value depends on.
pub(super) fn names(origins: &[Origin]) -> Vec<String> {
    origins.iter().map(|origin| origin.name.clone()).collect()
}

/// A value as a text.
pub(super) fn text(value: &Value, sites: &Sites<'_>) -> ReadText {
    let shown = |value: &Value| cut(print(value), MAX_SHOWN);
    let mut out = ReadText { place: value.spot().map(|spot| sites.place(spot)), ..ReadText::default() };
    match value {
        Value::Text(text) if text.as_str().is_none() => {
            out.unknown = names(&value.origins());
            out.pattern = Some(cut(text.pattern(), MAX_SHOWN));
        }
        Value::Unknown(unknown) => {
            out.unknown = names(&unknown.sources);
            out.default = unknown.default.as_ref().map(shown);
            if !unknown.candidates.is_empty() {
                out.by = std::mem::take(&mut out.unknown);
                let candidate = |value| ReadCandidate { value: Some(shown(value)), when: Vec::new() };
                out.one_of = unknown.candidates.iter().map(candidate).collect();
            }
        }
        known => out.value = Some(shown(known)),
    }
    out
}

/// The texts of a list; a value that is no list is a list of itself, and what may come on top is told by its name.
pub(super) fn texts(value: &Value, sites: &Sites<'_>) -> Vec<ReadText> {
    match value {
        Value::List(list) => {
            let more = list
                .more
                .iter()
                .map(|more| ReadText { unknown: names(&more.sources), ..ReadText::default() });
            list.items.iter().map(|item| text(item, sites)).chain(more).collect()
        }
        other => vec![text(other, sites)],
    }
}

/// A value as JSON, holes as `⟦name⟧`.
pub(super) fn json(value: &Value) -> ReadJson {
    ReadJson::new(claim_value(value))
}

fn claim_value(value: &Value) -> ClaimValue {
    match value {
        Value::Null => ClaimValue::Absent,
        Value::Bool(value) => ClaimValue::Bool(*value),
        Value::Number(number) if number.is_finite() => ClaimValue::Number(number.to_string()),
        Value::Number(_) => ClaimValue::Absent,
        Value::Text(text) => ClaimValue::Text(cut(text.pattern(), MAX_SHOWN)),
        Value::Unknown(_) => ClaimValue::Text(super::expression::to_text(value).pattern()),
        Value::List(list) => {
            let more = list.more.iter().map(|more| ClaimValue::Text(hole(&names(&more.sources))));
            ClaimValue::List(list.items.iter().map(claim_value).chain(more).collect())
        }
        Value::Object(object) => {
            let more = object.more.iter().map(|more| (hole(&names(&more.sources)), ClaimValue::Absent));
            let member = |member: &super::value::Member| (member.name.clone(), claim_value(&member.value));
            ClaimValue::Object(object.members.iter().map(member).chain(more).collect())
        }
    }
}

fn hole(names: &[String]) -> String {
    format!("⟦{}⟧", names.join(" | "))
}

/// A policy as it is told, and what is wrong with it. Places are told of documents that people change.
pub(super) fn policy(
    value: &Value,
    spot: &Spot,
    is_source: bool,
    sites: &Sites<'_>,
    remarks: &mut Vec<Remark>,
) -> ReadPolicy {
    let (document, value) = match policy::policy(value) {
        Ok(value) => (json(&value), value),
        Err(fault) => {
            let (remark, document) = fault_remark(fault, spot, sites);
            remarks.push(remark);
            let written = Written::default();
            return ReadPolicy { document, unknown: Vec::new(), places: Vec::new(), written };
        }
    };
    lint::find(&value, spot, remarks);
    let mut places = Vec::new();
    // Of a policy of which nothing is known, the place is that of what names it.
    if is_source || matches!(value, Value::Unknown(_)) {
        collect_places(&value, None, &mut String::new(), sites, &mut places);
    }
    let unknown = names(&value.origins());
    let written = Written(is_source.then_some(value));
    ReadPolicy { document, unknown, places, written }
}

/// A document that is a policy.
#[cfg(feature = "road")]
pub(crate) fn policy_document(document: usize, text: &str, sites: &Sites<'_>) -> ReadPolicy {
    let spot = Spot { document, bytes: 0..text.len() };
    let value = Value::Text(Text::written(text, spot.clone()));
    policy(&value, &spot, true, sites, &mut Vec::new())
}

fn fault_remark(fault: Fault, spot: &Spot, sites: &Sites<'_>) -> (Remark, ReadJson) {
    match fault {
        Fault::NotJson(reason, at) => {
            let message = format!("the policy is not JSON: {reason}");
            let remark =
                Remark { code: codes::POLICY_NOT_JSON, message, spot: at.or_else(|| Some(spot.clone())) };
            (remark, ReadJson::new(ClaimValue::Absent))
        }
        Fault::NotAnObject(value) => {
            let message = format!("the policy in `{}` is not an object", sites.name(spot.document));
            let remark = Remark { code: codes::POLICY_NOT_AN_OBJECT, message, spot: Some(spot.clone()) };
            (remark, json(&value))
        }
    }
}

/// The most places that are told of one policy.
const MAX_PLACES: usize = 1_000;

/// The places of the texts of a value; one that is written nowhere, such as an ARN that AWS makes of a name, is at the name of
/// its member. Operators of conditions come behind what they hold.
fn collect_places(
    value: &Value,
    near: Option<&Spot>,
    pointer: &mut String,
    sites: &Sites<'_>,
    out: &mut Vec<PolicyPlace>,
) {
    let add = |spot: Option<&Spot>, pointer: &str, out: &mut Vec<PolicyPlace>| {
        if let Some(spot) = spot.filter(|_| out.len() < MAX_PLACES) {
            out.push(PolicyPlace { pointer: pointer.to_owned(), place: sites.place(spot) });
        }
    };
    let inner = |step: &str, value: &Value, near, pointer: &mut String, out: &mut Vec<PolicyPlace>| {
        let before = pointer.len();
        pointer.push('/');
        pointer.push_str(&pointer_step(step));
        collect_places(value, near, pointer, sites, out);
        pointer.truncate(before);
    };
    match value {
        Value::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                inner(&index.to_string(), item, near, pointer, out);
            }
        }
        Value::Object(object) => {
            let is_condition = pointer.ends_with("/Condition");
            for member in &object.members {
                inner(&member.name, &member.value, member.spot.as_ref().or(near), pointer, out);
                if is_condition {
                    let operator = format!("{pointer}/{}", pointer_step(&member.name));
                    add(member.spot.as_ref(), &operator, out);
                }
            }
        }
        other => add(other.spot().or(near), pointer, out),
    }
}
