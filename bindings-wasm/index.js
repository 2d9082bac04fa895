// Generated from the contract by `cargo run -p assumable-surface`; do not edit.
import * as native from "./load.js";

export { init } from "./load.js";

/** The envelope of a defect of this library, where the runtime itself broke down. */
const INTERNAL =
  "{\"error\":{\"code\":\"INTERNAL\",\"message\":\"the library met a defect of its own; this request has no answer\",\"path\":\"\",\"help\":\"please report the request that caused it\"}}";
const NOT_UTF8 = {"code":"NOT_UTF8","message":"the text is not UTF-8","path":"","help":"save it as UTF-8"};
const MAX_REQUEST = 16777216;
const CODES_PAGE = "https://github.com/assumable/assumable/blob/main/core/docs/codes.md#";

/** The error of this package: the request or a document in it was refused. A denial is never an error. */
class AssumableError extends Error {
  constructor(refusal) {
    super(refusal.message);
    for (const [name, value] of Object.entries(refusal)) {
      if (name !== "message") this[name] = value;
    }
  }

  /** The refusal as plain data, as the text tier gives it. */
  toJSON() {
    const { code, path, ...rest } = this;
    return { code, message: this.message, path, ...rest };
  }
}
Object.defineProperty(AssumableError.prototype, "name", { value: "AssumableError", configurable: true, writable: true });

/** Whether `error` is this package's own, also when it comes from another copy of it. */
function isAssumableError(error) {
  return error instanceof Error && error.name === "AssumableError" && typeof error.code === "string";
}

/** The text tier: a request as JSON text in, the envelope `{"ok": …}` or `{"error": …}` as JSON text out. */
function answer(operation, request) {
  if (typeof operation !== "string" || typeof request !== "string") {
    throw new TypeError("answer takes two strings: an operation and the JSON text of its request");
  }
  const refusal = tooLarge(request.length) ?? (wellFormed(operation + request) ? undefined : halfPair(""));
  return refusal ? JSON.stringify({ error: refusal }) : (native.answer(operation, request) ?? INTERNAL);
}

/** The version of the package. */
function version() {
  return native.version();
}

function ask(operation, parameters, documents) {
  return taken(native.answer(operation, encode(parameters, documents)));
}

/** The value in an envelope; a runtime that broke down gives none. */
function taken(envelope) {
  // Own members only: what a program has put on `Object.prototype` is no answer.
  const answer = JSON.parse(envelope ?? INTERNAL);
  if (!Object.hasOwn(answer, "error")) return answer.ok;
  const { error } = answer;
  if (Object.hasOwn(error, "document")) throw new AssumableError(error);
  // A place outside any document is one in the request's text, which the caller never saw.
  const { offset, line, column, ...rest } = error;
  throw new AssumableError(rest);
}

/** A document compiled once, and how it is asked. */
class Compiled {
  #handle;

