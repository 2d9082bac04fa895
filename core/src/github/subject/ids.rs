//! The ids of an immutable subject.

/// The ids of the owner and of the repository in a subject that names the same two.
pub(super) fn ids_in<'s>(sub: &'s str, owner: &str, name: &str) -> Option<(&'s str, &'s str)> {
    let decimal = |id: &&str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    let (first, second) = repo_segment(sub)?.split_once('/')?;
    let owner_id = first.strip_prefix(owner)?.strip_prefix('@').filter(decimal)?;
    let id = second.strip_prefix(name)?.strip_prefix('@').filter(decimal)?;
    Some((owner_id, id))
}

/// The value of the `repo` segment.
pub(super) fn repo_segment(sub: &str) -> Option<&str> {
    let segments = sub.split(':').zip(sub.split(':').skip(1));
    segments.take(64).find(|(key, _)| *key == "repo").map(|(_, repository)| repository)
}
