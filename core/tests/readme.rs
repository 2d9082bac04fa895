//! The README: its table has every operation. What it shows is run by the tests of the command.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may")]

use std::collections::BTreeSet;

use assumable::aws::{ConditionOperator, match_condition};

const README: &str = include_str!("../../README.md");

#[test]
fn the_table_has_every_operation() {
    let table = README.split("| operation | question |\n|---|---|\n").nth(1).unwrap();
    let rows = table.lines().map_while(|line| line.strip_prefix("| `"));
    let listed: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let operations: Vec<&str> =
        assumable::contract::OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(listed, operations);
}

/// The rows of the operators' table: names, whether variables and wildcards count, and the answer for a missing key.
fn operators() -> Vec<(Vec<&'static str>, bool, bool, bool)> {
    let table = include_str!("../docs/operators.md");
    assert!(README.contains("(core/docs/operators.md)"), "the README leads to the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, names, _, variables, wildcards, missing, _] = cells[..] else { panic!("{row}") };
        let names = names.split('`').filter(|name| !name.trim().is_empty()).collect();
        (names, variables == "yes", wildcards == "yes", missing.starts_with("match"))
    })
    .collect()
}

/// A value of the operator's type; with a wildcard where `pattern` says so.
fn value(name: &str, pattern: bool) -> &'static str {
    match name {
        _ if name.contains("Numeric") => "1",
        _ if name.contains("Date") => "2026-01-01",
        _ if name.contains("Ip") => "10.0.0.1",
        _ if name.contains("Arn") && pattern => "arn:aws:iam::1:role/?",
        _ if name.contains("Arn") => "arn:aws:iam::1:role/a",
        "Bool" | "Null" => "true",
        _ if pattern => "?",
        _ => "a",
    }
}

fn holds(name: &str, policy: &str, context: &[(&str, &str)]) -> Option<bool> {
    let context = context.iter().map(|(key, value)| (*key, vec![(*value).to_owned()]));
    match_condition(name, "k", &[policy.to_owned()], context, Some("2012-10-17")).unwrap().holds
}

#[test]
fn the_table_of_operators_is_what_is_evaluated() {
    let mut listed = BTreeSet::new();
    for (names, variables, wildcards, missing) in operators() {
        for name in names {
            assert!(listed.insert(name) && name.parse::<ConditionOperator>().is_ok(), "{name}");
            assert_eq!(holds(name, value(name, false), &[]), Some(missing), "{name}, without the key");
            if name == "Null" {
                assert_eq!(holds(name, "false", &[]), Some(false));
                assert!("NullIfExists".parse::<ConditionOperator>().is_err());
                for set in ["ForAllValues:Null", "ForAnyValue:Null"] {
                    assert_eq!(holds(set, "true", &[]), None, "{set}");
                }
                continue;
            }
            assert_eq!(holds(&format!("{name}IfExists"), value(name, false), &[]), Some(true), "{name}");
            assert_eq!(holds(&format!("ForAllValues:{name}"), value(name, false), &[]), Some(true), "{name}");
            assert_eq!(holds(&format!("ForAnyValue:{name}"), value(name, false), &[]), Some(false), "{name}");
            assert_eq!(
                holds(&format!("ForAnyValue:{name}IfExists"), value(name, false), &[]),
                None,
                "{name}"
            );
            let fits = !missing;
            let found = value(name, false);
            let with_variable = holds(name, "${aws:v}", &[("k", found), ("aws:v", found)]);
            assert_eq!(with_variable == Some(fits), variables, "{name}: variables");
            if value(name, true) != found {
                let with_wildcard = holds(name, value(name, true), &[("k", found)]);
                assert_eq!(with_wildcard == Some(fits), wildcards, "{name}: wildcards");
            }
        }
    }
    assert_eq!(listed.len(), 27, "every operator is listed");
}
