//! The README: what it shows is what is printed, and its table has every operation.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::process::Command;

const README: &str = include_str!("../../README.md");

/// The text behind `$ cargo … ` up to the end of its block.
fn shown() -> (&'static str, &'static str) {
    let block = README.split("```console\n$ ").nth(1).unwrap().split("```").next().unwrap();
    block.split_once('\n').unwrap()
}

#[test]
fn the_output_is_what_the_command_prints() {
    let (command, expected) = shown();
    let arguments = command.strip_prefix("cargo ").unwrap().split(' ');
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_table_has_every_operation() {
    let table = README.split("| operation | question |\n|---|---|\n").nth(1).unwrap();
    let rows = table.lines().map_while(|line| line.strip_prefix("| `"));
    let listed: Vec<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let operations: Vec<&str> =
        assumable::contract::OPERATIONS.iter().map(|operation| operation.name).collect();
    assert_eq!(listed, operations);
}
