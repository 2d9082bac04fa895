//! Exact answers: every witness is minted and does what the answer says, and no token near the policy says otherwise.

use assumable::analysis::{
    Class, Decided, Ground, Intent, OutsidersOutcome, Owner, OwnerTemplate, PolicyRelation, ProofOutcome,
    SubjectForm, TokenSet, WhoOutcome, WitnessToken, World, model,
};
use assumable::aws::Layer;
use assumable::github::{ClaimValue, GhesVersion, Platform};
use assumable::limits::MAX_STATES;
use assumable::{Claims, Error, ErrorKind, SubjectTemplate, TrustOptions, TrustPolicy, Verdict};
use serde_json::{Map, Value, json};

use crate::draw::Draw;

const CLOUD: &str = "token.actions.githubusercontent.com";
const SERVER: &str = "github.example.com/_services/token";
/// How many tokens are put beside each set of answers.
const TOKENS: usize = 30;

const OPERATORS: [&str; 10] = [
    "StringLike",
    "StringEquals",
    "StringNotLike",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "Null",
    "ArnLike",
    "NumericGreaterThan",
    "Bool",
];

/// Patterns for each claim that a test or a class may look at; `event_name` is not a key of AWS.
const TESTS: [(&str, &[&str]); 14] = [
    (
        "sub",
        &[
            "repo:octo-org/app:*",
            "repo:octo-org*",
            "repo:octo-org/*:ref:refs/heads/main",
            "*repo:octo-org/app:*",
            "*:environment:production",
            "repo:octo-org/app:environment:p*",
            "repo:octo-org@1/app@7:*",
            "repo:octo-org@*/app@*:ref:refs/heads/main",
            "*:job_workflow_ref:octo-org/ci/.github/workflows/b.yml@*",
            "*:pull_request",
            "workflow:*:repo:octo-org/app:*",
            "repo:${*}:*",
            "*",
        ],
    ),
    ("repository", &["octo-org/app", "octo-org/*", "*/app"]),
    ("repository_owner", &["octo-org", "octo-*"]),
    ("repository_owner_id", &["1", "1?"]),
    ("repository_id", &["7", "*7"]),
    ("ref", &["refs/heads/main", "refs/heads/*", "refs/tags/v?", "refs/pull/*", "*"]),
    ("environment", &["production", "prod*", "*:*", "*", "straße"]),
    ("job_workflow_ref", &["octo-org/ci/.github/workflows/b.yml@*", "octo-org/*@refs/heads/main"]),
    ("workflow", &["CI", "*:repo:*", "*"]),
    ("actor", &["octocat", "octo*", "${token.actions.githubusercontent.com:repository_owner}"]),
    ("aud", &["sts.amazonaws.com", "https://github.com/octo-org", "*"]),
    ("actor_id", &["3"]),
    ("enterprise_id", &["5"]),
    ("event_name", &["push", "pull_request*"]),
];
/// Keys that no claim fills.
const OTHER_KEYS: [(&str, &str); 3] =
    [("sts:RoleSessionName", "deploy-*"), ("aws:SourceIp", "10.0.0.1"), ("aws:PrincipalTag/team", "a")];
const TEMPLATES: [&[&str]; 5] = [
    &[],
    &["repo", "context", "job_workflow_ref"],
    &["job_workflow_ref"],
    &["workflow", "repo"],
    &["repo", "ref"],
];

/// Bytes that make a policy, a world, sets of tokens and tokens; or, from `{` on, a policy as it is written.
pub fn analysis(data: &[u8]) {
    if data.first() == Some(&b'{') {
        let Some(policy) = crate::text(data).and_then(|text| text.parse::<TrustPolicy>().ok()) else {
            return;
        };
        let world = World::of([Owner::new("octo-org")]);
        return Asked { policy: &policy, world: &world, draw: &mut Draw::new(&[]) }.everything(&policy);
    }
    let draw = &mut Draw::new(data);
    let world = world(draw);
    let issuer = if world.platform.is_some() { SERVER } else { CLOUD };
    let statements: Vec<Value> = (0..=draw.below(3)).map(|number| statement(draw, issuer, number)).collect();
    let more = [statements.as_slice(), &[statement(draw, issuer, 1)]].concat();
    let read = |statements: &[Value]| -> Option<TrustPolicy> {
        json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().ok()
    };
    let (Some(policy), Some(more)) = (read(&statements), read(&more)) else { return };
    Asked { policy: &policy, world: &world, draw }.everything(&more);
}

