//! An audit counts what each role says of each row, and proves again only what changed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at a surprise")]

use std::collections::BTreeSet;

use assumable::analysis::{Owner, PolicyRelation, World};
use assumable::audit::{AuditProof, AuditReport, AuditRoles, AuditState, Auditor, StrangersOutcome, records};
use assumable::aws::ClaimsScope;
use assumable::read::{NamedText, ReadOptions, read_documents};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use serde_json::{Value, json};

const HOST: &str = "token.actions.githubusercontent.com";

/// xorshift: the same organisation in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn pick(&mut self, texts: &[&'static str]) -> &'static str {
        texts[usize::try_from(self.below(texts.len() as u64)).unwrap()]
    }
}

const CONTEXTS: [&str; 4] =
    ["pull_request", "ref:refs/heads/main", "environment:production", "ref:refs/tags/v1"];

fn policy(random: &mut Random, account: u64) -> Value {
    let sub = format!(
        "repo:octo-org/repo-{}:{}",
        random.below(8),
        random.pick(&["*", "pull_request", "ref:*", CONTEXTS[2]])
    );
    let mut statements = vec![json!({
        "Effect": "Allow",
        "Principal": {"Federated": format!("arn:aws:iam::{account:012}:oidc-provider/{HOST}")},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {random.pick(&["StringLike", "StringEquals", "StringNotLike", "StringLikeIfExists"]): {format!("{HOST}:sub"): sub}},
    })];
    if random.below(4) == 0 {
        let mut deny = statements[0].clone();
        deny["Effect"] = json!("Deny");
        let key = random.pick(&["repository_owner_id", "actor", "sub"]);
        deny["Condition"] =
            json!({"StringNotEquals": {format!("{HOST}:{key}"): "repo:octo-org/repo-1:pull_request"}});
        statements.push(deny);
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn arn(index: u64, account: u64) -> String {
    format!("arn:aws:iam::{account:012}:role/role-{index}")
}

fn details(roles: &[(String, Value)]) -> String {
    let role = |(arn, policy): &(String, Value)| {
        let name = arn.rsplit('/').next().unwrap();
        json!({"Path": "/", "RoleName": name, "RoleId": "AROA", "Arn": arn, "AssumeRolePolicyDocument": policy})
    };
    let roles: Vec<Value> = roles.iter().map(role).collect();
    json!({"RoleDetailList": roles, "IsTruncated": false}).to_string()
}

fn read(roles: &[(String, Value)]) -> AuditRoles {
    let text = details(roles);
    let files = [NamedText { name: "roles.json", text: &text }];
    let mut all = AuditRoles::default();
    all.add(&read_documents(&files, &ReadOptions::default()).unwrap());
    assert_eq!(all.known().len(), roles.len());
    all
}

fn world() -> World {
    World::of([Owner::new("octo-org")])
}

fn proofs(roles: &AuditRoles) -> Vec<AuditProof> {
    roles.distinct().map(|role| AuditProof::of(role, &world()).unwrap()).collect()
}

fn event(sub: &str, arn: &str, error: Option<&str>) -> Value {
    let provider = format!("arn:aws:iam::000000000001:oidc-provider/{HOST}");
    let mut event = json!({
        "eventVersion": "1.08", "eventName": "AssumeRoleWithWebIdentity", "eventSource": "sts.amazonaws.com",
        "eventTime": "2026-11-20T09:00:00Z", "awsRegion": "us-east-1",
        "userIdentity": {"type": "WebIdentityUser", "principalId": format!("{provider}:sts.amazonaws.com:{sub}"),
            "userName": sub, "identityProvider": provider},
        "requestParameters": {"roleArn": arn, "roleSessionName": "GitHubActions"},
    });
    if let Some(error) = error {
        event["errorCode"] = json!(error);
    }
    event
}

/// What one role says of some rows, asked alone.
fn alone(policy: &TrustPolicy, arn: &str, rows: &[(Claims, ClaimsScope)]) -> (u64, u64, usize) {
    let (mut tokens, mut open, mut subjects) = (0, 0, BTreeSet::new());
    for (claims, scope) in rows {
        let options = TrustOptions::default().with_role_arn(arn.parse().unwrap()).with_claims_scope(*scope);
        match policy.check(claims, &options).unwrap().verdict {
            Verdict::Allowed => {
                tokens += 1;
                subjects.insert(claims.text("sub").unwrap().to_owned());
            }
            Verdict::Undetermined => open += 1,
            Verdict::Denied => {}
        }
    }
    (tokens, open, subjects.len())
}

#[test]
fn an_audit_counts_what_each_role_says() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let of = |index, random: &mut Random| (arn(index, 1 + index % 3), policy(random, 1 + index % 3));
    let roles: Vec<(String, Value)> = (0..60).map(|index| of(index, &mut random)).collect();
    let all = read(&roles);
    let mut auditor = Auditor::new(&all);
    let (mut rows, mut refused, mut other) = (Vec::new(), 0, 0);
    for _ in 0..300 {
        let sub = format!("repo:octo-org/repo-{}:{}", random.below(10), random.pick(&CONTEXTS));
        let claims = json!({"iss": format!("https://{HOST}"), "aud": "sts.amazonaws.com", "sub": sub,
            "repository_owner_id": "1", "actor": "octocat", "run_id": random.below(9).to_string()});
        match random.below(5) {
            0 => {
                auditor.row(&event(&sub, &arn(random.below(60), 1), None).to_string()).unwrap();
                let shown = json!({"iss": claims["iss"], "aud": claims["aud"], "sub": claims["sub"]});
                rows.push((shown.to_string().parse().unwrap(), ClaimsScope::Partial));
            }
            1 => {
                auditor.row(random.pick(&["{", "[1]", "{\"sub\": 1, \"sub\": 2}", "12"])).unwrap_err();
                refused += 1;
            }
            2 => {
                auditor
                    .row(r#"{"eventName": "GetCallerIdentity", "eventSource": "sts.amazonaws.com"}"#)
                    .unwrap();
                other += 1;
            }
            _ => {
                auditor.row(&claims.to_string()).unwrap();
                rows.push((claims.to_string().parse().unwrap(), ClaimsScope::Token));
            }
        }
    }
    let report = auditor.report(&proofs(&all)).unwrap();
    assert_eq!((report.rows.read, report.rows.refused, report.rows.other), (300, refused, other));
    assert_eq!(report.rows.answered, rows.len() as u64);
    let mut allowed = 0;
    for (row, role) in report.roles.iter().zip(all.known()) {
        let (tokens, open, subjects) = alone(&role.policy, role.arn.as_str(), &rows);
        assert_eq!(
            (row.tokens, row.undetermined, row.subjects),
            (tokens, open, subjects as u64),
            "{}",
            row.role
        );
        allowed += tokens;
    }
    assert!(allowed > 1_000, "{allowed}");
}

#[test]
fn events_say_who_uses_a_role_and_what_aws_answered() {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": format!("arn:aws:iam::000000000001:oidc-provider/{HOST}")},
        "Condition": {"StringEquals": {format!("{HOST}:sub"): "repo:o/r:pull_request"}},
    }]});
    let roles = read(&[(arn(1, 1), policy.clone()), (arn(2, 1), policy)]);
    let mut auditor = Auditor::new(&roles);
    let (fits, other) = ("repo:o/r:pull_request", "repo:o/r:ref:refs/heads/main");
    let events = [
        event(fits, &arn(1, 1), None),
        event(other, &arn(1, 1), Some("AccessDenied")),
        event(other, &arn(1, 1), None),
        event(fits, &arn(1, 1), Some("AccessDenied")),
        event(fits, &arn(9, 1), None),
    ];
    let file = json!({"Records": events}).to_string();
    records(&file).unwrap().into_iter().for_each(|row| auditor.row(row).unwrap());
    let report = auditor.report(&proofs(&roles)).unwrap();
    let (used, unused) = (&report.roles[0], &report.roles[1]);
    assert_eq!((used.tokens, used.subjects, used.assumed, used.denied, used.contradicted), (3, 1, 2, 2, 2));
    assert_eq!(used.reasons.len(), 2);
    assert!(!used.unused && unused.unused && unused.tokens == 3);
    assert_eq!(report.unknown_roles, [(arn(9, 1), 1)]);
    assert_eq!(report.policies, 1);
}

