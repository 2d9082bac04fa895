//! Evaluates expressions as Terraform does, with values that have holes.

mod calls;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::operators;
use super::scope::{Named, Scope, World};
use super::stop::{Stop, fails};
use super::syntax::{Expr, For, Item, Kind, Piece, PieceFor, Step, place};
use super::types::{self, derived, whole};
use crate::read::gathered::OpenReason;
use crate::read::value::{List, Member, Object, Shape, Spot, Text, Unknown, Value};

/// The longest expression that names a hole as it is written.
const MAX_LABEL: usize = 80;

/// The value of an expression.
pub(super) fn eval(world: &mut dyn World, scope: &Scope<'_>, expr: &Expr) -> Result<Value, Stop> {
    world.budget().enter()?;
    let value = eval_kind(world, scope, expr);
    world.budget().leave();
    value
}

fn eval_kind(world: &mut dyn World, scope: &Scope<'_>, expr: &Expr) -> Result<Value, Stop> {
    match &expr.kind {
        Kind::Null => Ok(Value::Null),
        Kind::Bool(value) => Ok(Value::Bool(*value)),
        Kind::Number(value) => Ok(Value::Number(*value)),
        Kind::LongNumber => Ok(not_read(world, expr, "a number with more digits than are read")),
        Kind::Template(pieces) => template(world, scope, pieces),
        Kind::Tuple(items) => {
            let items = items.iter().map(|item| eval(world, scope, item)).collect::<Result<_, _>>()?;
            let spot = place(&expr.spot);
            made(world, List { items, spot, ..List::default() }.value())
        }
        Kind::Object(items) => object(world, scope, items, &expr.spot),
        Kind::Name(name) => refer(world, scope, name, &[], expr),
        Kind::Get(base, steps) => match &base.kind {
            Kind::Name(name) => refer(world, scope, name, steps, expr),
            _ => {
                let value = eval(world, scope, base)?;
                walk(world, scope, value, steps)
            }
        },
        Kind::Call(one) => calls::call(world, scope, one, expr),
        Kind::Unary(operator, inner) => {
            let value = eval(world, scope, inner)?;
            operators::unary(*operator, &value).map(|value| labelled(world, expr, value))
        }
        Kind::Binary(operator, sides) => {
            let [left, right] = &**sides;
            let left = eval(world, scope, left)?;
            let right = eval(world, scope, right)?;
            let (all, most) = (left.origins().len() + right.origins().len(), 64);
            world.budget().spend(all.min(most))?;
            operators::binary(*operator, &left, &right).map(|value| labelled(world, expr, value))
        }
        Kind::Conditional(parts) => conditional(world, scope, parts, expr),
        Kind::For(one) => each(world, scope, one, expr),
    }
}

/// A collection, paid for.
fn made(world: &mut dyn World, value: Value) -> Result<Value, Stop> {
    world.budget().pay(&value)?;
    Ok(value)
}

/// A hole for what is not read.
fn not_read(world: &mut dyn World, expr: &Expr, why: &str) -> Value {
    let name = named(world, &expr.spot);
    world.ask(&name, OpenReason::NotRead, Some(why.to_owned()), &expr.spot);
    Unknown::source(name, place(&expr.spot)).value()
}

/// The name of a hole for what is written at a place, cut where it is long.
pub(super) fn named(world: &dyn World, spot: &Spot) -> String {
    let text =
        world.written(spot).unwrap_or("an expression").split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_LABEL) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text,
    }
}

/// What is written at a place, where it is short enough to be a name.
pub(super) fn written(world: &dyn World, spot: &Spot) -> Option<String> {
    let text = world.written(spot)?.trim();
    (text.len() <= MAX_LABEL && !text.contains('\n')).then(|| text.to_owned())
}

/// A hole that an expression makes of others is named as the expression is written.
pub(super) fn labelled(world: &mut dyn World, expr: &Expr, value: Value) -> Value {
    match &value {
        Value::Unknown(unknown) if !unknown.plain && unknown.label.is_none() => {
            let label = written(world, &expr.spot);
            Unknown { label, ..(**unknown).clone() }.value()
        }
        _ => value,
    }
}

