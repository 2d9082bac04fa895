//! From a subject back to what it says: every reading, and whether there is only one.
//!
//! A value has no colon of its own (each is written `%3A`), so a subject falls into labels and values in nearly one
//! way. It does not where Enterprise Server up to 3.18 left colons as they were.

use core::ops::Range;
use std::borrow::Cow;

use serde::Serialize;

use super::{SubjectSegment, SubjectTemplate};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::github::claims::{ClaimValue, Claims};
use crate::github::consistency::misspelt_keys;
use crate::github::platform::{Colons, Platform};
use crate::knowledge::claims::{AsKey, PROPERTY_PREFIX, find as find_claim};
use crate::knowledge::events::{EventContext, find as find_event};
use crate::limits::{MAX_CLAIM_KEYS, MAX_TEXT};
use crate::names::split_repository;
use crate::premise::Finding;
use crate::text::quote;
use crate::tree::recognise::{self, DocumentKind, Wanted};

/// How many readings are worked out; more of them say nothing more.
const MAX_READINGS: usize = 16;
/// How many splits are tried.
const MAX_STEPS: usize = 20_000;

/// What stands for the job's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContextKind {
    /// `environment:NAME`
    Environment,
    /// `pull_request`
    PullRequest,
    /// `ref:REF`
    Ref,
}

/// One way to read a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubjectReading {
    /// Its parts in order.
    pub segments: Vec<SubjectSegment>,
    /// The templates that print it, the likeliest first: `ref:…` or `environment:…` may be the context or a key.
    pub templates: Vec<Vec<Cow<'static, str>>>,
    /// What the subject says of the claims, ids included. `null`: it says that the token has no such claim.
    pub claims: Claims,
    /// What the context is, where the first template has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextKind>,
    /// Whether the subject is immutable: its `repo` segment carries ids. Absent without such a segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
    /// Whether this reading holds only where colons in values are not escaped: Enterprise Server up to 3.18.
    pub raw_colons: bool,
}

/// The answer of `parse_subject`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ParseSubjectResponse"))]
#[non_exhaustive]
pub struct SubjectReadings {
    /// Every reading; none for a text that is not a subject of GitHub's.
    pub readings: Vec<SubjectReading>,
    /// Whether there is exactly one, and no other value gives the same subject.
    pub only: bool,
    /// Whether these are all; a subject made to have very many is cut off.
    pub complete: bool,
    /// What else gives the same subject.
    pub collisions: Vec<Finding>,
    /// Why there is no reading, and keys that look misspelt.
    pub findings: Vec<Finding>,
}

impl SubjectReadings {
    /// Reads `sub`. With `keys`, only as this template; without, as any.
    ///
    /// ```
    /// use assumable::github::{ContextKind, Platform, SubjectReadings};
    /// let readings = SubjectReadings::of("repo:octo-org@65/app@74:environment:prod", None, Platform::GithubCom)?;
    /// let reading = readings.single().unwrap();
    /// assert_eq!(reading.claims.text("repository_id"), Some("74"));
    /// assert_eq!(reading.context, Some(ContextKind::Environment));
    /// # Ok::<(), assumable::Error>(())
    /// ```
    ///
    /// # Errors
    /// With the path `/sub`: `CLAIM_INVALID` for an empty subject, `TOO_LARGE` for one beyond [`MAX_TEXT`],
    /// `WRONG_DOCUMENT` for a text that is known to be something else. Any other text that is not a subject of GitHub's
    /// has no reading, which is an answer. With the path `/include_claim_keys`: the errors of [`SubjectTemplate::new`].
    pub fn of(sub: &str, keys: Option<&[String]>, platform: Platform) -> Result<SubjectReadings, Error> {
        if let Some(kind) = another_document(sub) {
            return Err(kind.refuse(Wanted::Subject).under("sub"));
        }
        if let Some(keys) = keys {
            SubjectTemplate::new(keys.iter().cloned()).map_err(|error| error.under("include_claim_keys"))?;
        }
        let mut all = SubjectReadings::read(sub, keys, platform).map_err(|error| error.under("sub"))?;
        all.findings.extend(misspelt_keys(keys, "/include_claim_keys"));
        Ok(all)
    }

