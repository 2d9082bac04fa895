//! Who else gets in: Allow statements of a trust policy that leave the repository, its owner or the event open.
//!
//! What a pattern's beginning says, and no more; a test that limits the repository in another way is seen where it is on a
//! key of its own. Sources: GitHub Docs, "OpenID Connect reference"; Dashtid/subvectors, judgments.

use super::{finding, whole};
use crate::aws::condition::{Comparison, Quantifier, Test};
use crate::aws::pattern::segments::{Kind, segments};
use crate::aws::policy::{Action, Document, Effect, Placed, PolicyKind, Principal, Statement};
use crate::codes::{self, Code};
use crate::github::{Issuer, IssuerPlatform, is_subject_label};
use crate::knowledge::issuers::GITHUB_HOST;
use crate::knowledge::sts::{claim_keys, is_of_every_provider};
use crate::premise::{Finding, SourcePlace};
use crate::text::quote;

/// How far a test reaches, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Any repository of github.com.
    Anyone,
    /// Whoever may call a shared workflow, at any of its refs.
    WorkflowAtAnyRef,
    /// Whoever may call a shared workflow.
    Workflow,
    /// Owners whose names start alike.
    OwnersAlike,
    /// An owner's name with any id.
    OwnerOfAnyId,
    /// Repositories of one owner whose names start alike.
    RepositoriesAlike,
    /// A repository's name with any id.
    RepositoryOfAnyId,
    /// What its writer named: an owner or a repository.
    Named,
}

/// What is open in a trust policy.
pub(super) fn findings(document: &Document) -> Vec<Finding> {
    if document.kind != PolicyKind::Trust {
        return Vec::new();
    }
    // Whom such a Deny leaves is beyond what a beginning says.
    let limits = |placed: &Placed<Test>| claim(&placed.value).is_some_and(|claim| claim != "aud");
    let denies = |statement: &&Statement| statement.effect == Effect::Deny && trusts_github(statement);
    if document.statements.iter().filter(denies).flat_map(|statement| &statement.conditions).any(limits) {
        return Vec::new();
    }
    let allows = document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
    allows.flat_map(of_statement).collect()
}

fn of_statement(statement: &Statement) -> Vec<Finding> {
    let action = Action::known("sts", "assumerolewithwebidentity");
    let never = statement.conditions.iter().any(|placed| never_holds(&placed.value));
    if never || !statement.action.value.covers(&action) || !trusts_github(statement) {
        return Vec::new();
    }
    let limits =
        statement.conditions.iter().filter_map(|placed| Some((reach_of_test(&placed.value)?, placed)));
    // All tests must hold, so that the narrowest counts.
    let narrowest = limits.max_by_key(|(reach, _)| *reach);
    let Some((reach, placed)) = narrowest else {
        let message = "no test of this statement limits the owner or the repository: a workflow of any repository on github.com may \
                       meet it, and chooses the audience itself";
        return vec![
            whole(codes::UNSAFE_NO_SUB, message, statement.pointer())
                .place(SourcePlace::of(statement.place, statement.pointer())),
        ];
    };
    let widest = widest_value(&placed.value, reach);
    let wide = of_reach(reach, &placed.value, quote(widest).as_str());
    let wide = wide.map(|(code, message)| finding(code, message, placed));
    wide.into_iter().chain(pull_requests(statement, reach)).collect()
}

/// The claim of github.com's tokens that a test is on.
fn claim(test: &Test) -> Option<&str> {
    test.key.lower.strip_prefix(GITHUB_HOST)?.strip_prefix(':')
}

/// Whether a test holds for no token: one on a claim that is not a condition key, or one without values.
fn never_holds(test: &Test) -> bool {
    let needs_key = test.operator.comparison != Comparison::Null
        && !test.operator.negated
        && !test.operator.if_exists
        && test.operator.quantifier != Quantifier::ForAllValues;
    let no_key = claim(test).is_some_and(|claim| {
        !is_of_every_provider(claim) && claim_keys().iter().all(|row| row.claim != claim)
    });
    needs_key && (no_key || test.written.is_empty())
}

