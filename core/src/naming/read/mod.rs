//! From a document to rules.

mod guard;
mod node;

use std::sync::OnceLock;

#[cfg(test)]
pub(super) use guard::GUARD;
use guard::PatternTables;
use node::{Fields, any_list, boolean, choice, entries, invalid, items, list, name, string, strings, under};

use super::capture::CaptureKind;
use super::fact::{Fact, ShaSource};
use super::given::{Declared, ValueForm, ValueSource};
use super::guard::Guard;
use super::search::PatternsTogether;
use super::template::{Scope, TagTemplate};
use super::{Auxiliary, Cardinality, NamingRule, NamingRules, glob};
use crate::error::{Error, ErrorKind};
use crate::image::ImageReference;
use crate::limits::{MAX_NAMES, MAX_PATTERN, MAX_RULES, MAX_RULES_COUNT};
use crate::text::{Place, Places, quote};
use crate::tree::Source;
use crate::tree::json::{self, Node, Value};
use crate::tree::recognise::{self, Wanted};
use crate::tree::yaml;

const FEWER_PATTERNS: &str = "shorten the patterns, or use fewer";

/// Members of the document, and of a rule.
pub(super) const DOCUMENT: [&str; 8] =
    ["version", "image", "tags", "cardinality", "skip", "auxiliary", "values", "inputs"];
pub(super) const RULE: [&str; 8] = ["name", "tag", "when", "for", "sha", "moving", "optional", "image"];
const OF_DIGEST: [(&str, &str); 4] =
    [("signature", ".sig"), ("attestation", ".att"), ("sbom", ".sbom"), ("referrers", "")];

pub(super) fn read(source: Source<'_>) -> Result<NamingRules, Error> {
    let text = source.text;
    let read = if text.trim_start().starts_with('{') {
        json::parse(text, MAX_RULES)
    } else {
        yaml::parse(text, MAX_RULES)
    };
    let named = |kind: recognise::DocumentKind| kind.refuse(Wanted::Rules);
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
    let mut tables = PatternTables::default();
    let declared = declared(&document)?;
    let images = document.need("image", |node| {
        items(node)?
            .into_iter()
            .map(|(index, node)| image(node, bare(&declared)).map_err(|error| under(error, index)))
            .collect::<Result<Vec<TagTemplate>, Error>>()
    })?;
    let cardinality = document.get("cardinality", |node| choice(node, &CARDINALITIES))?.unwrap_or_default();
    let skip = document.get("skip", |node| {
        let guard =
            |(index, node)| tables.guard(node).map(|(guard, _)| guard).map_err(|error| error.under(index));
        list(node)?.iter().enumerate().map(guard).collect::<Result<Vec<Guard>, Error>>()
    })?;
    let rules = document.need("tags", |node| rules(node, &source.places(), &mut tables, &declared))?;
    let count: usize = rules.iter().map(|rule| if rule.image.is_some() { 1 } else { images.len() }).sum();
    if count > MAX_NAMES {
        let message =
            format!("a run could push {count} names, repositories times rules; at most {MAX_NAMES} are made");
        return Err(invalid(&node, &message)
            .with_help("split the rules over several documents")
            .under("image"));
    }
    let auxiliary = document.get("auxiliary", auxiliary)?.unwrap_or_default();
    let patterns = tables.build().map_err(|message| invalid(&node, &message).with_help(FEWER_PATTERNS))?;
    let skip = skip.unwrap_or_default();
    let languages = OnceLock::new();
    Ok(NamingRules { images, cardinality, skip, rules, auxiliary, patterns, declared, languages })
}

fn rules(
    node: &Node,
    places: &Places<'_>,
    tables: &mut PatternTables,
    declared: &Declared,
) -> Result<Vec<NamingRule>, Error> {
    let nodes = any_list(node)?;
    if nodes.is_empty() {
        return Err(invalid(node, "no rule is given, so no tag could be pushed")
            .with_help("add a rule with `name` and `tag`"));
    }
    let mut rules: Vec<NamingRule> = Vec::new();
    for (index, one) in nodes.iter().enumerate() {
        let place = (format!("/tags/{index}"), places.of(one.span.start));
        let copies = rule(one, &place, tables, declared).map_err(|error| error.under(index))?;
        if let Some(rule) = copies.first()
            && rules.iter().any(|known| known.name == rule.name)
        {
            return Err(invalid(one, &format!("two rules have the name `{}`", quote(&rule.name)))
                .with_help("give each rule a name of its own")
                .under(index));
        }
        rules.extend(copies);
        if rules.len() > MAX_RULES_COUNT {
            let count = nodes.len().max(rules.len());
            let message = format!(
                "{count} rules are given, each word of a `for` counted, at most {MAX_RULES_COUNT} are read"
            );
            return Err(invalid(node, &message).with_help("split the rules over several documents"));
        }
    }
    Ok(rules)
}

