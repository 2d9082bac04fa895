//! What AWS stores and its writer hardly means. It changes no verdict.
//!
//! Source, unless a row says otherwise: IAM User Guide, "IAM Access Analyzer policy check reference".

mod breadth;
mod ecr;

use core::net::Ipv6Addr;

use super::condition::{Comparison, Quantifier, Test};
use super::policy::{Action, Document, Effect, Placed, PolicyKind, Principal, Statement};
use crate::codes::{self, Code};
use crate::names::arn::parts;
use crate::premise::{Finding, SourcePlace};
use crate::text::quote;

/// The findings of a document, in its order.
pub(super) fn findings(document: &Document) -> Vec<Finding> {
    let mut out = Vec::new();
    match document.version.as_deref() {
        None => out.push(whole(
            codes::VERSION_MISSING,
            "the policy has no `Version`, so a policy variable such as `${aws:username}` is plain text in it",
            "/Version",
        )),
        Some("2012-10-17") => {}
        Some(_) => out.extend(variables_as_text(document)),
    }
    for statement in &document.statements {
        out.extend(nobody(statement));
        out.extend(principals(document.kind, statement));
        out.extend(resource_types(statement));
        out.extend(ecr::findings(document.kind, statement));
        for (index, placed) in statement.conditions.iter().enumerate() {
            let earlier = statement.conditions.get(..index).unwrap_or_default();
            let found =
                test(&placed.value, statement.effect).into_iter().chain(twice(&placed.value, earlier));
            out.extend(found.map(|(code, message)| finding(code, message, placed)));
        }
    }
    out.extend(breadth::findings(document));
    out
}

/// A finding about one element of the document.
fn finding<T>(code: &'static Code, message: impl Into<String>, element: &Placed<T>) -> Finding {
    whole(code, message, &element.pointer).place(SourcePlace::of(element.place, &*element.pointer))
}

/// A finding about the document as a whole, with the pointer to what decides it.
fn whole(code: &'static Code, message: impl Into<String>, about: &str) -> Finding {
    Finding::new(code, message).about(about)
}

/// Variables under a version that does not know them (IAM User Guide, "Version").
fn variables_as_text(document: &Document) -> Option<Finding> {
    let in_resources = document.statements.iter().filter_map(|statement| statement.resource.as_ref());
    let mut written = in_resources
        .flat_map(|resource| &resource.value.written)
        .chain(document.tests().flat_map(|test| &test.written));
    written.any(|text| text.contains("${")).then(|| {
        whole(
            codes::VARIABLE_AS_TEXT,
            "the policy has policy variables and a `Version` that does not know them: they are plain text",
            "/Version",
        )
    })
}

/// Principals that name no one (IAM User Guide, "Principal").
fn nobody(statement: &Statement) -> impl Iterator<Item = Finding> {
    let elements = statement.principal.iter();
    elements.flat_map(|element| {
        element.value.principals.iter().filter_map(Principal::fault).map(|(text, why)| {
            let message = format!("`{}` names no one: {why}", quote(text));
            finding(codes::PRINCIPAL_OF_NOBODY, message, element)
        })
    })
}

/// Resources of ECR and IAM whose type is another one, or is left to a wildcard (IAM User Guide, "Resource": "You can't use
/// a wildcard" there; AWS Service Authorization Reference for the types).
fn resource_types(statement: &Statement) -> impl Iterator<Item = Finding> {
    let elements = statement.resource.iter();
    elements.flat_map(|element| {
        element.value.written.iter().filter_map(|text| {
            if text.contains("${") && element.value.misplaces_variable() {
                let message = format!(
                    "`{}` has a policy variable before its fifth colon, where there can be none, so it matches nothing",
                    quote(text)
                );
                return Some(finding(codes::VARIABLE_MISPLACED, message, element));
            }
            let [_, _, service @ ("ecr" | "iam"), _, _, resource] = parts(text)? else { return None };
            let kind = resource.split('/').next().filter(|kind| !kind.contains('$') && *kind != "*")?;
            let (code, message) = if kind.contains(['*', '?']) {
                let message = format!(
                    "`{}` has a wildcard in its resource type, which AWS's page does not allow; it is evaluated like any other",
                    quote(text)
                );
                (codes::RESOURCE_TYPE_WILDCARD, message)
            } else if service == "ecr" && kind != "repository" {
                let effect = if element.value.negated { "leaves nothing out" } else { "matches nothing" };
                let message = format!(
                    "`{}` names the resource type `{}`; ECR's is `repository`, so it {effect}",
                    quote(text),
                    quote(kind)
                );
                (codes::ECR_RESOURCE_ARN, message)
            } else {
                return None;
            };
            Some(finding(code, message, element))
        })
    })
}

