//! Writes the schema and the language surfaces out of the contract.
//!
//! ```text
//! cargo run -p assumable-surface            writes what has changed
//! cargo run -p assumable-surface -- --check fails when anything would change
//! ```

use std::process::ExitCode;
use std::{env, fs, io};

use assumable_surface::{outputs, root};

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--check"] => true,
        _ => {
            eprintln!("usage: assumable-surface [--check]");
            return Ok(ExitCode::from(2));
        }
    };
    let mut stale = false;
    for (path, text) in outputs() {
        let file = root().join(path);
        if fs::read_to_string(&file).is_ok_and(|old| old == text) {
            continue;
        }
        stale = true;
        if check {
            eprintln!("{path} is not what the contract says");
        } else {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&file, text)?;
            println!("wrote {path}");
        }
    }
    if check && stale {
        eprintln!("run: cargo run -p assumable-surface");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
