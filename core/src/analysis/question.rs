//! One question about every token: the policies, the sets and the world, compiled.

use core::cell::RefCell;

use super::engine::{Engine, TooLarge};
use super::formula::{Atoms, Bounds, Policy, Tokens, View, may_differ};
use super::join::{Ask, Choice, Chosen, Search, Stop, Tape};
use super::seeds;
use super::shape::{CLAIMS_IN_ORDER, Party, Piece, SESSION, Shape};
use super::shapes::{Maker, Observed};
use super::templates::{self, Template};
use super::token::{self, WitnessToken};
use super::words::{Cell, Kind, Word};
use super::world::{Owner, OwnerTemplate, TokenSet, World};
use crate::aws::logic::Tri;
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::error::Error;
use crate::github::{Issuer, IssuerPlatform};
use crate::knowledge::claims::PROPERTY_PREFIX;
use crate::knowledge::events::EVENTS;
use crate::knowledge::issuers::SERVER_PATH;
use crate::names::Partition;
use crate::names::arn::Arn;

/// One thing that a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// That this policy lets it in.
    Admitted(usize),
    /// That this policy keeps it out.
    Refused(usize),
    /// That this set holds it.
    In(usize),
    /// That this set does not.
    Out(usize),
}

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Want {
    pub(super) terms: Vec<Term>,
    /// Who may have the token.
    pub(super) parties: Parties,
}

/// Whose tokens are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parties {
    All,
    Others,
    One(Party),
}

impl Parties {
    fn holds(self, party: Party) -> bool {
        match self {
            Parties::All => true,
            Parties::Others => !matches!(party, Party::Ours(_)),
            Parties::One(one) => one == party,
        }
    }
}

/// The best token for a want.
#[derive(Debug, Clone)]
pub(super) struct Best {
    /// Yes: for certain. Unknown: perhaps. No: there is none.
    pub(super) grade: Tri,
    pub(super) token: Option<WitnessToken>,
    pub(super) party: Option<Party>,
    /// Why the token itself may not be.
    pub(super) doubt: Option<String>,
    /// Whether some template might do what those tried do not.
    pub(super) template_open: bool,
}

impl Best {
    const NONE: Best = Best { grade: Tri::No, token: None, party: None, doubt: None, template_open: false };
}

/// A question, ready to be asked for tokens.
pub(super) struct Question<'q> {
    pub(super) policies: Vec<&'q TrustPolicy>,
    pub(super) world: World,
    pub(super) options: &'q TrustOptions,
    pub(super) issuers: Vec<Issuer>,
    pub(super) sets: Vec<Tokens>,
    texts: Vec<TokenSet>,
    pub(super) atoms: Atoms,
    engine: Engine,
    pub(super) observed: Observed,
    properties: Vec<String>,
    templates: Vec<Template>,
    parts: Vec<String>,
    forms: Vec<(Key, Vec<Policy>)>,
    /// How many shapes were looked at.
    pub(super) cases: usize,
    /// Whether the world names no owner.
    pub(super) owners_guessed: bool,
}

/// What decides which keys a request has.
type Key = (Issuer, bool, bool);

