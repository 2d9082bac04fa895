//! Changes of what a role may do in ECR.

use super::op::{Op, get};
use super::texts::{TextEdit, Writer};
use super::{Draft, Expected};
use crate::aws::PushClient;
use crate::codes::{self, Code, FixKind};
use crate::github::ClaimValue;
use crate::knowledge::ecr_actions::{LOGIN, near_action};
use crate::knowledge::push_calls::{Made, calls};
use crate::read::{ReadPolicy, ReadRepository, ReadRole};
use crate::road::document::{statements, texts_of};
use crate::road::report::{ChangeSide, RoadImage};
use crate::text::quote;

/// An image that a role may not push.
pub(super) struct Push<'p, 't> {
    pub(super) role: &'p ReadRole,
    pub(super) image: &'p RoadImage,
    pub(super) road: usize,
    pub(super) writer: &'p Writer<'t>,
    /// The repositories of the documents.
    pub(super) repositories: &'p [ReadRepository],
}

impl Push<'_, '_> {
    /// The change that answers the cause; none where there is none.
    pub(super) fn change(&self, cause: &'static Code) -> Option<Draft> {
        if cause == codes::ARN_OTHER_REPOSITORY
            && let Some(draft) = self.by_reference(cause)
        {
            return Some(draft);
        }
        if cause == codes::BOUNDARY_BLOCKS {
            return self.in_boundary(cause);
        }
        if cause == codes::ECR_NO_AUTH_TOKEN
            && let Some(draft) = self.login(cause)
        {
            return Some(draft);
        }
        self.role.permissions.iter().filter_map(|permission| permission.policy.as_ref()).find_map(|policy| {
            statements(policy.document.value()).into_iter().find_map(|(pointer, statement)| {
                let is_allow = texts_of(statement, "Effect") == ["Allow"];
                let found = if is_allow { self.in_statement(cause, statement, &pointer) } else { None }?;
                self.draft(cause, policy, found)
            })
        })
    }

    /// What the permissions boundary of the role leaves out.
    fn in_boundary(&self, cause: &'static Code) -> Option<Draft> {
        let policy = self.role.boundary_policy.as_ref()?;
        statements(policy.document.value()).into_iter().find_map(|(pointer, statement)| {
            if texts_of(statement, "Effect") != ["Allow"] {
                return None;
            }
            let found = self.action(&texts_of(statement, "Action"), &format!("{pointer}/Action"))?;
            let found = Found {
                kind: FixKind::Judgement,
                question: Some("who owns the boundary, and which other roles have it?"),
                effect: "every role with this boundary may be given these calls",
                ..found
            };
            self.draft(cause, policy, found)
        })
    }

    /// A statement of its own for the login, where no statement is for all resources.
    fn login(&self, cause: &'static Code) -> Option<Draft> {
        let is_for_all = |statement: &ClaimValue| {
            let actions = texts_of(statement, "Action");
            texts_of(statement, "Effect") == ["Allow"]
                && texts_of(statement, "Resource") == ["*"]
                && actions.iter().any(|action| action.to_ascii_lowercase().starts_with("ecr:"))
        };
        let policies = || self.role.permissions.iter().filter_map(|permission| permission.policy.as_ref());
        let has = |policy: &ReadPolicy| {
            statements(policy.document.value()).into_iter().any(|(_, statement)| is_for_all(statement))
        };
        if policies().any(has) {
            return None;
        }
        let member = |name: &str, value: &str| (name.to_owned(), ClaimValue::Text(value.to_owned()));
        let statement = ClaimValue::Object(vec![
            member("Effect", "Allow"),
            member("Action", LOGIN),
            member("Resource", "*"),
        ]);
        policies().find_map(|policy| {
            self.draft(
                cause,
                policy,
                Found {
                    ops: vec![Op::Push { at: "/Statement".to_owned(), value: statement.clone() }],
                    kind: FixKind::Safe,
                    message: format!("allow `{LOGIN}` on `*` in a statement of its own"),
                    effect: "the role may log in to ECR, which gives no access by itself",
                    question: None,
                },
            )
        })
    }

