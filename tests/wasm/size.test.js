// The size of each module against the committed budget, with what each crate and room takes of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { root, target } from "../node/cases.js";
import { sizesByRoom } from "./sections.js";

const budgets = JSON.parse(readFileSync(join(root, "bindings-wasm/size.json"), "utf8"));

for (const [name, budget] of Object.entries(budgets)) {
  test(`${name}: the shipped file, gzipped`, () => {
    const size = gzipSync(readFileSync(join(root, `bindings-wasm/pkg/${name}.wasm`)), { level: 9 }).length;
    console.log(`wasm: ${name} has ${size} bytes gzipped, ${Math.round((100 * size) / budget.gzipped)}% of the budget`);
    assert.ok(size <= budget.gzipped, `${size} bytes are more than the budget of ${budget.gzipped}`);
  });

  test(`${name}: every crate and room in it has a budget of its own, and keeps to it`, () => {
    const unstripped = join(target, `wasm/${name}.wasm`);
    const limits = budget["bytes of code before wasm-opt, by crate and room"];
    for (const [room, size] of sizesByRoom(readFileSync(unstripped))) {
      console.log(`  ${room.padEnd(22)}${String(size).padStart(8)} of ${limits[room]}`);
      assert.ok(size <= limits[room], `${room} has ${size} bytes, its budget in bindings-wasm/size.json is ${limits[room]}`);
    }
  });
}
