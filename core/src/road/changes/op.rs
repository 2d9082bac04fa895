//! Changes of a policy: what is put in the place of what.

use crate::github::ClaimValue;
pub(super) use crate::road::document::{all_texts, get, steps, texts};
use crate::text::pointer_step;

/// One change of a policy. Each names its part by a JSON pointer into the policy as it was before any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Op {
    /// Puts texts in the place of a text, or of a list of them.
    Set { at: String, texts: Vec<String> },
    /// Adds texts to a text, or to a list of them.
    Add { at: String, texts: Vec<String> },
    /// Gives a member another name.
    Rename { at: String, name: String },
    /// Leaves a member out.
    Remove { at: String },
    /// Puts a member into an object.
    Insert { at: String, name: String, value: ClaimValue },
    /// Puts an object behind the last of a list.
    Push { at: String, value: ClaimValue },
}

impl Op {
    /// The part that it changes.
    pub(super) fn at(&self) -> &str {
        match self {
            Op::Set { at, .. }
            | Op::Add { at, .. }
            | Op::Rename { at, .. }
            | Op::Remove { at }
            | Op::Insert { at, .. }
            | Op::Push { at, .. } => at,
        }
    }
}

/// A pointer without its last step, and that step.
pub(super) fn parent(pointer: &str) -> Option<(&str, String)> {
    let (above, step) = pointer.rsplit_once('/')?;
    Some((above, step.replace("~1", "/").replace("~0", "~")))
}

/// A pointer with one more step.
pub(super) fn under(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", pointer_step(step))
}

