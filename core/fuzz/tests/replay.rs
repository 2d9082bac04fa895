//! The targets without libfuzzer, on any toolchain: seeds, inputs that once failed, and a fixed run of mutations. `TARGET=name`
//! runs one alone, and `ROUNDS=n` sets how many mutations it gets.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many mutated inputs each target gets.
const ROUNDS: usize = 20_000;
/// How many for those that compile patterns or whole sets, or read whole files, for each input.
const SLOW_ROUNDS: usize = 1_500;
/// How many for the one that asks about every token.
const SLOWEST_ROUNDS: usize = 150;

#[test]
fn seeds_and_their_mutations_hold() {
    let wanted = std::env::var("TARGET").ok();
    let asked: Option<usize> = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    let targets: Vec<_> = assumable_fuzz::TARGETS.iter().filter(|(name, _)| is_wanted(name)).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut ran = 0;
        while let Some((name, target)) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
            ran += replay(name, *target, asked);
        }
        ran
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let ran: usize = thread::scope(|scope| {
        let started: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        started.into_iter().map(|worker| worker.join().expect("each target holds")).sum()
    });
    println!("{ran} inputs");
}

/// Puts its inputs to one target; gives how many.
fn replay(name: &str, target: fn(&[u8]), asked: Option<usize>) -> usize {
    let mut pool = assumable_fuzz::seeds::of(name);
    pool.extend(regressions(name));
    assert!(!pool.is_empty(), "{name} has no seeds");
    for input in &pool {
        target(input);
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let rounds = match name {
        "naming" | "set" | "workflow" | "cloudformation" | "plan" | "terraform" | "answers" => SLOW_ROUNDS,
        "analysis" => SLOWEST_ROUNDS,
        _ => ROUNDS,
    };
    let rounds = asked.unwrap_or(rounds);
    for _ in 0..rounds {
        target(&mutated(&pool, &mut random));
    }
    pool.len() + rounds
}

/// Inputs that once failed: files named `target-what`.
fn regressions(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("regressions");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let prefix = format!("{target}-");
    let ours = |path: &&std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(&prefix);
    files.iter().filter(ours).map(|path| fs::read(path).unwrap()).collect()
}

/// xorshift64*: the same inputs in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }
}

/// A few edits to one input: bytes changed, cut, doubled, or taken from another input.
fn mutated(pool: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    const TELLING: &[u8] = b"\"\\{}[]:,*?$/@%|=\n\0 -0915eEtfnu\xff\x80";
    let mut input = pool[random.below(pool.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(input.len() + 1);
        let end = (at + 1 + random.below(8)).min(input.len());
        match random.below(5) {
            0 => input.insert(at, TELLING[random.below(TELLING.len())]),
            1 if at < end => drop(input.drain(at..end)),
            2 if at < input.len() => input[at] = TELLING[random.below(TELLING.len())],
            3 if at < end => {
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece);
            }
            _ => {
                let other = &pool[random.below(pool.len())];
                let from = random.below(other.len());
                let to = (from + random.below(40)).min(other.len());
                input.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    input
}
