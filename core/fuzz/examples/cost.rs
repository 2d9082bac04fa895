//! What the worst shapes cost, in blocks of instructions that ran: built by `core/fuzz/cost`, which has LLVM call the
//! counter at each.

use assumable_fuzz::shapes::SHAPES;

static mut BLOCKS: u64 = 0;

/// LLVM calls it at each block, and never in it.
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

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for shape in SHAPES.iter().filter(|shape| shape.name.contains(&wanted)) {
        let mut row = String::new();
        for part in [8, 4, 2, 1] {
            let ask = (shape.ask)((shape.most / part).max(1));
            let before = blocks();
            let start = std::time::Instant::now();
            let answer = ask.run();
            let seconds = start.elapsed().as_secs_f64();
            let ran = blocks() - before;
            let told = match answer {
                Ok(answer) => format!("{}", answer.len()),
                Err(error) => error.kind().code().to_owned(),
            };
            row += &format!(" | {} {} {}/B {:.3}s {}", ask.size(), ran, ran / ask.size() as u64, seconds, told);
        }
        println!("{:50}{row}", shape.name);
    }
}
