//! Events of CloudTrail, however they are wrapped: calls of `AssumeRoleWithWebIdentity`, and changes of roles.
//!
//! Sources: CloudTrail User Guide, "Record contents"; the CLI's `lookup-events`; `EventBridge`, `CloudWatch` Logs, Athena
//! and CloudTrail Lake as they pass events on.

mod attempts;
mod changes;
mod event;
mod flat;
mod wrapping;

use std::collections::BTreeSet;

use super::answers::{Account, Fields, Origin};
use super::gathered::{Event, Gathered, Remark};
use super::value::Spot;
use crate::codes::{self, Code};
use crate::limits::MAX_EVENTS;
use crate::text::quote;
use crate::tree::json::Node;
use changes::Changes;
use event::Odd;

/// The events of all documents, as they come.
#[derive(Debug, Default)]
pub(super) struct Trail {
    events: Vec<Event>,
    /// Subjects that only stand behind an audience which is looked for at the end, by the index of the event.
    joined: Vec<(usize, String)>,
    changes: Changes,
    ids: BTreeSet<String>,
    /// How many events are told twice, and the first.
    twice: Tally,
    other: Tally,
    past_limit: Tally,
    odd: [Tally; Odd::ALL.len()],
    without_role: Tally,
    from_principal: Tally,
    without_subject: Tally,
    pages: Option<Spot>,
}

/// How many events there are of a kind, what the first of them shows, and where it is.
#[derive(Debug, Default)]
struct Tally {
    count: usize,
    first: Option<(String, Spot)>,
}

impl Tally {
    fn add(&mut self, what: impl Into<String>, spot: &Spot) {
        self.count += 1;
        self.first.get_or_insert_with(|| (what.into(), spot.clone()));
    }

    /// `1 event` or `2 events`, with the verb that follows.
    fn remark(self, code: &'static Code, message: impl Fn(&str, &str) -> String, found: &mut Gathered) {
        if let Some((what, spot)) = self.first {
            let events =
                if self.count == 1 { "1 event".to_owned() } else { format!("{} events", self.count) };
            found.remarks.push(Remark { code, message: message(&events, &what), spot: Some(spot) });
        }
    }
}

impl Trail {
    /// Reads the events of a document.
    pub(super) fn read(&mut self, items: &[Node], origin: Origin<'_>) {
        for item in items {
            if let Some(fields) = Fields::of(item, origin)
                && fields.text(&["nexttoken"]).is_some()
                && fields.has(&["events", "queryresultrows"])
            {
                self.pages.get_or_insert_with(|| fields.spot());
            }
            wrapping::each(item, origin, 0, &mut |fields| self.event(fields));
        }
    }

    /// Reads answers of STS: each is a call that succeeded.
    pub(super) fn answer(&mut self, items: &[Node], origin: Origin<'_>) {
        for fields in items.iter().filter_map(|item| Fields::of(item, origin)) {
            let read = event::answer(fields);
            self.add(read, &fields.spot());
        }
    }

    fn event(&mut self, fields: Fields<'_>) {
        let spot = fields.spot();
        if let Some(id) = fields.text(&["eventid"])
            && !self.ids.insert(id.to_owned())
        {
            self.twice.add(id, &spot);
            return;
        }
        match fields.text(&["eventname"]) {
            Some("AssumeRoleWithWebIdentity") => self.add(event::read(fields), &spot),
            Some(name) if self.changes.read(name, fields) => {}
            name => self.other.add(name.unwrap_or(""), &spot),
        }
    }

    fn add(&mut self, read: event::Read, spot: &Spot) {
        if self.events.len() == MAX_EVENTS {
            self.past_limit.add("", spot);
            return;
        }
        for odd in read.odd {
            if let Some(tally) = self.odd.get_mut(odd as usize) {
                tally.add("", spot);
            }
        }
        if read.event.role.is_none() {
            self.without_role.add(read.role_name.unwrap_or_default(), spot);
        }
        match read.joined {
            Some(joined) => self.joined.push((self.events.len(), joined)),
            None if read.event.claims.iter().all(|(name, _)| *name != "sub") => {
                self.without_subject.add("", spot);
            }
            None => {}
        }
        self.events.push(read.event);
    }

    /// Tells the events, and the roles that events made or changed.
    pub(super) fn finish(mut self, account: &mut Account) {
        self.changes.finish(account);
        let found = &mut account.found;
        for (index, joined) in &self.joined {
            let Some(event) = self.events.get_mut(*index) else { continue };
            match event::split(joined, &found.providers) {
                Some((audience, subject)) => {
                    event.claims.push(("sub", subject));
                    event.claims.push(("aud", audience));
                    self.from_principal.add("", &event.spot);
                }
                None => self.without_subject.add("", &event.spot),
            }
        }
        attempts::number(&mut self.events);
        found.events.append(&mut self.events);
        self.without_role.remark(codes::EVENT_WITHOUT_ROLE, without_role, found);
        let split = |events: &str, _: &str| {
            format!("the subject of {events} is taken from `principalId`, split at an audience that is known")
        };
        self.from_principal.remark(codes::SUBJECT_FROM_PRINCIPAL_ID, split, found);
        let no_subject = |events: &str, _: &str| format!("which subject asked is not in {events}");
        self.without_subject.remark(codes::EVENT_WITHOUT_SUBJECT, no_subject, found);
        for (tally, odd) in core::mem::take(&mut self.odd).into_iter().zip(Odd::ALL) {
            let message = |events: &str, _: &str| {
                format!("in {events} {}: CloudTrail writes no such thing", odd.says())
            };
            tally.remark(codes::EVENT_UNUSUAL, message, found);
        }
        let twice = |events: &str, id: &str| {
            let stand = if events == "1 event" { "stands" } else { "stand" };
            format!("{events} {stand} twice, such as `{}`: each is told once", quote(id))
        };
        self.twice.remark(codes::EVENT_TWICE, twice, found);
        let other = |events: &str, name: &str| {
            let are = if events == "1 event" { "is" } else { "are" };
            format!("{events} {are} of another kind, such as `{}`", quote(name))
        };
        self.other.remark(codes::EVENT_OTHER, other, found);
        let past = |events: &str, _: &str| format!("{MAX_EVENTS} events are told, and {events} more are not");
        self.past_limit.remark(codes::TOO_MANY_EVENTS, past, found);
        if let Some(spot) = self.pages {
            let message = "the list has more pages, which are not given".to_owned();
            found.remarks.push(Remark { code: codes::TRUNCATED, message, spot: Some(spot) });
        }
    }
}

fn without_role(events: &str, name: &str) -> String {
    match name {
        "" => format!("which role was asked for is not in {events}"),
        name => format!("the ARN of the role is not in {events}: its name is `{}`", quote(name)),
    }
}
