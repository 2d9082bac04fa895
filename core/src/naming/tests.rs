use super::*;

const HEAD: &str = "version: 1\nimage: ghcr.io/octo-org/app\ntags:\n";
const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

fn rules(tags: &str) -> NamingRules {
    format!("{HEAD}{tags}").parse().unwrap()
}

fn run(event: &str, reference: &str) -> Run {
    Run {
        event: Some(event.to_owned()),
        reference: Some(reference.to_owned()),
        sha: Some(SHA.to_owned()),
        repository: Some("octo-org/app".to_owned()),
        default_branch: Some("main".to_owned()),
        run_number: Some("42".to_owned()),
        ..Run::default()
    }
}

fn tags(rules: &NamingRules, run: &Run) -> Vec<String> {
    rules.make(run).unwrap().names.into_iter().map(|name| name.tag).collect()
}

/// The tag of one rule on one ref.
fn tag(rule: &str, reference: &str) -> Option<String> {
    tags(&rules(rule), &run("push", reference)).pop()
}

#[track_caller]
fn refused(text: &str, message: &str, path: &str, line: usize, column: usize) {
    let error = text.parse::<NamingRules>().unwrap_err();
    assert_eq!(error.to_string(), message);
    let place = error.place().unwrap();
    assert_eq!((error.path(), place.line, place.column), (path, line, column), "{message}");
}

