//! What AWS knows of the account and the region, as holes that the caller may fill.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::read::value::{Part, Text, Unknown, Value};

/// The facts of one configuration of the provider.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// The alias of the provider; empty for the one without.
    alias: String,
    known: BTreeMap<&'static str, Value>,
}

impl Facts {
    pub(super) fn new(alias: &str, known: BTreeMap<&'static str, Value>) -> Facts {
        Facts { alias: alias.to_owned(), known }
    }

    /// A fact by its name: `account_id`, `partition`, `region` or `dns_suffix`.
    pub(super) fn get(&self, name: &str) -> Value {
        if let Some(value) = self.known.get(name) {
            return value.clone();
        }
        // The partition is that of the run, whichever account is meant.
        let alias = if self.alias.is_empty() || matches!(name, "partition" | "dns_suffix") {
            String::new()
        } else {
            format!("{}.", self.alias)
        };
        Unknown::source(format!("aws.{alias}{name}"), None).value()
    }

    /// A text with facts and other values in it: `{account_id}` is a fact, `{}` the next value.
    pub(super) fn text(&self, pattern: &str, values: &[&Value]) -> Value {
        let mut out = Text::default();
        let mut values = values.iter();
        for (index, piece) in pattern.split(['{', '}']).enumerate() {
            let value = match (index % 2, piece) {
                (0, literal) => {
                    out.push(literal);
                    continue;
                }
                (_, "") => values.next().map_or(Value::Null, |value| (*value).clone()),
                (_, fact) => self.get(fact),
            };
            match value {
                // What AWS makes of a name is written nowhere: who refers to it has a place of its own.
                Value::Text(text) => text.parts().iter().for_each(|part| match part {
                    Part::Literal(literal) => out.push(literal),
                    Part::Hole(hole) => out.push_hole(Arc::clone(hole)),
                }),
                Value::Unknown(unknown) => out.push_hole(Arc::clone(&unknown)),
                Value::Number(number) => out.push(&number.to_string()),
                _ => {}
            }
        }
        Value::Text(out)
    }
}
