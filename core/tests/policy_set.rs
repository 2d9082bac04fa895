//! A set of roles answers as each of its roles does.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::aws::{ClaimsScope, Layer, PolicyKind, PolicySet, PolicyText, Provider, SetAnswer, SetRole};
use assumable::github::ClaimValue;
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const HOSTS: [&str; 4] = [
    "token.actions.githubusercontent.com",
    "token.actions.octo.ghe.com",
    "gitlab.com",
    "octo.example/_services/token",
];

const ROLES: [&str; 4] = [
    "arn:aws:iam::111111111111:role/a",
    "arn:aws:iam::222222222222:role/path/b",
    "arn:aws-cn:iam::333333333333:role/c",
    "arn:aws-us-gov:iam::111111111111:role/d",
];

const OPERATORS: [&str; 16] = [
    "StringEquals",
    "StringEquals",
    "StringLike",
    "StringLike",
    "StringEqualsIgnoreCase",
    "StringEqualsIfExists",
    "StringLikeIfExists",
    "StringNotEquals",
    "StringNotLike",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringEqualsIgnoreCase",
    "ArnLike",
    "Null",
    "IpAddress",
];

const VALUES: [&str; 22] = [
    "repo:o/r:ref:refs/heads/main",
    "repo:o/r:*",
    "repo:o/*",
    "repo:o/r?*",
    "*:pull_request",
    "*main",
    "*",
    "",
    "?",
    "a",
    "A",
    "a*",
    "*b",
    "a*b",
    "k",
    "\u{212a}",
    "é",
    "12",
    "true",
    "sts.amazonaws.com",
    "${token.actions.githubusercontent.com:actor}*",
    "repo:${aws:RequestTag/team}/*",
];

fn key() -> impl Strategy<Value = String> {
    let claims =
        ["sub", "aud", "oaud", "amr", "repository", "actor", "Actor", "environment", "enterprise", "made_up"];
    let own =
        (select(HOSTS.to_vec()), select(claims.to_vec())).prop_map(|(host, claim)| format!("{host}:{claim}"));
    let upper = Just("TOKEN.actions.githubusercontent.com:SUB".to_owned());
    let others = select(vec![
        "aws:SourceIp",
        "aws:RequestTag/team",
        "aws:FederatedProvider",
        "aws:ResourceAccount",
        "sts:RoleSessionName",
        "sts:RoleAuthorizedByIdp",
        "github.com/enterprises/octo:sub",
    ]);
    prop_oneof![8 => own, 1 => upper, 1 => others.prop_map(str::to_owned)]
}

fn test() -> impl Strategy<Value = (String, String, Vec<String>)> {
    (select(OPERATORS.to_vec()), key(), prop::collection::vec(select(VALUES.to_vec()), 0..3)).prop_map(
        |(operator, key, values)| {
            let values = if operator == "Null" { vec!["true"] } else { values };
            (operator.to_owned(), key, values.into_iter().map(str::to_owned).collect())
        },
    )
}

fn principal() -> impl Strategy<Value = Value> {
    let accounts = [
        "aws:iam::111111111111",
        "aws:iam::222222222222",
        "aws-cn:iam::333333333333",
        "aws-us-gov:iam::111111111111",
    ];
    let federated = (select(accounts.to_vec()), select(HOSTS.to_vec()))
        .prop_map(|(account, host)| format!("arn:{account}:oidc-provider/{host}"));
    let every: Vec<String> = accounts
        .iter()
        .flat_map(|account| HOSTS.map(|host| format!("arn:{account}:oidc-provider/{host}")))
        .collect();
    prop_oneof![
        12 => Just(json!({"Federated": every})),
        3 => prop::collection::vec(federated, 1..4).prop_map(|arns| json!({"Federated": arns})),
        1 => Just(json!("*")),
        1 => Just(json!({"AWS": "111111111111"})),
    ]
}

