//! What the readers of infrastructure find, before it is joined: the one form that all of them give.
//!
//! A reader tells what its documents say and nothing more. Which policy belongs to which role is found afterwards, in one
//! place, by names and ARNs: a text with holes is the same as another where both have the same parts and the same holes, so
//! that a reference such as `aws_iam_role.ci.name` has to be the very value that the role has.

use super::value::{Spot, Value};
use crate::codes::Code;

/// Everything that one module, template or answer says.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) roles: Vec<Role>,
    /// Managed policies that the documents define.
    pub(crate) policies: Vec<ManagedPolicy>,
    /// Permissions that are written apart from their role.
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) providers: Vec<Provider>,
    pub(crate) repositories: Vec<Repository>,
    /// Policies of repositories that are written apart from them.
    pub(crate) repository_policies: Vec<RepositoryPolicy>,
    pub(crate) registry_policies: Vec<RegistryPolicy>,
    pub(crate) settings: Vec<Settings>,
    pub(crate) events: Vec<Event>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) errors: Vec<Refusal>,
    /// What the holes of these values stand for.
    pub(crate) questions: Vec<Question>,
    pub(crate) remarks: Vec<Remark>,
    /// Roles that are written and of which there are none: the name, and what says so.
    pub(crate) absent_roles: Vec<(String, Spot)>,
}

impl Gathered {
    /// Adds what another part says.
    pub(crate) fn append(&mut self, mut other: Gathered) {
        self.roles.append(&mut other.roles);
        self.policies.append(&mut other.policies);
        self.attachments.append(&mut other.attachments);
        self.providers.append(&mut other.providers);
        self.repositories.append(&mut other.repositories);
        self.repository_policies.append(&mut other.repository_policies);
        self.registry_policies.append(&mut other.registry_policies);
        self.settings.append(&mut other.settings);
        self.events.append(&mut other.events);
        self.tokens.append(&mut other.tokens);
        self.errors.append(&mut other.errors);
        self.questions.append(&mut other.questions);
        self.remarks.append(&mut other.remarks);
        self.absent_roles.append(&mut other.absent_roles);
    }
}

/// A role.
#[derive(Debug)]
pub(crate) struct Role {
    /// Its address in the document, such as `module.ci.aws_iam_role.this[0]` or a logical id.
    pub(crate) address: Option<String>,
    /// Its ARN, where the document gives it.
    pub(crate) arn: Option<Value>,
    /// Its name; a hole where AWS makes one.
    pub(crate) name: Option<Value>,
    pub(crate) path: Option<Value>,
    /// The trust policy: an object, or a text that holds one; `None` where the document leaves it out.
    pub(crate) trust: Option<Value>,
    pub(crate) permissions: Vec<Permission>,
    /// The ARN of its permissions boundary.
    pub(crate) boundary: Option<Value>,
    /// Seconds.
    pub(crate) max_session_duration: Option<Value>,
    pub(crate) spot: Spot,
    /// Whether a change of the text at `spot` changes the role: not so in an answer of AWS, a plan or a state.
    pub(crate) is_source: bool,
    /// Whether one text makes several roles, so that a change of it changes all of them.
    #[allow(dead_code, reason = "changes of the documents, which are to come, depend on it")]
    pub(crate) shares_text: bool,
}

/// What a role may do.
#[derive(Debug, Clone)]
pub(crate) enum Permission {
    /// A policy within the role.
    Inline {
        name: Option<Value>,
        /// The address of what holds it, where that is not the role itself.
        address: Option<String>,
        policy: Value,
        spot: Spot,
    },
    /// A managed policy by its ARN.
    Managed { arn: Value, spot: Spot },
}

/// A permission that is written apart from its role.
#[derive(Debug)]
pub(crate) struct Attachment {
    /// The name or the ARN of the role.
    pub(crate) role: Value,
    pub(crate) permission: Permission,
}

/// A managed policy.
#[derive(Debug)]
pub(crate) struct ManagedPolicy {
    pub(crate) address: Option<String>,
    pub(crate) arn: Value,
    pub(crate) policy: Value,
    pub(crate) spot: Spot,
}

/// An identity provider.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) address: Option<String>,
    pub(crate) arn: Option<Value>,
    /// With or without its scheme.
    pub(crate) url: Option<Value>,
    /// A list; `None` where the document does not tell it.
    pub(crate) client_ids: Option<Value>,
    /// A list; `None` where the document does not tell it.
    pub(crate) thumbprints: Option<Value>,
    pub(crate) spot: Spot,
}

