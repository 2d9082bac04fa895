//! The article's hardened role, and three jobs that ask for it.

use std::io::Write;
use std::path::{Path, PathBuf};

use assumable::Verdict;

use super::arguments::{Paths, Refused};
use super::ask::Answer;
use super::render;

/// A job and what is documented of it.
struct Job {
    title: &'static str,
    claims: &'static str,
    /// Where it is stopped: the segment, what the policy has there, and what the token has; `None` where it gets in.
    stopped: Option<[&'static str; 3]>,
}

const JOBS: [Job; 3] = [
    Job { title: "the shared workflow, called on main", claims: "reusable-workflow.json", stopped: None },
    Job {
        title: "a job that asks for the role by itself",
        claims: "direct-job.json",
        stopped: Some(["job_workflow_ref", "gh-actions", "app"]),
    },
    Job {
        title: "the shared workflow from another branch",
        claims: "workflow-branch.json",
        stopped: Some(["job_workflow_ref", "main", "feature"]),
    },
];

/// Runs it: 0 when every job comes out as documented, 1 otherwise.
pub(crate) fn run(out: &mut dyn Write) -> Result<u8, Refused> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/article");
    let folder = folder.canonicalize().unwrap_or(folder);
    let mut surprises = Vec::new();
    for (index, job) in JOBS.iter().enumerate() {
        let paths = Paths {
            claims: folder.join(job.claims),
            policy: folder.join("trust-policy.json"),
            settings: Some(PathBuf::from(&folder).join("settings.json")),
            ..Paths::default()
        };
        let answer = paths.answer()?;
        writeln!(out, "{}. {} (examples/article/{})\n", index + 1, job.title, job.claims)?;
        out.write_all(render::text(&answer).as_bytes())?;
        writeln!(out)?;
        if !job.is_confirmed_by(&answer) {
            surprises.push(job.title);
        }
    }
    if surprises.is_empty() {
        writeln!(out, "All three come out as documented in examples/article/README.md.")?;
        return Ok(0);
    }
    writeln!(out, "Not as documented: {}.", surprises.join("; "))?;
    Ok(1)
}

impl Job {
    fn is_confirmed_by(&self, answer: &Answer) -> bool {
        let Some(stopped) = self.stopped else { return answer.verdict == Verdict::Allowed };
        let places = answer.put.iter().flat_map(|put| &put.report.statements).flat_map(|s| &s.tests);
        let mut places = places.filter_map(|test| test.alignment.as_ref());
        answer.verdict == Verdict::Denied
            && places
                .any(|alignment| render::place(alignment).as_ref().is_some_and(|place| *place == stopped))
    }
}
