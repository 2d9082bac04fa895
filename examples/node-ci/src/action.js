// The action: what the runner knows goes to the library, and what it answers to the log, the summary and the outputs.

import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { compareDocuments, explain, init, isAssumableError, readDocuments, render } from "assumable-wasm";

import { command, output, quoted } from "./escape.js";
import { SETTINGS, checkedOut, hasCommit, ofCommit, settingsText } from "./files.js";
import { imagesOf } from "./images.js";
import { InputError, given, inputsOf } from "./inputs.js";
import { askedRun, eventOf, mayAsk, platformOf, predicted, realClaims, settingsOf, settingsOfSubject, shownClaims, workflowOf } from "./run.js";
import { summary } from "./summary.js";

const AUDIENCE = "sts.amazonaws.com";

/** Runs the action; gives its exit code. `write` takes what goes to the log. */
export async function action(env, write) {
  try {
    return await answered(env, write);
  } catch (error) {
    if (error instanceof InputError || isAssumableError(error)) {
      const { line, column: col, help } = error;
      write(command("error", { file: error.document === "/options/settings" ? SETTINGS : undefined, line, col, title: error.code ?? "input" }, `${error.message}${help ? `; ${help}` : ""}`));
    } else {
      write(command("error", { title: "assumable" }, error.message));
    }
    return 1;
  }
}

async function answered(env, write) {
  const inputs = inputsOf(env);
  const missing = ["GITHUB_REPOSITORY", "GITHUB_JOB", "GITHUB_EVENT_NAME", "GITHUB_REF"].find((name) => !env[name]);
  if (missing) throw new Error(`\`${missing}\` is not set: this runs in a job of GitHub Actions`);
  await init();
  const root = env.GITHUB_WORKSPACE ?? process.cwd();
  const { text: eventText, event } = eventOf(env);
  const notes = [];
  const note = (text) => {
    notes.push(text);
    write(command("warning", { title: "assumable" }, text));
  };

  const { files, unread } = checkedOut(root, inputs.paths);
  for (const { name, why } of unread) note(`\`${name}\` is not read: ${why}`);
  const options = { ...optionsOf(env, event, inputs), settings: settingsText(root) };
  const workflow = workflowOf(env);
  const hasWorkflow = files.some(({ name }) => name === workflow);
  if (!hasWorkflow) note(`the workflow \`${workflow ?? ""}\` is not among the files: check the repository out before this step, and read it by \`path\``);
  // Only the workflow of this run; without its file no job is told of.
  const ofRun = { ...options, entries: hasWorkflow ? [workflow] : [] };

  const inventory = readDocuments(files, ofRun);
  const jobs = inventory.jobs.filter(({ job }) => job.split("/").at(-1) === env.GITHUB_JOB);
  const job = jobs.length === 1 ? jobs[0] : undefined;
  const audience = inputs.audience ?? job?.roles[0]?.audience?.value ?? AUDIENCE;
  const settings = settingsOf(inventory, inputs);
  const expected = predicted(env, job, { audience, settings });
  const real = await tokenClaims(env, inputs, audience, write, note);

  const facts = factsOf(env, inputs, real);
  const asked = { ...facts, run: askedRun(env, event, real) };
  const report = explain(files, ofRun, asked);
  const verdict = verdictOf(report.roads);
  const written = (format) => render(files, format, ofRun, asked).text;
  write(quoted(written("text").trimEnd()));
  write(written("github"));

  const images = inputs.rules ? imagesOf(env, root, eventText, inputs) : undefined;
  const change = changeOf(env, root, event, inputs, { files, options, facts }, note);
  const claims = shownClaims(inputs.claims, expected, real);
  write(annotations(images, change, inputs));

  // The log of the whole repository: the same from whichever job it comes.
  if (inputs.sarif) writeFileSync(join(root, inputs.sarif), render(files, "sarif", options, facts).text);
  if (env.GITHUB_STEP_SUMMARY) {
    appendFileSync(env.GITHUB_STEP_SUMMARY, summary({ verdict, job: env.GITHUB_JOB, markdown: written("markdown"), claims, images, change, notes }));
  }
  if (env.GITHUB_OUTPUT) {
    appendFileSync(env.GITHUB_OUTPUT, outputs({ verdict, claims, images, change, sarif: inputs.sarif }));
  }
  const told = () => levels(JSON.parse(written("sarif")));
  return failed({ inputs, verdict, images, change, told }) ? 1 : 0;
}

/** What is known beside the documents. */
function optionsOf(env, event, inputs) {
  return given({
    repository: env.GITHUB_REPOSITORY,
    default_branch: event.repository?.default_branch,
    account: inputs.account,
    region: inputs.region,
    values: inputs.values,
    variables: inputs.variables,
    trusted_owners: inputs.trustedOwners.length > 0 ? inputs.trustedOwners : undefined,
  });
}

