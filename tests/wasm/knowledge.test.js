// Tables of facts that a document replaces: in both modules, whichever is in, and again after a trap.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root, target } from "../node/cases.js";

const planted = join(target, "planted/wasm/first.wasm");

/** What a program prints, in a process of its own: tables are replaced once. */
function run(program) {
  const text = `import { init, answer, knowledge, parseImage, parseSubject, replaceKnowledge } from "./index.js";
    import { readFileSync } from "node:fs";
    const document = () => {
      const document = JSON.parse(knowledge(null, true).document);
      const table = (name) => document.tables.find((table) => table.name === name);
      table("partitions").rows.push({ name: "aws-moon", region_starts: ["moon"] });
      table("ecr_hosts").rows.push({ text: "amazonaws.moon", partitions: ["aws-moon"] });
      table("claims").rows.push({ name: "moon_phase", presence: "always", as_key: "usable", source: "x", date: "2027" });
      for (const name of ["claims", "ecr_hosts", "partitions"]) {
        try { replaceKnowledge(document); } catch (error) { table(name).hash = /\`(\\w+)\`/.exec(error.help)[1]; }
      }
      return document;
    };
    const image = () => parseImage("123456789012.dkr.ecr.moon-base-1.amazonaws.moon/app:1").ecr?.region;
    const claim = () => parseSubject("repo:octo-org/app:moon_phase:full", ["repo", "moon_phase"]).complete;
    const code = (work) => { try { return work(); } catch (error) { return error.code; } };
    ${program}`;
  const cwd = join(root, "bindings-wasm");
  return execFileSync(process.execPath, ["--input-type=module", "-e", text], { cwd, encoding: "utf8" }).trim().split("\n");
}

test("both modules answer from the tables of the document", () => {
  const told = run(`await init();
    const replaced = replaceKnowledge(document()).tables.filter((table) => table.replaced).map((table) => table.name);
    console.log(replaced.join());
    console.log(image(), claim());
    console.log(knowledge().tables.filter((table) => table.replaced).length);
    console.log(code(() => replaceKnowledge({ form: 1, tables: [] })));`);
  assert.deepEqual(told, ["claims,ecr_hosts,partitions", "moon-base-1 true", "3", "KNOWLEDGE_REPLACED"]);
});

test("the second module is told when it comes", () => {
  const told = run(`let release;
    await init({ first: true, whole: () => new Promise((resolve) => (release = resolve)) });
    replaceKnowledge(document());
    console.log(claim(), code(image));
    while (!release) await new Promise((resolve) => setTimeout(resolve, 1));
    release(undefined);
    await init();
    console.log(image());`);
  assert.deepEqual(told, ["true NOT_LOADED", "moon-base-1"]);
});

test("a new instance is told after a trap", () => {
  const told = run(`await init({ first: readFileSync(${JSON.stringify(planted)}) });
    await init();
    replaceKnowledge(document());
    for (let round = 0; round < 3; round++) {
      console.log(JSON.parse(answer("planted_panic", "{}")).error.code, claim(), image());
    }`);
  assert.deepEqual(told, Array(3).fill("INTERNAL true moon-base-1"));
});

test("where one module has used its tables, neither changes", () => {
  const told = run(`await init();
    const changed = document();
    console.log(image());
    console.log(code(() => replaceKnowledge(changed)));
    console.log(knowledge().tables.some((table) => table.replaced), image());`);
  assert.deepEqual(told, ["undefined", "KNOWLEDGE_IN_USE", "false undefined"]);
});
