//! The functions of the language: by name, over values that have holes.
//!
//! What a function gives where an argument is not known is not known either, except where what is known decides it.

use super::stop::{Budget, Stop, fails};
use super::types;
use super::{collections, encoding, texts};
use crate::read::value::Value;

/// Calls a function; `None` for one that is not read.
pub(super) fn call(name: &str, arguments: &[Value], budget: &mut Budget) -> Result<Option<Value>, Stop> {
    let value = match name {
        "jsonencode" => encoding::json_encode(one(arguments)?, budget),
        "jsondecode" => encoding::json_decode(one(arguments)?),
        "yamldecode" => encoding::yaml_decode(one(arguments)?),
        "base64encode" => encoding::base64_encode(one(arguments)?),
        "base64decode" => encoding::base64_decode(one(arguments)?),
        "urlencode" => encoding::url_encode(one(arguments)?),
        "sensitive" | "nonsensitive" | "ephemeralasnull" => Ok(one(arguments)?.clone()),
        "tostring" => types::convert(one(arguments)?, &types::Type::String),
        "tonumber" => types::convert(one(arguments)?, &types::Type::Number),
        "tobool" => types::convert(one(arguments)?, &types::Type::Bool),
        "tolist" | "toset" | "tomap" => collections::cast(name, one(arguments)?),
        _ => {
            let value = match texts::call(name, arguments, budget)? {
                Some(value) => Some(value),
                None => collections::call(name, arguments, budget)?,
            };
            return Ok(value);
        }
    };
    value.map(Some)
}

/// The only argument.
fn one(arguments: &[Value]) -> Result<&Value, Stop> {
    match arguments {
        [only] => Ok(only),
        _ => fails("the function takes one argument"),
    }
}
