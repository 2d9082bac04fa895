//! The words that tokens are made of: owners, names, refs and the rest, each with its language.
//!
//! Source: `docs/model.md`, made from [`super::model`].

use std::rc::Rc;

use super::alphabet::{Alphabet, Set, unfolded};
use super::automata::{Language, Re};
use super::matcher::Glob;
use crate::aws::condition::language::Glyph;

/// A word of a token. One word may stand in several claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Word {
    Owner,
    Name,
    /// The whole ref, `refs/heads/main`.
    Ref,
    Environment,
    File,
    /// Of the reusable workflow that the job is written in.
    CalledOwner,
    CalledName,
    CalledFile,
    CalledRef,
    Workflow,
    Actor,
    ActorId,
    OwnerId,
    RepositoryId,
    Audience,
    Event,
    Enterprise,
    EnterpriseSlug,
    HeadRef,
    BaseRef,
    RunId,
    RunNumber,
    RunAttempt,
    CheckRunId,
    EnvironmentNode,
    Sha,
    WorkflowSha,
    JobWorkflowSha,
    Visibility,
    Runner,
    Protected,
    /// What the caller names the session; no claim.
    Session,
    /// The whole subject, where a stranger chooses the template.
    Subject,
    /// The value of a custom property, by its place among the question's.
    Property(usize),
}

/// A language that a word may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A login that is not one of ours.
    ForeignLogin,
    /// Any login; ours as it is spelt.
    Login,
    /// An account, spelt as any.
    Account,
    Name,
    /// A repository that is not one of these.
    NameBut(Vec<String>),
    OneOf(Vec<String>),
    Branch,
    Tag,
    BranchOrTag,
    Queue,
    Pull,
    PullOrBranch,
    Ref,
    /// What a reusable workflow is called at.
    Called,
    Environment,
    /// Without a colon.
    PlainEnvironment,
    File,
    Text,
    /// Without a colon.
    PlainText,
    /// A branch without `refs/heads/`.
    Bare,
    Id,
    /// An id that is not one of these.
    IdBut(Vec<String>),
    Hash,
    Session,
    /// Every subject that a stranger can have, under any template.
    Subject(Box<SubjectKind>),
}

/// What the subjects of a stranger are made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SubjectKind {
    pub(super) owner: Kind,
    pub(super) name: Kind,
    pub(super) owner_id: Kind,
    pub(super) repository_id: Kind,
    pub(super) called_owner: Kind,
    /// Whether colons in values stay.
    pub(super) raw: bool,
    /// Whether the job names an environment.
    pub(super) environment: bool,
    /// What is known of claims that a segment may print: patterns that they fit, or do not.
    pub(super) cells: Vec<Cell>,
}

/// What is known of a claim: whether it fits any of some patterns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Cell {
    pub(super) claim: String,
    pub(super) globs: Vec<Glob>,
    pub(super) fits: bool,
}

/// The most characters that are looked at where nothing bounds a word.
const UNBOUNDED: usize = 4_096;

fn login() -> Re {
    let letter = || Re::One(Set::Alphanumeric);
    let sign = Re::perhaps(Re::Any(vec![Re::text("-"), Re::text("_")]));
    Re::Seq(vec![letter(), Re::many(Re::Seq(vec![sign, letter()]))])
}

fn any() -> Re {
    Re::many(Re::One(Set::Any))
}

fn containing(text: &str) -> Re {
    Re::Seq(vec![any(), Re::text(text), any()])
}

fn ending(text: &str) -> Re {
    Re::Seq(vec![any(), Re::text(text)])
}

fn starting(text: &str) -> Re {
    Re::Seq(vec![Re::text(text), any()])
}

fn id() -> Re {
    Re::Seq(vec![Re::One(Set::NonZero), Re::many(Re::One(Set::Digit))])
}

fn hash() -> Re {
    Re::Seq((0..40).map(|_| Re::One(Set::Hex)).collect())
}

fn branch() -> Re {
    Re::Seq(vec![Re::text("refs/heads/"), Re::some(Re::One(Set::Ref))])
}

fn tag() -> Re {
    Re::Seq(vec![Re::text("refs/tags/"), Re::some(Re::One(Set::Ref))])
}

fn pull() -> Re {
    Re::Seq(vec![Re::text("refs/pull/"), id(), Re::text("/merge")])
}

/// What git-check-ref-format refuses.
fn no_ref() -> Re {
    Re::Any(vec![
        containing(".."),
        containing("@{"),
        containing("//"),
        containing("/."),
        containing(".lock/"),
        ending(".lock"),
        ending("/"),
        ending("."),
        starting("refs/heads/-"),
        starting("refs/tags/-"),
    ])
}

