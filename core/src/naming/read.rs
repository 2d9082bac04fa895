//! From a document to rules.

use globset::GlobBuilder;

use super::capture::CaptureKind;
use super::guard::{Guard, Pattern};
use super::pattern::PatternTableBuilder;
use super::template::{Fact, ShaSource, Template, is_fact};
use super::{Auxiliary, Cardinality, NamingRules, Patterns, Rule};
use crate::error::{Error, ErrorKind};
use crate::image::ImageReference;
use crate::limits::{MAX_RULES, MAX_RULES_COUNT};
use crate::text::quote;
use crate::tree::json::{self, Node, Value};
use crate::tree::recognise::{self, Wanted};
use crate::tree::yaml;

/// Members of the document, of a rule, and of a guard.
pub(super) const DOCUMENT: [&str; 6] = ["version", "image", "tags", "cardinality", "skip", "auxiliary"];
pub(super) const RULE: [&str; 7] = ["name", "tag", "when", "sha", "moving", "optional", "image"];
pub(super) const GUARD: [&str; 8] =
    ["event", "branch", "tag", "base", "repository", "pull_request", "default_branch", "prerelease"];
const OF_DIGEST: [(&str, &str); 4] =
    [("signature", ".sig"), ("attestation", ".att"), ("sbom", ".sbom"), ("referrers", "")];

pub(super) fn read(text: &str) -> Result<NamingRules, Error> {
    let read = if text.trim_start().starts_with('{') {
        json::parse(text, MAX_RULES)
    } else {
        yaml::parse(text, MAX_RULES)
    };
    let named = |kind: recognise::Kind| kind.refuse(Wanted::Rules);
    let node = match read {
        Ok(node) => node,
        Err(error) if error.kind() == ErrorKind::TooLarge => return Err(error),
        Err(error) => return Err(recognise::text(text).map_or(error, named)),
    };
    if let Some(kind) = recognise::document(&node, Wanted::Rules) {
        return Err(named(kind).span_or(node.span.clone()));
    }
    let document = Fields::of(&node, "the rules", &DOCUMENT)?;
    document.need("version", |node| match &node.value {
        Value::Number(version) if version == "1" => Ok(()),
        _ => Err(invalid(node, "the version of the format is 1").with_help("write `version: 1`")),
    })?;
    let mut tables = Tables::default();
    let images = document.need("image", |node| {
        items(node)
            .into_iter()
            .map(|(index, node)| image(node, &[]).map_err(|error| under(error, index)))
            .collect::<Result<Vec<Template>, Error>>()
    })?;
    let cardinality = document.get("cardinality", |node| choice(node, &CARDINALITIES))?.unwrap_or_default();
    let skip = document
        .get("skip", |node| {
            list(node)?
                .iter()
                .enumerate()
                .map(|(index, node)| {
                    tables.guard(node).map(|(guard, _)| guard).map_err(|error| error.under(index))
                })
                .collect::<Result<Vec<Guard>, Error>>()
        })?
        .unwrap_or_default();
    let rules = document.need("tags", |node| {
        let nodes = list(node)?;
        if nodes.is_empty() {
            return Err(invalid(node, "no rule is given, so no tag could be pushed"));
        }
        if nodes.len() > MAX_RULES_COUNT {
            return Err(invalid(
                node,
                &format!("{} rules are given, at most {MAX_RULES_COUNT} are read", nodes.len()),
            ));
        }
        let mut rules: Vec<Rule> = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let rule = rule(node, &mut tables).map_err(|error| error.under(index))?;
            if rules.iter().any(|known| known.name == rule.name) {
                return Err(
                    invalid(node, &format!("two rules have the name `{}`", quote(&rule.name))).under(index)
                );
            }
            rules.push(rule);
        }
        Ok(rules)
    })?;
    let auxiliary = document.get("auxiliary", auxiliary)?.unwrap_or_default();
    let patterns = tables.build().map_err(|message| invalid(&node, &message))?;
    Ok(NamingRules { images, cardinality, skip, rules, auxiliary, patterns })
}

const CARDINALITIES: [(&str, Cardinality); 3] =
    [("exactly", Cardinality::Exactly), ("at_least_one", Cardinality::AtLeastOne), ("any", Cardinality::Any)];
const SHA_SOURCES: [(&str, ShaSource); 2] = [("event", ShaSource::Event), ("head", ShaSource::Head)];

