//! The program on the streams of the process.

use std::ffi::OsString;
use std::io::{BufWriter, IsTerminal, Write, stderr, stdin, stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};

use anstream::{AutoStream, ColorChoice};
use assumable::contract::internal_error;

use super::outcome::{Code, Refused};
use super::{Streams, main_with};

/// Runs the command on the streams of the process; gives its exit code, as [`main_with`] does.
///
/// The first argument is the name of the program. A panic is an error of its own, and never leaves.
#[must_use]
pub fn main<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> u8 {
    // Whatever has panicked is not used again.
    catch_unwind(AssertUnwindSafe(|| run(arguments))).unwrap_or_else(|_| {
        let refused = Refused::of(&internal_error(), "");
        // There is nobody left to tell that errors cannot be written.
        drop(write!(stderr(), "{}", refused.text(false)));
        Code::BadInput as u8
    })
}

fn run<A: Into<OsString> + Clone>(arguments: impl IntoIterator<Item = A>) -> u8 {
    let styled = |choice: ColorChoice| choice != ColorChoice::Never;
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let folder = std::env::current_dir().unwrap_or_default();
    let (output_styled, errors_styled) =
        (styled(AutoStream::choice(&stdout())), styled(AutoStream::choice(&stderr())));
    let mut output = BufWriter::new(stdout().lock());
    let code = main_with(
        arguments,
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
    code
}