#[test]
fn an_event_that_comes_twice_is_counted_once() {
    let roles = read(&[(arn(1, 1), with_sub("repo:o/r:pull_request"))]);
    let with_id = |id: &str| {
        let mut one = event("repo:o/r:pull_request", &arn(1, 1), None);
        one["eventID"] = json!(id);
        one.to_string()
    };
    let (one, other) = ("0b5e2f3a-1111-4222-8333-000000000001", "not a uuid");
    let mut auditor = Auditor::new(&roles);
    for id in [one, other, one, other, "0b5e2f3a-1111-4222-8333-000000000002"] {
        auditor.row(&with_id(id)).unwrap();
    }
    // Without an id nothing tells that it is the same.
    let without = event("repo:o/r:pull_request", &arn(1, 1), None).to_string();
    auditor.row(&without).unwrap();
    auditor.row(&without).unwrap();
    let report = auditor.report(&proofs(&roles)).unwrap();
    assert_eq!((report.rows.read, report.rows.answered, report.rows.repeated), (7, 5, 2));
    assert_eq!((report.roles[0].assumed, report.roles[0].tokens), (5, 5));
    assert!(!report.rows.more_events);
}

#[test]
fn resource_control_policies_are_put_to_every_token() {
    let mut roles = read(&[(arn(1, 1), with_sub("repo:*"))]);
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
        "Action": "sts:AssumeRoleWithWebIdentity", "Resource": "*",
        "Condition": {"StringNotLike": {format!("{HOST}:sub"): "repo:octo-org/*"}}}]});
    let text = policy.to_string();
    roles.set_rcp(&[NamedText { name: "rcp.json", text: &text }]).unwrap();
    let mut world = world();
    world.rcp = roles.rcp().clone();
    let proofs: Vec<AuditProof> =
        roles.distinct().map(|role| AuditProof::of(role, &world).unwrap()).collect();
    assert_eq!(proofs[0].outcome, StrangersOutcome::None);
    let mut auditor = Auditor::new(&roles);
    for owner in ["octo-org", "evil"] {
        let claims = json!({"aud": "sts.amazonaws.com", "sub": format!("repo:{owner}/r:pull_request")});
        auditor.row(&claims.to_string()).unwrap();
    }
    let report = auditor.report(&proofs).unwrap();
    assert_eq!((report.roles[0].tokens, report.control_policies), (1, 1));
    let error = roles.set_rcp(&[NamedText { name: "rcp.json", text: "{}" }]).unwrap_err();
    assert_eq!(error.kind().code(), "POLICY_INVALID");
    assert!(error.path().starts_with("/rcp.json"), "{}", error.path());
}

