//! The image names that steps push: `docker/build-push-action`, and commands in scripts.

use super::contexts::{Cx, MadeTag};
use super::credentials::fixed;
use super::found::{Found, Step as FoundStep};
use super::frame::{At, StepInputs};
use super::metadata::is_true;
use super::reading::{Alternative, alternatives, text};
use super::report::{AssumedRole, AssumedVia, PushedImage, ReadChoice};
use super::script::{self, Raw};
use crate::codes;
use crate::image::ImageReference;
use crate::read::expression::{Stop, Template, to_text};
use crate::read::value::{List, Part, Spot, Text, Unknown, Value};
use crate::text::{placeholder, quote};

use std::sync::Arc;

/// Texts as one value, so that they are evaluated together.
fn list(texts: Vec<Text>) -> Value {
    List::of(texts.into_iter().map(Value::Text).collect()).value()
}

/// The fields of a line of comma-separated values; quotes hold commas.
fn fields(line: &Text) -> Vec<Text> {
    let Some(text) = line.as_str().filter(|text| text.contains('"')) else {
        return line.split(&[',']).iter().map(Text::trim).collect();
    };
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match (c, out.last_mut()) {
            ('"', _) => quoted = !quoted,
            (',', _) if !quoted => out.push(String::new()),
            (c, Some(last)) => last.push(c),
            _ => {}
        }
    }
    out.iter().map(|field| Text::literal(field.trim())).collect()
}

/// The lines of a list input.
fn input_lines<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>, name: &str) -> Result<Vec<Text>, Stop> {
    let value = cx.source(&inputs.source(name))?.unwrap_or(Value::Null);
    let lines = to_text(&value).split(&['\n']);
    Ok(lines.iter().map(Text::trim).filter(|line| line.as_str() != Some("")).collect())
}

/// A field `name=…` of a line.
fn field(fields: &[Text], name: &str) -> Option<Text> {
    let start = format!("{name}=");
    fields.iter().find_map(|field| {
        let rest = field.prefix().strip_prefix(&start)?;
        let mut out = Text::literal(rest);
        field.parts().iter().skip(1).for_each(|part| match part {
            Part::Literal(text) => out.push(text),
            Part::Hole(hole) => out.push_hole(Arc::clone(hole)),
        });
        Some(out)
    })
}

/// The names that one step of `docker/build-push-action` pushes.
fn built<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>) -> Result<Vec<Text>, Stop> {
    let check = cx.source(&inputs.source("call"))?.map(|value| to_text(&value));
    if check.is_some_and(|call| call.as_str().is_some_and(|text| text.starts_with("check"))) {
        return Ok(Vec::new());
    }
    let push = cx.source(&inputs.source("push"))?;
    let mut pushes = push.is_some_and(|value| is_true(&value) != Some(false));
    let mut out = Vec::new();
    for line in input_lines(cx, inputs, "outputs")? {
        let fields = fields(&line);
        let is = |name: &str, wanted: &str| {
            field(&fields, name).is_some_and(|value| value.as_str() == Some(wanted))
        };
        if !is("type", "registry") && !is("push", "true") {
            continue;
        }
        let Some(name) = field(&fields, "name") else {
            pushes = true;
            continue;
        };
        let mut name = name;
        if is("push-by-digest", "true") {
            name.push("@");
            name.append(&to_text(&Unknown::source("digest", None).value()));
        }
        out.push(name);
    }
    if pushes {
        let mut names = Vec::new();
        for line in input_lines(cx, inputs, "tags")? {
            names.extend(fields(&line).into_iter().filter(|name| name.as_str() != Some("")));
        }
        out = [names, out].concat();
    }
    Ok(out)
}

/// The names that a build pushes as its cache.
fn cached<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>) -> Result<Vec<Text>, Stop> {
    let lines = input_lines(cx, inputs, "cache-to")?;
    let one = |line: &Text| {
        let fields = fields(line);
        let is_registry = field(&fields, "type").is_some_and(|kind| kind.as_str() == Some("registry"));
        field(&fields, "ref").filter(|_| is_registry)
    };
    Ok(lines.iter().filter_map(one).collect())
}

