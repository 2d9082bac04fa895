//! The members of a SARIF log that are written.
//!
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", with errata 01.

use serde::Serialize;

use crate::premise::{Edit, SourcePlace};
use crate::text::made_visible;

#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    pub(super) schema: &'static str,
    pub(super) version: &'static str,
    pub(super) runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    pub(super) tool: Tool,
    pub(super) invocations: [Invocation; 1],
    pub(super) column_kind: &'static str,
    pub(super) results: Vec<RunResult>,
    pub(super) properties: RunProperties,
}

/// What the format has no member for.
#[derive(Serialize)]
pub(super) struct RunProperties {
    pub(super) assumed: Vec<String>,
    pub(super) summary: String,
}

#[derive(Serialize)]
pub(super) struct Tool {
    pub(super) driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver {
    pub(super) name: &'static str,
    pub(super) semantic_version: &'static str,
    pub(super) information_uri: &'static str,
    pub(super) rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) short_description: Message,
    pub(super) help_uri: String,
    pub(super) default_configuration: Configuration,
    pub(super) properties: RuleProperties,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub(super) level: &'static str,
}

/// What GitHub's code scanning reads of a rule.
#[derive(Serialize)]
pub(super) struct RuleProperties {
    pub(super) tags: [&'static str; 1],
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    pub(super) security_severity: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation {
    pub(super) execution_successful: bool,
    pub(super) tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
pub(super) struct Notification {
    pub(super) level: &'static str,
    pub(super) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunResult {
    pub(super) rule_id: &'static str,
    pub(super) rule_index: usize,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location>,
    pub(super) partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<Fix>,
}

#[derive(Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "assumable/v1")]
    pub(super) own: String,
}

#[derive(Serialize)]
pub(super) struct Message {
    text: String,
}

impl Message {
    /// A text in which nothing is a placeholder or a link.
    pub(super) fn new(text: &str) -> Message {
        let mut out = String::new();
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                out.push('\n');
            }
            for c in made_visible(line).chars() {
                match c {
                    '{' => out.push_str("{{"),
                    '}' => out.push_str("}}"),
                    '[' => out.push_str("\\["),
                    ']' => out.push_str("\\]"),
                    _ => out.push(c),
                }
            }
        }
        Message { text: out }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl Location {
    /// A place in a document; none for a place in no document.
    pub(super) fn of(place: &SourcePlace, message: Option<&str>) -> Option<Location> {
        let document = place.document.as_deref().filter(|document| !document.is_empty())?;
        let physical_location = PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(document) },
            region: Some(Region::of(place, None)),
        };
        Some(Location { physical_location, message: message.map(Message::new) })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    /// GitHub shows no result without a line.
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_length: Option<usize>,
}

impl Region {
    /// The region of a place, with its end where its text is known.
    fn of(place: &SourcePlace, text: Option<&str>) -> Region {
        let end = text.zip(place.line.zip(place.column)).map(|(text, (line, column))| {
            let breaks = text.matches('\n').count();
            let last = text.rsplit('\n').next().unwrap_or("").chars().count();
            (line + breaks, if breaks == 0 { column + last } else { last + 1 })
        });
        Region {
            start_line: place.line.unwrap_or(1),
            start_column: place.line.and(place.column),
            end_line: end.map(|(line, _)| line),
            end_column: end.map(|(_, column)| column),
            char_offset: place.offset,
            char_length: place.offset.and(text.map(|text| text.chars().count()).or(place.length)),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Fix {
    pub(super) description: Message,
    pub(super) artifact_changes: Vec<ArtifactChange>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ArtifactChange {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Replacement {
    deleted_region: Region,
    inserted_content: Content,
}

impl Replacement {
    pub(super) fn of(edit: &Edit) -> Replacement {
        Replacement {
            deleted_region: Region::of(&edit.place, Some(&edit.old)),
            inserted_content: Content { text: edit.text.clone() },
        }
    }
}

#[derive(Serialize)]
struct Content {
    text: String,
}

/// A name of a file as a reference by RFC 3986: relative as it is, and never a scheme or a host.
pub(super) fn uri(name: &str) -> String {
    let mut out = String::new();
    if name.starts_with("//") {
        out.push_str("/.");
    }
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'@'
            | b'+'
            | b',' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_references() {
        assert_eq!(uri(".github/workflows/ci.yml"), ".github/workflows/ci.yml");
        assert_eq!(uri("o/a/.github/workflows/ci.yml@v1"), "o/a/.github/workflows/ci.yml@v1");
        assert_eq!(uri("//evil.example/a b"), "/.//evil.example/a%20b");
        assert_eq!(uri("javascript:a\u{202e}?#"), "javascript%3Aa%E2%80%AE%3F%23");
    }

    #[test]
    fn nothing_in_a_message_is_a_link_or_a_placeholder() {
        assert_eq!(Message::new("[a](1) {0}\nb\u{200b}").text, "\\[a\\](1) {{0}}\nb\\u{{200b}}");
    }

    #[test]
    fn the_end_of_a_region_is_behind_its_last_character() {
        let place =
            SourcePlace { line: Some(3), column: Some(5), offset: Some(40), ..SourcePlace::default() };
        let one = Region::of(&place, Some("abc"));
        assert_eq!((one.end_line, one.end_column, one.char_length), (Some(3), Some(8), Some(3)));
        let two = Region::of(&place, Some("abc\né"));
        assert_eq!((two.end_line, two.end_column, two.char_length), (Some(4), Some(2), Some(5)));
    }
}
