//! The types of Terraform: what a value has, what two have in common, and how a value is turned into one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::stop::{Stop, fails};
use super::syntax::{Expr, Kind};
use crate::read::value::{List, Member, Object, Shape, Text, Unknown, Value};

/// A type.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// Any, or not known.
    Any,
    String,
    Number,
    Bool,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Field>),
}

/// An attribute of an object type.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) kind: Type,
    /// Whether it may be left out, and what it is then.
    pub(super) optional: Option<Option<Value>>,
}

impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        self.kind == other.kind
    }
}

/// The type that an expression names, such as `list(string)`; defaults of `optional` are evaluated by `default`.
pub(super) fn named(expr: &Expr, default: &mut dyn FnMut(&Expr) -> Option<Value>) -> Option<Type> {
    if let Some(word) = expr.word() {
        return Some(match word {
            "string" => Type::String,
            "number" => Type::Number,
            "bool" => Type::Bool,
            "any" => Type::Any,
            "list" => Type::List(Box::new(Type::Any)),
            "map" => Type::Map(Box::new(Type::Any)),
            "set" => Type::Set(Box::new(Type::Any)),
            _ => return None,
        });
    }
    let Kind::Call(call) = &expr.kind else { return None };
    let [inner] = call.arguments.as_slice() else { return None };
    Some(match (call.name.as_str(), &inner.kind) {
        ("list", _) => Type::List(Box::new(named(inner, default)?)),
        ("set", _) => Type::Set(Box::new(named(inner, default)?)),
        ("map", _) => Type::Map(Box::new(named(inner, default)?)),
        ("tuple", Kind::Tuple(items)) => {
            Type::Tuple(items.iter().map(|item| named(item, default)).collect::<Option<_>>()?)
        }
        ("object", Kind::Object(items)) => {
            let mut fields = BTreeMap::new();
            for item in items {
                fields.insert(item.key.word()?.to_owned(), field(&item.value, default)?);
            }
            Type::Object(fields)
        }
        _ => return None,
    })
}

fn field(expr: &Expr, default: &mut dyn FnMut(&Expr) -> Option<Value>) -> Option<Field> {
    match &expr.kind {
        Kind::Call(call) if call.name == "optional" => {
            let kind = named(call.arguments.first()?, default)?;
            let given = call.arguments.get(1).and_then(&mut *default);
            let given = given.map(|given| convert(&given, &kind).unwrap_or(given));
            Some(Field { kind, optional: Some(given) })
        }
        _ => Some(Field { kind: named(expr, default)?, optional: None }),
    }
}

/// The type of a value.
pub(super) fn of(value: &Value) -> Type {
    match value {
        Value::Null | Value::Unknown(_) => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::Text(_) => Type::String,
        Value::List(list) => {
            let common = || Box::new(common(&list.items));
            match list.shape {
                Shape::Fixed if list.more.is_some() => Type::Any,
                Shape::Fixed => Type::Tuple(list.items.iter().map(of).collect()),
                Shape::Uniform => Type::List(common()),
                Shape::Set => Type::Set(common()),
            }
        }
        Value::Object(object) if object.shape == Shape::Uniform => Type::Map(Box::new(
            object
                .members
                .iter()
                .map(|member| of(&member.value))
                .find(|one| *one != Type::Any)
                .unwrap_or(Type::Any),
        )),
        Value::Object(object) if object.more.is_some() => Type::Any,
        Value::Object(object) => Type::Object(
            object
                .members
                .iter()
                .map(|member| (member.name.clone(), Field { kind: of(&member.value), optional: None }))
                .collect(),
        ),
    }
}

fn common(items: &[Value]) -> Type {
    items.iter().map(of).find(|one| *one != Type::Any).unwrap_or(Type::Any)
}

