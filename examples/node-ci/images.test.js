// The command `images.js`: whole outputs, exit codes, and every run of examples/naming.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = import.meta.dirname;
const naming = join(folder, "../naming");
const work = mkdtempSync(join(tmpdir(), "assumable-images-"));
after(() => rmSync(work, { recursive: true, force: true }));

const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GITHUB_")));
const sha = "860c1904a1ce19322e91ac35af1ab07466440c37";
const app = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app";
const push = { GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/main", GITHUB_SHA: sha, GITHUB_REPOSITORY: "Octo-Org/App" };
const rules = ["--rules", "../naming/sha-only.yaml"];

function run(args, { input = "", ...env } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["images.js", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...inherited, ...env },
    input,
  });
  return { status, stdout, stderr };
}

/** Runs as GitHub does: annotations, and the files that it reads afterwards. */
function onGitHub(args, env) {
  const [summary, output] = ["summary", "output"].map((name) => join(work, name));
  for (const file of [summary, output]) writeFileSync(file, "");
  const result = run(args, { ...env, GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output });
  return { ...result, summary: readFileSync(summary, "utf8"), outputs: outputs(readFileSync(output, "utf8")) };
}

/** Reads step outputs as the runner does; anything outside of them is a failure. */
function outputs(text) {
  const lines = text.split("\n");
  assert.equal(lines.pop(), "");
  const found = {};
  while (lines.length > 0) {
    const [, name, delimiter] = /^(\w+)<<(end-[0-9a-f-]{36})$/.exec(lines.shift());
    const end = lines.indexOf(delimiter);
    found[name] = lines.splice(0, end).join("\n");
    lines.shift();
  }
  return found;
}

test("an allowed image: 0, the report, no annotation, the outputs", () => {
  assert.deepEqual(onGitHub(["check", ...rules, `${app}:${sha}`], push), {
    status: 0,
    stderr: "",
    stdout: `allowed   every name is allowed, and none is missing\n\n  allowed   ${app}:${sha}\n    named by the rule \`sha\`\n`,
    summary: `### ✅ Images allowed by \`../naming/sha-only.yaml\`

\`every name is allowed, and none is missing\`

- ✅ \`${app}:${sha}\`
  - \`\` named by the rule \`sha\` \`\`

**This run may push**

- \`${app}:${sha}\`

`,
    outputs: { verdict: "allowed", tags: `${app}:${sha}` },
  });
});

test("a denied image: 1, and why, everywhere", () => {
  assert.deepEqual(onGitHub(["check", ...rules, `${app}:${sha}`, `${app}:latest`], push), {
    status: 1,
    stderr: "",
    stdout: `denied    1 of 2 names are not allowed

  allowed   ${app}:${sha}
    named by the rule \`sha\`

  denied    ${app}:latest
    no rule names the tag \`latest\` (TAG_UNKNOWN)
    probably meant: ${app}:${sha}
::error file=../naming/sha-only.yaml,title=image denied::${app}:latest: no rule names the tag \`latest\` (TAG_UNKNOWN)
`,
    summary: `### ❌ Images denied by \`../naming/sha-only.yaml\`

\`1 of 2 names are not allowed\`

- ✅ \`${app}:${sha}\`
  - \`\` named by the rule \`sha\` \`\`
- ❌ \`${app}:latest\`
  - \`\`no rule names the tag \`latest\` (TAG_UNKNOWN)\`\`
  - probably meant: \`${app}:${sha}\`

**This run may push**

- \`${app}:${sha}\`

`,
    outputs: { verdict: "denied", tags: `${app}:${sha}` },
  });
});

test("a commit that is not known: 2, and what is needed", () => {
  const { GITHUB_SHA, ...less } = push;
  const { status, stdout, outputs } = onGitHub(["check", ...rules, `${app}:${sha}`], less);
  assert.equal(status, 2);
  assert.match(stdout, /^undetermined  /);
  assert.match(stdout, /^needs     sha$/m);
  assert.match(stdout, /^::warning file=\.\.\/naming\/sha-only\.yaml,title=image undetermined::/m);
  assert.deepEqual(outputs, { verdict: "undetermined", tags: "" });
});

