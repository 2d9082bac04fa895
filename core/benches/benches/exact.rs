//! Exact questions over every published case: what one answer takes, request and all. The figures are printed and, where
//! `EXACT_TIMES` names a file, written there as JSON by case. With an argument only the cases with it in their names, and
//! `EXACT_ROUNDS` sets how often each is asked, for a profiler.

use std::path::Path;
use std::time::{Duration, Instant};

use assumable::contract::call;
use serde_json::{Map, Value, json};

/// How the names of the proofs begin that the article asks for.
const ARTICLE: &str = "article-after-";
/// Rounds for each case; the shortest counts, since other work only ever makes it longer.
const ROUNDS: u32 = 7;

fn main() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/analysis/published-proofs.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let rounds = std::env::var("EXACT_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut times: Vec<(Duration, String, String)> = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (name, operation) = (case["name"].as_str().unwrap(), case["operation"].as_str().unwrap());
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        let request = case["request"].to_string();
        let took = (0..rounds).map(|_| {
            let start = Instant::now();
            let answer = call(operation, &request);
            let took = start.elapsed();
            assert!(answer.is_ok(), "{name}");
            took
        });
        times.push((took.min().unwrap(), operation.to_owned(), name.to_owned()));
    }
    times.sort();
    told("all", &times);
    for operation in ["prove", "outsiders", "compare_policies", "who_can_assume"] {
        told(operation, &times.iter().filter(|(_, of, _)| of == operation).cloned().collect::<Vec<_>>());
    }
    for (took, _, name) in times.iter().filter(|(_, _, name)| name.starts_with(ARTICLE)) {
        println!("{name}: {:.2} ms", ms(*took));
    }
    for (took, operation, name) in times.iter().rev().take(5) {
        println!("slow: {:.2} ms, {operation} {name}", ms(*took));
    }
    if let Ok(path) = std::env::var("EXACT_TIMES") {
        let all: Map<String, Value> = times.iter().map(|(took, _, name)| (name.clone(), json!(ms(*took)))).collect();
        std::fs::write(path, Value::Object(all).to_string()).unwrap();
    }
}

/// The middle, the 95th of a hundred and the longest of sorted times.
fn told(what: &str, times: &[(Duration, String, String)]) {
    if times.is_empty() {
        return;
    }
    let at = |share: usize| ms(times[(times.len() - 1) * share / 100].0);
    println!("{what}: {} cases, median {:.2} ms, p95 {:.2} ms, most {:.2} ms", times.len(), at(50), at(95), at(100));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
