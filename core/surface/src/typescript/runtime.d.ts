/// <reference lib="esnext.disposable" preserve="true" />

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/**
 * A document: its text, its UTF-8 bytes, or an object that stands for it. Only text and bytes tell of members named
 * twice, and have lines; in an object a JSON pointer says where a fault is.
 */
export type DocumentInput = string | Uint8Array | { readonly [name: string]: unknown };

/** Claims as in the payload of a token: name → value. `null` = known not to be in the token. */
export type ClaimsInput = { readonly [claim: string]: JsonValue };

/** Claims as in the payload of a token: name → value. */
export type Claims = { [claim: string]: JsonValue };

/**
 * A class of tokens: claim → list of patterns (`*`, `?`), `null` among them for a token without the claim; `not` holds
 * claims that must not fit.
 */
export type TokenClassInput = {
  readonly [claim: string]: readonly (string | null)[] | { readonly [claim: string]: readonly (string | null)[] };
};

/** A class of tokens: claim → list of patterns; `not` holds claims that must not fit. */
export type TokenClass = { [claim: string]: (string | null)[] | { [claim: string]: (string | null)[] } };

/** Why a request was refused; stable. */
export type ErrorCode =
  | CODES;

/** A refusal as plain data. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  path: string;
  document?: string;
  offset?: number;
  line?: number;
  column?: number;
  found?: string;
  help: string;
}

/** The error of this package: the request or a document in it was refused. A denial is never an error. */
export class AssumableError extends Error {
  constructor(refusal: Refusal);
  readonly name: "AssumableError";
  /** Stable code. */
  readonly code: ErrorCode;
  /** JSON pointer to the part at fault, within `document` where that is set and in the request otherwise. */
  readonly path: string;
  /** JSON pointer to the text in the request that `path` and the place are within. */
  readonly document?: string;
  /** Characters before the fault, from 0. */
  readonly offset?: number;
  /** Line of the fault, from 1. */
  readonly line?: number;
  /** Column of the fault in characters, from 1. */
  readonly column?: number;
  /** The text at fault. */
  readonly found?: string;
  /** What to do. */
  readonly help: string;
  /** The refusal as plain data. */
  toJSON(): Refusal;
}

/** Whether `error` is this package's own, also when it comes from another copy of it. */
export function isAssumableError(error: unknown): error is AssumableError;

/**
 * The text tier: one operation with its request as JSON text, answered with the envelope `{"ok": …}` or
 * `{"error": …}` as JSON text. The same request gives the same bytes in every language.
 */
export function answer(operation: string, request: string): string;

/**
 * The page that explains every code of errors, findings and denials: with the code in lower case behind it, this is the
 * address of its section.
 */
export const CODES_PAGE: string;

/** The version of the package. */
export function version(): string;
