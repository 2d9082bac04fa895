//! Placeholders in a policy that a tool or a person has yet to fill in: such a policy is not the one that AWS has.

use crate::error::{Error, ErrorKind};
use crate::text::{placeholder_in_policy, quote};
use crate::tree::json::{Node, Value};

/// The first placeholder of a policy, as the error that refuses it. Policy variables (`${aws:username}`) are none.
pub(super) fn unfilled(node: &Node) -> Option<Error> {
    match &node.value {
        Value::String(text) => unfilled_text(text).map(|error| error.span_or(node.span.clone())),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| unfilled(item).map(|error| error.under(index)))
        }
        Value::Object(members) => {
            if let [only] = members.as_slice()
                && (only.name == "Ref" || only.name.starts_with("Fn::"))
            {
                let message = format!(
                    "`{}` is a function of CloudFormation, and is not resolved here",
                    quote(&only.name)
                );
                let help = "pass the policy as AWS stores it: `aws iam get-role` shows it";
                return Some(
                    Error::new(ErrorKind::PlaceholderUnfilled, message)
                        .with_found(&only.name)
                        .with_help(help)
                        .span_or(only.name_span.clone()),
                );
            }
            // What a `Sid` says decides nothing.
            members.iter().filter(|member| member.name != "Sid").find_map(|member| {
                let error = match unfilled_text(&member.name) {
                    Some(error) => Some(error.span_or(member.name_span.clone())),
                    None => unfilled(&member.node),
                };
                error.map(|error| error.under(&member.name))
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn unfilled_text(text: &str) -> Option<Error> {
    placeholder_in_policy(text).map(|found| Error::unfilled(&found))
}
