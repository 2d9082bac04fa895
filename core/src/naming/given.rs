//! What the caller and a dispatch give beside the facts of a run: declared with a form, and held to it.

use std::collections::BTreeMap;

use super::capture::{Capture, CaptureKind};
use super::fact::Unfilled;
use super::pattern;
use super::run::Run;
use super::search::PatternWithCaptures;
use crate::text::quote;

/// Who gives a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueSource {
    /// The job, as `{value.NAME}`.
    Value,
    /// Whoever starts the workflow by hand, as `{input.NAME}`.
    Input,
}

/// What a value must look like.
#[derive(Debug, Clone)]
pub(super) enum ValueForm {
    Kind(CaptureKind),
    /// One of these.
    Words(Vec<String>),
}

/// The values and inputs that a document declares.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared(Vec<Declaration>);

#[derive(Debug, Clone)]
struct Declaration {
    giver: ValueSource,
    name: String,
    form: ValueForm,
    /// For a kind: the whole value.
    regex: Option<PatternWithCaptures>,
}

/// What a run gives for each, read where it is asked for.
pub(super) struct Given<'r> {
    declared: &'r Declared,
    run: &'r Run,
}

impl ValueSource {
    const ALL: [ValueSource; 2] = [ValueSource::Value, ValueSource::Input];

    /// The word in placeholders.
    pub(super) const fn placeholder(self) -> &'static str {
        match self {
            ValueSource::Value => "value",
            ValueSource::Input => "input",
        }
    }

    /// The member of the document, and the field of the run.
    pub(super) const fn member(self) -> &'static str {
        match self {
            ValueSource::Value => "values",
            ValueSource::Input => "inputs",
        }
    }

    pub(super) fn find(word: &str) -> Option<ValueSource> {
        ValueSource::ALL.into_iter().find(|giver| giver.placeholder() == word)
    }

    pub(super) fn of(self, run: &Run) -> &BTreeMap<String, String> {
        match self {
            ValueSource::Value => &run.values,
            ValueSource::Input => &run.inputs,
        }
    }
}

impl Declared {
    pub(super) fn add(&mut self, giver: ValueSource, name: String, form: ValueForm) -> Result<(), String> {
        let regex = match &form {
            ValueForm::Kind(kind) => Some(pattern::whole(kind.regex())?),
            ValueForm::Words(_) => None,
        };
        self.0.push(Declaration { giver, name, form, regex });
        Ok(())
    }

    pub(super) fn find(&self, giver: ValueSource, name: &str) -> Option<&ValueForm> {
        self.0.iter().find(|known| known.giver == giver && known.name == name).map(|known| &known.form)
    }

    pub(super) fn names(&self, giver: ValueSource) -> Vec<&str> {
        self.0.iter().filter(|known| known.giver == giver).map(|known| known.name.as_str()).collect()
    }

    /// Who gives what.
    pub(super) fn all(&self) -> impl Iterator<Item = (ValueSource, &str)> {
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
                ValueForm::Kind(kind) => kind.example(false).to_owned(),
                ValueForm::Words(words) => words.first().cloned().unwrap_or_default(),
            };
            let values = match known.giver {
                ValueSource::Value => &mut run.values,
                ValueSource::Input => &mut run.inputs,
            };
            values.insert(known.name.clone(), example);
        }
    }
}

impl Declaration {
    fn read(&self, value: &str) -> Result<Capture, Unfilled> {
        let (what, name) = (self.giver.placeholder(), &self.name);
        match &self.form {
            ValueForm::Kind(kind) => {
                let fits = self.regex.as_ref().is_some_and(|regex| regex.is_match(value));
                let capture = if fits { Capture::parse(*kind, value) } else { None };
                capture.ok_or_else(|| {
                    let kind = kind.as_str();
                    Unfilled::Fault(format!("the {what} `{name}` is `{}`, not a {kind}", quote(value)))
                })
            }
            ValueForm::Words(words) if words.iter().any(|word| word == value) => {
                Capture::parse(CaptureKind::Text, value)
                    .ok_or_else(|| Unfilled::Fault(format!("the {what} `{name}` cannot be read")))
            }
            ValueForm::Words(words) => Err(Unfilled::Fault(format!(
                "the {what} `{name}` is `{}`, not one of {}",
                quote(value),
                quote(&words.join(", "))
            ))),
        }
    }
}

impl Given<'_> {
    pub(super) fn get(&self, giver: ValueSource, name: &str) -> Result<Capture, Unfilled> {
        let declared = self.declared.0.iter().find(|known| known.giver == giver && known.name == name);
        match (declared, giver.of(self.run).get(name)) {
            (Some(known), Some(value)) => known.read(value),
            _ => Err(Unfilled::Missing(format!("{}.{name}", giver.member()))),
        }
    }
}
