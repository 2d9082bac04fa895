//! The outputs of well-known actions: registries, image names, accounts.

use super::contexts::Cx;
use super::frame::{Credentials, Login, Output};
use super::metadata;
use crate::codes;
use crate::names::RoleArn;
use crate::read::expression::{Stop, print, to_text};
use crate::read::value::{Text, Unknown, Value};
use crate::text::quote;

/// The value of an output, where it is known.
pub(super) fn value<'w>(
    cx: &mut Cx<'w>,
    output: &Output<'w>,
    name: &str,
    id: &str,
) -> Result<Option<Value>, Stop> {
    match output {
        Output::Credentials(credentials) if name.eq_ignore_ascii_case("aws-account-id") => {
            account(cx, credentials).map(Some)
        }
        Output::Login(login) if name.eq_ignore_ascii_case("registry") => {
            let source = format!("steps.{id}.outputs.{name}");
            registry(cx, login, &source).map(Some)
        }
        Output::Metadata(inputs) => metadata::output(cx, inputs, name),
        _ => Ok(None),
    }
}

/// The account of the credentials: that of the role.
fn account<'w>(cx: &mut Cx<'w>, credentials: &Credentials<'w>) -> Result<Value, Stop> {
    let role = cx.source(&credentials.role)?.unwrap_or(Value::Null);
    let text = to_text(&role);
    if let Some(role) = text.as_str() {
        let known = role.parse::<RoleArn>().ok().map(|role| Value::text(role.account().to_string()));
        return Ok(known.unwrap_or_else(|| unknown_account(&role_parts(&text))));
    }
    Ok(unknown_account(&role_parts(&text)))
}

/// The part of a role's text that is its account: between the fourth colon and the fifth.
fn role_parts(text: &Text) -> Text {
    let parts = text.split(&[':']);
    match parts.as_slice() {
        [arn, partition, service, _, account, ..]
            if arn.as_str() == Some("arn")
                && partition.as_str().is_some()
                && service.as_str() == Some("iam") =>
        {
            account.clone()
        }
        _ => Text::default(),
    }
}

fn unknown_account(part: &Text) -> Value {
    match part.len() == 0 && part.holes().count() == 0 {
        true => Unknown::source("account of the current credentials", None).labelled("account").value(),
        false => Value::Text(part.clone()),
    }
}

/// The output `registry` of a login in to ECR: set for one registry only.
fn registry<'w>(cx: &mut Cx<'w>, login: &Login<'w>, source: &str) -> Result<Value, Stop> {
    let public = cx.source(&login.public)?.map(|value| print(&value).trim() == "public");
    if public == Some(true) {
        return Ok(Value::text("public.ecr.aws"));
    }
    let registries = cx.source(&login.registries)?.map(|value| to_text(&value).trim());
    let named = registries.filter(|text| text.as_str() != Some(""));
    let account = match (&named, &login.credentials) {
        (Some(named), _) => {
            let mut all = named.split(&[',']);
            if all.len() > 1 {
                let message =
                    format!("`{}` is not set: the step logs in to several registries", quote(source));
                cx.note(codes::REGISTRY_OUTPUT_UNSET, message, None);
                return Ok(Value::text(""));
            }
            all.pop().map_or_else(Text::default, |one| one.trim())
        }
        (None, Some(credentials)) => to_text(&account(cx, credentials)?),
        (None, None) => return Ok(Unknown::source(source, None).value()),
    };
    let region = match &login.credentials {
        Some(credentials) => cx.source(&credentials.region)?,
        None => None,
    };
    let region =
        region.map_or_else(|| to_text(&Unknown::source("AWS_REGION", None).value()), |value| to_text(&value));
    let mut out = account;
    out.push(".dkr.ecr.");
    out.append(&region.trim());
    out.push(if region.prefix().starts_with("cn-") { ".amazonaws.com.cn" } else { ".amazonaws.com" });
    Ok(Value::Text(out))
}
