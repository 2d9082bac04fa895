//! Every shape of token in a world, grouped so that most need not be looked at.

use super::shape::{EventClass, Party, Piece, Shape};
use super::templates::Template;
use super::words::{Kind, Word};
use super::world::{Owner, OwnerTemplate, SubjectForm, World, platform_of};
use crate::error::Error;
use crate::github::{Issuer, Platform};
use crate::knowledge::events::{self, EventContext, EventRef};

/// Which claims a question looks at, besides the subject.
#[derive(Debug, Clone, Default)]
pub(super) struct Observed {
    pub(super) claims: Vec<String>,
}

impl Observed {
    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.claims.iter().any(|claim| claim == name))
    }

    /// Whether it matters in which workflow the job is written.
    pub(super) fn workflow(&self) -> bool {
        self.any(&["job_workflow_ref", "job_workflow_sha"])
    }

    /// Whether it matters if the job has an environment.
    pub(super) fn environment(&self) -> bool {
        self.any(&["environment", "environment_node_id"])
    }

    /// The same, and what a template prints.
    fn with(&self, template: Option<&[String]>) -> Observed {
        let mut claims = self.claims.clone();
        claims.extend(template.into_iter().flatten().cloned());
        Observed { claims }
    }
}

/// Where the shapes of a party come from.
pub(super) struct Maker<'m> {
    pub(super) world: &'m World,
    pub(super) issuer: &'m Issuer,
    pub(super) observed: &'m Observed,
    pub(super) properties: &'m [String],
}

/// The names of the events that give some ref.
fn names(of: &[EventRef]) -> Vec<&'static str> {
    let known = events::rows()
        .iter()
        .filter(|event| event.context == EventContext::Ref && of.contains(&event.reference));
    known.map(|event| event.name).collect()
}

fn class(names: Option<Vec<&'static str>>, reference: Kind, pull_request: bool) -> EventClass {
    EventClass { names, reference, pull_request }
}

