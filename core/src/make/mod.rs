//! Policies that are written and proved: nothing is returned before it is compared with what was asked for.
//!
//! A policy is written from an [`Intent`](crate::analysis::Intent), proved over every token that GitHub can mint, put to
//! the checks that AWS makes when it is stored, printed for Terraform and CloudFormation, and read back from there.

mod cloudformation;
mod conditions;
mod ecr;
mod estate;
mod guard;
mod intent;
mod json;
mod means;
#[cfg(feature = "road")]
mod migrate;
mod options;
mod others;
mod policies;
mod proof;
mod read_back;
mod report;
mod roles;
mod shrink;
mod subjects;
mod terraform;

pub use guard::{
    GuardFiles, GuardKey, GuardOptions, GuardReport, GuardedOutcome, GuardedRole, OtherFederation,
    guard_organization,
};
#[cfg(feature = "road")]
pub use migrate::{
    LockedJob, MigratedRole, MigrationOutcome, MigrationReport, MigrationStep, MigrationStepKind,
};
#[cfg(feature = "road")]
pub(crate) use migrate::{after, plan, renamed, then};
pub use options::MakeOptions;
pub use policies::make_policies;
pub use report::{MadeFiles, MadeProvider, MadeRepository, MadeRole, MakeOutcome, MakeReport};
pub use shrink::{ShrinkOutcome, ShrinkReport, ShrinkStep, shrink_policy};
