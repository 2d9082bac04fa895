//! The `PolicySet` handle: the roles of an organisation, compiled once.

use serde::{Deserialize, Serialize};

use super::answer::Size;
use super::document::Document;
use super::request::Ask;
use super::tables::role_of_row;
use super::trust::ClaimsScope;
use super::values::Claims;
use super::{decode, read};
use crate::aws::{self, SetAsker, TrustReason, TrustReport, Verdict};
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_BATCH;
use crate::tree::Source;

/// So many pairs of a token and a role are evaluated for one request.
const MAX_PAIRS: u64 = 1_000_000;

/// A compiled set.
pub(super) struct PolicySet(aws::PolicySet);

/// The document that is compiled.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SetDocument {
    roles: Vec<RoleDocument>,
    #[serde(default)]
    claims_scope: Option<ClaimsScope>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleDocument {
    role_arn: String,
    policy: Document,
}

impl PolicySet {
    pub(super) fn read_from(source: Source<'_>) -> Result<PolicySet, Error> {
        let document = read(source.text).and_then(|node| decode::<SetDocument>(&node));
        let document = document.map_err(|error| source.locate(error))?;
        let role = |(row, role): (usize, &RoleDocument)| {
            // A policy is a text of its own, whose lines are not those of the set.
            role_of_row(row, &role.role_arn, role.policy.source().text).map_err(Error::placeless)
        };
        let roles = document.roles.iter().enumerate().map(role).collect::<Result<Vec<_>, Error>>()?;
        let scope = match document.claims_scope {
            None | Some(ClaimsScope::Token) => aws::ClaimsScope::Token,
            Some(ClaimsScope::Partial) => aws::ClaimsScope::Partial,
        };
        let options = aws::TrustOptions::default().with_claims_scope(scope);
        Ok(PolicySet(aws::PolicySet::new(roles, &options)))
    }
}

/// Asks all roles of a set about one token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct SetCheckRequest {
    /// The claims of the token.
    claims: Claims,
}

/// Asks all roles of a set about many tokens.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct SetCheckManyRequest {
    /// The claims of each token.
    claims: Vec<Claims>,
}

/// Says why a role of a set lets a token in or not: the report of `check_trust`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct SetExplainRequest {
    /// The role, by its place in the set, from 0.
    role: usize,
    /// The claims of the token.
    claims: Claims,
}

/// The roles that let one token in, or may.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetRoles {
    /// The roles, in the order of the set; those that deny are left out.
    pub roles: Vec<SetVerdict>,
}

/// A role that lets a token in, or may.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetVerdict {
    /// The role, by its place in the set, from 0.
    pub role: u32,
    /// Whether it lets the token in.
    pub verdict: Verdict,
    /// Why.
    pub reason: TrustReason,
}

/// The answers of `check_many`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetAnswers {
    /// One a token, in the order given.
    pub answers: Vec<SetRoles>,
}

/// Asks about one token.
fn roles(asker: &mut SetAsker<&aws::PolicySet>, claims: &Claims) -> Result<SetRoles, Error> {
    let answers = asker.ask(claims.bounded()?)?;
    let role = |answer: &aws::SetAnswer| SetVerdict {
        role: u32::try_from(answer.role).unwrap_or(u32::MAX),
        verdict: answer.decision.verdict,
        reason: answer.decision.reason,
    };
    Ok(SetRoles { roles: answers.iter().map(role).collect() })
}

impl Ask<PolicySet> for SetCheckRequest {
    type Response = SetRoles;

    fn ask(self, set: &PolicySet) -> Result<SetRoles, Error> {
        roles(&mut set.0.asker(), &self.claims).map_err(|error| error.under("claims"))
    }
}

impl Ask<PolicySet> for SetCheckManyRequest {
    type Response = SetAnswers;

    fn ask(self, set: &PolicySet) -> Result<SetAnswers, Error> {
        if self.claims.len() > MAX_BATCH {
            let message = format!("the batch has {} tokens, at most {MAX_BATCH} are read", self.claims.len());
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("ask in several batches")
                .under("claims"));
        }
        let (mut asker, mut size) = (set.0.asker(), Size::default());
        let mut answers = Vec::new();
        for (index, claims) in self.claims.iter().enumerate() {
            let answer = roles(&mut asker, claims).map_err(|error| error.under(index).under("claims"))?;
            if asker.candidates() > MAX_PAIRS {
                let message = format!(
                    "the tokens up to here may get into so many roles that more than {MAX_PAIRS} pairs are evaluated"
                );
                return Err(Error::new(ErrorKind::TooCostly, message)
                    .with_help("ask about fewer tokens at once")
                    .under(index)
                    .under("claims"));
            }
            size.add(&answer)?;
            answers.push(answer);
        }
        Ok(SetAnswers { answers })
    }
}

impl Ask<PolicySet> for SetExplainRequest {
    type Response = TrustReport;

    fn ask(self, set: &PolicySet) -> Result<TrustReport, Error> {
        let claims = self.claims.bounded().map_err(|error| error.under("claims"))?;
        super::tables::report(&set.0, self.role, claims)
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::Handle;

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let refused = |document: &str| Handle::open("PolicySet", document).err().unwrap();
        let error = refused("{\"roles\": [\n  {\"role_arn\": \"a\", \"policy\": \"{}\", \"x\": 1}]}");
        assert_eq!(error.place().map(|place| place.line), Some(2));
        let error = refused(r#"{"roles": [{"role_arn": "a", "policy": "{}"}]}"#);
        assert_eq!(error.path(), "/roles/0/role_arn");
        let error =
            refused(r#"{"roles": [{"role_arn": "arn:aws:iam::111122223333:role/a", "policy": "{\n"}]}"#);
        assert_eq!((error.path(), error.place()), ("/roles/0/policy", None));
        let empty = Handle::open("PolicySet", r#"{"roles": []}"#).unwrap();
        assert_eq!(empty.call("check", r#"{"claims": {}}"#).unwrap(), r#"{"roles":[]}"#);
        let error = empty.call("explain", r#"{"role": 0, "claims": {}}"#).unwrap_err();
        assert_eq!(error.path(), "/role");
    }
}
