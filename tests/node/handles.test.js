import assert from "node:assert/strict";
import { test } from "node:test";

import { surface } from "./surface.js";

const { TrustPolicy, checkTrust, isAssumableError } = surface;

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