fn statement() -> impl Strategy<Value = Value> {
    let action = select(vec![
        json!("sts:AssumeRoleWithWebIdentity"),
        json!("sts:*"),
        json!(["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]),
        json!("sts:TagSession"),
        json!("sts:AssumeRole"),
    ]);
    let action = prop_oneof![3 => Just(json!("sts:AssumeRoleWithWebIdentity")), 1 => action];
    let tests =
        prop_oneof![2 => prop::collection::vec(test(), 1..2), 1 => prop::collection::vec(test(), 0..4)];
    (prop::bool::weighted(0.8), principal(), action, tests).prop_map(|(allow, principal, action, tests)| {
        let mut condition: Map<String, Value> = Map::new();
        for (operator, key, values) in tests {
            condition.entry(operator).or_insert_with(|| json!({}))[key] = json!(values);
        }
        let effect = if allow { "Allow" } else { "Deny" };
        json!({"Effect": effect, "Principal": principal, "Action": action, "Condition": condition})
    })
}

fn role() -> impl Strategy<Value = SetRole> {
    let provider = prop::option::weighted(0.2, (select(HOSTS.to_vec()), any::<bool>()));
    let rcp = prop::option::weighted(0.2, test());
    (select(ROLES.to_vec()), prop::collection::vec(statement(), 1..4), provider, rcp).prop_filter_map(
        "IAM stores it",
        |(arn, statements, provider, rcp)| {
            let document = json!({"Version": "2012-10-17", "Statement": statements});
            let policy: TrustPolicy = document.to_string().parse().ok()?;
            let mut role = SetRole::new(arn.parse().unwrap(), policy);
            if let Some((host, registered)) = provider {
                let partition: Vec<&str> = arn.split(':').collect();
                let provider = format!("arn:{}:iam::{}:oidc-provider/{host}", partition[1], partition[4]);
                let ids = if registered { vec!["sts.amazonaws.com", "a"] } else { vec!["other"] };
                role = role.with_provider(Provider::new(provider.parse().unwrap()).with_client_ids(ids));
            }
            if let Some((operator, key, values)) = rcp {
                let document = json!({"Version": "2012-10-17", "Statement": [{
                    "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*",
                    "Condition": {operator: {key: values}},
                }]});
                let policy = PolicyText::read(&document.to_string(), PolicyKind::ResourceControl).ok()?;
                role = role.with_rcp(Layer::Given(vec![policy]));
            }
            Some(role)
        },
    )
}

/// Roles that let in all but some: many are alike but for whom they leave out.
fn role_for_all_but_some() -> impl Strategy<Value = SetRole> {
    let negated = (
        select(vec!["StringNotEquals", "StringNotLike", "StringNotLike", "StringNotEqualsIfExists"]),
        select(vec!["sub", "sub", "sub", "actor", "repository", "made_up"]),
        prop::collection::vec(select(VALUES.to_vec()), 1..4),
    );
    let statement = (
        prop::bool::weighted(0.85),
        prop::collection::vec(negated, 0..3),
        prop::bool::ANY,
        prop::option::weighted(0.1, test()),
    );
    let statement = statement.prop_map(|(allow, negated, with_audience, other)| {
        let mut condition: Map<String, Value> = Map::new();
        let audience = with_audience.then(|| {
            ("StringEquals".to_owned(), format!("{}:aud", HOSTS[0]), vec!["sts.amazonaws.com".to_owned()])
        });
        let negated = negated.into_iter().map(|(operator, claim, values)| {
            let values = values.into_iter().map(str::to_owned).collect();
            (operator.to_owned(), format!("{}:{claim}", HOSTS[0]), values)
        });
        for (operator, key, values) in negated.chain(audience).chain(other) {
            condition.entry(operator).or_insert_with(|| json!({}))[key] = json!(values);
        }
        let accounts =
            ["aws:iam::111111111111", "aws:iam::222222222222", "aws-cn:iam::333333333333", "aws-us-gov:iam::111111111111"];
        let providers = accounts.map(|account| format!("arn:{account}:oidc-provider/{}", HOSTS[0]));
        let effect = if allow { "Allow" } else { "Deny" };
        json!({"Effect": effect, "Principal": {"Federated": providers}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition})
    });
    let provider = prop::option::weighted(0.2, any::<bool>());
    let role = (select(ROLES.to_vec()), prop::collection::vec(statement, 1..3), provider);
    role.prop_filter_map("IAM stores it", |(arn, statements, provider)| {
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        let role = SetRole::new(arn.parse().unwrap(), document.to_string().parse().ok()?);
        let Some(registered) = provider else { return Some(role) };
        let parts: Vec<&str> = arn.split(':').collect();
        let provider = format!("arn:{}:iam::{}:oidc-provider/{}", parts[1], parts[4], HOSTS[0]);
        let ids = if registered { vec!["sts.amazonaws.com", "a"] } else { vec!["other"] };
        Some(role.with_provider(Provider::new(provider.parse().unwrap()).with_client_ids(ids)))
    })
}

fn value() -> impl Strategy<Value = ClaimValue> {
    let text = select(VALUES.to_vec()).prop_map(|text| ClaimValue::Text(text.replace('*', "x")));
    prop_oneof![
        12 => text,
        1 => Just(ClaimValue::Number("12".into())),
        1 => Just(ClaimValue::Bool(true)),
        1 => Just(ClaimValue::Absent),
        1 => Just(ClaimValue::List(vec!["a".into(), "b".into()])),
    ]
}

fn of_pairs<'n>(pairs: impl IntoIterator<Item = (&'n str, ClaimValue)>) -> Claims {
    let mut claims = Claims::new();
    for (name, value) in pairs {
        claims.set(name, value);
    }
    claims
}

