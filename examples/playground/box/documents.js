// The documents in the box. Each has a state of the editor, a name where somebody gave it one, and what the library said of it.

/** Characters as the library counts them, as the editor does. */
function span(text, { offset = 0, length = 0 }) {
  const at = (characters) => {
    let units = 0;
    for (let left = characters; left > 0 && units < text.length; left--) units += text.codePointAt(units) > 0xffff ? 2 : 1;
    return units;
  };
  // Most texts have no character of two units.
  if (!/[\ud800-\udfff]/.test(text)) return { from: Math.min(offset, text.length), to: Math.min(offset + length, text.length) };
  return { from: at(offset), to: at(offset + length) };
}

export class Documents {
  #editor;
  #all = [];
  #active;

  constructor(editor) {
    this.#editor = editor;
    this.reset([]);
  }

  /** Puts these in the place of all: `{ name, text }`. */
  reset(files, active = 0) {
    this.#all = [];
    for (const file of files.length > 0 ? files : [{ name: "", text: "" }]) this.#push(file);
    this.#active = this.#all[Math.min(active, this.#all.length - 1)];
    this.#editor.show(this.#active.state);
  }

  #push({ name, text }) {
    const one = { given: name, name, known: undefined, language: "", state: this.#editor.create(text, name) };
    this.#all.push(one);
    return one;
  }

  /** Adds documents; the empty one that a new page has makes room. A name that is there already gets the new text. */
  add(files) {
    this.#keep();
    if (this.isEmpty) this.#all = [];
    let last;
    for (const file of files) {
      const same = file.name && this.#all.find(({ name }) => name === file.name);
      if (same) {
        same.state = same.state.update({ changes: { from: 0, to: same.state.doc.length, insert: file.text } }).state;
        last = same;
      } else last = this.#push(file);
    }
    this.#active = last ?? this.#all[0];
    this.#editor.show(this.#active.state);
  }

  remove(index) {
    this.#keep();
    const [gone] = this.#all.splice(index, 1);
    if (this.#all.length === 0) this.#push({ name: "", text: "" });
    if (gone === this.#active) this.#active = this.#all[Math.min(index, this.#all.length - 1)];
    this.#editor.show(this.#active.state);
  }

  rename(index, name) {
    const one = this.#all[index];
    if (!name || this.#all.some((other) => other !== one && other.name === name)) return false;
    one.given = one.name = name;
    return true;
  }

  choose(index) {
    this.#keep();
    this.#active = this.#all[index];
    this.#editor.show(this.#active.state);
  }

  /** The view holds the newest state of the document that it shows. */
  #keep() {
    if (this.#active) this.#active.state = this.#editor.state;
  }

  get isEmpty() {
    return this.files.every(({ text }) => text.trim() === "");
  }

  get active() {
    return this.#all.indexOf(this.#active);
  }

  get chips() {
    return this.#all.map(({ name, known, secret }) => ({ name, known, secret }));
  }

  /** What is asked about, with the names that people gave. */
  get files() {
    this.#keep();
    return this.#all.map(({ given, state }) => ({ name: given, text: state.doc.toString() }));
  }

  /** The same, each under the name that it is shown with. */
  get named() {
    return this.files.map(({ text }, index) => ({ name: this.#all[index].name || `document-${index + 1}`, text }));
  }

  /** Takes what the library says of each document. */
  learn(known, languageOf) {
    known.forEach((told, index) => {
      const one = this.#all[index];
      if (!one) return;
      one.known = told;
      const kind = languageOf(told.kind, told.name, this.files[index].text);
      if (one.name === told.name && one.language === kind) return;
      Object.assign(one, { name: told.name, language: kind });
      const effects = this.#editor.told(one.name, kind);
      if (one === this.#active) this.#editor.become(effects);
      else one.state = one.state.update({ effects }).state;
    });
  }

  /** Marks each document where the answer points at it: `{ place, severity, message, source, edits? }`. */
  mark(notes, apply) {
    const text = this.#editor.state.doc.toString();
    const own = notes.filter(({ place }) => place?.offset !== undefined && place.document === this.#active.name);
    this.#editor.mark(
      own
        .map(({ place, severity, message, source, fixes = [] }) => ({
          ...span(text, place), severity, message, source,
          actions: fixes.map(({ name, edits }) => ({ name, apply: () => apply(edits) })),
        }))
        .sort((one, other) => one.from - other.from),
    );
  }

  /** Shows a place; false where its document is not here. */
  go(place, takesFocus = true) {
    const index = this.#all.findIndex(({ name }) => name === place.document);
    if (index < 0) return false;
    if (index !== this.active) this.choose(index);
    const text = this.#editor.state.doc.toString();
    const line = this.#editor.state.doc.line(Math.min(place.line ?? 1, this.#editor.state.doc.lines));
    this.#editor.go(place.offset === undefined ? { from: line.from, to: line.to } : span(text, place), takesFocus);
    return true;
  }

  /** Makes edits that belong together: all of them, or none where a text is another than the edit was made for. */
  apply(edits) {
    this.#keep();
    const changes = new Map();
    for (const { place, old, text } of edits) {
      const one = this.#all.find(({ name }) => name === place.document);
      if (!one) return false;
      const { from, to } = span(one.state.doc.toString(), place);
      if (one.state.sliceDoc(from, to) !== old) return false;
      changes.set(one, [...(changes.get(one) ?? []), { from, to, insert: text }]);
    }
    for (const [one, list] of changes) {
      if (one === this.#active) this.#editor.edit(list);
      else one.state = one.state.update({ changes: list, userEvent: "input.apply" }).state;
    }
    return true;
  }
}
