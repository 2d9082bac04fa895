// What both commands share: reading files, and telling what is wrong with what they are given.

import { readFileSync } from "node:fs";

import { isAssumableError } from "assumable";

import { visible } from "./text.js";

const noVerdict = 3;

export class UsageError extends Error {}

export function read(file) {
  try {
    return { file, bytes: readFileSync(file === "-" ? 0 : file) };
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error.code ?? error.message}`);
  }
}

/** Runs a command; whatever it throws ends in exit code 3. `refused` is told of input that the library refuses. */
export function finish(usage, main, refused = () => {}) {
  try {
    process.exitCode = main();
  } catch (error) {
    process.exitCode = noVerdict;
    if (error instanceof UsageError) process.stderr.write(`${visible(error.message)}\n\n${usage}`);
    else if (isAssumableError(error)) {
      process.stderr.write(refusal(error));
      refused(error);
    } else process.stderr.write(`a defect of this program: ${error.stack}\n`);
  }
}

/** The input at fault, the place and what to do, as a compiler would tell. */
function refusal({ message, code, file, line, column, path, help }) {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const lines = [`${place ? `${place}: ` : ""}${message} (${code})`];
  if (path) lines.push(`  at ${path}`);
  if (help) lines.push(`  ${help}`);
  return `${lines.map(visible).join("\n")}\n`;
}
