//! The world of an exact question, on the wire.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use crate::analysis;
use crate::aws;
use crate::contract::settings::{Platform, platform};
use crate::contract::trust::{Provider, TrustOptions, options};
use crate::contract::values::{ContextValues, Documents, OneOrMany};
use crate::error::{Error, ErrorKind};
use crate::text::quote;

/// What is taken to be so of GitHub and AWS: who is ours, and what others can do.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct World {
    /// Ours. An empty list: the owners that the policy names are taken for ours.
    #[serde(default)]
    pub owners: Option<Vec<WorldOwner>>,
    /// Whether anybody else has tokens of this issuer; they do where this is not given.
    #[serde(default)]
    pub strangers: Option<bool>,
    /// Which reusable workflows others can call: `any` where this is not given.
    #[serde(default)]
    pub callable: Option<Callable>,
    /// Whether others may have come by our logins, under other ids.
    #[serde(default)]
    pub recycled: Option<bool>,
    /// Whether tokens are looked at whose subject GitHub does not document; what depends on them is `undetermined`.
    #[serde(default)]
    pub undocumented: Option<bool>,
    /// Ids of our repositories, each with its `owner/name`.
    #[serde(default)]
    pub our_repository_ids: Option<BTreeMap<String, String>>,
    /// The audiences that the provider takes; any where this is not given.
    #[serde(default)]
    pub audiences: Option<Vec<String>>,
    /// Where GitHub runs; as the providers that the policy names tell, where this is not given.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The version of an Enterprise Server, such as `3.17`.
    #[serde(default)]
    pub ghes_version: Option<String>,
    /// The identity provider of the role's account.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The AWS partition; from the ARNs, or `aws`, where this is not given.
    #[serde(default)]
    pub partition: Option<String>,
    /// The day to answer for, `YYYY-MM-DD`; what is known today where this is not given.
    #[serde(default)]
    pub as_of: Option<String>,
    /// The session name; any where this is not given, since the caller chooses it.
    #[serde(default)]
    pub role_session_name: Option<String>,
    /// Further condition keys of every request, such as `aws:SourceIp`.
    #[serde(default)]
    pub context: Option<ContextValues>,
    /// Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    /// known.
    #[serde(default)]
    pub rcp: Option<Documents>,
}

/// An organisation or a user of ours.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorldOwner {
    /// The login as GitHub prints it.
    pub login: String,
    /// Its id.
    #[serde(default)]
    pub id: Option<String>,
    /// The template of its subjects: keys, `null` for the default, or `"unknown"` where repositories may have any.
    #[serde(default)]
    pub include_claim_keys: Option<OneOrMany>,
    /// Whether its subjects are immutable, or `"either"`; legacy ones where this is not given.
    #[serde(default)]
    pub immutable: Option<ImmutableSubjects>,
    /// All its repositories; any where this is not given.
    #[serde(default)]
    pub repositories: Option<Vec<String>>,
    /// The id of its enterprise; none where this is not given.
    #[serde(default)]
    pub enterprise_id: Option<String>,
}

/// Which reusable workflows others can call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Callable {
    /// Any, ours among them.
    Any,
    /// None of ours.
    Own,
}

/// Whether subjects are immutable, or either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImmutableSubjects(pub analysis::SubjectForm);

impl<'de> Deserialize<'de> for ImmutableSubjects {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ImmutableSubjects, D::Error> {
        struct Form;
        impl Visitor<'_> for Form {
            type Value = ImmutableSubjects;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("true, false or `either`")
            }
            fn visit_bool<E: de::Error>(self, immutable: bool) -> Result<ImmutableSubjects, E> {
                let form =
                    if immutable { analysis::SubjectForm::Immutable } else { analysis::SubjectForm::Legacy };
                Ok(ImmutableSubjects(form))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<ImmutableSubjects, E> {
                if text == "either" {
                    return Ok(ImmutableSubjects(analysis::SubjectForm::Either));
                }
                Err(E::custom(format!("`{}` is not true, false or `either`", quote(text))))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ImmutableSubjects {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ImmutableSubjects".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "boolean", "x-either": true})
    }
}

impl WorldOwner {
    fn read(self) -> Result<analysis::Owner, Error> {
        let template = match self.include_claim_keys {
            None => analysis::OwnerTemplate::Keys(None),
            Some(OneOrMany { items, listed: true }) => analysis::OwnerTemplate::Keys(Some(items)),
            Some(OneOrMany { items, .. }) if items == ["unknown"] => analysis::OwnerTemplate::Unknown,
            Some(OneOrMany { items, .. }) => {
                let found = items.into_iter().next().unwrap_or_default();
                return Err(Error::new(
                    ErrorKind::InvalidValue,
                    format!("`{}` is not a template", quote(&found)),
                )
                .with_found(&found)
                .with_help("give the keys as a list, `null` for the default template, or `unknown`")
                .under("include_claim_keys"));
            }
        };
        Ok(analysis::Owner {
            id: self.id,
            template,
            form: self.immutable.map(|form| form.0).unwrap_or_default(),
            repositories: self.repositories.unwrap_or_default(),
            enterprise_id: self.enterprise_id,
            ..analysis::Owner::new(self.login)
        })
    }
}

impl World {
    pub(super) fn read(self) -> Result<analysis::World, Error> {
        let rcp = match &self.rcp {
            None => aws::Layer::Omitted,
            Some(documents) => documents.layer(aws::PolicyKind::ResourceControl, "/world/rcp")?,
        };
        let known = TrustOptions {
            provider: self.provider,
            partition: self.partition,
            as_of: self.as_of,
            role_session_name: self.role_session_name,
            context: self.context,
            ..TrustOptions::default()
        };
        let known = options(known, rcp).map_err(|error| error.under("world"))?;
        let version = self.ghes_version.as_deref();
        let given = self.platform.is_some() || version.is_some();
        let platform = platform(self.platform, version).map_err(|error| error.under("world"))?;
        let owner = |(index, owner): (usize, WorldOwner)| {
            owner.read().map_err(|error| error.under(index).under("owners").under("world"))
        };
        let owners = self.owners.unwrap_or_default();
        let world = analysis::World {
            owners: owners.into_iter().enumerate().map(owner).collect::<Result<_, _>>()?,
            strangers: self.strangers.unwrap_or(true),
            callable: self.callable != Some(Callable::Own),
            recycled: self.recycled.unwrap_or(false),
            undocumented: self.undocumented.unwrap_or(false),
            repository_ids: self.our_repository_ids.unwrap_or_default().into_iter().collect(),
            audiences: self.audiences.unwrap_or_default(),
            platform: given.then_some(platform),
            provider: known.provider,
            partition: known.partition,
            as_of: known.as_of,
            role_session_name: known.role_session_name,
            context: known.context,
            rcp: known.rcp,
        };
        world.check().map_err(|error| error.under("world"))?;
        Ok(world)
    }
}