/// A step of `docker/build-push-action`.
pub(super) fn build<'w>(
    cx: &mut Cx<'w>,
    inputs: &StepInputs<'w>,
    step: &FoundStep,
    out: &mut Found,
) -> Result<(), Stop> {
    cx.notes.clear();
    let names = alternatives(cx, |cx| built(cx, inputs).map(list))?;
    let spot = inputs.given("tags").map_or_else(|| step.spot.clone(), |template| template.spot.clone());
    push(cx, &names, &spot, step, false, out);
    let caches = alternatives(cx, |cx| cached(cx, inputs).map(list))?;
    let before = out.images.len();
    let spot = inputs.given("cache-to").map_or_else(|| step.spot.clone(), |template| template.spot.clone());
    push(cx, &caches, &spot, step, false, out);
    if out.images.len() > before {
        let message = "the build pushes its cache as an image of its own";
        out.find(codes::CACHE_IMAGE_PUSHED, message.to_owned(), Some(&spot));
    }
    Ok(())
}

/// Adds the names of each run: those at the same place in their lists are one image.
fn push(
    cx: &mut Cx<'_>,
    names: &[Alternative],
    spot: &Spot,
    step: &FoundStep,
    in_script: bool,
    out: &mut Found,
) {
    for note in core::mem::take(&mut cx.notes) {
        out.note(&note, spot);
    }
    let items = |one: &Alternative| match &one.value {
        Value::List(list) => list.items.clone(),
        _ => Vec::new(),
    };
    let most = names.iter().map(|one| items(one).len()).max().unwrap_or(0);
    for index in 0..most {
        let each: Vec<Alternative> = names
            .iter()
            .filter_map(|one| {
                let value = items(one).get(index).cloned()?;
                Some(Alternative { when: one.when.clone(), value })
            })
            .collect();
        for one in &each {
            check(cx, &to_text(&one.value), spot, out);
        }
        let made = each.first().and_then(|one| made(cx, &one.value)).cloned();
        let mut when = if each.len() < names.len() { choices(&each) } else { Vec::new() };
        if let Some(kind) = made.as_ref().and_then(|made| made.kind).filter(|_| when.is_empty()) {
            when.push(ReadChoice { name: "github.ref_type".to_owned(), value: kind.to_owned() });
        }
        let own = made.and_then(|made| made.spot).or_else(|| part_of(cx, spot, each.first()));
        out.images.push(PushedImage {
            name: text(&each, cx.files, Some(own.as_ref().unwrap_or(spot)), false),
            in_script,
            combination: Vec::new(),
            when,
            condition: step.condition.clone(),
            place: step.place.clone(),
        });
    }
}

/// The tag of an image that `docker/metadata-action` made.
fn made<'c>(cx: &'c Cx<'_>, name: &Value) -> Option<&'c MadeTag> {
    let pattern = to_text(name).pattern();
    cx.made
        .iter()
        .rev()
        .find(|made| pattern.strip_suffix(&made.tag).is_some_and(|before| before.ends_with(':')))
}

/// Where a name has letters in upper case, which no image may have: the part of the text that brings them.
fn part_of(cx: &Cx<'_>, spot: &Spot, one: Option<&Alternative>) -> Option<Spot> {
    let name = to_text(&one?.value).pattern();
    let repository = name.rsplit_once(':').map_or(&*name, |(repository, _)| repository);
    let own = cx.options.repository.as_deref()?;
    let is_upper = |text: &str| text.contains(|c: char| c.is_ascii_uppercase());
    if !is_upper(own) || !repository.contains(own) {
        return None;
    }
    let text = cx.files.file(spot.document)?.text.get(spot.bytes.clone())?;
    let written = "github.repository";
    let at = text
        .match_indices(written)
        .map(|(at, _)| at)
        .find(|at| !text.get(at + written.len()..).is_some_and(|rest| rest.starts_with(['_', '.'])))?;
    let start = spot.bytes.start + at;
    Some(Spot { document: spot.document, bytes: start..start + written.len() })
}

/// What decides in which runs there is a name.
fn choices(each: &[Alternative]) -> Vec<ReadChoice> {
    let mut out: Vec<ReadChoice> = Vec::new();
    for (name, value) in each.iter().flat_map(|one| &one.when) {
        let choice = ReadChoice { name: name.clone(), value: value.clone() };
        if !out.contains(&choice) {
            out.push(choice);
        }
    }
    out
}

