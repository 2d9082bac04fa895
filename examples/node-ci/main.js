#!/usr/bin/env node
// From claims or a token and a trust policy to a verdict: for people, programs and GitHub's own log.

import { appendFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { annotations } from "./annotations.js";
import { check } from "./check.js";
import { UsageError, finish, read } from "./cli.js";
import { summary } from "./summary.js";
import { text } from "./text.js";

const usage = `usage: assumable-ci --policy FILE (--claims FILE | --token FILE) [options]

  --policy FILE       the role's trust policy
  --claims FILE       the claims, as in the payload of a token
  --token FILE        a token; its signature is not checked, and it is printed nowhere
  --settings FILE     subject settings, for claims without \`sub\`
  --options FILE      what is known besides: role, provider, context, …
  --partial           a claim that is not named is unknown, not absent
  --format FORMAT     text, json or github; github where GITHUB_ACTIONS is true
  --summary FILE      adds a Markdown report; GITHUB_STEP_SUMMARY where that is set

\`-\` as a FILE is the standard input. Exit code: 0 allowed, 1 denied, 2 undetermined, 3 no verdict: bad input.
`;

const codes = { allowed: 0, denied: 1, undetermined: 2 };

function parsed() {
  const string = { type: "string" };
  try {
    const { values } = parseArgs({
      options: {
        policy: string,
        claims: string,
        token: string,
        settings: string,
        options: string,
        partial: { type: "boolean" },
        format: string,
        summary: string,
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function main() {
  const given = parsed();
  if (given.help) {
    process.stdout.write(usage);
    return 0;
  }
  const format = given.format ?? (process.env.GITHUB_ACTIONS === "true" ? "github" : "text");
  if (!["text", "json", "github"].includes(format)) throw new UsageError(`\`${format}\` is no format`);
  if (!given.policy) throw new UsageError("--policy is missing");
  if (!given.claims === !given.token) throw new UsageError("either --claims or --token is needed");

  const inputs = {};
  for (const name of ["policy", "claims", "token", "settings", "options"]) {
    if (given[name] !== undefined) inputs[name] = read(given[name]);
  }
  const result = check({ ...inputs, partial: given.partial ?? false });
  const place = { policy: given.policy };
  if (format === "json") process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else process.stdout.write(text(result, place));
  if (format === "github") process.stdout.write(annotations(result, place));
  const file = given.summary ?? process.env.GITHUB_STEP_SUMMARY;
  if (file) appendFileSync(file, summary(result, place));
  return codes[result.trust.verdict];
}

finish(usage, main);
