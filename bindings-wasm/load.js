// Loads the WebAssembly and guards it: after a trap the instance is thrown away and a new one made, and a handle is
// compiled anew from its source when it is next asked. There are two modules of one surface, and neither has what the
// other has: the first, made for speed, answers what a page asks first and what is asked often, the second, made for size,
// all the rest.

import * as firstGlue from "./pkg/first.js";
import * as secondGlue from "./pkg/assumable.js";

/** What a module answers where another one has the operation. */
const ELSEWHERE = '{"error":{"code":"NOT_LOADED",';
/** The operation that both must be told: the tables that answers depend on. */
const REPLACE = "replace_knowledge";

/** A module, and the instance of it that is in use. */
class Module {
  #glue;
  #file;
  #loading;
  #replacement;
  isLoaded = false;
  /** Which instance is in use; a handle of another is gone. */
  generation = 0;

  constructor(glue, file) {
    this.#glue = glue;
    this.#file = file;
  }

  load(input) {
    this.#loading ??= this.#instantiate(input).then(
      () => {
        this.isLoaded = true;
        if (replacement !== undefined) this.replace(replacement);
      },
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  async #instantiate(input) {
    input = (await input) ?? this.#file();
    const file = typeof input === "object" && input.protocol === "file:";
    if (file && typeof process === "object") {
      // The name is put together so that bundlers for browsers do not look for it.
      const { readFile } = await import(/* @vite-ignore */ /* webpackIgnore: true */ ["node", "fs/promises"].join(":"));
      input = await readFile(input);
    }
    await this.#glue.default({ module_or_path: input });
  }

  /** What `work` gives, or nothing after a trap. */
  guarded(work) {
    try {
      return work(this.#glue);
    } catch {
      this.#reset();
      // A new instance has the tables that are built in.
      if (this.#replacement !== undefined) this.#glue.answer(REPLACE, this.#replacement);
      return undefined;
    }
  }

  #reset() {
    this.generation += 1;
    this.#glue.__wbg_reset_state();
  }

  /** Replaces tables; every new instance is told too. */
  replace(request) {
    const envelope = this.guarded((glue) => glue.answer(REPLACE, request));
    if (isOk(envelope)) this.#replacement = request;
    return envelope;
  }

  /** Takes a replacement back. */
  restore(request) {
    if (this.#replacement === request) return;
    this.#replacement = request;
    this.#reset();
    if (request !== undefined) this.#glue.answer(REPLACE, request);
  }

  get replacement() {
    return this.#replacement;
  }
}

// Bundlers look for these very expressions.
const first = new Module(firstGlue, () => new URL("./pkg/first.wasm", import.meta.url));
const second = new Module(secondGlue, () => new URL("./pkg/assumable.wasm", import.meta.url));
/** Where the second module comes from, as the request for the first one said. */
let behind = () => undefined;
/** The replacement of tables that was accepted, for a module that comes later. */
let replacement;

/** Whether this is a request for the first module, not a source of the second one. */
function isStaged(input) {
  return typeof input === "object" && input !== null && Object.hasOwn(input, "first");
}

export function init(input) {
  if (!isStaged(input)) return Promise.all([first.load(), second.load(input ?? behind())]).then(() => undefined);
  const ready = first.load(input.first === true ? undefined : input.first);
  behind = typeof input.whole === "function" ? input.whole : () => input.whole;
  // It comes after the first one, so that the two do not share the line; whoever needs it awaits `init()` and learns
  // there if it failed.
  ready.then(() => second.load(behind())).catch(() => {});
  return ready;
}

function isOk(envelope) {
  return envelope?.startsWith('{"ok":') ?? false;
}

/** The modules that are in, the first one first. */
function loaded() {
  const modules = [first, second].filter((module) => module.isLoaded);
  if (modules.length === 0) throw new Error("assumable-wasm is not loaded: call `await init()` first");
  return modules;
}

/** Which module has what was asked before, by its name. */
const owners = new Map();

/** The envelope of the module that has what is asked; where none that is in has it, that of the last says what to await. */
function ask(name, work) {
  const owner = owners.get(name);
  if (owner) return work(owner);
  const modules = loaded();
  let envelope;
  for (const module of modules) {
    envelope = work(module);
    if (envelope === undefined || !envelope.startsWith(ELSEWHERE)) {
      if (isOk(envelope)) owners.set(name, module);
      return envelope;
    }
  }
  return envelope;
}

/** Replaces tables in both modules, or in none. */
function replaceKnowledge(request) {
  const modules = loaded();
  const before = modules.map((module) => module.replacement);
  for (const [index, module] of modules.entries()) {
    const envelope = module.replace(request);
    if (!isOk(envelope)) {
      modules.slice(0, index).forEach((earlier, at) => earlier.restore(before[at]));
      return envelope;
    }
    if (index === modules.length - 1) {
      replacement = request;
      return envelope;
    }
  }
  return undefined;
}

export function answer(operation, request) {
  if (operation === REPLACE) return replaceKnowledge(request);
  return ask(operation, (module) => module.guarded((glue) => glue.answer(operation, request)));
}

export function version() {
  return loaded()[0].guarded((glue) => glue.version());
}

/** A document, compiled by each module that is asked about it. */
export class Handle {
  #kind;
  #source;
  #isValue;
  /** Module → the instance of the handle, and of which instance of the module it is. */
  #instances = new Map();

  constructor(kind, source, isValue) {
    this.#kind = kind;
    this.#source = source;
    this.#isValue = isValue;
  }

  opened() {
    return ask(this.#kind, (module) => module.guarded((glue) => this.#live(module, glue).opened()));
  }

  answer(method, request) {
    return ask(`${this.#kind}.${method}`, (module) =>
      module.guarded((glue) => this.#live(module, glue).answer(method, request)),
    );
  }

  free() {
    for (const [module, { handle, generation }] of this.#instances) {
      if (generation === module.generation) module.guarded(() => handle.free());
    }
    this.#instances.clear();
  }

  #live(module, glue) {
    let live = this.#instances.get(module);
    if (live?.generation !== module.generation) {
      live = { handle: new glue.Handle(this.#kind, this.#source, this.#isValue), generation: module.generation };
      this.#instances.set(module, live);
    }
    return live.handle;
  }
}
