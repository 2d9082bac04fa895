//! Which GitHub Actions jobs can assume which AWS roles through OpenID Connect, why not, who else can, and which images
//! they may push.
//!
//! # Why was I denied?
//!
//! ```
//! use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
//!
//! let policy: TrustPolicy = r#"{
//!   "Version": "2012-10-17",
//!   "Statement": [{
//!     "Effect": "Allow",
//!     "Principal": {"Federated":
//!   "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
//!     },
//!     "Action": "sts:AssumeRoleWithWebIdentity",
//!     "Condition": {"StringLike": {
//!       "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/*"
//!     }}
//!   }]
//! }"#.parse()?;
//! let claims: Claims = r#"{
//!   "aud": "sts.amazonaws.com",
//!   "sub": "repo:octo-org/app:pull_request"
//! }"#.parse()?;
//!
//! // A denial is a value, with the place and the reason.
//! let report = policy.check(&claims, &TrustOptions::default())?;
//! assert_eq!(report.verdict, Verdict::Denied);
//! let failure = &report.failures[0];
//! assert_eq!(failure.line, Some(10));
//! assert!(failure.message.ends_with(
//!     "they first differ at `ref` in the policy and `pull_request` in the token"
//! ));
//! # Ok::<(), assumable::Error>(())
//! ```
//!
//! # What is my subject?
//!
//! ```
//! use assumable::{Claims, SubjectTemplate};
//!
//! let claims: Claims = r#"{
//!   "repository": "octo-org/app",
//!   "event_name": "push",
//!   "ref": "refs/heads/main"
//! }"#.parse()?;
//! let subject = SubjectTemplate::default().build(&claims)?;
//! assert_eq!(subject.value.as_deref(), Some("repo:octo-org/app:ref:refs/heads/main"));
//! # Ok::<(), assumable::Error>(())
//! ```
//!
//! # May this image be pushed?
//!
//! ```
//! # #[cfg(feature = "naming")] {
//! use assumable::naming::NameVerdict;
//! use assumable::{NamingRules, Run};
//!
//! let rules: NamingRules = r#"
//! version: 1
//! image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/{repository|lower}
//! tags: [{name: sha, tag: "{sha}", sha: event}]
//! "#.parse()?;
//! let mut run = Run::default();
//! run.fill_from_env([
//!     ("GITHUB_REPOSITORY", "octo-org/app"),
//!     ("GITHUB_EVENT_NAME", "push"),
//!     ("GITHUB_REF", "refs/heads/main"),
//!     ("GITHUB_SHA", "860c1904a1ce19322e91ac35af1ab07466440c37"),
//! ]);
//!
//! let latest = "123456789012.dkr.ecr.us-east-1.amazonaws.com/octo-org/app:latest";
//! let checked = rules.check(&run, &[latest])?;
//! assert_eq!(checked.verdict, NameVerdict::Denied);
//! assert_eq!(checked.images[0].reason, "no rule names the tag `latest`");
//! # }
//! # Ok::<(), assumable::Error>(())
//! ```
//!
//! # Scope
//!
//! Everything is answered from what the caller gives: no network, clock, randomness or environment. Nothing is
//! verified: a token's signature is not checked. A verdict is allowed, denied or undetermined; what AWS or GitHub
//! does not document is never guessed. Only malformed input is an [`Error`], with its place and what to do.
//! [`scope`] lists what is modelled, refused and left open; [`limits`], how much is read.
//!
//! # Rooms
//!
//! Dependencies point one way, from the top of this list to its end: [`names`], [`github`], [`image`], [`naming`],
//! [`aws`], [`read`], [`analysis`], [`audit`], [`make`], [`road`], [`render`], [`contract`]. [`codes`] has every code, [`premise`] what answers assume and find.
#![forbid(unsafe_code)]
#![warn(clippy::too_many_lines)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(feature = "first", feature = "naming")),
    allow(
        dead_code,
        unused_imports,
        unreachable_pub,
        reason = "what rooms share is used in full only with all of them"
    )
)]

#[cfg(feature = "analysis")]
pub mod analysis;
#[cfg(feature = "make")]
pub mod audit;
pub mod aws;
pub mod codes;
pub mod contract;
mod error;
pub mod github;
#[cfg(feature = "push")]
pub mod image;
pub mod knowledge;
pub mod limits;
#[cfg(feature = "make")]
pub mod make;
pub mod names;
#[cfg(feature = "naming")]
pub mod naming;
pub mod premise;
#[cfg(feature = "documents")]
pub mod read;
#[cfg(feature = "render")]
pub mod render;
#[cfg(feature = "road")]
pub mod road;
mod sort;
mod text;
pub mod tree;

#[doc = include_str!("../docs/scope.md")]
pub mod scope {}

/// From what somebody says to the command that answers it.
#[cfg(doc)]
#[doc = include_str!("../docs/guide/README.md")]
pub mod guide {
    #[doc = include_str!("../docs/guide/denied.md")]
    pub mod denied {}
    #[doc = include_str!("../docs/guide/image-names.md")]
    pub mod image_names {}
    #[doc = include_str!("../docs/guide/limits.md")]
    pub mod limits {}
    #[doc = include_str!("../docs/guide/organisations.md")]
    pub mod organisations {}
    #[doc = include_str!("../docs/guide/pull-requests.md")]
    pub mod pull_requests {}
    #[doc = include_str!("../docs/guide/trust-policies.md")]
    pub mod trust_policies {}
}

pub use aws::{TrustOptions, TrustPolicy, Verdict};
pub use error::{Error, ErrorKind};
pub use github::{Claims, SubjectTemplate};
#[cfg(feature = "push")]
pub use image::ImageReference;
#[cfg(feature = "naming")]
pub use naming::{NamingRules, Run};
pub use text::Place;

/// The README's Rust, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
