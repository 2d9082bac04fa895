// After a trap the instance is replaced: the call fails with an ordinary error, the next ones are answered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import * as surface from "assumable-wasm";
import { target } from "../node/cases.js";

const { answer, parseImage } = surface;
await surface.init(readFileSync(join(target, "planted/wasm/assumable.wasm")));

test("a planted panic is answered as INTERNAL, and correct answers follow, again and again", () => {
  for (let round = 0; round < 20; round++) {
    const { error } = JSON.parse(answer("planted_panic", "{}"));
    assert.equal(error.code, "INTERNAL");
    assert.doesNotMatch(JSON.stringify(error), /planted|secret|panic|unreachable|\.rs/);
    assert.equal(parseImage(`ghcr.io/octo-org/app:${round}`).tag, String(round));
  }
});
