/** Where the WebAssembly comes from: its address, a response that holds it, its bytes, or the compiled module. */
export type WasmSource = string | URL | Response | ArrayBuffer | Uint8Array | WebAssembly.Module;

/**
 * Loads the WebAssembly; everything else may be called once this has resolved. Without `input` it is the file beside
 * this module. Calling it again does nothing, whatever the input.
 */
export function init(input?: WasmSource | Promise<WasmSource>): Promise<void>;
