// The types hold under `tsc --strict`, and what they describe is what is answered.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { root } from "./cases.js";
import { surface } from "./surface.js";

const tests = join(root, "tests");
const tsc = join(tests, "node_modules/.bin/tsc");

test("the program that calls every operation has the types it claims and the answers of the contract", async () => {
  const out = mkdtempSync(join(tmpdir(), "assumable-types-"));
  const made = spawnSync(tsc, ["-p", join(tests, "node/types"), "--outDir", out], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stdout + made.stderr);

  symlinkSync(join(tests, "node_modules"), join(out, "node_modules"));
  const { answers } = await import(pathToFileURL(join(out, "every-operation.js")));
  const { operations } = JSON.parse(readFileSync(join(tests, "contract/schema.json"), "utf8"));
  assert.deepEqual(Object.keys(answers), Object.keys(operations));
  for (const operation of Object.keys(operations)) {
    const example = join(root, `core/src/contract/examples/${operation}.response.json`);
    assert.deepEqual(answers[operation], JSON.parse(readFileSync(example, "utf8")), operation);
  }
});

test("an answer leaves out what it does not know, and never writes null for it", async () => {
  assert.ok(!("tag" in surface.parseImage("ghcr.io/octo-org/app")));
});