fn token() -> impl Strategy<Value = Claims> {
    let issuers = HOSTS.map(|host| format!("https://{host}"));
    let issuer = prop::option::weighted(
        0.8,
        select([&issuers[..], &["https://gitlab.com/".to_owned(), "no url".to_owned()]].concat()),
    );
    let names = [
        "sub",
        "aud",
        "azp",
        "amr",
        "repository",
        "actor",
        "environment",
        "ENVIRONMENT",
        "enterprise",
        "made_up",
        "run_id",
    ];
    let claims = prop::collection::vec((select(names.to_vec()), value()), 0..8);
    let sub = prop::option::weighted(0.9, select(VALUES.to_vec()));
    let tags = prop::bool::weighted(0.1);
    let roles = prop::option::weighted(0.1, select(ROLES.to_vec()));
    (issuer, sub, claims, tags, roles).prop_map(|(issuer, sub, claims, tags, roles)| {
        let mut token = of_pairs(claims);
        if let Some(issuer) = issuer {
            token.set("iss", ClaimValue::Text(issuer));
        }
        if let Some(sub) = sub {
            token.set("sub", ClaimValue::Text(sub.replace('*', "x")));
        }
        if tags {
            let team = ("team".to_owned(), ClaimValue::List(vec!["o".into()]));
            let tags =
                ClaimValue::Object(vec![("principal_tags".to_owned(), ClaimValue::Object(vec![team]))]);
            token.set("https://aws.amazon.com/tags", tags);
        }
        if let Some(role) = roles {
            token.set("https://aws.amazon.com/roles", ClaimValue::List(vec![role.into()]));
        }
        token
    })
}

fn options() -> impl Strategy<Value = TrustOptions> {
    let context = prop::option::weighted(0.3, (key(), prop::option::of(select(VALUES.to_vec()))));
    let day = prop::option::weighted(0.2, Just("2025-01-01"));
    (prop::bool::weighted(0.3), context, day).prop_map(|(partial, context, day)| {
        let mut options = TrustOptions::default();
        if partial {
            options = options.with_claims_scope(ClaimsScope::Partial);
        }
        if let Some((key, value)) = context {
            options = options.with_context(vec![(key, value.map(|value| vec![value.to_owned()]))]);
        }
        if let Some(day) = day {
            options = options.with_as_of(day);
        }
        options
    })
}

/// What each role says, one after the other.
fn one_by_one(set: &PolicySet, claims: &Claims) -> Vec<(usize, Verdict)> {
    let verdict = |role| set.check(role, claims).unwrap().unwrap().verdict;
    (0..set.roles().len())
        .map(|role| (role, verdict(role)))
        .filter(|(_, verdict)| *verdict != Verdict::Denied)
        .collect()
}

fn told(answers: &[SetAnswer]) -> Vec<(usize, Verdict)> {
    answers.iter().map(|answer| (answer.role, answer.decision.verdict)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
    ))]

    #[test]
    fn a_set_answers_as_its_roles_do(
        roles in prop::collection::vec(role(), 0..8),
        tokens in prop::collection::vec(token(), 1..6),
        options in options(),
    ) {
        let set = PolicySet::new(roles, &options);
        let mut asker = set.asker();
        for claims in tokens.iter().chain(&tokens) {
            let expected = one_by_one(&set, claims);
            prop_assert_eq!(told(asker.ask(claims).unwrap()), expected, "{:?}", claims);
        }
    }

    #[test]
    fn roles_that_let_in_all_but_some_answer_as_they_do_alone(
        roles in prop::collection::vec(prop_oneof![8 => role_for_all_but_some(), 1 => role()], 2..12),
        tokens in prop::collection::vec(token(), 1..8),
        options in prop_oneof![3 => Just(TrustOptions::default()), 1 => options()],
    ) {
        let set = PolicySet::new(roles, &options);
        let mut asker = set.asker();
        for claims in &tokens {
            let expected = one_by_one(&set, claims);
            prop_assert_eq!(told(asker.ask(claims).unwrap()), expected, "{:?}", claims);
        }
    }

    /// A claim that `claims` does not name changes nothing.
    #[test]
    fn only_the_claims_that_are_named_decide(
        roles in prop::collection::vec(role(), 0..4),
        claims in token(),
        options in options(),
    ) {
        let set = PolicySet::new(roles, &options);
        let decides = |name: &str| set.claims().any(|known| known.eq_ignore_ascii_case(name));
        let fewer = of_pairs(claims.iter().filter(|(name, _)| decides(name)).map(|(name, value)| (name, value.clone())));
        let mut asker = set.asker();
        let whole = told(asker.ask(&claims).unwrap());
        prop_assert_eq!(told(asker.ask(&fewer).unwrap()), whole);
    }
}