#[test]
fn a_role_whose_policy_is_refused_cannot_be_asked() {
    let good = (arn(1, 1), with_sub("repo:o/r:pull_request"));
    let bad = (arn(2, 1), json!({"Version": "2012-10-17", "Statement": [{"Effect": "Perhaps"}]}));
    let text = details(&[good, bad]);
    let files = [
        NamedText { name: "roles.json", text: &text },
        NamedText { name: "half.json", text: r#"{"RoleDetailList": [{"RoleName": "# },
    ];
    let mut roles = AuditRoles::default();
    roles.add(&read_documents(&files, &ReadOptions::default()).unwrap());
    assert_eq!((roles.known().len(), roles.not_read().len()), (1, 1));
    assert_eq!(roles.not_read()[0].name, "half.json");
    let report = Auditor::new(&roles).report(&proofs(&roles)).unwrap();
    assert_eq!(report.not_asked[0].role, arn(2, 1));
    assert!(report.is_open());
}

fn with_sub(sub: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": format!("arn:aws:iam::000000000001:oidc-provider/{HOST}")},
        "Condition": {"StringLike": {format!("{HOST}:sub"): sub}},
    }]})
}

#[test]
fn only_what_changed_is_proved_again_and_compared() {
    let before = read(&[
        (arn(1, 1), with_sub("repo:octo-org/app:ref:refs/heads/main")),
        (arn(2, 1), with_sub("repo:octo-org/site:*")),
        (arn(3, 1), with_sub("repo:octo-org/old:*")),
    ]);
    let state = serde_json::to_string(&AuditState::new(&before, &proofs(&before), &world())).unwrap();
    let state = AuditState::read(&state).unwrap();
    let after = read(&[
        (arn(1, 1), with_sub("repo:octo-org/app:*")),
        (arn(2, 1), with_sub("repo:octo-org/site:*")),
        (arn(4, 1), with_sub("repo:octo-*")),
    ]);
    let known = state.known(&world());
    let kept: Vec<&str> = after
        .distinct()
        .filter(|role| known.contains_key(role.text.as_str()))
        .map(|role| role.arn.name())
        .collect();
    assert_eq!(kept, ["role-2"]);
    assert!(state.known(&World::of([Owner::new("octo-cat")])).is_empty());
    let changes = state.changes(&after, &world()).unwrap();
    assert_eq!((changes.new, changes.gone), (vec![arn(4, 1)], vec![arn(3, 1)]));
    let [change] = &*changes.changed else { panic!("{:?}", changes.changed) };
    assert_eq!((change.role.as_str(), change.relation), (arn(1, 1).as_str(), PolicyRelation::Wider));
    assert!(change.gained.is_some() && change.lost.is_none());
    let report: AuditReport = Auditor::new(&after).report(&proofs(&after)).unwrap();
    let strangers: Vec<StrangersOutcome> = report.roles.iter().map(|role| role.strangers).collect();
    assert_eq!(strangers, [StrangersOutcome::None, StrangersOutcome::None, StrangersOutcome::Some]);
    assert!(report.has_found());
}

#[test]
fn what_is_no_state_is_refused() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"version":2,"world":"","roles":{},"proofs":[]}"#,
        r#"{"version":1,"world":"","roles":{"a":0},"proofs":[]}"#,
    ] {
        assert_eq!(AuditState::read(text).unwrap_err().kind(), assumable::ErrorKind::InvalidValue, "{text}");
    }
}
