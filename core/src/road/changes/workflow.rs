//! Changes of workflow files: permissions, environments, inputs of steps, called workflows.

use super::texts::{TextEdit, Writer, line_start};
use super::{Draft, Expected};
use crate::codes::{self, Code, FixKind};
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, Spot, WorkflowJob};
use crate::road::report::ChangeSide;
use crate::text::quote;

/// The job of a road, and where it is written.
pub(super) struct Workflow<'w, 't> {
    pub(super) job: &'w WorkflowJob,
    pub(super) assumed: &'w AssumedRole,
    pub(super) number: usize,
    pub(super) writer: &'w Writer<'t>,
    /// What the trust policy of the role names, as texts.
    pub(super) texts: &'w [String],
}

impl Workflow<'_, '_> {
    /// The changes of the workflow that answer the cause of a scenario.
    pub(super) fn changes(&self, cause: &'static Code) -> Vec<Draft> {
        let found = match cause {
            _ if cause == codes::TOKEN_NO_PERMISSION => self.permission(),
            _ if cause == codes::TOKEN_NESTED_PERMISSION => self.permission_of_caller(),
            _ if cause == codes::SUB_ENV_REPLACES_REF => self.without_environment(),
            _ if cause == codes::SUB_ENV_MISSING || cause == codes::TOKEN_ENV_CLAIM_MISSING => {
                self.environment()
            }
            _ if cause == codes::SESSION_NAME_ILLEGAL => self.session_name(),
            _ if cause == codes::AUD_POLICY_MISMATCH => self.audience(),
            _ if cause == codes::CHAIN_TAG_SESSION => self.without_tags(),
            _ if cause == codes::CHAIN_FLAG_MISSING => self.chained(),
            _ if cause == codes::KEY_JWR_MISMATCH
                || cause == codes::SUB_JWR_REF
                || cause == codes::SUB_JWR_SHA =>
            {
                self.called()
            }
            _ => None,
        };
        let Some(found) = found else { return Vec::new() };
        vec![Draft {
            road: self.number,
            code: cause,
            kind: found.kind,
            side: ChangeSide::Workflow,
            message: found.message,
            effect: found.effect.to_owned(),
            question: found.question.map(str::to_owned),
            edits: found.edits,
            expected: found.calls.map_or(Expected::Road { image: None, cause }, Expected::Calls),
        }]
    }

    fn spot(&self, place: &SourcePlace) -> Option<Spot> {
        self.writer.spot(place)
    }

    /// `id-token: write` for the job.
    fn permission(&self) -> Option<Found> {
        let found = |edit: TextEdit| {
            Found::safe(
                "let the job ask for a token: `id-token: write`",
                "the job can ask GitHub for a token; `contents: read` keeps the checkout",
                vec![edit],
            )
        };
        if let Some(place) = &self.job.id_token.place {
            let spot = self.spot(place)?;
            return self.one_more_permission(&spot).map(found);
        }
        let job = self.spot(&self.job.place)?;
        let text = self.writer.text(job.document);
        let jobs = jobs_of(text)?;
        if jobs.ids.len() == 1 {
            let at = jobs.start;
            let new = "permissions:\n  id-token: write\n  contents: read\n\n".to_owned();
            return Some(found(insert(job.document, at, new)));
        }
        self.under_job(&job).map(found)
    }

    /// The same in the job that calls.
    fn permission_of_caller(&self) -> Option<Found> {
        let caller = self.job.job.split('/').next()?;
        let document = self.writer.document(&self.job.workflow)?;
        let text = self.writer.text(document);
        let at = jobs_of(text)?.ids.into_iter().find(|(id, _)| id == caller)?.1;
        let spot = Spot { document, bytes: at..at + caller.len() };
        let body = block_of(text, at);
        let own = lines(text, body.clone()).find(|line| line.text.trim_start().starts_with("permissions:"));
        let edit = match own {
            Some(line) => {
                let at = line.start + line.text.len() - line.text.trim_start().len();
                self.one_more_permission(&Spot { document, bytes: at..at + "permissions".len() })?
            }
            None => self.under_job(&spot)?,
        };
        Some(Found::safe(
            "let the job that calls pass on `id-token: write`",
            "the called workflow may ask for a token, whatever the default permissions are",
            vec![edit],
        ))
    }

