//! The questions: each is a search for tokens, and what its end means.

use super::compile::options;
use super::ground::ground;
#[cfg(feature = "road")]
use super::report::PolicyChange;
use super::report::{
    ComparisonReport, Decided, DecisionReport, OutsidersOutcome, OutsidersReport, PolicyRelation,
    ProofOutcome, ProofReport,
};
use super::searches::Asked;
use super::weigh::{Best, Parties, Term};
use super::who;
use super::world::{Intent, TokenSet, World};
use crate::aws::TrustPolicy;
use crate::aws::logic::Tri;
use crate::error::Error;

impl TrustPolicy {
    /// Whether nobody but the tokens of an intent can assume the role, over every token that GitHub can mint.
    ///
    /// ```
    /// use assumable::analysis::{Class, Intent, Owner, ProofOutcome, World};
    /// # let policy = |sub: &str| -> Result<assumable::TrustPolicy, assumable::Error> {
    /// #     format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    /// #         "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
    /// #         "Action": "sts:AssumeRoleWithWebIdentity",
    /// #         "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#).parse()
    /// # };
    /// let world = World::of([Owner::new("octo-org")]);
    /// let main = Class::new([("repository", "octo-org/app"), ("ref", "refs/heads/main")]);
    /// let report = policy("repo:octo-org/app:*")?.prove(&Intent::only([main]), &world)?;
    /// assert_eq!(report.outcome, ProofOutcome::Fails);
    /// let token = report.counterexample.expect("a proof that fails has one");
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
        let message = outcome.message(vacuous);
        Ok(ProofReport { outcome, message, counterexample, vacuous, ground: ground(&asked) })
    }

    /// Whether anybody but the owners of the world can assume the role.
    ///
    /// ```
    /// use assumable::analysis::{OutsidersOutcome, Owner, World};
    /// # let policy = |sub: &str| -> Result<assumable::TrustPolicy, assumable::Error> {
    /// #     format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    /// #         "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
    /// #         "Action": "sts:AssumeRoleWithWebIdentity",
    /// #         "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#).parse()
    /// # };
    /// let world = World::of([Owner::new("octo-org")]);
    /// let report = policy("repo:octo-org*")?.outsiders(&world)?;
    /// assert_eq!(report.outcome, OutsidersOutcome::Some);
    /// let token = report.witness.expect("somebody gets in");
    /// assert_eq!(token.claims.text("repository"), Some("octo-org-evil/app"));
    /// assert_eq!(policy("repo:octo-org/*")?.outsiders(&world)?.outcome, OutsidersOutcome::None);
    /// # Ok::<(), assumable::Error>(())
    /// ```
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
        let witness = best.and_then(|best| best.token);
        Ok(OutsidersReport { outcome, message: outcome.message(), witness, ground: ground(&asked) })
    }

    /// How a new policy compares with this one: which tokens it loses, and which it gains.
    ///
    /// ```
    /// use assumable::analysis::{Owner, PolicyRelation, World};
    /// # let policy = |sub: &str| -> Result<assumable::TrustPolicy, assumable::Error> {
    /// #     format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    /// #         "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
    /// #         "Action": "sts:AssumeRoleWithWebIdentity",
    /// #         "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#).parse()
    /// # };
    /// let world = World::of([Owner::new("octo-org")]);
    /// let (old, new) = (policy("repo:octo-org/app:*")?, policy("repo:octo-org/app:ref:refs/heads/main")?);
    /// let report = old.compare(&new, &world)?;
    /// assert_eq!(report.relation, PolicyRelation::Narrower);
    /// assert!(report.lost.is_some() && report.gained.is_none());
    /// # Ok::<(), assumable::Error>(())
    /// ```
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
                (Tri::Yes, Tri::Yes) => PolicyRelation::Incomparable,
                (Tri::Yes, Tri::No) => PolicyRelation::Narrower,
                (Tri::No, Tri::Yes) => PolicyRelation::Wider,
                (Tri::No, Tri::No) => PolicyRelation::Equal,
                _ => PolicyRelation::Undetermined,
            },
            _ => PolicyRelation::GaveUp,
        };
        let token = |best: Option<Best>| best.and_then(|best| best.token);
        let message = relation.message();
        Ok(ComparisonReport {
            relation,
            message,
            lost: token(lost),
            gained: token(gained),
            ground: ground(&asked),
        })
    }

    /// What a new policy changes for the tokens outside of a set, and what it loses.
    #[cfg(feature = "road")]
    pub(crate) fn changed(
        &self,
        new: &TrustPolicy,
        outside: &TokenSet,
        world: &World,
    ) -> Result<PolicyChange, Error> {
        outside.check()?;
        let options = options(world);
        let mut asked = Asked::new(&[self, new], core::slice::from_ref(outside), world, &options)?;
        let gained = asked.best(&[Term::Admitted(1), Term::Refused(0), Term::Out(0)], Parties::All)?;
        let lost = asked.best(&[Term::Admitted(0), Term::Refused(1)], Parties::All)?;
        let nothing = gained.as_ref().is_some_and(|best| best.outcome() == Tri::No);
        let token =
            |best: Option<Best>| best.filter(|best| best.grade != Tri::No).and_then(|best| best.token);
        Ok(PolicyChange {
            gains_nothing: nothing,
            gained: token(gained),
            lost: token(lost),
            ground: ground(&asked),
        })
    }

    /// Whether the tokens of a set can assume the role: all, none or some.
    ///
    /// ```
    /// use assumable::analysis::{Class, Decided, Owner, TokenSet, World};
    /// # let policy = |sub: &str| -> Result<assumable::TrustPolicy, assumable::Error> {
    /// #     format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    /// #         "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
    /// #         "Action": "sts:AssumeRoleWithWebIdentity",
    /// #         "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#).parse()
    /// # };
    /// let world = World::of([Owner::new("octo-org")]);
    /// let app: TokenSet = [Class::new([("repository", "octo-org/app")])].into_iter().collect();
    /// assert_eq!(policy("repo:octo-org/*")?.decide_set(&app, &world)?.outcome, Decided::Always);
    /// assert_eq!(policy("repo:octo-org/web:*")?.decide_set(&app, &world)?.outcome, Decided::Never);
    /// # Ok::<(), assumable::Error>(())
    /// ```
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
        Ok(DecisionReport { outcome, admitted, refused, empty, ground: ground(&asked) })
    }

    /// Who can assume the role, as classes of tokens.
    ///
    /// ```
    /// use assumable::analysis::{ClassParty, Exposure, Owner, World};
    /// # let policy = |sub: &str| -> Result<assumable::TrustPolicy, assumable::Error> {
    /// #     format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
    /// #         "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
    /// #         "Action": "sts:AssumeRoleWithWebIdentity",
    /// #         "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#).parse()
    /// # };
    /// let world = World::of([Owner::new("octo-org")]);
    /// let report = policy("repo:octo-org*")?.who_can_assume(&world)?;
    /// let worst = report.classes.first().expect("somebody gets in");
    /// assert_eq!((worst.party, worst.severity), (ClassParty::Outsiders, Exposure::Critical));
    /// # Ok::<(), assumable::Error>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the world.
    pub fn who_can_assume(&self, world: &World) -> Result<super::report::WhoReport, Error> {
        who::who(self, world)
    }
}
