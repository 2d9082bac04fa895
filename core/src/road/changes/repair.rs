//! What to change in a trust policy so that a set of runs gets in, or so that nobody else does.

use super::op::{self, Op, get, parent, under};
use crate::codes::{self, Code};
use crate::github::ClaimValue;
use crate::knowledge::claims;
use crate::road::trust::Answer;

/// What the runs that are to get in bring with them.
pub(super) struct Wanted<'w> {
    /// Their subjects, as patterns.
    pub(super) subjects: Option<Vec<String>>,
    /// The patterns of a claim that they have; `None` where it is not known.
    pub(super) claim: &'w dyn Fn(&str) -> Option<Vec<Option<String>>>,
    /// The audience that they ask for.
    pub(super) audience: &'w str,
    /// Host and path of their issuer, as keys begin.
    pub(super) issuer: &'w str,
    /// The ARN of its provider in the role's account, where that is known.
    pub(super) provider: Option<&'w str>,
    /// Whether what the policy names now is needed by nobody that the documents show.
    pub(super) replace: bool,
}

/// Causes of denials that are meant, as far as a policy can tell: the way in would admit what the policy keeps out.
const MEANT: [&Code; 10] = [
    codes::SUB_ENV_EMPTY,
    codes::EXPLICIT_DENY,
    codes::RCP_BLOCKS,
    codes::SUB_JWR_DIRECT,
    codes::SUB_JWR_REF,
    codes::SUB_JWR_SHA,
    codes::SUB_CALLER,
    codes::KEY_JWR_MISMATCH,
    codes::KEY_ACTOR_MISMATCH,
    codes::CHAIN_FLAG_MISSING,
];

/// Causes where another kind of run is denied than the policy names: only where no run of the job gets in is that a mistake.
const OTHER_RUNS: [&Code; 4] =
    [codes::SUB_PULL_REQUEST, codes::SUB_MERGE_QUEUE, codes::SUB_REF_KIND, codes::SUB_BRANCH_MISMATCH];

/// Whether a denial for this cause may be mended in the policy.
pub(super) fn is_mistake(cause: &Code, others_get_in: bool) -> bool {
    !(MEANT.contains(&cause) || others_get_in && OTHER_RUNS.contains(&cause))
}

