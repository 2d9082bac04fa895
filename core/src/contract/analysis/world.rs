//! The world of an exact question, as requests give it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use crate::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use crate::aws;
use crate::contract::document::PolicyDocuments;
use crate::contract::settings::{PlatformName, platform};
use crate::contract::trust::{Provider, TrustOptions, options};
use crate::contract::values::ContextValues;
use crate::error::Error;
use crate::text::quote;

/// Who is ours, and what others can do.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "World"))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct WorldRequest {
    /// Our organisations and users. Absent or empty: the owners that the policy names.
    #[serde(default)]
    owners: Option<Vec<OwnerRequest>>,
    /// Whether anybody else can get tokens of this issuer; true where this is not given.
    #[serde(default)]
    strangers: Option<bool>,
    /// Which reusable workflows others can call; `any` where this is not given.
    #[serde(default)]
    callable: Option<Callable>,
    /// Whether others may have taken over our logins, under other ids; false where this is not given.
    #[serde(default)]
    recycled: Option<bool>,
    /// Whether tokens count whose subject GitHub does not document. An answer that depends on one is `undetermined`. False
    /// where this is not given.
    #[serde(default)]
    undocumented: Option<bool>,
    /// Ids of our repositories, each with its `owner/name`.
    #[serde(default)]
    our_repository_ids: Option<BTreeMap<String, String>>,
    /// The audiences that the provider accepts; any where this is not given.
    #[serde(default)]
    audiences: Option<Vec<String>>,
    /// Where GitHub runs; where this is not given, the providers in the policy tell.
    #[serde(default)]
    platform: Option<PlatformName>,
    /// The version of an Enterprise Server, such as `3.17`.
    #[serde(default)]
    ghes_version: Option<String>,
    /// The identity provider of the role's account.
    #[serde(default)]
    provider: Option<Provider>,
    /// The AWS partition; from the ARNs, or `aws`, where this is not given.
    #[serde(default)]
    partition: Option<String>,
    /// The day to answer for, `YYYY-MM-DD`; what is known today where this is not given.
    #[serde(default)]
    as_of: Option<String>,
    /// The session name; any where this is not given, since the caller chooses it.
    #[serde(default)]
    role_session_name: Option<String>,
    /// Further condition keys of every request, such as `aws:SourceIp`.
    #[serde(default)]
    context: Option<ContextValues>,
    /// Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    /// known. Not given: taken as not in force.
    #[serde(default)]
    rcp: Option<PolicyDocuments>,
}

/// An organisation or a user of ours.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "WorldOwner"))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct OwnerRequest {
    /// The login as GitHub prints it.
    login: String,
    /// Its id.
    #[serde(default)]
    id: Option<String>,
    /// The template of its subjects: a list of keys; `null` or absent for the default; `"unknown"` where each repository may
    /// have its own.
    #[serde(default)]
    include_claim_keys: Option<TemplateRequest>,
    /// Whether its subjects are immutable, or `"either"`; legacy where this is not given.
    #[serde(default)]
    immutable: Option<FormRequest>,
    /// The names of all its repositories; any where this is not given.
    #[serde(default)]
    repositories: Option<Vec<String>>,
    /// The id of its enterprise; none where this is not given.
    #[serde(default)]
    enterprise_id: Option<String>,
}

/// Which reusable workflows others can call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Callable {
    /// Any, ours among them.
    Any,
    /// None of ours.
    Own,
}

/// The template of an owner.
#[derive(Debug, Clone)]
struct TemplateRequest(OwnerTemplate);

impl<'de> Deserialize<'de> for TemplateRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TemplateRequest, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = TemplateRequest;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a list of keys, or `unknown`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<TemplateRequest, E> {
                if text == "unknown" {
                    return Ok(TemplateRequest(OwnerTemplate::Unknown));
                }
                Err(E::custom(format!("`{}` is not a list of keys or `unknown`", quote(text))))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TemplateRequest, A::Error> {
                let mut keys = Vec::new();
                while let Some(key) = items.next_element()? {
                    keys.push(key);
                }
                Ok(TemplateRequest(OwnerTemplate::Keys(Some(keys))))
            }
        }
        deserializer.deserialize_any(Keys)
    }
}

/// The form of an owner's subjects.
#[derive(Debug, Clone, Copy)]
struct FormRequest(SubjectForm);

impl<'de> Deserialize<'de> for FormRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FormRequest, D::Error> {
        struct Form;
        impl Visitor<'_> for Form {
            type Value = FormRequest;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("true, false or `either`")
            }
            fn visit_bool<E: de::Error>(self, immutable: bool) -> Result<FormRequest, E> {
                Ok(FormRequest(if immutable { SubjectForm::Immutable } else { SubjectForm::Legacy }))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<FormRequest, E> {
                if text == "either" {
                    return Ok(FormRequest(SubjectForm::Either));
                }
                Err(E::custom(format!("`{}` is not true, false or `either`", quote(text))))
            }
        }
        deserializer.deserialize_any(Form)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::{FormRequest, TemplateRequest};

    impl JsonSchema for TemplateRequest {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "OwnerTemplate".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
        }
    }

    impl JsonSchema for FormRequest {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "SubjectForm".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": ["boolean", "string"], "x-either": true})
        }
    }
}

impl OwnerRequest {
    pub(in crate::contract) fn read(self) -> Owner {
        Owner {
            id: self.id,
            template: self.include_claim_keys.map_or(OwnerTemplate::Keys(None), |keys| keys.0),
            form: self.immutable.map(|form| form.0).unwrap_or_default(),
            repositories: self.repositories.unwrap_or_default(),
            enterprise_id: self.enterprise_id,
            ..Owner::new(self.login)
        }
    }
}

impl WorldRequest {
    /// The world; its errors are under `world`.
    pub(in crate::contract) fn read(self) -> Result<World, Error> {
        let rcp = match &self.rcp {
            None => aws::Layer::Omitted,
            Some(documents) => documents.layer(aws::PolicyKind::ResourceControl, "/world/rcp")?,
        };
        self.with(rcp).map_err(|error| error.under("world"))
    }

    fn with(self, rcp: aws::Layer) -> Result<World, Error> {
        let known = TrustOptions {
            provider: self.provider,
            partition: self.partition,
            as_of: self.as_of,
            role_session_name: self.role_session_name,
            context: self.context,
            ..TrustOptions::default()
        };
        let known = options(known, rcp)?;
        let version = self.ghes_version.as_deref();
        let given = self.platform.is_some() || version.is_some();
        let platform = platform(self.platform, version)?;
        let world = World {
            owners: self.owners.unwrap_or_default().into_iter().map(OwnerRequest::read).collect(),
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
        world.check()?;
        Ok(world)
    }
}
