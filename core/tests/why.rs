//! The example `why`: whole outputs and exit codes.
//!
//! `tests/why/NAME.txt` is what the program prints; run with `UPDATE_WHY=1` to write the files anew, and read them.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::path::Path;
use std::process::Command;

#[path = "../examples/why/main.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod why;

/// What the program prints for these arguments, and its exit code.
fn run(arguments: &str) -> (String, u8) {
    let mut out = Vec::new();
    match why::run(arguments.split_whitespace().map(str::to_owned), &mut out) {
        Ok(code) => (String::from_utf8(out).unwrap(), code),
        Err(refused) => {
            assert!(out.is_empty(), "half an answer before an error");
            (refused.to_string(), 3)
        }
    }
}

/// Runs and compares; files are named as in `tests/why`.
fn prints(name: &str, arguments: &str, code: u8) {
    let with_paths: Vec<String> = arguments
        .split(' ')
        .map(|word| {
            if word.ends_with(".json") || word.ends_with(".jwt") {
                format!("tests/why/{word}")
            } else {
                word.to_owned()
            }
        })
        .collect();
    let (text, found) = run(&with_paths.join(" "));
    let file = format!("{}/tests/why/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_WHY").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let expected = std::fs::read_to_string(Path::new(&file)).unwrap();
    assert_eq!(text, expected, "{name}");
    assert_eq!(found, code, "{name}: exit code");
}

#[test]
fn the_scenario_of_the_article() {
    prints("scenario", "", 0);
}

#[test]
fn an_ambiguous_subject_is_put_to_the_policy_in_every_form() {
    prints("subject-decides", "review.json --policy review-policy.json", 2);
    prints("subjects-agree", "review.json --policy org-policy.json", 0);
    prints("keys-and-notes", "environment.json --policy production-policy.json", 1);
}

#[test]
fn a_job_without_a_token_is_denied_before_the_policy() {
    prints("no-token", "pull-request.json --policy owner-policy.json --settings needs-environment.json", 1);
    prints(
        "no-token-json",
        "pull-request.json --policy owner-policy.json --settings needs-environment.json --json",
        1,
    );
}

#[test]
fn a_deny_statement_is_named() {
    prints(
        "explicit-deny",
        "pull-request.json --policy owner-policy.json --role arn:aws:iam::123456789012:role/deploy",
        1,
    );
}

#[test]
fn what_is_not_known_is_asked_for() {
    prints("needs", "partial.json --policy partial-policy.json --scope partial", 2);
    prints("no-need", "pull-request.json --policy partial-policy.json --scope partial", 1);
    prints("claims-missing", "no-repository.json --policy owner-policy.json", 2);
}

#[test]
fn tokens_are_read() {
    prints("token", "token.jwt --policy owner-policy.json", 1);
    prints("token-json", "token.jwt --policy owner-policy.json --json", 1);
    prints("request-token", "request-token.jwt --policy owner-policy.json", 1);
}

#[test]
fn long_and_odd_text_stays_readable() {
    prints("long", "long.json --policy long-policy.json", 1);
}

#[test]
fn candidates_are_told_as_json() {
    prints("subject-decides-json", "review.json --policy review-policy.json --json", 2);
}

#[test]
fn help_is_printed() {
    let (text, code) = run("--help");
    assert_eq!(
        (text.lines().next(), code),
        (Some("why: can this GitHub Actions job assume this AWS role, and why not"), 0)
    );
}

#[test]
fn bad_input_is_told_with_its_place() {
    let cases = [
        (
            "tests/why/nosuch.json --policy tests/why/owner-policy.json",
            "why: tests/why/nosuch.json: cannot be read: No such file or directory (os error 2)\n",
        ),
        (
            "tests/why/latin-1.json --policy tests/why/owner-policy.json",
            "why: tests/why/latin-1.json:1:15: the text is not UTF-8\n     save it as UTF-8\n",
        ),
        (
            "tests/why/partial.json --policy tests/why/twice-policy.json",
            "why: tests/why/twice-policy.json:9:7, at /Statement/0/Condition/StringLike/token.actions.githubusercontent.com:sub: \
          the member `token.actions.githubusercontent.com:sub` is named twice in one object\n     \
          merge the two; most parsers silently keep one of them\n",
        ),
        (
            "tests/why/list.json --policy tests/why/owner-policy.json",
            "why: tests/why/list.json, at /repository: the claim `repository` is a list; a subject is made of strings\n     \
          pass the claim of one token, as text\n",
        ),
        (
            "tests/why/partial.json --policy tests/why/owner-policy.json --settings tests/why/rest-settings.json",
            "why: tests/why/rest-settings.json:1:1: this is what GitHub shows of subject settings, not what is asked for here\n     \
          resolve the settings of organisation and repository first, and pass what they come to\n",
        ),
        (
            "tests/why/partial.json --policy tests/why/owner-policy.json --role arn:aws:iam::1:user/x",
            "why: --role: `arn:aws:iam::1:user/x` is not the ARN of a role\n     a role's ARN is written `arn:aws:iam::123456789012:role/name`\n",
        ),
        ("tests/why/partial.json", "why: `--policy FILE` is missing\n     see `why --help`\n"),
        ("--json", "why: a file of claims, or with a token, is missing\n     see `why --help`\n"),
        ("a b", "why: one file of claims is enough: what is `b` for?\n     see `why --help`\n"),
        ("--scope", "why: `--scope` needs a value\n     see `why --help`\n"),
        ("--scope x", "why: `--scope` is `token` or `partial`, not `x`\n     see `why --help`\n"),
        ("--what", "why: no option `--what` is known\n     see `why --help`\n"),
    ];
    for (arguments, message) in cases {
        assert_eq!(run(arguments), (message.to_owned(), 3), "{arguments}");
    }
}

/// The process itself: the README's first command, and an exit code and a message of each kind.
#[test]
fn the_process_ends_with_its_exit_code() {
    let process = |arguments: &str| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["run", "-q", "--example", "why", "--"]).args(arguments.split_whitespace());
        let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, _) = process("");
    assert_eq!((code, out), (Some(0), run("").0));
    let denied = "tests/why/token.jwt --policy tests/why/owner-policy.json";
    let (code, out, _) = process(denied);
    assert_eq!((code, out), (Some(1), run(denied).0));
    let (code, out, err) = process("--json");
    assert_eq!((code, out.as_str()), (Some(3), ""));
    assert!(err.ends_with(&run("--json").0), "{err}");
}
