//! What an expression may ask while it is evaluated.

use super::stop::{Budget, Stop};
use super::syntax::Step;
use crate::read::gathered::OpenReason;
use crate::read::value::{Spot, Value};

/// What surrounds an expression.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    /// The module whose names it may use; `None` in a template that is read from a file.
    pub(super) module: Option<usize>,
    /// The names that stand for values here, innermost first.
    pub(super) names: Option<&'s Named<'s>>,
}

/// In the place of a name: each member of the value is one.
pub(super) const MEMBERS: &str = "*";

/// A name that stands for a value, and those around it.
pub(super) struct Named<'s> {
    pub(super) name: &'s str,
    pub(super) value: Value,
    pub(super) outer: Option<&'s Named<'s>>,
}

impl<'s> Scope<'s> {
    /// The same with one name more.
    pub(super) fn with(&self, names: &'s Named<'s>) -> Scope<'s> {
        Scope { module: self.module, names: Some(names) }
    }

    /// A name that stands for a value.
    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        let mut at = self.names;
        while let Some(one) = at {
            match &one.value {
                Value::Object(members) if one.name == MEMBERS => {
                    if let Some(value) = members.get(name) {
                        return Some(value);
                    }
                }
                value if one.name == name => return Some(value),
                _ => {}
            }
            at = one.outer;
        }
        None
    }
}

/// What the documents say beyond one expression.
pub(super) trait World {
    fn budget(&mut self) -> &mut Budget;

    /// The value behind `root` and the first of the steps, and how many steps it took.
    fn refer(
        &mut self,
        scope: &Scope<'_>,
        root: &str,
        steps: &[Step],
        spot: &Spot,
    ) -> Result<(Value, usize), Stop>;

    /// The document that `path` leads to, seen from the module: its index and its text.
    fn document(&mut self, scope: &Scope<'_>, path: &str) -> Option<(usize, String)>;

    /// Keeps what a hole stands for.
    fn ask(&mut self, name: &str, reason: OpenReason, detail: Option<String>, spot: &Spot);

    /// The same question for a part of what was asked for.
    fn ask_part(&mut self, whole: &str, part: &str);

    /// What is written at a place, where it is in a document.
    fn written(&self, spot: &Spot) -> Option<&str>;

    /// Tells of a key that an object has twice.
    fn twice(&mut self, key: &str, spot: &Spot);
}
