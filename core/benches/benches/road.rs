//! The roads of a whole repository and of a large account, each through the contract's `explain`, with reading the request
//! and writing the answer. The inputs are made here; a time is that of the processor where the system tells it.
//!
//! With an argument only what has it in its name; `ROAD_ROUNDS` sets how often each is asked, for a profiler.

use std::hint::black_box;
use std::time::{Duration, Instant};

use assumable::contract::call;
use serde_json::{Value, json};

const ACCOUNT: &str = "123456789012";
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
/// Rounds for each input; the shortest counts, since other work only ever makes it longer.
const ROUNDS: u32 = 5;

/// A job that logs in with a role and pushes an image; its number decides how.
fn job(index: usize, role: usize) -> String {
    let (more, tag) = match index % 5 {
        0 => ("", "${{ github.sha }}"),
        1 => ("    environment: prod\n", "latest"),
        2 => ("    strategy:\n      matrix:\n        arch: [amd64, arm64]\n", "${{ matrix.arch }}-${{ github.sha }}"),
        3 => ("    if: github.event_name != 'pull_request'\n", "${{ github.ref_name }}"),
        _ => (
            "    strategy:\n      matrix:\n        stage: [dev, prod]\n    environment: ${{ matrix.stage }}\n",
            "${{ matrix.stage }}",
        ),
    };
    let login = format!(
        "      - uses: actions/checkout@v4\n      # The role of the team's registry.\n      - uses: aws-actions/configure-aws-credentials@v4\n        \
         with:\n          role-to-assume: arn:aws:iam::{ACCOUNT}:role/ci-{role}\n          aws-region: eu-central-1\n      - id: ecr\n        \
         uses: aws-actions/amazon-ecr-login@v2\n"
    );
    let image = format!("${{{{ steps.ecr.outputs.registry }}}}/team/app-{role}:{tag}");
    let push = if index.is_multiple_of(2) {
        format!(
            "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: {image}\n"
        )
    } else {
        format!("      - run: |\n          docker build -t {image} .\n          docker push {image}\n")
    };
    format!("  job-{index}:\n    runs-on: ubuntu-latest\n{more}    steps:\n{login}{push}")
}

/// Workflow files of one to three jobs; how many jobs there are.
fn workflows(count: usize, roles: usize) -> (Vec<(String, String)>, usize) {
    const ON: [&str; 5] = [
        "on:\n  push:\n    branches: [main]\n",
        "on:\n  push:\n    branches: [main, 'release/**']\n    tags: ['v*']\n  workflow_dispatch:\n",
        "on:\n  pull_request:\n    branches: [main]\n  push:\n    branches: [main]\n",
        "on:\n  release:\n    types: [published]\n  schedule:\n    - cron: '0 4 * * 1'\n",
        "on: [push, pull_request]\n",
    ];
    let mut next = 0;
    let file = |index: usize| {
        let jobs = 1 + index % 3;
        let own: String = (next..next + jobs).map(|job_index| job(job_index, job_index % roles)).collect();
        next += jobs;
        let text = format!(
            "name: w{index}\n{}permissions:\n  id-token: write\n  contents: read\njobs:\n{own}",
            ON[index % ON.len()]
        );
        (format!(".github/workflows/w{index}.yml"), text)
    };
    let files = (0..count).map(file).collect();
    (files, next)
}

/// The subjects that a role lets in: some tight, some with wildcards, some of other repositories.
fn subjects(index: usize) -> Vec<String> {
    match index % 6 {
        0 => vec!["repo:octo-org/app:ref:refs/heads/main".to_owned()],
        1 => vec!["repo:octo-org/app:environment:prod".to_owned()],
        2 => vec!["repo:octo-org/app:*".to_owned()],
        3 => vec![
            "repo:octo-org/app:ref:refs/heads/release/*".to_owned(),
            "repo:octo-org/app:ref:refs/tags/v*".to_owned(),
        ],
        4 => vec![format!("repo:octo-org/service-{index}:ref:refs/heads/main")],
        _ => vec![format!("repo:octo-org/team-{index}-*:*"), "repo:octo-org/app:pull_request".to_owned()],
    }
}

