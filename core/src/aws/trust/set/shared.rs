//! What the roles of a set share: a test that many policies make is made once for a token, and a token is readied once for
//! all roles of a partition.
//!
//! It gives the answer where the statements settle it. What stays open goes to the evaluator with a token of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::role::SetRole;
use crate::aws::condition::Test;
use crate::aws::condition::context::{Entry, Key, RequestContext};
use crate::aws::evaluate::{Caller, Sum};
use crate::aws::layer::Layer;
use crate::aws::logic::{Tri, Verdict};
use crate::aws::policy::{Document, Effect, Principal, Statement};
use crate::aws::trust::purpose::Purpose;
use crate::aws::trust::token::PreparedToken;
use crate::aws::trust::{
    ASSUME, Decision, Provider, TrustOptions, TrustReason, WebIdentity, resource_control, sts,
};
use crate::github::{ClaimValue, Claims};
use crate::limits::MAX_STEPS;
use crate::names::RoleArn;

/// Tokens whose claims have more bytes than this are put to each role by themselves, so that what they cost is counted.
const MAX_BYTES: usize = 4096;

/// How often a policy is evaluated for one token, at most: the cases that are tried, for each of three actions.
const MOST_TIMES: u64 = 3 * 65;

/// Keys that differ between roles of a partition.
const OF_THE_ROLE: [&str; 2] = ["aws:federatedprovider", "aws:resourceaccount"];

/// The policies of a set, so that what they have in common is there once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Every test, by the first place where it stands.
    tests: Vec<TestAt>,
    lines: Vec<Line>,
    /// The tests of the lines, one line after the other.
    asked: Vec<u32>,
    /// The issuers that the lines name, one line after the other.
    named: Vec<u32>,
    issuers: BTreeMap<String, u32>,
    doors: Vec<Door>,
    worlds: Vec<World>,
    /// What the tests of these roles ask for.
    keys: Vec<Key>,
}

#[derive(Debug, Clone, Copy)]
struct TestAt {
    role: u32,
    statement: u32,
    condition: u32,
}

/// One statement about web identities.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) effect: Effect,
    /// Whether it is about providers that it does not name.
    pub(super) otherwise: Tri,
    named: Range<u32>,
    asked: Range<u32>,
}

/// What is asked of a token at one role, before and by its trust policy.
#[derive(Debug, Clone)]
pub(super) struct Door {
    lines: Range<u32>,
    pub(super) world: u32,
    /// Whether the answer can be had from what is shared.
    pub(super) plain: bool,
}

/// The roles that ready a token alike, but for their account.
#[derive(Debug)]
struct World {
    partition: String,
    options: TrustOptions,
}

/// A test as it is compared: operator, key, values, and whether variables are known.
type Written<'p> = (&'p str, &'p str, &'p [String], bool);

/// Gathers the parts.
#[derive(Default)]
pub(super) struct Gathering<'p> {
    shared: Shared,
    tests: BTreeMap<Written<'p>, u32>,
    keys: BTreeSet<&'p str>,
}

impl Shared {
    /// The door of a role.
    pub(super) fn door(&self, role: u32) -> Option<&Door> {
        self.doors.get(role as usize)
    }

    /// The lines of a door, each with the issuers that it names and the tests that it makes.
    pub(super) fn lines(&self, door: &Door) -> impl Iterator<Item = (&Line, &[u32], &[u32])> {
        let with_parts = |line: &'_ Line| (slice(&self.named, &line.named), slice(&self.asked, &line.asked));
        slice(&self.lines, &door.lines).iter().map(move |line| {
            let (named, asked) = with_parts(line);
            (line, named, asked)
        })
    }

    fn test<'r>(&self, roles: &'r [SetRole], test: u32) -> Option<&'r Test> {
        let TestAt { role, statement, condition } = self.tests.get(test as usize)?;
        let document = &roles.get(*role as usize)?.policy.document;
        let statement = document.statements.get(*statement as usize)?;
        statement.conditions.get(*condition as usize).map(|placed| &placed.value)
    }
}

