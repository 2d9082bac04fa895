//! Naming rules by the grammar of their format, and runs to ask about, both made from bytes.

use assumable::Run;
use serde_json::{Map, Value, json};

use crate::draw::Draw;

const REGISTRY: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const KINDS: [&str; 7] = ["semver", "pep440", "calver", "number", "slug", "text", "hash"];
const BRANCHES: [&str; 14] = [
    "main",
    "**",
    "x/*",
    "{dev,main}",
    "release/{t:calver}",
    "feature/{p:text}-{n:number}-*",
    "{s:slug}/v{v:semver}",
    "release-?",
    "[ab]*",
    "**/{h:hash}",
    "{w:pep440}",
    "a/b",
    "-",
    "*.x",
];
const TAGS: [&str; 9] = [
    "v{v:semver}",
    "{s:slug}@{v:semver}",
    "{t:calver}",
    "v*",
    "{n:number}",
    "{w:pep440}",
    "latest",
    "**",
    "{p:text}",
];
const LITERALS: [&str; 12] = ["-", "v", ".", "_", "latest", "edge-", "rc", "1", "1.2.3", "sha-", "x", "-x."];
const FACTS: [&str; 14] = [
    "sha",
    "branch",
    "tag",
    "ref",
    "head",
    "base",
    "number",
    "repository",
    "owner",
    "name",
    "run_number",
    "run_attempt",
    "run_id",
    "date",
];
const FORMATS: [&str; 8] =
    ["YYYY.0M.0D", "YYYY0M0D0h0m0s", "GGGG-0W", "YY.MM.DD", "-YYYY-", "GGGGWW", "0s", "YYYY-0M_0h"];
/// The words of each list; some make no tag.
const WORDS: [&str; 9] = ["web", "api", "a-b", "A", "1.2", "a/b", "-", "alpine", ""];

/// A document, and the names of its rules that must not move.
pub struct Drawn {
    pub document: String,
    pub fixed: Vec<String>,
    /// Whether a rule has a repository of its own.
    pub own_images: bool,
}

/// What placeholders may name in one rule.
struct Names(Vec<String>);

pub fn document(draw: &mut Draw<'_>) -> Drawn {
    let values = forms(draw);
    let inputs = forms(draw);
    let mut given: Vec<String> = values.keys().map(|name| format!("value.{name}")).collect();
    given.extend(inputs.keys().map(|name| format!("input.{name}")));
    let mut fixed = Vec::new();
    let mut own_images = false;
    let mut tags = Vec::new();
    for index in 0..=draw.below(4) {
        let rule = rule(draw, index, &given);
        if rule.get("moving") != Some(&json!(true)) {
            fixed.push(format!("r{index}"));
        }
        own_images |= rule.contains_key("image");
        tags.push(Value::Object(rule));
    }
    let mut all = json!({"version": 1, "image": images(draw), "tags": tags, "values": values, "inputs": inputs,
        "cardinality": draw.pick(&["exactly", "at_least_one", "any"])});
    if draw.once_in(3) {
        all["skip"] = json!([guard(draw).0]);
    }
    if draw.once_in(4) {
        all["auxiliary"] =
            json!(["signature", {"name": "cache", "tag": draw.pick(&["cache-*", "c?", "{a,b}*"])}]);
    }
    Drawn { document: all.to_string(), fixed, own_images }
}

fn images(draw: &mut Draw<'_>) -> Vec<String> {
    const PATHS: [&str; 5] =
        ["apps/app", "apps/{repository|lower}", "{owner|lower}/{name|lower}", "apps/{name}", "x/{value.a}"];
    (0..=draw.below(2)).map(|_| format!("{REGISTRY}/{}", draw.pick(&PATHS))).collect()
}

