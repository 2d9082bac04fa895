// From what was typed to what is shown: `{ errors: { [field]: refusal }, …answers }`.

import { attempts } from "./attempt.js";
import { evaluateFiles, evaluateText } from "./files.js";
import { evaluateImages } from "./images.js";
import { evaluatePush } from "./push.js";
import { evaluateRole } from "./role.js";
import { evaluateSubject } from "./subject.js";
import { evaluateWho } from "./who.js";
import { evaluateWrite } from "./write.js";

const tabs = {
  files: evaluateFiles,
  text: evaluateText,
  subject: evaluateSubject,
  role: evaluateRole,
  who: evaluateWho,
  write: evaluateWrite,
  push: evaluatePush,
  images: evaluateImages,
};

export function evaluate(input) {
  const errors = {};
  const answers = tabs[input.tab](input, attempts(errors));
  return { errors, ...answers };
}
