// Tables of facts that a document replaces, in a process of its own: they are replaced once.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "./cases.js";

test("the tables of a document decide, once and before the first answer", () => {
  const program = `import { knowledge, parseImage, replaceKnowledge } from "./index.mjs";
    const document = JSON.parse(knowledge(null, true).document);
    const table = (name) => document.tables.find((table) => table.name === name);
    table("ecr_hosts").rows.push({ text: "amazonaws.moon", partitions: ["aws"] });
    let hash;
    try { replaceKnowledge(document); } catch (error) { hash = error; }
    console.log(hash.code, hash.path);
    table("ecr_hosts").hash = /\`(\\w+)\`/.exec(hash.help)[1];
    replaceKnowledge(document);
    console.log(parseImage("123456789012.dkr.ecr.us-east-1.amazonaws.moon/app:1").ecr.region);
    console.log(knowledge().tables.find((table) => table.replaced).name);
    try { replaceKnowledge({ form: 1, tables: [] }); } catch (error) { console.log(error.code); }`;
  const cwd = join(root, "bindings-node");
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd, encoding: "utf8" });
  assert.deepEqual(told.trim().split("\n"), [
    "KNOWLEDGE_HASH /document/tables/5/hash",
    "us-east-1",
    "ecr_hosts",
    "KNOWLEDGE_REPLACED",
  ]);
});
