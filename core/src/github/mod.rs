//! What GitHub says of a job: its claims, the subject they make, and who signs them.

mod claims;
mod consistency;
pub(crate) mod customization;
mod filter;
mod issuer;
mod platform;
mod subject;
mod token;
mod workflow;

pub(crate) use claims::admit as admit_claims;
pub use claims::{ClaimValue, Claims};
pub(crate) use consistency::misspelt_keys;
pub use filter::{Filter, FilterKind, FilterMode, FilterOutcome, FilterReport};
pub use issuer::{Issuer, IssuerPlatform};
pub use platform::{GhesVersion, Platform};
pub(crate) use subject::is_subject_label;
pub use subject::{
    Candidate, ContextKind, Reading, Refusal, Segment, Subject, SubjectOutcome, SubjectReadings,
    SubjectTemplate,
};
pub use token::{Token, TokenKind};
pub use workflow::{UsesReference, WorkflowRef};
