//! The contexts of a job: what an expression finds there, in the runs that are looked at.
//!
//! Where a member has several values in these runs, the evaluation stops and the runs are divided by its value
//! ([`Choice`]); each part is then evaluated by itself. So a value is known wherever it is known in each run.

use std::rc::Rc;

use super::files::Files;
use super::frame::{At, Frame, Level, Now, Output, Source, StepScope};
use super::matrix::{self, Matrix};
use super::model::{Body, Input, InputKind, Secrets};
use super::parts::{Variable, Variables};
use super::report::RunSet;
use crate::codes::{self, Code};
use crate::read::expression::{Contexts, Stop, Template, print};
use crate::read::options::ReadOptions;
use crate::read::value::{Spot, Unknown, Value};
use crate::text::quote;

/// Steps of evaluating one job.
const MAX_STEPS: usize = 4_000_000;

/// The runs and the combinations that are looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct World {
    /// Indexes of sets of runs.
    pub(super) runs: Vec<usize>,
    /// For each job in the chain of calls, the combinations of its matrix.
    pub(super) combinations: Vec<Vec<usize>>,
    /// Values that were chosen on the way.
    pub(super) chosen: Vec<(String, String)>,
}

/// What has several values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// A key of the matrix of the job at this depth.
    Matrix(usize, String),
    /// A member of `github`, or an input, by the set of runs.
    Runs(Vec<(String, Vec<usize>)>, String),
    /// An input with options.
    Input(String, Vec<String>),
}

/// A tag that an action makes of an entry of its inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MadeTag {
    /// The tag, holes as `⟦name⟧`.
    pub(super) tag: String,
    /// The kind of ref that it is made for, where it is one.
    pub(super) kind: Option<&'static str>,
    /// The entry.
    pub(super) spot: Option<Spot>,
}

/// Something worth telling that came up during an evaluation.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) code: &'static Code,
    pub(super) message: String,
    pub(super) spot: Option<Spot>,
}

pub(super) struct Cx<'w> {
    pub(super) files: &'w Files<'w>,
    pub(super) options: &'w ReadOptions,
    /// The runs of the job, after its condition.
    pub(super) runs: &'w [RunSet],
    pub(super) world: World,
    /// What the evaluation stopped at.
    pub(super) pending: Option<Choice>,
    pub(super) notes: Vec<Note>,
    /// The tags that `docker/metadata-action` makes.
    pub(super) made: Vec<MadeTag>,
    /// Combinations of the matrix that were looked at, in order.
    pub(super) touched: Vec<(String, String)>,
    /// Whether matrices are taken for unknown, because they have too many combinations.
    pub(super) coarse: bool,
    /// Whether runs are looked at by their kinds of refs.
    pub(super) in_parts: bool,
    /// What tells an output of a step.
    outputs: Outputs,
    left: usize,
    pub(super) at: At<'w>,
    depth: usize,
    nesting: usize,
}

/// The value of an output by its name and the id of its step, where it is known.
pub(super) type Outputs = for<'a> fn(&mut Cx<'a>, &Output<'a>, &str, &str) -> Result<Option<Value>, Stop>;

/// How deep values may refer to each other: ten levels of calls, each through an input and variables.
const MAX_REFERENCES: usize = 40;