    /// The repository of the documents, beside the one that a statement refers to.
    fn by_reference(&self, cause: &'static Code) -> Option<Draft> {
        let (_, _, repository) = self.target()?;
        let wanted = self
            .repositories
            .iter()
            .find(|known| known.name.as_ref().and_then(|name| name.value.as_deref()) == Some(repository))?;
        let address =
            wanted.address.as_deref().filter(|address| address.starts_with("aws_ecr_repository."))?;
        self.role.permissions.iter().filter_map(|permission| permission.policy.as_ref()).find_map(|policy| {
            let value = policy.written.0.as_ref()?;
            statements(policy.document.value()).into_iter().find_map(|(pointer, _)| {
                let spot = self.writer.reference(value, &format!("{pointer}/Resource"))?;
                let old = self.writer.old(&spot);
                if !old.starts_with("aws_ecr_repository.") || !old.ends_with(".arn") {
                    return None;
                }
                let new = format!("[{old}, {address}.arn]");
                Some(Draft {
                    road: self.road,
                    code: cause,
                    kind: FixKind::Safe,
                    side: ChangeSide::Permissions,
                    message: format!("write `{}` in place of `{}`", quote(&new), quote(old)),
                    effect: "the role may push to this repository too, and to no other".to_owned(),
                    question: None,
                    edits: vec![TextEdit { spot, new }],
                    expected: Expected::Road { image: Some(self.image.name.clone()), cause },
                })
            })
        })
    }

    fn draft(&self, cause: &'static Code, policy: &ReadPolicy, found: Found) -> Option<Draft> {
        let edits = self.writer.edits(policy.written.0.as_ref()?, &found.ops)?;
        Some(Draft {
            road: self.road,
            code: cause,
            kind: found.kind,
            side: ChangeSide::Permissions,
            message: found.message,
            effect: found.effect.to_owned(),
            question: found.question.map(str::to_owned),
            edits,
            expected: Expected::Road { image: Some(self.image.name.clone()), cause },
        })
    }

    fn in_statement(&self, cause: &'static Code, statement: &ClaimValue, pointer: &str) -> Option<Found> {
        let at = |name: &str| format!("{pointer}/{name}");
        let actions = texts_of(statement, "Action");
        let resources = texts_of(statement, "Resource");
        if !actions.iter().any(|action| action.to_ascii_lowercase().starts_with("ecr:") || action == "*") {
            return None;
        }
        if cause == codes::ECR_ACTION_MISSING {
            return self.action(&actions, &at("Action"));
        }
        if cause == codes::ECR_NO_AUTH_TOKEN {
            return (resources == ["*"]).then(|| Found {
                ops: vec![Op::Add { at: at("Action"), texts: vec![LOGIN.to_owned()] }],
                kind: FixKind::Safe,
                message: format!("allow `{LOGIN}` too"),
                effect: "the role may log in to ECR, which gives no access by itself",
                question: None,
            });
        }
        let (account, region, repository) = self.target()?;
        let mended = |resource: &String| -> Option<(String, FixKind)> {
            let parts: Vec<&str> = resource.splitn(6, ':').collect();
            let [arn, partition, "ecr", own_region, own_account, rest] = parts.as_slice() else {
                return None;
            };
            let (region, account, rest, kind) = match cause {
                _ if cause == codes::ARN_NOT_REPOSITORY => {
                    let (kind, name) = rest.split_once('/')?;
                    if kind == "repository" {
                        return None;
                    }
                    (*own_region, *own_account, format!("repository/{name}"), FixKind::Safe)
                }
                _ if cause == codes::ARN_OTHER_REGION => {
                    (region, *own_account, (*rest).to_owned(), FixKind::Judgement)
                }
                _ if cause == codes::ARN_OTHER_ACCOUNT => {
                    (*own_region, account, (*rest).to_owned(), FixKind::Judgement)
                }
                _ if cause == codes::ARN_CASE => {
                    (*own_region, *own_account, format!("repository/{repository}"), FixKind::Safe)
                }
                _ => return None,
            };
            let new = [*arn, *partition, "ecr", region, account, &rest].join(":");
            (new != *resource).then_some((new, kind))
        };
        if let Some((number, (new, kind))) =
            resources.iter().enumerate().find_map(|(number, one)| Some((number, mended(one)?)))
        {
            let is_list = matches!(get(statement, "/Resource"), Some(ClaimValue::List(_)));
            let place = if is_list { at(&format!("Resource/{number}")) } else { at("Resource") };
            let old = resources.get(number).map_or("", String::as_str);
            return Some(Found {
                message: format!("write `{}` in place of `{}`", quote(&new), quote(old)),
                ops: vec![Op::Set { at: place, texts: vec![new] }],
                kind,
                effect: if cause == codes::ARN_NOT_REPOSITORY {
                    "the role may push to the repositories that were meant; the old text named nothing"
                } else {
                    "the role may push what the workflow pushes; what the old text named is not allowed any more"
                },
                question: (kind == FixKind::Judgement)
                    .then_some("is the registry that the workflow names the right one?"),
            });
        }
        if cause == codes::ARN_OTHER_REPOSITORY {
            let model = resources.iter().find(|one| one.contains(":repository/") && !one.contains('⟦'))?;
            let (start, _) = model.split_once(":repository/")?;
            let new = format!("{start}:repository/{repository}");
            return Some(Found {
                message: format!("write `{}` beside `{}`", quote(&new), quote(model)),
                ops: vec![Op::Add { at: at("Resource"), texts: vec![new] }],
                kind: FixKind::Safe,
                effect: "the role may push to this repository too, and to no other",
                question: None,
            });
        }
        None
    }

