//! Which reader each document goes to.

use std::collections::BTreeSet;

use super::answers::{Account, Answer, Fields, Origin, bare, items, pulumi, settings, token};
use super::cloudformation;
use super::cloudtrail;
use super::gathered::Gathered;
use super::log;
use super::options::ReadOptions;
use super::plan;
use super::terraform;
use crate::error::Error;
use crate::tree::recognise::{ReadKind, Recognised};

/// What the readers of infrastructure find.
pub(super) struct Found {
    /// One for each configuration and each template, and one for all answers.
    pub(super) groups: Vec<Gathered>,
    /// Why each document is refused, in their order.
    pub(super) refused: Vec<Option<Error>>,
}

/// Reads what is recognised as infrastructure, answer, log or token.
pub(super) fn gather(pairs: &[(&str, &str)], recognised: &[Recognised], options: &ReadOptions) -> Found {
    let kinds: Vec<ReadKind> = recognised.iter().map(|found| found.kind.read).collect();
    let mut terraform = terraform::read(pairs, &kinds, options);
    let templates = cloudformation::read(pairs, recognised, options);
    let mut plans = plan::read(pairs, recognised);
    plan::complete(&mut plans.planned, &mut terraform.configurations);
    let mut used = terraform.taken;
    let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let taken: BTreeSet<String> = templates.taken.into_iter().collect();
    let named = pairs.iter().enumerate().filter(|(_, (name, _))| taken.contains(&file(name)));
    used.extend(named.map(|(index, _)| index));
    let answers = answers(pairs, recognised, &used, options);
    let mut groups = terraform.configurations;
    groups.extend(templates.found);
    groups.extend(plans.planned);
    groups.extend(plans.stored);
    groups.push(answers.found);
    let refused = terraform.refused.into_iter().zip(templates.refused).zip(plans.refused);
    let first = |((of_terraform, of_template), of_plan): ((Option<Error>, _), _)| {
        of_terraform.or(of_template).or(of_plan)
    };
    let mut refused: Vec<Option<Error>> = refused.map(first).collect();
    for (index, error) in answers.refused {
        if let Some(own) = refused.get_mut(index) {
            own.get_or_insert(error);
        }
    }
    Found { groups, refused }
}

/// What the answers say, and those that say nothing that can be read.
struct Answers {
    found: Gathered,
    /// The index of a document and why it is refused.
    refused: Vec<(usize, Error)>,
}

/// Reads answers together. `used` holds the documents that others take in: a policy in one is theirs.
fn read(documents: &[Answer<'_>], used: &BTreeSet<usize>, options: &ReadOptions) -> Answers {
    let mut account = Account::default();
    let mut trail = cloudtrail::Trail::default();
    let mut refused = Vec::new();
    for document in documents {
        let origin = Origin::Document(document.index, document.text);
        let items = document.tree.map_or(&[][..], items);
        match document.kind {
            ReadKind::Log => log::read(document, &mut account.found),
            ReadKind::Token | ReadKind::Claims => {
                if let Err(error) = token::read(document, &mut account.found) {
                    refused.push((document.index, error));
                }
            }
            ReadKind::Policy => bare::read(document, used, &mut account.found),
            ReadKind::GithubSettings => settings::read(document, items, options, &mut account.found),
            ReadKind::Cloudtrail => trail.read(items, origin),
            ReadKind::StsAnswer => trail.answer(items, origin),
            ReadKind::Pulumi => items.iter().for_each(|item| pulumi::read(item, origin, &mut account)),
            _ => items.iter().filter_map(|item| Fields::of(item, origin)).for_each(|item| account.read(item)),
        }
    }
    trail.finish(&mut account);
    Answers { found: account.finish(), refused }
}

/// What the answers, logs and tokens among the documents say.
fn answers(
    pairs: &[(&str, &str)],
    recognised: &[Recognised],
    used: &BTreeSet<usize>,
    options: &ReadOptions,
) -> Answers {
    let all = pairs.iter().zip(recognised).enumerate();
    let readable = all.filter(|(_, (_, found))| found.error.is_none());
    let answers: Vec<Answer<'_>> = readable
        .filter_map(|(index, ((name, text), found))| {
            Answer::of(index, name, text, found.kind.read, found.tree.as_ref())
        })
        .collect();
    read(&answers, used, options)
}