impl<'q> Question<'q> {
    pub(super) fn new(
        policies: &[&'q TrustPolicy],
        sets: &[TokenSet],
        world: &World,
        options: &'q TrustOptions,
    ) -> Result<Question<'q>, Error> {
        world.check()?;
        let owners_guessed = world.owners.is_empty();
        let world = with_owners(world, policies);
        let issuers = issuers(policies, &world);
        let mut atoms = Atoms::default();
        let tokens = sets.iter().map(|set| Tokens::new(set, &mut atoms)).collect();
        let mut forms = Vec::new();
        for issuer in &issuers {
            for (environment, enterprise) in [(false, false), (true, false), (false, true), (true, true)] {
                let key = (issuer.clone(), environment, enterprise);
                let form = compile(policies, &world, options, &key, &mut atoms);
                forms.push((key, form));
            }
        }
        let claims: Vec<String> = atoms.list.iter().map(|atom| atom.claim.clone()).collect();
        let on_subject = || atoms.list.iter().filter(|atom| atom.claim == "sub").flat_map(|atom| &atom.globs);
        let templates = templates::candidates(on_subject());
        let known = world.owners.iter().filter_map(|owner| match &owner.template {
            OwnerTemplate::Keys(keys) => keys.as_deref(),
            OwnerTemplate::Unknown => None,
        });
        let mut properties: Vec<String> = templates
            .iter()
            .filter_map(Template::keys)
            .chain(known)
            .flatten()
            .chain(&claims)
            .filter(|key| key.starts_with(PROPERTY_PREFIX))
            .cloned()
            .collect();
        properties.sort_unstable();
        properties.dedup();
        let mut spelt: Vec<String> = world.audiences.clone();
        spelt.extend(world.provider.iter().filter_map(|provider| provider.client_ids.clone()).flatten());
        spelt.extend(world.owners.iter().flat_map(|owner| {
            owner
                .repositories
                .iter()
                .chain(&owner.id)
                .chain(&owner.enterprise_id)
                .cloned()
                .collect::<Vec<_>>()
        }));
        spelt.extend(world.repository_ids.iter().flat_map(|(id, name)| [id.clone(), name.clone()]));
        spelt.extend(properties.iter().cloned());
        // What is listed word by word is spelt out where somebody asks for it.
        let listed = |claim: &str, texts: &[&str]| -> Vec<String> {
            let asked = claims.iter().chain(properties_of(&world)).any(|one| one == claim);
            if asked { texts.iter().map(|text| (*text).to_owned()).collect() } else { Vec::new() }
        };
        let events: Vec<&str> = EVENTS.iter().map(|event| event.name).collect();
        spelt.extend(listed("event_name", &events));
        spelt.extend(listed("repository_visibility", &["private", "public", "internal"]));
        spelt.extend(listed("runner_environment", &["github-hosted", "self-hosted"]));
        spelt.extend(listed("ref_protected", &["true", "false"]));
        let engine = Engine::new(&atoms, world.logins(), &spelt);
        Ok(Question {
            policies: policies.to_vec(),
            issuers,
            sets: tokens,
            texts: sets.to_vec(),
            parts: seeds::parts(&atoms),
            engine,
            observed: Observed { claims: claims.into_iter().filter(|claim| claim != "sub").collect() },
            properties,
            templates,
            forms,
            atoms,
            world,
            options,
            cases: 0,
            owners_guessed,
        })
    }

    pub(super) fn states(&self) -> usize {
        self.engine.states
    }

