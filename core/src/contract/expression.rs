//! `evaluate_expression`: an expression of a workflow.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Deserializer;

use super::request::Request;
use super::values::JsonValue;
use crate::error::Error;
use crate::github::ClaimValue;
use crate::read::{ExpressionContexts, ExpressionReport, evaluate_expression};

/// Evaluates an expression of GitHub Actions with what is known of its contexts.
///
/// What is not known stays unknown: the answer names what the value depends on, and every value that it can have where those
/// are few. Source: GitHub Docs, "Evaluate expressions in workflows and actions", and the published source of the runner.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct EvaluateExpressionRequest {
    /// The expression, without `${{` and `}}`.
    expression: String,
    /// Contexts by name, such as `github`, each with its members. A context that is named nowhere here is not available: an
    /// expression that uses it is refused, as GitHub does.
    #[serde(default)]
    contexts: BTreeMap<String, ContextMembers>,
    /// What is not known: whole contexts, such as `vars`, or members, such as `github.ref`.
    #[serde(default)]
    unknown: Option<Vec<String>>,
    /// Members that have one of several values, such as `matrix.stage`.
    #[serde(default)]
    one_of: Option<BTreeMap<String, Vec<String>>>,
}

/// The members of a context: any JSON.
#[derive(Debug)]
struct ContextMembers(ClaimValue);

impl<'de> Deserialize<'de> for ContextMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ContextMembers, D::Error> {
        JsonValue::deserialize(deserializer).map(|JsonValue(value)| ContextMembers(value))
    }
}

impl Request for EvaluateExpressionRequest {
    type Response = ExpressionReport;

    fn run(self) -> Result<ExpressionReport, Error> {
        let mut contexts = ExpressionContexts::default();
        contexts.known = self.contexts.into_iter().map(|(name, members)| (name, members.0)).collect();
        contexts.unknown = self.unknown.unwrap_or_default();
        contexts.one_of = self.one_of.unwrap_or_default().into_iter().collect();
        evaluate_expression(&self.expression, &contexts).map_err(|error| error.within("/expression"))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::ContextMembers;

    impl JsonSchema for ContextMembers {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "ContextMembers".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "object", "x-claims": true})
        }
    }
}
