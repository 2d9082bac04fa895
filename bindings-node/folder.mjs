import folder from "./folder.cjs";

export const { readFolder } = folder;
