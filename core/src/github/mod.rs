//! What GitHub says of a job: its claims, the subject they make, and who signs them.

mod claims;
mod issuer;
mod platform;
mod subject;

pub use claims::{ClaimValue, Claims};
pub use issuer::{Issuer, IssuerPlatform};
pub use platform::{GhesVersion, Platform};
pub use subject::{
    Candidate, ContextKind, Reading, Refusal, Segment, Subject, SubjectOutcome, SubjectReadings,
    SubjectTemplate,
};
