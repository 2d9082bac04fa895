//! What a change of the documents makes of who gets into their roles.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::{ComparisonReport, Ground, PolicyRelation, WhoOutcome, WitnessToken, World};
use crate::aws::TrustPolicy;
use crate::error::Error;
use crate::limits::MAX_ROAD_STATES;
use crate::premise::SourcePlace;
use crate::read::{Documents, ReadRole};

/// How a role compares with what it was; in the order of what a reviewer has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RoleRelation {
    /// Tokens get in that did not, and others no longer do.
    Incomparable,
    /// Tokens get in that did not.
    Wider,
    /// The question needs more states than the limit.
    GaveUp,
    /// It depends on what is not known or not documented: see `needs` and `unless`.
    Undetermined,
    /// There was no such role.
    New,
    /// Tokens that got in no longer do.
    Narrower,
    /// There is no such role any more.
    Gone,
    /// The same tokens get in.
    Equal,
}

/// What becomes of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoleComparison {
    /// Its address, else its ARN or its name; for a trust policy by itself the document's name.
    pub role: String,
    /// How it compares.
    pub relation: RoleRelation,
    /// The same in words.
    pub message: String,
    /// Where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<SourcePlace>,
    /// Where it is: the subjects that its trust policy names, else where that policy begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<SourcePlace>,
    /// A token that gets in and did not; of a new role, one of the most dangerous that get in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gained: Option<WitnessToken>,
    /// A token that got in and no longer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<WitnessToken>,
    /// What the trust policies depend on and is not known.
    pub needs: Vec<String>,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}

/// The answer of [`compare_documents`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentsComparison {
    /// The relation of all roles together: the first of them, in the order of what a reviewer has to look at.
    pub relation: RoleRelation,
    /// The roles with a trust policy: those of the documents as they are, in their order, then those that are gone.
    pub roles: Vec<RoleComparison>,
}

/// Compares who gets into the roles of some documents with who got in before a change of them, over every token that GitHub
/// can mint.
///
/// A role is the one of its address, ARN or name in its folder; or, where it has moved, the only one of that name. Two trust
/// policies by themselves are compared whatever their documents are called. A policy whose text is as it was is equal.
///
/// # Errors
/// What is wrong with the world.
pub fn compare_documents(
    before: &Documents,
    after: &Documents,
    world: &World,
) -> Result<DocumentsComparison, Error> {
    world.check()?;
    let (old, new) = (Side::of(before), Side::of(after));
    let mut left = MAX_ROAD_STATES;
    let mut known = BTreeSet::new();
    let mut roles = Vec::new();
    for role in &new.roles {
        let was = old.counterpart(role, &new);
        known.extend(was.map(|(index, _)| index));
        roles.push(match was {
            Some((_, was)) => compared(was, role, world, &mut left)?,
            None => added(role, world, &mut left)?,
        });
    }
    let gone = old.roles.iter().enumerate().filter(|(index, _)| !known.contains(index));
    roles.extend(gone.map(|(_, role)| RoleComparison {
        before: Some(role.place()),
        after: None,
        ..role.told(RoleRelation::Gone, "the role is gone")
    }));
    let relation = roles.iter().map(|role| role.relation).min().unwrap_or(RoleRelation::Equal);
    Ok(DocumentsComparison { relation, roles })
}

/// A role with a trust policy.
struct Role<'d> {
    role: &'d ReadRole,
    label: String,
    folder: &'d str,
}

impl Role<'_> {
    /// Whether it is a trust policy by itself, which belongs to no role that the documents name.
    fn is_bare(&self) -> bool {
        self.role.address.is_none() && self.role.arn.is_none() && self.role.name.is_none()
    }

    fn place(&self) -> SourcePlace {
        let places = self.role.trust_policy.as_ref().map_or(&[][..], |policy| &policy.places);
        let subject = places.iter().find(|place| place.pointer.contains(":sub"));
        subject.or(places.first()).map_or_else(|| self.role.place.clone(), |place| place.place.clone())
    }

    fn told(&self, relation: RoleRelation, message: impl Into<String>) -> RoleComparison {
        RoleComparison {
            role: self.label.clone(),
            relation,
            message: message.into(),
            before: None,
            after: Some(self.place()),
            gained: None,
            lost: None,
            needs: Vec::new(),
            ground: Ground::default(),
        }
    }

    fn needs(&self) -> &[String] {
        self.role.trust_policy.as_ref().map_or(&[], |policy| &policy.unknown)
    }

    fn is_as(&self, was: &Role<'_>) -> bool {
        match (&self.role.trust_policy, &was.role.trust_policy) {
            (Some(now), Some(was)) => now.document == was.document && now.unknown == was.unknown,
            _ => false,
        }
    }

    /// Its trust policy, which is known whole; or why there is none.
    fn policy(&self) -> Result<TrustPolicy, String> {
        let text = self.role.trust_text().unwrap_or_else(|| Err("is not given".to_owned()));
        let text = text.map_err(|why| format!("the trust policy {why}"))?;
        text.parse().map_err(|error: Error| format!("AWS would not take the trust policy: {error}"))
    }
}

