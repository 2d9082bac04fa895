//! Who asks, and how closely a principal element names them.

use core::str::FromStr;

use crate::aws::evaluate::Caller;
use crate::aws::logic::Tri;
use crate::aws::policy::{Effect, Principal, PrincipalElement};
use crate::error::{Error, ErrorKind};
use crate::knowledge::context_keys::Asking;
use crate::knowledge::questions::Question;
use crate::names::RoleArn;
use crate::names::arn::Arn;
use crate::names::iam::{check_name, check_path_and_name, last, within_iam};
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// Who makes a request.
///
/// Reads the ARN of an assumed-role session, a role or a user, or the name of a service.
///
/// ```
/// use assumable::aws::AccessPrincipal;
/// let session: AccessPrincipal = "arn:aws:sts::123456789012:assumed-role/push/GitHubActions".parse().unwrap();
/// assert_eq!(session.account(), Some("123456789012"));
/// assert!("arn:aws:s3:::bucket".parse::<AccessPrincipal>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPrincipal(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A session of a role, by the role's name.
    Session {
        arn: Arn,
        role: String,
    },
    /// A role itself, by its name.
    Role {
        arn: Arn,
        name: String,
    },
    User(Arn),
    Service(String),
}

impl FromStr for AccessPrincipal {
    type Err = Error;

    fn from_str(text: &str) -> Result<AccessPrincipal, Error> {
        let refused = |help: &str| {
            let message = format!("`{}` is not a principal that asks for access", quote(text));
            Error::new(ErrorKind::InvalidValue, message).with_found(text).with_help(help)
        };
        let unknown = || {
            refused("write the ARN of an assumed-role session, a role or a user, or the name of a service")
        };
        if !text.trim_start().starts_with("arn:") {
            let service = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
            return if service {
                Ok(AccessPrincipal(Kind::Service(text.to_owned())))
            } else {
                Err(unknown())
            };
        }
        let arn: Arn = text.parse()?;
        let kind = match (arn.service(), arn.resource().split_once('/')) {
            ("sts", Some(("assumed-role", rest))) => match rest.split_once('/') {
                Some((role, session)) => {
                    within_iam(&arn, "the ARN of a session", SESSION_HELP)?;
                    check_name(role, "the role in the ARN of a session", text)?;
                    check_name(session, "the name of a session", text)?;
                    Kind::Session { role: role.to_owned(), arn }
                }
                None => return Err(unknown()),
            },
            ("iam", Some(("role", _))) => {
                let role: RoleArn = text.parse()?;
                Kind::Role { name: role.name().to_owned(), arn: role.into_arn() }
            }
            ("iam", Some(("user", _))) => {
                within_iam(&arn, "a user's ARN", "it is written `arn:aws:iam::123456789012:user/name`")?;
                check_path_and_name(arn.resource(), "a user", text)?;
                Kind::User(arn)
            }
            // The root user needs no identity policy and has no boundary: the layers here are not those that bind it.
            ("iam", None) if arn.resource() == "root" => {
                return Err(refused(
                    "`:root` names the whole account in a policy, and the root user itself is not modelled: write the \
                     session, role or user that asks",
                ));
            }
            _ => return Err(unknown()),
        };
        Ok(AccessPrincipal(kind))
    }
}

const SESSION_HELP: &str = "it is written `arn:aws:sts::123456789012:assumed-role/role/session`";