fn file(of: Set) -> Re {
    Re::Seq(vec![Re::some(Re::One(of)), Re::Any(vec![Re::text(".yml"), Re::text(".yaml")])])
}

fn one_of(texts: &[String]) -> Re {
    Re::Any(texts.iter().map(Re::text).collect())
}

impl Kind {
    /// The language, in a world with these logins of ours.
    pub(super) fn language(&self, ours: &[String], alphabet: &Alphabet) -> Language {
        let misspelt = || ours.iter().cloned().map(Re::Misspelt);
        let make = |re: Re, without: Vec<Re>, most: usize| Language::new(&re, &without, most, alphabet);
        let refs = |re: Re| make(re, vec![no_ref()], UNBOUNDED);
        match self {
            Kind::ForeignLogin => {
                let own = ours.iter().map(Re::text).chain(misspelt()).collect();
                make(login(), vec![Re::Any(own)], 39)
            }
            Kind::Login => make(login(), vec![Re::Any(misspelt().collect())], 39),
            Kind::Account => make(login(), Vec::new(), 39),
            Kind::Name => Kind::NameBut(Vec::new()).language(ours, alphabet),
            Kind::NameBut(names) => {
                let mut without = vec![Re::text("."), Re::text(".."), ending(".git"), ending(".wiki")];
                without.extend(names.iter().map(Re::text));
                make(Re::some(Re::One(Set::Name)), vec![Re::Any(without)], 100)
            }
            Kind::OneOf(texts) => make(one_of(texts), Vec::new(), UNBOUNDED),
            Kind::Branch => refs(branch()),
            Kind::Tag => refs(tag()),
            Kind::BranchOrTag => refs(Re::Any(vec![branch(), tag()])),
            Kind::Queue => {
                refs(Re::Seq(vec![Re::text("refs/heads/gh-readonly-queue/"), Re::some(Re::One(Set::Ref))]))
            }
            Kind::Pull => refs(pull()),
            Kind::PullOrBranch => refs(Re::Any(vec![branch(), pull()])),
            Kind::Ref => refs(Re::Any(vec![branch(), tag(), pull()])),
            Kind::Called => refs(Re::Any(vec![branch(), tag(), hash()])),
            Kind::Environment => {
                let end = || Re::One(Set::EnvironmentEnd);
                let long = Re::Seq(vec![end(), Re::many(Re::One(Set::Environment)), end()]);
                make(Re::Any(vec![end(), long]), Vec::new(), 255)
            }
            Kind::File => make(file(Set::File), Vec::new(), 255),
            Kind::PlainEnvironment => {
                let end = || Re::One(Set::EnvironmentEnd);
                let long = Re::Seq(vec![end(), Re::many(Re::One(Set::Environment)), end()]);
                make(Re::Any(vec![end(), long]), vec![containing(":")], 255)
            }
            Kind::Text => make(Re::some(Re::One(Set::Any)), Vec::new(), UNBOUNDED),
            Kind::PlainText => make(Re::some(Re::One(Set::NoColon)), Vec::new(), UNBOUNDED),
            Kind::Bare => {
                let without = vec![no_ref(), Re::Any(vec![starting("-"), starting("/"), starting(".")])];
                make(Re::some(Re::One(Set::Ref)), without, UNBOUNDED)
            }
            Kind::Id => make(id(), Vec::new(), 20),
            Kind::IdBut(ids) => make(id(), vec![one_of(ids)], 20),
            Kind::Hash => make(hash(), Vec::new(), 40),
            Kind::Session => {
                let one = || Re::One(Set::Session);
                make(Re::Seq(vec![one(), Re::some(one())]), Vec::new(), 64)
            }
            Kind::Subject(kind) => kind.language(ours, alphabet),
        }
    }
}

/// Keys of a template that print free text.
const FREE_KEYS: [&str; 3] = ["workflow", "head_ref", "base_ref"];

/// Keys that print a word of which little is asked.
const OTHER_KEYS: [&str; 12] = [
    "repository_visibility",
    "actor",
    "actor_id",
    "event_name",
    "ref_type",
    "runner_environment",
    "run_id",
    "run_number",
    "run_attempt",
    "check_run_id",
    "job_workflow_sha",
    "workflow_sha",
];

/// What fits a pattern.
fn fitting(glob: &Glob) -> Re {
    let one = |glyph: &Glyph| match glyph {
        Glyph::Char(c) if glob.folded => Re::Any(unfolded(*c).map(Re::text).collect()),
        Glyph::Char(c) => Re::text(*c),
        Glyph::One => Re::One(Set::Any),
        Glyph::Run => any(),
    };
    Re::Seq(glob.glyphs.iter().map(one).collect())
}