  constructor(kind, source, document) {
    const encoder = new Encoder();
    const text = encoder.document(document, `/${source}`);
    this.#handle = new native.Handle(kind, text ?? encoder.value(document, `/${source}`), text === undefined);
    taken(this.#handle.opened());
  }

  _ask(method, parameters, documents) {
    if (!this.#handle) throw new Error(`this ${this.constructor.name} has been freed`);
    return taken(this.#handle.answer(method, encode(parameters, documents)));
  }

  /** Asks about a list in as many requests as its size takes; `field` names the list in the answer. */
  _askMany(method, parameters, documents, list, field) {
    const { [list]: items, ...rest } = parameters;
    if (!Array.isArray(items) || items.length === 0) return this._ask(method, parameters, documents);
    const answers = [];
    let size = CHUNK;
    while (answers.length < items.length) {
      const start = answers.length;
      const part = items.slice(start, start + size);
      try {
        answers.push(...this._ask(method, { [list]: part, ...rest }, documents)[field]);
      } catch (error) {
        if (!isAssumableError(error)) throw error;
        const large = error.code === "ANSWER_TOO_LARGE" || (error.code === "TOO_LARGE" && error.path === "");
        if (!large || part.length === 1) throw moved(error, `/${list}/`, start);
        size = Math.ceil(part.length / 2);
      }
    }
    return { [field]: answers };
  }

  free() {
    this.#handle?.free();
    this.#handle = undefined;
  }
}
if (Symbol.dispose) Compiled.prototype[Symbol.dispose] = Compiled.prototype.free;

/** Elements of one request of many: at the usual size of a claims object a small part of the largest request. */
const CHUNK = 1000;

/** An error about element `n` of a part, told of the whole list. */
function moved(error, prefix, start) {
  const refusal = error.toJSON();
  for (const pointer of ["path", "document"]) {
    const [index, ...rest] = (refusal[pointer] ?? "").slice(prefix.length).split("/");
    if (refusal[pointer]?.startsWith(prefix)) refusal[pointer] = prefix + [Number(index) + start, ...rest].join("/");
  }
  return new AssumableError(refusal);
}

/** The request: positional parameters by name, those not given left out. */
function encode(parameters, documents) {
  const text = written(parameters);
  if (text !== undefined) return text;
  const encoder = new Encoder();
  const members = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) members.push(`${JSON.stringify(name)}:${encoder.value(value, `/${name}`, own(own(documents, "in"), name))}`);
  }
  return `{${members.join(",")}}`;
}

/** The request as `JSON.stringify` writes it, where that is what the encoder would write: nothing is copied on the way. */
function written(parameters) {
  // What a program has put on the prototypes would be asked.
  if ("".toJSON !== undefined || (0).toJSON !== undefined || true.toJSON !== undefined) return undefined;
  let length = 0;
  for (const name in parameters) {
    if (parameters[name] === undefined) continue;
    length = measured(parameters[name], length, 0);
    if (length > MAX_REQUEST) return undefined;
  }
  const text = JSON.stringify(parameters);
  // Half of a surrogate pair is written as an escape; the encoder tells it from text that looks like one.
  return HALF_PAIR.test(text) ? undefined : text;
}

const HALF_PAIR = /\\ud[89a-f]/;

/** `length` and the letters of a value that JSON holds as it is; infinite for any other, and for what is too long or deep. */
function measured(value, length, depth) {
  switch (typeof value) {
    case "string":
      return length + value.length;
    case "boolean":
      return length;
    case "number":
      return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value)) ? length : Infinity;
    case "object":
      break;
    default:
      return Infinity;
  }
  if (value === null) return length;
  if (depth === SHALLOW || value.toJSON !== undefined) return Infinity;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && length <= MAX_REQUEST; index++) {
      length = measured(value[index], length + 1, depth + 1);
    }
    return length;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return Infinity;
  for (const name in value) {
    length = measured(value[name], length + name.length, depth + 1);
    if (length > MAX_REQUEST) return Infinity;
  }
  return length;
}

/** Deeper than what people write, and not so deep that a cycle takes long to find. */
const SHALLOW = 16;

/**
 * JSON text of host values, strictly: what JSON cannot hold is refused, never changed or dropped in silence.
 *
 * `documents` says where documents stand, which may be bytes: `text` here, `each` in every item or member, `in` in the
 * members of these names.
 */
class Encoder {
  /** Objects that are being written, outermost first. */
  #above = [];
  #length = 0;

  value(value, pointer, documents) {
    switch (typeof value) {
      case "string":
        return this.#text(value, pointer);
      case "boolean":
        return String(value);
      case "number":
        return this.#number(value, pointer);
      case "object":
        if (value === null) return "null";
        if (own(documents, "text") && isBytes(value)) return JSON.stringify(this.document(value, pointer));
        return this.#nested(value, pointer, documents);
      case "undefined":
        throw this.#refused(pointer, "undefined", "leave the member out, or write `null`");
      case "bigint":
        throw this.#refused(pointer, `${value}n`, "pass the digits as a string");
      default:
        throw this.#refused(pointer, `a ${typeof value}`, WRITABLE);
    }
  }

