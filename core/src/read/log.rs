//! Lines in which AWS, docker or an action refused: what they say, and what they name.
//!
//! Sources: the messages of STS, of IAM ("Troubleshoot access denied error messages"), of ECR and docker, and of
//! `configure-aws-credentials`, as they are published and seen in public logs.

use std::collections::BTreeSet;

use super::answers::{Answer, decode_token};
use super::gathered::{Gathered, Refusal, Remark};
use super::value::Spot;
use crate::aws::LayerName;
use crate::codes;
use crate::limits::MAX_LOG_ERRORS;
use crate::text::is_token;

/// A part of a sentence, and what it means; the first that is there counts.
const SENTENCES: [(&str, &str); 25] = [
    ("User: ", "AccessDenied"),
    ("Not authorized to perform sts:", "NotAuthorized"),
    ("No OpenIDConnect provider found", "NoOpenIDConnectProvider"),
    ("Incorrect token audience", "IncorrectTokenAudience"),
    ("Missing a required claim", "MissingClaim"),
    ("Couldn't retrieve verification key", "VerificationKeyNotRetrieved"),
    ("The target role ARN is not present in the roles claim", "RoleNotInToken"),
    ("DurationSeconds exceeds the MaxSessionDuration", "DurationTooLong"),
    ("Request ARN is invalid", "InvalidRoleArn"),
    ("ExpiredToken", "ExpiredToken"),
    ("PackedPolicyTooLarge", "PackedPolicyTooLarge"),
    ("IDPCommunicationError", "IdentityProviderNotReached"),
    ("Could not load credentials from any providers", "NoCredentials"),
    ("Credentials could not be loaded", "NoCredentials"),
    ("ACTIONS_ID_TOKEN_REQUEST_URL", "NoTokenRequest"),
    ("Could not get ID token", "NoTokenRequest"),
    ("but is only allowed 'id-token: ", "CallerPermissionMissing"),
    ("no basic auth credentials", "NotLoggedIn"),
    ("authorization token has expired", "LoginExpired"),
    ("The repository with name", "RepositoryNotFound"),
    ("The image tag ", "TagImmutable"),
    ("repository name must be lowercase", "NameNotLowerCase"),
    ("requested access to the resource is denied", "RegistryDenied"),
    ("Could not assume role", "RoleNotAssumed"),
    ("AccessDenied", "AccessDenied"),
];

/// What IAM calls the kinds of policies, and their layers.
const LAYERS: [(&str, LayerName); 6] = [
    ("identity-based polic", LayerName::Identity),
    ("resource-based polic", LayerName::Resource),
    ("permissions boundar", LayerName::Boundary),
    ("session polic", LayerName::Session),
    ("service control polic", LayerName::Scp),
    ("resource control polic", LayerName::Rcp),
];

/// Reads a log.
pub(super) fn read(document: &Answer<'_>, found: &mut Gathered) {
    let mut told: BTreeSet<(&str, String)> = BTreeSet::new();
    // The role that the step asks for, as its own lines above show it.
    let mut asked: Option<&str> = None;
    let mut past = 0;
    let mut at = 0;
    for line in document.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line.contains("Run ") {
            asked = None;
        }
        if let Some((_, role)) = line.split_once("role-to-assume: ") {
            asked = Some(role.trim()).filter(|role| role.starts_with("arn:") && !role.contains("***"));
        }
        tokens(document.index, line, start, found);
        let Some((from, code)) = sentence(line) else { continue };
        let rest = line.get(from..).unwrap_or("").trim_end();
        let message = without_colours(rest);
        if !told.insert((code, message.clone())) {
            continue;
        }
        if told.len() > MAX_LOG_ERRORS {
            past += 1;
            continue;
        }
        let spot = Spot { document: document.index, bytes: start + from..start + from + rest.len() };
        found.errors.push(refusal(code, message, asked, spot));
    }
    if past > 0 {
        let message = format!("{MAX_LOG_ERRORS} errors are told, and {past} more are not");
        found.remarks.push(Remark { code: codes::TOO_MANY_ERRORS, message, spot: None });
    }
}

