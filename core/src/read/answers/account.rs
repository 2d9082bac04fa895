//! Roles, policies and identity providers of an account, as IAM answers and as other programs pass it on.

use super::ecr;
use super::fields::{Fields, Origin};
use crate::codes::{self, Code};
use crate::limits::MAX_FILE_BYTES;
use crate::read::gathered::{Attachment, Gathered, ManagedPolicy, Permission, Provider, Remark, Role};
use crate::read::value::{Spot, Text, Value};
use crate::tree::json;

/// What answers about one account say, as they come.
#[derive(Debug, Default)]
pub(in crate::read) struct Account {
    pub(in crate::read) found: Gathered,
    /// Managed policies by ARN and default version, whose documents are in other answers.
    heads: Vec<(Value, String)>,
    /// Documents of managed policies by version, whose ARNs are in other answers.
    bodies: Vec<(String, Value, Spot)>,
    /// Policies that are attached to a role which their answer does not name.
    loose: Vec<Permission>,
    /// By what is listed: whether some answer is the last page, and the first that is not.
    pages: Vec<(&'static str, bool, Option<Spot>)>,
}

/// Where lists of things stand.
const LISTS: [&str; 8] = [
    "roles",
    "roledetaillist",
    "policies",
    "openidconnectproviderlist",
    "repositories",
    "configurationitems",
    "baseconfigurationitems",
    "rows",
];
/// Where one thing stands.
const PARTS: [&str; 2] = ["role", "repository"];
const TRUST: [&str; 3] = ["assumerolepolicydocument", "assumerolepolicy", "assumerolepolicystd"];

impl Account {
    /// Reads one answer, or one thing of it.
    pub(in crate::read) fn read(&mut self, fields: Fields<'_>) {
        let mut is_answer = false;
        for name in LISTS {
            if let Some(list) = fields.list(&[name]) {
                is_answer = true;
                self.page(name, fields);
                let items = list.iter().filter_map(|node| Fields::of(node, fields.origin));
                items.for_each(|item| self.read(item));
            }
        }
        // A query of AWS Config gives texts.
        if let Some(results) = fields.list(&["results"]).filter(|_| fields.has(&["queryinfo"])) {
            is_answer = true;
            self.page("results", fields);
            for node in results {
                self.read_text(node, fields.origin);
            }
        }
        for part in PARTS {
            if let Some(part) = fields.object(&[part]) {
                is_answer = true;
                self.read(part);
            }
        }
        if is_answer {
            return;
        }
        if fields.text(&["resourcetype"]).is_some_and(|kind| kind.starts_with("AWS::")) {
            self.config_item(fields);
        } else if fields.has(&TRUST) {
            let role = self.role(fields);
            self.found.roles.push(role);
        } else if !self.policy(fields) && !provider(fields, &mut self.found) {
            ecr::read(fields, &mut self.found);
        }
    }

    /// Reads what a text holds.
    fn read_text(&mut self, node: &json::Node, origin: Origin<'_>) {
        let spot = origin.spot(node);
        if let Some(Ok(tree)) = node.as_str().map(|text| json::parse_foreign(text, MAX_FILE_BYTES))
            && let Some(fields) = Fields::of(&tree.node, Origin::Within(&spot))
        {
            self.read(fields);
        }
    }

    /// An item of AWS Config: what it is about is an object, or a text that holds one.
    fn config_item(&mut self, fields: Fields<'_>) {
        if fields
            .text(&["configurationitemstatus"])
            .is_some_and(|status| status.starts_with("ResourceDeleted"))
        {
            return;
        }
        match fields.get(&["configuration"]) {
            Some(node) if node.as_str().is_some() => self.read_text(node, fields.origin),
            Some(node) => {
                if let Some(inner) = Fields::of(node, fields.origin) {
                    self.read(inner);
                }
            }
            None => {}
        }
    }

    /// Notes whether a list has more pages.
    fn page(&mut self, list: &'static str, fields: Fields<'_>) {
        let has_more = fields.get(&["istruncated"]).is_some_and(|node| node.value == json::Value::Bool(true))
            || fields.text(&["nexttoken"]).is_some();
        let index = self.pages.iter().position(|(name, ..)| *name == list).unwrap_or(self.pages.len());
        if index == self.pages.len() {
            self.pages.push((list, false, None));
        }
        if let Some((_, is_whole, more)) = self.pages.get_mut(index) {
            if has_more {
                more.get_or_insert_with(|| fields.spot());
            } else {
                *is_whole = true;
            }
        }
    }

