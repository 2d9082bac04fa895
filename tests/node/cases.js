// The vectors, with the request texts and answers that the Rust runner wrote.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

function lines(file) {
  return readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
}

/** How many vectors the files hold, less those whose operation has not landed. */
export function vectorCount() {
  const folder = join(root, "tests/vectors");
  const { operations } = JSON.parse(readFileSync(join(root, "tests/contract/schema.json"), "utf8"));
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".jsonl"))
    .flatMap((file) => lines(join(folder, file)).map((line) => JSON.parse(line)))
    .filter(({ operation, expect }) => operation in operations || expect.error?.code === "UNKNOWN_OPERATION").length;
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

/** The lines for the table that ends the whole run. */
export function summary(runtime, { ran, raw, typed, untyped }) {
  return [
    `conformance ${runtime} (text): ${ran} ran, ${raw} passed, ${ran - raw} failed`,
    `conformance ${runtime} (typed): ${ran - untyped} ran, ${typed} passed, ${ran - untyped - typed} failed, ${untyped} without a typed form`,
  ].join("\n");
}
