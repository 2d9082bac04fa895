//! Events that make or change roles: what they leave is a role.

use std::collections::BTreeMap;

use crate::read::answers::{Account, Fields, provider};
use crate::read::gathered::{Attachment, Permission, Role};
use crate::read::value::Value;

/// The roles that events leave, by name.
#[derive(Debug, Default)]
pub(super) struct Changes {
    account: Account,
    /// Each change of a role with its time and its order.
    roles: Vec<(String, usize, Role)>,
    /// Names of roles that are gone, with the time.
    gone: BTreeMap<String, (String, usize)>,
}

const NAMES: [&str; 6] = [
    "CreateRole",
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "AttachRolePolicy",
    "CreateOpenIDConnectProvider",
    "DeleteRole",
];

impl Changes {
    /// Reads an event; `false` where it changes no role.
    pub(super) fn read(&mut self, name: &str, fields: Fields<'_>) -> bool {
        let failed = fields.text(&["errorcode"]).is_some_and(|code| code != "null");
        if failed || !NAMES.contains(&name) {
            return false;
        }
        let time = fields.text(&["eventtime"]).unwrap_or("").to_owned();
        let order = self.roles.len() + self.gone.len();
        let request = fields.object(&["requestparameters"]);
        let response = fields.object(&["responseelements"]);
        match name {
            "CreateRole" => {
                let made = response.and_then(|response| response.object(&["role"]));
                if let Some(role) = made.or(request) {
                    let role = self.account.role(role);
                    self.roles.push((time, order, role));
                }
            }
            "UpdateAssumeRolePolicy" => {
                if let Some(request) = request {
                    let mut role = self.account.role(request);
                    role.trust = request.document(&["policydocument"]);
                    self.roles.push((time, order, role));
                }
            }
            "PutRolePolicy" | "AttachRolePolicy" => {
                if let Some(request) = request {
                    self.attach(request);
                }
            }
            "DeleteRole" => {
                if let Some(role) = request.and_then(|request| request.text(&["rolename"])) {
                    self.gone.insert(role.to_owned(), (time, order));
                }
            }
            _ => {
                if let Some(request) = request {
                    let before = self.account.found.providers.len();
                    provider(request, &mut self.account.found);
                    let arn = response.and_then(|response| response.value(&["openidconnectproviderarn"]));
                    if let Some(provider) = self.account.found.providers.get_mut(before) {
                        provider.arn = arn;
                    }
                }
            }
        }
        true
    }

    fn attach(&mut self, request: Fields<'_>) {
        let Some(role) = request.value(&["rolename"]) else { return };
        let spot = request.spot();
        let permission = match (request.document(&["policydocument"]), request.value(&["policyarn"])) {
            (Some(policy), _) => {
                Permission::Inline { name: request.value(&["policyname"]), address: None, policy, spot }
            }
            (None, Some(arn)) => Permission::Managed { arn, spot },
            (None, None) => return,
        };
        self.account.found.attachments.push(Attachment { role, permission });
    }

    /// Tells what is left of each role after its last change.
    pub(super) fn finish(&mut self, account: &mut Account) {
        let mut changes = core::mem::take(&mut self.roles);
        changes.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let mut left: Vec<Role> = Vec::new();
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        for (time, order, role) in changes {
            let name = role.name.as_ref().and_then(Value::as_str).unwrap_or("").to_owned();
            let is_gone = self.gone.get(&name).is_some_and(|gone| (&gone.0, gone.1) > (&time, order));
            if is_gone {
                continue;
            }
            match by_name.get(&name).and_then(|index| left.get_mut(*index)).filter(|_| !name.is_empty()) {
                Some(known) => {
                    known.trust = role.trust.or_else(|| known.trust.take());
                    known.spot = role.spot;
                }
                None => {
                    by_name.insert(name, left.len());
                    left.push(role);
                }
            }
        }
        self.account.found.roles.append(&mut left);
        account.found.append(core::mem::take(&mut self.account.found));
    }
}
