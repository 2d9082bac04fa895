//! `AWS_ROLE_ARN` and `AWS_WEB_IDENTITY_TOKEN_FILE`: with both, every SDK of AWS and Terraform assume the role by the token in
//! the file.
//!
//! Source: the AWS SDKs and Tools Reference Guide, "Assume role credential provider".

use super::contexts::Cx;
use super::credentials::fixed;
use super::found::{Found, Step};
use super::frame::At;
use super::images::audience;
use super::reading::{Alternative, alternatives, text};
use super::report::{AssumedRole, AssumedVia, ReadText};
use crate::read::expression::{Stop, Template, to_text};
use crate::read::value::Value;

/// The variables that GitHub's runner gives a job that may ask for a token.
const REQUEST: &str = "ACTIONS_ID_TOKEN_REQUEST_";

/// A step whose variables name a role and a file with a token.
pub(super) fn run<'w>(
    cx: &mut Cx<'w>,
    script: &'w Template,
    at: &At<'w>,
    step: &Step,
    out: &mut Found,
) -> Result<(), Stop> {
    let asks = script.source().contains(REQUEST);
    if asks {
        let all = alternatives(cx, |cx| cx.eval(script, at))?;
        out.asked = all.iter().find_map(|one| audience(&to_text(&one.value))).or(out.asked.take());
        out.asks = true;
    }
    let (Some(role), Some(_)) =
        (given(cx, at, "AWS_ROLE_ARN")?, given(cx, at, "AWS_WEB_IDENTITY_TOKEN_FILE")?)
    else {
        return Ok(());
    };
    let shown = |cx: &mut Cx<'w>, name: &str| -> Result<Option<ReadText>, Stop> {
        Ok(given(cx, at, name)?.map(|all| text(&all, cx.files, Some(&step.spot), false)))
    };
    let region = shown(cx, "AWS_REGION")?;
    let session_name = shown(cx, "AWS_ROLE_SESSION_NAME")?.unwrap_or_default();
    let via = if out.asks { AssumedVia::Oidc } else { AssumedVia::TokenFile };
    let name = text(&role, cx.files, Some(&step.spot), false);
    let role = AssumedRole {
        region,
        audience: out.asked.as_deref().filter(|_| out.asks).map(fixed),
        session_name,
        condition: step.condition.clone(),
        action: step.action.clone(),
        in_script: true,
        ..AssumedRole::new(name, via, step.place.clone())
    };
    // Each step of the job has the variables: the role is told once.
    let same =
        |known: &AssumedRole| known.role.value == role.role.value && known.role.pattern == role.role.pattern;
    if !out.roles.iter().any(same) {
        out.roles.push(role);
    }
    Ok(())
}

/// A variable that the files write; one of the run is not known to be there.
fn given<'w>(cx: &mut Cx<'w>, at: &At<'w>, name: &str) -> Result<Option<Vec<Alternative>>, Stop> {
    let notes = cx.notes.len();
    let read = alternatives(cx, |cx| cx.variable_at(name, at))?;
    let is_open = |one: &Alternative| matches!(&one.value, Value::Unknown(unknown) if unknown.sources.iter().all(|source| source.name == format!("env.{name}")));
    let missing = read.iter().all(|one| matches!(one.value, Value::Null) || is_open(one));
    if missing {
        cx.notes.truncate(notes);
    }
    Ok((!missing).then_some(read))
}