    /// The best token for a want: a certain one where there is one. With `enough` a lesser one ends the search.
    pub(super) fn best(&mut self, want: &Want, enough: Tri) -> Result<Best, Stop> {
        let mut best = Best::NONE;
        for issuer in self.issuers.clone() {
            let parties = self.maker(&issuer).parties();
            for party in parties.into_iter().filter(|party| want.parties.holds(*party)) {
                self.of_party(&issuer, party, want, enough, &mut best)?;
                if best.grade >= enough {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    fn maker<'m>(&'m self, issuer: &'m Issuer) -> Maker<'m> {
        Maker { world: &self.world, issuer, observed: &self.observed, properties: &self.properties }
    }

    fn of_party(
        &mut self,
        issuer: &Issuer,
        party: Party,
        want: &Want,
        enough: Tri,
        best: &mut Best,
    ) -> Result<(), Stop> {
        if let Some(template) = self.maker(issuer).known_template(party) {
            for shape in self.maker(issuer).under(party, &template)? {
                self.of_shape(&shape, want, enough, best)?;
                if best.grade >= enough {
                    break;
                }
            }
            return Ok(());
        }
        // Over all templates at once; where that finds nothing better there is nothing.
        let mut outer = Tri::No;
        for shape in self.maker(issuer).outer(party) {
            outer = outer.max(self.outer(&shape, want, outer)?);
        }
        if outer <= best.grade {
            return Ok(());
        }
        for template in self.templates.clone() {
            for shape in self.maker(issuer).under(party, &template)? {
                self.of_shape(&shape, want, enough, best)?;
                if best.grade >= enough || best.grade >= outer {
                    return Ok(());
                }
            }
        }
        best.template_open = true;
        Ok(())
    }

    fn form(&self, shape: &Shape) -> &[Policy] {
        let key = (shape.issuer.clone(), shape.environment, shape.enterprise);
        self.forms.iter().find(|(known, _)| *known == key).map_or(&[], |(_, form)| form.as_slice())
    }

    fn tapes(&self, shape: &Shape, want: &Want) -> Vec<Tape> {
        let mut used: Vec<usize> = Vec::new();
        for term in &want.terms {
            match term {
                Term::Admitted(index) | Term::Refused(index) => {
                    used.extend(self.form(shape).get(*index).into_iter().flat_map(Policy::atoms));
                }
                Term::In(index) | Term::Out(index) => {
                    used.extend(self.sets.get(*index).into_iter().flat_map(Tokens::atoms));
                }
            }
        }
        used.sort_unstable();
        used.dedup();
        used.into_iter()
            .filter_map(|atom| {
                let claim = &self.atoms.list.get(atom)?.claim;
                Some(Tape { atom, row: shape.claim(claim, &self.properties)? })
            })
            .collect()
    }

    fn choices(&self, shape: &Shape, tapes: &[Tape]) -> Vec<Choice> {
        let mut words: Vec<Word> = Vec::new();
        for piece in tapes.iter().flat_map(|tape| &tape.row) {
            if let Piece::Word { word, .. } = piece
                && !words.contains(word)
            {
                words.push(*word);
            }
        }
        let ours = self.world.logins();
        words
            .into_iter()
            .map(|word| Choice {
                word,
                kind: shape.kind(word),
                seeds: seeds::seeds(word, shape, &ours, &self.parts, self.audience()),
            })
            .collect()
    }

    fn audience(&self) -> &'static str {
        let partition = self.world.partition.as_ref().map_or("aws", Partition::as_str);
        Issuer::sts_audience(partition).unwrap_or("sts.amazonaws.com")
    }

    fn outer(&mut self, shape: &Shape, want: &Want, best: Tri) -> Result<Tri, Stop> {
        self.cases += 1;
        let tapes = self.tapes(shape, want);
        let choices = self.choices(shape, &tapes);
        let form = self.form(shape).to_vec();
        let count = self.atoms.list.len();
        let has = |claim: &str| shape.claim(claim, &self.properties).is_some();
        let weigh = || Weigh { want, form: &form, sets: &self.sets, has: &has };
        let grade = Search::run(&mut self.engine, &tapes, choices, &mut weigh(), count, (best, Tri::Yes))?;
        if grade <= best {
            return Ok(grade);
        }
        // Something is left: the same again, with the subject held to what the other claims fit.
        let of_subject =
            |tape: &Tape| matches!(tape.row.as_slice(), [Piece::Word { word: Word::Subject, .. }]);
        let (subject, rest): (Vec<Tape>, Vec<Tape>) = tapes.into_iter().partition(of_subject);
        let printed: Vec<usize> = rest.iter().map(|tape| tape.atom).collect();
        let choices = self.choices(shape, &rest);
        let mut collect = Collect { weigh: weigh(), of: &printed, found: Vec::new() };
        Search::run(&mut self.engine, &rest, choices, &mut collect, count, (best, Tri::Yes))?;
        let mut whole = Tri::No;
        for known in collect.found {
            let cells = printed.iter().filter_map(|atom| {
                let one = self.atoms.list.get(*atom)?;
                let fits = known.get(*atom) == Some(&Tri::Yes);
                Some(Cell { claim: one.claim.clone(), globs: one.globs.clone(), fits })
            });
            let mut shape = shape.clone();
            let cells: Vec<Cell> = cells.collect();
            for (word, kind) in &mut shape.kinds {
                if let (Word::Subject, Kind::Subject(kind)) = (word, kind) {
                    kind.cells.clone_from(&cells);
                }
            }
            let choices = self.choices(&shape, &subject);
            let mut ask = Held { weigh: weigh(), held: &known, of: &printed };
            let found = Search::run(
                &mut self.engine,
                &subject,
                choices,
                &mut ask,
                count,
                (best.max(whole), Tri::Yes),
            )?;
            whole = whole.max(found);
        }
        Ok(whole)
    }

    fn of_shape(&mut self, shape: &Shape, want: &Want, enough: Tri, best: &mut Best) -> Result<(), Stop> {
        self.cases += 1;
        let ceiling = if shape.doubt.is_some() { Tri::Unknown } else { Tri::Yes };
        if ceiling <= best.grade {
            return Ok(());
        }
        let tapes = self.tapes(shape, want);
        let choices = self.choices(shape, &tapes);
        let form = self.form(shape).to_vec();
        let has = |claim: &str| shape.claim(claim, &self.properties).is_some();
        let found = RefCell::new(None);
        let ours = self.world.logins();
        let audience = self.audience();
        let asked = &self.observed.claims;
        let defaults = {
            let parts = &self.parts;
            let ours = &ours;
            move |word: Word| seeds::seeds(word, shape, ours, parts, audience).into_iter().next()
        };
        let grade = {
            let mint = |chosen: &Chosen, formula: Tri| -> Result<Tri, Error> {
                let token = token::mint(shape, chosen, asked, &self.properties, &defaults);
                let grade = confirm(&token, shape, want, formula, &self.policies, &self.texts, self.options)?;
                if grade > Tri::No {
                    *found.borrow_mut() = Some((grade, token));
                }
                Ok(grade)
            };
            let weigh = Weigh { want, form: &form, sets: &self.sets, has: &has };
            let mut ask = Mint { weigh, ceiling, mint: &mint, found: best.grade };
            let range = (best.grade, enough.min(ceiling));
            Search::run(&mut self.engine, &tapes, choices, &mut ask, self.atoms.list.len(), range)?
        };
        if let Some((_, token)) = found.into_inner()
            && grade > best.grade
        {
            let doubt = shape.doubt.clone();
            *best = Best { grade, token: Some(token), party: Some(shape.party), doubt, ..best.clone() };
        }
        Ok(())
    }
}

/// A formula over the atoms of a shape.
struct Weigh<'w> {
    want: &'w Want,
    form: &'w [Policy],
    sets: &'w [Tokens],
    has: &'w dyn Fn(&str) -> bool,
}

impl Weigh<'_> {
    fn bounds(&self, term: Term, known: &[Tri]) -> Bounds {
        let no = Bounds::of(Tri::No);
        let policy = |index: usize| self.form.get(index).map_or(no, |policy| policy.bounds(known, &[]));
        let set = |index: usize| self.sets.get(index).map_or(no, |set| set.bounds(known, self.has));
        match term {
            Term::Admitted(index) => policy(index),
            Term::Refused(index) => policy(index).not(),
            Term::In(index) => set(index),
            Term::Out(index) => set(index).not(),
        }
    }

    fn most_of(&self, known: &[Tri]) -> Tri {
        let most = |term: &Term| self.bounds(*term, known).most;
        self.want.terms.iter().map(most).min().unwrap_or(Tri::No)
    }

    /// What a whole token comes to. Where both policies are open they may be open for the same reason.
    fn whole(&self, known: &[Tri]) -> Tri {
        let grade = self.most_of(known);
        if let (Tri::Unknown, [Term::Admitted(one), Term::Refused(other)]) =
            (grade, self.want.terms.as_slice())
            && let (Some(one), Some(other)) = (self.form.get(*one), self.form.get(*other))
            && !may_differ(one, other, known)
        {
            return Tri::No;
        }
        grade
    }
}

impl Ask for Weigh<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.most_of(known)
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        Ok(self.whole(known))
    }
}

