// What comes in: pasted, dropped or chosen; texts, files and whole folders.

import { withoutSignatures } from "../secrets.js";

/** Folders of others' files, and of what is made from one's own. */
const passed = new Set([".git", "node_modules", ".terraform", "vendor", "target", "dist", "cdk.out", ".venv", "__pycache__"]);
/** The most files that are opened, and the longest one. */
const FILES = 2000;
const LENGTH = 1_000_000;
const TEXTS = /\.(ya?ml|json|jsonc?|tf|tofu|tfvars|hcl|tfstate|template|txt|log|jwt|env|csv|ndjson|jsonl)(\.gz)?$|^[^.]+$/i;

async function inFolder(folder, prefix, found) {
  const reader = folder.createReader();
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) await one(entry, prefix, found);
  }
}

async function one(entry, prefix, found) {
  const path = `${prefix}${entry.name}`;
  if (entry.isDirectory) {
    if (!passed.has(entry.name)) await inFolder(entry, `${path}/`, found);
  } else if (found.length < FILES) {
    found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
  }
}

/** The text of a file; nothing where it has none that could be read. */
async function read({ path, file }) {
  if (file.size > LENGTH || !TEXTS.test(file.name)) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return text.includes("\0") ? undefined : { name: path, text: withoutSignatures(text) };
  } catch {
    return undefined;
  }
}

/** Paths from the root of the repository: the folder that has `.github` in it, where one has. */
function rooted(files) {
  const at = files.map(({ path }) => path.search(/(^|\/)\.github\//)).find((index) => index >= 0);
  if (at === undefined || at <= 0) return files;
  const root = files.find(({ path }) => path.search(/(^|\/)\.github\//) >= 0).path.slice(0, at + 1);
  return files.map(({ path, file }) => ({ path: path.startsWith(root) ? path.slice(root.length) : path, file }));
}

async function texts(found) {
  const all = await Promise.all(rooted(found).map(read));
  return { files: all.filter(Boolean), seen: found.length };
}

/** `{ files: [{ name, text }], seen }` of a transfer that was dropped or pasted. */
export async function ofTransfer(transfer) {
  // A transfer is empty once its event is over: what is in it is taken first.
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const entries = items.map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const text = transfer.getData("text/plain");
  const found = [];
  for (const { entry, file } of entries) {
    if (entry) await one(entry, "", found);
    else if (file) found.push({ path: file.name, file });
  }
  if (found.length > 0) return texts(found);
  return { files: text.trim() === "" ? [] : [{ name: "", text: withoutSignatures(text) }], seen: 1 };
}

/** The same of an input for files or a folder. */
export const ofInput = (input) => texts([...input.files].slice(0, FILES).map((file) => ({ path: file.webkitRelativePath || file.name, file })));
