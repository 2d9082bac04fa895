//! `data.aws_iam_policy_document`: a policy by the rules of the AWS provider.
//!
//! Source: hashicorp/terraform-provider-aws, `internal/service/iam/policy_document_data_source.go` and `policy_model.go`.

use std::collections::{BTreeMap, BTreeSet};

use super::stop::{Stop, fails};
use super::types;
use crate::read::value::{List, Member, Object, Part, Text, Unknown, Value};

/// A policy, and what is worth telling of it.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) policy: Value,
    /// The Sids of statements that an inline one replaced.
    pub(super) replaced: Vec<String>,
    /// The operators under which a number is not read.
    pub(super) dropped: Vec<String>,
}

/// The policy of a data source with these attributes and blocks. `decode` reads the policies that it is made of.
pub(super) fn render(
    block: &Object,
    decode: &dyn Fn(&Value) -> Result<Value, Stop>,
) -> Result<Rendered, Stop> {
    let mut out = Merged::default();
    for (index, text) in documents(block, "source_policy_documents", &mut out.more)?.iter().enumerate() {
        let document = decode(text)?;
        out.source(&document, index)?;
    }
    let version = text_of(block, "version").unwrap_or_else(|| Value::text("2012-10-17"));
    out.note(Some(&version), block.get("policy_id"));
    let old = version.as_str() == Some("2008-10-17");
    let mut own: BTreeSet<String> = BTreeSet::new();
    let mut more = Vec::new();
    for statement in blocks(block, "statement", &mut more) {
        let Value::Object(statement) = statement else { continue };
        let statement = self::statement(statement, old)?;
        let sid = sid(&statement);
        if let Some(sid) = sid.as_ref().filter(|sid| !own.insert((*sid).clone())) {
            return fails(format!("two statements have the Sid `{sid}`"));
        }
        if out.put(statement) {
            out.replaced.extend(sid);
        }
    }
    out.more.extend(more);
    for text in documents(block, "override_policy_documents", &mut out.more)? {
        let document = decode(&text)?;
        out.merge(&document);
    }
    Ok(out.finish(block))
}

/// The list of a member that is a set of JSON texts, without those that are null.
fn documents(block: &Object, name: &str, more: &mut Vec<Value>) -> Result<Vec<Value>, Stop> {
    match block.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::List(list)) => {
            more.extend(list.more.iter().map(|open| Value::Unknown(open.clone())));
            Ok(list.items.iter().filter(|item| !matches!(item, Value::Null)).cloned().collect())
        }
        Some(open @ Value::Unknown(_)) => {
            more.push(open.clone());
            Ok(Vec::new())
        }
        Some(_) => fails(format!("`{name}` is not a list")),
    }
}

fn blocks<'b>(block: &'b Object, name: &str, more: &mut Vec<Value>) -> &'b [Value] {
    match block.get(name) {
        Some(Value::List(list)) => {
            more.extend(list.more.iter().map(|open| Value::Unknown(open.clone())));
            &list.items
        }
        _ => &[],
    }
}

/// What has been put together so far.
#[derive(Debug, Default)]
struct Merged {
    version: Option<Value>,
    id: Option<Value>,
    statements: Vec<Value>,
    /// Where the statement with a Sid is among them.
    by_sid: BTreeMap<String, usize>,
    /// Sids of the sources.
    sids: BTreeSet<String>,
    /// What is not known and may bring further statements.
    more: Vec<Value>,
    replaced: Vec<String>,
    dropped: Vec<String>,
}

impl Merged {
    fn note(&mut self, version: Option<&Value>, id: Option<&Value>) {
        if let Some(version) = version.filter(|version| !matches!(version, Value::Null)) {
            let greater = match (&self.version, version.as_str()) {
                (None, _) => true,
                (Some(old), Some(new)) => old.as_str().is_some_and(|old| new > old),
                (Some(_), None) => false,
            };
            if greater {
                self.version = Some(version.clone());
            }
        }
        if let Some(id) = id.filter(|id| !matches!(id, Value::Null) && id.as_str() != Some("")) {
            self.id = Some(id.clone());
        }
    }

    /// Adds a document that is a source: one Sid twice among them is an error.
    fn source(&mut self, document: &Value, index: usize) -> Result<(), Stop> {
        for statement in self.statements_of(document) {
            if let Some(sid) = sid(&statement) {
                if self.sids.contains(&sid) {
                    return fails(format!("the Sid `{sid}` is in source {index} and in one before"));
                }
                self.sids.insert(sid);
            }
            self.put(statement);
        }
        Ok(())
    }

    fn merge(&mut self, document: &Value) {
        for statement in self.statements_of(document) {
            self.put(statement);
        }
    }

