// Generated from the contract by `cargo run -p assumable-conformance --bin contract`; do not edit.
export * from "./index.cjs";