/// Gathers what the claims besides the subject can come to together.
struct Collect<'c> {
    weigh: Weigh<'c>,
    of: &'c [usize],
    found: Vec<Vec<Tri>>,
}

impl Ask for Collect<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.weigh.most_of(known)
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        let same = |one: &Vec<Tri>| self.of.iter().all(|atom| one.get(*atom) == known.get(*atom));
        if !self.found.iter().any(same) {
            self.found.push(known.to_vec());
        }
        Ok(Tri::No)
    }
}

/// A formula of which some atoms are known beforehand.
struct Held<'h> {
    weigh: Weigh<'h>,
    held: &'h [Tri],
    of: &'h [usize],
}

impl Held<'_> {
    fn with(&self, known: &[Tri]) -> Vec<Tri> {
        let mut out = known.to_vec();
        for atom in self.of {
            if let (Some(slot), Some(value)) = (out.get_mut(*atom), self.held.get(*atom)) {
                *slot = *value;
            }
        }
        out
    }
}

impl Ask for Held<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        self.weigh.most_of(&self.with(known))
    }

    fn token(&mut self, known: &[Tri], _: &Chosen) -> Result<Tri, Error> {
        Ok(self.weigh.whole(&self.with(known)))
    }
}

/// A formula, with every token minted and put to the policies.
struct Mint<'m> {
    weigh: Weigh<'m>,
    ceiling: Tri,
    mint: &'m dyn Fn(&Chosen, Tri) -> Result<Tri, Error>,
    found: Tri,
}