/// What may stand in a template outside rules.
fn bare(declared: &Declared) -> Scope<'_> {
    Scope { captures: &[], words: &[], declared }
}

/// `values` and `inputs`: names with the form of each, a kind or a list of words.
fn declared(document: &Fields<'_>) -> Result<Declared, Error> {
    let mut declared = Declared::default();
    for giver in [ValueSource::Value, ValueSource::Input] {
        document.get(giver.member(), |node| {
            for (name, node) in entries(node)? {
                let form = form(node).map_err(|error| error.under(name))?;
                let added = declared.add(giver, name.to_owned(), form);
                added.map_err(|message| invalid(node, &message).with_help("choose another name"))?;
            }
            Ok(())
        })?;
    }
    Ok(declared)
}

fn form(node: &Node) -> Result<ValueForm, Error> {
    if matches!(node.value, Value::Array(_)) {
        return words(node).map(ValueForm::Words);
    }
    let kinds = CaptureKind::ALL.map(|kind| (kind.as_str(), kind));
    choice(node, &kinds).map(ValueForm::Kind)
}

/// A list of words that a name can hold.
fn words(node: &Node) -> Result<Vec<String>, Error> {
    let words = strings(node)?;
    if words.is_empty() {
        return Err(invalid(node, "the list of words is empty").with_help("name at least one word"));
    }
    if let Some(word) = words.iter().find(|word| !word.chars().all(crate::image::allows_in_tag)) {
        let message = format!("`{}` holds a character that no tag can hold", quote(word));
        return Err(invalid(node, &message).with_help("use letters, digits, `_`, `.` and `-`"));
    }
    Ok(words)
}

const CARDINALITIES: [(&str, Cardinality); 3] =
    [("exactly", Cardinality::Exactly), ("at_least_one", Cardinality::AtLeastOne), ("any", Cardinality::Any)];
const SHA_SOURCES: [(&str, ShaSource); 3] =
    [("event", ShaSource::Event), ("head", ShaSource::Head), ("checkout", ShaSource::Checkout)];

/// One rule, or as many copies of it as its `for` has words.
fn rule(
    node: &Node,
    (pointer, place): &(String, Option<Place>),
    tables: &mut PatternTables,
    declared: &Declared,
) -> Result<Vec<NamingRule>, Error> {
    let fields = Fields::of(node, "a rule", &RULE)?;
    let name = fields.need("name", name)?;
    let (guard, captures) = fields.get("when", |node| tables.guard(node))?.unwrap_or_default();
    let sha = fields.get("sha", |node| choice(node, &SHA_SOURCES))?;
    let moving = fields.get("moving", boolean)?.unwrap_or(false);
    let optional = fields.get("optional", boolean)?.unwrap_or(false);
    let each = fields.get("for", |node| each(node, &captures))?.unwrap_or_else(|| vec![Vec::new()]);
    let mut rules = Vec::with_capacity(each.len());
    for words in each {
        let scope = Scope { captures: &captures, words: &words, declared };
        let tag = fields.need("tag", |node| tag(node, scope, sha))?;
        let image = fields.get("image", |node| image(node, scope))?;
        if let Some((word, _)) = words.iter().find(|(word, _)| {
            !uses(tag.text(), word) && !image.as_ref().is_some_and(|image| uses(image.text(), word))
        }) {
            let message = format!("neither `tag` nor `image` uses `{{{word}}}` of `for`");
            return Err(
                invalid(node, &message).with_help(format!("use `{{{word}}}` in one of them, or remove it"))
            );
        }
        let (name, guard, pointer) = (name.clone(), guard.clone(), pointer.clone());
        rules.push(NamingRule { name, tag, guard, sha, moving, optional, image, pointer, place: *place });
    }
    Ok(rules)
}

fn uses(template: &str, word: &str) -> bool {
    [format!("{{{word}}}"), format!("{{{word}|")].iter().any(|placeholder| template.contains(placeholder))
}

