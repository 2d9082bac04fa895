//! The guard, for Terraform and CloudFormation.

use super::GuardOptions;
use super::report::GuardFiles;
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::limits::MAX_FILE_BYTES;
use crate::make::cloudformation;
use crate::make::estate::same;
use crate::make::json::{object, text};
use crate::make::terraform::{block, encoded, local, quoted};
use crate::names::arn::is_account;
use crate::read::{Inventory, NamedText, ReadOptions, read_documents};
use crate::text::quote;
use crate::tree::json;

/// The type of the policy, as AWS names it.
const TYPE: &str = "RESOURCE_CONTROL_POLICY";

/// The longest name of a policy.
const MAX_NAME: usize = 128;

/// The most targets of one policy: an organisation that needs more attaches it to their parent.
const MAX_TARGETS: usize = 100;

pub(super) fn files(guard: &ClaimValue, options: &GuardOptions) -> Result<GuardFiles, Error> {
    check(options).map_err(|error| error.under("guard"))?;
    let files =
        GuardFiles { terraform: terraform(guard, options), cloudformation: template(guard, options)? };
    if !says(&files.terraform, guard)? || !template_says(&files.cloudformation, guard, options)? {
        let message = "what was written is read as another guard";
        return Err(Error::new(ErrorKind::Internal, message).with_help("report this as a defect"));
    }
    Ok(files)
}

/// Whether Terraform's file is read without a fault, and its policy as the guard: our reader knows no policies of
/// organisations, so that the same expression is read as that of a role.
fn says(text: &str, guard: &ClaimValue) -> Result<bool, Error> {
    let mut role = String::new();
    let content = text.find(CONTENT).and_then(|at| text.get(at + CONTENT.len()..));
    let expression = content.and_then(|rest| rest.find("\n  })").and_then(|end| rest.get(..end + 5)));
    block(&mut role, "aws_iam_role", "guard", &[("assume_role_policy", expression.unwrap_or("").to_owned())]);
    let own = read_documents(&[NamedText { name: "main.tf", text }], &ReadOptions::default())?;
    let read = read_documents(&[NamedText { name: "main.tf", text: &role }], &ReadOptions::default())?;
    let is_read = |inventory: &Inventory| {
        inventory.findings.is_empty() && inventory.documents.iter().all(|document| document.refused.is_none())
    };
    let policy = read.roles.first().and_then(|role| role.trust_policy.as_ref());
    let is_same =
        policy.is_some_and(|policy| policy.unknown.is_empty() && same(policy.document.value(), guard));
    Ok(is_read(&own) && is_read(&read) && is_same)
}

/// What the policy stands behind.
const CONTENT: &str = "\n  content = ";

/// Whether the template has the guard, and what it is attached to.
fn template_says(text: &str, guard: &ClaimValue, options: &GuardOptions) -> Result<bool, Error> {
    let template: ClaimValue = json::parse(text, MAX_FILE_BYTES)?.into();
    let steps = ["Resources", "Guard", "Properties"];
    let properties = steps.iter().try_fold(&template, |value, name| member(value, name));
    let of = |name: &str| properties.and_then(|properties| member(properties, name));
    let texts = |name: &str| of(name).map(ClaimValue::texts).unwrap_or_default();
    Ok(of("Content").is_some_and(|content| same(content, guard))
        && texts("Name") == [options.name.as_str()]
        && texts("Type") == [TYPE]
        && texts("TargetIds") == options.targets)
}

fn member<'v>(value: &'v ClaimValue, name: &str) -> Option<&'v ClaimValue> {
    let ClaimValue::Object(members) = value else { return None };
    members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
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
