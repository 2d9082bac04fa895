//! What is wrong with the settings of a subject's template.

use super::consistency::near_key;
use super::platform::Platform;
use crate::codes::{self, Code};
use crate::knowledge::claims::{AsKey, PROPERTY_PREFIX, find as find_claim};
use crate::premise::Finding;
use crate::text::quote;

const KEYS: &str = "/settings/include_claim_keys";

/// Says what is wrong with a template; whether it cannot work at all.
pub(super) fn validate(
    keys: Option<&[String]>,
    immutable: Option<bool>,
    platform: Platform,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut blocked = whether_immutable(immutable, platform, findings);
    let Some(keys) = keys else { return blocked };
    if keys.is_empty() {
        let message = "the list of keys is empty: GitHub does not say what that does; leave it out for the default template";
        findings.push(Finding::new(codes::KEYS_EMPTY, message).about(KEYS));
        return true;
    }
    for (index, key) in keys.iter().enumerate() {
        let is_repeated = keys.iter().take(index).any(|known| known == key);
        let Some((code, message)) = key_fault(key, is_repeated) else { continue };
        blocked |= [codes::KEY_REPEATED, codes::KEY_UNUSABLE, codes::KEY_FAILS].contains(&code);
        findings.push(Finding::new(code, message).about(format!("{KEYS}/{index}")));
    }
    whole(keys, immutable, findings);
    blocked
}

/// Whether the form of subjects that is asked for cannot be had.
fn whether_immutable(immutable: Option<bool>, platform: Platform, findings: &mut Vec<Finding>) -> bool {
    let is_refused = immutable == Some(true) && matches!(platform, Platform::Ghes(_));
    let found = match immutable {
        Some(true) if is_refused => {
            Some((codes::NOT_ON_PLATFORM, "GitHub Enterprise Server has no immutable subjects"))
        }
        Some(false) => Some((
            codes::CANNOT_OPT_OUT,
            "repositories made, renamed or transferred after 15 July 2026 stay immutable, whatever is set",
        )),
        _ => None,
    };
    findings.extend(found.map(|(code, message)| Finding::new(code, message).about("/settings/immutable")));
    is_refused
}

/// What is wrong with one key.
fn key_fault(key: &str, is_repeated: bool) -> Option<(&'static Code, String)> {
    if is_repeated {
        return Some((codes::KEY_REPEATED, format!("`{}` is listed twice: keys are unique", quote(key))));
    }
    if matches!(key, "repo" | "context") || key.starts_with(PROPERTY_PREFIX) {
        return None;
    }
    Some(match find_claim(key).map(|claim| claim.as_key) {
        Some(AsKey::Usable) => return None,
        Some(AsKey::Unusable) => (codes::KEY_UNUSABLE, format!("`{key}` cannot be part of a subject")),
        Some(AsKey::Fails) => {
            (codes::KEY_FAILS, format!("with `{key}` in the template every token request fails"))
        }
        Some(AsKey::NeedsEnvironment) => (
            codes::KEY_NEEDS_ENVIRONMENT,
            format!(
                "with `{key}` the token request of a job without an environment fails; `context` serves both"
            ),
        ),
        Some(AsKey::Disputed) => (
            codes::KEY_DISPUTED,
            format!(
                "sources disagree on whether `{key}` can be a key; `repo` names the repository for certain"
            ),
        ),
        Some(AsKey::Unpublished) => {
            (codes::KEY_UNPUBLISHED, format!("GitHub does not say what the key `{key}` does in a subject"))
        }
        None => {
            let near = near_key(key).map(|near| format!("; write `{near}` if that is meant"));
            let message = format!(
                "no claim `{}` is known: GitHub accepts such a key and does not say what it prints{}",
                quote(key),
                near.unwrap_or_default()
            );
            (codes::KEY_UNKNOWN, message)
        }
    })
}

/// What is wrong with the keys together.
fn whole(keys: &[String], immutable: Option<bool>, findings: &mut Vec<Finding>) {
    if let Some(first) = keys.first()
        && (first == "context" || find_claim(first).is_some_and(|claim| claim.user_controlled))
    {
        let message = format!(
            "the subject starts with `{first}`, whose text a committer may choose: it can imitate what should follow; put `repo` first"
        );
        findings.push(Finding::new(codes::USER_CONTROLLED_FIRST, message).about(format!("{KEYS}/0")));
    }
    if !keys.iter().any(|key| matches!(key.as_str(), "repo" | "repository" | "repository_id")) {
        let message = "no key names the repository: jobs of different repositories may have one subject";
        findings.push(Finding::new(codes::NO_REPOSITORY, message).about(KEYS));
    }
    if immutable == Some(true) && !keys.iter().any(|key| key == "repo") {
        let message = "GitHub does not say what becomes of an immutable subject whose template has no `repo`";
        findings.push(Finding::new(codes::IMMUTABLE_WITHOUT_REPO, message).about(KEYS));
    }
}
