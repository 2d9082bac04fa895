import assert from "node:assert/strict";
import { test } from "node:test";

import { surface } from "./surface.js";

const { answer, buildSubject, parseImage, isAssumableError, AssumableError } = surface;

/** What the call is refused with, as plain data. */
function refusal(work) {
  try {
    work();
  } catch (error) {
    assert.ok(isAssumableError(error), `not an error of the package: ${error.stack}`);
    assert.ok(error instanceof AssumableError && error instanceof Error);
    assert.equal(error.name, "AssumableError");
    return error.toJSON();
  }
  return assert.fail("nothing was refused");
}

function cyclic() {
  const claims = { repository: "octo-org/app" };
  claims.inner = { list: [claims] };
  return claims;
}

const unencodable = [
  ["undefined", { a: undefined }, "/claims/a", "undefined"],
  ["a hole in a list", { a: [, 1] }, "/claims/a/0", "undefined"],
  ["NaN", { a: NaN }, "/claims/a", "NaN"],
  ["an infinity", { a: [1, -Infinity] }, "/claims/a/1", "-Infinity"],
  ["a BigInt", { a: { b: 10n } }, "/claims/a/b", "10n"],
  ["an integer past the safe ones", { a: 2 ** 53 }, "/claims/a", "9007199254740992"],
  ["a function", { a: () => 1 }, "/claims/a", "a function"],
  ["a symbol", { a: Symbol("s") }, "/claims/a", "a symbol"],
  ["a Map", new Map([["repository", "octo-org/app"]]), "/claims", "an object of the kind Map"],
  ["a Set", { a: new Set() }, "/claims/a", "an object of the kind Set"],
  ["a Date", { a: new Date(0) }, "/claims/a", "an object of the kind Date"],
  ["a boxed string", { a: new String("x") }, "/claims/a", "an object of the kind String"],
  ["bytes where no document is", { a: new Uint8Array(2) }, "/claims/a", "an object of the kind Uint8Array"],
  ["an instance of a class", { a: new (class Claims {})() }, "/claims/a", "an instance of a class"],
  ["an object with toJSON", { a: { toJSON: () => "x" } }, "/claims/a", "an object with `toJSON`"],
  ["a cycle", cyclic(), "/claims/inner/list/0", "an object within itself"],
  ["half a pair", { a: "x\ud83d" }, "/claims/a", "half of a surrogate pair"],
  ["half a pair in a name, and a pointer's own signs", { "a/b~": { "\udc00": 1 } }, "/claims/a~1b~0", "half of a surrogate pair"],
];

for (const [name, claims, path, found] of unencodable) {
  test(`${name} is refused, never changed or dropped`, () => {
    const { code, message, ...rest } = refusal(() => buildSubject(claims));
    assert.equal(code, "NOT_ENCODABLE");
    assert.equal(message, "the value cannot be written as JSON");
    assert.equal(rest.path, path);
    assert.equal(rest.found, found);
  });
}

test("null, other realms' objects and objects without a prototype are plain", () => {
  const claims = Object.assign(Object.create(null), { repository: "octo-org/app", ref: "refs/heads/main", environment: null });
  assert.equal(buildSubject(claims).value, "repo:octo-org/app:ref:refs/heads/main");
});

test("a member called __proto__ is data", () => {
  const claims = JSON.parse('{"repository":"octo-org/app","ref":"refs/heads/main","__proto__":{"ref":"refs/heads/x"}}');
  assert.equal(buildSubject(claims).value, "repo:octo-org/app:ref:refs/heads/main");
});

test("what is shared without a cycle is written twice", () => {
  const shared = ["x"];
  assert.equal(buildSubject({ repository: "octo-org/app", ref: "refs/heads/main", a: shared, b: shared }).outcome, "known");
});

test("text that looks like half a pair is text, and what is nested deeply is written alike", () => {
  const name = (claims) => buildSubject({ repository: "octo-org/app", ref: "refs/heads/main", ...claims }).value;
  assert.equal(name({ environment: "\\ud83d" }), "repo:octo-org/app:environment:\\ud83d");
  let deep = ["x"];
  for (let level = 0; level < 40; level++) deep = level % 2 ? [deep] : { deep };
  assert.equal(name({ deep }), "repo:octo-org/app:ref:refs/heads/main");
});

