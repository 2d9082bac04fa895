//! Policies that are written and proved.

use serde::Deserialize;

use super::analysis::IntentRequest;
use super::analysis::world::WorldRequest;
use super::document::Document;
use super::documents::{NamedFile, ReadOptionsRequest};
use super::request::Request;
use super::values::parse;
use crate::analysis::Intent;
use crate::aws::TrustPolicy;
use crate::error::Error;
use crate::make::{
    GuardOptions, GuardReport, MakeOptions, MakeReport, ShrinkReport, guard_organization, make_policies,
    shrink_policy,
};
use crate::names::AccountId;
use crate::naming::NamingRules;
use crate::read::Documents;

/// Writes the policies that let in the tokens of an intent and nobody else: the role's trust policy, what it may push to
/// ECR, and the policies of repositories in other accounts, also as files for Terraform and CloudFormation.
///
/// The trust policy is proved over every token that GitHub can mint before it is given. Where AWS cannot tell the tokens of
/// the intent from others, the answer is `nearest`, and `admits` says who gets in. Source: the other operations; every file
/// is read back.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MakePoliciesRequest {
    /// Who may assume the role.
    intent: IntentRequest,
    /// What is made.
    options: MakeOptionsRequest,
    /// Who is ours and what others can do. Not given: the owners that the intent names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

/// What is made.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "MakeOptions"))]
#[serde(deny_unknown_fields)]
struct MakeOptionsRequest {
    /// The account of the role.
    account: String,
    /// Who signs the tokens, such as `https://token.actions.octo.ghe.com`; github.com where this is not given.
    #[serde(default)]
    issuer: Option<String>,
    /// The name of the role; `github-actions` where this is not given.
    #[serde(default)]
    role_name: Option<String>,
    /// Whether the account has the identity provider already, so that the files do not create it.
    #[serde(default)]
    provider_exists: Option<bool>,
    /// The ECR repositories that the role may push to: names, patterns of names with `*`, or ARNs.
    #[serde(default)]
    repositories: Option<Vec<String>>,
    /// Whether the repositories are there already, so that the files do not create them.
    #[serde(default)]
    repositories_exist: Option<bool>,
    /// The region of the repositories that are given by name.
    #[serde(default)]
    region: Option<String>,
    /// Whether the role may read images too, as for a cache in the registry.
    #[serde(default)]
    pull: Option<bool>,
    /// The tags that may move, as filters such as `latest` or `dev-*`; none where this is not given.
    #[serde(default)]
    mutable_tags: Option<Vec<String>>,
    /// The team's naming rules, as YAML or JSON text or as an object: where `mutable_tags` is not given, the tags that the
    /// rules call moving may move, and no other.
    #[serde(default)]
    naming_rules: Option<Document>,
    /// Whether the keys of subjects may change where only that says what is meant.
    #[serde(default)]
    change_template: Option<bool>,
    /// The account's quota for trust policies in characters; 2,048 where this is not given.
    #[serde(default)]
    quota: Option<usize>,
}

impl MakeOptionsRequest {
    fn read(self, world: crate::analysis::World) -> Result<MakeOptions, Error> {
        let account: AccountId = self.account.parse().map_err(|error: Error| error.under("account"))?;
        let mut options = MakeOptions::new(account);
        options.world = world;
        if let Some(issuer) = self.issuer {
            options.issuer = issuer.parse().map_err(|error: Error| error.under("issuer"))?;
        }
        if let Some(name) = self.role_name {
            options.role_name = name;
        }
        options.provider_exists = self.provider_exists.unwrap_or(false);
        options.repositories = self.repositories.unwrap_or_default();
        options.repositories_exist = self.repositories_exist.unwrap_or(false);
        options.region = self.region;
        options.pull = self.pull.unwrap_or(false);
        options.mutable_tags = self.mutable_tags.unwrap_or_default();
        options.change_template = self.change_template.unwrap_or(false);
        options.quota = self.quota;
        Ok(options)
    }
}

impl MakePoliciesRequest {
    fn read(mut self) -> Result<(Intent, MakeOptions), Error> {
        let world = self.world.unwrap_or_default().read()?;
        let rules = self.options.naming_rules.take();
        let mut options = self.options.read(world).map_err(|error| error.under("options"))?;
        if let Some(rules) = rules {
            let read = NamingRules::read_from(rules.source());
            options.naming = Some(read.map_err(|error| rules.fault(error, "/options/naming_rules"))?);
        }
        Ok((self.intent.read()?, options))
    }
}

