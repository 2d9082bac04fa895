// Builds the site: the page with the library beside it, and the pages of documentation. Any static host serves the folder.

import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { docs } from "./docs.js";
import { gallery } from "./gallery.js";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const root = resolve(here, "../..");
const site = resolve(process.argv[2] ?? join(here, "site"));
const wasm = join(root, "bindings-wasm");
const pages = ["index.html", "by-hand.html", "style.css", "box.css", "docs.css"];
const scripts = ["box.js", "by-hand.js", "library.js", "secrets.js", "worker.js", "box", "by-hand", "evaluate", "report"];

rmSync(site, { recursive: true, force: true });
mkdirSync(join(site, "vendor/assumable-wasm/pkg"), { recursive: true });
for (const name of [...pages, ...scripts]) cpSync(join(here, name), join(site, name), { recursive: true });
rmSync(join(site, "box/codemirror.js"));

// The package, and its two WebAssembly files as modules of text, since the page's content security policy allows scripts of its
// own and no connection at all.
for (const name of ["index.js", "load.js", "pkg/assumable.js", "pkg/first.js"]) cpSync(join(wasm, name), join(site, "vendor/assumable-wasm", name));
const text = (file) => `export default "${readFileSync(join(wasm, "pkg", file)).toString("base64")}";\n`;
writeFileSync(join(site, "vendor/first.js"), text("first.wasm"));
writeFileSync(join(site, "vendor/wasm.js"), text("assumable.wasm"));

buildSync({
  entryPoints: [join(here, "box/codemirror.js")], outfile: join(site, "vendor/codemirror.js"),
  bundle: true, format: "esm", minify: true, target: "es2022", legalComments: "eof",
});

// The conventions that the images tab starts from, with their runs.
const naming = join(root, "examples/naming");
const names = readdirSync(naming).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -".yaml".length));
const convention = (name) => ({
  rules: readFileSync(join(naming, `${name}.yaml`), "utf8"),
  ...JSON.parse(readFileSync(join(naming, `${name}.runs.json`), "utf8")),
});
writeFileSync(join(site, "vendor/naming.js"), `export const conventions = ${JSON.stringify(Object.fromEntries(names.map((name) => [name, convention(name)])))};\n`);
writeFileSync(join(site, "vendor/gallery.js"), gallery(root));
docs(root, join(site, "docs"));
