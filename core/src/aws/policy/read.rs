//! From text to a [`Document`]: what IAM refuses to store is refused here, with its place.

use super::placeholders;
use super::{
    ActionElement, Document, Effect, Placed, PolicyKind, Principal, PrincipalElement, ResourceElement,
    Statement,
};
use crate::aws::condition::{Test, knows_variables};
use crate::error::{Draft, Error, ErrorKind};
use crate::knowledge::ecr::{is_partition, partition_names};
use crate::knowledge::quotas::Length;
use crate::limits::MAX_POLICY;
use crate::text::{Place, Places, pointer_step, quote};
use crate::tree::Source;
use crate::tree::json::{self, Member, Node, Value};
use crate::tree::recognise::{self, Wanted};

/// Reads a document of this kind.
///
/// # Errors
/// The JSON reader's, and `POLICY_INVALID` for what breaks the grammar.
pub(crate) fn read(source: Source<'_>, kind: PolicyKind) -> Result<Document, Error> {
    document(source, kind).map_err(|error| source.locate(error))
}

fn document(source: Source<'_>, kind: PolicyKind) -> Result<Document, Error> {
    let Source { text, given } = source;
    let wanted = Wanted::Policy(kind.name_with_article());
    let node = json::parse(text, MAX_POLICY).map_err(|error| match error.kind() {
        ErrorKind::TooLarge => error,
        _ => recognise::text(text).map_or(error, |kind| kind.refuse(wanted)),
    })?;
    if let Some(kind) = recognise::document(&node, wanted) {
        return Err(kind.refuse(wanted).span_or(node.span.clone()));
    }
    if let Some(error) = placeholders::unfilled(&node) {
        return Err(error);
    }
    Reader { places: source.places(), kind, length: Length::of(text), given, variables: false }
        .document(&node)
}

struct Reader<'a> {
    places: Places<'a>,
    kind: PolicyKind,
    length: Length,
    given: bool,
    variables: bool,
}

fn invalid(node: &Node, message: impl Into<String>) -> Draft {
    Error::new(ErrorKind::PolicyInvalid, message).span_or(node.span.clone())
}

fn members<'n>(node: &'n Node, what: &str) -> Result<&'n [Member], Error> {
    match &node.value {
        Value::Object(members) => Ok(members),
        _ => Err(invalid(node, format!("{what} is {}, not an object", node.kind()))
            .with_help("write an object, `{ … }`")),
    }
}

/// One value or a list of them.
fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::Array(items) => items,
        _ => core::slice::from_ref(node),
    }
}

/// The JSON pointer step of an item: none where a scalar stands for a list of one.
fn step(node: &Node, index: usize, error: Error) -> Error {
    if matches!(node.value, Value::Array(_)) { error.under(index) } else { error }
}

fn text_of<'n>(node: &'n Node, what: &str) -> Result<&'n str, Error> {
    node.as_str().ok_or_else(|| {
        invalid(node, format!("{what} is {}, not a string", node.kind()))
            .with_help("write a text in double quotes")
    })
}

fn texts(node: &Node, what: &str) -> Result<Vec<String>, Error> {
    items(node)
        .iter()
        .enumerate()
        .map(|(index, item)| text_of(item, what).map(str::to_owned).map_err(|error| step(node, index, error)))
        .collect()
}

const RESOURCE: &str =
    "write `*` or a whole ARN, such as `arn:aws:ecr:us-east-1:123456789012:repository/app`";
const VALUES: &str = "write a date as in `2026-01-31T00:00:00Z`; `Null` takes `true` or `false`";

/// The members of a statement, by what they are for.
#[derive(Default)]
struct Elements<'n> {
    sid: Option<&'n Member>,
    effect: Option<&'n Member>,
    principal: Option<&'n Member>,
    action: Option<&'n Member>,
    resource: Option<&'n Member>,
    condition: Option<&'n Member>,
}

