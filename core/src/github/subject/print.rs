//! What each key of a template prints.

use std::borrow::Cow;

use super::ids::ids_in;
use super::notes::Notes;
use super::{SubjectCandidate, SubjectRefusal, SubjectSegment};
use crate::error::{Error, ErrorKind};
use crate::github::claims::{ClaimValue, Claims};
use crate::knowledge::claims::{AsKey, ClaimPresence, PROPERTY_PREFIX, find as find_claim};
use crate::knowledge::events::{EventContext, find as find_event};
use crate::limits::MAX_TEXT;
use crate::names::split_repository;
use crate::premise::Grade;
use crate::text::quote;

/// How many candidates are worked out; the questions of one subject multiply.
const MAX_CANDIDATES: usize = 16;

/// One way in which a key may print.
struct PrintedKey {
    value: String,
    text: String,
}

/// How values are written.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ColonStyle {
    /// `:` as `%3A`, and `%` as it is.
    Escaped,
    /// As they are.
    Raw,
}

pub(super) struct SubjectBuilder<'c> {
    pub(super) claims: &'c Claims,
    pub(super) immutable: bool,
    pub(super) writing: ColonStyle,
}

impl SubjectBuilder<'_> {
    /// The candidates of a customised template.
    pub(super) fn custom(&self, keys: &[String], notes: &mut Notes) -> Result<Vec<SubjectCandidate>, Error> {
        let mut candidates = self.candidates(keys.iter().map(|key| Cow::Owned(key.clone())), notes)?;
        let once: Vec<&String> = keys
            .iter()
            .enumerate()
            .filter(|(i, key)| !keys.iter().take(*i).any(|k| k == *key))
            .map(|(_, k)| k)
            .collect();
        if once.len() < keys.len() {
            let reason =
                "GitHub does not say what a key listed twice does: it may print twice, once, or be refused";
            notes.asks_openly(reason);
            candidates.extend(self.candidates(once.into_iter().map(|key| Cow::Owned(key.clone())), notes)?);
        }
        if self.immutable
            && !keys.iter().any(|key| key == "repo")
            && notes.refusal != Some(SubjectRefusal::NotOnPlatform)
        {
            let reason = "GitHub does not say what becomes of an immutable subject whose template has no `repo`: \
                          the template may be the whole subject, or the `repo` segment with its ids may come first";
            notes.asks(reason);
            if let Some(repo) = self.repo(notes)? {
                let first = append(vec![SubjectCandidate::default()], Cow::Borrowed("repo"), &[repo], notes);
                let with_prefix =
                    candidates.iter().filter_map(|tail| Some(join(first.first()?, tail))).collect::<Vec<_>>();
                candidates.extend(with_prefix);
            }
        }
        Ok(candidates)
    }

    pub(super) fn candidates(
        &self,
        keys: impl Iterator<Item = Cow<'static, str>>,
        notes: &mut Notes,
    ) -> Result<Vec<SubjectCandidate>, Error> {
        let mut candidates = vec![SubjectCandidate::default()];
        for key in keys {
            let forms = match &*key {
                "repo" => self.repo(notes)?.into_iter().collect(),
                "context" => self.context(notes)?,
                _ => self.claim(&key, notes)?,
            };
            candidates = append(candidates, key, &forms, notes);
        }
        Ok(candidates)
    }

    fn repo(&self, notes: &mut Notes) -> Result<Option<PrintedKey>, Error> {
        let Some(repository) = self.text("repository")? else {
            notes.needs("repository", "the `repo` segment needs the claim `repository`");
            return Ok(None);
        };
        let (owner, name) = split_repository(&repository).map_err(|fault| {
            let error = fault.into_error(ErrorKind::ClaimInvalid, &repository).under("repository");
            if repository.contains('@') {
                error.with_help("give the ids as `repository_owner_id` and `repository_id`")
            } else {
                error
            }
        })?;
        if !self.immutable {
            return Ok(Some(PrintedKey {
                text: format!("repo:{repository}"),
                value: repository.into_owned(),
            }));
        }
        let (mut owner_id, mut id) = (self.id("repository_owner_id")?, self.id("repository_id")?);
        if let (true, Some(sub)) = (owner_id.is_none() || id.is_none(), self.claims.text("sub"))
            && let Some(known) = ids_in(sub, owner, name)
        {
            notes.rests_on(Grade::Inferred, "ids that are not claims here are those of the `sub` given");
            owner_id.get_or_insert(Cow::Borrowed(known.0));
            id.get_or_insert(Cow::Borrowed(known.1));
        }
        match (owner_id, id) {
            (Some(owner_id), Some(id)) => {
                let value = format!("{owner}@{owner_id}/{name}@{id}");
                Ok(Some(PrintedKey { text: format!("repo:{value}"), value }))
            }
            (owner_id, id) => {
                let reason = "an immutable subject holds the ids of the repository and of its owner";
                if owner_id.is_none() {
                    notes.needs("repository_owner_id", reason);
                }
                if id.is_none() {
                    notes.needs("repository_id", reason);
                }
                Ok(None)
            }
        }
    }

    /// Environment, else `pull_request`, else the ref.
    fn context(&self, notes: &mut Notes) -> Result<Vec<PrintedKey>, Error> {
        if let Some(environment) = self.environment()? {
            notes.rests_on_page("the job names an environment, which is then its context");
            return Ok(vec![self.as_context("environment", &environment, notes)]);
        }
        let event = self.text("event_name")?.filter(|event| !event.is_empty());
        let context =
            event.as_deref().map(|name| find_event(name).map_or(EventContext::Ref, |event| event.context));
        match context {
            Some(EventContext::PullRequest) => {
                notes.rests_on_page("the event is `pull_request` and the job names no environment");
                Ok(vec![pull_request()])
            }
            Some(EventContext::Ref) => {
                notes.rests_on_page("the job names no environment and the event is not `pull_request`");
                self.reference(notes, "the context of this job is its ref: give the claim `ref`")
            }
            Some(EventContext::Unpublished) => {
                let event = event.as_deref().unwrap_or("");
                notes.asks(format!(
                    "GitHub does not say whether the context of the event `{event}` is `pull_request` or the ref"
                ));
                let reason = "the context of this event may be the ref: give the claim `ref`";
                let mut forms = self.reference(notes, reason)?;
                forms.push(pull_request());
                Ok(forms)
            }
            Some(EventContext::Caller) | None => self.inferred_context(notes),
        }
    }

    /// The event is not given: the refs may show it.
    fn inferred_context(&self, notes: &mut Notes) -> Result<Vec<PrintedKey>, Error> {
        let reference = self.text("ref")?;
        let reason = "the context of this job is not known: give `event_name` and `ref`, or `environment`";
        let Some(reference) = reference else {
            notes.needs("event_name", reason);
            notes.needs("ref", reason);
            return Ok(Vec::new());
        };
        let between_branches =
            ["head_ref", "base_ref"].iter().any(|name| self.claims.text(name).is_some_and(|t| !t.is_empty()));
        if reference.starts_with("refs/pull/") || between_branches {
            notes.asks(
                "the claims show a pull request but not the event: the context of `pull_request` is \
                 `pull_request`, that of other events may be the ref; give `event_name`",
            );
            let mut forms = vec![pull_request()];
            forms.extend(self.reference(notes, reason)?);
            return Ok(forms);
        }
        notes.rests_on(
            Grade::Assumed,
            "the event is not `pull_request` and the job names no environment: neither is given, but the ref is",
        );
        self.reference(notes, reason)
    }

    /// The ref as a context.
    fn reference(&self, notes: &mut Notes, missing: &'static str) -> Result<Vec<PrintedKey>, Error> {
        match self.text("ref")? {
            None => {
                notes.needs("ref", missing);
                Ok(Vec::new())
            }
            Some(reference) if reference.is_empty() => {
                notes.asks_openly(
                    "the ref is empty, as for a deployment made from a commit, and the job names no environment: \
                     GitHub does not say what the context is then",
                );
                Ok(vec![PrintedKey { value: "ref:".to_owned(), text: "ref:".to_owned() }])
            }
            Some(reference) => Ok(vec![self.as_context("ref", &reference, notes)]),
        }
    }

    /// `label:value` as the context: its value keeps the label, which shows the kind of context.
    fn as_context(&self, label: &str, value: &str, notes: &mut Notes) -> PrintedKey {
        PrintedKey { value: format!("{label}:{value}"), ..self.labelled(label, value, notes) }
    }

    /// A key that is neither `repo` nor `context`.
    fn claim(&self, key: &str, notes: &mut Notes) -> Result<Vec<PrintedKey>, Error> {
        let known = find_claim(key);
        let value = self.text(key)?;
        match known.map(|claim| (claim.as_key, claim.page())) {
            Some((AsKey::Unusable, source)) => {
                notes.refuses(
                    SubjectRefusal::KeyUnusable,
                    format!("`{key}` cannot be part of a subject ({source})"),
                );
                return Ok(Vec::new());
            }
            Some((AsKey::Fails, source)) => {
                notes.refuses(
                    SubjectRefusal::TokenRequestFails,
                    format!("with `{key}` in the template the token request fails ({source})"),
                );
                return Ok(Vec::new());
            }
            Some((AsKey::NeedsEnvironment, _)) if self.environment()?.is_none() => {
                notes.refuses(
                    SubjectRefusal::TokenRequestFails,
                    format!("the template has `{key}` and the job names no environment: GitHub refuses the token request; `context` serves jobs with and without one"),
                );
                return Ok(Vec::new());
            }
            Some((AsKey::Disputed, _)) => notes.asks_openly(format!(
                "sources disagree on whether `{key}` can be a key; `repo` names the repository for certain"
            )),
            Some((AsKey::Unpublished, _)) => {
                notes.asks_openly(format!("GitHub does not say what the key `{key}` does in a subject"));
            }
            Some((AsKey::Usable | AsKey::NeedsEnvironment, _)) => {}
            None if key.starts_with(PROPERTY_PREFIX) => {
                if value.is_none() {
                    notes.asks_openly(format!(
                        "GitHub does not say what `{key}` prints where the property is not set: the token request may fail, or the value be empty"
                    ));
                    return Ok(vec![PrintedKey { value: String::new(), text: format!("{key}:") }]);
                }
            }
            None if value.is_some() => notes.rests_on(
                Grade::Inferred,
                format!("`{key}` is a claim that prints as others do; it is not a known claim"),
            ),
            None => {
                notes.asks_openly(format!(
                    "no claim `{key}` is known: GitHub accepts such a key and does not say what it prints"
                ));
                return Ok(vec![PrintedKey { value: String::new(), text: format!("{key}:") }]);
            }
        }
        let presence = known.map(|claim| claim.presence);
        match value {
            Some(value) if !value.is_empty() => Ok(vec![self.labelled(key, &value, notes)]),
            Some(_) => Ok(empty(key, notes)),
            None if presence == Some(ClaimPresence::EmptyOutsidePullRequests)
                && self.is_outside_pull_requests()? =>
            {
                Ok(empty(key, notes))
            }
            None => {
                notes.needs(key.to_owned(), format!("the template has `{key}`: give the claim"));
                Ok(Vec::new())
            }
        }
    }

    /// Whether the event is given and is not one of a pull request.
    fn is_outside_pull_requests(&self) -> Result<bool, Error> {
        let event = self.text("event_name")?;
        Ok(event.is_some_and(|event| find_event(&event).is_some() && !event.starts_with("pull_request")))
    }

    /// `label:value`, the value as this platform writes it.
    fn labelled(&self, label: &str, value: &str, notes: &mut Notes) -> PrintedKey {
        notes.has_colon |= value.contains(':');
        let text = match self.writing {
            ColonStyle::Raw => Cow::Borrowed(value),
            ColonStyle::Escaped => {
                notes.has_percent |= value.contains('%');
                Cow::Owned(value.replace(':', "%3A"))
            }
        };
        PrintedKey { value: value.to_owned(), text: format!("{label}:{text}") }
    }

    /// The environment; an empty name is none.
    fn environment(&self) -> Result<Option<Cow<'_, str>>, Error> {
        Ok(self.text("environment")?.filter(|name| !name.is_empty()))
    }

    /// The text of a claim; `None` where the token does not have it.
    fn text(&self, name: &str) -> Result<Option<Cow<'_, str>>, Error> {
        let text = match self.claims.get(name) {
            None | Some(ClaimValue::Absent) => return Ok(None),
            Some(ClaimValue::Text(text) | ClaimValue::Number(text)) => Cow::Borrowed(text.as_str()),
            Some(ClaimValue::Bool(value)) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Some(ClaimValue::List(_)) => return Err(not_text(name, "a list")),
            Some(ClaimValue::Object(_)) => return Err(not_text(name, "an object")),
        };
        if text.len() > MAX_TEXT {
            let message = format!("the claim `{name}` is longer than {MAX_TEXT} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass the claim of one token")
                .under(name));
        }
        Ok(Some(text))
    }

    fn id(&self, name: &str) -> Result<Option<Cow<'_, str>>, Error> {
        let id = self.text(name)?.filter(|id| !id.is_empty());
        match id {
            Some(id) if !id.bytes().all(|b| b.is_ascii_digit()) => {
                Err(Error::new(ErrorKind::ClaimInvalid, format!("the claim `{name}` is not a decimal id"))
                    .with_found(&id)
                    .with_help("GitHub's API shows ids as numbers, such as `74`: pass the digits")
                    .under(name))
            }
            id => Ok(id),
        }
    }
}