fn statement(draw: &mut Draw<'_>, issuer: &str, number: usize) -> Value {
    let mut conditions: Map<String, Value> = Map::new();
    for _ in 0..=draw.below(3) {
        let (key, mut values) = if draw.once_in(12) {
            let (key, value) = draw.pick(&OTHER_KEYS);
            (key.to_owned(), vec![value.to_owned()])
        } else {
            let (claim, values) = draw.pick(&TESTS);
            let values = (0..=draw.below(2)).map(|_| value(draw, values)).collect();
            (format!("{issuer}:{claim}"), values)
        };
        let operator = draw.pick(&OPERATORS);
        let name = match operator {
            "Null" => {
                values = vec![if draw.once_in(2) { "true" } else { "false" }.to_owned()];
                operator.to_owned()
            }
            _ => {
                let prefix = draw.pick(&["", "", "", "ForAnyValue:", "ForAllValues:"]);
                let suffix = draw.pick(&["", "", "IfExists"]);
                format!("{prefix}{operator}{suffix}")
            }
        };
        conditions.insert(name, json!({key: values}));
    }
    let effect = if number > 0 && draw.once_in(3) { "Deny" } else { "Allow" };
    json!({"Effect": effect, "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{issuer}")},
        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": conditions})
}

/// One of the patterns, perhaps cut or with more in its middle.
fn value(draw: &mut Draw<'_>, values: &[&str]) -> String {
    let mut text = draw.pick(values).to_owned();
    if !draw.once_in(3) {
        return text;
    }
    let at = draw.below(text.chars().count() + 1);
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    match draw.below(3) {
        0 => text.truncate(at),
        1 => text.insert_str(at, draw.pick(&["*", "?", "x", ":", "@", "é"])),
        _ => text.insert_str(at, &draw.text(3)),
    }
    text
}

fn world(draw: &mut Draw<'_>) -> World {
    let mut owner = Owner::new("octo-org");
    owner.id = draw.once_in(2).then(|| "1".to_owned());
    let template = draw.pick(&TEMPLATES);
    owner.template =
        if draw.once_in(4) { OwnerTemplate::Unknown } else { OwnerTemplate::Keys(keys(template)) };
    owner.form = draw.pick(&[SubjectForm::Legacy, SubjectForm::Immutable, SubjectForm::Either]);
    if draw.once_in(4) {
        owner.repositories = vec!["app".to_owned()];
    }
    let mut world = World::of([owner]);
    world.strangers = !draw.once_in(8);
    world.callable = !draw.once_in(4);
    world.recycled = draw.once_in(4);
    world.undocumented = draw.once_in(8);
    if draw.once_in(4) {
        world.repository_ids = vec![("7".to_owned(), "octo-org/app".to_owned())];
    }
    if draw.once_in(4) {
        world.audiences = vec!["sts.amazonaws.com".to_owned()];
    }
    if draw.once_in(8) {
        world.rcp = Layer::Unknown;
    }
    if draw.once_in(6) {
        world.context = vec![("aws:SourceIp".to_owned(), Some(vec!["10.0.0.1".to_owned()]))];
    }
    if draw.once_in(6) {
        let version: Option<GhesVersion> = draw.pick(&["3.17", "3.19"]).parse().ok();
        world.platform = Some(Platform::Ghes(version));
    }
    world
}

fn keys(keys: &[&str]) -> Option<Vec<String>> {
    (!keys.is_empty()).then(|| keys.iter().map(|key| (*key).to_owned()).collect())
}

fn classes(draw: &mut Draw<'_>) -> TokenSet {
    let mut one = || {
        let mut class = Class::default();
        for _ in 0..=draw.below(2) {
            let (claim, values) = draw.pick(&TESTS);
            let patterns: Vec<Option<String>> =
                (0..=draw.below(2)).map(|_| (!draw.once_in(6)).then(|| value(draw, values))).collect();
            let list = if draw.once_in(4) { &mut class.not } else { &mut class.claims };
            if !list.iter().any(|(known, _)| known == claim) {
                list.push((claim.to_owned(), patterns));
            }
        }
        class
    };
    [one(), one()].into_iter().collect()
}

/// A policy in a world, with what is left of the bytes.
struct Asked<'a, 'd> {
    policy: &'a TrustPolicy,
    world: &'a World,
    draw: &'a mut Draw<'d>,
}

