//! The program of Cargo.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(assumable_cli::main(std::env::args_os()))
}
