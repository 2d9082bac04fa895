//! GitHub's expressions: `${{ … }}` in workflow files.
//!
//! Sources: GitHub Docs, "Evaluate expressions in workflows and actions"; the published source of the runner.

mod compare;
mod evaluate;
mod functions;
pub(crate) mod number;
mod scope;
mod syntax;
mod text;

pub(crate) use evaluate::{Contexts, Stop, evaluate, member};
pub(crate) use functions::to_json;
pub(crate) use scope::Scope;
pub(crate) use syntax::parse;
pub(crate) use text::{print, to_text};
