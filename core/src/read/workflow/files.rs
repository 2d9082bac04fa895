//! The documents that are read together, by the names under which workflows refer to them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use super::model::{Composite, Workflow};
use super::parse;
use crate::error::Error;
use crate::limits::MAX_READ_STEPS;
use crate::text::Places;
use crate::tree::recognise::{self, ReadKind};
use crate::tree::yaml;

/// Bytes of one workflow file (the published source of the runner).
pub(super) const MAX_FILE: usize = 1024 * 1024;

/// A document.
pub(super) struct File<'t> {
    /// As the caller names it.
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    /// Its places.
    pub(super) places: Places<'t>,
    /// The repository and the ref of another repository's file.
    pub(super) remote: Option<(&'t str, &'t str)>,
    /// The path in its repository.
    pub(super) path: &'t str,
    pub(super) content: Content,
}

/// What a document is.
#[derive(Debug)]
pub(super) enum Content {
    Workflow(Box<Workflow>),
    Composite(Composite),
    /// An action of another kind.
    Action,
    /// A workflow or an action that GitHub refuses.
    Refused(Error),
    /// Something else.
    Other,
}

/// What a document was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Looks {
    Workflow,
    Action,
    Other,
}

impl From<ReadKind> for Looks {
    fn from(kind: ReadKind) -> Looks {
        match kind {
            ReadKind::Workflow => Looks::Workflow,
            ReadKind::Action | ReadKind::CompositeAction => Looks::Action,
            _ => Looks::Other,
        }
    }
}

/// The path of a document, and the repository and ref of another repository's.
fn split(name: &str) -> (&str, Option<(&str, &str)>) {
    let name = name.strip_prefix("./").unwrap_or(name);
    let remote = || {
        let (path, reference) = recognise::remote(name)?;
        let (at, _) = path.match_indices('/').nth(1)?;
        let (repository, path) = path.split_at_checked(at)?;
        Some((path.strip_prefix('/')?, Some((repository, reference))))
    };
    remote().unwrap_or_else(|| {
        // Wherever the repository lies, its workflows are in this folder.
        let start = name.find(".github/").filter(|at| *at == 0 || name.as_bytes().get(at - 1) == Some(&b'/'));
        (start.and_then(|at| name.get(at..)).unwrap_or(name), None)
    })
}

impl<'t> File<'t> {
    /// Reads a document.
    pub(super) fn read(index: usize, name: &'t str, text: &'t str, looks: Looks) -> File<'t> {
        let (path, remote) = split(name);
        // A byte order mark is not part of the text.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let tree = || yaml::parse_workflow(text, MAX_FILE);
        let content = match looks {
            Looks::Other => Content::Other,
            Looks::Workflow => match tree().and_then(|node| parse::workflow(index, &node)) {
                Ok(workflow) => Content::Workflow(Box::new(workflow)),
                Err(error) => Content::Refused(error.locate(text)),
            },
            Looks::Action => match tree().and_then(|node| parse::composite(index, &node)) {
                Ok(Some(composite)) => Content::Composite(composite),
                Ok(None) => Content::Action,
                Err(error) => Content::Refused(error.locate(text)),
            },
        };
        // Of what is not read no place is asked for.
        let places = if matches!(content, Content::Other) { Places::none() } else { Places::new(text) };
        File { name, text, places, remote, path, content }
    }

    /// Whether its name is its path in its repository.
    pub(super) fn is_at_root(&self) -> bool {
        self.remote.is_some() || self.name.strip_prefix("./").unwrap_or(self.name) == self.path
    }

    /// Whether GitHub looks for workflows where it is: in the folder itself, not in folders within.
    pub(super) fn is_in_workflows(&self) -> bool {
        self.path.strip_prefix(".github/workflows/").is_none_or(|file| !file.contains('/'))
    }

    pub(super) fn workflow(&self) -> Option<&Workflow> {
        match &self.content {
            Content::Workflow(workflow) => Some(workflow),
            _ => None,
        }
    }
}

/// The documents.
pub(super) struct Files<'t> {
    pub(super) all: Vec<File<'t>>,
    /// Which of them are at a path.
    at_path: BTreeMap<&'t str, Vec<usize>>,
    /// The steps that are left for all of them.
    left: Cell<usize>,
}

impl<'t> Files<'t> {
    pub(super) fn new(all: Vec<File<'t>>) -> Files<'t> {
        let mut at_path: BTreeMap<&'t str, Vec<usize>> = BTreeMap::new();
        for (index, file) in all.iter().enumerate() {
            let at = at_path.entry(file.path).or_default();
            if file.is_at_root() { at.insert(0, index) } else { at.push(index) }
        }
        Files { all, at_path, left: Cell::new(MAX_READ_STEPS) }
    }

    /// Takes steps from what is left; `false` where nothing is.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// The whole text of a document.
    pub(super) fn text(&self, document: usize) -> &'t str {
        self.all.get(document).map_or("", |file| file.text)
    }

    pub(super) fn file(&self, document: usize) -> Option<&File<'t>> {
        self.all.get(document)
    }

    /// The file at this path in the repository with this ref, `None` for the caller's own, and its index.
    pub(super) fn find(&self, remote: Option<(&str, &str)>, path: &str) -> Option<(usize, &File<'t>)> {
        let fits = |file: &File<'_>| match (file.remote, remote) {
            (None, None) => true,
            (Some((repository, reference)), Some((wanted, at))) => {
                repository.eq_ignore_ascii_case(wanted) && reference == at
            }
            _ => false,
        };
        let indexes = self.at_path.get(path)?;
        indexes.iter().find_map(|index| Some((*index, self.all.get(*index).filter(|file| fits(file))?)))
    }

    /// The composite action that a step uses.
    pub(super) fn action(&self, remote: Option<(&str, &str)>, folder: &str) -> Option<&Composite> {
        self.actions(remote, folder).find_map(|file| match &file.content {
            Content::Composite(composite) => Some(composite),
            _ => None,
        })
    }

    /// Why GitHub refuses the action that a step uses, where it does.
    pub(super) fn refused_action(&self, remote: Option<(&str, &str)>, folder: &str) -> Option<&Error> {
        self.actions(remote, folder).find_map(|file| match &file.content {
            Content::Refused(error) => Some(error),
            _ => None,
        })
    }

    /// The files that may be the action of a folder.
    fn actions(&self, remote: Option<(&str, &str)>, folder: &str) -> impl Iterator<Item = &File<'t>> {
        let folder = folder.trim_end_matches('/');
        let path = move |file: &str| -> Cow<'_, str> {
            if folder.is_empty() { file.to_owned().into() } else { format!("{folder}/{file}").into() }
        };
        ["action.yml", "action.yaml"]
            .into_iter()
            .filter_map(move |file| self.find(remote, &path(file)).map(|(_, found)| found))
    }
}
