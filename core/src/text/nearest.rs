//! The name that was probably meant.

/// The longest text that a nearest name is looked for; names are short, and each comparison costs the product of both
/// lengths.
const LONGEST: usize = 80;

/// The known name nearest to `text`, where one is near: the same but for case and separators, or at most two letters
/// left out, added, changed or swapped (one, in names of three letters). A name that is known has none.
pub(crate) fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = plain(text);
    if text.len() > LONGEST || wanted.is_empty() {
        return None;
    }
    let mut best: Option<(usize, &'k str)> = None;
    for name in known {
        if name == text {
            return None;
        }
        let candidate = plain(name);
        let allowed = if candidate.len() <= 3 { 1 } else { 2 };
        let distance = distance(&candidate, &wanted, allowed);
        if let Some(distance) = distance
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How many letters lie between two texts, where that is not more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > 4 * most {
        return None;
    }
    Some(strsim::osa_distance(one, other)).filter(|distance| *distance <= most)
}

/// Without case and separators, which are the most common mistakes.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-' | ':' | ' ' | '.'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found() {
        let known = ["environment", "event_name", "ref", "ref_type", "sub"];
        assert_eq!(nearest("enviroment", known), Some("environment"));
        assert_eq!(nearest("evnironment", known), Some("environment"));
        assert_eq!(nearest("eventName", known), Some("event_name"));
        assert_eq!(nearest("event-name", known), Some("event_name"));
        assert_eq!(nearest("Ref", known), Some("ref"));
        assert_eq!(nearest("rfe", known), Some("ref"));
        for other in ["ref", "ab", "", "_", "custom_property", &"x".repeat(100)] {
            assert_eq!(nearest(other, known), None, "{other}");
        }
    }
}
