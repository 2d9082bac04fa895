// The tab "Write it": the policies of an intent, their proof, and each document to take along.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answers, open } from "./page.js";

const part = (page, title) => page.locator("#report .part", { has: page.getByRole("heading", { name: title }) });
const field = (page, name) => page.getByRole("textbox", { name, exact: true });
const check = (page, name) => page.getByRole("checkbox", { name });
const repositories = "Repositories";
const more = async (page) => page.getByText("More: further jobs, owners, their subjects, Enterprise Server").click();

/** The document of this heading, as it is shown. */
const shown = (page, title) => page.locator(".document", { has: page.getByRole("heading", { name: title }) }).locator("pre");
const json = async (page, title) => JSON.parse(await shown(page, title).textContent());

test("write: an intent becomes policies, with their proof", async (t) => {
  const { page, quiet, tab, verdict, shot } = await open(t);
  await tab("Write it");
  await verdict("Just these jobs");
  const proof = part(page, "The proof");
  assert.match(await proof.textContent(), /✓ always These jobs get in\.✓ holds Nobody else gets in\./);
  assert.match(await part(page, "Who gets in").textContent(), /Any repository of octo-org.*in the workflow octo-org\/gh-actions/s);
  const { Statement: [{ Condition }] } = await json(page, "Trust policy");
  assert.equal(Condition.StringEquals["token.actions.githubusercontent.com:job_workflow_ref"], "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main");
  assert.equal(Condition.StringLike["token.actions.githubusercontent.com:sub"], "repo:octo-org/*:ref:*");
  const { Statement } = await json(page, "Permissions");
  assert.equal(Statement[1].Resource, "arn:aws:ecr:eu-central-1:123456789012:repository/images/octo-org/*");
  await shot("write-shared-workflow");
  await field(page, "Name of the role").fill("other");
  await part(page, "Policies, as JSON").getByText("arn:aws:iam::123456789012:role/other").first().waitFor();
  assert.match(await shown(page, "Terraform, account 123456789012").textContent(), /resource "aws_iam_role" "other"/);
  assert.equal((await json(page, "CloudFormation, account 123456789012")).Resources.Role.Properties.RoleName, "other");
  quiet();
});

test("write: each button copies just the text that is shown", async (t) => {
  const { page, quiet, tab, preset, verdict } = await open(t);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await tab("Write it");
  await preset("Images in another account");
  await page.getByRole("heading", { name: "Policy of the repository" }).waitFor();
  await verdict("Just these jobs");
  const documents = await page.locator(".document").all();
  const titles = await page.locator(".document h4").allTextContents();
  assert.deepEqual(titles, [
    "Trust policy",
    "Permissions",
    "Policy of the repository",
    "Terraform, account 123456789012",
    "CloudFormation, account 123456789012",
    "Terraform, account 210987654321",
    "CloudFormation, account 210987654321",
  ]);
  const copied = new Set();
  for (const one of documents) {
    await one.getByRole("button", { name: /^Copy/ }).click();
    await one.getByText("Copied.").waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(text, await one.locator("pre").textContent());
    copied.add(text);
  }
  assert.equal(copied.size, titles.length);
  quiet();
});

test("write: where the page may not copy, it selects the text", async (t) => {
  const { page, quiet, tab, verdict } = await open(t);
  await tab("Write it");
  await verdict("Just these jobs");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error()) } }));
  await page.getByRole("button", { name: "Copy the permissions" }).click();
  await page.getByText("The text is selected.").waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString().trim()), await shown(page, "Permissions").textContent());
  quiet();
});

test("write: what AWS cannot say, who gets in all the same, and the keys that would say it", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Write it");
  await preset("pull_request_target, but no push");
  await verdict("More than these jobs");
  const unsaid = part(page, "What AWS cannot say");
  assert.match(await unsaid.textContent(), /No policy can test: event_name.*is not meant: octo-org\/app at refs\/heads\/main, event push/s);
  await unsaid.getByText("its claims").click();
  assert.equal(JSON.parse(await unsaid.locator("pre").textContent()).claims.event_name, "push");
  assert.match(await part(page, "The proof").textContent(), /always.*fails Somebody else gets in/s);
  assert.match(await part(page, "Who gets in").textContent(), /by any event but pull_request/);
  assert.match(await part(page, "Worth a look").textContent(), /a template of subjects with event_name/);
  await shot("write-nearest");
  await more(page);
  await check(page, "The keys of subjects may change").check();
  await verdict("Just these jobs");
  assert.equal(await unsaid.count(), 0);
  assert.match(await part(page, "The proof").textContent(), /always.*holds Nobody else gets in/s);
  assert.deepEqual(await json(page, "PUT /repos/octo-org/app/actions/oidc/customization/sub"), { use_default: false, include_claim_keys: ["repo", "context", "event_name"] });
  assert.match(await part(page, "First, at GitHub").textContent(), /Sets the template of this repository.*Needs repository actions: write; repo for a classic token/s);
  await shot("write-template");
  quiet();
});

