//! Conditions, of which some are not decided.

use super::evaluate::Evaluator;
use super::outcome::{Memo, Outcome, Truth};
use super::template::{items, members, shown};
use crate::read::expression::print;
use crate::read::gathered::OpenReason;
use crate::read::value::{Origin, Part, Text, Value, add_origins};
use crate::tree::json::Node;

impl<'t> Evaluator<'t> {
    /// A condition by its name.
    pub(super) fn condition(&mut self, name: &'t str, at: &'t Node) -> Truth {
        match self.conditions.get(name) {
            Some(Memo::Done(truth)) => return truth.clone(),
            Some(Memo::Open) => return self.open(name, OpenReason::Cycle, at),
            None => {}
        }
        let Some(node) = self.template.conditions.get(name).copied() else {
            self.fault(format!("the template has no condition {}", shown(at)), at);
            return self.open(name, OpenReason::NotRead, at);
        };
        self.conditions.insert(name, Memo::Open);
        let truth = self.truth(node);
        self.conditions.insert(name, Memo::Done(truth.clone()));
        truth
    }

    fn open(&mut self, name: &str, reason: OpenReason, at: &Node) -> Truth {
        Truth::Open(self.hole(format!("Condition {name}"), Some(name), reason, &at.span).sources)
    }

    /// What an expression of conditions says.
    fn truth(&mut self, node: &'t Node) -> Truth {
        let [member] = members(node) else {
            return self.refused(node);
        };
        if !self.enter() {
            return Truth::Open(Vec::new());
        }
        let argument = &member.node;
        let list = items(argument).unwrap_or(&[]);
        let truth = match (member.name.as_str(), list) {
            ("Condition", _) => match argument.as_str() {
                Some(name) => self.condition(name, argument),
                None => self.refused(node),
            },
            ("Fn::Equals", [one, other]) => self.equals(one, other),
            ("Fn::Not", [one]) => match self.truth(one) {
                Truth::Known(known) => Truth::Known(!known),
                open @ Truth::Open(_) => open,
            },
            ("Fn::And", [_, ..]) => self.all(list, false),
            ("Fn::Or", [_, ..]) => self.all(list, true),
            _ => self.refused(node),
        };
        self.leave();
        truth
    }

    fn refused(&mut self, node: &'t Node) -> Truth {
        let message = "a condition is one of `Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not` and `Condition`, with its arguments";
        match self.fault(message, node) {
            Outcome::Value(value) => Truth::Open(value.origins()),
            _ => Truth::Open(Vec::new()),
        }
    }

    /// All of them are so, or one of them is: what decides is `decides`.
    fn all(&mut self, list: &'t [Node], decides: bool) -> Truth {
        let mut open: Vec<Origin> = Vec::new();
        let mut is_open = false;
        for node in list {
            match self.truth(node) {
                Truth::Known(known) if known == decides => return Truth::Known(decides),
                Truth::Known(_) => {}
                Truth::Open(origins) => {
                    is_open = true;
                    self.spend(open.len());
                    add_origins(&mut open, &origins);
                }
            }
        }
        if is_open { Truth::Open(open) } else { Truth::Known(!decides) }
    }

    fn equals(&mut self, one: &'t Node, other: &'t Node) -> Truth {
        let (one, other) = (self.value(one), self.value(other));
        if is_same(&one, &other) {
            return Truth::Known(true);
        }
        let is_scalar = |value: &Value| !matches!(value, Value::List(_) | Value::Object(_));
        let decided = match (one.possible(), other.possible()) {
            (Some(ones), Some(others)) if ones.iter().chain(&others).all(is_scalar) => {
                let (ones, others) = (printed(&ones), printed(&others));
                match ones.iter().any(|one| others.contains(one)) {
                    false => Some(false),
                    true if ones.len() == 1 && others.len() == 1 => Some(true),
                    true => None,
                }
            }
            _ => differ(&one, &other).then_some(false),
        };
        decided.map_or_else(
            || {
                let mut origins = one.origins();
                add_origins(&mut origins, &other.origins());
                Truth::Open(origins)
            },
            Truth::Known,
        )
    }
}

/// As CloudFormation compares: everything is text.
fn printed(values: &[Value]) -> Vec<String> {
    values.iter().map(print).collect()
}

/// Whether two values have the same parts and the same holes.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Unknown(one), Value::Unknown(other)) => {
            one.label == other.label
                && one.plain
                && other.plain
                && names(&one.sources).eq(names(&other.sources))
        }
        (Value::Text(one), Value::Text(other)) => {
            let part = |(one, other): (&Part, &Part)| match (one, other) {
                (Part::Literal(one), Part::Literal(other)) => one == other,
                (Part::Hole(one), Part::Hole(other)) => {
                    is_same(&Value::Unknown(one.clone()), &Value::Unknown(other.clone()))
                }
                _ => false,
            };
            one.parts().len() == other.parts().len() && one.parts().iter().zip(other.parts()).all(part)
        }
        (
            Value::Text(_) | Value::Number(_) | Value::Bool(_),
            Value::Text(_) | Value::Number(_) | Value::Bool(_),
        ) => one.is_known() && other.is_known() && print(one) == print(other),
        (Value::Null, Value::Null) => true,
        _ => false,
    }
}

fn names(sources: &[Origin]) -> impl Iterator<Item = &str> {
    sources.iter().map(|source| source.name.as_str())
}

/// Whether two texts with holes differ whatever is in the holes.
fn differ(one: &Value, other: &Value) -> bool {
    let (Value::Text(one), Value::Text(other)) = (one, other) else { return false };
    let starts = |one: &Text, other: &Text| {
        one.prefix().bytes().zip(other.prefix().bytes()).any(|(one, other)| one != other)
    };
    let ends = |one: &Text, other: &Text| {
        one.suffix().bytes().rev().zip(other.suffix().bytes().rev()).any(|(one, other)| one != other)
    };
    starts(one, other) || ends(one, other)
}
