//! What a token is made of once every finite choice is made: whose it is, its template, context and workflow.
//!
//! In a shape each claim is a row of literals and words. The subject's row is what `SubjectTemplate::build` prints, so
//! that it cannot differ from it.

use std::borrow::Cow;

use super::words::{Kind, Word};
use crate::error::Error;
use crate::github::{Claims, GhesVersion, Issuer, Platform, SubjectCandidate, SubjectTemplate};
use crate::knowledge::claims::PROPERTY_PREFIX;

/// A part of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(Cow<'static, str>),
    Word {
        word: Word,
        /// Whether its colons are written `%3A`.
        escaped: bool,
    },
}

impl Piece {
    pub(super) fn text(text: impl Into<Cow<'static, str>>) -> Piece {
        Piece::Text(text.into())
    }

    pub(super) fn escaped(self) -> Piece {
        match self {
            Piece::Text(text) if text.contains(':') => Piece::text(text.replace(':', "%3A")),
            Piece::Text(text) => Piece::Text(text),
            Piece::Word { word, .. } => Piece::Word { word, escaped: true },
        }
    }
}

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    /// An owner of ours, by its place in the world.
    Ours(usize),
    /// Who has come by the login of an owner of ours, under another id.
    Recycled(usize),
    Strangers,
}

/// What the events of a shape have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventClass {
    /// Their names; the first is shown. `None` where no one asks: then the ref tells.
    pub(super) names: Option<Vec<&'static str>>,
    pub(super) reference: Kind,
    /// Whether the context of a job without an environment is `pull_request`.
    pub(super) pull_request: bool,
}

/// What a template prints for tokens of a shape.
pub(super) struct Printed {
    candidates: Vec<SubjectCandidate>,
    /// Why it is not known which.
    doubt: Option<String>,
}

/// One shape.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) party: Party,
    pub(super) issuer: Issuer,
    pub(super) platform: Platform,
    /// The template's keys; `None` for the default.
    pub(super) template: Option<Vec<String>>,
    pub(super) immutable: bool,
    pub(super) environment: bool,
    pub(super) enterprise: bool,
    /// Whether the job is written in a reusable workflow of another repository or ref.
    pub(super) called: bool,
    pub(super) event: EventClass,
    /// Words that are settled.
    pub(super) fixed: Vec<(Word, String)>,
    /// Languages other than the usual ones.
    pub(super) kinds: Vec<(Word, Kind)>,
    pub(super) subject: Vec<Piece>,
    /// Why such a token may not be: its subject is not documented.
    pub(super) doubt: Option<String>,
    /// Whether the world itself raises that doubt, so that it counts whether asked for or not.
    pub(super) counts: bool,
}

impl Shape {
    pub(super) fn word(&self, word: Word) -> Piece {
        match self.fixed.iter().find(|(known, _)| *known == word) {
            Some((_, text)) => Piece::text(text.clone()),
            None => Piece::Word { word, escaped: false },
        }
    }