/// A role in Terraform: its trust policy as a data source or as `jsonencode`, what it may do, and its repository.
fn terraform(index: usize) -> String {
    let subjects = json!(subjects(index));
    let operator = if subjects.to_string().contains('*') { "StringLike" } else { "StringEquals" };
    let (data, policy) = if index.is_multiple_of(2) {
        let data = format!(
            "data \"aws_iam_policy_document\" \"ci_{index}\" {{\n  statement {{\n    actions = [\"sts:AssumeRoleWithWebIdentity\"]\n    \
             principals {{\n      type        = \"Federated\"\n      identifiers = [aws_iam_openid_connect_provider.github.arn]\n    }}\n    \
             condition {{\n      test     = \"StringEquals\"\n      variable = \"token.actions.githubusercontent.com:aud\"\n      values   = \
             [\"sts.amazonaws.com\"]\n    }}\n    condition {{\n      test     = \"{operator}\"\n      variable = \
             \"token.actions.githubusercontent.com:sub\"\n      values   = {subjects}\n    }}\n  }}\n}}\n\n"
        );
        (data, format!("data.aws_iam_policy_document.ci_{index}.json"))
    } else {
        let (aud, sub) = ("token.actions.githubusercontent.com:aud", "token.actions.githubusercontent.com:sub");
        let condition = if operator == "StringEquals" {
            format!("StringEquals = {{ \"{aud}\" = \"sts.amazonaws.com\", \"{sub}\" = {subjects} }}")
        } else {
            format!(
                "StringEquals = {{ \"{aud}\" = \"sts.amazonaws.com\" }}\n        StringLike = {{ \"{sub}\" = {subjects} }}"
            )
        };
        let policy = format!(
            "jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect    = \"Allow\"\n      Principal = {{ Federated = \
             \"{PROVIDER}\" }}\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {{\n        {condition}\n      }}\n    }}]\n  }})"
        );
        (String::new(), policy)
    };
    format!(
        "{data}resource \"aws_iam_role\" \"ci_{index}\" {{\n  name               = \"ci-{index}\"\n  assume_role_policy = {policy}\n}}\n\n\
         resource \"aws_ecr_repository\" \"app_{index}\" {{\n  name = \"team/app-{index}\"\n}}\n\n\
         resource \"aws_iam_role_policy\" \"push_{index}\" {{\n  role = aws_iam_role.ci_{index}.id\n  policy = jsonencode({})\n}}\n\n",
        permission(index)
    )
}

const PROVIDER_BLOCK: &str = "resource \"aws_iam_openid_connect_provider\" \"github\" {\n  url            = \
                              \"https://token.actions.githubusercontent.com\"\n  client_id_list = [\"sts.amazonaws.com\"]\n}\n";

fn permission(index: usize) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {"Effect": "Allow", "Action": ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart",
            "ecr:CompleteLayerUpload", "ecr:PutImage", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": format!("arn:aws:ecr:eu-central-1:{ACCOUNT}:repository/team/app-{index}")},
    ]})
}

/// A repository: its workflows, and the roles in Terraform, ten a file.
fn repository(count: usize, roles: usize) -> (Vec<(String, String)>, usize) {
    let (mut files, jobs) = workflows(count, roles);
    files.push(("infra/provider.tf".to_owned(), PROVIDER_BLOCK.to_owned()));
    for start in (0..roles).step_by(10) {
        let text = (start..roles.min(start + 10)).map(terraform).collect();
        files.push((format!("infra/roles_{start}.tf"), text));
    }
    (files, jobs)
}

