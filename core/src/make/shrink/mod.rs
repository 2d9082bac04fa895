//! `shrink_policy`: a trust policy that is too long, as an equal one that fits.

mod factor;
mod report;
mod split;
mod statements;
mod steps;

pub use report::{ShrinkOutcome, ShrinkReport, ShrinkStep};

use self::statements::Policy;
use crate::analysis::{Ground, PolicyRelation, World};
use crate::aws::TrustPolicy;
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::knowledge::quotas::{Length, QuotaOf};
use crate::limits::{MAX_POLICY, MAX_ROAD_STATES};
use crate::make::json::compact;
use crate::read::ReadJson;
use crate::tree::json;

/// The most policies that are compared with the one given.
const MAX_TRIALS: usize = 128;

/// A shorter policy, and what was done.
struct Candidate {
    policy: Policy,
    /// What was done, in words.
    done: &'static str,
    /// Whether only the notation changes, so that there is nothing to compare.
    is_notation: bool,
}

/// The search for a policy that fits.
struct Search<'s> {
    old: &'s TrustPolicy,
    world: &'s World,
    limit: usize,
    current: Policy,
    steps: Vec<ShrinkStep>,
    trials: usize,
    /// The states that the comparisons took.
    states: usize,
    ground: Ground,
}

/// Makes a trust policy that is longer than a limit shorter, without changing whom it admits.
///
/// Each change is compared with the policy as it was, over every token that GitHub can mint. A policy that fits is not
/// changed.
///
/// ```
/// use assumable::analysis::{Owner, World};
/// use assumable::make::{ShrinkOutcome, shrink_policy};
///
/// let names = |count: usize| (0..count).map(|n| format!(r#""repo:octo-org/service-{n}:ref:refs/heads/main""#));
/// let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
///     "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
///     "Action": "sts:AssumeRoleWithWebIdentity",
///     "Condition": {{"StringEquals": {{"token.actions.githubusercontent.com:sub": [{}]}}}}}}]}}"#,
///     names(12).collect::<Vec<_>>().join(", "));
/// let report = shrink_policy(&policy, 800, &World::of([Owner::new("octo-org")]))?;
/// assert_eq!(report.outcome, ShrinkOutcome::Shrunk);
/// assert!(report.size <= 800);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the policy or the world; `INVALID_VALUE` for a limit that no policy meets.
pub fn shrink_policy(policy: &str, limit: usize, world: &World) -> Result<ShrinkReport, Error> {
    world.check().map_err(|error| error.under("world"))?;
    let most = QuotaOf::Trust.quota().most;
    if limit == 0 || limit > most {
        let message = format!("AWS stores trust policies of 1 to {most} characters");
        return Err(Error::new(ErrorKind::InvalidValue, message)
            .with_found(&limit.to_string())
            .with_help("give the account's quota: 2048 unless it was raised")
            .at("/limit"));
    }
    let old: TrustPolicy = policy.parse()?;
    let value: ClaimValue = json::parse(policy, MAX_POLICY)?.into();
    let given = Policy::read(&value);
    let size = QuotaOf::Trust.quota().counted(Length::of(&compact(&value)));
    let mut search = Search {
        old: &old,
        world,
        limit,
        steps: written_shorter(size.saturating_sub(given.size())),
        current: given,
        trials: 0,
        states: 0,
        ground: Ground::default(),
    };
    if size > limit {
        search.run()?;
    } else {
        search.steps.clear();
    }
    let fits = size <= limit;
    let roles = if search.fits() { Vec::new() } else { search.split()? };
    let after = if fits { size } else { search.current.size() };
    let outcome = match (size <= limit, after <= limit) {
        (true, _) => ShrinkOutcome::Fits,
        (false, true) => ShrinkOutcome::Shrunk,
        (false, false) => ShrinkOutcome::TooLong,
    };
    Ok(ShrinkReport {
        outcome,
        policy: if fits { ReadJson::new(value) } else { search.current.json() },
        before: size,
        size: after,
        limit,
        over_by: after.saturating_sub(limit),
        steps: search.steps,
        roles: roles.iter().map(Policy::json).collect(),
        premises: search.ground.premises,
        assumptions: search.ground.assumptions,
    })
}

/// The policy as several, each with a few subjects of one statement that lets somebody in and all that is denied.
#[cfg(feature = "road")]
pub(super) fn parts(document: &ClaimValue) -> Vec<ClaimValue> {
    split::by_subjects(&Policy::read(document)).iter().map(Policy::value).collect()
}

/// The step from the text as it is given to the shortest text of the same statements.
fn written_shorter(saved: usize) -> Vec<ShrinkStep> {
    let step = ShrinkStep { done: "left out values that stand twice and brackets around one", saved };
    if saved == 0 { Vec::new() } else { vec![step] }
}

/// A policy with the statements that differ in the values of one key merged.
#[cfg(feature = "road")]
pub(super) fn merged(document: &ClaimValue) -> ClaimValue {
    steps::all_merged(&Policy::read(document)).value()
}

impl Search<'_> {
    fn fits(&self) -> bool {
        self.current.size() <= self.limit
    }

    /// Takes every step as often as it helps, the one that changes least first.
    fn run(&mut self) -> Result<(), Error> {
        loop {
            let before = self.current.size();
            for step in steps::ALL {
                while !self.fits() && self.take(*step)? {}
            }
            if self.fits() || self.current.size() == before {
                return Ok(());
            }
        }
    }

    /// Takes a step; false where it does not help.
    fn take(&mut self, step: steps::Step) -> Result<bool, Error> {
        for candidate in step(&self.current, self.world) {
            let (old, new) = (self.current.size(), candidate.policy.size());
            if new < old && (candidate.is_notation || self.is_equal(&candidate.policy)?) {
                self.current = candidate.policy;
                let saved = old - new;
                match self.steps.last_mut() {
                    Some(last) if last.done == candidate.done => last.saved += saved,
                    _ => self.steps.push(ShrinkStep { done: candidate.done, saved }),
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a policy admits the same tokens as the one given, for certain, and leaves what is for others as it is.
    fn is_equal(&mut self, policy: &Policy) -> Result<bool, Error> {
        if policy.others() != self.current.others() {
            return Ok(false);
        }
        self.trials += 1;
        let Ok(new) = policy.text().parse::<TrustPolicy>() else { return Ok(false) };
        if self.trials > MAX_TRIALS || self.states > MAX_ROAD_STATES {
            return Ok(false);
        }
        let report = self.old.compare(&new, self.world)?;
        self.states += report.ground.states;
        let is_equal = report.relation == PolicyRelation::Equal;
        if is_equal {
            self.ground = report.ground;
        }
        Ok(is_equal)
    }

    /// Policies of several roles, each of which fits, that together admit the same tokens; none where there is no such
    /// split.
    fn split(&mut self) -> Result<Vec<Policy>, Error> {
        let Some(parts) = split::over_roles(&self.current, self.limit) else { return Ok(Vec::new()) };
        self.trials = 0;
        let is_equal = self.is_equal(&split::joined(&parts))?;
        Ok(if is_equal { parts } else { Vec::new() })
    }
}
