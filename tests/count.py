"""How many tests a log tells of: prints passed and failed.

Knows the closing lines of cargo test, pytest and node's test runner.
"""

import re
import sys
from pathlib import Path

FORMS = (
    # test result: ok. 12 passed; 0 failed; …
    r"^test result: \w+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed;",
    # 12 passed in 0.5s | 1 failed, 11 passed, 2 skipped in 0.5s | with = around it
    r"^=*\s*(?:(?P<failed>\d+) failed, )?(?P<passed>\d+) passed(?:, \d+ \w+)* in [\d.]+s",
    r"^=*\s*(?P<failed>\d+) failed(?:, \d+ \w+)* in [\d.]+s",
    # ℹ pass 12 | # pass 12
    r"^(?:ℹ|#) pass (?P<passed>\d+)$",
    r"^(?:ℹ|#) (?:fail|cancelled) (?P<failed>\d+)$",
)

counts = {"passed": 0, "failed": 0}
for line in Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace").splitlines():
    for form in FORMS:
        if found := re.match(form, re.sub(r"\x1b\[[\d;]*m", "", line)):
            for name, number in found.groupdict().items():
                counts[name] += int(number or 0)
            break
print(counts["passed"], counts["failed"])
