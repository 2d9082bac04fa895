//! The tables in force: those that this library was built with, or those of a document, chosen once a process.

use std::sync::OnceLock;

use serde::Serialize;

use super::claims::Claim;
use super::context_keys::ContextKey;
use super::document::{self, Age, lines, read_rows};
use super::ecr::{EcrPartition, Suffix};
use super::ecr_actions::EcrAction;
use super::events::Event;
use super::identity_providers::SharedProvider;
use super::issuers::Audience;
use super::list::List;
use super::managed_policies::ManagedPolicy;
use super::own_policies::OwnPolicy;
use super::push_clients::ClientRow;
use super::quotas::Quota;
use super::sts::{ClaimKey, ProviderClaim};
use super::{claims, context_keys, ecr, ecr_actions, events, identity_providers, issuers};
use super::{managed_policies, own_policies, push_clients, quotas, shelf, sts};
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_KNOWLEDGE;
use crate::tree::json::{self, Node};

/// One table of facts that the answers depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KnowledgeTable {
    /// Its name.
    pub name: &'static str,
    /// What it holds, and where that is published.
    pub source: &'static str,
    /// Its version: it rises with every change of its rows.
    pub version: usize,
    /// The day on which it was last compared with its source (`YYYY-MM-DD`).
    pub day: &'static str,
    /// A hash of its rows, so that two builds can be compared.
    pub hash: &'static str,
    /// Whether it was replaced: it is not the one that this library was built with.
    pub replaced: bool,
}

macro_rules! tables {
    ($($name:ident: $row:ty = $rows:path, $shelf:path, $version:literal, $day:literal, $hash:literal, $source:literal;)*) => {
        /// Every table.
        #[derive(Debug)]
        pub(crate) struct Tables<'a> {
            /// In the order of [`NAMES`].
            pub(super) ages: [Age<'a>; NAMES.len()],
            $(pub(crate) $name: List<'a, $row>,)*
        }

        /// The names of all.
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];

        /// What the tables say of themselves with which this library was built.
        const BUILT_IN: [Age<'static>; NAMES.len()] =
            [$(Age { version: $version, day: $day, hash: $hash }),*];

        /// What each holds, and where that is published.
        const SOURCES: [&str; NAMES.len()] = [$($source),*];

        impl<'a> Tables<'a> {
            /// What this library was built with.
            pub(super) const fn built_in() -> Tables<'a> {
                Tables {
                    ages: BUILT_IN,
                    $($name: List::Fixed($rows),)*
                }
            }

            /// Takes the rows of a document in the place of those that are there; gives their hash.
            pub(super) fn set(&mut self, name: &str, rows: &'a Node) -> Result<String, Error> {
                let hash;
                match name {
                    $(stringify!($name) => (self.$name, hash) = read_rows(rows)?,)*
                    _ => hash = String::new(),
                }
                Ok(hash)
            }
        }

        /// The rows in force of each, a text a row.
        fn all_lines() -> [Vec<String>; NAMES.len()] {
            [$(lines($shelf.look())),*]
        }

        impl Tables<'static> {
            /// Puts them where the rows in force stand.
            fn put(self) {
                $($shelf.put(self.$name);)*
            }
        }
    };
}

#[rustfmt::skip]
tables! {
    audiences: Audience<'a> = issuers::AUDIENCES, issuers::AUDIENCE_SHELF, 1, "2026-11-22", "466d5362589ac884", "audiences of partitions: READMEs of actions; published workflows";
    claim_keys: ClaimKey<'a> = sts::CLAIM_KEYS, sts::CLAIM_KEY_SHELF, 3, "2026-11-27", "af39867b1ab0dc47", "claims that fill condition keys: AWS Service Authorization Reference";
    claims: Claim<'a> = claims::ROWS, claims::CLAIMS, 1, "2026-11-22", "38619bd96771ca46", "claims of GitHub's tokens: GitHub Docs, OpenID Connect reference";
    context_keys: ContextKey<'a> = context_keys::ROWS, context_keys::CONTEXT_KEYS, 1, "2026-11-27", "67eaaa00da74986f", "condition keys and when requests carry them: IAM User Guide; AWS Service Authorization Reference";
    ecr_actions: EcrAction<'a> = ecr_actions::ROWS, ecr_actions::ECR_ACTIONS, 3, "2026-11-27", "4ec5353d8e5f7fcc", "ECR's actions and their resource types: AWS Service Authorization Reference; Amazon ECR User Guide";
    ecr_hosts: Suffix<'a> = ecr::SUFFIXES, ecr::SUFFIX_SHELF, 1, "2026-11-27", "7c49512c1b17cc05", "what ECR's hosts end with: botocore; Amazon ECR User Guide";
    events: Event<'a> = events::ROWS, events::EVENTS, 1, "2026-11-22", "61ce51cb9005ee01", "events and their refs: GitHub Docs, Events that trigger workflows";
    identity_providers: SharedProvider<'a> = identity_providers::ROWS, identity_providers::IDENTITY_PROVIDERS, 1, "2026-11-22", "b1bdf54f21420ca7", "shared identity providers: IAM User Guide";
    managed_policies: ManagedPolicy<'a> = managed_policies::ROWS, managed_policies::MANAGED_POLICIES, 1, "2026-11-27", "e762d38ae3837bb0", "policies that AWS manages, of ECR and of administrators: Amazon ECR User Guide; AWS Managed Policy Reference";
    own_policies: OwnPolicy<'a> = own_policies::ROWS, own_policies::OWN_POLICIES, 1, "2026-11-22", "2217cfd616afd42e", "resources that only their own policy opens: IAM User Guide";
    partitions: EcrPartition<'a> = ecr::PARTITIONS, ecr::PARTITION_SHELF, 1, "2026-11-27", "de72738effb32cf9", "partitions and what their regions start with: botocore";
    provider_claims: ProviderClaim<'a> = sts::PROVIDER_CLAIMS, sts::PROVIDER_CLAIM_SHELF, 1, "2026-11-27", "ce0bec2c4eb41c28", "claims of any provider that fill condition keys: IAM User Guide";
    push_clients: ClientRow<'a> = push_clients::ROWS, push_clients::PUSH_CLIENTS, 1, "2026-11-27", "00a4b76cdd2f5613", "whether clients that push ask for the manifest: their source and what was seen of them";
    quotas: Quota = quotas::ROWS, quotas::QUOTAS, 2, "2026-11-28", "1a63e7e3bc2501d0", "quotas of policies: IAM User Guide; AWS Organizations User Guide; botocore";
    session_claims: &'a str = context_keys::SESSION_CLAIMS, context_keys::SESSION_SHELF, 1, "2026-11-27", "104427e983be3aed", "claims that stay in a session as condition keys: IAM User Guide";
    thumbprints: &'a str = issuers::THUMBPRINTS, issuers::THUMBPRINT_SHELF, 1, "2026-11-22", "831413ee73b7ad54", "certificate thumbprints of GitHub's issuer: GitHub changelog";
}

