import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { runtime } from "./surface.js";

const program = `
  import { parentPort } from "node:worker_threads";
  const surface = await import(${JSON.stringify(import.meta.resolve("./surface.js"))}).then(({ surface }) => surface);
  const images = [];
  for (let n = 0; n < 500; n++) images.push(surface.parseImage("ghcr.io/octo-org/app:" + n).tag);
  let refusal;
  try {
    surface.parseImage("Octo//app");
  } catch (error) {
    refusal = error.toJSON();
  }
  parentPort.postMessage({ images, refusal });
`;

test(`four worker threads ask at once (${runtime})`, async () => {
  const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => {
      const worker = new Worker(url);
      return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    }),
  );
  for (const { images, refusal } of answers) {
    assert.deepEqual(images, Array.from({ length: 500 }, (_, n) => String(n)));
    assert.equal(refusal.code, "IMAGE_INVALID");
  }
});
