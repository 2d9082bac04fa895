// What is published: packed, installed in an empty folder, and loaded in both module systems.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";

import { root } from "./cases.js";

const binding = join(root, "bindings-node");
const napi = join(binding, "node_modules/.bin/napi");
let work;
let empty;

function run(command, args, options) {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], ...options });
}

function pack(folder) {
  const [{ filename, files }] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", work], { cwd: folder }));
  return { tarball: join(work, filename), files: files.map(({ path }) => path).sort() };
}

before(() => {
  work = mkdtempSync(join(tmpdir(), "assumable-pack-"));
  empty = join(work, "empty");
  mkdirSync(empty);
  writeFileSync(join(empty, "package.json"), "{}\n");
});
after(() => rmSync(work, { recursive: true, force: true }));

test("the tarballs install in an empty folder and load with import and require", () => {
  // One package per platform, as napi lays them out; this machine's gets the library that was built here.
  const staged = join(work, "staged");
  mkdirSync(staged);
  const packed = ["command.cjs", "folder.cjs", "folder.mjs", "folder.d.cts", "folder.d.mts", "index.cjs", "index.mjs", "index.d.cts", "index.d.mts", "native.cjs", "package.json", "LICENSE-APACHE", "LICENSE-MIT"];
  for (const file of [...packed, "Cargo.toml"]) copyFileSync(join(binding, file), join(staged, file));
  run(napi, ["create-npm-dirs"], { cwd: staged });
  // What `napi prepublish` does to the manifest; it cannot be run here, as it asks for the libraries of every platform.
  const platforms = readdirSync(join(staged, "npm"));
  const manifest = JSON.parse(readFileSync(join(staged, "package.json"), "utf8"));
  manifest.optionalDependencies = Object.fromEntries(platforms.map((name) => [`assumable-${name}`, manifest.version]));
  writeFileSync(join(staged, "package.json"), JSON.stringify(manifest, null, 2));
  const [library] = readdirSync(binding).filter((file) => file.endsWith(".node"));
  const platform = basename(library, ".node").slice("assumable.".length);
  const folder = join(staged, "npm", platform);
  copyFileSync(join(binding, library), join(folder, library));
  const native = pack(folder);
  assert.deepEqual(native.files, ["README.md", library, "package.json"].sort());
  const { name, version, os } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  assert.equal(name, `assumable-${platform}`);
  assert.deepEqual(os, [process.platform]);

  const main = pack(staged);
  assert.deepEqual(main.files, packed.sort());
  assert.equal(version, manifest.version);
  assert.equal(platforms.length, manifest.napi.targets.length);
  assert.equal(manifest.optionalDependencies[name], version);

  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", main.tarball, native.tarball], { cwd: empty });
  assert.equal(run(join(empty, "node_modules/.bin/assumable"), ["--version"], { cwd: empty }), `assumable ${manifest.version}\n`);
  const imported = `import { parseImage, AssumableError, version } from "assumable";
    import { createRequire } from "node:module";
    const required = createRequire(import.meta.url)("assumable");
    if (required.AssumableError !== AssumableError) throw new Error("two copies of one class");
    console.log(version(), parseImage("ghcr.io/octo-org/app:v1").tag);`;
  const required = `const { parseImage, version } = require("assumable"); console.log(version(), parseImage("ghcr.io/octo-org/app:v1").tag);`;
  const expected = `${manifest.version} v1\n`;
  assert.equal(run(process.execPath, ["--input-type=module", "-e", imported], { cwd: empty }), expected);
  assert.equal(run(process.execPath, ["--input-type=commonjs", "-e", required], { cwd: empty }), expected);
});

test("the wasm tarball installs in an empty folder, loads in Node and holds no more than it needs", () => {
  const { tarball, files } = pack(join(root, "bindings-wasm"));
  assert.deepEqual(files, ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "index.d.ts", "index.js", "load.js", "package.json", "pkg/assumable.js", "pkg/assumable.wasm", "pkg/first.js", "pkg/first.wasm"]);
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: empty });
  const program = `import { init, parseImage, version } from "assumable-wasm"; await init(); console.log(version(), parseImage("ghcr.io/octo-org/app:v1").tag);`;
  const { version } = JSON.parse(readFileSync(join(root, "bindings-wasm/package.json"), "utf8"));
  assert.equal(run(process.execPath, ["--input-type=module", "-e", program], { cwd: empty }), `${version} v1\n`);
});

test("types resolve in both module systems", () => {
  const modules = join(empty, "node_modules");
  symlinkSync(join(root, "tests/node_modules/@types"), join(modules, "@types"));
  writeFileSync(join(empty, "a.mts"), `import { parseImage } from "assumable"; export const tag: string | undefined = parseImage("x").tag;\n`);
  writeFileSync(join(empty, "b.cts"), `import assumable = require("assumable"); export const tag: string | undefined = assumable.parseImage("x").tag;\n`);
  writeFileSync(join(empty, "c.mts"), `import { init, type WasmSource } from "assumable-wasm"; export const load = (input: WasmSource) => init(input);\n`);
  const tsc = join(root, "tests/node_modules/.bin/tsc");
  run(tsc, ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node", "a.mts", "b.cts", "c.mts"], { cwd: empty });
});
