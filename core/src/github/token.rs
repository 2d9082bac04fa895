//! Compact tokens, read and never verified.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use serde::Serialize;

use super::claims::{ClaimValue, Claims};
use super::issuer::{Issuer, IssuerPlatform};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_TOKEN;
use crate::premise::Finding;
use crate::text::quote;
use crate::tree::json::{self, Value};
use crate::tree::recognise::{self, Wanted};

/// base64url, with or without its padding: tokens have none, and some tools add it.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenKind {
    /// An OIDC token of a GitHub Actions job.
    Job,
    /// The token with which a job asks for one (`ACTIONS_ID_TOKEN_REQUEST_TOKEN`): AWS does not take it.
    Request,
    /// A token of another issuer.
    Other,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DecodeTokenResponse"))]
#[non_exhaustive]
pub struct Token {
    /// What it is, by its issuer.
    pub kind: TokenKind,
    /// What it claims.
    pub claims: Claims,
    /// Always false: anyone can write such a token.
    pub verified: bool,
    /// The algorithm that its header names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
    /// The signing key that its header names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// Warnings about it.
    pub findings: Vec<Finding>,
}

impl Token {
    /// Reads a compact JWT. Its signature is dropped: nothing is verified. White space around it is ignored; no error
    /// repeats it.
    ///
    /// ```
    /// use assumable::github::{Token, TokenKind};
    /// // {"alg":"none"} . {"iss":"https://token.actions.githubusercontent.com","sub":"repo:o/r:pull_request"} .
    /// let token = Token::decode("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwic3ViIjoicmVwbzpvL3I6cHVsbF9yZXF1ZXN0In0.")?;
    /// assert_eq!(token.kind, TokenKind::Job);
    /// assert_eq!(token.claims.text("sub"), Some("repo:o/r:pull_request"));
    /// # Ok::<(), assumable::Error>(())
    /// ```
    ///
    /// # Errors
    /// `CLAIM_INVALID` for text that is not a signed JWT, `TOO_LARGE` beyond [`MAX_TOKEN`], and the reader's errors for a
    /// header or payload that is not strict JSON.
    pub fn decode(text: &str) -> Result<Token, Error> {
        if text.len() > MAX_TOKEN {
            let message = format!("the token is longer than {MAX_TOKEN} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass one compact token: three parts between dots"));
        }
        let token = text.trim();
        let refuse = |message: &str, help: &str| {
            Err(Error::new(ErrorKind::ClaimInvalid, message.to_owned()).with_help(help.to_owned()))
        };
        if token.is_empty() {
            return refuse("the token is empty", "give a compact JWT: three parts between dots");
        }
        if let Some(kind) = recognised(token) {
            return Err(kind.refuse(Wanted::Token));
        }
        if token.starts_with('{') {
            return refuse("this is JSON, not a compact token", "pass the token: three parts between dots");
        }
        let parts: Vec<&str> = token.split('.').take(6).collect();
        let (header, payload) = match parts.as_slice() {
            [header, payload, _signature] => (*header, *payload),
            [_, _, _, _, _] => {
                return refuse(
                    "this token is encrypted (five parts): its claims cannot be read",
                    "give a signed token",
                );
            }
            _ => {
                return refuse(
                    "this is not a compact token: it does not have three parts between dots",
                    "give the whole text between the quotes of `value`",
                );
            }
        };
        let header = object(header, "header")?;
        let payload = object(payload, "payload")?;
        let named = |name: &str| match header.get(name) {
            Some(ClaimValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let (kind, findings) = kind(&payload);
        Ok(Token {
            kind,
            algorithm: named("alg"),
            key_id: named("kid"),
            claims: payload,
            verified: false,
            findings,
        })
    }
}

/// What was passed in the place of a token, where that is known.
fn recognised(text: &str) -> Option<recognise::DocumentKind> {
    if text.starts_with(['{', '"']) {
        let node = json::parse(text, MAX_TOKEN).ok()?;
        return recognise::document(&node, Wanted::Token);
    }
    recognise::text(text).filter(|kind| !kind.is_token())
}

/// One part of the token, as an object.
fn object(part: &str, name: &str) -> Result<Claims, Error> {
    let bytes = BASE64URL.decode(part).map_err(|_| {
        Error::new(ErrorKind::ClaimInvalid, format!("the {name} of the token is not base64url"))
            .with_help("the token may be cut, or a line break may have come into it")
    })?;
    let text = core::str::from_utf8(&bytes).map_err(|_| {
        Error::new(ErrorKind::NotUtf8, format!("the {name} of the token is not UTF-8"))
            .with_help("the token may be cut: pass it whole")
    })?;
    let node = json::parse(text, MAX_TOKEN).map_err(Error::without_place)?;
    match node.value {
        Value::Object(members) => Ok(Claims::from(members)),
        _ => Err(Error::new(
            ErrorKind::ClaimInvalid,
            format!("the {name} of the token is {}, not an object", node.kind()),
        )
        .with_help("pass a token as its issuer gave it")),
    }
}

/// What the claims show the token to be. The runner's own tokens come from `vstoken.actions.githubusercontent.com` (an
/// issuer that AWS lists apart) and carry a scope `scp` (actions/toolkit reads it).
fn kind(claims: &Claims) -> (TokenKind, Vec<Finding>) {
    let finding = |code, message: String| vec![Finding::new(code, message).about("iss")];
    let issuer = claims.text("iss");
    let is_service = issuer
        .is_some_and(|issuer| issuer.trim_start_matches("https://").starts_with("vstoken."))
        || claims.text("scp").is_some_and(|scope| scope.contains("Actions."));
    if is_service {
        let message = "this is the token with which a job asks for an OIDC token, not the OIDC token: AWS does not take it; \
                       give the `value` that `ACTIONS_ID_TOKEN_REQUEST_URL` returns";
        return (TokenKind::Request, finding(codes::REQUEST_TOKEN, message.to_owned()));
    }
    let Some(issuer) = issuer else {
        let message = "the token names no issuer: GitHub's tokens do".to_owned();
        return (TokenKind::Other, finding(codes::NO_ISSUER, message));
    };
    match issuer.parse::<Issuer>().map(|issuer| issuer.platform()) {
        Ok(IssuerPlatform::GithubCom | IssuerPlatform::GheCom | IssuerPlatform::Ghes) => {
            (TokenKind::Job, claims.findings())
        }
        _ => {
            let message = format!("the issuer is not one of GitHub's: `{}`", quote(issuer));
            (TokenKind::Other, finding(codes::OTHER_ISSUER, message))
        }
    }
}
