//! `docker/metadata-action`: the image names that its inputs give.
//!
//! Source: the action's README and its published source.

use super::contexts::{Cx, MadeTag};
use super::frame::{Source, StepInputs};
use crate::read::expression::{Contexts, Stop, print, to_text, truth};
use crate::read::value::{Spot, Text, Unknown, Value};

/// An output of the action.
pub(super) fn output<'w>(
    cx: &mut Cx<'w>,
    inputs: &StepInputs<'w>,
    name: &str,
) -> Result<Option<Value>, Stop> {
    match name.to_ascii_lowercase().as_str() {
        "tags" => {
            let names = names(cx, inputs)?;
            let mut out = Text::default();
            for (index, name) in names.iter().enumerate() {
                if index > 0 {
                    out.push("\n");
                }
                out.append(name);
            }
            Ok(Some(Value::Text(out)))
        }
        "version" => Ok(versions(cx, inputs)?.into_iter().next().map(Value::Text)),
        _ => Ok(None),
    }
}

/// Every image name.
fn names<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>) -> Result<Vec<Text>, Stop> {
    let images = lines(cx, inputs, "images", &['\n', ','])?;
    let versions = versions(cx, inputs)?;
    let mut out = Vec::new();
    for image in &images {
        let Some(image) = image_name(image) else { continue };
        // A line that has only attributes is a new-style image: `name=…,enable=…`.
        for version in &versions {
            let mut name = image.map(str::to_lowercase);
            name.push(":");
            name.append(version);
            out.push(name);
        }
    }
    Ok(out)
}

fn image_name(image: &Text) -> Option<Text> {
    match image.as_str() {
        Some(text) if text.starts_with("enable=") => None,
        Some(text) => Some(Text::literal(text.strip_prefix("name=").unwrap_or(text))),
        None => Some(image.clone()),
    }
}

/// An input as a list: blank entries and comments are dropped.
fn lines<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>, name: &str, at: &[char]) -> Result<Vec<Text>, Stop> {
    let value = cx.source(&inputs.source(name))?.unwrap_or(Value::Null);
    let all = to_text(&value).split(at);
    let kept = all
        .iter()
        .map(Text::trim)
        .filter(|line| line.as_str().is_none_or(|text| !text.is_empty() && !text.starts_with('#')));
    Ok(kept.collect())
}

/// One entry of `tags`.
struct Entry {
    kind: String,
    attributes: Vec<(String, Text)>,
}

impl Entry {
    fn read(line: &Text) -> Entry {
        let mut attributes = Vec::new();
        for field in line.split(&[',']) {
            let field = field.trim();
            let prefix = field.prefix();
            match prefix.split_once('=') {
                Some((name, rest)) => {
                    let mut value = Text::literal(rest);
                    field.parts().iter().skip(1).for_each(|part| match part {
                        crate::read::value::Part::Literal(text) => value.push(text),
                        crate::read::value::Part::Hole(hole) => value.push_hole(std::sync::Arc::clone(hole)),
                    });
                    attributes.push((name.trim().to_ascii_lowercase(), value));
                }
                None => attributes.push((String::new(), field)),
            }
        }
        let named = attributes.iter().find(|(name, _)| name == "type").and_then(|(_, value)| value.as_str());
        let kind = named.unwrap_or("raw").to_ascii_lowercase();
        Entry { kind, attributes }
    }

    fn get(&self, name: &str) -> Option<&Text> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Text::as_str)
    }

    /// The kind of ref that it makes a tag for, where it is one.
    fn ref_kind(&self) -> Option<&'static str> {
        match (self.kind.as_str(), self.text("event")) {
            ("semver" | "pep440" | "match", _) if self.get("value").is_none() => Some("tag"),
            ("ref", Some("tag")) => Some("tag"),
            ("ref", Some("branch")) | ("edge", _) => Some("branch"),
            _ => None,
        }
    }
}

