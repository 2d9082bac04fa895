// A text area with line numbers, on which a line can be marked. The text area stays what the browser makes it.

export function editor(textarea) {
  const box = textarea.parentElement;
  const gutter = document.createElement("div");
  gutter.className = "gutter";
  gutter.ariaHidden = "true";
  box.prepend(gutter);
  let marked = new Map();

  const scroll = () => void (gutter.scrollTop = textarea.scrollTop);
  const number = () => {
    const count = textarea.value.split("\n").length;
    textarea.rows = Math.max(Number(box.dataset.rows), Math.min(count, 20));
    gutter.replaceChildren(
      ...Array.from({ length: count }, (_, index) => {
        const line = document.createElement("span");
        line.textContent = index + 1;
        const mark = marked.get(index + 1);
        if (mark) line.className = `marked ${mark}`;
        return line;
      }),
    );
    scroll();
  };
  textarea.addEventListener("scroll", scroll);
  textarea.addEventListener("input", number);
  number();

  return {
    refresh: number,
    /** Marks lines: a map from number to `bad` or `fault`. */
    mark(lines) {
      marked = lines;
      number();
    },
    /** Puts the cursor at the start of a line and shows it. */
    go(line) {
      const before = textarea.value.split("\n").slice(0, line - 1).join("\n").length;
      const start = line === 1 ? 0 : before + 1;
      textarea.focus();
      textarea.setSelectionRange(start, start);
      const height = parseFloat(getComputedStyle(textarea).lineHeight);
      textarea.scrollTop = Math.max(0, (line - 4) * height);
    },
  };
}