test("write: faults are told at their fields", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t, { dark: true });
  await tab("Write it");
  await preset("Tags only");
  await verdict("Just these jobs");
  const told = (id, text) => page.locator(`#${id}-error`, { hasText: text }).waitFor();
  const fault = async (name, text, id, message) => {
    const before = await field(page, name).inputValue();
    await field(page, name).fill(text);
    await told(id, message);
    await page.locator(".staleness").waitFor();
    await field(page, name).fill(before);
    await page.locator(".staleness").waitFor({ state: "detached" });
  };
  await fault("Event", "pull_request", "write_jobs", /^no token belongs to/);
  await fault(repositories, "octo-*/app", "write_repository", /owner/);
  await fault(repositories, "octo org/app", "write_repository", /an owner name cannot hold/);
  await fault(repositories, "octo-org/app@x", "write_repository", /is not an id/);
  await fault("Account", "12", "write_account", /12 digits/);
  await fault("Name of the role", "a b", "write_role_name", /cannot hold a space/);
  await fault("Region of those named", "", "write_repositories", /the region of the repository is not given/);
  await fault("Tags that may move", "ä", "write_mutable_tags", /exclusion filter/);
  await more(page);
  const further = "Further jobs, as an intent in JSON: these may too";
  await fault(further, "{", "write_further", /line 1/);
  await fault(further, '{"only": {}}', "write_further", /expected a list/);
  await fault(further, '{"only": [{"repository": ["octo-org/app"], "colour": ["x"]}]}', "write_further", /\/only\/0\/colour.*not a claim/);
  await fault("Your logins beside those of the repositories, with @ and the id where you know it", "octo-org@1 octo-org@2", "write_owners", /named twice/);
  await page.getByText("More: naming rules, partition, quota").click();
  await fault("Characters of a trust policy, by quota", "some", "write_quota", /whole number/);
  await fault("Characters of a trust policy, by quota", "100", "write_jobs", /100 are allowed/);
  await fault("Naming rules: without tags above, those that the rules call moving may move", "version: 1\n", "write_naming_rules", /./);
  await page.getByLabel("Ids in the subjects").selectOption({ label: "yes" });
  await told("write_repository", /hold its id, which is not given/);
  await shot("write-error-dark");
  quiet();
});

test("write: ids, further jobs and logins reach the policy", async (t) => {
  const { page, quiet, tab, preset, verdict } = await open(t);
  await tab("Write it");
  await preset("Subjects with ids");
  await shown(page, "Trust policy").getByText("repo:octo-org@65/app@74:ref:refs/heads/main").waitFor();
  await preset("Several sets of jobs");
  await part(page, "Who gets in").locator("li", { hasText: "staging" }).waitFor();
  assert.match(await part(page, "Who gets in").textContent(), /production/);
  await preset("One environment");
  await verdict("Just these jobs");
  await field(page, repositories).fill("");
  await field(page, "Environment").fill("");
  await more(page);
  await field(page, "Further jobs, as an intent in JSON: these may too").fill('{"only": [{"repository_owner_id": ["65"]}]}');
  await field(page, "Your logins beside those of the repositories, with @ and the id where you know it").fill("octo-org@65");
  await part(page, "Who gets in").getByText(/^Any repository of octo-org/).waitFor();
  await part(page, "The proof").getByText("Nobody else gets in.").waitFor();
  quiet();
});

test("write: the keyboard reaches every field and every copy button", async (t) => {
  const { page, quiet, tab, verdict } = await open(t);
  await tab("Write it");
  await verdict("Just these jobs");
  const reached = new Set();
  await page.getByLabel("Start from").focus();
  for (let press = 0; press < 45; press++) {
    reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.ariaLabel));
    await page.keyboard.press("Tab");
  }
  const fields = ["repository", "ref", "environment", "event_name", "not_event_name", "job_workflow_ref", "without", "account", "role_name", "repositories", "region", "mutable_tags", "pull"];
  for (const id of fields) assert.ok(reached.has(`write_${id}`), `${id} is not reached`);
  for (const name of ["the trust policy", "the permissions", "Terraform for account 123456789012"]) {
    assert.ok(reached.has(`Copy ${name}`), `the button of ${name} is not reached`);
  }
  quiet();
});

test("write: a link brings back the intent and the options", async (t) => {
  const first = await open(t);
  await first.tab("Write it");
  await first.preset("Images in another account");
  await first.verdict("Just these jobs");
  await field(first.page, "Environment").fill("staging");
  await shown(first.page, "Trust policy").getByText("environment:staging").waitFor();
  await first.page.getByRole("button", { name: "Copy a link to this" }).click();
  await first.page.locator("#shared", { hasText: /./ }).waitFor();
  const second = await open(t, { fragment: new URL(first.page.url()).hash });
  await shown(second.page, "Trust policy").getByText("environment:staging").waitFor();
  assert.equal(await second.page.getByRole("tab", { selected: true }).getAttribute("id"), "tab-write");
  assert.equal(await check(second.page, "The role reads images too").isChecked(), true);
  assert.equal(await shown(second.page, "Trust policy").textContent(), await shown(first.page, "Trust policy").textContent());
  second.quiet();
});

test("write: from 360 to 1920 pixels, light and dark", async (t) => {
  const { page, quiet, tab, preset, verdict, settled, shot } = await open(t, { width: 360, height: 740 });
  await tab("Write it");
  for (const [name, word] of [["Images in another account", "Just these jobs"], ["pull_request_target, but no push", "More than these jobs"]]) {
    await preset(name);
    await settled();
    await verdict(word);
    await page.locator(".document details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of [360, 768, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        await shot(`write-${word.startsWith("Just") ? "accounts" : "nearest"}-${width}-${scheme}`);
        assert.ok(wide <= width, `${name}: ${wide} of ${width} pixels`);
      }
    }
  }
  quiet();
});

test("every preset of write is answered", async (t) => {
  const one = await open(t);
  await one.tab("Write it");
  const verdicts = Object.values(await answers(one));
  for (const word of ["Just these jobs", "More than these jobs"]) assert.ok(verdicts.includes(word), `${word}: ${verdicts}`);
  one.quiet();
});