function factsOf(env, inputs, real) {
  return given({
    owner_id: env.GITHUB_REPOSITORY_OWNER_ID || undefined,
    repository_id: env.GITHUB_REPOSITORY_ID || undefined,
    immutable: inputs.immutable,
    include_claim_keys: inputs.includeClaimKeys,
    ...platformOf(env),
    // What GitHub has minted is known better than what somebody wrote.
    ...(typeof real?.sub === "string" && settingsOfSubject(real.sub)),
  });
}

/** The claims of the job's token, where it can have one and the inputs want it. */
async function tokenClaims(env, inputs, audience, write, note) {
  if (!inputs.token || !mayAsk(env)) return undefined;
  try {
    return await realClaims(env, audience, (token) => write(`::add-mask::${token}\n`));
  } catch (error) {
    note(`GitHub gave no token: ${isAssumableError(error) ? error.code : error.message}`);
    return undefined;
  }
}

/** The verdict of all roads of the job: the worst. */
function verdictOf(roads) {
  const all = roads.flatMap((road) => [...road.scenarios, ...road.images]).map(({ verdict }) => verdict);
  return ["denied", "no_token", "undetermined", "allowed"].find((verdict) => all.includes(verdict)) ?? "none";
}

function changeOf(env, root, event, inputs, { files, options, facts }, note) {
  const base = inputs.base ?? event.pull_request?.base?.sha;
  if (base === undefined) return undefined;
  if (!hasCommit(root, base)) {
    note(`the commit \`${base}\` is not in the checkout and cannot be fetched, so trust policies are not compared`);
    return { relation: "undetermined", roles: [] };
  }
  const owner = env.GITHUB_REPOSITORY.split("/")[0];
  const world = { owners: [given({ login: owner, id: facts.owner_id, immutable: facts.immutable ?? "either" })] };
  const { files: before, unread } = ofCommit(root, base, inputs.paths);
  for (const { name, why } of unread) note(`\`${name}\` of \`${base}\` is not read: ${why}`);
  return compareDocuments(before, files, options, world);
}

function annotations(images, change, inputs) {
  let out = "";
  for (const { role, after, relation, message, gained } of change?.roles ?? []) {
    if (gained === undefined || relation === "new") continue;
    const properties = { file: after.document, line: after.line, col: after.column, title: `${role}: ${relation}` };
    out += command(inputs.failOn.has("wider") ? "error" : "warning", properties, `${message}: ${gained.text}`);
  }
  const { checked } = images ?? {};
  for (const { image, verdict, reason } of checked?.images ?? []) {
    if (verdict !== "allowed") out += command(verdict === "denied" ? "error" : "warning", { file: inputs.rules, title: `image ${verdict}` }, `${image}: ${reason}`);
  }
  for (const image of checked?.missing ?? []) out += command("error", { file: inputs.rules, title: "image missing" }, image);
  return out;
}

function outputs({ verdict, claims, images, change, sarif }) {
  const value = ({ predicted: expected, real }) => real ?? expected;
  const known = Object.fromEntries(claims.filter((claim) => value(claim) !== undefined).map((claim) => [claim.name, value(claim)]));
  const all = {
    verdict,
    claims: JSON.stringify(known),
    sub: known.sub,
    images: images?.checked?.verdict,
    tags: images && images.made.names.map(({ name }) => name).join("\n"),
    change: change?.relation,
    sarif,
  };
  return Object.entries(all).filter(([, text]) => text !== undefined).map(([name, text]) => output(name, text)).join("");
}

/** The levels of what is told, as SARIF has them. */
function levels(log) {
  return log.runs.flatMap(({ results }) => results).map(({ level }) => level);
}

function failed({ inputs: { failOn }, verdict, images, change, told }) {
  if (failOn.has("never")) return false;
  const verdicts = [verdict, images?.checked?.verdict];
  const denied = verdicts.includes("denied") || verdict === "no_token";
  const relation = change?.relation;
  const open = verdicts.includes("undetermined") || relation === "undetermined" || relation === "gave_up";
  const wider = (change?.roles ?? []).some((one) => one.relation === "wider" || one.relation === "incomparable");
  if ((failOn.has("denied") && denied) || (failOn.has("undetermined") && open) || (failOn.has("wider") && wider)) return true;
  const order = ["error", "warning", "note"];
  const most = Math.max(...order.map((level, index) => (failOn.has(level) ? index : -1)));
  return most >= 0 && told().some((level) => order.indexOf(level) >= 0 && order.indexOf(level) <= most);
}
