import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "vite";

import { readCases, root, summary, target, vectorCount } from "../node/cases.js";
import { launch, serve, watchedPage } from "./browser.js";

let chromium;
before(async () => {
  chromium = await launch();
});
after(() => chromium?.stop());

test("every vector in Chromium, in a plain page that asks for nothing once it has loaded", async (t) => {
  const server = await serve(root);
  t.after(server.stop);
  const { page, requests, problems } = await watchedPage(chromium.context);
  await page.goto(`${server.address}/tests/browser/plain.html`);
  await page.waitForFunction(() => globalThis.conformance);
  const loaded = requests.length;
  const result = await page.evaluate((input) => globalThis.conformance(globalThis.surface, input), readCases());
  console.log(summary("chromium", result));
  assert.deepEqual(result.failures, []);
  assert.equal(result.ran, vectorCount());
  assert.equal(result.raw, result.ran);
  assert.equal(result.typed + result.untyped, result.ran);
  assert.deepEqual(requests.slice(loaded), []);
  assert.deepEqual(problems, []);
});

test("a planted panic in Chromium, and the answers after it", async (t) => {
  const server = await serve(root);
  t.after(server.stop);
  const { page } = await watchedPage(chromium.context);
  // The same page, with the module that can panic in the place of the shipped one.
  const planted = readFileSync(join(target, "planted/wasm/first.wasm"));
  await page.route("**/first.wasm", (route) => route.fulfill({ body: planted, contentType: "application/wasm" }));
  await page.goto(`${server.address}/tests/browser/plain.html`);
  await page.waitForFunction(() => globalThis.conformance);
  const { error, after } = await page.evaluate(() => ({
    error: JSON.parse(globalThis.surface.answer("planted_panic", "{}")).error,
    after: globalThis.surface.parseImage("ghcr.io/octo-org/app:v1").tag,
  }));
  assert.equal(error.code, "INTERNAL");
  assert.equal(after, "v1");
});

test("a Vite build finds the file by itself and by its address", async (t) => {
  const folder = fileURLToPath(new URL("vite", import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), "assumable-vite-"));
  t.after(() => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root: folder,
    base: "./",
    logLevel: "error",
    configFile: false,
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      rollupOptions: { input: [join(folder, "index.html"), join(folder, "address.html")] },
    },
  });
  const server = await serve(outDir);
  t.after(server.stop);
  for (const name of ["index.html", "address.html"]) {
    const { page, problems } = await watchedPage(chromium.context);
    await page.goto(`${server.address}/${name}`);
    await page.waitForFunction(() => document.querySelector("output").textContent !== "");
    assert.equal(await page.textContent("output"), "v1");
    assert.deepEqual(problems, []);
  }
});