/// The next changes towards an answer that lets the runs in; none where there is none.
pub(super) fn step(document: &ClaimValue, answer: &Answer, wanted: &Wanted<'_>) -> Vec<Op> {
    let Some(pointer) = answer.pointer.as_deref() else { return Vec::new() };
    let steps = op::steps(pointer);
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let (statement, within) = match steps.as_slice() {
        ["Statement", index, within @ ..] if index.parse::<usize>().is_ok() => {
            (format!("/Statement/{index}"), within)
        }
        ["Statement", within @ ..] => ("/Statement".to_owned(), within),
        _ => return Vec::new(),
    };
    match within {
        ["Condition", operator, key, ..] => {
            let condition = format!("{statement}/Condition");
            let test = Test { document, wanted, condition, operator, key, cause: answer.cause };
            test.change().unwrap_or_default()
        }
        ["Action", ..] => vec![Op::Set {
            at: format!("{statement}/Action"),
            texts: vec!["sts:AssumeRoleWithWebIdentity".to_owned()],
        }],
        ["Principal", ..] => {
            principal(document, &format!("{statement}/Principal"), wanted).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn principal(document: &ClaimValue, at: &str, wanted: &Wanted<'_>) -> Option<Vec<Op>> {
    let provider = wanted.provider?.to_owned();
    let ClaimValue::Object(members) = get(document, at)? else { return None };
    let [(kind, value)] = members.as_slice() else { return None };
    if op::texts(value).len() != 1 {
        return None;
    }
    let at = under(at, kind);
    let mut ops = vec![Op::Set { at: at.clone(), texts: vec![provider] }];
    if kind != "Federated" {
        ops.push(Op::Rename { at, name: "Federated".to_owned() });
    }
    Some(ops)
}

/// A test that fails.
struct Test<'t> {
    document: &'t ClaimValue,
    wanted: &'t Wanted<'t>,
    condition: String,
    operator: &'t str,
    key: &'t str,
    cause: Option<&'static Code>,
}

impl Test<'_> {
    fn change(&self) -> Option<Vec<Op>> {
        let at = under(&under(&self.condition, self.operator), self.key);
        let values = op::texts(get(self.document, &at)?);
        let lower = self.key.to_ascii_lowercase();
        let own = lower.strip_prefix(self.wanted.issuer).and_then(|rest| rest.strip_prefix(':'));
        let Some(claim) = own else {
            return self.misnamed(at, &lower);
        };
        if claim == "aud" && values.iter().any(|value| value.starts_with("repo:")) {
            return Some(vec![Op::Rename { at, name: format!("{}:sub", self.wanted.issuer) }]);
        }
        if is_negative(self.operator) {
            return None;
        }
        match claim {
            "sub" => self.values(at, &values, self.wanted.subjects.clone()?),
            "aud" => self.values(at, &values, vec![self.wanted.audience.to_owned()]),
            _ if claims::rows().iter().all(|row| row.name != claim) => Some(vec![Op::Remove { at }]),
            _ if self.cause == Some(codes::KEY_NOT_AVAILABLE) => Some(vec![Op::Remove { at }]),
            _ => match (self.wanted.claim)(claim)?.into_iter().collect::<Option<Vec<String>>>() {
                Some(patterns) if !patterns.is_empty() => self.values(at, &values, patterns),
                _ => Some(vec![Op::Remove { at }]),
            },
        }
    }

    /// A key that is not one of the issuer's: the claim that it ends with is meant, or it cannot be met at all.
    fn misnamed(&self, at: String, lower: &str) -> Option<Vec<Op>> {
        let claim = lower.rsplit(':').next().unwrap_or(lower);
        let is_claim = claims::rows().iter().any(|row| row.name == claim && row.name != "iss");
        let is_of_issuer = !lower.starts_with("aws:") && !lower.starts_with("sts:");
        if is_claim && is_of_issuer {
            let name = format!("{}:{claim}", self.wanted.issuer);
            return Some(vec![Op::Rename { at, name }]);
        }
        None
    }

    /// Other values for a test, with the operator that they need.
    fn values(&self, at: String, old: &[String], new: Vec<String>) -> Option<Vec<Op>> {
        let has_stars = |texts: &[String]| texts.iter().any(|text| text.contains(['*', '?']));
        let replace = self.wanted.replace && old.len() == 1;
        let mut ops = Vec::new();
        if has_stars(&new) && !self.operator.contains("Like") {
            if !replace && has_stars(old) {
                return None;
            }
            ops.push(Op::Rename {
                at: parent(&at)?.0.to_owned(),
                name: self.operator.replace("Equals", "Like"),
            });
        }
        ops.push(if replace { Op::Set { at, texts: new } } else { Op::Add { at, texts: new } });
        Some(ops)
    }
}

/// Whether an operator holds where its values do not fit.
fn is_negative(operator: &str) -> bool {
    operator.contains("Not") || operator.eq_ignore_ascii_case("Null")
}

/// The changes that bind the statement at this pointer to the subjects: they stand in the place of its loose values.
pub(super) fn pinned(document: &ClaimValue, statement: &str, wanted: &Wanted<'_>) -> Option<Vec<Op>> {
    let subjects = wanted.subjects.clone().filter(|subjects| !subjects.is_empty())?;
    let condition = format!("{statement}/Condition");
    let key = format!("{}:sub", wanted.issuer);
    let like = subjects.iter().any(|subject| subject.contains(['*', '?']));
    let operator = if like { "StringLike" } else { "StringEquals" };
    let members = match get(document, &condition) {
        Some(ClaimValue::Object(members)) => members,
        Some(_) => return None,
        None => {
            let keys = ClaimValue::Object(vec![(key, op::value_of(&subjects))]);
            let value = ClaimValue::Object(vec![(operator.to_owned(), keys)]);
            return Some(vec![Op::Insert { at: statement.to_owned(), name: "Condition".to_owned(), value }]);
        }
    };
    let (mut ops, mut found) = (Vec::new(), false);
    for (name, keys) in members {
        let ClaimValue::Object(keys) = keys else { return None };
        let Some((written, value)) = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key)) else {
            continue;
        };
        if is_negative(name) {
            continue;
        }
        found = true;
        let at = under(&under(&condition, name), written);
        let old = op::texts(value);
        let missing: Vec<String> =
            subjects.iter().filter(|subject| !old.contains(subject)).cloned().collect();
        let is_loose = |text: &String| text.contains(['*', '?']) && !subjects.contains(text);
        let loose: Vec<usize> =
            old.iter().enumerate().filter(|(_, text)| is_loose(text)).map(|(index, _)| index).collect();
        let Some((first, others)) = loose.split_first() else { continue };
        let item = |index: usize| match value {
            ClaimValue::List(_) => under(&at, &index.to_string()),
            _ => at.clone(),
        };
        match missing.as_slice() {
            [] if old.len() > 1 => ops.push(Op::Remove { at: item(*first) }),
            [] => return None,
            _ => ops.push(Op::Set { at: item(*first), texts: missing }),
        }
        ops.extend(others.iter().map(|index| Op::Remove { at: item(*index) }));
        if like && !name.contains("Like") {
            ops.push(Op::Rename { at: under(&condition, name), name: name.replace("Equals", "Like") });
        }
    }
    if found && ops.is_empty() {
        return None;
    }
    if ops.is_empty() {
        ops.push(match members.iter().find(|(name, _)| name == operator) {
            Some((name, _)) => {
                Op::Insert { at: under(&condition, name), name: key, value: op::value_of(&subjects) }
            }
            None => Op::Insert {
                at: condition,
                name: operator.to_owned(),
                value: ClaimValue::Object(vec![(key, op::value_of(&subjects))]),
            },
        });
    }
    Some(ops)
}
