//! Runs published questions, checks the answers and measures what each takes.
//!
//! The file is named by the variable `PROOFS`; see `README.md` beside this file.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::report::{ClassParty, OutsidersOutcome, PolicyRelation, ProofOutcome, WhoOutcome};
use super::token::WitnessToken;
use super::world::{ClaimPatterns, Class, Intent, Owner, OwnerTemplate, SubjectForm, TokenSet, World};
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::github::{ClaimValue, Claims};

/// What one row came to.
struct Answered {
    outcome: &'static str,
    /// What is wrong with the answer.
    wrong: Option<String>,
    cases: usize,
    states: usize,
    /// The answer as the checker of the published rows reads it.
    shown: Value,
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
}

fn patterns(value: &Value) -> Vec<ClaimPatterns> {
    let one = |(name, patterns): (&String, &Value)| {
        let patterns = patterns.as_array().unwrap().iter();
        (name.clone(), patterns.map(|one| one.as_str().map(str::to_owned)).collect())
    };
    value.as_object().into_iter().flatten().filter(|(name, _)| *name != "not").map(one).collect()
}

fn class(value: &Value) -> Class {
    Class { claims: patterns(value), not: patterns(&value["not"]) }
}

fn owner(value: &Value) -> Owner {
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    Owner {
        id: text("id"),
        template: match &value["include_claim_keys"] {
            Value::Null => OwnerTemplate::Keys(None),
            Value::String(_) => OwnerTemplate::Unknown,
            keys => OwnerTemplate::Keys(Some(texts(keys))),
        },
        form: match &value["immutable"] {
            Value::Bool(true) => SubjectForm::Immutable,
            Value::String(_) => SubjectForm::Either,
            _ => SubjectForm::Legacy,
        },
        repositories: texts(&value["repositories"]),
        enterprise_id: text("enterprise_id"),
        ..Owner::new(value["login"].as_str().unwrap())
    }
}

fn world(value: &Value) -> World {
    let ids = value["our_repository_ids"].as_object().into_iter().flatten();
    World {
        owners: value["owners"].as_array().into_iter().flatten().map(owner).collect(),
        strangers: value["strangers"].as_bool().unwrap_or(true),
        callable: value["callable"] != "own",
        recycled: value["recycled"].as_bool().unwrap_or(false),
        undocumented: value["undocumented"].as_bool().unwrap_or(false),
        repository_ids: ids.map(|(id, name)| (id.clone(), name.as_str().unwrap().to_owned())).collect(),
        audiences: texts(&value["audiences"]),
        ..World::default()
    }
}

fn policy(value: &Value) -> TrustPolicy {
    value.to_string().parse().unwrap()
}

/// A token as the published rows write it.
fn token(token: &WitnessToken) -> Value {
    let claims =
        token.claims.iter().map(|(name, _)| (name.to_owned(), json!(token.claims.text(name).unwrap())));
    let claims: serde_json::Map<String, Value> = claims.collect();
    let mut settings = json!({"immutable": token.settings.immutable});
    if let Some(keys) = &token.settings.include_claim_keys {
        settings["include_claim_keys"] = json!(keys);
    }
    json!({"claims": claims, "settings": settings, "text": token.text})
}

fn written(class: &Class) -> Value {
    let all = |tests: &[ClaimPatterns]| -> serde_json::Map<String, Value> {
        tests.iter().map(|(name, patterns)| (name.clone(), json!(patterns))).collect()
    };
    let mut out = all(&class.claims);
    if !class.not.is_empty() {
        out.insert("not".to_owned(), Value::Object(all(&class.not)));
    }
    Value::Object(out)
}

/// Why a witness does not show what it should: by the builder and the evaluator of single tokens.
fn fault(token: &WitnessToken, policy: &TrustPolicy, verdict: Verdict) -> Option<String> {
    let mut claims = token.claims.clone();
    claims.set("sub", ClaimValue::Absent);
    let subject = token.template().unwrap().build(&claims).unwrap();
    if subject.value.as_deref() != token.claims.text("sub") {
        return Some(format!("{}: the subject is {:?}", token.text, subject.value));
    }
    let found = policy.report(&token.claims, &TrustOptions::default()).verdict;
    (found != verdict).then(|| format!("{}: {found:?}, not {verdict:?}", token.text))
}