impl AccessPrincipal {
    /// The account; a service has none.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        match &self.0 {
            Kind::Session { arn, .. } | Kind::Role { arn, .. } | Kind::User(arn) => Some(arn.account()),
            Kind::Service(_) => None,
        }
    }

    /// The partition; a service's name tells none.
    pub(super) fn partition(&self) -> Option<&str> {
        match &self.0 {
            Kind::Session { arn, .. } | Kind::Role { arn, .. } | Kind::User(arn) => Some(arn.partition()),
            Kind::Service(_) => None,
        }
    }

    /// The condition keys that follow from who asks.
    pub(super) fn keys(&self, set: &mut impl FnMut(&str, &str)) {
        set("aws:PrincipalAccount", self.account().unwrap_or_default());
        match &self.0 {
            Kind::Session { .. } => {
                set("aws:PrincipalType", "AssumedRole");
                set("aws:PrincipalArn", &self.session_role_arn().unwrap_or_default());
            }
            Kind::Role { arn, .. } => {
                set("aws:PrincipalType", "AssumedRole");
                set("aws:PrincipalArn", arn.as_str());
            }
            Kind::User(arn) => {
                set("aws:PrincipalType", "User");
                set("aws:PrincipalArn", arn.as_str());
                set("aws:username", last(arn.resource()));
            }
            Kind::Service(name) => set("aws:PrincipalServiceName", name),
        }
        set("aws:PrincipalIsAWSService", if self.is_service() { "true" } else { "false" });
    }

    /// The ARN of a session's role, which has no path as far as the session shows.
    pub(super) fn session_role_arn(&self) -> Option<String> {
        match &self.0 {
            Kind::Session { arn, role } => {
                Some(format!("arn:{}:iam::{}:role/{role}", arn.partition(), arn.account()))
            }
            _ => None,
        }
    }

    /// That a session does not show the path of its role, where the role's ARN is made from it.
    pub(super) fn path_of_role(&self) -> Option<Premise> {
        let role = self.session_role_arn()?;
        let text = format!("the role's ARN is `{}`: a session does not show the role's path", quote(&role));
        Some(Premise::new(Grade::Assumed, text))
    }

    pub(super) fn is_service(&self) -> bool {
        matches!(self.0, Kind::Service(_))
    }

    /// Who asks, for the table of context keys.
    pub(super) fn asking(&self) -> Asking {
        match &self.0 {
            Kind::Session { .. } | Kind::Role { .. } => Asking::Role,
            Kind::User(_) => Asking::User,
            Kind::Service(_) => Asking::Service,
        }
    }

    /// As people write it.
    pub(super) fn as_str(&self) -> &str {
        match &self.0 {
            Kind::Session { arn, .. } | Kind::Role { arn, .. } | Kind::User(arn) => arn.as_str(),
            Kind::Service(name) => name,
        }
    }

    /// Whether a text is the ARN of another session of the caller's role.
    pub(super) fn is_other_session(&self, text: &str) -> bool {
        let Kind::Session { arn, role } = &self.0 else { return false };
        let Ok(other) = text.parse::<Arn>() else { return false };
        let session = other.resource().strip_prefix("assumed-role/").and_then(|rest| rest.split_once('/'));
        other.service() == "sts"
            && (other.partition(), other.account()) == (arn.partition(), arn.account())
            && session.is_some_and(|(name, _)| name == role)
            && text != arn.as_str()
    }

    /// How closely `principal` names this caller.
    fn named_by(&self, principal: &Principal) -> Option<NamedAs> {
        match (principal, &self.0) {
            (Principal::Everyone, _) => Some(NamedAs::Direct),
            (Principal::Account(id), _) => (self.account() == Some(id)).then_some(NamedAs::Account),
            (Principal::Service(name), Kind::Service(own)) => (name == own).then_some(NamedAs::Direct),
            (Principal::Aws(text), Kind::User(arn)) => (text == arn.as_str()).then_some(NamedAs::Direct),
            (Principal::Aws(text), Kind::Session { arn, role }) if text != arn.as_str() => {
                names_role(text, arn, role).then_some(NamedAs::Role)
            }
            (Principal::Aws(_), Kind::Session { .. }) => Some(NamedAs::Direct),
            (Principal::Aws(text), Kind::Role { arn, name }) => {
                names_role(text, arn, name).then_some(NamedAs::Role)
            }
            _ => None,
        }
    }
}

/// Whether `text` is the ARN of the role: one account holds one role of a name, and a session's ARN shows no path.
fn names_role(text: &str, own: &Arn, name: &str) -> bool {
    let Ok(arn) = text.parse::<Arn>() else { return false };
    arn.service() == "iam"
        && arn.partition() == own.partition()
        && arn.account() == own.account()
        && arn.resource().strip_prefix("role/").map(last) == Some(name)
}

/// How a resource policy names the caller (IAM User Guide, "Policy evaluation logic": the kind of principal
/// decides which other layers limit the grant).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedAs {
    /// The session or user itself, the service, or everyone.
    Direct,
    /// The role.
    Role,
    /// The account.
    Account,
}

/// The caller as a resource policy sees it, named in one way.
pub(super) struct Seen<'p> {
    pub(super) principal: Option<&'p AccessPrincipal>,
    /// One of them, or any.
    pub(super) named_as: Option<NamedAs>,
    /// Whether a permissions boundary is in force.
    pub(super) bounded: bool,
}

impl Caller for Seen<'_> {
    fn covered_by(&self, element: &PrincipalElement, effect: Effect) -> (Tri, Option<&'static Question>) {
        let Some(caller) = self.principal else {
            return (Tri::from(element.principals.contains(&Principal::Everyone)), None);
        };
        let named =
            |named_as: NamedAs| element.principals.iter().any(|one| caller.named_by(one) == Some(named_as));
        let covered = if element.negated {
            // Deny + NotPrincipal hits a caller with a boundary whatever is listed, and a session unless session, role
            // and account are all listed.
            let needed: &[NamedAs] = match &caller.0 {
                Kind::Session { .. } => &[NamedAs::Direct, NamedAs::Role, NamedAs::Account],
                Kind::Role { .. } => &[NamedAs::Role, NamedAs::Account],
                Kind::User(_) => &[NamedAs::Direct, NamedAs::Account],
                Kind::Service(_) => &[NamedAs::Direct],
            };
            self.bounded || !needed.iter().all(|&named_as| named(named_as))
        } else {
            match self.named_as.filter(|_| effect == Effect::Allow) {
                Some(named_as) => named(named_as),
                // A Deny for the role covers its sessions, one for the account all its principals.
                None => named(NamedAs::Direct) || named(NamedAs::Role) || named(NamedAs::Account),
            }
        };
        (Tri::from(covered), None)
    }
}
