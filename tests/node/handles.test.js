import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { surface } from "./surface.js";

const { PolicySet, TrustPolicy, checkTrust, isAssumableError } = surface;

export const policy = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main",
      },
    },
  },
};
export const claims = (branch) => ({
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: `repo:octo-org/app:ref:refs/heads/${branch}`,
});

function refusal(work) {
  try {
    work();
  } catch (error) {
    assert.ok(isAssumableError(error), `not an error of the package: ${error.stack}`);
    return error.toJSON();
  }
  return assert.fail("nothing was refused");
}

test("a handle answers as the operation does, from an object, from text and from bytes", () => {
  const text = JSON.stringify(policy);
  for (const document of [policy, text, new TextEncoder().encode(text)]) {
    const handle = new TrustPolicy(document);
    assert.equal(handle.check(claims("main")).verdict, "allowed");
    assert.deepEqual(handle.check(claims("other")), checkTrust(document, claims("other")));
    handle.free();
  }
});

test("a policy that is refused is refused when the handle is made, with its place", () => {
  const { code, document, line, column } = refusal(() => new TrustPolicy('{"Version": "2012-10-17",\n "Statement": [], "Statement": []}'));
  assert.deepEqual({ code, document, line, column }, { code: "JSON_DUPLICATE_MEMBER", document: "/policy", line: 2, column: 19 });
  for (const document of [7, null, [], { Statement: undefined }, { Version: "2012" }]) {
    const refused = refusal(() => new TrustPolicy(document));
    assert.deepEqual(refused, refusal(() => checkTrust(document, {})));
    assert.ok(refused.path.startsWith("/policy"));
    assert.deepEqual([refused.document, refused.line], [undefined, undefined]);
  }
});

test("lines are told of a text and not of an object", () => {
  for (const [document, line] of [[JSON.stringify(policy), 1], [policy, undefined]]) {
    const { failures, statements } = new TrustPolicy(document).check(claims("other"));
    assert.deepEqual(failures.map((failure) => failure.line), [line]);
    for (const test of statements[0].tests) assert.equal(test.line, line);
    assert.ok(statements[0].tests.every((test) => test.pointer.startsWith("/Statement/")));
  }
});

test("bytes that are not UTF-8 are refused with the place of the first that is not", () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('{"é\ufffd":\n "'), 0xef, 0xbf, 0x22]);
  for (const work of [() => new TrustPolicy(bytes), () => checkTrust(bytes, {})]) {
    const { code, document, path, offset, line, column } = refusal(work);
    assert.deepEqual({ code, document, path, offset, line, column }, { code: "NOT_UTF8", document: "/policy", path: "", offset: 9, line: 2, column: 3 });
  }
});

test("many are answered in order, whatever their number", () => {
  const handle = new TrustPolicy(policy);
  const list = Array.from({ length: 2500 }, (_, n) => claims(n % 3 === 0 ? "main" : "other"));
  const { answers } = handle.checkMany(list);
  assert.equal(answers.length, list.length);
  answers.forEach(({ verdict }, n) => assert.equal(verdict, n % 3 === 0 ? "allowed" : "denied"));
  assert.deepEqual(handle.checkMany([]), { answers: [] });
});

test("many large ones are cut into requests under the limit", () => {
  const handle = new TrustPolicy(policy);
  const list = Array.from({ length: 900 }, () => ({ ...claims("main"), note: "x".repeat(30_000) }));
  assert.equal(handle.checkMany(list).answers.length, list.length);
});

test("a refusal among many tells its place in the whole list", () => {
  const handle = new TrustPolicy(policy);
  const list = Array.from({ length: 2500 }, () => claims("main"));
  list[2100] = "not claims";
  assert.equal(refusal(() => handle.checkMany(list)).path, "/claims/2100");
  list[2100] = { a: NaN };
  assert.equal(refusal(() => handle.checkMany(list)).path, "/claims/2100/a");
});

test("a freed handle says so, and can be freed again", () => {
  const handle = new TrustPolicy(policy);
  handle[Symbol.dispose]();
  handle.free();
  assert.throws(() => handle.check(claims("main")), { message: "this TrustPolicy has been freed" });
});

test("a set answers as its roles do", () => {
  const cases = JSON.parse(readFileSync(new URL("../contract/policy-set.json", import.meta.url), "utf8"));
  for (const { name, set: document, tokens, answers } of cases) {
    const set = new PolicySet(document);
    assert.deepEqual(set.checkMany(tokens), { answers }, name);
    for (const [index, token] of tokens.entries()) {
      assert.deepEqual(set.check(token), answers[index]);
      for (const [role, { role_arn, policy: own }] of document.roles.entries()) {
        const scope = document.claims_scope ? { claims_scope: document.claims_scope } : {};
        const alone = checkTrust(own, token, { role_arn, ...scope });
        assert.equal(set.explain(role, token).verdict, alone.verdict);
        const told = answers[index].roles.find((one) => one.role === role);
        assert.equal(told?.verdict ?? "denied", alone.verdict, `${name} ${role}`);
      }
    }
    set.free();
  }
  const { code, path } = refusal(() => new PolicySet({ roles: [{ role_arn: "a", policy: {} }] }));
  assert.deepEqual({ code, path }, { code: "ARN_INVALID", path: "/set/roles/0/role_arn" });
});

test("more tokens than one request takes are asked in several", () => {
  const set = new PolicySet({ roles: [{ role_arn: "arn:aws:iam::123456789012:role/main", policy }] });
  const { answers } = set.checkMany(Array.from({ length: 2500 }, (_, index) => claims(index % 2 ? "main" : "dev")));
  assert.equal(answers.length, 2500);
  assert.deepEqual(answers.slice(2498), [{ roles: [] }, { roles: [{ role: 0, verdict: "allowed", reason: "allow" }] }]);
});
