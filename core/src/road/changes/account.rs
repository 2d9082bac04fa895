//! Changes of what surrounds a role: its provider, its name, and GitHub's settings of subjects.

use super::texts::{TextEdit, Writer, line_start};
use super::workflow::insert;
use super::{Draft, Expected};
use crate::codes::{self, Code, FixKind};
use crate::read::{ReadKind, ReadRole, Spot};
use crate::road::known::Known;
use crate::road::report::{ChangeSide, RoadScenario};
use crate::text::quote;

/// A scenario that is stopped in front of the trust policy, or by the template of its subject.
pub(super) struct Around<'a, 't> {
    pub(super) known: &'a Known<'a>,
    pub(super) writer: &'a Writer<'t>,
    pub(super) road: usize,
    pub(super) role: Option<&'a ReadRole>,
    pub(super) audience: &'a str,
}

impl Around<'_, '_> {
    pub(super) fn changes(&self, scenario: &RoadScenario, cause: &'static Code) -> Vec<Draft> {
        let found = match cause {
            _ if cause == codes::PROVIDER_MISSING => self.provider(),
            _ if cause == codes::AUDIENCE_NOT_REGISTERED => self.client_id(),
            _ if cause == codes::ROLE_NOT_FOUND => self.name(scenario),
            _ if cause == codes::SUB_CUSTOMIZED_TOKEN => self.template(false),
            _ if cause == codes::SUB_CUSTOMIZATION_NOT_ACTIVE => self.template(true),
            _ => None,
        };
        let Some(found) = found else { return Vec::new() };
        vec![Draft {
            road: self.road,
            code: cause,
            kind: FixKind::Judgement,
            side: found.side,
            message: found.message,
            effect: found.effect,
            question: Some(found.question.to_owned()),
            edits: found.edits,
            expected: match found.command {
                Some(command) => Expected::Command(command),
                None if found.side == ChangeSide::Provider => Expected::Provider(self.audience.to_owned()),
                None => Expected::Road { image: None, cause },
            },
        }]
    }

    /// One more provider, in front of the role of Terraform.
    fn provider(&self) -> Option<Found> {
        let issuer = self.known.issuer();
        let url = format!("https://{}", issuer.host_and_path());
        let effect =
            "AWS then takes tokens of GitHub in this account, and looks at the trust policy".to_owned();
        let question = "does no other configuration make the provider of this account?";
        let role = self.role?;
        let spot = self.writer.spot(&role.place)?;
        if self.writer.are_terraform.get(spot.document) != Some(&true) {
            return Some(Found {
                side: ChangeSide::Provider,
                message: format!("create the identity provider `{url}`"),
                effect,
                question,
                edits: Vec::new(),
                command: Some(format!(
                    "aws iam create-open-id-connect-provider --url {url} --client-id-list {}",
                    self.audience
                )),
            });
        }
        let text = self.writer.text(spot.document);
        let mut start = line_start(text, spot.bytes.start);
        while !text.get(start..)?.starts_with("resource ") {
            start = line_start(text, start.checked_sub(1)?);
        }
        let new = format!(
            "resource \"aws_iam_openid_connect_provider\" \"github\" {{\n  url            = \"{url}\"\n  client_id_list = [\"{}\"]\n}}\n\n",
            self.audience
        );
        Some(Found {
            side: ChangeSide::Provider,
            message: format!("create the identity provider `{url}`"),
            effect,
            question,
            edits: vec![insert(spot.document, start, new)],
            command: None,
        })
    }