/// What is wrong with an image name.
fn check(cx: &Cx<'_>, name: &Text, spot: &Spot, out: &mut Found) {
    let shown = name.pattern();
    if let Some(found) = placeholder(&shown).filter(|found| !found.text.contains('⟦')) {
        let message = format!("`{}` is a placeholder that is not filled in", quote(found.text));
        out.find(codes::PLACEHOLDER, message, Some(spot));
    }
    // What is not known is taken for the best that may stand there.
    let mut filled = String::new();
    for part in name.parts() {
        match part {
            Part::Literal(text) => filled.push_str(text),
            Part::Hole(_) if filled.ends_with('@') => filled.push_str(&format!("sha256:{}", "0".repeat(64))),
            Part::Hole(_) if filled.is_empty() => filled.push_str("registry.example"),
            Part::Hole(_) => filled.push('x'),
        }
    }
    if let Err(error) = filled.parse::<ImageReference>() {
        let upper = match filled.rsplit_once(':') {
            Some((before, tag)) if !tag.contains('/') => format!("{}:{tag}", before.to_lowercase()),
            _ => filled.to_lowercase(),
        };
        let code = match upper.parse::<ImageReference>() {
            Ok(_) => codes::IMAGE_UPPERCASE,
            Err(_) => codes::IMAGE_INVALID,
        };
        out.find(code, format!("`{}`: {error}", quote(&shown)), Some(spot));
    } else if tag_is_ref_name(name)
        && !cx.world.runs.is_empty()
        && cx
            .world
            .runs
            .iter()
            .all(|index| cx.runs.get(*index).is_some_and(super::report::RunSet::names_have_slashes))
    {
        let message =
            format!("`{}`: every ref that starts the job has a slash, which no tag may have", quote(&shown));
        out.find(codes::IMAGE_INVALID, message, Some(spot));
    }
}

/// Whether the tag of a name holds the name of the run's ref as it is.
fn tag_is_ref_name(name: &Text) -> bool {
    let mut in_tag = false;
    name.parts().iter().any(|part| match part {
        Part::Literal(text) => {
            in_tag = text.rsplit('/').next().is_some_and(|last| last.contains(':'))
                || (in_tag && !text.contains('/'));
            false
        }
        Part::Hole(hole) => {
            in_tag
                && hole.plain
                && hole.label.is_none()
                && hole.sources.iter().any(|one| one.name == "github.ref_name")
        }
    })
}

/// Text that anyone outside can write.
const UNTRUSTED: [&str; 14] = [
    "github.head_ref",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.pull_request.head.repo.default_branch",
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.discussion.title",
    "github.event.discussion.body",
    "github.event.workflow_run.head_branch",
    "github.event.head_commit.message",
];

/// Whether anyone outside writes what stands behind this name.
pub(super) fn is_untrusted(name: &str) -> bool {
    UNTRUSTED.contains(&name)
}

/// A script: what it pushes and which roles it assumes.
pub(super) fn run<'w>(
    cx: &mut Cx<'w>,
    script: &'w Template,
    at: &At<'w>,
    step: &FoundStep,
    out: &mut Found,
) -> Result<(), Stop> {
    cx.notes.clear();
    let scripts = alternatives(cx, |cx| cx.eval(script, at))?;
    for one in &scripts {
        for origin in one.value.origins().iter().filter(|origin| is_untrusted(&origin.name)) {
            let message = format!("anyone who writes `{}` writes a part of this script", origin.name);
            let spot = origin.spot.as_ref().unwrap_or(&step.spot);
            out.find(codes::SCRIPT_INJECTION, message, Some(spot));
        }
    }
    cx.notes.clear();
    let names = alternatives(cx, |cx| {
        let text = to_text(&cx.eval(script, at)?);
        pushed(cx, &script::commands(&text), at).map(list)
    })?;
    push(cx, &names, &script.spot, step, true, out);
    assumed(cx, script, at, step, out)
}

/// The names that a script pushes.
fn pushed<'w>(cx: &mut Cx<'w>, commands: &[Vec<Raw>], at: &At<'w>) -> Result<Vec<Text>, Stop> {
    let assigned = script::assigned(commands);
    let mut out = Vec::new();
    for command in commands {
        let words = bare(command);
        let plain: Vec<&str> = words.iter().map_while(Raw::plain).take(4).collect();
        let mut names: Vec<Raw> = match plain.as_slice() {
            ["docker" | "podman" | "nerdctl" | "buildah", "push", ..] => pushes(words, 2),
            ["docker" | "podman" | "nerdctl", "image", "push", ..] => pushes(words, 3),
            ["docker" | "podman" | "nerdctl", "build" | "buildx" | "image" | "builder", ..] => {
                builds(words, &plain)
            }
            ["crane", "copy" | "cp" | "push", ..]
            | ["regctl", "image", "copy", ..]
            | ["skopeo", "copy", ..] => {
                let skip = if plain.first() == Some(&"regctl") { 3 } else { 2 };
                let operands =
                    script::operands(words.get(skip..).unwrap_or(&[]), &["--authfile", "--platform"]);
                operands.get(1).map(|word| (*word).clone()).into_iter().collect()
            }
            _ => Vec::new(),
        };
        for name in &mut names {
            if let Some(rest) = name.strip("docker://") {
                *name = rest;
            }
            out.push(name.expand(cx, at, &assigned)?);
        }
    }
    Ok(out)
}

