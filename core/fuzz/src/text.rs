//! The small languages: wildcards, subjects, image references, filter patterns.

use assumable::github::{Filter, FilterKind, FilterMode, GhesVersion, Platform, SubjectReadings};
use assumable::{Claims, ErrorKind, ImageReference, SubjectTemplate};

use crate::wildcard_source::Pattern;

/// The matcher equals the definition. The first line is the pattern.
pub fn wildcard(data: &[u8]) {
    let Some((pattern, text)) = crate::text(data).and_then(|text| text.split_once('\n')) else { return };
    // Condition keys and claims hold no U+0000: the reader refuses it.
    if pattern.contains('\0') || text.contains('\0') || pattern.len() * text.len() > 1 << 16 {
        return;
    }
    assert_eq!(Pattern::new(pattern).matches(text), defined(pattern, text), "{pattern:?} on {text:?}");
}

/// The definition of `*` and `?`, row by row.
fn defined(pattern: &str, text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for wanted in pattern.chars() {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match wanted {
                '*' => reached[at] || (at > 0 && next[at - 1]),
                _ => at > 0 && reached[at - 1] && (wanted == '?' || wanted == text[at - 1]),
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// Reading and building subjects. Lines of `name=value` are claims, other lines template keys.
pub fn subject(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let platforms =
        [Platform::GithubCom, Platform::GheCom, Platform::Ghes("3.18".parse::<GhesVersion>().ok())];
    for platform in platforms {
        if let Ok(readings) = SubjectReadings::of(text, None, platform) {
            for reading in &readings.readings {
                let parts: Vec<&str> = reading.segments.iter().map(|segment| segment.text.as_str()).collect();
                assert_eq!(parts.join(":"), text, "segments cover the subject");
            }
            assert!(readings.readings.is_empty() != readings.findings.is_empty());
        }
        let mut keys = Vec::new();
        let mut claims = Vec::new();
        for line in text.lines() {
            match line.split_once('=') {
                Some(claim) => claims.push(claim),
                None => keys.push(line.to_owned()),
            }
        }
        let claims: Claims = claims.into_iter().collect();
        let templates = [Some(SubjectTemplate::default()), SubjectTemplate::new(keys).ok()];
        for template in templates.into_iter().flatten() {
            for immutable in [None, Some(false), Some(true)] {
                let template = template.clone().with_platform(platform);
                built(
                    &immutable.map_or(template.clone(), |say| template.with_immutable(say)),
                    &claims,
                    platform,
                );
            }
        }
    }
}

/// A built subject falls into its segments, and reads back as its own template.
fn built(template: &SubjectTemplate, claims: &Claims, platform: Platform) {
    let Ok(subject) = template.build(claims) else { return };
    for candidate in subject.into_candidates() {
        let parts: Vec<&str> = candidate.segments.iter().map(|segment| segment.text.as_str()).collect();
        assert_eq!(parts.join(":"), candidate.value);
        if !candidate.value.is_empty() && candidate.value.len() <= assumable::limits::MAX_TEXT {
            let read = SubjectReadings::of(&candidate.value, None, platform);
            // What starts with a key that GitHub does not document may look like another document.
            let starts_known = candidate.segments.first().is_some_and(|segment| segment.key == "repo");
            let is_refused =
                read.is_err_and(|error| starts_known || error.kind() != ErrorKind::WrongDocument);
            assert!(!is_refused, "{} can be read", candidate.value);
        }
    }
}

/// What is read prints, in both forms, as something that reads as the same.
pub fn image(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let Ok(image) = text.parse::<ImageReference>() else { return };
    assert_eq!(image.original(), text);
    for form in [image.to_string(), image.familiar()] {
        match form.parse::<ImageReference>() {
            Ok(again) => assert_eq!(again, image, "{form}"),
            Err(error) => panic!("`{form}`, made from `{text}`: {error}"),
        }
    }
    if let Some(repository) = image.ecr_repository() {
        assert!(repository.arn().starts_with("arn:"));
    }
}

/// Any list of filter patterns (lines) on any text (the first line): an answer, the same in every order of asking.
pub fn filter(data: &[u8]) {
    let Some((text, patterns)) = crate::text(data).and_then(|text| text.split_once('\n')) else { return };
    let patterns: Vec<&str> = patterns.lines().collect();
    for mode in [FilterMode::Include, FilterMode::Ignore] {
        for kind in [FilterKind::Ref, FilterKind::Path, FilterKind::DeploymentBranch] {
            let Ok(filter) = Filter::new(&patterns, mode, kind) else { continue };
            let Ok(report) = filter.check(text) else { continue };
            assert!(!report.reason.is_empty());
            assert!(report.deciding.as_ref().is_none_or(|deciding| deciding.index < patterns.len()));
        }
    }
}
