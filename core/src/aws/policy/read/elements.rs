//! The elements of a statement: its actions, its principals, its resources and its conditions.

use super::{Reader, invalid, items, members, step, text_of, texts};
use crate::aws::condition::Test;
use crate::aws::policy::{
    ActionElement, Effect, Placed, PolicyKind, Principal, PrincipalElement, ResourceElement,
};
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr::{is_partition, partition_names};
use crate::text::{pointer_step, quote};
use crate::tree::json::{Member, Node, Value};

const RESOURCE: &str =
    "write `*` or a whole ARN, such as `arn:aws:ecr:us-east-1:123456789012:repository/app`";
const VALUES: &str = "write a date as in `2026-01-31T00:00:00Z`; `Null` takes `true` or `false`";

/// The STS actions that a trust policy may name, lower-case.
const TRUST_ACTIONS: [&str; 12] = [
    "assumerole",
    "assumerolewithsaml",
    "assumerolewithwebidentity",
    "decodeauthorizationmessage",
    "getaccesskeyinfo",
    "getcalleridentity",
    "getfederationtoken",
    "getservicebearertoken",
    "getsessiontoken",
    // Trusted identity propagation (Amazon S3 User Guide, "Register a location").
    "setcontext",
    "setsourceidentity",
    "tagsession",
];

