//! The guard, for Terraform and CloudFormation.

use super::GuardOptions;
use super::report::GuardFiles;
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::make::cloudformation;
use crate::make::json::{object, text};
use crate::make::terraform::{block, encoded, local, quoted};
use crate::names::arn::is_account;
use crate::text::quote;

/// The type of the policy, as AWS names it.
const TYPE: &str = "RESOURCE_CONTROL_POLICY";

/// The longest name of a policy.
const MAX_NAME: usize = 128;

/// The most targets of one policy: an organisation that needs more attaches it to their parent.
const MAX_TARGETS: usize = 100;

pub(super) fn files(guard: &ClaimValue, options: &GuardOptions) -> Result<GuardFiles, Error> {
    check(options).map_err(|error| error.under("guard"))?;
    Ok(GuardFiles { terraform: terraform(guard, options), cloudformation: template(guard, options)? })
}

fn check(options: &GuardOptions) -> Result<(), Error> {
    let name = &options.name;
    let shown = |c: char| c.is_ascii_graphic() || c == ' ';
    if name.is_empty() || name.chars().count() > MAX_NAME || !name.chars().all(shown) {
        let message = format!("`{}` is not the name of a policy", quote(name));
        return Err(Error::new(ErrorKind::NameInvalid, message)
            .with_found(name)
            .with_help(format!("use 1 to {MAX_NAME} letters, digits, spaces and signs of ASCII"))
            .under("name"));
    }
    if options.targets.len() > MAX_TARGETS {
        let message =
            format!("there are {} targets, at most {MAX_TARGETS} are written", options.targets.len());
        return Err(Error::new(ErrorKind::TooLarge, message)
            .with_help("attach the policy to the root or to an organisational unit")
            .under("targets"));
    }
    for (index, target) in options.targets.iter().enumerate() {
        if !is_target(target) {
            let message = format!("`{}` is not a root, an organisational unit or an account", quote(target));
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(target)
                .with_help("write it as `r-abcd`, `ou-abcd-12345678` or `123456789012`")
                .under(index)
                .under("targets"));
        }
    }
    Ok(())
}

/// `r-` and 4 to 32 signs, `ou-` and twice such, or an account.
fn is_target(text: &str) -> bool {
    let is_part = |part: &str, least: usize| {
        (least..=32).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
    };
    let unit = text.strip_prefix("ou-").and_then(|rest| rest.split_once('-'));
    is_account(text)
        || text.strip_prefix("r-").is_some_and(|root| is_part(root, 4))
        || unit.is_some_and(|(root, own)| is_part(root, 4) && is_part(own, 8))
}

fn terraform(guard: &ClaimValue, options: &GuardOptions) -> String {
    let mut out = String::new();
    let name = local(&options.name);
    let members = [("name", quoted(&options.name)), ("type", quoted(TYPE)), ("content", encoded(guard))];
    block(&mut out, "aws_organizations_policy", &name, &members);
    for (index, target) in options.targets.iter().enumerate() {
        let members =
            [("policy_id", format!("aws_organizations_policy.{name}.id")), ("target_id", quoted(target))];
        block(&mut out, "aws_organizations_policy_attachment", &format!("{name}_{}", index + 1), &members);
    }
    out
}

fn template(guard: &ClaimValue, options: &GuardOptions) -> Result<String, Error> {
    let mut properties =
        vec![("Name", text(&options.name)), ("Type", text(TYPE)), ("Content", guard.clone())];
    if !options.targets.is_empty() {
        properties.push(("TargetIds", ClaimValue::List(options.targets.iter().map(text).collect())));
    }
    let guard = cloudformation::resource("AWS::Organizations::Policy", object(properties));
    cloudformation::template(vec![("Guard".to_owned(), guard)]).ok_or_else(|| {
        Error::new(ErrorKind::Internal, "the template cannot be written").with_help("report this as a defect")
    })
}
