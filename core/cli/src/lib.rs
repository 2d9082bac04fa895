//! The command `assumable`: reads the files of a repository, asks the core, and writes what it answers.
//!
//! It decides nothing: verdicts, reasons and words are the core's. [`main_with`] is the whole program over streams that the
//! caller gives; [`main`] is it on those of the process, and the same in every package: the binary of Cargo, the script of the
//! Python package and the `bin` of the npm package.

mod arguments;
mod ask;
mod audit;
mod check;
mod collect;
mod config;
mod coverage;
mod exact;
mod files;
mod filters;
mod known;
mod make;
mod outcome;
mod repository;
mod source;
mod terminal;
mod why;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;

use assumable::render::TextOptions;
use clap::{CommandFactory, Parser};

use arguments::{Arguments, ColorWhen, Command};
pub use collect::collect;
pub use config::CONFIG_FILE;
use outcome::{Code, Refused};
pub use terminal::main;

/// What the program reads and writes.
#[allow(missing_debug_implementations, reason = "streams are shown nowhere")]
pub struct Streams<'s> {
    /// Read where a path is `-`.
    pub input: &'s mut dyn Read,
    /// Where the answer goes.
    pub output: &'s mut dyn Write,
    /// Where errors go, and what was read.
    pub errors: &'s mut dyn Write,
    /// Columns of the terminal that the output goes to; none where it goes to a file or a program.
    pub width: Option<usize>,
    /// Whether the output has colours where nothing else is asked for.
    pub output_styled: bool,
    /// The same of errors.
    pub errors_styled: bool,
    /// Whether progress is shown on the terminal.
    pub progress: bool,
    /// The folder that paths start from.
    pub folder: PathBuf,
    /// The value of a variable of the environment.
    pub variable: &'s dyn Fn(&str) -> Option<String>,
}

/// Runs the command; gives its exit code.
///
/// 0: nothing to report; 1: something to report; 2: something is not known; 3: bad input.
pub fn main_with<A: Into<OsString> + Clone>(
    arguments: impl IntoIterator<Item = A>,
    streams: &mut Streams<'_>,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, streams),
    };
    match arguments.color {
        ColorWhen::Auto => {}
        ColorWhen::Always => (streams.output_styled, streams.errors_styled) = (true, true),
        ColorWhen::Never => (streams.output_styled, streams.errors_styled) = (false, false),
    }
    let done = match arguments.command.unwrap_or_default() {
        Command::Check(check) => check::run(&check, streams),
        Command::Why(why) => why::run(&why, streams),
        Command::Who(who) => exact::who(&who, streams),
        Command::Prove(prove) => exact::prove(&prove, streams),
        Command::Diff(diff) => exact::diff(&diff, streams),
        Command::Make(made) => make::make(&made, streams),
        Command::Shrink(shrink) => make::shrink(&shrink, streams),
        Command::Migrate(migrate) => make::migrate(&migrate, streams),
        Command::Guard(guard) => make::guard(&guard, streams),
        Command::Audit(audit) => audit::run(&audit, streams),
        Command::Subject(subject) => ask::subject(&subject, streams),
        Command::Tags(tags) => ask::tags(&tags, streams),
        Command::Images(images) => ask::images(&images, streams),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "assumable", &mut script);
            streams.write(&script).map(|()| Code::Nothing)
        }
        Command::Man => {
            let mut page = Vec::new();
            let made = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            made.map_err(Refused::from).and_then(|()| streams.write(&page)).map(|()| Code::Nothing)
        }
    };
    let code = done.unwrap_or_else(|refused| {
        // There is nobody left to tell that errors cannot be written.
        drop(write!(streams.errors, "{}", refused.text(streams.errors_styled)));
        Code::BadInput
    });
    code as u8
}

/// What clap says: help and version are answers, the rest is bad input.
fn usage(error: &clap::Error, streams: &mut Streams<'_>) -> u8 {
    let text = error.render();
    let shown = |styled: bool| if styled { text.ansi().to_string() } else { text.to_string() };
    let (written, code) = if error.use_stderr() {
        (streams.errors.write_all(shown(streams.errors_styled).as_bytes()), Code::BadInput)
    } else {
        (streams.output.write_all(shown(streams.output_styled).as_bytes()), Code::Nothing)
    };
    drop(written);
    code as u8
}

impl Streams<'_> {
    /// How wide a text of the answer is, and whether it has colours; `width` is what was asked for.
    fn text_options(&self, width: Option<usize>) -> TextOptions {
        let width = width.or(self.width).unwrap_or(TextOptions::default().width);
        TextOptions::new(width, self.output_styled)
    }

    /// Writes an answer. Who has closed the stream has read enough.
    fn write(&mut self, text: &[u8]) -> Result<(), Refused> {
        match self.output.write_all(text).and_then(|()| self.output.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(|error| Refused::io("output", "written", &error)),
        }
    }
}
