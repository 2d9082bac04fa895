import { ExplainResponse, NamedFile, ReadOptions, RoadFacts } from "./index.cjs";

/** A file that was to be read and could not be. */
export interface UnreadFile {
  /** Its path from the root. */
  name: string;
  /** Why it is not read. */
  message: string;
}

/** The documents of a folder, and what its settings say. */
export interface Folder {
  /** The documents, named by their paths from the root of the repository. */
  files: NamedFile[];
  /** What is known beside them, for `readDocuments` and `explain`. */
  options: ReadOptions;
  /** What is known of the repository and its organisation, for `explain`. */
  facts: RoadFacts;
  /** The files that could not be read. */
  unread: UnreadFile[];
  /** What `explain` says of the folder. */
  explain(): ExplainResponse;
}

/**
 * Reads a folder as `assumable check` does.
 *
 * What git ignores and what `.assumable.yaml` excludes is left out; the repository and its default branch come from the
 * settings, or from the files of git. Throws an `Error` where the folder or its settings cannot be read: where and why.
 */
export function readFolder(path?: string | URL): Folder;
