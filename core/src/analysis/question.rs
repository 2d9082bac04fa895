//! One question about every token: the policies, the sets and the world, compiled; and the search over its shapes.

use core::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::compile::{Key, compile, issuers, with_owners};
use super::engine::{Engine, Read, Seeds};
use super::formula::{Atoms, Policy, Tokens};
use super::hash::Hasher;
use super::join::{Choice, Chosen, Search, Stop, Tape};
use super::matcher::Glob;
use super::segments::Subjects;
use super::shape::{Party, Shape};
use super::shapes::{Maker, Observed};
use super::templates::{self, Template};
use super::weigh::{Best, Collect, Held, Mint, Term, Want, Weigh, confirm};
use super::words::Word;
use super::world::{OwnerTemplate, TokenSet, World};
use super::{seeds, token};
use crate::aws::logic::Tri;
use crate::aws::{TrustOptions, TrustPolicy};
use crate::error::Error;
use crate::github::Issuer;
use crate::knowledge::claims::PROPERTY_PREFIX;
use crate::names::Partition;
use crate::sort::sort_and_dedup;

/// A question, ready to be asked for tokens.
pub(super) struct Question<'q> {
    pub(super) policies: Vec<&'q TrustPolicy>,
    pub(super) world: World,
    pub(super) options: &'q TrustOptions,
    issuers: Vec<Issuer>,
    sets: Vec<Tokens>,
    texts: Vec<TokenSet>,
    atoms: Atoms,
    engine: Engine,
    /// The claims that the policies test.
    tested: Vec<String>,
    properties: Vec<String>,
    templates: Option<Rc<[Template]>>,
    /// Parts of patterns that are tried as words.
    parts: Vec<String>,
    forms: Vec<(Key, Rc<[Policy]>)>,
    shapes: Vec<(ShapesOf, Rc<[Shape]>)>,
    seeds: HashMap<(Word, usize), Option<Rc<Seeds>>, Hasher>,
    /// How many shapes were looked at.
    pub(super) cases: usize,
    /// Whether the world names no owner.
    pub(super) owners_guessed: bool,
}

/// Whose shapes, under which template, told apart by which claims.
#[derive(Debug, PartialEq)]
struct ShapesOf {
    issuer: Issuer,
    party: Party,
    /// `None` for those of every template.
    template: Option<Template>,
    observed: Vec<String>,
}