fn refer(
    world: &mut dyn World,
    scope: &Scope<'_>,
    name: &str,
    steps: &[Step],
    expr: &Expr,
) -> Result<Value, Stop> {
    if let Some(value) = scope.named(name) {
        let value = value.clone();
        return walk(world, scope, value, steps);
    }
    if scope.module.is_none() {
        return fails(format!("there is no variable `{name}` here"));
    }
    let (value, taken) = world.refer(scope, name, steps, &expr.spot)?;
    let rest = steps.get(taken..).unwrap_or_default();
    walk(world, scope, value, rest)
}

/// What the steps lead to.
pub(super) fn walk(
    world: &mut dyn World,
    scope: &Scope<'_>,
    value: Value,
    steps: &[Step],
) -> Result<Value, Stop> {
    let mut value = value;
    let mut rest = steps;
    while let Some((step, after)) = rest.split_first() {
        world.budget().spend(1)?;
        rest = after;
        value = match step {
            Step::Attribute(name) => attribute(world, &value, name)?,
            Step::Index(index) => {
                let index = eval(world, scope, index)?;
                at(world, &value, &index)?
            }
            Step::Splat => return splat(world, scope, value, rest),
            Step::AttributeSplat => {
                let count = rest.iter().take_while(|step| matches!(step, Step::Attribute(_))).count();
                let (each, after) = rest.split_at(count);
                rest = after;
                splat(world, scope, value, each)?
            }
        };
    }
    Ok(value)
}

fn splat(world: &mut dyn World, scope: &Scope<'_>, value: Value, steps: &[Step]) -> Result<Value, Stop> {
    let list = match value {
        Value::Null => List::default(),
        Value::List(list) => (*list).clone(),
        Value::Unknown(unknown) => {
            let suffix: String = steps
                .iter()
                .map_while(|step| match step {
                    Step::Attribute(name) => Some(format!(".{name}")),
                    _ => None,
                })
                .collect();
            return match part(world, &unknown, &format!("[*]{suffix}")) {
                Value::Unknown(more) => Ok(List { more: Some(more), ..List::default() }.value()),
                one => Ok(one),
            };
        }
        one => List::of(vec![one]),
    };
    let mut items = Vec::new();
    for item in list.items {
        items.push(walk(world, scope, item, steps)?);
    }
    let shape = if list.shape == Shape::Fixed { Shape::Fixed } else { Shape::Uniform };
    made(world, List { items, more: list.more, spot: None, shape }.value())
}

/// An attribute of a value.
pub(super) fn attribute(world: &mut dyn World, value: &Value, name: &str) -> Result<Value, Stop> {
    match value {
        Value::Object(object) => match (object.get(name), &object.more) {
            (Some(value), _) => Ok(value.clone()),
            (None, Some(more)) => Ok(part(world, more, &format!(".{name}"))),
            (None, None) => fails(format!("there is no attribute `{name}`")),
        },
        Value::Unknown(unknown) => {
            if let [Value::Object(_), ..] = unknown.candidates.as_slice() {
                let mut candidates = Vec::new();
                for one in &unknown.candidates {
                    candidates.push(attribute(world, one, name)?);
                }
                return Ok(Unknown { candidates, label: None, plain: false, ..(**unknown).clone() }.value());
            }
            Ok(part(world, unknown, &format!(".{name}")))
        }
        Value::List(list) => match name.parse::<usize>() {
            Ok(index) => item(world, list, index),
            Err(_) => fails(format!("a list has no attribute `{name}`")),
        },
        _ => fails(format!("there is no attribute `{name}`: the value has none")),
    }
}