fn slice<'l, T>(list: &'l [T], range: &Range<u32>) -> &'l [T] {
    list.get(range.start as usize..range.end as usize).unwrap_or(&[])
}

fn length<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

impl<'p> Gathering<'p> {
    /// Gathers from roles; `keys` are filled as well.
    pub(super) fn of(roles: &'p [SetRole], keys: impl Iterator<Item = &'p Key>) -> Gathering<'p> {
        let mut gathering = Gathering::default();
        keys.for_each(|key| gathering.fill(key));
        for (index, role) in (0..).zip(roles) {
            let door = gathering.door(index, role);
            gathering.shared.doors.push(door);
        }
        gathering
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(super) fn finish(self) -> Shared {
        self.shared
    }

    fn fill(&mut self, key: &'p Key) {
        if self.keys.insert(&key.lower) {
            self.shared.keys.push(key.clone());
        }
    }

    fn door(&mut self, index: u32, role: &'p SetRole) -> Door {
        let never = Door { lines: 0..0, world: 0, plain: false };
        let Some(arn) = &role.options.role_arn else { return never };
        let provider = role.options.provider.as_ref();
        let prefix = prefix(arn, provider);
        let world = self.world(prefix.split(':').nth(1).unwrap_or_default(), role);
        let document = &role.policy.document;
        let plain = provider
            .is_none_or(|own| own.reachable != Some(false) && own.arn.account() == arn.account())
            && document
                .keys()
                .chain(role.options.rcp.keys())
                .all(|key| !OF_THE_ROLE.contains(&key.lower.as_str()))
            && is_cheap(role);
        if !plain {
            return Door { world, ..never };
        }
        document.keys().chain(role.options.rcp.keys()).for_each(|key| self.fill(key));
        Door { lines: self.lines(index, role, &prefix, |_, _| true), world, plain }
    }

    /// The door that a plain role would have if its statements made only these tests.
    pub(super) fn door_with(
        &mut self,
        index: u32,
        role: &'p SetRole,
        makes: impl Fn(Effect, &Test) -> bool,
    ) -> Option<Door> {
        let (arn, world) = (role.options.role_arn.as_ref()?, self.shared.door(index)?.world);
        let prefix = prefix(arn, role.options.provider.as_ref());
        Some(Door { lines: self.lines(index, role, &prefix, makes), world, plain: true })
    }

    /// Forgets the door that was gathered last.
    pub(super) fn forget(&mut self, door: &Door) {
        let Shared { lines, named, asked, .. } = &mut self.shared;
        for line in lines.drain(door.lines.start as usize..).rev() {
            named.truncate(line.named.start as usize);
            asked.truncate(line.asked.start as usize);
        }
    }

    fn lines(
        &mut self,
        role: u32,
        from: &'p SetRole,
        prefix: &str,
        makes: impl Fn(Effect, &Test) -> bool,
    ) -> Range<u32> {
        let start = length(&self.shared.lines);
        for (statement, one) in (0..).zip(&from.policy.document.statements) {
            if one.action.value.covers(&ASSUME) {
                let line = self.line(TestAt { role, statement, condition: 0 }, one, prefix, &makes);
                self.shared.lines.push(line);
            }
        }
        start..length(&self.shared.lines)
    }