/// A token near the policy.
struct Near {
    claims: Claims,
    verdicts: [Verdict; 2],
    is_ours: bool,
}

impl Asked<'_, '_> {
    fn everything(&mut self, other: &TrustPolicy) {
        let set = classes(self.draw);
        let tokens: Vec<Near> = (0..TOKENS).filter_map(|_| self.near(other)).collect();
        self.prove(&set, &tokens);
        self.outsiders(&tokens);
        self.compare(other, &tokens);
        self.decide(&set, &tokens);
        self.who(&tokens);
    }

    fn prove(&self, set: &TokenSet, tokens: &[Near]) {
        let intent = Intent::only(set.classes.iter().cloned());
        let report = answered(self.policy.prove(&intent, self.world));
        bounded(&report.ground, report.outcome == ProofOutcome::GaveUp);
        if report.outcome == ProofOutcome::Fails {
            let token = report.counterexample.as_ref().expect("a proof that fails has a counterexample");
            self.confirm(token, self.policy, Verdict::Allowed);
            assert!(!set.holds(&token.claims), "{} is in the intent", token.text);
        }
        for token in tokens {
            let found = token.verdicts[0];
            match report.outcome {
                ProofOutcome::GaveUp => return,
                _ if set.holds(&token.claims) => {}
                ProofOutcome::Holds => assert_eq!(found, Verdict::Denied, "{:?}", token.claims),
                ProofOutcome::Undetermined => {
                    assert!(found != Verdict::Allowed || is_loose(&report.ground), "{:?}", token.claims);
                }
                ProofOutcome::Fails => {}
                other => panic!("{other:?} is not known here"),
            }
            // Vacuous is what nobody enters for certain: a test that only single tokens decide may let one in.
            let may_enter = !report.vacuous || is_loose(&report.ground);
            assert!(may_enter || found != Verdict::Allowed, "vacuous, and {:?} gets in", token.claims);
        }
    }

    fn outsiders(&self, tokens: &[Near]) {
        let report = answered(self.policy.outsiders(self.world));
        bounded(&report.ground, report.outcome == OutsidersOutcome::GaveUp);
        if report.outcome == OutsidersOutcome::Some {
            let token = report.witness.as_ref().expect("outsiders that get in have a witness");
            self.confirm(token, self.policy, Verdict::Allowed);
        }
        for token in tokens.iter().filter(|token| !token.is_ours) {
            let found = token.verdicts[0];
            match report.outcome {
                OutsidersOutcome::None => assert_eq!(found, Verdict::Denied, "{:?}", token.claims),
                OutsidersOutcome::Undetermined => {
                    assert!(found != Verdict::Allowed || is_loose(&report.ground), "{:?}", token.claims);
                }
                OutsidersOutcome::Some | OutsidersOutcome::GaveUp => {}
                other => panic!("{other:?} is not known here"),
            }
        }
    }

    /// The answer is the same from either side, and a policy is equal to itself.
    fn compare(&self, new: &TrustPolicy, tokens: &[Near]) {
        let report = answered(self.policy.compare(new, self.world));
        bounded(&report.ground, report.relation == PolicyRelation::GaveUp);
        let own = answered(self.policy.compare(self.policy, self.world)).relation;
        assert!(matches!(own, PolicyRelation::Equal | PolicyRelation::GaveUp), "{own:?} to itself");
        let back = answered(new.compare(self.policy, self.world)).relation;
        let turned = match report.relation {
            PolicyRelation::Narrower => PolicyRelation::Wider,
            PolicyRelation::Wider => PolicyRelation::Narrower,
            same => same,
        };
        assert!(
            back == turned || [back, turned].contains(&PolicyRelation::GaveUp),
            "{turned:?}, not {back:?}"
        );
        let certain = matches!(
            report.relation,
            PolicyRelation::Narrower | PolicyRelation::Wider | PolicyRelation::Incomparable
        );
        if certain {
            for (token, by, not) in [(&report.lost, self.policy, new), (&report.gained, new, self.policy)] {
                let Some(token) = token else { continue };
                self.confirm(token, by, Verdict::Allowed);
                self.confirm(token, not, Verdict::Denied);
            }
        }
        for token in tokens {
            let lost = token.verdicts == [Verdict::Allowed, Verdict::Denied];
            let gained = token.verdicts == [Verdict::Denied, Verdict::Allowed];
            let wrong = match report.relation {
                PolicyRelation::Equal => lost || gained,
                PolicyRelation::Narrower => gained,
                PolicyRelation::Wider => lost,
                _ => false,
            };
            assert!(!wrong, "{:?} for {:?}, said to be {:?}", token.verdicts, token.claims, report.relation);
        }
    }

