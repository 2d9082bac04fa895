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
  server = await serve(join(root, "examples/playground/site"));
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
  await page.goto(`${server.address}/by-hand.html${fragment}`);
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

/** The page of the box, loaded; `quiet` as above. */
export async function box(t, { width = 1440, height = 900, scheme = "light", forced = "none", fragment = "", context = chromium.context } = {}) {
  const { page, requests, problems } = await watchedPage(context);
  t.after(() => page.close());
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: scheme, forcedColors: forced });
  await page.goto(`${server.address}/index.html${fragment}`);
  await page.locator("html[data-library=whole]").waitFor({ state: "attached" });
  await page.locator("#answer[aria-busy=false]").waitFor();
  const loaded = requests.length;
  const quiet = () => {
    assert.deepEqual(requests.slice(loaded), []);
    assert.deepEqual(problems, []);
  };
  /** Pastes a text beside the editor, as a document of its own. */
  const paste = (text) =>
    page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", pasted);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  /** Drops files: `{ name, text }`. */
  const drop = (files) =>
    page.evaluate((dropped) => {
      const dataTransfer = new DataTransfer();
      for (const { name, text } of dropped) dataTransfer.items.add(new File([text], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, files);
  const text = () => page.locator(".cm-content");
  const type = async (typed) => {
    await text().click();
    await page.keyboard.press("ControlOrMeta+End");
    await page.keyboard.insertText(typed);
  };
  const chip = (name) => page.locator(`.chip[data-name="${name}"]`);
  const verdict = (word) => page.locator(".road-verdict h2", { hasText: new RegExp(`^${word}`) }).first().waitFor();
  const example = async (title) => {
    await page.getByRole("button", { name: "Examples", exact: true }).click();
    await page.locator("#gallery").getByRole("button", { name: title }).first().click();
  };
  const answered = () => page.locator("#answer[aria-busy=false]").waitFor();
  const part = (title) => page.locator("#report .part", { has: page.getByRole("heading", { name: title }) });
  const shot = (name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  return { page, quiet, problems, answered, paste, drop, text, type, chip, verdict, example, part, shot, wide };
}
