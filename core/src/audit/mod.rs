//! An organisation's roles against the tokens that its logs show: who can assume what, which roles nobody uses, which
//! strangers can enter, and what changed since the last time.
//!
//! Nothing is read from files here: the caller passes inventories and the rows of logs, and shares out the proofs.
//!
//! ```
//! use assumable::analysis::World;
//! use assumable::audit::{AuditProof, AuditRoles, Auditor};
//! use assumable::read::{NamedText, ReadOptions, read_documents};
//!
//! let role = r#"{"Role": {"RoleName": "deploy", "Arn": "arn:aws:iam::123456789012:role/deploy",
//!   "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
//!     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
//!     "Action": "sts:AssumeRoleWithWebIdentity",
//!     "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:*"}}}]}}}"#;
//! let files = [NamedText { name: "role.json", text: role }];
//! let mut roles = AuditRoles::default();
//! roles.add(&read_documents(&files, &ReadOptions::default())?);
//!
//! let mut auditor = Auditor::new(&roles);
//! auditor.row(r#"{"sub": "repo:octo-org/app:pull_request", "aud": "sts.amazonaws.com"}"#)?;
//! let proofs = roles.distinct().map(|policy| AuditProof::of(policy, &World::default()));
//! let report = auditor.report(&proofs.collect::<Result<Vec<_>, _>>()?)?;
//! assert_eq!((report.roles[0].tokens, report.rows.answered), (1, 1));
//! # Ok::<(), assumable::Error>(())
//! ```

mod auditor;
mod events;
mod proofs;
mod report;
mod roles;
mod row;
mod state;

pub use auditor::Auditor;
pub use proofs::AuditProof;
pub use report::{
    AuditChange, AuditChanges, AuditReport, AuditRow, AuditRows, ClosedRole, StrangersOutcome, UnreadDocument,
};
pub use roles::{AuditRole, AuditRoles};
pub use row::records;
pub use state::AuditState;
