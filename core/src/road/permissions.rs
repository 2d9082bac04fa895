//! What the documents and the table of AWS's own policies say that a role may do.

use std::borrow::Cow;

use crate::knowledge::managed_policies;
use crate::limits::MAX_KNOWLEDGE;
use crate::read::{ReadJson, ReadPermission, ReadPolicy, ReadRole};
use crate::tree::json;

/// The policy of a permission: that of the documents, or one that AWS manages and the table has.
pub(super) fn policy(permission: &ReadPermission) -> Option<Cow<'_, ReadPolicy>> {
    let managed = || {
        let arn = permission.arn.as_ref()?.value.as_deref()?;
        let node = json::parse(managed_policies::document(arn)?, MAX_KNOWLEDGE).ok()?;
        Some(Cow::Owned(ReadPolicy::known(ReadJson::new(node.into()))))
    };
    permission.policy.as_ref().map(Cow::Borrowed).or_else(managed)
}

/// The policies of a role, as far as they are known.
pub(super) fn policies(role: &ReadRole) -> Vec<Cow<'_, ReadPolicy>> {
    role.permissions.iter().filter_map(policy).collect()
}
