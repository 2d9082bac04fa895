//! Writes the seeds of every target into `corpus/`, for libfuzzer to start from.

use std::{fs, io};

fn main() -> io::Result<()> {
    for (target, _) in assumable_fuzz::TARGETS {
        let folder = format!("{}/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
        fs::create_dir_all(&folder)?;
        for (number, seed) in assumable_fuzz::seeds::of(target).iter().enumerate() {
            fs::write(format!("{folder}/seed-{number}"), seed)?;
        }
    }
    Ok(())
}