/// A part of what is not known.
fn part(world: &mut dyn World, whole: &Unknown, suffix: &str) -> Value {
    match whole.sources.as_slice() {
        [only] if whole.plain && whole.label.is_none() => {
            let name = format!("{}{suffix}", only.name);
            world.ask_part(&only.name, &name);
            Unknown::source(name, only.spot.clone()).value()
        }
        _ => {
            let label = whole.label.as_ref().map(|label| format!("{label}{suffix}"));
            Unknown { label, ..Unknown::of(whole.sources.clone()) }.value()
        }
    }
}

/// An element of a value.
pub(super) fn at(world: &mut dyn World, value: &Value, index: &Value) -> Result<Value, Stop> {
    match (value, index) {
        (Value::Null, _) => fails("null has no elements"),
        (_, Value::Null) => fails("an index is null"),
        (Value::List(list), Value::Number(_) | Value::Text(_)) if list.shape != Shape::Set => {
            match types::convert(index, &types::Type::Number)? {
                Value::Number(number) => match whole(number) {
                    Some(index) => item(world, list, index),
                    None => fails("an index is not a whole number of 0 or more"),
                },
                _ => Ok(derived(&[value, index])),
            }
        }
        (Value::Object(_), Value::Number(_) | Value::Text(_) | Value::Bool(_)) => {
            match types::text(index)?.as_str() {
                Some(name) => attribute(world, value, name),
                None => Ok(derived(&[value, index])),
            }
        }
        (Value::Unknown(unknown), Value::Number(number)) => {
            Ok(part(world, unknown, &format!("[{}]", types::print_number(*number))))
        }
        (Value::Unknown(unknown), Value::Text(text)) => match text.as_str() {
            Some(text) => Ok(part(world, unknown, &format!("[\"{text}\"]"))),
            None => Ok(derived(&[value, index])),
        },
        (Value::List(_) | Value::Object(_) | Value::Unknown(_), Value::Unknown(_)) => {
            Ok(derived(&[value, index]))
        }
        _ => fails("this value has no elements"),
    }
}

fn item(world: &mut dyn World, list: &List, index: usize) -> Result<Value, Stop> {
    match (list.items.get(index), &list.more) {
        (Some(value), _) => Ok(value.clone()),
        (None, Some(more)) => Ok(part(world, more, &format!("[{index}]"))),
        (None, None) => {
            fails(format!("the list has {} items, and there is none at {index}", list.items.len()))
        }
    }
}

fn object(world: &mut dyn World, scope: &Scope<'_>, items: &[Item], spot: &Spot) -> Result<Value, Stop> {
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut more: Vec<Value> = Vec::new();
    for item in items {
        let key = eval(world, scope, &item.key)?;
        let value = eval(world, scope, &item.value)?;
        let key = types::text(&key)?;
        match key.as_str() {
            Some(name) => {
                let member = Member { name: name.to_owned(), value, spot: place(&item.key.spot) };
                if members.insert(name.to_owned(), member).is_some() {
                    world.twice(name, &item.key.spot);
                }
            }
            None => more.push(Value::Text(key)),
        }
    }
    let open: Vec<&Value> = more.iter().collect();
    let more = match derived(&open) {
        Value::Unknown(unknown) if !open.is_empty() => Some(unknown),
        _ => None,
    };
    let members = members.into_values().collect();
    made(world, Object { members, more, spot: place(spot), shape: Shape::Fixed }.value())
}

/// The text of a template, or the value where it is one interpolation and nothing else.
pub(super) fn template(world: &mut dyn World, scope: &Scope<'_>, pieces: &[Piece]) -> Result<Value, Stop> {
    if let [Piece::Value(only)] = pieces {
        return eval(world, scope, only);
    }
    let mut out = Text::default();
    push_pieces(world, scope, pieces, &mut out)?;
    Ok(Value::Text(out))
}

