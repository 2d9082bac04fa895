//! What a whole document is that a person has, by its name and its content, also where it is not read.

use super::kind::ReadKind;
#[allow(clippy::wildcard_imports, reason = "the kinds are one table")]
use super::kinds::*;
use super::objects::{self, FURTHER, ObjectMembers, SIGNS};
use super::outline::outline;
use super::texts::{self, Why};
use crate::error::Error;
use crate::limits::MAX_FILE_BYTES;
use crate::tree::json::{self, Foreign, Node, Value};

/// What a document is.
#[derive(Debug)]
pub(crate) struct Recognised {
    pub(crate) kind: DocumentKind,
    /// The sign that decided: one clause.
    pub(crate) why: String,
    /// Its tree, where it is JSON.
    pub(crate) tree: Option<Foreign>,
    /// Why it cannot be read, where that is plain already.
    pub(crate) error: Option<Error>,
}

impl Recognised {
    fn new(kind: DocumentKind, why: impl Into<String>) -> Recognised {
        Recognised { kind, why: why.into(), tree: None, error: None }
    }
}

/// What a document is. Its content decides, and its name only where the program that it is for goes by it.
pub(crate) fn recognise(name: &str, text: &str) -> Recognised {
    let named = by_name(name);
    let by_name = |(kind, why): (DocumentKind, &str)| Recognised::new(kind, why);
    if text.len() > MAX_FILE_BYTES {
        let found = named.map_or_else(|| Recognised::new(PLAIN, "it is too large to be looked at"), by_name);
        return Recognised { error: json::limit(text, MAX_FILE_BYTES).err(), ..found };
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    // What is read by its name is not binary data: its reader says why it refuses the file.
    let is_read = named.is_some_and(|(kind, _)| kind.read.is_read());
    if is_binary(body) && !is_read {
        return Recognised::new(BINARY, "it holds control characters");
    }
    match named {
        Some((kind, why)) if matches!(kind.read, ReadKind::Workflow) => return by_name((kind, why)),
        Some((ACTION, why)) => return by_name((action(body), why)),
        Some(found) if body.trim().is_empty() => return by_name(found),
        _ if body.trim().is_empty() => return Recognised::new(EMPTY, "nothing is in it"),
        _ => {}
    }
    if is_json(body) {
        match json::parse_foreign(text, MAX_FILE_BYTES) {
            Ok(tree) => return of_tree(tree, named),
            Err(error) if is_json_for_sure(body) => {
                let found = match named {
                    Some((kind, why)) if kind == TERRAFORM_JSON || kind == TERRAFORM_VARIABLES => {
                        Recognised::new(kind, why)
                    }
                    Some((TEMPLATE_FILE, why)) => return Recognised::new(TEMPLATE_FILE, why),
                    _ => Recognised::new(BROKEN_JSON, "it starts as JSON does"),
                };
                return Recognised { error: Some(error), ..found };
            }
            Err(_) => {}
        }
    }
    named.map_or_else(|| of_text(body), by_name)
}

/// The path and the ref of a file of another repository, which is named `owner/name/path@ref`: of a workflow or an action.
pub(crate) fn remote(name: &str) -> Option<(&str, &str)> {
    let (path, reference) = name.split_once(".yml@").or_else(|| name.split_once(".yaml@"))?;
    let path = name.get(..name.len() - reference.len() - 1).filter(|_| path.matches('/').count() > 1)?;
    Some((path, reference))
}

/// What the name of a file says where a program goes by it, and why.
fn by_name(name: &str) -> Option<(DocumentKind, &'static str)> {
    // A file of another repository is `owner/name/path@ref`.
    let path = remote(name).map_or(name, |(path, _)| path);
    let file = path.rsplit('/').next().unwrap_or(path);
    let ends = |endings: &[&str]| endings.iter().any(|ending| file.ends_with(ending));
    let found = if ends(&[".yml", ".yaml"]) && path.contains(".github/workflows/") {
        (WORKFLOW, "it is in `.github/workflows`")
    } else if matches!(path, ".github/dependabot.yml" | ".github/dependabot.yaml") {
        (
            DEPENDABOT.read(ReadKind::Dependabot),
            "it is where GitHub looks for the configuration of Dependabot",
        )
    } else if matches!(file, "action.yml" | "action.yaml") {
        (ACTION, "it is named as the file of an action is")
    } else if file == ".terraform.lock.hcl" {
        (PACKAGE_LOCK, "it is named as the lock file of Terraform is")
    } else if file == "terragrunt.hcl" {
        (TERRAGRUNT, "it is named `terragrunt.hcl`")
    } else if ends(&[".tftest.hcl", ".tofutest.hcl", ".tftest.json"]) {
        (TERRAFORM_TEST, "its name ends as tests of Terraform do")
    } else if ends(&[".tf", ".tofu"]) {
        (TERRAFORM, "its name ends in `.tf` or `.tofu`")
    } else if ends(&[".tf.json", ".tofu.json"]) {
        (TERRAFORM_JSON, "its name ends in `.tf.json` or `.tofu.json`")
    } else if ends(&[".tfvars", ".tfvars.json"]) {
        (TERRAFORM_VARIABLES, "its name ends in `.tfvars` or `.tfvars.json`")
    } else if ends(&[".tftpl", ".tpl", ".j2"]) {
        (TEMPLATE_FILE, "its name ends as templates do")
    } else if ends(&[".md", ".mdx", ".rst"]) {
        (MARKDOWN, "its name ends as pages do")
    } else if file == "Dockerfile" || file.starts_with("Dockerfile.") {
        (DOCKERFILE, "it is named as a Dockerfile is")
    } else if ends(&[".py", ".ts", ".js", ".mjs", ".cjs", ".go", ".rs", ".java", ".cs", ".rb", ".kt"]) {
        (PROGRAM, "its name ends as the source of a program does")
    } else if ends(&[".sh", ".bash", ".ps1"]) {
        (SCRIPT, "its name ends as scripts do")
    } else {
        return None;
    };
    Some(found)
}

/// Whether a text holds what no text does.
fn is_binary(text: &str) -> bool {
    let bytes = text.as_bytes();
    let bytes = bytes.get(..8_192).unwrap_or(bytes);
    // An escape starts a colour in a log.
    bytes.iter().any(|b| matches!(b, 0..=8 | 0xe..=0x1a | 0x1c..=0x1f))
}

fn is_json(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[', '"']) && !text.starts_with("{{") && !text.starts_with("{%")
}

/// Whether a text that is not JSON was meant to be: a bracket starts also a table of TOML and a line of a log.
fn is_json_for_sure(text: &str) -> bool {
    let text = text.trim_start();
    let next = text.trim_start_matches('[').trim_start().chars().next();
    match text.chars().next() {
        Some('[') => matches!(next, Some('{' | '"' | ']') | None),
        Some('"') => false,
        _ => true,
    }
}

/// How many items of a list are looked at.
const ITEMS: usize = 16;

/// What a tree is.
fn of_tree(tree: Foreign, named: Option<(DocumentKind, &'static str)>) -> Recognised {
    let found = match &tree.node.value {
        Value::Array(items) => items.iter().take(ITEMS).find_map(of_object),
        Value::String(inner) if inner.trim_start().starts_with('{') => {
            Some((ENCODED_TWICE, "it is a string that holds JSON".to_owned()))
        }
        Value::String(inner) if crate::text::is_token(inner) => {
            Some((TOKEN, "it is a string that holds a token".to_owned()))
        }
        _ => of_object(&tree.node),
    };
    let in_list = matches!(tree.node.value, Value::Array(_));
    let of_name = named.filter(|(kind, _)| *kind == TERRAFORM_JSON || *kind == TERRAFORM_VARIABLES);
    let is_terraform = |kind: DocumentKind| matches!(kind.read, ReadKind::TerraformJson | ReadKind::NotRead);
    let (kind, why) = match (found, of_name) {
        (Some((kind, _)), Some((name, why))) if is_terraform(kind) => (name, why.to_owned()),
        (None, Some((kind, why))) => (kind, why.to_owned()),
        (Some((kind, why)), _) if in_list => (kind, format!("of an item, {why}")),
        (Some(found), _) => found,
        (None, None) => (JSON, "no sign of a kind that is known is in it".to_owned()),
    };
    Recognised { kind, why, tree: Some(tree), error: None }
}

fn of_object(node: &Node) -> Option<(DocumentKind, String)> {
    let members = ObjectMembers::of(node)?;
    let row = objects::find(SIGNS, members).or_else(|| objects::find(FURTHER, members))?;
    Some((row.0, objects::why(row, members)))
}

/// What kind of action a file describes.
fn action(text: &str) -> DocumentKind {
    let composite = |line: &str| {
        let using = line.trim().trim_start_matches(['"', '\'']).strip_prefix("using");
        using.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ':', ' ']).starts_with("composite"))
    };
    if text.lines().any(composite) || text.contains("using: composite") { COMPOSITE_ACTION } else { ACTION }
}

/// How texts of other programs start.
const STARTS: [(&str, DocumentKind, &str); 7] = [
    ("#!", SCRIPT, "it starts with `#!`"),
    ("diff --git ", DIFF, "it starts as patches do"),
    ("--- a/", DIFF, "it starts as patches do"),
    ("-----BEGIN ", KEY, "it starts as keys do"),
    ("FROM ", DOCKERFILE, "it starts with `FROM`"),
    ("<!DOCTYPE", MARKUP, "it starts as HTML does"),
    ("<html", MARKUP, "it starts as HTML does"),
];

/// What a text is that is not JSON and whose name says nothing.
fn of_text(text: &str) -> Recognised {
    let trimmed = text.trim();
    if let Some((_, kind, why)) = STARTS.iter().find(|(start, ..)| trimmed.starts_with(start)) {
        return Recognised::new(*kind, *why);
    }
    if is_template(trimmed) {
        return Recognised::new(HELM_TEMPLATE, "it holds what Helm fills in, `{{ … }}`");
    }
    if trimmed.contains("generated by Terraform")
        || trimmed.starts_with("# This file is maintained automatically by")
    {
        return Recognised::new(PACKAGE_LOCK, "its first line says so");
    }
    if trimmed.starts_with("----") && trimmed.contains("\n|") {
        return Recognised::new(TABLE, "it is drawn with lines");
    }
    let found = texts::text(trimmed, MAX_FILE_BYTES);
    if let Some((kind, Why::Clause(why))) = &found
        && !matches!(kind.read, ReadKind::Log)
        && *kind != POLICY_IN_YAML
        && *kind != CLOUDFORMATION
    {
        return Recognised::new(*kind, *why);
    }
    if let Some(found) = of_yaml(trimmed) {
        return found;
    }
    match found {
        Some((kind, Why::Clause(why))) => Recognised::new(kind, why),
        Some((kind, Why::Row(why))) => Recognised::new(kind, why),
        None if starts_with_time(trimmed) => Recognised::new(LOG, "its lines start with a time"),
        None if trimmed.starts_with('[') => Recognised::new(TOML, "it starts with a table"),
        None if outline(trimmed).is_some() => Recognised::new(YAML, "its lines are named as in YAML"),
        None if trimmed
            .lines()
            .any(|line| line.starts_with(|c: char| c.is_alphabetic()) && line.ends_with('{')) =>
        {
            Recognised::new(HCL, "a line opens a block")
        }
        None => Recognised::new(PLAIN, "no sign of a kind that is known is in it"),
    }
}

/// Whether it is what Helm fills in: GitHub's `${{` is something else.
fn is_template(text: &str) -> bool {
    text.match_indices("{{").any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let rest = text.get(at + 2..).unwrap_or("").trim_start_matches('-').trim_start();
        before != Some('$')
            && [
                ".Values",
                ".Release",
                ".Chart",
                "include ",
                "template ",
                "define ",
                "range ",
                "if ",
                "with ",
                "end",
            ]
            .iter()
            .any(|word| rest.starts_with(word))
    })
}

/// What the outline of a YAML text shows.
fn of_yaml(text: &str) -> Option<Recognised> {
    let node = outline(text)?;
    let members = ObjectMembers::of(&node)?;
    let row = objects::find(SIGNS, members).or_else(|| objects::find(FURTHER, members))?;
    let why = objects::why(row, members);
    let kind = match row.0 {
        POLICY => POLICY_IN_YAML,
        ACTION => action(text),
        kind => kind,
    };
    let in_yaml = [
        ReadKind::Workflow,
        ReadKind::CompositeAction,
        ReadKind::Action,
        ReadKind::Cloudformation,
        ReadKind::NamingRules,
    ];
    if kind.read == ReadKind::NotRead || in_yaml.contains(&kind.read) {
        return Some(Recognised::new(kind, why));
    }
    // What programs read as JSON only.
    Some(Recognised::new(kind.not_read(), format!("{why}, in YAML")))
}

/// `2026-10-05T22:07:41…`, as GitHub's logs have it.
fn starts_with_time(text: &str) -> bool {
    let pattern = b"0000-00-00T00:00:00";
    text.as_bytes().get(..pattern.len()).is_some_and(|start| {
        start.iter().zip(pattern).all(|(b, p)| if *p == b'0' { b.is_ascii_digit() } else { b == p })
    })
}
