//! Reading a reference, in one pass over each part.

use super::repository::{self, Grammar, MAX_REPOSITORY};
use super::{Digest, RepositoryName, Tag, digest, tag};
use crate::names::rule::{NameFault, NameRule};
use crate::text::quote;
use crate::text::shown;

const RULE: &str = "an image reference is `[registry/]repository[:tag][@digest]`";
const HOST_RULE: &str =
    "a registry host is a host name or an IPv6 address in brackets, with `:` and a port where needed";
const PORT_RULE: &str =
    "what stands before the first `/` is read as the registry, since it has a colon; a tag cannot hold `/`";

/// The registry that a reference without one means.
pub(super) const DOCKER_HUB: &str = "docker.io";
/// Where the official images of Docker Hub live.
pub(super) const OFFICIAL: &str = "library/";

/// What a reference names.
pub(super) struct Parts {
    pub(super) registry: Box<str>,
    pub(super) repository: RepositoryName,
    pub(super) tag: Option<Tag>,
    pub(super) digest: Option<Digest>,
}

/// Reads `text`; a fault comes with the nearest legal reference where there is exactly one.
pub(super) fn reference(text: &str) -> Result<Parts, NameFault> {
    read(text).map_err(|fault| match nearest(text) {
        Some(candidate) => fault.suggest(text, candidate, |candidate| read(candidate).is_ok()),
        None => NameFault { suggestion: None, ..fault },
    })
}

fn read(text: &str) -> Result<Parts, NameFault> {
    if text.is_empty() {
        return Err(NameFault::new(NameRule::Empty, 0..0, "the image reference is empty", RULE));
    }
    if text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        let message = format!("64 hexadecimal characters are an image id, not a repository: `{text}`");
        return Err(NameFault::new(NameRule::ImageId, 0..text.len(), message, RULE));
    }
    if let Some((scheme, _)) = text.split_once("://")
        && !scheme.contains(['/', '@'])
    {
        let message = format!("an image reference has no scheme: `{}`", quote(text));
        return Err(NameFault::new(NameRule::Scheme, 0..scheme.len() + 3, message, RULE));
    }
    let Split { host, name, tag: tag_text, digest: digest_text } = split(text);

    let name_at = host.map_or(0, |host| host.len() + 1);
    let (registry, path, path_at) = match host {
        None => (DOCKER_HUB, name, 0),
        Some("index.docker.io") => (DOCKER_HUB, name, name_at),
        Some(host) => match check_host(host) {
            Ok(()) => (host, name, name_at),
            // docker's grammar then reads the whole as a repository without a registry
            Err(fault) => {
                let whole = text.get(..name_at + name.len()).unwrap_or("");
                if repository::scan(whole, Grammar::Current).is_err() {
                    return Err(fault);
                }
                ("", whole, 0)
            }
        },
    };
    repository::scan(path, Grammar::Current).map_err(|fault| fault.shift(path_at))?;
    let official = registry == DOCKER_HUB && !path.contains('/');
    let length = path.len() + if official { OFFICIAL.len() } else { 0 };
    if length > MAX_REPOSITORY {
        let message =
            format!("the repository name has {length} characters, at most {MAX_REPOSITORY} are allowed");
        return Err(NameFault::new(NameRule::TooLong, path_at..path_at + path.len(), message, RULE));
    }
    let tag = match tag_text {
        Some(part) => Some(tag::parse(part).map_err(|fault| fault.shift(name_at + name.len() + 1))?),
        None => None,
    };
    let digest = match digest_text {
        Some(part) => Some(digest::parse(part).map_err(|fault| fault.shift(text.len() - part.len()))?),
        None => None,
    };
    let repository = if official {
        RepositoryName::of_checked(&[OFFICIAL, path].concat())
    } else {
        RepositoryName::of_checked(path)
    };
    Ok(Parts { registry: registry.into(), repository, tag, digest })
}

/// The parts of a reference, by docker's rule of what is a registry.
struct Split<'a> {
    host: Option<&'a str>,
    name: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
}

fn split(text: &str) -> Split<'_> {
    let (host, rest) = match text.split_once('/') {
        Some((first, rest))
            if first == "localhost"
                || first.bytes().any(|b| b == b'.' || b == b':' || b.is_ascii_uppercase()) =>
        {
            (Some(first), rest)
        }
        _ => (None, text),
    };
    let (rest, digest) = match rest.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (rest, None),
    };
    let (name, tag) = match rest.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (rest, None),
    };
    Split { host, name, tag, digest }
}

/// The reference that is probably meant, without one kind of mistake: space around the text, a scheme, upper case in the repository or the digest, slashes too
/// many. None where the first part is a registry only by its upper case: that may be a mistake of its own.
fn nearest(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let bare = ["https://", "http://", "oci://", "docker://"]
        .into_iter()
        .find_map(|scheme| trimmed.strip_prefix(scheme))
        .unwrap_or(trimmed);
    let Split { host, name, tag, digest } = split(bare);
    if host.is_some_and(|host| !host.contains(['.', ':']) && host != "localhost") {
        return None;
    }
    let mut candidate = host.map(|host| format!("{host}/")).unwrap_or_default();
    candidate.push_str(&repository::nearest(name));
    if let Some(tag) = tag {
        candidate.push(':');
        candidate.push_str(tag);
    }
    if let Some(digest) = digest {
        candidate.push('@');
        candidate.push_str(&digest.to_ascii_lowercase());
    }
    Some(candidate)
}

/// Checks `host[:port]`: dot-separated words of ASCII letters, digits and inner `-`, or hexadecimal digits and colons
/// in brackets. Like docker's parser it neither bounds the port nor reads the address.
fn check_host(text: &str) -> Result<(), NameFault> {
    let fault = |span: core::ops::Range<usize>, what: String| {
        NameFault::new(NameRule::Host, span, format!("{what}: `{}`", quote(text)), HOST_RULE)
    };
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else {
                return Err(fault(
                    0..text.len(),
                    "the bracket of the registry's address is not closed".into(),
                ));
            };
            if address.is_empty() || !address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') {
                let what = "an address in brackets has only hexadecimal digits and colons";
                return Err(fault(0..address.len() + 2, what.into()));
            }
            match after.strip_prefix(':') {
                Some(port) => (None, Some(port)),
                None if after.is_empty() => (None, None),
                None => {
                    return Err(fault(address.len() + 2..text.len(), "`:` and a port may follow `]`".into()));
                }
            }
        }
        None => match text.split_once(':') {
            Some((host, port)) => (Some(host), Some(port)),
            None => (Some(text), None),
        },
    };
    let mut start = 0;
    for word in host.into_iter().flat_map(|host| host.split('.')) {
        let span = start..start + word.len();
        start += word.len() + 1;
        if let Some((at, c)) = word.char_indices().find(|(_, c)| !(c.is_ascii_alphanumeric() || *c == '-')) {
            let what = format!("{} cannot stand in a registry host", shown(c));
            return Err(fault(span.start + at..span.start + at + c.len_utf8(), what));
        }
        if word.is_empty() {
            return Err(fault(span, "the registry host has an empty part between dots".into()));
        }
        if word.starts_with('-') || word.ends_with('-') {
            return Err(fault(span, "a part of the registry host starts or ends with `-`".into()));
        }
    }
    match port {
        Some(port) if port.is_empty() || !port.bytes().all(|b| b.is_ascii_digit()) => {
            let fault =
                fault(text.len() - port.len()..text.len(), "the registry's port is not a number".into());
            Err(NameFault { help: PORT_RULE, ..fault })
        }
        _ => Ok(()),
    }
}
