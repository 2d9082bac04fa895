//! Why an evaluation ends without a value, and how much it may cost.

use crate::limits::{MAX_TERRAFORM_NESTING, MAX_TERRAFORM_VALUE_DEPTH};
use crate::read::value::Value;

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stop {
    /// Terraform refuses it, and why.
    Fails(String),
    /// It takes more steps than are taken.
    Costly,
    /// It is not read here, and why.
    NotRead(&'static str),
}

/// What may be spent.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    nesting: usize,
}

impl Budget {
    pub(super) fn new(steps: usize) -> Budget {
        Budget { left: steps, nesting: 0 }
    }

    pub(super) fn left(&self) -> usize {
        self.left
    }

    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(steps).ok_or(Stop::Costly)?;
        Ok(())
    }

    /// One level deeper.
    pub(super) fn enter(&mut self) -> Result<(), Stop> {
        if self.nesting >= MAX_TERRAFORM_NESTING {
            return Err(Stop::Costly);
        }
        self.nesting += 1;
        self.spend(1)
    }

    pub(super) fn leave(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
    }

    /// Pays for the whole of a value: one that repeats another many times is small in memory and large to look at.
    pub(super) fn pay(&mut self, value: &Value) -> Result<(), Stop> {
        self.pay_at(value, 0)
    }

    fn pay_at(&mut self, value: &Value, depth: usize) -> Result<(), Stop> {
        if depth > MAX_TERRAFORM_VALUE_DEPTH {
            return Err(Stop::Costly);
        }
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.spend(1),
            Value::Unknown(unknown) => {
                self.spend(1 + unknown.sources.len())?;
                unknown.candidates.iter().try_for_each(|one| self.pay_at(one, depth + 1))
            }
            Value::Text(text) => self.spend(1 + text.len() / 64 + text.parts().len()),
            Value::List(list) => {
                self.spend(1)?;
                list.items.iter().try_for_each(|item| self.pay_at(item, depth + 1))
            }
            Value::Object(object) => {
                self.spend(1)?;
                object.members.iter().try_for_each(|member| self.pay_at(&member.value, depth + 1))
            }
        }
    }
}

/// Terraform refuses it.
pub(super) fn fails<T>(why: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Fails(why.into()))
}
