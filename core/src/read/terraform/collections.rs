//! The functions over lists, sets, maps and objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::stop::{Budget, Stop, fails};
use super::types::{self, Type, derived, whole};
use crate::read::value::{List, Member, Object, Shape, Unknown, Value};

/// Calls a function over collections; `None` for one that is not read.
pub(super) fn call(name: &str, arguments: &[Value], budget: &mut Budget) -> Result<Option<Value>, Stop> {
    let value = match (name, arguments) {
        ("concat", lists) => concat(lists)?,
        ("merge", objects) => merge(objects)?,
        ("flatten", [list]) => flatten(list)?,
        ("length", [value]) => length(value)?,
        ("keys" | "values", [object]) => sides(name, object)?,
        ("lookup", [object, key]) => lookup(object, key, None)?,
        ("lookup", [object, key, default]) => lookup(object, key, Some(default))?,
        ("element", [list, index]) => element(list, index)?,
        ("coalesce" | "coalescelist", all) => coalesce(name, all)?,
        ("contains", [list, value]) => contains(list, value)?,
        ("one", [list]) => one(list)?,
        ("zipmap", [keys, values]) => zipmap(keys, values)?,
        ("range", numbers) => range(numbers, budget)?,
        ("min" | "max", numbers) => extreme(name, numbers)?,
        ("abs" | "ceil" | "floor", [number]) => round(name, number)?,
        ("sum", [list]) => sum(list)?,
        ("setproduct", sets) => product(sets, budget)?,
        ("setunion" | "setintersection" | "setsubtract", sets) => set_of(name, sets)?,
        ("anytrue" | "alltrue", [list]) => truth(name, list)?,
        ("chunklist", [list, size]) => chunks(list, size)?,
        ("slice", [list, start, end]) => slice(list, start, end)?,
        ("index", [list, value]) => index(list, value)?,
        ("distinct" | "compact" | "sort" | "reverse", [list]) => {
            if let Value::List(items) = list {
                // Each item is compared with those before it.
                budget.spend(items.items.len().saturating_mul(items.items.len()) / 4)?;
            }
            arranged(name, list)?
        }
        _ => return Ok(None),
    };
    Ok(Some(value))
}

/// A list of items of one type.
pub(super) fn uniform(items: Vec<Value>) -> Value {
    List { items, shape: Shape::Uniform, ..List::default() }.value()
}

/// `tolist`, `toset` and `tomap`.
pub(super) fn cast(name: &str, value: &Value) -> Result<Value, Stop> {
    let any = Box::new(Type::Any);
    types::convert(
        value,
        &match name {
            "tolist" => Type::List(any),
            "toset" => Type::Set(any),
            _ => Type::Map(any),
        },
    )
}

/// The list that a value is; `Err` holds the answer where it is not known.
fn list(value: &Value) -> Result<Result<Arc<List>, Value>, Stop> {
    match value {
        Value::List(list) => Ok(Ok(Arc::clone(list))),
        Value::Unknown(_) => Ok(Err(derived(&[value]))),
        Value::Null => fails("a list is null"),
        _ => fails("a list is required"),
    }
}

/// What comes from several places that are not known.
fn joined(more: &[Arc<Unknown>]) -> Option<Arc<Unknown>> {
    match more {
        [] => None,
        [only] => Some(Arc::clone(only)),
        all => {
            let mut sources = Vec::new();
            for one in all {
                crate::read::value::add_origins(&mut sources, &one.sources);
            }
            Some(Arc::new(Unknown::of(sources)))
        }
    }
}

fn concat(lists: &[Value]) -> Result<Value, Stop> {
    let (mut items, mut more) = (Vec::new(), Vec::new());
    let mut shape = Shape::Uniform;
    for value in lists {
        match value {
            Value::List(list) if list.shape != Shape::Set => {
                items.extend(list.items.iter().cloned());
                more.extend(list.more.clone());
                if list.shape == Shape::Fixed {
                    shape = Shape::Fixed;
                }
            }
            Value::Unknown(unknown) => more.push(Arc::clone(unknown)),
            _ => return fails("`concat` takes lists"),
        }
    }
    Ok(List { items, more: joined(&more), spot: None, shape }.value())
}

