export * from "./folder.cjs";
