// After a trap the instance is replaced: the call fails with an ordinary error, the next ones are answered.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import * as surface from "assumable-wasm";
import { target } from "../node/cases.js";

const { answer, parseImage } = surface;
await surface.init({ first: readFileSync(join(target, "planted/wasm/first.wasm")) });
await surface.init();

test("a planted panic is answered as INTERNAL, and correct answers follow, again and again", () => {
  for (let round = 0; round < 20; round++) {
    const { error } = JSON.parse(answer("planted_panic", "{}"));
    assert.equal(error.code, "INTERNAL");
    assert.doesNotMatch(JSON.stringify(error), /planted|secret|panic|unreachable|\.rs/);
    assert.equal(parseImage(`ghcr.io/octo-org/app:${round}`).tag, String(round));
  }
});

test("handles made before a trap go on working, those never asked and those freed included", () => {
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main" } },
    },
  });
  const claims = { iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub: "repo:octo-org/app:ref:refs/heads/main" };
  const handles = Array.from({ length: 3 }, () => new surface.TrustPolicy(policy));
  handles[0].check(claims);
  for (let round = 0; round < 3; round++) {
    assert.equal(JSON.parse(answer("planted_panic", "{}")).error.code, "INTERNAL");
    for (const handle of handles.slice(0, 2)) assert.equal(handle.check(claims).verdict, "allowed");
  }
  for (const handle of handles) handle.free();
});
