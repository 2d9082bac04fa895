//! Documents that are too much, broken or hostile: each is answered with a code, and hides none of the others.
#![cfg(feature = "documents")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::read::{Inventory, NamedText, ReadKind, ReadOptions, read_documents};

const CI: &str = ".github/workflows/ci.yml";
const STEPS: &str = "    runs-on: ubuntu-latest\n    steps: [{run: 'true'}]\n";

fn read(texts: &[(&str, &str)]) -> Inventory {
    let files: Vec<NamedText<'_>> = texts.iter().map(|(name, text)| NamedText { name, text }).collect();
    read_documents(&files, &ReadOptions::default()).unwrap()
}

#[track_caller]
fn refused(text: &str, code: &str, message: &str) {
    let inventory = read(&[(CI, text), (".github/workflows/good.yml", &workflow(""))]);
    let refusal = inventory.documents[0].refused.as_ref().unwrap();
    assert_eq!((refusal.code.name(), refusal.message.as_str()), (code, message));
    assert!(refusal.help.len() > 4, "says what to do");
    assert_eq!(inventory.jobs.len(), 1, "the other file is read all the same");
}

fn workflow(env: &str) -> String {
    format!("on: push\n{env}jobs:\n  a:\n{STEPS}")
}

#[test]
fn a_file_past_githubs_size_is_refused() {
    let text = workflow(&format!("# {}\n", "x".repeat(1_100_000)));
    let message = format!("the document has {} bytes, at most 1048576 are read", text.len());
    refused(&text, "TOO_LARGE", &message);
    refused(
        &"a: b\n".repeat(2_000_000),
        "TOO_LARGE",
        "the document has 10000000 bytes, at most 1048576 are read",
    );
}

#[test]
fn bombs_are_refused_before_they_grow() {
    let mut bomb = String::from("on: push\nx0: &x0 [a,a,a,a,a,a,a,a,a]\n");
    for level in 1..9 {
        let before = format!("*x{},", level - 1).repeat(9);
        bomb.push_str(&format!("x{level}: &x{level} [{before}]\n"));
    }
    refused(&bomb, "TOO_LARGE", "aliases repeat more than 50000 parts of the document, from this anchor on");
    // Anchors within anchors, each of them used.
    let mut nested = String::from("on: push\nx: ");
    for level in 0..40 {
        nested.push_str(&format!("&x{level} ["));
    }
    nested.push_str(&"a,".repeat(20_000));
    nested.push_str(&"]".repeat(40));
    nested.push('\n');
    for level in 0..40 {
        nested.push_str(&format!("y{level}: *x{level}\n"));
    }
    refused(
        &nested,
        "TOO_LARGE",
        "aliases repeat more than 50000 parts of the document, from this anchor on",
    );
    let axis = |axis: usize| format!("        k{axis}: [0,1,2,3,4,5,6,7,8,9]\n");
    let axes = (0..6).map(axis).collect::<Vec<_>>().concat();
    let matrix = format!("on: push\njobs:\n  a:\n    strategy:\n      matrix:\n{axes}{STEPS}");
    refused(&matrix, "WORKFLOW_INVALID", "the matrix makes more than 256 jobs");
}

#[test]
fn depth_is_githubs() {
    let deep = |levels: usize| workflow(&format!("env: {}{}\n", "{a: ".repeat(levels), "}".repeat(levels)));
    refused(&deep(70), "JSON_TOO_DEEP", "the document nests deeper than 50");
    let inventory = read(&[(CI, &deep(45))]);
    assert_eq!(inventory.documents[0].refused, None);
    assert_eq!(inventory.jobs[0].findings[0].code.name(), "STARTUP_FAILURE");
}

#[test]
fn expressions_that_repeat_each_other_are_bounded() {
    // Each called workflow passes an input on, ten times in one text.
    let mut files = vec![(
        CI.to_owned(),
        "on: push\njobs:\n  a:\n    uses: ./.github/workflows/w0.yml\n    with: {x: '${{ github.sha }}'}\n"
            .to_owned(),
    )];
    for level in 0..9 {
        let next = level + 1;
        let again = "${{ inputs.x }}".repeat(10);
        let head = "on:\n  workflow_call:\n    inputs:\n      x: {type: string}\njobs:\n  a:\n";
        let body = match level {
            8 => format!("    environment: '{again}'\n{STEPS}"),
            _ => format!("    uses: ./.github/workflows/w{next}.yml\n    with: {{x: '{again}'}}\n"),
        };
        files.push((format!(".github/workflows/w{level}.yml"), format!("{head}{body}")));
    }
    let pairs: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let inventory = read(&pairs);
    let environment = inventory.jobs[0].environment.as_ref().unwrap();
    assert_eq!(environment.value, None, "{environment:?}");
    assert!(!environment.unknown.is_empty());
}

#[test]
fn calls_in_a_circle_and_calls_of_many_are_bounded() {
    let circle = "on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n";
    let other = "on: [push, workflow_call]\njobs:\n  a:\n    uses: ./.github/workflows/a.yml\n";
    let inventory = read(&[(".github/workflows/a.yml", circle), (".github/workflows/b.yml", other)]);
    assert!(inventory.jobs[0].findings.iter().any(|finding| finding.code.name() == "CALLS_TOO_DEEP"));
    // Ten levels of ten calls each.
    let mut files = Vec::new();
    for level in 0..10 {
        let jobs: String = (0..10)
            .map(|job| match level {
                9 => format!("  j{job}:\n{STEPS}"),
                _ => format!("  j{job}:\n    uses: ./.github/workflows/w{}.yml\n", level + 1),
            })
            .collect();
        files.push((
            format!(".github/workflows/w{level}.yml"),
            format!("on: [push, workflow_call]\njobs:\n{jobs}"),
        ));
    }
    let pairs: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let inventory = read(&pairs);
    assert!(inventory.findings.iter().any(|finding| finding.code.name() == "TOO_MANY_JOBS"));
    assert!(inventory.jobs.len() <= 10_000, "{}", inventory.jobs.len());
}

