//! `on`: the events that start a workflow.

use super::model::{DeclaredSecret, Input, InputKind, Trigger};
use super::schema::{Schema, invalid, member};
use crate::codes;
use crate::error::Error;
use crate::knowledge::events;
use crate::read::expression::Scope;
use crate::text::{nearest, quote};
use crate::tree::json::{Member, Node, Value};

/// Where the default of an input may look.
const INPUT_DEFAULT: Scope<'static> =
    Scope { contexts: &["github", "inputs", "vars"], status: false, files: false };

/// Reads `on`.
pub(super) fn read(schema: Schema, node: &Node) -> Result<Vec<Trigger>, Error> {
    let named = |node: &Node| -> Result<Trigger, Error> {
        let event = schema.text(node, "on")?;
        trigger(schema, &event, node.span.clone(), None)
    };
    match &node.value {
        Value::Array(items) => items.iter().map(named).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| trigger(schema, &member.name, member.name_span.clone(), Some(&member.node)))
            .collect(),
        _ => Ok(vec![named(node)?]),
    }
}

fn trigger(
    schema: Schema,
    event: &str,
    bytes: core::ops::Range<usize>,
    body: Option<&Node>,
) -> Result<Trigger, Error> {
    if events::find(event).is_none() {
        let help = match nearest(event, events::rows().iter().map(|event| event.name)) {
            Some(near) => format!("write `{near}`"),
            None => "use one of the events that GitHub documents".to_owned(),
        };
        let message = format!("no event is called `{}`", quote(event));
        return Err(invalid(message, bytes).with_found(event).with_help(help));
    }
    let mut out = Trigger { event: event.to_owned(), spot: schema.spot(bytes), ..Trigger::default() };
    let Some(body) = body else { return Ok(out) };
    match &body.value {
        Value::Null => return Ok(out),
        Value::Array(items) if event == "schedule" => {
            for item in items {
                schema.mapping(item, "schedule")?;
            }
            return Ok(out);
        }
        _ => {}
    }
    let members = schema.mapping(body, event)?;
    let list = |name: &str| member(members, name).map(|node| schema.texts(node, name)).transpose();
    out.branches = list("branches")?;
    out.branches_ignore = list("branches-ignore")?;
    out.tags = list("tags")?;
    out.tags_ignore = list("tags-ignore")?;
    out.paths = list("paths")?;
    out.paths_ignore = list("paths-ignore")?;
    out.types = list("types")?;
    out.workflows = list("workflows")?;
    for (one, other) in [("branches", "branches-ignore"), ("tags", "tags-ignore"), ("paths", "paths-ignore")]
    {
        if let (Some(_), Some(second)) = (member(members, one), member(members, other)) {
            let message = format!("`{one}` and `{other}` exclude each other");
            return Err(invalid(message, second.span.clone())
                .with_help(format!("write the exceptions into `{one}`, with `!` before each")));
        }
    }
    if let Some(node) = member(members, "inputs") {
        out.inputs = inputs(schema, node, event)?;
    }
    if let Some(node) = member(members, "secrets") {
        out.secrets = secrets(schema, node)?;
    }
    Ok(out)
}

/// The inputs of `workflow_dispatch`, `workflow_call` or an action (`""`).
pub(super) fn inputs(schema: Schema, node: &Node, event: &str) -> Result<Vec<Input>, Error> {
    if node.value == Value::Null {
        return Ok(Vec::new());
    }
    let one = |declared: &Member| -> Result<Input, Error> {
        let empty: &[Member] = &[];
        let members = match &declared.node.value {
            Value::Null => empty,
            _ => schema.mapping(&declared.node, &declared.name)?,
        };
        let kind = match member(members, "type") {
            Some(node) => input_kind(schema, node, event)?,
            None if event == "workflow_call" => {
                let message = format!("the input `{}` has no `type`", quote(&declared.name));
                return Err(invalid(message, declared.name_span.clone())
                    .with_help("write `type: string`, `boolean` or `number`"));
            }
            None => InputKind::Text,
        };
        let required = member(members, "required").is_some_and(|node| node.value == Value::Bool(true));
        let default = member(members, "default")
            .map(|node| schema.template(node, "default", INPUT_DEFAULT))
            .transpose()?;
        let options = member(members, "options").map(|node| schema.texts(node, "options")).transpose()?;
        let name = declared.name.clone();
        Ok(Input { name, kind, required, default, options: options.unwrap_or_default() })
    };
    schema.mapping(node, "inputs")?.iter().map(one).collect()
}

fn input_kind(schema: Schema, node: &Node, event: &str) -> Result<InputKind, Error> {
    let dispatched = event == "workflow_dispatch";
    let text = schema.text(node, "type")?;
    Ok(match text.as_str() {
        "string" => InputKind::Text,
        "boolean" => InputKind::Boolean,
        "number" => InputKind::Number,
        "choice" if dispatched => InputKind::Choice,
        "environment" if dispatched => InputKind::Environment,
        _ => {
            let message = format!("an input does not have the type `{}`", quote(&text));
            return Err(invalid(message, node.span.clone())
                .with_found(&text)
                .with_help("write `string`, `boolean` or `number`"));
        }
    })
}

fn secrets(schema: Schema, node: &Node) -> Result<Vec<DeclaredSecret>, Error> {
    if node.value == Value::Null {
        return Ok(Vec::new());
    }
    let one = |declared: &Member| {
        let required = match &declared.node.value {
            Value::Object(members) => {
                member(members, "required").is_some_and(|node| node.value == Value::Bool(true))
            }
            _ => false,
        };
        DeclaredSecret { name: declared.name.clone(), required }
    };
    Ok(schema.mapping(node, "secrets")?.iter().map(one).collect())
}

/// Whether a trigger's filter patterns are all such that GitHub documents what they do.
pub(super) fn documented(trigger: &Trigger) -> Option<(&'static crate::codes::Code, String)> {
    use crate::github::{Filter, FilterKind, FilterMode};
    let lists = [
        (&trigger.branches, FilterMode::Include, FilterKind::Ref),
        (&trigger.branches_ignore, FilterMode::Ignore, FilterKind::Ref),
        (&trigger.tags, FilterMode::Include, FilterKind::Ref),
        (&trigger.tags_ignore, FilterMode::Ignore, FilterKind::Ref),
        (&trigger.paths, FilterMode::Include, FilterKind::Path),
        (&trigger.paths_ignore, FilterMode::Ignore, FilterKind::Path),
    ];
    lists.into_iter().find_map(|(patterns, mode, kind)| {
        let error = Filter::new(patterns.as_ref()?, mode, kind).err()?;
        Some((codes::PATTERN_INVALID, error.to_string()))
    })
}
