//! The instances of a resource or a call: what `count` and `for_each` make of it.

use crate::read::value::Value;

/// One of the instances that a resource or a call makes.
#[derive(Clone)]
pub(super) struct Instance {
    /// What follows the address, such as `[0]`.
    pub(super) suffix: String,
    /// `each` or `count`.
    pub(super) names: Vec<(&'static str, Value)>,
}

/// The instances of a resource or a call.
#[derive(Clone)]
pub(super) enum Instances {
    Single(Instance),
    Count(Vec<Instance>),
    Each(Vec<(String, Instance)>),
    /// How many there are depends on what is not known; one stands for them.
    Open(Instance, Value),
}

impl Instances {
    pub(super) fn all(&self) -> Vec<&Instance> {
        match self {
            Instances::Single(one) | Instances::Open(one, _) => vec![one],
            Instances::Count(all) => all.iter().collect(),
            Instances::Each(all) => all.iter().map(|(_, one)| one).collect(),
        }
    }
}
