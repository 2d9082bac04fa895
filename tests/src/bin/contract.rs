//! Writes the schema and the language surfaces out of the contract.
//!
//! ```text
//! cargo run -p assumable-conformance --bin contract            writes what has changed
//! cargo run -p assumable-conformance --bin contract -- --check fails when anything would change
//! ```

use std::process::ExitCode;
use std::{env, fs, io};

use assumable_conformance::emit;

fn main() -> io::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let check = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--check"] => true,
        _ => {
            eprintln!("usage: contract [--check]");
            return Ok(ExitCode::from(2));
        }
    };
    let mut stale = false;
    for (path, text) in emit::outputs() {
        let file = emit::root().join(path);
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
        eprintln!("run: cargo run -p assumable-conformance --bin contract");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
