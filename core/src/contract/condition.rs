//! `match_condition`: one condition test by itself.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::{ContextValues, OneOrMany, closed, weight, within};
use crate::aws;
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_POLICY;
use crate::text::quote;

/// Tests one IAM condition: `{operator: {key: values}}` against the request context.
///
/// The context is closed: a key that is not named is missing from the request. Key names are compared without
/// case, values as the operator says. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MatchConditionRequest {
    /// The operator as written in a policy, such as `StringLike`, `ForAllValues:StringEquals` or `BoolIfExists`.
    operator: String,
    /// The condition key, such as `token.actions.githubusercontent.com:sub`.
    key: String,
    /// The policy's values, one or several.
    values: OneOrMany,
    /// The request's keys and values.
    context: ContextValues,
    /// The policy's `Version`; policy variables exist only in `2012-10-17`. `null` stands for a policy without one.
    #[serde(default = "current_version")]
    version: Option<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "the type of the member that it fills")]
fn current_version() -> Option<String> {
    Some("2012-10-17".to_owned())
}

/// Whether one condition test holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConditionOutcome {
    /// It holds.
    Match,
    /// It does not.
    NoMatch,
    /// AWS does not document the answer and this input asks for it.
    Undetermined,
}

/// The answer of `match_condition`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MatchConditionResponse {
    /// Whether the test holds.
    pub outcome: ConditionOutcome,
    /// Why, in one sentence.
    pub reason: String,
}

impl Request for MatchConditionRequest {
    type Response = MatchConditionResponse;

    fn run(self) -> Result<MatchConditionResponse, Error> {
        if let Some(version) = self.version.as_deref().filter(|version| !VERSIONS.contains(version)) {
            return Err(Error::new(
                ErrorKind::InvalidValue,
                format!("`{}` is not a policy version", quote(version)),
            )
            .with_found(version)
            .with_help("known: 2012-10-17, 2008-10-17, or null for a policy without one")
            .under("version"));
        }
        within(MAX_POLICY, weight(&self.values.items), "the policy's values")
            .map_err(|error| error.under("values"))?;
        let context = closed(self.context)?;
        let context = context.iter().map(|(key, values)| (key.as_str(), values.clone()));
        let version = self.version.as_deref();
        let report = aws::match_condition(&self.operator, &self.key, &self.values.items, context, version)?;
        let outcome = match report.holds {
            Some(true) => ConditionOutcome::Match,
            Some(false) => ConditionOutcome::NoMatch,
            None => ConditionOutcome::Undetermined,
        };
        Ok(MatchConditionResponse { outcome, reason: report.reason })
    }
}

const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];
