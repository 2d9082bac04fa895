//! A part of an event, however a program passes it on: an object, a text of JSON, or the text of a struct.

use crate::read::answers::{Fields, Origin};
use crate::tree::json::{self, Node, Value};

/// Bytes of a part that is a text.
const MOST: usize = 65_536;

/// The texts of a part by their names, small and without `_`; those of an object in it behind its name and a dot.
#[derive(Debug, Default)]
pub(super) struct Flat(Vec<(String, String)>);

/// What the columns of a struct are named: its text has no quotes, so that a comma may belong to a value.
const COLUMNS: [&str; 24] = [
    "type",
    "principalid",
    "arn",
    "accountid",
    "accesskeyid",
    "username",
    "invokedby",
    "sessioncontext",
    "onbehalfof",
    "identityprovider",
    "rolearn",
    "rolesessionname",
    "durationseconds",
    "provider",
    "audience",
    "credentials",
    "subjectfromwebidentitytoken",
    "assumedroleuser",
    "packedpolicysize",
    "sourceidentity",
    "providerid",
    "policy",
    "inscopeof",
    "policyarns",
];

impl Flat {
    /// The part of an event under this name.
    pub(super) fn of(fields: Fields<'_>, name: &str) -> Flat {
        match fields.get(&[name]) {
            Some(Node { value: Value::String(text), .. }) => Flat::of_text(text),
            Some(node) => Flat::of_object(node, fields.origin),
            None => Flat::default(),
        }
    }

    fn of_text(text: &str) -> Flat {
        let text = text.trim();
        if text.len() > MOST {
            return Flat::default();
        }
        if let Ok(tree) = json::parse_foreign(text, MOST) {
            let spot = crate::read::value::Spot::default();
            return Flat::of_object(&tree.node, Origin::Within(&spot));
        }
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        Flat(inner.map(of_struct).unwrap_or_default())
    }

    fn of_object(node: &Node, origin: Origin<'_>) -> Flat {
        let mut out = Vec::new();
        let Some(fields) = Fields::of(node, origin) else { return Flat(out) };
        for member in fields.members() {
            let name = plain(&member.name);
            match &member.node.value {
                Value::String(text) => out.push((name, text.clone())),
                Value::Object(inner) => {
                    for member in inner {
                        if let Some(text) = member.node.as_str() {
                            out.push((format!("{name}.{}", plain(&member.name)), text.to_owned()));
                        }
                    }
                }
                _ => {}
            }
        }
        Flat(out)
    }

    /// A text that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, text) = self.0.iter().find(|(known, _)| known == name)?;
        (!text.is_empty() && text != "null").then_some(text)
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect()
}

/// `type=WebIdentityUser, username=repo:octo-org/app:…`: a column starts where one of their names does.
fn of_struct(text: &str) -> Vec<(String, String)> {
    let column = |part: &str| {
        let (name, _) = part.split_once('=')?;
        let name = plain(name.trim());
        COLUMNS.contains(&name.as_str()).then_some(name)
    };
    let mut out: Vec<(String, String)> = Vec::new();
    for part in text.split(", ") {
        match (column(part), out.last_mut()) {
            (Some(name), _) => {
                let (_, value) = part.split_once('=').unwrap_or(("", ""));
                out.push((name, value.to_owned()));
            }
            (None, Some((_, value))) => {
                value.push_str(", ");
                value.push_str(part);
            }
            (None, None) => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_struct_is_cut_at_its_columns() {
        let flat = Flat::of_text(
            "{type=WebIdentityUser, username=repo:o/r:environment:a, b=c, identityprovider=x, arn=null}",
        );
        assert_eq!(flat.get("username"), Some("repo:o/r:environment:a, b=c"));
        assert_eq!((flat.get("identityprovider"), flat.get("arn")), (Some("x"), None));
    }

    #[test]
    fn json_is_read_with_what_is_in_it() {
        let flat = Flat::of_text(r#"{"assumedRoleUser": {"arn": "a"}, "roleArn": ""}"#);
        assert_eq!((flat.get("assumedroleuser.arn"), flat.get("rolearn")), (Some("a"), None));
        assert!(Flat::of_text("nothing").0.is_empty() && Flat::of_text("").0.is_empty());
    }
}
