//! The roles of each inventory. A folder that is too large to be read as a whole is read in parts, one at a time.

use std::fs;
use std::path::{Path, PathBuf};

use assumable::audit::AuditRoles;
use assumable::limits::{MAX_FILES, MAX_FILES_BYTES};
use assumable::read::{Documents, NamedText, ReadOptions};
use globset::GlobSet;
use indicatif::ProgressBar;

use super::Audit;
use crate::Streams;
use crate::check::root;
use crate::files::{self, Files};
use crate::outcome::Refused;
use crate::source::{Text, text};

/// What the inventories hold.
pub(super) struct Read {
    pub(super) roles: AuditRoles,
    /// What is to be known of how they were read.
    pub(super) notes: Vec<String>,
}

/// A file of a folder, which is not read yet.
struct Found {
    name: String,
    path: PathBuf,
    bytes: usize,
}

pub(super) fn read(
    audit: &Audit,
    options: &ReadOptions,
    streams: &mut Streams<'_>,
    progress: &ProgressBar,
) -> Result<Read, Refused> {
    let root = root(&audit.inventories, &streams.folder);
    let mut read = Read { roles: AuditRoles::default(), notes: Vec::new() };
    for path in &audit.inventories {
        let shown = path.display().to_string();
        let full = streams.folder.join(path);
        if full.is_dir() {
            let full = full.canonicalize().unwrap_or(full);
            read.folder(&shown, &full, &root, options, progress)?;
        } else {
            let paths = std::slice::from_ref(path);
            let files = files::read(paths, &root, &GlobSet::empty(), streams, progress)?;
            read.take(&shown, files, options)?;
        }
    }
    if read.roles.is_empty() {
        for document in read.roles.not_read() {
            drop(writeln!(streams.errors, "not read: {}: {}", document.name, document.why));
        }
        let help = "pass an answer of `aws iam get-account-authorization-details`, or a folder of Terraform";
        return Err(Refused::new("the inventory", "has no role that a token can assume", help));
    }
    control_policies(audit, &mut read.roles, streams)?;
    Ok(read)
}

/// The resource control policies that are named.
fn control_policies(audit: &Audit, roles: &mut AuditRoles, streams: &mut Streams<'_>) -> Result<(), Refused> {
    let mut texts: Vec<Text> = Vec::new();
    for path in &audit.rcp {
        let full = streams.folder.join(path);
        if !full.is_dir() {
            texts.push(text(path, streams)?);
            continue;
        }
        let failed = |error: std::io::Error| Refused::io(&path.display().to_string(), "read", &error);
        let mut names = fs::read_dir(&full)
            .and_then(|entries| {
                entries.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>()
            })
            .map_err(failed)?;
        names.retain(|name| Path::new(name).extension().is_some_and(|end| end == "json"));
        names.sort();
        for name in names {
            texts.push(text(&path.join(name), streams)?);
        }
    }
    let named: Vec<NamedText<'_>> =
        texts.iter().map(|text| NamedText { name: &text.name, text: &text.text }).collect();
    roles.set_rcp(&named).map_err(|error| Refused::of(&error, "--rcp"))
}

impl Read {
    fn folder(
        &mut self,
        shown: &str,
        folder: &Path,
        root: &Path,
        options: &ReadOptions,
        progress: &ProgressBar,
    ) -> Result<(), Refused> {
        let mut files = Files::default();
        let mut found = Vec::new();
        files::walk(folder, root, &GlobSet::empty(), &mut files, |_, name, path| {
            let bytes =
                fs::metadata(path).map_or(0, |about| usize::try_from(about.len()).unwrap_or(usize::MAX));
            found.push(Found { name, path: path.to_owned(), bytes });
        });
        let parts = parts(found);
        if parts.len() > 1 {
            self.notes.push(format!(
                "{shown} is read in {} parts, as it is larger than what is read at once: what Terraform in one part takes \
                 from another is not known there",
                parts.len()
            ));
        }
        for (number, part) in (1..).zip(&parts) {
            for Found { name, path, .. } in part {
                progress.set_message(format!("part {number} of {}: {name}", parts.len()));
                progress.tick();
                files::read_one(name.clone(), path, &mut files);
            }
            self.take(shown, core::mem::take(&mut files), options)?;
        }
        // Of an empty folder it may be known why.
        self.take(shown, files, options)
    }

