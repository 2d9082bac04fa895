//! Questions whose answers tables of facts decide, and a document that changes them.

use assumable::contract::answer;
use serde_json::{Value, json};

pub(crate) fn ask(operation: &str, request: &Value) -> Value {
    serde_json::from_str(&answer(operation, &request.to_string())).unwrap()
}

/// The answers that an action, a partition with its regions and host, a condition key, a quota and an event decide.
pub(crate) fn answers() -> Value {
    let access = |action: &str, key: &str| {
        let statement = json!({"Effect": "Allow", "Action": action, "Resource": "*",
            "Condition": {"StringEquals": {key: "x"}}});
        let policy = json!({"Version": "2012-10-17", "Statement": statement});
        let request = json!({"principal": "arn:aws:iam::123456789012:role/deploy", "action": action,
            "resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"});
        ask("check_access", &json!({"request": request, "policies": {"identity": [policy]}}))
    };
    let has = |answer: &Value, code: &str| answer.to_string().contains(code);
    let image = ask("parse_image", &json!({"text": "123456789012.dkr.ecr.moon-base-1.amazonaws.moon/app:1"}));
    let long = json!({"Version": "2012-10-17", "Id": "x".repeat(3000), "Statement": {
        "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}});
    let event = json!({"repository": "octo-org/app", "event_name": "moon_landing", "ref": "refs/heads/main"});
    json!({
        "action is known": !has(&access("ecr:LandOnMoon", "aws:userid"), "ACTION_UNKNOWN"),
        "key is carried": access("ecr:PutImage", "moon:phase")["ok"]["verdict"],
        "partition of the image": image["ok"]["ecr"]["partition"],
        "session policy": ask("check_create", &json!({"policy": long, "options": {"kind": "session"}}))["ok"]["quota"],
        "event is known": !has(&ask("build_subject", &json!({"claims": event})), "EVENT_UNKNOWN"),
    })
}

/// The tables as printed, with rows of the moon; the hashes are those that the errors name.
pub(crate) fn document() -> String {
    let mut document: Value = serde_json::from_str(&assumable::knowledge::print()).unwrap();
    for (name, row) in [
        ("ecr_actions", json!({"service": "ecr", "name": "LandOnMoon", "on": "repository"})),
        ("partitions", json!({"name": "aws-moon", "region_starts": ["moon"]})),
        ("ecr_hosts", json!({"text": "amazonaws.moon", "partitions": ["aws-moon"]})),
        (
            "context_keys",
            json!({"name": "moon:phase", "presence": "every_request", "source": "Moon User Guide", "date": "2027-01-01"}),
        ),
        (
            "events",
            json!({"name": "moon_landing", "reference": "branch_or_tag", "context": "ref", "source": "Moon User Guide", "date": "2027-01-01"}),
        ),
    ] {
        table(&mut document, name)["rows"].as_array_mut().unwrap().push(row);
    }
    for row in table(&mut document, "quotas")["rows"].as_array_mut().unwrap() {
        if row["of"] == "session" {
            (row["usual"], row["most"]) = (4096.into(), 4096.into());
        }
    }
    for changed in ["ecr_actions", "partitions", "ecr_hosts", "context_keys", "events", "quotas"] {
        let table = table(&mut document, changed);
        (table["version"], table["day"]) = (9.into(), "2027-01-01".into());
        let error = assumable::knowledge::replace(&document.to_string()).unwrap_err();
        assert_eq!(error.kind().code(), "KNOWLEDGE_HASH");
        let hash = error.suggestion().unwrap().to_owned();
        *document.pointer_mut(error.path()).unwrap() = hash.into();
    }
    document.to_string()
}

fn table<'d>(document: &'d mut Value, name: &str) -> &'d mut Value {
    let tables = document["tables"].as_array_mut().unwrap();
    tables.iter_mut().find(|table| table["name"] == name).unwrap()
}
