//! What people hold: workflow files, infrastructure, answers and logs, read as the programs read them that they are for.
//!
//! A value that a file does not tell stays a hole with its name, and answers go on around it.

mod answers;
mod ask;
mod asked;
mod cloudformation;
mod cloudtrail;
#[cfg(feature = "road")]
mod documents;
mod expression;
mod facts;
mod gather;
mod gathered;
mod inventory;
mod join;
mod lint;
mod log;
mod options;
mod placed;
mod plan;
mod policy;
mod questions;
mod recognise;
mod report;
mod resource;
mod sites;
mod tell;
mod terraform;
mod unshown;
mod value;
mod workflow;

pub use crate::tree::recognise::ReadKind;
pub use ask::{ExpressionContexts, ExpressionOutcome, ExpressionReport, ExpressionType, evaluate_expression};
#[cfg(feature = "road")]
pub use documents::Documents;
pub use inventory::{Inventory, NamedText, ReadDocument, ReadRefusal, read_documents};
pub use options::{DefaultPermissions, ReadOptions, RefKind};
pub use questions::OpenQuestion;
pub use recognise::{RecognizedDocument, recognize};
pub use report::{
    OpenReason, PermissionKind, PolicyPlace, ReadEvent, ReadJson, ReadPermission, ReadPolicy, ReadProvider,
    ReadRefusalLine, ReadRegistryPolicy, ReadRepository, ReadRole, ReadSettings, ReadToken, SettingsScope,
};
#[cfg(feature = "road")]
pub(crate) use sites::Sites;
#[cfg(feature = "road")]
pub(crate) use tell::policy_document;
#[cfg(feature = "road")]
pub(crate) use value::{Member, Spot, Text, Value};
pub use workflow::{
    AssumedRole, AssumedVia, CalledWorkflow, JobToken, PermissionLevel, PullRequestHead, PushedImage,
    ReadCandidate, ReadChoice, ReadText, RunRef, RunSet, RunTrigger, TokenAnswer, TokenReason, UnreadAction,
    WorkflowJob,
};
