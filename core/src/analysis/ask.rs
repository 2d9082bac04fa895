//! The questions: each is a search for tokens, and what its end means.

use super::join::Stop;
use super::question::{Best, Parties, Question, Term, Want, options, too_large};
use super::report::{
    ComparisonReport, Decided, DecisionReport, Ground, OutsidersOutcome, OutsidersReport, ProofOutcome,
    ProofReport, Relation,
};
use super::world::{Intent, TokenSet, World};
use super::{ground, who};
use crate::aws::logic::Tri;
use crate::aws::{TrustOptions, TrustPolicy};
use crate::error::Error;

/// The searches of one answer, with all that they leave to be told.
pub(super) struct Asked<'q> {
    pub(super) question: Question<'q>,
    /// The best of each search that left something open.
    pub(super) open: Vec<Best>,
    /// Why it was given up.
    pub(super) too_large: Option<String>,
}

impl<'q> Asked<'q> {
    pub(super) fn new(
        policies: &[&'q TrustPolicy],
        sets: &[TokenSet],
        world: &World,
        options: &'q TrustOptions,
    ) -> Result<Asked<'q>, Error> {
        Ok(Asked {
            question: Question::new(policies, sets, world, options)?,
            open: Vec::new(),
            too_large: None,
        })
    }

    /// The best token; `None` once the question is given up.
    pub(super) fn best(&mut self, terms: &[Term], parties: Parties) -> Result<Option<Best>, Error> {
        if self.too_large.is_some() {
            return Ok(None);
        }
        match self.question.best(&Want { terms: terms.to_vec(), parties }, Tri::Yes) {
            Ok(best) => {
                if best.grade == Tri::Unknown || best.template_open {
                    self.open.push(best.clone());
                }
                Ok(Some(best))
            }
            Err(Stop::TooLarge(large)) => {
                self.too_large = Some(too_large(&large));
                Ok(None)
            }
            Err(Stop::Fault(error)) => Err(error),
        }
    }

    pub(super) fn ground(&self) -> Ground {
        ground::ground(self)
    }
}

impl TrustPolicy {
    /// Whether nobody but the tokens of an intent can assume the role, over every token that GitHub can mint.
    ///
    /// ```
    /// use assumable::{Class, Intent, Owner, ProofOutcome, TrustPolicy, World};
    /// let policy: TrustPolicy = r#"{
    ///   "Version": "2012-10-17",
    ///   "Statement": [{
    ///     "Effect": "Allow",
    ///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    ///     "Action": "sts:AssumeRoleWithWebIdentity",
    ///     "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:*"}}
    ///   }]
    /// }"#.parse()?;
    /// let world = World::of([Owner::new("octo-org")]);
    ///
    /// let ours = Intent::only([Class::new([("repository", "octo-org/app")])]);
    /// assert_eq!(policy.prove(&ours, &world)?.outcome, ProofOutcome::Holds);
    ///
    /// let main = Intent::only([Class::new([("ref", "refs/heads/main")])]);
    /// let report = policy.prove(&main, &world)?;
    /// assert_eq!(report.outcome, ProofOutcome::Fails);
    /// let token = report.counterexample.unwrap();
    /// assert_eq!(token.claims.text("sub"), Some("repo:octo-org/app:ref:refs/heads/dev"));
    /// # Ok::<(), assumable::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the world or the intent.
    pub fn prove(&self, intent: &Intent, world: &World) -> Result<ProofReport, Error> {
        intent.only.check().map_err(|error| error.under("only"))?;
        let options = options(world);
        let mut asked = Asked::new(&[self], core::slice::from_ref(&intent.only), world, &options)?;
        let best = asked.best(&[Term::Admitted(0), Term::Out(0)], Parties::All)?;
        let fails = best.as_ref().is_some_and(|best| best.grade == Tri::Yes);
        let anybody = if fails { None } else { asked.best(&[Term::Admitted(0)], Parties::All)? };
        let vacuous = anybody.is_some_and(|best| best.grade != Tri::Yes);
        let outcome = match &best {
            _ if asked.too_large.is_some() => ProofOutcome::GaveUp,
            None => ProofOutcome::GaveUp,
            Some(best) => match best.outcome() {
                Tri::Yes => ProofOutcome::Fails,
                Tri::Unknown => ProofOutcome::Undetermined,
                Tri::No => ProofOutcome::Holds,
            },
        };
        let counterexample = best.and_then(|best| best.token);
        Ok(ProofReport { outcome, counterexample, vacuous, ground: asked.ground() })
    }

