//! The partitions of the resources that a policy names.

use super::{CreateOutcome, CreateReason, Verdicts};
use crate::aws::policy::Document;
use crate::codes;
use crate::knowledge::ecr::partition_of_region;
use crate::names::arn::parts;
use crate::premise::{Grade, Premise};
use crate::text::quote;

const SEEN: &str = "aws/copilot-cli#3844; terraform-aws-modules/terraform-aws-atlantis#83";

/// IAM stores resources of the account's own partition: it answers `Partition "aws" is not valid for resource …` to
/// others. So a policy whose resources are of two partitions, or whose region is of another one than its ARN, is stored
/// in neither.
pub(super) fn check(document: &Document, out: &mut Verdicts) {
    let literal = |part: &str| !part.is_empty() && !part.contains(['*', '?', '$']);
    let mut first: Option<&str> = None;
    for element in document.statements.iter().filter_map(|statement| statement.resource.as_ref()) {
        for text in &element.value.written {
            let Some(["arn", partition, _, region, ..]) = parts(text) else { continue };
            if !literal(partition) {
                continue;
            }
            let there = partition_of_region(region).filter(|_| literal(region)).unwrap_or(partition);
            let own = *first.get_or_insert(partition);
            let message = if there != partition {
                format!(
                    "`{}` is of the partition `{}`, and its region `{}` is in `{there}`: an account there refuses the ARN",
                    quote(text),
                    quote(partition),
                    quote(region)
                )
            } else if own != partition {
                format!(
                    "`{}` is of the partition `{}`, and a resource before it of `{}`: an account is in one of them, and \
                     refuses the other's",
                    quote(text),
                    quote(partition),
                    quote(own)
                )
            } else {
                continue;
            };
            out.reasons.push(CreateReason::at(
                element,
                CreateOutcome::Rejected,
                codes::RESOURCE_PARTITION,
                message,
            ));
            let text = "IAM refuses a resource whose partition is not the account's";
            out.premise(Premise { date: Some("2022-08"), ..Premise::sourced(Grade::Observed, text, SEEN) });
        }
    }
}
