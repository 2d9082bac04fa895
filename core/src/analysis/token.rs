//! Tokens as witnesses: minted by `build_subject`, and put to `check_trust`, before anybody sees them.

use serde::{Serialize, Serializer};

use super::join::Chosen;
use super::shape::{CLAIMS_IN_ORDER, Piece, Shape};
use super::words::{Kind, Word};
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::error::{Error, ErrorKind};
use crate::github::{Claims, Issuer, Platform, SubjectTemplate};

/// The settings that give a token its subject.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenSettings {
    /// The template's keys; `None` for the default.
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether the subject is immutable.
    pub immutable: bool,
    /// Where GitHub runs.
    pub platform: Platform,
}

/// A token that GitHub can mint: `check_trust` takes its claims, and `build_subject` its claims and settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WitnessToken {
    /// Its claims, `sub` and `aud` among them.
    pub claims: Claims,
    /// The settings that give its subject.
    pub settings: TokenSettings,
    /// The session name that its caller has to choose, where the policy asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_session_name: Option<String>,
    /// The token in one line.
    pub text: String,
}

/// The settings as `build_subject` takes them.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(
        rename = "TokenSettings",
        description = "The settings that give a token its subject, as `build_subject` takes them."
    )
)]
struct SettingsJson<'s> {
    /// The template's keys; absent for the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    include_claim_keys: Option<&'s [String]>,
    /// True for an immutable subject; absent for a legacy one.
    #[serde(skip_serializing_if = "Option::is_none")]
    immutable: Option<bool>,
    /// Where GitHub runs; absent for github.com.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform: Option<&'static str>,
    /// The version of an Enterprise Server.
    #[serde(skip_serializing_if = "Option::is_none")]
    ghes_version: Option<String>,
}

impl Serialize for TokenSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (platform, version) = match self.platform {
            Platform::GithubCom => (None, None),
            Platform::GheCom => (Some("ghe.com"), None),
            Platform::Ghes(version) => (Some("ghes"), version),
        };
        let json = SettingsJson {
            include_claim_keys: self.include_claim_keys.as_deref(),
            immutable: self.immutable.then_some(true),
            platform,
            ghes_version: version.map(|version| version.to_string()),
        };
        json.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TokenSettings {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        SettingsJson::schema_name()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        SettingsJson::json_schema(generator)
    }
}

/// Claims that every token shows, whether or not anybody asks.
const SHOWN: [&str; 14] = [
    "repository",
    "repository_owner",
    "repository_owner_id",
    "repository_id",
    "ref",
    "event_name",
    "ref_type",
    "environment",
    "workflow_ref",
    "job_workflow_ref",
    "workflow",
    "actor",
    "actor_id",
    "aud",
];

/// What a word has where nobody asks for it.
fn usual(word: Word, shape: &Shape) -> String {
    match word {
        Word::Workflow => "CI".to_owned(),
        Word::Actor => "octocat".to_owned(),
        Word::Environment => "production".to_owned(),
        Word::HeadRef => "patch-1".to_owned(),
        Word::BaseRef => "main".to_owned(),
        Word::Session => "GitHubActions".to_owned(),
        Word::Name if matches!(&*shape.kind(word), Kind::NameBut(_)) => "app".to_owned(),
        _ => shape.sample(word),
    }
}

