// The editor: one view, and a state for each document, so that each keeps what can be undone. It stands in a shadow tree, where
// CodeMirror's style sheets are objects and not elements, which the content security policy refuses.

import {
  Compartment, Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, bracketMatching, defaultKeymap, drawSelection, foldGutter,
  foldKeymap, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, history, historyKeymap, keymap, lineNumbers, lintGutter, lintKeymap,
  placeholder, search, searchKeymap, setDiagnostics, syntaxHighlighting, tags,
} from "../vendor/codemirror.js";
import { extensionsOf } from "./languages.js";

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", height: "100%", fontSize: "0.85rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "color-mix(in srgb, var(--line) 35%, var(--card))", color: "var(--soft)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-placeholder": { color: "var(--soft)" },
  ".cm-shown": { backgroundColor: "var(--open-paper)", outline: "1px solid var(--open)" },
  ".cm-foldPlaceholder": { backgroundColor: "transparent", color: "var(--soft)", border: "1px solid var(--line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--line)" },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip": { maxWidth: "min(36rem, 92vw)", boxShadow: "0 2px 12px rgb(0 0 0 / 0.2)", borderRadius: "6px" },
  ".cm-diagnostic": { fontFamily: "system-ui, sans-serif", fontSize: "0.9rem", padding: "0.4rem 0.7rem", overflowWrap: "anywhere" },
  ".cm-diagnosticAction": { font: "inherit", backgroundColor: "var(--accent)", color: "var(--card)", padding: "0.15rem 0.6rem", borderRadius: "5px", margin: "0.3rem 0.4rem 0 0" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "2px solid var(--bad)" },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px dashed var(--open)" },
  ".cm-lintRange-info": { backgroundImage: "none", borderBottom: "2px dotted var(--accent)" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { font: "inherit", fontSize: "0.85rem" },
  ".cm-textfield, .cm-button": { backgroundColor: "var(--card)", backgroundImage: "none", color: "var(--ink)", border: "1px solid var(--line)" },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.attributeValue], color: "var(--good)" },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.labelName], color: "var(--accent)" },
  { tag: [tags.keyword], color: "var(--accent)", fontWeight: "600" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--open)" },
  { tag: tags.function(tags.variableName), color: "var(--open)" },
]);

/** What an answer points at, until the text changes. */
const point = StateEffect.define();
const pointed = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) {
      if (effect.is(point)) return effect.value ? Decoration.set([Decoration.mark({ class: "cm-shown" }).range(effect.value.from, effect.value.to)]) : Decoration.none;
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const language = new Compartment();
const label = new Compartment();
const called = (name) => EditorView.contentAttributes.of({ "aria-label": name ? `Text of ${name}` : "Text", spellcheck: "false", autocapitalize: "off", tabindex: "0" });

/** The editor in `host`; `changed` is called when its text was. */
export function editor(host, { changed, hint }) {
  const view = new EditorView({ root: host.attachShadow({ mode: "open" }), parent: host.shadowRoot });
  const extensions = [
    lineNumbers(), foldGutter(), lintGutter(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
    highlightActiveLineGutter(), search({ top: true }), syntaxHighlighting(colours), look, pointed, EditorView.lineWrapping, placeholder(hint),
    keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...searchKeymap, ...lintKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed();
    }),
  ];

  return {
    create: (text, name, kind = "") =>
      EditorState.create({ doc: text, extensions: [...extensions, language.of(extensionsOf(kind)), label.of(called(name))] }),
    show: (state) => view.setState(state),
    get state() {
      return view.state;
    },
    /** The effects on a state that tell it what its document is. */
    told: (name, kind) => [language.reconfigure(extensionsOf(kind)), label.reconfigure(called(name))],
    become: (effects) => view.dispatch({ effects }),
    focus: () => view.focus(),
    mark: (diagnostics) => view.dispatch(setDiagnostics(view.state, diagnostics)),
    edit: (changes) => view.dispatch({ changes, userEvent: "input.apply", scrollIntoView: true }),
    /** Shows a span, and puts the cursor before it. */
    go({ from, to }, takesFocus) {
      view.dispatch({
        selection: { anchor: from },
        effects: [point.of(to > from ? { from, to } : undefined), EditorView.scrollIntoView(from, { y: "center" })],
      });
      if (takesFocus) view.focus();
    },
  };
}
