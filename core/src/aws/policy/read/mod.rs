//! From text to a [`Document`]: what IAM refuses to store is refused here, with its place.

mod elements;

use super::placeholders;
use crate::aws::condition::knows_variables;
use crate::aws::policy::{ActionElement, Document, Effect, Placed, PolicyKind, ResourceElement, Statement};
use crate::error::{Draft, Error, ErrorKind};
use crate::knowledge::quotas::Length;
use crate::limits::MAX_POLICY;
use crate::text::{Place, Places, quote};
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
