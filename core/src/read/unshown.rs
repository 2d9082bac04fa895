//! Jobs that no workflow file shows, where another file shows that there are some.

use super::gathered::Remark;
use super::value::Spot;
use crate::codes;
use crate::tree::recognise::{ReadKind, Recognised};

/// The job whose steps prepare the runs of the Copilot coding agent.
const COPILOT_SETUP: &str = "copilot-setup-steps";

/// What Dependabot runs.
pub(super) fn of_dependabot(document: usize, found: &Recognised) -> Option<Remark> {
    let message = "Dependabot runs jobs that no workflow file shows: their tokens have subjects of a ref or of \
        `pull_request`, and no environment";
    let spot = Spot { document, bytes: 0..0 };
    let is_configuration = found.kind.read == ReadKind::Dependabot;
    is_configuration.then(|| Remark {
        code: codes::JOBS_NOT_SHOWN,
        message: message.to_owned(),
        spot: Some(spot),
    })
}

/// What the Copilot coding agent runs after this job.
pub(super) fn of_copilot(job: &str) -> Option<String> {
    let message = "the Copilot coding agent runs jobs that no workflow file shows: their tokens have the environment \
        `copilot`";
    (job == COPILOT_SETUP).then(|| message.to_owned())
}
