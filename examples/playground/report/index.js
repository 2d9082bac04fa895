// Each tab's answer: its elements, its first word, and the lines that it marks in the fields.

import { imagesBrief, imagesMarks, renderImages } from "./images.js";
import { pushBrief, pushMarks, renderPush } from "./push.js";
import { renderRole, roleBrief, roleMarks } from "./role.js";
import { renderSubject, subjectBrief } from "./subject.js";
import { renderWho, whoBrief } from "./who.js";
import { renderWrite, writeBrief } from "./write.js";

export const reports = {
  subject: { render: renderSubject, brief: subjectBrief },
  role: { render: renderRole, brief: roleBrief, marks: roleMarks },
  who: { render: renderWho, brief: whoBrief },
  write: { render: renderWrite, brief: writeBrief },
  push: { render: renderPush, brief: pushBrief, marks: pushMarks },
  images: { render: renderImages, brief: imagesBrief, marks: imagesMarks },
};
