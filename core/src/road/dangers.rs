//! Who else gets into a role, each with a token that proves it, and what kind of danger that is.

use super::document::{self, get};
use super::report::{RoadDanger, RoadScenario, RoadVerdict};
use super::trust::Door;
use crate::analysis::{ClassParty, Exposure, TokenSet, WhoClass, WitnessToken};
use crate::aws::pattern::wildcard::Pattern;
use crate::codes::{self, Code};
use crate::github::{ClaimValue, Issuer, Platform};
use crate::read::{PullRequestHead, WorkflowJob};
use crate::text::{pointer_step, quote};

/// Who gets in, whatever the holes of the policy are; found once for each role.
pub(super) fn of(door: &Door<'_>) -> Vec<RoadDanger> {
    door.known.dangers(door.role, || of_role(door))
}

fn of_role(door: &Door<'_>) -> Vec<RoadDanger> {
    let mut world = door.world.clone();
    let values = door.texts();
    // Ids that are left open protect from nobody: who takes over a released name gets in.
    world.recycled = values.iter().any(|value| value.contains("@*"));
    let Some(report) = door.who(&world) else { return Vec::new() };
    let mut out = Vec::new();
    for class in &report.classes {
        let kind = Kind::of(class, door);
        // Without ids in a policy a name is all that it can say.
        let is_recycled = class.tokens.not.iter().any(|(name, _)| name == "repository_owner_id");
        if is_recycled && kind.code.is_none() {
            continue;
        }
        let exposure = kind.severity(class);
        if let Some((token, pointer)) = kind.merged_pull_request(class, door) {
            let message = format!(
                "{}: a pull request among them that was merged and closed, whose ref is that of its base",
                class.text
            );
            let code = Some(codes::UNSAFE_PULL_REQUEST);
            let mut danger = kind.danger(code, message, Exposure::Medium, token, door);
            danger.place = pointer.map_or(danger.place, |pointer| door.place(&pointer));
            out.push(danger);
        }
        if let Some(token) = kind.pull_request(class, door) {
            let message = format!("{}: pull requests among them, with code that nobody reviewed", class.text);
            out.push(kind.danger(Some(codes::UNSAFE_PULL_REQUEST), message, exposure, token, door));
        }
        let message = match kind.code {
            Some(code) if code == codes::UNSAFE_OTHER_PLATFORM => {
                format!("on github.com, where the name is anybody's: {}", class.text)
            }
            _ => class.text.clone(),
        };
        out.push(kind.danger(kind.code, message, exposure, class.witness.clone(), door));
    }
    out.sort_by_key(|danger| danger.severity);
    out
}

