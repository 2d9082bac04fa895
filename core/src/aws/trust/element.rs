//! The parts of a request and of a policy that a test is about.

use serde::Serialize;

/// What a test or a failure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Element {
    /// The token itself.
    Token,
    /// The identity provider.
    Provider,
    /// The audience of the token.
    Audience,
    /// The principal of a statement.
    Principal,
    /// The action of a statement.
    Action,
    /// The resource of a statement.
    Resource,
    /// One condition of a statement.
    Condition,
    /// A statement as a whole.
    Statement,
    /// The policy as a whole.
    Policy,
}

impl Element {
    /// As it is written in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Element::Token => "token",
            Element::Provider => "provider",
            Element::Audience => "audience",
            Element::Principal => "principal",
            Element::Action => "action",
            Element::Resource => "resource",
            Element::Condition => "condition",
            Element::Statement => "statement",
            Element::Policy => "policy",
        }
    }
}
