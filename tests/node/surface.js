// The surface under test: `assumable`, or `assumable-wasm` where ASSUMABLE_SURFACE says `wasm`.

export const runtime = process.env.ASSUMABLE_SURFACE ?? "node";

const packages = { node: "assumable", wasm: "assumable-wasm" };

export const surface = await import(packages[runtime]);
await surface.init?.();
