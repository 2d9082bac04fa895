// What exact questions cost from JavaScript: every published case, request and all, the shortest of some rounds.
// usage: node exact.mjs MODULE        bindings-node/index.mjs or bindings-wasm/index.js

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const module = await import(pathToFileURL(process.argv[2]));
if (module.init) await module.init();
const path = new URL("../vectors/analysis/published-proofs.jsonl", import.meta.url);
const cases = readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const times = cases.map(({ name, operation, request }) => {
  const text = JSON.stringify(request);
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const started = process.hrtime.bigint();
    if (!module.answer(operation, text).startsWith('{"ok"')) throw new Error(name);
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 1e6);
  }
  return { name, best };
});
times.sort((one, other) => one.best - other.best);
const at = (share) => times[Math.floor(((times.length - 1) * share) / 100)].best.toFixed(2);
console.log(`all: ${times.length} cases, median ${at(50)} ms, p95 ${at(95)} ms, most ${at(100)} ms`);
for (const { name, best } of times.filter(({ name }) => name.startsWith("article-after-"))) console.log(`${name}: ${best.toFixed(2)} ms`);
console.log(`peak memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