    /// One more line in permissions that are written.
    fn one_more_permission(&self, spot: &Spot) -> Option<TextEdit> {
        let text = self.writer.text(spot.document);
        // The place is the key, or a key within.
        let mut start = line_start(text, spot.bytes.start);
        loop {
            let line = text.get(start..)?.lines().next()?;
            if line.trim_start().starts_with("permissions:") {
                break;
            }
            start = line_start(text, start.checked_sub(1)?);
        }
        let line = text.get(start..)?.lines().next()?;
        let indent = line.len() - line.trim_start().len();
        let value = line.trim_start().strip_prefix("permissions:")?.trim();
        let value = value.split(" #").next().unwrap_or(value).trim();
        if let Some(inner) = value.strip_prefix('{') {
            let brace = start + line.find('{')? + 1;
            let is_empty = inner.trim_start().starts_with('}');
            let new = if is_empty { "id-token: write" } else { "id-token: write, " };
            return Some(insert(spot.document, brace, new.to_owned()));
        }
        if !value.is_empty() {
            return None;
        }
        let mut next = text.get(start + line.len() + 1..)?.lines();
        let first = next.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        let inner = first.len() - first.trim_start().len();
        if inner <= indent {
            return None;
        }
        let present = lines(text, block_of(text, start + indent))
            .find(|line| line.text.trim_start().starts_with("id-token:"));
        if let Some(line) = present {
            let bytes = line.start..line.start + line.text.trim_end().len();
            let pad = " ".repeat(inner);
            return Some(TextEdit {
                spot: Spot { document: spot.document, bytes },
                new: format!("{pad}id-token: write"),
            });
        }
        Some(insert(spot.document, start + line.len() + 1, format!("{}id-token: write\n", " ".repeat(inner))))
    }

    /// Permissions as the first key of a job.
    fn under_job(&self, job: &Spot) -> Option<TextEdit> {
        let text = self.writer.text(job.document);
        let start = line_start(text, job.bytes.start);
        let line = text.get(start..)?.lines().next()?;
        let key = line.split(" #").next().unwrap_or(line);
        if !key.trim_end().ends_with(':') {
            return None;
        }
        let pad = self.inner(text, start)?;
        let at = start + line.len() + 1;
        Some(insert(
            job.document,
            at,
            format!("{pad}permissions:\n{pad}  id-token: write\n{pad}  contents: read\n"),
        ))
    }

    /// The indent of what is within the block that starts in this line.
    fn inner(&self, text: &str, start: usize) -> Option<String> {
        let mut rest = text.get(start..)?.lines();
        let own = rest.next()?;
        let indent = own.len() - own.trim_start().len();
        let first = rest.find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        let inner = first.len() - first.trim_start().len();
        (inner > indent).then(|| " ".repeat(inner))
    }

    /// The job without its environment.
    fn without_environment(&self) -> Option<Found> {
        let place = self.job.environment.as_ref()?.place.as_ref()?;
        let spot = self.spot(place)?;
        let text = self.writer.text(spot.document);
        let mut start = line_start(text, spot.bytes.start);
        if !text.get(start..)?.trim_start().starts_with("environment:") {
            // The name of a mapping stands a line below its key.
            start = line_start(text, start.checked_sub(1)?);
            if !text.get(start..)?.trim_start().starts_with("environment:") {
                return None;
            }
        }
        let indent = text.get(start..)?.len() - text.get(start..)?.trim_start().len();
        let bytes = block_of(text, start + indent);
        let name = self.job.environment.as_ref()?.value.as_deref();
        let name = name.map(|name| format!(" `{}`", quote(name))).unwrap_or_default();
        Some(Found {
            kind: FixKind::Judgement,
            message: format!("leave out the environment{name} of the job"),
            effect: "the subject has the ref again; the job loses the rules and the secrets of the environment",
            question: Some("does the job need the rules or the secrets of the environment?"),
            edits: vec![TextEdit { spot: Spot { document: spot.document, bytes }, new: String::new() }],
            calls: None,
        })
    }