    fn decide(&self, set: &TokenSet, tokens: &[Near]) {
        let report = answered(self.policy.decide_set(set, self.world));
        bounded(&report.ground, report.outcome == Decided::GaveUp);
        for (token, verdict) in [(&report.admitted, Verdict::Allowed), (&report.refused, Verdict::Denied)] {
            let Some(token) = token else { continue };
            self.confirm(token, self.policy, verdict);
            assert!(set.holds(&token.claims), "{} is not in the set", token.text);
        }
        for token in tokens.iter().filter(|token| set.holds(&token.claims)) {
            assert!(!report.empty, "{:?} is in a set said to be empty", token.claims);
            match report.outcome {
                Decided::Always => assert_eq!(token.verdicts[0], Verdict::Allowed, "{:?}", token.claims),
                Decided::Never => assert_eq!(token.verdicts[0], Verdict::Denied, "{:?}", token.claims),
                Decided::Sometimes | Decided::Undetermined | Decided::GaveUp => {}
                other => panic!("{other:?} is not known here"),
            }
        }
    }

    /// The classes hold every token that gets in, and no other.
    fn who(&self, tokens: &[Near]) {
        let report = answered(self.policy.who_can_assume(self.world));
        bounded(&report.ground, report.outcome == WhoOutcome::GaveUp || report.more);
        for class in &report.classes {
            self.confirm(&class.witness, self.policy, Verdict::Allowed);
            let set: TokenSet = [class.tokens.clone()].into_iter().collect();
            assert!(set.holds(&class.witness.claims), "{} is not in its class", class.witness.text);
            for token in tokens.iter().filter(|token| class.exact && set.holds(&token.claims)) {
                assert_eq!(token.verdicts[0], Verdict::Allowed, "{:?} is in `{}`", token.claims, class.text);
            }
        }
        let all: TokenSet = report.classes.iter().map(|class| class.tokens.clone()).collect();
        let whole = !report.more && matches!(report.outcome, WhoOutcome::Somebody | WhoOutcome::Nobody);
        for token in tokens.iter().filter(|token| whole && token.verdicts[0] == Verdict::Allowed) {
            assert!(all.holds(&token.claims), "no class holds {:?}", token.claims);
        }
    }

    fn options(&self) -> TrustOptions {
        let mut options =
            TrustOptions::default().with_context(self.world.context.clone()).with_rcp(self.world.rcp.clone());
        options.role_session_name.clone_from(&self.world.role_session_name);
        options.provider.clone_from(&self.world.provider);
        options.partition.clone_from(&self.world.partition);
        options.as_of.clone_from(&self.world.as_of);
        options
    }

    /// Asserts that the builder gives the token's subject, and what single tokens are told.
    fn confirm(&self, token: &WitnessToken, policy: &TrustPolicy, verdict: Verdict) {
        let mut claims = token.claims.clone();
        claims.set("sub", ClaimValue::Absent);
        let subject = token.template().unwrap().build(&claims).unwrap();
        assert_eq!(subject.value.as_deref(), token.claims.text("sub"), "{}", token.text);
        assert_eq!(model::broken_by(&token.claims), Vec::new(), "{}", token.text);
        let mut options = self.options();
        if let Some(name) = &token.role_session_name {
            options.role_session_name = Some(name.parse().unwrap());
        }
        assert_eq!(policy.check(&token.claims, &options).unwrap().verdict, verdict, "{}", token.text);
    }

