//! The law of partial knowledge: what is decided while something is not known stays so, whatever turns out to be so.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::properties::{CASES, ISSUER, classes, policy, statement, statements, world};
use super::report::{Decided, OutsidersOutcome, PolicyRelation, ProofOutcome, WhoOutcome};
use super::world::{Intent, OwnerTemplate, SubjectForm, TokenSet, World};
use crate::aws::{Layer, PolicyKind, PolicyText, TrustPolicy};

/// What the five questions answer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Answers {
    proof: ProofOutcome,
    outsiders: OutsidersOutcome,
    relation: PolicyRelation,
    decided: Decided,
    who: WhoOutcome,
}

fn answers(old: &TrustPolicy, new: &TrustPolicy, set: &TokenSet, world: &World) -> Answers {
    Answers {
        proof: old.prove(&Intent { only: set.clone() }, world).unwrap().outcome,
        outsiders: old.outsiders(world).unwrap().outcome,
        relation: old.compare(new, world).unwrap().relation,
        decided: old.decide_set(set, world).unwrap().outcome,
        who: old.who_can_assume(world).unwrap().outcome,
    }
}

impl Answers {
    /// Whether each is the same once more is known, or was open.
    fn kept_by(self, known: Answers) -> bool {
        (self.proof == ProofOutcome::Undetermined || self.proof == known.proof)
            && (self.outsiders == OutsidersOutcome::Undetermined || self.outsiders == known.outsiders)
            && (self.relation == PolicyRelation::Undetermined || self.relation == known.relation)
            && (self.decided == Decided::Undetermined || self.decided == known.decided)
            && (self.who == WhoOutcome::Undetermined || self.who == known.who)
    }
}

/// Statements some of which ask for a key that no claim fills.
fn open_statements() -> impl Strategy<Value = Vec<Value>> {
    let keys = [
        json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        json!({"DateLessThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}),
        json!({"NotIpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}}),
    ];
    let one = prop_oneof![3 => statement("Allow"), 1 => statement("Deny")];
    let asks = (one, proptest::option::of(proptest::sample::select(keys.to_vec()))).prop_map(
        |(mut statement, asks)| {
            if let (Some(Value::Object(asks)), Some(tests)) = (asks, statement["Condition"].as_object_mut()) {
                tests.extend(asks);
            }
            statement
        },
    );
    (statement("Allow"), vec(asks, 1..3)).prop_map(|(first, rest)| [vec![first], rest].concat())
}

/// Contexts in which nothing is left open.
fn completions() -> Vec<Vec<(String, Option<Vec<String>>)>> {
    let addresses = [Some("10.0.0.1"), Some("192.0.2.1"), None];
    let times = [Some("2025-06-01T00:00:00Z"), Some("2026-06-01T00:00:00Z")];
    let entry = |key: &str, value: Option<&str>| (key.to_owned(), value.map(|text| vec![text.to_owned()]));
    let both =
        |address| times.map(|time| vec![entry("aws:SourceIp", address), entry("aws:CurrentTime", time)]);
    addresses.into_iter().flat_map(both).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES / 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// Condition keys that are not known: each answer is what every context gives, or open.
    #[test]
    fn a_key_that_becomes_known_turns_no_answer(
        old in open_statements(), new in open_statements(), world in world(), classes in classes()
    ) {
        let (old, new) = (policy(&old, &world), policy(&new, &world));
        let set: TokenSet = classes.into_iter().collect();
        let unknown = answers(&old, &new, &set, &world);
        for context in completions() {
            let known = answers(&old, &new, &set, &World { context: context.clone(), ..world.clone() });
            prop_assert!(unknown.kept_by(known), "{:?}, then {:?} in {:?}", unknown, known, context);
        }
    }

    /// Resource control policies that are not known: likewise.
    #[test]
    fn a_control_policy_that_becomes_known_turns_no_answer(
        old in statements(), new in statements(), control in statement("Deny"), world in world(), classes in classes()
    ) {
        let (old, new) = (policy(&old, &world), policy(&new, &world));
        let set: TokenSet = classes.into_iter().collect();
        let unknown = answers(&old, &new, &set, &World { rcp: Layer::Unknown, ..world.clone() });
        let tests = control["Condition"].clone();
        let denies = |tests: Value| {
            let statement = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*", "Condition": tests});
            let text = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
            Layer::Given(vec![PolicyText::read(&text, PolicyKind::ResourceControl).unwrap()])
        };
        let all = json!({"StringLike": {format!("{ISSUER}:sub"): "*"}});
        for rcp in [Layer::Omitted, denies(tests), denies(all)] {
            let known = answers(&old, &new, &set, &World { rcp, ..world.clone() });
            prop_assert!(unknown.kept_by(known), "{:?}, then {:?}", unknown, known);
        }
    }

    /// Facts that leave fewer tokens: what no token does none does then.
    #[test]
    fn a_fact_about_the_world_turns_no_proof(
        old in statements(), new in statements(), world in world(), known in world(), classes in classes()
    ) {
        let (owner, fact) = (&world.owners[0], &known.owners[0]);
        let mut wide = owner.clone();
        (wide.template, wide.form) = (OwnerTemplate::Unknown, SubjectForm::Either);
        wide.repositories.clear();
        let wide = World { owners: vec![wide], callable: true, undocumented: false, ..world.clone() };
        let mut narrow = wide.owners[0].clone();
        (narrow.template, narrow.form) = (fact.template.clone(), fact.form);
        narrow.repositories.clone_from(&fact.repositories);
        let narrow = World { owners: vec![narrow], callable: known.callable, strangers: !known.recycled, ..wide.clone() };
        let (old, new) = (policy(&old, &world), policy(&new, &world));
        let set: TokenSet = classes.into_iter().collect();
        let (before, after) = (answers(&old, &new, &set, &wide), answers(&old, &new, &set, &narrow));
        let told = format!("{before:?}, then {after:?} in {narrow:?}");
        prop_assert!(before.proof != ProofOutcome::Holds || after.proof == ProofOutcome::Holds, "{}", told);
        prop_assert!(before.outsiders != OutsidersOutcome::None || after.outsiders == OutsidersOutcome::None, "{}", told);
        prop_assert!(before.who != WhoOutcome::Nobody || after.who == WhoOutcome::Nobody, "{}", told);
        prop_assert!(before.decided != Decided::Never || after.decided == Decided::Never, "{}", told);
        prop_assert!(before.decided != Decided::Always || matches!(after.decided, Decided::Always | Decided::Never), "{}", told);
        let less = match before.relation {
            PolicyRelation::Equal => after.relation == PolicyRelation::Equal,
            PolicyRelation::Narrower => matches!(after.relation, PolicyRelation::Narrower | PolicyRelation::Equal | PolicyRelation::Undetermined),
            PolicyRelation::Wider => matches!(after.relation, PolicyRelation::Wider | PolicyRelation::Equal | PolicyRelation::Undetermined),
            _ => true,
        };
        prop_assert!(less, "{}", told);
    }
}
