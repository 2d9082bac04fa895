#!/usr/bin/env node
// Which image names a run may push, and whether those it is about to push are among them.

import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { AssumableError, NamingRules } from "assumable";

import { command } from "./annotations.js";
import { json, named, utf8 } from "./check.js";
import { UsageError, finish, read } from "./cli.js";
import { madeText, nameAnnotations, nameSummary, nameText } from "./names.js";

const usage = `usage: assumable-images check --rules FILE [options] [IMAGE | -]…
       assumable-images names --rules FILE [options]

\`check\` says whether the images may be pushed; \`names\` prints the names that may, one a line.

  --rules FILE        the naming rules, YAML or JSON
  --metadata FILE     the images as docker/metadata-action tells them in its output \`json\`
  --time TIME         what \`{date}\` is: \`now\`, or YYYY-MM-DDTHH:MM:SSZ; not known otherwise
  --value NAME=VALUE  what \`{value.NAME}\` is; may be given again
  --checkout SHA      the commit that is checked out, for \`sha: checkout\`
  --git-tags FILE     the git tags of the repository, one a line, for \`highest\`
  --json              the library's answers, for programs
  -                   as an IMAGE: names from the standard input, one a line; as a FILE: the standard input

The run is read from GITHUB_EVENT_NAME, GITHUB_REF and so on, and from the file of GITHUB_EVENT_PATH. Where they are set,
GITHUB_STEP_SUMMARY gets a report, GITHUB_OUTPUT \`verdict\` and \`tags\` (the allowed names), and with GITHUB_ACTIONS=true
the log gets annotations. Exit code: 0 allowed, 1 denied, 2 undetermined, 3 no verdict: bad input.
`;

const variables = ["EVENT_NAME", "REF", "SHA", "HEAD_REF", "BASE_REF", "REPOSITORY", "RUN_NUMBER", "RUN_ID", "RUN_ATTEMPT"];
const verdicts = { made: "allowed", skipped: "allowed", refused: "denied", undetermined: "undetermined" };
const codes = { allowed: 0, denied: 1, undetermined: 2 };
const { env } = process;
const github = env.GITHUB_ACTIONS === "true";

function parsed() {
  const string = { type: "string" };
  const flag = { type: "boolean" };
  const value = { ...string, multiple: true };
  const told = { time: string, value, checkout: string, "git-tags": string };
  const options = { rules: string, metadata: string, ...told, json: flag, help: { ...flag, short: "h" } };
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function main() {
  const { values: given, positionals } = parsed();
  if (given.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [mode, ...names] = positionals;
  if (mode !== "check" && mode !== "names") throw new UsageError("either `check` or `names` is needed");
  if (!given.rules) throw new UsageError("--rules is missing");
  if (mode === "names" && (names.length > 0 || given.metadata)) throw new UsageError("`names` takes no images");
  if (mode === "check" && names.length === 0 && !given.metadata) throw new UsageError("no images are given");
  const inputs = [given.rules, given.metadata, given["git-tags"], ...names].filter((name) => name === "-");
  if (inputs.length > 1) throw new UsageError("the standard input can be read once");

  const document = read(given.rules);
  const rules = named({ ...document, whole: true }, () => new NamingRules(document.bytes));
  const run = theRun(given);
  const made = asked(run, () => rules.make(run.facts));
  const checked = mode === "check" ? check(rules, run, images(names, given.metadata)) : undefined;

  const verdict = checked?.verdict ?? verdicts[made.outcome];
  const allowed = made.outcome === "made" ? made.names.map(({ name }) => name) : [];
  if (given.json) process.stdout.write(`${JSON.stringify(checked ? { checked, made } : made, null, 2)}\n`);
  else if (checked) process.stdout.write(nameText(checked));
  else {
    process.stdout.write(allowed.map((name) => `${name}\n`).join(""));
    if (made.outcome !== "made") process.stderr.write(madeText(made));
  }
  if (checked && github && !given.json) process.stdout.write(nameAnnotations(checked, given.rules));
  if (checked && env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, nameSummary(checked, allowed, given.rules));
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, output("verdict", verdict) + output("tags", allowed.join("\n")));
  return codes[verdict];
}

function check(rules, run, names) {
  return asked(run, () => rules.check(run.facts, names));
}

/** The run as its environment and the options tell it. */
function theRun({ time, value = [], checkout, "git-tags": gitTags }) {
  const facts = { env: {} };
  for (const name of variables.map((name) => `GITHUB_${name}`)) {
    if (env[name] !== undefined) facts.env[name] = env[name];
  }
  if (time !== undefined) facts.time = time === "now" ? `${new Date().toISOString().slice(0, 19)}Z` : time;
  if (value.length > 0) facts.values = Object.fromEntries(value.map(pair));
  if (checkout !== undefined) facts.checkout_sha = checkout;
  if (gitTags !== undefined) facts.existing_tags = lines(read(gitTags));
  if (!env.GITHUB_EVENT_PATH) return { facts };
  const event = read(env.GITHUB_EVENT_PATH);
  facts.event_json = event.bytes;
  return { facts, event };
}

function pair(text) {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`\`${text}\` is not NAME=VALUE`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function lines(input) {
  return utf8(input).split(/\r?\n/).filter((line) => line !== "");
}

/** Adds the event's file to what is refused of it. */
function asked({ event }, work) {
  try {
    return work();
  } catch (error) {
    if (event && error.document === "/run/event_json") error.file = event.file;
    throw error;
  }
}

function images(names, metadata) {
  return [...names.flatMap((name) => (name === "-" ? lines(read("-")) : [name])), ...(metadata ? tags(read(metadata)) : [])];
}

/** The member `tags` of metadata-action's JSON. */
function tags(input) {
  const found = json(input).tags;
  if (Array.isArray(found) && found.every((tag) => typeof tag === "string")) return found;
  const message = "a list of image names is expected";
  const refusal = new AssumableError({ code: "WRONG_TYPE", message, path: "/tags", help: "hand on metadata-action's output `json`" });
  throw Object.assign(refusal, { file: input.file });
}

/** A step's output. No value can know the delimiter, so none can end its output and begin another. */
function output(name, value) {
  const delimiter = `end-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

finish(usage, main, ({ file, line, column: col, message }) => {
  if (github) process.stdout.write(command("error", { file: file === "-" ? undefined : file, line, col, title: "bad input" }, message));
});