fn words(draw: &mut Draw<'_>) -> Vec<&'static str> {
    (0..=draw.below(7)).map(|_| draw.pick(&WORDS)).filter(|word| !word.is_empty()).chain(["web"]).collect()
}

fn forms(draw: &mut Draw<'_>) -> Map<String, Value> {
    let names = &["a", "b"][..draw.below(3)];
    let mut forms = Map::new();
    for name in names {
        let form = if draw.once_in(3) { json!(words(draw)) } else { json!(draw.pick(&KINDS)) };
        forms.insert((*name).to_owned(), form);
    }
    forms
}

/// A guard, and the names of what it captures.
fn guard(draw: &mut Draw<'_>) -> (Map<String, Value>, Vec<String>) {
    let mut guard = Map::new();
    let mut captured = Vec::new();
    match draw.below(4) {
        0 => {
            let pattern = draw.pick(&BRANCHES);
            captured.extend(captures(pattern));
            guard.insert("branch".into(), json!(pattern));
        }
        1 => {
            let pattern = draw.pick(&TAGS);
            captured.extend(captures(pattern));
            guard.insert("tag".into(), json!(pattern));
            if pattern.contains("{v:") && draw.once_in(3) {
                guard.insert("prerelease".into(), json!(draw.once_in(2)));
            }
            if pattern.contains("{v:") && draw.once_in(3) {
                guard.insert("highest".into(), json!(draw.once_in(2)));
            }
        }
        2 => drop(
            guard.insert("branch".into(), json!([draw.pick(&["main", "dev"]), draw.pick(&["a/b", "x/*"])])),
        ),
        _ => {}
    }
    if draw.once_in(4) {
        let events = ["push", "pull_request", "pull_request_target", "schedule", "release", "workflow_run"];
        guard.insert("event".into(), json!([draw.pick(&events), draw.pick(&events)]));
    }
    for (name, odds) in [("pull_request", 6), ("default_branch", 6)] {
        if draw.once_in(odds) {
            guard.insert(name.into(), json!(draw.once_in(2)));
        }
    }
    if draw.once_in(6) {
        guard.insert("base".into(), json!(draw.pick(&["main", "release/*", "**"])));
    }
    if draw.once_in(6) {
        guard.insert("repository".into(), json!(draw.pick(&["octo-org/app", "octo-org/*", "*/{app,web}"])));
    }
    (guard, captured)
}

/// The placeholders of a pattern's captures, with their parts.
fn captures(pattern: &str) -> Vec<String> {
    let mut names = Vec::new();
    for inner in pattern.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        let Some((name, kind)) = inner.split_once(':') else { continue };
        let parts: &[&str] = match kind {
            "semver" => &["major", "minor", "patch", "core", "prerelease"],
            "pep440" => &["major", "minor", "release"],
            "calver" => &["year", "month"],
            _ => &[],
        };
        names.push(name.to_owned());
        names.extend(parts.iter().map(|part| format!("{name}.{part}")));
    }
    names
}

fn rule(draw: &mut Draw<'_>, index: usize, given: &[String]) -> Map<String, Value> {
    let (guard, captured) = guard(draw);
    let mut rule = Map::new();
    let mut names: Vec<String> = captured.iter().chain(given).cloned().collect();
    rule.insert("name".into(), json!(format!("r{index}")));
    if !guard.is_empty() {
        rule.insert("when".into(), Value::Object(guard));
    }
    let word = draw.once_in(4);
    if word {
        rule.insert("for".into(), json!({"word": words(draw)}));
        names.push("word".to_owned());
    }
    let mut tag = template(draw, &Names(names));
    if word && !tag.contains("{word") {
        tag.push_str("{word}");
    }
    if tag.contains("{sha") || draw.once_in(4) {
        rule.insert("sha".into(), json!(draw.pick(&["event", "head", "checkout"])));
    }
    rule.insert("tag".into(), json!(tag));
    for name in ["moving", "optional"] {
        if draw.once_in(2) {
            rule.insert(name.into(), json!(true));
        }
    }
    if draw.once_in(8) {
        rule.insert("image".into(), json!(format!("{REGISTRY}/own/{}", draw.pick(&["app", "{name|lower}"]))));
    }
    rule
}

fn template(draw: &mut Draw<'_>, names: &Names) -> String {
    let mut tag = String::new();
    for _ in 0..=draw.below(4) {
        if draw.once_in(2) {
            tag.push_str(draw.pick(&LITERALS));
            continue;
        }
        let known = names.0.len();
        let at = draw.below(known * 2 + FACTS.len());
        let name = names
            .0
            .get(at / 2)
            .map_or_else(|| FACTS[at.saturating_sub(known * 2) % FACTS.len()], String::as_str);
        tag.push('{');
        tag.push_str(name);
        for _ in 0..draw.below(3) {
            let filter = filter(draw, name);
            tag.push_str(&filter);
        }
        tag.push('}');
    }
    tag
}

fn filter(draw: &mut Draw<'_>, name: &str) -> String {
    match draw.below(6) {
        0 => "|slug".to_owned(),
        1 => "|lower".to_owned(),
        2 => format!("|slug:{}", 1 + draw.below(40)),
        3 => format!("|short:{}", 4 + draw.below(12)),
        4 => format!("|plus:{}", draw.pick(&["-", "_", "."])),
        _ if name == "date" => format!("|format:{}", draw.pick(&FORMATS)),
        _ => "|slug:63".to_owned(),
    }
}

