//! What is published holds its licences, and nothing that only the project itself needs.
#![allow(clippy::expect_used, reason = "a test stops at a surprise")]

use std::fs;
use std::process::Command;

use assumable_surface::root;

#[test]
fn every_package_has_the_licences() {
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = fs::read_to_string(root().join(licence)).expect("a licence");
        for package in ["core", "core/cli", "bindings-node", "bindings-python", "bindings-wasm"] {
            let copy = fs::read_to_string(root().join(package).join(licence));
            assert_eq!(copy.ok(), Some(text.clone()), "{package}/{licence}");
        }
    }
}

#[test]
fn the_crate_holds_its_source_its_pages_and_its_licences() {
    let cargo = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline", "--locked", "-p", "assumable"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let listed = String::from_utf8(cargo.stdout).expect("names of files");
    let (mut source, mut pages, mut rest) = (0, Vec::new(), Vec::new());
    for file in listed.lines() {
        match file.split_once('/') {
            Some(("src", _)) => source += 1,
            Some(("docs", page)) => pages.push(page),
            _ => rest.push(file),
        }
    }
    assert!(source > 100, "{source} files of source");
    let (guide, pages): (Vec<&str>, Vec<&str>) =
        pages.into_iter().partition(|page| page.starts_with("guide/"));
    assert_eq!(
        pages,
        ["codes.md", "contract.md", "expected.md", "model.md", "naming-rules.md", "operators.md", "scope.md"]
    );
    assert!(guide.len() >= 7 && guide.iter().all(|page| page.ends_with(".md")), "{guide:?}");
    // What Cargo adds by itself, and the licences.
    let own = [
        ".cargo_vcs_info.json",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
    ];
    assert!(rest.iter().all(|file| own.contains(file)), "{rest:?}");
    for needed in ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"] {
        assert!(rest.contains(&needed), "{needed}");
    }
}