/// The type that all of these can be turned into.
pub(super) fn unify(types: &[Type]) -> Option<Type> {
    let first = types.first()?;
    if types.iter().all(|one| one == first) {
        return Some(first.clone());
    }
    if types.contains(&Type::Any) {
        // What is not known may be of any type, so nothing is turned into another.
        return Some(Type::Any);
    }
    let inner = |types: &[Type]| -> Option<Box<Type>> {
        let mut all = Vec::new();
        for one in types {
            match one {
                Type::List(inner) | Type::Set(inner) | Type::Map(inner) => all.push((**inner).clone()),
                Type::Tuple(items) => all.extend(items.iter().cloned()),
                Type::Object(fields) => all.extend(fields.values().map(|field| field.kind.clone())),
                _ => return None,
            }
        }
        all.retain(|one| *one != Type::Any);
        if all.is_empty() { Some(Box::new(Type::Any)) } else { unify(&all).map(Box::new) }
    };
    let all = |test: fn(&Type) -> bool| types.iter().all(test);
    let any = |test: fn(&Type) -> bool| types.iter().any(test);
    if all(|one| matches!(one, Type::String | Type::Number | Type::Bool)) {
        return any(|one| *one == Type::String).then_some(Type::String);
    }
    if all(|one| matches!(one, Type::Object(_))) {
        return objects(types).or_else(|| Some(Type::Map(inner(types)?)));
    }
    if all(|one| matches!(one, Type::Map(_) | Type::Object(_))) {
        return Some(Type::Map(inner(types)?));
    }
    if all(|one| matches!(one, Type::Tuple(_))) {
        return tuples(types).or_else(|| Some(Type::List(inner(types)?)));
    }
    if all(|one| matches!(one, Type::List(_) | Type::Tuple(_))) {
        return Some(Type::List(inner(types)?));
    }
    if any(|one| matches!(one, Type::Set(_)))
        && all(|one| matches!(one, Type::Set(_) | Type::List(_) | Type::Tuple(_)))
    {
        return Some(Type::Set(inner(types)?));
    }
    None
}

/// The object type that objects with the same attributes have in common.
fn objects(types: &[Type]) -> Option<Type> {
    let mut fields: Vec<&BTreeMap<String, Field>> = Vec::new();
    for one in types {
        let Type::Object(of) = one else { return None };
        fields.push(of);
    }
    let first = fields.first()?;
    if !fields.iter().all(|of| of.keys().eq(first.keys())) {
        return None;
    }
    let mut out = BTreeMap::new();
    for name in first.keys() {
        let kinds: Vec<Type> =
            fields.iter().filter_map(|of| of.get(name)).map(|field| field.kind.clone()).collect();
        out.insert(name.clone(), Field { kind: unify(&kinds)?, optional: None });
    }
    Some(Type::Object(out))
}

fn tuples(types: &[Type]) -> Option<Type> {
    let mut items: Vec<&Vec<Type>> = Vec::new();
    for one in types {
        let Type::Tuple(of) = one else { return None };
        items.push(of);
    }
    let length = items.first()?.len();
    if !items.iter().all(|of| of.len() == length) {
        return None;
    }
    let column = |index: usize| {
        let kinds: Vec<Type> = items.iter().filter_map(|of| of.get(index).cloned()).collect();
        unify(&kinds)
    };
    Some(Type::Tuple((0..length).map(column).collect::<Option<_>>()?))
}

/// A value as a value of a type.
pub(super) fn convert(value: &Value, to: &Type) -> Result<Value, Stop> {
    match (value, to) {
        (_, Type::Any) | (Value::Null | Value::Unknown(_), _) => Ok(value.clone()),
        (_, Type::String) => text(value).map(Value::Text),
        (Value::Number(_), Type::Number) | (Value::Bool(_), Type::Bool) => Ok(value.clone()),
        (Value::Text(one), Type::Number) => match one.as_str() {
            Some(text) => {
                number(text).map_or_else(|| fails("a number is required"), |n| Ok(Value::Number(n)))
            }
            None => Ok(unknown_of(value)),
        },
        (Value::Text(one), Type::Bool) => match one.as_str() {
            Some("true" | "1") => Ok(Value::Bool(true)),
            Some("false" | "0") => Ok(Value::Bool(false)),
            Some(_) => fails("a truth value is required"),
            None => Ok(unknown_of(value)),
        },
        (Value::List(list), Type::List(_) | Type::Set(_) | Type::Tuple(_)) => list_as(list, to),
        (Value::Object(object), Type::Map(_) | Type::Object(_)) => object_as(object, to),
        _ => fails(format!("{} is required", describe(to))),
    }
}

