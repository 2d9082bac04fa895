//! `aws-actions/configure-aws-credentials`: the role that a step assumes, and how.
//!
//! Source: the action's published source, by version.

use super::contexts::Cx;
use super::found::{Found, Step as FoundStep};
use super::frame::{Credentials, Source, StepInputs};
use super::metadata::is_true;
use super::reading::{Alternative, alternatives, text};
use super::report::{AssumedRole, AssumedVia, ReadText};
use crate::codes;
use crate::names::{RoleArn, RoleSessionName, is_commit};
use crate::read::expression::{Stop, print, to_text};
use crate::read::value::{Text, Unknown, Value};
use crate::text::{placeholder, quote};

/// The audience that the action asks for where its input says nothing, in every region.
const AUDIENCE: &str = "sts.amazonaws.com";
/// The session name that the action uses where nothing else is said.
const SESSION_NAME: &str = "GitHubActions";

/// The inputs of one step of the action.
pub(super) struct Inputs<'w> {
    pub(super) step: StepInputs<'w>,
    /// Whether its version takes inputs from the environment.
    from_environment: bool,
}

/// Whether a version takes what is not given from the environment: from 4.2 on. Of a commit that is not known; most are new.
fn takes_environment(reference: &str) -> bool {
    if is_commit(reference) {
        return true;
    }
    let version = reference.strip_prefix('v').unwrap_or(reference);
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(0..=3), _) | (Some(4), Some(0 | 1)) => false,
        // The tag `v4` moves with its releases, and a branch has the newest.
        _ => true,
    }
}

impl<'w> Inputs<'w> {
    pub(super) fn new(step: StepInputs<'w>, reference: &str) -> Inputs<'w> {
        Inputs { step, from_environment: takes_environment(reference) }
    }

    /// What an input is taken from.
    pub(super) fn source(&self, name: &str) -> Source<'w> {
        match self.step.source(name) {
            Source::Missing if self.from_environment && name != "audience" => {
                let variable = name.to_ascii_uppercase().replace('-', "_");
                let variable = if name == "aws-region" { "AWS_REGION".to_owned() } else { variable };
                Source::Variable(variable, self.step.at.clone())
            }
            source => source,
        }
    }

    /// The credentials that the step leaves behind.
    pub(super) fn credentials(&self) -> Credentials<'w> {
        Credentials { role: self.source("role-to-assume"), region: self.source("aws-region") }
    }
}

/// An input in every run: without the white space around it, `None` where nothing gives it.
fn input<'w>(cx: &mut Cx<'w>, source: &Source<'w>) -> Result<Option<Vec<Alternative>>, Stop> {
    let notes = cx.notes.len();
    let read = alternatives(cx, |cx| {
        let value = cx.source(source)?;
        Ok(value.map_or(Value::Null, |value| match value {
            Value::Text(text) => Value::Text(text.trim()),
            Value::Null => Value::text(""),
            other => other,
        }))
    })?;
    let missing = read.iter().all(|one| matches!(one.value, Value::Null));
    // A variable that no step before certainly wrote is taken for one that is not there.
    let guessed = matches!(source, Source::Variable(..))
        && read.iter().all(|one| matches!(&one.value, Value::Unknown(_)));
    if guessed {
        cx.notes.truncate(notes);
    }
    Ok((!missing && !guessed).then_some(read))
}

fn flag<'w>(cx: &mut Cx<'w>, source: &Source<'w>) -> Result<bool, Stop> {
    let read = input(cx, source)?;
    Ok(read.is_some_and(|all| all.iter().any(|one| is_true(&one.value) == Some(true))))
}

/// Why the step fails before it asks for anything.
type Failure = String;

/// Whether the step goes on from the credentials at hand.
fn chains<'w>(cx: &mut Cx<'w>, inputs: &Inputs<'w>) -> Result<Result<bool, Failure>, Stop> {
    let source = inputs.source("role-chaining");
    let given = input(cx, &source)?;
    let text = given.iter().flatten().find_map(|one| match &one.value {
        Value::Text(text) => text.as_str(),
        _ => None,
    });
    match text {
        Some(text)
            if inputs.from_environment
                && !matches!(text, "" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE") =>
        {
            Ok(Err(format!("`{}` is neither `true` nor `false`: the step fails", quote(text))))
        }
        _ => Ok(Ok(flag(cx, &source)?)),
    }
}

