//! What checking names and linting rules cost, counted while it is done, and the budget that each has to keep: see
//! [`crate::limits`].

use core::cell::Cell;

use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_LINT_STEPS, MAX_NAMING_STEPS};

/// The steps that were done, and how many may be.
pub(super) struct Work {
    done: Cell<u64>,
    budget: u64,
    /// What takes the steps, and what to do where they are too many.
    what: (&'static str, &'static str),
}

impl Work {
    /// The work of checking names.
    pub(super) const fn of_check() -> Work {
        Work::within(MAX_NAMING_STEPS)
    }

    /// The work of linting rules.
    pub(super) const fn of_lint() -> Work {
        let what = ("the rules take", "give fewer rules, or fewer patterns, words and placeholders in them");
        Work { done: Cell::new(0), budget: MAX_LINT_STEPS, what }
    }

    pub(super) const fn within(budget: u64) -> Work {
        let what = ("the names take", "check fewer names at a time");
        Work { done: Cell::new(0), budget, what }
    }

    /// Counts steps. They are few each time, so that what is done past the budget is little.
    pub(super) fn count(&self, steps: usize) {
        self.done.set(self.done.get().saturating_add(steps as u64));
    }

    /// Whether the budget is used up: then what was found since is not an answer.
    pub(super) fn is_over(&self) -> bool {
        self.done.get() > self.budget
    }

    #[cfg(test)]
    pub(super) fn done(&self) -> u64 {
        self.done.get()
    }

    /// Refuses what took more.
    ///
    /// # Errors
    /// `TOO_COSTLY`.
    pub(super) fn kept(&self) -> Result<(), Error> {
        if !self.is_over() {
            return Ok(());
        }
        let (what, help) = self.what;
        let message = format!("{what} more than {} million steps to check", self.budget / 1_000_000);
        Err(Error::new(ErrorKind::TooCostly, message).with_help(help))
    }
}

#[cfg(test)]
mod tests {
    use core::fmt::Write;

    use super::*;
    use crate::naming::{CheckedImages, NameVerdict, NamingRules, Run};

    const REGISTRY: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

    fn run() -> Run {
        Run {
            event: Some("push".to_owned()),
            reference: Some("refs/heads/feature/a".to_owned()),
            sha: Some("860c1904a1ce19322e91ac35af1ab07466440c37".to_owned()),
            repository: Some("octo-org/app".to_owned()),
            ..Run::default()
        }
    }

    fn checked(rules: &str, images: &[String]) -> (CheckedImages, u64) {
        let rules: NamingRules = rules.parse().unwrap();
        let work = Work::within(u64::MAX);
        let checked = rules.check_counted(&run(), images, &work).unwrap();
        assert_eq!(checked.images.len(), images.len());
        (checked, work.done())
    }

    /// Rules whose tags are any texts with that many separators.
    fn wide(count: usize, pieces: usize) -> String {
        let mut rules = format!("version: 1\nimage: {REGISTRY}/app\ntags:\n");
        for index in 0..count {
            let tag = vec!["{branch|slug}"; pieces].join("-");
            writeln!(
                rules,
                "  - {{name: r{index}, tag: \"{tag}-{index}\", when: {{branch: never-{index}/**}}}}"
            )
            .unwrap();
        }
        rules
    }