    fn statements_of(&mut self, document: &Value) -> Vec<Value> {
        let object = match document {
            Value::Object(object) => object,
            Value::Unknown(_) => {
                self.more.push(document.clone());
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.note(object.get("Version"), object.get("Id"));
        let items = match object.get("Statement") {
            Some(Value::List(list)) => {
                self.more.extend(list.more.iter().map(|open| Value::Unknown(open.clone())));
                list.items.clone()
            }
            Some(Value::Object(only)) => vec![Value::Object(only.clone())],
            Some(open @ Value::Unknown(_)) => {
                self.more.push(open.clone());
                Vec::new()
            }
            _ => Vec::new(),
        };
        items.into_iter().map(|statement| self.decoded(statement)).collect()
    }

    /// A statement of another document, as the provider reads it: conditions hold texts alone.
    fn decoded(&mut self, statement: Value) -> Value {
        let Value::Object(object) = &statement else { return statement };
        let Some(Value::Object(condition)) = object.get("Condition") else { return statement };
        let mut tests: Vec<Member> = Vec::new();
        for test in &condition.members {
            let Value::Object(keys) = &test.value else {
                tests.push(test.clone());
                continue;
            };
            let mut kept = Object { members: Vec::new(), ..(**keys).clone() };
            for key in &keys.members {
                match &key.value {
                    Value::Number(_) => self.dropped.push(test.name.clone()),
                    Value::Bool(value) => {
                        kept.members.push(Member { value: Value::text(value.to_string()), ..key.clone() });
                    }
                    _ => kept.members.push(key.clone()),
                }
            }
            if !kept.members.is_empty() {
                tests.push(Member { value: kept.value(), ..test.clone() });
            }
        }
        let mut out = (**object).clone();
        out.members.retain(|member| member.name != "Condition" || !tests.is_empty());
        for member in out.members.iter_mut().filter(|member| member.name == "Condition") {
            member.value = Object { members: core::mem::take(&mut tests), ..(**condition).clone() }.value();
        }
        out.value()
    }

    /// Puts a statement in the place of the one with its Sid, or at the end; says whether it replaced one.
    fn put(&mut self, statement: Value) -> bool {
        let sid = sid(&statement);
        let known = sid.as_ref().and_then(|sid| self.by_sid.get(sid));
        if let Some(place) = known.and_then(|index| self.statements.get_mut(*index)) {
            *place = statement;
            return true;
        }
        self.by_sid.extend(sid.map(|sid| (sid, self.statements.len())));
        self.statements.push(statement);
        false
    }

    fn finish(self, block: &Object) -> Rendered {
        let mut members = Vec::new();
        if let Some(id) = self.id {
            members.push(("Id".to_owned(), id));
        }
        if !self.statements.is_empty() || !self.more.is_empty() {
            let mut sources = Vec::new();
            for open in &self.more {
                crate::read::value::add_origins(&mut sources, &open.origins());
            }
            let more = (!self.more.is_empty()).then(|| std::sync::Arc::new(Unknown::of(sources)));
            members.push((
                "Statement".to_owned(),
                List { items: self.statements, more, ..List::default() }.value(),
            ));
        }
        members.push(("Version".to_owned(), self.version.unwrap_or(Value::Null)));
        let policy = Object { spot: block.spot.clone(), ..Object::of(members) }.value();
        Rendered { policy, replaced: self.replaced, dropped: self.dropped }
    }
}

fn sid(statement: &Value) -> Option<String> {
    let Value::Object(statement) = statement else { return None };
    let sid = match statement.get("Sid")? {
        Value::Text(text) => text.pattern(),
        _ => return None,
    };
    (!sid.is_empty()).then_some(sid)
}

/// A member that is a text and not empty.
fn text_of(block: &Object, name: &str) -> Option<Value> {
    match block.get(name)? {
        Value::Null => None,
        value if value.as_str() == Some("") => None,
        value => types::convert(value, &types::Type::String).ok(),
    }
}

/// One statement.
fn statement(block: &Object, old: bool) -> Result<Value, Stop> {
    let mut members: BTreeMap<&str, Value> = BTreeMap::new();
    members.insert("Effect", text_of(block, "effect").unwrap_or_else(|| Value::text("Allow")));
    if let Some(sid) = text_of(block, "sid") {
        members.insert("Sid", sid);
    }
    let lists = [
        ("actions", "Action", false),
        ("not_actions", "NotAction", false),
        ("resources", "Resource", true),
        ("not_resources", "NotResource", true),
    ];
    for (from, to, variables) in lists {
        let values = block.get(from).map(|value| texts(value, variables, old)).transpose()?;
        if let Some(values) = values.filter(|list| !list.items.is_empty() || list.more.is_some()) {
            members.insert(to, single(descending(values)));
        }
    }
    for (from, to) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        if let Some(principal) = principals(block, from, old)? {
            members.insert(to, principal);
        }
    }
    if let Some(condition) = conditions(block, old)? {
        members.insert("Condition", condition);
    }
    let members = members.into_iter().map(|(name, value)| (name.to_owned(), value));
    Ok(Object { spot: block.spot.clone(), ..Object::of(members) }.value())
}

/// The texts of a list; variables of IAM are written `&{…}` in some of them.
fn texts(value: &Value, variables: bool, old: bool) -> Result<List, Stop> {
    let list = match value {
        Value::Null => List::default(),
        Value::List(list) => (**list).clone(),
        Value::Unknown(open) => List { more: Some(open.clone()), ..List::default() },
        _ => return fails("a list of texts is required"),
    };
    let mut items = Vec::new();
    for item in &list.items {
        let text = match item {
            Value::Unknown(_) => item.clone(),
            Value::Null => continue,
            item => Value::Text(types::text(item)?),
        };
        items.push(if variables { with_variables(text, old)? } else { text });
    }
    Ok(List { items, ..list })
}

/// `&{` stands for `${`, which Terraform would evaluate itself.
fn with_variables(value: Value, old: bool) -> Result<Value, Stop> {
    let Value::Text(text) = &value else { return Ok(value) };
    let has = |part: &Part| matches!(part, Part::Literal(literal) if literal.contains("&{"));
    if !text.parts().iter().any(has) {
        return Ok(value);
    }
    if old {
        return fails("`&{` needs the version 2012-10-17");
    }
    Ok(Value::Text(text.map(|literal| literal.replace("&{", "${"))))
}

/// A set of texts as the provider writes it: in descending order, each once.
fn descending(list: List) -> List {
    let key = |value: &Value| match value {
        Value::Text(text) => text.pattern(),
        Value::Unknown(unknown) => {
            let mut text = Text::default();
            text.push_hole(unknown.clone());
            text.pattern()
        }
        _ => String::new(),
    };
    let mut items = list.items;
    items.sort_by_cached_key(|value| core::cmp::Reverse(key(value)));
    items.dedup_by_key(|value| key(value));
    List { items, ..list }
}

/// One text stands alone.
fn single(list: List) -> Value {
    match (list.items.as_slice(), &list.more) {
        ([only], None) => only.clone(),
        ([], Some(more)) => Value::Unknown(more.clone()),
        _ => list.value(),
    }
}

fn principals(block: &Object, name: &str, old: bool) -> Result<Option<Value>, Stop> {
    let mut more = Vec::new();
    let mut kinds: BTreeMap<String, List> = BTreeMap::new();
    let found = blocks(block, name, &mut more);
    for one in found {
        let Value::Object(one) = one else { continue };
        let kind = match one.get("type") {
            Some(Value::Text(text)) => text.pattern(),
            _ => return fails("a principal has no type"),
        };
        let list = match one.get("identifiers") {
            Some(value) => descending(texts(value, true, old)?),
            None => List::default(),
        };
        let all = kinds.entry(kind).or_default();
        all.items.extend(list.items);
        all.more = all.more.take().or(list.more);
        all.spot = all.spot.take().or(list.spot);
    }
    let open = match more.first() {
        Some(Value::Unknown(open)) => Some(open.clone()),
        _ => None,
    };
    if kinds.is_empty() {
        return Ok(open.map(Value::Unknown));
    }
    if let (1, Some(list), None) = (kinds.len(), kinds.get("*"), &open)
        && let ([only], None) = (list.items.as_slice(), &list.more)
        && only.as_str() == Some("*")
    {
        return Ok(Some(only.clone()));
    }
    let members = kinds.into_iter().map(|(kind, list)| (kind, single(list)));
    Ok(Some(Object { more: open, ..Object::of(members) }.value()))
}

/// Blocks with one test and one variable become one list.
fn conditions(block: &Object, old: bool) -> Result<Option<Value>, Stop> {
    let mut more = Vec::new();
    let mut tests: BTreeMap<String, BTreeMap<String, (List, Option<crate::read::value::Spot>)>> =
        BTreeMap::new();
    let mut seen: Vec<&Value> = Vec::new();
    for condition in blocks(block, "condition", &mut more) {
        let Value::Object(one) = condition else { continue };
        if seen.iter().any(|other| types::same(other, condition)) {
            continue;
        }
        seen.push(condition);
        let (Some(Value::Text(test)), Some(Value::Text(variable))) = (one.get("test"), one.get("variable"))
        else {
            if [one.get("test"), one.get("variable")].iter().flatten().any(|one| !one.is_known()) {
                more.push(condition.clone());
                continue;
            }
            return fails("a condition has a test and a variable");
        };
        let values = match one.get("values") {
            Some(value) => texts(value, true, old)?,
            None => List::default(),
        };
        let spot = variable.spot_of(0..variable.len());
        let keys = tests.entry(test.pattern()).or_default();
        match keys.get_mut(&variable.pattern()) {
            Some((list, _)) => {
                list.items.extend(values.items);
                list.more = list.more.take().or(values.more);
            }
            None => drop(keys.insert(variable.pattern(), (values, spot))),
        }
    }
    let open = (!more.is_empty()).then(|| {
        let sources = more.iter().flat_map(Value::origins).collect();
        std::sync::Arc::new(Unknown::of(sources))
    });
    if tests.is_empty() {
        return Ok(open.map(Value::Unknown));
    }
    let members = tests.into_iter().map(|(test, keys)| {
        let keys = keys.into_iter().map(|(name, (list, spot))| Member { name, value: single(list), spot });
        (test, Object { members: keys.collect(), ..Object::default() }.value())
    });
    Ok(Some(Object { more: open, ..Object::of(members) }.value()))
}
