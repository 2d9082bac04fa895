//! What every format keeps to, on roads of a hostile repository.

use serde_json::Value;

use super::{EntryLevel, RenderFormat, TextOptions, entries, render, retain};
use crate::codes::{self, FixKind};
use crate::premise::{Edit, SourcePlace};
use crate::read::{Documents, ReadOptions};
use crate::road::{ChangeSide, RoadChange, RoadFacts, RoadReport, explain};

const WORKFLOW: &str = "on: {push: {branches: [main, 'release/*']}, pull_request: {}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions: {id-token: write, contents: read}
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-central-1
";

fn role(before: &str, sub: &str) -> String {
    format!(
        "{before}resource \"aws_iam_role\" \"deploy\" {{
  name = \"deploy\"
  assume_role_policy = jsonencode({{
    Version = \"2012-10-17\"
    Statement = [{{
      Effect = \"Allow\"
      Principal = {{ Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }}
      Action = \"sts:AssumeRoleWithWebIdentity\"
      Condition = {{
        StringEquals = {{ \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\" }}
        StringLike = {{ \"token.actions.githubusercontent.com:sub\" = \"{sub}\" }}
      }}
    }}]
  }})
}}
"
    )
}

fn report(workflow: (&str, &str), role: &str) -> RoadReport {
    let options = ReadOptions {
        repository: Some("octo-org/app".to_owned()),
        default_branch: Some("main".to_owned()),
        ..ReadOptions::default()
    };
    let facts = RoadFacts {
        repository: options.repository.clone(),
        default_branch: options.default_branch.clone(),
        immutable: Some(false),
        ..RoadFacts::default()
    };
    let documents = Documents::read([workflow, ("infra/roles.tf", role)], options).unwrap();
    explain(&documents, &facts).unwrap()
}

fn usual() -> RoadReport {
    report((".github/workflows/deploy.yml", WORKFLOW), &role("", "repo:octo-org*/app:ref:refs/heads/main"))
}

fn write(report: &RoadReport, format: RenderFormat) -> String {
    render(report, format, TextOptions::default())
}

const FORMATS: [RenderFormat; 4] =
    [RenderFormat::Text, RenderFormat::Markdown, RenderFormat::Sarif, RenderFormat::Github];

#[test]
fn a_text_fits_its_width_and_is_the_same_without_colours() {
    for width in [80, 100, 120] {
        let plain = render(&usual(), RenderFormat::Text, TextOptions::new(width, false));
        assert!(plain.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= width), "{plain}");
        let styled = render(&usual(), RenderFormat::Text, TextOptions::new(width, true));
        assert!(styled.contains("\u{1b}["), "{styled}");
        let mut bare = String::new();
        let mut rest = styled.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            bare.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        bare.push_str(rest);
        let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(trimmed(&bare), trimmed(&plain));
    }
}

#[test]
fn nothing_hidden_is_written() {
    let name = ".github/workflows/a\u{202e}b\n::error::c\u{200b}|`octocat`,<b>.yml";
    // A job cannot be called so: GitHub takes no such id.
    let workflow = WORKFLOW.replace("deploy:\n", "deploy:\n    environment: \"pro\u{202e}d\"\n");
    let report = report((name, &workflow), &role("", "repo:octo-org/app:ref:refs/heads/ma\u{200b}in"));
    assert_eq!(report.roads.len(), 1);
    for format in FORMATS {
        let text = write(&report, format);
        assert!(!text.contains(['\u{202e}', '\u{200b}', '\r', '\u{1b}']), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("::error::c")), "{text}");
    }
}

#[test]
fn fingerprints_stay_while_lines_move() {
    let prints = |report: &RoadReport| -> Vec<String> {
        let log: Value = serde_json::from_str(&write(report, RenderFormat::Sarif)).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let print = |one: &Value| one["partialFingerprints"]["assumable/v1"].as_str().unwrap().to_owned();
        results.iter().map(print).collect()
    };
    let old = usual();
    let moved = format!("# A comment.\n\n{WORKFLOW}");
    let new = report(
        (".github/workflows/deploy.yml", &moved),
        &role("# One\n# and another.\n", "repo:octo-org*/app:ref:refs/heads/main"),
    );
    assert_ne!(write(&old, RenderFormat::Sarif), write(&new, RenderFormat::Sarif));
    assert_eq!(prints(&old), prints(&new));
    let mut all = prints(&old);
    let count = all.len();
    assert!(count > 3);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "two results have one fingerprint");
}

#[test]
fn a_danger_of_many_jobs_is_told_once() {
    let many = WORKFLOW.replace("  deploy:\n", "  other:\n");
    let jobs = many.split_once("jobs:\n").unwrap().1;
    let workflow = format!("{WORKFLOW}{jobs}");
    let report = report(
        (".github/workflows/deploy.yml", &workflow),
        &role("", "repo:octo-org*/app:ref:refs/heads/main"),
    );
    assert_eq!(report.roads.len(), 2);
    let text = write(&report, RenderFormat::Text);
    assert_eq!(text.matches("critical: ").count(), 1, "{text}");
    assert!(text.contains("as told above for aws_iam_role.deploy"), "{text}");
}

