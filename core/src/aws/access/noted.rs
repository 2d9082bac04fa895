//! What is noted while a layer is evaluated.

use crate::aws::condition::context::{Unknown, Values};
use crate::aws::condition::{self, Why};
use crate::aws::evaluate::{Part, Request, Sink, Target};
use crate::aws::logic::Tri;
use crate::aws::policy::{Effect, Statement};
use crate::codes;
use crate::knowledge::questions::Question;
use crate::premise::Finding;

/// What was noted while a layer was evaluated.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    /// The statements that apply, or may.
    pub(super) applying: Vec<Applying>,
    /// What AWS leaves open of them.
    pub(super) questions: Vec<&'static Question>,
    /// What is not known of them.
    pub(super) unknown: Vec<Unknown>,
    pub(super) findings: Vec<Finding>,
    /// Keys that a test found missing, as the policies write them.
    pub(super) missing: Vec<String>,
    /// Whether a star of a Resource element reached over a colon.
    pub(super) crossing: bool,
}

/// A statement that applies, or may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Applying {
    /// As `document/statement`, from 1; the level of an SCP comes first.
    pub(super) number: String,
    pub(super) effect: Effect,
    pub(super) result: Tri,
}

/// Adds what is not there yet.
pub(super) fn add<T: Clone + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

impl Noted {
    pub(super) fn join(&mut self, other: &Noted) {
        self.crossing |= other.crossing;
        add(&mut self.applying, &other.applying);
        add(&mut self.questions, &other.questions);
        add(&mut self.unknown, &other.unknown);
        add(&mut self.findings, &other.findings);
        add(&mut self.missing, &other.missing);
    }

    /// The statements with this effect and result, each once.
    pub(super) fn statements(&self, wanted: &dyn Fn(&Applying) -> bool) -> Vec<String> {
        let mut out = Vec::new();
        for one in self.applying.iter().filter(|one| wanted(one)) {
            add(&mut out, core::slice::from_ref(&one.number));
        }
        out
    }
}

/// Notes what applies, and what that depends on.
pub(super) struct Noting<'r> {
    request: &'r Request<'r>,
    pub(super) document: usize,
    pub(super) origin: &'r str,
    /// Of the statement at hand, which may yet be settled.
    questions: Vec<&'static Question>,
    unknown: Vec<Unknown>,
    findings: Vec<Finding>,
    pub(super) noted: Noted,
}

impl<'r> Noting<'r> {
    pub(super) fn new(request: &'r Request<'r>) -> Noting<'r> {
        Noting {
            request,
            document: 0,
            origin: "",
            questions: Vec::new(),
            unknown: Vec::new(),
            findings: Vec::new(),
            noted: Noted::default(),
        }
    }
}

impl Noting<'_> {
    /// Whether the request lacks the key of this test.
    fn finds_missing(&self, statement: &Statement, index: usize) -> bool {
        let test = statement.conditions.get(index).map(|placed| &placed.value);
        test.is_some_and(|test| matches!(self.request.context.values(&test.key), Values::Missing))
    }
}

impl Sink for Noting<'_> {
    const COMPLETE: bool = false;

    fn part(&mut self, statement: &Statement, part: Part, outcome: condition::Outcome<'_>) {
        match outcome.why {
            Why::Open(question) => self.questions.push(question),
            Why::Unknown(unknown) => self.unknown.push(unknown.clone()),
            _ => {}
        }
        match part {
            Part::Resource => {
                if let (Some(element), Target::Named(resource)) = (&statement.resource, self.request.resource)
                {
                    self.noted.crossing |= element.value.crosses_colons(resource);
                }
            }
            Part::Condition(index) if self.finds_missing(statement, index) => {
                let key = statement.conditions.get(index).map(|placed| placed.value.key.written.clone());
                add(&mut self.noted.missing, key.as_slice());
            }
            Part::Condition(index) if matches!(outcome.why, Why::NoVariable) => {
                self.findings.extend(statement.conditions.get(index).map(|placed| {
                    let message = placed.value.sentence(&outcome, self.request.context);
                    Finding::new(codes::VARIABLE_WITHOUT_VALUE, message)
                        .about(format!("{}{}", self.origin, placed.pointer))
                }));
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Statement, result: Tri) {
        let (questions, findings) =
            (core::mem::take(&mut self.questions), core::mem::take(&mut self.findings));
        let unknown = core::mem::take(&mut self.unknown);
        if result != Tri::No {
            let number = format!("{}/{}", self.document, statement.index + 1);
            self.noted.applying.push(Applying { number, effect: statement.effect, result });
            add(&mut self.noted.findings, &findings);
        }
        if result == Tri::Unknown {
            add(&mut self.noted.questions, &questions);
            add(&mut self.noted.unknown, &unknown);
        }
    }
}
