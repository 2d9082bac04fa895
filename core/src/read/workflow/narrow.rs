//! The runs in which a job may take place: those that start its workflow, as far as conditions leave them.

use std::rc::Rc;

use super::contexts::{Cx, Note, Outputs};
use super::files::Files;
use super::frame::{At, Frame, Level};
use super::report::{RunRef, RunSet};
use super::scenario::{Asked, of_trigger};
use crate::codes;
use crate::read::expression::{
    Condition, Expression, Stop, Template, condition, evaluate, same_ignoring_case, truth,
};
use crate::read::options::ReadOptions;

/// What is left.
pub(super) struct Narrowed {
    pub(super) runs: Vec<RunSet>,
    pub(super) notes: Vec<Note>,
    /// The condition of the job itself, where the runs do not say all of it.
    pub(super) condition: Option<String>,
}

/// The most questions to one condition.
const MAX_QUESTIONS: usize = 2_000;
/// The most sets of runs of one job.
const MAX_RUNS: usize = 256;

/// The runs of a job, with the conditions of those that call it.
pub(super) fn runs_of<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    frame: &Rc<Frame<'w>>,
    outputs: Outputs,
) -> Narrowed {
    let mut chain = vec![Rc::clone(frame)];
    while let Some(caller) = chain.last().and_then(|frame| frame.caller.clone()) {
        chain.push(caller);
    }
    chain.reverse();
    let triggers = chain.first().map(|frame| &frame.workflow.triggers);
    let mut runs: Vec<RunSet> = triggers.into_iter().flatten().map(of_trigger).collect();
    let mut notes = Vec::new();
    if let Some(workflow) = chain.first().map(|frame| frame.workflow) {
        for trigger in &workflow.triggers {
            if let Some((code, message)) = super::triggers::documented(trigger) {
                notes.push(Note { code, message, spot: Some(trigger.spot.clone()) });
            }
        }
    }
    let mut undecided = false;
    for frame in &chain {
        let Some(template) = &frame.job.condition else { continue };
        let note = |code, message: &str| Note {
            code,
            message: message.to_owned(),
            spot: Some(template.spot.clone()),
        };
        if template.is_mixed() {
            notes.push(note(
                codes::IF_ALWAYS_TRUE,
                "text around an expression makes the condition always true",
            ));
            continue;
        }
        let mut decider = Decider {
            files,
            options,
            frame,
            template,
            outputs,
            ambiguous: false,
            undecided: false,
            left: MAX_QUESTIONS,
        };
        let before = runs.clone();
        runs = decider.apply(&runs);
        undecided |= decider.undecided;
        if runs.is_empty() {
            notes.push(note(codes::NEVER_RUNS, "the condition is false in every run"));
        } else if runs != before {
            notes.push(note(
                codes::IF_NARROWS,
                "the condition leaves out some of the runs that start the workflow",
            ));
        }
        if decider.ambiguous {
            let message = "`github.ref_name` does not tell a branch from a tag of the same name";
            notes.push(note(codes::REF_NAME_AMBIGUOUS, message));
        }
    }
    let own = frame.job.condition.as_ref().filter(|_| undecided);
    Narrowed { runs, notes, condition: own.map(|template| template.source().to_owned()) }
}

struct Decider<'w, 'd> {
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    frame: &'d Rc<Frame<'w>>,
    template: &'w Template,
    outputs: Outputs,
    /// Whether a name was asked for that both a branch and a tag may have.
    ambiguous: bool,
    /// Whether some part of it depends on the run.
    undecided: bool,
    /// Questions that may still be asked: alternatives within alternatives double them.
    left: usize,
}

impl Decider<'_, '_> {
    fn apply(&mut self, runs: &[RunSet]) -> Vec<RunSet> {
        let template = self.template;
        let Some((expression, _)) = template.expression() else {
            // A constant, such as `if: false`.
            let is_true = template.known().and_then(truth) != Some(false);
            return if is_true { runs.to_vec() } else { Vec::new() };
        };
        let condition = condition(expression);
        runs.iter().flat_map(|run| self.narrow(&condition, vec![run.clone()], true)).take(MAX_RUNS).collect()
    }

