// The story of the article, step by step, and every example of the gallery.

import assert from "node:assert/strict";
import { test } from "node:test";

import { box } from "./page.js";

/** What each step shows: its verdict, what the answer says, and what it does not. */
const steps = [
  ["Denied", /ARN_NOT_REPOSITORY/, /UNSAFE_ORG_WIDE/],
  ["Allowed", /UNSAFE_PULL_REQUEST/, /ARN_NOT_REPOSITORY/],
  ["Allowed", /Who gets in/, /UNSAFE_PULL_REQUEST/],
  ["Allowed", /UNSAFE_ORG_WIDE/, /ARN_NOT_REPOSITORY/],
  ["Denied", /SUB_JWR_DIRECT/, /ARN_NOT_REPOSITORY/],
  ["Allowed", /build-and-push/, /SUB_JWR_DIRECT/],
  ["Denied", /SUB_IMMUTABLE_FORMAT/, /SUB_JWR_DIRECT/],
];

test("the seven steps", async (t) => {
  const { page, quiet, answered, verdict, shot } = await box(t);
  await page.getByRole("button", { name: "Start the story" }).click();
  for (const [index, [word, said, unsaid]] of steps.entries()) {
    await page.locator(".step h2", { hasText: `${index + 1} of 7` }).waitFor();
    await answered();
    await page.locator("#report", { hasText: said }).waitFor();
    await verdict(word);
    assert.doesNotMatch(await page.locator("#report").textContent(), unsaid, `step ${index + 1}`);
    await shot(`story-${index + 1}`);
    const next = page.getByRole("button", { name: "Next" });
    if (index < steps.length - 1) await next.click();
    else assert.ok(await next.isDisabled());
  }
  quiet();
});

test("every example is answered, and looks at its place", async (t) => {
  const { page, quiet, answered } = await box(t);
  await page.getByRole("button", { name: "Examples", exact: true }).click();
  const titles = await page.locator("#gallery .card strong").allTextContents();
  await page.getByRole("button", { name: "Close" }).click();
  assert.ok(titles.length >= 20, titles.join());
  for (const title of titles) {
    await page.getByRole("button", { name: "Examples", exact: true }).click();
    await page.locator("#gallery .card").filter({ has: page.locator("strong", { hasText: title }) }).first().click();
    await answered();
    await page.locator("#report .road, #report .part").first().waitFor();
    assert.equal(await page.locator("#toast:not([hidden])", { hasText: "No answer" }).count(), 0, title);
  }
  quiet();
});