/// Who gets in besides the job, with what the job itself makes dangerous.
pub(super) fn of_road(door: &Door<'_>, job: &WorkflowJob, scenarios: &[RoadScenario]) -> Vec<RoadDanger> {
    let mut out = of(door);
    let get_in = || scenarios.iter().filter(|scenario| scenario.verdict == RoadVerdict::Allowed);
    let is = |scenario: &RoadScenario, name: &str, event: &str| {
        scenario.tokens.claims.iter().any(|(known, patterns)| {
            known == name && patterns.iter().flatten().any(|pattern| pattern == event)
        })
    };
    let has_base = |scenario: &RoadScenario| {
        let base = scenario.tokens.claims.iter().find(|(name, _)| name == "base_ref");
        base.is_some_and(|(_, patterns)| patterns.iter().flatten().all(|pattern| pattern != "*"))
    };
    if get_in().any(has_base) {
        let pulls = out.iter().position(|danger| danger.code == Some(codes::UNSAFE_PULL_REQUEST));
        if let Some((index, danger)) = pulls.and_then(|index| Some((index, out.get(index)?.clone()))) {
            let message = "pull requests into any branch: their base is in no key, and whoever opens one may change the filter of the workflow";
            let code = Some(codes::UNSAFE_NO_BASE_REF);
            out.insert(index + 1, RoadDanger { code, message: message.to_owned(), ..danger });
        }
    }
    let privileged = [
        ("pull_request_target", codes::UNSAFE_PULL_REQUEST_TARGET),
        ("workflow_run", codes::UNSAFE_WORKFLOW_RUN),
    ];
    for (event, code) in privileged {
        let Some(place) = &job.head else { continue };
        // Whoever may push to the repository is no stranger.
        let may_be_of_stranger = |scenario: &&RoadScenario| {
            is(scenario, "event_name", event) && scenario.head != Some(PullRequestHead::SameRepository)
        };
        let Some(scenario) = get_in().find(may_be_of_stranger) else { continue };
        let tokens = core::iter::once(scenario.tokens.clone()).collect::<TokenSet>();
        let Some(witness) = door.admitted(&tokens) else { continue };
        let place = place.clone();
        let message = format!("code that nobody reviewed, by `{event}`: the job checks its head out");
        out.insert(0, RoadDanger { code: Some(code), message, severity: Exposure::Critical, witness, place });
    }
    let may = |scenario: &&RoadScenario| {
        matches!(scenario.verdict, RoadVerdict::Allowed | RoadVerdict::Undetermined)
    };
    out.extend(scenarios.iter().filter(may).find_map(|scenario| moving(door, scenario)));
    out
}

/// A shared workflow at a ref that looks like a release, and moves.
fn moving(door: &Door<'_>, scenario: &RoadScenario) -> Option<RoadDanger> {
    let called = scenario.tokens.claims.iter().find(|(name, _)| name == "job_workflow_ref")?;
    called.1.iter().flatten().find_map(|called| moving_at(door, scenario, called))
}

fn moving_at(door: &Door<'_>, scenario: &RoadScenario, called: &str) -> Option<RoadDanger> {
    let (workflow, reference) = called.split_once('@')?;
    let (kind, name) = reference.strip_prefix("refs/")?.split_once('/')?;
    let is_release = name.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    let word = if kind == "tags" { "tag" } else { "branch" };
    // A tag of a whole version is not meant to move.
    let is_whole = word == "tag" && name.matches('.').count() >= 2;
    if called.contains('*') || !is_release || is_whole {
        return None;
    }
    let mut tokens = scenario.tokens.clone();
    let claim = tokens.claims.iter_mut().find(|(name, _)| name == "job_workflow_ref")?;
    claim.1 = vec![Some(called.to_owned())];
    let witness = door.admitted(&core::iter::once(tokens).collect::<TokenSet>())?;
    let found = (0..door.statements()).flat_map(|index| tests(door, index));
    let fits = found
        .filter(|test| matches!(test.claim.as_str(), "job_workflow_ref" | "sub"))
        .find(|test| test.value.contains(called))?;
    let repository = workflow.split("/.github/").next().unwrap_or(workflow);
    Some(RoadDanger {
        code: Some(codes::UNSAFE_MOVING_REF),
        message: format!(
            "the {word} `{}` of `{}` moves: who can move it decides what runs with the role",
            quote(name),
            quote(repository)
        ),
        severity: Exposure::Low,
        witness,
        place: door.place(&fits.pointer),
    })
}

/// What lets a class in.
struct Kind {
    code: Option<&'static Code>,
    /// The index of the statement.
    statement: Option<usize>,
}

/// A value of a test that holds where it fits.
struct Tested {
    claim: String,
    value: String,
    pointer: String,
    operator: String,
}

impl Kind {
    fn of(class: &WhoClass, door: &Door<'_>) -> Kind {
        let statement = class.statements.first().map(|number| number.saturating_sub(1));
        let tests = statement.map(|index| tests(door, index)).unwrap_or_default();
        let code = match class.party {
            _ if is_of_other_platform(statement, door) => Some(codes::UNSAFE_OTHER_PLATFORM),
            ClassParty::Outsiders => outsiders(class, &tests, door),
            ClassParty::Ours => ours(class, &tests),
        };
        Kind { code, statement }
    }

