//! The runs in which a job may take place: those that start its workflow, as far as conditions leave them.

use std::rc::Rc;

use super::contexts::{Cx, Note, Outputs};
use super::files::Files;
use super::frame::{At, Frame, Level};
use super::origin::{Left, Origin};
use super::report::{RunRef, RunSet};
use super::scenario::{Asked, of_trigger};
use crate::codes;
use crate::read::expression::{
    Compared, Condition, Expression, Stop, Template, condition, equals, evaluate, same_ignoring_case, truth,
};
use crate::read::options::ReadOptions;
use crate::read::value::Value;

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
        } else if !same_events(&runs, &before) {
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

/// Whether only forks or Dependabot are left out of the runs: their events and refs are the same.
fn same_events(runs: &[RunSet], before: &[RunSet]) -> bool {
    let plain = |run: &RunSet| RunSet { head: None, without_dependabot: None, ..run.clone() };
    runs.len() == before.len() && runs.iter().zip(before).all(|(one, other)| plain(one) == plain(other))
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
            (Condition::Equals(asked), wanted) => {
                runs.into_iter().filter_map(|run| self.equals(asked, run, wanted)).collect()
            }
            (Condition::StartsWith(asked, whole), wanted) => {
                runs.into_iter().filter_map(|run| self.starts(asked, whole, run, wanted)).collect()
            }
            (Condition::Other(expression), wanted) => {
                let ask = |cx: &mut Cx<'_>, text: &str| evaluate(expression, text, cx, &|_| None);
                let origin = Origin::of_member(expression);
                let left = |run: RunSet| match origin.map(|origin| origin.narrow(&run, wanted)) {
                    Some(Left::Runs(run)) => Some(*run),
                    Some(Left::None) => None,
                    Some(Left::Open) | None => self.may(run, wanted, &ask),
                };
                runs.into_iter().filter_map(left).collect()
            }
        }
    }

    /// Whether a member equals a value.
    fn equals(&mut self, asked: &Compared<'_>, run: RunSet, wanted: bool) -> Option<RunSet> {
        if let Some(text) = self.text_of(asked.other, &run) {
            match member(&asked.path, &run) {
                "github.ref" => return self.of_ref(Asked::Ref(&text), &run, wanted),
                "github.ref_name" => return self.of_ref(Asked::Name(&text), &run, wanted),
                "github.ref_type" => return self.of_ref(Asked::Type(&text), &run, wanted),
                "github.event_name" if run.reference != RunRef::Caller => {
                    return (same_ignoring_case(&run.event, &text) == wanted).then_some(run);
                }
                _ => {}
            }
        }
        let ask = |cx: &mut Cx<'_>, text: &str| {
            let one = evaluate(asked.member, text, cx, &|_| None)?;
            let other = evaluate(asked.other, text, cx, &|_| None)?;
            Ok(equals(&one, &other))
        };
        match Origin::of_compared(asked, self.options.repository.as_deref()) {
            Some((origin, is_opposite)) => match origin.narrow(&run, wanted != is_opposite) {
                Left::Runs(run) => Some(*run),
                Left::None => None,
                Left::Open => self.may(run, wanted, &ask),
            },
            None => self.may(run, wanted, &ask),
        }
    }

    /// Whether a member begins with a text.
    fn starts(
        &mut self,
        asked: &Compared<'_>,
        whole: &Expression,
        run: RunSet,
        wanted: bool,
    ) -> Option<RunSet> {
        if let Some(text) = self.text_of(asked.other, &run) {
            match member(&asked.path, &run) {
                "github.ref" => return self.of_ref(Asked::RefPrefix(&text), &run, wanted),
                "github.ref_name" => return self.of_ref(Asked::NamePrefix(&text), &run, wanted),
                _ => {}
            }
        }
        self.may(run, wanted, &|cx: &mut Cx<'_>, text: &str| evaluate(whole, text, cx, &|_| None))
    }

    /// A question about the ref, or its type.
    fn of_ref(&mut self, asked: Asked<'_>, run: &RunSet, wanted: bool) -> Option<RunSet> {
        let left = run.narrow(asked, wanted, self.options.default_branch.as_deref());
        let is_both = left.as_ref().is_some_and(|left| left.reference == RunRef::BranchOrTag);
        self.ambiguous |= matches!(asked, Asked::Name(_)) && wanted && is_both;
        left
    }

    /// The text that an expression comes to in these runs, where it is known.
    fn text_of(&self, expression: &Expression, run: &RunSet) -> Option<String> {
        let (_, text) = self.template.expression()?;
        let value =
            self.value(run, &|cx: &mut Cx<'_>, text: &str| evaluate(expression, text, cx, &|_| None), text)?;
        value.as_str().map(str::to_owned)
    }

    /// The runs in which a question may come to `wanted`. Where the refs are few names, each of them is asked about.
    fn may(&mut self, run: RunSet, wanted: bool, ask: &Question<'_>) -> Option<RunSet> {
        let Some((_, text)) = self.template.expression() else { return Some(run) };
        let truth_in = |run: &RunSet| self.value(run, ask, text).as_ref().and_then(truth);
        let found = truth_in(&run);
        if found.is_some() {
            return (found == Some(wanted)).then_some(run);
        }
        let Some(each) = run.each_ref() else {
            self.undecided = true;
            return Some(run);
        };
        let answers: Vec<Option<bool>> = each.iter().map(truth_in).collect();
        self.undecided |= answers.contains(&None);
        run.of_refs(|index| answers.get(index).copied().flatten().is_none_or(|truth| truth == wanted))
    }

    /// What a question comes to in these runs.
    fn value(&self, run: &RunSet, ask: &Question<'_>, text: &str) -> Option<Value> {
        let runs = [run.clone()];
        // The contexts live no longer than the one set of runs that they are asked in.
        let frame: Rc<Frame<'_>> = Rc::clone(self.frame);
        let mut cx = Cx::new(self.files, self.options, &runs, frame, self.outputs);
        cx.set_at(At { frame: Rc::clone(self.frame), level: Level::Job });
        ask(&mut cx, text).ok()
    }
}

/// A question to the contexts of a run, with the text that its expression was read from.
type Question<'q> = dyn Fn(&mut Cx<'_>, &str) -> Result<Value, Stop> + 'q;

/// The member that is asked about: the payload of a push repeats the ref.
fn member<'p>(path: &'p str, run: &RunSet) -> &'p str {
    match path {
        "github.event.ref" if run.event == "push" => "github.ref",
        path => path,
    }
}
