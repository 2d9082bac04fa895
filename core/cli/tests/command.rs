//! The whole output of the command: what it writes, and how it ends.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assumable_cli::{Streams, main_with};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// A folder with a copy of a tree, as a clone of `octo-org/app` has it.
fn clone_of(tree: &str, case: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assumable-{}-{case}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    copy(&Path::new(HERE).join("tests/trees").join(tree), &folder);
    let git = folder.join(".git/refs/remotes/origin");
    fs::create_dir_all(&git).unwrap();
    fs::write(git.join("HEAD"), "ref: refs/remotes/origin/main\n").unwrap();
    let config = "[remote \"origin\"]\n\turl = git@github.com:octo-org/app.git\n";
    fs::write(folder.join(".git/config"), config).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The environment of the runner.
const VARIABLES: [(&str, &str); 4] = [
    ("GITHUB_EVENT_NAME", "push"),
    ("GITHUB_REF", "refs/heads/main"),
    ("GITHUB_REPOSITORY", "octo-org/app"),
    ("GITHUB_SHA", "860c1904a1ce19322e91ac35af1ab07466440c37"),
];

/// What one run gave.
struct Ran {
    code: u8,
    output: String,
    errors: String,
}

fn run(folder: &Path, arguments: &[&str], mut input: &[u8]) -> Ran {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let code = main_with(
        ["assumable"].iter().chain(arguments),
        &mut Streams {
            input: &mut input,
            output: &mut output,
            errors: &mut errors,
            width: None,
            output_styled: false,
            errors_styled: false,
            progress: false,
            folder: folder.to_owned(),
            variable: &|name| {
                VARIABLES.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            },
        },
    );
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code, output: text(output), errors: text(errors) }
}