    /// One more audience that the provider registers.
    fn client_id(&self) -> Option<Found> {
        let host = self.known.issuer();
        let provider = self.known.inventory.providers.iter().find(|provider| {
            let url = provider.url.as_ref().and_then(|url| url.value.as_deref());
            url.is_some_and(|url| url.trim_start_matches("https://") == host.host_and_path())
        })?;
        let last = provider.client_ids.as_ref()?.last()?;
        let message = format!("register the audience `{}`", quote(self.audience));
        let effect = "AWS then takes tokens with this audience, for every role of the account".to_owned();
        let question = "which other roles of the account test no audience?";
        let spot = last.place.as_ref().and_then(|place| self.writer.spot(place));
        let edit = spot.and_then(|spot| self.writer.after(&spot, self.audience));
        let arn = provider.arn.as_ref().and_then(|arn| arn.value.clone());
        let command = match (&edit, arn) {
            (Some(_), _) => None,
            (None, Some(arn)) => Some(format!(
                "aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn {arn} --client-id {}",
                self.audience
            )),
            (None, None) => return None,
        };
        Some(Found {
            side: ChangeSide::Provider,
            message,
            effect,
            question,
            edits: edit.into_iter().collect(),
            command,
        })
    }

    /// The name as it is asked for, in the place of a prefix.
    fn name(&self, scenario: &RoadScenario) -> Option<Found> {
        let place = scenario.place.as_ref()?;
        let spot = self.writer.spot(place)?;
        if self.writer.are_terraform.get(spot.document) != Some(&true) {
            return None;
        }
        let text = self.writer.text(spot.document);
        let start = line_start(text, spot.bytes.start);
        let line = text.get(start..)?.lines().next()?;
        let pad = line.get(..line.len() - line.trim_start().len())?;
        let trimmed = line.trim_start();
        let edit = if trimmed.starts_with("name_prefix") {
            let at = start + pad.len();
            let bytes = at..at + "name_prefix".len();
            TextEdit { spot: Spot { document: spot.document, bytes }, new: "name".to_owned() }
        } else if let Some(value) = trimmed.strip_prefix("name").map(str::trim_start) {
            // As `terraform fmt` writes the two lines.
            let value = value.strip_prefix('=')?.trim();
            let new = format!("{pad}name            = {value}\n{pad}use_name_prefix = false");
            TextEdit { spot: Spot { document: spot.document, bytes: start..start + line.len() }, new }
        } else {
            return None;
        };
        Some(Found {
            side: ChangeSide::Permissions,
            message: "give the role the very name that the workflow asks for".to_owned(),
            effect: "the role is replaced by one of that name; who uses the longer name is shut out"
                .to_owned(),
            question: "does anything else use the role by its longer name?",
            edits: vec![edit],
            command: None,
        })
    }

    /// The setting that says whether the template of the organisation is used.
    fn template(&self, opt_in: bool) -> Option<Found> {
        let settings = self.known.settings;
        let repository = self.known.facts.repository.as_deref()?;
        let message = if opt_in {
            "use the template of the organisation in this repository".to_owned()
        } else {
            "return to the default subject in this repository".to_owned()
        };
        let effect = "every job of the repository gets another subject: roles that were written for the present one shut it out".to_owned();
        let question = "which other roles test the subjects of this repository?";
        let edit = settings.and_then(|settings| {
            let document = self.writer.document(settings.place.document.as_deref()?)?;
            let kind = self.known.inventory.documents.get(document)?.kind;
            let text = self.writer.text(document);
            let at = text.find("\"use_default\"")?;
            let (old, new) = if opt_in { ("true", "false") } else { ("false", "true") };
            let value = at + text.get(at..)?.find(old)?;
            let between = text.get(at + "\"use_default\"".len()..value)?;
            let is_one = between.trim() == ":" && text.matches("\"use_default\"").count() == 1;
            (is_one && kind != ReadKind::Workflow).then(|| TextEdit {
                spot: Spot { document, bytes: value..value + old.len() },
                new: new.to_owned(),
            })
        });
        let command = edit.is_none().then(|| {
            let value = if opt_in { "false" } else { "true" };
            format!("gh api -X PUT repos/{repository}/actions/oidc/customization/sub -F use_default={value}")
        });
        Some(Found {
            side: ChangeSide::Settings,
            message,
            effect,
            question,
            edits: edit.into_iter().collect(),
            command,
        })
    }
}

struct Found {
    side: ChangeSide,
    message: String,
    effect: String,
    question: &'static str,
    edits: Vec<TextEdit>,
    command: Option<String>,
}
