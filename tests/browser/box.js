// The box: each kind of document pasted and dropped, what it is taken for, the answer, and the change applied.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../node/cases.js";
import { box } from "./page.js";

const article = (name) => readFileSync(join(root, "examples/article", name), "utf8");
const workflow = article("before/.github/workflows/build.yml");
const terraform = article("before/infra/github.tf");
const policy = article("trust-policy.json");
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const claims = { ...JSON.parse(article("direct-job.json")), sub: "repo:octo-org/app:ref:refs/heads/main" };
const signature = "c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g";
const token = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${signature}`;

/** Every kind, with the words of its chip and the name that it gets. */
const kinds = [
  ["a workflow", workflow, "workflow file", ".github/workflows/workflow.yml"],
  ["Terraform", terraform, "Terraform configuration", "main.tf"],
  ["a policy", policy, "policy document", "policy.json"],
  ["claims", JSON.stringify(claims), "object of claims", "claims.json"],
  ["settings", article("settings.json"), "what GitHub shows of subject settings", "github-settings.json"],
  ["a token", token, "token", "token"],
  ["an error line", "Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity", "error message or a log", "error.txt"],
  ["an event", JSON.stringify({ eventSource: "sts.amazonaws.com", eventName: "AssumeRoleWithWebIdentity", userIdentity: { type: "WebIdentityUser", userName: claims.sub }, errorCode: "AccessDenied" }), "CloudTrail", "cloudtrail.json"],
  ["an answer of IAM", JSON.stringify({ Role: { RoleName: "ci", Arn: "arn:aws:iam::123456789012:role/ci", AssumeRolePolicyDocument: JSON.parse(policy) } }), "IAM", "iam-answer.json"],
  ["a template", "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n", "CloudFormation", "cloudformation.json"],
  ["naming rules", readFileSync(join(root, "examples/naming/sha-only.yaml"), "utf8"), "naming rules", "naming.yaml"],
  ["another document", "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n", "Kubernetes", "document"],
];

test("each kind, pasted beside the editor and typed into it, is known by its content", async (t) => {
  const { page, quiet, paste, text } = await box(t);
  for (const [what, pasted, words, name] of kinds) {
    await paste(pasted);
    const chip = page.locator(".chip.shown");
    await chip.locator(".chip-kind", { hasText: words }).waitFor();
    assert.equal(await chip.locator("input").inputValue(), name, what);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator(".empty").waitFor();
    await text().click();
    await page.keyboard.insertText(pasted);
    await chip.locator(".chip-kind", { hasText: words }).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator(".empty").waitFor();
  }
  quiet();
});

test("files and folders dropped keep their names, and what cannot be read is counted", async (t) => {
  const { page, quiet, drop, chip, verdict } = await box(t);
  await drop([{ name: "build.yml", text: workflow }, { name: "github.tf", text: terraform }, { name: "logo.png", text: "\0\0" }]);
  await chip("build.yml").waitFor();
  await chip("github.tf").first().waitFor();
  assert.equal(await page.locator(".chip:not(.needed)").count(), 2);
  await page.locator("#toast-text", { hasText: "2 documents were added. 1 of 3 files are no text" }).waitFor();
  await verdict("Undetermined");
  quiet();
});

test("a folder is read from the root of its repository", async (t) => {
  const { page, quiet, chip } = await box(t);
  await page.locator("#folder").setInputFiles(join(root, "examples/article/before"));
  await chip(".github/workflows/build.yml").first().waitFor();
  await chip("infra/github.tf").first().waitFor();
  quiet();
});

test("a whole folder is dropped: its files from the root of the repository, without the folders of others", async (t) => {
  const { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { page, quiet, chip, verdict } = await box(t);
  const folder = mkdtempSync(join(tmpdir(), "assumable-drop-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, "examples/article/before"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules/other"), { recursive: true });
  writeFileSync(join(folder, "node_modules/other/main.tf"), terraform);
  // As a file manager drops it: the browser gives its entries, which a script cannot make.
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver"]) await browser.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await page.locator("#drop:not([hidden])").waitFor();
  await browser.send("Input.dispatchDragEvent", { type: "drop", x: 300, y: 300, data });
  await chip(".github/workflows/build.yml").first().waitFor();
  await chip("infra/github.tf").first().waitFor();
  const names = await page.locator(".chip:not(.needed)").evaluateAll((all) => all.map(({ dataset }) => dataset.name));
  assert.deepEqual(names.filter((name) => name.includes("node_modules")), []);
  assert.equal(await page.locator("#drop:not([hidden])").count(), 0);
  await verdict("Undetermined");
  quiet();
});

test("the verdict, its place and the two rows stand above the fold; the change is applied and undone", async (t) => {
  const { page, quiet, example, verdict, part, shot } = await box(t);
  await example("The first setup");
  await verdict("Denied");
  const card = page.locator(".road-verdict").first();
  assert.match(await card.textContent(), /push to any branch or tag/);
  assert.deepEqual(await card.locator("mark").allTextContents(), ["repo", "repository"]);
  const { y, height } = await card.boundingBox();
  assert.ok(y + height < 900, `the verdict ends at ${y + height}`);
  await page.locator(".cm-shown", { hasText: "arn:aws:ecr:" }).first().waitFor();
  await page.locator(".cm-lintRange-error").first().waitFor();
  await shot("box-denied");

  const change = part("What to change").locator(".change", { hasText: "repository/*" });
  assert.match(await change.locator(".removed").textContent(), /:repo\/\*/);
  assert.match(await change.locator(".added").textContent(), /:repository\/\*/);
  await change.getByRole("button", { name: "Apply" }).click();
  await verdict("Allowed");
  await shot("box-allowed");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await verdict("Denied");
  quiet();
});

test("a safe change of pasted texts is made by one click, and the answer is another one", async (t) => {
  const { page, quiet, paste, answered, chip, verdict } = await box(t);
  await paste(terraform);
  await chip("main.tf").first().waitFor();
  await paste(workflow);
  await page.locator("#facts summary").click();
  await page.getByRole("textbox", { name: "Repository", exact: true }).fill("octo-org/app");
  await page.keyboard.press("Enter");
  await page.getByRole("group", { name: "Subjects have ids" }).getByRole("button", { name: "without" }).click();
  await verdict("Denied");
  const safe = page.locator(".change", { has: page.locator(".badge", { hasText: "safe" }) }).first();
  const message = await safe.locator("strong").textContent();
  const added = (await safe.locator(".diff-line.added").first().textContent()).replace(/^added: \+/, "").trim();
  // The editor shows only a part of a long text; what is kept for a reload is all of it.
  const isThere = (wanted) =>
    page.waitForFunction(([text, there]) => Object.values(sessionStorage).join().includes(text) === there, [JSON.stringify(added).slice(1, -1), wanted]);
  await isThere(false);
  await safe.getByRole("button", { name: "Apply" }).click();
  await page.locator("#toast-text", { hasText: "The change was made." }).waitFor();
  await page.locator(".change strong", { hasText: message }).waitFor({ state: "detached" });
  await answered();
  await isThere(true);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".change strong", { hasText: message }).first().waitFor();
  await isThere(false);
  quiet();
});

test("the diff that is copied is one that git applies", async (t) => {
  const { execFileSync } = await import("node:child_process");
  const { cpSync, mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { page, quiet, example, verdict, part } = await box(t);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await example("The first setup");
  await verdict("Denied");
  const folder = mkdtempSync(join(tmpdir(), "assumable-patch-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, "examples/article/before"), folder, { recursive: true });
  for (const button of await part("What to change").getByRole("button", { name: "Copy the diff" }).all()) {
    await button.click();
    await page.locator("#toast-text", { hasText: "The diff is copied" }).waitFor();
    const patch = await page.evaluate(() => navigator.clipboard.readText());
    execFileSync("git", ["apply", "-"], { cwd: folder, input: patch });
  }
  const now = readFileSync(join(folder, "infra/github.tf"), "utf8");
  assert.match(now, /:repository\/\*/);
  assert.match(now, /refs\/heads\/\*/);
  quiet();
});

test("a quick fix at the mark, by keyboard", async (t) => {
  const { page, quiet, example, verdict } = await box(t);
  await example("The first setup");
  await verdict("Denied");
  await page.locator(".cm-content").focus();
  await page.keyboard.press("F8");
  const tip = page.locator(".cm-tooltip .cm-diagnosticAction").first();
  for (let press = 0; press < 6 && !(await tip.isVisible()); press++) await page.keyboard.press("F8");
  await tip.click();
  await page.locator("#toast-text", { hasText: /The (change|fix) was made/ }).waitFor();
  quiet();
});

test("open questions and facts are answered by a click, and the answer follows", async (t) => {
  const { page, quiet, paste, verdict, example } = await box(t);
  await example("Do subjects have ids?");
  await verdict("Undetermined");
  await page.locator("#facts summary").click();
  await page.getByRole("group", { name: "Subjects have ids" }).getByRole("button", { name: "without" }).click();
  await page.locator(".road-verdict h2:not(:has-text('Undetermined'))").first().waitFor();
  await page.getByRole("group", { name: "Subjects have ids" }).getByRole("button", { name: "without" }).click();
  await verdict("Undetermined");
  await page.getByRole("textbox", { name: "AWS account" }).fill("12");
  await page.keyboard.press("Enter");
  await page.locator("#facts .error, #report .part", { hasText: /12 digits/ }).first().waitFor();

  await page.getByRole("button", { name: "Clear" }).click();
  await paste(terraform.replace('"repo:octo-org/app:*"', '"repo:${var.org}/app:ref:refs/heads/main"').concat('\nvariable "org" {}\n'));
  await paste(workflow);
  const question = page.locator(".questions li", { hasText: "var.org" });
  await question.getByRole("textbox").fill("octo-org");
  await page.keyboard.press("Enter");
  await page.locator(".road-verdict", { hasText: "octo-org" }).first().waitFor();
  assert.equal(await page.locator(".questions li", { hasText: "var.org" }).count(), 0);

  await page.getByRole("button", { name: "Clear" }).click();
  await example("Nothing but variables");
  const variable = (name) => page.locator(".questions").getByRole("textbox", { name: `vars.${name}` });
  await variable("ROLE").fill("arn:aws:iam::123456789012:role/deploy");
  await page.keyboard.press("Enter");
  await page.locator(".note", { hasText: "once all of them are answered" }).waitFor();
  await variable("REGION").fill("eu-central-1");
  await page.keyboard.press("Enter");
  await variable("AUDIENCE").fill("sts.amazonaws.com");
  await page.keyboard.press("Enter");
  await variable("ROLE").waitFor({ state: "detached" });
  quiet();
});

test("a policy alone: who gets in; a workflow alone: what is needed", async (t) => {
  const { page, quiet, paste, part } = await box(t);
  await paste(policy);
  assert.match(await part("Who gets in").textContent(), /octo-org/);
  await page.getByRole("button", { name: "Clear" }).click();
  await paste(workflow);
  await page.locator(".needs", { hasText: "The trust policy of the role" }).waitFor();
  await page.locator(".chip.needed", { hasText: "The trust policy of the role" }).getByRole("button").click();
  assert.equal(await page.locator(".chip:not(.needed)").count(), 2);
  await page.getByRole("button", { name: "Clear" }).click();
  await paste("Error: Not authorized to perform sts:AssumeRoleWithWebIdentity");
  await part("What is still needed").waitFor();
  quiet();
});

test("the token of a danger is looked at by hand, test by test", async (t) => {
  const { page, quiet, example, verdict } = await box(t);
  await example("An environment in place of the branch");
  await verdict("Denied");
  const [other] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("link", { name: "test by test" }).first().click()]);
  t.after(() => other.close());
  await other.locator(".verdict h2", { hasText: "Allowed" }).waitFor();
  assert.match(await other.locator("#claims").inputValue(), /"sub": "repo:octo-org/);
  quiet();
});

test("hostile texts are only ever text", async (t) => {
  const { page, quiet, paste, drop } = await box(t);
  const hostile = "<img src=x onerror=alert(1)>`\u202e${{ }}";
  await drop([{ name: `${hostile}.yml`, text: workflow.replaceAll("build-and-push", "<b>x</b>").replace("push: {}", `push: {branches: ["${hostile.replaceAll('"', "")}"]}`) }]);
  await paste("{".repeat(5000));
  await paste("\ud800 \0 ".repeat(50));
  await paste("x".repeat(400_000));
  await page.waitForTimeout(500);
  assert.equal(await page.locator("#report img, #report b, .chips img").count(), 0);
  quiet();
});