    fn tags(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("{REGISTRY}/app:{}{index:05}", "a-".repeat(61))).collect()
    }

    /// Repositories, and names that are nearly theirs.
    fn near_misses(repositories: usize, names: usize) -> (String, Vec<String>) {
        let path = |middle: &str| format!("{}{middle}{}", "a".repeat(110), "b".repeat(110));
        let all: Vec<String> =
            (0..repositories).map(|index| format!("{REGISTRY}/{}", path(&format!("{index:03}x")))).collect();
        let rules = format!(
            "version: 1\nimage: [{}]\ntags: [{{name: sha, tag: \"{{sha}}\", sha: event}}]\n",
            all.join(", ")
        );
        let name = |index: usize| format!("{REGISTRY}/{}:1", path(&format!("{index:04}yz")));
        (rules, (0..names).map(name).collect())
    }

    /// Twice the input takes about twice the steps.
    #[track_caller]
    fn in_proportion(one: u64, two: u64) {
        assert!(two > one && two < one * 5 / 2, "{one} steps, and {two} for twice as much");
    }

    #[test]
    fn the_steps_grow_with_the_names_and_with_the_rules() {
        let steps = |rules, names| checked(&wide(rules, 4), &tags(names)).1;
        in_proportion(steps(5, 20), steps(5, 40));
        in_proportion(steps(5, 20), steps(10, 20));
        let steps = |repositories, names| {
            let (rules, images) = near_misses(repositories, names);
            checked(&rules, &images).1
        };
        in_proportion(steps(20, 50), steps(20, 100));
        assert!(steps(40, 50) < steps(20, 50) * 5 / 2);
    }

    #[test]
    fn a_name_is_explained_once() {
        let (once, steps) = checked(&wide(5, 4), &tags(1));
        let (again, same) = checked(&wide(5, 4), &vec![tags(1).remove(0); 1_000]);
        assert_eq!(steps, same);
        assert!(again.images.iter().all(|image| *image == once.images[0]));
        // one repository that is not of the run is searched once, whatever its tags: a name costs 700 by its length
        let (rules, images) = near_misses(50, 1);
        let many: Vec<String> = (0..1_000).map(|index| format!("{}{index}", images[0])).collect();
        let (one, all) = (checked(&rules, &images).1, checked(&rules, &many).1);
        assert!(all < one + 1_000 * 700 && one > 1_400, "{one} {all}");
    }

    #[test]
    fn what_is_past_the_budget_is_refused() {
        let rules: NamingRules = wide(20, 16).parse().unwrap();
        let error = rules.check(&run(), &tags(5_000)).unwrap_err();
        assert_eq!(error.to_string(), "the names take more than 10 million steps to check");
        assert_eq!((error.kind().code(), error.help()), ("TOO_COSTLY", "check fewer names at a time"));
        // what is done past it is little
        let work = Work::within(MAX_NAMING_STEPS);
        rules.check_counted(&run(), &tags(5_000), &work).unwrap();
        assert!(work.is_over() && work.done() < MAX_NAMING_STEPS + 1_000_000, "{}", work.done());
    }

    /// Rules that are read, and would take too long to lint.
    #[test]
    fn rules_past_the_budget_of_lint_are_refused() {
        let values: Vec<String> = (0..64).map(|index| format!("n{index}: semver")).collect();
        let values = values.join(", ");
        let mut rules =
            format!("version: 1\nimage: {REGISTRY}/app\nvalues: {{{values}}}\ninputs: {{{values}}}\ntags:\n");
        for index in 0..200 {
            let tag = ["{branch|slug}"; 12].join("-");
            let when = "{branch: ['a*', 'b*'], event: [push, release, pull_request]}";
            writeln!(rules, "  - {{name: r{index}, tag: '{tag}-{index}', when: {when}, moving: true}}")
                .unwrap();
        }
        let rules: NamingRules = rules.parse().unwrap();
        let error = rules.lint(None).unwrap_err();
        assert_eq!(error.to_string(), "the rules take more than 50 million steps to check");
        assert_eq!(error.kind().code(), "TOO_COSTLY");
        assert_eq!(error.help(), "give fewer rules, or fewer patterns, words and placeholders in them");
    }

    /// 200 services with a rule each, and a thousand names of which none is right.
    #[test]
    fn a_large_convention_is_answered() {
        let mut rules = format!("version: 1\nimage: [{REGISTRY}/app, {REGISTRY}/web]\ntags:\n");
        for index in 0..200 {
            let tag = ["{branch|slug:40}-{sha|short:12}", "{sha|short:12}-{run_number}"][index % 2];
            writeln!(
                rules,
                "  - {{name: r{index}, tag: \"service-{index}-{tag}\", sha: event, when: {{branch: \"**\"}}}}"
            )
            .unwrap();
        }
        let wrong = |index: usize| {
            let (service, repository) = (index % 200, ["app", "web", "wbe"][index % 3]);
            format!("{REGISTRY}/{repository}:service-{service}-feature-{index}-0123456789ab")
        };
        let images: Vec<String> = (0..1_000).map(wrong).collect();
        let rules: NamingRules = rules.parse().unwrap();
        let work = Work::within(MAX_NAMING_STEPS);
        let checked = rules.check_counted(&run(), &images, &work).unwrap();
        assert!(work.done() < MAX_NAMING_STEPS / 2, "{}", work.done());
        assert!(checked.images.iter().all(|image| image.verdict != NameVerdict::Allowed));
    }
}
