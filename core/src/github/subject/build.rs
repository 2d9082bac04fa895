//! From claims to the subject.
//!
//! GitHub Docs, "OpenID Connect reference": the default subject is `repo` and `context`; the context is the
//! environment, else `pull_request` for that event, else the ref; other keys print `key:value`; colons inside a
//! value become `%3A`. Where GitHub is silent and the claims raise the question, the answer has candidates.

use std::borrow::Cow;

use super::ids::repo_segment;
use super::notes::Notes;
use super::print::{ColonStyle, SubjectBuilder};
use super::{Subject, SubjectCandidate, SubjectRefusal, SubjectTemplate};
use crate::error::Error;
use crate::github::claims::Claims;
use crate::github::consistency::misspelt_keys;
use crate::github::platform::{Colons, Platform};
use crate::knowledge::{OIDC_REFERENCE, PERCENT_TOKEN};
use crate::premise::{Grade, Premise};
use crate::text::quote;

impl SubjectTemplate {
    /// The subject of a job with these claims. A claim that is not named, or [`ClaimValue::Absent`](crate::github::ClaimValue::Absent), is not in the
    /// token.
    ///
    /// # Errors
    /// `CLAIM_INVALID` for a claim that no token can carry: a list, a `repository` that is not `owner/name`, an id
    /// that is not decimal; `TOO_LARGE` for one beyond [`crate::limits::MAX_TEXT`].
    pub fn build(&self, claims: &Claims) -> Result<Subject, Error> {
        let mut subject = self.print_for(claims)?;
        subject.findings = claims.findings();
        subject.findings.extend(misspelt_keys(self.keys(), "/settings/include_claim_keys"));
        subject.findings.extend(claims.text("sub").and_then(|sub| subject.disagreement(sub)));
        Ok(subject)
    }

    /// The subject without findings, which take longer than the rest.
    pub(crate) fn print_for(&self, claims: &Claims) -> Result<Subject, Error> {
        let mut notes = Notes::default();
        let immutable = self.is_immutable(claims, &mut notes);
        let build = |writing| SubjectBuilder { claims, immutable, writing };
        let mut candidates = match self.platform.colons() {
            Colons::Raw => self.print(&build(ColonStyle::Raw), &mut notes)?,
            Colons::Escaped | Colons::Unknown => self.print(&build(ColonStyle::Escaped), &mut notes)?,
        };
        if let Some("pull_request" | "pull_request_review" | "pull_request_review_comment") =
            claims.text("event_name")
            && notes.refusal.is_none()
        {
            let text = "the job gets a token: it has the permission `id-token: write`, and the pull request does not come from a \
                        fork, whose runs get none";
            notes.rests_on(Grade::Assumed, text);
        }
        if notes.has_percent {
            notes.add(Premise {
                date: Some(PERCENT_TOKEN.date),
                ..Premise::sourced(
                    Grade::Observed,
                    "a `%` inside a value is left as it is, so that another value may look the same",
                    PERCENT_TOKEN.name,
                )
            });
        }
        match self.platform.colons() {
            _ if !notes.has_colon => {}
            Colons::Escaped => notes.rests_on_page("a colon inside a value is written `%3A`"),
            Colons::Raw => {
                notes.rests_on(
                    Grade::Inferred,
                    "Enterprise Server up to 3.18 leaves colons in values as they are",
                );
            }
            Colons::Unknown => {
                notes.asks(
                    "Enterprise Server escapes colons in values after 3.18, and not before: give `ghes_version`",
                );
                add(&mut candidates, self.print(&build(ColonStyle::Raw), &mut notes)?);
            }
        }
        Ok(notes.into_subject(candidates))
    }

    /// The candidates under one way of writing values.
    fn print(&self, build: &SubjectBuilder<'_>, notes: &mut Notes) -> Result<Vec<SubjectCandidate>, Error> {
        let default = ["repo", "context"].into_iter().map(Cow::Borrowed);
        match self.keys.as_deref() {
            None => {
                notes.rests_on(Grade::Assumed, "the default template is in force: `repo` and `context`");
                build.candidates(default, notes)
            }
            Some([]) => {
                notes.asks_openly(
                    "GitHub does not say what an empty list of keys does; the default template is one reading",
                );
                build.candidates(default, notes)
            }
            Some(keys) => build.custom(keys, notes),
        }
    }

    /// Immutable or legacy: as said; else as the token's own `sub` shows; else legacy.
    fn is_immutable(&self, claims: &Claims, notes: &mut Notes) -> bool {
        let server = matches!(self.platform, Platform::Ghes(_));
        match self.immutable {
            Some(true) if server => {
                let reason = "GitHub Enterprise Server has no immutable subjects: leave `immutable` out or set it to false";
                notes.refuses(SubjectRefusal::NotOnPlatform, reason);
                true
            }
            Some(immutable) => {
                if immutable && self.platform == Platform::GheCom {
                    let text =
                        "data residency has immutable subjects as github.com has, which GitHub does not say";
                    notes.rests_on(Grade::Assumed, text);
                }
                immutable
            }
            None if server => {
                notes.rests_on_page("Enterprise Server has legacy subjects only");
                false
            }
            None if claims.text("sub").is_some_and(shows_ids) => {
                notes.rests_on(Grade::Inferred, "the subject is immutable: the `sub` given carries ids");
                true
            }
            None => {
                notes.add(legacy(claims));
                false
            }
        }
    }
}

/// The premise of a subject without ids, with the rule of dates and the call that settles it.
fn legacy(claims: &Claims) -> Premise {
    let repository = claims.text("repository").map_or_else(|| "OWNER/NAME".to_owned(), quote);
    Premise {
        date: Some("2026-07-15"),
        ..Premise::sourced(
            Grade::Assumed,
            format!(
                "the subject is a legacy one, without ids: since 15 July 2026 new, renamed and transferred repositories have ids \
                 in it; `GET /repos/{repository}/actions/oidc/customization/sub` shows which, as `sub_claim_prefix`"
            ),
            OIDC_REFERENCE.name,
        )
    }
}

/// Whether the `repo` segment of this subject has ids.
fn shows_ids(sub: &str) -> bool {
    repo_segment(sub).is_some_and(|repository| repository.contains('@'))
}

/// Adds candidates that are not there yet.
fn add(candidates: &mut Vec<SubjectCandidate>, more: Vec<SubjectCandidate>) {
    for candidate in more {
        if !candidates.iter().any(|known| known.value == candidate.value) {
            candidates.push(candidate);
        }
    }
}