    /// Reads a claim of a token, or what is known to be a part of one: nothing is said of keys and other documents.
    pub(crate) fn read(
        sub: &str,
        keys: Option<&[String]>,
        platform: Platform,
    ) -> Result<SubjectReadings, Error> {
        if sub.is_empty() {
            return Err(Error::new(ErrorKind::ClaimInvalid, "the subject is empty").with_help(
                "pass the text of the claim `sub`, such as `repo:octo-org/app:ref:refs/heads/main`",
            ));
        }
        if sub.len() > MAX_TEXT {
            let message = format!("the subject is longer than {MAX_TEXT} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass the text of the claim `sub` of one token"));
        }
        let mut all = SubjectReadings { complete: true, ..SubjectReadings::default() };
        let colons = platform.colons();
        for raw in [false, true] {
            if (raw && colons == Colons::Escaped) || (!raw && colons == Colons::Raw) {
                continue;
            }
            for keys in attempts(sub, keys) {
                let mut search = SubjectSearch {
                    sub,
                    tokens: tokens(sub),
                    keys: keys.as_deref(),
                    raw,
                    steps: 0,
                    parts: Vec::new(),
                    all: &mut all,
                };
                search.from(0);
            }
        }
        all.find_collisions();
        all.only = all.single().is_some();
        if all.readings.is_empty() {
            all.findings.push(if all.complete { nothing(sub, keys) } else { too_involved() });
        }
        Ok(all)
    }

    /// The reading, if there is one and nothing else gives the same subject.
    #[must_use]
    pub fn single(&self) -> Option<&SubjectReading> {
        match self.readings.as_slice() {
            [reading] if self.complete && self.collisions.is_empty() => Some(reading),
            _ => None,
        }
    }

    fn find_collisions(&mut self) {
        let mut found: Vec<Finding> = Vec::new();
        for segment in
            self.readings.iter().filter(|reading| !reading.raw_colons).flat_map(|reading| &reading.segments)
        {
            let (key, value) = match segment.value.split_once(':') {
                Some((label, value)) if segment.key == "context" => (label, value),
                _ => (&*segment.key, &*segment.value),
            };
            let finding = if value.contains(':') {
                Finding::new(codes::PERCENT_COLLISION, format!(
                        "`%3A` in `{key}` stands for a colon, and a value that holds `%3A` itself looks the same: `{}` and `{}`",
                        quote(value),
                        quote(&value.replace(':', "%3A")),
                    )).about(key)
            } else {
                continue;
            };
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
        if self.readings.len() > 1 {
            found.push(Finding::new(
                codes::SEVERAL_READINGS,
                "different claims give this subject; it does not show which",
            ));
        }
        self.collisions = found;
    }
}

/// The templates to read by: as given; without its duplicates; behind the `repo` segment that an immutable subject
/// may have although the template has none.
fn attempts(sub: &str, keys: Option<&[String]>) -> Vec<Option<Vec<Cow<'static, str>>>> {
    let Some(keys) = keys else { return vec![None] };
    let given: Vec<Cow<'static, str>> = match keys {
        [] => vec![Cow::Borrowed("repo"), Cow::Borrowed("context")],
        keys => keys.iter().map(|key| Cow::Owned(key.clone())).collect(),
    };
    let mut once: Vec<Cow<'static, str>> = Vec::new();
    for key in &given {
        if !once.contains(key) {
            once.push(key.clone());
        }
    }
    let mut attempts = vec![Some(given.clone())];
    if sub.starts_with("repo:") && !given.iter().any(|key| key == "repo") {
        let with_repo = core::iter::once(Cow::Borrowed("repo")).chain(given.iter().cloned());
        attempts.push(Some(with_repo.collect()));
    }
    if once.len() < given.len() {
        attempts.push(Some(once));
    }
    attempts
}

/// The subject between its colons.
fn tokens(sub: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    sub.split(':')
        .map(|token| {
            let range = start..start + token.len();
            start = range.end + 1;
            range
        })
        .collect()
}

