//! Logs, read row by row: however long they are, one row is in memory at a time.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Cursor, Read, Write};
use std::path::Path;

use assumable::audit::{Auditor, records};
use assumable::contract::utf8;
use flate2::bufread::MultiGzDecoder;
use ignore::WalkBuilder;
use indicatif::ProgressBar;
use serde::de::IgnoredAny;

use crate::Streams;
use crate::files::STDIN;
use crate::outcome::Refused;

/// The most bytes of one row, and of a file that is one document.
const MAX_ROW: usize = 64 * 1024 * 1024;

/// So many refusals are told.
const TOLD: usize = 10;

/// Logs in the reading.
pub(super) struct Logs<'l> {
    rejected: Option<(String, BufWriter<File>)>,
    refusals: Vec<String>,
    refused: u64,
    progress: &'l ProgressBar,
}

/// Where a row stands.
struct At<'n> {
    log: &'n str,
    line: u64,
}

impl<'l> Logs<'l> {
    pub(super) fn new(
        rejected: Option<&Path>,
        streams: &Streams<'_>,
        progress: &'l ProgressBar,
    ) -> Result<Logs<'l>, Refused> {
        let rejected = rejected.map(|path| {
            let name = path.display().to_string();
            let file = File::create(streams.folder.join(path));
            file.map(|file| (name.clone(), BufWriter::new(file)))
                .map_err(|error| Refused::io(&name, "written", &error))
        });
        Ok(Logs { rejected: rejected.transpose()?, refusals: Vec::new(), refused: 0, progress })
    }

    /// Reads a log, or all that are in a folder.
    pub(super) fn read(
        &mut self,
        path: &Path,
        auditor: &mut Auditor<'_>,
        streams: &mut Streams<'_>,
    ) -> Result<(), Refused> {
        let shown = path.display().to_string();
        if shown == "-" {
            return self.stream(STDIN, BufReader::new(&mut *streams.input), auditor);
        }
        let full = streams.folder.join(path);
        if !full.is_dir() {
            return self.file(&shown, &full, auditor);
        }
        let walk = WalkBuilder::new(&full).standard_filters(false).sort_by_file_path(Path::cmp).build();
        for entry in walk {
            let entry = entry.map_err(|error| Refused::new(&shown, error.to_string(), "make it readable"))?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let within = entry.path().strip_prefix(&full).unwrap_or(entry.path());
                self.file(&path.join(within).display().to_string(), entry.path(), auditor)?;
            }
        }
        Ok(())
    }

    /// What was refused, in words.
    pub(super) fn finish(mut self) -> Result<Vec<String>, Refused> {
        if let Some((name, file)) = &mut self.rejected {
            file.flush().map_err(|error| Refused::io(name, "written", &error))?;
        }
        let more = self.refused.saturating_sub(self.refusals.len() as u64);
        if more > 0 {
            self.refusals.push(format!("{more} more"));
        }
        Ok(self.refusals)
    }

    fn file(&mut self, name: &str, path: &Path, auditor: &mut Auditor<'_>) -> Result<(), Refused> {
        let file = fs::File::open(path).map_err(|error| Refused::io(name, "read", &error))?;
        self.stream(name, BufReader::with_capacity(256 * 1024, file), auditor)
    }

    /// Reads a log, which two bytes tell to be of gzip.
    fn stream(
        &mut self,
        name: &str,
        mut log: impl BufRead,
        auditor: &mut Auditor<'_>,
    ) -> Result<(), Refused> {
        let start = log.fill_buf().map_err(|error| Refused::io(name, "read", &error))?;
        if start.starts_with(&[0x1f, 0x8b]) {
            let mut log = BufReader::with_capacity(256 * 1024, MultiGzDecoder::new(log));
            return self.rows(name, &mut log, auditor);
        }
        self.rows(name, &mut log, auditor)
    }

    fn rows(&mut self, name: &str, log: &mut impl BufRead, auditor: &mut Auditor<'_>) -> Result<(), Refused> {
        let failed = |error: std::io::Error| Refused::io(name, "read", &error);
        let mut start = Vec::new();
        while start.trim_ascii().is_empty() {
            if log.by_ref().take(MAX_ROW as u64).read_until(b'\n', &mut start).map_err(failed)? == 0 {
                return Ok(());
            }
        }
        if !goes_on(&start) {
            return self.lines(name, &mut Cursor::new(start).chain(log), auditor);
        }
        // A document over several lines is one, else each line is.
        let most = MAX_ROW.saturating_sub(start.len()) as u64;
        log.by_ref().take(most).read_to_end(&mut start).map_err(failed)?;
        if serde_json::from_slice::<IgnoredAny>(&start).is_ok() {
            return self.texts(&At { log: name, line: 1 }, &start, true, auditor);
        }
        self.lines(name, &mut Cursor::new(start).chain(log), auditor)
    }

    fn lines(
        &mut self,
        name: &str,
        log: &mut impl BufRead,
        auditor: &mut Auditor<'_>,
    ) -> Result<(), Refused> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let whole = bounded_line(log, &mut line).map_err(|error| Refused::io(name, "read", &error))?;
            if line.is_empty() {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.texts(&At { log: name, line: number }, &line, whole, auditor)?;
            self.progress.set_message(format!("{name}: {number} lines, {} rows", auditor.rows().read));
        }
        Ok(())
    }

    /// The rows of one line, or of a whole document.
    fn texts(
        &mut self,
        at: &At<'_>,
        bytes: &[u8],
        whole: bool,
        auditor: &mut Auditor<'_>,
    ) -> Result<(), Refused> {
        if !whole {
            auditor.refuse();
            return self.refuse(at, &format!("it has more than {MAX_ROW} bytes"), bytes);
        }
        let text = match utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                auditor.refuse();
                return self.refuse(at, &error.to_string(), bytes);
            }
        };
        let one = || vec![text.trim()];
        for row in records(text).unwrap_or_else(one) {
            if let Err(error) = auditor.row(row) {
                self.refuse(at, &error.to_string(), row.as_bytes())?;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, at: &At<'_>, why: &str, row: &[u8]) -> Result<(), Refused> {
        self.refused += 1;
        if self.refusals.len() < TOLD {
            self.refusals.push(format!("{}:{}: {why}", at.log, at.line));
        }
        let Some((name, file)) = &mut self.rejected else { return Ok(()) };
        let row = row.trim_ascii();
        let written = file.write_all(row).and_then(|()| file.write_all(b"\n"));
        written.map_err(|error| Refused::io(name, "written", &error))
    }
}

/// A line, and whether all of it is there: what is past the most bytes is passed over.
fn bounded_line(log: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<bool> {
    let most = MAX_ROW as u64;
    log.by_ref().take(most).read_until(b'\n', line)?;
    if line.len() < MAX_ROW || line.ends_with(b"\n") {
        return Ok(true);
    }
    let mut rest = Vec::new();
    loop {
        rest.clear();
        log.by_ref().take(most).read_until(b'\n', &mut rest)?;
        if rest.is_empty() || rest.ends_with(b"\n") {
            return Ok(false);
        }
    }
}

/// Whether a line is the beginning of JSON that goes on.
fn goes_on(line: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(line).is_err_and(|error| error.is_eof())
}
