//! What GitHub says of a job: its claims, the subject they make, and who signs them.

mod claims;
mod consistency;
mod customization;
mod filter;
mod issuer;
mod platform;
mod subject;
mod template_faults;
mod token;
mod workflow;

pub(crate) use claims::admit as admit_claims;
pub use claims::{ClaimValue, Claims};
pub use customization::{
    CustomizationBody, CustomizationCall, CustomizationRequests, OrganizationSettings, RepositorySettings,
    ResolvedSettings, SettingsLevel, SettingsOutcome, SettingsReport, customization_requests,
    resolve_settings,
};
pub use filter::{DecidingPattern, Filter, FilterKind, FilterMode, FilterOutcome, FilterReport};
pub use issuer::{Issuer, IssuerPlatform};
pub use platform::{GhesVersion, Platform};
pub(crate) use subject::is_subject_label;
pub use subject::{
    ContextKind, Subject, SubjectCandidate, SubjectOutcome, SubjectReading, SubjectReadings, SubjectRefusal,
    SubjectSegment, SubjectTemplate,
};
pub use token::{Token, TokenKind};
pub use workflow::{UsesReference, WorkflowRef};