fn push_pieces(
    world: &mut dyn World,
    scope: &Scope<'_>,
    pieces: &[Piece],
    out: &mut Text,
) -> Result<(), Stop> {
    for piece in pieces {
        match piece {
            Piece::Literal(text) => {
                world.budget().spend(1 + text.len() / 4 + out.parts().len() / 8)?;
                out.append(text);
            }
            Piece::Value(expr) => {
                let value = eval(world, scope, expr)?;
                let text = types::text(&value)?;
                // A text of very many parts takes their number squared to look through.
                world.budget().spend(1 + text.len() / 4 + text.parts().len() + out.parts().len() / 8)?;
                out.append(&text);
            }
            Piece::If(parts) => {
                let (condition, yes, no) = &**parts;
                match types::convert(&eval(world, scope, condition)?, &types::Type::Bool)? {
                    Value::Bool(true) => push_pieces(world, scope, yes, out)?,
                    Value::Bool(false) => push_pieces(world, scope, no, out)?,
                    Value::Null => return fails("a condition is null"),
                    open => {
                        let mut candidates = Vec::new();
                        for side in [yes, no] {
                            let mut text = Text::default();
                            push_pieces(world, scope, side, &mut text)?;
                            candidates.push(Value::Text(text));
                        }
                        let label = written(world, &condition.spot).map(|text| format!("if {text}"));
                        let hole = Unknown { label, ..Unknown::one_of(open.origins(), candidates) };
                        out.push_hole(Arc::new(hole));
                    }
                }
            }
            Piece::For(one) => push_for(world, scope, one, out)?,
        }
    }
    Ok(())
}

fn push_for(world: &mut dyn World, scope: &Scope<'_>, one: &PieceFor, out: &mut Text) -> Result<(), Stop> {
    let over = eval(world, scope, &one.over)?;
    let (pairs, more) = pairs(&over)?;
    for (key, value) in pairs {
        world.budget().spend(1)?;
        with_pair(scope, one.key.as_deref(), &one.value, (key, value), &mut |scope| {
            push_pieces(world, scope, &one.body, out)
        })?;
    }
    if let Some(more) = more {
        let label = written(world, &one.over.spot).map(|text| format!("for {text}"));
        out.push_hole(Arc::new(Unknown { label, ..Unknown::of(more.sources.clone()) }));
    }
    Ok(())
}