  /** The text of a document, a string or UTF-8 bytes; an object has none. */
  document(value, pointer) {
    if (typeof value === "string") {
      if (!wellFormed(value)) throw new AssumableError(halfPair(pointer));
      this.#grow(value.length);
      return value;
    }
    if (isBytes(value)) {
      this.#grow(value.length);
      return decodeUtf8(value, pointer);
    }
    return undefined;
  }

  #text(text, pointer) {
    if (!wellFormed(text)) throw new AssumableError(halfPair(pointer));
    this.#grow(text.length);
    return JSON.stringify(text);
  }

  #number(value, pointer) {
    if (!Number.isFinite(value)) throw this.#refused(pointer, String(value), "leave the member out, or pass text");
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw this.#refused(pointer, String(value), "digits of so large a number are lost; pass them as a string");
    }
    return JSON.stringify(value);
  }

  #nested(value, pointer, documents) {
    if (this.#above.includes(value)) throw this.#refused(pointer, "an object within itself", "pass a copy that does not contain itself");
    // The reader refuses what nests this deep, and tells where; what lies deeper need not be written.
    if (this.#above.length > DEEP) return "null";
    const list = Array.isArray(value);
    if (!list && !isPlain(value)) throw this.#refused(pointer, described(value), "pass a plain object, list or string");
    if (typeof value.toJSON === "function") throw this.#refused(pointer, "an object with `toJSON`", "pass what it stands for");
    this.#above.push(value);
    const parts = [];
    if (list) {
      for (let index = 0; index < value.length; index++) {
        this.#grow(1);
        parts.push(this.value(value[index], `${pointer}/${index}`, own(documents, "each")));
      }
    } else {
      for (const name of Object.keys(value)) {
        const key = this.#text(name, pointer);
        const step = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        parts.push(`${key}:${this.value(value[name], step, own(own(documents, "in"), name) ?? own(documents, "each"))}`);
      }
    }
    this.#above.pop();
    return list ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
  }

  #grow(length) {
    this.#length += length;
    const refusal = tooLarge(this.#length);
    if (refusal) throw new AssumableError(refusal);
  }

  #refused(path, found, help) {
    return new AssumableError(notEncodable(path, found, help));
  }
}

/** An object's own member: never one that `Object.prototype` has. */
function own(object, name) {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** One level past the reader's limit, with room for the request around it. */
const DEEP = 80;
const WRITABLE = "pass text, numbers, `true`, `false`, `null`, lists and plain objects";

function notEncodable(path, found, help) {
  return { code: "NOT_ENCODABLE", message: "the value cannot be written as JSON", path, found, help };
}

function halfPair(path) {
  return notEncodable(path, "half of a surrogate pair", "pass whole text: it was cut inside a character");
}

function tooLarge(length) {
  if (length <= MAX_REQUEST) return undefined;
  const help = "pass less, in several calls where that is possible";
  return { code: "TOO_LARGE", message: `the request has more than ${MAX_REQUEST} bytes`, path: "", help };
}

function wellFormed(text) {
  return text.isWellFormed ? text.isWellFormed() : !/\p{Surrogate}/u.test(text);
}

function isBytes(value) {
  return Object.prototype.toString.call(value) === "[object Uint8Array]";
}

/** An object literal, of whatever realm, or one without a prototype. */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.prototype.toString.call(value) === "[object Object]");
}

function described(value) {
  if (value === null || typeof value !== "object") return value === null ? "null" : `a ${typeof value}`;
  const name = Object.prototype.toString.call(value).slice(8, -1);
  return name === "Object" ? "an instance of a class" : `an object of the kind ${name}`;
}