/// Each file in `cases/` names a tree and a command, and has what the command writes; `CASES=write` writes them anew, to be
/// read again.
#[test]
fn every_case_writes_what_it_says() {
    let mut paths: Vec<PathBuf> = fs::read_dir(Path::new(HERE).join("tests/cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(paths.len() > 10);
    let mut faults = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let known = fs::read_to_string(&path).unwrap();
        let head: Vec<&str> = known.lines().take(2).collect();
        let tree = head[0].strip_prefix("tree ").unwrap();
        let arguments: Vec<&str> = head[1].strip_prefix("$ assumable").unwrap().split_whitespace().collect();
        let folder = clone_of(tree, &name);
        let ran = run(&folder, &arguments, b"");
        fs::remove_dir_all(&folder).unwrap();
        let now = format!(
            "{}\n{}\nexit code {}\n\n--- output\n{}--- errors\n{}",
            head[0], head[1], ran.code, ran.output, ran.errors
        );
        if std::env::var_os("CASES").is_some() {
            fs::write(&path, &now).unwrap();
        }
        if now != known {
            faults.push(format!("{name}\n{now}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A page with its commands and what they write now.
fn shown(root: &Path, page: &Path) -> (String, String) {
    let known = fs::read_to_string(page).unwrap();
    let parts: Vec<&str> = known.split("```console\n$ assumable ").collect();
    let mut now = parts[0].to_owned();
    for part in &parts[1..] {
        let (command, rest) = part.split_once('\n').unwrap();
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let after =
            rest.strip_prefix("```").or_else(|| rest.split_once("\n```").map(|(_, after)| after)).unwrap();
        let output = run(root, &arguments, b"").output;
        now.push_str(&format!("```console\n$ assumable {command}\n{}\n```{after}", output.trim_end()));
    }
    (known, now)
}

/// The commands of the README and of the guide, with what they write; `CASES=write` writes them anew.
#[test]
fn the_pages_show_what_is_written() {
    let root = Path::new(HERE).join("../..").canonicalize().unwrap();
    let guide = fs::read_dir(root.join("core/docs/guide")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> =
        guide.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    pages.sort();
    pages.push(root.join("README.md"));
    let mut commands = 0;
    let mut stale = Vec::new();
    for page in pages {
        let (known, now) = shown(&root, &page);
        commands += now.matches("$ assumable ").count();
        if std::env::var_os("CASES").is_some() {
            fs::write(&page, &now).unwrap();
        }
        if now != known {
            stale.push(page);
        }
    }
    assert!(commands > 12, "{commands}");
    assert!(stale.is_empty(), "these show something else; `CASES=write` writes them anew: {stale:?}");
}

#[test]
fn what_git_ignores_is_not_read() {
    let folder = clone_of("denied", "ignored");
    fs::write(folder.join(".gitignore"), "infra/\n").unwrap();
    let ran = run(&folder, &["check", "--quiet"], b"");
    assert!(ran.output.contains("needed: the trust policy of the role"), "{}", ran.output);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let folder = clone_of("clean", "unreadable");
    fs::write(folder.join("infra/latin.tf"), b"# caf\xe9\n").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.tf", folder.join("infra/link.tf")).unwrap();
    let ran = run(&folder, &[], b"");
    assert_eq!(ran.code, 2, "{}", ran.errors);
    assert!(ran.errors.contains("not read: infra/latin.tf: the text is not UTF-8\n"), "{}", ran.errors);
    #[cfg(unix)]
    assert!(ran.errors.contains("not read: infra/link.tf: No such file or directory"), "{}", ran.errors);
    fs::remove_dir_all(&folder).unwrap();
}

/// A pipe in a folder is not waited for, and a file without end is not read to the end.
#[cfg(unix)]
#[test]
fn pipes_and_endless_files_are_told() {
    let folder = clone_of("clean", "pipes");
    assert!(Command::new("mkfifo").arg(folder.join("infra/pipe.tf")).status().unwrap().success());
    let ran = run(&folder, &[], b"");
    assert_eq!(ran.code, 2, "{}", ran.errors);
    let told = "not read: infra/pipe.tf: it is a pipe, a socket or a device\n";
    assert!(ran.errors.contains(told), "{}", ran.errors);
    fs::remove_file(folder.join("infra/pipe.tf")).unwrap();
    let ran = run(&folder, &["check", "/dev/zero"], b"");
    assert_eq!((ran.code, ran.output.as_str()), (3, ""));
    assert!(ran.errors.starts_with("error: /dev/zero: cannot be read: it has more than"), "{}", ran.errors);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_is_named_and_of_no_known_kind_is_told() {
    let folder = clone_of("empty", "kinds");
    let ran = run(&folder, &["check", "-"], b"hello\n");
    assert_eq!(ran.code, 2);
    assert!(ran.errors.ends_with("not read: <stdin>: it is of no known kind\n"), "{}", ran.errors);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_log_of_now_has_nothing_new() {
    let folder = clone_of("denied", "baseline");
    let known = ["check", "--immutable", "false"];
    let first = run(&folder, &[&known[..], &["--format", "sarif", "-o", "base.sarif"]].concat(), b"");
    assert_eq!((first.code, first.output.as_str()), (1, ""));
    let again = run(&folder, &[&known[..], &["--new-only", "base.sarif", "--quiet"]].concat(), b"");
    assert_eq!((again.code, again.output.as_str()), (0, "0 jobs · 0 denied · 0 undetermined · 0 dangers\n"));
    // A line more moves what is known, and one branch more is new.
    let path = folder.join(".github/workflows/deploy.yml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("# A comment.\n{}", text.replace("[main, dev]", "[main, dev, next]"))).unwrap();
    let third = run(&folder, &[&known[..], &["--new-only", "base.sarif", "--quiet"]].concat(), b"");
    assert_eq!(third.code, 1);
    assert!(third.output.contains("next"), "{}", third.output);
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_role_may_come_over_standard_input() {
    let folder = clone_of("open", "stdin");
    let role = r#"{"Role": {"RoleName": "deploy", "Arn": "arn:aws:iam::123456789012:role/deploy", "AssumeRolePolicyDocument": {
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main"}}}]}}}"#;
    let ran = run(&folder, &["check", ".", "-", "--immutable", "false"], role.as_bytes());
    assert_eq!(ran.code, 0, "{}{}", ran.output, ran.errors);
    assert!(ran.output.contains("push to main  allowed"), "{}", ran.output);
    fs::remove_dir_all(&folder).unwrap();
}

/// The program itself, in a folder.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assumable"));
    command.args(arguments).current_dir(folder).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let folder = clone_of("clean", "colours");
    let has_colours = |command: &mut Command| command.output().unwrap().stdout.contains(&0x1b);
    assert!(!has_colours(&mut program(&folder, &["check"])));
    assert!(has_colours(&mut program(&folder, &["check", "--color", "always"])));
    assert!(has_colours(program(&folder, &["check"]).env("CLICOLOR_FORCE", "1")));
    assert!(!has_colours(program(&folder, &["check"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = clone_of("denied", "pipe");
    let mut child = program(&folder, &["check", "--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    let errors = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(1), "{errors}");
    assert!(!errors.contains("error") && !errors.contains("panic"), "{errors}");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn scripts_and_pages_are_made() {
    let folder = clone_of("empty", "scripts");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&folder, &["completions", shell], b"");
        assert_eq!(ran.code, 0);
        assert!(ran.output.contains("new-only"), "{shell}");
    }
    let page = run(&folder, &["man"], b"");
    assert!(page.output.contains(".TH assumable"), "{}", page.output);
    let mut file = fs::File::create(folder.join("page")).unwrap();
    file.write_all(page.output.as_bytes()).unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

/// An audit of a copy of `organisation`.
fn audited(folder: &Path, arguments: &[&str]) -> Ran {
    let whole = [&["audit"], arguments, &["--owner", "octo-org", "--immutable", "false"]].concat();
    run(folder, &whole, b"")
}

#[test]
fn a_log_of_gzip_is_read_as_a_plain_one() {
    let folder = clone_of("organisation", "gzip");
    let plain = audited(&folder, &["roles.json", "--tokens", "tokens.jsonl", "cloudtrail/day.json"]);
    for name in ["tokens.jsonl", "cloudtrail/day.json"] {
        let text = fs::read(folder.join(name)).unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        // Two members, one behind the other, as `cat` joins files.
        packed.write_all(&text[..100]).unwrap();
        let mut bytes = packed.finish().unwrap();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(&text[100..]).unwrap();
        bytes.extend(packed.finish().unwrap());
        fs::write(folder.join(name), bytes).unwrap();
    }
    let read = audited(&folder, &["roles.json", "--tokens", "tokens.jsonl", "cloudtrail/day.json"]);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!((read.code, &read.output, &read.errors), (1, &plain.output, &plain.errors));
    assert!(plain.output.contains("12 rows: 9 answered, 2 refused, 1 of other calls"), "{}", plain.output);
}

#[test]
fn rows_that_cannot_be_read_are_kept_aside() {
    let folder = clone_of("organisation", "rejected");
    let ran = audited(&folder, &["roles.json", "--tokens", "tokens.jsonl", "--rejected", "bad.jsonl"]);
    let kept = fs::read_to_string(folder.join("bad.jsonl")).unwrap();
    // A document over several lines is one row, a broken one a row a line.
    let pretty = "{\n  \"sub\": \"repo:octo-org/app:pull_request\",\n  \"aud\": \"sts.amazonaws.com\"\n}\n";
    fs::write(folder.join("one.json"), pretty).unwrap();
    fs::write(folder.join("broken.json"), format!("{{\"sub\": \n{{\"sub\": \"a\"}}\n\u{1}\n{pretty}"))
        .unwrap();
    let one = audited(&folder, &["roles.json", "--tokens", "one.json"]);
    let broken = audited(&folder, &["roles.json", "--tokens", "broken.json"]);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(kept, "{\"sub\": \"repo:octo-org/app\nnot a token\n");
    assert_eq!(ran.errors.lines().count(), 2, "{}", ran.errors);
    assert!(one.output.contains("1 row: 1 answered, 0 refused"), "{}", one.output);
    assert!(broken.output.contains("7 rows: 1 answered, 6 refused"), "{}", broken.output);
}

#[test]
fn a_later_audit_tells_what_changed() {
    let folder = clone_of("organisation", "since");
    let first = audited(&folder, &["before.json", "--state", "last.json"]);
    let second = audited(&folder, &["roles.json", "--since", "last.json", "--state", "last.json"]);
    let third = audited(&folder, &["roles.json", "--since", "last.json"]);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!((first.code, second.code, third.code), (0, 1, 1), "{}", first.output);
    let told = "since the last time: 1 new, 1 gone, 1 changed
new        arn:aws:iam::111122223333:role/open
gone       arn:aws:iam::111122223333:role/legacy
wider      arn:aws:iam::111122223333:role/preview
           lets in: ";
    assert!(second.output.contains(told), "{}", second.output);
    assert!(third.output.contains("since the last time: 0 new, 0 gone, 0 changed"), "{}", third.output);
}
