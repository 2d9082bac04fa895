//! What `Ref` and `Fn::GetAtt` give: parameters, pseudo parameters and resources.

use core::ops::Range;

use super::evaluate::Evaluator;
use super::functions::cut;
use super::kinds;
use super::outcome::{Memo, Outcome};
use super::template::{get, items, members};
use crate::github::ClaimValue;
use crate::read::expression::to_text;
use crate::read::facts::{self, arn, fact};
use crate::read::gathered::OpenReason;
use crate::read::policy::policy;
use crate::read::value::{List, MAX_CANDIDATES, Part, Text, Unknown, Value};
use crate::text::{nearest, quote};
use crate::tree::json::{self, Node};

/// What of a resource `Ref` gives.
const REF: &str = "";

impl<'t> Evaluator<'t> {
    /// `Ref`, and `${name}` in `Fn::Sub`.
    pub(super) fn reference(&mut self, name: &'t str, span: &Range<usize>, node: &'t Node) -> Outcome {
        let options = self.options;
        if let Some(parameter) = self.template.parameters.get(name).copied() {
            return Outcome::Value(self.parameter(name, parameter, span));
        }
        if let Some(resource) = self.template.resource(name) {
            return Outcome::Value(self.attribute_of(resource, REF, span));
        }
        Outcome::Value(match name {
            "AWS::NoValue" => return Outcome::Absent,
            "AWS::AccountId" => fact(facts::ACCOUNT, options),
            "AWS::Partition" => fact(facts::PARTITION, options),
            "AWS::Region" => fact(facts::REGION, options),
            "AWS::URLSuffix" => fact(facts::DNS_SUFFIX, options),
            "AWS::StackName" | "AWS::StackId" | "AWS::NotificationARNs" => {
                self.hole(format!("Ref {name}"), Some(name), OpenReason::Fact, span).value()
            }
            _ => {
                let meant = nearest(name, self.template.names());
                let message = match meant {
                    Some(meant) => format!(
                        "the template has no parameter and no resource `{}`; `{}` may be meant",
                        quote(name),
                        quote(meant)
                    ),
                    None if name.contains(':') => format!(
                        "`{0}` is not a parameter or a resource; write `${{!{0}}}` for a variable of IAM",
                        quote(name)
                    ),
                    None => format!("the template has no parameter and no resource `{}`", quote(name)),
                };
                return self.fault_of(format!("Ref {name}"), message, &node.span);
            }
        })
    }

    fn parameter(&mut self, name: &'t str, node: &'t Node, span: &Range<usize>) -> Value {
        if let Some(value) = self.parameters.get(name).cloned() {
            self.spend(if let Value::Text(text) = &value { text.len() } else { 1 });
            return value;
        }
        let own = members(node);
        let kind = get(own, "Type").and_then(Node::as_str).unwrap_or("String");
        let is_list = kind == "CommaDelimitedList" || kind.contains("List<");
        let asked = kind.starts_with("AWS::SSM::Parameter::Value<");
        let default = get(own, "Default");
        let value = match (self.options.values.get(name).and_then(given), default) {
            (Some(given), _) => given,
            (None, Some(default)) if asked => {
                let question = format!("Ref {name}");
                let hole = self.hole(&*question, Some(name), OpenReason::DataSource, span);
                let parameter = to_text(&self.placed.value(default)).pattern();
                self.detail(&question, format!("the value of the SSM parameter `{}`", quote(&parameter)));
                hole.value()
            }
            (None, Some(default)) => self.as_text(default),
            (None, None) => {
                let hole =
                    self.hole(format!("Ref {name}"), Some(name), OpenReason::ParameterWithoutDefault, span);
                let allowed = get(own, "AllowedValues").and_then(items).unwrap_or(&[]);
                let fits = !is_list && !asked && allowed.len() <= MAX_CANDIDATES;
                let candidates =
                    if fits { allowed.iter().map(|value| self.as_text(value)).collect() } else { Vec::new() };
                Unknown { candidates, ..hole }.value()
            }
        };
        let value = match value {
            Value::Text(text) if is_list => {
                let pieces = if text.len() == 0 { Vec::new() } else { cut(&text, ",") };
                List::of(pieces.iter().map(|piece| Value::Text(trim(piece))).collect()).value()
            }
            value => value,
        };
        self.spend(node.span.len());
        self.parameters.insert(name, value.clone());
        value
    }

    /// A scalar as CloudFormation takes it: as text.
    fn as_text(&self, node: &Node) -> Value {
        match &node.value {
            json::Value::Number(text) | json::Value::String(text) => {
                self.placed.scalar(text, &node.span).value()
            }
            _ => Value::Text(to_text(&self.placed.value(node))),
        }
    }

    /// `Fn::GetAtt`, and `${resource.attribute}` in `Fn::Sub`.
    pub(super) fn attribute(
        &mut self,
        resource: &str,
        attribute: &str,
        span: &Range<usize>,
        node: &'t Node,
    ) -> Outcome {
        match self.template.resource(resource) {
            Some(index) => Outcome::Value(self.attribute_of(index, attribute, span)),
            None => {
                let message = format!("the template has no resource `{}`", quote(resource));
                self.fault_of(format!("Fn::GetAtt {resource}.{attribute}"), message, &node.span)
            }
        }
    }