    /// A role.
    pub(in crate::read) fn role(&mut self, fields: Fields<'_>) -> Role {
        let arn = fields.value(&["arn"]);
        let of_arn = || {
            let (_, name) = fields.text(&["arn"])?.rsplit_once('/')?;
            Some(Value::Text(Text::literal(name)))
        };
        let name = fields.value(&["rolename", "name"]).or_else(of_arn);
        if !fields.has(&TRUST[..2]) && fields.has(&TRUST[2..]) {
            let message = "the trust policy is one that a program has rewritten: actions in lower case, lists for texts";
            self.remark(codes::POLICY_REWRITTEN, message, fields);
        }
        Role {
            address: None,
            arn,
            name,
            path: fields.value(&["path"]),
            trust: fields.document(&TRUST),
            permissions: permissions(fields),
            boundary: boundary(fields),
            max_session_duration: fields.value(&["maxsessionduration"]),
            spot: fields.spot(),
            is_source: false,
            shares_text: false,
        }
    }

    /// Policies that are answered by themselves; `false` where it is none.
    fn policy(&mut self, fields: Fields<'_>) -> bool {
        if let Some(policy) = fields.object(&["policy"]).filter(|policy| policy.has(&["defaultversionid"])) {
            if let (Some(arn), Some(version)) = (policy.value(&["arn"]), policy.text(&["defaultversionid"])) {
                self.heads.push((arn, version.to_owned()));
            }
        } else if let Some(version) = fields.object(&["policyversion"]) {
            if let Some(document) = version.document(&["document"]) {
                let id = version.text(&["versionid"]).unwrap_or("").to_owned();
                self.bodies.push((id, document, version.spot()));
            }
        } else if let Some(list) = fields.list(&["policyversionlist"]) {
            self.managed(fields, list);
        } else if let (Some(role), Some(policy)) =
            (fields.value(&["rolename"]), fields.document(&["policydocument"]))
        {
            let name = fields.value(&["policyname"]);
            let permission = Permission::Inline { name, address: None, policy, spot: fields.spot() };
            self.found.attachments.push(Attachment { role, permission });
        } else if fields.has(&["attachedpolicies"]) {
            let attached = fields.objects(&["attachedpolicies"]).filter_map(attached);
            match fields.value(&["rolename"]) {
                Some(role) => {
                    let attachment = |permission| Attachment { role: role.clone(), permission };
                    self.found.attachments.extend(attached.map(attachment));
                }
                None => self.loose.extend(attached),
            }
            self.page("attachedpolicies", fields);
        } else if let (Some(arn), Some(policy)) = (fields.value(&["arn"]), fields.document(&["policy"]))
            && fields.text(&["arn"]).is_some_and(|arn| arn.contains(":policy/"))
        {
            self.found.policies.push(ManagedPolicy { address: None, arn, policy, spot: fields.spot() });
        } else {
            return false;
        }
        true
    }

    /// A managed policy with its versions: the default one counts.
    fn managed(&mut self, fields: Fields<'_>, versions: &[json::Node]) {
        let default = fields.text(&["defaultversionid"]);
        let is_default = |version: &Fields<'_>| match default {
            Some(default) => version.text(&["versionid"]) == Some(default),
            None => {
                version.get(&["isdefaultversion"]).is_some_and(|node| node.value == json::Value::Bool(true))
            }
        };
        let version = versions.iter().filter_map(|node| Fields::of(node, fields.origin)).find(is_default);
        if let (Some(arn), Some(version)) = (fields.value(&["arn"]), version)
            && let Some(policy) = version.document(&["document"])
        {
            self.found.policies.push(ManagedPolicy { address: None, arn, policy, spot: version.spot() });
        }
    }

    fn remark(&mut self, code: &'static Code, message: impl Into<String>, fields: Fields<'_>) {
        self.found.remarks.push(Remark { code, message: message.into(), spot: Some(fields.spot()) });
    }