/// Whose tokens are looked for, and for what.
#[derive(Clone, Copy)]
struct Hunt<'h> {
    issuer: &'h Issuer,
    party: Party,
    observed: &'h Observed,
    want: &'h Want,
    /// A token of this grade ends the search.
    enough: Tri,
}

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
        // A token with every claim meets every test.
        let full = |issuer: &Issuer| {
            let key = (issuer.clone(), true, true);
            let form = compile(policies, &world, options, &key, &mut atoms);
            (key, form.into())
        };
        let forms: Vec<(Key, Rc<[Policy]>)> = issuers.iter().map(full).collect();
        let mut tested: Vec<String> = atoms.list.iter().map(|atom| atom.claim.clone()).collect();
        // Whether a token has these may be tested without regard to what they say.
        let perhaps = ["environment", "enterprise_id"].into_iter();
        let looks = |claim: &str| {
            policies.iter().any(|policy| policy.tests_claim(claim)) || !world.rcp.documents().is_empty()
        };
        tested.extend(perhaps.filter(|claim| looks(claim)).map(str::to_owned));
        sort_and_dedup(&mut tested);
        let tokens = sets.iter().map(|set| Tokens::new(set, &mut atoms)).collect();
        let registered = world.provider.iter().filter_map(|provider| provider.client_ids.clone()).flatten();
        let spelt = world.audiences.iter().cloned().chain(registered);
        let mut engine = Engine::new(&atoms, world.logins(), spelt);
        engine.extend(&atoms);
        let properties = properties_of(&world).chain(atoms.list.iter().map(|atom| &atom.claim));
        let mut properties: Vec<String> =
            properties.filter(|key| key.starts_with(PROPERTY_PREFIX)).cloned().collect();
        sort_and_dedup(&mut properties);
        Ok(Question {
            policies: policies.to_vec(),
            issuers,
            sets: tokens,
            texts: sets.to_vec(),
            parts: seeds::parts(&atoms),
            engine,
            tested,
            properties,
            templates: None,
            forms,
            shapes: Vec::new(),
            seeds: HashMap::default(),
            atoms,
            world,
            options,
            cases: 0,
            owners_guessed,
        })
    }

    /// Takes up one more set of tokens, and gives its number; `None` where it names characters that the question cannot
    /// tell apart.
    pub(super) fn add(&mut self, set: &TokenSet) -> Option<usize> {
        let patterns = set.classes.iter().flat_map(|class| class.claims.iter().chain(&class.not));
        let globs: Vec<Glob> = patterns
            .flat_map(|(_, patterns)| patterns.iter().flatten())
            .map(|text| Glob::written(text))
            .collect();
        if !self.engine.tells(&globs) {
            return None;
        }
        self.sets.push(Tokens::new(set, &mut self.atoms));
        self.texts.push(set.clone());
        self.engine.extend(&self.atoms);
        Some(self.sets.len() - 1)
    }

    /// As [`Question::add`], with automata that tell more characters apart.
    pub(super) fn renew(&mut self, set: &TokenSet) -> Result<usize, Error> {
        let mut sets = self.texts.clone();
        sets.push(set.clone());
        let (cases, states, guessed) = (self.cases, self.engine.states, self.owners_guessed);
        *self = Question::new(&self.policies, &sets, &self.world, self.options)?;
        (self.cases, self.engine.states, self.owners_guessed) = (cases, states, guessed);
        Ok(sets.len() - 1)
    }

    pub(super) fn states(&self) -> usize {
        self.engine.states
    }

    /// The claims that the policies test.
    pub(super) fn tested(&self) -> &[String] {
        &self.tested
    }

    /// Every claim that is looked at.
    pub(super) fn claims(&self) -> impl Iterator<Item = &str> {
        self.atoms.list.iter().map(|atom| atom.claim.as_str())
    }

    /// The claims besides the subject that decide a want.
    fn observed(&self, want: &Want) -> Observed {
        let sets = want.terms.iter().filter_map(|term| match term {
            Term::In(index) | Term::Out(index) => self.sets.get(*index),
            _ => None,
        });
        let mut claims: Vec<String> = sets.flat_map(Tokens::claims).map(str::to_owned).collect();
        claims.extend(self.tested.iter().cloned());
        claims.retain(|claim| claim != "sub");
        sort_and_dedup(&mut claims);
        Observed { claims }
    }

    /// The best token for a want: a certain one where there is one. With `enough` a lesser one ends the search.
    pub(super) fn best(&mut self, want: &Want, enough: Tri) -> Result<Best, Stop> {
        let mut best = Best::NONE;
        let observed = &self.observed(want);
        for issuer in &self.issuers.clone() {
            let parties = self.maker(issuer, observed).parties();
            for party in parties.into_iter().filter(|party| want.parties.holds(*party)) {
                self.of_party(Hunt { issuer, party, observed, want, enough }, &mut best)?;
                if best.grade >= enough {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    fn maker<'m>(&'m self, issuer: &'m Issuer, observed: &'m Observed) -> Maker<'m> {
        Maker { world: &self.world, issuer, observed, properties: &self.properties }
    }

    fn of_party(&mut self, hunt: Hunt<'_>, best: &mut Best) -> Result<(), Stop> {
        if let Some(template) = self.maker(hunt.issuer, hunt.observed).known_template(hunt.party) {
            return self.under(hunt, &template, best);
        }
        // Over all templates at once; where that finds nothing better there is nothing.
        let (mut outer, mut tried) = (best.grade, vec![Template { keys: None, guessed: true }]);
        for shape in self.shapes_of(hunt, None)?.iter() {
            let (grade, keys) = self.outer(shape, hunt, outer)?;
            if grade > outer {
                outer = grade;
                tried.extend(Template::guess(keys).filter(|one| !tried.contains(one)));
            }
        }
        if outer <= best.grade {
            return Ok(());
        }
        let mut index = 0;
        while let Some(template) = tried.get(index).cloned() {
            index += 1;
            self.name_properties(template.keys().unwrap_or_default());
            self.under(hunt, &template, best)?;
            if best.grade >= hunt.enough || best.grade >= outer {
                return Ok(());
            }
            if index == tried.len() {
                let more: Vec<Template> =
                    self.templates().iter().filter(|one| !tried.contains(one)).cloned().collect();
                tried.extend(more);
            }
        }
        best.template_open = true;
        Ok(())
    }

    /// Templates in which the patterns on the subject can find what they ask for.
    fn templates(&mut self) -> Rc<[Template]> {
        let atoms = &self.atoms;
        let on_subject = || atoms.list.iter().filter(|atom| atom.claim == "sub").flat_map(|atom| &atom.globs);
        Rc::clone(self.templates.get_or_insert_with(|| templates::candidates(on_subject()).into()))
    }

    fn name_properties(&mut self, keys: &[String]) {
        for key in keys.iter().filter(|key| key.starts_with(PROPERTY_PREFIX)) {
            if !self.properties.contains(key) {
                self.properties.push(key.clone());
            }
        }
    }

    fn under(&mut self, hunt: Hunt<'_>, template: &Template, best: &mut Best) -> Result<(), Stop> {
        for shape in self.shapes_of(hunt, Some(template))?.iter() {
            self.of_shape(shape, hunt, best)?;
            if best.grade >= hunt.enough {
                break;
            }
        }
        Ok(())
    }

    /// The shapes of a party under a template; under all of them where none is given.
    fn shapes_of(&mut self, hunt: Hunt<'_>, template: Option<&Template>) -> Result<Rc<[Shape]>, Error> {
        let of = ShapesOf {
            issuer: hunt.issuer.clone(),
            party: hunt.party,
            template: template.cloned(),
            observed: hunt.observed.claims.clone(),
        };
        if let Some((_, known)) = self.shapes.iter().find(|(known, _)| *known == of) {
            return Ok(Rc::clone(known));
        }
        let maker = self.maker(hunt.issuer, hunt.observed);
        let shapes: Rc<[Shape]> = match template {
            Some(template) => maker.under(hunt.party, template)?.into(),
            None => maker.outer(hunt.party).into(),
        };
        self.shapes.push((of, Rc::clone(&shapes)));
        Ok(shapes)
    }

    fn form(&mut self, shape: &Shape) -> Rc<[Policy]> {
        let is_of_shape = |(issuer, environment, enterprise): &Key| {
            (*environment, *enterprise) == (shape.environment, shape.enterprise) && *issuer == shape.issuer
        };
        if let Some((_, form)) = self.forms.iter().find(|(known, _)| is_of_shape(known)) {
            return Rc::clone(form);
        }
        let key = (shape.issuer.clone(), shape.environment, shape.enterprise);
        let form: Rc<[Policy]> =
            compile(&self.policies, &self.world, self.options, &key, &mut self.atoms).into();
        self.engine.extend(&self.atoms);
        self.forms.push((key, Rc::clone(&form)));
        form
    }

    fn tapes(&mut self, shape: &Shape, form: &[Policy], want: &Want) -> Vec<Tape> {
        let mut used: Vec<usize> = Vec::new();
        for term in &want.terms {
            match term {
                Term::Admitted(index) | Term::Refused(index) => {
                    used.extend(form.get(*index).into_iter().flat_map(Policy::atoms));
                }
                Term::In(index) | Term::Out(index) => {
                    used.extend(self.sets.get(*index).into_iter().flat_map(Tokens::atoms));
                }
            }
        }
        sort_and_dedup(&mut used);
        let Question { atoms, properties, engine, .. } = self;
        let row = |atom: usize| shape.claim(&atoms.list.get(atom)?.claim, properties);
        let rows = used.into_iter().filter_map(|atom| Some((atom, row(atom)?)));
        rows.map(|(atom, row)| Tape { atom, row: engine.reads(&row) }).collect()
    }

    /// The claims of sets that tokens of a shape lack.
    fn lacking(&self, shape: &Shape) -> Vec<String> {
        let mut out: Vec<&str> = self.sets.iter().flat_map(Tokens::claims).collect();
        sort_and_dedup(&mut out);
        out.retain(|claim| shape.claim(claim, &self.properties).is_none());
        out.into_iter().map(str::to_owned).collect()
    }

    /// The words of some tapes; with words that read well to try first.
    fn choices(&mut self, shape: &Shape, tapes: &[Tape], seeded: bool) -> Vec<Choice> {
        let mut out: Vec<Choice> = Vec::new();
        for piece in tapes.iter().flat_map(|tape| &tape.row) {
            let Read::Word { word, .. } = piece else { continue };
            if out.iter().any(|choice| choice.word == *word) {
                continue;
            }
            let language = self.engine.language(&shape.kind(*word));
            let seeds = if seeded { self.seeds(*word, language, shape) } else { None };
            out.push(Choice { word: *word, language, seeds });
        }
        out
    }

    fn seeds(&mut self, word: Word, language: usize, shape: &Shape) -> Option<Rc<Seeds>> {
        if let Some(known) = self.seeds.get(&(word, language)) {
            return known.clone();
        }
        let words = seeds::seeds(word, shape, &self.world.logins(), &self.parts, self.audience());
        let seeds = Seeds::new(language, words);
        self.seeds.insert((word, language), seeds.clone());
        seeds
    }

    fn audience(&self) -> &'static str {
        let partition = self.world.partition.as_ref().map_or("aws", Partition::as_str);
        Issuer::sts_audience(partition).unwrap_or("sts.amazonaws.com")
    }

    /// The best that a party's tokens can come to under any template, and the keys of one that may do it.
    fn outer(&mut self, shape: &Shape, hunt: Hunt<'_>, best: Tri) -> Result<(Tri, Vec<String>), Stop> {
        self.cases += 1;
        let want = hunt.want;
        let form = self.form(shape);
        let tapes = self.tapes(shape, &form, want);
        let on_subject = |tape: &Tape| self.atoms.list.get(tape.atom).is_some_and(|atom| atom.claim == "sub");
        let (subject, rest): (Vec<Tape>, Vec<Tape>) = tapes.into_iter().partition(on_subject);
        let subject: Vec<usize> = subject.iter().map(|tape| tape.atom).collect();
        let choices = self.choices(shape, &rest, false);
        let count = self.atoms.list.len();
        let lacking = self.lacking(shape);
        let has = |claim: &str| claim == "sub" || !lacking.iter().any(|known| known == claim);
        let weigh = || Weigh { want, form: &form, sets: &self.sets, has: &has };
        let forms = self.maker(hunt.issuer, hunt.observed).forms(hunt.party);
        let segments = shape.segments(hunt.observed, forms);
        let languages = |engine: &mut Engine, word: Word| engine.language(&shape.kind(word));
        let nothing = (best, Vec::new());
        let alone = Subjects::new(&mut self.engine, &segments, &languages, subject.clone()).run(
            &mut weigh(),
            count,
            (best, Tri::Yes),
        )?;
        if alone.0 <= best {
            return Ok(nothing);
        }
        // Something is left: the same again, with the subject held to what the other claims fit.
        let printed: Vec<usize> = rest.iter().map(|tape| tape.atom).collect();
        let mut collect = Collect { weigh: weigh(), of: &printed, found: Vec::new() };
        Search::run(&mut self.engine, &rest, &choices, &mut collect, count, (best, Tri::Yes))?;
        let mut whole = nothing;
        for known in collect.found {
            let mut subjects = Subjects::new(&mut self.engine, &segments, &languages, subject.clone());
            subjects.hold(shape, &self.atoms, &printed, &known);
            let mut ask = Held { weigh: weigh(), held: &known, of: &printed };
            let found = subjects.run(&mut ask, count, (whole.0, Tri::Yes))?;
            if found.0 > whole.0 {
                whole = found;
            }
        }
        Ok(whole)
    }

    fn of_shape(&mut self, shape: &Shape, hunt: Hunt<'_>, best: &mut Best) -> Result<(), Stop> {
        self.cases += 1;
        let Hunt { want, enough, .. } = hunt;
        let ceiling = if shape.doubt.is_some() { Tri::Unknown } else { Tri::Yes };
        if ceiling <= best.grade {
            return Ok(());
        }
        let form = self.form(shape);
        let tapes = self.tapes(shape, &form, want);
        let choices = self.choices(shape, &tapes, true);
        let lacking = self.lacking(shape);
        let has = |claim: &str| !lacking.iter().any(|known| known == claim);
        let found = RefCell::new(None);
        let ours = self.world.logins();
        let audience = self.audience();
        let defaults = {
            let ours = &ours;
            move |word: Word| seeds::seeds(word, shape, ours, &[], audience).into_iter().next()
        };
        let mint = |chosen: &Chosen, formula: Tri| -> Result<Tri, Error> {
            let asked = self.atoms.list.iter().map(|atom| &atom.claim).filter(|claim| *claim != "sub");
            let asked: Vec<String> = asked.cloned().collect();
            let token = token::mint(shape, chosen, &asked, &self.properties, &defaults);
            let grade = confirm(&token, shape, want, formula, &self.policies, &self.texts, self.options)?;
            if grade > Tri::No {
                *found.borrow_mut() = Some(token);
            }
            Ok(grade)
        };
        let weigh = Weigh { want, form: &form, sets: &self.sets, has: &has };
        let mut ask = Mint { weigh, ceiling, mint: &mint, found: best.grade, loose: false };
        let range = (best.grade, enough.min(ceiling));
        let grade = Search::run(&mut self.engine, &tapes, &choices, &mut ask, self.atoms.list.len(), range)?;
        let loose = ask.loose;
        if let Some(token) = found.into_inner()
            && grade > best.grade
        {
            let doubt = shape.doubt.clone();
            *best = Best { grade, token: Some(token), party: Some(shape.party), doubt, ..best.clone() };
        } else if loose && best.grade == Tri::No {
            *best = Best {
                grade: Tri::Unknown,
                party: Some(shape.party),
                doubt: Some(LOOSE.to_owned()),
                ..best.clone()
            };
        }
        Ok(())
    }
}

/// Why a class is open although the token that stands for it is not.
pub(super) const LOOSE: &str = "a test of the policy compares a number, a date, an address or two claims, which can only be decided for single tokens";

/// The keys of the templates that are known.
fn properties_of(world: &World) -> impl Iterator<Item = &String> {
    let known = world.owners.iter().filter_map(|owner| match &owner.template {
        OwnerTemplate::Keys(keys) => keys.as_ref(),
        OwnerTemplate::Unknown => None,
    });
    known.flatten()
}