/// Mints the token of a shape with these words.
pub(super) fn mint(
    shape: &Shape,
    chosen: &Chosen,
    asked: &[String],
    properties: &[String],
    defaults: &dyn Fn(Word) -> Option<String>,
) -> WitnessToken {
    let word = |word: Word| -> String {
        let found = chosen.iter().find(|(known, _)| *known == word).map(|(_, text)| text.to_string());
        found.or_else(|| defaults(word)).unwrap_or_else(|| usual(word, shape))
    };
    let text = |row: &[Piece]| -> String {
        row.iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.to_string(),
                Piece::Word { word: own, escaped: true } => word(*own).replace(':', "%3A"),
                Piece::Word { word: own, escaped: false } => word(*own),
            })
            .collect()
    };
    let claim = |name: &str| shape.claim(name, properties).map(|row| text(&row));
    let reference = claim("ref").unwrap_or_default();
    let event = match &shape.event.names {
        Some(_) => word(Word::Event),
        None if shape.event.pull_request && !shape.environment || reference.starts_with("refs/pull/") => {
            "pull_request".to_owned()
        }
        None => "push".to_owned(),
    };
    let mut claims = Claims::new();
    let from_pull = event.starts_with("pull_request") && shape.event.pull_request;
    let template = shape.template.as_deref().unwrap_or_default();
    let wanted = |name: &str| {
        SHOWN.contains(&name)
            || name == "enterprise_id" && shape.enterprise
            || (name == "iss" && shape.issuer != Issuer::default())
            || (matches!(name, "head_ref" | "base_ref") && from_pull)
            || asked.iter().chain(template).any(|one| one == name)
    };
    let names = CLAIMS_IN_ORDER.iter().copied().chain(properties.iter().map(String::as_str));
    for name in names.filter(|name| wanted(name)) {
        let value = match name {
            "iss" if shape.issuer == Issuer::default() => None,
            "event_name" => Some(event.clone()),
            "ref_type" => Some(if reference.starts_with("refs/tags/") { "tag" } else { "branch" }.to_owned()),
            _ => claim(name),
        };
        if let Some(value) = value {
            claims.set(name, value.as_str().into());
        }
    }
    let subject = text(&shape.subject);
    let line = line(&claims, &subject, shape);
    claims.set("sub", subject.as_str().into());
    let session = chosen.iter().find(|(known, _)| *known == Word::Session).map(|(_, text)| text.to_string());
    WitnessToken {
        claims,
        settings: TokenSettings {
            include_claim_keys: shape.template.clone(),
            immutable: shape.immutable,
            platform: shape.platform,
        },
        role_session_name: session,
        text: line,
    }
}

fn line(claims: &Claims, subject: &str, shape: &Shape) -> String {
    let of = |name: &str| claims.text(name).unwrap_or("");
    let mut line = format!("{} at {}, event {}", of("repository"), of("ref"), of("event_name"));
    if let Some(environment) = claims.text("environment") {
        line.push_str(&format!(", environment {environment}"));
    }
    if shape.called {
        line.push_str(&format!(", job of {}", of("job_workflow_ref")));
    }
    format!("{line}: {subject}")
}

impl WitnessToken {
    /// The template that gives its subject.
    ///
    /// # Errors
    /// As [`SubjectTemplate::new`].
    pub fn template(&self) -> Result<SubjectTemplate, Error> {
        let TokenSettings { include_claim_keys, immutable, platform } = &self.settings;
        let template = match include_claim_keys {
            None => SubjectTemplate::default(),
            Some(keys) => SubjectTemplate::new(keys.iter().cloned())?,
        };
        let template = template.with_platform(*platform);
        let server = matches!(platform, Platform::Ghes(_));
        Ok(if server { template } else { template.with_immutable(*immutable) })
    }

    /// Whether GitHub gives the subject: for certain, or perhaps.
    pub(super) fn is_minted(&self, perhaps: bool) -> Result<bool, Error> {
        let mut claims = self.claims.clone();
        claims.set("sub", crate::github::ClaimValue::Absent);
        let sub = self.claims.text("sub").unwrap_or("");
        let subject = self.template()?.print_for(&claims)?;
        let is_known = subject.value.as_deref() == Some(sub);
        Ok(is_known || perhaps && subject.candidates.iter().any(|candidate| candidate.value == sub))
    }

    /// What a policy says of it.
    pub(super) fn verdict(&self, policy: &TrustPolicy, options: &TrustOptions) -> Verdict {
        let options = self.options(options);
        policy.verdict(&self.claims, &options)
    }

    /// The options with its session name.
    pub(super) fn options(&self, options: &TrustOptions) -> TrustOptions {
        let mut options = options.clone();
        if let Some(name) = self.role_session_name.as_ref().and_then(|name| name.parse().ok()) {
            options.role_session_name = Some(name);
        }
        options
    }
}

/// The error for a token that does not do what the automata say it does: a defect of this library.
pub(super) fn fault(token: &WitnessToken, what: &str) -> Error {
    Error::new(ErrorKind::Internal, format!("a witness is not confirmed: {what}"))
        .with_found(&token.text)
        .with_help("please report the request that caused it")
}