    /// Whether anybody but the owners of the world can assume the role.
    ///
    /// # Errors
    /// What is wrong with the world.
    pub fn outsiders(&self, world: &World) -> Result<OutsidersReport, Error> {
        let options = options(world);
        let mut asked = Asked::new(&[self], &[], world, &options)?;
        let best = asked.best(&[Term::Admitted(0)], Parties::Others)?;
        let outcome = match &best {
            None => OutsidersOutcome::GaveUp,
            Some(best) => match best.outcome() {
                Tri::Yes => OutsidersOutcome::Some,
                Tri::Unknown => OutsidersOutcome::Undetermined,
                Tri::No => OutsidersOutcome::None,
            },
        };
        Ok(OutsidersReport { outcome, witness: best.and_then(|best| best.token), ground: asked.ground() })
    }

    /// How a new policy compares with this one: which tokens it loses, and which it gains.
    ///
    /// # Errors
    /// What is wrong with the world.
    pub fn compare(&self, new: &TrustPolicy, world: &World) -> Result<ComparisonReport, Error> {
        let options = options(world);
        let mut asked = Asked::new(&[self, new], &[], world, &options)?;
        let lost = asked.best(&[Term::Admitted(0), Term::Refused(1)], Parties::All)?;
        let gained = asked.best(&[Term::Admitted(1), Term::Refused(0)], Parties::All)?;
        let relation = match (&lost, &gained) {
            (Some(lost), Some(gained)) => match (lost.outcome(), gained.outcome()) {
                (Tri::Yes, Tri::Yes) => Relation::Incomparable,
                (Tri::Yes, Tri::No) => Relation::Narrower,
                (Tri::No, Tri::Yes) => Relation::Wider,
                (Tri::No, Tri::No) => Relation::Equal,
                _ => Relation::Undetermined,
            },
            _ => Relation::GaveUp,
        };
        let token = |best: Option<Best>| best.and_then(|best| best.token);
        Ok(ComparisonReport { relation, lost: token(lost), gained: token(gained), ground: asked.ground() })
    }

    /// Whether the tokens of a set can assume the role: all, none or some.
    ///
    /// # Errors
    /// What is wrong with the world or the set.
    pub fn decide_set(&self, tokens: &TokenSet, world: &World) -> Result<DecisionReport, Error> {
        tokens.check()?;
        let options = options(world);
        let mut asked = Asked::new(&[self], core::slice::from_ref(tokens), world, &options)?;
        let admitted = asked.best(&[Term::In(0), Term::Admitted(0)], Parties::All)?;
        let refused = asked.best(&[Term::In(0), Term::Refused(0)], Parties::All)?;
        let outcome = match (&admitted, &refused) {
            (Some(admitted), Some(refused)) => match (admitted.outcome(), refused.outcome()) {
                (Tri::Yes, Tri::Yes) => Decided::Sometimes,
                (Tri::Yes, Tri::No) => Decided::Always,
                (Tri::No, _) => Decided::Never,
                _ => Decided::Undetermined,
            },
            _ => Decided::GaveUp,
        };
        let empty = [&admitted, &refused]
            .into_iter()
            .all(|best| best.as_ref().is_some_and(|best| best.outcome() == Tri::No));
        let certain =
            |best: Option<Best>| best.filter(|best| best.grade == Tri::Yes).and_then(|best| best.token);
        let (admitted, refused) = (certain(admitted), certain(refused));
        Ok(DecisionReport { outcome, admitted, refused, empty, ground: asked.ground() })
    }

    /// Who can assume the role, as classes of tokens.
    ///
    /// # Errors
    /// What is wrong with the world.
    pub fn who_can_assume(&self, world: &World) -> Result<super::report::WhoReport, Error> {
        who::who(self, world)
    }
}

impl Best {
    /// What the search says: open where a template may do what those tried do not.
    pub(super) fn outcome(&self) -> Tri {
        if self.grade == Tri::No && self.template_open { Tri::Unknown } else { self.grade }
    }
}
