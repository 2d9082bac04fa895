//! Which condition keys a request carries: the global keys, and those of STS and ECR.
//!
//! A key that is not in a request is "missing", and a negated test of it holds. So each key has its presence here: in every
//! request, in every signed one, or only under circumstances that a request may or may not meet.

use super::Source;
use super::list::List;
use super::row::{row, words};
use super::shelf::Shelf;

/// The page of most rows.
const GLOBAL: Source =
    Source { name: "IAM User Guide, AWS global condition context keys", date: "2026-11-22" };
const STS: Source = Source { name: "AWS Service Authorization Reference, AWS STS", date: "2026-08-22" };
const ECR: Source = Source { name: "AWS Service Authorization Reference, Amazon ECR", date: "2026-08-22" };
const IAM: Source = Source { name: "AWS Service Authorization Reference, AWS IAM", date: "2026-08-22" };
/// Which keys of an identity provider stay in the session.
const SESSION: Source =
    Source { name: "IAM User Guide, Keys available for AWS OIDC federation", date: "2026-11-22" };

row! {
    /// One key.
    ContextKey<'a> {
        /// In lower case; one that ends in `/` stands for all that start so.
        name: &'a str,
        presence: Presence,
        /// With [`Presence::Calls`]: the actions that always carry it, in lower case.
        calls: List<'a, &'a str>,
        /// Those that carry it where the caller passes it, and says so.
        passed_in: List<'a, &'a str>,
        /// Whether it holds a list of values.
        many: bool,
        /// What its value follows from, where that can be known.
        follows: Option<Follows>,
        /// Where it is written.
        source: &'a str,
        /// When it was read or came into force.
        date: &'a str,
    }

    fn fault(&self) -> Option<&'static str> {
        let upper = |text: &str| text.bytes().any(|b| b.is_ascii_uppercase());
        if upper(self.name) || self.calls.iter().chain(self.passed_in.iter()).any(|call| upper(call)) {
            return Some("write keys and actions in lower case");
        }
        let has_calls = !self.calls.is_empty() || !self.passed_in.is_empty();
        (has_calls != (self.presence == Presence::Calls))
            .then_some("give `calls` or `passed_in` with the presence `calls`, and only with it")
    }
}

words! {
    /// What the value of a key follows from.
    Follows {
        /// Who asks.
        Principal = "principal",
        /// The ARN that is asked for.
        Resource = "resource",
        /// That the principal itself makes the call, and over HTTPS.
        Call = "call",
    }
}

words! {
    /// When a request carries a key.
    Presence {
        /// Always.
        EveryRequest = "every_request",
        /// When a principal signs it: all calls but those like `sts:AssumeRoleWithWebIdentity`.
        SignedRequest = "signed_request",
        /// When it is made with temporary credentials: always by a role, and by some users.
        TemporaryCredentials = "temporary_credentials",
        /// When the session of the principal, or the principal itself, has it: a tag, a source identity, a second factor.
        SomePrincipals = "some_principals",
        /// When an IAM user makes it.
        User = "user",
        /// When the account of the principal belongs to an organization.
        PrincipalInOrganization = "principal_in_organization",
        /// When an AWS service makes it as itself.
        Service = "service",
        /// When an AWS service makes it as itself, for a resource of someone.
        ServiceForResource = "service_for_resource",
        /// When an AWS service makes it with the credentials of someone who called that service.
        OnBehalf = "on_behalf",
        /// When the credentials were handed out on an instance, to a function or by a sign-in that no job goes through.
        OtherCredentials = "other_credentials",
        /// When it does not come through a VPC endpoint.
        OutsideEndpoint = "outside_endpoint",
        /// When it comes through a VPC endpoint.
        ThroughEndpoint = "through_endpoint",
        /// When it is made on a resource.
        OnResource = "on_resource",
        /// When the account of the resource belongs to an organization.
        ResourceInOrganization = "resource_in_organization",
        /// When the resource has the tag.
        ResourceTagged = "resource_tagged",
        /// When the client sends it.
        SomeRequests = "some_requests",
        /// When the caller passes it, which is for the caller to say: a tag, an external id.
        Passed = "passed",
        /// When it is one of the calls of the row.
        Calls = "calls",
    }
}

/// Whether one request carries a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// It does.
    Always,
    /// It may.
    Maybe,
    /// It does where the caller passes it, and says so.
    IfTold,
    /// It does not.
    Never,
}

