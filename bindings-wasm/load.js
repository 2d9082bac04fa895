// Loads the WebAssembly and guards it: after a trap the instance is thrown away and a new one made, and a handle is
// compiled anew from its source when it is next asked. There are two modules of one surface: the first is smaller and
// answers what a page is asked first, the whole one takes its place when it is in.

import * as first from "./pkg/first.js";
import * as whole from "./pkg/assumable.js";

/** The file of each; bundlers look for these very expressions. */
const files = new Map([
  [first, () => new URL("./pkg/first.wasm", import.meta.url)],
  [whole, () => new URL("./pkg/assumable.wasm", import.meta.url)],
]);
const loading = new Map();
/** The module that answers. */
let module;
/** Where the whole module comes from, as the request for the first one said. */
let behind = () => undefined;
/** Which instance is in use; a handle of another is gone. */
let generation = 0;

/** Whether this is a request for the first module, not a source of the whole one. */
function isStaged(input) {
  return typeof input === "object" && input !== null && Object.hasOwn(input, "first");
}

export function init(input) {
  if (!isStaged(input)) return load(whole, input ?? behind());
  const ready = load(first, input.first === true ? undefined : input.first);
  behind = typeof input.whole === "function" ? input.whole : () => input.whole;
  // It comes after the first one, so that the two do not share the line; whoever needs it awaits `init()` and learns
  // there if it failed.
  ready.then(() => load(whole, behind())).catch(() => {});
  return ready;
}

function load(which, input) {
  if (!loading.has(which)) {
    const loaded = instantiate(which, input).then(
      () => use(which),
      (error) => {
        loading.delete(which);
        throw error;
      },
    );
    loading.set(which, loaded);
  }
  return loading.get(which);
}

/** From now on `which` answers; the whole module is never replaced by the first. */
function use(which) {
  if (module === whole) return;
  module = which;
  generation += 1;
}

async function instantiate(which, input) {
  input = (await input) ?? files.get(which)();
  const file = typeof input === "object" && input.protocol === "file:";
  if (file && typeof process === "object") {
    // The name is put together so that bundlers for browsers do not look for it.
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ ["node", "fs/promises"].join(":"));
    input = await readFile(input);
  }
  await which.default({ module_or_path: input });
}

/** What `work` gives, or nothing after a trap. */
function guarded(work) {
  if (!module) throw new Error("assumable-wasm is not loaded: call `await init()` first");
  try {
    return work();
  } catch {
    generation += 1;
    module.__wbg_reset_state();
    return undefined;
  }
}

export function answer(operation, request) {
  return guarded(() => module.answer(operation, request));
}

export function version() {
  return guarded(() => module.version());
}

export class Handle {
  #kind;
  #source;
  #isValue;
  #instance;
  #generation;

  constructor(kind, source, isValue) {
    this.#kind = kind;
    this.#source = source;
    this.#isValue = isValue;
  }

  opened() {
    return guarded(() => this.#live().opened());
  }

  answer(method, request) {
    return guarded(() => this.#live().answer(method, request));
  }

  free() {
    if (this.#generation === generation) guarded(() => this.#instance?.free());
    this.#instance = undefined;
  }

  #live() {
    if (this.#generation !== generation || !this.#instance) {
      this.#instance = new module.Handle(this.#kind, this.#source, this.#isValue);
      this.#generation = generation;
    }
    return this.#instance;
  }
}
