//! Sets of roles: what a token costs beside asking each role, and how that grows with the roles.
//!
//! A made organisation: 80 % of the roles name one subject, 15 % a repository, the rest a workflow, an id or a list; 2 % have a
//! Deny. Tokens of 12 claims, their repositories skewed. Every line of the table is measured in the same run.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use assumable::aws::{PolicySet, SetRole};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use iam_rs::{
    Arn, Context, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId,
};
use serde_json::{Value, json};

/// The system's allocator, which counts the bytes that are held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const HOST: &str = "token.actions.githubusercontent.com";
const REPOSITORIES: usize = 5_000;

/// xorshift: the same organisation in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Low numbers more often.
    fn skewed(&mut self, end: usize) -> usize {
        let most = self.below(end);
        self.below(most + 1)
    }
}

fn context(random: &mut Random) -> &'static str {
    ["environment:production", "pull_request", "environment:staging", "ref:refs/heads/main"][random.below(4)]
}

fn workflow(random: &mut Random) -> String {
    let (repository, file) = (random.below(20), random.below(200));
    format!("octo-org/workflows-{repository}/.github/workflows/deploy-{file}.yaml@refs/heads/main")
}

fn condition(random: &mut Random, index: usize, negated: bool) -> Value {
    let repository = random.below(REPOSITORIES);
    let key = |claim: &str| format!("{HOST}:{claim}");
    let aud = json!("sts.amazonaws.com");
    match index % 100 {
        0..80 => {
            let sub = format!("repo:octo-org/repo-{repository}:{}", context(random));
            json!({"StringEquals": {key("aud"): aud, key("sub"): sub}})
        }
        80..95 => json!({"StringEquals": {key("aud"): aud},
            "StringLike": {key("sub"): format!("repo:octo-org/repo-{repository}:*")}}),
        95 => json!({"StringEquals": {key("aud"): aud},
            "StringLike": {key("sub"): format!("repo:octo-org/*:*:job_workflow_ref:{}", workflow(random))}}),
        96 => json!({"StringEquals": {key("aud"): aud, key("repository_id"): (100_000 + repository).to_string()},
            "StringLike": {key("sub"): "repo:octo-org/*"}}),
        97 => json!({"StringEquals": {key("aud"): aud, key("job_workflow_ref"): workflow(random)},
            "StringLike": {key("sub"): "repo:*"}}),
        98 => json!({"StringEquals": {key("aud"): aud}, "ForAnyValue:StringLike": {key("sub"): [
            format!("repo:octo-org/repo-{repository}:ref:refs/heads/main"),
            format!("repo:octo-org/repo-{repository}:environment:*")]}}),
        _ if negated => json!({"StringEquals": {key("aud"): aud},
            "StringNotLike": {key("sub"): [format!("repo:octo-org/repo-{repository}:*"), "*:pull_request"]}}),
        _ => json!({"StringEquals": {key("aud"): aud},
            "StringLike": {key("sub"): format!("repo:octo-org/repo-{repository}:environment:prod*")}}),
    }
}

fn account(index: usize) -> String {
    format!("{:012}", 100_000_000_000_u64 + (index % 60) as u64)
}

