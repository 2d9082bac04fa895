// The action in an emulated runner, as its users run it: the bundle in `dist`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Runner } from "./runner.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const runners = [];
after(() => runners.forEach((runner) => runner.close()));

function runner(files) {
  const one = new Runner();
  runners.push(one);
  one.base = one.commit(files);
  return one;
}

const WORKFLOW = `on:
  push:
  pull_request:
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions: {id-token: write, contents: read}
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-central-1
      - uses: aws-actions/amazon-ecr-login@v2
      - uses: docker/build-push-action@v6
        with: {push: true, tags: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:v1'}
  plan:
    runs-on: ubuntu-latest
    steps: [{run: echo}]
`;

const roleFile = (sub, resource = "arn:aws:ecr:eu-central-1:123456789012:repository/app") => `resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
        StringLike = { "token.actions.githubusercontent.com:sub" = "${sub}" }
      }
    }]
  })
  inline_policy {
    name = "push"
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [
        { Effect = "Allow", Action = "ecr:GetAuthorizationToken", Resource = "*" },
        { Effect = "Allow", Action = "ecr:*", Resource = "${resource}" },
      ]
    })
  }
}

resource "aws_ecr_repository" "app" {
  name = "app"
}
`;
const MAIN = "repo:octo-org/app:ref:refs/heads/main";
const files = (sub, resource) => ({ ".github/workflows/deploy.yml": WORKFLOW, "infra/roles.tf": roleFile(sub, resource) });
const known = { immutable: "false" };
const claims = {
  iss: "https://token.actions.githubusercontent.com",
  aud: "sts.amazonaws.com",
  sub: MAIN,
  repository: "octo-org/app",
  repository_id: "456789",
  repository_owner: "octo-org",
  ref: "refs/heads/main",
  event_name: "push",
  actor: "octocat",
  jti: "secret-of-this-token",
  job_workflow_ref: "octo-org/app/.github/workflows/deploy.yml@refs/heads/main",
};
const errors = ({ commands }) => commands.filter(({ name }) => name === "error");