    fn take(&mut self, shown: &str, files: Files, options: &ReadOptions) -> Result<(), Refused> {
        // An answer of AWS that is torn may hold roles; in other forms much is broken that no role is in, such as templates.
        let torn = files.refused.into_iter().filter(|(name, _)| name.ends_with(".json"));
        for (name, why) in files.unread.into_iter().chain(torn) {
            self.roles.leave_out(&name, &why);
        }
        let documents =
            Documents::read(files.documents, options.clone()).map_err(|error| Refused::of(&error, shown))?;
        self.roles.add(documents.inventory());
        Ok(())
    }
}

/// Files in parts that are read one after the other. Those of one folder stay together where they can.
fn parts(mut found: Vec<Found>) -> Vec<Vec<Found>> {
    found.sort_by(|one, other| folder(&one.name).cmp(folder(&other.name)).then(one.name.cmp(&other.name)));
    let mut parts: Vec<Vec<Found>> = Vec::new();
    let mut free = (0, 0);
    let mut rest = found.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut group = vec![first];
        while let Some(next) =
            rest.next_if(|next| folder(&next.name) == folder(group.last().map_or("", |last| &last.name)))
        {
            group.push(next);
        }
        let bytes = group.iter().map(|file| file.bytes).fold(0, usize::saturating_add);
        let groups = if bytes > MAX_FILES_BYTES || group.len() > MAX_FILES {
            group.into_iter().map(|file| vec![file]).collect()
        } else {
            vec![group]
        };
        for group in groups {
            let bytes = group.iter().map(|file| file.bytes).fold(0, usize::saturating_add);
            let (files_left, bytes_left) = free;
            match parts.last_mut() {
                Some(part) if group.len() <= files_left && bytes <= bytes_left => {
                    free = (files_left - group.len(), bytes_left - bytes);
                    part.extend(group);
                }
                _ => {
                    free = (MAX_FILES.saturating_sub(group.len()), MAX_FILES_BYTES.saturating_sub(bytes));
                    parts.push(group);
                }
            }
        }
    }
    parts
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, usize)]) -> Vec<Vec<String>> {
        let found = files.iter().map(|(name, bytes)| Found {
            name: (*name).to_owned(),
            path: PathBuf::new(),
            bytes: *bytes,
        });
        let parts = parts(found.collect());
        parts.into_iter().map(|part| part.into_iter().map(|file| file.name).collect()).collect()
    }

    #[test]
    fn a_folder_stays_together_where_it_can() {
        const HALF: usize = MAX_FILES_BYTES / 2;
        assert_eq!(told(&[("a.tf", 1), ("b/c.tf", 2), ("b/d.tf", 3)]), [["a.tf", "b/c.tf", "b/d.tf"]]);
        assert_eq!(
            told(&[("a.tf", HALF), ("b/c.tf", HALF), ("b/d.tf", 1)]),
            [vec!["a.tf"], vec!["b/c.tf", "b/d.tf"]]
        );
        // A folder that is too large by itself is cut between its files, and a file that is too large stands alone.
        let large =
            [("a/1.json", HALF), ("a/2.json", HALF), ("a/3.json", 1), ("b.json", usize::MAX), ("c.json", 1)];
        assert_eq!(told(&large), [vec!["b.json"], vec!["c.json", "a/1.json"], vec!["a/2.json", "a/3.json"],]);
        assert!(told(&[]).is_empty());
    }
}
