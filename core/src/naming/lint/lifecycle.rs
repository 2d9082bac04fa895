//! A lifecycle policy held against the rules: which images it expires.

use super::filters::MAX_LIFECYCLE_STARS;
use super::{Known, LANGUAGE_STEPS, Lint, LintFinding, listed};
use crate::codes;
use crate::error::{Draft, Error, ErrorKind, PASS_LESS};
use crate::limits::{MAX_RULE_LIST, MAX_RULES};
use crate::naming::NamingRule;
use crate::naming::language::TagLanguage;
use crate::text::quote;
use crate::tree::json::{self, Node, Value};

/// The part of an ECR lifecycle policy that selects images by tag.
///
/// Source: Amazon ECR User Guide, "Lifecycle policy parameters".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecyclePolicy {
    rules: Vec<LifecycleRule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct LifecycleRule {
    priority: String,
    /// Patterns that an image's tags must all match, each by one tag; none for `any`.
    patterns: Option<Vec<String>>,
}

impl core::str::FromStr for LifecyclePolicy {
    type Err = Error;

    /// Reads a policy as `get-lifecycle-policy` prints it under `lifecyclePolicyText`.
    ///
    /// # Errors
    /// What the reader says of malformed JSON; `POLICY_INVALID` for what ECR refuses, with its place.
    fn from_str(text: &str) -> Result<LifecyclePolicy, Error> {
        read(text).map_err(|error| error.locate(text))
    }
}

fn read(text: &str) -> Result<LifecyclePolicy, Error> {
    let node = json::parse(text, MAX_RULES)?;
    let rules = member(&node, "rules").and_then(items).ok_or_else(|| {
        invalid(&node, "a lifecycle policy has a list of `rules`")
            .with_help("pass the text of the policy, as `get-lifecycle-policy` prints it")
    })?;
    if rules.len() > MAX_RULE_LIST {
        let message = format!("{} rules are given, at most {MAX_RULE_LIST} are read", rules.len());
        return Err(invalid(&node, &message).with_help(PASS_LESS).under("rules"));
    }
    let one =
        |(index, node): (usize, &Node)| rule(node, index).map_err(|error| error.under(index).under("rules"));
    let rules = rules.iter().enumerate().map(one).collect::<Result<Vec<_>, Error>>()?;
    Ok(LifecyclePolicy { rules: rules.into_iter().flatten().collect() })
}

/// One rule; none where it looks at no tags, or keeps the image in another storage class.
fn rule(node: &Node, index: usize) -> Result<Option<LifecycleRule>, Error> {
    let selection = member(node, "selection").ok_or_else(|| {
        invalid(node, "the rule has no `selection`").with_help("add `selection` with `tagStatus`")
    })?;
    let action = member(node, "action").and_then(|action| member(action, "type"));
    if action.and_then(Node::as_str) == Some("transition") {
        return Ok(None);
    }
    let priority = match member(node, "rulePriority").map(|node| &node.value) {
        Some(Value::Number(number)) => quote(number),
        _ => (index + 1).to_string(),
    };
    let status = member(selection, "tagStatus");
    let lists = [("tagPrefixList", "*"), ("tagPatternList", "")];
    let mut patterns: Option<Vec<String>> = None;
    for (name, ending) in lists {
        let Some(list) = member(selection, name) else { continue };
        if patterns.is_some() {
            return Err(invalid(selection, "a rule has `tagPrefixList` or `tagPatternList`, not both")
                .with_help("write two rules")
                .under("selection"));
        }
        let list = items(list).filter(|list| list.len() <= MAX_RULE_LIST);
        let list = list.ok_or_else(|| {
            let error = invalid(selection, "this is not a list of at most 64 texts");
            error.with_help("write a list of texts, such as `[\"v*\"]`").under(name).under("selection")
        })?;
        let text = |(index, node)| {
            pattern(node, ending).map_err(|error| error.under(index).under(name).under("selection"))
        };
        let texts = list.iter().enumerate().map(text).collect::<Result<Vec<_>, Error>>()?;
        patterns = Some(texts);
    }
    match (status.and_then(Node::as_str), patterns) {
        (Some("any"), _) => Ok(Some(LifecycleRule { priority, patterns: None })),
        (Some("untagged"), _) => Ok(None),
        (Some("tagged"), Some(patterns)) if !patterns.is_empty() => {
            Ok(Some(LifecycleRule { priority, patterns: Some(patterns) }))
        }
        (Some("tagged"), _) => Err(invalid(selection, "`tagged` needs `tagPatternList` or `tagPrefixList`")
            .with_help("add one of them, or write `any`")
            .under("selection")),
        _ => Err(invalid(status.unwrap_or(selection), "`tagStatus` is `tagged`, `untagged` or `any`")
            .with_help("write one of the three")
            .under("tagStatus")
            .under("selection")),
    }
}

