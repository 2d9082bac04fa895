// The documents of the checkout and of the commit that it is compared with.

import { execFileSync } from "node:child_process";
import { closeSync, lstatSync, openSync, readFileSync, readdirSync, readSync } from "node:fs";
import { join, relative, sep } from "node:path";

import { recognize } from "assumable-wasm";

/** Ends of names of files that may hold something. */
const READABLE = [".tf", ".tofu", ".tfvars", ".json", ".yaml", ".yml", ".template"];
/** Kinds that are evidence of one run: they are no part of what a repository says. */
const EVIDENCE = new Set(["token", "claims", "log", "cloudtrail", "sts_answer", "query_rows"]);
const MAX_FILE_BYTES = 10 << 20;
/** The settings of a repository, in its root. */
export const SETTINGS = ".assumable.yaml";

/** Runs git, without a shell and without what the repository configures to be run. */
export function git(root, args, input) {
  const safe = ["--literal-pathspecs", "-c", `safe.directory=${root}`, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  return execFileSync("git", [...safe, ...args], { cwd: root, input, maxBuffer: 1 << 28, stdio: ["pipe", "pipe", "pipe"] });
}

/** The documents under these paths of the checkout, as `{name, text}`, and what cannot be read. */
export function checkedOut(root, paths) {
  const names = listed(root, paths) ?? walked(root, paths);
  return documents(names, (name) => bytesOf(join(root, name)));
}

/** The text of the settings of the checkout, as `assumable check` reads them; empty without them. */
export const settingsText = (root) => text(bytesOf(join(root, SETTINGS)) ?? Buffer.alloc(0));

/** The documents under these paths of a commit. */
export function ofCommit(root, commit, paths) {
  const rows = git(root, ["ls-tree", "-r", "-z", "--full-tree", commit, "--", ...paths]).toString("utf8").split("\0");
  const blobs = new Map();
  for (const row of rows) {
    const [, mode, id, name] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
    if (mode?.startsWith("100")) blobs.set(name, id);
  }
  return documents([...blobs.keys()], (name) => git(root, ["cat-file", "blob", blobs.get(name)]));
}

/** Whether the checkout has this commit; where it does not, it is fetched. */
export function hasCommit(root, commit) {
  const has = () => git(root, ["cat-file", "-e", `${commit}^{commit}`]);
  try {
    has();
    return true;
  } catch {
    try {
      git(root, ["fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit]);
      has();
      return true;
    } catch {
      return false;
    }
  }
}

/** What git knows under these paths and does not ignore; none without git. */
function listed(root, paths) {
  try {
    const out = git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...paths]);
    return [...new Set(out.toString("utf8").split("\0").filter((name) => name !== ""))];
  } catch {
    return undefined;
  }
}

function walked(root, paths) {
  const out = [];
  const walk = (path) => {
    const kind = lstatSync(path, { throwIfNoEntry: false });
    if (kind?.isFile()) out.push(relative(root, path).split(sep).join("/"));
    if (!kind?.isDirectory()) return;
    for (const name of readdirSync(path).sort()) {
      if (name !== ".git" && name !== "node_modules") walk(join(path, name));
    }
  };
  for (const path of paths) walk(join(root, path));
  return [...new Set(out)];
}

const text = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

function documents(names, read) {
  const files = [];
  const unread = [];
  for (const name of names.filter((name) => READABLE.some((end) => name.endsWith(end))).sort()) {
    try {
      const bytes = read(name);
      if (bytes === undefined) continue;
      if (bytes.length > MAX_FILE_BYTES) throw new Error(`it has more than ${MAX_FILE_BYTES} bytes`);
      const found = text(bytes);
      const { kind, is_read: isRead } = recognize(name, found);
      if (isRead && !EVIDENCE.has(kind)) files.push({ name, text: found });
    } catch (error) {
      unread.push({ name, why: error.code ?? error.message });
    }
  }
  return { files, unread };
}

/** The bytes of a file, at most one more than is read; none of what is no file, such as a link out of the checkout. */
function bytesOf(path) {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafe(MAX_FILE_BYTES + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < buffer.length; length += read) read = readSync(file, buffer, { offset: length });
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** A file that an input names. */
export function readInput(root, name) {
  return readFileSync(join(root, name));
}
