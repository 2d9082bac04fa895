//! Roles that let in all but some: what narrows them is a negated test, which a value of a claim seldom fails.
//!
//! Those that would answer alike if their negated tests left nobody out are one crowd. A crowd is asked once for a token, and
//! then only those of its roles are looked at that may leave the token out, which are found by the values of their tests.

use std::collections::BTreeMap;

use super::index::{Posted, Posting};
use super::role::SetRole;
use super::shared::{Door, Fare, Gathering, Shared, Turn};
use crate::aws::condition::context::{Key, Values};
use crate::aws::condition::{Necessary, Test};
use crate::aws::layer::Layer;
use crate::aws::logic::{Tri, Verdict};
use crate::aws::policy::Effect;
use crate::aws::trust::{ASSUME, Decision};
use crate::github::Claims;

/// The crowds of a set.
#[derive(Debug, Default)]
pub(super) struct Crowds {
    crowds: Vec<Crowd>,
    /// In the order of the roles.
    members: Vec<Member>,
    /// By role, whether it is a member.
    is_member: Vec<bool>,
    lists: Vec<List>,
}

/// Roles that differ only in whom they leave out.
#[derive(Debug)]
struct Crowd {
    /// What they would all ask if they left nobody out.
    door: Door,
    /// The first of them.
    role: u32,
    /// The lists that its members are on.
    lists: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) role: u32,
    crowd: u32,
}

/// Who leaves out which values of a key. A member stands there by its number, doubled, and one more where it leaves out
/// every such value for certain.
#[derive(Debug)]
struct List {
    world: u32,
    key: Key,
    posted: Posted,
}

/// What roles ask alike: world, provider, and the statements.
type Alike<'p> = (u32, Option<(&'p str, Option<&'p [String]>)>, Vec<(bool, Tri, Vec<u32>, Vec<u32>)>);

impl Crowds {
    /// Puts those of the roles together that leave out some, or nobody.
    pub(super) fn new<'p>(gathering: &mut Gathering<'p>, roles: &'p [SetRole], among: &[u32]) -> Crowds {
        let mut crowds = Crowds { is_member: vec![false; roles.len()], ..Crowds::default() };
        let mut known: BTreeMap<Alike<'p>, u32> = BTreeMap::new();
        let mut lists: BTreeMap<(u32, &'p str), (u32, &'p Key, Posting)> = BTreeMap::new();
        for &index in among {
            let plain = gathering.shared().door(index).is_some_and(|door| door.plain);
            let Some(role) =
                roles.get(index as usize).filter(|role| plain && role.options.rcp == Layer::Omitted)
            else {
                continue;
            };
            let Some(door) =
                gathering.door_with(index, role, |effect, test| left_out(effect, test).is_none())
            else {
                continue;
            };
            let world = door.world;
            let alike = alike(gathering.shared(), role, &door);
            let next = u32::try_from(crowds.crowds.len()).unwrap_or(u32::MAX);
            let crowd = *known.entry(alike).or_insert(next);
            if crowd == next {
                crowds.crowds.push(Crowd { door, role: index, lists: Vec::new() });
            } else {
                gathering.forget(&door);
            }
            let member = u32::try_from(crowds.members.len()).unwrap_or(u32::MAX);
            crowds.members.push(Member { role: index, crowd });
            if let Some(is_member) = crowds.is_member.get_mut(index as usize) {
                *is_member = true;
            }
            let own = crowds.crowds.get_mut(crowd as usize).map(|crowd| &mut crowd.lists);
            let on = post(role, world, member, &mut lists);
            if let Some(own) = own {
                own.extend(&on);
            }
        }
        for crowd in &mut crowds.crowds {
            crowd.lists.sort_unstable();
            crowd.lists.dedup();
        }
        let mut ordered: Vec<_> = lists.into_iter().collect();
        ordered.sort_by_key(|(_, (number, ..))| *number);
        let list = |((world, _), (_, key, posting)): ((u32, _), (u32, &Key, Posting))| List {
            world,
            key: key.clone(),
            posted: posting.ordered(),
        };
        crowds.lists = ordered.into_iter().map(list).collect();
        crowds
    }

    /// Whether a role is in a crowd.
    pub(super) fn has(&self, role: u32) -> bool {
        self.is_member.get(role as usize).is_some_and(|is_member| *is_member)
    }

    /// The roles that are in crowds, in order.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }
}

/// What an Allow statement leaves out by this test, if that is all that the test does.
fn left_out(effect: Effect, test: &Test) -> Option<Vec<(Necessary<'_>, bool)>> {
    if effect == Effect::Deny {
        return None;
    }
    test.leaves_out()
}

