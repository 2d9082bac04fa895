// What a call costs from Node and from wasm: the work of tests/src/bin/calls.rs through the typed surface.
// usage: node calls.mjs MODULE WORKLOAD TOKENS POLICIES

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, path, tokens, policies] = process.argv.slice(2);
const assumable = await import(pathToFileURL(module));
if (assumable.init) await assumable.init();
const { policy: document, claims, image, rules, run, image_of_run: named } = JSON.parse(readFileSync(path, "utf8"));
const policy = JSON.stringify(document);

function each(rounds, work) {
  const times = [];
  for (let round = 0; round < 9; round++) {
    const started = process.hrtime.bigint();
    for (let index = 0; index < rounds; index++) work();
    times.push(Number(process.hrtime.bigint() - started) / rounds);
  }
  return times.sort((a, b) => a - b)[4];
}

const handle = new assumable.TrustPolicy(policy);
const many = Array.from({ length: Number(tokens) }, (_, index) => ({ ...claims, repository_id: String(index) }));
const results = {
  parse_image: each(20_000, () => assumable.parseImage(image)),
  check_trust: each(2_000, () => assumable.checkTrust(policy, claims)),
  "TrustPolicy.check": each(2_000, () => handle.check(claims)),
  "TrustPolicy.check_many, a token": each(1, () => handle.checkMany(many)) / tokens,
};
const started = process.hrtime.bigint();
for (let index = 0; index < policies; index++) {
  const one = new assumable.TrustPolicy(policy);
  one.checkMany(many);
  one.free();
}
results["tokens x policies, a decision"] = Number(process.hrtime.bigint() - started) / (tokens * policies);
const naming = new assumable.NamingRules(rules);
const names = Array.from({ length: 1_000 }, (_, index) => `${named}:${index ? `team-${index}-7` : run.sha}`);
results["NamingRules.check, a name of 1,000"] = each(5, () => naming.check(run, names)) / names.length;
results["peak memory, bytes"] = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify(results));