    /// A token that this world has; `None` where it has none like what was drawn.
    fn near(&mut self, other: &TrustPolicy) -> Option<Near> {
        let (draw, world) = (&mut *self.draw, self.world);
        let login = draw.pick(&["octo-org", "octo-org", "octo-org", "octo-org-x", "evil"]);
        let name = draw.pick(&["app", "app", "web"]);
        let ours = world.owners.iter().find(|owner| owner.login == login);
        let own_id = ours.and_then(|owner| owner.id.as_deref());
        let taken = draw.once_in(4) && world.recycled && own_id.is_some();
        let owner = ours.filter(|_| !taken);
        let owner_id = if owner.is_some() { own_id.unwrap_or("1") } else { draw.pick(&["9", "12"]) };
        let known = world.repository_ids.iter().find(|(_, name)| name == "octo-org/app");
        let repository_id = match known {
            Some((id, _)) if owner.is_some() && name == "app" => id.as_str(),
            Some(_) => "8",
            None => draw.pick(&["7", "8", "77"]),
        };
        let reference = draw.pick(&[
            "refs/heads/main",
            "refs/heads/dev:main",
            "refs/heads/octo-org/app",
            "refs/heads/x@refs/heads/main",
            "refs/tags/v1",
            "refs/pull/7/merge",
        ]);
        let environment = draw.pick(&["", "", "production", "prod:x", "straße", "x:ref:refs/heads/main"]);
        let called = draw.pick(&[
            "",
            "",
            "octo-org/ci/.github/workflows/b.yml@refs/heads/main",
            "octo-org/ci/.github/workflows/b.yml@.yml@refs/heads/x",
            "evil/ci/.github/workflows/c.yml@refs/tags/v1",
        ]);
        let audience = draw.pick(&["sts.amazonaws.com", "https://github.com/octo-org"]);
        let elsewhere = owner.is_none();
        if (elsewhere && !world.strangers && !taken)
            || (elsewhere && !world.callable && called.starts_with("octo-org/"))
            || owner.is_some_and(|one| {
                !one.repositories.is_empty() && !one.repositories.iter().any(|own| own == name)
            })
            || (!world.audiences.is_empty() && !world.audiences.iter().any(|one| one == audience))
        {
            return None;
        }
        let repository = format!("{login}/{name}");
        let workflow = format!("{repository}/.github/workflows/ci.yml@{reference}");
        let called = if called.is_empty() { workflow.as_str() } else { called };
        let event = if reference.starts_with("refs/pull/") { "pull_request" } else { "push" };
        let mut claims: Claims = [
            ("repository", repository.as_str()),
            ("repository_owner", login),
            ("repository_owner_id", owner_id),
            ("repository_id", repository_id),
            ("ref", reference),
            ("event_name", event),
            ("workflow_ref", &workflow),
            ("job_workflow_ref", called),
            ("workflow", draw.pick(&["CI", ":repo:octo-org/app:"])),
            ("actor", draw.pick(&["octocat", "eve", "octo-org"])),
            ("actor_id", "3"),
            ("aud", audience),
        ]
        .into_iter()
        .collect();
        if !environment.is_empty() {
            claims.set("environment", environment.into());
        }
        if world.platform.is_some() {
            claims.set("iss", format!("https://{SERVER}").as_str().into());
        }
        let drawn = keys(draw.pick(&TEMPLATES));
        let template = match owner.map(|owner| &owner.template) {
            Some(OwnerTemplate::Keys(known)) => known.clone(),
            _ => drawn,
        };
        let immutable = match owner.map(|owner| owner.form) {
            Some(SubjectForm::Legacy) => false,
            Some(SubjectForm::Immutable) => true,
            _ => draw.once_in(2),
        };
        let builder = match template {
            None => SubjectTemplate::default(),
            Some(keys) => SubjectTemplate::new(keys).ok()?,
        };
        let builder = match world.platform {
            Some(platform) => builder.with_platform(platform),
            None => builder.with_immutable(immutable),
        };
        claims.set("sub", builder.build(&claims).ok()?.value?.as_str().into());
        let options = self.options();
        let verdict = |policy: &TrustPolicy| policy.check(&claims, &options).unwrap().verdict;
        let verdicts = [verdict(self.policy), verdict(other)];
        Some(Near { verdicts, is_ours: owner.is_some(), claims })
    }
}

/// An answer; a world that cannot be is the only error.
fn answered<T>(answer: Result<T, Error>) -> T {
    answer.unwrap_or_else(|error| {
        assert_ne!(error.kind(), ErrorKind::Internal, "{error}");
        panic!("{error}")
    })
}

/// Whether a test can only be decided for single tokens, so that one may get in although the answer is open.
fn is_loose(ground: &Ground) -> bool {
    ground.unless.iter().any(|need| need.question.is_some_and(|code| code.name == "TEST_NOT_REGULAR"))
}

/// No more states than the limit unless it was given up, and then a finding says why.
fn bounded(ground: &Ground, gave_up: bool) {
    assert!(ground.states <= MAX_STATES || gave_up, "{} states", ground.states);
    assert!(!gave_up || ground.states > 0);
}
