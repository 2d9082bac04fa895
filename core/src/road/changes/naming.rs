//! Changes for names that the rules of the team do not have, and for those that they demand.

use super::texts::{TextEdit, Writer, line_start};
use super::workflow::{block_of, insert, lines};
use super::{Draft, Expected};
use crate::codes::{self, Code, FixKind};
use crate::premise::SourcePlace;
use crate::read::{Spot, WorkflowJob};
use crate::road::known::Known;
use crate::road::report::{ChangeSide, Road, RoadImage, RoadStage, RoadVerdict};
use crate::text::quote;

/// The names of a road.
pub(super) struct Names<'a, 't> {
    pub(super) road: &'a Road,
    pub(super) job: &'a WorkflowJob,
    pub(super) number: usize,
    pub(super) known: &'a Known<'a>,
    pub(super) writer: &'a Writer<'t>,
}

/// How many names the rules refuse or miss.
pub(super) fn refused(road: &Road) -> usize {
    road.images.iter().filter(|image| is_refused(image)).count()
}

fn is_refused(image: &RoadImage) -> bool {
    image.verdict == RoadVerdict::Denied && image.stage == Some(RoadStage::Naming)
}

/// A line of a document: where it begins, and its text without its end.
struct Line<'t> {
    document: usize,
    start: usize,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn indent(&self) -> &'t str {
        self.text.get(..self.text.len() - self.text.trim_start().len()).unwrap_or("")
    }

    /// The line with another tag in the place of its own; an entry for a branch holds on the default branch.
    fn with_tag(&self, tag: &str) -> Option<String> {
        if is_entry(self.text) {
            return Some(format!("{}type=raw,value={tag},enable={{{{is_default_branch}}}}", self.indent()));
        }
        let (before, _) = self.text.rsplit_once(':')?;
        Some(format!("{before}:{tag}"))
    }

    /// The bytes of the line, with its end or without.
    fn spot(&self, text: &str, with_end: bool) -> Spot {
        let end = self.start + self.text.len();
        let end = if with_end { (end + 1).min(text.len()) } else { end };
        Spot { document: self.document, bytes: self.start..end }
    }
}

/// What the workflow or the rules may do about a name.
struct Found {
    side: ChangeSide,
    message: String,
    effect: &'static str,
    question: &'static str,
    edits: Vec<TextEdit>,
}

impl Names<'_, '_> {
    /// The changes for every name that is refused or missing.
    pub(super) fn changes(&self) -> Vec<Draft> {
        let of_image = |image: &RoadImage| {
            let Some(cause) = image.cause.filter(|_| is_refused(image)) else { return Vec::new() };
            let found = match cause {
                _ if cause == codes::NAMING_MISSING => vec![self.one_more(image)],
                _ => vec![self.another(image), self.none(image), self.rule(image, cause)],
            };
            let draft = |found: Found| Draft {
                road: self.number,
                code: cause,
                kind: FixKind::Judgement,
                side: found.side,
                message: found.message,
                effect: found.effect.to_owned(),
                question: Some(found.question.to_owned()),
                edits: found.edits,
                expected: Expected::Names { image: image.name.clone() },
            };
            found.into_iter().flatten().map(draft).collect()
        };
        self.road.images.iter().flat_map(of_image).collect()
    }

