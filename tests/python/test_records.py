"""Answers as plain values, as JSON, as rows of a table, and as they are shown."""

import copy
import dataclasses
import importlib
import inspect
import json
import pickle
import subprocess
import sys
import typing
from collections.abc import Iterable
from typing import Any

import assumable
import pytest
from assumable import (
    ExplainResponse,
    NamedFile,
    ParseImageResponse,
    Record,
    SubjectSettings,
    TrustPolicy,
    build_subject,
    explain,
    rows,
    who_can_assume,
)
from cases import ROOT
from rich.pretty import pretty_repr

pandas: Any = importlib.import_module("pandas")
EXAMPLES = ROOT / "core/src/contract/examples"
POLICY = (ROOT / "examples/article/trust-policy.json").read_text(encoding="utf-8")


def explained() -> ExplainResponse:
    return explain(**json.loads((EXAMPLES / "explain.request.json").read_text(encoding="utf-8")))


def test_a_record_is_the_answer_of_the_contract() -> None:
    answer = json.loads((EXAMPLES / "explain.response.json").read_text(encoding="utf-8"))
    report = explained()
    assert report.to_dict() == answer
    assert json.loads(report.to_json()) == answer
    assert report.to_json(indent=2).startswith('{\n  "roads": [\n')
    # What is absent is not there, and what is empty is.
    subject = build_subject({"repository": "octo-org/app", "event_name": "push", "ref": "refs/heads/main"})
    assert "refusal" not in subject.to_dict() and subject.to_dict()["needs"] == []
    assert SubjectSettings(include_claim_keys=["repo"]).to_dict() == {"include_claim_keys": ["repo"]}


def test_it_shows_what_it_has_and_nothing_else() -> None:
    subject = build_subject({"repository": "octo-org/app", "event_name": "push", "ref": "refs/heads/main"})
    assert repr(subject.segments[0]) == "SubjectSegment(key='repo', value='octo-org/app', text='repo:octo-org/app')"
    assert "None" not in repr(subject) and "()" not in repr(subject)
    assert isinstance(subject, Record)
    assert pretty_repr(subject, max_width=60).startswith("BuildSubjectResponse(\n    outcome='known',\n    value=")


def frame(table: Iterable[dict[str, Any]]) -> Any:
    return pandas.DataFrame(table)


def test_roads_are_a_table() -> None:
    report = explained()
    table = frame(rows(report))
    assert len(table) == sum(len(road.scenarios) + len(road.images) for road in report.roads) > 1
    assert set(table["verdict"]) == {one.verdict for road in report.roads for one in road.scenarios}
    denied = table[table["verdict"] == "denied"].iloc[0]
    assert (denied["job"], denied["document"], denied["stage"]) == ("deploy", "infra/roles.tf", "trust-policy")
    assert denied["event"] == "push" and denied["ref"].startswith("refs/heads/")


def test_classes_and_answers_are_tables() -> None:
    report = who_can_assume(POLICY, {"owners": [{"login": "octo-org", "include_claim_keys": "unknown"}]})
    table = frame(rows(report))
    assert list(table["text"]) == [one.text for one in report.classes] != []
    assert table["witness.claims.repository"].notna().all()
    claims = [{"aud": "sts.amazonaws.com", "sub": sub} for sub in ("repo:octo-org/app:ref:refs/heads/main", "x")]
    answers = rows(TrustPolicy(POLICY).check_many(claims).answers)
    assert [row["verdict"] for row in answers] == ["denied", "denied"]
    assert all(row.keys() == answers[0].keys() for row in answers)
    assert rows([]) == []


def test_a_record_is_used_as_a_frozen_dataclass_is() -> None:
    answer = assumable.parse_image("nginx:1")
    names = [field.name for field in dataclasses.fields(answer)]
    assert names == list(inspect.signature(ParseImageResponse).parameters) == list(typing.get_type_hints(ParseImageResponse))
    assert dataclasses.is_dataclass(answer) and dataclasses.asdict(answer) == {name: getattr(answer, name) for name in names}
    changed = dataclasses.replace(answer, tag="2")
    assert (answer.tag, changed.tag, changed.repository) == ("1", "2", answer.repository)
    assert changed != answer and dataclasses.replace(changed, tag="1") == answer and hash(answer) == hash(copy.copy(answer))
    assert pickle.loads(pickle.dumps(answer)) == copy.deepcopy(answer) == answer
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.tag = "2"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del answer.tag


def test_members_that_are_missing_or_unknown_are_refused() -> None:
    with pytest.raises(TypeError, match=r"NamedFile\(\) misses the keyword argument 'text'"):
        NamedFile(name="a")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"NamedFile\(\) got an unexpected keyword argument 'texts'"):
        NamedFile(name="a", text="", texts="")  # type: ignore[call-arg]


def test_what_has_members_goes_into_a_request() -> None:
    @dataclasses.dataclass
    class Settings:
        include_claim_keys: list[str]
        use_immutable_subject: bool | None = None

    own: Any = Settings(["repo"])
    claims = {"repository": "octo-org/app", "event_name": "push", "ref": "refs/heads/main"}
    told = build_subject(claims, SubjectSettings(include_claim_keys=["repo"]))
    assert build_subject(claims, own) == told == build_subject(claims, {"include_claim_keys": ["repo"]})


def test_the_import_makes_no_dataclass() -> None:
    """They took most of the time that the import took."""
    code = "import sys, assumable; print(*{'dataclasses', 'inspect'} & sys.modules.keys())"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded == []
