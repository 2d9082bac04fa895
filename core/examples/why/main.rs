//! Why a GitHub Actions job can, or cannot, assume an AWS role.
//!
//! ```text
//! cargo run -q --example why -- CLAIMS --policy FILE [--settings FILE] [--role ARN] [--scope token|partial] [--json]
//! ```
//!
//! Exit code: 0 allowed, 1 denied, 2 undetermined, 3 bad input. Without arguments, the scenario of
//! `examples/article`: 0 when every job comes out as documented there.

mod arguments;
mod ask;
mod render;
mod scenario;

use std::io::{self, Write};
use std::process::ExitCode;

use assumable::Verdict;

use arguments::{Command, Refused};

fn main() -> ExitCode {
    let code = run(std::env::args().skip(1), &mut io::stdout().lock());
    ExitCode::from(code.unwrap_or_else(|refused| {
        eprint!("{refused}");
        3
    }))
}

/// The program apart from its process: the exit code, or why the input cannot be used.
pub(crate) fn run(arguments: impl Iterator<Item = String>, out: &mut dyn Write) -> Result<u8, Refused> {
    let paths = match arguments::parse(arguments)? {
        Command::Help => {
            out.write_all(arguments::HELP.as_bytes())?;
            return Ok(0);
        }
        Command::Scenario => return scenario::run(out),
        Command::Ask(paths) => paths,
    };
    let answer = paths.answer()?;
    let code = match answer.verdict {
        Verdict::Allowed => 0,
        Verdict::Denied => 1,
        Verdict::Undetermined => 2,
    };
    let text = if paths.json { render::json(answer)? } else { render::text(&answer) };
    out.write_all(text.as_bytes())?;
    Ok(code)
}