/// The roles before or after a change.
struct Side<'d> {
    roles: Vec<Role<'d>>,
}

impl<'d> Side<'d> {
    fn of(documents: &'d Documents) -> Side<'d> {
        let has_policy = |role: &&ReadRole| role.trust_policy.is_some();
        let of_role = |role: &'d ReadRole| {
            let document = role.place.document.as_deref().unwrap_or("");
            let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
            Role { role, label: role.label(), folder }
        };
        Side { roles: documents.inventory().roles.iter().filter(has_policy).map(of_role).collect() }
    }

    fn named(&self, label: &str) -> impl Iterator<Item = (usize, &Role<'d>)> {
        self.roles.iter().enumerate().filter(move |(_, role)| role.label == label)
    }

    /// What a role of the other side was on this one.
    fn counterpart(&self, role: &Role<'_>, now: &Side<'_>) -> Option<(usize, &Role<'d>)> {
        if let ([was], [_]) = (self.roles.as_slice(), now.roles.as_slice())
            && was.is_bare()
            && role.is_bare()
        {
            return Some((0, was));
        }
        let there = self.named(&role.label).find(|(_, was)| was.folder == role.folder);
        let is_only = || self.named(&role.label).nth(1).is_none() && now.named(&role.label).nth(1).is_none();
        there.or_else(|| self.named(&role.label).next().filter(|_| is_only()))
    }
}

const TOO_MUCH: &str = "who gets in by the change takes too long to tell";

fn compared(
    was: &Role<'_>,
    role: &Role<'_>,
    world: &World,
    left: &mut usize,
) -> Result<RoleComparison, Error> {
    let before = Some(was.place());
    if role.is_as(was) {
        return Ok(RoleComparison {
            before,
            ..role.told(RoleRelation::Equal, "the same tokens get in: the trust policy is as it was")
        });
    }
    let (old, new) = match (was.policy(), role.policy()) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let why = new.err().or_else(|| old.err().map(|why| format!("before the change {why}")));
            let needs = was.needs().iter().chain(role.needs()).cloned().collect::<BTreeSet<_>>();
            let told = role.told(RoleRelation::Undetermined, why.unwrap_or_default());
            return Ok(RoleComparison { before, needs: needs.into_iter().collect(), ..told });
        }
    };
    if *left == 0 {
        return Ok(RoleComparison { before, ..role.told(RoleRelation::GaveUp, TOO_MUCH) });
    }
    let ComparisonReport { relation, message, lost, gained, ground } = old.compare(&new, world)?;
    *left = left.saturating_sub(ground.states);
    let relation = match relation {
        PolicyRelation::Equal => RoleRelation::Equal,
        PolicyRelation::Narrower => RoleRelation::Narrower,
        PolicyRelation::Wider => RoleRelation::Wider,
        PolicyRelation::Incomparable => RoleRelation::Incomparable,
        PolicyRelation::Undetermined => RoleRelation::Undetermined,
        PolicyRelation::GaveUp => RoleRelation::GaveUp,
    };
    Ok(RoleComparison { before, gained, lost, ground, ..role.told(relation, message) })
}

/// A role that is new, with the most dangerous of those who get in.
fn added(role: &Role<'_>, world: &World, left: &mut usize) -> Result<RoleComparison, Error> {
    let policy = match role.policy() {
        Ok(policy) if *left > 0 => policy,
        Ok(_) => return Ok(role.told(RoleRelation::New, format!("the role is new; {TOO_MUCH}"))),
        Err(why) => {
            let told = role.told(RoleRelation::New, format!("the role is new; {why}"));
            return Ok(RoleComparison { needs: role.needs().to_vec(), ..told });
        }
    };
    let who = policy.who_can_assume(world)?;
    *left = left.saturating_sub(who.ground.states);
    let message = match who.outcome {
        WhoOutcome::Nobody => "the role is new, and nobody gets in",
        WhoOutcome::Somebody => "the role is new",
        _ => "the role is new; who gets in is not known",
    };
    let gained = who.classes.into_iter().next().map(|class| class.witness);
    Ok(RoleComparison { gained, ground: who.ground, ..role.told(RoleRelation::New, message) })
}
