// A runner of GitHub Actions, as far as an action sees it: a checkout, an environment, an event, files for outputs and the
// summary, and the service that gives tokens. What the action writes is read as the runner reads it.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const action = fileURLToPath(new URL("../dist/index.mjs", import.meta.url));

export class Runner {
  constructor() {
    this.work = mkdtempSync(join(tmpdir(), "assumable-action-"));
    this.root = join(this.work, "checkout");
    mkdirSync(this.root);
    this.git("init", "--quiet", "--initial-branch=main");
    this.servers = [];
  }

  git(...args) {
    const who = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: this.root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
  }

  write(files) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, name)), { recursive: true });
      writeFileSync(join(this.root, name), text);
    }
  }

  commit(files) {
    this.write(files);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "files");
    return this.git("rev-parse", "HEAD");
  }

  /** A service that answers requests for a token with one of these claims; it remembers what it was asked. */
  async tokens(claims, status = 200) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "RS256", typ: "JWT", kid: "k" })}.${part(claims)}.c2lnbmF0dXJl`;
    const asked = [];
    const server = createServer((request, response) => {
      asked.push({ url: request.url, authorization: request.headers.authorization });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify({ value: token }));
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    this.servers.push(server);
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${server.address().port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the-request-token",
    };
    return { token, asked, env };
  }

  /** Runs the action in a job; gives its exit code, its log, what the runner makes of the log, the summary and the outputs. */
  async run({ inputs = {}, event = {}, ...given } = {}) {
    const file = (name, text = "") => {
      const path = join(this.work, name);
      writeFileSync(path, text);
      return path;
    };
    const env = {
      PATH: process.env.PATH,
      HOME: this.work,
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: this.root,
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "octo-org/app",
      GITHUB_REPOSITORY_ID: "456789",
      GITHUB_REPOSITORY_OWNER: "octo-org",
      GITHUB_REPOSITORY_OWNER_ID: "123456",
      GITHUB_EVENT_NAME: "push",
      GITHUB_REF: "refs/heads/main",
      GITHUB_REF_TYPE: "branch",
      GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
      GITHUB_JOB: "deploy",
      GITHUB_WORKFLOW_REF: "octo-org/app/.github/workflows/deploy.yml@refs/heads/main",
      GITHUB_ACTOR: "octocat",
      GITHUB_EVENT_PATH: file("event.json", JSON.stringify({ repository: { default_branch: "main" }, ...event })),
      GITHUB_STEP_SUMMARY: file("summary.md"),
      GITHUB_OUTPUT: file("output"),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...given.env,
    };
    for (const [name, value] of Object.entries(env)) if (value === undefined) delete env[name];
    const child = spawn(process.execPath, [action], { cwd: this.root, env, stdio: ["ignore", "pipe", "pipe"] });
    let [log, errors] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (log += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    const status = await new Promise((done) => child.on("close", done));
    return {
      status,
      log,
      errors,
      commands: commandsOf(log),
      summary: readFileSync(env.GITHUB_STEP_SUMMARY, "utf8"),
      outputs: outputsOf(readFileSync(env.GITHUB_OUTPUT, "utf8")),
    };
  }

  close() {
    for (const server of this.servers) server.close();
    rmSync(this.work, { recursive: true, force: true });
  }
}

const unescaped = (text) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");

/** The workflow commands of a log, by the runner's rules: lines that begin with `::`, while commands are not stopped. */
function commandsOf(log) {
  const out = [];
  let stopped;
  for (const line of log.split(/\r\n|\n|\r/)) {
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined;
      continue;
    }
    if (line.includes("##[")) throw new Error(`the runner reads a command in ${line}`);
    const [, name, properties = "", message] = /^\s*::([a-z-]+)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (name === "stop-commands") stopped = message;
    const of = properties.split(",").filter((one) => one !== "").map((one) => one.split(/=(.*)/s));
    out.push({ name, message: unescaped(message), ...Object.fromEntries(of.map(([key, value]) => [key, unescaped(value).replaceAll("%3A", ":").replaceAll("%2C", ",")])) });
  }
  if (stopped !== undefined) throw new Error("commands are stopped to the end");
  return out;
}

/** The outputs of a step, by the runner's rules. */
function outputsOf(text) {
  const out = {};
  const lines = text.split("\n");
  while (lines.length > 1) {
    const [name, end] = lines.shift().split("<<");
    const value = [];
    while (lines[0] !== end) {
      if (lines.length === 0) throw new Error(`the output ${name} does not end`);
      value.push(lines.shift());
    }
    lines.shift();
    if (name in out) throw new Error(`the output ${name} is written twice`);
    out[name] = value.join("\n");
  }
  return out;
}