/// An ECR repository.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) address: Option<String>,
    pub(crate) arn: Option<Value>,
    pub(crate) name: Option<Value>,
    /// `MUTABLE`, `IMMUTABLE`, …
    pub(crate) mutability: Option<Value>,
    /// A list of objects with `filter` and `filter_type`.
    pub(crate) exclusions: Option<Value>,
    pub(crate) policy: Option<Value>,
    /// How many rules its lifecycle policy has.
    pub(crate) lifecycle_rules: Option<usize>,
    pub(crate) spot: Spot,
}

impl Repository {
    /// One of which nothing else is known than its name.
    pub(crate) fn named(name: &Value, spot: &Spot) -> Repository {
        Repository {
            address: None,
            arn: None,
            name: Some(name.clone()),
            mutability: None,
            exclusions: None,
            policy: None,
            lifecycle_rules: None,
            spot: spot.clone(),
        }
    }
}

/// What is written apart from a repository.
#[derive(Debug)]
pub(crate) struct RepositoryPolicy {
    /// The repository's name.
    pub(crate) repository: Value,
    pub(crate) policy: Option<Value>,
    pub(crate) lifecycle_rules: Option<usize>,
    pub(crate) spot: Spot,
}

/// The policy of a registry.
#[derive(Debug)]
pub(crate) struct RegistryPolicy {
    pub(crate) address: Option<String>,
    /// The account.
    pub(crate) registry: Option<Value>,
    pub(crate) policy: Value,
    pub(crate) spot: Spot,
}

/// GitHub's settings of subjects.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) address: Option<String>,
    pub(crate) is_repository: bool,
    /// The name of the repository or the owner, where the document tells it.
    pub(crate) of: Option<Value>,
    pub(crate) use_default: Option<Value>,
    pub(crate) include_claim_keys: Option<Value>,
    pub(crate) use_immutable_subject: Option<Value>,
    pub(crate) sub_claim_prefix: Option<Value>,
    pub(crate) spot: Spot,
}

/// A call of `AssumeRoleWithWebIdentity` as it was recorded.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: Option<String>,
    /// `success`, or the error's code.
    pub(crate) outcome: String,
    pub(crate) time: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) session_name: Option<String>,
    /// Which attempt it is part of, from 1: a program that is refused asks again and again.
    pub(crate) attempt: usize,
    /// The claims that the event shows.
    pub(crate) claims: Vec<(&'static str, String)>,
    pub(crate) spot: Spot,
}

/// A token. Its text is not kept.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) claims: crate::github::Claims,
    pub(crate) spot: Spot,
}

/// What AWS or an action said when it refused.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Which refusal it is.
    pub(crate) code: &'static str,
    /// Its sentence.
    pub(crate) message: String,
    /// What the sentence names, where it does.
    pub(crate) principal: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) resource: Option<String>,
    /// The kind of policy that it blames.
    pub(crate) layer: Option<String>,
    pub(crate) spot: Spot,
}

/// What a hole stands for, and why it is one.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// As the hole's source is named.
    pub(crate) name: String,
    pub(crate) reason: OpenReason,
    /// Such as the address of a module that is not given, or the way round a cycle.
    pub(crate) detail: Option<String>,
    pub(crate) spot: Option<Spot>,
}

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OpenReason {
    /// A variable of Terraform without a value.
    VariableWithoutDefault,
    /// A parameter of CloudFormation without a value.
    ParameterWithoutDefault,
    /// A fact of the account or the run, such as the name of a stack.
    Fact,
    /// A data source that asks AWS or another system.
    DataSource,
    /// The state of another configuration.
    RemoteState,
    /// A module whose files are not given.
    ModuleNotGiven,
    /// A module whose version is not said, and whose versions differ.
    ModuleVersionUnknown,
    /// A file that is read and not given.
    FileNotGiven,
    /// Known only after it is created.
    UnknownAtPlan,
    /// The value of another stack.
    ImportValue,
    /// It is defined by itself.
    Cycle,
    /// A policy that is named and not given.
    PolicyNotGiven,
    /// A function or a form that is not read.
    NotRead,
    /// A variable or a secret of GitHub Actions.
    Setting,
    /// An input, which differs from run to run.
    Input,
    /// What a step or a job gives out.
    Output,
}

/// A finding before its place is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Remark {
    pub(crate) code: &'static Code,
    pub(crate) message: String,
    pub(crate) spot: Option<Spot>,
}