    /// The action that is missing: misspelt, or left out of a statement that has the others.
    fn action(&self, actions: &[String], at: &str) -> Option<Found> {
        let calls: Vec<&str> = calls(PushClient::Any, false)
            .filter(|call| matches!(call.made, Made::Always))
            .map(|call| call.action)
            .collect();
        let is_known = |action: &str| calls.iter().any(|call| call.eq_ignore_ascii_case(action));
        let missing: Vec<&str> = calls
            .iter()
            .copied()
            .filter(|call| *call != LOGIN && !actions.iter().any(|action| action.eq_ignore_ascii_case(call)))
            .collect();
        if actions.iter().any(|action| action.contains('*')) {
            return None;
        }
        let typo = actions.iter().enumerate().find_map(|(number, action)| {
            let meant = near_action(action)?;
            let meant = missing.iter().copied().find(|call| *call == meant)?;
            Some((number, action, meant))
        });
        let pushes = actions.iter().any(|action| is_known(action) && !action.eq_ignore_ascii_case(LOGIN));
        if typo.is_none() && (!pushes || missing.is_empty()) {
            return None;
        }
        let (mut ops, mut messages, mut rest) = (Vec::new(), Vec::new(), missing);
        if let Some((number, old, new)) = typo {
            let at = if actions.len() == 1 { at.to_owned() } else { format!("{at}/{number}") };
            ops.push(Op::Set { at, texts: vec![new.to_owned()] });
            messages.push(format!("write `{new}` in place of `{}`", quote(old)));
            rest.retain(|call| *call != new);
        }
        if !rest.is_empty() {
            ops.push(Op::Add {
                at: at.to_owned(),
                texts: rest.iter().map(|call| (*call).to_owned()).collect(),
            });
            let calls: Vec<String> = rest.iter().map(|call| format!("`{call}`")).collect();
            messages.push(format!("allow {} too", calls.join(", ")));
        }
        Some(Found {
            ops,
            kind: FixKind::Safe,
            message: messages.join("; "),
            effect: "the role may make every call of a push, to the same repositories",
            question: None,
        })
    }

    /// Account, region and repository of the image.
    fn target(&self) -> Option<(&str, &str, &str)> {
        let name = self.image.name.split(['@']).next()?;
        let (host, rest) = name.split_once('/')?;
        let repository = rest.split(':').next()?;
        let mut parts = host.split('.');
        let account = parts.next()?;
        let region = parts.nth(2)?;
        Some((account, region, repository))
    }
}

struct Found {
    ops: Vec<Op>,
    kind: FixKind,
    message: String,
    effect: &'static str,
    question: Option<&'static str>,
}