/// Where each entry is written, as far as it stands in the file as it is.
fn entry_spots<'w>(cx: &Cx<'w>, inputs: &StepInputs<'w>, entries: &[Text]) -> Vec<Option<Spot>> {
    let spot = inputs.given("tags").map(|template| template.spot.clone());
    let file = spot.as_ref().and_then(|spot| cx.files.file(spot.document));
    let within = spot.as_ref().zip(file).and_then(|(spot, file)| file.text.get(spot.bytes.clone()));
    let mut from = 0;
    let mut one = |entry: &Text| {
        let (spot, text) = (spot.as_ref()?, within?);
        let start = from + text.get(from..)?.find(entry.as_str()?)?;
        let end = start + entry.as_str()?.len();
        from = end;
        let bytes = spot.bytes.start + start..spot.bytes.start + end;
        Some(Spot { document: spot.document, bytes })
    };
    entries.iter().map(&mut one).collect()
}

/// What `flavor` says.
#[derive(Default)]
struct Flavor {
    latest: Option<bool>,
    prefix: Text,
    suffix: Text,
    on_latest: bool,
}

fn flavor<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>) -> Result<Flavor, Stop> {
    let mut out = Flavor::default();
    for line in lines(cx, inputs, "flavor", &['\n'])? {
        let entry = Entry::read(&line);
        match entry.text("latest") {
            Some("true") => out.latest = Some(true),
            Some("false") => out.latest = Some(false),
            _ => {}
        }
        out.prefix.append(entry.get("prefix").unwrap_or(&Text::default()));
        out.suffix.append(entry.get("suffix").unwrap_or(&Text::default()));
        out.on_latest |= entry.text("onlatest") == Some("true");
    }
    Ok(out)
}

/// A member of `github` in the runs at hand.
fn github(cx: &mut Cx<'_>, name: &str) -> Result<Value, Stop> {
    cx.resolve("github", &[name], None).map(|(value, _)| value)
}

/// The tags that an image gets.
fn versions<'w>(cx: &mut Cx<'w>, inputs: &StepInputs<'w>) -> Result<Vec<Text>, Stop> {
    let written = lines(cx, inputs, "tags", &['\n'])?;
    let mut entries: Vec<Entry> = written.iter().map(Entry::read).collect();
    let mut spots = entry_spots(cx, inputs, &written);
    if matches!(inputs.source("tags"), Source::Missing) || entries.is_empty() {
        entries = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"]
            .iter()
            .map(|line| Entry::read(&Text::literal(*line)))
            .collect();
        spots = vec![None; entries.len()];
    }
    let is_known = github(cx, "ref_type")?.as_str().is_some();
    let flavor = flavor(cx, inputs)?;
    let mut out: Vec<Text> = Vec::new();
    let mut latest = flavor.latest == Some(true);
    let (mut of_latest, mut at_latest) = (None, None);
    for (entry, spot) in entries.iter().zip(spots) {
        if !enabled(cx, entry)? {
            continue;
        }
        let Some((tag, adds_latest)) = tag(cx, entry)? else { continue };
        let kind = entry.ref_kind().filter(|_| !is_known);
        if flavor.latest.is_none() && adds_latest {
            // Entries of several kinds make it for each of them.
            of_latest = if latest { of_latest.filter(|known| Some(*known) == kind) } else { kind };
            at_latest = at_latest.or_else(|| spot.clone());
            latest = true;
        }
        let mut whole = Text::default();
        // One that a tag has of its own comes before that of `flavor`.
        let own = Some(&tag.prefix).filter(|prefix| prefix.len() > 0);
        whole.append(entry.get("prefix").or(own).unwrap_or(&flavor.prefix));
        whole.append(&tag.text);
        whole.append(entry.get("suffix").unwrap_or(&flavor.suffix));
        let whole = whole.map(clean);
        if out.iter().all(|known| known.pattern() != whole.pattern()) {
            cx.made.push(MadeTag { tag: whole.pattern(), kind, spot });
            out.push(whole);
        }
    }
    if latest {
        let mut name = Text::default();
        if flavor.on_latest {
            name.append(&flavor.prefix);
        }
        name.push("latest");
        if flavor.on_latest {
            name.append(&flavor.suffix);
        }
        cx.made.push(MadeTag { tag: name.pattern(), kind: of_latest, spot: at_latest });
        out.push(name);
    }
    Ok(out)
}