fn rule(node: &Node, tables: &mut Tables) -> Result<Rule, Error> {
    let fields = Fields::of(node, "a rule", &RULE)?;
    let name = fields.need("name", |node| Ok(string(node)?.to_owned()))?;
    let (guard, captures) = fields.get("when", |node| tables.guard(node))?.unwrap_or_default();
    let sha = fields.get("sha", |node| choice(node, &SHA_SOURCES))?;
    let tag = fields.need("tag", |node| {
        let template = template(node, &captures)?;
        let sample = template.with_each("1");
        sample.parse::<crate::image::Tag>().map_err(|error| {
            invalid(node, &format!("this gives no legal tag: {error}"))
                .with_help(error.help().unwrap_or("").to_owned())
        })?;
        if template.uses(Fact::Sha) && sha.is_none() {
            return Err(invalid(node, "`{sha}` is used, but not said which commit it is")
                .with_help("add `sha: event` for `GITHUB_SHA`, `sha: head` for the head of a pull request"));
        }
        Ok(template)
    })?;
    let image = fields.get("image", |node| image(node, &captures))?;
    Ok(Rule {
        name,
        tag,
        guard,
        sha,
        moving: fields.get("moving", boolean)?.unwrap_or(false),
        optional: fields.get("optional", boolean)?.unwrap_or(false),
        image,
        span: node.span.clone(),
    })
}

/// A repository: what is made of it must be one, and its name must not hang on how a branch is called.
fn image(node: &Node, captures: &[(String, CaptureKind)]) -> Result<Template, Error> {
    let template = template(node, captures)?;
    if let Some(fact) = template.first_free_text() {
        return Err(invalid(
            node,
            &format!("`{{{fact}}}` would let whoever names a branch choose the repository"),
        ));
    }
    let image: ImageReference = template.with_each("x").parse().map_err(|error: Error| {
        invalid(node, &format!("this gives no legal name: {error}"))
            .with_help(error.help().unwrap_or("").to_owned())
    })?;
    if image.tag().is_some() || image.digest().is_some() {
        return Err(invalid(node, "the image is a repository without tag and digest")
            .with_help("put the tag under `tags`"));
    }
    Ok(template)
}

fn auxiliary(node: &Node) -> Result<Vec<Auxiliary>, Error> {
    let one = |node: &Node| match &node.value {
        Value::String(name) => {
            let known = OF_DIGEST.iter().find(|(known, _)| known == name);
            known.map(|(name, ending)| Auxiliary::OfDigest(name, ending)).ok_or_else(|| {
                let known: Vec<&str> = OF_DIGEST.iter().map(|(known, _)| *known).collect();
                invalid(node, &format!("`{}` is no known kind of auxiliary tag", quote(name)))
                    .with_help(format!("known: {}; or give `name` and `tag`", known.join(", ")))
            })
        }
        _ => {
            let fields = Fields::of(node, "an auxiliary tag", &["name", "tag"])?;
            let name = fields.need("name", |node| Ok(string(node)?.to_owned()))?;
            let glob = fields.need("tag", |node| {
                let text = string(node)?;
                if text.bytes().all(|b| b == b'*') {
                    return Err(invalid(node, "this would let every tag pass"));
                }
                let glob = GlobBuilder::new(text).build();
                glob.map_err(|error| {
                    invalid(node, &format!("`{}` is no pattern: {}", quote(text), error.kind()))
                })
            })?;
            Ok(Auxiliary::Glob(name, glob.compile_matcher()))
        }
    };
    let nodes = list(node)?;
    nodes.iter().enumerate().map(|(index, node)| one(node).map_err(|error| error.under(index))).collect()
}

/// The patterns read so far.
#[derive(Default)]
struct Tables {
    branch: PatternTableBuilder,
    tag: PatternTableBuilder,
    base: PatternTableBuilder,
    repository: PatternTableBuilder,
}

type Captures = Vec<(String, CaptureKind)>;

impl Tables {
    fn build(self) -> Result<Patterns, String> {
        Ok(Patterns {
            branch: self.branch.build()?,
            tag: self.tag.build()?,
            base: self.base.build()?,
            repository: self.repository.build()?,
        })
    }

    fn guard(&mut self, node: &Node) -> Result<(Guard, Captures), Error> {
        let fields = Fields::of(node, "a guard", &GUARD)?;
        let mut captures = Captures::new();
        let mut of = |name: &str, table: &mut PatternTableBuilder| {
            let patterns = fields.get(name, |node| patterns(node, table, &mut captures))?;
            Ok::<_, Error>(patterns.unwrap_or_default())
        };
        let guard = Guard {
            branch: of("branch", &mut self.branch)?,
            tag: of("tag", &mut self.tag)?,
            base: of("base", &mut self.base)?,
            repository: of("repository", &mut self.repository)?,
            events: fields.get("event", strings)?.unwrap_or_default(),
            pull_request: fields.get("pull_request", boolean)?,
            default_branch: fields.get("default_branch", boolean)?,
            prerelease: fields.get("prerelease", boolean)?,
        };
        if !guard.branch.is_empty() && !guard.tag.is_empty() {
            return Err(invalid(node, "a ref is a branch or a tag, so this guard never holds")
                .with_help("write two rules"));
        }
        if guard.prerelease.is_some() && !captures.iter().any(|(_, kind)| kind.has_prerelease()) {
            return Err(invalid(node, "`prerelease` asks about a captured version, and none is captured")
                .with_help("capture one, as in `tag: v{v:semver}`"));
        }
        Ok((guard, captures))
    }
}

