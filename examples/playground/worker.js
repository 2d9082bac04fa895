// The library, off the page's thread. One question at a time; the page ignores answers that came too late.

import { init, version } from "./vendor/assumable-wasm/index.js";
import wasm from "./vendor/wasm.js";
import { evaluate } from "./evaluate/index.js";

const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
await init(bytes);
postMessage({ version: version() });

addEventListener("message", ({ data: { id, input } }) => {
  let result;
  try {
    result = evaluate(input);
  } catch (error) {
    result = { failure: String(error?.message ?? error) };
  }
  postMessage({ id, result });
});
