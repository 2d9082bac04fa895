// The gallery: examples are cases of the project, under the titles of `gallery.json`.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The cases of `explain`, by name. */
function cases(folder) {
  const all = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const lines = all.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n").filter(Boolean));
  return new Map(lines.map((line) => JSON.parse(line)).filter(({ operation }) => operation === "explain").map((one) => [one.name, one.request]));
}

const step = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** What is known beside the documents, under the JSON pointer of its place in a request. */
function answers({ options, facts }) {
  const isMap = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const under = (top, members) =>
    Object.entries(members ?? {}).flatMap(([name, value]) =>
      isMap(value) ? Object.entries(value).map(([key, one]) => [`/${top}/${name}/${step(key)}`, one]) : [[`/${top}/${name}`, value]],
    );
  return Object.fromEntries([...under("options", options), ...under("facts", facts)]);
}

function example(all, { case: name, replace = [], ...told }) {
  const request = all.get(name);
  if (!request) throw new Error(`gallery.json: no case is named ${name}`);
  const files = request.files.map((file) => ({ ...file }));
  for (const [document, old, now] of replace) {
    const file = files.find((one) => one.name === document);
    if (!file?.text.includes(old)) throw new Error(`gallery.json: ${name}: ${document} has no ${old}`);
    file.text = file.text.replace(old, () => now);
  }
  return { ...told, files, answers: answers(request) };
}

/** The module that the page loads. */
export function gallery(root) {
  const all = cases(join(root, "tests/vectors/documents"));
  const { story, examples } = JSON.parse(readFileSync(join(root, "examples/playground/gallery.json"), "utf8"));
  const made = { story: story.map((one) => example(all, one)), examples: examples.map((one) => example(all, one)) };
  return `export const { story, examples } = ${JSON.stringify(made)};\n`;
}