/// Who makes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Nobody who signs it: a token comes with it.
    WebIdentity,
    /// A role, in a session.
    Role,
    /// An IAM user.
    User,
    /// A role or a user.
    RoleOrUser,
    /// An AWS service.
    Service,
}

const fn row(name: &'static str, presence: Presence, source: Source) -> ContextKey<'static> {
    key(name, presence, false, None, source)
}

const fn list(name: &'static str, presence: Presence, source: Source) -> ContextKey<'static> {
    key(name, presence, true, None, source)
}

const fn known(name: &'static str, presence: Presence, follows: Follows) -> ContextKey<'static> {
    key(name, presence, false, Some(follows), GLOBAL)
}

const fn key(
    name: &'static str,
    presence: Presence,
    many: bool,
    follows: Option<Follows>,
    source: Source,
) -> ContextKey<'static> {
    let Source { name: source, date } = source;
    ContextKey { name, presence, calls: List::NONE, passed_in: List::NONE, many, follows, source, date }
}

type Actions = &'static [&'static str];

const fn of_calls(
    name: &'static str,
    (calls, passed_in): Calls,
    many: bool,
    source: Source,
) -> ContextKey<'static> {
    let (calls, passed_in) = (List::Fixed(calls), List::Fixed(passed_in));
    let Source { name: source, date } = source;
    ContextKey { name, presence: Presence::Calls, calls, passed_in, many, follows: None, source, date }
}

use Presence::{
    EveryRequest, OnBehalf, OnResource, OtherCredentials, OutsideEndpoint, Passed, PrincipalInOrganization,
    ResourceInOrganization, ResourceTagged, Service, ServiceForResource, SignedRequest, SomePrincipals,
    SomeRequests, TemporaryCredentials, ThroughEndpoint, User,
};

type Calls = (Actions, Actions);

const SESSIONS: Calls = (&["sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity"], &[]);
const CONTEXTS: Calls = (&["sts:setcontext"], &["sts:assumerole"]);
const DURATIONS: Calls = (&["sts:getwebidentitytoken"], &["sts:getservicebearertoken"]);
const WEB_IDENTITY_TOKENS: Calls = (&["sts:getwebidentitytoken"], &[]);
const ACCOUNT_SETTINGS: Calls = (&["ecr:getaccountsetting", "ecr:putaccountsetting"], &[]);

