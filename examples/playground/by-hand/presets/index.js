import { images } from "./images.js";
import { push } from "./push.js";
import { role } from "./role.js";
import { subject } from "./subject.js";
import { who } from "./who.js";
import { write } from "./write.js";

/** By tab; each opens with its first. */
export const presets = { subject, role, who, write, push, images };
