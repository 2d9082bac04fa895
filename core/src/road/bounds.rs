//! A policy with holes, from below and from above: the one admits no more than the policy, the other no less.
//!
//! Where both give one answer, that is the answer whatever the holes are.

use super::document::{Piece, pieces};
use crate::aws::{Layer, PolicyKind, PolicyText};
use crate::error::Error;
use crate::github::ClaimValue;
use crate::read::ReadPolicy;

/// The two policies as JSON text, and what they differ by.
pub(super) struct Bounds {
    /// Admits no more.
    pub(super) lower: String,
    /// Admits no less; absent where the policy has no holes.
    pub(super) upper: Option<String>,
    /// The holes.
    pub(super) holes: Vec<String>,
}

/// What is put in the place of holes that are facts of the account.
pub(super) struct Fillings<'f> {
    pub(super) account: &'f str,
    pub(super) partition: &'f str,
    /// The region, where it is known.
    pub(super) region: Option<&'f str>,
    /// The provider that the token comes through.
    pub(super) provider: &'f str,
}

/// An action that is never asked for here: GitHub.s tokens set no source identity.
const NOTHING: &str = "sts:SetSourceIdentity";

/// The bounds of a policy; `None` where nothing of it is known.
pub(super) fn bounds(policy: &ReadPolicy, fillings: &Fillings<'_>) -> Option<Bounds> {
    let mut document = policy.document.value().clone();
    fill(&mut document, fillings);
    let mut holes = Vec::new();
    collect(&document, &mut holes);
    let ClaimValue::Object(_) = &document else { return None };
    let text = |value: &ClaimValue| serde_json::to_string(value).unwrap_or_default();
    if holes.is_empty() {
        return Some(Bounds { lower: text(&document), upper: None, holes });
    }
    let bounded = |is_upper: bool| {
        let mut document = document.clone();
        for statement in statements(&mut document)? {
            bound(statement, is_upper, fillings.provider);
        }
        Some(text(&document))
    };
    Some(Bounds { lower: bounded(false)?, upper: Some(bounded(true)?), holes })
}

/// Policies as a layer, from below or from above, each named by its place in the list as `#index`.
///
/// # Errors
/// Where AWS would not store one of them.
pub(super) fn layer<'p>(
    policies: impl IntoIterator<Item = &'p ReadPolicy>,
    kind: PolicyKind,
    fillings: &Fillings<'_>,
    is_upper: bool,
) -> Result<Layer, Error> {
    let mut out = Vec::new();
    for (index, policy) in policies.into_iter().enumerate() {
        let Some(bounds) = bounds(policy, fillings) else { continue };
        let text = bounds.upper.as_ref().filter(|_| is_upper).unwrap_or(&bounds.lower);
        out.push(PolicyText::read(text, kind)?.named(format!("#{index}")));
    }
    Ok(Layer::Given(out))
}

fn members(value: &mut ClaimValue) -> Option<&mut Vec<(String, ClaimValue)>> {
    match value {
        ClaimValue::Object(members) => Some(members),
        _ => None,
    }
}

fn member<'v>(members: &'v mut [(String, ClaimValue)], name: &str) -> Option<&'v mut ClaimValue> {
    members.iter_mut().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// The statements; `None` where a hole stands in their place.
fn statements(document: &mut ClaimValue) -> Option<Vec<&mut ClaimValue>> {
    match member(members(document)?, "Statement")? {
        ClaimValue::List(items) => {
            items.iter().all(|item| matches!(item, ClaimValue::Object(_))).then(|| items.iter_mut().collect())
        }
        one @ ClaimValue::Object(_) => Some(vec![one]),
        _ => None,
    }
}

