// From what was typed to what is shown: `{ errors: { [field]: refusal }, …answers }`.

import { attempts } from "./attempt.js";
import { evaluateImages } from "./images.js";
import { evaluatePush } from "./push.js";
import { evaluateRole } from "./role.js";
import { evaluateSubject } from "./subject.js";

const tabs = { subject: evaluateSubject, role: evaluateRole, push: evaluatePush, images: evaluateImages };

export function evaluate(input) {
  const errors = {};
  const answers = tabs[input.tab](input, attempts(errors));
  return { errors, ...answers };
}
