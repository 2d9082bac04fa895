//! Sets of roles.

use assumable::aws::{ClaimsScope, Layer, PolicyKind, PolicySet, PolicyText, Provider, SetRole};
use assumable::github::ClaimValue;
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use serde_json::{Value, json};

use crate::draw::Draw;

const HOSTS: [&str; 3] = ["token.actions.githubusercontent.com", "gitlab.com", "token.actions.octo.ghe.com"];
const ACCOUNTS: [&str; 3] =
    ["arn:aws:iam::111111111111", "arn:aws:iam::222222222222", "arn:aws-cn:iam::333333333333"];
const CLAIMS: [&str; 10] =
    ["sub", "aud", "repository", "actor", "ACTOR", "environment", "enterprise", "made_up", "azp", "run_id"];
const OPERATORS: [&str; 14] = [
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringLikeIfExists",
    "StringNotEqualsIfExists",
    "ForAnyValue:StringLike",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringNotLike",
    "ArnLike",
    "NumericLessThan",
    "Bool",
    "Null",
];
const VALUES: [&str; 14] = [
    "repo:o/r:pull_request",
    "repo:o/r:ref:refs/heads/main",
    "repo:o/*",
    "*:pull_request",
    "*r:*",
    "*",
    "",
    "a",
    "A",
    "\u{212a}",
    "true",
    "12",
    "sts.amazonaws.com",
    "repo:o/${token.actions.githubusercontent.com:actor}:*",
];

/// Any roles and tokens: a set answers as each of its roles does, whether it is asked the first time or again, and for all
/// claims or only those that it names.
pub fn set(data: &[u8]) {
    let mut draw = Draw::new(data);
    let mut options = TrustOptions::default();
    if draw.once_in(3) {
        options = options.with_claims_scope(ClaimsScope::Partial);
    }
    if draw.once_in(6) {
        let value = if draw.once_in(3) { None } else { Some(vec![value(&mut draw)]) };
        options = options.with_context(vec![(key(&mut draw), value)]);
    }
    let roles: Vec<SetRole> = (0..=draw.below(6)).filter_map(|_| role(&mut draw)).collect();
    let tokens: Vec<Claims> = (0..=draw.below(4)).map(|_| token(&mut draw)).collect();
    let set = PolicySet::new(roles, &options);
    let mut asker = set.asker();
    let mut seen = Vec::new();
    for claims in tokens.iter().chain(&tokens) {
        let asked = asker.ask(claims);
        let alone: Result<Vec<(usize, Verdict)>, _> = (0..set.roles().len())
            .map(|role| set.check(role, claims).unwrap().map(|report| (role, report.verdict)))
            .collect();
        let Ok(mut alone) = alone else { continue };
        alone.retain(|(_, verdict)| *verdict != Verdict::Denied);
        let told = |answers: &[assumable::aws::SetAnswer]| -> Vec<(usize, Verdict)> {
            answers.iter().map(|answer| (answer.role, answer.decision.verdict)).collect()
        };
        assert_eq!(told(asked.unwrap()), alone);
        let mut named = Claims::new();
        for (name, value) in claims.iter() {
            if set.claims().any(|known| known.eq_ignore_ascii_case(name)) {
                named.set(name, value.clone());
            }
        }
        seen.push((named, alone));
    }
    let mut fresh = set.asker();
    for (claims, alone) in seen {
        let answers = fresh.ask(&claims).unwrap();
        let told: Vec<(usize, Verdict)> =
            answers.iter().map(|answer| (answer.role, answer.decision.verdict)).collect();
        assert_eq!(told, alone);
    }
}

fn value(draw: &mut Draw<'_>) -> String {
    if draw.once_in(4) { draw.text(6) } else { draw.pick(&VALUES).to_owned() }
}

fn key(draw: &mut Draw<'_>) -> String {
    if draw.once_in(6) {
        let others = ["aws:SourceIp", "aws:FederatedProvider", "aws:ResourceAccount", "sts:RoleSessionName"];
        return draw.pick(&others).to_owned();
    }
    // GitHub's host and the subject come first, so that few bytes make a usual policy.
    let host = if draw.once_in(4) { draw.pick(&HOSTS) } else { HOSTS[0] };
    let claim = if draw.once_in(2) { draw.pick(&CLAIMS) } else { "sub" };
    format!("{host}:{claim}")
}

