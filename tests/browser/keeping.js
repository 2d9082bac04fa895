// Nothing typed is lost, and no secret is kept.

import assert from "node:assert/strict";
import { test } from "node:test";

import { box } from "./page.js";

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { iss: "https://token.actions.githubusercontent.com", aud: "sts.amazonaws.com", sub: "repo:octo-org/app:ref:refs/heads/main", repository: "octo-org/app" };
const token = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g`;

test("what is typed survives a reload, and an example asks before it takes its place", async (t) => {
  const { page, problems, type, text, example } = await box(t);
  await type("name: mine\non: push\njobs: {}\n");
  await page.waitForTimeout(400);
  await page.reload();
  await page.locator(".cm-content", { hasText: "name: mine" }).waitFor();
  await example("The first setup");
  const ask = page.locator("#ask");
  await ask.getByRole("button", { name: "Cancel" }).click();
  assert.match(await text().textContent(), /name: mine/);
  await example("The first setup");
  await ask.getByRole("button", { name: "Add" }).click();
  await page.locator(".chip:not(.needed)").nth(2).waitFor();
  await example("The first setup");
  await ask.getByRole("button", { name: "Replace" }).click();
  await page.locator("#toast-text", { hasText: "Your documents were replaced." }).waitFor();
  assert.equal(await page.locator(".chip:not(.needed)").count(), 2);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".chip:not(.needed)").nth(2).waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".chip:not(.needed)").nth(2).waitFor();
  await page.locator(".road").first().waitFor();
  // A reload asks for the page again, so that only complaints are looked at.
  assert.deepEqual(problems, []);
});

test("an example that nobody changed makes room without a question", async (t) => {
  const { page, quiet, example } = await box(t);
  await example("The first setup");
  await page.locator(".chip:not(.needed)").nth(1).waitFor();
  await example("An environment in place of the branch");
  await page.locator(".chip", { hasText: "trust-policy.json" }).first().waitFor();
  assert.equal(await page.locator("#ask[open]").count(), 0);
  quiet();
});

test("each document keeps what can be undone in it", async (t) => {
  const { page, quiet, type, text, paste } = await box(t);
  await type("name: one\n");
  await type("on: push\n");
  await paste('{"sub": "x"}');
  await page.locator(".chip:not(.needed)").nth(1).waitFor();
  await page.locator(".chip:not(.needed)").first().click();
  await page.locator(".cm-content", { hasText: "on: push" }).waitFor();
  await text().click();
  await page.keyboard.press("ControlOrMeta+z");
  await page.waitForTimeout(100);
  assert.doesNotMatch(await text().textContent(), /on: push/);
  quiet();
});

test("a token loses its signature when it is pasted, is never kept, and never in a link", async (t) => {
  const { page, quiet, paste, text, verdict } = await box(t);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await paste(token);
  await page.locator(".chip-kind", { hasText: "token · not kept" }).waitFor();
  assert.doesNotMatch(await text().textContent(), /c2lnbmF0dXJl/);
  await paste(JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }, Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/dev" } } }] }, null, 2));
  await verdict("Denied");
  assert.deepEqual(await page.locator(".road-verdict mark").allTextContents(), ["dev", "main"]);
  await page.waitForTimeout(400);
  const stored = await page.evaluate(() => Object.values(sessionStorage).concat(Object.values(localStorage)).join());
  assert.doesNotMatch(stored, /eyJ/);
  assert.match(stored, /refs\/heads\/dev/);
  await page.getByRole("button", { name: "Copy a link" }).click();
  await page.locator("#toast-text", { hasText: "One document that holds a token or a secret is not in it." }).waitFor();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  const { page: other } = await box(t, { fragment: new URL(address).hash });
  await other.locator(".cm-content", { hasText: "refs/heads/dev" }).waitFor();
  assert.equal(await other.locator(".chip:not(.needed)").count(), 1);
  quiet();
});

test("broken links open an empty page", async (t) => {
  for (const fragment of ["#", "#f=", "#f=%%%", "#f=AAAA", "#x"]) {
    const { page, quiet } = await box(t, { fragment });
    await page.locator(".empty").waitFor();
    quiet();
    await page.close();
  }
});

test("the answer for others: Markdown, a test, the command", async (t) => {
  const { page, quiet, example, verdict } = await box(t);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await example("The first setup");
  await verdict("Denied");
  const copied = async (button, said) => {
    await page.getByRole("button", { name: button }).click();
    await page.locator("#toast-text", { hasText: said }).waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  assert.match(await copied("Copy as Markdown", "as Markdown"), /ARN_NOT_REPOSITORY/);
  assert.match(await copied("Copy as a test", "for pytest"), /def test_who_gets_in.*\["push to any branch or tag", "denied"\]/s);
  assert.match(await copied("Copy the command", "command"), /^cat > \.assumable\.yaml.*repository: "octo-org\/app".*assumable check\n$/s);
  quiet();
});