/// A command without what stands before it.
fn bare(command: &[Raw]) -> &[Raw] {
    let mut rest = command;
    while let [first, after @ ..] = rest {
        let skipped = first.plain().is_some_and(|word| {
            matches!(word, "sudo" | "time" | "exec" | "then" | "do" | "else" | "if" | "!" | "{")
        }) || first.start().split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        if !skipped {
            break;
        }
        rest = after;
    }
    rest
}

/// The name behind `push`.
fn pushes(words: &[Raw], skip: usize) -> Vec<Raw> {
    let rest = words.get(skip..).unwrap_or(&[]);
    script::operands(rest, &["--creds", "--authfile", "--format"])
        .first()
        .map(|word| (*word).clone())
        .into_iter()
        .collect()
}

/// The names of a build that pushes.
fn builds(words: &[Raw], plain: &[&str]) -> Vec<Raw> {
    let tags = script::option(words, &["-t", "--tag"]);
    let is_create = plain.get(2..).is_some_and(|rest| rest.starts_with(&["imagetools", "create"]));
    let is = |word: &Raw, text: &str| word.plain() == Some(text);
    let outputs = script::option(words, &["-o", "--output"]);
    let registry = outputs.iter().any(|output| {
        output.start().contains("type=registry")
            || output.plain().is_some_and(|text| text.contains("push=true"))
    });
    let pushes =
        is_create || registry || words.iter().any(|word| is(word, "--push") || is(word, "--push=true"));
    if pushes { tags } else { Vec::new() }
}

/// The roles that a script assumes.
fn assumed<'w>(
    cx: &mut Cx<'w>,
    script: &'w Template,
    at: &At<'w>,
    step: &FoundStep,
    out: &mut Found,
) -> Result<(), Stop> {
    let text_of = to_text(&alternatives(cx, |cx| cx.eval(script, at))?.remove(0).value);
    let commands = script::commands(&text_of);
    let assigned = script::assigned(&commands);
    for command in &commands {
        let words = bare(command);
        let plain: Vec<&str> = words.iter().map_while(Raw::plain).take(3).collect();
        let via = match plain.as_slice() {
            ["aws", "sts", "assume-role-with-web-identity"] => AssumedVia::Oidc,
            ["aws", "sts", "assume-role"] => AssumedVia::Chained,
            _ => continue,
        };
        let one = |cx: &mut Cx<'w>, name: &str| {
            let Some(word) = script::option(words, &[name]).into_iter().next() else { return Ok(None) };
            let read = alternatives(cx, |cx| word.expand(cx, at, &assigned).map(Value::Text))?;
            Ok::<_, Stop>(Some(text(&read, cx.files, Some(&step.spot), false)))
        };
        let Some(role) = one(cx, "--role-arn")? else { continue };
        let session_name = one(cx, "--role-session-name")?.unwrap_or_default();
        let duration = one(cx, "--duration-seconds")?;
        let inline_session_policy = one(cx, "--policy")?;
        let region = one(cx, "--region")?;
        let audience = match via {
            AssumedVia::Oidc => audience(&text_of).map(|audience| fixed(&audience)),
            _ => None,
        };
        out.roles.push(AssumedRole {
            region,
            audience,
            session_name,
            duration,
            inline_session_policy,
            condition: step.condition.clone(),
            action: step.action.clone(),
            in_script: true,
            ..AssumedRole::new(role, via, step.place.clone())
        });
    }
    Ok(())
}

/// The audience that a script asks GitHub for.
pub(super) fn audience(script: &Text) -> Option<String> {
    script.parts().iter().find_map(|part| {
        let Part::Literal(text) = part else { return None };
        let (_, rest) = text.split_once("audience=")?;
        let end =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || "._:/-".contains(c))).unwrap_or(rest.len());
        rest.get(..end).filter(|audience| !audience.is_empty()).map(str::to_owned)
    })
}
