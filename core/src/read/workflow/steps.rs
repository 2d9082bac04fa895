//! The steps of a job, in order: what each knows of those before it, and what it does.

use std::rc::Rc;

use super::contexts::Cx;
use super::credentials::{self, Inputs};
use super::found::{Found, Step as FoundStep};
use super::frame::{
    At, Chain, CompositeScope, Credentials, Frame, Level, Login, Now, Output, Source, StepInputs, StepScope,
    Written,
};
use super::images;
use super::model::{Action, Step};
use super::reading::{alternatives, place};
use super::report::UnreadAction;
use super::script;
use super::sdk;
use crate::codes;
use crate::read::expression::{Contexts, Stop, Template, to_text, truth};

/// The most steps of one job, with those of its actions.
const MAX_STEPS: usize = 2_000;
/// How deep composite actions may use each other.
const MAX_ACTIONS: usize = 10;

/// What names the head of a pull request, or of the run that triggers this one.
const HEADS: [&str; 5] = [
    "pull_request.head",
    "pull_request.merge_commit_sha",
    "github.head_ref",
    "workflow_run.head",
    "refs/pull/",
];

/// What the steps so far left behind.
struct Walk<'w, 'c> {
    cx: &'c mut Cx<'w>,
    frame: Rc<Frame<'w>>,
    written: Written<'w>,
    credentials: Option<Rc<Credentials<'w>>>,
    out: Found,
    depth: usize,
    taken: usize,
}

/// Reads the steps of a job in the world of `cx`.
pub(super) fn read<'w>(cx: &mut Cx<'w>, frame: &Rc<Frame<'w>>, steps: &'w [Step]) -> Result<Found, Stop> {
    let mut walk = Walk {
        cx,
        frame: Rc::clone(frame),
        written: Written::default(),
        credentials: None,
        out: Found::default(),
        depth: 0,
        taken: 0,
    };
    walk.steps(steps, None, None)?;
    Ok(walk.out)
}

