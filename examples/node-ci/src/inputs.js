// What the workflow passes to the action, each read once.

/** What is wrong with an input: its name, what was found, and what to do. */
export class InputError extends Error {
  constructor(name, message, help) {
    super(`the input \`${name}\` ${message}; ${help}`);
  }
}

/** The members that are there: the library takes none that is undefined. */
export function given(members) {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** What can make the step fail. */
export const CONDITIONS = ["denied", "undetermined", "wider", "error", "warning", "note", "never"];

/** Reads the inputs of the environment, as the runner gives them. */
export function inputsOf(env) {
  const text = (name) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim() || undefined;
  const lines = (name) => (text(name) ?? "").split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  const list = (name) => (text(name) ?? "").split(/[\s,]+/).filter((part) => part !== "");
  const flag = (name) => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (value !== "true" && value !== "false") throw new InputError(name, `is \`${value}\``, "write `true` or `false`");
    return value === "true";
  };
  const pairs = (name) => Object.fromEntries(lines(name).map((line) => pair(name, line)));
  const failOn = list("fail-on");
  const unknown = failOn.find((one) => !CONDITIONS.includes(one));
  if (unknown !== undefined) throw new InputError("fail-on", `has \`${unknown}\``, `write some of ${CONDITIONS.map((one) => `\`${one}\``).join(", ")}`);
  const paths = lines("path");
  const outside = paths.find((path) => /^([/\\]|[a-z]:)/i.test(path) || path.split(/[/\\]/).includes(".."));
  if (outside !== undefined) throw new InputError("path", `has \`${outside}\``, "write paths from the root of the checkout");
  const base = text("base");
  if (base?.startsWith("-")) throw new InputError("base", `is \`${base}\``, "write a commit");
  return {
    paths: paths.length > 0 ? paths : ["."],
    failOn: new Set(failOn.length > 0 ? failOn : ["denied", "wider"]),
    token: flag("token") ?? true,
    audience: text("audience"),
    claims: lines("claims"),
    account: text("account"),
    region: text("region"),
    values: pairs("var"),
    variables: variables(text("variables")),
    immutable: flag("immutable"),
    includeClaimKeys: text("include-claim-keys") === undefined ? undefined : list("include-claim-keys"),
    trustedOwners: lines("trusted-owners"),
    rules: text("rules"),
    images: lines("images"),
    ruleValues: pairs("value"),
    base,
    sarif: text("sarif"),
  };
}

function pair(name, line) {
  const at = line.indexOf("=");
  if (at < 1) throw new InputError(name, `has the line \`${line}\``, "write `NAME=VALUE`");
  return [line.slice(0, at), line.slice(at + 1)];
}

function variables(text) {
  if (text === undefined) return undefined;
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below.
  }
  const isOne = typeof value === "object" && value !== null && Object.values(value).every((one) => typeof one === "string");
  if (!isOne) throw new InputError("variables", "is not a JSON object of texts", "write `${{ toJSON(vars) }}`");
  return value;
}