fn condition(draw: &mut Draw<'_>) -> Value {
    let mut condition = json!({});
    for _ in 0..draw.below(4) {
        let operator = draw.pick(&OPERATORS);
        let values: Vec<String> = match operator {
            "Null" => vec![draw.once_in(2).to_string()],
            _ => (0..=draw.below(3)).map(|_| value(draw)).collect(),
        };
        condition[operator][key(draw)] = json!(values);
    }
    condition
}

fn role(draw: &mut Draw<'_>) -> Option<SetRole> {
    let account = draw.pick(&ACCOUNTS);
    let statement = |draw: &mut Draw<'_>| {
        let issuers: Vec<String> =
            (0..=draw.below(3)).map(|at| format!("{account}:oidc-provider/{}", HOSTS[at])).collect();
        let principal = match draw.below(12) {
            10 => json!("*"),
            11 => json!({"Federated": format!("{}:oidc-provider/{}", draw.pick(&ACCOUNTS), HOSTS[0])}),
            _ => json!({"Federated": issuers}),
        };
        let actions = ["sts:AssumeRoleWithWebIdentity", "sts:*", "sts:AssumeRole", "sts:TagSession"];
        let action = if draw.once_in(5) { draw.pick(&actions) } else { actions[0] };
        let effect = if draw.once_in(4) { "Deny" } else { "Allow" };
        json!({"Effect": effect, "Principal": principal, "Action": action, "Condition": condition(draw)})
    };
    let statements: Vec<Value> = (0..=draw.below(3)).map(|_| statement(draw)).collect();
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    let policy: TrustPolicy = document.to_string().parse().ok()?;
    let mut role = SetRole::new(format!("{account}:role/r").parse().ok()?, policy);
    if draw.once_in(4) {
        let owner = if draw.once_in(4) { draw.pick(&ACCOUNTS) } else { account };
        let arn = format!("{owner}:oidc-provider/{}", draw.pick(&HOSTS)).parse().ok()?;
        let provider = Provider::new(arn).with_client_ids(["sts.amazonaws.com"]);
        role = role.with_provider(if draw.once_in(4) { provider.with_reachable(false) } else { provider });
    }
    match draw.below(8) {
        6 => role = role.with_rcp(Layer::Unknown),
        7 => {
            let document = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
                "Action": "sts:*", "Resource": "*", "Condition": condition(draw)}]});
            let policy = PolicyText::read(&document.to_string(), PolicyKind::ResourceControl).ok()?;
            role = role.with_rcp(Layer::Given(vec![policy]));
        }
        _ => {}
    }
    Some(role)
}

fn token(draw: &mut Draw<'_>) -> Claims {
    let mut claims = Claims::new();
    if !draw.once_in(8) {
        claims.set("sub", ClaimValue::Text(value(draw).replace('*', "x")));
    }
    if draw.once_in(3) {
        claims.set("iss", ClaimValue::Text(format!("https://{}", draw.pick(&HOSTS))));
    }
    for _ in 0..draw.below(5) {
        let text = value(draw);
        let value = match draw.below(8) {
            4 => ClaimValue::Number("12".to_owned()),
            5 => ClaimValue::Bool(true),
            6 => ClaimValue::Absent,
            7 => ClaimValue::List(vec![ClaimValue::Text(text)]),
            _ => ClaimValue::Text(text.replace('*', "x")),
        };
        claims.set(draw.pick(&CLAIMS), value);
    }
    match draw.below(16) {
        14 => {
            let roles = vec![ClaimValue::Text(format!("{}:role/r", ACCOUNTS[0]))];
            claims.set("https://aws.amazon.com/roles", ClaimValue::List(roles));
        }
        15 => claims.set("https://aws.amazon.com/source_identity", ClaimValue::Text(value(draw))),
        _ => {}
    }
    claims
}
