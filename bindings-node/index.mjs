// Generated from the contract by `cargo run -p assumable-conformance --bin contract`; do not edit.
import surface from "./index.cjs";

export const { buildSubject, parseSubject, matchCondition, parseImage, checkName, checkMutability, AssumableError, isAssumableError, answer, version } = surface;
