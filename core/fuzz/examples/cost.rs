//! What the worst shapes cost, in blocks of instructions that ran: built by `core/fuzz/cost`, which has LLVM call the
//! counter at each. Fails where a shape costs more than its bytes and the budget of one evaluation account for.

use assumable::limits::MAX_ANSWER;
use assumable_fuzz::shapes::SHAPES;

static mut BLOCKS: u64 = 0;

/// LLVM has every block of instructions call it, but for its own.
// SAFETY: the name is the one that LLVM's pass asks for, and nothing else here has it.
#[unsafe(no_mangle)]
pub extern "C" fn __sanitizer_cov_trace_pc() {
    // SAFETY: there is one thread.
    unsafe { BLOCKS += 1 }
}

fn blocks() -> u64 {
    // SAFETY: there is one thread.
    unsafe { BLOCKS }
}

/// Blocks for each byte of request and answer.
const A_BYTE: u64 = 400;
/// Blocks that one evaluation's budget, or a batch's, comes to besides.
const BUDGET: u64 = 300_000_000;
fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let mut failures = Vec::new();
    println!("{:52} {:>10} {:>10} {:>12} {:>8}", "shape", "bytes", "answer", "blocks", "a byte");
    for shape in SHAPES.iter().filter(|shape| shape.name.contains(&wanted)) {
        for part in [8, 4, 2, 1] {
            let ask = (shape.ask)((shape.most / part).max(1));
            let before = blocks();
            let answer = ask.run();
            let ran = blocks() - before;
            let (size, told) = match answer {
                Ok(answer) => (answer.len(), answer.len().to_string()),
                Err(error) => (0, error.kind().code().to_owned()),
            };
            let bytes = ask.size() + size;
            println!("{:52} {:10} {told:>10} {ran:12} {:8}", shape.name, ask.size(), ran / bytes as u64);
            if ran > A_BYTE * bytes as u64 + BUDGET {
                failures.push(format!("{}: {ran} blocks for {bytes} bytes", shape.name));
            }
            if size > MAX_ANSWER {
                failures.push(format!("{}: {size} bytes of answer", shape.name));
            }
        }
    }
    for failure in &failures {
        eprintln!("too much: {failure}");
    }
    std::process::exit(i32::from(!failures.is_empty()));
}
