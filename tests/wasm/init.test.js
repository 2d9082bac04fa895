// Every way to load, each in a process of its own: loading is done once.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../node/cases.js";

const read = 'import { readFileSync } from "node:fs"; const bytes = readFileSync(new URL("./pkg/assumable.wasm", base));';
const ways = {
  "nothing: the file beside the module": "init()",
  "a file's address": 'init(new URL("./pkg/assumable.wasm", base))',
  bytes: "init(bytes)",
  "an array buffer": "init(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))",
  "a compiled module": "init(new WebAssembly.Module(bytes))",
  "a promise of a compiled module": "init(WebAssembly.compile(bytes))",
  "a response": 'init(new Response(bytes, { headers: { "content-type": "application/wasm" } }))',
  "twice at once": "Promise.all([init(), init(bytes)])",
  "again after a failure": "init(new Uint8Array(4)).then(() => process.exit(3), () => init())",
};

function run(program) {
  return execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: join(root, "bindings-wasm"), encoding: "utf8" });
}

for (const [name, way] of Object.entries(ways)) {
  test(`loads from ${name}`, () => {
    const program = `import { init, parseImage } from "./index.js"; const base = import.meta.resolve("./index.js"); ${read}
      await ${way}; await init(); console.log(parseImage("ghcr.io/octo-org/app:v1").tag);`;
    assert.equal(run(program), "v1\n");
  });
}

test("before loading, a call says what to do", () => {
  const program = `import { parseImage } from "./index.js"; try { parseImage("x"); } catch (error) { console.log(error.message); }`;
  assert.equal(run(program), "assumable-wasm is not loaded: call `await init()` first\n");
});
