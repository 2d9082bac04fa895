//! What is wrong with a policy as it is written, before any request is put to it.

use super::gathered::Remark;
use super::value::{Object, Spot, Value};
use crate::codes;
use crate::names::arn;
use crate::text::quote;

/// Finds it; `spot` is where the policy is, for what has no place of its own.
pub(super) fn find(policy: &Value, spot: &Spot, remarks: &mut Vec<Remark>) {
    let Value::Object(document) = policy else { return };
    let at = |value: &Value| Some(value.spot().unwrap_or(spot).clone());
    match document.get("Version") {
        None if document.more.is_none() && document.get("Statement").is_some() => {
            let message = "the policy has no `Version`, and counts as of 2008-10-17".to_owned();
            remarks.push(Remark { code: codes::VERSION_MISSING, message, spot: Some(spot.clone()) });
        }
        Some(version) if version.as_str().is_some_and(|text| text.contains('T')) => {
            let shown = quote(version.as_str().unwrap_or(""));
            let message = format!("the version `{shown}` is a time: YAML made it of a date without quotes");
            remarks.push(Remark { code: codes::VERSION_IS_TIMESTAMP, message, spot: at(version) });
        }
        _ => {}
    }
    let statements = match document.get("Statement") {
        Some(Value::List(list)) => list.items.as_slice(),
        Some(one) => core::slice::from_ref(one),
        None => &[],
    };
    for statement in statements {
        let Value::Object(statement) = statement else { continue };
        for principal in principals(statement) {
            let Some(text) = principal.as_str() else { continue };
            let account = arn::parts(text).map(|parts| parts[4]).filter(|account| !account.is_empty());
            let digits = |account: &&str| account.bytes().all(|byte| byte.is_ascii_digit());
            if let Some(account) = account.filter(digits).filter(|account| !arn::is_account(account)) {
                let message = format!("the account `{account}` in `{}` does not have 12 digits", quote(text));
                let spot = at(principal);
                remarks.push(Remark { code: codes::ACCOUNT_NOT_12_DIGITS, message, spot });
            }
        }
    }
}

/// Every principal of a statement that is written out.
fn principals(statement: &Object) -> Vec<&Value> {
    let mut out = Vec::new();
    let named = statement.get("Principal").into_iter().chain(statement.get("NotPrincipal"));
    for value in named {
        let Value::Object(kinds) = value else { continue };
        for kind in &kinds.members {
            match &kind.value {
                Value::List(list) => out.extend(&list.items),
                one => out.push(one),
            }
        }
    }
    out
}
