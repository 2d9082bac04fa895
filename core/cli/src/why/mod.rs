//! `why`: one denial, from the claims of a job and a trust policy, or from an event, a token or a log beside a repository.

mod aligned;
mod ask;
mod text;
mod written;

use std::path::Path;

use assumable::aws::ClaimsScope;
use assumable::contract::subject_template;
use assumable::github::Token;
use assumable::{Claims, Error, SubjectTemplate, TrustOptions, TrustPolicy, Verdict};

use super::Streams;
use super::arguments::{AnswerFormat, Scope, Why};
use super::check;
use super::outcome::{Code, Refused};
use super::source::{self, Text};
use ask::{Answer, Question};

/// Answers from claims and a trust policy; without a policy, from the documents of a repository.
pub(crate) fn run(why: &Why, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let Some(policy) = &why.policy else {
        return check::observed(&why.evidence, &why.paths, why.known.clone(), why.format, streams);
    };
    let answer = answer(why, policy, streams)?;
    let code = match answer.verdict {
        Verdict::Allowed => Code::Nothing,
        Verdict::Denied => Code::Found,
        Verdict::Undetermined => Code::Open,
    };
    let text = match why.format {
        AnswerFormat::Json => written::json(answer),
        AnswerFormat::Text => text::text(&answer),
    };
    streams.write(text.as_bytes())?;
    Ok(code)
}

/// Reads the files and answers.
fn answer(why: &Why, policy: &Path, streams: &mut Streams<'_>) -> Result<Answer, Refused> {
    let Text { name, text } = source::text(&why.evidence, streams)?;
    let in_claims = |error: Error| Refused::of(&error, &name);
    let (claims, is_token, findings) = if text.trim_start().starts_with(['{', '[']) {
        (text.parse::<Claims>().map_err(in_claims)?, false, Vec::new())
    } else {
        let token = Token::decode(&text).map_err(in_claims)?;
        (token.claims, true, token.findings)
    };
    let template = match &why.settings {
        None => SubjectTemplate::default(),
        Some(path) => {
            let Text { name, text } = source::text(path, streams)?;
            subject_template(&text).map_err(|error| Refused::of(&error, &name))?
        }
    };
    let Text { name: file, text } = source::text(policy, streams)?;
    let policy: TrustPolicy = text.parse().map_err(|error| Refused::of(&error, &file))?;
    let scope = match why.scope {
        None | Some(Scope::Token) => ClaimsScope::Token,
        Some(Scope::Partial) => ClaimsScope::Partial,
    };
    let mut options = TrustOptions::default().with_claims_scope(scope);
    if let Some(role) = &why.role {
        options.role_arn = Some(role.parse().map_err(|error| Refused::of(&error, "--role"))?);
    }
    Question { claims, is_token, findings, template, policy, options }.answer().map_err(in_claims)
}
