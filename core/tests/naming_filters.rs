//! The exclusion filters that lint proposes, against tags that random rules give on random runs. What a filter matches is
//! asked of a regular expression, not of the library.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::naming::LintReport;
use assumable::{NamingRules, Run};
use proptest::prelude::*;
use regex_automata::meta::Regex;
use serde_json::{Value, json};

/// Names of values that rules may use, with a form each.
const FORMS: [(&str, &str); 7] = [
    ("semver", r"(0|[1-9][0-9]?)\.(0|[1-9])\.(0|[1-9])(-(rc|a)\.[1-9])?(\+[a-c]{1,3})?"),
    ("pep440", r"[1-9](\.[0-9]){0,2}(rc[1-9])?(\.post[1-9])?"),
    ("calver", r"20(2[5-7])\.(0[1-9]|1[0-2])(\.[0-9])?"),
    ("number", "(0|[1-9][0-9]{0,3})"),
    ("slug", "[a-c1]{1,3}(-[a-c1]{1,2}){0,2}"),
    ("text", "[A-Ca-c1._-]{1,5}"),
    ("hash", "[0-9a-f]{7,12}"),
];
const WORDS: [&str; 4] = ["web", "api", "a-b", "1.2"];

/// A rule: its tag, whether it moves, and the words of its `for`.
#[derive(Debug, Clone)]
struct Rule {
    tag: String,
    moving: bool,
    words: usize,
}

fn rule() -> impl Strategy<Value = Rule> {
    let literal = prop_oneof![
        Just("v"),
        Just("-"),
        Just("."),
        Just("edge-"),
        Just("latest"),
        Just("1"),
        Just("x_"),
        Just("sha-")
    ];
    let filter = prop_oneof![
        4 => Just(""), 1 => Just("|lower"), 1 => Just("|slug"), 1 => Just("|slug:6"), 1 => Just("|short:5"),
        2 => Just("|plus:_"), 1 => Just("|plus:-")
    ];
    let name = prop::sample::select(FORMS.map(|(kind, _)| kind).to_vec());
    let given = (name, filter).prop_map(|(name, filter)| format!("{{value.{name}{filter}}}"));
    let fact = prop_oneof![
        Just("{sha|short:7}"),
        Just("{sha}"),
        Just("{run_number}"),
        Just("{branch|slug}"),
        Just("{value.word}"),
        Just("{date|format:YYYY.0M.0D}"),
        Just("{date|format:GGGG-0W}"),
        Just("{date|format:-YY-|slug}")
    ];
    let piece = prop_oneof![
        3 => literal.prop_map(str::to_owned), 3 => given, 2 => fact.prop_map(str::to_owned)
    ];
    (prop::collection::vec(piece, 1..5), any::<bool>(), 0usize..9).prop_map(|(pieces, moving, words)| {
        let words = if words < 7 { 0 } else { words };
        let word = if words == 0 { "" } else { "{service}" };
        Rule { tag: format!("{}{word}", pieces.concat()), moving, words }
    })
}

fn document(rules: &[Rule]) -> Value {
    let one = |(index, rule): (usize, &Rule)| {
        let mut one =
            json!({"name": format!("r{index}"), "tag": rule.tag, "moving": rule.moving, "sha": "event"});
        if rule.words > 0 {
            let words: Vec<String> = (0..rule.words).map(|word| format!("s{word}")).collect();
            one["for"] = json!({ "service": words });
        }
        one
    };
    let tags: Vec<Value> = rules.iter().enumerate().map(one).collect();
    let mut values = json!({ "word": WORDS });
    for (kind, _) in FORMS {
        values[kind] = json!(kind);
    }
    json!({"version": 1, "image": "ghcr.io/octo-org/app", "tags": tags, "values": values})
}

/// A push to a branch, with a value of each form.
fn run() -> impl Strategy<Value = Run> {
    let values: Vec<BoxedStrategy<String>> = FORMS
        .iter()
        .map(|(_, form)| prop::string::string_regex(form).unwrap().boxed())
        .chain([prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned).boxed()])
        .collect();
    let time =
        prop::sample::select(vec!["2026-01-02T03:04:05Z", "2025-12-29T00:00:00Z", "2003-11-30T23:59:59Z"]);
    let branch = prop_oneof![Just("main".to_owned()), "[a-c1./_-]{1,6}"];
    (values, "[0-9a-f]{40}", "[1-9][0-9]{0,2}", time, branch).prop_map(
        |(values, sha, number, time, branch)| {
            let mut run = Run::default();
            run.event = Some("push".to_owned());
            run.reference = Some(format!("refs/heads/{branch}"));
            run.sha = Some(sha);
            run.run_number = Some(number);
            run.time = Some(time.to_owned());
            let names = FORMS.iter().map(|(kind, _)| *kind).chain(["word"]);
            run.values = names.map(str::to_owned).zip(values).collect();
            run
        },
    )
}

/// Whether the filter matches the tag, where `*` stands for at least so many characters.
fn matches(filter: &str, tag: &str, least: usize) -> bool {
    let star = if least == 0 { ".*" } else { ".+" };
    let regex = filter.replace('.', r"\.").replace('-', r"\-").replace('*', star);
    Regex::new(&format!("^(?:{regex})$")).unwrap().is_match(tag)
}

fn is_told(report: &LintReport, rule: &str) -> bool {
    report.findings.iter().any(|finding| match finding.code.name {
        "FIXED_TAG_MOVABLE" => finding.rules.first().is_some_and(|first| first == rule),
        "TOO_MANY_FILTERS" => true,
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_filter_frees_a_tag_that_must_not_move(
        rules in prop::collection::vec(rule(), 1..5),
        runs in prop::collection::vec(run(), 6),
    ) {
        let Ok(read) = document(&rules).to_string().parse::<NamingRules>() else { return Ok(()) };
        let report = read.lint(None).unwrap();
        let filters = &report.exclusion_filters;
        prop_assert!(filters.len() <= 5);
        for filter in filters {
            prop_assert!(filter.matches('*').count() <= 2 && (1..=128).contains(&filter.len()), "{}", filter);
            prop_assert!(filter.bytes().all(|b| b.is_ascii_alphanumeric() || b"._*-".contains(&b)), "{}", filter);
        }
        for run in &runs {
            for name in read.make(run).unwrap().names {
                let of = |name: &String| &rules[name.strip_prefix('r').unwrap().parse::<usize>().unwrap()];
                if name.rules.iter().any(|name| !of(name).moving) {
                    let freed = filters.iter().find(|filter| matches(filter, &name.tag, 0));
                    prop_assert!(freed.is_none(), "{:?} frees {:?}", freed, name);
                } else if !name.rules.iter().any(|rule| is_told(&report, rule)) {
                    let freed = filters.iter().any(|filter| matches(filter, &name.tag, 1));
                    prop_assert!(freed, "{:?} do not free {:?}", filters, name);
                }
            }
        }
    }
}

/// The property above says something: in many of the documents a filter is proposed, and in many none can be.
#[test]
fn random_rules_have_filters_and_have_none() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut with, mut without) = (0, 0);
    for _ in 0..200 {
        let rules = prop::collection::vec(rule(), 1..5).new_tree(&mut runner).unwrap().current();
        let Ok(read) = document(&rules).to_string().parse::<NamingRules>() else { continue };
        let report = read.lint(None).unwrap();
        with += usize::from(!report.exclusion_filters.is_empty());
        without +=
            usize::from(report.findings.iter().any(|finding| finding.code.name == "FIXED_TAG_MOVABLE"));
    }
    assert!(with > 40 && without > 20, "{with} with a filter, {without} with a finding");
}
