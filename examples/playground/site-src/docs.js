// The project's Markdown as pages of the site: the guide, the codes, the contract. No script, no connection.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Marked } from "marked";

/** The pages by their names in the site, in the order of the menu; with a title where the text is a part of a page of docs.rs. */
const pages = [
  ["index", "core/docs/guide/README.md"],
  ["denied", "core/docs/guide/denied.md"],
  ["trust-policies", "core/docs/guide/trust-policies.md"],
  ["pull-requests", "core/docs/guide/pull-requests.md"],
  ["image-names", "core/docs/guide/image-names.md"],
  ["organisations", "core/docs/guide/organisations.md"],
  ["limits", "core/docs/guide/limits.md"],
  ["codes", "core/docs/codes.md"],
  ["contract", "core/docs/contract.md"],
  ["naming-rules", "core/docs/naming-rules.md", "Naming rules"],
  ["operators", "core/docs/operators.md", "Condition operators"],
  ["model", "core/docs/model.md"],
  ["scope", "core/docs/scope.md"],
  ["expected", "core/docs/expected.md"],
];
const REPOSITORY = "https://github.com/assumable/assumable/blob/main/";
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]);
const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]);

/** The anchor of a heading, as GitHub makes it. */
const slug = (text) => plain(text).toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-");

/** Links between pages stay in the site; those to other files go to the repository. */
function resolved(href, from) {
  const own = href.startsWith(REPOSITORY);
  if (!own && /^[a-z]+:|^#/i.test(href)) return href;
  const [path, anchor] = (own ? href.slice(REPOSITORY.length) : href).split("#");
  const target = own ? path : join(dirname(from), path);
  const page = pages.find(([, source]) => source === target);
  return `${page ? `${page[0]}.html` : `${REPOSITORY}${target}`}${anchor ? `#${anchor}` : ""}`;
}

/** `under` is how many levels the headings of the text stand below those that it writes. */
function converter(from, under) {
  const taken = new Map();
  return new Marked({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        const id = slug(text);
        const count = taken.get(id) ?? 0;
        taken.set(id, count + 1);
        const level = Math.min(6, depth + under);
        return `<h${level} id="${count ? `${id}-${count}` : id}">${text}</h${level}>\n`;
      },
      link({ href, tokens }) {
        return `<a href="${escaped(resolved(href, from))}">${this.parser.parseInline(tokens)}</a>`;
      },
      code({ text, lang }) {
        // Lines that rustdoc hides.
        if (lang === "rust" || !lang) text = text.split("\n").filter((line) => !/^\s*# |^\s*#$/.test(line)).join("\n");
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
      },
      table({ header, rows }) {
        const cells = (row, tag) => row.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join("");
        const head = header.some(({ text }) => text) ? `<thead><tr>${cells(header, "th")}</tr></thead>` : "";
        return `<div class="table" tabindex="0"><table>${head}<tbody>${rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("\n")}</tbody></table></div>\n`;
      },
      // Only what the project's own pages hold: comments are left out, anything else would be a mistake.
      html({ text }) {
        if (/^\s*<!--[\s\S]*-->\s*$/.test(text)) return "";
        throw new Error(`${from}: HTML in Markdown: ${text}`);
      },
    },
  });
}

function page(name, title, body, menu) {
  const links = menu.map(([other, text]) => `<li><a href="${other}.html"${other === name ? ' aria-current="page"' : ""}>${escaped(text)}</a></li>`).join("\n");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <title>${escaped(title)} · assumable</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="../style.css" />
    <link rel="stylesheet" href="../docs.css" />
  </head>
  <body>
    <header><p class="name"><a href="../index.html">assumable</a></p></header>
    <div class="docs">
      <nav aria-label="Pages"><ul>
${links}
      </ul></nav>
      <main>
${body}
      </main>
    </div>
  </body>
</html>
`;
}

/** Writes the pages into `folder`. */
export function docs(root, folder) {
  mkdirSync(folder, { recursive: true });
  const read = pages.map(([name, from, title]) => {
    const text = readFileSync(join(root, from), "utf8");
    const parsed = converter(from, title ? 1 : 0).parse(text);
    const body = title ? `<h1>${escaped(title)}</h1>\n${parsed}` : parsed;
    const heading = /<h1[^>]*>(.*?)<\/h1>/s.exec(body);
    if (!heading) throw new Error(`${basename(from)} has no title`);
    return { name, body, title: plain(heading[1]) };
  });
  const menu = read.map(({ name, title }) => [name, title]);
  for (const { name, title, body } of read) writeFileSync(join(folder, `${name}.html`), page(name, title, body, menu));
}
