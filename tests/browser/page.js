// The playground, served and opened in Chromium, for the tests of this process.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";

import { root, target } from "../node/cases.js";
import { launch, serve, watchedPage } from "./browser.js";

const shots = join(target, "screenshots");
export let chromium;
export let server;
before(async () => {
  execFileSync(join(root, "examples/playground/build"));
  mkdirSync(shots, { recursive: true });
  server = await serve(join(root, "examples/playground"));
  chromium = await launch();
});
after(async () => {
  await chromium?.stop();
  server?.stop();
});

/** A loaded page; `quiet` asserts that it asked for nothing since and complained about nothing. */
export async function open(t, { width = 1280, height = 900, dark = false, fragment = "" } = {}) {
  const { page, requests, problems } = await watchedPage(chromium.context);
  t.after(() => page.close());
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  await page.goto(`${server.address}/${fragment}`);
  await page.locator(".verdict, .staleness").first().waitFor();
  await page.locator("html[data-library=whole]").waitFor({ state: "attached" });
  const loaded = requests.length;
  const quiet = () => {
    assert.deepEqual(requests.slice(loaded), []);
    assert.deepEqual(problems, []);
  };
  const preset = (name) => page.getByLabel("Start from").selectOption({ label: name });
  const tab = async (name) => {
    await page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
    await page.locator(".verdict, .staleness").first().waitFor();
  };
  const verdict = (word) => page.locator(".verdict h2", { hasText: new RegExp(`^${word}$`) }).waitFor();
  const settled = () => page.waitForTimeout(400);
  const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  return { page, quiet, tab, preset, verdict, settled, shot };
}

/** The headline of each preset of a tab. */
export async function answers({ page, settled }) {
  const verdicts = {};
  for (const option of await page.locator("#preset option").all()) {
    const [index, name] = [await option.getAttribute("value"), await option.textContent()];
    await page.getByLabel("Start from").selectOption(index);
    await settled();
    assert.equal(await page.locator(".staleness").count(), 0, `${name}: ${await page.locator(".error:not(:empty)").allTextContents()}`);
    verdicts[`${index} ${name}`] = await page.locator(".verdict h2").textContent();
  }
  return verdicts;
}
