// The playground as a person uses it. Every test fails on any request once the page has loaded.

import assert from "node:assert/strict";
import { test } from "node:test";

import { watchedPage } from "./browser.js";
import { answers, chromium, open, server } from "./page.js";
// In this process too: they share the server.
import "./who.js";
import "./write.js";

test("denied: the verdict, the subject in segments, and the place where pattern and token part", async (t) => {
  const { page, quiet, verdict, shot } = await open(t);
  await verdict("Denied");
  assert.deepEqual(await page.locator(".segment small").allTextContents(), ["repo", "context", "job_workflow_ref"]);
  assert.deepEqual(await page.locator("mark").allTextContents(), ["gh-actions", "app"]);
  const [pattern, value] = await page.locator("mark").evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().left));
  assert.ok(Math.abs(pattern - value) < 1, `the marks stand at ${pattern} and ${value}`);
  assert.match(await page.locator("#report").textContent(), /The job is written in a workflow of its own repository/);
  assert.deepEqual(await page.locator("#policy").locator("..").locator(".marked").allTextContents(), ["15"]);
  await shot("denied");
  quiet();
});

test("the first answer is there before the whole library is, and the other tabs wait for it", async (t) => {
  const { page, problems } = await watchedPage(chromium.context);
  t.after(() => page.close());
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await chromium.context.route("**/vendor/wasm.js", async (route) => {
    await held;
    await route.continue();
  });
  t.after(() => chromium.context.unroute("**/vendor/wasm.js"));
  await page.goto(`${server.address}/by-hand.html`);
  await page.locator(".verdict h2", { hasText: "Denied" }).waitFor();
  await page.getByRole("tab", { name: /^Images/ }).click();
  await page.waitForTimeout(300);
  assert.equal(await page.locator("html[data-library=whole]").count(), 0);
  release();
  await page.locator("html[data-library=whole]").waitFor({ state: "attached" });
  await page.locator("#report h2, .verdict").first().waitFor();
  assert.deepEqual(problems, []);
});

test("allowed, with what it rests on", async (t) => {
  const { page, quiet, preset, verdict, shot } = await open(t);
  await preset("The reusable workflow gets in");
  await verdict("Allowed");
  assert.match(await page.locator("#report").textContent(), /Assumptions.*the audience/s);
  await shot("allowed");
  quiet();
});

test("undetermined from the short form, with what would settle it", async (t) => {
  const { page, quiet, preset, verdict, shot } = await open(t);
  await preset("Only the repository is known");
  await verdict("Undetermined");
  await shot("undetermined");
  await page.getByRole("textbox", { name: "Environment" }).fill("production");
  await verdict("Allowed");
  await page.getByRole("textbox", { name: "Environment" }).fill("staging");
  await verdict("Denied");
  quiet();
});

test("every preset of a role is answered", async (t) => {
  const one = await open(t);
  const { quiet } = one;
  const verdicts = await answers(one);
  const count = (word) => Object.values(verdicts).filter((one) => one === word).length;
  assert.ok(count("Allowed") >= 3 && count("Denied") >= 8 && count("Undetermined") >= 1, JSON.stringify(verdicts, null, 2));
  quiet();
});

test("half-typed documents: the field is told, the last answer stays, nothing breaks", async (t) => {
  const { page, quiet, verdict, settled, shot } = await open(t);
  await verdict("Denied");
  const policy = page.getByRole("textbox", { name: "The role’s trust policy" });
  const whole = await policy.inputValue();
  for (const length of [0, 1, 40, 200, whole.length - 1]) {
    await policy.fill(whole.slice(0, length));
    await page.locator("#policy-error", { hasText: /./ }).waitFor();
    assert.equal(await policy.getAttribute("aria-invalid"), "true");
    await page.locator(".staleness").waitFor();
  }
  await policy.fill(whole.replace('"Version"', '"Statement": [], "Version"'));
  await page.locator("#policy-error", { hasText: "is named twice" }).waitFor();
  await shot("error");
  await policy.fill(whole);
  await settled();
  assert.equal(await page.locator("#policy-error").textContent(), "");
  await verdict("Denied");

  const claims = page.getByLabel("Claims, as JSON");
  await claims.fill('{"sub": "x"\n "aud": 1}');
  await page.locator("#claims-error", { hasText: /line 1, column 12/ }).waitFor();
  await claims.fill('{"sub": "\ud800"}');
  await settled();
  await claims.fill("x".repeat(300_000));
  await page.locator("#claims-error", { hasText: /./ }).waitFor();
  quiet();
});