    /// How much it matters on the road: a whole organisation with pull requests is more than one workflow.
    fn severity(&self, class: &WhoClass) -> Exposure {
        match self.code {
            Some(code) if code == codes::UNSAFE_ORG_WIDE || code == codes::UNSAFE_ID_WILDCARD => {
                class.severity.min(Exposure::High)
            }
            // Somebody has to take the name first.
            // On github.com the name is that of anybody.
            Some(code) if code == codes::UNSAFE_OTHER_PLATFORM => Exposure::Critical,
            Some(code) if code == codes::UNSAFE_NAME_RECYCLED => class.severity.max(Exposure::High),
            _ => class.severity,
        }
    }

    /// A pull request of the class, where it has others too.
    fn pull_request(&self, class: &WhoClass, door: &Door<'_>) -> Option<WitnessToken> {
        let is_elsewhere = self.code == Some(codes::UNSAFE_OTHER_PLATFORM);
        let is_ours =
            class.party == ClassParty::Ours && !is_elsewhere && self.severity(class) <= Exposure::Medium;
        if !is_ours || has(class, "event_name") || is_held(class, "environment") {
            return None;
        }
        let mut tokens = class.tokens.clone();
        tokens.claims.push(("event_name".to_owned(), vec![Some("pull_request".to_owned())]));
        door.admitted(&core::iter::once(tokens).collect::<TokenSet>())
    }

    /// A pull request of a class that is held to a branch, and where the policy holds it.
    fn merged_pull_request(
        &self,
        class: &WhoClass,
        door: &Door<'_>,
    ) -> Option<(WitnessToken, Option<String>)> {
        let is_branch = class.party == ClassParty::Ours && is_held(class, "ref");
        if !is_branch || has(class, "event_name") || has(class, "sub") || is_held(class, "environment") {
            return None;
        }
        let mut tokens = class.tokens.clone();
        tokens.claims.push(("event_name".to_owned(), vec![Some("pull_request".to_owned())]));
        let token = door.admitted(&core::iter::once(tokens).collect::<TokenSet>())?;
        let key = format!("{}:ref", door.known.issuer().host_and_path());
        let pointer = document::statements(door.document()).into_iter().find_map(|(start, statement)| {
            let ClaimValue::Object(operators) = get(statement, "/Condition")? else { return None };
            operators.iter().find_map(|(operator, keys)| {
                let ClaimValue::Object(keys) = keys else { return None };
                let (name, _) = keys.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key))?;
                Some(format!("{start}/Condition/{}/{}", pointer_step(operator), pointer_step(name)))
            })
        });
        Some((token, pointer))
    }

    fn danger(
        &self,
        code: Option<&'static Code>,
        message: String,
        severity: Exposure,
        witness: WitnessToken,
        door: &Door<'_>,
    ) -> RoadDanger {
        let tests = self.statement.map(|index| tests(door, index)).unwrap_or_default();
        let subject = witness.claims.text("sub").unwrap_or("");
        let fits = |test: &&Tested| test.claim == "sub" && Pattern::new(&test.value).matches(subject);
        // Of several that fit the one that lets in most.
        let is_wider = |one: &Tested, other: &Tested| {
            one.value != other.value && Pattern::new(&one.value).matches(&other.value)
        };
        let widest =
            tests.iter().filter(fits).reduce(|best, next| if is_wider(next, best) { next } else { best });
        let found = widest.or_else(|| tests.first()).map(|test| test.pointer.clone());
        let pointer = found.unwrap_or_else(|| {
            self.statement.map_or_else(String::new, |index| format!("/Statement/{index}/Condition"))
        });
        RoadDanger { code, message, severity, witness, place: door.place(&pointer) }
    }
}

