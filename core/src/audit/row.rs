//! One row of a log: the claims of a token, or an event of CloudTrail.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::aws::ClaimsScope;
use crate::error::{Error, ErrorKind};
use crate::github::{ClaimValue, Claims, Token};
use crate::read::{NamedText, ReadEvent, ReadKind, ReadOptions, read_documents, recognize};
use crate::text::is_token;

/// The call that a token is for.
const CALL: &str = "AssumeRoleWithWebIdentity";

/// What a row shows.
#[derive(Debug)]
pub(super) enum Row {
    Token {
        claims: Claims,
        scope: ClaimsScope,
    },
    Event(Box<ReadEvent>),
    /// An event of another call.
    Other,
}

/// What tells a row's kind, without reading the rest of it.
#[derive(Deserialize)]
struct Probe<'t> {
    #[serde(borrow, rename = "eventName")]
    name: Option<Cow<'t, str>>,
    #[serde(borrow)]
    sub: Option<&'t RawValue>,
}

#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow, rename = "Records")]
    records: Vec<&'t RawValue>,
}

/// The rows of a document that has several: the records of a file of CloudTrail. `None` where it is a row itself.
#[must_use]
pub fn records(text: &str) -> Option<Vec<&str>> {
    let file: File<'_> = serde_json::from_str(text).ok()?;
    Some(file.records.into_iter().map(RawValue::get).collect())
}

pub(super) fn read(text: &str) -> Result<Row, Error> {
    if is_token(text.trim()) {
        let claims = Token::decode(text.trim())?.claims;
        return Ok(Row::Token { claims, scope: ClaimsScope::Token });
    }
    match serde_json::from_str::<Probe<'_>>(text) {
        Ok(Probe { name: Some(name), .. }) if name == CALL => event(text),
        Ok(Probe { name: Some(_), .. }) => Ok(Row::Other),
        Ok(Probe { sub: None, .. }) if is_wrapped(text) => event(text),
        _ => Ok(Row::Token { claims: text.parse()?, scope: ClaimsScope::Token }),
    }
}

/// Whether it is an event within something else.
fn is_wrapped(text: &str) -> bool {
    matches!(
        recognize("row.json", text).kind,
        ReadKind::Cloudtrail | ReadKind::QueryRows | ReadKind::StsAnswer
    )
}

fn event(text: &str) -> Result<Row, Error> {
    let inventory = read_documents(&[NamedText { name: "row.json", text }], &ReadOptions::default())?;
    let mut events = inventory.events.into_iter();
    match (events.next(), events.next()) {
        (Some(mut event), None) => {
            name_issuer(&mut event);
            Ok(Row::Event(Box::new(event)))
        }
        (None, _) if text.contains(CALL) => Err(Error::new(
            ErrorKind::WrongDocument,
            "the event does not show a call of `AssumeRoleWithWebIdentity`".to_owned(),
        )
        .with_help("pass events as CloudTrail writes them")),
        (None, _) => Ok(Row::Other),
        (Some(_), Some(_)) => {
            Err(Error::new(ErrorKind::WrongDocument, "one row holds several events".to_owned())
                .with_help("pass one event a line, or a file of CloudTrail with `Records`"))
        }
    }
}

/// The provider tells the issuer.
fn name_issuer(event: &mut ReadEvent) {
    let provider = event.provider.as_deref().and_then(|arn| arn.split_once(":oidc-provider/"));
    if let (None, Some((_, issuer))) = (event.claims.get("iss"), provider) {
        event.claims.set("iss", ClaimValue::Text(format!("https://{issuer}")));
    }
}