fn merge(objects: &[Value]) -> Result<Value, Stop> {
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut more = Vec::new();
    let mut maps = true;
    for value in objects {
        match value {
            Value::Object(object) => {
                maps &= object.shape == Shape::Uniform;
                if let Some(open) = &object.more {
                    // Members that are not known may replace those before.
                    more.push(Arc::clone(open));
                }
                for member in &object.members {
                    members.insert(member.name.clone(), member.clone());
                }
            }
            Value::Unknown(unknown) => {
                maps = false;
                more.push(Arc::clone(unknown));
                for member in members.values_mut() {
                    let sources = Unknown::of(unknown.sources.clone());
                    member.value = Unknown { default: Some(member.value.clone()), ..sources }.value();
                }
            }
            Value::Null => {}
            _ => return fails("`merge` takes maps and objects"),
        }
    }
    let shape = if maps && !objects.is_empty() { Shape::Uniform } else { Shape::Fixed };
    Ok(Object { members: members.into_values().collect(), more: joined(&more), spot: None, shape }.value())
}

fn flatten(value: &Value) -> Result<Value, Stop> {
    let outer = match list(value)? {
        Ok(outer) => outer,
        Err(open) => return Ok(open),
    };
    let (mut items, mut more) = (Vec::new(), Vec::new());
    add_flat(&outer, &mut items, &mut more);
    Ok(List { items, more: joined(&more), ..List::default() }.value())
}

fn add_flat(list: &List, items: &mut Vec<Value>, more: &mut Vec<Arc<Unknown>>) {
    for item in &list.items {
        match item {
            Value::List(inner) => add_flat(inner, items, more),
            one => items.push(one.clone()),
        }
    }
    more.extend(list.more.clone());
}

fn length(value: &Value) -> Result<Value, Stop> {
    let count = match value {
        Value::List(list)
            if list.more.is_none()
                && (list.shape != Shape::Set || list.items.iter().all(Value::is_known)) =>
        {
            list.items.len()
        }
        Value::Object(object) if object.more.is_none() => object.members.len(),
        Value::Text(text) => match text.as_str() {
            Some(text) => text.chars().count(),
            None => return Ok(derived(&[value])),
        },
        Value::List(_) | Value::Object(_) | Value::Unknown(_) => return Ok(derived(&[value])),
        _ => return fails("`length` takes a text or a collection"),
    };
    Ok(Value::Number(count as f64))
}

fn sides(name: &str, value: &Value) -> Result<Value, Stop> {
    let object = match value {
        Value::Object(object) => object,
        Value::Unknown(_) => return Ok(derived(&[value])),
        _ => return fails(format!("`{name}` takes a map or an object")),
    };
    let items = object.members.iter().map(|member| match (name, &member.spot) {
        ("keys", Some(spot)) => {
            Value::Text(crate::read::value::Text::written(member.name.clone(), spot.clone()))
        }
        ("keys", None) => Value::text(member.name.clone()),
        _ => member.value.clone(),
    });
    let shape = if name == "values" && object.shape == Shape::Fixed { Shape::Fixed } else { Shape::Uniform };
    Ok(List { items: items.collect(), more: object.more.clone(), spot: None, shape }.value())
}

fn lookup(object: &Value, key: &Value, default: Option<&Value>) -> Result<Value, Stop> {
    let name = types::text(key)?;
    let same = match (object, default) {
        (Value::Object(members), Some(default)) if members.shape == Shape::Uniform => {
            let kind = members.members.first().map_or(Type::Any, |member| types::of(&member.value));
            Some(types::convert(default, &kind)?)
        }
        _ => None,
    };
    let default = same.as_ref().or(default);
    match (object, name.as_str()) {
        (Value::Object(members), Some(name)) => match (members.get(name), &members.more, default) {
            (Some(value), ..) => Ok(value.clone()),
            (None, Some(more), _) => {
                Ok(Unknown { default: default.cloned(), ..Unknown::of(more.sources.clone()) }.value())
            }
            (None, None, Some(default)) => Ok(default.clone()),
            (None, None, None) => fails(format!("there is no member `{name}`")),
        },
        (Value::Object(_) | Value::Unknown(_), _) => {
            let Value::Unknown(unknown) = derived(&[object, key]) else { return Ok(Value::Null) };
            Ok(Unknown { default: default.cloned(), ..(*unknown).clone() }.value())
        }
        _ => fails("`lookup` takes a map"),
    }
}

fn number(value: &Value) -> Result<Option<f64>, Stop> {
    match types::convert(value, &Type::Number)? {
        Value::Number(number) => Ok(Some(number)),
        Value::Null => fails("a number is null"),
        _ => Ok(None),
    }
}