    /// The runs in which the condition comes to `wanted`, or may.
    fn narrow(&mut self, condition: &Condition<'_>, runs: Vec<RunSet>, wanted: bool) -> Vec<RunSet> {
        // What is not asked is kept.
        let Some(left) = self.left.checked_sub(1) else {
            self.undecided = true;
            return runs;
        };
        self.left = left;
        match (condition, wanted) {
            (Condition::Not(inner), wanted) => self.narrow(inner, runs, !wanted),
            (Condition::All(items), true) | (Condition::Any(items), false) => {
                items.iter().fold(runs, |runs, item| self.narrow(item, runs, wanted))
            }
            (Condition::Any(items), true) | (Condition::All(items), false) => {
                let mut out: Vec<RunSet> = Vec::new();
                let mut rest = runs;
                for item in items {
                    for run in self.narrow(item, rest.clone(), wanted) {
                        if !out.contains(&run) && out.len() < MAX_RUNS {
                            out.push(run);
                        }
                    }
                    rest = self.narrow(item, rest, !wanted);
                }
                out
            }
            (Condition::Equals(path, text), wanted) => self.asked(path, text, false, runs, wanted, condition),
            (Condition::StartsWith(path, text), wanted) => {
                self.asked(path, text, true, runs, wanted, condition)
            }
            (Condition::Other(expression), wanted) => {
                runs.into_iter().filter(|run| self.may(expression, run, wanted)).collect()
            }
        }
    }

    /// A question about one member of a context.
    fn asked(
        &mut self,
        path: &str,
        text: &str,
        prefix: bool,
        runs: Vec<RunSet>,
        wanted: bool,
        condition: &Condition<'_>,
    ) -> Vec<RunSet> {
        let question = match (path, prefix) {
            ("github.ref", false) => Asked::Ref(text),
            ("github.ref", true) => Asked::RefPrefix(text),
            ("github.ref_name", false) => Asked::Name(text),
            ("github.ref_name", true) => Asked::NamePrefix(text),
            ("github.ref_type", false) => Asked::Type(text),
            ("github.event_name", _) => {
                let holds = |run: &RunSet| match prefix {
                    true => run.event.get(..text.len()).is_some_and(|start| same_ignoring_case(start, text)),
                    false => same_ignoring_case(&run.event, text),
                };
                return runs
                    .into_iter()
                    .filter(|run| run.reference == RunRef::Caller || holds(run) == wanted)
                    .collect();
            }
            _ => {
                let probe = Probe { path, text, prefix };
                return runs
                    .into_iter()
                    .filter(|run| self.may_probe(&probe, run, wanted, condition))
                    .collect();
            }
        };
        let default = self.options.default_branch.as_deref();
        if matches!(question, Asked::Name(_)) && wanted {
            self.ambiguous |= runs.iter().any(|run| {
                run.narrow(question, true, default).is_some_and(|left| left.reference == RunRef::BranchOrTag)
            });
        }
        runs.iter().filter_map(|run| run.narrow(question, wanted, default)).collect()
    }

    /// Whether an expression may come to `wanted` in these runs.
    fn may(&mut self, expression: &Expression, run: &RunSet, wanted: bool) -> bool {
        let Some((_, text)) = self.template.expression() else { return true };
        let found = self.truth(run, |cx| evaluate(expression, text, cx, &|_| None));
        self.undecided |= found.is_none();
        found.is_none_or(|truth| truth == wanted)
    }

    /// The same for a member that has no rule of its own.
    fn may_probe(&mut self, probe: &Probe<'_>, run: &RunSet, wanted: bool, _: &Condition<'_>) -> bool {
        let Some((context, names)) = probe.path.split_once('.') else { return true };
        let names: Vec<&str> = names.split('.').collect();
        let found = self.truth(run, |cx| {
            use crate::read::expression::Contexts;
            let (value, used) = cx.resolve(context, &names, None)?;
            let value =
                if used < names.len() && value.is_known() { crate::read::value::Value::Null } else { value };
            Ok(probe.answer(&value))
        });
        self.undecided |= found.is_none();
        found.is_none_or(|truth| truth == wanted)
    }

    fn truth(
        &self,
        run: &RunSet,
        eval: impl FnOnce(&mut Cx<'_>) -> Result<crate::read::value::Value, Stop>,
    ) -> Option<bool> {
        let runs = [run.clone()];
        // The contexts live no longer than the one set of runs that they are asked in.
        let frame: Rc<Frame<'_>> = Rc::clone(self.frame);
        let mut cx = Cx::new(self.files, self.options, &runs, frame, self.outputs);
        cx.set_at(At { frame: Rc::clone(self.frame), level: Level::Job });
        eval(&mut cx).ok().as_ref().and_then(truth)
    }
}

/// A question about a member, for one value of it.
struct Probe<'t> {
    path: &'t str,
    text: &'t str,
    prefix: bool,
}

impl Probe<'_> {
    fn answer(&self, value: &crate::read::value::Value) -> crate::read::value::Value {
        use crate::read::expression::print;
        use crate::read::value::{Unknown, Value};
        let holds = |value: &Value| {
            let text = print(value);
            match self.prefix {
                true => text.get(..self.text.len()).is_some_and(|start| same_ignoring_case(start, self.text)),
                false => same_ignoring_case(&text, self.text),
            }
        };
        match value.possible() {
            Some(values) if values.iter().all(holds) => Value::Bool(true),
            Some(values) if !values.iter().any(holds) => Value::Bool(false),
            _ => Unknown::of(value.origins()).value(),
        }
    }
}