fn sought(
    expected: bool,
    token: Option<&WitnessToken>,
    fault: impl FnOnce(&WitnessToken) -> Option<String>,
) -> Option<String> {
    match token {
        Some(token) if expected => fault(token),
        None if expected => Some("no witness".to_owned()),
        _ => None,
    }
}

fn prove(row: &Value) -> Answered {
    let policy = policy(&row["policy"]);
    let classes = row["intent"]["only"].as_array().unwrap().iter().map(class);
    let intent = Intent::only(classes);
    let report = policy.prove(&intent, &world(&row["world"])).unwrap();
    let outcome = match report.outcome {
        ProofOutcome::Holds => "holds",
        ProofOutcome::Fails => "fails",
        ProofOutcome::Undetermined => "undetermined",
        ProofOutcome::GaveUp => "gave_up",
    };
    let mut wrong = sought(outcome == "fails", report.counterexample.as_ref(), |token| {
        fault(token, &policy, Verdict::Allowed)
            .or_else(|| intent.only.holds(&token.claims).then(|| format!("{}: is intended", token.text)))
    });
    let vacuous = &row["expect"]["vacuous"];
    if outcome != "fails" && vacuous.as_bool().is_some_and(|vacuous| vacuous != report.vacuous) {
        wrong = Some("vacuous".to_owned());
    }
    let shown = json!({"outcome": outcome, "vacuous": report.vacuous, "counterexample": report.counterexample.as_ref().map(token)});
    Answered { outcome, wrong, cases: report.ground.cases, states: report.ground.states, shown }
}

fn outsiders(row: &Value) -> Answered {
    let policy = policy(&row["policy"]);
    let report = policy.outsiders(&world(&row["world"])).unwrap();
    let outcome = match report.outcome {
        OutsidersOutcome::None => "none",
        OutsidersOutcome::Some => "some",
        OutsidersOutcome::Undetermined => "undetermined",
        OutsidersOutcome::GaveUp => "gave_up",
    };
    let wrong =
        sought(outcome == "some", report.witness.as_ref(), |token| fault(token, &policy, Verdict::Allowed));
    let shown = json!({"outcome": outcome, "witness": report.witness.as_ref().map(token)});
    Answered { outcome, wrong, cases: report.ground.cases, states: report.ground.states, shown }
}

fn compare(row: &Value) -> Answered {
    let (old, new) = (policy(&row["old"]), policy(&row["new"]));
    let report = old.compare(&new, &world(&row["world"])).unwrap();
    let (outcome, lost, gained) = match report.relation {
        PolicyRelation::Equal => ("equal", false, false),
        PolicyRelation::Narrower => ("narrower", true, false),
        PolicyRelation::Wider => ("wider", false, true),
        PolicyRelation::Incomparable => ("incomparable", true, true),
        PolicyRelation::Undetermined => ("undetermined", false, false),
        PolicyRelation::GaveUp => ("gave_up", false, false),
    };
    let both = |token: &WitnessToken, by: &TrustPolicy, not: &TrustPolicy| {
        fault(token, by, Verdict::Allowed).or_else(|| fault(token, not, Verdict::Denied))
    };
    let wrong = sought(lost, report.lost.as_ref(), |token| both(token, &old, &new))
        .or_else(|| sought(gained, report.gained.as_ref(), |token| both(token, &new, &old)));
    let shown = json!({"relation": outcome, "lost": report.lost.as_ref().map(token), "gained": report.gained.as_ref().map(token)});
    Answered { outcome, wrong, cases: report.ground.cases, states: report.ground.states, shown }
}