#[track_caller]
fn rule_refused(rule: &str, message: &str) {
    let error = format!("{HEAD}{rule}").parse::<NamingRules>().unwrap_err();
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_malformed_document_is_told_with_its_place() {
    refused("version: 2\nimage: a\ntags: []\n", "the version of the format is 1", "/version", 1, 10);
    refused("version: 1\nimage: a\nTags: []\n", "the field `Tags` is not known in the rules", "/Tags", 3, 1);
    refused("version: 1\ntags: []\n", "the field `image` is missing in the rules", "", 1, 1);
    refused("version: 1\nimage: a\ntags: []\n", "no rule is given, so no tag could be pushed", "/tags", 3, 7);
    refused(
        "version: 1\nimage: a:v1\ntags: [{name: a, tag: b}]\n",
        "the image is a repository without tag and digest",
        "/image",
        2,
        8,
    );
    refused(
        "version: 1\nimage: \"a/{branch}\"\ntags: [{name: a, tag: b}]\n",
        "`{branch}` would let whoever names a branch choose the repository",
        "/image",
        2,
        8,
    );
    refused("version: 1\nimage: a\nimage: b\n", "the member `image` is named twice", "", 3, 1);
    refused(
        "version: 1\nimage: [a, A/B]\ntags: [{name: a, tag: b}]\n",
        "this gives no legal name: the repository name has upper-case letters: `B`",
        "/image/1",
        2,
        12,
    );
    refused("{\"version\": 1,}", "a comma stands before `}`, and no value after it", "", 1, 14);
    let error = "x".repeat(70_000).parse::<NamingRules>().unwrap_err();
    assert_eq!(error.kind().code(), "TOO_LARGE");
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    rule_refused("  - {name: a, tag: {sha}}", "expected a string, found an object");
    rule_refused("  - {name: a, tag: 1.10}", "expected a string, found a number");
    rule_refused("  - {name: a, tag: '{sha}'}", "`{sha}` is used, but not said which commit it is");
    rule_refused(
        "  - {name: a, tag: '{v}'}",
        "`{v}` is not a placeholder here; known: sha, branch, tag, ref, head, base, number, repository, owner, name, run_number, run_attempt, run_id, date; declare others under `values` or `inputs`",
    );
    rule_refused("  - {name: a, tag: 'x{'}", "a `{` is not closed in `x{`");
    rule_refused("  - {name: a, tag: 'x}'}", "`}` closes nothing in `x}`");
    rule_refused(
        "  - {name: a, tag: '{ref|upper}'}",
        "`upper` is not a filter; known: lower, slug, short, plus, format",
    );
    rule_refused(
        "  - {name: a, tag: '{sha|short:3}', sha: event}",
        "the filter `short` takes a number from 4 to 40, as in `short:4`",
    );
    rule_refused(
        "  - {name: a, tag: '{date|format:DDMMhh}'}",
        "`DDMMhh` is not a form of a date; known: YYYY, GGGG, YY, 0M, MM, 0D, DD, 0W, WW, 0h, 0m, 0s",
    );
    rule_refused("  - {name: a, tag: 'a/b'}", "this gives no legal tag: `/` cannot stand in a tag: `a/b`");
    rule_refused("  - {name: a, tag: b, sha: merge}", "`merge` is not one of the known values");
    rule_refused("  - {name: a, tag: b}\n  - {name: a, tag: c}", "two rules have the name `a`");
    rule_refused(
        "  - {name: a, when: {branch: x, tag: y}, tag: b}",
        "a ref is a branch or a tag, so this guard never holds",
    );
    rule_refused(
        "  - {name: a, when: {prerelease: true}, tag: b}",
        "`prerelease` asks about a captured version, and none is captured",
    );
    rule_refused(
        "  - {name: a, when: {branch: 'x{v:semvar}'}, tag: b}",
        "`semvar` is not a kind of capture; known: semver, pep440, calver, number, slug, text, hash",
    );
    rule_refused("  - {name: a, when: {branch: '{sha:slug}'}, tag: b}", "the name `sha` is taken");
    rule_refused(
        "  - {name: a, when: {branch: '*{v:semver}'}, tag: b}",
        "in `*{v:semver}` a character must stand between a capture and its neighbour",
    );
    rule_refused(
        "  - {name: a, when: {branch: ['x', 'y{v:semver}']}, tag: b}",
        "a pattern with captures stands alone, so that they are always bound",
    );
    rule_refused(
        "  - {name: a, when: {branch: '[a'}, tag: b}",
        "`[a` is not a pattern: unclosed character class; missing ']'",
    );
    rule_refused(
        "  - {name: a, when: {tag: 'v{v:semver}'}, tag: '{v.micro}'}",
        "a semver has no part `micro`; known: major, minor, patch, core, prerelease",
    );
}

#[test]
fn captures_are_typed() {
    let semver = "  - {name: a, when: {tag: 'v{v:semver}'}, tag: '{v.core}'}";
    assert_eq!(tag(semver, "refs/tags/v1.2.3-rc.1").as_deref(), Some("1.2.3"));
    for name in ["v1.2", "v01.2.3", "v1.2.3.4", "V1.2.3", "v1.2.3\n", "v99999999999999999999.0.0", "xv1.2.3"]
    {
        assert_eq!(tag(semver, &format!("refs/tags/{name}")), None, "{name}");
    }
    assert_eq!(tag(semver, "refs/heads/v1.2.3"), None);
    let pep440 = "  - {name: a, when: {tag: '{v:pep440}', prerelease: true}, tag: '{v.release}-{v.minor}'}";
    assert_eq!(tag(pep440, "refs/tags/1!2.4.1rc1").as_deref(), Some("2.4.1-4"));
    assert_eq!(tag(pep440, "refs/tags/2.4.1.post1"), None);
    assert_eq!(tag(pep440, "refs/tags/2.4.1.dev3").as_deref(), Some("2.4.1-4"));
    let calver = "  - {name: a, when: {branch: 'release/{t:calver}'}, tag: '{t.year}-{t.month}'}";
    assert_eq!(tag(calver, "refs/heads/release/2026.04.17").as_deref(), Some("2026-04"));
    assert_eq!(tag(calver, "refs/heads/release/2026.13"), None);
    let mixed = "  - {name: a, when: {branch: '**/{s:slug}-v{n:number}'}, tag: '{s}.{n}'}";
    assert_eq!(tag(mixed, "refs/heads/x/y/api-web-v7").as_deref(), Some("api-web.7"));
    assert_eq!(tag(mixed, "refs/heads/x/api-v07"), None);
}

#[test]
fn globs_stop_at_slashes() {
    let one = "  - {name: a, when: {branch: ['feature/*', '{main,develop}']}, tag: '{branch|slug:12|lower}'}";
    assert_eq!(tag(one, "refs/heads/feature/ADD#1-é").as_deref(), Some("feature-add"));
    assert_eq!(tag(one, "refs/heads/develop").as_deref(), Some("develop"));
    assert_eq!(tag(one, "refs/heads/feature/a/b"), None);
    assert_eq!(
        tag("  - {name: a, when: {branch: 'x/**'}, tag: t}", "refs/heads/x/a/b").as_deref(),
        Some("t")
    );
}

#[test]
fn a_pull_request_never_counts_as_its_base_branch() {
    let rules = rules(
        "  - {name: a, when: {branch: main}, tag: production}\n  - {name: b, when: {event: pull_request_target, branch: main}, tag: preview}",
    );
    assert_eq!(tags(&rules, &run("push", "refs/heads/main")), ["production"]);
    assert_eq!(tags(&rules, &run("pull_request_target", "refs/heads/main")), ["preview"]);
}

#[test]
fn what_a_run_brings_is_data() {
    let rules = rules("  - {name: a, when: {branch: '**'}, tag: 'b-{branch}'}");
    for name in ["{sha}", "{{sha}}", "$(id)", "a,value=latest", "x|lower", "%0a", "*"] {
        let made = rules.make(&run("push", &format!("refs/heads/{name}"))).unwrap();
        assert_eq!(made.outcome, NamesOutcome::Refused, "{name}");
        assert!(made.names.is_empty());
    }
}

#[test]
fn what_is_not_known_is_asked_for() {
    let rules = rules(
        "  - {name: a, when: {default_branch: true}, tag: 'n{run_number}'}\n  - {name: b, when: {event: release}, tag: r}",
    );
    let made = rules.make(&Run { reference: Some("refs/heads/main".to_owned()), ..Run::default() }).unwrap();
    assert_eq!(made.outcome, NamesOutcome::Undetermined);
    assert_eq!(made.needs, ["default_branch", "event"]);
    // a definite no decides, whatever is not known beside
    let made = rules.make(&Run {
        reference: Some("refs/tags/v1".to_owned()),
        event: Some("push".to_owned()),
        ..Run::default()
    });
    let made = made.unwrap();
    assert_eq!(made.outcome, NamesOutcome::Refused);
}

#[test]
fn the_sources_of_a_run_agree_or_are_told() {
    let mut run = Run::default();
    let claims = [("event_name", "push"), ("ref", "refs/heads/main"), ("head_ref", "")].into_iter().collect();
    assert!(run.fill_from_claims(&claims).is_empty());
    let findings = run.fill_from_env([("GITHUB_REF", "refs/heads/other"), ("PATH", "/bin")]);
    assert_eq!(findings[0].message, "`ref` is `refs/heads/main`, but GITHUB_REF says `refs/heads/other`");
    assert_eq!(run.head_ref, None);
    let event =
        crate::tree::json::parse(r#"{"pull_request": {"number": 15, "head": {"sha": "x"}}}"#, 100).unwrap();
    run.fill_from_event(&event);
    assert_eq!(run.number.as_deref(), Some("15"));
    let error = run.check().unwrap_err();
    assert_eq!(error.to_string(), "`x` is not a commit");
    assert_eq!(error.path(), "/head_sha");
}

#[test]
fn dates_are_of_the_time_given() {
    let mut run = run("schedule", "refs/heads/main");
    for (time, date) in [
        ("2026-02-28T23:59:60Z", Some("26.2.28")),
        ("2028-02-29T00:00Z", Some("28.2.29")),
        ("2026-02-29T00:00:00Z", None),
        ("2026-02-28T00:00:00+01:00", None),
        ("2026-02-28", None),
        ("2026-13-01T00:00:00Z", None),
        ("é", None),
    ] {
        run.time = Some(time.to_owned());
        assert_eq!(run.date("YY.MM.DD").as_deref(), date, "{time}");
        assert_eq!(run.check().is_ok(), date.is_some(), "{time}");
    }
}

#[track_caller]
fn lints(tags: &str, expected: &[(&str, &str)]) {
    let report = rules(tags).lint(None).unwrap();
    let found: Vec<(&str, &str)> =
        report.findings.iter().map(|f| (f.code.name, f.message.as_str())).collect();
    assert_eq!(found, expected);
    assert!(report.findings.iter().all(|finding| !finding.runs.is_empty()));
}

#[test]
fn lint_shows_what_will_go_wrong() {
    lints("  - {name: a, when: {branch: main}, tag: x, moving: true}", &[]);
    lints(
        "  - {name: a, when: {branch: main}, tag: x, moving: true}\n  - {name: b, when: {branch: dev}, tag: x, moving: true}",
        &[("TWO_RULES_ONE_TAG", "the rules `a` and `b` give one tag, `x`, for different runs")],
    );
    lints(
        "  - {name: a, when: {event: pull_request, tag: 'v*'}, tag: x, moving: true}",
        &[("NEVER_FIRES", "the rule `a` never fires: its guard never holds")],
    );
    lints(
        "  - {name: a, when: {branch: main}, tag: x}",
        &[("TAG_MOVES", "the rule `a` gives `x` again for a later commit, but is not `moving: true`")],
    );
    lints(
        "  - {name: a, when: {tag: 'v{v:semver}'}, tag: '{v.major}'}",
        &[("TAG_MOVES", "the rule `a` gives `1` again for a later commit, but is not `moving: true`")],
    );
    lints(
        "  - {name: a, when: {tag: 'v{v:semver}'}, tag: '{v}'}\n  - {name: b, when: {branch: '*'}, tag: '{branch}', moving: true}",
        &[
            (
                "TAG_TOO_LONG",
                "the rule `b` gives no tag for a long name of a branch or tag: the tag has 129 characters, at most 128 are allowed; cut the name, as in `slug:63`",
            ),
            (
                "REF_IMPERSONATES",
                "whoever may name a branch or tag gets `1.2.3`, which is a tag of the rule `a`, out of the rule `b`",
            ),
            (
                "FIXED_TAG_MOVABLE",
                "no exclusion filter lets only the tags of the rule `b` move: the narrowest, `*`, also matches `1.2.3` of the rule `a`, which must not move",
            ),
        ],
    );
    lints(
        "  - {name: a, when: {branch: 'f/*'}, tag: 'f-{branch|slug:63}', moving: true}",
        &[("SLUGS_COLLIDE", "the rule `a` gives one tag, `f-f-a-b`, for refs that are not the same")],
    );
}

#[test]
fn lint_asks_the_repository() {
    use crate::image::{MutabilitySettings, TagMutability};
    let rules = rules(
        "  - {name: a, when: {branch: main}, tag: main, moving: true}\n  - {name: b, when: {tag: 'v{v:semver}'}, tag: '{v.major}.{v.minor}', moving: true}",
    );
    let immutable = MutabilitySettings::new(TagMutability::ImmutableWithExclusion, ["main"]).unwrap();
    let report = rules.lint(Some(&immutable)).unwrap();
    assert_eq!(report.findings.len(), 1);
    assert_eq!(
        report.findings[0].message,
        "the rule `b` moves `1.2`: ECR will refuse to move it, since the tag `1.2` exists with another digest, and is immutable"
    );
    assert_eq!(report.exclusion_filters, ["main", "*.*"]);
}

#[test]
fn the_schema_names_what_is_read() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/naming/schema.json"))
            .unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (pointer, names) in [
        ("/properties", &read::DOCUMENT[..]),
        ("/$defs/rule/properties", &read::RULE[..]),
        ("/$defs/guard/properties", &read::GUARD[..]),
    ] {
        let known: Vec<&String> = schema.pointer(pointer).unwrap().as_object().unwrap().keys().collect();
        let mut names = names.to_vec();
        names.sort_unstable();
        let mut known: Vec<&str> = known.into_iter().map(String::as_str).collect();
        known.sort_unstable();
        assert_eq!(known, names, "{pointer}");
    }
}
