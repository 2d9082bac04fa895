//! `strategy.matrix`: the jobs that it makes.
//!
//! Source: GitHub Docs, "Run job variations"; the runner's published parser.

use super::schema::{Schema, invalid, member};
use crate::error::Error;
use crate::read::expression::{Scope, number, print};
use crate::read::value::{List, Object, Spot, Value};
use crate::tree::json::{self, Member, Node};

/// The most jobs of one matrix.
pub(super) const MAX_JOBS: usize = 256;

/// A matrix.
#[derive(Debug)]
pub(super) enum Matrix {
    /// Written out: each job's values by key, in order.
    Known(Vec<Combination>),
    /// It depends on what is not known: only its keys may be known.
    Unknown(Spot),
}

/// The values of one job of a matrix.
pub(super) type Combination = Vec<(String, Value)>;

impl Matrix {
    /// Reads `strategy.matrix`.
    pub(super) fn read(schema: Schema, matrix: &Member, scope: Scope<'_>) -> Result<Matrix, Error> {
        let node = &matrix.node;
        let unknown = || Matrix::Unknown(schema.spot(node.span.clone()));
        if let json::Value::String(_) = &node.value {
            let written = schema.template(node, "matrix", scope)?.fixed();
            return match written.as_ref().map(of_value) {
                Some(Some(written)) => written.expand(matrix),
                _ => Ok(unknown()),
            };
        }
        let members = schema.mapping(node, "matrix")?;
        let mut axes = Vec::new();
        let mut is_open = false;
        for axis in members.iter().filter(|member| !matches!(&*member.name, "include" | "exclude")) {
            match &axis.node.value {
                json::Value::String(_) => match schema.template(&axis.node, &axis.name, scope)?.fixed() {
                    Some(Value::List(list)) => axes.push((axis.name.clone(), list.items.clone())),
                    _ => is_open = true,
                },
                _ => {
                    let items = schema.list(&axis.node, &axis.name)?;
                    let values: Option<Vec<Value>> = items.iter().map(constant).collect();
                    match values {
                        Some(values) => axes.push((axis.name.clone(), values)),
                        None => is_open = true,
                    }
                }
            }
        }
        let lists = ["exclude", "include"].map(|name| objects(schema, members, name, scope));
        let [exclude, include] = lists;
        match (exclude?, include?, is_open) {
            (Some(exclude), Some(include), false) => Written { axes, exclude, include }.expand(matrix),
            _ => Ok(unknown()),
        }
    }
}

/// A matrix of which every value is known.
#[derive(Default)]
struct Written {
    axes: Vec<(String, Vec<Value>)>,
    exclude: Vec<Combination>,
    include: Vec<Combination>,
}

impl Written {
    fn expand(&self, matrix: &Member) -> Result<Matrix, Error> {
        expand(&self.axes, &self.exclude, &self.include).map(Matrix::Known).ok_or_else(|| too_large(matrix))
    }
}

/// The matrix that a value is; `None` where it is none.
fn of_value(value: &Value) -> Option<Written> {
    let Value::Object(object) = value else { return None };
    let mut out = Written::default();
    for member in &object.members {
        let Value::List(list) = &member.value else { return None };
        let objects = || list.items.iter().map(combination).collect::<Option<Vec<_>>>();
        match &*member.name {
            "include" => out.include = objects()?,
            "exclude" => out.exclude = objects()?,
            name => out.axes.push((name.to_owned(), list.items.clone())),
        }
    }
    Some(out)
}

fn combination(value: &Value) -> Option<Combination> {
    let Value::Object(object) = value else { return None };
    Some(object.members.iter().map(|member| (member.name.clone(), member.value.clone())).collect())
}

/// The mappings of `include` or `exclude`; `None` where they are not written out.
fn objects(
    schema: Schema,
    members: &[Member],
    name: &str,
    scope: Scope<'_>,
) -> Result<Option<Vec<Combination>>, Error> {
    let Some(node) = member(members, name) else { return Ok(Some(Vec::new())) };
    if let json::Value::String(_) = &node.value {
        return Ok(match schema.template(node, name, scope)?.fixed() {
            Some(Value::List(list)) => list.items.iter().map(combination).collect(),
            _ => None,
        });
    }
    let mut out = Vec::new();
    for item in schema.list(node, name)? {
        if let json::Value::String(_) = &item.value {
            schema.template(item, name, scope)?;
            return Ok(None);
        }
        let members = schema.mapping(item, name)?;
        let known = members.iter().map(|member| Some((member.name.clone(), constant(&member.node)?)));
        match known.collect::<Option<Combination>>() {
            Some(combination) => out.push(combination),
            None => return Ok(None),
        }
    }
    Ok(Some(out))
}

/// A value without expressions.
fn constant(node: &Node) -> Option<Value> {
    Some(match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(text) => Value::Number(number::literal(text).unwrap_or(f64::NAN)),
        json::Value::String(text) if text.contains("${{") => return None,
        json::Value::String(text) => Value::text(text),
        json::Value::Array(items) => {
            let items = items.iter().map(constant).collect::<Option<_>>()?;
            List::of(items).value()
        }
        json::Value::Object(members) => {
            let members = members.iter().map(|member| Some((member.name.clone(), constant(&member.node)?)));
            Object::of(members.collect::<Option<Vec<_>>>()?).value()
        }
    })
}

/// Every combination of the axes, without those excluded and with those included; `None` where there are too many.
fn expand(
    axes: &[(String, Vec<Value>)],
    exclude: &[Combination],
    include: &[Combination],
) -> Option<Vec<Combination>> {
    let product = axes.iter().try_fold(1_usize, |count, (_, values)| count.checked_mul(values.len()));
    // What is excluded may bring a larger product down; GitHub looks at it as it goes, so a bound far above is enough.
    if product.is_none_or(|count| count > MAX_JOBS * 64) {
        return None;
    }
    let mut out: Vec<Combination> = Vec::new();
    if !axes.is_empty() {
        out.push(Vec::new());
    }
    for (name, values) in axes {
        out = out
            .into_iter()
            .flat_map(|before| {
                values.iter().map(move |value| {
                    let mut next = before.clone();
                    next.push((name.clone(), value.clone()));
                    next
                })
            })
            .collect();
    }
    let fits = |combination: &Combination, wanted: &Combination, missing: bool| {
        wanted.iter().all(|(name, value)| match get(combination, name) {
            Some(found) => alike(found, value),
            None => missing,
        })
    };
    out.retain(|combination| !exclude.iter().any(|excluded| fits(combination, excluded, false)));
    let original = out.len();
    for included in include {
        let of_axes: Combination =
            included.iter().filter(|(name, _)| axes.iter().any(|(axis, _)| axis == name)).cloned().collect();
        let mut joined = false;
        for combination in out.iter_mut().take(original) {
            if fits(combination, &of_axes, false) {
                joined = true;
                for (name, value) in included {
                    combination.retain(|(known, _)| known != name);
                    combination.push((name.clone(), value.clone()));
                }
            }
        }
        if !joined {
            out.push(included.clone());
        }
    }
    (out.len() <= MAX_JOBS).then_some(out)
}

fn too_large(matrix: &Member) -> Error {
    invalid(format!("the matrix makes more than {MAX_JOBS} jobs"), matrix.name_span.clone())
        .with_help("GitHub refuses it: split the matrix, or exclude combinations")
}

/// The value of a key.
pub(super) fn get<'c>(combination: &'c Combination, name: &str) -> Option<&'c Value> {
    combination.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn alike(one: &Value, other: &Value) -> bool {
    print(one) == print(other) && core::mem::discriminant(one) == core::mem::discriminant(other)
}