fn element(value: &Value, index: &Value) -> Result<Value, Stop> {
    let Some(index) = number(index)? else { return Ok(derived(&[value, index])) };
    let list = match list(value)? {
        Ok(list) => list,
        Err(open) => return Ok(open),
    };
    if list.shape == Shape::Set {
        return fails("`element` takes a list");
    }
    if let Some(more) = &list.more {
        let known = whole(index).and_then(|index| list.items.get(index));
        return Ok(known.cloned().unwrap_or_else(|| Value::Unknown(Arc::clone(more))));
    }
    if list.items.is_empty() {
        return fails("the list is empty");
    }
    let wrapped = if index.abs() < 9e15 { index % list.items.len() as f64 } else { f64::NAN };
    match whole(wrapped).and_then(|index| list.items.get(index)) {
        Some(value) => Ok(value.clone()),
        None => fails("an index is not a whole number of 0 or more"),
    }
}

fn coalesce(name: &str, all: &[Value]) -> Result<Value, Stop> {
    let is_list = |value: &Value| match value {
        Value::List(list) => list.shape != Shape::Set,
        value => matches!(value, Value::Null | Value::Unknown(_)),
    };
    if name == "coalescelist" && !all.iter().all(is_list) {
        return fails("`coalescelist` takes lists");
    }
    let kinds: Vec<Type> = all.iter().map(types::of).filter(|kind| *kind != Type::Any).collect();
    let kind = match types::unify(&kinds) {
        Some(kind) => kind,
        None if name == "coalescelist" || kinds.is_empty() => Type::Any,
        None => return fails("the arguments have different types"),
    };
    for (index, value) in all.iter().enumerate() {
        let empty = match value {
            Value::Null => true,
            Value::Text(text) => name == "coalesce" && text.as_str() == Some(""),
            Value::List(list) => name == "coalescelist" && list.items.is_empty() && list.more.is_none(),
            _ => false,
        };
        if empty {
            continue;
        }
        if let Value::Unknown(unknown) = value {
            // It may be null or empty: then the next one counts.
            let next = all.get(index + 1..).unwrap_or_default();
            let default = coalesce(name, next).ok();
            return Ok(match default {
                Some(default) => {
                    Unknown { default: Some(default), plain: false, ..(**unknown).clone() }.value()
                }
                None => value.clone(),
            });
        }
        return types::convert(value, &kind);
    }
    fails("no argument has a value")
}

fn contains(value: &Value, looked_for: &Value) -> Result<Value, Stop> {
    let Ok(list) = list(value)? else { return Ok(open(&[value, looked_for])) };
    if !looked_for.is_known() {
        return Ok(open(&[value, looked_for]));
    }
    let found = list.items.iter().any(|item| types::same(item, looked_for));
    if found {
        return Ok(Value::Bool(true));
    }
    if list.more.is_none() && list.items.iter().all(Value::is_known) {
        return Ok(Value::Bool(false));
    }
    Ok(open(&[value]))
}

/// A truth value that depends on these.
fn open(of: &[&Value]) -> Value {
    match derived(of) {
        Value::Unknown(unknown) => {
            Unknown::one_of(unknown.sources.clone(), vec![Value::Bool(true), Value::Bool(false)]).value()
        }
        value => value,
    }
}

fn one(value: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) => list,
        Err(open) => return Ok(open),
    };
    match (list.items.as_slice(), &list.more) {
        ([], None) => Ok(Value::Null),
        ([only], None) => Ok(only.clone()),
        ([], Some(more)) => Ok(Value::Unknown(Arc::clone(more))),
        ([only], Some(_)) => Ok(only.clone()),
        _ => fails("the list has more than one item"),
    }
}

fn zipmap(keys: &Value, values: &Value) -> Result<Value, Stop> {
    let (Ok(keys), Ok(values)) = (list(keys)?, list(values)?) else { return Ok(derived(&[keys, values])) };
    if values.shape == Shape::Set {
        return fails("`zipmap` takes lists");
    }
    if keys.more.is_some() || values.more.is_some() {
        return Ok(derived(&[&Value::List(keys), &Value::List(values)]));
    }
    if keys.items.len() != values.items.len() {
        return fails("there are as many keys as values");
    }
    let mut members = BTreeMap::new();
    for (key, value) in keys.items.iter().zip(&values.items) {
        let name = types::text(key)?;
        match name.as_str() {
            Some(name) => {
                let member =
                    Member { name: name.to_owned(), value: value.clone(), spot: key.spot().cloned() };
                members.insert(name.to_owned(), member);
            }
            None => return Ok(derived(&[key])),
        }
    }
    let shape = if values.shape == Shape::Fixed { Shape::Fixed } else { Shape::Uniform };
    Ok(Object { members: members.into_values().collect(), shape, ..Object::default() }.value())
}