fn nothing(sub: &str, keys: Option<&[String]>) -> Finding {
    let message = match keys {
        Some(keys) => {
            format!("this subject is not of the template {}: `{}`", quote(&keys.join(", ")), quote(sub))
        }
        None => format!(
            "this is not a subject that a known template gives: `{}`; for a template with other keys, give `include_claim_keys`",
            quote(sub)
        ),
    };
    Finding::new(codes::NO_READING, message)
}

fn too_involved() -> Finding {
    let message =
        "this subject can be split in very many ways, and none of those tried is a reading".to_owned();
    Finding::new(codes::NO_READING_FOUND, message)
}

/// A label and its value, as found.
#[derive(Clone)]
struct LabelledValue<'s> {
    /// `repo`, `pull_request`, or a claim's name.
    label: &'s str,
    /// The key of the template, where it was given.
    key: Option<Cow<'static, str>>,
    value: &'s str,
    range: Range<usize>,
}

struct SubjectSearch<'s, 'k> {
    sub: &'s str,
    tokens: Vec<Range<usize>>,
    keys: Option<&'k [Cow<'static, str>]>,
    raw: bool,
    steps: usize,
    parts: Vec<LabelledValue<'s>>,
    all: &'k mut SubjectReadings,
}

impl<'s> SubjectSearch<'s, '_> {
    fn token(&self, at: usize) -> Option<&'s str> {
        self.sub.get(self.tokens.get(at)?.clone())
    }

    /// The labels that may stand at this token, with the key that each would be.
    fn label(&self, at: usize) -> Option<(&'s str, Option<Cow<'static, str>>)> {
        let token = self.token(at)?;
        match self.keys {
            Some(keys) => {
                let key = keys.get(self.parts.len())?;
                let fits = match &**key {
                    "context" => matches!(token, "pull_request" | "environment" | "ref"),
                    key => token == key,
                };
                fits.then(|| (token, Some(key.clone())))
            }
            None => is_label(token).then_some((token, None)),
        }
    }

    /// Reads on from this token.
    fn from(&mut self, at: usize) {
        if self.steps >= MAX_STEPS || self.all.readings.len() >= MAX_READINGS {
            self.all.complete = false;
            return;
        }
        self.steps += 1;
        if at == self.tokens.len() {
            if self.keys.is_none_or(|keys| keys.len() == self.parts.len()) {
                self.finish();
            }
            return;
        }
        if self.parts.len() > MAX_CLAIM_KEYS {
            self.all.complete = false;
            return;
        }
        let Some((label, key)) = self.label(at) else { return };
        let is_context = key.as_deref().is_none_or(|key| key == "context");
        if label == "pull_request" && is_context {
            self.take(label, key, at, at, at + 1);
            return;
        }
        if matches!(label, "head_ref" | "base_ref") {
            // Outside pull requests the bare key may be all that is printed.
            self.take(label, key.clone(), at, at, at + 1);
        }
        let longest = if self.raw && may_hold_colons(label) { self.tokens.len() } else { at + 2 };
        for end in at + 2..=longest {
            if end > self.tokens.len() {
                break;
            }
            if end < self.tokens.len() && self.raw && !self.may_start(end) {
                continue;
            }
            self.take(label, key.clone(), at, at + 1, end);
            if self.steps >= MAX_STEPS {
                self.all.complete = false;
                break;
            }
        }
    }

    /// Whether the key after this one may stand here.
    fn may_start(&mut self, at: usize) -> bool {
        self.steps += 1;
        let Some(token) = self.token(at) else { return false };
        match self.keys.map(|keys| keys.get(self.parts.len() + 1)) {
            None => is_label(token),
            Some(None) => false,
            Some(Some(key)) if key == "context" => matches!(token, "pull_request" | "environment" | "ref"),
            Some(Some(key)) => token == &**key,
        }
    }

    /// Takes the tokens `at..end` as one part whose value starts at token `value`, and reads on.
    fn take(&mut self, label: &'s str, key: Option<Cow<'static, str>>, at: usize, value: usize, end: usize) {
        let (Some(first), Some(last)) = (self.tokens.get(at), self.tokens.get(end.saturating_sub(1))) else {
            return;
        };
        let range = first.start..last.end;
        let text = match self.tokens.get(value) {
            Some(token) if value > at => self.sub.get(token.start..last.end).unwrap_or(""),
            _ => "",
        };
        let again = self.parts.iter().filter(|part| part.label == label).count();
        let most = if matches!(label, "ref" | "environment") { 2 } else { 1 };
        if self.keys.is_none() && again >= most {
            return;
        }
        self.parts.push(LabelledValue { label, key, value: text, range });
        self.from(end);
        self.parts.pop();
    }

    /// All is read: a reading, unless it contradicts itself.
    fn finish(&mut self) {
        if let Some(reading) = reading(self.sub, &self.parts, self.raw)
            && !self.all.readings.iter().any(|known| known.segments == reading.segments)
        {
            self.all.readings.push(reading);
        }
    }
}

