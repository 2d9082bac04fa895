//! What an evaluation costs, added up before it starts, and the budget that it has to keep: see [`crate::limits`].

pub(crate) use super::budget::within;
use super::condition::context::RequestContext;
use super::policy::{Document, Statement};

impl Document {
    /// The steps of putting a request to it, at most; `resource` is the length of the resource's ARN.
    pub(crate) fn steps(&self, resource: usize, context: &RequestContext) -> u64 {
        self.statements
            .iter()
            .map(|statement| statement.steps(resource, context))
            .fold(0, u64::saturating_add)
    }
}

impl Statement {
    fn steps(&self, resource: usize, context: &RequestContext) -> u64 {
        let principals = self.principal.as_ref().map_or(0, |element| element.value.principals.len() as u64);
        let resource = self.resource.as_ref().map_or(0, |element| element.value.steps(resource, context));
        let tests = self.conditions.iter().map(|test| test.value.steps(context));
        let tests = tests.fold(0, u64::saturating_add);
        (64 + 32 * (principals + self.action.value.written.len() as u64))
            .saturating_add(resource)
            .saturating_add(tests)
    }
}

/// The steps of telling apart what these documents' statements and tests give rise to, each of which is noted once.
pub(crate) fn pairs<'d>(documents: impl Iterator<Item = &'d Document>) -> u64 {
    let parts =
        documents.flat_map(|document| &document.statements).map(|one| 1 + one.conditions.len() as u64);
    let parts = parts.sum::<u64>();
    4 * parts * parts
}
