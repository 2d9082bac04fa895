//! Answers, events, tokens and logs of hostile shapes and sizes: bounded, coded, and never the end of the others.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at a surprise")]

use std::time::{Duration, Instant};

use assumable::read::{Inventory, NamedText, ReadOptions, read_documents, recognize};

fn read(text: &str) -> Inventory {
    read_documents(&[NamedText { name: "answer.json", text }], &ReadOptions::default()).unwrap()
}

fn codes(inventory: &Inventory) -> Vec<&'static str> {
    inventory.findings.iter().map(|finding| finding.code.name()).collect()
}

const EVENT: &str = r#"{"eventName": "AssumeRoleWithWebIdentity", "eventSource": "sts.amazonaws.com"}"#;

#[test]
fn a_million_events_are_counted_and_some_are_told() {
    let events = vec![r#"{"eventName":""}"#; 600_000].join(",");
    let inventory = read(&format!("{{\"Records\":[{EVENT},{events}]}}"));
    assert_eq!(
        (inventory.events.len(), codes(&inventory)),
        (1, vec!["EVENT_WITHOUT_ROLE", "EVENT_WITHOUT_SUBJECT", "EVENT_OTHER"])
    );
    assert!(inventory.findings[2].message.starts_with("600000 events"), "{}", inventory.findings[2].message);

    let many = vec![EVENT; 100_000].join("\n");
    let inventory = read(&many);
    assert_eq!(inventory.events.len(), 10_000);
    assert_eq!(codes(&inventory).last(), Some(&"TOO_MANY_EVENTS"));
    assert!(inventory.events.iter().all(|event| event.attempt == 1));
}

#[test]
fn a_file_past_the_limit_is_refused_and_hides_no_other() {
    let large = " ".repeat(10 * 1024 * 1024 + 1);
    let role = r#"{"Role": {"RoleName": "ci", "AssumeRolePolicyDocument": {}}}"#;
    let files = [NamedText { name: "a.json", text: &large }, NamedText { name: "b.json", text: role }];
    let inventory = read_documents(&files, &ReadOptions::default()).unwrap();
    assert_eq!(inventory.documents[0].refused.as_ref().unwrap().code.name(), "TOO_LARGE");
    assert_eq!(inventory.roles.len(), 1);
}

/// Four times the input takes far less than sixteen times as long.
fn grows_with_the_input(make: impl Fn(usize) -> String) {
    let time = |count| {
        let text = make(count);
        let least = (0..3).map(|_| {
            let start = Instant::now();
            read(&text);
            start.elapsed()
        });
        least.min().unwrap().max(Duration::from_millis(5))
    };
    let (small, large) = (time(1_000), time(4_000));
    assert!(large < small * 10, "{small:?}, and {large:?} for four times as much");
}

#[test]
fn time_grows_with_the_input() {
    let roles = |count| {
        let role = |index| {
            format!(
                r#"{{"RoleName": "r{index}", "Arn": "arn:aws:iam::123456789012:role/r{index}",
                "AssumeRolePolicyDocument": "%7B%22Statement%22%3A%5B%5D%7D", "RolePolicyList": [],
                "AttachedManagedPolicies": [{{"PolicyName": "p", "PolicyArn": "arn:aws:iam::123456789012:policy/p{index}"}}]}}"#
            )
        };
        let list: Vec<String> = (0..count).map(role).collect();
        format!("{{\"RoleDetailList\": [{}]}}", list.join(","))
    };
    grows_with_the_input(roles);
    grows_with_the_input(|count| {
        format!("{{\"Role\": {{{}\"AssumeRolePolicyDocument\": {{}}}}}}", "\"a\": 1, ".repeat(count * 20))
    });
    grows_with_the_input(|count| {
        let member = |index| format!("\"a{index}\": 1, ");
        let members: String = (0..count * 5).map(member).collect();
        format!("{{\"Statement\": {{{members}\"z\": \"{}\"}}}}", "\\n".repeat(count * 10))
    });
    grows_with_the_input(|count| "##[error]AccessDenied eyJhbGciOi ".repeat(count * 5));
    grows_with_the_input(|count| {
        let line = |index| format!("2026-10-05T22:07:41Z ##[error]Incorrect token audience {index}\n");
        (0..count * 5).map(line).collect()
    });
}

#[test]
fn a_log_has_so_many_errors() {
    let line = |index| format!("##[error]Incorrect token audience {index}\r\n");
    let inventory = read(&(0..1_500).map(line).collect::<String>());
    assert_eq!((inventory.errors.len(), codes(&inventory)), (1_000, vec!["TOO_MANY_ERRORS"]));
    assert_eq!(read(&"##[error]Incorrect token audience\n".repeat(50)).errors.len(), 1);
}

#[test]
fn odd_shapes_are_read_as_far_as_they_go() {
    let odd = [
        r#"{"Role": [], "Roles": {}}"#,
        r#"{"Roles": [1, null, "x", [], {"AssumeRolePolicyDocument": null}, {"RoleName": {}, "AssumeRolePolicyDocument": 7}]}"#,
        r#"{"PolicyVersion": []}"#,
        r#"{"Records": [[[[[[[[{"eventName": "AssumeRoleWithWebIdentity"}]]]]]]]]}"#,
        r#"{"detail-type": "AWS API Call via CloudTrail", "detail": "{}"}"#,
        r#"{"eventName": "AssumeRoleWithWebIdentity", "userIdentity": {"principalId": ":oidc-provider/", "identityProvider": ":oidc-provider/"}}"#,
        r#"{"eventName": "CreateRole", "requestParameters": null}"#,
        r#"{"eventname": "AssumeRoleWithWebIdentity", "useridentity": "{", "resources": "[", "eventtime": "x"}"#,
        r#"{"use_default": [], "include_claim_keys": 3}"#,
        r#"{"deployment": {"resources": [{"type": "aws:iam/role:Role", "outputs": {"assumeRolePolicy": {"4dabf18193072939515e22adb298388d": "x"}}}]}}"#,
        r#"{"repositories": [{"repositoryArn": 1, "repositoryName": []}], "policyText": 5}"#,
        r#"{"resourceType": "AWS::IAM::Role", "configuration": "{\"resourceType\": \"AWS::IAM::Role\", \"configuration\": \"{\"}"}"#,
        r#"{"rows": [{"assume_role_policy": "%7B%FF"}]}"#,
        "{\"value\": \"eyJhbGciOiJub25lIn0.e30.\"}",
        "\u{feff}{\"Role\": {\"RoleName\": \"ci\", \"AssumeRolePolicyDocument\": \"%7B\"}}\r\n",
        "##[error]User: is not authorized to perform: on resource: ",
    ];
    for text in odd {
        let inventory = read(text);
        assert_eq!(inventory.documents.len(), 1, "{text}");
        assert!(inventory.documents[0].kind == recognize("answer.json", text).kind, "{text}");
    }
}