test("`names` prints the allowed names alone", () => {
  assert.deepEqual(run(["names", ...rules], push), { status: 0, stdout: `${app}:${sha}\n`, stderr: "" });
});

test("`names` without names prints none, and says why", () => {
  const monorepo = ["names", "--rules", "../naming/monorepo.yaml"];
  const { status, stdout, stderr } = run(monorepo, { ...push, GITHUB_REF: "refs/heads/topic" });
  assert.deepEqual([status, stdout], [1, ""]);
  assert.equal(stderr, "refused   no rule fires on this run, so it may push nothing; name it under `skip` if that is meant\n");
  const skipped = run(monorepo, { ...push, GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/15/merge" });
  assert.deepEqual([skipped.status, skipped.stdout], [0, ""]);
  const unknown = run(["names", "--rules", "../naming/calendar.yaml"], { ...push, GITHUB_EVENT_NAME: "schedule" });
  assert.deepEqual([unknown.status, unknown.stdout], [2, ""]);
});

test("images come from arguments, lines and metadata-action alike", () => {
  const metadata = join(work, "metadata.json");
  writeFileSync(metadata, JSON.stringify({ tags: [`${app}:${sha}`], labels: { "org.opencontainers.image.title": "app" } }));
  const wanted = run(["check", ...rules, `${app}:${sha}`, "--json"], push);
  assert.deepEqual(run(["check", ...rules, "-", "--json"], { ...push, input: `${app}:${sha}\r\n\n` }), wanted);
  assert.deepEqual(run(["check", ...rules, "--metadata", metadata, "--json"], push), wanted);
  const { checked, made } = JSON.parse(wanted.stdout);
  assert.deepEqual([checked.verdict, made.outcome], ["allowed", "made"]);
});

// What git lets stand in a ref: no space, control, `~^:?*[\`; everything else a workflow or Markdown could trip over.
const hostile = ["x%0A%0Aerror", "a|b", "```", "`<img/src=x>`", "</details><script>", "&lt;b&gt;", "end-x", "$(id)", "latest%3A%3Aerror"];

for (const ref of hostile) {
  test(`a branch called ${ref} commands nothing`, () => {
    const file = join(work, "slug.yaml");
    writeFileSync(file, `version: 1\nimage: ${app}\ntags: [{name: ref, tag: "{branch}"}, {name: sha, tag: "{sha}", sha: event}]\n`);
    for (const images of [[`${app}:${ref}`], [`${app}:${sha}`]]) {
      const env = { ...push, GITHUB_REF: `refs/heads/${ref}` };
      const { stdout, stderr, summary, outputs } = onGitHub(["check", "--rules", file, ...images], env);
      assert.equal(stderr, "");
      harmless(stdout, summary);
      assert.deepEqual(Object.keys(outputs), ["verdict", "tags"]);
    }
  });
}

test("a name with line breaks and commands commands nothing", () => {
  const name = `${app}:x\n::error::a\r\n##[error]b\u2028\`\`\`\n# c <b>|\n<script>%0A::set-output name=x::y`;
  const { status, stdout, stderr, summary, outputs } = onGitHub(["check", ...rules, name], push);
  assert.deepEqual([status, stderr], [1, ""]);
  harmless(stdout, summary);
  assert.deepEqual(outputs, { verdict: "denied", tags: `${app}:${sha}` });
});

/** Commands are those of this program alone, and what others wrote stands in code spans. */
function harmless(stdout, summary) {
  assert.ok(!stdout.includes("##["));
  for (const line of stdout.split("\n").filter((line) => line.trim().startsWith("::"))) {
    assert.match(line, /^::(error|warning|notice) file=[^:,]*,title=(image denied|image missing|images denied|[A-Z_]+)::/);
    assert.doesNotMatch(line, /%(?!25|0A|0D)/);
    assert.doesNotMatch(line, /%0[AD]/);
  }
  for (const line of summary.split("\n")) {
    const outside = line.replace(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, "");
    assert.match(outside, /^(|### [✅❌❔] Images (allowed|denied|undetermined) by |- [✅❌❔] | {2}- (probably meant: |(info|warning|danger): )?|- |\*\*[A-Za-z ]+\*\*)$/u);
  }
}

for (const file of readdirSync(naming).filter((name) => name.endsWith(".runs.json"))) {
  const convention = file.replace(".runs.json", "");
  const { cases } = JSON.parse(readFileSync(join(naming, file), "utf8"));
  for (const { why, run: facts, images, verdict, codes, missing, reason } of cases) {
    test(`${convention}: ${why}`, () => {
      const env = { GITHUB_REPOSITORY: facts.repository ?? "", ...facts.env };
      if (facts.default_branch ?? facts.event_json) {
        env.GITHUB_EVENT_PATH = join(work, "event.json");
        const event = facts.event_json ?? JSON.stringify({ repository: { default_branch: facts.default_branch } });
        writeFileSync(env.GITHUB_EVENT_PATH, event);
      }
      const time = facts.time ? ["--time", facts.time] : [];
      const values = Object.entries(facts.values ?? {}).flatMap(([name, value]) => ["--value", `${name}=${value}`]);
      const checkout = facts.checkout_sha ? ["--checkout", facts.checkout_sha] : [];
      const gitTags = facts.existing_tags ? ["--git-tags", join(work, "git-tags.txt")] : [];
      if (facts.existing_tags) writeFileSync(gitTags[1], facts.existing_tags.join("\n"));
      const told = [...time, ...values, ...checkout, ...gitTags];
      const args = ["check", "--rules", join(naming, `${convention}.yaml`), ...told, "--json", "-"];
      const { status, stdout, stderr } = run(args, { ...env, input: images.join("\n") });
      assert.equal(stderr, "");
      const { checked } = JSON.parse(stdout);
      assert.equal(checked.verdict, verdict);
      assert.equal(status, { allowed: 0, denied: 1, undetermined: 2 }[verdict]);
      if (codes) assert.deepEqual(checked.images.map(({ code }) => code ?? null), codes);
      if (missing) assert.deepEqual(checked.missing, missing);
      if (reason) assert.equal(checked.reason, reason);
    });
  }
}

test("rules that cannot be read are annotated on their line", () => {
  const file = join(work, "bad.yaml");
  writeFileSync(file, "version: 1\nimage: x\ntags: [{name: a, tagg: b}]\n");
  const { status, stdout, stderr } = onGitHub(["names", "--rules", file], push);
  assert.equal(status, 3);
  assert.equal(stdout, `::error file=${file},line=3,col=18,title=bad input::the field \`tagg\` is not known in a rule\n`);
  assert.ok(stderr.startsWith(`${file}:3:18: the field \`tagg\` is not known in a rule (UNKNOWN_FIELD)\n`));
});

const bad = {
  "no mode": [rules, /either `check` or `names` is needed/],
  "no rules": [["check", "a:b"], /--rules is missing/],
  "no images": [["check", ...rules], /no images are given/],
  "images where none are asked for": [["names", ...rules, "a:b"], /`names` takes no images/],
  "the standard input twice": [["check", "--rules", "-", "-"], /can be read once/],
  "an option that does not exist": [["check", ...rules, "--tags", "a:b"], /Unknown option/],
  "a file that does not exist": [["names", "--rules", "nowhere.yaml"], /nowhere\.yaml cannot be read: ENOENT/],
  "an event that does not exist": [["names", ...rules], /nowhere\.json cannot be read/, { GITHUB_EVENT_PATH: "nowhere.json" }],
  "an event that is no JSON": [["names", ...rules], /^README\.md:1:1: /, { GITHUB_EVENT_PATH: "README.md" }],
  "metadata without tags": [["check", ...rules, "--metadata", "-"], /^-: a list of image names is expected/, { input: "{}" }],
  "metadata that is no JSON": [["check", ...rules, "--metadata", "-"], /^-:1:1: /, { input: "tags" }],
  "a value without a name": [["names", ...rules, "--value", "=1"], /`=1` is not NAME=VALUE/],
  "a time that is none": [["names", ...rules, "--time", "today"], /`today` is not a time/],
  "a commit that is none": [["names", ...rules], /`main` is not a commit/, { GITHUB_SHA: "main" }],
};

for (const [name, [args, message, env]] of Object.entries(bad)) {
  test(`${name}: 3, and what is wrong where`, () => {
    const { status, stdout, stderr } = run(args, { ...push, ...env });
    assert.match(stderr, message);
    assert.deepEqual([status, stdout], [3, ""]);
  });
}