/// The policy of a role, as text.
fn policy(random: &mut Random, index: usize, negated: bool) -> String {
    let account = account(index);
    let principal = json!({"Federated": format!("arn:aws:iam::{account}:oidc-provider/{HOST}")});
    let action = "sts:AssumeRoleWithWebIdentity";
    let condition = condition(random, index, negated);
    let mut statements =
        vec![json!({"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition})];
    if index % 50 == 7 {
        let condition = json!({"StringNotEquals": {format!("{HOST}:repository_owner_id"): "4242"}});
        statements
            .push(json!({"Effect": "Deny", "Principal": principal, "Action": action, "Condition": condition}));
    }
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn role(random: &mut Random, index: usize, negated: bool) -> SetRole {
    let policy = policy(random, index, negated);
    let arn = format!("arn:aws:iam::{}:role/deploy-{index}", account(index));
    SetRole::new(arn.parse().unwrap(), policy.parse::<TrustPolicy>().unwrap())
}

fn token(random: &mut Random) -> Claims {
    let repository = random.skewed(REPOSITORIES);
    let context = match random.below(10) {
        0..4 => "pull_request".to_owned(),
        4..7 => "ref:refs/heads/main".to_owned(),
        7 => "environment:production".to_owned(),
        8 => "environment:staging".to_owned(),
        _ => format!("ref:refs/heads/feature-{}", random.below(40)),
    };
    let job_workflow = if random.below(3) == 0 {
        workflow(random)
    } else {
        format!("octo-org/repo-{repository}/.github/workflows/ci.yaml@refs/heads/main")
    };
    let mut sub = format!("repo:octo-org/repo-{repository}:{context}");
    if random.below(20) == 0 {
        sub = format!("{sub}:job_workflow_ref:{job_workflow}");
    }
    [
        ("iss", format!("https://{HOST}")),
        ("aud", "sts.amazonaws.com".to_owned()),
        ("sub", sub),
        ("repository", format!("octo-org/repo-{repository}")),
        ("repository_id", (100_000 + repository).to_string()),
        ("repository_owner_id", "4242".to_owned()),
        ("ref", "refs/heads/main".to_owned()),
        ("event_name", "push".to_owned()),
        ("job_workflow_ref", job_workflow),
        ("actor", "octocat".to_owned()),
        ("actor_id", random.below(5_000).to_string()),
        ("run_id", random.next().to_string()),
    ]
    .into_iter()
    .collect()
}

/// The peer, a compiled policy a role; it asks for a resource, which it is told to ignore.
fn peers(roles: usize, negated: bool) -> Vec<PolicyEvaluator> {
    let mut random = Random(0xD1B5_4A32_D192_ED03);
    let one = |index| {
        let policy: IAMPolicy = serde_json::from_str(&policy(&mut random, index, negated)).unwrap();
        let options = EvaluationOptions { ignore_resource_constraints: true, ..EvaluationOptions::default() };
        PolicyEvaluator::with_policies(vec![policy]).with_options(options)
    };
    (0..roles).map(one).collect()
}

/// A token as the peer takes it, once for each account: with the keys that AWS fills, as this library fills them.
fn requests(token: &Claims) -> Vec<IAMRequest> {
    let keys = ["aud", "sub", "repository_id", "repository_owner_id", "job_workflow_ref"];
    let request = |index: usize| {
        let context = keys.iter().fold(Context::new(), |context, key| {
            context.with_string(format!("{HOST}:{key}"), token.text(key).unwrap())
        });
        let provider = format!("arn:aws:iam::{}:oidc-provider/{HOST}", account(index));
        IAMRequest::new_with_context(
            Principal::Federated(PrincipalId::String(provider)),
            "sts:AssumeRoleWithWebIdentity",
            Arn::parse(&format!("arn:aws:iam::{}:role/deploy", account(index))).unwrap(),
            context,
        )
    };
    (0..60).map(request).collect()
}

/// Pairs a second of half a second of them; `ask` says whether a role lets a token in.
fn pairs_a_second(tokens: &[Claims], roles: usize, mut ask: impl FnMut(&Claims, usize) -> bool) -> f64 {
    let started = Instant::now();
    let (mut pairs, mut allowed) = (0_u32, 0_u32);
    for token in tokens.iter().cycle() {
        for role in 0..roles {
            allowed += u32::from(ask(token, role));
            pairs += 1;
            if pairs % 256 == 0 && seconds(started.elapsed()) > 0.5 {
                black_box(allowed);
                return f64::from(pairs) / seconds(started.elapsed());
            }
        }
    }
    0.0
}

fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

fn main() {
    let count: usize = std::env::var("TOKENS").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let tokens: Vec<Claims> = (0..count).map(|_| token(&mut random)).collect();
    println!("{count} tokens");
    println!(
        "{:>7} {:>8} {:>9} {:>10} {:>11} {:>10} {:>11} {:>10} {:>11} {:>9} {:>9} {:>9}",
        "roles", "negated", "build ms", "kB a role", "candidates", "µs, new", "pairs/s", "µs, known", "each, pairs/s", "ratio", "iam-rs", "ratio"
    );
    for negated in [false, true] {
        for roles in [100, 1_000, 10_000, 30_000] {
            let mut random = Random(0xD1B5_4A32_D192_ED03);
            let before = HELD.load(Ordering::Relaxed);
            let all: Vec<SetRole> = (0..roles).map(|index| role(&mut random, index, negated)).collect();
            let started = Instant::now();
            let set = PolicySet::new(all, &TrustOptions::default());
            let build = started.elapsed();
            let bytes = HELD.load(Ordering::Relaxed).saturating_sub(before) / roles;

            let mut asker = set.asker();
            let mut turn = || {
                let started = Instant::now();
                for token in &tokens {
                    black_box(asker.ask(token).unwrap());
                }
                seconds(started.elapsed())
            };
            let (first, second) = (turn(), turn());
            let candidates = asker.candidates() as f64 / count as f64;

            let each = pairs_a_second(&tokens, roles, |token, role| {
                let role = &set.roles()[role];
                let options = TrustOptions::default().with_role_arn(role.arn().unwrap().clone());
                let decision = role.policy().prepare(token, &options).unwrap().decide();
                decision.verdict == Verdict::Allowed
            });
            let theirs = peers(roles, negated);
            let mut asked: Option<(*const Claims, Vec<IAMRequest>)> = None;
            let peer = pairs_a_second(&tokens, roles, |token, role| {
                let known = asked.as_ref().is_some_and(|(known, _)| std::ptr::eq(*known, token));
                if !known {
                    asked = Some((token, requests(token)));
                }
                let (_, requests) = asked.as_ref().unwrap();
                theirs[role].evaluate(&requests[role % 60]).unwrap().decision == Decision::Allow
            });
            let whole = (roles * count) as f64;
            println!(
                "{roles:>7} {:>8} {:>9.1} {:>10.1} {candidates:>11.2} {:>10.2} {:>11.2e} {:>10.2} {each:>11.2e} {:>9.0} {peer:>9.2e} {:>9.0}",
                if negated { "1 %" } else { "none" },
                seconds(build) * 1e3,
                bytes as f64 / 1e3,
                first * 1e6 / count as f64,
                whole / first,
                second * 1e6 / count as f64,
                whole / first / each,
                whole / first / peer,
            );
        }
    }
}