fn range(arguments: &[Value], budget: &mut Budget) -> Result<Value, Stop> {
    let mut numbers = Vec::new();
    for argument in arguments {
        match number(argument)? {
            Some(number) => numbers.push(number),
            None => return Ok(derived(&arguments.iter().collect::<Vec<_>>())),
        }
    }
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0.0, *end, if *end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (*start, *end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] => (*start, *end, *step),
        _ => return fails("`range` takes one to three numbers"),
    };
    if step == 0.0 || (if step > 0.0 { end < start } else { end > start }) {
        return fails("the step leads away from the end");
    }
    let mut items = Vec::new();
    let mut at = start;
    while if step > 0.0 { at < end } else { at > end } {
        if items.len() >= 1024 {
            return fails("a range has at most 1024 numbers");
        }
        budget.spend(1)?;
        items.push(Value::Number(at));
        at += step;
    }
    Ok(uniform(items))
}

fn extreme(name: &str, arguments: &[Value]) -> Result<Value, Stop> {
    let mut out: Option<f64> = None;
    for argument in arguments {
        let Some(number) = number(argument)? else {
            return Ok(derived(&arguments.iter().collect::<Vec<_>>()));
        };
        out = Some(out.map_or(number, |out| if name == "min" { out.min(number) } else { out.max(number) }));
    }
    out.map_or_else(|| fails("a number is missing"), |number| Ok(Value::Number(number)))
}

fn round(name: &str, value: &Value) -> Result<Value, Stop> {
    Ok(match (name, number(value)?) {
        (_, None) => derived(&[value]),
        ("abs", Some(number)) => Value::Number(number.abs()),
        ("ceil", Some(number)) => Value::Number(number.ceil()),
        (_, Some(number)) => Value::Number(number.floor()),
    })
}

fn sum(value: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) if list.more.is_none() => list,
        _ => return Ok(derived(&[value])),
    };
    let mut total = Value::Number(0.0);
    if list.items.is_empty() {
        return fails("the list is empty");
    }
    for item in &list.items {
        total = super::operators::binary(super::syntax::Binary::Add, &total, item)?;
    }
    Ok(total)
}

fn product(sets: &[Value], budget: &mut Budget) -> Result<Value, Stop> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    let mut all_sets = true;
    for value in sets {
        let list = match list(value)? {
            Ok(list) if list.more.is_none() => list,
            _ => return Ok(derived(&sets.iter().collect::<Vec<_>>())),
        };
        all_sets &= list.shape == Shape::Set;
        let mut next = Vec::new();
        for row in &rows {
            for item in &list.items {
                budget.spend(row.len() + 1)?;
                next.push(row.iter().chain([item]).cloned().collect());
            }
        }
        rows = next;
    }
    if sets.len() < 2 {
        return fails("`setproduct` takes two collections or more");
    }
    let items = rows.into_iter().map(|row| List::of(row).value()).collect();
    let out = List { items, shape: Shape::Uniform, ..List::default() };
    Ok(if all_sets { types::set(out) } else { out.value() })
}

fn set_of(name: &str, sets: &[Value]) -> Result<Value, Stop> {
    let mut out: Option<Vec<Value>> = None;
    let mut more = Vec::new();
    for value in sets {
        let list = match list(&cast("toset", value)?)? {
            Ok(list) => list,
            Err(Value::Unknown(open)) if name == "setunion" => {
                more.push(open);
                continue;
            }
            Err(_) => return Ok(derived(&sets.iter().collect::<Vec<_>>())),
        };
        if name != "setunion" && (list.more.is_some() || !value.is_known()) {
            return Ok(derived(&sets.iter().collect::<Vec<_>>()));
        }
        more.extend(list.more.clone());
        let has = |item: &Value| list.items.iter().any(|one| types::same(one, item));
        out = Some(match (out, name) {
            (None, _) => list.items.clone(),
            (Some(items), "setunion") => items.into_iter().chain(list.items.iter().cloned()).collect(),
            (Some(items), "setintersection") => items.into_iter().filter(|item| has(item)).collect(),
            (Some(items), _) => items.into_iter().filter(|item| !has(item)).collect(),
        });
    }
    let items = out.unwrap_or_default();
    let kinds: Vec<Type> = items.iter().map(types::of).filter(|kind| *kind != Type::Any).collect();
    let kind = if kinds.is_empty() { Some(Type::Any) } else { types::unify(&kinds) };
    let Some(kind) = kind else { return fails("the sets have different types") };
    let items = items.iter().map(|item| types::convert(item, &kind)).collect::<Result<_, _>>()?;
    Ok(types::set(List { items, more: joined(&more), ..List::default() }))
}

