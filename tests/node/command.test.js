// The command of the package: the same output as that of the program of Cargo, whose tests have it as files.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { root } from "./cases.js";

const tests = join(root, "core/cli/tests");
const manifest = JSON.parse(readFileSync(join(root, "bindings-node/package.json"), "utf8"));
const command = join(root, "bindings-node", manifest.bin.assumable);
const variables = {
  GITHUB_EVENT_NAME: "push",
  GITHUB_REF: "refs/heads/main",
  GITHUB_REPOSITORY: "octo-org/app",
  GITHUB_SHA: "860c1904a1ce19322e91ac35af1ab07466440c37",
};

/** A copy of a tree, as a clone of `octo-org/app` has it. */
function cloneOf(tree) {
  const folder = mkdtempSync(join(tmpdir(), "assumable-command-"));
  cpSync(join(tests, "trees", tree), folder, { recursive: true });
  const origin = join(folder, ".git/refs/remotes/origin");
  mkdirSync(origin, { recursive: true });
  writeFileSync(join(origin, "HEAD"), "ref: refs/remotes/origin/main\n");
  writeFileSync(join(folder, ".git/config"), '[remote "origin"]\n\turl = git@github.com:octo-org/app.git\n');
  return folder;
}

test("it writes what the program of Cargo writes", () => {
  const cases = readdirSync(join(tests, "cases"));
  assert.ok(cases.length > 10);
  for (const name of cases) {
    const known = readFileSync(join(tests, "cases", name), "utf8");
    const [tree, line] = known.split("\n", 2);
    const cwd = cloneOf(tree.slice("tree ".length));
    const words = line.slice("$ assumable".length).split(" ").filter(Boolean);
    const inherited = Object.entries(process.env).filter(([name]) => !/^(GITHUB_|COLUMNS|CLICOLOR)/u.test(name));
    const env = { ...Object.fromEntries(inherited), ...variables };
    const ran = spawnSync(command, words, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    rmSync(cwd, { recursive: true });
    const now = `${tree}\n${line}\nexit code ${ran.status}\n\n--- output\n${ran.stdout}--- errors\n${ran.stderr}`;
    assert.equal(now, known, name);
  }
});

test("a closed pipe is no error, and an interrupt ends it", async () => {
  const cwd = cloneOf("denied");
  const closed = spawn(command, ["check", "--format", "json"], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  closed.stdout.destroy();
  let errors = "";
  closed.stderr.on("data", (text) => (errors += text));
  const code = await new Promise((done) => closed.on("close", done));
  assert.equal(code, 1, errors);
  assert.doesNotMatch(errors, /error|panic/u);
  const interrupted = spawn(command, ["check", "-"], { cwd, stdio: ["pipe", "ignore", "ignore"] });
  await wait(1000);
  interrupted.kill("SIGINT");
  const signal = await new Promise((done) => interrupted.on("close", (_, signal) => done(signal)));
  assert.equal(signal, "SIGINT");
  rmSync(cwd, { recursive: true });
});