#[test]
fn conditions_within_conditions_are_bounded() {
    let mut condition = String::from("github.ref == 'refs/heads/main'");
    for level in 0..45 {
        condition = format!("(github.ref == 'refs/heads/b{level}' || !{condition})");
    }
    let text = format!("on: push\njobs:\n  a:\n    if: {condition}\n{STEPS}");
    let inventory = read(&[(CI, &text)]);
    assert!(!inventory.jobs[0].events.is_empty(), "what is not decided is kept");
}

#[test]
fn many_steps_and_many_combinations_are_told_in_part() {
    let script = "      - run: echo \"X=$(date)\" >> $GITHUB_ENV\n      - id: m\n        uses: docker/metadata-action@v5\n        with: {images: 'a/b', tags: 'type=raw,value=${{ env.X }}'}\n";
    let steps = script.repeat(3_000);
    let text = format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}");
    let inventory = read(&[(CI, &text)]);
    assert!(inventory.jobs[0].findings.iter().any(|finding| finding.code.name() == "JOB_TOO_COSTLY"));
    let axis = |name: &str| {
        let values: Vec<String> = (0..16).map(|value| format!("{name}{value}")).collect();
        format!("        {name}: [{}]\n", values.join(", "))
    };
    let head = format!("    strategy:\n      matrix:\n{}{}", axis("a"), axis("b"));
    let step = "      - {uses: aws-actions/configure-aws-credentials@v4, with: {role-to-assume: '${{ inputs.x }}${{ matrix.a }}${{ matrix.b }}', aws-region: x}}\n";
    let callee = format!(
        "on: {{workflow_call: {{inputs: {{x: {{type: string}}}}}}}}\njobs:\n  b:\n    runs-on: x\n{head}    steps:\n{step}"
    );
    let caller = format!(
        "on: push\njobs:\n  a:\n{head}    uses: ./.github/workflows/c.yml\n    with: {{x: '${{{{ matrix.a }}}}${{{{ matrix.b }}}}'}}\n"
    );
    let inventory = read(&[(CI, &caller), (".github/workflows/c.yml", &callee)]);
    let role = &inventory.jobs[0].roles[0];
    // 65,536 roles are not told one by one.
    assert_eq!(role.role.unknown, ["matrix.a", "matrix.b"]);
}

#[test]
fn encodings_and_line_ends_are_read_as_they_are() {
    let text = workflow("permissions: {id-token: write}\n");
    let plain = read(&[(CI, &text)]);
    for other in [format!("\u{feff}{text}"), text.replace('\n', "\r\n")] {
        let read = read(&[(CI, &other)]);
        assert_eq!(read.jobs[0].id_token.answer, plain.jobs[0].id_token.answer);
        assert_eq!(read.jobs[0].place.line, plain.jobs[0].place.line);
    }
    refused("on: push\0", "JSON_NUL", "the text holds U+0000");
    refused("", "YAML_SYNTAX", "the document is empty");
}

#[test]
fn what_is_not_a_workflow_is_left_alone() {
    let inventory = read(&[("main.tf", "resource \"x\" \"y\" {}"), ("README.md", "jobs: none"), ("x", "")]);
    let kinds: Vec<ReadKind> = inventory.documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [ReadKind::Terraform, ReadKind::NotRead, ReadKind::NotRead]);
    assert!(inventory.jobs.is_empty());
    let many: Vec<NamedText<'_>> = (0..10_001).map(|_| NamedText { name: "x", text: "" }).collect();
    assert_eq!(read_documents(&many, &ReadOptions::default()).unwrap_err().kind().code(), "TOO_LARGE");
}

#[test]
fn places_are_of_the_text_that_was_given() {
    let text = "on: push\npermissions: {id-token: write}\nenv: {STAGE: prod}\njobs:\n  a:\n    runs-on: x\n    environment: ${{ vars.STAGE }}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          aws-region: eu-west-1\n          role-to-assume: \"arn:aws:iam::${{ secrets.ACCOUNT }}:role/x\"\n";
    let inventory = read(&[(CI, text)]);
    let job = &inventory.jobs[0];
    let at = |place: &assumable::premise::SourcePlace| {
        let offset = place.offset.unwrap();
        text.get(offset..offset + place.length.unwrap()).unwrap()
    };
    assert_eq!(at(&job.place), "a");
    assert_eq!(at(job.id_token.place.as_ref().unwrap()), "{id-token: write}");
    assert_eq!(at(job.environment.as_ref().unwrap().place.as_ref().unwrap()), "${{ vars.STAGE }}");
    let role = job.roles[0].role.place.as_ref().unwrap();
    assert_eq!(at(role), "\"arn:aws:iam::${{ secrets.ACCOUNT }}:role/x\"");
    let names: Vec<&str> = inventory.unresolved.iter().map(|question| question.name.as_str()).collect();
    assert_eq!(names, ["vars.STAGE", "secrets.ACCOUNT"]);
}