    /// Joins what stands in several answers.
    pub(in crate::read) fn finish(mut self) -> Gathered {
        let remark = |code, message: String, spot: &Spot| Remark { code, message, spot: Some(spot.clone()) };
        match (self.heads.as_slice(), self.bodies.as_slice()) {
            ([(arn, default)], [(version, policy, spot)]) if default == version => {
                let (arn, policy, spot) = (arn.clone(), policy.clone(), spot.clone());
                self.found.policies.push(ManagedPolicy { address: None, arn, policy, spot });
            }
            (_, bodies) => {
                let message =
                    "the answer does not say whose policy it is: give the answer of `aws iam get-policy` too";
                let one = |(_, _, spot): &(_, _, Spot)| {
                    remark(codes::ANSWER_WITHOUT_OWNER, message.to_owned(), spot)
                };
                self.found.remarks.extend(bodies.iter().map(one));
            }
        }
        let only = match self.found.roles.as_slice() {
            [role] => role.arn.clone().or_else(|| role.name.clone()),
            _ => None,
        };
        for permission in self.loose {
            let (Permission::Inline { spot, .. } | Permission::Managed { spot, .. }) = &permission;
            let message = match &only {
                Some(_) => {
                    "the answer does not say to which role the policy is attached: taken to be the only one"
                }
                None => "the answer does not say to which role the policy is attached",
            };
            self.found.remarks.push(remark(codes::ANSWER_WITHOUT_OWNER, message.to_owned(), spot));
            if let Some(role) = only.clone() {
                self.found.attachments.push(Attachment { role, permission });
            }
        }
        for (_, is_whole, more) in &self.pages {
            if let Some(spot) = more.as_ref().filter(|_| !is_whole) {
                let message = "the list has more pages, which are not given".to_owned();
                self.found.remarks.push(remark(codes::TRUNCATED, message, spot));
            }
        }
        self.found
    }
}

/// What a role may do, as far as its own answer says.
fn permissions(fields: Fields<'_>) -> Vec<Permission> {
    let inline = |one: Fields<'_>| {
        let name = one.value(&["policyname", "name"]);
        let policy = one.document(&["policydocument", "policy"])?;
        Some(Permission::Inline { name, address: None, policy, spot: one.spot() })
    };
    let named = fields.list(&["attachedpolicyarns", "managedpolicyarns"]).unwrap_or_default().iter();
    let named = named.filter(|node| node.as_str().is_some()).map(|node| {
        let (arn, spot) = (fields.origin.value(node), fields.origin.spot(node));
        Permission::Managed { arn, spot }
    });
    let listed = fields.objects(&["rolepolicylist", "inlinepolicies"]).filter_map(inline);
    let attached = fields.objects(&["attachedmanagedpolicies"]).filter_map(attached);
    listed.chain(attached).chain(named).collect()
}

/// A managed policy that is attached.
fn attached(one: Fields<'_>) -> Option<Permission> {
    let node = one.get(&["policyarn"])?;
    Some(Permission::Managed { arn: one.origin.value(node), spot: one.origin.spot(node) })
}

fn boundary(fields: Fields<'_>) -> Option<Value> {
    match fields.object(&["permissionsboundary"]) {
        Some(boundary) => boundary.value(&["permissionsboundaryarn"]),
        None => fields.value(&["permissionsboundary", "permissionsboundaryarn"]),
    }
}

/// An identity provider; `false` where it is none.
pub(in crate::read) fn provider(fields: Fields<'_>, found: &mut Gathered) -> bool {
    let is_arn = |arn: &str| arn.contains(":oidc-provider/");
    let arn = ["arn", "openidconnectproviderarn"];
    let client_ids = fields.get(&["clientidlist", "clientidlists"]);
    let has_arn = fields.text(&arn).is_some_and(is_arn);
    if client_ids.is_none() && !has_arn {
        return false;
    }
    found.providers.push(Provider {
        address: None,
        arn: if has_arn { fields.value(&arn) } else { None },
        url: fields.value(&["url"]),
        client_ids: client_ids.map(|node| fields.origin.value(node)),
        thumbprints: fields.value(&["thumbprintlist", "thumbprints"]),
        spot: fields.spot(),
    });
    true
}
