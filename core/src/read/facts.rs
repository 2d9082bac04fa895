//! Facts of the account that infrastructure is in: known where the caller tells them, holes with fixed names where not.

use super::options::ReadOptions;
use super::value::{Text, Unknown, Value};
use crate::knowledge::ecr::{Suffix, partition_of_region, suffixes};
use crate::names::{AccountId, Partition};

/// The id of the account.
pub(super) const ACCOUNT: &str = "aws.account_id";
/// The partition, such as `aws`.
pub(super) const PARTITION: &str = "aws.partition";
/// The region.
pub(super) const REGION: &str = "aws.region";
/// What the names of hosts end with, such as `amazonaws.com`.
pub(super) const DNS_SUFFIX: &str = "aws.dns_suffix";

/// The value of a fact.
pub(super) fn fact(name: &'static str, options: &ReadOptions) -> Value {
    let partition = options
        .partition
        .as_ref()
        .map(Partition::as_str)
        .or_else(|| options.region.as_deref().and_then(partition_of_region));
    let known = match name {
        ACCOUNT => options.account.as_ref().map(AccountId::as_str),
        REGION => options.region.as_deref(),
        PARTITION => partition,
        DNS_SUFFIX => partition.and_then(suffix_of),
        _ => None,
    };
    known.map_or_else(|| Unknown::source(name, None).value(), Value::text)
}

/// Whether a source of a hole is a fact: it is never asked for by a question.
pub(super) fn is_fact(name: &str) -> bool {
    matches!(name, ACCOUNT | PARTITION | REGION | DNS_SUFFIX)
}

fn suffix_of(partition: &str) -> Option<&'static str> {
    let fits = |suffix: &&Suffix<'_>| !suffix.dual_stack && suffix.partitions.contains(&partition);
    suffixes().iter().find(fits).map(|suffix| suffix.text)
}

/// An ARN: the service, whether it names a region, and the resource.
pub(super) fn arn(service: &str, in_region: bool, resource: &Text, options: &ReadOptions) -> Text {
    let mut arn = Text::literal("arn:");
    let mut add = |value: Value| arn.append(&super::expression::to_text(&value));
    add(fact(PARTITION, options));
    add(Value::text(format!(":{service}:")));
    if in_region {
        add(fact(REGION, options));
    }
    add(Value::text(":"));
    add(fact(ACCOUNT, options));
    add(Value::text(":"));
    arn.append(resource);
    arn
}