impl<'w> Walk<'w, '_> {
    fn steps(
        &mut self,
        steps: &'w [Step],
        composite: Option<&Rc<CompositeScope<'w>>>,
        action: Option<&str>,
    ) -> Result<(), Stop> {
        let mut outputs: Chain<(String, Output<'w>)> = Chain::default();
        for step in steps {
            self.taken += 1;
            if self.taken > MAX_STEPS {
                return Err(Stop::Costly);
            }
            self.cx.spend(16)?;
            let found = self.step(step, &outputs, composite, action)?;
            self.written.any_step = true;
            if let (Some(id), Some(output)) = (&step.id, found) {
                outputs.push((id.clone(), output));
            }
        }
        Ok(())
    }

    /// Where the keys of a step stand: with its own variables, or where those are read themselves.
    fn at(
        &self,
        step: &'w Step,
        outputs: &Chain<(String, Output<'w>)>,
        composite: Option<&Rc<CompositeScope<'w>>>,
    ) -> At<'w> {
        let scope = |own| StepScope {
            own,
            written: self.written.clone(),
            outputs: outputs.clone(),
            composite: composite.cloned(),
        };
        let at = |scope| At { frame: Rc::clone(&self.frame), level: Level::Step(Rc::new(scope)) };
        if step.env.is_empty() {
            return at(scope(None));
        }
        let outer = Rc::new(at(scope(None)));
        at(scope(Some((&step.env, outer))))
    }

    fn step(
        &mut self,
        step: &'w Step,
        outputs: &Chain<(String, Output<'w>)>,
        composite: Option<&Rc<CompositeScope<'w>>>,
        action: Option<&str>,
    ) -> Result<Option<Output<'w>>, Stop> {
        let at = self.at(step, outputs, composite);
        if step.newer {
            let message = "this form of a step is in GitHub's schema and not yet released";
            self.out.find(codes::NEWER_SYNTAX, message.to_owned(), Some(&step.spot));
        }
        if let Some(condition) = &step.condition
            && !self.may_run(condition, &at)?
        {
            return Ok(None);
        }
        let shown = FoundStep {
            spot: step.spot.clone(),
            place: place(self.cx.files, &step.spot),
            condition: step.condition.as_ref().map(|condition| condition.source().to_owned()),
            action: action.map(str::to_owned),
        };
        match &step.action {
            Action::Nothing => Ok(None),
            Action::Run(script) => {
                if ["gh pr checkout", "refs/pull/", "head.sha", "github.head_ref"]
                    .iter()
                    .any(|text| script.source().contains(text))
                    && script.source().contains("checkout")
                {
                    self.out.head.get_or_insert_with(|| shown.place.clone());
                }
                images::run(self.cx, script, &at, &shown, &mut self.out)?;
                sdk::run(self.cx, script, &at, &shown, &mut self.out)?;
                self.note_writes(script, &at)?;
                Ok(None)
            }
            Action::Uses { uses, with } => {
                let inputs = StepInputs { with, at };
                self.uses(uses, inputs, &shown, step)
            }
        }
    }

    /// Whether a step may run: its condition is not false in every run.
    fn may_run(&mut self, condition: &'w Template, at: &At<'w>) -> Result<bool, Stop> {
        let all = alternatives(self.cx, |cx| cx.eval(condition, at))?;
        Ok(condition.is_mixed() || all.iter().any(|one| truth(&one.value) != Some(false)))
    }

    /// What a script writes for the steps after it.
    fn note_writes(&mut self, script: &'w Template, at: &At<'w>) -> Result<(), Stop> {
        let all = alternatives(self.cx, |cx| cx.eval(script, at))?;
        for one in all {
            let (names, anything) = script::written(&to_text(&one.value).pattern());
            if !names.is_empty() {
                let names = names.into_iter().map(|name| (name, Now::Unknown));
                self.written.names.push(names.collect());
            }
            self.written.anything |= anything;
        }
        Ok(())
    }

    fn uses(
        &mut self,
        uses: &'w str,
        inputs: StepInputs<'w>,
        shown: &FoundStep,
        step: &'w Step,
    ) -> Result<Option<Output<'w>>, Stop> {
        let (name, reference) = uses.split_once('@').unwrap_or((uses, ""));
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            _ if lower.ends_with("/configure-aws-credentials") => {
                let inputs = Inputs::new(inputs, reference);
                credentials::assume(self.cx, &inputs, shown, &mut self.out)?;
                let credentials = Rc::new(inputs.credentials());
                // The action exports the region, and the keys, for the steps after it.
                if let Source::Given(..) = &credentials.region {
                    let now = || Now::Source(credentials.region.clone());
                    let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
                    self.written.names.push(names.iter().map(|name| ((*name).to_owned(), now())).collect());
                }
                self.credentials = Some(Rc::clone(&credentials));
                Ok(Some(Output::Credentials(credentials)))
            }
            "aws-actions/amazon-ecr-login" => Ok(Some(Output::Login(Rc::new(Login {
                registries: inputs.source("registries"),
                public: inputs.source("registry-type"),
                credentials: self.credentials.clone(),
            })))),
            "docker/build-push-action" => {
                images::build(self.cx, &inputs, shown, &mut self.out)?;
                Ok(None)
            }
            "actions/checkout" => {
                let is_head = |(name, value): &(String, Template)| {
                    matches!(name.to_ascii_lowercase().as_str(), "ref" | "repository")
                        && HEADS.iter().any(|head| value.source().contains(head))
                };
                if inputs.with.iter().any(is_head) {
                    self.out.head.get_or_insert_with(|| shown.place.clone());
                }
                Ok(None)
            }
            "docker/metadata-action" => Ok(Some(Output::Metadata(Rc::new(inputs)))),
            _ => {
                self.composite(uses, inputs, shown, step)?;
                Ok(None)
            }
        }
    }

    /// A composite action, where it is given.
    fn composite(
        &mut self,
        uses: &'w str,
        inputs: StepInputs<'w>,
        shown: &FoundStep,
        step: &'w Step,
    ) -> Result<(), Stop> {
        if self.depth == MAX_ACTIONS {
            return Ok(());
        }
        let files = self.cx.files;
        let local = uses.strip_prefix("./").or_else(|| uses.strip_prefix("$/"));
        let found = match local {
            Some(folder) => files.action(None, folder),
            None => remote(uses).and_then(|(repository, folder, reference)| {
                files.action(Some((repository, reference)), folder)
            }),
        };
        let Some(action) = found else {
            let refused = match local {
                Some(folder) => files.refused_action(None, folder),
                None => remote(uses).and_then(|(repository, folder, reference)| {
                    files.refused_action(Some((repository, reference)), folder)
                }),
            };
            match refused {
                Some(error) => {
                    let message =
                        format!("the step fails, for GitHub refuses the file of its action: {error}");
                    self.out.find(codes::STEP_FAILS, message, Some(&shown.spot));
                }
                None => self.unread(uses, &inputs, shown),
            }
            return Ok(());
        };
        let scope =
            CompositeScope { inputs: &action.inputs, with: inputs.with, outer: inputs.at, env: &step.env };
        self.depth += 1;
        let result = self.steps(&action.steps, Some(&Rc::new(scope)), Some(uses));
        self.depth -= 1;
        result
    }
}

impl<'w> Walk<'w, '_> {
    /// Notes an action that is not given, where it is passed a role.
    fn unread(&mut self, uses: &str, inputs: &StepInputs<'w>, step: &FoundStep) {
        let of_role = |name: &str| {
            name.to_ascii_lowercase().split(['-', '_']).any(|word| word == "role" || word == "rolearn")
        };
        if let Some((input, _)) = inputs.with.iter().find(|(name, _)| of_role(name)) {
            let (uses, input, place) = (uses.to_owned(), input.clone(), step.place.clone());
            self.out.unread.push(UnreadAction { uses, input, place });
        }
    }
}

/// `owner/name/folder@ref`
fn remote(uses: &str) -> Option<(&str, &str, &str)> {
    let (path, reference) = uses.split_once('@')?;
    let Some((at, _)) = path.match_indices('/').nth(1) else {
        return Some((path, "", reference));
    };
    let (repository, folder) = path.split_at_checked(at)?;
    Some((repository, folder.strip_prefix('/')?, reference))
}