impl Reader<'_> {
    pub(super) fn action<'n>(&self, member: &'n Member) -> Result<(ActionElement, &'n Member), Error> {
        let node = &member.node;
        let written = texts(node, "an action")?;
        if written.is_empty() {
            return Err(invalid(node, format!("`{}` is empty", member.name))
                .with_help(format!("name an action, such as `{}`", self.usual_action())));
        }
        let fault = |error: Error, index: usize| {
            let span = items(node).get(index).map_or(node.span.clone(), |item| item.span.clone());
            step(node, index, error).span_or(span)
        };
        for (index, action) in written.iter().enumerate() {
            if let Some(error) = self.foreign_action(action, node) {
                return Err(fault(error, index));
            }
        }
        let negated = member.name == "NotAction";
        let listed = matches!(node.value, Value::Array(_));
        let places = items(node).iter().map(|item| self.place(item)).collect();
        match ActionElement::new(negated, written, listed, places) {
            Ok(action) => Ok((action, member)),
            Err(error) if matches!(node.value, Value::Array(_)) => Err(error.span_or(node.span.clone())),
            Err(error) => Err(error.at("").span_or(node.span.clone())),
        }
    }

    /// Trust policies name only STS actions.
    fn foreign_action(&self, action: &str, node: &Node) -> Option<Error> {
        if self.kind != PolicyKind::Trust {
            return None;
        }
        let lower = action.to_ascii_lowercase();
        let error = |message: String| {
            Error::new(ErrorKind::PolicyInvalid, message)
                .with_found(action)
                .with_help("a trust policy names STS actions, such as `sts:AssumeRoleWithWebIdentity`")
        };
        match lower.strip_prefix("sts:") {
            None => Some(error(format!("a trust policy may not name the action `{}`", quote(action)))),
            Some(name) if name.contains(['*', '?']) || TRUST_ACTIONS.contains(&name) => None,
            Some(_) => Some(error(format!("STS has no action `{}` for trust policies", quote(action)))),
        }
        .map(|error| error.span_or(node.span.clone()))
    }

    pub(super) fn principal<'n>(
        &self,
        member: &'n Member,
        effect: Effect,
    ) -> Result<(PrincipalElement, &'n Member), Error> {
        let node = &member.node;
        let negated = member.name == "NotPrincipal";
        if !self.kind.has_principal() {
            return Err(invalid(
                node,
                format!("{} may not have `{}`", self.kind.name_with_article(), member.name),
            )
            .with_help("remove it: the policy speaks of whoever it is attached to"));
        }
        if negated && (self.kind != PolicyKind::Resource || effect == Effect::Allow) {
            let message = match self.kind {
                PolicyKind::Resource => "`NotPrincipal` goes only with `Deny`".to_owned(),
                kind => format!("{} may not have `NotPrincipal`", kind.name_with_article()),
            };
            return Err(invalid(node, message).with_help("name who is meant in `Principal`"));
        }
        let mut principals = Vec::new();
        match &node.value {
            Value::String(text) if text == "*" => principals.push(Principal::Everyone),
            Value::Object(types) => {
                if types.is_empty() {
                    return Err(invalid(node, format!("`{}` is empty", member.name))
                        .with_help("name who is meant: `{\"Federated\": \"arn:…\"}`"));
                }
                for kind in types {
                    self.principals(kind, &mut principals).map_err(|error| error.under(&kind.name))?;
                }
            }
            Value::String(text) => {
                return Err(invalid(node, format!("`{}` is not a principal", quote(text)))
                    .with_found(text)
                    .with_help("name its type: `{\"Federated\": \"arn:…\"}`"));
            }
            _ => {
                return Err(invalid(node, format!("`{}` is {}, not an object", member.name, node.kind()))
                    .with_help("name who is meant: `{\"Federated\": \"arn:…\"}`"));
            }
        }
        if self.kind == PolicyKind::ResourceControl && principals != [Principal::Everyone] {
            return Err(invalid(node, "the principal of a resource control policy is `*`")
                .with_help("write `*`, and limit who is meant under `Condition`"));
        }
        let bare = matches!(node.value, Value::String(_));
        Ok((PrincipalElement { negated, bare, principals }, member))
    }

    fn principals(&self, member: &Member, out: &mut Vec<Principal>) -> Result<(), Error> {
        let make: fn(&str) -> Principal = match member.name.as_str() {
            "AWS" => Principal::aws,
            "Federated" => |text| Principal::Federated(text.to_owned()),
            "Service" => |text| Principal::Service(text.to_owned()),
            "CanonicalUser" if self.kind != PolicyKind::Trust => |text| Principal::Canonical(text.to_owned()),
            other => {
                return Err(invalid(
                    &member.node,
                    format!("`{}` is not a type of principal here", quote(other)),
                )
                .with_found(other)
                .with_help("known: AWS, Federated, Service"));
            }
        };
        out.extend(texts(&member.node, "a principal")?.iter().map(|text| make(text)));
        Ok(())
    }

    pub(super) fn resource<'n>(&self, member: &'n Member) -> Result<(ResourceElement, &'n Member), Error> {
        let node = &member.node;
        if self.kind == PolicyKind::Trust {
            return Err(invalid(node, format!("a trust policy may not have `{}`", member.name))
                .with_help("remove it: a trust policy speaks of the role it is attached to"));
        }
        let mut written = Vec::new();
        for (index, item) in items(node).iter().enumerate() {
            // `null` inside a list has been seen to be accepted; it names no resource.
            if item.value == Value::Null && matches!(node.value, Value::Array(_)) {
                continue;
            }
            let text = text_of(item, "a resource")
                .and_then(|text| self.resource_text(item, text))
                .map_err(|error| step(node, index, error))?;
            written.push(text.to_owned());
        }
        if items(node).is_empty() {
            return Err(invalid(node, format!("`{}` is empty", member.name))
                .with_help("name a resource: an ARN, or `*` for all"));
        }
        let element = ResourceElement::new(
            member.name == "NotResource",
            written,
            self.variables,
            self.kind.completes_resources(),
        );
        Ok((element, member))
    }

    fn resource_text<'t>(&self, node: &Node, text: &'t str) -> Result<&'t str, Error> {
        if text == "*" {
            return Ok(text);
        }
        let wrong = |message: &str| {
            invalid(node, format!("{message}: `{}`", quote(text))).with_found(text).with_help(RESOURCE)
        };
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", rest @ ..] = parts.as_slice() else {
            return Err(wrong("a resource is neither an ARN nor `*`"));
        };
        match rest.first() {
            Some(partition) if partition.contains(['*', '?']) || is_partition(partition) => {}
            Some(partition) => {
                return Err(wrong("the partition of a resource does not exist")
                    .with_help(format!("known: {}", partition_names()))
                    .with_found(partition));
            }
            None => return Err(wrong("a resource ARN ends after `arn`")),
        }
        match rest {
            [_, "*"] => Ok(text),
            [_] | [_, "", ..] => Err(wrong("a resource ARN names no service")),
            [_, service, ..] if service.contains(['*', '?']) => {
                Err(wrong("a wildcard stands in for the service of a resource ARN"))
            }
            // An ARN may stop early, and is then completed with `*`; one with a gap is refused.
            [_, _, left @ ..] if left.len() < 3 && left.contains(&"") => {
                Err(wrong("a resource ARN has an empty part and ends before its resource"))
            }
            [_, "iam", region, ..] if !matches!(*region, "" | "*") => {
                Err(wrong("IAM's resources have no region"))
            }
            [_, "iam", _, _, resource]
                if !resource.contains(['/', '$']) && !matches!(*resource, "*" | "root") =>
            {
                Err(wrong("an IAM resource does not start with its type, such as `role/`"))
            }
            [_, "s3", region, "", _] if !matches!(*region, "" | "*") => {
                Err(wrong("an S3 resource without an account has no region"))
            }
            _ => Ok(text),
        }
    }

    pub(super) fn conditions(&self, node: &Node, pointer: &str) -> Result<Vec<Placed<Test>>, Error> {
        let mut tests = Vec::new();
        for operator in members(node, "`Condition`")? {
            let keys = members(&operator.node, "a condition operator's block")
                .map_err(|error| error.under(&operator.name))?;
            if keys.is_empty() {
                continue;
            }
            let under = |error: Error| error.under(&operator.name);
            let mut values = Vec::with_capacity(keys.len());
            for key in keys {
                let read = self.condition_values(key).map_err(|error| under(error.under(&key.name)))?;
                values.push((key, read));
            }
            for (key, values) in values {
                // An unknown operator over an empty list has been seen to be stored; it tests nothing.
                let nothing = values.is_empty();
                let test = match Test::new(&operator.name, &key.name, values, self.variables) {
                    Ok(test) => test,
                    Err(_) if nothing => continue,
                    Err(error) => return Err(under(error.span_or(operator.name_span.clone()))),
                };
                if let Some((index, message)) = test.refused_value() {
                    let item = items(&key.node).get(index).unwrap_or(&key.node);
                    let error = invalid(item, message)
                        .with_found(test.written.get(index).map_or("", String::as_str))
                        .with_help(VALUES);
                    return Err(under(step(&key.node, index, error).under(&key.name)));
                }
                let pointer =
                    format!("{pointer}/{}/{}", pointer_step(&operator.name), pointer_step(&key.name));
                let place = self.places.of(key.name_span.start);
                tests.push(Placed { value: test, place, pointer });
            }
        }
        Ok(tests)
    }

    fn condition_values(&self, key: &Member) -> Result<Vec<String>, Error> {
        if let Some(message) = Test::refused_key(&key.name) {
            return Err(Error::new(ErrorKind::PolicyInvalid, message)
                .with_found(&key.name)
                .with_help(
                    "a provider's keys are written without `https://`: `token.actions.githubusercontent.com:sub`",
                )
                .span_or(key.name_span.clone()));
        }
        items(&key.node)
            .iter()
            .enumerate()
            .map(|(index, item)| {
                match &item.value {
                    Value::String(text) | Value::Number(text) => Ok(text.clone()),
                    Value::Bool(value) => Ok(value.to_string()),
                    _ => Err(invalid(item, format!("a condition value is {}, not a string", item.kind()))
                        .with_help("write each value as a text")),
                }
                .map_err(|error| step(&key.node, index, error))
            })
            .collect()
    }
}