impl SubjectKind {
    /// The values of a claim, as far as they are known; escaped as a subject prints them.
    fn value(&self, claim: &str, whole: Re, alphabet: &Alphabet) -> Re {
        let known: Vec<(Re, bool)> = self
            .cells
            .iter()
            .filter(|cell| cell.claim == claim)
            .map(|cell| (Re::Any(cell.globs.iter().map(fitting).collect()), cell.fits))
            .collect();
        if known.is_empty() {
            return whole;
        }
        let parts = core::iter::once((&whole, true)).chain(known.iter().map(|(re, fits)| (re, *fits)));
        Re::Made(Rc::new(Language::of(parts, UNBOUNDED, alphabet).made()), !self.raw)
    }

    /// One segment or more, each by any key that a template may have, in any order. More than there is: refs and names are
    /// not held to all their rules, and a key may come twice.
    fn language(&self, ours: &[String], alphabet: &Alphabet) -> Language {
        let made = |kind: &Kind| match kind {
            Kind::NameBut(_) | Kind::Name => Re::some(Re::One(Set::Name)),
            Kind::Id => id(),
            Kind::OneOf(texts) => one_of(texts),
            _ => Re::Made(Rc::new(kind.language(ours, alphabet).made()), false),
        };
        let seq = |parts: Vec<Re>| Re::Seq(parts);
        let (owner, name) = (made(&self.owner), made(&self.name));
        let (owner_id, repository_id) = (made(&self.owner_id), made(&self.repository_id));
        let reference = self.value("ref", Re::Any(vec![branch(), tag(), pull()]), alphabet);
        let repository = seq(vec![owner.clone(), Re::text("/"), name.clone()]);
        let plain_repository = self.value("repository", repository.clone(), alphabet);
        let free = |claim: &str| {
            // Unescaped a value has any colon; escaped it has none.
            let known = self.cells.iter().any(|cell| cell.claim == claim);
            let set = if self.raw || known { Set::Any } else { Set::NoColon };
            self.value(claim, Re::some(Re::One(set)), alphabet)
        };
        let own = |file: Re| {
            seq(vec![
                repository.clone(),
                Re::text("/.github/workflows/"),
                file,
                Re::text("@"),
                Re::Any(vec![branch(), tag(), pull()]),
            ])
        };
        let workflow_of = |claim: &str, called: bool| {
            let known = self.cells.iter().any(|cell| cell.claim == claim);
            let set = if self.raw || known { Set::File } else { Set::FileNoColon };
            let mut forms = vec![own(file(set))];
            if called {
                forms.push(seq(vec![
                    made(&self.called_owner),
                    Re::text("/"),
                    Re::some(Re::One(Set::Name)),
                    Re::text("/.github/workflows/"),
                    file(set),
                    Re::text("@"),
                    Re::Any(vec![branch(), tag(), Re::some(Re::One(Set::Hex))]),
                ]));
            }
            self.value(claim, Re::Any(forms), alphabet)
        };
        let with_ids = seq(vec![
            owner.clone(),
            Re::text("@"),
            owner_id.clone(),
            Re::text("/"),
            name,
            Re::text("@"),
            repository_id.clone(),
        ]);
        let with_ids = Re::Any(vec![plain_repository.clone(), with_ids]);
        let labelled = |label: &str, value: Re| Re::Seq(vec![Re::text(label), Re::text(":"), value]);
        let mut segments = vec![
            labelled("repo", with_ids),
            Re::text("pull_request"),
            labelled("ref", reference),
            labelled("job_workflow_ref", workflow_of("job_workflow_ref", true)),
            labelled("workflow_ref", workflow_of("workflow_ref", false)),
            labelled("repository", plain_repository),
            labelled("repository_owner", self.value("repository_owner", owner, alphabet)),
            labelled("repository_owner_id", self.value("repository_owner_id", owner_id, alphabet)),
            labelled("repository_id", self.value("repository_id", repository_id, alphabet)),
            seq(vec![
                Re::text("repo_property_"),
                Re::some(Re::One(Set::Identifier)),
                Re::text(":"),
                free("repo_property_"),
            ]),
        ];
        if self.environment {
            segments.extend(["environment", "environment_node_id"].map(|key| labelled(key, free(key))));
        }
        segments.extend(FREE_KEYS.map(|key| labelled(key, free(key))));
        segments.extend(OTHER_KEYS.map(|key| labelled(key, free(key))));
        let segment = Re::Any(segments);
        let all = Re::Seq(vec![segment.clone(), Re::many(Re::Seq(vec![Re::text(":"), segment]))]);
        Language::new(&all, &[], UNBOUNDED * 8, alphabet)
    }
}
