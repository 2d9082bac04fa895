//! Questions about one run: `subject`, `tags` and `images`.

use std::path::Path;

use assumable::contract::call;
use assumable::render::{Sheet, Tone, json};
use serde_json::{Map, Value, json as value};

use super::Streams;
use super::arguments::{AnswerFormat, AnswerShown, Images, RunFacts, Subject, Tags};
use super::outcome::{Code, Refused};
use super::source::{Text, text};

/// The variables of a runner that say something of a run.
const VARIABLES: [&str; 9] = [
    "GITHUB_EVENT_NAME",
    "GITHUB_REF",
    "GITHUB_SHA",
    "GITHUB_HEAD_REF",
    "GITHUB_BASE_REF",
    "GITHUB_REPOSITORY",
    "GITHUB_RUN_NUMBER",
    "GITHUB_RUN_ID",
    "GITHUB_RUN_ATTEMPT",
];

/// The documents of a request: a pointer to each, and its file.
type Documents = Vec<(&'static str, String)>;

/// Asks the core. An error in a document names its file.
fn asked(operation: &str, request: &Value, names: &[(&'static str, String)]) -> Result<Value, Refused> {
    let answer = call(operation, &request.to_string()).map_err(|error| {
        let name = names.iter().find(|(pointer, _)| error.document() == Some(*pointer));
        Refused::of(&error, name.map_or("", |(_, name)| name.as_str()))
    })?;
    // An answer of the core is JSON.
    Ok(serde_json::from_str(&answer).unwrap_or_default())
}

/// `subject`: the `sub` of a job's token.
pub(crate) fn subject(subject: &Subject, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let mut request = Map::new();
    let mut names = Vec::new();
    let mut claims = Map::new();
    if let Some(path) = &subject.claims {
        let Text { name, text } = text(path, streams)?;
        let read: Value = serde_json::from_str(&text).map_err(|error| {
            Refused::new(
                name.clone(),
                format!("is not JSON: {error}"),
                "pass the claims of a token, as an object",
            )
        })?;
        let Value::Object(read) = read else {
            return Err(Refused::new(name, "is not an object", "pass the claims of a token, as an object"));
        };
        claims = read;
        names.push(("/claims", name));
    }
    for (name, text) in pairs(&subject.claim, "--claim")? {
        claims.insert(name.to_owned(), Value::from(text));
    }
    request.insert("claims".to_owned(), Value::Object(claims));
    if let Some(path) = &subject.settings {
        let Text { name, text } = text(path, streams)?;
        let read: Value = serde_json::from_str(&text)
            .map_err(|error| Refused::new(name, format!("is not JSON: {error}"), "pass GitHub's settings"))?;
        request.insert("settings".to_owned(), read);
    }
    let answer = asked("build_subject", &Value::Object(request), &names)?;
    let mut sheet = Sheet::new(streams.text_options(subject.shown.width));
    let code = match str_of(&answer, "outcome") {
        "known" => {
            // Alone on the first line, for scripts.
            sheet.name(Tone::Plain, "", str_of(&answer, "value"));
            Code::Nothing
        }
        "ambiguous" => {
            for candidate in list(&answer, "candidates") {
                sheet.name(Tone::Open, "one of", str_of(candidate, "value"));
            }
            sheet.entry(Tone::Open, "since", &[str_of(&answer, "reason")]);
            Code::Open
        }
        _ if str_of(&answer, "refusal") == "token_request_fails" => {
            sheet.entry(Tone::Bad, "no token", &[str_of(&answer, "reason")]);
            Code::Found
        }
        _ => {
            sheet.entry(Tone::Open, "not known", &[str_of(&answer, "reason")]);
            Code::Open
        }
    };
    for segment in list(&answer, "segments") {
        sheet.entry(Tone::Quiet, "", &[format!("{}: {}", str_of(segment, "key"), str_of(segment, "value"))]);
    }
    rest(&answer, &mut sheet);
    finish(&subject.shown, sheet, &answer, streams)?;
    Ok(code)
}

/// `tags`: the names that a run may push, one a line.
pub(crate) fn tags(tags: &Tags, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let (request, names) = of_run(&tags.rules, &tags.run, streams)?;
    let answer = asked("make_tags", &request, &names)?;
    if tags.shown.format == AnswerFormat::Json {
        streams.write(json(&answer).as_bytes())?;
    } else {
        let made: Vec<&str> = list(&answer, "names")
            .flat_map(|one| {
                [
                    str_of(one, "name"),
                    "
",
                ]
            })
            .collect();
        streams.write(made.concat().as_bytes())?;
    }
    let outcome = str_of(&answer, "outcome");
    if !matches!(outcome, "made" | "skipped") && tags.shown.format != AnswerFormat::Json {
        let mut sheet = Sheet::new(streams.text_options(tags.shown.width));
        sheet.entry(Tone::Bad, outcome, &[str_of(&answer, "reason")]);
        rest(&answer, &mut sheet);
        drop(streams.errors.write_all(sheet.into_text().as_bytes()));
    }
    Ok(match outcome {
        "made" | "skipped" => Code::Nothing,
        "refused" => Code::Found,
        _ => Code::Open,
    })
}

/// `images`: whether a run may push these images.
pub(crate) fn images(images: &Images, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let (mut request, names) = of_run(&images.rules, &images.run, streams)?;
    let mut all = Vec::new();
    for image in &images.images {
        if image == "-" {
            let Text { text, .. } = text(Path::new("-"), streams)?;
            all.extend(text.lines().filter(|line| !line.is_empty()).map(str::to_owned));
        } else {
            all.push(image.clone());
        }
    }
    if let Some(request) = request.as_object_mut() {
        request.insert("images".to_owned(), Value::from(all));
    }
    let answer = asked("check_images", &request, &names)?;
    let mut sheet = Sheet::new(streams.text_options(images.shown.width));
    for image in list(&answer, "images") {
        let verdict = str_of(image, "verdict");
        let suggestion =
            image.get("suggestion").and_then(Value::as_str).map(|name| format!("allowed: {name}"));
        let code =
            image.get("code").and_then(Value::as_str).map_or_else(String::new, |code| format!(" {code}"));
        let reason = format!("{}{code}", str_of(image, "reason"));
        sheet.name(tone(verdict), verdict, str_of(image, "image"));
        sheet.entry(Tone::Plain, "", &[reason]);
        if let Some(name) = suggestion {
            sheet.name(Tone::Plain, " ", &name);
        }
        rest(image, &mut sheet);
    }
    for name in list(&answer, "missing").filter_map(Value::as_str) {
        sheet.entry(Tone::Open, "missing", &[name]);
    }
    rest(&answer, &mut sheet);
    sheet.gap();
    sheet.heading(str_of(&answer, "reason"));
    finish(&images.shown, sheet, &answer, streams)?;
    Ok(match str_of(&answer, "verdict") {
        "allowed" => Code::Nothing,
        "denied" => Code::Found,
        _ => Code::Open,
    })
}

fn tone(verdict: &str) -> Tone {
    match verdict {
        "allowed" => Tone::Good,
        "denied" => Tone::Bad,
        _ => Tone::Open,
    }
}

/// A request about a run, as its environment, its event and the options tell it; and which documents are in it.
fn of_run(rules: &Path, run: &RunFacts, streams: &mut Streams<'_>) -> Result<(Value, Documents), Refused> {
    let Text { name, text: rules } = text(rules, streams)?;
    let mut names = vec![("/rules", name)];
    let env: Map<String, Value> = VARIABLES
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), Value::from((streams.variable)(name)?))))
        .collect();
    let values: Map<String, Value> = pairs(&run.value, "--value")?
        .into_iter()
        .map(|(name, text)| (name.to_owned(), Value::from(text)))
        .collect();
    let mut facts = value!({"env": env, "values": values});
    let mut set = |name: &str, fact: Value| {
        if let Some(facts) = facts.as_object_mut() {
            facts.insert(name.to_owned(), fact);
        }
    };
    if let Some(path) = (streams.variable)("GITHUB_EVENT_PATH") {
        let Text { name, text: event } = text(Path::new(&path), streams)?;
        names.push(("/run/event_json", name));
        set("event_json", Value::from(event));
    }
    if let Some(time) = &run.time {
        set("time", Value::from(time.clone()));
    }
    if let Some(sha) = &run.checkout {
        set("checkout_sha", Value::from(sha.clone()));
    }
    if let Some(path) = &run.git_tags {
        let Text { text: tags, .. } = text(path, streams)?;
        set("existing_tags", tags.lines().filter(|line| !line.is_empty()).collect());
    }
    Ok((value!({"rules": rules, "run": facts}), names))
}

