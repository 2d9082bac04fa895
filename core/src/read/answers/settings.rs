//! GitHub's settings of subjects, as its REST API shows them.

use super::Answer;
use super::fields::{Fields, Origin};
use crate::read::gathered::{Gathered, Settings};
use crate::read::options::ReadOptions;
use crate::read::value::{Text, Value};
use crate::tree::json::Node;

/// Reads bodies. Whose they are stands in none of them but a prefix of subjects: the name of the file tells it where it is
/// the path of the call, and the caller where there is one repository.
pub(in crate::read) fn read(
    document: &Answer<'_>,
    items: &[Node],
    options: &ReadOptions,
    found: &mut Gathered,
) {
    let named = of_name(document.name);
    for node in items {
        let Some(fields) = Fields::of(node, Origin::Document(document.index, document.text)) else {
            continue;
        };
        let of_repository = ["usedefault", "subclaimprefix"];
        let is_repository = match &named {
            Some((is_repository, _)) => *is_repository,
            None => fields.has(&of_repository),
        };
        let of = named.as_ref().map(|(_, of)| of.clone());
        let of = of.or_else(|| fields.text(&["subclaimprefix"]).and_then(of_prefix));
        let given = || {
            let repository = options.repository.as_deref()?;
            Some(if is_repository { repository } else { repository.split_once('/')?.0 }.to_owned())
        };
        let of = of.or_else(given).map(|of| Value::Text(Text::literal(of)));
        found.settings.push(Settings {
            address: None,
            is_repository,
            of,
            use_default: fields.value(&["usedefault"]),
            include_claim_keys: fields.value(&["includeclaimkeys"]),
            use_immutable_subject: fields.value(&["useimmutablesubject"]),
            sub_claim_prefix: fields.value(&["subclaimprefix"]),
            spot: fields.spot(),
        });
    }
}

/// Whether the name of a file is the path of a call about a repository, and about which, or about an organisation.
fn of_name(name: &str) -> Option<(bool, String)> {
    let (path, _) = name.split_once("/actions/oidc/customization/sub")?;
    let mut parts = path.rsplit('/');
    let (last, before, first) = (parts.next()?, parts.next()?, parts.next());
    match (first, before) {
        (Some("repos"), owner) => Some((true, format!("{owner}/{last}"))),
        (_, "orgs") => Some((false, last.to_owned())),
        _ => None,
    }
}

/// `owner/name` of the prefix `repo:owner@1/name@2`.
fn of_prefix(prefix: &str) -> Option<String> {
    let (owner, name) = prefix.strip_prefix("repo:")?.split_once('/')?;
    let plain = |part: &str| part.split(['@', ':']).next().unwrap_or("").to_owned();
    Some(format!("{}/{}", plain(owner), plain(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_of_whom_its_path_or_its_prefix_says() {
        let path = "api/repos/octo-org/app/actions/oidc/customization/sub.json";
        assert_eq!(of_name(path), Some((true, "octo-org/app".to_owned())));
        assert_eq!(
            of_name("orgs/octo-org/actions/oidc/customization/sub"),
            Some((false, "octo-org".to_owned()))
        );
        assert_eq!(of_name("actions/oidc/customization/sub"), None);
        assert_eq!(of_prefix("repo:octo-org@1/app@2").as_deref(), Some("octo-org/app"));
        assert_eq!(of_prefix("repository_owner:octo-org"), None);
    }
}
