"""Subjects and filter patterns."""

import re

from cases import case


def github_sub(rows):
    """Each published subject twice: built from its claims, and read back."""
    for row in rows:
        settings = {"include_claim_keys": row["include_claim_keys"], "immutable": row["immutable"]}
        request = {"claims": row["claims"], "settings": settings}
        ok = {"outcome": "known", "value": row["expected_sub"]}
        yield case(row, "build_subject", request, {"ok": ok}, f"the subject of these claims ({row['evidence']})")
        keys = row["include_claim_keys"]
        names = ["repository"] if keys is None or "repo" in keys else []
        names += [key for key in keys or [] if key in row["claims"]]
        reading = {"claims": {name: row["claims"][name] for name in names}}
        request = {"sub": row["expected_sub"], "include_claim_keys": keys}
        read = case(row, "parse_subject", request, {"ok": {"complete": True, "readings": [reading]}}, "what the subject tells")
        yield read | {"name": row["id"] + "-read"}


# What the cheat sheet gives no meaning: repetition of nothing, sets of more than letters and digits, groups, alternatives.
UNDEFINED = re.compile(r"^!?[?+]|\[[^]]*[^]A-Za-z0-9-][^]]*\]|[(){}|]")


def gha_filter(rows):
    """The documented modes. Rows of the mode `syntax` tell what a linter takes, which no operation answers."""
    for row in rows:
        if row["mode"] == "syntax":
            continue
        kind = "path" if row["kind"] == "path" else "ref"
        request = {"patterns": row["patterns"], "text": row["input"], "mode": row["mode"], "kind": kind}
        negated = [pattern.startswith("!") for pattern in row["patterns"]]
        misplaced = any(negated) if row["mode"] == "ignore" else all(negated)
        if misplaced or any(map(UNDEFINED.search, row["patterns"])):
            expect = {"error": {"code": "PATTERN_INVALID"}}
        elif row.get("confidence") == "unknown":
            expect = {"ok": {"outcome": "undetermined"}}
        else:
            expect = {"ok": {"passes": row["expected"]}}
        yield case(row, "match_filter", request, expect, row.get("note") or "a filter pattern as documented")