    /// What `Ref` or an attribute of a resource is.
    pub(super) fn attribute_of(&mut self, index: usize, attribute: &str, span: &Range<usize>) -> Value {
        let Some(resource) = self.template.resources.get(index) else { return Value::Null };
        let key = (index, attribute.to_owned());
        let question = if attribute == REF {
            (format!("Ref {}", resource.name), resource.name.to_owned())
        } else {
            let path = format!("{}.{attribute}", resource.name);
            (format!("Fn::GetAtt {path}"), path)
        };
        match self.attributes.get(&key) {
            Some(Memo::Done((value, size))) => {
                let (value, size) = (value.clone(), *size);
                self.spend(size);
                return value;
            }
            Some(Memo::Open) => {
                return self.hole(question.0, Some(&question.1), OpenReason::Cycle, span).value();
            }
            None => {}
        }
        if !self.enter() {
            return Value::Null;
        }
        self.attributes.insert(key.clone(), Memo::Open);
        let before = self.left();
        let value = match self.known_attribute(index, attribute) {
            Some(value) => value,
            None => {
                let reason = if kinds::is_apart(resource.kind) {
                    OpenReason::ModuleNotGiven
                } else {
                    OpenReason::UnknownAtPlan
                };
                self.hole(question.0, Some(&question.1), reason, span).value()
            }
        };
        self.attributes.insert(key, Memo::Done((value.clone(), before - self.left())));
        self.leave();
        value
    }

    fn known_attribute(&mut self, index: usize, attribute: &str) -> Option<Value> {
        let resource = self.template.resources.get(index)?;
        let options = self.options;
        match (resource.kind, attribute) {
            (kinds::ROLE, REF) => self.named(index, "RoleName"),
            (kinds::ROLE, "Arn") => self.arn_by_name(index, "role", true),
            (kinds::REPOSITORY, REF) => self.named(index, "RepositoryName"),
            (kinds::REPOSITORY, "Arn") => {
                let mut path = Text::literal("repository/");
                path.append(&to_text(&self.attribute_of(index, REF, &resource.name_span)));
                Some(Value::Text(arn("ecr", true, &path, options)))
            }
            (kinds::REPOSITORY, "RepositoryUri") => {
                let mut uri = to_text(&fact(facts::ACCOUNT, options));
                uri.push(".dkr.ecr.");
                uri.append(&to_text(&fact(facts::REGION, options)));
                uri.push(".");
                uri.append(&to_text(&fact(facts::DNS_SUFFIX, options)));
                uri.push("/");
                uri.append(&to_text(&self.attribute_of(index, REF, &resource.name_span)));
                Some(Value::Text(uri))
            }
            (kinds::MANAGED_POLICY, REF | "PolicyArn") => self.arn_by_name(index, "policy", false),
            (kinds::PROVIDER, REF | "Arn") | (kinds::CDK_PROVIDER, REF) => self.provider_arn(index),
            (kinds::CDK_JSON, "Value") => {
                let text = self.value(resource.property("Value")?);
                // What is not JSON stays text: AWS refuses it where it is used.
                Some(policy(&text).unwrap_or(text))
            }
            _ => None,
        }
    }

    /// The name that a property gives; `None` where AWS makes one.
    fn named(&mut self, index: usize, property: &str) -> Option<Value> {
        let node = self.template.resources.get(index)?.property(property)?;
        self.present(node)
    }

    /// The ARN of a role or a managed policy; its name may be one that AWS makes.
    fn arn_by_name(&mut self, index: usize, what: &str, is_role: bool) -> Option<Value> {
        let resource = self.template.resources.get(index)?;
        let name = if is_role {
            self.attribute_of(index, REF, &resource.name_span)
        } else {
            match self.named(index, "ManagedPolicyName") {
                Some(name) => name,
                None => {
                    let question = format!("the name of {}", resource.name);
                    let span = resource.name_span.clone();
                    self.hole(question, Some(resource.name), OpenReason::UnknownAtPlan, &span).value()
                }
            }
        };
        let path = self.named(index, "Path").unwrap_or_else(|| Value::text("/"));
        let mut text = Text::literal(what);
        text.append(&to_text(&path));
        text.append(&to_text(&name));
        self.spend(text.len());
        Some(Value::Text(arn("iam", false, &text, self.options)))
    }

    fn provider_arn(&mut self, index: usize) -> Option<Value> {
        let node = self.template.resources.get(index)?.property("Url")?;
        let url = to_text(&self.value(node));
        let mut path = Text::literal("oidc-provider/");
        let mut at = 0;
        for (index, part) in url.parts().iter().enumerate() {
            match part {
                Part::Literal(literal) => {
                    let rest = if index == 0 {
                        literal.strip_prefix("https://").unwrap_or(literal)
                    } else {
                        literal
                    };
                    path.push_piece(rest, at + literal.len() - rest.len(), &url);
                    at += literal.len();
                }
                // The URL starts with its scheme, which is not part of the ARN.
                Part::Hole(hole) if index == 0 => {
                    let label = hole.label.as_deref().map(|label| format!("{label} without its scheme"));
                    path.push_hole(std::sync::Arc::new(Unknown {
                        label,
                        ..Unknown::of(hole.sources.clone())
                    }));
                }
                Part::Hole(hole) => path.push_hole(std::sync::Arc::clone(hole)),
            }
        }
        self.spend(path.len());
        Some(Value::Text(arn("iam", false, &path, self.options)))
    }
}

/// What the caller says that a parameter is.
fn given(value: &ClaimValue) -> Option<Value> {
    match value {
        ClaimValue::Text(text) | ClaimValue::Number(text) => Some(Value::text(text.clone())),
        ClaimValue::Bool(value) => Some(Value::text(value.to_string())),
        ClaimValue::List(list) => Some(List::of(list.iter().filter_map(given).collect()).value()),
        ClaimValue::Absent | ClaimValue::Object(_) => None,
    }
}

/// Without the spaces around it.
fn trim(text: &Text) -> Text {
    let Some(whole) = text.as_str() else { return text.clone() };
    let inner = whole.trim();
    let mut out = Text::default();
    out.push_piece(inner, whole.len() - whole.trim_start().len(), text);
    out
}
