"""Every SARIF log has the form that OASIS gives to it."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from assumable import _native

TESTS = Path(__file__).parent.parent
SCHEMA = json.loads((TESTS / "sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
CHECKER = jsonschema.Draft4Validator(SCHEMA)


def roads() -> list[Any]:
    lines = [
        json.loads(line)
        for path in sorted((TESTS / "vectors").glob("*/*.jsonl"))
        for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    ]
    return [case for case in lines if case["operation"] in ("explain", "render") and "ok" in case["expect"]]


@pytest.mark.parametrize("case", roads(), ids=lambda case: case["name"])
def test_every_road_is_a_log(case: dict[str, Any]) -> None:
    request = {**case["request"], "format": "sarif"}
    answer = json.loads(_native.answer("render", json.dumps(request)))
    log = json.loads(answer["ok"]["text"])
    fault = jsonschema.exceptions.best_match(CHECKER.iter_errors(log))
    assert fault is None, f"{fault.message} at {fault.json_path}"


def test_the_schema_refuses_what_is_no_log() -> None:
    CHECKER.check_schema(SCHEMA)
    assert list(CHECKER.iter_errors({"version": "2.1.0"}))
    assert list(CHECKER.iter_errors({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}))
