// Colours by the kind of a document: JSON, YAML, or HCL, the language of Terraform.

import { StreamLanguage, foldService, json, yaml } from "../vendor/codemirror.js";

const keywords = /^(?:true|false|null|for|in|if|else|endif|endfor)\b/;

/** Within a quoted text or a heredoc, up to a `${` or its end. */
function text(stream, state) {
  const { end } = state.stack.at(-1);
  if (end === '"') {
    while (!stream.eol()) {
      if (stream.match(/^[$%]{2}\{/)) continue;
      if (stream.match(/^[$%]\{/, false)) {
        if (stream.pos > stream.start) return "string";
        stream.pos += 2;
        state.stack.push({ end: "}" });
        return "brace";
      }
      const letter = stream.next();
      if (letter === "\\") stream.next();
      else if (letter === '"') {
        state.stack.pop();
        return "string";
      }
    }
    // A text does not go on in the next line.
    state.stack.pop();
    return "string";
  }
  if (stream.sol() && stream.string.trim() === end) state.stack.pop();
  stream.skipToEnd();
  return "string";
}

function token(stream, state) {
  const inside = state.stack.at(-1)?.end;
  if (inside === "*/") {
    if (stream.skipTo("*/")) {
      stream.pos += 2;
      state.stack.pop();
    } else stream.skipToEnd();
    return "comment";
  }
  if (inside && inside !== "}") return text(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.match(/^(?:#|\/\/).*/)) return "comment";
  if (stream.match("/*")) {
    state.stack.push({ end: "*/" });
    return "comment";
  }
  const heredoc = stream.match(/^<<[-~]?([\w-]+)/);
  if (heredoc) {
    state.stack.push({ end: heredoc[1] });
    return "string";
  }
  if (stream.eat('"')) {
    state.stack.push({ end: '"' });
    return text(stream, state);
  }
  if (stream.eat("}")) {
    if (inside === "}") state.stack.pop();
    return "brace";
  }
  // A brace within a template needs its own end.
  if (stream.eat("{")) {
    if (inside === "}") state.stack.push({ end: "}" });
    return "brace";
  }
  if (stream.match(/^\d[\d.eE+-]*/)) return "number";
  if (stream.match(keywords)) return "atom";
  if (stream.match(/^[\p{L}_][\p{L}\p{N}_-]*/u)) {
    if (stream.match(/^\s*=(?!=)/, false)) return "propertyName";
    if (stream.match(/^\s*\(/, false)) return "variableName.function";
    return stream.match(/^\s*(?:"[^"]*"\s*)*\{/, false) ? "keyword" : "variableName";
  }
  stream.next();
  return "operator";
}

const hcl = StreamLanguage.define({
  name: "hcl",
  startState: () => ({ stack: [] }),
  copyState: ({ stack }) => ({ stack: stack.map((one) => ({ ...one })) }),
  token,
  languageData: { commentTokens: { line: "#", block: { open: "/*", close: "*/" } }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
});

/** A block folds from the brace at the end of a line to the line that is as little indented. */
const blocks = foldService.of((state, start, end) => {
  const line = state.doc.lineAt(start);
  if (!/[{[(]\s*$/.test(line.text)) return null;
  const depth = line.text.search(/\S/);
  for (let number = line.number + 1; number <= state.doc.lines; number++) {
    const next = state.doc.line(number);
    const indent = next.text.search(/\S/);
    if (indent >= 0 && indent <= depth) return next.from + indent > end ? { from: end, to: next.from + indent } : null;
  }
  return null;
});

const yamls = new Set(["workflow", "composite_action", "action", "naming_rules"]);
const hcls = new Set(["terraform", "terraform_variables"]);

/** The language of a document: by its kind, and by its name or its first letter where the kind is written in several. */
export function languageOf(kind, name, text) {
  if (hcls.has(kind)) return "hcl";
  if (yamls.has(kind) || /\.ya?ml$/.test(name)) return "yaml";
  if (/^\s*[[{]/.test(text)) return "json";
  return kind === "cloudformation" ? "yaml" : "";
}

export const extensionsOf = (language) => ({ hcl: [hcl, blocks], yaml: yaml(), json: json() })[language] ?? [];
