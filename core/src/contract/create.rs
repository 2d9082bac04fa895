//! `check_create`.

use serde::Deserialize;

use super::document::Document;
use super::request::Request;
use crate::aws::{self, CreateReport, RegistryScope, StoredAs};
use crate::error::{Error, ErrorKind};
use crate::text::quote;

/// Predicts whether AWS would store this policy: grammar, size, and for trust policies the principals and the controls for
/// shared identity providers.
///
/// A policy that stands is not checked again. Source: IAM User Guide, "Grammar of the IAM JSON policy language",
/// "Identity-provider controls for shared OIDC providers" and "IAM and AWS STS quotas"; what is seen rather than documented
/// is listed as a premise.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckCreateRequest {
    /// The policy, as JSON text or as an object; an object counts as its shortest JSON.
    policy: Document,
    /// What is known besides.
    #[serde(default)]
    options: Option<CreateOptionsInput>,
}

/// What is known of a policy that is to be stored.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "CreateOptions")]
pub(super) struct CreateOptionsInput {
    /// What it is stored as; the trust policy of a role where this is not given.
    #[serde(default)]
    kind: Option<StoredAs>,
    /// The account's quota for this kind, in characters, as digits, where it was raised.
    #[serde(default)]
    quota: Option<String>,
    /// The scope of an ECR registry's policy; `v2`, the default of ECR, where this is not given.
    #[serde(default)]
    registry_scope: Option<RegistryScope>,
}

impl Request for CheckCreateRequest {
    type Response = CreateReport;

    fn run(self) -> Result<CreateReport, Error> {
        let options = self.options.unwrap_or_default();
        let options = aws::CreateOptions {
            stored_as: options.kind.unwrap_or_default(),
            quota: options.quota.map(|text| digits(&text)).transpose()?,
            registry_scope: options.registry_scope,
        };
        aws::check_create_of(self.policy.source(), &options)
            .map_err(|error| self.policy.fault(error, "/policy"))
    }
}

fn digits(text: &str) -> Result<usize, Error> {
    let plain = !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| {
        Error::new(ErrorKind::InvalidValue, format!("`{}` is not a number of characters", quote(text)))
            .with_found(text)
            .with_help("write the quota as digits, such as `4096`")
            .under("quota")
            .under("options")
    })
}
