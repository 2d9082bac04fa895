//! What is known besides policy and claims.

use serde::Deserialize;

use crate::aws;
use crate::contract::document::PolicyDocuments;
use crate::contract::values::{ContextValues, context, parse};
use crate::error::{Error, ErrorKind};
use crate::names::{Partition, RoleArn, RoleSessionName};
use crate::text::{is_day, quote};

/// What is known besides policy and claims.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct TrustOptions {
    /// What a claim that is not named means; `token` where this is not given.
    #[serde(default)]
    pub(in crate::contract) claims_scope: Option<ClaimsScope>,
    /// ARN of the role that is asked for.
    #[serde(default)]
    pub(in crate::contract) role_arn: Option<String>,
    /// Session name; `GitHubActions` where this is not given.
    #[serde(default)]
    pub(in crate::contract) role_session_name: Option<String>,
    /// The identity provider of the role's account.
    #[serde(default)]
    pub(in crate::contract) provider: Option<Provider>,
    /// Further condition keys of the request, such as `aws:SourceIp`, or other values for keys it has.
    #[serde(default)]
    pub(in crate::contract) context: Option<ContextValues>,
    /// The AWS partition; from the ARNs, or `aws`, where this is not given.
    #[serde(default)]
    pub(in crate::contract) partition: Option<String>,
    /// Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    /// known. Not given: taken as not in force, and listed in `not_examined`.
    #[serde(default)]
    pub(in crate::contract) rcp: Option<PolicyDocuments>,
    /// The day to answer for, `YYYY-MM-DD`; what is known today where this is not given.
    #[serde(default)]
    pub(in crate::contract) as_of: Option<String>,
    /// Whether a policy that is longer than AWS stores is evaluated all the same; else it is refused.
    #[serde(default)]
    pub(in crate::contract) over_quota: Option<bool>,
}

/// What a claim that is not named means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(in crate::contract) enum ClaimsScope {
    /// It is not in the token: the claims are those of a decoded token. For `iss` and `aud`, which every token has, the
    /// usual value is assumed and listed.
    Token,
    /// It is not known: the claims come from CloudTrail, environment variables or a form.
    Partial,
}

/// An IAM identity provider.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct Provider {
    /// Its ARN.
    pub(in crate::contract) arn: String,
    /// Its client IDs (audiences); assumed to hold the token's where this is not given.
    #[serde(default)]
    pub(in crate::contract) client_ids: Option<Vec<String>>,
    /// Whether STS can fetch the issuer's keys from the internet, which an Enterprise Server may not allow; assumed where
    /// this is not given.
    #[serde(default)]
    pub(in crate::contract) reachable: Option<bool>,
}

impl TrustOptions {
    /// The options for this policy, which must not be longer than AWS stores unless that is asked for.
    pub(super) fn read(self, policy: &aws::TrustPolicy) -> Result<aws::TrustOptions, Error> {
        if !self.over_quota.unwrap_or(false) {
            policy.within_quota().map_err(|error| error.of_document("/policy", policy.has_text()))?;
        }
        let providers = policy.named_providers();
        if providers > aws::MAX_PROVIDERS && self.role_arn.is_none() && self.provider.is_none() {
            let message = format!(
                "the policy names {providers} providers, and without the role at most {} are tried",
                aws::MAX_PROVIDERS
            );
            return Err(Error::new(ErrorKind::TooCostly, message)
                .with_help("give `role_arn`, which tells the account of the provider")
                .under("options"));
        }
        let rcp = match &self.rcp {
            None => aws::Layer::Omitted,
            Some(documents) => documents.layer(aws::PolicyKind::ResourceControl, "/options/rcp")?,
        };
        options(self, rcp).map_err(|error| error.under("options"))
    }
}

pub(in crate::contract) fn options(wire: TrustOptions, rcp: aws::Layer) -> Result<aws::TrustOptions, Error> {
    let role_arn = parse::<RoleArn>(wire.role_arn, "role_arn")?;
    let provider = wire.provider.map(provider).transpose().map_err(|error| error.under("provider"))?;
    let as_of = wire.as_of.map(day).transpose().map_err(|error| error.under("as_of"))?;
    let role_session_name = parse::<RoleSessionName>(wire.role_session_name, "role_session_name")?;
    let partition = parse::<Partition>(wire.partition, "partition")?;
    if let Some(partition) = &partition {
        let by_role = role_arn.as_ref().map(RoleArn::partition);
        let known = by_role.or(provider.as_ref().map(|provider| provider.arn.partition()));
        agrees(partition, known).map_err(|error| error.under("partition"))?;
    }
    let context = context(wire.context.unwrap_or_default())?;
    Ok(aws::TrustOptions {
        claims_scope: match wire.claims_scope {
            None | Some(ClaimsScope::Token) => aws::ClaimsScope::Token,
            Some(ClaimsScope::Partial) => aws::ClaimsScope::Partial,
        },
        role_arn,
        role_session_name,
        provider,
        context,
        partition,
        rcp,
        as_of,
    })
}

fn provider(wire: Provider) -> Result<aws::Provider, Error> {
    let arn = wire.arn.parse().map_err(|error: Error| error.under("arn"))?;
    Ok(aws::Provider { arn, client_ids: wire.client_ids, reachable: wire.reachable })
}

fn agrees(partition: &Partition, known: Option<&str>) -> Result<(), Error> {
    match known {
        Some(known) if known != partition.as_str() => Err(Error::new(
            ErrorKind::InvalidValue,
            format!("the ARNs are of the partition `{}`", quote(known)),
        )
        .with_found(partition.as_str())
        .with_help("leave `partition` out: the ARNs tell it")),
        _ => Ok(()),
    }
}

fn day(text: String) -> Result<String, Error> {
    if is_day(&text) {
        return Ok(text);
    }
    Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not a day", quote(&text)))
        .with_found(&text)
        .with_help("write it as `2026-11-22`"))
}
