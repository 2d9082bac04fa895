//! The traces of a layer's documents, and what they tell.

use core::fmt;

use crate::aws::condition::Why;
use crate::aws::condition::context::Values;
use crate::aws::layer::PolicyText;
use crate::aws::logic::Tri;
use crate::aws::request::Target;
use crate::aws::trace::{Fact, StatementPart, Tested, Trace, once};
use crate::codes;
use crate::premise::Finding;

/// One document of a layer, evaluated.
#[derive(Debug)]
pub(super) struct Traced<'e> {
    pub(super) number: Number,
    pub(super) policy: &'e PolicyText,
    pub(super) trace: Trace<'e>,
}

/// Which document of its layer, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// The level of a service control policy, from 1.
    pub(super) level: Option<usize>,
    pub(super) document: usize,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "{level}/{}", self.document),
            None => write!(f, "{}", self.document),
        }
    }
}

impl<'e> Traced<'e> {
    /// The statements that apply, or may.
    fn applying(&self) -> impl Iterator<Item = &Tested<'e>> {
        self.trace.statements.iter().filter(|tested| tested.result != Tri::No)
    }

    /// As `document/statement`, from 1; the level of an SCP comes first.
    pub(super) fn numbers(&self, denying: bool) -> impl Iterator<Item = String> {
        let wanted = self.applying().filter(move |tested| !denying || tested.denies());
        wanted.map(|tested| format!("{}/{}", self.number, tested.statement.index + 1))
    }

    /// The keys that tests found missing, as the policies write them.
    pub(super) fn missing(&self) -> impl Iterator<Item = &'e str> {
        let tested = self.trace.statements.iter();
        let facts = tested.flat_map(|tested| tested.until_settled().map(move |fact| (tested, fact)));
        facts.filter_map(|(tested, fact)| match fact.part {
            StatementPart::Condition(placed) => matches!(tested.found(&placed.value), Values::Missing)
                .then_some(placed.value.key.written.as_str()),
            _ => None,
        })
    }

    /// Whether a star of a Resource element reached over a colon.
    pub(super) fn crosses_colons(&self) -> bool {
        let crosses = |tested: &Tested<'_>, fact: &Fact<'_>| match (fact.part, tested.request.resource) {
            (StatementPart::Resource(placed), Target::Named(resource)) => {
                placed.value.crosses_colons(resource)
            }
            _ => false,
        };
        let mut statements = self.trace.statements.iter();
        statements.any(|tested| tested.until_settled().any(|fact| crosses(tested, fact)))
    }

    /// The findings on the way.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let conditions = self.applying().flat_map(|tested| {
            tested.conditions().map(move |(placed, outcome)| (tested.request.context, placed, outcome))
        });
        let without_value = conditions.filter(|(.., outcome)| matches!(outcome.why, Why::NoVariable));
        once(without_value.map(|(context, placed, outcome)| {
            Finding::new(codes::VARIABLE_WITHOUT_VALUE, placed.value.sentence(outcome, context))
                .about(format!("{}{}", self.policy.origin, placed.pointer))
        }))
    }
}