/// The roles of an organisation: one for each repository and environment.
fn organisation(roles: usize) -> PolicySet {
    let one = |number: usize| {
        let sub = format!("repo:octo-org/repo-{number}:environment:production");
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": format!("arn:aws:iam::111111111111:oidc-provider/{}", HOSTS[0])},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {format!("{}:sub", HOSTS[0]): sub}},
        }]});
        let arn = format!("arn:aws:iam::111111111111:role/deploy-{number}");
        SetRole::new(arn.parse().unwrap(), policy.to_string().parse().unwrap())
    };
    PolicySet::new((0..roles).map(one), &TrustOptions::default())
}

#[test]
fn a_token_is_put_only_to_the_roles_that_it_may_get_into() {
    let set = organisation(500);
    let mut asker = set.asker();
    let token = |run: &str| {
        let sub = "repo:octo-org/repo-7:environment:production";
        [("sub", sub), ("aud", "sts.amazonaws.com"), ("run_id", run)].into_iter().collect::<Claims>()
    };
    let answers = asker.ask(&token("1")).unwrap().to_vec();
    assert_eq!(told(&answers), [(7, Verdict::Allowed)]);
    assert_eq!(set.roles()[7].arn().unwrap().name(), "deploy-7");
    // No role tests the run, so that the second token is known already.
    assert_eq!(told(asker.ask(&token("2")).unwrap()), [(7, Verdict::Allowed)]);
    assert_eq!((asker.tokens(), asker.candidates()), (2, 1));
}

/// Roles that let in all but one repository each are asked together: only the one that leaves the token out is looked at.
#[test]
fn roles_that_let_in_all_but_some_are_asked_at_once() {
    let one = |number: usize| {
        let policy = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": format!("arn:aws:iam::111111111111:oidc-provider/{}", HOSTS[0])},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringNotLike": {format!("{}:sub", HOSTS[0]): format!("repo:octo-org/repo-{number}:*:*")}},
        }]});
        let arn = format!("arn:aws:iam::111111111111:role/deploy-{number}");
        SetRole::new(arn.parse().unwrap(), policy.to_string().parse().unwrap())
    };
    let set = PolicySet::new((0..100).map(one), &TrustOptions::default());
    let mut asker = set.asker();
    let token = [("sub", "repo:octo-org/repo-7:environment:production"), ("aud", "sts.amazonaws.com")];
    let answers = told(asker.ask(&token.into_iter().collect()).unwrap());
    assert_eq!(answers.len(), 99);
    assert!(answers.iter().all(|(role, verdict)| *role != 7 && *verdict == Verdict::Allowed));
    assert_eq!(asker.candidates(), 1);
}

#[test]
fn an_empty_set_lets_nobody_in() {
    let set = PolicySet::new([], &TrustOptions::default());
    assert!(set.asker().ask(&Claims::new()).unwrap().is_empty());
    assert!(set.check(0, &Claims::new()).is_none());
}

/// One role with one test, of a claim of GitHub's.
fn one_role(arn: &str, operator: &str, claim: &str, value: &str) -> PolicySet {
    let parts: Vec<&str> = arn.split(':').collect();
    let provider = format!("arn:{}:iam::{}:oidc-provider/{}", parts[1], parts[4], HOSTS[0]);
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {operator: {format!("{}:{claim}", HOSTS[0]): value}},
    }]});
    let role = SetRole::new(arn.parse().unwrap(), policy.to_string().parse().unwrap());
    PolicySet::new([role], &TrustOptions::default())
}

#[test]
fn other_letters_and_doubtful_values_are_found() {
    let claims = |name: &str, value: &str| {
        [("sub", "repo:o/r:pull_request"), ("aud", "sts.amazonaws.com"), (name, value)].into_iter().collect()
    };
    // The sign of Kelvin is a K without regard to case, and is not of ASCII.
    let folded = one_role(ROLES[0], "StringEqualsIgnoreCase", "actor", "k");
    let kelvin: Claims = claims("actor", "\u{212a}");
    // Whether AWS fills GitHub's keys in other partitions is not documented.
    let elsewhere = one_role(ROLES[2], "StringEquals", "repository", "o/r");
    let known: Claims = claims("repository", "o/r");
    for (set, claims) in [(folded, kelvin), (elsewhere, known)] {
        let expected = one_by_one(&set, &claims);
        assert_eq!(expected.len(), 1);
        assert_eq!(told(set.asker().ask(&claims).unwrap()), expected);
    }
}