/// A run with every fact that its kind has.
pub fn run(draw: &mut Draw<'_>) -> Run {
    const EVENTS: [&str; 7] = [
        "push",
        "pull_request",
        "schedule",
        "pull_request_target",
        "release",
        "workflow_run",
        "workflow_dispatch",
    ];
    const REFS: [&str; 16] = [
        "heads/main",
        "tags/v1.2.3",
        "heads/dev",
        "heads/release/2026.04",
        "heads/feature/ABC-12-x",
        "heads/x/y",
        "tags/v1.10.0-rc.1+b.2",
        "tags/api@2.0.1",
        "tags/2026.4.1",
        "heads/a/b",
        "heads/api/v0.1.0",
        "tags/7",
        "heads/x/0123456789abcdef",
        "tags/1!2.0.post1",
        "heads/latest",
        "tags/1.2rc1",
    ];
    const TIMES: [&str; 5] = [
        "2026-01-02T03:04:05Z",
        "2025-12-29T00:00:00Z",
        "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "2000-02-29T10:11Z",
    ];
    let known = |text: &str| Some(text.to_owned());
    let mut run = Run::default();
    let event = draw.pick(&EVENTS);
    let of_pull = event.starts_with("pull_request");
    run.event = known(event);
    run.reference = match event {
        "pull_request" => known("refs/pull/7/merge"),
        "pull_request_target" => known("refs/heads/main"),
        _ if draw.once_in(4) => Some(format!("refs/{}/{}", draw.pick(&["heads", "tags"]), draw.text(12))),
        _ => Some(format!("refs/{}", draw.pick(&REFS))),
    };
    run.sha = known(
        draw.pick(&["860c1904a1ce19322e91ac35af1ab07466440c37", "1111111111111111111111111111111111111111"]),
    );
    run.checkout_sha = known("a59209eeba62f1da800461044b23ce8b335e58c3");
    run.repository = known(draw.pick(&["octo-org/app", "Octo-Org/App", "o/web", "o/a_b"]));
    run.default_branch = known(draw.pick(&["main", "dev"]));
    run.run_number = known(draw.pick(&["42", "1"]));
    run.run_id = known("9000000001");
    run.run_attempt = known("1");
    run.time = known(draw.pick(&TIMES));
    if of_pull || event == "workflow_run" {
        run.head_sha = known("1f0b7a2c9d3e4f5061728394a5b6c7d8e9f00112");
        run.head_ref = Some(draw.text(10));
    }
    if of_pull {
        run.base_ref = known(draw.pick(&["main", "release/1"]));
        run.number = known("7");
    }
    run.existing_tags = Some(
        (0..draw.below(3))
            .map(|_| draw.pick(&["v1.2.2", "v2.0.0", "api@2.0.0", "v3.0.0-rc.1"]).to_owned())
            .collect(),
    );
    for name in ["a", "b"] {
        run.values.insert(name.to_owned(), value(draw));
        run.inputs.insert(name.to_owned(), value(draw));
    }
    run
}

fn value(draw: &mut Draw<'_>) -> String {
    const VALUES: [&str; 12] = [
        "web",
        "1.2.3",
        "1.2.3-rc.1+x.Y",
        "2026.4",
        "7",
        "api",
        "ABC-123",
        "2f7c1e9a0b3d",
        "1!2.0.post1",
        "A",
        "a-b",
        "1.2",
    ];
    if draw.once_in(6) { draw.text(20) } else { draw.pick(&VALUES).to_owned() }
}

/// The run without some of its facts.
pub fn partly(draw: &mut Draw<'_>, run: &Run) -> Run {
    let mut run = run.clone();
    let forget = |draw: &mut Draw<'_>, fact: &mut Option<String>| {
        if draw.once_in(3) {
            *fact = None;
        }
    };
    for fact in [
        &mut run.event,
        &mut run.reference,
        &mut run.sha,
        &mut run.head_sha,
        &mut run.checkout_sha,
        &mut run.head_ref,
        &mut run.base_ref,
        &mut run.number,
        &mut run.repository,
        &mut run.default_branch,
        &mut run.run_number,
        &mut run.time,
    ] {
        forget(draw, fact);
    }
    if draw.once_in(3) {
        run.existing_tags = None;
    }
    if draw.once_in(3) {
        run.values.clear();
    }
    if draw.once_in(3) {
        run.inputs.clear();
    }
    run
}
