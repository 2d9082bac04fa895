/** Where a module of the WebAssembly comes from: its address, a response that holds it, its bytes, or the compiled module. */
export type WasmSource = string | URL | Response | ArrayBuffer | Uint8Array | WebAssembly.Module;

/**
 * A quick first answer: the smaller module (subjects, tokens, trust policies and their creation) is loaded before the
 * rest. An operation that is not in yet throws an error with the code `NOT_LOADED`; await `init()` before it.
 */
export interface FirstAnswer {
  /** Where the first module comes from; `true` is the file beside this module. */
  first: true | WasmSource | Promise<WasmSource>;
  /** Where the rest, `assumable.wasm`, comes from, or a function that is called once the first is in. */
  whole?: WasmSource | Promise<WasmSource> | (() => WasmSource | Promise<WasmSource>);
}

/**
 * Loads the WebAssembly; everything else may be called once this has resolved. Its two files are found beside this module;
 * `input` stands in the place of `assumable.wasm`. Calling it again does nothing, whatever the input.
 */
export function init(input?: WasmSource | Promise<WasmSource> | FirstAnswer): Promise<void>;