/// Makes a statement with holes one that holds for no more, or no fewer, requests than it.
fn bound(statement: &mut ClaimValue, is_upper: bool, provider: &str) {
    let Some(members) = members(statement) else { return };
    let has = |value: &ClaimValue| {
        let mut holes = Vec::new();
        collect(value, &mut holes);
        !holes.is_empty()
    };
    // A Sid decides nothing.
    members.retain(|(name, value)| name != "Sid" || !has(value));
    if !members.iter().any(|(_, value)| has(value)) {
        return;
    }
    if let Some(effect) = member(members, "Effect").filter(|effect| has(effect)) {
        *effect = ClaimValue::Text(if is_upper { "Allow" } else { "Deny" }.to_owned());
    }
    let denies = matches!(member(members, "Effect"), Some(ClaimValue::Text(effect)) if effect == "Deny");
    // An Allow that holds less often and a Deny that holds more often admit less.
    if is_upper == denies {
        if let Some(condition) = member(members, "Condition") {
            without_values(condition, &has);
        }
        if !members.iter().any(|(_, value)| has(value)) {
            return;
        }
        members.retain(|(name, _)| !matches!(&**name, "Action" | "NotAction"));
        members.push(("Action".to_owned(), ClaimValue::Text(NOTHING.to_owned())));
    }
    for (name, value) in members.iter_mut().filter(|(_, value)| has(value)) {
        match &**name {
            "Action" | "NotAction" => {
                *value = ClaimValue::Text("*".to_owned());
                "Action".clone_into(name);
            }
            "Principal" | "NotPrincipal" => {
                let federated = ("Federated".to_owned(), ClaimValue::Text(provider.to_owned()));
                *value = ClaimValue::Object(vec![federated]);
                "Principal".clone_into(name);
            }
            "Resource" | "NotResource" => {
                *value = ClaimValue::Text("*".to_owned());
                "Resource".clone_into(name);
            }
            "Condition" => without_tests(value, &has),
            _ => {}
        }
    }
}

/// Leaves out the values with holes of tests that hold for one of several values: what is left holds less often.
fn without_values(condition: &mut ClaimValue, has: &impl Fn(&ClaimValue) -> bool) {
    for (operator, keys) in members(condition).into_iter().flatten() {
        if !matches!(
            &**operator,
            "StringEquals" | "StringLike" | "ForAnyValue:StringEquals" | "ForAnyValue:StringLike"
        ) {
            continue;
        }
        for (_, values) in members(keys).into_iter().flatten() {
            if let ClaimValue::List(items) = values
                && items.iter().any(|item| !has(item))
            {
                items.retain(|item| !has(item));
            }
        }
    }
}

/// Leaves out the tests that have holes.
fn without_tests(condition: &mut ClaimValue, has: &impl Fn(&ClaimValue) -> bool) {
    let Some(operators) = members(condition) else {
        *condition = ClaimValue::Object(Vec::new());
        return;
    };
    operators.retain(|(operator, _)| !operator.contains('⟦'));
    for (_, keys) in operators.iter_mut() {
        match members(keys) {
            Some(keys) => keys.retain(|(key, value)| !key.contains('⟦') && !has(value)),
            None => *keys = ClaimValue::Object(Vec::new()),
        }
    }
    operators.retain(|(_, keys)| !matches!(keys, ClaimValue::Object(keys) if keys.is_empty()));
}

/// Every hole of a value, each once.
fn collect(value: &ClaimValue, out: &mut Vec<String>) {
    let text = |text: &str, out: &mut Vec<String>| {
        for piece in pieces(text) {
            if let Piece::Hole(name) = piece
                && !out.iter().any(|known| known == name)
            {
                out.push(name.to_owned());
            }
        }
    };
    match value {
        ClaimValue::Text(value) => text(value, out),
        ClaimValue::List(items) => items.iter().for_each(|item| collect(item, out)),
        ClaimValue::Object(members) => {
            for (name, value) in members {
                text(name, out);
                collect(value, out);
            }
        }
        _ => {}
    }
}