/// An account, as `aws iam get-account-authorization-details` answers, and workflows with this many jobs.
fn account(count: usize, roles: usize) -> (Vec<(String, String)>, usize) {
    let role = |index: usize| {
        let aud = json!({"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"});
        let sub = json!({"token.actions.githubusercontent.com:sub": subjects(index)});
        json!({
            "Path": "/", "RoleName": format!("ci-{index}"), "RoleId": "AROAEXAMPLE",
            "Arn": format!("arn:aws:iam::{ACCOUNT}:role/ci-{index}"), "CreateDate": "2026-01-01T00:00:00+00:00",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": aud, "StringLike": sub},
            }]},
            "InstanceProfileList": [], "RolePolicyList": [{"PolicyName": "push", "PolicyDocument": permission(index)}],
            "AttachedManagedPolicies": [], "Tags": [],
        })
    };
    let (mut files, jobs) = workflows(count, roles);
    let details = json!({
        "UserDetailList": [], "GroupDetailList": [], "RoleDetailList": (0..roles).map(role).collect::<Vec<_>>(),
        "Policies": [], "IsTruncated": false,
    });
    files.push(("iam/details.json".to_owned(), details.to_string()));
    (files, jobs)
}

/// How long this thread was on a processor, where the system tells: other work does not count.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<u64>().ok().map(Duration::from_nanos)
}

fn measure(what: &str, aim: Option<Duration>, made: impl FnOnce() -> (Vec<(String, String)>, usize)) {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    if wanted.is_some_and(|wanted| !what.contains(&wanted)) {
        return;
    }
    let (files, jobs) = made();
    let rounds = std::env::var("ROAD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let files: Vec<Value> = files.iter().map(|(name, text)| json!({"name": name, "text": text})).collect();
    let request = json!({
        "files": files,
        "options": {"repository": "octo-org/app", "default_branch": "main", "account": ACCOUNT, "region": "eu-central-1"},
        "facts": {"immutable": false, "owner_id": "123456", "repository_id": "456789"},
    })
    .to_string();
    let mut answer = String::new();
    let least = (0..rounds).map(|_| {
        let (start, busy) = (Instant::now(), processor());
        answer = call("explain", black_box(&request)).unwrap();
        match (busy, processor()) {
            (Some(before), Some(after)) => after - before,
            _ => start.elapsed(),
        }
    });
    let least = least.min().unwrap();
    let report: Value = serde_json::from_str(&answer).unwrap();
    let roads = report["roads"].as_array().unwrap();
    assert!(roads.len() >= jobs, "{what}: not every job has a road");
    let scenarios = || roads.iter().flat_map(|road| road["scenarios"].as_array().unwrap());
    let of = |verdict: &str| scenarios().filter(|one| one["verdict"] == verdict).count();
    let count = |member: &str| roads.iter().filter_map(|road| road[member].as_array()).map(Vec::len).sum::<usize>();
    println!(
        "{what}: {} bytes, {jobs} jobs, {} roads, {} allowed, {} denied, {} open, {} images, {} changes: {least:.2?}{}",
        request.len(),
        roads.len(),
        of("allowed"),
        of("denied"),
        of("undetermined"),
        count("images"),
        count("changes"),
        aim.map(|aim| format!(" (aim {aim:?})")).unwrap_or_default(),
    );
}

fn main() {
    let aim = Some(Duration::from_millis(200));
    measure("a repository of 50 workflows and 100 roles", aim, || repository(50, 100));
    measure("an account of 5,000 roles and 200 jobs", Some(Duration::from_secs(5)), || account(100, 5_000));
    for count in [25, 50, 100] {
        for roles in [50, 100, 200] {
            measure(&format!("growth, {count} workflows and {roles} roles"), None, || repository(count, roles));
        }
    }
    for roles in [500, 1_000, 2_000] {
        measure(&format!("growth, an account of {roles} roles and 200 jobs"), None, || account(100, roles));
    }
}