const token = (claims) => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${Buffer.from("signature").toString("base64url")}`;
};
const claims = {
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: "repo:octo-org/app:ref:refs/heads/main",
};

test("a token is read in the page, and no link ever holds one", async (t) => {
  const { page, quiet, verdict, preset } = await open(t);
  await chromium.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await preset("StringEquals with a wildcard");
  await page.getByRole("radio", { name: "Token", exact: true }).click();
  await page.getByRole("textbox", { name: "Token" }).fill(token(claims));
  await verdict("Denied");
  assert.match(await page.locator(".subject").textContent(), /octo-org\/app/);

  assert.equal(new URL(page.url()).hash, "", "nothing is shared unless asked");
  await page.getByRole("button", { name: "Copy a link to this" }).click();
  await page.locator("#shared", { hasText: "The token is not in it." }).waitFor();
  const state = Buffer.from(new URL(page.url()).hash.slice(1), "base64url").toString();
  assert.doesNotMatch(state, /eyJ/);
  assert.match(state, /octo-org/);

  await page.getByRole("radio", { name: "Claims", exact: true }).click();
  await page.getByLabel("Claims, as JSON").fill(JSON.stringify({ ...claims, note: token(claims) }));
  await page.getByRole("button", { name: "Copy a link to this" }).click();
  await page.locator("#shared", { hasText: "A field holds a token" }).waitFor();
  quiet();
});

test("a link brings back what it was made of", async (t) => {
  const first = await open(t);
  await first.preset("The job has an environment");
  await first.verdict("Denied");
  await first.page.getByRole("button", { name: "Copy a link to this" }).click();
  await first.page.locator("#shared", { hasText: /./ }).waitFor();
  const { hash } = new URL(first.page.url());
  const second = await open(t, { fragment: hash });
  await second.verdict("Denied");
  assert.match(await second.page.locator(".subject").textContent(), /environment:production/);
  second.quiet();
  for (const broken of ["#", "#%%%", "#e30", "#bnVsbA", `${hash}x`, "#W10"]) (await open(t, { fragment: broken })).quiet();
});

test("the content security policy lets neither page nor worker connect", async (t) => {
  const { page, verdict } = await open(t);
  await verdict("Denied");
  const attempt = (address) => fetch(address).then(() => "connected", (error) => error.name);
  assert.equal(await page.evaluate(attempt, `${server.address}/index.html`), "TypeError");
  const [worker] = page.workers();
  assert.equal(await worker.evaluate(attempt, `${server.address}/index.html`), "TypeError");
});

test("the keyboard reaches everything, and a line of the policy from its test", async (t) => {
  const { page, quiet, verdict } = await open(t);
  await verdict("Denied");
  const reached = new Set();
  await page.getByLabel("Start from").focus();
  for (let press = 0; press < 30; press++) {
    reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.name || document.activeElement.className));
    await page.keyboard.press("Tab");
  }
  for (const id of ["preset", "share", "mode", "claims", "scope", "policy", "line"]) assert.ok(reached.has(id), `${id} is not reached`);
  await page.getByRole("button", { name: "line 15" }).focus();
  await page.keyboard.press("Enter");
  const line = await page.evaluate(() => {
    const { id, value, selectionStart } = document.activeElement;
    return { id, line: value.slice(0, selectionStart).split("\n").length };
  });
  assert.deepEqual(line, { id: "policy", line: 15 });
  quiet();
});

test("every control has a name", async (t) => {
  const { page } = await open(t);
  const nameless = await page.locator("input, select, textarea, button, summary").evaluateAll((controls) =>
    controls.filter((one) => !(one.labels?.length || one.textContent.trim() || one.ariaLabel)).map((one) => one.outerHTML),
  );
  assert.deepEqual(nameless, []);
});

test("phone width: nothing is wider than the screen", async (t) => {
  const { page, quiet, preset, verdict, shot } = await open(t, { width: 360, height: 740 });
  await verdict("Denied");
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok((await wide()) <= 360, `${await wide()} pixels`);
  await shot("phone");
  await preset("Only the repository is known");
  await verdict("Undetermined");
  assert.ok((await wide()) <= 360, `${await wide()} pixels`);
  quiet();
});

test("dark", async (t) => {
  const { quiet, verdict, shot } = await open(t, { dark: true });
  await verdict("Denied");
  await shot("dark");
  quiet();
});

test("subject: built from a job and the settings of both levels", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Subject");
  await preset("The repository takes its organisation’s template");
  await verdict("Known");
  assert.deepEqual(await page.locator(".segment small").allTextContents(), ["repo", "context", "job_workflow_ref"]);
  const report = page.locator("#report .part");
  await report.getByText("The repository takes the template of its organisation").waitFor();
  await shot("subject");
  await page.getByRole("textbox", { name: "Repository: GET" }).fill('{"use_default": true}');
  await report.getByText("The repository uses the default template").waitFor();
  assert.deepEqual(await page.locator(".segment small").allTextContents(), ["repo", "context"]);
  assert.doesNotMatch(await page.locator("#report").textContent(), /the default template is in force/, "the settings say so");
  await preset("A key that the job has no claim for");
  await verdict("No subject");
  await page.getByRole("textbox", { name: "Repository: GET" }).fill('{"use_default": 1}');
  await page.locator("#repository_settings-error", { hasText: /use_default/ }).waitFor();
  await shot("subject-error");
  await page.getByRole("textbox", { name: "Organisation: GET" }).fill('{\n"include_claim_keys": [,');
  await page.locator("#organization-error", { hasText: /line 2, column 24/ }).waitFor();
  quiet();
});

test("subject: every reading of a pasted one, and what else gives it", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Subject");
  await preset("An environment with a colon in its name");
  await verdict("One reading");
  await page.locator("#report").getByText("The same subject for others").waitFor();
  await shot("subject-collision");
  await page.getByRole("textbox", { name: "The claim sub" }).fill("repo:octo-org/app:ref:refs/heads/main");
  await page.locator("#report").getByText("It is the only one").waitFor();
  await preset("Two readings, on an older Enterprise Server");
  await verdict("2 readings");
  assert.deepEqual(await page.locator(".readings .subject").evaluateAll((all) => all.map((one) => one.querySelectorAll(".segment").length)), [3, 2]);
  await shot("subject-readings");
  await page.getByRole("textbox", { name: "The claim sub" }).fill("nothing");
  await verdict("No reading");
  quiet();
});

test("the settings of an example are not those of another repository", async (t) => {
  const { page, quiet, preset, verdict } = await open(t);
  await preset("The reusable workflow gets in");
  await verdict("Allowed");
  assert.match(await page.locator("#organization").inputValue(), /job_workflow_ref/);
  const claims = await page.locator("#claims").inputValue();
  await page.locator("#claims").fill(claims.replaceAll("octo-org/app", "octo-org/web"));
  await page.locator("#note", { hasText: /settings were removed/ }).waitFor();
  assert.equal(await page.locator("#organization").inputValue(), "");
  assert.equal(await page.locator("#repository_settings").inputValue(), "");
  await quiet();
});

test("every preset of a subject is answered", async (t) => {
  const one = await open(t);
  await one.tab("Subject");
  const verdicts = Object.values(await answers(one));
  for (const word of ["Known", "No subject", "One reading", "No reading"]) assert.ok(verdicts.includes(word), `${word}: ${verdicts}`);
  one.quiet();
});

test("the options of a role: each changes the answer, each has its error", async (t) => {
  const { page, quiet, preset, verdict, shot } = await open(t);
  await preset("The reusable workflow gets in");
  await verdict("Allowed");
  await page.getByText("More: role, identity provider").click();
  const field = (name) => page.getByRole("textbox", { name });
  await field("Identity provider’s ARN").fill("arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com");
  await field("The provider’s client IDs").fill("https://github.com/octo-org");
  await verdict("Denied");
  await page.locator("#report").getByText("At the identity provider").waitFor();
  await field("The provider’s client IDs").fill("sts.amazonaws.com");
  await verdict("Allowed");
  await field("As of the day").fill("2026");
  await page.locator("#as_of-error", { hasText: /2026/ }).waitFor();
  await field("As of the day").fill("2026-09-01");
  await field("Role ARN").fill("role");
  await page.locator("#role_arn-error", { hasText: /role/ }).waitFor();
  await shot("options-error");
  await field("Role ARN").fill("arn:aws:iam::123456789012:role/github-ecr-access");
  await field("Further condition keys").fill('{"aws:SourceIp": 1}');
  await page.locator("#context-error", { hasText: /expected a string/ }).waitFor();
  await field("Further condition keys").fill('{"aws:SourceIp": "203.0.113.7"}');
  await verdict("Allowed");
  const deny = { Effect: "Deny", Principal: "*", Action: "sts:*", Resource: "*" };
  const rcp = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await field("Resource control policies").fill(rcp(deny));
  await verdict("Denied");
  await field("Resource control policies").fill(rcp({ ...deny, Effect: "deny" }));
  await page.locator("#trust_rcp-error", { hasText: /is not an effect/ }).waitFor();
  await field("Resource control policies").fill("unknown");
  await verdict("Undetermined");
  await field("Resource control policies").fill("");
  const policy = page.getByRole("textbox", { name: "The role’s trust policy" });
  const sid = "a".repeat(8192);
  await policy.fill((await policy.inputValue()).replace('"Effect"', `"Sid": "${sid}", "Effect"`));
  await page.locator("#policy-error", { hasText: /AWS stores 8192 at most/ }).waitFor();
  await page.getByRole("checkbox", { name: "Evaluate a policy that is longer" }).check();
  await verdict("Allowed");
  await page.locator("#report .part", { hasText: "If it were written today" }).getByText("rejected").waitFor();
  quiet();
});

test("what IAM would answer to the policy if it were written today", async (t) => {
  const { page, quiet, verdict, shot } = await open(t);
  await verdict("Denied");
  const today = page.locator("#report .part", { hasText: "If it were written today" });
  await today.getByText("IAM would store this policy.").waitFor();
  const policy = page.getByRole("textbox", { name: "The role’s trust policy" });
  const whole = await policy.inputValue();
  await policy.fill(whole.replace(/"repo:[^"]*"/, '["*", "repo:octo-org/app:*"]'));
  await today.getByText("IAM would refuse this policy.").waitFor();
  await today.getByText(/the first value of .* must be more than wildcards/).waitFor();
  await shot("written-today");
  await today.getByRole("button", { name: /^line / }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "policy");
  await policy.fill(whole.replace(/"repo:[^"]*"/, '["repo:octo-org/app:*", "*"]'));
  await today.getByText(/looks only at the first value/).waitFor();
  await page.locator("#report").getByText(/one value of the list is/).first().waitFor();
  quiet();
});

test("the tabs by keyboard: one in the tab order, arrows between them, the panel named by its tab", async (t) => {
  const { page, quiet } = await open(t);
  const tabs = page.getByRole("tab");
  const chosen = () => page.locator('[role="tab"][aria-selected="true"]').evaluateAll((all) => all.map(({ dataset, tabIndex }) => `${dataset.tab} ${tabIndex}`));
  await page.locator("#tab-role").focus();
  for (const [key, tab] of [["Home", "subject"], ["ArrowRight", "role"], ["ArrowLeft", "subject"], ["End", await tabs.last().getAttribute("data-tab")], ["ArrowRight", "subject"]]) {
    await page.keyboard.press(key);
    assert.deepEqual(await chosen(), [`${tab} 0`]);
    assert.equal(await page.evaluate(() => document.activeElement.dataset.tab), tab);
    assert.equal(await page.getByRole("tabpanel").getAttribute("aria-labelledby"), `tab-${tab}`);
    await page.locator(".verdict").waitFor();
  }
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "preset");
  quiet();
});

test("push: the scope of the registry's policy, and a document that no account stores", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Push");
  await preset("The push is allowed");
  await verdict("Allowed");
  await page.getByText("More layers: repository").click();
  const deny = { Effect: "Deny", Principal: "*", Action: "ecr:*", Resource: "arn:aws:ecr:us-east-1:123456789012:repository/*" };
  await page.getByRole("textbox", { name: "The registry’s policy" }).fill(JSON.stringify({ Version: "2012-10-17", Statement: [deny] }, null, 2));
  await verdict("Denied");
  await page.locator("#report").getByText(/has scope V2, the default/).first().waitFor();
  await page.getByLabel("Scope of the registry’s policy").selectOption("v1");
  await verdict("Allowed");
  await page.locator("#report").getByText(/under scope V1 a registry's policy is enforced for/).first().waitFor();
  await shot("push-registry");
  const boundary = { Sid: "a".repeat(6144), Effect: "Allow", Action: "ecr:*", Resource: "*" };
  await page.getByRole("textbox", { name: "Permissions boundary" }).fill(JSON.stringify({ Version: "2012-10-17", Statement: [boundary] }));
  await page.locator("#boundary-error", { hasText: /AWS stores 6144 at most/ }).waitFor();
  await page.getByRole("checkbox", { name: "Evaluate documents that are longer" }).check();
  await verdict("Allowed");
  await page.locator("#report").getByText(/AWS stores 6144 at most/).first().waitFor();
  quiet();
});

test("push: the resource that ECR does not know, then one that it does", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Push");
  await verdict("Denied");
  const rows = page.locator("tbody tr");
  assert.equal(await rows.count(), 7);
  assert.match(await rows.nth(0).textContent(), /ecr:GetAuthorizationToken.*allowed.*the identity policies allow \(statement 1\)/);
  assert.match(await rows.nth(6).textContent(), /ecr:PutImageon the repository.*denied.*the identity policies say nothing/);
  assert.match(await page.locator("#report").textContent(), /names the resource type repo; ECR's is repository, so it matches nothing/);
  const [line] = await page.locator("#identity").locator("..").locator(".marked").allTextContents();
  await shot("push-denied");
  const fails = page.locator("section.part", { hasText: "Where it fails" });
  assert.deepEqual(await fails.locator("mark").allTextContents(), ["repo", "repository"]);
  assert.match(await fails.textContent(), /It concerns ecr:BatchGetImage, .*ecr:PutImage\./);
  await fails.getByRole("button", { name: `line ${line}` }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "identity");
  const identity = page.getByRole("textbox", { name: "The role’s identity policies" });
  await identity.fill((await identity.inputValue()).replace(":repo/*", ":repository/*"));
  await verdict("Allowed");
  await shot("push-allowed");
  await preset("A permissions boundary without ECR");
  await verdict("Denied");
  assert.match(await rows.nth(0).textContent(), /boundary say nothing/);
  await preset("Service control policies in force, and not known");
  await verdict("Undetermined");
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await shot("push-phone");
  quiet();
});

test("push: an image and documents half typed", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Push");
  await preset("A service control policy denies another region");
  await verdict("Denied");
  await page.locator("tbody tr", { hasText: "level 2, statement 2" }).first().waitFor();
  const scp = page.getByRole("textbox", { name: "Service control policies" });
  const whole = await scp.inputValue();
  const second = whole.split("\n").indexOf("---") + 2;
  await scp.fill(whole.replace(/---\n\{/, "---\n{,"));
  await page.locator("#scp-error", { hasText: `line ${second}, column 2` }).waitFor();
  assert.deepEqual(await page.locator("#scp").locator("..").locator(".fault").allTextContents(), [String(second)]);
  await scp.fill(whole);
  await page.getByRole("textbox", { name: "Image", exact: true }).fill("123456789012.dkr.ecr.us-east-1.amazonaws.com/Apps/web:1");
  await page.locator("#image-error", { hasText: /upper-case/ }).waitFor();
  await page.locator(".staleness").waitFor();
  await shot("push-error");
  for (const text of ["", "ubuntu", "x".repeat(20_000)]) {
    await page.getByRole("textbox", { name: "Image", exact: true }).fill(text);
    await page.locator("#image-error", { hasText: /./ }).waitFor();
  }
  quiet();
});

test("every preset of a push is answered", async (t) => {
  const one = await open(t);
  await one.tab("Push");
  const verdicts = Object.values(await answers(one));
  for (const word of ["Allowed", "Denied", "Undetermined"]) assert.ok(verdicts.includes(word), `${word}: ${verdicts}`);
  one.quiet();
});

test("images: the names of a run, those given, and the rules looked over", async (t) => {
  const { page, quiet, tab, preset, verdict, shot } = await open(t);
  await tab("Images");
  await verdict("Allowed");
  const part = (title) => page.locator(".part", { has: page.getByRole("heading", { name: title }) });
  assert.match(await part("What this run may push").textContent(), /apps\/octo-org\/app:860c1904a1ce19322e91ac35af1ab07466440c37sha/);
  assert.match(await part("The rules, looked over").textContent(), /gives the merge commit on pull requests.*MERGE_COMMIT.*refs\/pull\/7\/merge/s);
  await shot("images-allowed");
  await preset("Latest is a tag that no rule names");
  await verdict("Denied");
  assert.match(await part("The names given").textContent(), /TAG_UNKNOWN/);
  assert.deepEqual(await page.locator("#images").locator("..").locator(".bad").allTextContents(), ["2"]);
  await shot("images-denied");
  await preset("The time is not known");
  await verdict("Undetermined");
  await page.getByRole("textbox", { name: "Time, in UTC" }).fill("2026-04-03T02:00:00Z");
  await verdict("Denied");
  await page.getByRole("textbox", { name: "Names to be pushed" }).fill("");
  await verdict("Names made");
  await preset("Main is production");
  await verdict("Allowed");
  await page.getByLabel("The ECR repository’s tags").selectOption("IMMUTABLE");
  await part("The rules, looked over").getByText("ECR will refuse to move it").first().waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await shot("images-phone");
  quiet();
});

test("images: rules, run and names half typed", async (t) => {
  const { page, quiet, tab, preset, settled, shot } = await open(t, { dark: true });
  await tab("Images");
  await preset("The merge commit is not a commit of the branch");
  await page.locator(".verdict h2", { hasText: "Denied" }).waitFor();
  const field = (name) => page.getByRole("textbox", { name });
  const rules = await field("Naming rules").inputValue();
  await field("Naming rules").fill(rules.replace("sha: head}", "sha: heads}"));
  await page.locator("#rules-error", { hasText: /line 6/ }).waitFor();
  await shot("images-error");
  for (const length of [0, 1, 120, 200, 330]) {
    await field("Naming rules").fill(rules.slice(0, length));
    await settled();
    assert.equal(await page.locator("#report .verdict, #report .staleness").count() > 0, true);
  }
  await field("Naming rules").fill(rules);
  await field("Environment variables").fill("GITHUB_REF=refs/heads/main\nGITHUB");
  await page.locator("#env-error", { hasText: /line 2/ }).waitFor();
  await field("Environment variables").fill("GITHUB_REF=refs/heads/main\nACTIONS_ID_TOKEN_REQUEST_TOKEN=abc");
  await page.getByRole("button", { name: "Copy a link to this" }).click();
  await page.locator("#shared", { hasText: "A field holds a token" }).waitFor();
  await field("The event").fill('{\n"a": }');
  await page.locator("#event_json-error", { hasText: /line 2, column 6/ }).waitFor();
  await page.getByRole("radio", { name: "By hand" }).click();
  await field("Commit").fill("abc");
  await page.locator("#run_sha-error", { hasText: /is not a commit/ }).waitFor();
  quiet();
});

test("every preset of the images is answered", async (t) => {
  const one = await open(t);
  await one.tab("Images");
  const verdicts = Object.values(await answers(one));
  assert.equal(verdicts.length, 45);
  for (const word of ["Allowed", "Denied", "Undetermined"]) assert.ok(verdicts.includes(word), `${word}: ${verdicts}`);
  one.quiet();
});

test("a question without end is given up, and the next one is answered", async (t) => {
  const slow = `import { evaluate as whole } from "./index.js?whole";
    export function evaluate(input) { while (JSON.stringify(input).includes("without-end")); return whole(input); }`;
  await chromium.context.route("**/evaluate/index.js", (route) => route.fulfill({ contentType: "text/javascript", body: slow }));
  t.after(() => chromium.context.unroute("**/evaluate/index.js"));
  const { page, preset, verdict } = await open(t);
  await verdict("Denied");
  await preset("Only the repository is known");
  await verdict("Undetermined");
  await page.getByRole("textbox", { name: "Environment" }).fill("without-end");
  await page.locator(".staleness", { hasText: "No answer came within 10 seconds. Make the input smaller." }).waitFor({ timeout: 20_000 });
  await page.getByRole("textbox", { name: "Environment" }).fill("production");
  await verdict("Allowed");
});

test("a link whose tab is no text opens the first tab", async (t) => {
  for (const tab of [["role"], { toString: "role" }, 1, null, "__proto__", "constructor"]) {
    const fragment = `#${Buffer.from(JSON.stringify({ tab })).toString("base64url")}`;
    const { page, quiet } = await open(t, { fragment });
    assert.equal(await page.locator("[role=tab][aria-selected=true]").getAttribute("id"), "tab-role");
    quiet();
    await page.close();
  }
});