/// The keys.
pub(super) const ROWS: &[ContextKey<'static>] = &[
    // Who asks.
    known("aws:principalarn", SignedRequest, Follows::Principal),
    known("aws:principalaccount", SignedRequest, Follows::Principal),
    known("aws:principaltype", EveryRequest, Follows::Principal),
    known("aws:principalisawsservice", SignedRequest, Follows::Principal),
    known("aws:principalservicename", Service, Follows::Principal),
    list("aws:principalservicenameslist", Service, GLOBAL),
    known("aws:username", User, Follows::Principal),
    row("aws:userid", SignedRequest, GLOBAL),
    row("aws:principalorgid", PrincipalInOrganization, GLOBAL),
    list("aws:principalorgpaths", PrincipalInOrganization, GLOBAL),
    row("aws:principaltag/", SomePrincipals, GLOBAL),
    // Its session.
    row("aws:tokenissuetime", TemporaryCredentials, GLOBAL),
    row("aws:federatedprovider", SomePrincipals, GLOBAL),
    row("aws:multifactorauthpresent", SomePrincipals, GLOBAL),
    row("aws:multifactorauthage", SomePrincipals, GLOBAL),
    row("aws:sourceidentity", SomePrincipals, GLOBAL),
    row("aws:assumedroot", OtherCredentials, GLOBAL),
    row("aws:chatbotsourcearn", OtherCredentials, GLOBAL),
    row("aws:ec2instancesourcevpc", OtherCredentials, GLOBAL),
    row("aws:ec2instancesourceprivateipv4", OtherCredentials, GLOBAL),
    row("ec2:roledelivery", OtherCredentials, GLOBAL),
    row("ec2:sourceinstancearn", OtherCredentials, GLOBAL),
    row("lambda:sourcefunctionarn", OtherCredentials, GLOBAL),
    row("ssm:sourceinstancearn", OtherCredentials, GLOBAL),
    row("glue:roleassumedby", OtherCredentials, GLOBAL),
    row("glue:credentialissuingservice", OtherCredentials, GLOBAL),
    row("identitystore:userid", OtherCredentials, GLOBAL),
    // The network.
    row("aws:sourceip", OutsideEndpoint, GLOBAL),
    row("aws:sourcevpc", ThroughEndpoint, GLOBAL),
    row("aws:sourcevpcarn", ThroughEndpoint, GLOBAL),
    row("aws:sourcevpce", ThroughEndpoint, GLOBAL),
    row("aws:vpcsourceip", ThroughEndpoint, GLOBAL),
    row("aws:vpceaccount", ThroughEndpoint, GLOBAL),
    row("aws:vpceorgid", ThroughEndpoint, GLOBAL),
    list("aws:vpceorgpaths", ThroughEndpoint, GLOBAL),
    // The resource.
    known("aws:resourceaccount", OnResource, Follows::Resource),
    row("aws:resourceorgid", ResourceInOrganization, GLOBAL),
    list("aws:resourceorgpaths", ResourceInOrganization, GLOBAL),
    row("aws:resourcetag/", ResourceTagged, GLOBAL),
    row("ecr:resourcetag/", ResourceTagged, ECR),
    row("ecr-public:resourcetag/", ResourceTagged, ECR),
    row("iam:resourcetag/", ResourceTagged, IAM),
    // The request.
    known("aws:viaawsservice", EveryRequest, Follows::Call),
    known("aws:securetransport", EveryRequest, Follows::Call),
    known("aws:requestedregion", EveryRequest, Follows::Resource),
    row("aws:currenttime", EveryRequest, GLOBAL),
    row("aws:epochtime", EveryRequest, GLOBAL),
    row("aws:useragent", EveryRequest, GLOBAL),
    row("aws:referer", SomeRequests, GLOBAL),
    list("aws:calledvia", OnBehalf, GLOBAL),
    row("aws:calledviafirst", OnBehalf, GLOBAL),
    row("aws:calledvialast", OnBehalf, GLOBAL),
    row("aws:sourcearn", ServiceForResource, GLOBAL),
    row("aws:sourceaccount", ServiceForResource, GLOBAL),
    row("aws:sourceorgid", ServiceForResource, GLOBAL),
    list("aws:sourceorgpaths", ServiceForResource, GLOBAL),
    row("aws:requesttag/", Passed, GLOBAL),
    list("aws:tagkeys", Passed, GLOBAL),
    // STS.
    of_calls("sts:externalid", (&[], &["sts:assumerole"]), false, STS),
    of_calls("sts:rolesessionname", SESSIONS, false, STS),
    row("sts:sourceidentity", Passed, STS),
    list("sts:transitivetagkeys", Passed, STS),
    of_calls("sts:requestcontext/", CONTEXTS, false, STS),
    of_calls("sts:requestcontextproviders", CONTEXTS, true, STS),
    of_calls("sts:durationseconds", DURATIONS, false, STS),
    of_calls("sts:awsservicename", (&["sts:getservicebearertoken"], &[]), false, STS),
    of_calls("sts:taskpolicyarn", (&["sts:assumeroot"], &[]), false, STS),
    of_calls("sts:identitytokenaudience", WEB_IDENTITY_TOKENS, true, STS),
    of_calls("sts:signingalgorithm", WEB_IDENTITY_TOKENS, false, STS),
    // ECR.
    of_calls("ecr:accountsetting", ACCOUNT_SETTINGS, false, ECR),
];

pub(super) static CONTEXT_KEYS: Shelf<ContextKey<'static>> = Shelf::new(ROWS);

/// The claims of an identity provider that stay in the session, as keys behind the provider's name.
pub(super) const SESSION_CLAIMS: &[&str] = &["aud", "sub", "amr"];

pub(super) static SESSION_SHELF: Shelf<&'static str> = Shelf::new(SESSION_CLAIMS);
static SESSION_CLAIM: ContextKey<'static> = row("PROVIDER:", SomePrincipals, SESSION);

/// Every key.
pub(crate) fn rows() -> &'static [ContextKey<'static>] {
    CONTEXT_KEYS.rows()
}

/// The row of a key, given in lower case.
pub(crate) fn find(key: &str) -> Option<&'static ContextKey<'static>> {
    let listed = rows().iter().find(|row| {
        let family = row.name.ends_with('/');
        if family { key.starts_with(row.name) && key.len() > row.name.len() } else { row.name == key }
    });
    listed.or_else(|| {
        let (provider, claim) = key.rsplit_once(':')?;
        (provider.contains('.') && SESSION_SHELF.rows().contains(&claim)).then_some(&SESSION_CLAIM)
    })
}

