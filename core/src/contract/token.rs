//! `decode_token`: what a compact token says.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::{Claims, Finding};
use crate::error::Error;
use crate::github;

/// Reads the claims of a compact token. Its signature is dropped: nothing is verified.
///
/// No error repeats the token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecodeTokenRequest {
    /// The token, `header.payload.signature`; white space around it is passed over.
    pub jwt: String,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// An OIDC token of a GitHub Actions job.
    Job,
    /// The token with which a job asks for one (`ACTIONS_ID_TOKEN_REQUEST_TOKEN`): AWS does not take it.
    Request,
    /// A token of another issuer.
    Other,
}

/// What a token says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecodeTokenResponse {
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
    /// What is odd about it.
    pub findings: Vec<Finding>,
}

impl Request for DecodeTokenRequest {
    type Response = DecodeTokenResponse;

    fn run(self) -> Result<DecodeTokenResponse, Error> {
        let token = github::Token::decode(&self.jwt).map_err(|error| error.at("/jwt"))?;
        Ok(DecodeTokenResponse {
            kind: match token.kind {
                github::TokenKind::Job => TokenKind::Job,
                github::TokenKind::Request => TokenKind::Request,
                github::TokenKind::Other => TokenKind::Other,
            },
            claims: Claims(token.claims),
            verified: false,
            algorithm: token.algorithm,
            key_id: token.key_id,
            findings: token.findings,
        })
    }
}