fn patterns(
    node: &Node,
    table: &mut PatternTableBuilder,
    captures: &mut Captures,
) -> Result<Vec<Pattern>, Error> {
    let nodes = items(node);
    let alone = nodes.len() == 1;
    let mut patterns = Vec::new();
    for (index, node) in nodes {
        let text = string(node).map_err(|error| under(error, index))?;
        let (id, bound) = table.add(text).map_err(|message| under(invalid(node, &message), index))?;
        if !bound.is_empty() && !alone {
            let error = invalid(node, "a pattern with captures stands alone, so that they are always bound");
            return Err(under(error.with_help("write one rule for each"), index));
        }
        for (name, kind) in bound {
            if is_fact(&name) || captures.iter().any(|(known, _)| *known == name) {
                return Err(under(invalid(node, &format!("the name `{name}` is taken")), index));
            }
            captures.push((name, kind));
        }
        patterns.push(Pattern { id, text: text.to_owned() });
    }
    if patterns.is_empty() {
        return Err(invalid(node, "the list of patterns is empty, so nothing would match"));
    }
    Ok(patterns)
}

fn template(node: &Node, captures: &[(String, CaptureKind)]) -> Result<Template, Error> {
    Template::parse(string(node)?, captures).map_err(|message| invalid(node, &message))
}

/// An object whose members are all known.
struct Fields<'n> {
    node: &'n Node,
    what: &'static str,
}

impl<'n> Fields<'n> {
    fn of(node: &'n Node, what: &'static str, known: &[&str]) -> Result<Fields<'n>, Error> {
        let Value::Object(members) = &node.value else {
            return Err(wrong(node, "an object"));
        };
        for member in members {
            if !known.contains(&member.name.as_str()) {
                let message = format!("the field `{}` is not known in {what}", quote(&member.name));
                return Err(Error::new(ErrorKind::UnknownField, message)
                    .with_found(&member.name)
                    .with_help(format!("known: {}", known.join(", ")))
                    .span_or(member.name_span.clone())
                    .under(&member.name));
            }
        }
        Ok(Fields { node, what })
    }

    fn get<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'n Node) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Value::Object(members) = &self.node.value else { return Ok(None) };
        let member = members.iter().find(|member| member.name == name);
        member.map(|member| read(&member.node).map_err(|error| error.under(name))).transpose()
    }

    fn need<T>(&self, name: &str, read: impl FnOnce(&'n Node) -> Result<T, Error>) -> Result<T, Error> {
        self.get(name, read)?.ok_or_else(|| {
            Error::new(ErrorKind::MissingField, format!("the field `{name}` is missing in {}", self.what))
                .span_or(self.node.span.clone())
        })
    }
}

fn invalid(node: &Node, message: &str) -> Error {
    let error = Error::new(ErrorKind::RulesInvalid, message).span_or(node.span.clone());
    match node.as_str() {
        Some(text) => error.with_found(text),
        None => error,
    }
}

fn wrong(node: &Node, expected: &str) -> Error {
    let message = format!("expected {expected}, found {}", node.kind());
    let error = Error::new(ErrorKind::WrongType, message).span_or(node.span.clone());
    match (&node.value, expected) {
        (Value::Object(_), "a string") => {
            error.with_help("in YAML a text that starts with `{` needs quotes around it")
        }
        (Value::Number(_) | Value::Bool(_) | Value::Null, "a string") => {
            error.with_help("put quotes around it")
        }
        _ => error,
    }
}

fn under(error: Error, index: Option<usize>) -> Error {
    match index {
        Some(index) => error.under(index),
        None => error,
    }
}

fn string(node: &Node) -> Result<&str, Error> {
    match node.as_str() {
        Some("") => Err(invalid(node, "the text is empty")),
        Some(text) => Ok(text),
        None => Err(wrong(node, "a string")),
    }
}

fn boolean(node: &Node) -> Result<bool, Error> {
    match node.value {
        Value::Bool(value) => Ok(value),
        _ => Err(wrong(node, "true or false")),
    }
}

fn list(node: &Node) -> Result<&[Node], Error> {
    match &node.value {
        Value::Array(items) => Ok(items),
        _ => Err(wrong(node, "a list")),
    }
}

/// One or several, with the index of each of several.
fn items(node: &Node) -> Vec<(Option<usize>, &Node)> {
    match &node.value {
        Value::Array(items) => items.iter().enumerate().map(|(index, node)| (Some(index), node)).collect(),
        _ => vec![(None, node)],
    }
}

fn strings(node: &Node) -> Result<Vec<String>, Error> {
    let read = |(index, node): (Option<usize>, &Node)| {
        string(node).map(str::to_owned).map_err(|error| under(error, index))
    };
    items(node).into_iter().map(read).collect()
}

fn choice<T: Copy>(node: &Node, known: &[(&str, T)]) -> Result<T, Error> {
    let text = string(node)?;
    known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Error::new(ErrorKind::InvalidValue, format!("`{}` is not one of the known values", quote(text)))
            .with_found(text)
            .with_help(format!("known: {}", names.join(", ")))
            .span_or(node.span.clone())
    })
}
