//! The program: what it is given by the system, and what it gives back.

use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use assumable_cli::{Streams, main_with};

fn main() -> ExitCode {
    let styled = |choice: ColorChoice| choice != ColorChoice::Never;
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let folder = std::env::current_dir().unwrap_or_default();
    let (output_styled, errors_styled) =
        (styled(AutoStream::choice(&stdout())), styled(AutoStream::choice(&stderr())));
    let mut output = std::io::BufWriter::new(stdout().lock());
    let code = main_with(
        std::env::args_os(),
        &mut Streams {
            input: &mut stdin().lock(),
            output: &mut output,
            errors: &mut stderr().lock(),
            width: width.filter(|_| stdout().is_terminal()),
            output_styled,
            errors_styled,
            progress: stderr().is_terminal(),
            folder,
            variable: &|name| std::env::var(name).ok(),
        },
    );
    // Whoever closed the pipe has read enough.
    drop(output.flush());
    ExitCode::from(code)
}
