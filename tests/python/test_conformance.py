"""The same cases as in Rust, through both doors: texts byte for byte, values member for member."""

import dataclasses
import json
from typing import Any

import pytest
from assumable import _native
from cases import ROOT, Case, answered, schema, written
from every_operation import ANSWERS

import assumable

CASES = answered()
each = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.name}")


def test_every_case_of_the_files_is_here() -> None:
    assert [(case.file, case.name) for case in CASES] == written()


@each
def test_raw(case: Case) -> None:
    assert _native.answer(case.operation, case.request) == case.answer


@each
def test_typed(case: Case) -> None:
    envelope = json.loads(case.answer)
    if reason := inexpressible(case, envelope):
        assert_only_text_can_say_it(case, reason)
        return
    function = getattr(assumable, case.operation)
    check(lambda: function(**json.loads(case.request)), envelope)


@pytest.mark.parametrize("case", [case for case in CASES if case.operation == "check_trust"], ids=lambda case: case.name)
def test_handle(case: Case) -> None:
    request = json.loads(case.request)
    policy = request.pop("policy")
    envelope = json.loads(case.answer)
    check(lambda: assumable.TrustPolicy(policy).check(**request), envelope)
    if "ok" in envelope:
        options = request.get("options")
        answers = assumable.TrustPolicy(policy).check_many([request["claims"]] * 2, options, explain=True).answers
        assert len(answers) == 2
        for answer in answers:
            same(answer.report, envelope["ok"], "/report")


def test_the_program_that_calls_every_operation_gives_the_documented_answers() -> None:
    assert list(ANSWERS) == list(schema()["operations"])
    for operation, answer in ANSWERS.items():
        example = ROOT / "core/src/contract/examples" / f"{operation}.response.json"
        same(answer, json.loads(example.read_text(encoding="utf-8")), operation)


def check(ask: Any, envelope: dict[str, Any]) -> None:
    if "ok" in envelope:
        same(ask(), envelope["ok"], "")
        return
    with pytest.raises(assumable.AssumableError) as raised:
        ask()
    error = raised.value
    expected = dict(envelope["error"])
    if "document" not in expected:
        # The surface wrote the request's text: its places would tell the caller nothing.
        for member in ("offset", "line", "column"):
            expected.pop(member, None)
    for member in ("code", "message", "path", "document", "offset", "line", "column", "found", "help"):
        assert getattr(error, member) == expected.get(member), member
    shown = str(error)
    assert shown.startswith(error.message)
    for part in (error.code, error.path, error.help):
        assert not part or part in shown
    if error.line is not None:
        assert f"line {error.line}, column {error.column}" in shown
    assert type(error) is not assumable.AssumableError


def same(value: Any, raw: Any, path: str) -> None:
    """A decoded value says what the JSON says: no more, no less, no other type."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        assert set(raw) <= set(names), path
        for name in names:
            same(getattr(value, name), raw.get(name), f"{path}/{name}")
    elif isinstance(value, tuple):
        assert len(value) == len(raw), path
        for index, (item, other) in enumerate(zip(value, raw, strict=True)):
            same(item, other, f"{path}/{index}")
    else:
        assert type(value) is type(raw) and value == raw, path


UNWRITTEN = ("JSON_SYNTAX", "JSON_DUPLICATE_MEMBER", "JSON_LONE_SURROGATE")


def inexpressible(case: Case, envelope: dict[str, Any]) -> str | None:
    """Why no Python call stands for this request, if none does."""
    code = envelope.get("error", {}).get("code")
    if code in UNWRITTEN and "document" not in envelope["error"]:
        return "no value is encoded to this text"
    if code == "UNKNOWN_OPERATION":
        return "no function has this name"
    request = json.loads(case.request)
    if not isinstance(request, dict):
        return "parameters are named"
    definitions, operations = schema()["$defs"], schema()["operations"]
    definition = definitions[operations[case.operation]["request"]["$ref"].rsplit("/", 1)[1]]
    if set(request) - set(definition["properties"]) or set(definition.get("required", [])) - set(request):
        return "the parameters are others"
    return None


def assert_only_text_can_say_it(case: Case, reason: str) -> None:
    """A request that is refused for what no caller of this function can write."""
    assert "error" in json.loads(case.answer)
    if reason == "no function has this name":
        assert not hasattr(assumable, case.operation)
    if reason == "the parameters are others":
        with pytest.raises(TypeError):
            getattr(assumable, case.operation)(**json.loads(case.request))
