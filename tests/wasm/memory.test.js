// Bad calls do not grow the memory without bound: what a refused request took is given back.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../node/cases.js";

const file = join(root, "bindings-wasm/pkg/assumable.wasm");
// The glue alone shows the memory; the surface hides it.
const glue = await import("../../bindings-wasm/pkg/assumable.js");
const { memory } = await glue.default({ module_or_path: readFileSync(file) });

const bad = [
  ["no_such_operation", "{}"],
  ["parse_image", "{"],
  ["parse_image", "[".repeat(100)],
  ["parse_image", '{"text": 1}'],
  ["parse_image", '{"text": "A//b"}'],
  ["parse_image", JSON.stringify({ text: "x".repeat(40_000) })],
  ["build_subject", '{"claims": {"repository": "a", "repository": "b"}}'],
  ["match_condition", '{"operator": "Null", "key": "a", "values": ["true", 1], "context": {}}'],
];

function round(calls) {
  for (let call = 0; call < calls; call++) {
    const envelope = glue.answer(...bad[call % bad.length]);
    assert.ok(envelope.startsWith('{"error":'), envelope);
  }
}

test("100,000 bad calls", () => {
  round(1000);
  const before = memory.buffer.byteLength;
  round(100_000);
  const grown = memory.buffer.byteLength - before;
  assert.ok(grown <= 128 * 1024, `the memory grew by ${grown} bytes`);
});

test("100,000 handles over refused documents, freed", () => {
  const before = memory.buffer.byteLength;
  for (let call = 0; call < 100_000; call++) {
    const handle = new glue.Handle("NoSuchHandle", "{}", false);
    assert.ok(handle.opened().startsWith('{"error":'));
    handle.free();
  }
  const grown = memory.buffer.byteLength - before;
  assert.ok(grown <= 128 * 1024, `the memory grew by ${grown} bytes`);
});