/** The text of UTF-8 bytes, or `NOT_UTF8` with the place of the first byte that is not. */
function decodeUtf8(bytes, document) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    let at = 0;
    let [offset, line, column] = [0, 1, 1];
    for (const character of text) {
      // A replacement character that the bytes do not spell stands for the fault.
      if (character === "\ufffd" && !(bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd)) break;
      const code = character.codePointAt(0);
      at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      offset += 1;
      if (character === "\n") [line, column] = [line + 1, 1];
      else column += 1;
    }
    throw new AssumableError({ ...NOT_UTF8, document, offset, line, column });
  }
}

function buildSubject(claims, settings) {
  return ask("build_subject", { claims, settings });
}

function parseSubject(sub, include_claim_keys, platform, ghes_version) {
  return ask("parse_subject", { sub, include_claim_keys, platform, ghes_version });
}

function resolveSettings(organization, repository) {
  return ask("resolve_settings", { organization, repository });
}

function customizationRequests(settings, owner, repository) {
  return ask("customization_requests", { settings, owner, repository });
}

function decodeToken(jwt) {
  return ask("decode_token", { jwt });
}

function matchFilter(patterns, text, mode, kind) {
  return ask("match_filter", { patterns, text, mode, kind });
}

function recognize(name, text) {
  return ask("recognize", { name, text });
}

function readDocuments(files, options) {
  return ask("read_documents", { files, options });
}

function explain(files, options, facts) {
  return ask("explain", { files, options, facts }, { in: { facts: { in: { rcp: { text: true, each: { text: true } }, scp: { text: true, each: { text: true, each: { text: true } } } } } } });
}

