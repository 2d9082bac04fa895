//! What a call costs in Rust, through the contract: the measure that the other runtimes are held against.
//!
//! Prints one JSON object; `tests/bench/run` starts it beside the same work in Python, Node and wasm.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement stops at a surprise"
)]

use std::time::Instant;

use assumable::contract::{Handle, call};
use serde_json::{Value, json};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what: &str| {
        arguments.next().unwrap_or_else(|| panic!("usage: calls WORKLOAD TOKENS POLICIES ({what})"))
    };
    let workload: Value =
        serde_json::from_str(&std::fs::read_to_string(next("workload")).expect("the workload is read"))
            .expect("the workload is JSON");
    let (tokens, policies) = (number(&next("tokens")), number(&next("policies")));
    let policy = workload["policy"].to_string();

    let image = json!({"text": workload["image"]}).to_string();
    let trust = json!({"policy": policy, "claims": workload["claims"]}).to_string();
    let single = json!({"claims": workload["claims"]}).to_string();
    let handle = Handle::open("TrustPolicy", &policy).expect("the policy is sound");
    let many: Vec<String> = batches(&workload["claims"], tokens)
        .iter()
        .map(|claims| json!({"claims": claims}).to_string())
        .collect();

    let ask_all = |handle: &Handle| many.iter().for_each(|request| drop(handle.call("check_many", request)));
    let single_image = each(20_000, || drop(call("parse_image", &image)));
    let single_trust = each(5_000, || drop(call("check_trust", &trust)));
    let on_handle = each(5_000, || drop(handle.call("check", &single)));
    let bulk = each(1, || ask_all(&handle)) / tokens as f64;
    let started = Instant::now();
    for _ in 0..policies {
        ask_all(&Handle::open("TrustPolicy", &policy).expect("the policy is sound"));
    }
    let matrix = started.elapsed().as_nanos() as f64 / (tokens * policies) as f64;
    let rules =
        Handle::open("NamingRules", workload["rules"].as_str().expect("rules")).expect("the rules are sound");
    let names = json!({"run": workload["run"], "images": names(&workload)}).to_string();
    let named = each(5, || drop(rules.call("check", &names))) / NAMES as f64;
    let results = json!({
        "parse_image": single_image,
        "check_trust": single_trust,
        "TrustPolicy.check": on_handle,
        "TrustPolicy.check_many, a token": bulk,
        "tokens x policies, a decision": matrix,
        "NamingRules.check, a name of 1,000": named,
        "peak memory, bytes": peak_memory(),
    });
    println!("{results}");
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}

const NAMES: usize = 1_000;

/// Names that a run is about to push; one of them is allowed.
fn names(workload: &Value) -> Vec<String> {
    let image = workload["image_of_run"].as_str().expect("an image");
    let sha = workload["run"]["sha"].as_str().expect("a commit");
    (0..NAMES)
        .map(|index| if index == 0 { format!("{image}:{sha}") } else { format!("{image}:team-{index}-7") })
        .collect()
}

/// Claims that differ, 10,000 a request, as the surfaces cut them.
fn batches(claims: &Value, tokens: usize) -> Vec<Vec<Value>> {
    let one = |index: usize| {
        let mut claims = claims.clone();
        claims["repository_id"] = json!(index.to_string());
        claims
    };
    let all: Vec<Value> = (0..tokens).map(one).collect();
    all.chunks(10_000).map(<[Value]>::to_vec).collect()
}

/// Nanoseconds a call: the median of nine rounds.
fn each(rounds: usize, mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..9)
        .map(|_| {
            let started = Instant::now();
            (0..rounds).for_each(|_| work());
            started.elapsed().as_nanos() as f64 / rounds as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[4]
}

/// The most memory that the process has held (Linux).
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes * 1024)
}
