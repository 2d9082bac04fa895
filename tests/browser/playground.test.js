// The page as a person uses it. All of it in one process, which serves the page and starts Chromium once.

import "./box.js";
import "./story.js";
import "./keeping.js";
import "./look.js";
import "./site.js";
import "./by-hand.js";
