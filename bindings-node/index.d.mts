// Generated from the contract by `cargo run -p assumable-surface`; do not edit.
export * from "./index.cjs";