impl<'w> Cx<'w> {
    pub(super) fn new(
        files: &'w Files<'w>,
        options: &'w ReadOptions,
        runs: &'w [RunSet],
        frame: Rc<Frame<'w>>,
        outputs: Outputs,
    ) -> Cx<'w> {
        let mut combinations = Vec::new();
        let mut next = Some(&frame);
        while let Some(one) = next {
            combinations.push((0..one.combinations()).collect());
            next = one.caller.as_ref();
        }
        combinations.reverse();
        let world = World { runs: (0..runs.len()).collect(), combinations, chosen: Vec::new() };
        Cx {
            files,
            options,
            runs,
            world,
            pending: None,
            notes: Vec::new(),
            made: Vec::new(),
            touched: Vec::new(),
            coarse: false,
            in_parts: false,
            outputs,
            left: MAX_STEPS,
            at: At { frame, level: Level::Job },
            depth: 0,
            nesting: 0,
        }
    }

    /// Says where the next expression stands.
    pub(super) fn set_at(&mut self, at: At<'w>) {
        self.at = at;
    }

    /// The value of a template in one world.
    pub(super) fn eval(&mut self, template: &Template, at: &At<'w>) -> Result<Value, Stop> {
        if self.depth == MAX_REFERENCES {
            return Err(Stop::Costly);
        }
        let before = core::mem::replace(&mut self.at, at.clone());
        self.depth += 1;
        let files = self.files;
        let value = template.value(self, |document| files.text(document));
        self.depth -= 1;
        self.at = before;
        value
    }

    /// What a source gives; `None` where it is not given.
    pub(super) fn source(&mut self, source: &Source<'w>) -> Result<Option<Value>, Stop> {
        Ok(match source {
            Source::Given(template, at) => Some(self.eval(template, at)?),
            Source::Variable(name, at) => {
                Some(self.variable_at(name, at)?).filter(|value| !matches!(value, Value::Null))
            }
            Source::Missing => None,
        })
    }

    pub(super) fn note(&mut self, code: &'static Code, message: String, spot: Option<Spot>) {
        if self.notes.iter().all(|note| note.code != code || note.message != message) {
            self.notes.push(Note { code, message, spot });
        }
    }

    /// The value that a member has in each set of runs: one for all, or a choice.
    pub(super) fn by_run(&mut self, name: &str, of: impl Fn(&Self, &RunSet) -> Value) -> Result<Value, Stop> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        let mut first = None;
        for index in self.world.runs.clone() {
            let Some(run) = self.runs.get(index) else { continue };
            let value = of(self, run);
            let key = if value.is_known() { print(&value) } else { format!("?{name}") };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(index),
                None => groups.push((key, vec![index])),
            }
            first.get_or_insert(value);
        }
        if groups.len() > 1 {
            self.pending = Some(Choice::Runs(groups, name.to_owned()));
            return Err(Stop::Choose);
        }
        // Without runs the job never takes place: its values are told all the same.
        Ok(first.unwrap_or_else(|| Unknown::source(name, None).value()))
    }

    /// Looks at the runs that are dispatched by themselves: only there an input has the options that it offers.
    fn divide_by_dispatch(&mut self) -> Result<(), Stop> {
        let is_dispatch =
            |index: &usize| self.runs.get(*index).is_some_and(|run| run.event == "workflow_dispatch");
        let (dispatched, others): (Vec<usize>, Vec<usize>) =
            self.world.runs.iter().copied().partition(|index| is_dispatch(index));
        if dispatched.is_empty() || others.is_empty() {
            return Ok(());
        }
        let groups = vec![("workflow_dispatch".to_owned(), dispatched), ("?".to_owned(), others)];
        self.pending = Some(Choice::Runs(groups, "github.event_name".to_owned()));
        Err(Stop::Choose)
    }

    /// `inputs.NAME`, where the file is started by itself.
    pub(super) fn entry_input(&mut self, path: &str, name: &str, spot: Option<&Spot>) -> Result<Value, Stop> {
        let workflow = self.at.frame.workflow;
        let full = format!("{path}.{name}");
        let declared = |event: &str| {
            let inputs = workflow.trigger(event).map(|trigger| &trigger.inputs)?;
            inputs.iter().find(|input| input.name.eq_ignore_ascii_case(name))
        };
        let (dispatched, called) = (declared("workflow_dispatch"), declared("workflow_call"));
        let is_context = path == "inputs";
        let unknown = |input: &Input| {
            let mut unknown = Unknown::source(&full, spot.cloned());
            if is_context && input.kind == InputKind::Boolean {
                unknown.candidates = vec![Value::Bool(true), Value::Bool(false)];
            }
            unknown.default = input.default.as_ref().and_then(|default| default.known().cloned());
            unknown.value()
        };
        let choice = dispatched.filter(|input| input.kind == InputKind::Choice && !input.options.is_empty());
        if is_context && dispatched.is_none() && called.is_none() {
            self.undeclared(name, spot);
        }
        if choice.is_some() {
            self.divide_by_dispatch()?;
        }
        let value = self.by_run(&full, |_, run| match run.event.as_str() {
            "workflow_dispatch" => dispatched.map_or(Value::Null, unknown),
            "workflow_call" if is_context => called.map_or(Value::Null, unknown),
            "workflow_call" => Unknown::source(&full, spot.cloned()).value(),
            _ => Value::Null,
        })?;
        let is_dispatch = self
            .world
            .runs
            .iter()
            .all(|index| self.runs.get(*index).is_some_and(|run| run.event == "workflow_dispatch"));
        if let Some(input) = choice.filter(|_| is_dispatch && !self.world.runs.is_empty()) {
            if let Some((_, chosen)) = self.world.chosen.iter().find(|(known, _)| *known == full) {
                return Ok(Value::text(chosen));
            }
            self.pending = Some(Choice::Input(full, input.options.clone()));
            return Err(Stop::Choose);
        }
        Ok(value)
    }

    fn input(&mut self, name: &str, spot: Option<&Spot>) -> Result<Value, Stop> {
        if let Level::Step(scope) = &self.at.level
            && let Some(composite) = scope.composite.clone()
        {
            let given = composite.with.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let declared = composite.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(name));
            return match (given, declared) {
                (Some((_, template)), _) => self.eval(template, &composite.outer),
                (None, Some(input)) => match &input.default {
                    Some(default) => self.eval(default, &composite.outer),
                    None => Ok(Value::text("")),
                },
                (None, None) => Ok(Value::Null),
            };
        }
        let frame = Rc::clone(&self.at.frame);
        let Some(caller) = &frame.caller else { return self.entry_input("inputs", name, spot) };
        let Body::Call(call) = &caller.job.body else { return Ok(Value::Null) };
        let trigger = frame.workflow.trigger("workflow_call");
        let Some(input) = trigger
            .and_then(|trigger| trigger.inputs.iter().find(|input| input.name.eq_ignore_ascii_case(name)))
        else {
            self.undeclared(name, spot);
            return Ok(Value::Null);
        };
        let given = call.with.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((_, template)) = given {
            return self.eval(template, &At { frame: Rc::clone(caller), level: Level::Job });
        }
        match (&input.default, input.kind) {
            (Some(default), _) => self.eval(default, &At { frame, level: Level::Workflow }),
            (None, InputKind::Boolean) => Ok(Value::Bool(false)),
            (None, InputKind::Number) => Ok(Value::Number(0.0)),
            (None, _) => Ok(Value::text("")),
        }
    }

    /// Notes an input that the workflow does not have.
    fn undeclared(&mut self, name: &str, spot: Option<&Spot>) {
        let message = format!("`inputs.{}` is not an input of this workflow: it is empty", quote(name));
        self.note(codes::INPUT_UNDECLARED, message, spot.cloned());
    }

    fn secret(&mut self, name: &str, spot: Option<Spot>) -> Result<Value, Stop> {
        let mut frame = Rc::clone(&self.at.frame);
        loop {
            let Some(caller) = frame.caller.clone() else {
                return Ok(Unknown::source(format!("secrets.{name}"), spot).value());
            };
            let Body::Call(call) = &caller.job.body else { return Ok(Value::Null) };
            match &call.secrets {
                Secrets::Inherit => frame = caller,
                // GitHub's own token is always there.
                Secrets::Passed(_) if name.eq_ignore_ascii_case("GITHUB_TOKEN") => frame = caller,
                Secrets::Passed(passed) => {
                    let given = passed.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                    return match given {
                        Some((_, template)) => self.eval(template, &At { frame: caller, level: Level::Job }),
                        None => Ok(Value::Null),
                    };
                }
            }
        }
    }

    fn var(&self, name: &str, spot: Option<Spot>) -> Value {
        match &self.options.variables {
            Some(all) => all
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(name))
                .map_or(Value::Null, |(_, value)| Value::text(value)),
            None => Unknown::source(format!("vars.{name}"), spot).value(),
        }
    }

    /// A key of the matrix.
    fn matrix(&mut self, name: &str, spot: Option<Spot>) -> Result<Value, Stop> {
        let unknown = |spot| Unknown::source(format!("matrix.{name}"), spot).value();
        let frame = Rc::clone(&self.at.frame);
        let combinations = match &frame.job.matrix {
            Some(Matrix::Known(combinations)) if !self.coarse => combinations,
            Some(_) => return Ok(unknown(spot)),
            None => return Ok(Value::Null),
        };
        let left = self.world.combinations.get(frame.depth).cloned().unwrap_or_default();
        let mut found: Option<Value> = None;
        for index in left {
            let Some(combination) = combinations.get(index) else { continue };
            let value = matrix::get(combination, name).cloned().unwrap_or(Value::Null);
            match &found {
                Some(known) if print(known) != print(&value) => {
                    self.pending = Some(Choice::Matrix(frame.depth, name.to_owned()));
                    return Err(Stop::Choose);
                }
                Some(_) => {}
                None => found = Some(value),
            }
        }
        let value = found.unwrap_or(Value::Null);
        let full = format!("matrix.{name}");
        if self.touched.iter().all(|(known, _)| *known != full) {
            self.touched.push((full, print(&value)));
        }
        Ok(value)
    }

    /// Whether names of variables keep their case: on every runner but Windows.
    fn env_has_case(&self) -> bool {
        let literal = self.at.frame.job.runs_on.as_ref().and_then(Template::known).map(print);
        !literal.is_some_and(|runner| runner.to_ascii_lowercase().starts_with("windows"))
    }

    /// `env.NAME`.
    pub(super) fn variable(&mut self, name: &str, spot: Option<Spot>) -> Result<Value, Stop> {
        let at = self.at.clone();
        let has_case = self.env_has_case();
        let same = |known: &str| if has_case { known == name } else { known.eq_ignore_ascii_case(name) };
        let frame = &at.frame;
        let at_job = At { frame: Rc::clone(frame), level: Level::Job };
        let at_workflow = At { frame: Rc::clone(frame), level: Level::Workflow };
        if let Level::Step(scope) = &at.level {
            if let Some(value) = self.own_variable(scope, &same)? {
                return Ok(value);
            }
            self.spend(scope.written.names.len())?;
            let written = scope.written.names.iter().flatten().find(|(known, _)| same(known));
            match written {
                Some((_, Now::Unknown)) => return Ok(self.written_at_run_time(name, spot)),
                Some((_, Now::Source(source))) => {
                    return Ok(self.source(source)?.unwrap_or(Value::Null));
                }
                None if scope.written.anything => return Ok(self.written_at_run_time(name, spot)),
                None => {}
            }
        }
        let of_job: &'w Variables = &frame.job.env;
        if let Some(value) = self.find_variable(of_job, &same, &at_job)? {
            return Ok(value);
        }
        let of_workflow: &'w Variables = &frame.workflow.env;
        if let Some(value) = self.find_variable(of_workflow, &same, &at_workflow)? {
            return Ok(value);
        }
        let near = |variables: &Variables| {
            variables
                .iter()
                .find(|known| known.name.eq_ignore_ascii_case(name))
                .map(|known| known.name.clone())
        };
        if let Some(near) = near(&frame.job.env).or_else(|| near(&frame.workflow.env)) {
            let message = format!(
                "`env.{}` does not find `{}`: names of variables keep their case on Linux and macOS",
                quote(name),
                quote(&near)
            );
            self.note(codes::ENV_NAME_CASE, message, spot.clone());
        }
        match &at.level {
            Level::Step(scope) if scope.written.any_step => Ok(self.written_at_run_time(name, spot)),
            _ => Ok(Value::Null),
        }
    }

    /// A variable as a step at this place has it.
    pub(super) fn variable_at(&mut self, name: &str, at: &At<'w>) -> Result<Value, Stop> {
        let before = core::mem::replace(&mut self.at, at.clone());
        let value = self.variable(name, None);
        self.at = before;
        value
    }

    /// A variable as a script sees it: those that GitHub sets are there too.
    pub(super) fn shell_variable(&mut self, name: &str, at: &At<'w>) -> Result<Value, Stop> {
        let before = core::mem::replace(&mut self.at, at.clone());
        let member = name.strip_prefix("GITHUB_").map(str::to_ascii_lowercase);
        let value = match member {
            Some(member) => self.github(&[member.as_str()], None).map(|(value, _)| value),
            None => self.variable(name, None),
        };
        self.at = before;
        Ok(match value? {
            Value::Null => Unknown::source(format!("${name}"), None).value(),
            value => value,
        })
    }

    fn own_variable(
        &mut self,
        scope: &Rc<StepScope<'w>>,
        same: &impl Fn(&str) -> bool,
    ) -> Result<Option<Value>, Stop> {
        if let Some((variables, outer)) = &scope.own
            && let Some(value) = self.find_variable(variables, same, outer)?
        {
            return Ok(Some(value));
        }
        match &scope.composite {
            Some(composite) => self.find_variable(composite.env, same, &composite.outer),
            None => Ok(None),
        }
    }

    fn find_variable(
        &mut self,
        variables: &'w [Variable],
        same: &impl Fn(&str) -> bool,
        at: &At<'w>,
    ) -> Result<Option<Value>, Stop> {
        let Some(found) = variables.iter().rev().find(|known| same(&known.name)) else { return Ok(None) };
        if let Some(written) = &found.loses_zero {
            let message = format!(
                "`{}` is written without quotes: GitHub reads it as a number, and the zero at its beginning is lost",
                quote(written)
            );
            self.note(codes::NUMBER_LOSES_ZERO, message, Some(found.value.spot.clone()));
        }
        let value = self.eval(&found.value, at)?;
        Ok(Some(match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Value::text(print(&value)),
            text => text,
        }))
    }

    fn written_at_run_time(&mut self, name: &str, spot: Option<Spot>) -> Value {
        let message = format!("`env.{}` depends on what a step before writes to `GITHUB_ENV`", quote(name));
        self.note(codes::ENV_FROM_RUNTIME, message, spot.clone());
        Unknown::source(format!("env.{name}"), spot).value()
    }

    /// `runner.os`, where the job says which runner it has.
    fn runner_os(&self) -> Option<Value> {
        let label = self.at.frame.job.runs_on.as_ref()?.known()?.as_str()?.to_ascii_lowercase();
        let systems = [("ubuntu", "Linux"), ("windows", "Windows"), ("macos", "macOS")];
        systems.iter().find(|(start, _)| label.starts_with(start)).map(|(_, name)| Value::text(*name))
    }
}

