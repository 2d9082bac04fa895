//! What is asked for beside the intent.

use crate::analysis::World;
use crate::github::Issuer;
use crate::names::AccountId;
use crate::naming::NamingRules;

/// What is made, beside who may.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct MakeOptions {
    /// The account of the role.
    pub account: AccountId,
    /// Who is ours, and what others can do.
    pub world: World,
    /// Who signs the tokens.
    pub issuer: Issuer,
    /// The name of the role.
    pub role_name: String,
    /// Whether the account has the identity provider already.
    pub provider_exists: bool,
    /// The ECR repositories that the role may push to: names, patterns of names, or ARNs.
    pub repositories: Vec<String>,
    /// Whether these are there already.
    pub repositories_exist: bool,
    /// The region of those that are no ARNs.
    pub region: Option<String>,
    /// Whether the role may read images too.
    pub pull: bool,
    /// The tags that may move, as filters of ECR; none where this is empty.
    pub mutable_tags: Vec<String>,
    /// The team's naming rules: where no tags are named, those that the rules call moving may move, and no other.
    pub naming: Option<NamingRules>,
    /// Whether the keys of subjects may be changed where only that says what is meant.
    pub change_template: bool,
    /// The account's quota for trust policies, in characters, where it was raised.
    pub quota: Option<usize>,
}

impl MakeOptions {
    /// A role in this account for jobs of github.com, in a world where the owners of the intent are ours.
    #[must_use]
    pub fn new(account: AccountId) -> MakeOptions {
        MakeOptions {
            account,
            world: World::default(),
            issuer: Issuer::default(),
            role_name: "github-actions".to_owned(),
            provider_exists: false,
            repositories: Vec::new(),
            repositories_exist: false,
            region: None,
            pull: false,
            mutable_tags: Vec::new(),
            naming: None,
            change_template: false,
            quota: None,
        }
    }
}
