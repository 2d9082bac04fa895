//! `audit`: the roles of an organisation against its logs.

mod arguments;
mod logs;
mod proofs;

use std::fs;
use std::path::Path;

pub(crate) use arguments::Audit;
use arguments::AuditFormat;
use assumable::audit::{AuditReport, AuditRoles, AuditState, Auditor};
use assumable::read::{Documents, ReadOptions};
use assumable::render::{TextOptions, audit_markdown, audit_text, json};
use globset::GlobSet;
use indicatif::ProgressBar;

use super::Streams;
use super::check::{progress, root};
use super::files::{self, Files};
use super::outcome::{Code, Refused};
use logs::Logs;

pub(crate) fn run(audit: &Audit, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let world = audit.asked.world(streams)?;
    let since = audit.since.as_ref().map(|path| state(&streams.folder.join(path), path)).transpose()?;
    let progress = progress(streams.progress);
    let roles = roles(audit, &audit.asked.options()?, streams, &progress)?;
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
    for refusal in refusals {
        drop(writeln!(streams.errors, "refused: {refusal}"));
    }
    // Each row is somewhere.
    if rows.read != rows.answered + rows.refused + rows.other {
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

/// The roles of each inventory.
fn roles(
    audit: &Audit,
    options: &ReadOptions,
    streams: &mut Streams<'_>,
    progress: &ProgressBar,
) -> Result<AuditRoles, Refused> {
    let root = root(&audit.inventories, &streams.folder);
    let mut roles = AuditRoles::default();
    for path in &audit.inventories {
        let paths = std::slice::from_ref(path);
        let Files { documents, unread, .. } =
            files::read(paths, &root, &GlobSet::empty(), streams, progress)?;
        if let Some((name, why)) = unread.into_iter().next() {
            return Err(Refused::new(name, why, "leave it out of the inventory, or make it readable"));
        }
        let name = path.display().to_string();
        let documents =
            Documents::read(documents, options.clone()).map_err(|error| Refused::of(&error, &name))?;
        let refused =
            documents.inventory().documents.iter().find_map(|one| Some((&one.name, one.refused.as_ref()?)));
        if let Some((name, refusal)) = refused {
            return Err(Refused::new(name, refusal.message.clone(), &refusal.help));
        }
        roles.add(documents.inventory()).map_err(|error| Refused::of(&error, &name))?;
    }
    if roles.known().is_empty() {
        let help = "pass an answer of `aws iam get-account-authorization-details`, or a folder of Terraform";
        return Err(Refused::new("the inventory", "has no role that a token can assume", help));
    }
    Ok(roles)
}

fn write(audit: &Audit, report: &AuditReport, streams: &mut Streams<'_>) -> Result<(), Refused> {
    let width = audit.width.or(streams.width).unwrap_or(TextOptions::default().width);
    let text = match audit.format {
        AuditFormat::Text => audit_text(report, TextOptions::new(width, streams.output_styled)),
        AuditFormat::Json => json(report),
        AuditFormat::Markdown => audit_markdown(report),
    };
    streams.write(text.as_bytes())
}
