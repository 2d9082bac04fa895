// The library, off the page's thread. One question at a time; the page ignores answers that came too late.

import { init, version } from "./vendor/assumable-wasm/index.js";
import first from "./vendor/first.js";
import { evaluate } from "./evaluate/index.js";

function bytes(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const out = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) out[index] = letters.charCodeAt(index);
  return out;
}

await init({ first: bytes(first), whole: async () => bytes((await import("./vendor/wasm.js")).default) });
postMessage({ version: version() });
init().then(() => postMessage({ whole: true }));

/** The answer, as soon as the part of the library is in that gives it. */
async function answered(input) {
  try {
    return evaluate(input);
  } catch (error) {
    if (error?.code !== "NOT_LOADED") throw error;
    await init();
    return evaluate(input);
  }
}

addEventListener("message", async ({ data: { id, input } }) => {
  let result;
  try {
    result = await answered(input);
  } catch (error) {
    result = { failure: String(error?.message ?? error) };
  }
  postMessage({ id, result });
});