/// Reads a document: the tables that it has, and those of this library for the others.
fn read(node: &Node) -> Result<Tables<'_>, Error> {
    let mut tables = Tables::built_in();
    document::read(node, NAMES, |place, age, rows| {
        if let Some(of_table) = tables.ages.get_mut(place) {
            *of_table = age;
        }
        tables.set(NAMES.get(place).unwrap_or(&""), rows)
    })?;
    Ok(tables)
}

/// What the tables in force say of themselves, where they were replaced.
static AGES: OnceLock<[Age<'static>; NAMES.len()]> = OnceLock::new();

fn ages_in_force() -> [Age<'static>; NAMES.len()] {
    AGES.get().filter(|_| shelf::is_replaced() == Some(true)).copied().unwrap_or(BUILT_IN)
}

/// Replaces tables by those of a document, once and before the first answer that depends on one.
///
/// The document is of the form that [`print`] gives; a table that it does not have stays as it is built in. It is checked as
/// a whole before anything changes. A document that changes nothing is accepted at any time.
///
/// # Errors
/// What is wrong with the document, with its place; `KNOWLEDGE_REPLACED` where tables were replaced before, and
/// `KNOWLEDGE_IN_USE` where an answer has used them.
pub fn replace(document: &str) -> Result<(), Error> {
    let node = json::parse(document, MAX_KNOWLEDGE)?;
    let new = read(&node).map_err(|error| error.locate(document))?;
    if new.ages == ages_in_force() {
        return Ok(());
    }
    if let Some(replaced) = shelf::is_replaced() {
        return Err(too_late(replaced));
    }
    // What the rows borrow from stays for as long as the process: this happens once.
    let node: &'static Node = Box::leak(Box::new(node));
    let tables = read(node)?;
    let done = shelf::replace(|| {
        let _ = AGES.set(tables.ages);
        tables.put();
    });
    if done { Ok(()) } else { Err(too_late(shelf::is_replaced() == Some(true))) }
}

/// The tables in force, as a document that [`replace`] takes: printing does not use them.
#[must_use]
pub fn print() -> String {
    document::print(NAMES, &ages_in_force(), all_lines())
}

/// How old each table in force is.
#[must_use]
pub fn ages() -> Vec<KnowledgeTable> {
    let told = NAMES.iter().zip(SOURCES).zip(ages_in_force().into_iter().zip(BUILT_IN));
    told.map(|((name, source), (age, built_in))| KnowledgeTable {
        name,
        source,
        version: age.version,
        day: age.day,
        hash: age.hash,
        replaced: age != built_in,
    })
    .collect()
}

/// Why tables cannot be replaced any more.
fn too_late(replaced: bool) -> Error {
    if replaced {
        Error::new(ErrorKind::KnowledgeReplaced, "the tables were replaced before, by other ones")
            .with_help("join what both documents hold into one, and pass it first")
    } else {
        Error::new(ErrorKind::KnowledgeInUse, "an answer has used the tables already")
            .with_help("replace tables first, before any other call")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_the_hash_of_its_rows() {
        let mut faults = Vec::new();
        for ((name, age), lines) in NAMES.iter().zip(BUILT_IN).zip(all_lines()) {
            let found = document::hash(&lines);
            if age.hash != found {
                faults.push(format!(
                    "{name}: its rows have changed: raise `version`, set `day` to that of the comparison with the source, \
                     and `hash` to {found}"
                ));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = print();
        let node = json::parse(&text, MAX_KNOWLEDGE).unwrap();
        assert_eq!(read(&node).unwrap().ages, BUILT_IN);
        assert!(is_in_lines(&text, "\"name\":\"PutImage\""));
    }

    fn is_in_lines(text: &str, part: &str) -> bool {
        text.lines().any(|line| line.contains(part))
    }
}
