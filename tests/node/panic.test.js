// A panic in the native module is an ordinary error. The module with the planted panic is built by tests/run.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root, target } from "./cases.js";

const program = `
  const { answer, isAssumableError, parseImage } = require("./bindings-node/index.cjs");
  const refused = JSON.parse(answer("planted_panic", "{}")).error;
  const after = parseImage("ghcr.io/octo-org/app").repository;
  console.log(JSON.stringify({ refused, after }));
`;

test("a planted panic is answered as INTERNAL, tells nothing of itself, and the process goes on", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NAPI_RS_NATIVE_LIBRARY_PATH: join(target, "planted/assumable.node") },
  });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const { refused, after } = JSON.parse(stdout);
  assert.equal(refused.code, "INTERNAL");
  assert.doesNotMatch(JSON.stringify(refused), /planted|secret|panic|\.rs/);
  assert.equal(after, "octo-org/app");
});
