//! What a policy can tell tokens apart by: the keys that AWS fills, and the subject.

use crate::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use crate::aws;
use crate::error::{Error, ErrorKind};
use crate::github::{Issuer, Platform};
use crate::text::quote;

/// What a policy can test, in a world.
#[derive(Debug, Clone, Copy)]
pub(super) struct Means<'m> {
    pub(super) issuer: &'m Issuer,
    pub(super) world: &'m World,
    pub(super) platform: Platform,
}

impl<'m> Means<'m> {
    /// Whether AWS fills a condition key from this claim.
    pub(super) fn has_key(&self, claim: &str) -> bool {
        let commercial = self.world.partition.as_ref().is_none_or(|partition| partition.as_str() == "aws");
        let day = self.world.as_of.as_deref();
        commercial && aws::fills_key_of(self.issuer, day, claim)
    }

    /// The owner of this login.
    pub(super) fn owner(&self, login: &str) -> Result<&'m Owner, Error> {
        let known = self.world.owners.iter().find(|owner| owner.login == login);
        known.ok_or_else(|| {
            let message = format!("`{}` is not an owner of this world", quote(login));
            Error::new(ErrorKind::InvalidValue, message)
                .with_found(login)
                .with_help("list the owner under `owners`, spelt as GitHub prints it")
        })
    }

    /// The keys of an owner's subjects.
    pub(super) fn template(&self, owner: &'m Owner) -> Result<Vec<&'m str>, Error> {
        match &owner.template {
            OwnerTemplate::Keys(None) => Ok(vec!["repo", "context"]),
            OwnerTemplate::Keys(Some(keys)) => Ok(keys.iter().map(String::as_str).collect()),
            OwnerTemplate::Unknown => {
                let message = format!(
                    "the subjects of `{}` may have any form, so no policy can be written for them",
                    owner.login
                );
                Err(Error::new(ErrorKind::IntentUnsayable, message)
                    .with_found(&owner.login)
                    .with_help("name the template in force under `include_claim_keys` of the owner"))
            }
        }
    }

    /// The form of an owner's subjects. Those of an Enterprise Server never have ids.
    pub(super) fn form(&self, owner: &Owner) -> SubjectForm {
        if matches!(self.platform, Platform::Ghes(_)) { SubjectForm::Legacy } else { owner.form }
    }

    /// The id of the repository `owner/name`.
    pub(super) fn repository_id(&self, repository: &str) -> Option<&'m str> {
        let known = self.world.repository_ids.iter().find(|(_, name)| name == repository);
        known.map(|(id, _)| id.as_str())
    }

    /// A value as it stands in a subject.
    pub(super) fn in_subject(&self, value: &str) -> String {
        if self.platform.escapes_colons() { value.replace(':', "%3A") } else { value.to_owned() }
    }
}

/// Whether a pattern is one text and no more.
pub(super) fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '$'])
}
