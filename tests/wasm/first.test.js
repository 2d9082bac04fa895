// The two modules behind one surface: what the smaller one answers, what it refuses, and the change to the whole one.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../node/cases.js";

function run(program) {
  const cwd = join(root, "bindings-wasm");
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd, encoding: "utf8" });
}

const imports = 'import { init, answer, parseImage, buildSubject, outsiders, NamingRules, TrustPolicy } from "./index.js";';
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main" } },
    },
  ],
});

test("the first module answers before the whole one is there, and says of the rest what to await", () => {
  const program = `${imports}
    let release;
    const whole = () => new Promise((resolve) => (release = resolve));
    await init({ first: true, whole });
    console.log(buildSubject({ repository: "octo-org/app", event_name: "pull_request" }).value);
    const codes = [];
    for (const work of [() => parseImage("ghcr.io/octo-org/app:v1"), () => new NamingRules("version: 1")]) {
      try { work(); } catch (error) { codes.push(error.code + " " + error.message + "; " + error.help); }
    }
    console.log(codes.join("\\n"));
    console.log(JSON.parse(answer("no_such_operation", "{}")).error.code);
    const handle = new TrustPolicy(${JSON.stringify(policy)});
    for (const work of [() => outsiders(${JSON.stringify(policy)}), () => handle.outsiders()]) {
      try { work(); } catch (error) { console.log(error.code + " " + error.message); }
    }
    const claims = { aud: "sts.amazonaws.com", sub: "repo:octo-org/app:ref:refs/heads/main" };
    const before = JSON.stringify(handle.check(claims));
    while (!release) await new Promise((resolve) => setTimeout(resolve, 1));
    release(undefined);
    await init();
    console.log(outsiders(${JSON.stringify(policy)}).outcome);
    console.log(parseImage("ghcr.io/octo-org/app:v1").tag, JSON.stringify(handle.check(claims)) === before);
    handle.free();`;
  const loaded = "is not in the part of the library that is loaded; await `init()`, which loads the whole library, and ask again";
  assert.deepEqual(run(program).trim().split("\n"), [
    "repo:octo-org/app:pull_request",
    `NOT_LOADED \`parse_image\` ${loaded}`,
    `NOT_LOADED \`NamingRules\` ${loaded}`,
    "UNKNOWN_OPERATION",
    "NOT_LOADED `outsiders` is not in the part of the library that is loaded",
    "NOT_LOADED `outsiders` is not in the part of the library that is loaded",
    "none",
    "v1 true",
  ]);
});

test("the whole module that did not come can be loaded again", () => {
  const program = `${imports}
    let tries = 0;
    await init({ first: true, whole: () => (++tries === 1 ? new Uint8Array(4) : undefined) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await init();
    console.log(tries, parseImage("ghcr.io/octo-org/app:v1").tag);`;
  assert.equal(run(program), "2 v1\n");
});

test("the whole module is not replaced by the first", () => {
  const program = `${imports}
    await init();
    await init({ first: true });
    console.log(parseImage("ghcr.io/octo-org/app:v1").tag);`;
  assert.equal(run(program), "v1\n");
});
