//! Tokens and their claims.

use super::Answer;
use crate::codes;
use crate::error::Error;
use crate::github::{self, Claims};
use crate::read::gathered::{self, Gathered, Remark};
use crate::read::value::Spot;
use crate::text::is_token;
use crate::tree::json::{Node, Value};

/// Reads a token, or the claims of one. The token itself is not kept.
///
/// # Errors
/// Those of a token that cannot be decoded.
pub(in crate::read) fn read(document: &Answer<'_>, found: &mut Gathered) -> Result<(), Error> {
    let Some(tree) = document.tree else {
        let whole = Spot { document: document.index, bytes: 0..document.text.len() };
        return decode(document.text, whole, found);
    };
    for node in super::items(tree) {
        let spot = Spot { document: document.index, bytes: node.span.clone() };
        match &node.value {
            Value::String(token) => decode(token, spot, found)?,
            Value::Object(members) => {
                let member =
                    |name: &str| members.iter().find(|member| member.name == name).map(|member| &member.node);
                match member("value").and_then(Node::as_str) {
                    Some(token) if is_token(token) => decode(token, spot, found)?,
                    _ => {
                        let claims = member("claims").unwrap_or(node);
                        if let Value::Object(members) = claims.value.clone() {
                            found.tokens.push(gathered::Token { claims: Claims::from(members), spot });
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Adds what a token says.
pub(in crate::read) fn decode(token: &str, spot: Spot, found: &mut Gathered) -> Result<(), Error> {
    let token = github::Token::decode(token)?;
    let message = "the text is a token: it is not repeated in the answer".to_owned();
    found.remarks.push(Remark { code: codes::TOKEN_IN_TEXT, message, spot: Some(spot.clone()) });
    let told = |finding: crate::premise::Finding| Remark {
        code: finding.code,
        message: finding.message,
        spot: Some(spot.clone()),
    };
    found.remarks.extend(token.findings.into_iter().map(told));
    found.tokens.push(gathered::Token { claims: token.claims, spot });
    Ok(())
}
