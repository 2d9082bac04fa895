// The tab "Who else?": classes, the proof, and the change of a policy.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answers, open } from "./page.js";

const part = (page, title) => page.locator("#report .part", { has: page.getByRole("heading", { name: title }) });
const field = (page, name) => page.getByRole("textbox", { name, exact: true });
const sorted = (texts, order) => texts.every((text, index) => index === 0 || order.indexOf(texts[index - 1]) <= order.indexOf(text));

test("who: outsiders first, each class with a token, and its claims on demand", async (t) => {
  const { page, quiet, tab, verdict, shot } = await open(t);
  await tab("Who else");
  await verdict("Outsiders get in");
  const classes = page.locator(".classes > li");
  const severities = await classes.locator(".badge").allTextContents();
  assert.match(severities[0], /critical/);
  const words = severities.map((text) => text.split(" ")[1]);
  assert.ok(sorted(words, ["critical", "high", "medium", "low", "info"]), severities.join());
  assert.match(await classes.first().textContent(), /Any repository of anybody else.*octo-org-evil\/app.*statement 1/s);
  assert.match(await part(page, "Assumed of GitHub and AWS").textContent(), /LOGINS/);
  await classes.first().getByText("its claims").click();
  const shown = JSON.parse(await classes.first().locator("pre").textContent());
  assert.match(shown.claims.sub, /^repo:octo-org-evil\/app:ref:refs\/heads\/main$/);
  await shot("who-outsiders");
  const policy = field(page, "The role’s trust policy");
  await policy.fill((await policy.inputValue()).replace("repo:octo-org*", "repo:octo-org/*"));
  await verdict("Only your own get in");
  await field(page, "Logins, with @ and the id where you know it").fill("somebody");
  await verdict("Outsiders get in");
  quiet();
});

test("who: a proof that fails shows the other job, and holds once the intent names it", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Who else");
  await preset("Every job of a repository");
  await verdict("Only your own get in");
  const proof = part(page, "Only these jobs");
  await proof.getByText("Somebody else gets in.").waitFor();
  assert.match(await proof.locator("code").first().textContent(), /^octo-org\/app at refs\/heads\//);
  await shot("who-proof-fails");
  await field(page, "Ref").fill("");
  await proof.getByText("Nobody else gets in.").waitFor();
  await field(page, "Repository").fill("octo-org/web\nocto-org/a?p");
  await proof.getByText("Nobody else gets in.").waitFor();
  await field(page, "Environment").fill("production");
  await proof.getByText("Somebody else gets in.").waitFor();
  await page.getByRole("checkbox", { name: "A job without an environment" }).check();
  await proof.getByText("Somebody else gets in.").waitFor();
  await field(page, "Environment").fill("*");
  await proof.getByText("Nobody else gets in.").waitFor();
  await field(page, "Event").fill("push");
  await proof.getByText("Somebody else gets in.").waitFor();
  for (const name of ["Repository", "Environment", "Event"]) await field(page, name).fill("");
  await page.getByRole("checkbox", { name: "A job without an environment" }).uncheck();
  await proof.waitFor({ state: "detached" });
  await preset("A wildcard under StringEquals");
  await verdict("Nobody gets in");
  await field(page, "Repository").fill("octo-org/app");
  await proof.getByText("Nobody gets in at all, not even those who are meant.").waitFor();
  quiet();
});

test("who: the workflow that is shared, and the organisation's template", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Who else");
  await preset("Only the shared workflow");
  await verdict("Outsiders get in");
  await page.getByText("More: subjects of their repositories").click();
  await page.getByLabel("Others can call your reusable workflows").selectOption({ label: "no" });
  await verdict("Only your own get in");
  await preset("One reusable workflow for the whole organisation");
  await part(page, "Assumptions").getByText("job_workflow_ref").waitFor();
  await verdict("Only your own get in");
  await part(page, "Only these jobs").getByText("Nobody else gets in.").waitFor();
  await shot("who-template");
  await page.getByLabel("Template of their subjects").selectOption({ label: "GitHub’s default" });
  await verdict("Nobody gets in");
  await page.getByLabel("Template of their subjects").selectOption({ label: "these keys, in every repository" });
  await field(page, "Keys of the template").fill("repo, context:");
  await page.locator("#who_keys-error", { hasText: /a claim key holds/ }).waitFor();
  quiet();
});

