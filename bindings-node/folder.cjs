"use strict";
// The documents of a folder, read as the command reads them.
const { fileURLToPath } = require("node:url");
const native = require("./native.cjs");
const { explain } = require("./index.cjs");

function readFolder(path = ".") {
  const folder = JSON.parse(native.collect(path instanceof URL ? fileURLToPath(path) : path));
  const { files, options, facts } = folder;
  return Object.defineProperty(folder, "explain", { value: () => explain(files, options, facts) });
}

module.exports = { readFolder };