test("nothing on the prototypes is asked", () => {
  for (const { prototype } of [String, Number, Boolean, Object, Array]) {
    prototype.toJSON = () => "changed";
    try {
      const claims = { repository: "octo-org/app", ref: "refs/heads/main", run_number: 7, private: true };
      if (prototype === Object.prototype) assert.equal(refusal(() => buildSubject(claims)).found, "an object with `toJSON`");
      else assert.equal(buildSubject(claims).value, "repo:octo-org/app:ref:refs/heads/main");
    } finally {
      delete prototype.toJSON;
    }
  }
});

test("a wide cycle is found at once", () => {
  const wide = {};
  for (let index = 0; index < 50; index++) wide[`member ${index}`] = wide;
  assert.equal(refusal(() => buildSubject(wide)).found, "an object within itself");
});

test("a parameter that is not given is missing, by the core's own words", () => {
  assert.deepEqual(refusal(() => parseImage()), {
    code: "MISSING_FIELD",
    help: "add it; known here: text",
    message: "the field `text` is missing",
    path: "",
  });
});

test("a value of the wrong type is refused by the core, without a place in a text that nobody saw", () => {
  const { code, path, offset, line } = refusal(() => parseImage(7));
  assert.deepEqual({ code, path, offset, line }, { code: "WRONG_TYPE", path: "/text", offset: undefined, line: undefined });
});

test("nesting past the limit is refused at any depth", () => {
  let deep = [];
  for (let level = 0; level < 100_000; level++) deep = [deep];
  assert.equal(refusal(() => buildSubject({ deep })).code, "JSON_TOO_DEEP");
});

test("text past the limit is refused at any length", () => {
  const long = "x".repeat(400_000_000);
  assert.equal(refusal(() => parseImage(long)).code, "TOO_LARGE");
  assert.equal(refusal(() => buildSubject({ a: long, b: long })).code, "TOO_LARGE");
  assert.equal(JSON.parse(answer("parse_image", long)).error.code, "TOO_LARGE");
  assert.equal(refusal(() => parseImage("é".repeat(9_000_000))).code, "TOO_LARGE");
});

test("the text tier takes whole texts alone", () => {
  assert.equal(JSON.parse(answer("parse_image", '{"text":"\ud800"}')).error.code, "NOT_ENCODABLE");
  assert.throws(() => answer("parse_image", { text: "x" }), TypeError);
  assert.deepEqual(JSON.parse(answer("parse_image", '{"text":')).error.code, "JSON_SYNTAX");
  assert.deepEqual(JSON.parse(answer("no_such_operation", "{}")).error.code, "UNKNOWN_OPERATION");
});

test("an error keeps its facts as plain data", () => {
  const error = refusal(() => parseImage("ghcr.io/Octo/app"));
  assert.equal(error.code, "IMAGE_INVALID");
  assert.equal(error.document, "/text");
  assert.deepEqual(JSON.parse(JSON.stringify(error)), error);
  assert.equal(isAssumableError(new Error("other")), false);
  assert.equal(isAssumableError({ code: "INTERNAL", name: "AssumableError" }), false);
});

test("no shipped build has the planted panic", () => {
  assert.equal(JSON.parse(answer("planted_panic", "{}")).error.code, "UNKNOWN_OPERATION");
});

test("what a program puts on `Object.prototype` is neither read as an error nor as a place of documents", () => {
  const polluted = { error: { code: "STOLEN" }, document: "/stolen", text: true, each: { text: true }, in: { claims: { text: true } } };
  const before = buildSubject({ repository: "octo-org/app", ref: "refs/heads/main", event_name: "push", actor: "x" });
  for (const [name, value] of Object.entries(polluted)) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  let [after, told] = [];
  try {
    after = buildSubject({ repository: "octo-org/app", ref: "refs/heads/main", event_name: "push", actor: "x" });
    told = refusal(() => buildSubject({ a: undefined }));
  } finally {
    for (const name of Object.keys(polluted)) delete Object.prototype[name];
  }
  assert.deepEqual(after, before);
  assert.equal(told.code, "NOT_ENCODABLE");
  assert.equal(told.path, "/claims/a");
});
