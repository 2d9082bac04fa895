//! Who can assume a role: classes of tokens, each grown from a witness as far as every token of it gets in.

use super::compile::options;
use super::report::{ClassParty, WhoClass, WhoOutcome, WhoReport};
use super::searches::Asked;
use super::shape::Party;
use super::token::WitnessToken;
use super::weigh::{Best, Parties, Term};
use super::world::{ClaimPatterns, Class, TokenSet, World};
use super::{ground, words_of};
use crate::aws::logic::Tri;
use crate::aws::{TestResult, TrustOptions, TrustPolicy};
use crate::error::Error;
use crate::sort::sort_by_key;

/// The most classes of an answer.
const MOST: usize = 12;
/// After so many of one party the policy's own patterns are preferred.
const FINE: usize = 4;

/// The claims that a class may hold its tokens to, those that a reader cares for least first.
const DIMENSIONS: [&str; 13] = [
    "sub",
    "actor",
    "actor_id",
    "workflow",
    "enterprise_id",
    "repository_id",
    "repository_owner_id",
    "aud",
    "job_workflow_ref",
    "event_name",
    "environment",
    "ref",
    "repository",
];

/// Claims that decide nothing unless a policy or a template looks at them.
const IDLE: [&str; 8] = [
    "actor",
    "actor_id",
    "workflow",
    "enterprise_id",
    "repository_id",
    "repository_owner_id",
    "aud",
    "job_workflow_ref",
];

/// One question about who.
struct Who<'w> {
    policy: &'w TrustPolicy,
    world: World,
    options: &'w TrustOptions,
    asked: Asked<'w>,
}

pub(super) fn who(policy: &TrustPolicy, world: &World) -> Result<WhoReport, Error> {
    let options = options(world);
    let mut asked = Asked::new(&[policy], &[], world, &options)?;
    let best = asked.best(&[Term::Admitted(0)], Parties::All)?;
    let outcome = match &best {
        None => WhoOutcome::GaveUp,
        Some(best) => match best.outcome() {
            Tri::Yes => WhoOutcome::Somebody,
            Tri::Unknown => WhoOutcome::Undetermined,
            Tri::No => WhoOutcome::Nobody,
        },
    };
    let open = asked.open.len();
    let mut who = Who { policy, world: asked.question.world.clone(), options: &options, asked };
    let (mut classes, mut more) = (Vec::new(), false);
    if outcome == WhoOutcome::Somebody {
        (classes, more) = who.classes()?;
    }
    sort_by_key(&mut classes, |class| (class.severity, class.party));
    // What the search for classes left open decides nothing.
    who.asked.open.truncate(open);
    let mut ground = ground::ground(&who.asked);
    ground.premises.extend(words_of::premises(&classes));
    Ok(WhoReport { outcome, message: outcome.message(), classes, more, ground })
}

