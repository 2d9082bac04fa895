//! What the caller and a dispatch give beside the facts of a run: declared with a form, and held to it.

use std::collections::BTreeMap;

use regex_automata::meta::Regex;

use super::capture::{Capture, CaptureKind};
use super::fact::Unfilled;
use super::pattern;
use super::run::Run;
use crate::text::quote;

/// Who gives a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Giver {
    /// The job, as `{value.NAME}`.
    Value,
    /// Whoever starts the workflow by hand, as `{input.NAME}`.
    Input,
}

/// What a value must look like.
#[derive(Debug, Clone)]
pub(super) enum Form {
    Kind(CaptureKind),
    /// One of these.
    Words(Vec<String>),
}

/// The values and inputs that a document declares.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared(Vec<Declaration>);

#[derive(Debug, Clone)]
struct Declaration {
    giver: Giver,
    name: String,
    form: Form,
    /// For a kind: the whole value.
    regex: Option<Regex>,
}

/// What a run gives for each, read where it is asked for.
pub(super) struct Given<'r> {
    declared: &'r Declared,
    run: &'r Run,
}

impl Giver {
    const ALL: [Giver; 2] = [Giver::Value, Giver::Input];

    /// The word in placeholders.
    pub(super) const fn placeholder(self) -> &'static str {
        match self {
            Giver::Value => "value",
            Giver::Input => "input",
        }
    }

    /// The member of the document, and the field of the run.
    pub(super) const fn member(self) -> &'static str {
        match self {
            Giver::Value => "values",
            Giver::Input => "inputs",
        }
    }

    pub(super) fn find(word: &str) -> Option<Giver> {
        Giver::ALL.into_iter().find(|giver| giver.placeholder() == word)
    }

    pub(super) fn of(self, run: &Run) -> &BTreeMap<String, String> {
        match self {
            Giver::Value => &run.values,
            Giver::Input => &run.inputs,
        }
    }
}

impl Declared {
    pub(super) fn add(&mut self, giver: Giver, name: String, form: Form) -> Result<(), String> {
        let regex = match &form {
            Form::Kind(kind) => Some(pattern::whole(kind.regex())?),
            Form::Words(_) => None,
        };
        self.0.push(Declaration { giver, name, form, regex });
        Ok(())
    }

    pub(super) fn find(&self, giver: Giver, name: &str) -> Option<&Form> {
        self.0.iter().find(|known| known.giver == giver && known.name == name).map(|known| &known.form)
    }

    pub(super) fn names(&self, giver: Giver) -> Vec<&str> {
        self.0.iter().filter(|known| known.giver == giver).map(|known| known.name.as_str()).collect()
    }

    /// Who gives what.
    pub(super) fn all(&self) -> impl Iterator<Item = (Giver, &str)> {
        self.0.iter().map(|known| (known.giver, known.name.as_str()))
    }

    /// The values of a run, each read as its form.
    pub(super) fn read<'r>(&'r self, run: &'r Run) -> Given<'r> {
        Given { declared: self, run }
    }

    /// Gives the run an example of each, for runs that show something.
    pub(super) fn fill(&self, run: &mut Run) {
        for known in &self.0 {
            let example = match &known.form {
                Form::Kind(kind) => kind.example(false).to_owned(),
                Form::Words(words) => words.first().cloned().unwrap_or_default(),
            };
            let values = match known.giver {
                Giver::Value => &mut run.values,
                Giver::Input => &mut run.inputs,
            };
            values.insert(known.name.clone(), example);
        }
    }
}

impl Declaration {
    fn read(&self, value: &str) -> Result<Capture, Unfilled> {
        let (what, name) = (self.giver.placeholder(), &self.name);
        match &self.form {
            Form::Kind(kind) => {
                let fits = self.regex.as_ref().is_some_and(|regex| regex.is_match(value));
                let capture = if fits { Capture::parse(*kind, value) } else { None };
                capture.ok_or_else(|| {
                    let kind = kind.as_str();
                    Unfilled::Fault(format!("the {what} `{name}` is `{}`, not a {kind}", quote(value)))
                })
            }
            Form::Words(words) if words.iter().any(|word| word == value) => {
                Capture::parse(CaptureKind::Text, value)
                    .ok_or_else(|| Unfilled::Fault(format!("the {what} `{name}` cannot be read")))
            }
            Form::Words(words) => Err(Unfilled::Fault(format!(
                "the {what} `{name}` is `{}`, not one of {}",
                quote(value),
                quote(&words.join(", "))
            ))),
        }
    }
}

impl Given<'_> {
    pub(super) fn get(&self, giver: Giver, name: &str) -> Result<Capture, Unfilled> {
        let declared = self.declared.0.iter().find(|known| known.giver == giver && known.name == name);
        match (declared, giver.of(self.run).get(name)) {
            (Some(known), Some(value)) => known.read(value),
            _ => Err(Unfilled::Missing(format!("{}.{name}", giver.member()))),
        }
    }
}