fn list_as(list: &List, to: &Type) -> Result<Value, Stop> {
    let mut out = List { items: Vec::new(), ..list.clone() };
    match to {
        Type::Tuple(kinds) => {
            if kinds.len() != list.items.len() && list.more.is_none() {
                return fails(format!("a tuple of {} items is required", kinds.len()));
            }
            for (item, kind) in list.items.iter().zip(kinds) {
                out.items.push(convert(item, kind)?);
            }
            out.shape = Shape::Fixed;
        }
        Type::List(kind) | Type::Set(kind) => {
            let kind = element(kind, &list.items)?;
            for item in &list.items {
                out.items.push(convert(item, &kind)?);
            }
            out.shape = Shape::Uniform;
            if matches!(to, Type::Set(_)) {
                return Ok(set(out));
            }
        }
        _ => return fails(format!("{} is required", describe(to))),
    }
    Ok(out.value())
}

fn object_as(object: &Object, to: &Type) -> Result<Value, Stop> {
    let mut out = Object { members: Vec::new(), ..object.clone() };
    match to {
        Type::Map(kind) => {
            let values: Vec<Value> = object.members.iter().map(|member| member.value.clone()).collect();
            let kind = element(kind, &values)?;
            for member in &object.members {
                out.members.push(Member { value: convert(&member.value, &kind)?, ..member.clone() });
            }
            out.shape = Shape::Uniform;
        }
        Type::Object(fields) => {
            for (name, field) in fields {
                let given = object.members.iter().find(|member| member.name == *name);
                match (given, &field.optional) {
                    (Some(Member { value: Value::Null, spot, .. }), Some(Some(default))) => {
                        out.members.push(Member {
                            name: name.clone(),
                            value: default.clone(),
                            spot: spot.clone(),
                        });
                    }
                    (Some(member), _) => {
                        out.members
                            .push(Member { value: convert(&member.value, &field.kind)?, ..member.clone() });
                    }
                    (None, _) if object.more.is_some() => {}
                    (None, Some(default)) => out.members.push(Member {
                        name: name.clone(),
                        value: default.clone().unwrap_or(Value::Null),
                        spot: None,
                    }),
                    (None, None) => return fails(format!("the attribute `{name}` is required")),
                }
            }
            out.shape = Shape::Fixed;
        }
        _ => return fails(format!("{} is required", describe(to))),
    }
    Ok(out.value())
}

/// The type of the items of a collection: what is asked for, or what they have in common.
fn element(kind: &Type, items: &[Value]) -> Result<Type, Stop> {
    if *kind != Type::Any {
        return Ok(kind.clone());
    }
    let kinds: Vec<Type> = items.iter().map(of).filter(|one| *one != Type::Any).collect();
    if kinds.is_empty() {
        return Ok(Type::Any);
    }
    unify(&kinds).map_or_else(|| fails("all items must have one type"), Ok)
}

/// A list as a set: in order, each item once. A set with items that are not known keeps them last.
pub(super) fn set(mut list: List) -> Value {
    list.shape = Shape::Set;
    let (mut known, open): (Vec<Value>, Vec<Value>) = list.items.into_iter().partition(Value::is_known);
    known.sort_by(order);
    known.dedup_by(|a, b| same(a, b));
    let mut once: Vec<Value> = Vec::new();
    for item in open {
        if !once.iter().any(|one| same(one, &item)) {
            once.push(item);
        }
    }
    known.extend(once);
    list.items = known;
    list.value()
}

