"""Every case has the form that `tests/vectors/cases.schema.json` gives to those who run them elsewhere."""

import functools
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from assumable import _native

VECTORS = Path(__file__).parent.parent / "vectors"
SCHEMA = json.loads((VECTORS / "cases.schema.json").read_text(encoding="utf-8"))
FILES = sorted(VECTORS.glob("*/*.jsonl"))


@functools.cache
def validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_case_fits_the_schema(path: Path) -> None:
    checker = validator()
    for number, line in enumerate(path.read_text(encoding="utf-8").rstrip("\n").split("\n"), 1):
        fault = jsonschema.exceptions.best_match(checker.iter_errors(json.loads(line)))
        assert fault is None, f"{path.name}:{number}: {fault.message} at {fault.json_path}"


@pytest.mark.parametrize(
    "change",
    [
        {"operation": 5},
        {"source": ""},
        {"expect": {}},
        {"expect": {"ok": {"verdict": "maybe"}}},
        {"expect": {"ok": {"verdicts": "allowed"}}},
        {"expect": {"error": {"code": 5}}},
        {"more": 1},
        {"request_text": "{}"},
        {"request": {"policy": "{}", "claimz": {}}},
    ],
    ids=str,
)
def test_what_is_not_a_case_does_not(change: dict[str, Any]) -> None:
    case = {
        "name": "one",
        "why": "it is allowed",
        "source": "own",
        "operation": "check_trust",
        "request": {"policy": "{}", "claims": {}},
        "expect": {"ok": {"verdict": "allowed"}},
    }
    assert validator().is_valid(case)
    assert not validator().is_valid(case | change)


def test_the_readme_runs_every_case(capsys: pytest.CaptureFixture[str]) -> None:
    text = (VECTORS / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0].replace('Path("tests/vectors")', f"Path({str(VECTORS)!r})")
    asked: list[str] = []

    def my_answer(operation: str, request: object, request_text: str | None) -> object:
        asked.append(operation)
        text = json.dumps(request, ensure_ascii=False) if request_text is None else request_text
        return json.loads(_native.answer(operation, text))

    exec(code, {"my_answer": my_answer})
    assert capsys.readouterr().out == ""
    assert len(asked) > 1000
