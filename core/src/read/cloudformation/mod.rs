//! Templates of CloudFormation, and what SAM and CDK make of theirs: roles, policies, providers and repositories, with the
//! functions evaluated as far as parameters and facts are known.
//!
//! Sources: CloudFormation template reference; published templates; aws-cdk-lib 2.276.0, which was run.

mod condition;
mod dynamic;
mod encode;
mod evaluate;
mod functions;
mod kinds;
mod outcome;
mod references;
mod resources;
mod shared;
mod taken;
mod template;
#[cfg(test)]
mod tests;

use evaluate::Evaluator;
use resources::Gatherer;
use template::Template;

use super::asked::ask;
use super::gathered::Gathered;
use super::options::ReadOptions;
use super::placed::Placed;
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_FILE_BYTES;
use crate::tree::json::{self, Node};
use crate::tree::recognise::{ReadKind, Recognised};
use crate::tree::yaml;

/// What templates say.
pub(super) struct Templates {
    /// Why each document is refused, in the order given.
    pub(super) refused: Vec<Option<Error>>,
    /// What each template says that is read.
    pub(super) found: Vec<Gathered>,
    /// The names of the files that templates take in.
    pub(super) taken: Vec<String>,
}

/// Reads the templates among documents, given by name and text.
pub(super) fn read(
    documents: &[(&str, &str)],
    recognised: &[Recognised],
    options: &ReadOptions,
) -> Templates {
    let mut templates = Templates { refused: Vec::new(), found: Vec::new(), taken: Vec::new() };
    for (index, ((name, text), recognised)) in documents.iter().zip(recognised).enumerate() {
        let is_template = recognised.kind.read == ReadKind::Cloudformation;
        let read =
            is_template.then(|| template(index, name, text, recognised, options, &mut templates.taken));
        templates.refused.push(match read {
            Some(Ok(found)) => {
                templates.found.push(found);
                None
            }
            Some(Err(error)) => Some(error),
            None => None,
        });
    }
    templates
}

/// Reads a template.
///
/// # Errors
/// Those of the readers of JSON and YAML; `MISSING_FIELD` and `WRONG_TYPE` where it has no resources, `TOO_COSTLY` where its
/// functions take too many steps.
fn template(
    document: usize,
    name: &str,
    text: &str,
    recognised: &Recognised,
    options: &ReadOptions,
    taken: &mut Vec<String>,
) -> Result<Gathered, Error> {
    let parsed;
    let root = match &recognised.tree {
        Some(tree) if tree.twice.is_empty() => &tree.node,
        // A name that stands twice is refused by the strict reader, with its place.
        Some(_) => {
            parsed = json::parse(text, MAX_FILE_BYTES)?;
            &parsed
        }
        None => {
            parsed = yaml::parse_template(text, MAX_FILE_BYTES)?;
            &parsed
        }
    };
    taken::names(root, taken);
    gather(document, name, text, root, options).map_err(|error| error.locate(text))
}

fn gather(
    document: usize,
    name: &str,
    text: &str,
    root: &Node,
    options: &ReadOptions,
) -> Result<Gathered, Error> {
    let template = Template::of(root)?;
    let mut evaluator = Evaluator::new(&template, Placed { document, text }, options);
    let is_source = !(name.ends_with(".template.json") || template.is_made_by_cdk());
    let shared = shared::texts(root);
    let mut gatherer =
        Gatherer { stopped: None, evaluator: &mut evaluator, found: Gathered::default(), is_source, shared };
    gatherer.gather();
    let mut found = gatherer.found;
    if let Some(span) = gatherer.stopped {
        return Err(Error::new(
            ErrorKind::TooCostly,
            "the functions of the template take too many steps, or refer to each other too deeply",
        )
        .with_help("pass a template without what repeats itself so often")
        .span_or(span));
    }
    found.remarks.append(&mut evaluator.remarks);
    ask(&mut found, evaluator.questions);
    Ok(found)
}
