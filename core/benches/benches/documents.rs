//! Reading what people hold: an account's authorization details, many files of mixed kinds, and a file of events.
//!
//! The shortest of seven rounds, each through `read_documents`; the inputs are made here.

use std::hint::black_box;
use std::time::{Duration, Instant};

use assumable::read::{Inventory, NamedText, ReadOptions, read_documents};
use serde_json::{Value, json};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

fn trust(index: usize) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
            "StringLike": {"token.actions.githubusercontent.com:sub": format!("repo:octo-org/app-{index}:*")},
        },
    }]})
}

fn permission() -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {"Effect": "Allow", "Action": ["ecr:PutImage", "ecr:UploadLayerPart"],
            "Resource": "arn:aws:ecr:eu-central-1:123456789012:repository/team/*"},
    ]})
}

/// What `aws iam get-account-authorization-details` answers.
fn details(roles: usize) -> String {
    let arn = |kind: &str, index: usize| format!("arn:aws:iam::123456789012:{kind}/r{index}");
    let role = |index| {
        json!({
            "Path": "/", "RoleName": format!("r{index}"), "RoleId": "AROAEXAMPLE", "Arn": arn("role", index),
            "CreateDate": "2026-01-01T00:00:00+00:00",
            "AssumeRolePolicyDocument": trust(index), "InstanceProfileList": [],
            "RolePolicyList": [{"PolicyName": "push", "PolicyDocument": permission()}],
            "AttachedManagedPolicies": [{"PolicyName": "p", "PolicyArn": arn("policy", index)}], "Tags": [],
        })
    };
    let policy = |index| {
        json!({
            "PolicyName": format!("r{index}"), "Arn": arn("policy", index), "DefaultVersionId": "v2",
            "PolicyVersionList": [
                {"Document": permission(), "VersionId": "v2", "IsDefaultVersion": true},
                {"Document": {"Statement": []}, "VersionId": "v1", "IsDefaultVersion": false},
            ],
        })
    };
    json!({
        "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": (0..roles).map(role).collect::<Vec<_>>(),
        "Policies": (0..roles).map(policy).collect::<Vec<_>>(), "IsTruncated": false,
    })
    .to_string()
}

/// A file of a kind, by its number: workflows, Terraform, templates, answers, events, logs and what is not read.
fn mixed(index: usize) -> (String, String) {
    let role = format!("arn:aws:iam::123456789012:role/ci-{index}");
    let event = json!({
        "eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": format!("e{index}"),
        "userIdentity": {"userName": format!("repo:octo-org/app-{index}:pull_request"), "identityProvider": PROVIDER},
        "requestParameters": {"roleArn": role}, "errorCode": "AccessDenied",
    });
    match index % 8 {
        0 | 1 => (
            format!(".github/workflows/w{index}.yml"),
            format!(
                "on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  a:\n    runs-on: ubuntu-latest\n    \
                 steps:\n      - uses: actions/checkout@v4\n      - uses: aws-actions/configure-aws-credentials@v4\n        \
                 with:\n          role-to-assume: {role}\n          aws-region: eu-central-1\n      - run: docker push \
                 123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/app-{index}:${{{{ github.sha }}}}\n"
            ),
        ),
        2 | 3 => (
            format!("infra/m{index}/main.tf"),
            format!(
                "variable \"org\" {{\n  type = string\n}}\n\nresource \"aws_iam_role\" \"ci\" {{\n  name = \"ci-{index}\"\n  \
                 assume_role_policy = jsonencode({})\n}}\n",
                trust(index).to_string().replace("octo-org", "${var.org}")
            ),
        ),
        4 => (
            format!("stacks/s{index}.yaml"),
            format!(
                "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: ci-{index}\n      \
                 AssumeRolePolicyDocument: {}\n",
                trust(index)
            ),
        ),
        5 => (
            format!("answers/r{index}.json"),
            json!({"Role": {"RoleName": "ci", "Arn": role, "AssumeRolePolicyDocument": trust(index)}})
                .to_string(),
        ),
        6 => (format!("events/e{index}.json"), event.to_string()),
        _ => (
            format!("k8s/d{index}.yaml"),
            "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 2\n".repeat(8),
        ),
    }
}

fn measure(what: &str, aim: Duration, files: &[(String, String)], holds: impl Fn(&Inventory) -> bool) {
    let texts: Vec<NamedText<'_>> = files.iter().map(|(name, text)| NamedText { name, text }).collect();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let options = ReadOptions::default();
    let least = (0..7).map(|_| {
        let start = Instant::now();
        let inventory = read_documents(black_box(&texts), &options).unwrap();
        let took = start.elapsed();
        assert!(holds(&inventory), "{what}: not all of it is found");
        took
    });
    let least = least.min().unwrap();
    println!("{what}: {} files, {bytes} bytes, {least:?} (aim {aim:?})", files.len());
}

fn main() {
    let second = Duration::from_secs(1);
    for roles in [500, 5_000] {
        let files = [("details.json".to_owned(), details(roles))];
        measure(&format!("authorization details of {roles} roles"), second, &files, |inventory| {
            inventory.roles.len() == roles && inventory.roles.iter().all(|role| role.permissions.len() == 2)
        });
    }
    let files: Vec<(String, String)> = (0..1_000).map(mixed).collect();
    measure("files of mixed kinds", second, &files, |inventory| {
        (inventory.jobs.len(), inventory.roles.len(), inventory.events.len()) == (250, 500, 125)
    });
    let event = mixed(6).1;
    let lines: String =
        (0..20_000).map(|index| event.replace("\"e6\"", &format!("\"e{index}\"")) + "\n").collect();
    measure("events, one a line", second, &[("events.json".to_owned(), lines)], |inventory| {
        inventory.events.len() == 10_000
    });
}
