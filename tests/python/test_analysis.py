"""Every witness of an exact answer, put to the functions for single tokens: what an answer says of it is so."""

import json
from collections.abc import Iterator
from typing import Any

from cases import Case, answered

import assumable

Json = dict[str, Any]

#: What the policy named first says of a witness under the member named second.
SIDES = {
    "fails": [("policy", "counterexample", "allowed")],
    "some": [("policy", "witness", "allowed")],
    "narrower": [("old", "lost", "allowed"), ("new", "lost", "denied")],
    "wider": [("new", "gained", "allowed"), ("old", "gained", "denied")],
    "sometimes": [("policy", "admitted", "allowed"), ("policy", "refused", "denied")],
}
SIDES["incomparable"] = SIDES["narrower"] + SIDES["wider"]
EXACT = {"who_can_assume", "prove", "outsiders", "compare_policies", "decide"}


def witnesses(case: Case) -> Iterator[tuple[str, Json, str]]:
    """Each witness with the policy that it is put to, and the verdict."""
    answer: Json = json.loads(case.answer).get("ok", {})
    result: str = answer.get("outcome") or answer.get("relation") or ""
    for policy, member, verdict in SIDES.get(result, []):
        yield policy, answer[member], verdict
    for found in answer.get("classes", []):
        yield "policy", found["witness"], "allowed"


def options(world: Json, token: Json) -> Json:
    names = ("provider", "partition", "as_of", "role_session_name", "context", "rcp")
    return {name: token.get(name, world.get(name)) for name in names if token.get(name, world.get(name)) is not None}


def test_every_witness_is_minted_and_does_what_the_answer_says() -> None:
    count = 0
    for case in answered():
        if case.operation not in EXACT:
            continue
        request: Json = json.loads(case.request)
        for policy, token, verdict in witnesses(case):
            claims: Json = token["claims"]
            rest = {name: value for name, value in claims.items() if name != "sub"}
            place = f"{case.file} {case.name}: {token['text']}"
            assert assumable.build_subject(rest, token["settings"]).value == claims["sub"], place
            world = request.get("world") or {}
            report = assumable.check_trust(request[policy], claims, options(world, token))
            assert report.verdict == verdict, place
            count += 1
    assert count > 120, f"{count} witnesses only"
