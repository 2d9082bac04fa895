// The example's exit codes and its four outputs.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { root } from "./cases.js";

const folder = join(root, "examples/node-ci");
const work = mkdtempSync(join(tmpdir(), "assumable-ci-"));
after(() => rmSync(work, { recursive: true, force: true }));

const policy = ["--policy", "examples/trust-policy.json"];
const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, ...env } = process.env;

function run(args, { input = "", ...more } = {}) {
  return spawnSync(process.execPath, ["main.js", ...args], { cwd: folder, encoding: "utf8", env: { ...env, ...more }, input });
}

test("allowed is 0, denied 1, undetermined 2", () => {
  assert.equal(run([...policy, "--claims", "examples/allowed.claims.json"]).status, 0);
  assert.equal(run([...policy, "--claims", "examples/denied.claims.json"]).status, 1);
  const open = run([...policy, "--claims", "-", "--partial"], { input: '{"repository": "octo-org/app"}' });
  assert.equal(open.status, 2);
  assert.match(open.stdout, /^undetermined  by the trust policy: /m);
  assert.match(open.stdout, /^needs /m);
});

test("claims without a subject are put to the policy with the one that is built of them", () => {
  const build = (more) => JSON.stringify({ ...JSON.parse(readFileSync(join(folder, "examples/allowed.claims.json"), "utf8")), sub: undefined, ...more });
  const settings = join(work, "settings.json");
  writeFileSync(settings, '{"include_claim_keys": ["repo", "context", "job_workflow_ref"]}');
  const ask = (input) => run([...policy, "--claims", "-", "--settings", settings], { input });
  assert.equal(ask(build()).status, 0);
  const other = ask(build({ job_workflow_ref: "octo-org/app/.github/workflows/ci.yaml@refs/heads/main" }));
  assert.equal(other.status, 1);
  assert.match(other.stdout, /`gh-actions` expected, `app` found/);
  // What the claims do not tell is unknown, and no reason to deny.
  assert.equal(run([...policy, "--claims", "-"], { input: '{"repository": "octo-org/app"}' }).status, 2);
});

test("the text shows where pattern and value differ, and why", () => {
  const { stdout, stderr } = run([...policy, "--claims", "examples/denied.claims.json"]);
  assert.equal(stderr, "");
  const lines = stdout.split("\n");
  assert.ok(lines.includes("denied    by the trust policy: no statement allows this token"));
  const mark = lines.find((line) => line.includes("^ `gh-actions` expected, `app` found"));
  const [pattern, value] = [lines.find((line) => /^ +policy /.test(line)), lines.find((line) => /^ +token /.test(line))];
  assert.ok(pattern.slice(mark.indexOf("^")).startsWith("gh-actions/"));
  // The names that differ stand over one another, padded to one width; what follows both is in line again.
  assert.ok(value.slice(mark.indexOf("^")).startsWith("app       /"));
  assert.ok(lines.includes("      the job is written in a workflow of its own repository, `.github/workflows/ci.yaml`, and does not come through the shared workflow `octo-org/gh-actions/.github/workflows/build-and-push.yaml`, which it has to call with `uses:`"));
});

test("a token gives the same as its claims, and is printed nowhere", () => {
  const claims = readFileSync(join(folder, "examples/denied.claims.json"), "utf8");
  const part = (text) => Buffer.from(text).toString("base64url");
  const token = `${part('{"alg":"RS256","typ":"JWT"}')}.${part(claims)}.${part("signature")}`;
  const file = join(work, "token");
  writeFileSync(file, `${token}\n`);
  const byToken = run([...policy, "--token", file, "--format", "json"]);
  const byClaims = run([...policy, "--claims", "examples/denied.claims.json", "--format", "json"]);
  assert.equal(byToken.status, 1);
  assert.deepEqual(JSON.parse(byToken.stdout), JSON.parse(byClaims.stdout));
  assert.ok(!byToken.stdout.includes(part("signature")));
});

test("GitHub's log gets an annotation on the policy's line, and the summary the report", () => {
  const summary = join(work, "summary.md");
  const { status, stdout } = run([...policy, "--claims", "examples/denied.claims.json"], {
    GITHUB_ACTIONS: "true",
    GITHUB_STEP_SUMMARY: summary,
  });
  assert.equal(status, 1);
  assert.match(stdout, /^::error file=examples\/trust-policy\.json,line=15,title=denied by the trust policy%3A [^:]*::`repo:/m);
  const markdown = readFileSync(summary, "utf8");
  assert.match(markdown, /^### ❌ denied by the trust policy/);
  assert.match(markdown, /\^ `gh-actions` expected, `app` found/);
});

test("a line break in a claim cannot write a workflow command of its own", () => {
  const claims = JSON.parse(readFileSync(join(folder, "examples/denied.claims.json"), "utf8"));
  const input = JSON.stringify({ ...claims, sub: "repo:octo-org/app:ref:x\n::error::injected" });
  const { stdout } = run([...policy, "--claims", "-"], { input, GITHUB_ACTIONS: "true" });
  assert.doesNotMatch(stdout, /^\s*::error::injected/m);
});

const bad = {
  "no policy": [["--claims", "examples/denied.claims.json"], /--policy is missing/],
  "claims and token at once": [[...policy, "--claims", "-", "--token", "-"], /either --claims or --token/],
  "an option that does not exist": [[...policy, "--clams", "-"], /Unknown option/],
  "a file that does not exist": [["--policy", "nowhere.json", "--claims", "-"], /nowhere\.json cannot be read: ENOENT/],
  "a member named twice": [[...policy, "--claims", "-"], /^-:2:2: the member `a` is named twice/, '{"a": 1,\n "a": 2}'],
  "half a document": [[...policy, "--claims", "-"], /^-:1:7: a value expected, but the text ends \(JSON_SYNTAX\)/, '{"a": '],
  "two documents": [[...policy, "--claims", "-"], /^-:1:3: the end of the document expected/, '{}, "settings": {}'],
  "claims that are a list": [[...policy, "--claims", "-"], /WRONG_TYPE/, "[]"],
  "bytes that are not UTF-8": [[...policy, "--claims", "-"], /NOT_UTF8/, Buffer.from([0xff])],
  "no token": [[...policy, "--token", "-"], /^-: this is not a compact token.*\(CLAIM_INVALID\)/, "abc"],
  "a policy that is none": [["--policy", "-", "--claims", "examples/denied.claims.json"], /^-:1:2: /, "{"],
};

for (const [name, [args, message, input]] of Object.entries(bad)) {
  test(`${name}: 3, and what is wrong where`, () => {
    const { status, stdout, stderr } = run(args, { input });
    assert.match(stderr, message);
    assert.equal(status, 3);
    assert.equal(stdout, "");
  });
}

test("the value that lets in this token only is offered where one does", () => {
  const claims = { ...JSON.parse(readFileSync(join(folder, "examples/allowed.claims.json"), "utf8")) };
  claims.sub = claims.sub.replace("octo-org/app", "octo-org@123/app@456");
  const summary = join(work, "admits.md");
  const { stdout } = run([...policy, "--claims", "-"], { input: JSON.stringify(claims), GITHUB_STEP_SUMMARY: summary });
  assert.match(stdout, /^ +Lets in this token only: `repo:octo-org@123\/app@456:/m);
  assert.match(readFileSync(summary, "utf8"), /^Lets in this token only: `repo:octo-org@123\/app@456:/m);
});
