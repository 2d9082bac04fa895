//! Answers requests from standard input, one a line: an operation, a tab, a request in JSON. For tools of this project that
//! compare many answers with those of another program.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (operation, request) = line.split_once('\t').unwrap_or((&line, "{}"));
        match assumable::contract::call(operation, request) {
            Ok(answer) => writeln!(out, "{answer}")?,
            Err(error) => writeln!(out, "{{\"error\":{:?}}}", error.to_string())?,
        }
    }
    Ok(())
}
