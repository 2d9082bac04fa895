import { init, parseImage } from "assumable-wasm";

await init();
document.querySelector("output").textContent = parseImage("ghcr.io/octo-org/app:v1").tag;