fn pattern(node: &Node, ending: &str) -> Result<String, Error> {
    let text = node.as_str().filter(|text| !text.is_empty() && text.len() <= 256);
    let text = text.ok_or_else(|| {
        invalid(node, "a text of 1 to 256 characters is expected").with_help("write a pattern such as `v*`")
    })?;
    if ending.is_empty() && text.matches('*').count() > MAX_LIFECYCLE_STARS {
        let message =
            format!("ECR takes at most {MAX_LIFECYCLE_STARS} `*` in one pattern: `{}`", quote(text));
        return Err(invalid(node, &message).with_help("use fewer `*`"));
    }
    Ok(format!("{text}{ending}"))
}

fn invalid(node: &Node, message: &str) -> Draft {
    Error::new(ErrorKind::PolicyInvalid, message).span_or(node.span.clone())
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(members) => {
            members.iter().find(|member| member.name == name).map(|member| &member.node)
        }
        _ => None,
    }
}

fn items(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

impl<'r> Lint<'r> {
    /// What each rule of the policy expires.
    pub(super) fn lifecycle(&mut self, policy: &LifecyclePolicy) {
        let rules: Vec<Known<'r>> = self.known().collect();
        for one in &policy.rules {
            let Some(patterns) = &one.patterns else {
                let every: Vec<&NamingRule> = rules.iter().map(|(rule, _)| *rule).collect();
                self.expires(&one.priority, "any image", &every);
                continue;
            };
            let shown: Vec<String> = patterns.iter().map(|pattern| format!("`{}`", quote(pattern))).collect();
            let shown = shown.join(" with ");
            // an image needs a tag for each pattern; one pattern is one set of tags
            let languages: Vec<Option<TagLanguage>> =
                patterns.iter().map(|pattern| TagLanguage::of_wildcard(pattern, 0)).collect();
            self.work.count(patterns.iter().map(|pattern| LANGUAGE_STEPS * pattern.len()).sum());
            let mut expired: Vec<&'r NamingRule> = Vec::new();
            let mut possible = false;
            for (rule, language) in &rules {
                let seen = patterns.iter().any(|pattern| self.seen_under(pattern, rule).is_some());
                if seen {
                    possible = true;
                    expired.push(rule);
                    continue;
                }
                possible = possible || languages.iter().any(|one| self.may_share(one.as_ref(), *language));
            }
            if !possible {
                let message = format!(
                    "the rule of priority {} of the lifecycle policy, {shown}, matches no tag that a rule can give",
                    one.priority
                );
                let first: Vec<&NamingRule> = rules.iter().map(|(rule, _)| *rule).take(1).collect();
                let run = first.first().and_then(|rule| self.run_of(rule));
                self.add(LintFinding::new(codes::LIFECYCLE_MATCHES_NOTHING, message, &first, None, run));
            } else if patterns.len() == 1 {
                self.expires(&one.priority, &shown, &expired);
            }
        }
    }

    /// A finding where more than one rule's images are expired together, or the image behind a moving tag.
    fn expires(&mut self, priority: &str, what: &str, rules: &[&'r NamingRule]) {
        let several = rules.windows(2).any(|pair| matches!(pair, [one, two] if one.name != two.name));
        let moving = rules.iter().find(|rule| rule.moving);
        let end = match moving {
            Some(rule) => format!("; what the moving tag of `{}` stands for may go as well", rule.name),
            None if several => "; the count of one decides about the other".to_owned(),
            None => return,
        };
        let message = format!(
            "the rule of priority {priority} of the lifecycle policy, {what}, expires images of {}{end}",
            listed(rules)
        );
        let runs: Vec<_> = rules.iter().take(2).filter_map(|rule| self.run_of(rule)).collect();
        self.add(LintFinding::new(codes::LIFECYCLE_EXPIRES, message, rules, None, runs));
    }
}