impl<'n> Elements<'n> {
    fn of(node: &'n Node) -> Result<Elements<'n>, Error> {
        let mut elements = Elements::default();
        for member in members(node, "a statement")? {
            let name = member.name.as_str();
            let slot = match name {
                "Sid" => &mut elements.sid,
                "Effect" => &mut elements.effect,
                "Principal" | "NotPrincipal" => &mut elements.principal,
                "Action" | "NotAction" => &mut elements.action,
                "Resource" | "NotResource" => &mut elements.resource,
                "Condition" => &mut elements.condition,
                _ => return Err(unknown_element(member, &ELEMENTS)),
            };
            if let Some(first) = slot.replace(member) {
                let message = format!("a statement has both `{}` and `{name}`", first.name);
                return Err(invalid(&member.node, message)
                    .with_help("keep one of the two, or write two statements")
                    .under(name));
            }
        }
        Ok(elements)
    }
}

impl Reader<'_> {
    /// An action that is common in this kind of policy, as an example.
    fn usual_action(&self) -> &'static str {
        if self.kind == PolicyKind::Trust { "sts:AssumeRoleWithWebIdentity" } else { "ecr:PutImage" }
    }

    fn place(&self, node: &Node) -> Option<Place> {
        self.places.of(node.span.start)
    }

    fn document(&mut self, node: &Node) -> Result<Document, Error> {
        let mut version = None;
        let mut statement = None;
        let all = members(node, "the policy")?;
        for member in all {
            match member.name.as_str() {
                "Version" => version = Some(&member.node),
                "Id" => text_of(&member.node, "`Id`").map(|_| ()).map_err(|error| error.under("Id"))?,
                "Statement" => statement = Some(&member.node),
                _ => return Err(unknown_element(member, &["Version", "Id", "Statement"])),
            }
        }
        let version =
            version.map(|node| self.version(node).map_err(|error| error.under("Version"))).transpose()?;
        self.variables = knows_variables(version.as_deref());
        let Some(statement) = statement else {
            return Err(invalid(node, "the policy has no `Statement`")
                .with_help("add `Statement`, a list of statements"));
        };
        let list = items(statement);
        if list.is_empty() {
            return Err(invalid(statement, "`Statement` is empty")
                .with_help("add a statement with `Effect` and `Action`")
                .under("Statement"));
        }
        let mut statements: Vec<Statement> = Vec::with_capacity(list.len());
        for (index, item) in list.iter().enumerate() {
            let pointer = match statement.value {
                Value::Array(_) => format!("/Statement/{index}"),
                _ => "/Statement".to_owned(),
            };
            let read = self
                .statement(index, item, &pointer)
                .map_err(|error| step(statement, index, error).under("Statement"))?;
            let twice = |known: &Statement| known.sid.is_some() && known.sid == read.sid;
            if let (true, Some(sid)) = (statements.iter().any(twice), &read.sid) {
                let written = members(item, "a statement")?.iter().find(|member| member.name == "Sid");
                let place = written.map_or(item, |member| &member.node);
                return Err(invalid(place, format!("two statements have the Sid `{}`", quote(sid)))
                    .with_found(sid)
                    .with_help("give each statement a `Sid` of its own, or none")
                    .at(format!("{pointer}/Sid")));
            }
            statements.push(read);
        }
        Ok(Document { kind: self.kind, length: self.length, given: self.given, version, statements })
    }

    fn version(&self, node: &Node) -> Result<String, Error> {
        match text_of(node, "`Version`")? {
            version @ ("2012-10-17" | "2008-10-17") => Ok(version.to_owned()),
            other => Err(invalid(node, format!("`{}` is not a policy version", quote(other)))
                .with_found(other)
                .with_help("write `2012-10-17`")),
        }
    }

    fn statement(&self, index: usize, node: &Node, pointer: &str) -> Result<Statement, Error> {
        let Elements { sid, effect, principal, action, resource, condition } = Elements::of(node)?;
        let under = |name: &'static str| move |error: Error| error.under(name);
        let sid = sid.map(|member| self.sid(&member.node).map_err(under("Sid"))).transpose()?.flatten();
        let effect = match effect {
            Some(member) => self.effect(&member.node).map_err(under("Effect"))?,
            None => {
                return Err(invalid(node, "a statement has no `Effect`").with_help("add `Allow` or `Deny`"));
            }
        };
        let action = match action {
            Some(member) => self.action(member).map_err(|error| error.under(&member.name))?,
            None => {
                return Err(invalid(node, "a statement has no `Action`")
                    .with_help(format!("add `Action`, such as `{}`", self.usual_action())));
            }
        };
        let principal = match principal {
            Some(member) => Some(self.principal(member, effect).map_err(|error| error.under(&member.name))?),
            None if self.kind.has_principal() => {
                return Err(invalid(
                    node,
                    format!("a statement has no `Principal`, which {} needs", self.kind.name_with_article()),
                )
                .with_help("add who is meant, such as `\"Principal\": {\"AWS\": \"arn:aws:iam::ACCOUNT:role/NAME\"}`"));
            }
            None => None,
        };
        let resource = match resource {
            Some(member) => Some(self.resource(member).map_err(|error| error.under(&member.name))?),
            None if matches!(self.kind, PolicyKind::Trust | PolicyKind::Resource) => None,
            None => {
                return Err(invalid(node, "a statement has no `Resource`")
                    .with_help("add `Resource`: an ARN, or `*` for all"));
            }
        };
        if self.kind == PolicyKind::ResourceControl {
            self.resource_control(effect, &action, resource.as_ref().map(|(element, _)| element))?;
        }
        let placed = |member: &Member| (self.place(&member.node), format!("{pointer}/{}", member.name));
        let conditions = match condition {
            Some(member) => {
                self.conditions(&member.node, &placed(member).1).map_err(|error| error.under("Condition"))?
            }
            None => Vec::new(),
        };
        let put = |member: &Member| placed(member);
        Ok(Statement {
            index,
            sid,
            effect,
            place: self.place(node),
            principal: principal.map(|(value, member)| Placed::at(value, put(member))),
            action: Placed::at(action.0, put(action.1)),
            resource: resource.map(|(value, member)| Placed::at(value, put(member))),
            conditions,
        })
    }

    /// An organisation's own resource control policies only deny, and name the actions; beside them AWS's full-access
    /// policy stands (AWS Organizations User Guide, "Resource control policies").
    fn resource_control(
        &self,
        effect: Effect,
        (action, member): &(ActionElement, &Member),
        resource: Option<&ResourceElement>,
    ) -> Result<(), Error> {
        let everything = |written: &[String]| matches!(written, [one] if one == "*");
        let full = everything(&action.written) && resource.is_some_and(|one| everything(&one.written));
        let message = match effect {
            _ if action.negated => "a resource control policy may not have `NotAction`",
            Effect::Allow if full => return Ok(()),
            Effect::Allow => {
                "a resource control policy only denies; only AWS's own allows, and it allows everything"
            }
            Effect::Deny if action.written.iter().any(|one| one == "*") => {
                "a resource control policy may not deny the action `*`"
            }
            Effect::Deny => return Ok(()),
        };
        Err(invalid(&member.node, message).with_help("name the services, as in `ecr:*`").under(&member.name))
    }

    /// IAM's own policies take letters and digits; resource policies of services such as ECR take any text.
    fn sid(&self, node: &Node) -> Result<Option<String>, Error> {
        let sid = text_of(node, "`Sid`")?;
        if self.kind != PolicyKind::Resource && !sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(invalid(node, format!("the Sid `{}` has more than letters and digits", quote(sid)))
                .with_found(sid)
                .with_help("use letters and digits only"));
        }
        Ok((!sid.is_empty()).then(|| sid.to_owned()))
    }

    fn effect(&self, node: &Node) -> Result<Effect, Error> {
        match text_of(node, "`Effect`")? {
            "Allow" => Ok(Effect::Allow),
            "Deny" => Ok(Effect::Deny),
            other => Err(invalid(node, format!("`{}` is not an effect", quote(other)))
                .with_found(other)
                .with_help("write `Allow` or `Deny`")),
        }
    }

    fn action<'n>(&self, member: &'n Member) -> Result<(ActionElement, &'n Member), Error> {
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

    fn principal<'n>(
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

    fn resource<'n>(&self, member: &'n Member) -> Result<(ResourceElement, &'n Member), Error> {
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

    fn conditions(&self, node: &Node, pointer: &str) -> Result<Vec<Placed<Test>>, Error> {
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

impl<T> Placed<T> {
    fn at(value: T, (place, pointer): (Option<Place>, String)) -> Placed<T> {
        Placed { value, place, pointer }
    }
}

const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

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

fn unknown_element(member: &Member, known: &[&str]) -> Error {
    let near = known.iter().find(|name| name.eq_ignore_ascii_case(&member.name));
    let error = Error::new(
        ErrorKind::PolicyInvalid,
        format!("the element `{}` is not known here", quote(&member.name)),
    )
    .with_found(&member.name)
    .span_or(member.name_span.clone())
    .under(&member.name);
    match near {
        Some(near) => error.with_help(format!("write `{near}`: element names are case-sensitive")),
        None => error.with_help(format!("known: {}", known.join(", "))),
    }
}