/// A tag has only these characters.
fn clean(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let fits = c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        match fits {
            true => out.push(c),
            false if out.ends_with('-') => {}
            false => out.push('-'),
        }
    }
    out
}

/// Whether an entry is on; where that is not known, it may be.
fn enabled(cx: &mut Cx<'_>, entry: &Entry) -> Result<bool, Stop> {
    Ok(match entry.text("enable") {
        Some("false") => false,
        Some("{{is_default_branch}}") => {
            // No tag is a branch, whatever its name.
            if github(cx, "ref_type")?.as_str() == Some("tag") {
                return Ok(false);
            }
            let reference = github(cx, "ref")?;
            match (&cx.options.default_branch, reference.as_str()) {
                (Some(branch), Some(reference)) => reference == format!("refs/heads/{branch}"),
                _ => true,
            }
        }
        _ => true,
    })
}

/// A tag, and the prefix that it has where its entry names none.
struct OwnTag {
    text: Text,
    prefix: Text,
}

/// The tag of an entry in the runs at hand, and whether it makes `latest`; `None` where it makes none there.
fn tag(cx: &mut Cx<'_>, entry: &Entry) -> Result<Option<(OwnTag, bool)>, Stop> {
    let plain = |text: Text| OwnTag { text, prefix: Text::default() };
    let event = github(cx, "event_name")?;
    let event = event.as_str().map(str::to_owned);
    Ok(match entry.kind.as_str() {
        "raw" => {
            let value = entry.get("value").or_else(|| entry.get(""));
            value.map(|value| (plain(expanded(cx, value)), false))
        }
        "sha" => {
            let sha = to_text(&github(cx, "sha")?);
            let text = match entry.text("format") {
                Some("long") => sha,
                _ => to_text(&Unknown::source("github.sha", None).labelled("sha").value()),
            };
            Some((OwnTag { text, prefix: Text::literal("sha-") }, false))
        }
        "schedule" if event.as_deref().is_none_or(|event| event == "schedule") => {
            let pattern = entry.get("pattern").cloned().unwrap_or_else(|| Text::literal("nightly"));
            Some((plain(expanded(cx, &pattern)), false))
        }
        "ref" => reference(cx, entry, event.as_deref())?,
        "semver" | "pep440" | "match" => {
            let kind = github(cx, "ref_type")?;
            let is_tag = kind.as_str().is_none_or(|kind| kind == "tag");
            let pattern = entry.get("pattern").cloned().unwrap_or_default();
            let given = entry.get("value").cloned();
            if !is_tag && given.is_none() {
                return Ok(None);
            }
            let name = match given {
                Some(given) => given,
                None => to_text(&github(cx, "ref_name")?),
            };
            match name.as_str().filter(|_| entry.kind == "semver") {
                Some(known) => Version::read(known).map(|version| {
                    let (text, latest) = version.of(&pattern);
                    (plain(text), latest)
                }),
                None => Some((plain(versioned(&pattern)), true)),
            }
        }
        "edge" => {
            let reference = github(cx, "ref")?;
            let branch =
                entry.text("branch").map(str::to_owned).or_else(|| cx.options.default_branch.clone());
            let on = match (branch, reference.as_str()) {
                (Some(branch), Some(reference)) => reference == format!("refs/heads/{branch}"),
                _ => true,
            };
            on.then(|| (plain(Text::literal("edge")), false))
        }
        _ => None,
    })
}