fn principals(kind: PolicyKind, statement: &Statement) -> Option<Finding> {
    let element = statement.principal.as_ref().filter(|_| statement.effect == Effect::Allow)?;
    let principals = &element.value.principals;
    let of_provider =
        |one: &Principal| matches!(one, Principal::Federated(arn) if arn.contains(":oidc-provider/"));
    let covers = |name: &'static str| statement.action.value.covers(&Action::known("sts", name));
    if kind == PolicyKind::Trust
        && !principals.is_empty()
        && principals.iter().all(of_provider)
        && (covers("assumerole") || covers("assumerolewithsaml"))
        && !covers("assumerolewithwebidentity")
    {
        return Some(finding(
            codes::ACTION_OF_OTHER_PRINCIPAL,
            "the statement trusts an OIDC provider, whose tokens come with `sts:AssumeRoleWithWebIdentity`, and allows another \
             way in",
            &statement.action,
        ));
    }
    // IAM User Guide, "Principal": role principals are recommended over sessions.
    let session = |one: &&Principal| matches!(one, Principal::Aws(arn) if arn.contains(":assumed-role/"));
    let found = principals.iter().find(session).filter(|_| kind == PolicyKind::Resource)?;
    Some(finding(
        codes::SESSION_PRINCIPAL,
        format!(
            "`{}` names a session, and who assumes the role chooses the name: the grant gets past boundary and session \
             policies; name the role",
            quote(&found.describe())
        ),
        element,
    ))
}

/// A key that a block names twice, in two spellings: both tests must hold.
fn twice(test: &Test, earlier: &[Placed<Test>]) -> Option<(&'static Code, String)> {
    let same = |one: &&Placed<Test>| one.value.name == test.name && one.value.key.lower == test.key.lower;
    let first = earlier.iter().find(same)?;
    let message = format!(
        "`{}` and `{}` are one key: both tests must hold",
        quote(&first.value.key.written),
        quote(&test.key.written)
    );
    Some((codes::KEY_TWICE, message))
}

fn test(test: &Test, effect: Effect) -> Option<(&'static Code, String)> {
    let operator = test.operator;
    let values = || test.written.iter();
    let only_wildcards = |value: &String| !value.is_empty() && value.chars().all(|c| c == '*');
    if test.written.is_empty() {
        return Some((
            codes::VALUES_EMPTY,
            format!("`{}` gives no value to test the key against", quote(&test.name)),
        ));
    }
    if operator.quantifier == Quantifier::ForAllValues && effect == Effect::Allow && is_claim(test) {
        let message = format!(
            "`ForAllValues` holds for a token without the claim, and `{}` has one value at most: leave the prefix out",
            quote(&test.key.written)
        );
        return Some((codes::SET_OPERATOR_ON_CLAIM, message));
    }
    match operator.comparison {
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase if values().any(|value| has_wildcard(value)) => {
            let like = if operator.negated { "StringNotLike" } else { "StringLike" };
            let message =
                format!("`*` and `?` are characters like any other under `{}`; `{like}` knows wildcards", quote(&test.name));
            Some((codes::WILDCARD_AS_TEXT, message))
        }
        Comparison::StringLike
            if !operator.negated && values().any(only_wildcards) && !values().all(only_wildcards) =>
        {
            Some((codes::VALUE_OF_EVERYTHING, "one value of the list is `*`, so the others limit nothing".to_owned()))
        }
        Comparison::Bool if values().any(|value| value.contains("${")) => Some((
            codes::VARIABLE_IN_BOOL,
            "AWS's pages disagree on policy variables under `Bool`; here they are plain text, so the value fits nothing"
                .to_owned(),
        )),
        Comparison::IpAddress if values().any(|value| value.parse::<Ipv6Addr>().is_ok()) => Some((
            codes::ADDRESS_WITHOUT_PREFIX,
            "AWS's page gives every bare address the prefix `/32`; an IPv6 one is read here as only itself: write `/128`"
                .to_owned(),
        )),
        _ => None,
    }
}

/// Whether the key is a claim of an identity provider: those have one value.
fn is_claim(test: &Test) -> bool {
    test.key.lower.split_once(':').is_some_and(|(prefix, _)| prefix.contains('.'))
}

/// Whether a value has a wildcard that is not written as the variable of that character.
fn has_wildcard(value: &str) -> bool {
    value.replace("${*}", "").replace("${?}", "").contains(['*', '?'])
}
