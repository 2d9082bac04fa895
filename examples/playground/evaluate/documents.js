// Several things in one field.

/** What white space or commas separate. */
export const words = (text) => text.split(/[\s,]+/).filter(Boolean);

/** The lines that are not empty. */
export const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

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