/// Whether a statement trusts github.com, and the organisation is on another platform.
fn is_of_other_platform(statement: Option<usize>, door: &Door<'_>) -> bool {
    let elsewhere = door.known.facts.platform.is_some_and(|platform| platform != Platform::GithubCom);
    let statements = document::statements(door.document());
    let providers = statement.and_then(|index| statements.get(index));
    let providers = providers.map(|(_, one)| document::texts_of(one, "Principal/Federated"));
    let host = Issuer::default();
    let path = format!(":oidc-provider/{}", host.host_and_path());
    elsewhere && providers.unwrap_or_default().iter().any(|arn| arn.ends_with(&path))
}

/// Whether a class holds its tokens to some values of a claim.
fn has(class: &WhoClass, name: &str) -> bool {
    class.tokens.claims.iter().chain(&class.tokens.not).any(|(known, _)| known == name)
}

/// Whether a class holds its tokens to one value of a claim.
fn is_held(class: &WhoClass, name: &str) -> bool {
    let open = |pattern: &Option<String>| pattern.as_deref().is_some_and(|pattern| pattern.contains('*'));
    class.tokens.claims.iter().any(|(known, patterns)| {
        known == name && patterns.iter().all(|pattern| pattern.is_some() && !open(pattern))
    })
}

fn outsiders(class: &WhoClass, tests: &[Tested], door: &Door<'_>) -> Option<&'static Code> {
    let of = |claim: &'static str| tests.iter().filter(move |test| test.claim == claim);
    let subject = class.witness.claims.text("sub").unwrap_or("");
    let value = of("sub").find(|test| Pattern::new(&test.value).matches(subject));
    let Some(test) = value else {
        let weak = tests.iter().any(|test| {
            test.claim == "sub"
                && (test.operator.contains("ForAllValues") || test.operator.contains("IfExists"))
        });
        return Some(if weak {
            codes::UNSAFE_VACUOUS
        } else if of("job_workflow_ref").next().is_some() {
            codes::UNSAFE_SHARED_WORKFLOW
        } else if of("actor").next().is_some() {
            codes::KEY_AVAILABLE_SINCE_2026
        } else {
            codes::UNSAFE_NO_SUB
        });
    };
    let value = &test.value;
    if value.contains("@*") {
        return Some(codes::UNSAFE_ID_WILDCARD);
    }
    let Some(rest) = value.strip_prefix("repo:") else { return Some(codes::UNSAFE_ANY_REPOSITORY) };
    let owner = rest.split('/').next().unwrap_or(rest);
    let logins: Vec<&str> = door.world.owners.iter().map(|owner| owner.login.as_str()).collect();
    if owner.starts_with('*') {
        return Some(codes::UNSAFE_ANY_REPOSITORY);
    }
    if owner.contains(['*', '?']) {
        return Some(codes::UNSAFE_PREFIX_WITHOUT_DELIMITER);
    }
    let login = owner.split('@').next().unwrap_or(owner);
    if door.known.facts.is_former(login) {
        return Some(codes::UNSAFE_NAME_RECYCLED);
    }
    if logins.contains(&login)
        && door.known.facts.platform.is_some_and(|platform| platform != Platform::GithubCom)
    {
        return Some(codes::UNSAFE_OTHER_PLATFORM);
    }
    None
}

fn ours(class: &WhoClass, tests: &[Tested]) -> Option<&'static Code> {
    let subjects: Vec<&Tested> = tests.iter().filter(|test| test.claim == "sub").collect();
    let is_loose = |test: &&&Tested| test.value.contains('*');
    let whole = !has(class, "repository");
    let only_pulls = class.tokens.claims.iter().any(|(name, patterns)| {
        name == "event_name" && patterns.iter().flatten().all(|pattern| pattern == "pull_request")
    });
    if only_pulls {
        return Some(codes::UNSAFE_PULL_REQUEST);
    }
    if let Some((_, patterns)) = class.tokens.claims.iter().find(|(name, _)| name == "sub") {
        return patterns.iter().flatten().find_map(|pattern| by_subject(pattern));
    }
    if whole {
        return Some(codes::UNSAFE_ORG_WIDE);
    }
    let repository = class.tokens.claims.iter().find(|(name, _)| name == "repository");
    if repository.is_some_and(|(_, patterns)| patterns.iter().flatten().any(|one| one.contains('*'))) {
        return Some(codes::UNSAFE_PREFIX_WITHOUT_DELIMITER);
    }
    if subjects.iter().any(|test| test.value.contains("@*")) {
        return Some(codes::UNSAFE_ID_WILDCARD);
    }
    let loose = subjects.iter().filter(is_loose).count();
    if class.severity <= Exposure::Medium && loose == 1 && subjects.len() > 1 {
        return Some(codes::UNSAFE_LOOSE_VALUE);
    }
    let environment = class.tokens.claims.iter().find(|(name, _)| name == "environment");
    if environment.is_some_and(|(_, patterns)| patterns.iter().flatten().any(|one| one.contains("%3A"))) {
        return Some(codes::UNSAFE_ESCAPE_COLLISION);
    }
    if environment.is_some_and(|(_, patterns)| patterns.iter().flatten().any(|pattern| pattern.contains('*')))
    {
        return Some(codes::UNSAFE_ANY_ENVIRONMENT);
    }
    let reference = class.tokens.claims.iter().find(|(name, _)| name == "ref");
    let any = |patterns: &Vec<Option<String>>| {
        patterns
            .iter()
            .flatten()
            .any(|pattern| matches!(pattern.as_str(), "refs/heads/*" | "refs/tags/*" | "*"))
    };
    let no_environment = !is_held(class, "environment");
    (no_environment && reference.is_none_or(|(_, patterns)| any(patterns))).then_some(codes::UNSAFE_ANY_REF)
}

