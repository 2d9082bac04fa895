//! Plans and states, and what is gathered of them.

#![allow(clippy::needless_pass_by_value, reason = "a test is read more often than it runs")]

use serde_json::{Value as Json, json};

use super::{Plans, complete, read};
use crate::read::expression::to_text;
use crate::read::gathered::{Gathered, Permission};
use crate::read::options::ReadOptions;
use crate::read::terraform;
use crate::read::value::Value;
use crate::tree::recognise::{ReadKind, recognise};

#[track_caller]
fn gathered(document: &Json) -> Gathered {
    let text = document.to_string();
    let Plans { refused, planned, stored } = read(&[("plan.json", &text)], &[recognise("plan.json", &text)]);
    assert!(refused.iter().all(Option::is_none), "{refused:?}");
    planned.into_iter().chain(stored).next().expect("a plan")
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| to_text(value).pattern())
}

fn codes(gathered: &Gathered) -> Vec<&str> {
    gathered.remarks.iter().map(|remark| remark.code.name).collect()
}

fn asked(gathered: &Gathered) -> Vec<&str> {
    gathered.questions.iter().map(|question| question.name.as_str()).collect()
}

fn resource(address: &str, kind: &str, change: Json) -> Json {
    let name = address.rsplit('.').next().unwrap_or("").split('[').next().unwrap_or("").to_owned();
    let module = address.split(&format!(".{kind}")).next().filter(|module| module.starts_with("module."));
    let mut entry =
        json!({"address": address, "mode": "managed", "type": kind, "name": name, "change": change});
    if let Some(module) = module {
        entry["module_address"] = module.into();
    }
    entry
}

fn create(address: &str, kind: &str, after: Json, unknown: Json) -> Json {
    resource(
        address,
        kind,
        json!({"actions": ["create"], "before": null, "after": after, "after_unknown": unknown}),
    )
}

fn plan(changes: Json, configuration: Json) -> Json {
    json!({"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": changes,
        "configuration": {"root_module": configuration}})
}

#[test]
fn what_is_known_after_the_apply_is_a_hole() {
    let role = create(
        "aws_iam_role.ci",
        "aws_iam_role",
        json!({"name_prefix": "ci-", "inline_policy": [{"name": "p"}], "permissions_boundary": ""}),
        json!({"arn": true, "name": true, "assume_role_policy": true, "inline_policy": [{"policy": true}]}),
    );
    let found = gathered(&plan(json!([role]), json!({})));
    let role = &found.roles[0];
    assert_eq!(shown(role.name.as_ref()), "ci-⟦aws_iam_role.ci.name⟧");
    assert_eq!(shown(role.trust.as_ref()), "⟦aws_iam_role.ci.assume_role_policy⟧");
    assert!(role.boundary.is_none() && !role.is_source);
    assert!(matches!(&role.permissions[..], [Permission::Inline { policy: Value::Unknown(_), .. }]));
    let expected = [
        "aws_iam_role.ci.arn",
        "aws_iam_role.ci.assume_role_policy",
        "aws_iam_role.ci.inline_policy[0].policy",
    ];
    assert_eq!(asked(&found), expected);
}

#[test]
fn what_refers_to_another_resource_has_its_value() {
    let changes = json!([
        create(
            "module.a[\"x.y\"].aws_iam_role.ci[0]",
            "aws_iam_role",
            json!({"name": "ci"}),
            json!({"arn": true})
        ),
        create(
            "module.a[\"x.y\"].aws_iam_policy.push",
            "aws_iam_policy",
            json!({"policy": "{}"}),
            json!({"arn": true})
        ),
        create(
            "module.a[\"x.y\"].aws_iam_role_policy_attachment.push",
            "aws_iam_role_policy_attachment",
            json!({}),
            json!({"role": true, "policy_arn": true})
        ),
    ]);
    let attachment = json!({"address": "aws_iam_role_policy_attachment.push", "expressions": {
        "role": {"references": ["aws_iam_role.ci[0].id", "aws_iam_role.ci[0]", "aws_iam_role.ci"]},
        "policy_arn": {"references": ["aws_iam_policy.push.arn", "aws_iam_policy.push"]}}});
    let configuration = json!({"module_calls": {"a": {"module": {"resources": [attachment]}}}});
    let found = gathered(&plan(changes, configuration));
    let attachment = &found.attachments[0];
    assert_eq!(shown(Some(&attachment.role)), "ci");
    let Permission::Managed { arn, .. } = &attachment.permission else { panic!("a managed policy") };
    assert_eq!(shown(Some(arn)), "⟦module.a[\"x.y\"].aws_iam_policy.push.arn⟧");
    assert_eq!(shown(Some(&found.policies[0].arn)), shown(Some(arn)));
}

