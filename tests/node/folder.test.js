// The documents of a folder, as the command reads them.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { root } from "./cases.js";
import { readFolder } from "../../bindings-node/folder.mjs";

function folder(t, files) {
  const made = mkdtempSync(join(tmpdir(), "assumable-folder-"));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(made, name, ".."), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

test("a folder is read as the command reads it, and explained", () => {
  const read = readFolder(join(root, "examples/article/before"));
  assert.deepEqual(read.unread, []);
  assert.ok(read.files.some(({ name }) => name.endsWith("infra/github.tf")));
  const [road] = read.explain().roads;
  assert.deepEqual([road.job, road.role], ["build-and-push", "aws_iam_role.github-action-repo-access"]);
  assert.deepEqual(Object.keys(read), ["files", "options", "facts", "unread"]);
});

test("what git ignores and the settings exclude is left out, and the settings are told", (t) => {
  const made = folder(t, {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".gitignore": "ignored/\n",
    ".assumable.yaml": "account: '123456789012'\nimmutable: false\nexclude: ['examples/**']\n",
    "ignored/a.tf": "",
    "examples/b.tf": "",
    "infra/c.tf": 'variable "a" {}\n',
    "infra/latin.tf": Buffer.from([0x23, 0xe9, 0x0a]),
  });
  const { files, options, facts, unread } = readFolder(pathToFileURL(made));
  assert.deepEqual(files.map(({ name }) => name).filter((name) => name.endsWith(".tf")), ["infra/c.tf"]);
  assert.deepEqual([options.account, facts.immutable], ["123456789012", false]);
  assert.deepEqual(unread, [{ name: "infra/latin.tf", message: "the text is not UTF-8" }]);
});

test("what cannot be read is refused with its place", (t) => {
  assert.throws(() => readFolder("/nowhere/at/all"), /^Error: \/nowhere\/at\/all: cannot be read: /);
  const made = folder(t, { ".assumable.yaml": "imutable: true\n" });
  assert.throws(() => readFolder(made), /\.assumable\.yaml:1:1 \/imutable: .*\n {2}help: write `immutable`/s);
  assert.throws(() => readFolder(1));
});

test("both module systems have the same function", () => {
  assert.equal(createRequire(import.meta.url)("../../bindings-node/folder.cjs").readFolder, readFolder);
});