/// Why the action takes neither this region nor the role's account.
fn refusal<'w>(
    cx: &mut Cx<'w>,
    inputs: &Inputs<'w>,
    region: Option<&Vec<Alternative>>,
    roles: &[Text],
) -> Result<Option<Failure>, Stop> {
    let is_region = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if let Some(name) =
        region.into_iter().flatten().find_map(|one| one.value.as_str().filter(|name| !is_region(name)))
    {
        return Ok(Some(format!("`{}` is not the name of a region: the step fails", quote(name))));
    }
    let Some(allowed) = input(cx, &inputs.step.source("allowed-account-ids"))? else { return Ok(None) };
    let [one] = allowed.as_slice() else { return Ok(None) };
    let Some(accounts) = one.value.as_str().filter(|text| !text.is_empty()) else { return Ok(None) };
    let other = roles.iter().find_map(|role| {
        let role = role.as_str()?.parse::<RoleArn>().ok()?;
        let account = role.account().to_owned();
        (!accounts.split(',').any(|allowed| allowed.trim() == account)).then_some(account)
    });
    Ok(other.map(|account| {
        format!("`allowed-account-ids` does not have the role's account {account}: the step fails")
    }))
}

/// Whether an input is there and not empty.
fn is_given(read: Option<&Vec<Alternative>>) -> bool {
    read.is_some_and(|all| all.iter().any(|one| one.value.as_str() != Some("")))
}

/// Reads one step.
pub(super) fn assume<'w>(
    cx: &mut Cx<'w>,
    inputs: &Inputs<'w>,
    step: &FoundStep,
    out: &mut Found,
) -> Result<(), Stop> {
    cx.notes.clear();
    let role = input(cx, &inputs.source("role-to-assume"))?;
    let notes = core::mem::take(&mut cx.notes);
    let keys = input(cx, &inputs.step.source("aws-access-key-id"))?;
    cx.notes.clear();
    let region = input(cx, &inputs.source("aws-region"))?;
    if !is_given(region.as_ref()) {
        out.find(codes::REGION_MISSING, "the step says no region".to_owned(), Some(&step.spot));
    }
    // Those that a step before exported are the credentials of its role.
    let exported = keys.as_ref().is_some_and(|all| {
        let mut origins = all.iter().flat_map(|one| one.value.origins()).peekable();
        origins.peek().is_some() && origins.all(|origin| origin.name.starts_with("env.AWS_"))
    });
    let has_keys = is_given(keys.as_ref());
    if has_keys && !exported {
        let message = "the step uses access keys: no token is asked for";
        out.find(codes::KEYS_NOT_OIDC, message.to_owned(), Some(&step.spot));
    }
    let Some(role) = role else { return Ok(()) };
    notes.iter().chain(&core::mem::take(&mut cx.notes)).for_each(|note| out.note(note, &step.spot));
    let via = via(cx, inputs, has_keys)?;
    let (via, failure) = via;
    let spot = match inputs.step.given("role-to-assume") {
        Some(template) => &template.spot,
        None => &step.spot,
    };
    let (role, read) = role_text(cx, &role, via, spot, out);
    let failure = match failure {
        Some(failure) => Some(failure),
        None => refusal(cx, inputs, region.as_ref(), &read)?,
    };
    if let Some(message) = failure {
        out.find(codes::STEP_FAILS, message, Some(&step.spot));
    }
    let files = cx.files;
    let shown = |all: Option<&Vec<Alternative>>, name: &str| {
        let spot = inputs.step.given(name).map(|template| &template.spot);
        all.map(|all| text(all, files, spot, false))
    };
    let audience = match via {
        AssumedVia::Oidc => {
            let given = input(cx, &inputs.source("audience"))?;
            Some(shown(given.as_ref(), "audience").unwrap_or_else(|| fixed(AUDIENCE)))
        }
        _ => None,
    };
    let session = input(cx, &inputs.source("role-session-name"))?;
    let session_name = shown(session.as_ref(), "role-session-name").unwrap_or_else(|| fixed(SESSION_NAME));
    check(out, &read, region.as_ref(), audience.as_ref(), &session_name, &step.spot);
    let duration = input(cx, &inputs.source("role-duration-seconds"))?;
    let policy = input(cx, &inputs.source("inline-session-policy"))?;
    let external_id = input(cx, &inputs.source("role-external-id"))?;
    let managed = managed_policies(cx, inputs)?;
    let skip_session_tagging = flag(cx, &inputs.source("role-skip-session-tagging"))?;
    let region = region.filter(|all| is_given(Some(all)));
    out.roles.push(AssumedRole {
        region: shown(region.as_ref(), "aws-region"),
        audience,
        session_name,
        duration: shown(duration.as_ref(), "role-duration-seconds"),
        inline_session_policy: shown(policy.as_ref(), "inline-session-policy"),
        managed_session_policies: managed,
        external_id: shown(external_id.as_ref(), "role-external-id"),
        skip_session_tagging,
        condition: step.condition.clone(),
        action: step.action.clone(),
        ..AssumedRole::new(role, via, step.place.clone())
    });
    Ok(())
}