/// `type=ref`
fn reference(cx: &mut Cx<'_>, entry: &Entry, event: Option<&str>) -> Result<Option<(OwnTag, bool)>, Stop> {
    let is_pull = event.is_some_and(|event| event.starts_with("pull_request"));
    let kind = github(cx, "ref_type")?;
    let kind = kind.as_str().map(str::to_owned);
    let name = |cx: &mut Cx<'_>| github(cx, "ref_name").map(|value| to_text(&value));
    Ok(match entry.text("event") {
        Some("branch") if !is_pull && kind.as_deref() != Some("tag") => {
            Some((OwnTag { text: name(cx)?, prefix: Text::default() }, false))
        }
        Some("tag") if !is_pull && kind.as_deref() != Some("branch") => {
            Some((OwnTag { text: name(cx)?, prefix: Text::default() }, true))
        }
        Some("pr") if is_pull => {
            let number = Unknown::source("github.event.number", None).value();
            Some((OwnTag { text: to_text(&number), prefix: Text::literal("pr-") }, false))
        }
        _ => None,
    })
}

/// `{{…}}` in a value: what the run tells is a hole.
fn expanded(cx: &Cx<'_>, value: &Text) -> Text {
    let Some(text) = value.as_str() else { return value.clone() };
    let mut out = Text::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push(before);
        let Some((inner, after)) = after.split_once("}}") else {
            out.push("{{");
            rest = after;
            break;
        };
        let inner = inner.trim();
        match (inner, &cx.options.default_branch) {
            ("is_default_branch", Some(_)) | ("", _) => out.push("true"),
            _ => {
                let source =
                    if inner == "sha" { "github.sha".to_owned() } else { format!("{{{{{inner}}}}}") };
                let unknown = Unknown::source(source, None).labelled(inner);
                out.append(&to_text(&unknown.value()));
            }
        }
        rest = after;
    }
    out.push(rest);
    out
}

/// A version by the rules of semantic versioning, with or without `v` before it.
struct Version<'t> {
    raw: &'t str,
    /// Major, minor and patch.
    numbers: [&'t str; 3],
    pre_release: Option<&'t str>,
}

impl<'t> Version<'t> {
    fn read(raw: &'t str) -> Option<Version<'t>> {
        let text = raw.trim().trim_start_matches(['v', '=']);
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (numbers, pre_release) =
            text.split_once('-').map_or((text, None), |(numbers, rest)| (numbers, Some(rest)));
        let mut parts = numbers.split('.');
        let mut number = || parts.next().filter(|part| part.parse::<u64>().is_ok());
        let numbers = [number()?, number()?, number()?];
        (parts.next().is_none() && pre_release != Some("")).then_some(Version { raw, numbers, pre_release })
    }

    /// The tag of a pattern, and whether `latest` goes with it: a pre-release gives `{{version}}` or `{{raw}}` only.
    fn of(&self, pattern: &Text) -> (Text, bool) {
        let Some(text) = pattern.as_str() else { return (pattern.clone(), self.pre_release.is_none()) };
        let is_raw = text.contains("{{raw}}");
        let text = if self.pre_release.is_some() && !is_raw { "{{version}}" } else { text };
        let numbers = self.numbers.join(".");
        let version = match self.pre_release {
            Some(pre_release) => format!("{numbers}-{pre_release}"),
            None => numbers,
        };
        let [major, minor, patch] = self.numbers;
        let fields = [
            ("{{version}}", version.as_str()),
            ("{{raw}}", self.raw),
            ("{{major}}", major),
            ("{{minor}}", minor),
            ("{{patch}}", patch),
        ];
        let filled = fields.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        (Text::literal(filled), self.pre_release.is_none())
    }
}

/// `{{version}}` and the like, which come from the tag.
fn versioned(pattern: &Text) -> Text {
    let Some(text) = pattern.as_str() else { return pattern.clone() };
    let mut out = Text::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inner, after) = after.split_once("}}").unwrap_or((after, ""));
        out.push(before);
        let unknown = Unknown::source("github.ref_name", None).labelled(inner.trim());
        out.append(&to_text(&unknown.value()));
        rest = after;
    }
    out.push(rest);
    out
}

/// Whether an input is true, as the toolkit of actions reads it.
pub(super) fn is_true(value: &Value) -> Option<bool> {
    match value {
        Value::Text(text) => text.as_str().map(|text| text.trim().eq_ignore_ascii_case("true")),
        Value::Unknown(_) => truth(value),
        known => Some(print(known) == "true"),
    }
}