/// Where the sentence of a line starts, and what it means.
fn sentence(line: &str) -> Option<(usize, &'static str)> {
    let found = SENTENCES.iter().find_map(|(part, code)| {
        let at = line.find(part)?;
        let is_one = match *part {
            "User: " => line.contains("is not authorized to perform: "),
            "The image tag " => line.contains("cannot be overwritten"),
            "The repository with name" => line.contains("does not exist"),
            _ => true,
        };
        is_one.then_some((at, *code))
    })?;
    // A sentence that names what it is about before the part that is known starts further left.
    Some(match found {
        (at, code @ ("DurationTooLong" | "CallerPermissionMissing" | "LoginExpired" | "NoTokenRequest")) => {
            let before = line.get(..at).unwrap_or("");
            let start = [": ", "##[error]", "::error::"]
                .iter()
                .filter_map(|mark| Some(before.rfind(mark)? + mark.len()))
                .max();
            (start.unwrap_or(at), code)
        }
        other => other,
    })
}

/// A text without the escapes that colour it.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut pieces = text.split('\u{1b}');
    out.push_str(pieces.next().unwrap_or(""));
    for piece in pieces {
        let end = piece.find(|c: char| c.is_ascii_alphabetic()).map_or(piece.len(), |end| end + 1);
        out.push_str(piece.get(end..).unwrap_or(""));
    }
    out
}

fn refusal(code: &'static str, message: String, asked: Option<&str>, spot: Spot) -> Refusal {
    let after = |start: &str| message.split_once(start).map(|(_, rest)| rest);
    let word = |text: &str| {
        let word = text.split_whitespace().next().unwrap_or("").trim_end_matches(['.', ',', '"', '\'', ')']);
        (!word.is_empty()).then(|| word.to_owned())
    };
    let quoted = |start: &str| {
        let (_, rest) = after(start)?.split_once('\'')?;
        Some(rest.split_once('\'')?.0.to_owned())
    };
    let (mut principal, mut action) = (None, None);
    let resource = match code {
        "AccessDenied" => {
            principal =
                after("User: ").and_then(|rest| word(rest.split(" is not authorized").next().unwrap_or("")));
            action = after("is not authorized to perform: ").and_then(word);
            after(" on resource: ").and_then(word)
        }
        "NotAuthorized" => {
            action = after("Not authorized to perform ").and_then(word);
            asked.map(str::to_owned)
        }
        "NoOpenIDConnectProvider" => after("in your account for ").and_then(word),
        "RepositoryNotFound" => quoted("The repository with name"),
        "TagImmutable" => quoted("The image tag"),
        _ => asked.map(str::to_owned),
    };
    let layer =
        LAYERS.iter().find(|(name, _)| message.contains(name)).map(|(_, layer)| layer.as_str().to_owned());
    let layer = layer.filter(|_| code == "AccessDenied");
    Refusal { code, message, principal, action, resource, layer, spot }
}

/// Tokens within a line: what they say is told, and they are not repeated.
fn tokens(document: usize, line: &str, start: usize, found: &mut Gathered) {
    if !line.contains("eyJ") {
        return;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let mut rest = line;
    while let Some(at) = rest.find("eyJ") {
        let from = line.len() - rest.len() + at;
        let token = rest.get(at..).unwrap_or("");
        let length = token.find(|c| !is_part(c)).unwrap_or(token.len());
        let (token, after) = token.split_at_checked(length).unwrap_or((token, ""));
        if is_token(token) {
            let spot = Spot { document, bytes: start + from..start + from + token.len() };
            // One that cannot be decoded says nothing.
            let _ = decode_token(token, spot, found);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_it_can() {
        let line = "denied: User: arn:aws:sts::123456789012:assumed-role/ci/GitHubActions is not authorized to perform: \
                    ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-central-1:123456789012:repository/app because no \
                    identity-based policy allows the ecr:InitiateLayerUpload action\r";
        let (at, code) = sentence(line).unwrap_or((0, ""));
        let rest = line.get(at..).unwrap_or("");
        let read = refusal(code, rest.trim_end().to_owned(), None, Spot::default());
        assert_eq!(
            read.principal.as_deref(),
            Some("arn:aws:sts::123456789012:assumed-role/ci/GitHubActions")
        );
        assert_eq!(read.action.as_deref(), Some("ecr:InitiateLayerUpload"));
        assert_eq!(read.resource.as_deref(), Some("arn:aws:ecr:eu-central-1:123456789012:repository/app"));
        assert_eq!((read.code, read.layer.as_deref()), ("AccessDenied", Some("identity")));
    }

    #[test]
    fn colours_are_left_out() {
        assert_eq!(without_colours("\u{1b}[31mError\u{1b}[0m: x"), "Error: x");
        assert_eq!(without_colours("a\u{1b}"), "a");
    }
}