/// Whether a statement is about the provider of github.com; those of single enterprises and servers mint for these only.
fn trusts_github(statement: &Statement) -> bool {
    let named = statement.principal.iter().flat_map(|element| &element.value.principals);
    named.into_iter().any(|one| {
        let arn = match one {
            Principal::Everyone => return statement.effect == Effect::Deny,
            Principal::Federated(arn) if one.fault().is_none() => arn,
            _ => return false,
        };
        let issuer = arn.split_once(":oidc-provider/").and_then(|(_, path)| path.parse::<Issuer>().ok());
        issuer.is_some_and(|issuer| issuer.platform() == IssuerPlatform::GithubCom && issuer.path().is_none())
    })
}

fn of_reach(reach: Reach, test: &Test, value: &str) -> Option<(&'static Code, String)> {
    let key = quote(&test.key.written);
    Some(match reach {
        Reach::Anyone => (
            codes::UNSAFE_ANY_REPOSITORY,
            format!(
                "`{value}` under `{key}` fits tokens of any repository on github.com: name the owner from the first character on"
            ),
        ),
        Reach::WorkflowAtAnyRef => (
            codes::UNSAFE_SHARED_WORKFLOW,
            format!(
                "the statement tests the shared workflow only, at any of its refs (`{value}`): every organisation that may call it \
                 gets in; test the owner or the repository too"
            ),
        ),
        Reach::Workflow => (
            codes::UNSAFE_SHARED_WORKFLOW,
            format!(
                "the statement tests the shared workflow only (`{value}`): every organisation that may call it gets in; test the \
                 owner or the repository too"
            ),
        ),
        Reach::OwnersAlike => (
            codes::UNSAFE_PREFIX_WITHOUT_DELIMITER,
            format!(
                "`{value}` also fits other owners, whose names start alike: write the owner's whole name and the `/` behind it"
            ),
        ),
        Reach::RepositoriesAlike => (
            codes::UNSAFE_PREFIX_WITHOUT_DELIMITER,
            format!(
                "`{value}` also fits other repositories of the owner, whose names start alike: write the whole name and the `:` behind it"
            ),
        ),
        Reach::OwnerOfAnyId | Reach::RepositoryOfAnyId => (
            codes::UNSAFE_ID_WILDCARD,
            format!(
                "`{value}` leaves an id open, which is there to keep out who takes over a name: write the number"
            ),
        ),
        Reach::Named => return None,
    })
}

/// The value that reaches as far as its test.
fn widest_value(test: &Test, reach: Reach) -> &str {
    let mut values = test.written.iter();
    values.find(|value| reach_of_value(test, value) == Some(reach)).map_or("", String::as_str)
}

/// How far a test on who runs reaches; `None` for one on something else, or one that only keeps tokens out.
fn reach_of_test(test: &Test) -> Option<Reach> {
    if test.operator.negated {
        return None;
    }
    let reaches = test.written.iter().map(|value| reach_of_value(test, value));
    reaches.collect::<Option<Vec<Reach>>>()?.into_iter().min()
}

fn reach_of_value(test: &Test, value: &str) -> Option<Reach> {
    let like = match test.operator.comparison {
        Comparison::StringLike => true,
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase => false,
        _ => return None,
    };
    let claim = claim(test)?;
    let value = Value::new(value, like, test.variables);
    match claim {
        "sub" => Some(subject(value)),
        "repository" => Some(repository(value, ':')),
        "repository_id" | "repository_owner_id" | "enterprise_id" => Some(id(value)),
        "job_workflow_ref" => Some(workflow(value)),
        _ => None,
    }
}

/// A value of the policy up to its first wildcard or variable.
#[derive(Clone, Copy)]
struct Value<'v> {
    text: &'v str,
    start: &'v str,
    open: bool,
}

impl<'v> Value<'v> {
    fn new(text: &'v str, like: bool, variables: bool) -> Value<'v> {
        let wild = text.find(['*', '?']).filter(|_| like);
        let end = wild.into_iter().chain(text.find("${").filter(|_| variables)).min();
        Value { text, start: end.and_then(|end| text.get(..end)).unwrap_or(text), open: end.is_some() }
    }

    /// What follows a beginning.
    fn after(self, prefix: &str) -> Option<Value<'v>> {
        Some(Value {
            text: self.text.strip_prefix(prefix)?,
            start: self.start.strip_prefix(prefix)?,
            open: self.open,
        })
    }
}