    /// The environment that the policy or other jobs name.
    fn environment(&self) -> Option<Found> {
        let named = self.texts.iter().find_map(|text| {
            let name = text.split(":environment:").nth(1).or_else(|| text.strip_prefix("environment:"))?;
            let name = name.split(':').next()?;
            (!name.is_empty() && !name.contains(['*', '?', '⟦'])).then(|| name.replace("%3A", ":"))
        })?;
        let job = self.spot(&self.job.place)?;
        let text = self.writer.text(job.document);
        let start = line_start(text, job.bytes.start);
        let body = block_of(text, job.bytes.start);
        let pad = self.inner(text, start)?;
        let runs_on = lines(text, body).find(|line| line.text.starts_with(&format!("{pad}runs-on:")))?;
        let is_plain = named.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let written = if is_plain { named.clone() } else { serde_json::to_string(&named).ok()? };
        let at = runs_on.start + runs_on.text.len();
        let body = block_of(text, runs_on.start + pad.len());
        let at = if body.end > at { body.end } else { at };
        Some(Found {
            kind: FixKind::Judgement,
            message: format!("let the job name the environment `{}`", quote(&named)),
            effect: "the subject names the environment; GitHub creates it on use, without rules",
            question: Some("does the environment limit its branches?"),
            edits: vec![insert(job.document, at, format!("{pad}environment: {written}\n"))],
            calls: None,
        })
    }

    /// A name for the session that STS takes.
    fn session_name(&self) -> Option<Found> {
        let name = self.assumed.session_name.value.as_deref()?;
        let mut legal: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "_=,.@+-".contains(c) { c.to_ascii_lowercase() } else { '-' }
            })
            .collect();
        legal.truncate(64);
        while legal.len() < 2 {
            legal.push('-');
        }
        let spot = self.spot(self.assumed.session_name.place.as_ref()?)?;
        let text = self.writer.text(spot.document);
        // The value may be an expression: the whole scalar in its line is replaced.
        let start = line_start(text, spot.bytes.start);
        let line = text.get(start..)?.lines().next()?;
        let key = line.find("role-session-name:")? + "role-session-name:".len();
        let blank = line.get(key..)?.len() - line.get(key..)?.trim_start().len();
        let bytes = start + key + blank..start + line.trim_end().len();
        Some(Found::safe(
            &format!("name the session `{}`", quote(&legal)),
            "STS takes letters, digits and `_=,.@+-`, 2 to 64 of them; nobody else gets in by it",
            vec![TextEdit { spot: Spot { document: spot.document, bytes }, new: legal }],
        ))
    }

    /// The audience that the policy wants.
    fn audience(&self) -> Option<Found> {
        let mut wanted =
            self.texts.iter().filter(|text| text.starts_with("https://") || text.starts_with("sts."));
        let (Some(only), None) = (wanted.next(), wanted.next()) else { return None };
        Some(Found {
            kind: FixKind::Judgement,
            message: format!("ask for the audience `{}`", quote(only)),
            effect: "the token has the audience that the policy tests",
            question: Some("does the provider register this audience?"),
            edits: vec![self.one_more_input(&format!("audience: {only}"))?],
            calls: None,
        })
    }

    /// One more input of the step, behind those that it has.
    fn one_more_input(&self, input: &str) -> Option<TextEdit> {
        let spot = self.spot(self.assumed.role.place.as_ref()?)?;
        let text = self.writer.text(spot.document);
        let mut start = line_start(text, spot.bytes.start);
        let line = text.get(start..)?.lines().next()?;
        let pad = line.get(..line.len() - line.trim_start().len())?.to_owned();
        // The key above has less before it, and its block ends behind the last input.
        loop {
            let line = text.get(start..)?.lines().next()?;
            let own = line.len() - line.trim_start().len();
            if own < pad.len() && !line.trim().is_empty() {
                break;
            }
            start = line_start(text, start.checked_sub(1)?);
        }
        let line = text.get(start..)?.lines().next()?;
        if line.trim() != "with:" {
            return None;
        }
        let body = block_of(text, start + line.len() - line.trim_start().len());
        Some(insert(spot.document, body.end, format!("{pad}{input}\n")))
    }

    /// The role before assumes this one.
    fn chained(&self) -> Option<Found> {
        if self.job.roles.first().is_none_or(|first| first.place == self.assumed.place) {
            return None;
        }
        Some(Found {
            kind: FixKind::Judgement,
            message: "assume this role from the one before: `role-chaining: true`".to_owned(),
            effect: "the step then uses the role of the step before it, for one hour at most",
            question: Some("is the role before meant to assume this one?"),
            edits: vec![self.one_more_input("role-chaining: true")?],
            calls: None,
        })
    }

    /// A chained session without tags.
    fn without_tags(&self) -> Option<Found> {
        Some(Found::safe(
            "send no tags with the chained session",
            "the action then needs no `sts:TagSession`; CloudTrail shows the session without its tags",
            vec![self.one_more_input("role-skip-session-tagging: true")?],
        ))
    }

    /// The shared workflow that the policy names, at the ref that it names.
    fn called(&self) -> Option<Found> {
        let called = self.job.called_workflow.as_ref()?;
        let file = called.path.rsplit('/').next()?;
        let wanted = self.texts.iter().find_map(|text| {
            let value = text.split("job_workflow_ref:").last().unwrap_or(text);
            let (path, reference) = value.split_once('@')?;
            let reference = reference.split(':').next().unwrap_or(reference);
            let short =
                reference.strip_prefix("refs/heads/").or_else(|| reference.strip_prefix("refs/tags/"))?;
            let fits = path.rsplit('/').next() == Some(file) && path.contains("/.github/workflows/");
            (fits && !value.contains(['*', '?', '⟦'])).then(|| format!("{path}@{short}"))
        })?;
        let document = self.writer.document(&self.job.workflow)?;
        let text = self.writer.text(document);
        let written = match (&called.repository, &called.reference) {
            (Some(repository), Some(reference)) => format!("{repository}/{}@{reference}", called.path),
            _ => format!("./{}", called.path),
        };
        let caller = self.job.job.split('/').next()?;
        let at = jobs_of(text)?.ids.into_iter().find(|(id, _)| id == caller)?.1;
        let body = block_of(text, at);
        let start = body.start + text.get(body)?.find(&written)?;
        Some(Found {
            kind: FixKind::Judgement,
            message: format!("call `{}`", quote(&wanted)),
            effect: "the job comes through the shared workflow that the role was made for",
            question: Some("does that workflow do what this job needs?"),
            edits: vec![TextEdit {
                spot: Spot { document, bytes: start..start + written.len() },
                new: wanted.clone(),
            }],
            calls: Some(wanted),
        })
    }
}

