import { init, parseImage } from "assumable-wasm";
import address from "assumable-wasm/assumable.wasm?url";

await init(address);
document.querySelector("output").textContent = parseImage("ghcr.io/octo-org/app:v1").tag;