/// A subject is a boundary where it is anchored, from its first character on, at a name that strangers cannot have: they
/// choose the template of their own organisation.
fn subject(value: Value<'_>) -> Reach {
    if let Some(rest) = value.after("repo:") {
        return repository(rest, ':');
    }
    let Some((label, _)) = value.start.split_once(':') else {
        return if value.open { Reach::Anyone } else { Reach::Named };
    };
    let rest = value.after(label).and_then(|rest| rest.after(":"));
    match (label, rest) {
        ("repository" | "repository_owner", Some(rest)) => repository(rest, ':'),
        ("repository_id" | "repository_owner_id", Some(rest)) => id(rest),
        ("job_workflow_ref", Some(rest)) => workflow(rest),
        // What no subject starts with fits none.
        _ if !is_subject_label(label) => Reach::Named,
        _ => Reach::Anyone,
    }
}

/// `owner/name`, with ids or without; `end` is what follows it in a longer text.
fn repository(value: Value<'_>, end: char) -> Reach {
    let Some((owner, name)) = value.start.split_once('/') else {
        let owner = value.start.split(end).next().unwrap_or("");
        return match (value.open && owner.len() == value.start.len(), owner.split_once('@')) {
            (false, _) => Reach::Named,
            (true, Some(_)) => Reach::OwnerOfAnyId,
            (true, None) if owner.is_empty() => Reach::Anyone,
            (true, None) => Reach::OwnersAlike,
        };
    };
    // All repositories of an owner were meant.
    let ends_here = value.open && !name.contains(end);
    match name.split_once('@') {
        Some(_) if ends_here => Reach::RepositoryOfAnyId,
        None if ends_here && !name.is_empty() => Reach::RepositoriesAlike,
        _ if owner.is_empty() => Reach::Anyone,
        _ => Reach::Named,
    }
}

fn id(value: Value<'_>) -> Reach {
    match (value.open && !value.start.contains(':'), value.start) {
        (false, _) => Reach::Named,
        (true, "") => Reach::Anyone,
        (true, _) => Reach::OwnersAlike,
    }
}

/// `owner/name/.github/workflows/file@ref`
fn workflow(value: Value<'_>) -> Reach {
    if value.open && !value.start.contains('/') {
        return if value.start.is_empty() { Reach::Anyone } else { Reach::OwnersAlike };
    }
    let at_any_ref = value.text.rsplit_once('@').is_none_or(|(_, reference)| reference.starts_with('*'));
    if value.open && at_any_ref { Reach::WorkflowAtAnyRef } else { Reach::Workflow }
}

/// Pull requests of what is named, where a wildcard lets them in beside the branches that were meant.
fn pull_requests(statement: &Statement, reach: Reach) -> Option<Finding> {
    if reach <= Reach::OwnersAlike {
        return None;
    }
    let on = |wanted: &'static [&'static str]| {
        let of_claim =
            move |placed: &&Placed<Test>| claim(&placed.value).is_some_and(|one| wanted.contains(&one));
        statement.conditions.iter().filter(of_claim)
    };
    // A token with an environment has that for its context; a ref that is named is not that of an open pull request.
    if on(&["environment", "ref"]).next().is_some() {
        return None;
    }
    let mut on_subject = on(&["sub"]);
    let (placed, None) = (on_subject.next()?, on_subject.next()) else { return None };
    let like = placed.value.operator.comparison == Comparison::StringLike && !placed.value.operator.negated;
    let open = placed.value.written.iter().find(|value| like && admits_pull_requests(value))?;
    let message = format!(
        "`{}` also fits pull requests (`pull_request` for the context), whose code nobody has reviewed: name the ref or the environment",
        quote(open)
    );
    Some(finding(codes::UNSAFE_PULL_REQUEST, message, placed))
}

/// How many stars of a pattern are looked at.
const STARS: usize = 16;

/// Whether a star of the pattern may stand for the context of a pull request.
fn admits_pull_requests(pattern: &str) -> bool {
    let stars: Vec<usize> = pattern.match_indices('*').map(|(at, _)| at).take(STARS).collect();
    stars.iter().any(|&star| {
        ["pull_request", ":pull_request", "x:pull_request"].into_iter().any(|context| {
            let mut sample = String::with_capacity(pattern.len() + context.len());
            for (at, c) in pattern.char_indices() {
                match c {
                    '*' if at == star => sample.push_str(context),
                    '*' | '?' => sample.push('x'),
                    _ => sample.push(c),
                }
            }
            let mut kinds = segments(&sample).into_iter().map(|segment| segment.kind);
            kinds.next() == Some(Kind::Repository)
                && kinds.next() == Some(Kind::Context("pull_request"))
                && kinds.all(|kind| matches!(kind, Kind::Claim(_)))
        })
    })
}