fn tag(node: &Node, scope: Scope<'_>, sha: Option<ShaSource>) -> Result<TagTemplate, Error> {
    let template = template(node, scope)?;
    let sample = template.with_each("1");
    sample.parse::<crate::image::Tag>().map_err(|error| {
        invalid(node, &format!("this gives no legal tag: {error}")).with_help(error.help())
    })?;
    if template.uses(Fact::Sha) && sha.is_none() {
        return Err(invalid(node, "`{sha}` is used, but not said which commit it is").with_help(
            "add `sha: event` for `GITHUB_SHA`, `sha: head` for the head of a pull request, `sha: checkout` for what is checked out",
        ));
    }
    Ok(template)
}

/// Every choice of one word from each list of a `for`.
fn each(node: &Node, captures: &[(String, CaptureKind)]) -> Result<Vec<Vec<(String, String)>>, Error> {
    let mut all: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for (name, node) in entries(node)? {
        if Fact::find(name).is_some() || captures.iter().any(|(known, _)| known == name) {
            let message = format!("the name `{name}` is taken");
            return Err(invalid(node, &message).with_help("choose another name").under(name));
        }
        let words = words(node).map_err(|error| error.under(name))?;
        if all.len() * words.len() > MAX_RULES_COUNT {
            let message = format!("the lists of `for` have more than {MAX_RULES_COUNT} choices together");
            return Err(invalid(node, &message)
                .with_help("write several rules, with shorter lists")
                .under(name));
        }
        let with = |choice: &Vec<(String, String)>, word: &String| {
            let mut choice = choice.clone();
            choice.push((name.to_owned(), word.clone()));
            choice
        };
        all = all.iter().flat_map(|choice| words.iter().map(move |word| with(choice, word))).collect();
    }
    Ok(all)
}

/// A repository: what is made of it must be one, and its name must not depend on how a branch is called.
fn image(node: &Node, scope: Scope<'_>) -> Result<TagTemplate, Error> {
    if string(node)?.len() > MAX_PATTERN {
        let message = format!("the name is longer than {MAX_PATTERN} bytes");
        return Err(invalid(node, &message).with_help("shorten it"));
    }
    let template = template(node, scope)?;
    if let Some((field, who)) = template.first_free_text() {
        let message = format!("`{{{field}}}` would let {who} choose the repository");
        return Err(
            invalid(node, &message).with_help("write the repository out, and use the placeholder in `tag`")
        );
    }
    let image: ImageReference = template.with_each("x").parse().map_err(|error: Error| {
        invalid(node, &format!("this gives no legal name: {error}")).with_help(error.help())
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
                invalid(node, &format!("`{}` is not a known kind of auxiliary tag", quote(name)))
                    .with_help(format!("known: {}; or give `name` and `tag`", known.join(", ")))
            })
        }
        _ => {
            let fields = Fields::of(node, "an auxiliary tag", &["name", "tag"])?;
            let name = fields.need("name", name)?;
            let glob = fields.need("tag", auxiliary_glob)?;
            Ok(Auxiliary::Glob(name, glob))
        }
    };
    let nodes = list(node)?;
    nodes.iter().enumerate().map(|(index, node)| one(node).map_err(|error| error.under(index))).collect()
}

fn auxiliary_glob(node: &Node) -> Result<PatternsTogether, Error> {
    let text = string(node)?;
    if text.bytes().all(|b| b == b'*') {
        return Err(invalid(node, "this would let every tag pass")
            .with_help("write what the tag starts or ends with, as in `buildcache-*`"));
    }
    let placeholder = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let mut placeholder = placeholder.map(|inner| inner.split('|').next().unwrap_or(inner));
    if let Some(fact) = placeholder.find_map(Fact::find) {
        let message = format!("`{{{}}}` is not filled in an auxiliary tag, which is a pattern", fact.name());
        return Err(invalid(node, &message).with_help("write `*` in its place"));
    }
    glob::read(text)
        .and_then(|glob| glob::compile(&[glob]))
        .map_err(|message| invalid(node, &message).with_help("write a pattern such as `buildcache-*`"))
}

fn template(node: &Node, scope: Scope<'_>) -> Result<TagTemplate, Error> {
    TagTemplate::parse(string(node)?, scope).map_err(|message| {
        invalid(node, &message).with_help("write placeholders as in `{sha}`, `{branch|slug}` or `{v.major}`")
    })
}