fn truth(name: &str, value: &Value) -> Result<Value, Stop> {
    let Ok(list) = list(value)? else { return Ok(open(&[value])) };
    let decides = name == "anytrue";
    let mut certain = list.more.is_none();
    let items: Vec<Value> =
        list.items.iter().map(|item| types::convert(item, &Type::Bool)).collect::<Result<_, _>>()?;
    for item in items {
        match item {
            Value::Bool(truth) if truth == decides => return Ok(Value::Bool(decides)),
            Value::Bool(_) => {}
            Value::Null if decides => {}
            Value::Null => return Ok(Value::Bool(false)),
            _ => certain = false,
        }
    }
    Ok(if certain { Value::Bool(!decides) } else { open(&[value]) })
}

fn chunks(value: &Value, size: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) if list.more.is_none() => list,
        _ => return Ok(derived(&[value])),
    };
    let Some(size) = number(size)?.and_then(whole) else { return Ok(derived(&[value, size])) };
    let size = if size == 0 { list.items.len().max(1) } else { size };
    Ok(uniform(list.items.chunks(size).map(|chunk| uniform(chunk.to_vec())).collect()))
}

fn slice(value: &Value, start: &Value, end: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) if list.more.is_none() => list,
        _ => return Ok(derived(&[value])),
    };
    if list.shape == Shape::Set {
        return fails("`slice` takes a list");
    }
    let (Some(from), Some(to)) = (number(start)?, number(end)?) else {
        return Ok(derived(&[value, start, end]));
    };
    let bounds = whole(from).zip(whole(to)).filter(|(from, to)| from <= to);
    match bounds.and_then(|(from, to)| list.items.get(from..to)) {
        Some(items) => Ok(List { items: items.to_vec(), shape: list.shape, ..List::default() }.value()),
        None => fails("the list has no such part"),
    }
}

fn index(value: &Value, looked_for: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) if list.items.iter().all(Value::is_known) && looked_for.is_known() => list,
        _ => return Ok(derived(&[value, looked_for])),
    };
    match list.items.iter().position(|item| types::same(item, looked_for)) {
        Some(index) => Ok(Value::Number(index as f64)),
        None if list.more.is_some() => Ok(derived(&[value])),
        None => fails("the list has no such item"),
    }
}

fn arranged(name: &str, value: &Value) -> Result<Value, Stop> {
    let list = match list(value)? {
        Ok(list) => list,
        Err(open) => return Ok(open),
    };
    let mut out = List { items: Vec::new(), spot: None, ..(*list).clone() };
    match name {
        "reverse" if list.more.is_some() => return Ok(derived(&[value])),
        "reverse" => out.items = list.items.iter().rev().cloned().collect(),
        "distinct" => {
            for item in &list.items {
                if !out.items.iter().any(|one| types::same(one, item)) {
                    out.items.push(item.clone());
                }
            }
            out.shape = Shape::Uniform;
        }
        "compact" => {
            for item in &list.items {
                let empty = match item {
                    Value::Null => true,
                    Value::Text(text) => text.as_str() == Some(""),
                    Value::List(_) | Value::Object(_) => return fails("`compact` takes texts"),
                    _ => false,
                };
                if !empty {
                    out.items.push(types::convert(item, &Type::String)?);
                }
            }
            out.shape = Shape::Uniform;
        }
        _ => {
            for item in &list.items {
                out.items.push(types::convert(item, &Type::String)?);
            }
            if !out.items.iter().all(Value::is_known) {
                // Where an item goes is not known: the order is as it is written.
                out.shape = Shape::Uniform;
                return Ok(out.value());
            }
            out.items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            out.shape = Shape::Uniform;
        }
    }
    Ok(out.value())
}
