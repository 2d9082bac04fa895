//! What a run may bring: no longer texts, and no more git tags, than can be asked of every rule.

use super::{NamingRules, Run};
use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_EXISTING_TAGS, MAX_GIT_TAG, MAX_RUN_TEXT, MAX_TAG_WORK};

impl NamingRules {
    /// Refuses a run that costs too much, with the place of its field.
    ///
    /// # Errors
    /// `TOO_LARGE`, `TOO_COSTLY`.
    pub(super) fn admit(&self, run: &Run) -> Result<(), Error> {
        for (field, value) in run.texts() {
            bounded(value, MAX_RUN_TEXT, SHORTEN).map_err(|error| error.under(field))?;
        }
        for (giver, name) in self.declared.all() {
            if let Some(value) = giver.of(run).get(name) {
                let at = |error: Error| error.under(name).under(giver.member());
                bounded(value, MAX_RUN_TEXT, SHORTEN).map_err(at)?;
            }
        }
        match &run.existing_tags {
            Some(tags) => self.affordable(tags).map_err(|error| error.under("existing_tags")),
            None => Ok(()),
        }
    }

    /// Every guard with `highest` reads each tag.
    fn affordable(&self, tags: &[String]) -> Result<(), Error> {
        if tags.len() > MAX_EXISTING_TAGS {
            let message = format!("{} git tags are given, at most {MAX_EXISTING_TAGS} are read", tags.len());
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("give those of the versions that the rules compare"));
        }
        for (index, tag) in tags.iter().enumerate() {
            let help = "leave it out: no version is so long";
            bounded(tag, MAX_GIT_TAG, help).map_err(|error| error.under(index))?;
        }
        let bytes: usize = tags.iter().map(String::len).sum();
        let guards = self.rules.iter().map(|rule| &rule.guard).chain(&self.skip);
        let guards = guards.filter(|guard| guard.highest.is_some()).count();
        if bytes.saturating_mul(guards) <= MAX_TAG_WORK {
            return Ok(());
        }
        let message = format!("{bytes} bytes of git tags are too many for {guards} guards with `highest`");
        Err(Error::new(ErrorKind::TooCostly, message)
            .with_help(format!("give only tags of versions, at most {} bytes", MAX_TAG_WORK / guards.max(1))))
    }
}

const SHORTEN: &str = "pass the beginning: a tag has at most 128 characters";

fn bounded(text: &str, most: usize, help: &str) -> Result<(), Error> {
    if text.len() <= most {
        return Ok(());
    }
    let message = format!("the text has {} bytes, at most {most} are read", text.len());
    Err(Error::new(ErrorKind::TooLarge, message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> NamingRules {
        let text = "version: 1\nimage: a\nvalues: {a: text}\ntags:\n  - {name: x, tag: 'x-{value.a|slug:9}'}\n  - {name: h, tag: h, when: {tag: 'v{v:semver}', highest: true}}\n";
        text.parse().unwrap()
    }

    #[track_caller]
    fn refused(run: &Run, code: &str, path: &str) {
        let rules = rules();
        for error in [rules.make(run).unwrap_err(), rules.check(run, &["a:b"]).unwrap_err()] {
            assert_eq!((error.kind().code(), error.path()), (code, path), "{error}");
        }
    }

    /// The budgets are the rules' own, so that no caller goes past them.
    #[test]
    fn a_run_that_is_too_large_is_refused() {
        let long = |count: usize| "a".repeat(count);
        let branch = Run { reference: Some(long(MAX_RUN_TEXT + 1)), ..Run::default() };
        refused(&branch, "TOO_LARGE", "/run/ref");
        let mut value = Run::default();
        value.values.insert("a".to_owned(), long(MAX_RUN_TEXT + 1));
        refused(&value, "TOO_LARGE", "/run/values/a");
        let tag = Run { existing_tags: Some(vec![String::new(), long(MAX_GIT_TAG + 1)]), ..Run::default() };
        refused(&tag, "TOO_LARGE", "/run/existing_tags/1");
        let many = Run { existing_tags: Some(vec![String::new(); MAX_EXISTING_TAGS + 1]), ..Run::default() };
        refused(&many, "TOO_LARGE", "/run/existing_tags");
        let costly = Run { existing_tags: Some(vec![long(MAX_GIT_TAG); 4_000]), ..Run::default() };
        refused(&costly, "TOO_COSTLY", "/run/existing_tags");
    }

    /// A dispatch may have inputs that no rule reads.
    #[test]
    fn what_no_rule_reads_may_be_long() {
        let mut run = Run::default();
        run.inputs.insert("notes".to_owned(), "a".repeat(60_000));
        run.values.insert("a".to_owned(), "b".repeat(MAX_RUN_TEXT));
        assert_eq!(rules().make(&run).unwrap().names.len(), 1);
    }

    #[test]
    fn too_many_names_are_refused() {
        let names = vec!["a:b"; crate::limits::MAX_IMAGES + 1];
        let error = rules().check(&Run::default(), &names).unwrap_err();
        assert_eq!((error.kind().code(), error.path()), ("TOO_LARGE", "/images"));
        let error = rules().check(&Run::default(), &["a:b", &"a".repeat(40_000)]).unwrap_err();
        assert_eq!((error.kind().code(), error.path()), ("TOO_LARGE", "/images/1"));
    }
}
