//! Which GitHub Actions jobs can assume which AWS roles through OpenID Connect, why not, and which images they may push.
//!
//! ```
//! use assumable::{Claims, SubjectTemplate, TrustOptions, TrustPolicy, Verdict};
//!
//! let policy: TrustPolicy = r#"{
//!   "Version": "2012-10-17",
//!   "Statement": [{
//!     "Effect": "Allow",
//!     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
//!     "Action": "sts:AssumeRoleWithWebIdentity",
//!     "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/*"}}
//!   }]
//! }"#.parse()?;
//!
//! // What is known of a job, and the subject that its token will carry.
//! let mut claims: Claims = r#"{"aud": "sts.amazonaws.com", "repository": "octo-org/app", "event_name": "pull_request"}"#.parse()?;
//! let subject = SubjectTemplate::default().build(&claims)?;
//! assert_eq!(subject.value.as_deref(), Some("repo:octo-org/app:pull_request"));
//! claims.set("sub", "repo:octo-org/app:pull_request".into());
//!
//! // A denial is a value, with the place and the reason.
//! let report = policy.check(&claims, &TrustOptions::default())?;
//! assert_eq!(report.verdict, Verdict::Denied);
//! assert_eq!(report.failures[0].line, Some(7));
//! assert!(report.failures[0].message.ends_with("they first differ at `ref` in the policy and `pull_request` in the token"));
//! # Ok::<(), assumable::Error>(())
//! ```
//!
//! # Scope
//!
//! Everything is answered from what the caller gives: no network, clock, randomness or environment. Nothing is verified:
//! a token's signature is not looked at. A verdict is allowed, denied or undetermined; what AWS or GitHub does not
//! document is never guessed. Only malformed input is an [`Error`], with its place and what to do.
//!
//! # Map
//!
//! | | |
//! |---|---|
//! | who a job is | [`Claims`], [`Token`], [`SubjectTemplate`], [`SubjectReadings`], [`Issuer`] |
//! | what it may become | [`TrustPolicy`], [`match_condition`], [`check_create`] |
//! | who else gets in, over every token | `TrustPolicy::who_can_assume`, [`World`], [`Intent`], [`TokenSet`], [`model`] |
//! | what its role may push | [`check_access`], [`check_push`] |
//! | what it may name | [`ImageReference`], [`EcrRepository`], [`MutabilitySettings`] |
//! | the same as JSON, for every language | [`contract`] |
//! | what is modelled, refused and left open | [`scope`], [`ConditionOperator`] |
//! | how much is read | [`limits`] |
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(feature = "naming"),
    allow(
        dead_code,
        unused_imports,
        unreachable_pub,
        reason = "what rooms share is used in full only with all of them"
    )
)]

#[cfg(feature = "analysis")]
mod analysis;
mod aws;
pub mod codes;
pub mod contract;
mod error;
mod github;
#[cfg(feature = "push")]
mod image;
mod knowledge;
pub mod limits;
mod names;
#[cfg(feature = "naming")]
mod naming;
mod premise;
#[cfg(feature = "documents")]
mod read;
mod text;
pub mod tree;

#[doc = include_str!("../docs/scope.md")]
pub mod scope {}

#[cfg(feature = "analysis")]
pub use analysis::{
    ClaimPatterns, Class, ClassParty, ComparisonReport, Decided, DecisionReport, Exposure, Ground, Intent,
    OutsidersOutcome, OutsidersReport, Owner, OwnerTemplate, PolicyRelation, ProofOutcome, ProofReport,
    SubjectForm, TokenSet, TokenSettings, WhoClass, WhoOutcome, WhoReport, WitnessToken, World, model,
};
#[cfg(feature = "push")]
pub use aws::{
    AccessFailure, AccessPolicies, AccessPrincipal, AccessReason, AccessReport, AccessRequest, LayerReport,
    LayerResult, PushAction, PushClient, PushOptions, PushPermissions, RepositoryState, check_access,
    check_push,
};
pub use aws::{
    Alignment, Cause, ClaimsScope, Column, Comparison, ConditionOperator, ConditionReport, CreateOptions,
    CreateOutcome, CreateReason, CreateReport, Decision, Difference, Effect, Element, Failure, Layer,
    LayerName, Need, NeedPattern, NeedValue, NotExamined, PolicyKind, PolicyText, PreparedDecision, Provider,
    Quantifier, RegistryScope, Relation, Stage, StatementReport, StoredAs, TestReport, TestResult,
    TrustOptions, TrustPolicy, TrustReason, TrustReport, Verdict, check_create, match_condition,
};
pub use codes::{Code, CodeKind, CodeStage, FixKind, Severity};
pub use error::{Error, ErrorKind};
pub use github::{
    ClaimValue, Claims, ContextKind, CustomizationBody, CustomizationCall, CustomizationRequests,
    DecidingPattern, Filter, FilterKind, FilterMode, FilterOutcome, FilterReport, GhesVersion, Issuer,
    IssuerPlatform, OrganizationSettings, Platform, RepositorySettings, ResolvedSettings, SettingsLevel,
    SettingsOutcome, SettingsReport, Subject, SubjectCandidate, SubjectOutcome, SubjectReading,
    SubjectReadings, SubjectRefusal, SubjectSegment, SubjectTemplate, Token, TokenKind, UsesReference,
    WorkflowRef, customization_requests, resolve_settings,
};
#[cfg(feature = "push")]
pub use image::{
    Digest, DigestAlgorithm, EcrRegistry, EcrReport, EcrRepository, ExistingTags, ImageReference,
    ImageReport, MutabilityReport, MutabilitySettings, NameKind, NameProblem, NameReport, PushOutcome,
    RepositoryName, Tag, TagMutability, TagOutcome, WorkflowFile, check_name,
};
pub use knowledge::tables::KnowledgeTable;
#[cfg(feature = "push")]
pub use names::rule::NameRule;
pub use names::{AccountId, Arn, GitRef, Partition, ProviderArn, RoleArn, RoleSessionName};
#[cfg(feature = "naming")]
pub use naming::{
    CaptureKind, Cardinality, CheckedImage, CheckedImages, Fires, LifecyclePattern, LifecyclePolicy,
    LintFinding, LintReport, MadeName, MadeNames, NameVerdict, NamesOutcome, NamingRules, RuleReport, Run,
    ShaSource,
};
pub use premise::{Confidence, Edit, Finding, Fix, Grade, Premise, RelatedPlace, SourcePlace};
#[cfg(feature = "documents")]
pub use read::{
    ExpressionContexts, ExpressionOutcome, ExpressionReport, ExpressionType, evaluate_expression,
};
pub use text::Place;

/// The README's Rust, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
