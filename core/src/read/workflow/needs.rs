//! The names of jobs, and which of them wait for which.
//!
//! Source: the runner's published parser.

use std::collections::BTreeMap;

use super::schema::{Schema, invalid, member};
use crate::error::Error;
use crate::text::quote;
use crate::tree::json::{Member, Node, Value};

/// Characters of a job's name, at most.
const MAX_NAME: usize = 100;

/// Refuses a name that no job may have, a job that waits for one that is not there, and jobs that wait in a circle.
pub(super) fn check(schema: Schema, jobs: &[Member]) -> Result<(), Error> {
    let places: BTreeMap<String, usize> =
        jobs.iter().enumerate().map(|(index, job)| (job.name.to_ascii_lowercase(), index)).collect();
    // How many each job waits for, and who waits for it.
    let mut waits_for = vec![0_usize; jobs.len()];
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); jobs.len()];
    for (index, job) in jobs.iter().enumerate() {
        if !is_name(&job.name) {
            let message = format!("`{}` is not a name of a job", quote(&job.name));
            return Err(invalid(message, job.name_span.clone()).with_found(&job.name).with_help(
                "begin with a letter or `_`, and go on with letters, digits, `_` and `-`, fewer than 100 in all",
            ));
        }
        let Value::Object(members) = &job.node.value else { continue };
        let Some(node) = member(members, "needs").filter(|node| node.value != Value::Null) else { continue };
        for name in schema.texts(node, "needs")? {
            let Some(needed) = places.get(&name.to_ascii_lowercase()) else {
                let message =
                    format!("the job `{}` needs `{}`, which is not a job", quote(&job.name), quote(&name));
                return Err(invalid(message, place(node, &name).span.clone())
                    .with_found(&name)
                    .with_help("name a job of this workflow"));
            };
            if let (Some(count), Some(behind)) = (waits_for.get_mut(index), waiting.get_mut(*needed)) {
                *count += 1;
                behind.push(index);
            }
        }
    }
    // Jobs that wait for none are done, and then those that waited for them only.
    let is_free = |(index, count): (usize, &usize)| (*count == 0).then_some(index);
    let mut done: Vec<usize> = waits_for.iter().enumerate().filter_map(is_free).collect();
    while let Some(index) = done.pop() {
        for behind in waiting.get_mut(index).map(core::mem::take).unwrap_or_default() {
            if let Some(count) = waits_for.get_mut(behind) {
                *count -= 1;
                done.extend((*count == 0).then_some(behind));
            }
        }
    }
    let stuck = jobs.iter().zip(&waits_for).find(|(_, count)| **count > 0);
    stuck.map_or(Ok(()), |(job, _)| {
        let message = format!("the job `{}` waits for itself through `needs`", quote(&job.name));
        Err(invalid(message, job.name_span.clone()).with_help("break the circle"))
    })
}

fn is_name(name: &str) -> bool {
    name.len() < MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// Where a name stands in a list.
fn place<'n>(node: &'n Node, name: &str) -> &'n Node {
    match &node.value {
        Value::Array(items) => items.iter().find(|item| item.as_str() == Some(name)).unwrap_or(node),
        _ => node,
    }
}