#[test]
fn what_a_plan_does() {
    let of = |address: &str, actions: Json| {
        let values = json!({"name": "x", "assume_role_policy": "{}"});
        let after = if actions == json!(["delete"]) || actions == json!(["forget"]) {
            Json::Null
        } else {
            values.clone()
        };
        resource(
            address,
            "aws_iam_role",
            json!({"actions": actions, "before": values, "after": after, "after_unknown": {},
                "after_sensitive": {"assume_role_policy": address.ends_with('e')}}),
        )
    };
    let mut deposed = of("aws_iam_role.old", json!(["delete"]));
    deposed["deposed"] = "abc".into();
    let mut document = plan(
        json!([
            of("aws_iam_role.a", json!(["no-op"])),
            of("aws_iam_role.b", json!(["delete", "create"])),
            of("aws_iam_role.c", json!(["delete"])),
            of("aws_iam_role.d", json!(["forget"])),
            of("aws_iam_role.e", json!(["update"])),
            deposed,
        ]),
        json!({}),
    );
    document["resource_drift"] = json!([{"address": "aws_iam_role.a", "type": "aws_iam_role", "change": {}},
        {"address": "null_resource.a", "type": "null_resource", "change": {}}]);
    document["prior_state"] = json!({"values": {"root_module": {"resources": [
        {"address": "data.aws_iam_openid_connect_provider.g", "mode": "data", "type": "aws_iam_openid_connect_provider",
         "values": {"url": "token.actions.githubusercontent.com", "client_id_list": ["sts.amazonaws.com"]}},
        {"address": "aws_iam_role.z", "mode": "managed", "type": "aws_iam_role", "values": {}}]}}});
    let found = gathered(&document);
    let addresses: Vec<_> = found.roles.iter().filter_map(|role| role.address.as_deref()).collect();
    assert_eq!(addresses, ["aws_iam_role.a", "aws_iam_role.b", "aws_iam_role.e"]);
    assert_eq!(codes(&found), ["ROLE_DELETED", "ROLE_FORGOTTEN", "SENSITIVE", "DRIFT"]);
    assert_eq!(found.providers[0].address.as_deref(), Some("data.aws_iam_openid_connect_provider.g"));
    assert!(found.remarks.iter().all(|remark| !remark.message.contains("{}")));
}

#[test]
fn states() {
    let role = json!({"address": "module.a[0].aws_iam_role.ci", "mode": "managed", "type": "aws_iam_role", "name": "ci",
        "values": {"name": "ci", "arn": "arn:aws:iam::123456789012:role/ci"}, "sensitive_values": {"policy": true}});
    let shown_state =
        gathered(&json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module":
        {"child_modules": [{"resources": [role]}]}}}));
    assert_eq!(shown_state.roles[0].address.as_deref(), Some("module.a[0].aws_iam_role.ci"));
    assert_eq!(codes(&shown_state), ["SENSITIVE"]);
    let instance = |key: Json| {
        json!({"index_key": key, "attributes": {"name": "ci", "tags": {"a": 1}},
        "sensitive_attributes": [[{"type": "get_attr", "value": "assume_role_policy"}]]})
    };
    let mut deposed = instance(json!(2));
    deposed["deposed"] = "x".into();
    let raw = gathered(&json!({"version": 4, "lineage": "l", "resources": [
        {"mode": "managed", "type": "aws_iam_role", "name": "ci", "module": "module.a",
         "instances": [instance(json!("q\"")), instance(json!(1)), deposed]},
        {"mode": "data", "type": "aws_iam_policy_document", "name": "d", "instances": [instance(Json::Null)]}]}));
    let addresses: Vec<_> = raw.roles.iter().filter_map(|role| role.address.as_deref()).collect();
    assert_eq!(addresses, ["module.a.aws_iam_role.ci[\"q\\\"\"]", "module.a.aws_iam_role.ci[1]"]);
    assert_eq!(codes(&raw), ["SENSITIVE", "SENSITIVE"]);
}

#[test]
fn policies_know_where_they_are_written() {
    let text = r#"{"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "aws_iam_role.a",
        "mode": "managed", "type": "aws_iam_role", "values": {"assume_role_policy": "{\"Version\": \"2012-10-17\"}"}}]}}}"#;
    let found = read(&[("s", text)], &[recognise("s", text)]).stored.pop().unwrap();
    let Some(Value::Text(trust)) = &found.roles[0].trust else { panic!("a text") };
    let at = trust.as_str().unwrap().find("2012").unwrap();
    assert_eq!(trust.spot_of(at..at + 10).and_then(|spot| text.get(spot.bytes)), Some("2012-10-17"));
}

#[test]
fn a_first_apply_is_completed_by_the_configuration() {
    let tf = "variable \"org\" {}\nresource \"aws_iam_role\" \"ci\" {\n  name = \"ci\"\n  assume_role_policy = jsonencode({ Sub = var.org })\n}\n";
    let mut configurations =
        terraform::read(&[("main.tf", tf)], &[ReadKind::Terraform], &ReadOptions::default()).configurations;
    let role =
        create("aws_iam_role.ci", "aws_iam_role", json!({"name": "ci"}), json!({"assume_role_policy": true}));
    let mut plans = vec![gathered(&plan(json!([role]), json!({})))];
    assert_eq!(asked(&plans[0]), ["aws_iam_role.ci.assume_role_policy"]);
    complete(&mut plans, &mut configurations);
    assert_eq!(asked(&plans[0]), ["var.org"]);
    assert!(shown(plans[0].roles[0].trust.as_ref()).contains("⟦var.org⟧"));
}

#[test]
fn what_is_no_plan() {
    let old = json!({"version": 3, "lineage": "l", "resources": []}).to_string();
    let plans = read(&[("s", &old)], &[recognise("s", &old)]);
    let error = plans.refused[0].as_ref().expect("a refusal");
    assert_eq!((error.kind().code(), error.place().map(|place| place.line)), ("WRONG_DOCUMENT", Some(1)));
    for text in [
        "{\"@level\":\"info\",\"@message\":\"x\"}\n{\"@level\":\"info\"}\n",
        "{\"encrypted_data\": \"x\", \"lineage\": \"l\"}",
    ] {
        assert_eq!(recognise("s", text).kind.read, ReadKind::NotRead, "{text}");
    }
    // Odd shapes are passed over.
    for odd in [
        json!({"resource_changes": [1, {"type": "aws_iam_role", "address": "a"}]}),
        json!({"planned_values": 1}),
    ] {
        let mut document = odd;
        document["format_version"] = "1.2".into();
        document["planned_values"] = json!({});
        assert!(gathered(&document).roles.is_empty());
    }
}
