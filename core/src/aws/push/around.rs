//! What a push depends on besides permissions: the login, the repository, the room in it.

use super::target::Target;
use super::{PushOptions, PushPermissions, RepositoryState};
use crate::aws::layer::NotExamined;
use crate::aws::logic::Verdict;
use crate::codes;
use crate::image::ImageReference;
use crate::knowledge::push_calls::PUBLIC_READING;
use crate::knowledge::push_clients::{ClientRow, Habit, row};
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// Where a push was seen to be refused for want of room, and the quota is written.
const ROOM_SOURCE: &str = "Amazon ECR User Guide, Amazon ECR service quotas; medic/cht-core#9175";
const LOGIN_SOURCE: &str = "aws-actions/amazon-ecr-login#1084; go-to-k/cdkd#1855";
const TEMPLATE_SOURCE: &str = "aws/containers-roadmap#853, comment of 2026-03-31";

/// What is known or assumed before any call is looked at.
pub(super) fn before(
    image: &ImageReference,
    target: &Target,
    options: &PushOptions,
    report: &mut PushPermissions,
) {
    report.findings.extend(image.findings().into_iter().map(|finding| finding.about("/image")));
    report.findings.extend(login_host(image, target));
    let habit =
        if target.is_public() { Some(PUBLIC_READING) } else { row(options.client).map(ClientRow::habit) };
    report.premises.extend(habit.map(premise));
    let host = quote(image.registry());
    let text = format!("the client is logged in to `{host}`: docker keeps a login for the very host");
    report.premises.push(Premise::sourced(Grade::Assumed, text, LOGIN_SOURCE));
    if let Some(account) = &target.account_assumed {
        let text = format!(
            "the registry is in the principal's account `{account}`: an alias of ECR Public does not show it"
        );
        report.premises.push(Premise::new(Grade::Assumed, text));
    }
    let (grade, text) = match options.repository {
        Some(RepositoryState::Exists) => (Grade::Given, "the repository exists"),
        Some(RepositoryState::Missing) => {
            (Grade::Given, "the repository does not exist, and nothing creates it")
        }
        Some(RepositoryState::CreatedOnPush) => {
            report
                .premises
                .push(Premise::new(Grade::Given, "the repository is created when an image is pushed to it"));
            let text = "a creation template creates the repository as soon as a push begins, and asks for no permission of \
                        who pushes; the template's own policy is then the repository's";
            let seen = Premise::sourced(Grade::Observed, text, TEMPLATE_SOURCE);
            report.premises.push(Premise { date: Some("2026-03"), ..seen });
            return;
        }
        None => {
            report.not_examined.push(NotExamined::RepositoryExists);
            (Grade::Assumed, "the repository exists")
        }
    };
    report.premises.push(Premise::new(grade, text));
}

/// What follows from the calls together.
pub(super) fn after(options: &PushOptions, report: &mut PushPermissions) {
    match options.repository {
        Some(RepositoryState::Missing) => {
            report.verdict = Verdict::Denied;
            report.message = format!(
                "the push fails: the repository `{}` does not exist, which a client shows as `name unknown`",
                quote(&report.repository)
            );
            return;
        }
        Some(RepositoryState::CreatedOnPush) if report.verdict == Verdict::Denied => {
            let message = "the push is denied, and leaves an empty repository behind: the creation template creates it before \
                           the push is refused";
            report.findings.push(Finding::new(codes::REPOSITORY_LEFT_EMPTY, message));
        }
        _ => {}
    }
    if report.verdict == Verdict::Allowed {
        let text = "the repository has room: ECR keeps 100,000 images in one unless the quota was raised, and answers a push \
                    beyond that with 403";
        report.premises.push(Premise::sourced(Grade::Assumed, text, ROOM_SOURCE));
    }
    report.message = message(report);
}

fn message(report: &PushPermissions) -> String {
    let repository = quote(&report.repository);
    match report.verdict {
        Verdict::Allowed => {
            format!("every call of a push to `{repository}` is allowed by the policies given")
        }
        Verdict::Denied => {
            let denied = report.actions.iter().filter(|action| action.depends_on.is_none());
            let first = denied.into_iter().find(|action| action.verdict == Verdict::Denied);
            let why = first.map_or("", |action| action.message.as_str());
            format!("the push is denied: {why}")
        }
        Verdict::Undetermined => {
            let needs: Vec<&str> = report.needs.iter().map(|need| need.message.as_str()).collect();
            format!("the push to `{repository}` cannot be decided: {}", needs.join("; "))
        }
    }
}

/// A host that the usual login step does not log in to.
fn login_host(image: &ImageReference, target: &Target) -> Option<Finding> {
    let host = image.registry();
    let other = host.strip_suffix(":443").unwrap_or(host) != target.usual_host;
    other.then(|| {
        let message = format!(
            "docker keeps a login for the very host: log in to `{}` itself, since amazon-ecr-login logs in to `{}`",
            quote(host),
            quote(&target.usual_host)
        );
        Finding::new(codes::LOGIN_HOST, message).about("/image")
    })
}

fn premise(habit: Habit) -> Premise {
    Premise { date: Some(habit.date), ..Premise::sourced(habit.grade, habit.text, habit.source) }
}
