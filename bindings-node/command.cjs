#!/usr/bin/env node
"use strict";
// The command `assumable`: the same program as that of Cargo.
const native = require("./native.cjs");

process.exitCode = native.main(["assumable", ...process.argv.slice(2)]);