/// Fills in the facts of the account.
fn fill(value: &mut ClaimValue, fillings: &Fillings<'_>) {
    match value {
        ClaimValue::Text(text) if text.contains('⟦') => {
            let suffix = if fillings.partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
            let mut filled = text
                .replace("⟦aws.account_id⟧", fillings.account)
                .replace("⟦aws.partition⟧", fillings.partition)
                .replace("⟦aws.dns_suffix⟧", suffix);
            if let Some(region) = fillings.region {
                filled = filled.replace("⟦aws.region⟧", region);
            }
            *text = filled;
        }
        ClaimValue::List(items) => items.iter_mut().for_each(|item| fill(item, fillings)),
        ClaimValue::Object(members) => members.iter_mut().for_each(|(_, value)| fill(value, fillings)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{TrustOptions, TrustPolicy, Verdict};
    use crate::github::Claims;
    use crate::read::ReadJson;

    /// Statements with holes in every place, each with values that the hole may have.
    const STATEMENTS: [(&str, &[&str]); 7] = [
        (
            r#""Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:⟦x⟧:*"}}"#,
            &["octo-org/app", "other/app", "*"],
        ),
        (
            r#""Condition": {"StringEquals": {"token.actions.githubusercontent.com:⟦x⟧": "sts.amazonaws.com"}}"#,
            &["aud", "sub"],
        ),
        (
            r#""Condition": {"StringNotLike": {"token.actions.githubusercontent.com:sub": ["repo:⟦x⟧:*", "none"]}}"#,
            &["octo-org/app", "other/app"],
        ),
        (
            r#""Condition": {"⟦x⟧": {"token.actions.githubusercontent.com:aud": "sts.*"}}"#,
            &["StringLike", "StringNotLike"],
        ),
        (r#""Sid": "Of⟦x⟧""#, &["Main"]),
        (
            r#""Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": ["repo:octo-org/app:*", "⟦x⟧"]}}"#,
            &["none", "*"],
        ),
        (
            r#""Condition": {"Null": {"token.actions.githubusercontent.com:environment": "⟦x⟧"}}"#,
            &["true", "false"],
        ),
    ];
    const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

    fn policy(effect: &str, rest: &str) -> String {
        let open = r#""Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity""#;
        let also =
            if effect == "Deny" { format!(r#"{{"Effect": "Allow", {open}}}, "#) } else { String::new() };
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{also}{{"Effect": "{effect}", {open}, {rest}}}]}}"#
        )
    }

    fn verdict(text: &str) -> Verdict {
        let policy: TrustPolicy = text.parse().unwrap();
        let claims = [("sub", "repo:octo-org/app:ref:refs/heads/main"), ("aud", "sts.amazonaws.com")];
        let claims: Claims = claims.into_iter().collect();
        policy.check(&claims, &TrustOptions::default()).unwrap().verdict
    }

    fn read(text: &str) -> ReadPolicy {
        let node = crate::tree::json::parse(text, 10_000).unwrap();
        ReadPolicy::known(ReadJson::new(node.into()))
    }

    #[test]
    fn whatever_the_hole_is_the_policy_is_between_its_bounds() {
        let fillings =
            Fillings { account: "123456789012", partition: "aws", region: None, provider: PROVIDER };
        let order = |verdict| match verdict {
            Verdict::Denied => 0,
            Verdict::Undetermined => 1,
            Verdict::Allowed => 2,
        };
        let mut decided = 0;
        for effect in ["Allow", "Deny"] {
            for (rest, values) in STATEMENTS {
                let bounds = bounds(&read(&policy(effect, rest)), &fillings).unwrap();
                assert_eq!(bounds.holes, ["x"], "{rest}");
                let lower = verdict(&bounds.lower);
                let upper = verdict(bounds.upper.as_ref().unwrap());
                decided += usize::from(lower == upper);
                for value in values {
                    let filled = verdict(&policy(effect, &rest.replace("⟦x⟧", value)));
                    assert!(
                        order(lower) <= order(filled) && order(filled) <= order(upper),
                        "{effect} {rest} {value}"
                    );
                }
            }
        }
        assert!(decided > 0, "some holes decide nothing");
    }

    #[test]
    fn facts_of_the_account_are_filled_in() {
        let fillings = Fillings {
            account: "210987654321",
            partition: "aws-cn",
            region: Some("cn-north-1"),
            provider: PROVIDER,
        };
        let text = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*",
            "Principal": {"AWS": "arn:⟦aws.partition⟧:iam::⟦aws.account_id⟧:root"}}]}"#;
        let bounds = bounds(&read(text), &fillings).unwrap();
        assert!(
            bounds.upper.is_none() && bounds.lower.contains("arn:aws-cn:iam::210987654321:root"),
            "{}",
            bounds.lower
        );
    }
}