fn get_mut<'v>(value: &'v mut ClaimValue, pointer: &str) -> Option<&'v mut ClaimValue> {
    steps(pointer).iter().try_fold(value, |value, step| match value {
        ClaimValue::Object(members) => {
            members.iter_mut().find(|(name, _)| name == step).map(|(_, value)| value)
        }
        ClaimValue::List(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// One text stands for itself.
pub(super) fn value_of(texts: &[String]) -> ClaimValue {
    match texts {
        [only] => ClaimValue::Text(only.clone()),
        several => ClaimValue::List(several.iter().cloned().map(ClaimValue::Text).collect()),
    }
}

/// The policy with these changes; `None` where one of them cannot be made.
pub(super) fn applied(document: &ClaimValue, ops: &[Op]) -> Option<ClaimValue> {
    let mut out = document.clone();
    // Values first: then names change, and pointers with them; what is left out goes last.
    for op in ops {
        match op {
            Op::Set { at, texts } => {
                // Several in the place of one of a list; the others keep their places, which later changes name.
                if let [first, more @ ..] = texts.as_slice()
                    && !more.is_empty()
                    && let Some((above, _)) = parent(at)
                    && matches!(get_mut(&mut out, above), Some(ClaimValue::List(_)))
                {
                    *get_mut(&mut out, at)? = ClaimValue::Text(first.clone());
                    let ClaimValue::List(items) = get_mut(&mut out, above)? else { return None };
                    items.extend(more.iter().cloned().map(ClaimValue::Text));
                } else {
                    *get_mut(&mut out, at)? = value_of(texts);
                }
            }
            Op::Add { at, texts } => {
                let value = get_mut(&mut out, at)?;
                let mut all = self::texts(value);
                all.extend(texts.iter().filter(|text| !all.contains(text)).cloned().collect::<Vec<_>>());
                *value = value_of(&all);
            }
            Op::Insert { at, name, value } => {
                let ClaimValue::Object(members) = get_mut(&mut out, at)? else { return None };
                if members.iter().any(|(known, _)| known == name) {
                    return None;
                }
                members.push((name.clone(), value.clone()));
            }
            Op::Push { at, value } => {
                let ClaimValue::List(items) = get_mut(&mut out, at)? else { return None };
                items.push(value.clone());
            }
            Op::Rename { .. } | Op::Remove { .. } => {}
        }
    }
    // The deepest first, so that the pointers of the others still lead to them.
    let mut named: Vec<&Op> =
        ops.iter().filter(|op| matches!(op, Op::Rename { .. } | Op::Remove { .. })).collect();
    let index = |op: &Op| parent(op.at()).and_then(|(_, step)| step.parse::<usize>().ok());
    named.sort_by_key(|op| core::cmp::Reverse((op.at().matches('/').count(), index(op))));
    for op in named {
        let (above, step) = parent(op.at())?;
        let members = match get_mut(&mut out, above)? {
            ClaimValue::Object(members) => members,
            ClaimValue::List(items) if matches!(op, Op::Remove { .. }) => {
                let index = step.parse::<usize>().ok().filter(|index| *index < items.len())?;
                items.remove(index);
                continue;
            }
            _ => return None,
        };
        let index = members.iter().position(|(name, _)| *name == step)?;
        if let Op::Rename { name, .. } = op {
            if members.iter().any(|(known, _)| known == name) {
                return None;
            }
            members.get_mut(index)?.0.clone_from(name);
        } else {
            members.remove(index);
        }
    }
    Some(out)
}

/// The pointer into the policy as it was, for a pointer into it with these changes.
pub(super) fn before(pointer: &str, ops: &[Op]) -> String {
    let mut out = String::new();
    let mut rest = steps(pointer).into_iter();
    for step in &mut rest {
        let renamed = ops.iter().find_map(|op| match op {
            Op::Rename { at, name } if *name == step => {
                let (above, old) = parent(at)?;
                (above == out).then_some(old)
            }
            _ => None,
        });
        out = under(&out, &renamed.unwrap_or(step));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> ClaimValue {
        crate::tree::json::parse(text, 10_000).unwrap().into()
    }

    fn text(value: &ClaimValue) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn several_changes_name_their_parts_as_they_were() {
        let policy = document(r#"{"Condition": {"StringEquals": {"sub": "a", "aud": ["b"], "iss": "c"}}}"#);
        let at = |rest: &str| format!("/Condition/StringEquals{rest}");
        let ops = [
            Op::Rename { at: at(""), name: "StringLike".to_owned() },
            Op::Rename { at: at("/sub"), name: "x:sub".to_owned() },
            Op::Set { at: at("/sub"), texts: vec!["d".to_owned(), "e".to_owned()] },
            Op::Add { at: at("/aud"), texts: vec!["b".to_owned(), "f".to_owned()] },
            Op::Remove { at: at("/iss") },
            Op::Insert { at: at(""), name: "new".to_owned(), value: ClaimValue::from("g") },
        ];
        let changed = applied(&policy, &ops).unwrap();
        assert_eq!(
            text(&changed),
            r#"{"Condition":{"StringLike":{"x:sub":["d","e"],"aud":["b","f"],"new":"g"}}}"#
        );
        assert_eq!(before("/Condition/StringLike/x:sub/1", &ops), "/Condition/StringEquals/sub/1");
    }

    #[test]
    fn several_texts_take_the_place_of_one_of_a_list() {
        let ops = [
            Op::Set { at: "/a/0".to_owned(), texts: vec!["x".to_owned(), "y".to_owned()] },
            Op::Remove { at: "/a/1".to_owned() },
        ];
        let changed = applied(&document(r#"{"a": ["1", "2", "3"]}"#), &ops).unwrap();
        assert_eq!(text(&changed), r#"{"a":["x","3","y"]}"#);
        let ops = [Op::Set { at: "/a".to_owned(), texts: vec!["x".to_owned(), "y".to_owned()] }];
        assert_eq!(text(&applied(&document(r#"{"a": "1"}"#), &ops).unwrap()), r#"{"a":["x","y"]}"#);
    }

    #[test]
    fn what_is_there_already_is_not_replaced() {
        let policy = document(r#"{"a": "1", "b": "2"}"#);
        assert!(applied(&policy, &[Op::Rename { at: "/a".to_owned(), name: "b".to_owned() }]).is_none());
        assert!(applied(&policy, &[Op::Remove { at: "/c".to_owned() }]).is_none());
    }
}
