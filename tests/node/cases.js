// The vectors, with the request texts and answers that the Rust runner wrote.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

function lines(file) {
  return readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
}

/** How many vectors the files hold. */
export function vectorCount() {
  const folder = join(root, "tests/vectors");
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".jsonl"))
    .reduce((count, file) => count + lines(join(folder, file)).length, 0);
}

/** Every case with its answer, and each operation's parameters in order. */
export function readCases() {
  const cases = lines(join(target, "conformance/answers.jsonl")).map((line) => JSON.parse(line));
  const schema = JSON.parse(readFileSync(join(root, "tests/contract/schema.json"), "utf8"));
  const parameters = {};
  for (const [operation, { request }] of Object.entries(schema.operations)) {
    parameters[operation] = Object.keys(schema.$defs[request.$ref.slice("#/$defs/".length)].properties);
  }
  return { cases, parameters };
}

/** One line for the table that ends the whole run. */
export function summary(runtime, result) {
  const failed = result.failures.length;
  return `${runtime}: ${result.ran} vectors, ${result.raw} equal as text, ${result.typed} equal as values, ${result.untyped} without a typed form, ${failed} failed`;
}

export function relativePath(file) {
  return relative(root, file);
}