/// What a pattern of a subject leaves open.
fn by_subject(pattern: &str) -> Option<&'static Code> {
    let rest = pattern.strip_prefix("repo:")?;
    let (repository, context) = rest.split_once(':').unwrap_or((rest, ""));
    let name = repository.split_once('/').map_or(repository, |(_, name)| name);
    if name == "*" {
        Some(codes::UNSAFE_ORG_WIDE)
    } else if name.contains("@*") {
        Some(codes::UNSAFE_ID_WILDCARD)
    } else if repository.contains(['*', '?']) {
        Some(codes::UNSAFE_PREFIX_WITHOUT_DELIMITER)
    } else {
        context.contains('*').then_some(codes::UNSAFE_ANY_REF)
    }
}

/// The values of the tests of a statement that hold where they fit.
fn tests(door: &Door<'_>, statement: usize) -> Vec<Tested> {
    let issuer = door.known.issuer();
    let mut out = Vec::new();
    let statements = document::statements(door.document());
    let Some((start, of_statement)) = statements.get(statement) else { return out };
    let Some(ClaimValue::Object(operators)) = get(of_statement, "/Condition") else { return out };
    for (operator, keys) in operators {
        let ClaimValue::Object(keys) = keys else { continue };
        if operator.contains("Not") || operator == "Null" {
            continue;
        }
        for (key, values) in keys {
            let lower = key.to_ascii_lowercase();
            let claim = lower.strip_prefix(issuer.host_and_path()).and_then(|rest| rest.strip_prefix(':'));
            let Some(claim) = claim else { continue };
            let at = format!("{start}/Condition/{}/{}", pointer_step(operator), pointer_step(key));
            let mut add = |value: &ClaimValue, pointer: String| {
                if let ClaimValue::Text(value) = value {
                    out.push(Tested {
                        claim: claim.to_owned(),
                        value: value.clone(),
                        pointer,
                        operator: operator.clone(),
                    });
                }
            };
            match values {
                ClaimValue::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        add(item, format!("{at}/{index}"));
                    }
                }
                one => add(one, at),
            }
        }
    }
    out.sort_by_key(|test| test.claim != "sub");
    out
}