    fn line(&self, place: &SourcePlace) -> Option<Line<'_>> {
        let spot = self.writer.spot(place)?;
        let text = self.writer.text(spot.document);
        let start = line_start(text, spot.bytes.start);
        Some(Line { document: spot.document, start, text: text.get(start..)?.lines().next()? })
    }

    /// The line of a workflow where a name comes from: an entry of `docker/metadata-action`, or the name itself.
    fn entry(&self, image: &RoadImage) -> Option<Line<'_>> {
        self.of_name(image.place.as_ref()?, &image.name)
    }

    /// The line of a name at this place, or in the list that begins there.
    fn of_name(&self, place: &SourcePlace, name: &str) -> Option<Line<'_>> {
        let line = self.line(place)?;
        if is_entry(line.text) {
            return Some(line);
        }
        let text = self.writer.text(line.document);
        let (_, tag) = name.rsplit_once(':')?;
        let indent = line.indent();
        // A hole stands for an expression.
        let fits = |found: &str| {
            let written = found.trim().rsplit_once(':').map_or("", |(_, written)| written);
            written == tag || tag.starts_with('⟦') && written.starts_with("${{")
        };
        // A list begins at its first name, or with its key in the line above.
        let is_key = line.text.trim_end().ends_with('|');
        lines(text, line.start..text.len())
            .skip(usize::from(is_key))
            .map(|line| (line.start, line.text.trim_end()))
            .take_while(|(_, found)| is_name(found) && (is_key || found.starts_with(indent)))
            .find(|(_, found)| fits(found))
            .map(|(start, text)| Line { document: line.document, start, text })
    }

    /// A tag that the rules demand in the same repository and the job does not push, where it is written out.
    fn missing(&self, image: &RoadImage) -> Option<&str> {
        let (repository, _) = image.name.rsplit_once(':')?;
        self.road.images.iter().find_map(|one| {
            let (other, tag) = one.name.rsplit_once(':')?;
            let fits = one.cause == Some(codes::NAMING_MISSING) && other == repository;
            (fits && self.is_literal(one, tag)).then_some(tag)
        })
    }

    /// Whether a rule makes this tag in every run: its line says it.
    fn is_literal(&self, image: &RoadImage, tag: &str) -> bool {
        let line = image.place.as_ref().and_then(|place| self.line(place));
        line.is_some_and(|line| {
            let rest = line.text.split_once("tag: ").map_or("", |(_, rest)| rest);
            rest.trim_start_matches(['"', '\'']).strip_prefix(tag).is_some_and(|after| {
                after.chars().next().is_none_or(|c| !c.is_ascii_alphanumeric() && !"{._-".contains(c))
            })
        })
    }

    /// The tag that is demanded in the place of the one that is refused.
    fn another(&self, image: &RoadImage) -> Option<Found> {
        let line = self.entry(image)?;
        let tag = self.missing(image)?;
        let text = self.writer.text(line.document);
        let new = line.with_tag(tag)?;
        Some(Found {
            side: ChangeSide::Workflow,
            message: format!("push the tag `{}`, which the rules demand, in its place", quote(tag)),
            effect: "the job pushes what the rules name for it",
            question: "does anything pull the image by the tag of today?",
            edits: vec![TextEdit { spot: line.spot(text, false), new }],
        })
    }

    /// The workflow without the tag.
    fn none(&self, image: &RoadImage) -> Option<Found> {
        let line = self.entry(image)?;
        let (_, tag) = image.name.rsplit_once(':')?;
        let text = self.writer.text(line.document);
        // An entry of versions adds `latest` by itself.
        let is_added = is_entry(line.text) && tag == "latest" && !line.text.contains("latest");
        let edit = if is_added {
            let key = self.key_above(&line, "tags:")?;
            let block = block_of(text, line_start(text, key.start.checked_sub(1)?));
            if text.get(block)?.contains("flavor:") {
                return None;
            }
            insert(key.document, key.start, format!("{}flavor: latest=false\n", key.indent()))
        } else {
            TextEdit { spot: line.spot(text, true), new: String::new() }
        };
        Some(Found {
            side: ChangeSide::Workflow,
            message: format!("do not push the tag `{}`", quote(tag)),
            effect: "the job pushes one name less, which no rule makes",
            question: "does anything pull the image by this tag?",
            edits: vec![edit],
        })
    }

    /// The line of a key above a line of its block.
    fn key_above(&self, line: &Line<'_>, key: &str) -> Option<Line<'_>> {
        let text = self.writer.text(line.document);
        let mut start = line.start;
        loop {
            start = line_start(text, start.checked_sub(1)?);
            let found = text.get(start..)?.lines().next()?;
            let above = Line { document: line.document, start, text: found };
            let is_outer = !found.trim().is_empty() && above.indent().len() < line.indent().len();
            if is_outer {
                return found.trim_start().starts_with(key).then_some(above);
            }
        }
    }

    /// A tag that the rules demand, beside those that the job pushes.
    fn one_more(&self, image: &RoadImage) -> Option<Found> {
        let (repository, tag) = image.name.rsplit_once(':')?;
        if !self.is_literal(image, tag) {
            return None;
        }
        let beside = |one: &&RoadImage| {
            one.cause != Some(codes::NAMING_MISSING) && one.name.starts_with(&format!("{repository}:"))
        };
        let own = self.road.images.iter().filter(beside).find_map(|one| {
            let pushed = self.job.images.iter().find(|pushed| {
                let name = pushed.name.value.as_ref().or(pushed.name.pattern.as_ref());
                name == Some(&one.name)
            })?;
            self.of_name(pushed.name.place.as_ref()?, &one.name)
        })?;
        let text = self.writer.text(own.document);
        let new = own.with_tag(tag)?;
        Some(Found {
            side: ChangeSide::Workflow,
            message: format!("push the tag `{}` too", quote(tag)),
            effect: "the job pushes what the rules name for it",
            question: "is this job the one that pushes it?",
            edits: vec![insert(own.document, own.spot(text, true).bytes.end, format!("{new}\n"))],
        })
    }

    /// A rule for the tag, behind those that there are.
    fn rule(&self, image: &RoadImage, cause: &'static Code) -> Option<Found> {
        let (_, tag) = image.name.rsplit_once(':')?;
        let is_plain = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let first = tag.bytes().next()?;
        if !is_plain || !first.is_ascii_alphabetic() || tag.contains('⟦') {
            return None;
        }
        let document = self.writer.document(self.known.rules.as_ref()?.name)?;
        let text = self.writer.text(document);
        let mut at = 0;
        let key = loop {
            let line = text.get(at..)?.lines().next()?;
            if line.trim_end() == "tags:" {
                break at;
            }
            at = at + text.get(at..)?.find('\n')? + 1;
        };
        let item_start = key + text.get(key..)?.find('\n')? + 1;
        let item = text.get(item_start..)?.lines().next()?;
        let pad = item.get(..item.len() - item.trim_start().len())?;
        if !item.trim_start().starts_with("- ") {
            return None;
        }
        // The list may stand below its key without more before it.
        let end = if pad.is_empty() { text.len() } else { block_of(text, key).end };
        let on_branch = if cause == codes::NAMING_TAG_OF_REF {
            format!("when: {{branch: {tag}}}, ")
        } else {
            String::new()
        };
        let rule = format!("{pad}- {{name: {tag}, {on_branch}tag: {tag}, moving: true, optional: true}}\n");
        let before = if text.get(..end)?.ends_with('\n') { "" } else { "\n" };
        Some(Found {
            side: ChangeSide::NamingRules,
            message: format!("let the rules name the tag `{}`", quote(tag)),
            effect: "the rules allow one more tag, which moves from image to image",
            question: "may this tag move from image to image?",
            edits: vec![insert(document, end, format!("{before}{rule}"))],
        })
    }
}

/// Whether a line is an entry of the tags of `docker/metadata-action`.
fn is_entry(line: &str) -> bool {
    line.trim_start().starts_with("type=")
}

/// Whether a line is one image name and nothing else.
fn is_name(line: &str) -> bool {
    let text = line.trim();
    let tail = text.rsplit('/').next().unwrap_or("");
    text.contains('/') && tail.contains(':') && !text.contains([',', '"', '\'']) && !text.contains(": ")
}
