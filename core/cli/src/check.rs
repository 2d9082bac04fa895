//! `check`: the roads of a repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assumable::read::Documents;
use assumable::render::{
    EntryLevel, Preferences, RenderFormat, Settled, TextOptions, entries_with, json, render_with,
};
use assumable::road::{Road, RoadFacts, RoadReport, RoadScenario, RoadStage, RoadVerdict, explain};
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::Streams;
use super::arguments::{self, AnswerFormat, Check, FailOn, Format, GroupBy, Shown};
use super::config;
use super::coverage::coverage;
use super::filters::{Only, baseline, new_only, only};
use super::known::Known;
use super::outcome::{Code, Refused};
use super::{files, repository};

/// Checks what is under the paths.
pub(crate) fn run(check: &Check, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let asked = check.only.iter().map(|text| Only::parse(text)).collect::<Result<Vec<Only>, Refused>>()?;
    let paths = if check.paths.is_empty() { vec![PathBuf::from(".")] } else { check.paths.clone() };
    let root = root(&paths, &streams.folder);
    let paths = [paths, check.account_dump.clone(), check.event.clone()].concat();
    of_paths(check, &paths, &root, &asked, streams)
}

/// What the documents under the paths say of an event, a token or a log.
pub(crate) fn observed(
    evidence: &PathBuf,
    paths: &[PathBuf],
    known: arguments::Known,
    format: AnswerFormat,
    streams: &mut Streams<'_>,
) -> Result<Code, Refused> {
    let mut paths = if paths.is_empty() { vec![PathBuf::from(".")] } else { paths.to_vec() };
    let root = root(&paths, &streams.folder);
    let name = if evidence.as_os_str() == "-" {
        files::STDIN.to_owned()
    } else {
        let full = streams.folder.join(evidence);
        files::name(&full.canonicalize().unwrap_or(full), &root)
    };
    paths.push(evidence.clone());
    let format = match format {
        AnswerFormat::Text => Format::Text,
        AnswerFormat::Json => Format::Json,
    };
    let shown = Shown { format: Some(format), ..Shown::default() };
    let check = Check { known, shown, ..Check::default() };
    of_paths(&check, &paths, &root, &[Only::Observed(name)], streams)
}

fn of_paths(
    check: &Check,
    paths: &[PathBuf],
    root: &Path,
    asked: &[Only],
    streams: &mut Streams<'_>,
) -> Result<Code, Refused> {
    let config = config::read(check.known.config.as_deref(), &streams.folder, root)?;
    let progress = progress(streams.progress);
    let files = files::read(paths, root, &config::excluded(&config)?, streams, &progress)?;
    let (options, facts) = Known::of(&check.known, &config, root)?.typed()?;
    progress.set_message(format!("reading {} documents", files.documents.len()));
    let documents = Documents::read(files.documents.clone(), options)
        .map_err(|error| Refused::of(&error, "the documents"))?;
    progress.set_message("explaining");
    let report = explain(&documents, &facts).map_err(|error| Refused::of(&error, "what is known"))?;
    progress.finish_and_clear();
    let preferences = config.preferences().map_err(|error| Refused::of(&error, config::CONFIG_FILE))?;
    let named = files.documents.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let Settled { mut report, ignored, faults, .. } = preferences.settle(&report, named);
    if let Some(path) = &check.new_only {
        let known = baseline(&streams.folder.join(path), &path.display().to_string())?;
        report = new_only(&report, &known);
    }
    let mut report = only(report, asked)?;
    match check.group_by {
        Some(GroupBy::Job) => report.roads.sort_by(|one, other| job(one).cmp(&job(other))),
        Some(GroupBy::Role) => report.roads.sort_by(|one, other| one.role.cmp(&other.role)),
        None => {}
    }
    write(&report, &preferences, &check.shown, streams)?;
    let (read, incomplete) = coverage(&files, documents.inventory(), ignored);
    if !check.shown.quiet {
        // What cannot be said of the reading is no reason to fail.
        drop(streams.errors.write_all(read.as_bytes()));
        for fault in faults {
            drop(writeln!(streams.errors, "warning: {fault}"));
        }
        if files.documents.is_empty() {
            drop(writeln!(streams.errors, "{NOTHING}"));
        }
        for hint in hints(&report, &facts) {
            drop(writeln!(streams.errors, "not known: {hint}"));
        }
    }
    let fail_on = check.fail_on.or(config.fail_on.map(FailOn::from)).unwrap_or_default();
    Ok(code(&report, &preferences, fail_on, incomplete))
}

