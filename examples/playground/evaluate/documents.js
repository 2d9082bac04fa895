// Several policy documents in one field.

/** Documents between lines of `---`, each after as many empty lines as stood before it, so that its lines keep their numbers. */
export function documents(text) {
  const found = [];
  let document = "";
  let above = "";
  for (const line of [...text.split("\n"), "---"]) {
    if (line.trim() === "---") {
      if (document.trim() !== "") found.push(document.trim() === "unknown" ? "unknown" : above + document);
      above += document.replace(/[^\n]/g, "") + "\n";
      document = "";
    } else {
      document += `${line}\n`;
    }
  }
  return found;
}
