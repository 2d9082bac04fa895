//! The known causes of a request's denial in sentences, each with its code.

use super::access::title;
use crate::aws::access::cause::{AccessCause, ArnPart};
use crate::aws::cause::Cause;
use crate::codes::{self, Code};
use crate::text::quote;

impl AccessCause<'_> {
    /// As a report carries it.
    pub(in crate::aws) fn worded(&self) -> Cause {
        Cause::new(self.code(), self.sentence())
    }

    fn code(&self) -> &'static Code {
        match self {
            AccessCause::AskedOnStar { .. } => codes::ARN_FOR_STAR,
            AccessCause::OtherPart { part: ArnPart::Partition, .. } => codes::ARN_OTHER_PARTITION,
            AccessCause::OtherPart { part: ArnPart::Region, .. } => codes::ARN_OTHER_REGION,
            AccessCause::OtherPart { part: ArnPart::Account, .. } => codes::ARN_OTHER_ACCOUNT,
            AccessCause::NotARepository { .. } => codes::ARN_NOT_REPOSITORY,
            AccessCause::WithTag { .. } => codes::ARN_WITH_TAG,
            AccessCause::BelowRepository { .. } => codes::ARN_BELOW_REPOSITORY,
            AccessCause::LetterCase { .. } => codes::ARN_CASE,
            AccessCause::OtherRepository { .. } => codes::ARN_OTHER_REPOSITORY,
            AccessCause::LeftOut { .. } => codes::ACTION_LEFT_OUT,
            AccessCause::OtherService { .. } => codes::ACTION_OTHER_SERVICE,
            AccessCause::PullOnly => codes::ACTION_PULL_ONLY,
            AccessCause::PrincipalElsewhere { .. } => codes::PRINCIPAL_OTHER_ACCOUNT,
            AccessCause::OtherPrincipal { .. } => codes::PRINCIPAL_OTHER_NAME,
            AccessCause::OtherSession { .. } => codes::PRINCIPAL_OTHER_SESSION,
            AccessCause::ProvidersOnly => codes::PRINCIPAL_PROVIDER_ONLY,
            AccessCause::OnlyDenies { .. } => codes::LAYER_ONLY_DENIES,
        }
    }

    fn sentence(&self) -> String {
        match self {
            AccessCause::AskedOnStar { action } => {
                format!("`{}` has no resource type and is asked on `*`, which no ARN covers", quote(action))
            }
            AccessCause::OtherPart { part, wanted, found } => {
                let part = match part {
                    ArnPart::Partition => "partition",
                    ArnPart::Region => "region",
                    ArnPart::Account => "account",
                };
                format!(
                    "the statement is for the {part} `{}`, and the resource is in `{}`",
                    quote(wanted),
                    quote(found)
                )
            }
            AccessCause::NotARepository { wanted } => format!(
                "the ARN of a repository has `repository/` and its name behind the account, and the policy has `{}` there",
                quote(wanted)
            ),
            AccessCause::WithTag { written } => {
                format!(
                    "`{}` has a tag or digest at its end, and the ARN of a repository has none",
                    quote(written)
                )
            }
            AccessCause::BelowRepository { written, name } => format!(
                "`{}` covers the repositories whose names start with `{}/`, and not `{}` itself",
                quote(written),
                quote(name),
                quote(name)
            ),
            AccessCause::LetterCase { written } => format!(
                "`{}` differs from the resource only in upper and lower case, and the name of a repository is lower case",
                quote(written)
            ),
            AccessCause::OtherRepository { wanted, found } => {
                format!("the statement names the repository `{}`, and not `{}`", quote(wanted), quote(found))
            }
            AccessCause::LeftOut { action } => {
                format!("`NotAction` has `{}` among what the statement leaves out", quote(action))
            }
            AccessCause::OtherService { wanted, found } => {
                format!("the statement is for actions of `{wanted}`, and the action is one of `{found}`")
            }
            AccessCause::PullOnly => {
                "the statement allows what pulls an image, and nothing that pushes one".to_owned()
            }
            AccessCause::PrincipalElsewhere { named, account } => format!(
                "the statement is for `{}`, and the request comes from the account `{}`",
                quote(named),
                quote(account)
            ),
            AccessCause::OtherPrincipal { named } => {
                format!("the statement is for another principal of the account, `{}`", quote(named))
            }
            AccessCause::OtherSession { named } => {
                format!("the statement is for another session of the role, `{}`", quote(named))
            }
            AccessCause::ProvidersOnly => {
                "the statement is for identity providers, and a session of a role is a principal of AWS"
                    .to_owned()
            }
            AccessCause::OnlyDenies { layer, level: None } => {
                format!("{} only deny, and what they do not allow is denied", title(*layer))
            }
            AccessCause::OnlyDenies { layer, level: Some(level) } => format!(
                "{} of level {level} only deny, and what a level does not allow is denied",
                title(*layer)
            ),
        }
    }
}
