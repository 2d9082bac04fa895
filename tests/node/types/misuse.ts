// What the types must refuse and must allow.

import { AssumableError, answer, buildSubject, isAssumableError, parseImage } from "assumable";
import * as wasm from "assumable-wasm";

export function misuse(): void {
  // @ts-expect-error a required parameter is missing
  parseImage();
  // @ts-expect-error claims are JSON
  buildSubject({ repository: () => "octo-org/app" });
  // @ts-expect-error a misspelt setting
  buildSubject({}, { include_claim_key: ["repo"] });
  // @ts-expect-error not one of the platforms
  buildSubject({}, { platform: "gitlab.com" });
  // @ts-expect-error the text tier takes text
  answer("parse_image", { text: "x" });
}

export function narrowing(error: unknown): string {
  if (!isAssumableError(error)) return "";
  const refused: AssumableError = error;
  // @ts-expect-error not a code of the contract
  if (refused.code === "NO_SUCH_CODE") return "";
  return refused.code === "IMAGE_INVALID" ? `${refused.found ?? ""} ${refused.line ?? 0}` : refused.path;
}

/** Both packages have one surface. */
export const same: Omit<typeof wasm, "init" | "AssumableError" | "isAssumableError"> = await import("assumable");
export const loaded: Promise<void> = wasm.init(new URL("file:///assumable.wasm"));
