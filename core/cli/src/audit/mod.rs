//! `audit`: the roles of an organisation against its logs.

mod arguments;
mod inventory;
mod logs;
mod proofs;

use std::fs;
use std::path::Path;

pub(crate) use arguments::Audit;
use assumable::audit::{AuditReport, AuditState, Auditor};
use assumable::render::{audit_markdown, audit_text, json};

use super::Streams;
use super::arguments::PageFormat;
use super::check::progress;
use super::outcome::{Code, Refused};
use inventory::Read;
use logs::Logs;

pub(crate) fn run(audit: &Audit, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let mut world = audit.asked.world(streams)?;
    let since = audit.since.as_ref().map(|path| state(&streams.folder.join(path), path)).transpose()?;
    let progress = progress(streams.progress);
    let Read { roles, notes } = inventory::read(audit, &audit.asked.options()?, streams, &progress)?;
    world.rcp = roles.rcp().clone();
    let mut auditor = Auditor::new(&roles);
    let mut logs = Logs::new(audit.rejected.as_deref(), streams, &progress)?;
    for path in &audit.tokens {
        logs.read(path, &mut auditor, streams)?;
    }
    let rows = auditor.rows();
    let refusals = logs.finish()?;
    let known = since.as_ref().map(|state| state.known(&world)).unwrap_or_default();
    let proofs = proofs::all(&roles, &known, &world, &progress)?;
    let mut report = auditor.report(&proofs).map_err(|error| Refused::of(&error, "the roles"))?;
    if let Some(since) = &since {
        progress.set_message("comparing with the last time");
        let changes = since.changes(&roles, &world).map_err(|error| Refused::of(&error, "--since"))?;
        report.changes = Some(changes);
    }
    progress.finish_and_clear();
    if let Some(path) = &audit.state {
        let state = AuditState::new(&roles, &proofs, &world);
        fs::write(streams.folder.join(path), json(&state))
            .map_err(|error| Refused::io(&path.display().to_string(), "written", &error))?;
    }
    write(audit, &report, streams)?;
    for note in notes {
        drop(writeln!(streams.errors, "note: {note}"));
    }
    for refusal in refusals {
        drop(writeln!(streams.errors, "refused: {refusal}"));
    }
    // Each row is somewhere.
    if rows.read != rows.answered + rows.refused + rows.other + rows.repeated {
        return Err(Refused::new("the logs", "rows were lost", "report this as a fault of `assumable`"));
    }
    Ok(if report.has_found() {
        Code::Found
    } else if report.is_open() {
        Code::Open
    } else {
        Code::Nothing
    })
}

fn state(full: &Path, shown: &Path) -> Result<AuditState, Refused> {
    let name = shown.display().to_string();
    let text = fs::read_to_string(full).map_err(|error| Refused::io(&name, "read", &error))?;
    AuditState::read(&text).map_err(|error| Refused::of(&error, &name))
}

fn write(audit: &Audit, report: &AuditReport, streams: &mut Streams<'_>) -> Result<(), Refused> {
    let text = match audit.shown.format {
        PageFormat::Text => audit_text(report, streams.text_options(audit.shown.width)),
        PageFormat::Json => json(report),
        PageFormat::Markdown => audit_markdown(report),
    };
    streams.write(text.as_bytes())
}