/// `NAME=VALUE`, each.
pub(crate) fn pairs<'t>(texts: &'t [String], option: &str) -> Result<Vec<(&'t str, &'t str)>, Refused> {
    let pair = |text: &'t String| {
        text.split_once('=').filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
            Refused::new(
                option,
                format!("`{text}` has no name or no value"),
                &format!("write `{option} NAME=VALUE`"),
            )
        })
    };
    texts.iter().map(pair).collect()
}

fn str_of<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// What is needed, found and assumed.
fn rest(answer: &Value, sheet: &mut Sheet) {
    for need in list(answer, "needs").filter_map(Value::as_str) {
        sheet.entry(Tone::Open, "needed", &[need]);
    }
    for finding in list(answer, "findings") {
        let text = format!("{} {}", str_of(finding, "message"), str_of(finding, "code"));
        sheet.entry(Tone::Open, str_of(finding, "severity"), &[text]);
    }
    let assumed: Vec<&str> = list(answer, "premises").map(|premise| str_of(premise, "text")).collect();
    if !assumed.is_empty() {
        sheet.entry(Tone::Quiet, "assumed", &[assumed.join(" · ")]);
    }
}

fn finish(
    shown: &AnswerShown,
    sheet: Sheet,
    answer: &Value,
    streams: &mut Streams<'_>,
) -> Result<(), Refused> {
    match shown.format {
        AnswerFormat::Json => streams.write(json(answer).as_bytes()),
        AnswerFormat::Text => streams.write(sheet.into_text().as_bytes()),
    }
}