    /// The language of a word.
    pub(super) fn kind(&self, word: Word) -> Cow<'_, Kind> {
        if let Some((_, kind)) = self.kinds.iter().find(|(known, _)| *known == word) {
            return Cow::Borrowed(kind);
        }
        let texts = |texts: &[&str]| Kind::OneOf(texts.iter().map(|text| (*text).to_owned()).collect());
        Cow::Owned(match word {
            Word::Owner => Kind::ForeignLogin,
            Word::CalledOwner => Kind::Login,
            Word::Name | Word::CalledName => Kind::Name,
            Word::Ref => return Cow::Borrowed(&self.event.reference),
            Word::Environment => Kind::Environment,
            Word::File | Word::CalledFile => Kind::File,
            Word::CalledRef => Kind::Called,
            Word::Actor => Kind::Account,
            Word::Event => match &self.event.names {
                Some(names) => texts(names),
                None if self.event.pull_request => texts(&["pull_request"]),
                None => texts(&["push"]),
            },
            Word::HeadRef | Word::BaseRef => Kind::Bare,
            Word::ActorId
            | Word::OwnerId
            | Word::RepositoryId
            | Word::Enterprise
            | Word::RunId
            | Word::RunNumber
            | Word::RunAttempt
            | Word::CheckRunId => Kind::Id,
            Word::Sha | Word::WorkflowSha | Word::JobWorkflowSha => Kind::Hash,
            Word::Visibility => texts(&["private", "public", "internal"]),
            Word::Runner => texts(&["github-hosted", "self-hosted"]),
            Word::Protected => texts(&["true", "false"]),
            Word::Session => Kind::Session,
            Word::Workflow
            | Word::Audience
            | Word::EnterpriseSlug
            | Word::EnvironmentNode
            | Word::Property(_)
            | Word::OtherValue => Kind::Text,
            Word::OtherProperty => Kind::Identifier,
        })
    }

    /// The row of a claim; `None` where the token lacks it. `properties` are the custom properties that the question names.
    pub(super) fn claim(&self, name: &str, properties: &[String]) -> Option<Vec<Piece>> {
        let one = |word: Word| Some(vec![self.word(word)]);
        let repository = || vec![self.word(Word::Owner), Piece::text("/"), self.word(Word::Name)];
        let at = |mut row: Vec<Piece>, file: Word, reference: Word| {
            row.extend([
                Piece::text("/.github/workflows/"),
                self.word(file),
                Piece::text("@"),
                self.word(reference),
            ]);
            row
        };
        match name {
            "repository" => Some(repository()),
            "repository_owner" => one(Word::Owner),
            "repository_owner_id" => one(Word::OwnerId),
            "repository_id" => one(Word::RepositoryId),
            "repository_visibility" => one(Word::Visibility),
            "ref" => one(Word::Ref),
            "ref_type" => Some(vec![Piece::text(self.ref_type())]),
            "ref_protected" => one(Word::Protected),
            "head_ref" | "base_ref" if !self.event.pull_request => Some(Vec::new()),
            "head_ref" => one(Word::HeadRef),
            "base_ref" => one(Word::BaseRef),
            "event_name" => one(Word::Event),
            "environment" => {
                if self.environment {
                    one(Word::Environment)
                } else {
                    None
                }
            }
            "environment_node_id" => {
                if self.environment {
                    one(Word::EnvironmentNode)
                } else {
                    None
                }
            }
            "enterprise" => {
                if self.enterprise {
                    one(Word::EnterpriseSlug)
                } else {
                    None
                }
            }
            "enterprise_id" => {
                if self.enterprise {
                    one(Word::Enterprise)
                } else {
                    None
                }
            }
            "workflow" => one(Word::Workflow),
            "workflow_ref" => Some(at(repository(), Word::File, Word::Ref)),
            "job_workflow_ref" if self.called => {
                let row = vec![self.word(Word::CalledOwner), Piece::text("/"), self.word(Word::CalledName)];
                Some(at(row, Word::CalledFile, Word::CalledRef))
            }
            "job_workflow_ref" => Some(at(repository(), Word::File, Word::Ref)),
            "actor" => one(Word::Actor),
            "actor_id" => one(Word::ActorId),
            "aud" => one(Word::Audience),
            "iss" => Some(vec![Piece::text(self.issuer.url().clone())]),
            "sub" => Some(self.subject.clone()),
            "sha" => one(Word::Sha),
            "workflow_sha" => one(Word::WorkflowSha),
            "job_workflow_sha" if self.called => one(Word::JobWorkflowSha),
            "job_workflow_sha" => one(Word::WorkflowSha),
            "runner_environment" => one(Word::Runner),
            "run_id" => one(Word::RunId),
            "run_number" => one(Word::RunNumber),
            "run_attempt" => one(Word::RunAttempt),
            "check_run_id" if !matches!(self.platform, Platform::Ghes(_)) => one(Word::CheckRunId),
            SESSION => one(Word::Session),
            _ if name.starts_with(PROPERTY_PREFIX) => {
                properties.iter().position(|known| known == name).and_then(|index| one(Word::Property(index)))
            }
            _ => None,
        }
    }

    fn ref_type(&self) -> &'static str {
        if self.event.reference == Kind::Tag { "tag" } else { "branch" }
    }

    /// A text that the word may have, for what only asks which claims there are.
    pub(super) fn sample(&self, word: Word) -> String {
        if let Some((_, text)) = self.fixed.iter().find(|(known, _)| *known == word) {
            return text.clone();
        }
        let text = match (word, &*self.kind(word)) {
            (_, Kind::OneOf(texts)) => return texts.first().cloned().unwrap_or_default(),
            (_, Kind::Tag) => "refs/tags/v1",
            (_, Kind::Pull) => "refs/pull/7/merge",
            (_, Kind::Queue) => "refs/heads/gh-readonly-queue/main",
            (_, Kind::Branch | Kind::BranchOrTag | Kind::PullOrBranch | Kind::Ref | Kind::Called) => {
                "refs/heads/main"
            }
            (_, Kind::Id | Kind::IdBut(_)) => "1234567",
            (_, Kind::Hash) => "0123456789abcdef0123456789abcdef01234567",
            (_, Kind::File) => "ci.yml",
            (_, Kind::ForeignLogin | Kind::Login | Kind::Account) => "octo-evil",
            (Word::Audience, _) => "sts.amazonaws.com",
            _ => "app",
        };
        text.to_owned()
    }

    /// A token of this shape, without its subject.
    pub(super) fn sample_claims(&self, properties: &[String]) -> Claims {
        let mut claims = Claims::new();
        let names = CLAIMS_IN_ORDER.iter().copied().chain(properties.iter().map(String::as_str));
        for name in names {
            if name == "iss" && self.issuer == Issuer::default() {
                continue;
            }
            let Some(row) = self.claim(name, properties) else { continue };
            let text: String = row
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_string(),
                    Piece::Word { word, .. } => self.sample(*word),
                })
                .collect();
            claims.set(name, text.as_str().into());
        }
        claims
    }

    /// The template as `build_subject` takes it.
    pub(super) fn settings(&self) -> Result<SubjectTemplate, Error> {
        let template = match &self.template {
            None => SubjectTemplate::default(),
            Some(keys) => SubjectTemplate::new(keys.iter().cloned())?,
        };
        let template = template.with_platform(self.platform);
        Ok(if matches!(self.platform, Platform::Ghes(_)) {
            template
        } else {
            template.with_immutable(self.immutable)
        })
    }

    /// What its template prints. In which workflow the job is written does not change of what that is made.
    pub(super) fn prints(&self, properties: &[String]) -> Result<Printed, Error> {
        let printed = self.of_known_version().settings()?.print_for(&self.sample_claims(properties))?;
        let doubt = printed.reason.clone();
        Ok(Printed { candidates: printed.into_candidates(), doubt })
    }

    /// Whether colons are escaped depends on the version of the server, where that is not known: of one after the change.
    fn of_known_version(&self) -> Shape {
        let platform = match self.platform {
            Platform::Ghes(None) => Platform::Ghes(Some(GhesVersion::new(3, 19))),
            known => known,
        };
        Shape { platform, ..self.clone() }
    }

    /// The shape with each subject that it may have, given what its template prints.
    pub(super) fn with_subjects(&self, printed: &Printed, properties: &[String]) -> Vec<Shape> {
        let unknown_colons = self.platform == Platform::Ghes(None);
        let known = self.of_known_version();
        let mut out = Vec::new();
        for candidate in &printed.candidates {
            let mut shape = known.clone();
            shape.subject = known.row_of(candidate, properties, true);
            shape.doubt.clone_from(&printed.doubt);
            if unknown_colons {
                // A version before the change and one after it; only words with a colon tell them apart.
                shape.platform = Platform::Ghes(None);
                let mut raw = shape.clone();
                raw.subject = known.row_of(candidate, properties, false);
                if raw.subject != shape.subject {
                    let why = "whether this server writes a colon in a value as `%3A` depends on its version";
                    let mut plain = shape.clone();
                    plain.kinds.push((Word::Environment, Kind::PlainEnvironment));
                    plain.kinds.push((Word::Workflow, Kind::PlainText));
                    out.push(plain);
                    for doubted in [&mut shape, &mut raw] {
                        doubted.doubt = Some(why.to_owned());
                        doubted.counts = true;
                    }
                    out.push(raw);
                }
            }
            out.push(shape);
        }
        out
    }

    /// A value as a subject prints it.
    pub(super) fn printed(&self, row: Vec<Piece>) -> Vec<Piece> {
        let escapes = self.platform.escapes_colons();
        row.into_iter().map(|piece| if escapes { piece.escaped() } else { piece }).collect()
    }

    /// The row of a subject, from the segments that it was built of.
    fn row_of(&self, candidate: &SubjectCandidate, properties: &[String], escaping: bool) -> Vec<Piece> {
        let printed = |row: Vec<Piece>| if escaping { self.printed(row) } else { row };
        let mut row = Vec::new();
        for (index, segment) in candidate.segments.iter().enumerate() {
            if index > 0 {
                row.push(Piece::text(":"));
            }
            let text = segment.text.as_str();
            match (&*segment.key, text) {
                ("repo", _) if text.contains('@') => row.extend([
                    Piece::text("repo:"),
                    self.word(Word::Owner),
                    Piece::text("@"),
                    self.word(Word::OwnerId),
                    Piece::text("/"),
                    self.word(Word::Name),
                    Piece::text("@"),
                    self.word(Word::RepositoryId),
                ]),
                ("repo", _) => row.extend([
                    Piece::text("repo:"),
                    self.word(Word::Owner),
                    Piece::text("/"),
                    self.word(Word::Name),
                ]),
                ("context", _) if text.starts_with("environment:") => {
                    row.push(Piece::text("environment:"));
                    row.extend(printed(vec![self.word(Word::Environment)]));
                }
                ("context", _) if text.starts_with("ref:refs/") => {
                    row.extend([Piece::text("ref:"), self.word(Word::Ref)]);
                }
                ("context", _) => row.push(Piece::text(text.to_owned())),
                (_, _) if segment.value.is_empty() => row.push(Piece::text(text.to_owned())),
                (key, _) => {
                    row.push(Piece::text(format!("{key}:")));
                    row.extend(printed(self.claim(key, properties).unwrap_or_default()));
                }
            }
        }
        row
    }
}

/// The name under which tests of the session name are looked up; no claim has it.
pub(super) const SESSION: &str = "sts:rolesessionname";

/// The claims of a token that a person is shown, in their order.
pub(super) const CLAIMS_IN_ORDER: [&str; 29] = [
    "iss",
    "repository",
    "repository_owner",
    "repository_owner_id",
    "repository_id",
    "repository_visibility",
    "ref",
    "event_name",
    "ref_type",
    "ref_protected",
    "environment",
    "environment_node_id",
    "workflow_ref",
    "workflow_sha",
    "job_workflow_ref",
    "job_workflow_sha",
    "workflow",
    "actor",
    "actor_id",
    "enterprise",
    "enterprise_id",
    "head_ref",
    "base_ref",
    "sha",
    "runner_environment",
    "run_id",
    "run_number",
    "run_attempt",
    "aud",
];
