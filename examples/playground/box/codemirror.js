// What the page uses of CodeMirror; the build makes one module of it, `vendor/codemirror.js`.

export { EditorState, StateEffect, StateField, Compartment } from "@codemirror/state";
export {
  Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export {
  HighlightStyle, StreamLanguage, bracketMatching, foldGutter, foldKeymap, foldService, syntaxHighlighting,
} from "@codemirror/language";
export { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
export { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
export { json } from "@codemirror/lang-json";
export { yaml } from "@codemirror/lang-yaml";
export { tags } from "@lezer/highlight";