/// What a text is that is not a subject, if that is known. A text that begins as a subject is one, whatever its branch or
/// environment is called: `repo:octo-org/app:ref:refs/heads/fix-package.json`.
pub(crate) fn another_document(sub: &str) -> Option<DocumentKind> {
    let is_subject = sub.split_once(':').is_some_and(|(label, _)| is_label(label));
    if is_subject { None } else { recognise::text(sub) }
}

/// Whether this is the label of a key that a subject may have.
pub(crate) fn is_label(token: &str) -> bool {
    matches!(token, "repo" | "pull_request")
        || token.strip_prefix(PROPERTY_PREFIX).is_some_and(|name| super::template::check_key(name).is_ok())
        || find_claim(token).is_some_and(|claim| !matches!(claim.as_key, AsKey::Unusable | AsKey::Fails))
}

/// Values that colons cannot be part of: names, ids and refs.
fn may_hold_colons(label: &str) -> bool {
    !matches!(label, "repo" | "repository" | "ref" | "head_ref" | "base_ref" | "repository_owner" | "actor")
        && !label.ends_with("_id")
}

/// The parts as a reading; `None` where no job can have them all.
fn reading(sub: &str, parts: &[LabelledValue<'_>], raw: bool) -> Option<SubjectReading> {
    let mut claims = Claims::new();
    let mut immutable = None;
    let mut segments = Vec::with_capacity(parts.len());
    for part in parts {
        let value = if raw { Cow::Borrowed(part.value) } else { unescape(part.value) };
        let shown = match part.label {
            "repo" => {
                immutable = Some(say_repository(&mut claims, &value)?);
                value.into_owned()
            }
            "pull_request" => "pull_request".to_owned(),
            // No token names an empty environment.
            "environment" if value.is_empty() => return None,
            label => {
                let is_context = part.key.as_deref() == Some("context");
                let shown = if is_context { format!("{label}:{value}") } else { value.clone().into_owned() };
                say(&mut claims, label, &value)?;
                shown
            }
        };
        let key = part.key.clone().unwrap_or_else(|| Cow::Owned(part.label.to_owned()));
        let text = sub.get(part.range.clone()).unwrap_or("").to_owned();
        segments.push(SubjectSegment { key, value: shown, text });
    }
    let contexts = contexts(parts, &claims)?;
    let templates: Vec<Vec<Cow<'static, str>>> = contexts
        .iter()
        .map(|context| {
            let key = |(at, segment): (usize, &SubjectSegment)| {
                if *context == Some(at) { Cow::Borrowed("context") } else { segment.key.clone() }
            };
            segments.iter().enumerate().map(key).collect()
        })
        .collect();
    let first = contexts.first().copied().flatten();
    let context = first.and_then(|at| parts.get(at)).map(|part| kind(part.label));
    if let Some(segment) = first.and_then(|at| segments.get_mut(at))
        && segment.key != "context"
    {
        if segment.key != "pull_request" {
            segment.value = format!("{}:{}", segment.key, segment.value);
        }
        segment.key = Cow::Borrowed("context");
    }
    // Only a context that is one for certain rules an environment out.
    if contexts.len() == 1 && matches!(context, Some(ContextKind::Ref | ContextKind::PullRequest)) {
        claims.set("environment", ClaimValue::Absent);
    }
    if context == Some(ContextKind::PullRequest) && claims.get("event_name").is_none() {
        claims.set("event_name", ClaimValue::Text("pull_request".to_owned()));
    }
    Some(SubjectReading {
        segments,
        templates,
        claims,
        context,
        immutable,
        raw_colons: raw && has_raw_colon(parts),
    })
}

fn has_raw_colon(parts: &[LabelledValue<'_>]) -> bool {
    parts.iter().any(|part| part.value.contains(':'))
}

fn unescape(value: &str) -> Cow<'_, str> {
    if value.contains("%3A") { Cow::Owned(value.replace("%3A", ":")) } else { Cow::Borrowed(value) }
}

fn kind(label: &str) -> ContextKind {
    match label {
        "environment" => ContextKind::Environment,
        "ref" => ContextKind::Ref,
        _ => ContextKind::PullRequest,
    }
}

/// Which part may be the context, the likeliest first; `None` stands for a template without one. No entry at all
/// where every choice contradicts the other parts.
fn contexts(parts: &[LabelledValue<'_>], claims: &Claims) -> Option<Vec<Option<usize>>> {
    let names_environment =
        ["environment", "environment_node_id"].iter().any(|name| claims.text(name).is_some());
    let event = claims
        .text("event_name")
        .map(|name| find_event(name).map_or(EventContext::Ref, |event| event.context));
    let possible = |label: &str| match kind(label) {
        ContextKind::Environment => true,
        ContextKind::Ref => !names_environment && event != Some(EventContext::PullRequest),
        ContextKind::PullRequest => !names_environment && event != Some(EventContext::Ref),
    };
    let given = parts.iter().position(|part| part.key.as_deref() == Some("context"));
    let bare = parts.iter().position(|part| part.key.is_none() && part.label == "pull_request");
    if let Some(at) = given.or(bare) {
        return parts.get(at).is_some_and(|part| possible(part.label)).then(|| vec![Some(at)]);
    }
    if parts.iter().any(|part| part.key.is_some()) {
        return Some(vec![None]);
    }
    let labels = ["environment", "ref"];
    let twice = labels.iter().find(|label| parts.iter().filter(|part| part.label == **label).count() == 2);
    let mut found: Vec<Option<usize>> = parts
        .iter()
        .enumerate()
        .filter(|(_, part)| labels.contains(&part.label) && possible(part.label))
        .filter(|(_, part)| twice.is_none_or(|label| part.label == *label))
        .map(|(at, _)| Some(at))
        .collect();
    if twice.is_none() {
        found.push(None);
    }
    (!found.is_empty()).then_some(found)
}

/// Notes what a part says of a claim; `None` where another part says otherwise.
fn say(claims: &mut Claims, name: &str, value: &str) -> Option<()> {
    let is_id = name.ends_with("_id") && name != "environment_node_id"
        || matches!(name, "run_number" | "run_attempt");
    if is_id && (value.is_empty() || !value.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    match claims.text(name) {
        Some(known) => (known == value).then_some(()),
        None => {
            claims.set(name, ClaimValue::Text(value.to_owned()));
            Some(())
        }
    }
}

/// Notes what the `repo` segment says; whether it carries ids.
fn say_repository(claims: &mut Claims, value: &str) -> Option<bool> {
    if !value.contains('@') {
        let (owner, _) = split_repository(value).ok()?;
        say(claims, "repository", value)?;
        say(claims, "repository_owner", owner)?;
        return Some(false);
    }
    let (owner, name) = value.split_once('/')?;
    let (owner, owner_id) = owner.split_once('@')?;
    let (name, id) = name.split_once('@')?;
    let repository = format!("{owner}/{name}");
    split_repository(&repository).ok()?;
    say(claims, "repository", &repository)?;
    say(claims, "repository_owner", owner)?;
    say(claims, "repository_owner_id", owner_id)?;
    say(claims, "repository_id", id)?;
    Some(true)
}
