//! One expression, with contexts that the caller gives.

use serde::Serialize;

use super::expression::{self, Contexts, Scope, Stop, member, number, print, to_json, to_text};
use super::value::{List, Object, Origin, Spot, Unknown, Value};
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::limits::MAX_EXPRESSION_STEPS;
use crate::text::{cut, quote};

/// What an expression may ask, and what is known of it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ExpressionContexts {
    /// Contexts by name. One that is neither here nor in `unknown` or `one_of` is not available.
    pub known: Vec<(String, ClaimValue)>,
    /// What is not known: whole contexts, such as `vars`, or members, such as `github.ref`.
    pub unknown: Vec<String>,
    /// Members that have one of several values, such as `matrix.stage`.
    pub one_of: Vec<(String, Vec<String>)>,
}

/// Whether an expression has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExpressionOutcome {
    /// Its value is known.
    Known,
    /// Its value depends on what is not known.
    Unknown,
    /// GitHub fails when it evaluates it.
    Fails,
}

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExpressionType {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

/// The answer of `evaluate_expression`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "EvaluateExpressionResponse"))]
#[non_exhaustive]
pub struct ExpressionReport {
    /// Whether it has a value.
    pub outcome: ExpressionOutcome,
    /// The type of its value, where that is known.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ExpressionType>,
    /// Its value as GitHub prints it in a text; of a list or an object, that is only the word `Array` or `Object`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A list or an object as `toJSON` prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// What the value depends on and is not known, each once, in the order of the expression.
    pub unknown: Vec<String>,
    /// The text with what is not known as `⟦name⟧`, where some of it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Every value that it can have, as text, where they are few and known.
    pub candidates: Vec<String>,
    /// The value, as text, where everything that is not known is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Why GitHub fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl ExpressionReport {
    fn new(outcome: ExpressionOutcome) -> ExpressionReport {
        ExpressionReport {
            outcome,
            kind: None,
            text: None,
            json: None,
            unknown: Vec::new(),
            pattern: None,
            candidates: Vec::new(),
            default: None,
            reason: None,
        }
    }

    fn of(value: &Value) -> ExpressionReport {
        if value.is_known() {
            let kind = match value {
                Value::Bool(_) => ExpressionType::Boolean,
                Value::Number(_) => ExpressionType::Number,
                Value::Text(_) => ExpressionType::String,
                Value::List(_) => ExpressionType::Array,
                Value::Object(_) => ExpressionType::Object,
                Value::Null | Value::Unknown(_) => ExpressionType::Null,
            };
            let json = matches!(kind, ExpressionType::Array | ExpressionType::Object);
            return ExpressionReport {
                kind: Some(kind),
                text: Some(print(value)),
                json: json.then(|| to_json(value)),
                ..ExpressionReport::new(ExpressionOutcome::Known)
            };
        }
        let (candidates, default) = match value {
            Value::Unknown(unknown) => (
                unknown.candidates.iter().map(print).collect(),
                unknown.default.as_ref().filter(|value| value.is_known()).map(print),
            ),
            _ => (Vec::new(), None),
        };
        ExpressionReport {
            unknown: value.origins().into_iter().map(|origin| origin.name).collect(),
            pattern: matches!(value, Value::Text(_)).then(|| to_text(value).pattern()),
            candidates,
            default,
            ..ExpressionReport::new(ExpressionOutcome::Unknown)
        }
    }
}

/// Evaluates one expression of GitHub's, without its `${{` and `}}`, as far as its contexts are known.
///
/// # Errors
/// `EXPRESSION_INVALID` for what GitHub does not read; `TOO_COSTLY` past [`MAX_EXPRESSION_STEPS`].
///
/// ```
/// use assumable::read::{ExpressionContexts, evaluate_expression};
/// let mut contexts = ExpressionContexts::default();
/// contexts.unknown.push("github.ref".to_owned());
/// let report = evaluate_expression("github.ref == 'refs/heads/main' && 'prod' || 'dev'", &contexts)?;
/// assert_eq!(report.unknown, ["github.ref"]);
/// assert_eq!(report.candidates, ["prod", "dev"]);
/// # Ok::<(), assumable::Error>(())
/// ```
pub fn evaluate_expression(text: &str, contexts: &ExpressionContexts) -> Result<ExpressionReport, Error> {
    let first = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let names: Vec<String> = (contexts.known.iter().map(|(name, _)| first(name)))
        .chain(contexts.unknown.iter().map(|name| first(name)))
        .chain(contexts.one_of.iter().map(|(name, _)| first(name)))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let scope = Scope { contexts: &names, status: true, files: true };
    let parsed = expression::parse(text, scope).map_err(|error| error.locate(text))?;
    let known = contexts.known.iter().map(|(name, value)| (name.as_str(), of_claim(value))).collect();
    let mut given = Given { contexts, known, left: MAX_EXPRESSION_STEPS, nesting: 0 };
    match expression::evaluate(&parsed, text, &mut given, &|_| None) {
        Ok(value) => Ok(ExpressionReport::of(&value)),
        Err(Stop::Failed(reason)) => {
            Ok(ExpressionReport { reason: Some(reason), ..ExpressionReport::new(ExpressionOutcome::Fails) })
        }
        Err(Stop::Costly | Stop::Choose) => {
            let message = format!("the expression takes more than {MAX_EXPRESSION_STEPS} steps");
            Err(Error::new(ErrorKind::TooCostly, message)
                .with_found(&cut(quote(text), 256))
                .with_help("give shorter contexts, or a shorter expression"))
        }
    }
}

/// Contexts as the caller gives them.
struct Given<'c> {
    contexts: &'c ExpressionContexts,
    /// The contexts that are known: made once, since a list is equal only to itself.
    known: Vec<(&'c str, Value)>,
    left: usize,
    nesting: usize,
}

impl Given<'_> {
    /// What is said of exactly these names.
    fn said(&self, path: &str) -> Option<Value> {
        let same = |name: &String| name.eq_ignore_ascii_case(path);
        if self.contexts.unknown.iter().any(same) {
            return Some(Unknown::source(path, None).value());
        }
        let (_, values) = self.contexts.one_of.iter().find(|(name, _)| same(name))?;
        let sources = vec![Origin { name: path.to_owned(), spot: None }];
        Some(Unknown::one_of(sources, values.iter().map(Value::text).collect()).value())
    }

    fn context(&self, context: &str) -> Option<&Value> {
        self.known.iter().find(|(name, _)| name.eq_ignore_ascii_case(context)).map(|(_, value)| value)
    }

    /// Whether `env` keeps the case of its names: on every runner but Windows.
    fn env_has_case(&self) -> Option<bool> {
        match self.context("runner")? {
            Value::Object(runner) => Some(!member(runner, "os")?.as_str()?.eq_ignore_ascii_case("windows")),
            _ => None,
        }
    }

    /// A variable of `env`, of which the names may have a case.
    fn variable(&self, name: &str, variables: &Object) -> Value {
        let exact = variables.members.iter().find(|one| one.name == *name);
        match (exact, member(variables, name), self.env_has_case()) {
            (Some(one), ..) => one.value.clone(),
            (None, Some(value), Some(false)) => value,
            (None, None, _) | (None, _, Some(true)) => Value::Null,
            (None, Some(_), None) => Unknown::source("runner.os", None).value(),
        }
    }
}