    fn world(&mut self, partition: &str, role: &SetRole) -> u32 {
        let worlds = &mut self.shared.worlds;
        let known = worlds.iter().position(|world| world.partition == partition);
        let at = known.unwrap_or_else(|| {
            let options = TrustOptions { provider: None, rcp: Layer::Omitted, ..role.options.clone() };
            worlds.push(World { partition: partition.to_owned(), options });
            worlds.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn line(
        &mut self,
        at: TestAt,
        statement: &'p Statement,
        prefix: &str,
        makes: impl Fn(Effect, &Test) -> bool,
    ) -> Line {
        let named = length(&self.shared.named);
        let mut otherwise = Tri::Yes;
        if let Some(element) = &statement.principal {
            otherwise = WebIdentity { provider: "" }.covered_by(&element.value, statement.effect).0;
            for principal in &element.value.principals {
                let Principal::Federated(arn) = principal else { continue };
                if let Some(issuer) = arn.strip_prefix(prefix) {
                    let issuers = &mut self.shared.issuers;
                    let next = u32::try_from(issuers.len()).unwrap_or(u32::MAX);
                    let id = *issuers.entry(issuer.to_owned()).or_insert(next);
                    self.shared.named.push(id);
                }
            }
        }
        let asked = length(&self.shared.asked);
        for (condition, placed) in (0..).zip(&statement.conditions) {
            let test = &placed.value;
            if !makes(statement.effect, test) {
                continue;
            }
            let written = (test.name.as_str(), test.key.lower.as_str(), &*test.written, test.variables);
            let tests = &mut self.shared.tests;
            let id = *self.tests.entry(written).or_insert_with(|| {
                tests.push(TestAt { condition, ..at });
                length(tests) - 1
            });
            self.shared.asked.push(id);
        }
        Line {
            effect: statement.effect,
            otherwise,
            named: named..length(&self.shared.named),
            asked: asked..length(&self.shared.asked),
        }
    }
}

/// What the ARNs of the providers in the role's account start with.
fn prefix(arn: &RoleArn, provider: Option<&Provider>) -> String {
    match provider {
        None => format!("arn:{}:iam::{}:oidc-provider/", arn.partition(), arn.account()),
        Some(provider) => {
            let whole = provider.arn.as_str();
            whole.strip_suffix(provider.arn.provider()).unwrap_or(whole).to_owned()
        }
    }
}

/// Whether no token of [`MAX_BYTES`] costs the role more than the budget.
fn is_cheap(role: &SetRole) -> bool {
    let documents = role.options.rcp.documents().iter().map(|policy| policy.document.as_ref());
    let documents = documents.chain([&role.policy.document]);
    let mut context = RequestContext::new();
    for key in documents.clone().flat_map(Document::keys) {
        context.set(&key.lower, Entry::Known(vec!["x".repeat(MAX_BYTES)]));
    }
    context.add_all(&role.options.context);
    let name = role.options.role_arn.as_ref().map_or(0, |arn| arn.as_str().len());
    let once = documents.map(|document| document.steps(name, &context)).fold(0, u64::saturating_add);
    once.saturating_mul(MOST_TIMES) <= MAX_STEPS
}

/// One token at the roles of a set: what was found about it so far.
#[derive(Debug)]
pub(super) struct Turn {
    /// Tells the tokens apart; the results of others do not count.
    number: u32,
    worlds: Vec<WorldTurn>,
}

#[derive(Debug, Default)]
struct WorldTurn {
    number: u32,
    token: Option<PreparedToken>,
    issuer: Option<u32>,
    /// The results of the tests, each with the number of its token.
    results: Vec<u32>,
}

/// How a token fares at a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fare {
    Decided(Decision),
    /// It is not settled by what roles share.
    Open,
}

/// Numbers of tokens, beside a result in two bits.
const NUMBERS: u32 = u32::MAX >> 2;

impl Turn {
    pub(super) fn new(shared: &Shared) -> Turn {
        let mut worlds = Vec::new();
        worlds.resize_with(shared.worlds.len(), || WorldTurn {
            results: vec![0; shared.tests.len()],
            ..WorldTurn::default()
        });
        Turn { number: 0, worlds }
    }

    /// Begins with another token; whether roles share what they find about it.
    pub(super) fn begin(&mut self, claims: &Claims) -> bool {
        self.number += 1;
        if self.number == NUMBERS {
            self.number = 1;
            for world in &mut self.worlds {
                world.number = 0;
                world.results.fill(0);
            }
        }
        // AWS's own claims name roles, and bring actions of their own.
        let own = |name: &str| name.starts_with("https://aws.amazon.com/");
        let bytes = |(name, value): (&str, &ClaimValue)| match value {
            _ if own(name) => MAX_BYTES,
            ClaimValue::Text(text) | ClaimValue::Number(text) => text.len(),
            ClaimValue::Absent | ClaimValue::Bool(_) => 8,
            ClaimValue::List(_) => value.texts().iter().map(|text| text.len()).sum(),
            ClaimValue::Object(_) => MAX_BYTES,
        };
        // What a subject says of claims that are not given is counted with it.
        claims.iter().map(bytes).sum::<usize>() <= MAX_BYTES / 2
    }

    /// The token as it is readied for the roles of one world, by the number of the token.
    pub(super) fn ready(&mut self, shared: &Shared, claims: &Claims, world: u32) -> Option<&PreparedToken> {
        let at = world as usize;
        let (turn, world) = (self.worlds.get_mut(at)?, shared.worlds.get(at)?);
        if turn.number != self.number {
            turn.number = self.number;
            let token = sts::prepare(Purpose::Search(&shared.keys), claims, &world.options);
            turn.issuer = shared.issuers.get(token.issuer.host_and_path()).copied();
            turn.token = Some(token);
        }
        turn.token.as_ref()
    }

    /// How the token fares at a role.
    pub(super) fn fare(&mut self, shared: &Shared, roles: &[SetRole], claims: &Claims, role: u32) -> Fare {
        shared.door(role).map_or(Fare::Open, |door| self.fare_at(shared, roles, claims, role, door))
    }

    /// How the token fares at a role behind this door.
    pub(super) fn fare_at(
        &mut self,
        shared: &Shared,
        roles: &[SetRole],
        claims: &Claims,
        role: u32,
        door: &Door,
    ) -> Fare {
        let Some(SetRole { options, .. }) = roles.get(role as usize) else { return Fare::Open };
        if !door.plain || self.ready(shared, claims, door.world).is_none() {
            return Fare::Open;
        }
        let number = self.number;
        let Some(turn) = self.worlds.get_mut(door.world as usize) else { return Fare::Open };
        let WorldTurn { token: Some(token), issuer, results, .. } = turn else { return Fare::Open };
        let [request] = token.requests.as_slice() else { return Fare::Open };
        if token.is_rejected() || !is_accepted(token, options) {
            return Fare::Decided(Decision::denied(TrustReason::TokenRejected));
        }
        let mut test = |id: u32| -> Tri {
            let Some(known) = results.get_mut(id as usize) else { return Tri::Unknown };
            if *known >> 2 != number {
                let result = shared
                    .test(roles, id)
                    .map_or(Tri::Unknown, |test| test.evaluate(&request.context).result);
                *known = number << 2 | code(result);
            }
            of_code(*known & 3)
        };
        let mut sum = Sum::NOTHING;
        for line in slice(&shared.lines, &door.lines) {
            let named = issuer.is_some_and(|issuer| slice(&shared.named, &line.named).contains(&issuer));
            let mut whole = if named { Tri::Yes } else { line.otherwise };
            for id in slice(&shared.asked, &line.asked) {
                if whole == Tri::No {
                    break;
                }
                whole = whole.and(test(*id));
            }
            sum.add(line.effect, whole);
        }
        let mut decision = Decision::of(sum);
        if decision.verdict == Verdict::Allowed && options.rcp != Layer::Omitted {
            let role = options.role_arn.as_ref().map(RoleArn::as_str);
            decision = decision.and(resource_control(token, &options.rcp, role, request, None));
        }
        match decision.verdict {
            Verdict::Undetermined => Fare::Open,
            _ if token.doubts.is_empty() => Fare::Decided(decision),
            _ => Fare::Decided(decision.and(Decision::OPEN)),
        }
    }
}

/// Whether the provider in the role's account, as far as it is known, takes the token.
fn is_accepted(token: &PreparedToken, options: &TrustOptions) -> bool {
    options.provider.as_ref().is_none_or(|provider| {
        let registered =
            |ids: &Vec<String>| token.audience.as_ref().is_some_and(|audience| ids.contains(audience));
        provider.arn.provider() == token.issuer.host_and_path()
            && provider.client_ids.as_ref().is_none_or(registered)
    })
}

fn code(result: Tri) -> u32 {
    match result {
        Tri::No => 0,
        Tri::Unknown => 1,
        Tri::Yes => 2,
    }
}

fn of_code(code: u32) -> Tri {
    match code {
        0 => Tri::No,
        1 => Tri::Unknown,
        _ => Tri::Yes,
    }
}
