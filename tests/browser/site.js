// The site as files: no link leads nowhere, and no page but those of the answer has a script.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { root } from "../node/cases.js";
import "./page.js";

const site = join(root, "examples/playground/site");

test("every link within the site leads to a page and to a place on it", () => {
  const pages = ["index.html", "by-hand.html", ...readdirSync(join(site, "docs")).map((name) => `docs/${name}`)];
  assert.ok(pages.length > 12);
  const texts = Object.fromEntries(pages.map((name) => [name, readFileSync(join(site, name), "utf8")]));
  const broken = [];
  for (const [name, text] of Object.entries(texts)) {
    for (const [, href] of text.matchAll(/href="([^"]+)"/g)) {
      if (/^(https?|data):/.test(href)) continue;
      const [path, anchor] = href.split("#");
      const target = path === "" ? name : join(dirname(name), path);
      if (!existsSync(join(site, target))) broken.push(`${name}: ${href}`);
      else if (anchor && !texts[target]?.includes(`id="${anchor}"`)) broken.push(`${name}: ${href}`);
    }
  }
  assert.deepEqual(broken, []);
  for (const [name, text] of Object.entries(texts)) if (name.startsWith("docs/")) assert.doesNotMatch(text, /<script|script-src/, name);
});

test("every code has a place on its page", () => {
  const codes = [...readFileSync(join(root, "core/docs/codes.md"), "utf8").matchAll(/^\| \[`([A-Z_]+)`\]/gm)].map(([, code]) => code);
  assert.ok(codes.length > 150, `${codes.length} codes`);
  const page = readFileSync(join(site, "docs/codes.html"), "utf8");
  assert.deepEqual(codes.filter((code) => !page.includes(`id="${code.toLowerCase()}"`)), []);
});
