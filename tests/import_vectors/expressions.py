"""Expressions of workflow files."""

import json

from cases import case

# The contexts of GitHub Actions: a list as a member of one of them says which values it may have.
CONTEXTS = {"github", "env", "vars", "job", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs"}


def number(value):
    """A number as GitHub prints it; the rows have none of more than 15 digits."""
    if isinstance(value, dict):
        return value["number"]
    return str(int(value)) if value == int(value) else str(value)


def printed(value, kind):
    """The text of a value of this type."""
    if kind == "number":
        return number(value)
    if kind == "boolean":
        return "true" if value else "false"
    return {"null": "", "array": "Array", "object": "Object"}.get(kind, value)


def expression_contexts(row):
    """Known contexts, names that are unknown, and names with one of several values."""
    contexts, unknown, one_of = {}, [], {}
    for name, members in row["context"].items():
        if members == "?":
            unknown.append(name)
            continue
        known = contexts.setdefault(name, {})
        for member, value in members.items():
            if value == "?":
                unknown.append(f"{name}.{member}")
            elif isinstance(value, list) and name in CONTEXTS:
                one_of[f"{name}.{member}"] = value
            else:
                known[member] = value
    return contexts, unknown, one_of


def expressions(rows):
    """Expressions: a value, the names it depends on, or a refusal. What only fails when it runs is an answer."""
    for row in rows:
        contexts, unknown, one_of = expression_contexts(row)
        request = {"expression": row["expr"], "contexts": contexts}
        request |= {"unknown": unknown} if unknown else {}
        request |= {"one_of": one_of} if one_of else {}
        why = row.get("note") or f"as GitHub evaluates it ({row['grade']})"
        if row.get("error") == "parsing":
            expect = {"error": {"code": "EXPRESSION_INVALID"}}
        elif row.get("error") == "evaluation":
            expect = {"ok": {"outcome": "fails"}}
        elif "unknown" in row:
            ok = {"outcome": "unknown", "unknown": row["unknown"]}
            ok |= {"candidates": row["candidates"]} if "candidates" in row else {}
            expect = {"ok": ok}
        else:
            kind = row["type"]
            ok = {"outcome": "known", "type": kind, "text": printed(row["value"], kind)}
            if kind in ("array", "object"):
                ok["json"] = json.dumps(row["value"], indent=2, ensure_ascii=False)
            expect = {"ok": ok}
        yield case(row, "evaluate_expression", request, expect, why)