impl ContextKey<'_> {
    /// Whether a request carries the key: `call` is its action in lower case, `on` whether it names a resource.
    pub(crate) fn held(&self, asking: Asking, call: &str, on: bool) -> Held {
        let signed = asking != Asking::WebIdentity;
        let by_iam = signed && asking != Asking::Service;
        let if_so = |holds: bool, held: Held| if holds { held } else { Held::Never };
        match self.presence {
            EveryRequest => Held::Always,
            SignedRequest => if_so(signed, Held::Always),
            TemporaryCredentials if asking == Asking::Role => Held::Always,
            TemporaryCredentials | SomePrincipals | PrincipalInOrganization => if_so(by_iam, Held::Maybe),
            User if asking == Asking::User => Held::Always,
            User => if_so(asking == Asking::RoleOrUser, Held::Maybe),
            Service => if_so(asking == Asking::Service, Held::Always),
            ServiceForResource => if_so(asking == Asking::Service, Held::Maybe),
            OnBehalf | OtherCredentials => Held::Never,
            OnResource if on => Held::Always,
            OnResource
            | OutsideEndpoint
            | ThroughEndpoint
            | ResourceInOrganization
            | ResourceTagged
            | SomeRequests => Held::Maybe,
            Presence::Calls => self.of_call(call),
            Passed => Held::IfTold,
        }
    }

    fn of_call(&self, call: &str) -> Held {
        if self.calls.contains(&call) {
            Held::Always
        } else if self.passed_in.contains(&call) {
            Held::IfTold
        } else {
            Held::Never
        }
    }

    /// Why a request that never carries the key does not, as one clause.
    pub(crate) fn why_never(&self) -> &'static str {
        match self.presence {
            User => "the principal is not an IAM user",
            Service | ServiceForResource => "the principal is not an AWS service",
            OnBehalf => "the principal makes the call itself, and no AWS service does for it",
            OtherCredentials => "the credentials are not of a kind that carries it",
            Presence::Calls => "no request for this action carries it",
            _ => "no principal signs the request",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "sts:assumerolewithwebidentity";

    fn of_token(key: &str) -> Held {
        find(key).map_or(Held::Never, |row| row.held(Asking::WebIdentity, CALL, true))
    }

    #[test]
    fn names_are_in_lower_case_and_stand_once() {
        for (index, row) in ROWS.iter().enumerate() {
            assert_eq!(row.name, row.name.to_ascii_lowercase());
            assert!(ROWS[..index].iter().all(|earlier| earlier.name != row.name), "{}", row.name);
            assert!(row.date.starts_with("2026-"), "{}", row.name);
        }
    }

    #[test]
    fn a_token_brings_no_key_of_a_principal() {
        for key in [
            "aws:principalorgid",
            "aws:principalarn",
            "aws:principaltag/a",
            "aws:principalisawsservice",
            "aws:multifactorauthpresent",
            "sts:externalid",
            "sts:durationseconds",
            "a:b",
        ] {
            assert_eq!(of_token(key), Held::Never, "{key}");
        }
        for key in ["aws:currenttime", "aws:resourceaccount", "aws:viaawsservice", "sts:rolesessionname"] {
            assert_eq!(of_token(key), Held::Always, "{key}");
        }
        for key in
            ["aws:sourceip", "aws:sourcevpce", "aws:resourcetag/a", "iam:resourcetag/a", "aws:resourceorgid"]
        {
            assert_eq!(of_token(key), Held::Maybe, "{key}");
        }
    }

    #[test]
    fn who_signs_decides_which_keys_are_there() {
        let held = |key: &str, asking| find(key).unwrap().held(asking, "ecr:putimage", true);
        assert_eq!(held("aws:userid", Asking::Role), Held::Always);
        assert_eq!(held("aws:tokenissuetime", Asking::Role), Held::Always);
        assert_eq!(held("aws:tokenissuetime", Asking::User), Held::Maybe);
        assert_eq!(held("aws:username", Asking::Role), Held::Never);
        assert_eq!(held("aws:username", Asking::RoleOrUser), Held::Maybe);
        assert_eq!(held("aws:principalorgid", Asking::Service), Held::Never);
        assert_eq!(held("aws:sourcearn", Asking::Service), Held::Maybe);
        assert_eq!(held("aws:sourcearn", Asking::Role), Held::Never);
        assert_eq!(held("aws:requesttag/a", Asking::Role), Held::IfTold);
        assert_eq!(held("sts:externalid", Asking::Role), Held::Never);
        assert_eq!(held("token.actions.githubusercontent.com:sub", Asking::Role), Held::Maybe);
        assert!(find("token.actions.githubusercontent.com:repository").is_none());
        assert!(find("aws:principaltag/").is_none());
    }
}