impl Maker<'_> {
    fn platform(&self) -> Platform {
        platform_of(self.world, self.issuer)
    }

    /// The events of tokens, as far as they can be told apart.
    fn events(&self, observed: &Observed, environment: bool) -> Vec<EventClass> {
        let named = observed.any(&["event_name"]);
        let typed = observed.any(&["ref_type", "head_ref", "base_ref"]);
        let mut out = match (named || typed, environment) {
            (false, true) => vec![class(None, Kind::Ref, false)],
            (false, false) => {
                vec![class(None, Kind::BranchOrTag, false), class(None, Kind::PullOrBranch, true)]
            }
            (true, _) => {
                let both = names(&[EventRef::BranchOrTag, EventRef::Deployment]);
                let branch = names(&[EventRef::DefaultBranch, EventRef::PullRequestTarget]);
                let mut out = vec![
                    class(Some(both.clone()), Kind::Branch, false),
                    class(Some(both), Kind::Tag, false),
                    class(Some(vec!["pull_request"]), Kind::Pull, true),
                ];
                if named {
                    out.extend([
                        class(Some(branch), Kind::Branch, false),
                        class(Some(names(&[EventRef::Tag])), Kind::Tag, false),
                        class(Some(names(&[EventRef::MergeQueue])), Kind::Queue, false),
                    ]);
                }
                out.push(class(Some(vec!["pull_request"]), Kind::Branch, true));
                out
            }
        };
        if self.world.undocumented {
            let unpublished =
                events::rows().iter().filter(|event| event.context == EventContext::Unpublished);
            out.push(class(Some(unpublished.map(|event| event.name).collect()), Kind::Pull, true));
            out.push(class(Some(names(&[EventRef::Deployment])), Kind::OneOf(vec![String::new()]), false));
        }
        out
    }

    fn called(&self, observed: &Observed) -> &'static [bool] {
        if observed.workflow() { &[false, true] } else { &[false] }
    }

    fn ids(&self) -> Vec<String> {
        self.world.owners.iter().filter_map(|owner| owner.id.clone()).collect()
    }

    fn kinds(&self, party: Party) -> Vec<(Word, Kind)> {
        let mut kinds = Vec::new();
        let ours = matches!(party, Party::Ours(_));
        let registered = self.world.provider.as_ref().and_then(|provider| provider.client_ids.clone());
        let listed = (!self.world.audiences.is_empty()).then(|| self.world.audiences.clone());
        let audiences = match (registered, listed) {
            (Some(ids), Some(listed)) => Some(ids.into_iter().filter(|id| listed.contains(id)).collect()),
            (one, other) => one.or(other),
        };
        kinds.extend(audiences.map(|texts| (Word::Audience, Kind::OneOf(texts))));
        if !self.world.callable && !ours {
            kinds.push((Word::CalledOwner, Kind::ForeignLogin));
        }
        if !ours {
            let repositories = self.world.repository_ids.iter().map(|(id, _)| id.clone()).collect();
            kinds.push((Word::RepositoryId, Kind::IdBut(repositories)));
            let enterprises =
                self.world.owners.iter().filter_map(|owner| owner.enterprise_id.clone()).collect();
            kinds.push((Word::Enterprise, Kind::IdBut(enterprises)));
            kinds.push((Word::OwnerId, Kind::IdBut(self.ids())));
        }
        kinds
    }

    fn owner(&self, index: usize) -> Option<&Owner> {
        self.world.owners.get(index)
    }

    /// What is settled of a party, each case once: its login and ids, and where one is known by its id, its repository.
    fn settled(&self, party: Party, observed: &Observed, immutable: bool) -> Vec<Settled> {
        let index = match party {
            Party::Strangers => return vec![Settled::default()],
            Party::Ours(index) | Party::Recycled(index) => index,
        };
        let Some(owner) = self.owner(index) else { return Vec::new() };
        let mut fixed = vec![(Word::Owner, owner.login.clone())];
        if matches!(party, Party::Recycled(_)) {
            return vec![Settled { fixed, kinds: Vec::new() }];
        }
        fixed.extend(owner.id.clone().map(|id| (Word::OwnerId, id)));
        fixed.extend(owner.enterprise_id.clone().map(|id| (Word::Enterprise, id)));
        let listed = |names: &[String]| -> Vec<String> {
            owner.repositories.iter().filter(|name| !names.contains(name)).cloned().collect()
        };
        let rest = |names: Vec<String>| match owner.repositories.is_empty() {
            true => Kind::NameBut(names),
            false => Kind::OneOf(listed(&names)),
        };
        let own = |(id, repository): &(String, String)| {
            let (login, name) = repository.split_once('/')?;
            (login == owner.login).then(|| (id.clone(), name.to_owned()))
        };
        let known: Vec<(String, String)> = self.world.repository_ids.iter().filter_map(own).collect();
        if known.is_empty() || !(immutable || observed.any(&["repository_id"])) {
            return vec![Settled { fixed, kinds: vec![(Word::Name, rest(Vec::new()))] }];
        }
        let one = |(id, name): &(String, String)| {
            let mut fixed = fixed.clone();
            fixed.extend([(Word::RepositoryId, id.clone()), (Word::Name, name.clone())]);
            Settled { fixed, kinds: Vec::new() }
        };
        let mut out: Vec<Settled> = known.iter().map(one).collect();
        let (ids, names): (Vec<String>, Vec<String>) = known.into_iter().unzip();
        if !owner.repositories.is_empty() && listed(&names).is_empty() {
            return out;
        }
        let kinds = vec![(Word::Name, rest(names)), (Word::RepositoryId, Kind::IdBut(ids))];
        out.push(Settled { fixed, kinds });
        out
    }

    /// The forms of subject that a party may have, legacy first.
    pub(super) fn forms(&self, party: Party) -> &'static [bool] {
        if matches!(self.platform(), Platform::Ghes(_)) {
            return &[false];
        }
        let form = match party {
            Party::Ours(index) => self.owner(index).map_or(SubjectForm::Either, |owner| owner.form),
            _ => SubjectForm::Either,
        };
        match form {
            SubjectForm::Legacy => &[false],
            SubjectForm::Immutable => &[true],
            SubjectForm::Either => &[false, true],
        }
    }

    fn enterprises(&self, party: Party, observed: &Observed) -> Vec<bool> {
        match party {
            Party::Ours(index) => vec![self.owner(index).is_some_and(|owner| owner.enterprise_id.is_some())],
            _ if observed.any(&["enterprise", "enterprise_id"]) => vec![false, true],
            _ => vec![false],
        }
    }

    fn blank(&self, party: Party) -> Shape {
        Shape {
            party,
            issuer: self.issuer.clone(),
            platform: self.platform(),
            template: None,
            immutable: false,
            environment: false,
            enterprise: false,
            called: false,
            event: class(None, Kind::Ref, false),
            fixed: Vec::new(),
            kinds: self.kinds(party),
            subject: Vec::new(),
            doubt: None,
            counts: false,
        }
    }

    /// A shape for what only asks which claims a token has.
    pub(super) fn outline(&self, environment: bool, enterprise: bool) -> Shape {
        let subject = vec![Piece::text("repo:octo-org/app:pull_request")];
        Shape { environment, enterprise, subject, ..self.blank(Party::Strangers) }
    }

    /// Every shape of a party under one template, those that read best first.
    pub(super) fn under(&self, party: Party, template: &Template) -> Result<Vec<Shape>, Error> {
        let observed = self.observed.with(template.keys());
        let mut out = Vec::new();
        for immutable in self.forms(party) {
            let mut shapes = Vec::new();
            for settled in self.settled(party, &observed, *immutable) {
                for enterprise in self.enterprises(party, &observed) {
                    for environment in [false, true] {
                        for event in self.events(&observed, environment) {
                            let mut shape = Shape {
                                template: template.keys().map(<[String]>::to_vec),
                                immutable: *immutable,
                                environment,
                                enterprise,
                                event,
                                fixed: settled.fixed.clone(),
                                ..self.blank(party)
                            };
                            shape.kinds.splice(0..0, settled.kinds.iter().cloned());
                            let printed = shape.prints(self.properties)?;
                            for called in self.called(&observed) {
                                shape.called = *called;
                                shapes.extend(shape.with_subjects(&printed, self.properties));
                            }
                        }
                    }
                }
            }
            // Where no token at all has a documented subject, the world itself raises the question.
            let world = matches!(party, Party::Ours(_)) && shapes.iter().all(|shape| shape.doubt.is_some());
            let counts = |shape: &Shape| {
                shape.doubt.is_none()
                    || shape.counts
                    || self.world.undocumented
                    || (world && !template.guessed)
            };
            out.extend(shapes.into_iter().filter(counts));
        }
        Ok(out)
    }

    /// Shapes that hold every token of a party, whatever its template; without their subjects.
    pub(super) fn outer(&self, party: Party) -> Vec<Shape> {
        let observed = self.observed;
        let named = observed.any(&["event_name"]);
        let typed = observed.any(&["ref_type", "head_ref", "base_ref"]);
        let all = || named.then(|| events::rows().iter().map(|event| event.name).collect::<Vec<_>>());
        let mut events = vec![class(all(), Kind::Ref, true)];
        if typed {
            events = vec![
                class(all(), Kind::PullOrBranch, true),
                class(all(), Kind::PullOrBranch, false),
                class(all(), Kind::Tag, false),
            ];
        }
        // Where nothing asks for the environment, a token with one stands for all.
        let environments: &[bool] = if observed.environment() { &[false, true] } else { &[true] };
        let mut out = Vec::new();
        for settled in self.settled(party, observed, true) {
            for enterprise in self.enterprises(party, observed) {
                for environment in environments.iter().copied() {
                    for event in &events {
                        for called in self.called(observed).iter().copied() {
                            let mut shape = Shape {
                                environment,
                                enterprise,
                                called,
                                event: event.clone(),
                                fixed: settled.fixed.clone(),
                                ..self.blank(party)
                            };
                            shape.kinds.splice(0..0, settled.kinds.iter().cloned());
                            out.push(shape);
                        }
                    }
                }
            }
        }
        out
    }

    /// Every party, ours first.
    pub(super) fn parties(&self) -> Vec<Party> {
        let mut out: Vec<Party> = (0..self.world.owners.len()).map(Party::Ours).collect();
        if self.world.recycled {
            let known = self.world.owners.iter().enumerate().filter(|(_, owner)| owner.id.is_some());
            out.extend(known.map(|(index, _)| Party::Recycled(index)));
        }
        if self.world.strangers {
            out.push(Party::Strangers);
        }
        out
    }

    /// The one template of a party, where it is known.
    pub(super) fn known_template(&self, party: Party) -> Option<Template> {
        let Party::Ours(index) = party else { return None };
        match &self.owner(index)?.template {
            OwnerTemplate::Keys(keys) => Some(Template { keys: keys.clone(), guessed: false }),
            OwnerTemplate::Unknown => None,
        }
    }
}

/// What is settled of a party's tokens.
#[derive(Debug, Clone, Default)]
struct Settled {
    fixed: Vec<(Word, String)>,
    kinds: Vec<(Word, Kind)>,
}
