//! The short forms of CloudFormation's functions.

use core::ops::Range;

use granit_parser::Tag;

use super::syntax;
use crate::error::Error;
use crate::text::{nearest, quote};

/// The functions that have a short form, by the name of the long one (CloudFormation template reference, "Intrinsic
/// functions" and "Rule-specific intrinsic functions", 2026-11).
const FUNCTIONS: [&str; 26] = [
    "Ref",
    "Condition",
    "Fn::And",
    "Fn::Base64",
    "Fn::Cidr",
    "Fn::Contains",
    "Fn::EachMemberEquals",
    "Fn::EachMemberIn",
    "Fn::Equals",
    "Fn::FindInMap",
    "Fn::GetAZs",
    "Fn::GetAtt",
    "Fn::If",
    "Fn::ImportValue",
    "Fn::Join",
    "Fn::Length",
    "Fn::Not",
    "Fn::Or",
    "Fn::RefAll",
    "Fn::Select",
    "Fn::Split",
    "Fn::Sub",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::ValueOf",
    "Fn::ValueOfAll",
];

/// The name of the long form.
pub(super) fn of_tag(tag: &Tag, at: &Range<usize>) -> Result<&'static str, Error> {
    let (handle, suffix) = tag.parts();
    let short = |name: &'static str| name.strip_prefix("Fn::").unwrap_or(name);
    let known = FUNCTIONS.into_iter().find(|name| handle == "!" && short(name) == suffix);
    known.ok_or_else(|| {
        let (original, _) = tag.original_parts();
        let written = format!("{original}{suffix}");
        let message = format!("`{}` is not a function of CloudFormation", quote(&written));
        let error = syntax(&message, at.clone()).with_found(&written);
        match nearest(suffix, FUNCTIONS.into_iter().map(short)) {
            Some(meant) => error.with_suggestion(format!("!{meant}")),
            None => error.with_help("remove the tag, or write the function's long form, such as `Fn::Sub:`"),
        }
    })
}