impl Contexts for Given<'_> {
    fn resolve(&mut self, context: &str, names: &[&str], _: Option<Spot>) -> Result<(Value, usize), Stop> {
        let mut path = context.to_owned();
        if let Some(value) = self.said(&path) {
            return Ok((value, 0));
        }
        let mut value = match self.context(context) {
            Some(Value::Object(variables)) if context == "env" && !names.is_empty() => {
                return Ok((self.variable(names.first().unwrap_or(&""), variables), 1));
            }
            Some(value) => value.clone(),
            None => Value::Null,
        };
        for (index, name) in names.iter().enumerate() {
            self.spend(1)?;
            path = format!("{path}.{name}");
            if let Some(value) = self.said(&path) {
                return Ok((value, index + 1));
            }
            value = match &value {
                Value::Object(object) => member(object, name).unwrap_or(Value::Null),
                _ => return Ok((value, index)),
            };
        }
        Ok((value, names.len()))
    }

    fn nesting(&mut self) -> &mut usize {
        &mut self.nesting
    }

    fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(steps).ok_or(Stop::Costly)?;
        Ok(())
    }
}

/// A value that the caller gives as JSON.
pub(super) fn of_claim(value: &ClaimValue) -> Value {
    match value {
        ClaimValue::Absent => Value::Null,
        ClaimValue::Bool(value) => Value::Bool(*value),
        ClaimValue::Number(text) => Value::Number(number::literal(text).unwrap_or(f64::NAN)),
        ClaimValue::Text(text) => Value::text(text),
        ClaimValue::List(items) => List::of(items.iter().map(of_claim).collect()).value(),
        ClaimValue::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), of_claim(value)));
            Object::of(members).value()
        }
    }
}
