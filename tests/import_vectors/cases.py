"""What every area makes its cases with."""

import json


def case(row, operation, request, expect, why=None):
    source = row["source"]
    return {
        "name": row["id"],
        "why": why or row.get("note") or "as published",
        "source": source if isinstance(source, str) else "; ".join(source),
        "operation": operation,
        "request": request,
        "expect": expect,
    }


def part(row, suffix, operation, request, expect, why):
    name = row["id"] if suffix is None else f"{row['id']}-{suffix}"
    return case({**row, "id": name}, operation, request, expect, why)


def text(document):
    """A document as the contract takes it."""
    return json.dumps(document, ensure_ascii=False)