/// How the role is assumed, and why it is not where the step fails before.
fn via<'w>(
    cx: &mut Cx<'w>,
    inputs: &Inputs<'w>,
    has_keys: bool,
) -> Result<(AssumedVia, Option<Failure>), Stop> {
    let chains = match chains(cx, inputs)? {
        Ok(chains) => chains,
        Err(failure) => return Ok((AssumedVia::None, Some(failure))),
    };
    let token_file = input(cx, &inputs.source("web-identity-token-file"))?;
    Ok(if chains {
        (AssumedVia::Chained, None)
    } else if has_keys {
        (AssumedVia::Keys, None)
    } else if is_given(token_file.as_ref()) {
        (AssumedVia::TokenFile, None)
    } else if flag(cx, &inputs.step.source("force-skip-oidc"))? {
        let message = "`force-skip-oidc` with a role and without keys or a token file fails";
        (AssumedVia::None, Some(message.to_owned()))
    } else {
        (AssumedVia::Oidc, None)
    })
}

/// The role, and its text to be checked. A bare name is completed with the account of the credentials at hand.
fn role_text(
    cx: &Cx<'_>,
    role: &[Alternative],
    via: AssumedVia,
    spot: &crate::read::value::Spot,
    out: &mut Found,
) -> (ReadText, Vec<Text>) {
    let is_name =
        |value: &Value| value.as_str().is_some_and(|text| !text.is_empty() && !text.starts_with("arn:"));
    let texts: Vec<Text> = role.iter().map(|one| to_text(&one.value)).collect();
    if !role.iter().all(|one| is_name(&one.value)) {
        return (text(role, cx.files, Some(spot), false), texts);
    }
    if via == AssumedVia::Oidc {
        let message = "a role's name needs credentials that tell the account: with a token there are none, and the step fails";
        out.find(codes::ROLE_NAME_NOT_ARN, message.to_owned(), Some(spot));
    }
    let completed: Vec<Alternative> = role
        .iter()
        .map(|one| {
            let mut arn = Text::literal("arn:aws:iam::");
            let account = Unknown::source("account of the current credentials", None).labelled("account");
            arn.append(&to_text(&account.value()));
            arn.push(&format!(":role/{}", print(&one.value)));
            Alternative { when: one.when.clone(), value: Value::Text(arn) }
        })
        .collect();
    (text(&completed, cx.files, Some(spot), false), Vec::new())
}

/// What is wrong with a role, its audience or its session's name.
fn check(
    out: &mut Found,
    roles: &[Text],
    region: Option<&Vec<Alternative>>,
    audience: Option<&ReadText>,
    session_name: &ReadText,
    spot: &crate::read::value::Spot,
) {
    for role in roles {
        let shown = role.pattern();
        if let Some(found) = placeholder(&shown).filter(|found| !found.text.contains('⟦')) {
            let message = format!("`{}` is a placeholder that is not filled in", quote(found.text));
            out.find(codes::PLACEHOLDER, message, Some(spot));
        }
        match role.as_str() {
            Some("") => {
                let message = "the role is empty: nothing is assumed";
                out.find(codes::ROLE_EMPTY, message.to_owned(), Some(spot));
            }
            Some(text) if text.parse::<RoleArn>().is_err() => {
                let message = format!("`{}` is not the ARN of a role", quote(text));
                out.find(codes::ROLE_ARN_INVALID, message, Some(spot));
            }
            _ => {}
        }
    }
    let in_china = roles.iter().any(|role| role.prefix().starts_with("arn:aws-cn:"))
        || region.is_some_and(|all| all.iter().any(|one| to_text(&one.value).prefix().starts_with("cn-")));
    if in_china && audience.and_then(|audience| audience.value.as_deref()) == Some(AUDIENCE) {
        let message =
            "in China the audience is `sts.amazonaws.com.cn`: the action does not change it by the region";
        out.find(codes::AUDIENCE_OF_OTHER_PARTITION, message.to_owned(), Some(spot));
    }
    if let Some(name) = &session_name.value
        && name.parse::<RoleSessionName>().is_err()
    {
        let message = format!(
            "`{}` is not the name of a session: the action does not change it, and fails",
            quote(name)
        );
        out.find(codes::SESSION_NAME_INVALID, message, Some(spot));
    }
}

fn managed_policies<'w>(cx: &mut Cx<'w>, inputs: &Inputs<'w>) -> Result<Vec<ReadText>, Stop> {
    let Some(all) = input(cx, &inputs.source("managed-session-policies"))? else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    for one in &all {
        for line in to_text(&one.value).split(&['\n']) {
            let line = line.trim();
            if line.len() > 0 || line.holes().count() > 0 {
                let alternative = Alternative { when: one.when.clone(), value: Value::Text(line) };
                out.push(text(&[alternative], cx.files, None, false));
            }
        }
    }
    Ok(out)
}

/// A text that the action fixes.
pub(super) fn fixed(value: &str) -> ReadText {
    ReadText { value: Some(value.to_owned()), ..ReadText::default() }
}
