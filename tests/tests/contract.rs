//! What is generated is what is committed.

use assumable_surface::{outputs, root};

#[test]
fn the_committed_surfaces_are_what_the_contract_says() {
    for (path, text) in outputs() {
        let committed = std::fs::read_to_string(root().join(path)).unwrap_or_default();
        assert!(committed == text, "{path} is stale; run: cargo run -p assumable-surface");
    }
}