/// The order of the items of a set.
fn order(a: &Value, b: &Value) -> core::cmp::Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.as_str().cmp(&b.as_str()),
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => print(a).cmp(&print(b)),
    }
}

/// A key to compare values with that have no order of their own.
fn print(value: &Value) -> String {
    match value {
        Value::Null | Value::Unknown(_) => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(text) => text.pattern(),
        Value::List(list) => list.items.iter().map(print).collect::<Vec<_>>().join("\u{1}"),
        Value::Object(object) => object
            .members
            .iter()
            .map(|member| format!("{}\u{2}{}", member.name, print(&member.value)))
            .collect::<Vec<_>>()
            .join("\u{1}"),
    }
}

/// Whether two values are certainly the same: known and equal, or the same holes at the same places.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        #[allow(clippy::float_cmp, reason = "numbers are equal where Terraform's are")]
        (Value::Number(a), Value::Number(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => match (a.as_str(), b.as_str()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => a.pattern() == b.pattern(),
            _ => false,
        },
        (Value::List(a), Value::List(b)) => {
            Arc::ptr_eq(a, b)
                || a.more.is_none()
                    && b.more.is_none()
                    && a.items.len() == b.items.len()
                    && a.items.iter().zip(&b.items).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            Arc::ptr_eq(a, b)
                || a.more.is_none()
                    && b.more.is_none()
                    && a.members.len() == b.members.len()
                    && a.members
                        .iter()
                        .zip(&b.members)
                        .all(|(a, b)| a.name == b.name && same(&a.value, &b.value))
        }
        (Value::Unknown(a), Value::Unknown(b)) => {
            a.label == b.label
                && a.sources.iter().map(|one| &one.name).eq(b.sources.iter().map(|one| &one.name))
        }
        _ => false,
    }
}

/// A value as text: of a text, a number or a truth value.
pub(super) fn text(value: &Value) -> Result<Text, Stop> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Bool(value) => Ok(Text::literal(value.to_string())),
        Value::Number(value) => Ok(Text::literal(print_number(*value))),
        Value::Unknown(unknown) => {
            let mut out = Text::default();
            out.push_hole(Arc::clone(unknown));
            Ok(out)
        }
        Value::Null => fails("a text is required, and the value is null"),
        Value::List(_) | Value::Object(_) => fails("a text is required"),
    }
}

/// What is not known because this is not known, of another type.
pub(super) fn unknown_of(value: &Value) -> Value {
    match value {
        Value::Unknown(_) => value.clone(),
        Value::Text(text) => match text.parts() {
            [crate::read::value::Part::Hole(hole)] => Value::Unknown(Arc::clone(hole)),
            _ => Unknown::of(value.origins()).labelled(text.pattern().replace(['⟦', '⟧'], "")).value(),
        },
        _ => Unknown::of(value.origins()).value(),
    }
}

/// A whole number of 0 or more.
pub(super) fn whole(number: f64) -> Option<usize> {
    let fits = number >= 0.0 && number.fract() == 0.0 && number < 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and it fits")]
    fits.then_some(number as usize)
}

/// What is not known because these are not known.
pub(super) fn derived(of: &[&Value]) -> Value {
    let mut sources = Vec::new();
    for value in of {
        crate::read::value::add_origins(&mut sources, &value.origins());
    }
    Unknown::of(sources).value()
}

/// A number as Terraform prints it.
pub(super) fn print_number(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("{value}") }
}

/// A text as a number.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.strip_prefix(['-', '+']).unwrap_or(text);
    let starts = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let fits = plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+'));
    if !(starts && fits) || text.starts_with('+') {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn describe(kind: &Type) -> &'static str {
    match kind {
        Type::Any => "a value",
        Type::String => "a text",
        Type::Number => "a number",
        Type::Bool => "a truth value",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Map(_) => "a map",
        Type::Tuple(_) => "a tuple",
        Type::Object(_) => "an object",
    }
}
