//! What the benches share: contenders measured by criterion, then once more side by side for the ratios.
//!
//! Criterion measures one contender after the other, so on a busy machine a ratio of its numbers says little. The closing
//! report takes turns: each round runs every contender for about a millisecond, and the ratios are those of the medians.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::Criterion;

#[allow(dead_code, reason = "the library's own file, whose other half serves its evaluator")]
#[path = "../../src/aws/pattern/wildcard.rs"]
mod wildcard;

/// The library's own matcher, from its source: it is not public there, and no feature should make it so.
pub struct Pattern(wildcard::Pattern);

impl Pattern {
    /// Compiles a pattern.
    #[must_use]
    pub fn new(text: &str) -> Pattern {
        Pattern(wildcard::Pattern::new(text))
    }

    /// Whether the whole of `text` fits.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.0.matches(text)
    }
}

/// The article's trust policy.
pub const POLICY: &str = include_str!("../../../examples/article/trust-policy.json");
/// The claims of its job that comes through the shared workflow.
pub const CLAIMS: &str = include_str!("../../../examples/article/reusable-workflow.json");
/// The pattern of its `sub` condition.
pub const PATTERN: &str = "repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";
/// The subject that it lets in.
pub const ALLOWED: &str = "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";
/// A subject that it keeps out: the job's own workflow.
pub const DENIED: &str = "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/app/.github/workflows/ci.yaml@refs/heads/main";

const ROUNDS: usize = 101;
const SLICE: Duration = Duration::from_millis(1);

/// One way to do the work of a group.
pub struct Contender<'a> {
    name: String,
    run: Box<dyn FnMut(u64) -> Duration + 'a>,
}

/// `work`, under this name.
pub fn contender<'a, T>(name: impl Into<String>, mut work: impl FnMut() -> T + 'a) -> Contender<'a> {
    let run = move |times: u64| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(work());
        }
        start.elapsed()
    };
    Contender { name: name.into(), run: Box::new(run) }
}

/// Measures a group with criterion, then prints each contender's time in multiples of the first one's.
pub fn compare(criterion: &mut Criterion, group: &str, mut contenders: Vec<Contender<'_>>) {
    let mut measured = criterion.benchmark_group(group);
    for contender in &mut contenders {
        measured.bench_function(contender.name.as_str(), |bencher| {
            bencher.iter_custom(|times| (contender.run)(times));
        });
    }
    measured.finish();
    let medians = medians(&mut contenders);
    let Some(&first) = medians.first() else { return };
    println!("{group}, in turns, {ROUNDS} rounds:");
    for (contender, median) in contenders.iter().zip(&medians) {
        let base = &contenders[0].name;
        println!("  {:<44} {:>12.1} ns  {:>9.2} x {base}", contender.name, median, median / first);
    }
    println!();
}

/// The median time of one run of each, in nanoseconds.
fn medians(contenders: &mut [Contender<'_>]) -> Vec<f64> {
    let times: Vec<u64> = contenders.iter_mut().map(|contender| fitting(&mut contender.run)).collect();
    let mut rounds = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((contender, &times), taken) in contenders.iter_mut().zip(&times).zip(&mut rounds) {
            taken.push((contender.run)(times).as_secs_f64() * 1e9 / times as f64);
        }
    }
    let median = |taken: &mut Vec<f64>| {
        taken.sort_by(f64::total_cmp);
        taken[taken.len() / 2]
    };
    rounds.iter_mut().map(median).collect()
}

/// How many runs fill a slice.
fn fitting(run: &mut dyn FnMut(u64) -> Duration) -> u64 {
    let mut times = 1;
    while times < 1 << 30 && run(times) < SLICE {
        times *= 2;
    }
    times
}

/// Criterion with short measurements: the report in turns is what counts.
#[must_use]
pub fn criterion() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args()
}