/// Does something with the names of a key and a value in scope.
fn with_pair<T>(
    scope: &Scope<'_>,
    key_name: Option<&str>,
    value_name: &str,
    (key, value): (Value, Value),
    then: &mut dyn FnMut(&Scope<'_>) -> T,
) -> T {
    let outer = Named { name: key_name.unwrap_or(""), value: key, outer: scope.names };
    let outer = if key_name.is_some() { Some(&outer) } else { scope.names };
    let named = Named { name: value_name, value, outer };
    then(&Scope { module: scope.module, names: Some(&named) })
}

/// The pairs of keys and values of a collection, and where more may come from.
pub(super) type Pairs = (Vec<(Value, Value)>, Option<Arc<Unknown>>);

/// What a loop goes over.
pub(super) fn pairs(over: &Value) -> Result<Pairs, Stop> {
    match over {
        Value::List(list) => {
            let pairs = list.items.iter().enumerate().map(|(index, item)| {
                let key = if list.shape == Shape::Set { item.clone() } else { Value::Number(index as f64) };
                (key, item.clone())
            });
            Ok((pairs.collect(), list.more.clone()))
        }
        Value::Object(object) => {
            let pairs = object.members.iter().map(|member| {
                let name = match &member.spot {
                    Some(spot) => Text::written(member.name.clone(), spot.clone()),
                    None => Text::literal(member.name.clone()),
                };
                (Value::Text(name), member.value.clone())
            });
            Ok((pairs.collect(), object.more.clone()))
        }
        Value::Unknown(unknown) => Ok((Vec::new(), Some(Arc::clone(unknown)))),
        Value::Null => fails("a loop goes over null"),
        _ => fails("a loop needs a list, a set, a map or an object"),
    }
}

fn each(world: &mut dyn World, scope: &Scope<'_>, one: &For, expr: &Expr) -> Result<Value, Stop> {
    let over = eval(world, scope, &one.over)?;
    let (pairs, mut more) = pairs(&over)?;
    let mut items: Vec<Value> = Vec::new();
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for pair in pairs {
        world.budget().spend(1)?;
        let mut open: Option<Value> = None;
        with_pair(scope, one.key_name.as_deref(), &one.value_name, pair, &mut |scope| {
            if let Some(condition) = &one.condition {
                match types::convert(&eval(world, scope, condition)?, &types::Type::Bool)? {
                    Value::Bool(true) => {}
                    Value::Bool(false) => return Ok(()),
                    Value::Null => return fails("the condition of a loop is null"),
                    unknown => {
                        open = Some(unknown);
                        return Ok(());
                    }
                }
            }
            let Some(key) = &one.key else {
                items.push(eval(world, scope, &one.value)?);
                return Ok(());
            };
            let key = types::text(&eval(world, scope, key)?)?;
            let value = eval(world, scope, &one.value)?;
            let Some(name) = key.as_str() else {
                open = Some(Value::Text(key));
                return Ok(());
            };
            if one.groups {
                groups.entry(name.to_owned()).or_default().push(value);
                return Ok(());
            }
            let spot = Value::Text(key.clone()).spot().cloned();
            let member = Member { name: name.to_owned(), value, spot };
            match members.insert(name.to_owned(), member) {
                None => Ok(()),
                Some(_) => fails(format!("two elements of the loop have the key `{name}`")),
            }
        })?;
        if let Some(open) = open {
            let mut sources = more.map_or_else(Vec::new, |more| more.sources.clone());
            crate::read::value::add_origins(&mut sources, &open.origins());
            more = Some(Arc::new(Unknown::of(sources)));
        }
    }
    let more = more.map(|more| match labelled(world, expr, Unknown::of(more.sources.clone()).value()) {
        Value::Unknown(unknown) => unknown,
        _ => more,
    });
    let spot = place(&expr.spot);
    if one.key.is_none() {
        return made(world, List { items, more, spot, shape: Shape::Fixed }.value());
    }
    members.extend(
        groups
            .into_iter()
            .map(|(name, items)| (name.clone(), Member { name, value: List::of(items).value(), spot: None })),
    );
    let members = members.into_values().collect();
    made(world, Object { members, more, spot, shape: Shape::Fixed }.value())
}

fn conditional(
    world: &mut dyn World,
    scope: &Scope<'_>,
    parts: &[Expr; 3],
    expr: &Expr,
) -> Result<Value, Stop> {
    let [condition, yes, no] = parts;
    let condition = types::convert(&eval(world, scope, condition)?, &types::Type::Bool)?;
    let (yes, no) = (eval(world, scope, yes), eval(world, scope, no));
    for side in [&yes, &no] {
        if let Err(stop @ (Stop::Costly | Stop::NotRead(_))) = side {
            return Err(stop.clone());
        }
    }
    let kind = |side: &Result<Value, Stop>| side.as_ref().map_or(types::Type::Any, types::of);
    let Some(kind) = types::unify(&[kind(&yes), kind(&no)]) else {
        return fails("the two results of a condition have different types");
    };
    let chosen = |side: Result<Value, Stop>| types::convert(&side?, &kind);
    match condition {
        Value::Bool(true) => chosen(yes),
        Value::Bool(false) => chosen(no),
        Value::Null => fails("a condition is null"),
        open => {
            let (yes, no) = match (chosen(yes), chosen(no)) {
                (Ok(yes), Ok(no)) if types::same(&yes, &no) => return Ok(yes),
                (Ok(yes), Ok(no)) => (yes, no),
                (Err(stop), Err(_)) => return Err(stop),
                (Ok(only), Err(_)) | (Err(_), Ok(only)) => return Ok(only),
            };
            let unknown = Unknown::one_of(open.origins(), vec![yes, no]);
            Ok(labelled(world, expr, unknown.value()))
        }
    }
}