impl Contexts for Cx<'_> {
    fn resolve(&mut self, context: &str, names: &[&str], spot: Option<Spot>) -> Result<(Value, usize), Stop> {
        self.spend(1)?;
        let first = names.first().copied();
        let whole = |spot: Option<Spot>| {
            let path: Vec<&str> = core::iter::once(context).chain(names.iter().copied()).collect();
            (Unknown::source(path.join("."), spot).value(), names.len())
        };
        Ok(match (context, first) {
            ("github", _) => return self.github(names, spot),
            ("inputs", Some(name)) => (self.input(name, spot.as_ref())?, 1),
            ("secrets", Some(name)) => (self.secret(name, spot)?, 1),
            ("vars", Some(name)) => (self.var(name, spot), 1),
            ("env", Some(name)) => (self.variable(name, spot)?, 1),
            ("matrix", Some(name)) => {
                let value = self.matrix(name, spot.clone())?;
                match value {
                    Value::Unknown(_) => whole(spot),
                    known => (known, 1),
                }
            }
            ("runner", Some(name)) if name.eq_ignore_ascii_case("os") => match self.runner_os() {
                Some(value) => (value, 1),
                None => whole(spot),
            },
            ("steps", Some(id)) => match (names.get(1), names.get(2)) {
                (Some(outputs), Some(name)) if outputs.eq_ignore_ascii_case("outputs") => {
                    match self.output(id, name)? {
                        Some(value) => (value, 3),
                        None => whole(spot),
                    }
                }
                _ => whole(spot),
            },
            ("matrix", None) if self.at.frame.job.matrix.is_none() => (Value::Null, 0),
            _ => whole(spot),
        })
    }

    fn nesting(&mut self) -> &mut usize {
        &mut self.nesting
    }

    fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(steps).ok_or(Stop::Costly)?;
        if self.files.spend(steps) { Ok(()) } else { Err(Stop::Costly) }
    }
}

impl Cx<'_> {
    /// An output of a step before, where it is known.
    fn output(&mut self, id: &str, name: &str) -> Result<Option<Value>, Stop> {
        let Level::Step(scope) = &self.at.level else { return Ok(None) };
        let outputs = scope.outputs.clone();
        self.spend(outputs.len())?;
        let found = outputs.iter().find(|(known, _)| known.eq_ignore_ascii_case(id));
        match found {
            Some((_, output)) => (self.outputs)(self, output, name, id),
            None => Ok(None),
        }
    }
}
