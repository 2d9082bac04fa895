//! `decode_token`: what a compact token says.

use serde::Deserialize;

use super::request::Request;
use crate::error::Error;
use crate::github::Token;

/// Reads the claims of a compact token. Its signature is dropped: nothing is verified.
///
/// No error repeats the token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct DecodeTokenRequest {
    /// The token, `header.payload.signature`; white space around it is ignored.
    jwt: String,
}

impl Request for DecodeTokenRequest {
    type Response = Token;

    fn run(self) -> Result<Token, Error> {
        Token::decode(&self.jwt).map_err(|error| error.at("/jwt"))
    }
}
