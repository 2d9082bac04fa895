// Loads the WebAssembly and guards it: after a trap the instance is thrown away and a new one made, and a handle is
// compiled anew from its source when it is next asked.

import start, { Handle as Instance, __wbg_reset_state as restart, answer as ask, version as name } from "./pkg/assumable.js";

let loading;
let ready = false;
/** Which instance is in use; a handle of another is gone. */
let generation = 0;

export function init(input) {
  loading ??= load(input).then(
    () => void (ready = true),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

async function load(input) {
  input = await (input ?? new URL("./pkg/assumable.wasm", import.meta.url));
  const file = typeof input === "object" && input.protocol === "file:";
  if (file && typeof process === "object") {
    // The name is put together so that bundlers for browsers do not look for it.
    const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ ["node", "fs/promises"].join(":"));
    input = await readFile(input);
  }
  await start({ module_or_path: input });
}

/** What `work` gives, or nothing after a trap. */
function guarded(work) {
  if (!ready) throw new Error("assumable-wasm is not loaded: call `await init()` first");
  try {
    return work();
  } catch {
    generation += 1;
    restart();
    return undefined;
  }
}

export function answer(operation, request) {
  return guarded(() => ask(operation, request));
}

export function version() {
  return guarded(name);
}

export class Handle {
  #kind;
  #source;
  #instance;
  #generation;

  constructor(kind, source) {
    this.#kind = kind;
    this.#source = source;
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
      this.#instance = new Instance(this.#kind, this.#source);
      this.#generation = generation;
    }
    return this.#instance;
  }
}
