//! What no document tells, each asked once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::gathered::{OpenReason, Question};
use super::sites::Sites;
use super::workflow::{ReadText, WorkflowJob};
use crate::premise::SourcePlace;
use crate::text::{pointer_step, visible};

/// Something that no document tells, and that answers depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OpenQuestion {
    /// By what name it stands in the answers, such as `vars.ROLE`.
    pub name: String,
    /// Why it is not known.
    pub reason: OpenReason,
    /// What to find out.
    pub question: String,
    /// More about it, such as the source of a module that is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where its answer goes in a request, as a JSON pointer, such as `/options/values/org`; absent where no option tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The values that depend on it, the first 64 of them.
    pub places: Vec<SourcePlace>,
}

/// The most places that are told of one question.
const MAX_PLACES: usize = 64;

/// The questions so far.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) all: Vec<OpenQuestion>,
    by_name: BTreeMap<String, usize>,
}

impl Questions {
    /// Adds a question of a reader of infrastructure.
    pub(super) fn add(&mut self, question: Question, sites: &Sites<'_>) {
        let place = question.spot.as_ref().map(|spot| sites.place(spot));
        let text = of_infrastructure(&question);
        self.ask(&question.name, question.reason, text, question.detail, place);
    }

    /// Adds what the jobs depend on and no document tells.
    pub(super) fn of_jobs(&mut self, jobs: &[WorkflowJob]) {
        for job in jobs {
            job.environment.iter().for_each(|text| self.of_text(text));
            for role in &job.roles {
                self.of_text(&role.role);
                role.region.iter().chain(&role.audience).for_each(|text| self.of_text(text));
                self.of_text(&role.session_name);
            }
            job.images.iter().for_each(|image| self.of_text(&image.name));
        }
    }

    fn of_text(&mut self, text: &ReadText) {
        for name in &text.unknown {
            if let Some((reason, question)) = of_workflows(name) {
                self.ask(name, reason, question, None, text.place.clone());
            }
        }
    }

    fn ask(
        &mut self,
        name: &str,
        reason: OpenReason,
        question: String,
        detail: Option<String>,
        place: Option<SourcePlace>,
    ) {
        let question = visible(question.into()).into_owned();
        let index = *self.by_name.entry(name.to_owned()).or_insert_with(|| {
            self.all.push(OpenQuestion {
                name: name.to_owned(),
                reason,
                question,
                detail,
                option: option(name, reason),
                places: Vec::new(),
            });
            self.all.len() - 1
        });
        if let (Some(known), Some(place)) = (self.all.get_mut(index), place)
            && known.places.len() < MAX_PLACES
            && !known.places.contains(&place)
        {
            known.places.push(place);
        }
    }
}

/// The option that tells it.
fn option(name: &str, reason: OpenReason) -> Option<String> {
    let (option, member) = match reason {
        OpenReason::VariableWithoutDefault => ("values", name.rsplit_once("var.")?.1),
        OpenReason::ParameterWithoutDefault => ("values", name.strip_prefix("Ref ").unwrap_or(name)),
        OpenReason::Setting => ("variables", name.strip_prefix("vars.")?),
        _ => return None,
    };
    Some(format!("/options/{option}/{}", pointer_step(member)))
}

/// What to find out of a workflow; `None` for what differs from run to run and needs no answer.
fn of_workflows(name: &str) -> Option<(OpenReason, String)> {
    let (context, rest) = name.split_once('.').unwrap_or((name, ""));
    let (reason, question) = match context {
        "vars" => (
            OpenReason::Setting,
            format!(
                "what is the variable `{rest}` (of the repository, the organisation or the environment)?"
            ),
        ),
        "secrets" => {
            (OpenReason::Setting, format!("what is behind the secret `{rest}`: which role or account?"))
        }
        "inputs" => (OpenReason::Input, format!("which values can the input `{rest}` have?")),
        "needs" | "steps" => (OpenReason::Output, format!("which values can the output `{name}` have?")),
        "env" => (OpenReason::Output, format!("what does a step write to `GITHUB_ENV` for `{rest}`?")),
        "matrix" => (OpenReason::Output, format!("which values can `{name}` have?")),
        "github" if rest.starts_with("event.inputs.") => {
            (OpenReason::Input, format!("which values can the input `{rest}` have?"))
        }
        _ => return None,
    };
    Some((reason, question))
}

/// What to find out of infrastructure.
fn of_infrastructure(question: &Question) -> String {
    let name = &question.name;
    match question.reason {
        OpenReason::VariableWithoutDefault => format!("what is the value of the variable `{name}`?"),
        OpenReason::ParameterWithoutDefault => format!("what is the value of the parameter `{name}`?"),
        OpenReason::Fact => format!("what is `{name}` where this is applied?"),
        OpenReason::DataSource => format!("what does `{name}` give?"),
        OpenReason::RemoteState => format!("what is `{name}` in the other configuration's state?"),
        OpenReason::ModuleNotGiven => format!("what does the module `{name}` make: which are its files?"),
        OpenReason::ModuleVersionUnknown => format!("which version of the module `{name}` is used?"),
        OpenReason::FileNotGiven => format!("what is in the file that `{name}` reads?"),
        OpenReason::UnknownAtPlan => format!("what is `{name}`? It is known only after it is applied"),
        OpenReason::ImportValue => format!("what does the other stack export for `{name}`?"),
        OpenReason::Cycle => format!("what is meant by `{name}`, which is defined by itself?"),
        OpenReason::PolicyNotGiven => format!("what does the policy `{name}` say?"),
        OpenReason::NotRead => format!("what is the value of `{name}`, which is not read?"),
        OpenReason::Setting | OpenReason::Input | OpenReason::Output => format!("what is `{name}`?"),
    }
}
