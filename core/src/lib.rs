//! Which GitHub Actions jobs can assume which AWS roles through OpenID Connect, why not, and which images they may push.
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod arn;
mod aws;
pub mod contract;
mod error;
mod git;
mod github;
mod image;
pub mod json;
mod knowledge;
pub mod limits;
mod name;
mod premise;
mod yaml;

pub use arn::Arn;
pub use aws::{
    AccessPolicies, AccessPrincipal, AccessReason, AccessReport, AccessRequest, Alignment, ClaimsScope,
    Column, Comparison, Condition, ConditionOperator, ConditionReport, CreateOutcome, CreateReason,
    CreateReport, Decision, Effect, Failure, Layer, LayerReport, LayerResult, Need, NeedValue, Ordering,
    Parting, PolicyKind, PolicyText, PreparedToken, Provider, PushAction, PushPermissions, Quantifier, Stage,
    StatementReport, TestReport, TestResult, TrustOptions, TrustPolicy, TrustReason, TrustReport, Verdict,
    check_access, check_create, check_push, match_condition,
};
pub use error::{Error, ErrorKind, Place};
pub use git::GitRef;
pub use github::{
    Candidate, ClaimValue, Claims, ContextKind, Filter, FilterKind, FilterMode, FilterOutcome, FilterReport,
    GhesVersion, Issuer, IssuerPlatform, Platform, Reading, Refusal, Segment, Subject, SubjectOutcome,
    SubjectReadings, SubjectTemplate, Token, TokenKind, UsesReference, WorkflowRef,
};
pub use image::rules::{
    CaptureKind, Cardinality, CheckedImage, CheckedImages, Fires, LintFinding, LintReport, MadeName,
    MadeNames, NameVerdict, NamesOutcome, NamingRules, RuleReport, Run, ShaSource,
};
pub use image::{
    Digest, DigestAlgorithm, EcrRegistry, EcrRepository, ExistingTags, ImageReference, MutabilitySettings,
    PushOutcome, PushReport, RepositoryName, Tag, TagMutability,
};
pub use premise::{Finding, Grade, Premise};
