// The README's JavaScript, run against the packages of this checkout.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const packages = { assumable: "bindings-node/index.mjs", "assumable-wasm": "bindings-wasm/index.js" };

const readme = readFileSync(new URL("README.md", root), "utf8");
const blocks = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, block]) => block);

for (const [name, file] of Object.entries(packages)) {
  test(`the quick start of ${name}`, () => {
    const block = blocks.find((block) => block.includes(`from "${name}"`));
    assert.ok(block, `no block imports ${name}`);
    const program = block.replace(`from "${name}"`, `from ${JSON.stringify(new URL(file, root).href)}`);
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: fileURLToPath(root), stdio: "pipe" });
  });
}

test("every block is run", () => assert.equal(blocks.length, Object.keys(packages).length));