impl Ask for Mint<'_> {
    fn most(&self, known: &[Tri]) -> Tri {
        // What is open is settled by the token itself, perhaps.
        self.weigh.most_of(known).min(self.ceiling)
    }

    fn token(&mut self, known: &[Tri], chosen: &Chosen) -> Result<Tri, Error> {
        let grade = self.weigh.whole(known).min(self.ceiling);
        if grade <= self.found {
            return Ok(Tri::No);
        }
        let grade = (self.mint)(chosen, grade)?;
        self.found = self.found.max(grade);
        Ok(grade)
    }
}

/// What `build_subject` and `check_trust` make of a token that the automata found.
fn confirm(
    token: &WitnessToken,
    shape: &Shape,
    want: &Want,
    formula: Tri,
    policies: &[&TrustPolicy],
    sets: &[TokenSet],
    options: &TrustOptions,
) -> Result<Tri, Error> {
    if !token.is_minted(shape.doubt.is_some())? {
        return Err(token::fault(token, "`build_subject` does not give its subject"));
    }
    let mut grade = Tri::Yes;
    for term in &want.terms {
        let verdict = |index: usize| {
            policies.get(index).map_or(Verdict::Denied, |policy| token.verdict(policy, options))
        };
        let tri = |verdict: Verdict| match verdict {
            Verdict::Allowed => Tri::Yes,
            Verdict::Undetermined => Tri::Unknown,
            Verdict::Denied => Tri::No,
        };
        let holds = |index: usize| Tri::from(sets.get(index).is_some_and(|set| set.holds(&token.claims)));
        grade = grade.and(match term {
            Term::Admitted(index) => tri(verdict(*index)),
            Term::Refused(index) => tri(verdict(*index)).not(),
            Term::In(index) => holds(*index),
            Term::Out(index) => holds(*index).not(),
        });
    }
    if shape.doubt.is_some() {
        grade = grade.and(Tri::Unknown);
    }
    if formula == Tri::Yes && grade != Tri::Yes {
        return Err(token::fault(token, "`check_trust` says otherwise"));
    }
    Ok(grade)
}

/// The keys of the templates that are known.
fn properties_of(world: &World) -> impl Iterator<Item = &String> {
    let known = world.owners.iter().filter_map(|owner| match &owner.template {
        OwnerTemplate::Keys(keys) => keys.as_ref(),
        OwnerTemplate::Unknown => None,
    });
    known.flatten()
}