fn not_text(name: &str, found: &str) -> Error {
    let message = format!("the claim `{}` is {found}; a subject is made of strings", quote(name));
    Error::new(ErrorKind::ClaimInvalid, message).with_help("pass the claim of one token, as text").under(name)
}

fn pull_request() -> PrintedKey {
    PrintedKey { value: "pull_request".to_owned(), text: "pull_request".to_owned() }
}

/// A key whose claim is empty. Outside pull requests `head_ref` and `base_ref` are said to print the bare key.
fn empty(key: &str, notes: &mut Notes) -> Vec<PrintedKey> {
    notes.asks_openly(format!("GitHub does not say what `{key}` prints where the claim is empty"));
    let form = |text: String| PrintedKey { value: String::new(), text };
    let mut forms = vec![form(format!("{key}:"))];
    if matches!(key, "head_ref" | "base_ref") {
        forms.push(form(key.to_owned()));
    }
    forms
}

/// Puts one more segment behind every candidate, in each of its forms.
fn append(
    mut candidates: Vec<SubjectCandidate>,
    key: Cow<'static, str>,
    forms: &[PrintedKey],
    notes: &mut Notes,
) -> Vec<SubjectCandidate> {
    let Some((last, others)) = forms.split_last() else { return candidates };
    if candidates.len() * forms.len() > MAX_CANDIDATES {
        notes.open = true;
        candidates.truncate(MAX_CANDIDATES / forms.len());
    }
    let mut longer = Vec::with_capacity(candidates.len() * forms.len());
    for form in others {
        longer.extend(candidates.iter().map(|candidate| extended(candidate.clone(), key.clone(), form)));
    }
    longer.extend(candidates.into_iter().map(move |candidate| extended(candidate, key.clone(), last)));
    longer
}

fn extended(mut candidate: SubjectCandidate, key: Cow<'static, str>, form: &PrintedKey) -> SubjectCandidate {
    if !candidate.value.is_empty() {
        candidate.value.push(':');
    }
    candidate.value.push_str(&form.text);
    candidate.segments.push(SubjectSegment { key, value: form.value.clone(), text: form.text.clone() });
    candidate
}

fn join(first: &SubjectCandidate, tail: &SubjectCandidate) -> SubjectCandidate {
    let mut joined = first.clone();
    joined.value.push(':');
    joined.value.push_str(&tail.value);
    joined.segments.extend(tail.segments.iter().cloned());
    joined
}