impl Request for MakePoliciesRequest {
    type Response = MakeReport;

    fn run(self) -> Result<MakeReport, Error> {
        let (intent, options) = self.read()?;
        make_policies(&intent, &options)
    }
}

/// Reads the request of `make_policies` from a file, in YAML or JSON: what is asked for, and the options.
///
/// # Errors
/// One coded [`Error`] with the line and the column.
pub fn intent_file(text: &str) -> Result<(Intent, MakeOptions), Error> {
    let request: MakePoliciesRequest = super::settings_file(text)?;
    request.read()
}

/// Makes a trust policy that is longer than the account's quota shorter, without changing whom it admits.
///
/// Every change is compared over every token that GitHub can mint. Where no equal policy that fits is found, the answer has the
/// shortest and splits it over several roles. A world that names the owners with their templates lets more changes be proved:
/// without it, repositories may have any template.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ShrinkPolicyRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// The account's quota in characters; 2,048 where this is not given.
    #[serde(default)]
    limit: Option<usize>,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours, with any template.
    #[serde(default)]
    world: Option<WorldRequest>,
}

/// The quota of an account that did not ask for more.
const USUAL_QUOTA: usize = 2048;

impl Request for ShrinkPolicyRequest {
    type Response = ShrinkReport;

    fn run(self) -> Result<ShrinkReport, Error> {
        let source = self.policy.source();
        TrustPolicy::read_from(source).map_err(|error| self.policy.fault(error, "/policy"))?;
        let world = self.world.unwrap_or_default().read()?;
        shrink_policy(source.text, self.limit.unwrap_or(USUAL_QUOTA), &world)
    }
}

/// Writes one resource control policy for an organisation that keeps out of every role the tokens of GitHub's that are not of
/// its owners, also as files for Terraform and CloudFormation, and says what it does for each role of the documents.
///
/// The policy is proved over every token that the issuer can mint: it denies those of anybody else, and none of these owners;
/// every other federation that the roles trust is put to it and is not denied. Source: AWS Organizations User Guide, "Resource
/// control policies"; the other operations.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct GuardOrganizationRequest {
    /// The documents with the roles: infrastructure, answers of AWS, or trust policies by themselves.
    files: Vec<NamedFile>,
    /// Who is ours, as `owners`, and what others can do.
    world: WorldRequest,
    /// What is guarded, and how the guard is stored.
    #[serde(default)]
    guard: Option<GuardOptionsRequest>,
    /// What is known beside the documents.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
}

/// What is guarded, and how the guard is stored.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "GuardOptions"))]
#[serde(deny_unknown_fields)]
struct GuardOptionsRequest {
    /// Who signs the tokens that are told apart, such as `https://token.actions.octo.ghe.com`; github.com where this is not
    /// given. A guard looks at one issuer.
    #[serde(default)]
    issuer: Option<String>,
    /// The name of the policy; `github-owners` where this is not given.
    #[serde(default)]
    name: Option<String>,
    /// What it is attached to: the root (`r-abcd`), organisational units or accounts; nothing where this is not given.
    #[serde(default)]
    targets: Option<Vec<String>>,
    /// The management account, which no resource control policy reaches.
    #[serde(default)]
    management_account: Option<String>,
}

impl GuardOptionsRequest {
    fn read(self) -> Result<GuardOptions, Error> {
        let mut options = GuardOptions::default();
        if let Some(issuer) = self.issuer {
            options.issuer = issuer.parse().map_err(|error: Error| error.under("issuer"))?;
        }
        if let Some(name) = self.name {
            options.name = name;
        }
        options.targets = self.targets.unwrap_or_default();
        options.management_account = parse(self.management_account, "management_account")?;
        Ok(options)
    }
}

impl Request for GuardOrganizationRequest {
    type Response = GuardReport;

    fn run(self) -> Result<GuardReport, Error> {
        let options = self.guard.unwrap_or_default().read().map_err(|error| error.under("guard"))?;
        guard_organization(&documents(self.files, self.options)?, &self.world.read()?, &options)
    }
}

/// The documents of a request.
pub(super) fn documents(
    files: Vec<NamedFile>,
    options: Option<ReadOptionsRequest>,
) -> Result<Documents, Error> {
    let options = options.unwrap_or_default().read()?;
    let files = files.into_iter().map(|file| (file.name, file.text));
    Documents::read(files, options).map_err(|error| error.at("/files"))
}
