//! Calls of functions: those that evaluate their arguments themselves, those that read documents, and all others.

use std::sync::Arc;

use super::{eval, labelled, made, not_read, template, written};
use crate::read::gathered::OpenReason;
use crate::read::terraform::functions;
use crate::read::terraform::literal::Base;
use crate::read::terraform::parse;
use crate::read::terraform::scope::{MEMBERS, Named, Scope, World};
use crate::read::terraform::stop::{Stop, fails};
use crate::read::terraform::syntax::{Call, Expr, place};
use crate::read::terraform::types::{self, derived};
use crate::read::value::{Spot, Text, Unknown, Value};

/// The value of a call.
pub(super) fn call(
    world: &mut dyn World,
    scope: &Scope<'_>,
    call: &Call,
    expr: &Expr,
) -> Result<Value, Stop> {
    match call.name.as_str() {
        "try" => return attempt(world, scope, call, expr),
        "can" => {
            let [only] = call.arguments.as_slice() else { return fails("`can` takes one argument") };
            return match eval(world, scope, only) {
                Ok(Value::Unknown(unknown)) => {
                    let bools = vec![Value::Bool(true), Value::Bool(false)];
                    let value = Unknown::one_of(unknown.sources.clone(), bools).value();
                    Ok(labelled(world, expr, value))
                }
                Ok(_) => Ok(Value::Bool(true)),
                Err(Stop::Fails(_)) => Ok(Value::Bool(false)),
                Err(stop) => Err(stop),
            };
        }
        _ => {}
    }
    let mut arguments = Vec::new();
    for argument in &call.arguments {
        arguments.push(eval(world, scope, argument)?);
    }
    if call.expands {
        match arguments.pop() {
            Some(Value::List(list)) if list.more.is_none() => arguments.extend(list.items.iter().cloned()),
            Some(Value::List(list)) => {
                let open = list.more.iter().map(|more| Value::Unknown(Arc::clone(more)));
                let all: Vec<Value> = arguments.iter().chain(&list.items).cloned().chain(open).collect();
                return Ok(labelled(world, expr, derived(&all.iter().collect::<Vec<_>>())));
            }
            Some(open @ Value::Unknown(_)) => return Ok(labelled(world, expr, derived(&[&open]))),
            _ => return fails("what follows `...` is not a list"),
        }
    }
    match call.name.as_str() {
        "file" | "templatefile" | "fileexists" | "filebase64" => read(world, scope, call, &arguments, expr),
        name => {
            let value = functions::call(name, &arguments, world.budget())?;
            match value {
                Some(value) => {
                    let value = labelled(world, expr, value);
                    made(world, value)
                }
                None => Ok(not_read(world, expr, &format!("the function `{name}` is not read"))),
            }
        }
    }
}

/// The first argument that does not fail.
fn attempt(world: &mut dyn World, scope: &Scope<'_>, call: &Call, expr: &Expr) -> Result<Value, Stop> {
    let mut why = "`try` takes arguments".to_owned();
    for (index, argument) in call.arguments.iter().enumerate() {
        match eval(world, scope, argument) {
            Ok(Value::Unknown(unknown)) => {
                // Whether it fails depends on what is not known: then it may be the next one.
                let next = call.arguments.get(index + 1).and_then(|next| eval(world, scope, next).ok());
                let label = written(world, &expr.spot);
                let value = match next {
                    Some(default) if default.is_known() => Unknown {
                        default: Some(default),
                        plain: false,
                        label: unknown.label.clone().or(label),
                        ..(*unknown).clone()
                    }
                    .value(),
                    _ => Value::Unknown(unknown),
                };
                return Ok(value);
            }
            Ok(value) => return Ok(value),
            Err(Stop::Fails(reason)) => why = reason,
            Err(stop) => return Err(stop),
        }
    }
    fails(why)
}

/// The functions that read a document.
fn read(
    world: &mut dyn World,
    scope: &Scope<'_>,
    call: &Call,
    arguments: &[Value],
    expr: &Expr,
) -> Result<Value, Stop> {
    let Some(path) = arguments.first() else { return fails("a path is missing") };
    let path = types::text(path)?;
    let found = path.as_str().map(|path| (path.to_owned(), world.document(scope, path)));
    let (path, document, text) = match found {
        Some((path, Some((document, text)))) => (path, document, text),
        Some((path, None)) if call.name != "fileexists" => {
            let name = written(world, &expr.spot).unwrap_or_else(|| format!("{}(…)", call.name));
            world.ask(&name, OpenReason::FileNotGiven, Some(path), &expr.spot);
            return Ok(Unknown::source(name, place(&expr.spot)).value());
        }
        _ => {
            let value = derived(&arguments.iter().collect::<Vec<_>>());
            let name = written(world, &expr.spot).unwrap_or_else(|| call.name.clone());
            if value.origins().is_empty() {
                world.ask(&name, OpenReason::FileNotGiven, None, &expr.spot);
                return Ok(Unknown::source(name, place(&expr.spot)).value());
            }
            return Ok(labelled(world, expr, value));
        }
    };
    world.budget().spend(1 + text.len() / 16)?;
    match call.name.as_str() {
        "fileexists" => Ok(Value::Bool(true)),
        "file" => {
            let bytes = 0..text.len();
            Ok(Value::Text(Text::written(text, Spot { document, bytes })))
        }
        "filebase64" => Ok(not_read(world, expr, "the function `filebase64` is not read")),
        _ if scope.module.is_none() => fails("a template does not call `templatefile`"),
        _ => {
            let names = match arguments.get(1) {
                Some(Value::Object(object)) => Arc::clone(object),
                Some(open @ Value::Unknown(_)) => return Ok(labelled(world, expr, derived(&[open]))),
                _ => return fails("`templatefile` takes a path and an object"),
            };
            let pieces = match parse::template(&text, &Base::Document(document, 0)) {
                Ok(pieces) => pieces,
                Err(error) => return fails(format!("`{path}` is not a template: {error}")),
            };
            let named = Named { name: MEMBERS, value: Value::Object(names), outer: None };
            let value = template(world, &Scope { module: None, names: Some(&named) }, &pieces)?;
            if matches!(value, Value::Unknown(_)) { Ok(value) } else { types::text(&value).map(Value::Text) }
        }
    }
}