fn who(row: &Value) -> Answered {
    let policy = policy(&row["policy"]);
    let report = policy.who_can_assume(&world(&row["world"])).unwrap();
    let outcome = match report.outcome {
        WhoOutcome::Somebody => "somebody",
        WhoOutcome::Nobody => "nobody",
        WhoOutcome::Undetermined => "undetermined",
        WhoOutcome::GaveUp => "gave_up",
    };
    let claims = |token: &Value| -> Claims {
        let claims = token["claims"].as_object().unwrap().iter();
        claims.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    let set: TokenSet = report.classes.iter().map(|class| class.tokens.clone()).collect();
    let probes =
        |name: &str| row["expect"][name].as_array().into_iter().flatten().map(claims).collect::<Vec<_>>();
    let mut wrong = report.classes.iter().find_map(|class| fault(&class.witness, &policy, Verdict::Allowed));
    if !report.more && probes("inside").iter().any(|claims| !set.holds(claims)) {
        wrong = Some("no class holds a token that gets in".to_owned());
    }
    if probes("outside").iter().any(|claims| set.holds(claims)) {
        wrong = Some("a class holds a token that is denied".to_owned());
    }
    let others = report.classes.iter().any(|class| class.party == ClassParty::Outsiders);
    if row["expect"]["outsiders"].as_bool().is_some_and(|expected| expected != others) {
        wrong = Some("party of the classes".to_owned());
    }
    let classes = report.classes.iter().map(|class| {
        json!({"where": written(&class.tokens), "exact": class.exact, "text": class.text, "witness": token(&class.witness),
            "party": if class.party == ClassParty::Ours { "ours" } else { "outsiders" }, "more": report.more,
            "severity": format!("{:?}", class.severity), "statements": class.statements})
    });
    let shown = json!({"outcome": outcome, "classes": classes.collect::<Vec<_>>()});
    Answered { outcome, wrong, cases: report.ground.cases, states: report.ground.states, shown }
}

/// One row, as often as it takes for a steady figure; the shortest counts.
fn measured(row: &Value) -> (Answered, Duration) {
    let mut best = Duration::MAX;
    let mut round = 0;
    loop {
        let before = Instant::now();
        let answered = match row["question"].as_str().unwrap() {
            "prove" => prove(row),
            "outsiders" => outsiders(row),
            "compare" => compare(row),
            _ => who(row),
        };
        best = best.min(before.elapsed());
        if round == 9 || best > Duration::from_millis(30) {
            return (answered, best);
        }
        round += 1;
    }
}

#[test]
#[ignore = "takes the file that `PROOFS` names"]
fn published_proofs() {
    let path = std::env::var("PROOFS").expect("set PROOFS to the file of published proofs");
    let only = std::env::var("PROOFS_ONLY").unwrap_or_default();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines: Vec<(Duration, String)> = Vec::new();
    let (mut shown, mut wrong) = (String::new(), 0);
    for row in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let id = row["id"].as_str().unwrap();
        if !id.contains(&only) {
            continue;
        }
        let (answered, took) = measured(&row);
        let expect = &row["expect"];
        let expected = expect["outcome"].as_str().or(expect["relation"].as_str()).unwrap();
        let mut note = answered.wrong.clone().unwrap_or_default();
        if answered.outcome != expected {
            note = format!("{expected} expected. {note}");
        }
        wrong += usize::from(!note.is_empty());
        let ms = took.as_secs_f64() * 1000.0;
        let Answered { outcome, cases, states, .. } = &answered;
        lines.push((took, format!("{ms:9.2} ms {cases:6} cases {states:8} states  {id}: {outcome} {note}")));
        shown.push_str(&format!("{}\n", json!({"id": id, "answer": answered.shown})));
    }
    lines.sort();
    for (_, line) in &lines {
        println!("{line}");
    }
    let at = |share: usize| lines[(lines.len() - 1) * share / 100].0.as_secs_f64() * 1000.0;
    println!(
        "median {:.2} ms, p95 {:.2} ms, most {:.2} ms, {wrong} wrong of {}",
        at(50),
        at(95),
        at(100),
        lines.len()
    );
    if let Ok(path) = std::env::var("PROOFS_ANSWERS") {
        std::fs::write(path, shown).unwrap();
    }
    assert_eq!(wrong, 0);
}
