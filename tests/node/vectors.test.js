import assert from "node:assert/strict";
import { test } from "node:test";

import { readCases, summary, vectorCount } from "./cases.js";
import { conformance } from "./conformance.js";
import { runtime, surface } from "./surface.js";

test("every vector has the answer of the Rust core, as text and as values", () => {
  const result = conformance(surface, readCases());
  console.log(summary(runtime, result));
  assert.deepEqual(result.failures, []);
  assert.equal(result.ran, vectorCount());
  assert.equal(result.raw, result.ran);
  assert.equal(result.typed + result.untyped, result.ran);
});