#[test]
fn annotations_are_as_many_as_github_shows() {
    let job = WORKFLOW.split_once("  deploy:\n").unwrap().1;
    let jobs: Vec<String> = (0..30).map(|number| format!("  job-{number}:\n{job}")).collect();
    let jobs = jobs.concat();
    let workflow = format!("on: {{push: {{branches: [dev]}}, pull_request: {{}}}}\njobs:\n{jobs}");
    let report = report(
        (".github/workflows/deploy.yml", &workflow),
        &role("", "repo:octo-org/app:ref:refs/heads/main"),
    );
    let text = write(&report, RenderFormat::Github);
    let count = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 0, 10), "{text}");
    let last = text.lines().last().unwrap();
    let said = "::notice title=assumable::50 errors, 22 notices more: GitHub shows 10 of each kind for a step; \
                the whole report has them";
    assert_eq!(last, said);
}

/// A change with an edit, one with a command, and one that answers nothing else that is told.
#[test]
fn changes_are_told_in_every_format() {
    let mut report = usual();
    let road = &mut report.roads[0];
    let place = |line, column, offset| SourcePlace {
        document: Some("infra/roles.tf".to_owned()),
        line: Some(line),
        column: Some(column),
        offset: Some(offset),
        ..SourcePlace::default()
    };
    let change = |code, edits: Vec<Edit>, command: Option<&str>| RoadChange {
        code,
        kind: FixKind::Judgement,
        side: ChangeSide::TrustPolicy,
        message: format!("change for {code}"),
        effect: "loses nobody".to_owned(),
        question: Some("is `main` meant?".to_owned()),
        edits,
        command: command.map(str::to_owned),
    };
    let edit =
        Edit { place: place(11, 9, 300), old: "one\n`two`".to_owned(), text: "three\u{202e}".to_owned() };
    let command = "aws iam update-assume-role-policy --role-name deploy";
    road.changes = vec![
        change(codes::SUB_BRANCH_MISMATCH, vec![edit], None),
        change(codes::SUB_PULL_REQUEST, Vec::new(), Some(command)),
        change(
            codes::PROVIDER_MISSING,
            vec![Edit { place: place(2, 3, 50), old: String::new(), text: "x".to_owned() }],
            None,
        ),
    ];
    for format in FORMATS {
        let text = write(&report, format);
        for told in
            ["change for SUB_BRANCH_MISMATCH", "change for SUB_PULL_REQUEST", "change for PROVIDER_MISSING"]
        {
            let told =
                if format == RenderFormat::Markdown { told.replace('_', "&#95;") } else { told.to_owned() };
            assert!(text.contains(&told), "{told} is lost in\n{text}");
        }
        assert!(text.contains("update-assume-role-policy --role-name deploy"), "{text}");
        assert!(!text.contains('\u{202e}'), "{text}");
    }
    let text = write(&report, RenderFormat::Text);
    for line in [
        "- one",
        "- `two`",
        r"+ three\u{202e}",
        "infra/roles.tf:11:9 SUB_BRANCH_MISMATCH",
        "first: is `main` meant?",
    ] {
        assert!(text.contains(line), "{line} is lost in\n{text}");
    }
    let log: Value = serde_json::from_str(&write(&report, RenderFormat::Sarif)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fixes: Vec<&Value> = results.iter().filter_map(|one| one.get("fixes")).collect();
    assert_eq!(fixes.len(), 2);
    let replacement = &fixes[0][0]["artifactChanges"][0]["replacements"][0];
    let region = serde_json::json!({
        "startLine": 11, "startColumn": 9, "endLine": 12, "endColumn": 6, "charOffset": 300, "charLength": 9,
    });
    assert_eq!(replacement["deletedRegion"], region);
    assert_eq!(replacement["insertedContent"]["text"], "three\u{202e}");
}

#[test]
fn what_is_left_out_is_left_out_everywhere() {
    let report = usual();
    let all = entries(&report);
    assert!(all.iter().any(|one| one.level == EntryLevel::Error));
    assert_eq!(retain(&report, |_| true), report);
    for one in &all {
        let less = retain(&report, |other| other.fingerprint != one.fingerprint);
        let prints: Vec<String> = entries(&less).into_iter().map(|one| one.fingerprint).collect();
        assert!(!prints.contains(&one.fingerprint));
        assert_eq!(prints.len(), all.len() - 1);
    }
    let none = retain(&report, |_| false);
    assert_eq!(entries(&none), []);
    assert!(none.roads.iter().all(|road| road.dangers.is_empty() && road.changes.is_empty()));
}