test("a job that will get in passes, and its claims are predicted", async () => {
  const { status, errors: stderr, outputs, summary, commands } = await runner(files(MAIN)).run({ inputs: known });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.equal(outputs.verdict, "allowed");
  assert.equal(outputs.sub, MAIN);
  assert.equal(JSON.parse(outputs.claims).job_workflow_ref, "octo-org/app/.github/workflows/deploy.yml@refs/heads/main");
  assert.match(summary, /^## assumable: this job is \*\*allowed\*\*$/m);
  assert.match(summary, /^\| `sub` \| `repo:octo-org\/app:ref:refs\/heads\/main` \|$/m);
  assert.ok(commands.every(({ name }) => name !== "add-mask"));
});

test("a branch that the role does not let in fails, at the line of the policy", async () => {
  const { status, outputs, ...found } = await runner(files(MAIN)).run({ inputs: known, env: { GITHUB_REF: "refs/heads/dev" } });
  assert.equal(status, 1);
  assert.equal(outputs.verdict, "denied");
  const [error] = errors(found);
  assert.equal(error.file, "infra/roles.tf");
  assert.equal(error.line, "11");
  assert.match(error.message, /runs on `refs\/heads\/dev`, and the policy wants `refs\/heads\/main`/);
});

test("an image that may not be pushed fails", async () => {
  const there = runner(files(MAIN, "arn:aws:ecr:eu-central-1:123456789012:repo/app"));
  const { status, outputs, ...found } = await there.run({ inputs: known });
  assert.equal(status, 1);
  assert.equal(outputs.verdict, "denied");
  assert.match(errors(found)[0].title, /ARN_NOT_REPOSITORY/);
  assert.equal((await there.run({ inputs: { ...known, "fail-on": "never" } })).status, 0);
  assert.equal((await there.run({ inputs: { ...known, "fail-on": "undetermined" } })).status, 0);
  assert.equal((await there.run({ inputs: { ...known, "fail-on": "error" } })).status, 1);
});

test("a job that asks for no role is none of its business", async () => {
  const { status, outputs } = await runner(files(MAIN)).run({ inputs: known, env: { GITHUB_JOB: "plan" } });
  assert.deepEqual([status, outputs.verdict], [0, "none"]);
});

test("real claims stand beside the predicted ones, and the token nowhere", async () => {
  const there = runner(files(MAIN));
  const service = await there.tokens(claims);
  const { status, outputs, summary, log, commands, errors: stderr } = await there.run({ env: service.env });
  assert.equal(status, 0);
  assert.deepEqual(service.asked, [{ url: "/token?api-version=2.0&audience=sts.amazonaws.com", authorization: "Bearer the-request-token" }]);
  assert.equal(outputs.verdict, "allowed");
  assert.match(summary, /^\| `repository` \| `octo-org\/app` \| `octo-org\/app` \|  \|$/m);
  assert.match(summary, /^\| `iss` \|  \| `https:\/\/token.actions.githubusercontent.com` \|  \|$/m);
  // The mask comes first, and is the only place that the runner is told the token in.
  assert.deepEqual(commands[0], { name: "add-mask", message: service.token });
  assert.equal(log.split(service.token).length, 2);
  for (const text of [summary, stderr, JSON.stringify(outputs)]) {
    for (const secret of [service.token, "c2lnbmF0dXJl", "secret-of-this-token", "the-request-token"]) assert.ok(!text.includes(secret));
  }
});

test("what the token says of the subject counts, and the difference is told", async () => {
  const there = runner(files(MAIN));
  const service = await there.tokens({ ...claims, sub: "repo:octo-org@123456/app@456789:ref:refs/heads/main" });
  const { status, outputs, summary } = await there.run({ inputs: known, env: service.env });
  assert.deepEqual([status, outputs.verdict], [1, "denied"]);
  assert.equal(outputs.sub, "repo:octo-org@123456/app@456789:ref:refs/heads/main");
  assert.match(summary, /^\| `sub` \| .*main` \| `repo:octo-org@123456\/app@456789:ref:refs\/heads\/main` \| \*\*differs\*\* \|$/m);
});

test("only the claims that are asked for are shown", async () => {
  const there = runner(files(MAIN));
  const service = await there.tokens(claims);
  const { outputs } = await there.run({ inputs: { claims: "sub\nref" }, env: service.env });
  assert.deepEqual(JSON.parse(outputs.claims), { sub: MAIN, ref: "refs/heads/main" });
});

test("no token is asked for where the inputs say so, and a refusal is told without it", async () => {
  const there = runner(files(MAIN));
  const silent = await there.tokens(claims);
  await there.run({ inputs: { ...known, token: "false" }, env: silent.env });
  assert.deepEqual(silent.asked, []);
  const refusing = await there.tokens(claims, 403);
  const { outputs, commands } = await there.run({ inputs: known, env: refusing.env });
  assert.equal(outputs.verdict, "allowed");
  assert.ok(commands.some(({ name, message }) => name === "warning" && message === "GitHub gave no token: GitHub answered 403"));
});

const pull = (one, more = {}) => ({
  event: { pull_request: { base: { sha: one.base }, head: { repo: { full_name: "octo-org/app" } } }, ...more },
  env: { GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge", GITHUB_BASE_REF: "main", GITHUB_HEAD_REF: "wider", GITHUB_JOB: "plan" },
});

test("a pull request that widens a trust policy fails, and says whom it lets in", async () => {
  const there = runner(files(MAIN));
  there.commit(files("repo:octo-org/*"));
  const { status, outputs, summary, ...found } = await there.run({ inputs: known, ...pull(there) });
  assert.equal(status, 1);
  assert.equal(outputs.change, "wider");
  const [error] = errors(found);
  assert.match(error.message, /^somebody new gets in: octo-org\/.*repo:octo-org\//);
  assert.deepEqual([error.file, error.line], ["infra/roles.tf", "11"]);
  assert.match(summary, /^\| `aws_iam_role.deploy` \| \*\*wider\*\*: somebody new gets in \| `octo-org\//m);
  const warned = await there.run({ inputs: { ...known, "fail-on": "denied" }, ...pull(there) });
  assert.equal(warned.status, 0);
  assert.ok(warned.commands.some(({ name, message }) => name === "warning" && message.startsWith("somebody new gets in")));
});

test("a pull request that narrows one, or touches none, passes", async () => {
  const there = runner(files("repo:octo-org/app:*"));
  assert.equal((await there.run({ inputs: known, ...pull(there) })).outputs.change, "equal");
  there.commit(files(MAIN));
  const { status, outputs, summary } = await there.run({ inputs: known, ...pull(there) });
  assert.deepEqual([status, outputs.change], [0, "narrower"]);
  assert.match(summary, /^\| `aws_iam_role.deploy` \| \*\*narrower\*\*: fewer get in, and nobody new \|  \| `octo-org\/app/m);
});

test("a new role and one that goes are told, and fail nothing", async () => {
  const there = runner(files(MAIN));
  there.commit({ "infra/roles.tf": roleFile(MAIN).replaceAll("deploy", "other") });
  const { status, summary, outputs } = await there.run({ inputs: known, ...pull(there) });
  assert.deepEqual([status, outputs.change], [0, "new"]);
  assert.match(summary, /^\| `aws_iam_role.other` \| \*\*new\*\*: the role is new \| `octo-org\/app at refs\/heads\/main/m);
  assert.match(summary, /^\| `aws_iam_role.deploy` \| \*\*gone\*\*: the role is gone \|/m);
});

test("a base that the checkout does not have is fetched, and told where it cannot be", async () => {
  const origin = runner(files(MAIN));
  origin.git("config", "uploadpack.allowAnySHA1InWant", "true");
  const there = runner(files("repo:octo-org/*"));
  const asked = { ...pull(there), inputs: known };
  asked.event.pull_request.base.sha = origin.base.replace(/^./, (first) => (first === "0" ? "1" : "0"));
  const lost = await there.run({ ...asked, inputs: { ...known, "fail-on": "undetermined" } });
  assert.deepEqual([lost.status, lost.outputs.change], [1, "undetermined"]);
  there.git("remote", "add", "origin", origin.root);
  asked.event.pull_request.base.sha = origin.base;
  assert.equal((await there.run(asked)).outputs.change, "wider");
});

test("a pull request from a fork gets no token", async () => {
  const there = runner(files("repo:octo-org/app:*"));
  const fork = pull(there);
  fork.event.pull_request.head.repo.full_name = "stranger/app";
  const { status, outputs, ...found } = await there.run({ inputs: known, ...fork, env: { ...fork.env, GITHUB_JOB: "deploy" } });
  assert.deepEqual([status, outputs.verdict], [1, "no_token"]);
  assert.ok(found.commands.some(({ title, file }) => title?.startsWith("TOKEN_FORK_PR") && file === ".github/workflows/deploy.yml"));
});

test("the naming rules give the tags, and judge the images", async () => {
  const rules = readFileSync(join(folder, "../naming/sha-only.yaml"), "utf8");
  const there = runner({ ...files(MAIN), "naming.yaml": rules });
  const sha = there.base;
  const made = await there.run({ inputs: { ...known, rules: "naming.yaml", "fail-on": "denied" }, env: { GITHUB_SHA: sha, GITHUB_JOB: "plan" } });
  assert.equal(made.status, 0);
  assert.notEqual(made.outputs.tags, "");
  const asked = (images) => there.run({ inputs: { ...known, rules: "naming.yaml", images }, env: { GITHUB_SHA: sha, GITHUB_JOB: "plan" } });
  const good = await asked(made.outputs.tags);
  assert.deepEqual([good.status, good.outputs.images], [0, "allowed"]);
  const bad = await asked(`${made.outputs.tags.split("\n")[0].split(":")[0]}:latest`);
  assert.deepEqual([bad.status, bad.outputs.images], [1, "denied"]);
  assert.ok(errors(bad).some(({ file, message }) => file === "naming.yaml" && message.includes(":latest")));
});

test("the SARIF log is that of the whole repository, whichever job writes it", async () => {
  const there = runner(files(MAIN));
  const sarif = async (job) => {
    await there.run({ inputs: { ...known, sarif: "out.sarif" }, env: { GITHUB_JOB: job } });
    return readFileSync(join(there.root, "out.sarif"), "utf8");
  };
  const log = JSON.parse(await sarif("deploy"));
  assert.equal(log.version, "2.1.0");
  assert.ok(log.runs[0].results.some(({ message }) => message.text.includes("pull request")));
  assert.equal(await sarif("plan"), JSON.stringify(log, null, 2) + "\n");
});

const hostile = ["a%0A::error::x", "$(id)", "a::error::b", "x##[error]y", "`|<b>", "\u202egnp", "a]](javascript:x)"];

test("the settings of the checkout say what is known and how loud a code is told, and never the verdict", async () => {
  const settings = (text) => runner({ ...files(MAIN), ".assumable.yaml": text });
  const dev = { env: { GITHUB_REF: "refs/heads/dev" } };
  const quiet = "immutable: false\nseverities:\n  - {code: SUB_BRANCH_MISMATCH, severity: note, reason: the branch comes later}\n";
  const told = await settings(quiet).run({ ...dev, inputs: { "fail-on": "error" } });
  assert.deepEqual([told.status, told.outputs.verdict, errors(told).length], [0, "denied", 0]);
  assert.match(told.commands.find(({ name }) => name === "notice").title, /SUB_BRANCH_MISMATCH/);
  assert.equal((await settings(quiet).run(dev)).status, 1);
  const off = await settings("immutable: false\nignore:\n  - {code: SUB_BRANCH_MISMATCH, reason: known}\n").run(dev);
  assert.deepEqual([off.status, off.outputs.verdict, errors(off).length], [1, "denied", 0]);
  const wrong = await settings("imutable: false\n").run({});
  const [error] = errors(wrong);
  assert.deepEqual([wrong.status, error.file, error.line], [1, ".assumable.yaml", "1"]);
  assert.match(error.message, /write `immutable`/);
});

test("no name of others writes a command, an output or markup", async () => {
  for (const name of hostile) {
    const there = runner({ ...files(MAIN), [`infra/${name.replaceAll("/", "")}.tf`]: roleFile("repo:octo-org/*").replaceAll("deploy", "second").split("\n\nresource")[0] });
    const { commands, outputs, summary } = await there.run({
      inputs: { ...known, "fail-on": "never" },
      env: { GITHUB_REF: `refs/heads/${name}`, GITHUB_HEAD_REF: name, GITHUB_ACTOR: name },
    });
    // Git refuses some of these as names of refs: then nothing is answered.
    assert.ok(["allowed", "denied", "undetermined", undefined].includes(outputs.verdict), name);
    const names = commands.map((one) => one.name);
    assert.ok(names.every((one) => ["error", "warning", "notice", "stop-commands"].includes(one)), names.join());
    assert.ok(commands.every(({ message }) => message !== "x" && message !== "b"), name);
    assert.ok(!/<b>|\]\(javascript|\u202e/.test(summary.replace(/`[^`]*`/g, "")), name);
  }
});

test("line breaks of claims, of the event and of file names stay in their place", async () => {
  const there = runner(files(MAIN));
  writeFileSync(join(there.root, "infra/a\n::error::injected\n.tf"), roleFile("repo:octo-org/*").replaceAll("deploy", "second").split("\n\nresource")[0]);
  const service = await there.tokens({ ...claims, environment: "x\n::error::injected\nverdict=allowed", head_ref: "y\n| a | b |" });
  const { commands, outputs, summary } = await there.run({ inputs: { "fail-on": "never" }, env: service.env });
  assert.ok(commands.every(({ message }) => message !== "injected"));
  assert.equal(JSON.parse(outputs.claims).environment, "x\n::error::injected\nverdict=allowed");
  assert.ok(!/^::|^\| a \| b/m.test(summary));
});

test("a link out of the checkout is not followed", async () => {
  const there = runner(files(MAIN));
  const outside = join(there.work, "outside.tf");
  writeFileSync(outside, roleFile("*").replaceAll("deploy", "outside"));
  symlinkSync(outside, join(there.root, "infra/link.tf"));
  const { log } = await there.run({ inputs: known });
  assert.ok(!log.includes("outside"));
});

const bad = {
  "fail-on": ["denid", /^the input `fail-on` has `denid`; write some of/],
  path: ["../secrets", /^the input `path` has `\.\.\/secrets`; write paths from the root/],
  base: ["--upload-pack=x", /^the input `base` is `--upload-pack=x`; write a commit/],
  immutable: ["yes", /^the input `immutable` is `yes`; write `true` or `false`/],
  var: ["env", /^the input `var` has the line `env`; write `NAME=VALUE`/],
  variables: ["[1]", /^the input `variables` is not a JSON object of texts/],
  account: ["12", /12 digits|account/],
};

for (const [name, [value, message]] of Object.entries(bad)) {
  test(`a bad input \`${name}\` is one error`, async () => {
    const found = await runner(files(MAIN)).run({ inputs: { [name]: value } });
    assert.equal(found.status, 1);
    assert.deepEqual(errors(found).length, 1);
    assert.match(errors(found)[0].message, message);
    assert.deepEqual(found.outputs, {});
  });
}

test("without a checkout it says what to do", async () => {
  const there = new Runner();
  runners.push(there);
  const { outputs, commands } = await there.run({ inputs: known });
  assert.equal(outputs.verdict, "none");
  assert.ok(commands.some(({ message }) => message.includes("check the repository out before this step")));
});

test("`action.yml` names the inputs and outputs that there are", () => {
  const text = readFileSync(join(folder, "action.yml"), "utf8");
  const [, inputs, outputs] = /\ninputs:\n([\s\S]*?)\noutputs:\n([\s\S]*?)\nruns:/.exec(text);
  const names = (part) => [...part.matchAll(/^ {2}([a-z-]+):$/gm)].map(([, name]) => name);
  const source = readFileSync(join(folder, "src/inputs.js"), "utf8");
  const read = [...source.matchAll(/(?:text|lines|list|flag|pairs)\("([a-z-]+)"\)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(read)].sort(), names(inputs).sort());
  const written = /const all = \{([\s\S]*?)\n {2}\};/.exec(readFileSync(join(folder, "src/action.js"), "utf8"))[1];
  const keys = [...written.matchAll(/^ {4}([a-z]+)[:,]/gm)].map(([, name]) => name);
  assert.deepEqual(keys.sort(), names(outputs).sort());
});

test("the bundle is reproducible, and asks for nothing but Node", () => {
  execFileSync(join(folder, "build"), ["--check"], { stdio: ["ignore", "ignore", "inherit"] });
  const text = readFileSync(join(folder, "dist/index.mjs"), "utf8");
  const imports = [...text.matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name);
  assert.ok(imports.length > 0 && imports.every((name) => name.startsWith("node:")), imports.join());
  assert.ok(!text.includes(folder));
});