/// A change that was found.
struct Found {
    kind: FixKind,
    message: String,
    effect: &'static str,
    question: Option<&'static str>,
    edits: Vec<TextEdit>,
    /// The workflow that is called then, where another is.
    calls: Option<String>,
}

impl Found {
    fn safe(message: &str, effect: &'static str, edits: Vec<TextEdit>) -> Found {
        Found { kind: FixKind::Safe, message: message.to_owned(), effect, question: None, edits, calls: None }
    }
}

pub(super) fn insert(document: usize, at: usize, new: String) -> TextEdit {
    TextEdit { spot: Spot { document, bytes: at..at }, new }
}

/// The jobs of a workflow file: where `jobs:` stands, and each job with where its name does.
struct Jobs {
    start: usize,
    ids: Vec<(String, usize)>,
}

pub(super) struct Line<'l> {
    pub(super) start: usize,
    pub(super) text: &'l str,
}

/// The lines of a part of a text, each with its end.
pub(super) fn lines(text: &str, bytes: core::ops::Range<usize>) -> impl Iterator<Item = Line<'_>> {
    let mut at = bytes.start;
    text.get(bytes).unwrap_or("").split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        Line { start, text: line }
    })
}

fn jobs_of(text: &str) -> Option<Jobs> {
    let line = lines(text, 0..text.len()).find(|line| line.text.trim_end() == "jobs:")?;
    let body = line.start + line.text.len()..text.len();
    let mut ids = Vec::new();
    let mut indent = None;
    for line in lines(text, body) {
        let trimmed = line.text.trim_start();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let own = line.text.len() - trimmed.len();
        if own == 0 {
            break;
        }
        if own == *indent.get_or_insert(own)
            && let Some((id, _)) = trimmed.split_once(':')
        {
            ids.push((id.trim_matches(['"', '\'']).to_owned(), line.start + own));
        }
    }
    Some(Jobs { start: line.start, ids })
}

/// The whole lines of the block whose key stands at this byte: those below it that are indented further.
pub(super) fn block_of(text: &str, key: usize) -> core::ops::Range<usize> {
    let start = line_start(text, key);
    let indent = key - start;
    let mut end = start;
    for (index, line) in lines(text, start..text.len()).enumerate() {
        let trimmed = line.text.trim_start();
        let own = line.text.len() - trimmed.len();
        if index > 0 && !trimmed.is_empty() && own <= indent {
            break;
        }
        if !trimmed.is_empty() {
            end = line.start + line.text.len();
        }
    }
    start..end
}