/// What is said to whoever checks a folder without anything in it.
const NOTHING: &str = "nothing to check: pass a folder that has workflows in `.github/workflows`, and Terraform, CloudFormation or \
                       what AWS answers for the roles; see `assumable check --help`";

fn job(road: &Road) -> (Option<&str>, Option<&str>) {
    (road.workflow.as_deref(), road.job.as_deref())
}

/// The folder that names start from: the repository around the first path, else the first folder.
pub(crate) fn root(paths: &[PathBuf], folder: &Path) -> PathBuf {
    let first = paths.iter().find(|path| path.as_os_str() != "-");
    let first = first.map_or_else(|| folder.to_owned(), |path| folder.join(path));
    let first = first.canonicalize().unwrap_or(first);
    repository::root(&first).unwrap_or_else(|| if first.is_dir() { first } else { folder.to_owned() })
}

/// A spinner on the terminal.
pub(crate) fn progress(is_shown: bool) -> ProgressBar {
    let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let progress = ProgressBar::with_draw_target(None, target);
    if is_shown {
        progress.enable_steady_tick(Duration::from_millis(100));
    }
    progress
}

/// What the report depends on and an option tells.
fn hints(report: &RoadReport, facts: &RoadFacts) -> Vec<&'static str> {
    let mut out = Vec::new();
    if report.roads.is_empty() {
        return out;
    }
    if facts.repository.is_none() {
        out.push("the repository: `--repository OWNER/NAME`");
    }
    if facts.default_branch.is_none() {
        out.push("the default branch: `--default-branch NAME`");
    }
    let open = |one: &RoadScenario| {
        one.verdict == RoadVerdict::Undetermined
            && one.stage == Some(RoadStage::TrustPolicy)
            && one.message.is_some()
    };
    if facts.immutable.is_none() && report.roads.iter().any(|road| road.scenarios.iter().any(open)) {
        out.push("whether subjects have ids: `--immutable true` or `--immutable false`");
    }
    out
}

fn write(
    report: &RoadReport,
    preferences: &Preferences,
    shown: &Shown,
    streams: &mut Streams<'_>,
) -> Result<(), Refused> {
    let width = streams.text_options(shown.width).width;
    let styled = streams.output_styled && shown.output.is_none();
    let written = |format| render_with(report, format, TextOptions::new(width, styled), preferences);
    let text = match shown.format.unwrap_or_default() {
        Format::Text => written(RenderFormat::Text),
        Format::Json => json(report),
        Format::Markdown => written(RenderFormat::Markdown),
        Format::Sarif => written(RenderFormat::Sarif),
        Format::Github => written(RenderFormat::Github),
    };
    match &shown.output {
        None => streams.write(text.as_bytes()),
        Some(path) => fs::write(streams.folder.join(path), text)
            .map_err(|error| Refused::io(&path.display().to_string(), "written", &error)),
    }
}

/// How it ends: with what is to be reported, else with what is not known.
fn code(report: &RoadReport, preferences: &Preferences, fail_on: FailOn, incomplete: bool) -> Code {
    let most = match fail_on {
        FailOn::Error => EntryLevel::Error,
        FailOn::Warning => EntryLevel::Warning,
        FailOn::Note => EntryLevel::Note,
        FailOn::Never => return Code::Nothing,
    };
    let entries = entries_with(report, preferences);
    if entries.iter().any(|entry| entry.level <= most) {
        Code::Found
    } else if incomplete || entries.iter().any(|entry| entry.level == EntryLevel::Open) {
        Code::Open
    } else {
        Code::Nothing
    }
}
