// The JavaScript of the READMEs, run against the packages of this checkout.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const packages = { assumable: "bindings-node/index.mjs", "assumable/folder": "bindings-node/folder.mjs", "assumable-wasm": "bindings-wasm/index.js" };


for (const path of ["README.md", "bindings-node/README.md", "bindings-wasm/README.md"]) {
  const readme = readFileSync(new URL(path, root), "utf8");
  const blocks = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, block]) => block);
  assert.ok(blocks.length, `${path} has no code`);
  for (const [index, block] of blocks.entries()) {
    test(`block ${index + 1} of ${path}`, () => {
      const imported = /from "(assumable(?:-wasm|\/folder)?)"/g;
      assert.match(block, imported);
      const program = block.replace(imported, (_, name) => `from ${JSON.stringify(new URL(packages[name], root).href)}`);
      execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: fileURLToPath(root), stdio: "pipe" });
    });
  }
}
