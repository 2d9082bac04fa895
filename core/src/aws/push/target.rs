//! What an image is pushed to.

use super::PushOptions;
use crate::aws::access::AccessPrincipal;
use crate::error::{Error, ErrorKind};
use crate::image::ImageReference;
use crate::image::ecr::EcrRegistry;
use crate::image::repository::{Grammar, check_ecr};
use crate::knowledge::push_calls::PUBLIC_REGION;
use crate::names::AccountId;

/// A repository of ECR or of ECR Public.
pub(super) struct Target {
    arn: String,
    region: String,
    /// The account of a registry of ECR Public that was taken from the principal.
    pub(super) account_assumed: Option<String>,
    public: bool,
    /// The host that amazon-ecr-login and `aws ecr get-login-password` are used with.
    pub(super) usual_host: String,
}

impl Target {
    pub(super) fn of(
        image: &ImageReference,
        principal: &AccessPrincipal,
        options: &PushOptions,
    ) -> Result<Target, Error> {
        let Some(registry) = image.ecr_registry() else { return Err(not_pushed(image).under("image")) };
        if registry.is_public() {
            return Target::public(image, principal, options, &registry);
        }
        let repository = image.ecr_repository().ok_or_else(|| not_pushed(image).under("image"))?;
        Ok(Target {
            arn: repository.arn(),
            region: repository.region().to_owned(),
            account_assumed: None,
            public: false,
            usual_host: registry.usual_host(),
        })
    }

    /// Source of the ARN: AWS Service Authorization Reference, Amazon ECR Public, resource type `repository`.
    fn public(
        image: &ImageReference,
        principal: &AccessPrincipal,
        options: &PushOptions,
        registry: &EcrRegistry,
    ) -> Result<Target, Error> {
        let path = image.repository().as_str();
        let Some((_, name)) = path.split_once('/') else {
            let message =
                "in ECR Public the first part of a name is the registry's alias, and a repository follows";
            return Err(Error::new(ErrorKind::ImageInvalid, message)
                .with_found(image.original())
                .with_help(format!("write it as `{}/ALIAS/{path}`", registry.usual_host()))
                .under("image"));
        };
        let given = options.registry_account.as_ref().map(AccountId::as_str);
        let Some(account) = given.or(principal.account()) else {
            let message =
                "the account of the registry of ECR Public is not known: its alias does not show it";
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_help("give it as `registry_account`")
                .under("options"));
        };
        Ok(Target {
            arn: format!("arn:aws:ecr-public::{account}:repository/{name}"),
            region: PUBLIC_REGION.to_owned(),
            account_assumed: given.is_none().then(|| account.to_owned()),
            public: true,
            usual_host: registry.usual_host(),
        })
    }

    pub(super) fn arn(&self) -> &str {
        &self.arn
    }

    /// The region that the calls go to.
    pub(super) fn region(&self) -> &str {
        &self.region
    }

    /// Whether it is in ECR Public.
    pub(super) fn is_public(&self) -> bool {
        self.public
    }
}

/// Why no push to ECR makes this image: another registry, or a repository that ECR refuses.
fn not_pushed(image: &ImageReference) -> Error {
    let host = image.registry();
    let refused = |message: String| Error::new(ErrorKind::ImageInvalid, message);
    match (EcrRegistry::of_host(host), check_ecr(image.repository().as_str(), Grammar::Current)) {
        (Ok(_), Err(fault)) => {
            refused(fault.message).with_found(image.repository().as_str()).with_help(fault.help)
        }
        (Err(fault), _) if crate::image::looks_like_ecr(host) => {
            refused(fault.message).with_found(host).with_help(fault.help)
        }
        _ => refused("the image is not in a registry of Amazon ECR".to_owned())
            .with_found(image.original())
            .with_help("write it as `123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag`"),
    }
}