/// The world with the owners that the policies name, where it names none.
fn with_owners(world: &World, policies: &[&TrustPolicy]) -> World {
    let mut world = world.clone();
    if !world.owners.is_empty() {
        return world;
    }
    let values = policies.iter().flat_map(|policy| policy.values_of("sub"));
    for value in values {
        let Some((login, _)) = value.strip_prefix("repo:").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let login = login.split('@').next().unwrap_or(login);
        let known = world.owners.iter().any(|owner| owner.login.eq_ignore_ascii_case(login));
        if !known
            && crate::names::check_owner(login).is_ok()
            && world.owners.len() < crate::limits::MAX_CLASSES
        {
            world.owners.push(Owner {
                template: OwnerTemplate::Unknown,
                form: super::world::SubjectForm::Either,
                ..Owner::new(login)
            });
        }
    }
    world
}

/// The issuers whose tokens are looked at: that of the provider; else those of GitHub's that the policies name.
fn issuers(policies: &[&TrustPolicy], world: &World) -> Vec<Issuer> {
    let of = |arn: &str| -> Option<Issuer> {
        let arn: Arn = arn.parse().ok()?;
        arn.resource().strip_prefix("oidc-provider/")?.parse().ok()
    };
    if let Some(provider) = &world.provider {
        return of(provider.arn.as_str()).into_iter().collect();
    }
    let mut out: Vec<Issuer> = Vec::new();
    for issuer in policies.iter().flat_map(|policy| policy.federated()).filter_map(of) {
        let ours = match world.platform {
            None => issuer.platform() != IssuerPlatform::Other,
            Some(crate::github::Platform::GithubCom) => issuer.platform() == IssuerPlatform::GithubCom,
            Some(crate::github::Platform::GheCom) => issuer.platform() == IssuerPlatform::GheCom,
            Some(crate::github::Platform::Ghes(_)) => issuer.path() == Some(SERVER_PATH),
        };
        if ours && !out.contains(&issuer) {
            out.push(issuer);
        }
    }
    if out.is_empty() {
        out.push(Issuer::default());
    }
    out
}

fn compile(
    policies: &[&TrustPolicy],
    world: &World,
    options: &TrustOptions,
    (issuer, environment, enterprise): &Key,
    atoms: &mut Atoms,
) -> Vec<Policy> {
    let observed = Observed::default();
    let maker = Maker { world, issuer, observed: &observed, properties: &[] };
    let outline = maker.outline(*environment, *enterprise);
    let mut claims = outline.sample_claims(&[]);
    claims.set("sub", "repo:octo-org/app:pull_request".into());
    if let Some(audience) = world.provider.as_ref().and_then(|provider| provider.client_ids.as_ref()?.first())
    {
        claims.set("aud", audience.as_str().into());
    }
    let is_text = |claim: &str| {
        CLAIMS_IN_ORDER.contains(&claim) && outline.claim(claim, &[]).is_some() || claim == "sub"
    };
    let view = View {
        prefix: issuer.condition_key("").to_ascii_lowercase(),
        is_text: &is_text,
        free_session: options.role_session_name.is_none()
            && !options.context.iter().any(|(key, _)| key.eq_ignore_ascii_case(SESSION)),
    };
    policies
        .iter()
        .map(|policy| {
            let (entrances, _) = policy.entrances(&claims, options);
            Policy::new(&entrances, options.rcp_unknown(), &view, atoms)
        })
        .collect()
}

/// The options of `check_trust` in a world.
pub(super) fn options(world: &World) -> TrustOptions {
    TrustOptions {
        role_session_name: world.role_session_name.clone(),
        provider: world.provider.clone(),
        context: world.context.clone(),
        partition: world.partition.clone(),
        rcp: world.rcp.clone(),
        as_of: world.as_of.clone(),
        ..TrustOptions::default()
    }
}

/// Which claim has the patterns that need most states.
pub(super) fn too_large(large: &TooLarge) -> String {
    format!(
        "the patterns of `{}` need more than {} states: ask about fewer patterns, or patterns with fewer stars",
        large.claim,
        crate::limits::MAX_STATES
    )
}
