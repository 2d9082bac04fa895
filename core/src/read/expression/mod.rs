//! GitHub's expressions: `${{ … }}` in workflow files.
//!
//! Sources: GitHub Docs, "Evaluate expressions in workflows and actions"; the published source of the runner.

mod compare;
mod decide;
mod evaluate;
mod functions;
pub(crate) mod number;
mod scope;
mod syntax;
mod template;
mod text;

pub(crate) use compare::{equals, same, truth};
pub(crate) use decide::{Compared, Condition, condition, path, text, word};
pub(crate) use evaluate::{Contexts, Stop, evaluate, member};
pub(crate) use functions::to_json;
pub(crate) use scope::Scope;
pub(crate) use syntax::{Expression, parse};
pub(crate) use template::Template;
pub(crate) use text::{print, same_ignoring_case, to_text};