function compareDocuments(before, after, options, world) {
  return ask("compare_documents", { before, after, options, world }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function render(files, format, options, facts, width, styled) {
  return ask("render", { files, format, options, facts, width, styled }, { in: { facts: { in: { rcp: { text: true, each: { text: true } }, scp: { text: true, each: { text: true, each: { text: true } } } } } } });
}

function evaluateExpression(expression, contexts, unknown, one_of) {
  return ask("evaluate_expression", { expression, contexts, unknown, one_of });
}

function matchCondition(operator, key, values, context, version) {
  return ask("match_condition", { operator, key, values, context, version });
}

function checkTrust(policy, claims, options) {
  return ask("check_trust", { policy, claims, options }, { in: { policy: { text: true }, options: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function whoCanAssume(policy, world) {
  return ask("who_can_assume", { policy, world }, { in: { policy: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function prove(policy, intent, world) {
  return ask("prove", { policy, intent, world }, { in: { policy: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function outsiders(policy, world) {
  return ask("outsiders", { policy, world }, { in: { policy: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function comparePolicies(old, new_, world) {
  return ask("compare_policies", { old, new: new_, world }, { in: { old: { text: true }, new: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function decide(policy, tokens, world) {
  return ask("decide", { policy, tokens, world }, { in: { policy: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function makePolicies(intent, options, world) {
  return ask("make_policies", { intent, options, world }, { in: { options: { in: { naming_rules: { text: true } } }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function shrinkPolicy(policy, limit, world) {
  return ask("shrink_policy", { policy, limit, world }, { in: { policy: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function planMigration(files, owner, to, world, options) {
  return ask("plan_migration", { files, owner, to, world, options }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function guardOrganization(files, world, guard, options) {
  return ask("guard_organization", { files, world, guard, options }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
}

function checkCreate(policy, options) {
  return ask("check_create", { policy, options }, { in: { policy: { text: true } } });
}

function checkAccess(request, policies) {
  return ask("check_access", { request, policies }, { in: { policies: { in: { identity: { text: true, each: { text: true } }, resource: { text: true, each: { text: true } }, registry: { text: true, each: { text: true } }, boundary: { text: true, each: { text: true } }, session: { text: true, each: { text: true } }, scp: { text: true, each: { text: true, each: { text: true } } }, rcp: { text: true, each: { text: true } } } } } });
}

function checkPush(image, principal, policies, options) {
  return ask("check_push", { image, principal, policies, options }, { in: { policies: { in: { identity: { text: true, each: { text: true } }, resource: { text: true, each: { text: true } }, registry: { text: true, each: { text: true } }, boundary: { text: true, each: { text: true } }, session: { text: true, each: { text: true } }, scp: { text: true, each: { text: true, each: { text: true } } }, rcp: { text: true, each: { text: true } } } } } });
}

function parseImage(text) {
  return ask("parse_image", { text });
}

function checkName(kind, text) {
  return ask("check_name", { kind, text });
}

function checkMutability(repository, tags, existing) {
  return ask("check_mutability", { repository, tags, existing });
}

function makeTags(rules, run) {
  return ask("make_tags", { rules, run }, { in: { rules: { text: true }, run: { in: { event_json: { text: true } } } } });
}

function checkImages(rules, run, images) {
  return ask("check_images", { rules, run, images }, { in: { rules: { text: true }, run: { in: { event_json: { text: true } } } } });
}

function lintRules(rules, repository, lifecycle_policy) {
  return ask("lint_rules", { rules, repository, lifecycle_policy }, { in: { rules: { text: true }, lifecycle_policy: { text: true } } });
}

function knowledge(as_of, document) {
  return ask("knowledge", { as_of, document });
}

function replaceKnowledge(document) {
  return ask("replace_knowledge", { document }, { in: { document: { text: true } } });
}

class TrustPolicy extends Compiled {
  constructor(policy) {
    super("TrustPolicy", "policy", policy);
  }

  check(claims, options) {
    return this._ask("check", { claims, options }, { in: { options: { in: { rcp: { text: true, each: { text: true } } } } } });
  }

  checkMany(claims, options, explain) {
    return this._askMany("check_many", { claims, options, explain }, { in: { options: { in: { rcp: { text: true, each: { text: true } } } } } }, "claims", "answers");
  }

  whoCanAssume(world) {
    return this._ask("who_can_assume", { world }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
  }

  prove(intent, world) {
    return this._ask("prove", { intent, world }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
  }

  outsiders(world) {
    return this._ask("outsiders", { world }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
  }

  compare(new_, world) {
    return this._ask("compare", { new: new_, world }, { in: { new: { text: true }, world: { in: { rcp: { text: true, each: { text: true } } } } } });
  }

  decide(tokens, world) {
    return this._ask("decide", { tokens, world }, { in: { world: { in: { rcp: { text: true, each: { text: true } } } } } });
  }
}

class PolicySet extends Compiled {
  constructor(set) {
    super("PolicySet", "set", set);
  }

  check(claims) {
    return this._ask("check", { claims });
  }

  checkMany(claims) {
    return this._askMany("check_many", { claims }, undefined, "claims", "answers");
  }

  explain(role, claims) {
    return this._ask("explain", { role, claims });
  }
}

class NamingRules extends Compiled {
  constructor(rules) {
    super("NamingRules", "rules", rules);
  }

  make(run) {
    return this._ask("make", { run }, { in: { run: { in: { event_json: { text: true } } } } });
  }

  check(run, images) {
    return this._ask("check", { run, images }, { in: { run: { in: { event_json: { text: true } } } } });
  }

  checkMany(images, run) {
    return this._askMany("check_many", { images, run }, { in: { run: { in: { event_json: { text: true } } } } }, "images", "images");
  }
}

export { buildSubject, parseSubject, resolveSettings, customizationRequests, decodeToken, matchFilter, recognize, readDocuments, explain, compareDocuments, render, evaluateExpression, matchCondition, checkTrust, whoCanAssume, prove, outsiders, comparePolicies, decide, makePolicies, shrinkPolicy, planMigration, guardOrganization, checkCreate, checkAccess, checkPush, parseImage, checkName, checkMutability, makeTags, checkImages, lintRules, knowledge, replaceKnowledge, TrustPolicy, PolicySet, NamingRules, AssumableError, isAssumableError, answer, version, CODES_PAGE };
