//! Whether an answer holds what a case expects.

use serde_json::Value;

/// Objects member by member, lists exactly in length and element by element.
///
/// # Errors
/// The first difference, with its JSON pointer.
pub fn contains(answer: &Value, expected: &Value) -> Result<(), String> {
    at(answer, expected, "")
}

fn at(answer: &Value, expected: &Value, path: &str) -> Result<(), String> {
    match (answer, expected) {
        (Value::Object(answer), Value::Object(expected)) => {
            expected.iter().try_for_each(|(name, expected)| {
                let path = format!("{path}/{name}");
                match answer.get(name) {
                    Some(answer) => at(answer, expected, &path),
                    // A member that is left out says the same as `null`.
                    None if expected.is_null() => Ok(()),
                    None => Err(format!("{path}: expected {expected}, found nothing")),
                }
            })
        }
        (Value::Array(answer), Value::Array(expected)) if answer.len() == expected.len() => answer
            .iter()
            .zip(expected)
            .enumerate()
            .try_for_each(|(index, (answer, expected))| at(answer, expected, &format!("{path}/{index}"))),
        _ if answer == expected => Ok(()),
        _ => Err(format!("{path}: expected {expected}, found {answer}")),
    }
}