impl Who<'_> {
    /// The best token, with the term that `of` makes of the number of a set.
    fn best(
        &mut self,
        set: &TokenSet,
        of: impl FnOnce(usize) -> [Term; 2],
        parties: Parties,
    ) -> Result<Option<Best>, Error> {
        let number = self.asked.add(set)?;
        self.asked.best(&of(number), parties)
    }

    fn classes(&mut self) -> Result<(Vec<WhoClass>, bool), Error> {
        let mut out: Vec<WhoClass> = Vec::new();
        let ours = (0..self.world.owners.len()).map(|index| Parties::One(Party::Ours(index)));
        for parties in core::iter::once(Parties::Others).chain(ours) {
            let mut covered = TokenSet::default();
            loop {
                let best = self.best(&covered, |set| [Term::Admitted(0), Term::Out(set)], parties)?;
                let Some(best) = best else { return Ok((out, true)) };
                let (Tri::Yes, Some(token), Some(party)) = (best.grade, best.token, best.party) else {
                    break;
                };
                if out.len() == MOST {
                    return Ok((out, true));
                }
                let coarse = covered.classes.len() >= FINE;
                let class = self.grown(&token, party, parties, coarse)?;
                covered.classes.push(class.clone());
                out.push(self.described(class, token, party));
            }
        }
        Ok((out, false))
    }

    /// What a class of this party always holds its tokens to.
    fn base(&self, party: Party) -> Class {
        let logins = || self.world.owners.iter().map(|owner| Some(owner.login.clone())).collect();
        let owner = |index: usize| self.world.owners.get(index);
        match party {
            Party::Strangers => {
                Class { claims: Vec::new(), not: vec![("repository_owner".to_owned(), logins())] }
            }
            Party::Ours(index) => {
                let login = owner(index).map(|owner| owner.login.clone());
                let mut claims = vec![("repository_owner".to_owned(), vec![login])];
                if self.world.recycled {
                    let id = owner(index).and_then(|owner| owner.id.clone());
                    claims.extend(id.map(|id| ("repository_owner_id".to_owned(), vec![Some(id)])));
                }
                Class { claims, not: Vec::new() }
            }
            Party::Recycled(index) => {
                let login = owner(index).map(|owner| owner.login.clone());
                let id = owner(index).and_then(|owner| owner.id.clone());
                Class {
                    claims: vec![("repository_owner".to_owned(), vec![login])],
                    not: vec![("repository_owner_id".to_owned(), vec![id])],
                }
            }
        }
    }

    /// The widest class around a token all of which gets in, claim by claim.
    fn grown(
        &mut self,
        token: &WitnessToken,
        party: Party,
        parties: Parties,
        coarse: bool,
    ) -> Result<Class, Error> {
        let base = self.base(party);
        let template = token.settings.include_claim_keys.as_deref().unwrap_or_default();
        let mut looked_at: Vec<String> = self.asked.question.tested().to_vec();
        looked_at.extend(template.iter().cloned());
        if token.settings.immutable {
            looked_at.extend(["repository_id", "repository_owner_id"].map(str::to_owned));
        }
        let mut held: Vec<Option<ClaimPatterns>> = DIMENSIONS
            .iter()
            .map(|name| {
                let settled = base.claims.iter().any(|(known, _)| known == name);
                // What neither the policy nor the template looks at cannot decide.
                let idle = IDLE.contains(name) && !looked_at.iter().any(|claim| claim == name);
                (!settled && !idle).then(|| ((*name).to_owned(), vec![token.claims.text(name).map(exactly)]))
            })
            .collect();
        for (index, name) in DIMENSIONS.iter().enumerate() {
            let Some(exact) = held.get(index).cloned().flatten() else { continue };
            for wider in self.wider(name, token, coarse) {
                let tried = wider.map(|patterns| ((*name).to_owned(), patterns));
                if let Some(slot) = held.get_mut(index) {
                    *slot = tried;
                }
                if self.all_get_in(&whole(&base, &held), parties)? {
                    break;
                }
                if let Some(slot) = held.get_mut(index) {
                    *slot = Some(exact.clone());
                }
            }
        }
        Ok(whole(&base, &held))
    }

    fn all_get_in(&mut self, class: &Class, parties: Parties) -> Result<bool, Error> {
        let set: TokenSet = [class.clone()].into_iter().collect();
        let best = self.best(&set, |set| [Term::In(set), Term::Refused(0)], parties)?;
        Ok(best.is_some_and(|best| best.outcome() == Tri::No))
    }

    /// What a claim may be held to instead of what the token has, widest first; `None` is nothing at all.
    fn wider(&self, name: &str, token: &WitnessToken, coarse: bool) -> Vec<Option<Vec<Option<String>>>> {
        let value = token.claims.text(name);
        let one = |text: &str| Some(vec![Some(text.to_owned())]);
        let fits = |pattern: &&str| {
            let set: TokenSet = [Class::new([(name, *pattern)])].into_iter().collect();
            set.holds(&token.claims)
        };
        let own: Vec<Option<Vec<Option<String>>>> = self
            .policy
            .patterns_of(name)
            .filter(|pattern| pattern.contains(['*', '?']))
            .filter(fits)
            .map(one)
            .collect();
        let mut out = vec![None];
        match (name, value) {
            ("sub", _) if coarse => {
                out = own;
                out.push(None);
                return out;
            }
            ("environment", Some(value)) => {
                out.push(one("*"));
                let others = self.refused_environments();
                if !others.is_empty() && others.iter().all(|other| other != value) {
                    out.push(Some(vec![Some(format!("{BUT}{}", others.join(":")))]));
                }
            }
            ("event_name", Some(value)) if value != PULL_REQUEST => out.push(one(OTHER_EVENTS)),
            ("ref", Some(value)) => {
                let kinds = ["refs/heads/*", "refs/tags/*", "refs/pull/*"];
                out.extend(
                    kinds.into_iter().filter(|kind| value.starts_with(kind.trim_end_matches('*'))).map(one),
                );
            }
            _ => {}
        }
        out.extend(own);
        let parts = words_of::parts(self.policy.patterns_of("sub"), name);
        out.extend(parts.iter().map(String::as_str).filter(fits).map(one));
        out
    }

    /// Names of environments whose subjects end as a text of the policy does: `repo:*:pull_request` is that of an
    /// environment called `pull_request` too.
    fn refused_environments(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for text in self.policy.patterns_of("sub") {
            let Some((before, last)) = text.rsplit_once(':') else { continue };
            let is_name = !last.is_empty() && !last.contains(['*', '?', '$', '%']);
            if is_name && !before.ends_with(":environment") && out.iter().all(|known| known != last) {
                out.push(last.to_owned());
            }
        }
        out
    }

    fn described(&self, class: Class, token: WitnessToken, party: Party) -> WhoClass {
        let report = self.policy.report(&token.claims, &token.options(self.options));
        let statements = report
            .statements
            .iter()
            .filter(|one| one.result == TestResult::Match && one.effect == crate::aws::Effect::Allow)
            .map(|one| one.number)
            .collect();
        let ours = matches!(party, Party::Ours(_));
        WhoClass {
            text: words_of::text(&class, &token, party),
            severity: words_of::severity(&class, &token, party, &self.world),
            party: if ours { ClassParty::Ours } else { ClassParty::Outsiders },
            tokens: class,
            exact: true,
            witness: token,
            statements,
        }
    }
}

const PULL_REQUEST: &str = "pull_request";
/// Stands for every event but `pull_request`, of which a class tells by `not`.
const OTHER_EVENTS: &str = "!pull_request";

/// Begins the names of environments that are left out, with `:` between them, which no such name has in a subject.
const BUT: char = '\u{1}';

fn whole(base: &Class, held: &[Option<ClaimPatterns>]) -> Class {
    let mut class = base.clone();
    for (name, patterns) in held.iter().flatten().rev() {
        if matches!(patterns.as_slice(), [Some(text)] if name == "event_name" && text == OTHER_EVENTS) {
            class.not.push((name.clone(), vec![Some(PULL_REQUEST.to_owned())]));
        } else if let [Some(text)] = patterns.as_slice()
            && let Some(others) = text.strip_prefix(BUT)
        {
            class.claims.push((name.clone(), vec![Some("*".to_owned())]));
            let others = others.split(':').map(|other| Some(other.to_owned())).collect();
            class.not.push((name.clone(), others));
        } else {
            class.claims.push((name.clone(), patterns.clone()));
        }
    }
    class
}

/// A pattern for this text only.
fn exactly(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '*' | '?' | '$' => format!("${{{c}}}"),
            _ => c.to_string(),
        })
        .collect()
}
