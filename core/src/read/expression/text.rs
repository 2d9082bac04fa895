//! Values as text, and text without regard to case, as GitHub's expressions have them.

use super::number;
use crate::read::value::{Text, Value};

/// A known value as text.
pub(crate) fn print(value: &Value) -> String {
    match value {
        Value::Null | Value::Unknown(_) => String::new(),
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => number::print(*value),
        Value::Text(text) => text.as_str().map_or_else(|| text.pattern(), str::to_owned),
        Value::List(_) => "Array".to_owned(),
        Value::Object(_) => "Object".to_owned(),
    }
}

/// A value as text, where what is unknown stays a hole.
pub(crate) fn to_text(value: &Value) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Unknown(unknown) => {
            let mut text = Text::default();
            text.push_hole(std::sync::Arc::clone(unknown));
            text
        }
        known => Text::literal(print(known)),
    }
}

/// Each character as .NET's ordinal comparison without case sees it: its capital, where that is one character. The dotless
/// i is left as it is.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(fold)
}

fn fold(c: char) -> char {
    if c == 'ı' {
        return c;
    }
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => c,
    }
}

/// Whether two texts are the same but for case.
pub(crate) fn same_ignoring_case(one: &str, other: &str) -> bool {
    folded(one).eq(folded(other))
}

/// Which of two texts comes first, but for case.
pub(super) fn order_ignoring_case(one: &str, other: &str) -> core::cmp::Ordering {
    let units = |text: &str| {
        let folded: String = folded(text).collect();
        folded.encode_utf16().collect::<Vec<u16>>()
    };
    units(one).cmp(&units(other))
}

/// Whether a text has this part, but for case.
pub(crate) fn contains_ignoring_case(whole: &str, part: &str) -> bool {
    let whole: String = folded(whole).collect();
    let part: String = folded(part).collect();
    whole.contains(&part)
}

/// Whether a text begins so, but for case.
pub(crate) fn starts_ignoring_case(whole: &str, part: &str) -> bool {
    let mut whole = folded(whole);
    folded(part).all(|c| whole.next() == Some(c))
}

/// Whether a text ends so, but for case.
pub(crate) fn ends_ignoring_case(whole: &str, part: &str) -> bool {
    let mut whole = whole.chars().rev().map(fold);
    part.chars().rev().map(fold).all(|c| whole.next() == Some(c))
}
