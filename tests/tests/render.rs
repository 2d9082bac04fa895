//! The roads in every format: nothing is lost on the way, and what they look like as a whole.
#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use std::fs;

use assumable_conformance::parallel::on_all_cores;
use assumable_conformance::vectors;
use serde_json::{Value, json};

const FORMATS: [&str; 4] = ["text", "markdown", "sarif", "github"];

/// What a request of `explain` gives in a format.
fn rendered(request: &Value, format: &str) -> Option<String> {
    let mut request = request.clone();
    request["format"] = json!(format);
    let answer = assumable::contract::answer("render", &request.to_string());
    let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    answer["ok"]["text"].as_str().map(str::to_owned)
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

/// A code and a place that have to be told.
struct Wanted {
    code: Option<String>,
    place: Option<Value>,
}

/// What no format may lose: whatever is denied or open, every danger, every change, every finding.
fn wanted(report: &Value) -> Vec<Wanted> {
    let mut out = Vec::new();
    let one = |code: &Value, place: &Value| Wanted {
        code: code.as_str().map(str::to_owned),
        place: Some(place.clone()).filter(Value::is_object),
    };
    for road in list(report, "roads") {
        for told in list(road, "scenarios").chain(list(road, "calls")).chain(list(road, "images")) {
            if told["verdict"] != "allowed" {
                out.push(one(&told["cause"], &told["place"]));
            }
            out.extend(list(told, "behind").map(|fault| one(&fault["code"], &fault["place"])));
        }
        out.extend(list(road, "dangers").map(|danger| one(&danger["code"], &danger["place"])));
        for change in list(road, "changes") {
            out.push(one(&change["code"], &Value::Null));
            out.extend(list(change, "edits").map(|edit| one(&change["code"], &edit["place"])));
        }
    }
    out.extend(list(report, "findings").map(|finding| one(&finding["code"], &finding["place"])));
    out
}

/// How a format writes a place. Names in the cases need no escapes.
fn written(place: &Value, format: &str) -> String {
    let document = place["document"].as_str().unwrap_or_default();
    let (Some(line), Some(column)) = (place["line"].as_u64(), place["column"].as_u64()) else {
        return document.to_owned();
    };
    match format {
        "github" => format!("{document},line={line},col={column}"),
        _ => format!("{document}:{line}:{column}"),
    }
}

/// Every place of a SARIF log, as the text has it.
fn sarif_places(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(uri) = members.get("artifactLocation").and_then(|at| at["uri"].as_str()) {
                let of = |region: &Value| {
                    format!("{uri}:{}:{}", region["startLine"], region["startColumn"].as_u64().unwrap_or(0))
                };
                out.push(uri.to_owned());
                out.extend(members.get("region").map(of));
                let replaced = members.get("replacements").and_then(Value::as_array);
                out.extend(replaced.into_iter().flatten().map(|one| of(&one["deletedRegion"])));
            }
            members.values().for_each(|member| sarif_places(member, out));
        }
        Value::Array(elements) => elements.iter().for_each(|element| sarif_places(element, out)),
        _ => {}
    }
}

/// How much of a report was looked for in its texts; stops at what one of them lost.
fn looked_for(name: &str, request: &Value, report: &Value) -> usize {
    let mut count = 0;
    for format in FORMATS {
        let text = rendered(request, format).expect("what is explained is rendered");
        // Lines are broken where they are too long.
        let mut told: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if format == "sarif" {
            let mut places = Vec::new();
            sarif_places(&serde_json::from_str(&text).expect("a log is JSON"), &mut places);
            told.push_str(&places.join("\n"));
        }
        if format == "github" && told.contains("thewholereporthasthem") {
            continue;
        }
        // What the settings of the repository name is told, or left out, as they say.
        let meant = request["options"]["settings"].as_str().unwrap_or_default();
        for one in wanted(report) {
            if one.code.as_ref().is_some_and(|code| meant.contains(code.as_str())) {
                continue;
            }
            count += 1;
            if let Some(code) = &one.code {
                assert!(told.contains(code), "{name}, {format}: {code} is lost in\n{text}");
            }
            if let Some(place) = &one.place {
                let known = [written(place, format), written(place, "text")];
                assert!(
                    known.iter().any(|place| told.contains(place)),
                    "{name}, {format}: {place} is lost in\n{text}"
                );
            }
        }
    }
    count
}

#[test]
fn no_format_loses_a_denial_a_danger_a_change_or_a_finding() {
    let cases: Vec<_> = vectors::load().into_iter().filter(|case| case.operation == "explain").collect();
    let done = on_all_cores(&cases, |case| {
        let request = serde_json::from_str::<Value>(&case.request).ok()?;
        let answer = assumable::contract::call("explain", &request.to_string()).ok()?;
        let report = serde_json::from_str(&answer).expect("an answer is JSON");
        Some(looked_for(&case.name, &request, &report))
    });
    let roads = done.iter().flatten().count();
    let count: usize = done.into_iter().flatten().sum();
    assert!(roads > 40, "{roads}");
    assert!(count > 300, "{count}");
}

/// The article's setup before it was hardened, as a whole. `RENDERED=write` writes the files anew, to be read again.
#[test]
fn the_road_of_the_article() {
    let article = |case: &vectors::Case| case.operation == "explain" && case.name == "article-before";
    let case = vectors::load().into_iter().find(article).expect("the article is a case");
    let request: Value = serde_json::from_str(&case.request).expect("a request is JSON");
    let folder = assumable_surface::root().join("tests/rendered");
    for (format, file) in FORMATS.iter().zip(["article.txt", "article.md", "article.sarif", "article.github"])
    {
        let text = rendered(&request, format).expect("the article has a road");
        let path = folder.join(file);
        if std::env::var_os("RENDERED").is_some() {
            fs::write(&path, &text).expect("the folder can be written to");
        }
        let known = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(text, known, "{file} differs; `RENDERED=write` writes it anew");
    }
}
