//! A policy as statements with tests, which can be put together in another way.

use crate::github::ClaimValue;
use crate::knowledge::quotas::{Length, QuotaOf};
use crate::make::{json, others};
use crate::read::ReadJson;

/// A policy.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Policy {
    /// The members beside the statements.
    head: Vec<(String, ClaimValue)>,
    pub(super) statements: Vec<Statement>,
}

/// A statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// The elements beside the conditions.
    pub(super) head: Vec<(String, ClaimValue)>,
    pub(super) tests: Vec<Test>,
}

/// A condition on one key.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Test {
    pub(super) operator: String,
    pub(super) key: String,
    /// The values, where all of them are texts.
    pub(super) values: Vec<String>,
    /// The values as written, where not all are texts.
    other: Option<ClaimValue>,
}

fn items(value: &ClaimValue) -> &[ClaimValue] {
    match value {
        ClaimValue::List(items) => items,
        one => core::slice::from_ref(one),
    }
}

fn members(value: &ClaimValue) -> &[(String, ClaimValue)] {
    match value {
        ClaimValue::Object(members) => members,
        _ => &[],
    }
}

impl Policy {
    /// A policy out of a document that was read as one.
    pub(super) fn read(document: &ClaimValue) -> Policy {
        let mut policy = Policy { head: Vec::new(), statements: Vec::new() };
        for (name, value) in members(document) {
            if name == "Statement" {
                policy.statements = items(value).iter().map(Statement::read).collect();
            } else {
                policy.head.push((name.clone(), value.clone()));
            }
        }
        policy
    }

    /// The same policy with other statements.
    pub(super) fn with(&self, statements: Vec<Statement>) -> Policy {
        Policy { head: self.head.clone(), statements }
    }

    /// The same policy with another statement in the place of that of this number.
    pub(super) fn with_at(&self, index: usize, new: Vec<Statement>) -> Policy {
        let mut statements = self.statements.clone();
        if index < statements.len() {
            statements.splice(index..=index, new);
        }
        self.with(statements)
    }

    /// The statements that no proof is about, without their names.
    pub(super) fn others(&self) -> Vec<Statement> {
        let all = self.statements.iter().filter(|statement| !statement.is_of_github()).cloned();
        self.with(all.collect()).without_names().statements
    }

    /// The same policy without what says nothing of who gets in.
    pub(super) fn without_names(&self) -> Policy {
        let mut policy = self.clone();
        policy.head.retain(|(name, _)| name != "Id");
        for statement in &mut policy.statements {
            statement.head.retain(|(name, _)| name != "Sid");
        }
        policy
    }

    pub(super) fn value(&self) -> ClaimValue {
        let mut out = self.head.clone();
        let statements = self.statements.iter().map(Statement::value).collect();
        out.push(("Statement".to_owned(), ClaimValue::List(statements)));
        ClaimValue::Object(out)
    }

    /// Its shortest JSON.
    pub(super) fn text(&self) -> String {
        json::compact(&self.value())
    }

    pub(super) fn json(&self) -> ReadJson {
        ReadJson::new(self.value())
    }

    /// The characters that count against the quota.
    pub(super) fn size(&self) -> usize {
        QuotaOf::Trust.quota().counted(Length::of(&self.text()))
    }
}

impl Statement {
    fn read(value: &ClaimValue) -> Statement {
        let mut statement = Statement { head: Vec::new(), tests: Vec::new() };
        for (name, value) in members(value) {
            if name != "Condition" {
                statement.head.push((name.clone(), json::shortest(value)));
                continue;
            }
            for (operator, keys) in members(value) {
                for (key, value) in members(keys) {
                    statement.tests.push(Test::read(operator, key, value));
                }
            }
        }
        statement
    }

    fn value(&self) -> ClaimValue {
        let mut operators: Vec<(String, Vec<(String, ClaimValue)>)> = Vec::new();
        for test in &self.tests {
            let key = (test.key.clone(), test.value());
            match operators.iter_mut().find(|(known, _)| *known == test.operator) {
                Some((_, keys)) => keys.push(key),
                None => operators.push((test.operator.clone(), vec![key])),
            }
        }
        let mut out = self.head.clone();
        if !operators.is_empty() {
            let operators =
                operators.into_iter().map(|(operator, keys)| (operator, ClaimValue::Object(keys)));
            out.push(("Condition".to_owned(), ClaimValue::Object(operators.collect())));
        }
        ClaimValue::Object(out)
    }

    /// Whether it lets somebody in.
    pub(super) fn is_allow(&self) -> bool {
        self.head.iter().any(|(name, value)| name == "Effect" && value.texts() == ["Allow"])
    }

    /// Whether it is for tokens of GitHub's and for nobody else, so that a proof is about all of it.
    pub(super) fn is_of_github(&self) -> bool {
        self.head.iter().any(|(name, value)| name == "Principal" && others::are_of_github(value))
    }

    /// The elements that decide whom it is for.
    pub(super) fn meaning(&self) -> Vec<&(String, ClaimValue)> {
        self.head.iter().filter(|(name, _)| name != "Sid").collect()
    }

    /// The number of the test of the subject, with the issuer before its key.
    pub(super) fn subject(&self) -> Option<(usize, &str)> {
        self.tests.iter().enumerate().find_map(|(index, test)| {
            let issuer = test.key.strip_suffix(":sub")?;
            (test.is_list() && !test.values.is_empty()).then_some((index, issuer))
        })
    }
}

impl Test {
    fn read(operator: &str, key: &str, value: &ClaimValue) -> Test {
        let mut values: Vec<String> = Vec::new();
        let mut is_text = true;
        for item in items(value) {
            match item {
                ClaimValue::Text(text) if !values.contains(text) => values.push(text.clone()),
                ClaimValue::Text(_) => {}
                _ => is_text = false,
            }
        }
        Test {
            operator: operator.to_owned(),
            key: key.to_owned(),
            values,
            other: (!is_text).then(|| value.clone()),
        }
    }

    /// A test of texts.
    pub(super) fn new(key: String, values: Vec<String>) -> Test {
        let is_plain = values.iter().all(|value| crate::make::means::is_literal(value));
        let operator = if is_plain { "StringEquals" } else { "StringLike" };
        Test { operator: operator.to_owned(), key, values, other: None }
    }

    fn value(&self) -> ClaimValue {
        self.other.clone().unwrap_or_else(|| json::texts(&self.values))
    }

    /// Whether it holds where one of its texts fits.
    pub(super) fn is_list(&self) -> bool {
        self.other.is_none() && matches!(&*self.operator, "StringEquals" | "StringLike")
    }

    /// Both as one test, which holds where one of them does.
    pub(super) fn joined(&self, other: &Test) -> Option<Test> {
        let fits = self.is_list() && other.is_list() && self.key == other.key;
        let is_plain = |test: &Test| {
            test.operator == "StringLike"
                || test.values.iter().all(|value| crate::make::means::is_literal(value))
        };
        if !fits || self.operator != other.operator && !(is_plain(self) && is_plain(other)) {
            return None;
        }
        let mut values = self.values.clone();
        values.extend(other.values.iter().filter(|value| !self.values.contains(value)).cloned());
        let operator = if self.operator == other.operator { &self.operator } else { "StringLike" };
        Some(Test { operator: operator.to_owned(), values, ..self.clone() })
    }
}