fn alike<'p>(shared: &Shared, role: &'p SetRole, door: &Door) -> Alike<'p> {
    let provider = role.options.provider.as_ref();
    let provider = provider.map(|own| (own.arn.provider(), own.client_ids.as_deref()));
    let sorted = |ids: &[u32]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    let lines = shared.lines(door).map(|(line, named, asked)| {
        (line.effect == Effect::Allow, line.otherwise, sorted(named), sorted(asked))
    });
    (door.world, provider, lines.collect())
}

/// Writes a member on the lists of what it leaves out; gives their numbers.
fn post<'p>(
    role: &'p SetRole,
    world: u32,
    member: u32,
    lists: &mut BTreeMap<(u32, &'p str), (u32, &'p Key, Posting)>,
) -> Vec<u32> {
    let statements = &role.policy.document.statements;
    let asked = statements.iter().filter(|one| one.action.value.covers(&ASSUME));
    let allows = || asked.clone().filter(|one| one.effect == Effect::Allow);
    let is_only_way = allows().count() == 1;
    let mut on = Vec::new();
    for test in allows().flat_map(|one| &one.conditions).map(|placed| &placed.value) {
        let Some(texts) = test.leaves_out() else { continue };
        let next = u32::try_from(lists.len()).unwrap_or(u32::MAX);
        let (number, _, posting) =
            lists.entry((world, &test.key.lower)).or_insert_with(|| (next, &test.key, Posting::default()));
        on.push(*number);
        for (text, certain) in texts {
            posting.add(text, member << 1 | u32::from(certain && is_only_way));
        }
    }
    on
}

/// One token at the crowds.
#[derive(Debug)]
pub(super) struct CrowdTurn {
    /// Twice the number of the token.
    number: u64,
    /// By member, the number of the last token that it may leave out, and one more where it certainly does.
    left_out: Vec<u64>,
    /// By list, whether the values of its key can be looked up.
    readable: Vec<bool>,
    says: Vec<Says>,
}

/// What a crowd says of a token.
#[derive(Debug, Clone, Copy)]
enum Says {
    /// All of it keep the token out.
    Nothing,
    /// All of it answer this, but for those that leave the token out.
    All(Decision),
    /// Each has to be asked.
    Ask,
}

/// What a member says.
pub(super) enum Voice {
    Denied,
    Decided(Decision),
    /// It has to be asked.
    Ask,
}

impl CrowdTurn {
    pub(super) fn new(crowds: &Crowds) -> CrowdTurn {
        CrowdTurn {
            number: 0,
            left_out: vec![0; crowds.members.len()],
            readable: vec![false; crowds.lists.len()],
            says: vec![Says::Ask; crowds.crowds.len()],
        }
    }

    /// Asks the crowds about another token; `shares` says whether the turn has begun with it.
    pub(super) fn ask(
        &mut self,
        crowds: &Crowds,
        turn: &mut Turn,
        (shared, roles): (&Shared, &[SetRole]),
        claims: &Claims,
        shares: bool,
    ) {
        if !shares {
            self.says.fill(Says::Ask);
            return;
        }
        self.number += 2;
        let CrowdTurn { number, left_out, .. } = self;
        for (list, readable) in crowds.lists.iter().zip(&mut self.readable) {
            let token = turn.ready(shared, claims, list.world);
            let values = token.and_then(|token| match token.requests.as_slice() {
                [request] => Some(request.context.values(&list.key)),
                _ => None,
            });
            *readable = matches!(values, Some(Values::Missing | Values::One(_)));
            let Some(Values::One(value)) = values else { continue };
            list.posted.of(value, &mut |posted| {
                if let Some(last) = left_out.get_mut((posted >> 1) as usize) {
                    *last = (*last).max(*number + u64::from(posted & 1));
                }
            });
        }
        for (crowd, says) in crowds.crowds.iter().zip(&mut self.says) {
            let is_readable =
                |list: &u32| self.readable.get(*list as usize).is_some_and(|readable| *readable);
            let fare = if crowd.lists.iter().all(is_readable) {
                turn.fare_at(shared, roles, claims, crowd.role, &crowd.door)
            } else {
                Fare::Open
            };
            *says = match fare {
                // With more tests that may fail, an Allow statement lets nobody in that it does not let in now.
                Fare::Decided(decision) if decision.verdict == Verdict::Denied => Says::Nothing,
                Fare::Decided(decision) => Says::All(decision),
                Fare::Open => Says::Ask,
            };
        }
    }

    /// What a member says, by its place among the members.
    pub(super) fn voice(&self, at: usize, member: Member) -> Voice {
        match self.says.get(member.crowd as usize) {
            Some(Says::Nothing) => Voice::Denied,
            Some(Says::All(decision)) => match self.left_out.get(at) {
                Some(last) if *last < self.number => Voice::Decided(*decision),
                Some(last) if *last > self.number => Voice::Denied,
                _ => Voice::Ask,
            },
            Some(Says::Ask) | None => Voice::Ask,
        }
    }
}
