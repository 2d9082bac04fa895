"""Exact questions."""

from cases import case, part, text


def proofs(rows):
    """Exact questions: the outcome is compared, no witness is."""
    for row in rows:
        why = row.get("note") or f"{row['question']}, {row['grade']}"
        expect = row["expect"]
        if row["question"] == "compare":
            request = {"old": text(row["old"]), "new": text(row["new"]), "world": row["world"]}
            yield case(row, "compare_policies", request, {"ok": {"relation": expect["relation"]}}, why)
            continue
        operation = {"who": "who_can_assume"}.get(row["question"], row["question"])
        request = {"policy": text(row["policy"])}
        if "intent" in row:
            request["intent"] = row["intent"]
        ok = {"outcome": expect["outcome"]}
        if "vacuous" in expect:
            ok["vacuous"] = expect["vacuous"]
        yield case(row, operation, {**request, "world": row["world"]}, {"ok": ok}, why)


def probes(rows):
    """Single tokens that an answer of `who` holds or does not, each as a set of its own."""
    for row in rows:
        for side, outcome in (("inside", "always"), ("outside", "never")):
            for index, probe in enumerate(row["expect"].get(side, []), 1):
                request = {"policy": text(row["policy"]), "tokens": [exactly(probe["claims"])], "world": row["world"]}
                yield part(row, f"{side}-{index}", "decide", request, {"ok": {"outcome": outcome}}, f"a token {side} {row['id']}")


def exactly(claims):
    """The class of the tokens with these claims."""
    pattern = lambda value: "".join(f"${{{sign}}}" if sign in "*?$" else sign for sign in value)
    return {claim: [pattern(value)] for claim, value in claims.items()}