test("who: the old policy beside the new one", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Who else");
  await preset("From every job to one environment");
  await verdict("Only your own get in");
  const change = part(page, "The change");
  await change.getByText("Fewer get in, and nobody new.").waitFor();
  assert.match(await change.textContent(), /Lost, for example: octo-org\/app at/);
  assert.doesNotMatch(await change.textContent(), /Gained/);
  assert.match(await change.locator(".sides").textContent(), /Before.*on any branch, tag or pull request.*After.*in the environment production/s);
  await shot("who-change");
  const [old, young] = [field(page, "The policy before the change"), field(page, "The role’s trust policy")];
  const texts = [await old.inputValue(), await young.inputValue()];
  await old.fill(texts[1]);
  await change.getByText("The same tokens get in.").waitFor();
  await young.fill(texts[0]);
  await change.getByText("Somebody new gets in.").waitFor();
  await old.fill("{");
  await page.locator("#old_policy-error", { hasText: /line 1/ }).waitFor();
  assert.equal(await page.locator("#who_policy-error").textContent(), "");
  await old.fill("");
  await change.waitFor({ state: "detached" });
  quiet();
});

test("who: what is open says what would settle it", async (t) => {
  const { page, quiet, tab, preset, verdict } = await open(t);
  await tab("Who else");
  await preset("A key of the request that is not known");
  await verdict("Undetermined");
  assert.match(await part(page, "What would settle it").textContent(), /aws:SourceIp/);
  quiet();
});

test("who: faults are told at their fields", async (t) => {
  const { page, quiet, tab, verdict, shot } = await open(t, { dark: true });
  await tab("Who else");
  await verdict("Outsiders get in");
  const owners = field(page, "Logins, with @ and the id where you know it");
  for (const [text, told] of [["octo-org/", /cannot hold/], ["octo-org Octo-Org", /named twice/], ["octo-org@x", /is not an id/]]) {
    await owners.fill(text);
    await page.locator("#who_owners-error", { hasText: told }).waitFor();
    await page.locator(".staleness").waitFor();
  }
  await owners.fill("octo-org");
  const policy = field(page, "The role’s trust policy");
  const whole = await policy.inputValue();
  await policy.fill(whole.replace('"Effect"', '"Efect"'));
  await page.locator("#who_policy-error", { hasText: /line 5.*Efect/ }).waitFor();
  await shot("who-error-dark");
  await policy.fill(whole);
  await verdict("Outsiders get in");
  await field(page, "Repository").fill("x".repeat(40_000));
  await page.locator("#only_repository-error", { hasText: /./ }).waitFor();
  quiet();
});

test("who: the keyboard reaches every field and the claims of a token", async (t) => {
  const { page, quiet, tab, verdict } = await open(t);
  await tab("Who else");
  await verdict("Outsiders get in");
  const reached = new Set();
  await page.getByLabel("Start from").focus();
  for (let press = 0; press < 30; press++) {
    reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.textContent));
    await page.keyboard.press("Tab");
  }
  for (const id of ["who_policy", "who_owners", "only_repository", "only_ref", "only_environment", "only_event", "only_workflow", "only_without", "old_policy", "its claims"]) {
    assert.ok(reached.has(id), `${id} is not reached`);
  }
  await page.locator(".classes summary").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".classes details").first().getAttribute("open"), "");
  quiet();
});

test("who: a link brings back the policies, the owners and the intent", async (t) => {
  const first = await open(t);
  await first.tab("Who else");
  await first.preset("Every job of a repository");
  await first.verdict("Only your own get in");
  await first.page.getByRole("checkbox", { name: "A job without an environment" }).check();
  await field(first.page, "The policy before the change").fill(await field(first.page, "The role’s trust policy").inputValue());
  await part(first.page, "The change").getByText("The same tokens get in.").waitFor();
  await first.page.getByRole("button", { name: "Copy a link to this" }).click();
  await first.page.locator("#shared", { hasText: /./ }).waitFor();
  const second = await open(t, { fragment: new URL(first.page.url()).hash });
  await second.verdict("Only your own get in");
  assert.equal(await field(second.page, "Ref").inputValue(), "refs/heads/main");
  assert.equal(await second.page.getByRole("checkbox", { name: "A job without an environment" }).isChecked(), true);
  await part(second.page, "The change").getByText("The same tokens get in.").waitFor();
  await part(second.page, "Only these jobs").getByText("Somebody else gets in.").waitFor();
  second.quiet();
});

test("who: phone width", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t, { width: 360, height: 740 });
  const narrow = async () => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await tab("Who else");
  await verdict("Outsiders get in");
  await narrow();
  await page.locator(".classes summary").first().click();
  await narrow();
  await shot("who-phone");
  await preset("One reusable workflow for the whole organisation");
  await verdict("Only your own get in");
  await narrow();
  quiet();
});

test("every preset of who else is answered", async (t) => {
  const one = await open(t);
  await one.tab("Who else");
  const verdicts = Object.values(await answers(one));
  for (const word of ["Outsiders get in", "Only your own get in", "Nobody gets in", "Undetermined"]) {
    assert.ok(verdicts.includes(word), `${word}: ${verdicts}`);
  }
  one.quiet();
});
