//! Changes of what stands above a role: control policies of the organisation.

use super::op::{self, Op};
use super::texts::Writer;
use super::{Draft, Expected, subjects};
use crate::codes::{self, Code, FixKind};
use crate::github::ClaimValue;
use crate::premise::SourcePlace;
use crate::road::document::get;
use crate::road::known::Known;
use crate::road::report::{ChangeSide, RoadImage};
use crate::road::scenarios::Set;
use crate::text::quote;

/// A road that a control policy stops.
pub(super) struct Control<'a, 't> {
    pub(super) known: &'a Known<'a>,
    pub(super) writer: &'a Writer<'t>,
    pub(super) road: usize,
}

impl Control<'_, '_> {
    /// The change for runs that a resource control policy keeps out.
    pub(super) fn of_runs(
        &self,
        cause: &'static Code,
        place: Option<&SourcePlace>,
        set: &Set,
    ) -> Option<Draft> {
        if cause != codes::RCP_BLOCKS {
            return None;
        }
        let facts = self.known.facts;
        let one = |value: Option<&str>| value.map(|value| vec![value.to_owned()]);
        let values = |key: &str| match key {
            "sub" => subjects::of(set, self.known),
            "repository" => one(facts.repository.as_deref()),
            "repository_id" => one(facts.repository_id.as_deref()),
            "repository_owner_id" => one(facts.owner_id.as_deref()),
            _ => None,
        };
        let issuer = self.known.issuer();
        let start = format!("{}:", issuer.host_and_path());
        let of_key = |key: &str| values(key.to_ascii_lowercase().strip_prefix(&start)?);
        self.exception(cause, place?, &of_key, Expected::Road { image: None, cause })
    }

    /// The change for an image that a service control policy keeps out.
    pub(super) fn of_image(&self, cause: &'static Code, image: &RoadImage) -> Option<Draft> {
        if cause != codes::SCP_BLOCKS {
            return None;
        }
        let host = image.name.split('/').next()?;
        let region = host.split('.').nth(3)?.to_owned();
        let of_key =
            |key: &str| key.eq_ignore_ascii_case("aws:RequestedRegion").then(|| vec![region.clone()]);
        let expected = Expected::Road { image: Some(image.name.clone()), cause };
        self.exception(cause, image.place.as_ref()?, &of_key, expected)
    }

    /// One more value of a test by which a statement that denies spares some.
    fn exception(
        &self,
        cause: &'static Code,
        place: &SourcePlace,
        values: &dyn Fn(&str) -> Option<Vec<String>>,
        expected: Expected,
    ) -> Option<Draft> {
        let (policy, statement) = self.known.controls.at(place)?;
        let condition = format!("{statement}/Condition");
        let ClaimValue::Object(operators) = get(policy.document.value(), &condition)? else { return None };
        let (at, key, texts) = operators.iter().find_map(|(operator, keys)| {
            let ClaimValue::Object(keys) = keys else { return None };
            let is_like = operator.starts_with("StringNotLike");
            if !is_like && !operator.starts_with("StringNotEquals") {
                return None;
            }
            keys.iter().find_map(|(key, _)| {
                let texts = values(key)?;
                let fits = is_like || !texts.iter().any(|text| text.contains(['*', '?']));
                let at = op::under(&op::under(&condition, operator), key);
                fits.then(|| (at, key.clone(), texts))
            })
        })?;
        let edits = self.writer.edits(policy.written.0.as_ref()?, &[Op::Add { at, texts: texts.clone() }])?;
        let listed: Vec<String> = texts.iter().map(|text| format!("`{}`", quote(text))).collect();
        Some(Draft {
            road: self.road,
            code: cause,
            kind: FixKind::Judgement,
            side: ChangeSide::Permissions,
            message: format!(
                "except {} from what the organisation denies by `{}`",
                listed.join(" and "),
                quote(&key)
            ),
            effect: "the exception holds for every role that the policy of the organisation is above"
                .to_owned(),
            question: Some("who owns the policies of the organisation, and is this denial meant?".to_owned()),
            edits,
            expected,
        })
    }
}
