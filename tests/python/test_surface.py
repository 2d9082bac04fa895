"""What the surface adds: strict encoding, errors as exceptions, handles, threads."""

import inspect
import io
import json
import math
import pathlib
import pickle
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import partial
from typing import Any

import pytest
from assumable import _native
from assumable._encode import encode
from assumable.errors import CLASSES
from cases import ROOT, schema

import assumable

POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                    "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main",
                }
            },
        }
    ],
}
CLAIMS = {
    "iss": "https://token.actions.githubusercontent.com",
    "aud": "sts.amazonaws.com",
    "sub": "repo:octo-org/app:ref:refs/heads/main",
}
OTHER = {**CLAIMS, "sub": "repo:octo-org/app:pull_request"}


def refused(ask: Callable[[], object]) -> assumable.AssumableError:
    with pytest.raises(assumable.AssumableError) as raised:
        ask()
    return raised.value


# ---------------------------------------------------------------------------------------------------------- documents


@pytest.mark.parametrize(
    "policy", [POLICY, json.dumps(POLICY), json.dumps(POLICY).encode(), bytearray(json.dumps(POLICY).encode())]
)
def test_a_document_is_taken_in_every_form(policy: Any) -> None:
    assert assumable.check_trust(policy, CLAIMS).verdict == "allowed"
    assert assumable.check_trust(policy, OTHER).verdict == "denied"


def test_bytes_that_are_not_utf8_are_told_with_their_place() -> None:
    error = refused(lambda: assumable.check_trust(b'{"Version":\n "\xc3\xa9\xff"}', CLAIMS))
    assert isinstance(error, assumable.JsonError)
    assert (error.code, error.document, error.path) == ("NOT_UTF8", "/policy", "")
    assert (error.offset, error.line, error.column) == (15, 2, 4)
    assert error.message == "the text is not UTF-8"


def test_a_fault_in_a_mapping_is_told_within_the_request() -> None:
    error = refused(lambda: assumable.check_trust({"Statement": [{"Sid": math.nan}]}, CLAIMS))
    assert (error.code, error.document, error.path) == ("NOT_ENCODABLE", None, "/policy/Statement/0/Sid")
    error = refused(lambda: assumable.check_trust({**POLICY, "Version": "2012"}, CLAIMS))
    assert (error.code, error.document, error.path, error.line) == ("POLICY_INVALID", None, "/policy/Version", None)


def test_lines_are_told_of_a_text_and_not_of_a_mapping() -> None:
    for policy, line in ((json.dumps(POLICY), 1), (json.dumps(POLICY).encode(), 1), (POLICY, None)):
        for report in (assumable.check_trust(policy, OTHER), assumable.TrustPolicy(policy).check(OTHER)):
            assert report.verdict == "denied"
            assert {failure.line for failure in report.failures} == {line}
            assert {test.line for statement in report.statements for test in statement.tests} == {line}
            assert all(test.pointer for statement in report.statements for test in statement.tests)


def test_a_fault_in_a_nested_document_names_it() -> None:
    options: dict[str, Any] = {"rcp": [POLICY, b"\xff"]}
    error = refused(lambda: assumable.check_trust(POLICY, CLAIMS, options))
    assert (error.code, error.document) == ("NOT_UTF8", "/options/rcp/1")
    error = refused(lambda: assumable.check_trust(POLICY, CLAIMS, {"rcp": {"a/b": {1: 2}}}))
    assert (error.code, error.document, error.path) == ("NOT_ENCODABLE", None, "/options/rcp/a~1b")


# ------------------------------------------------------------------------------------------------------------ encoding


class Colour(str, Enum):
    RED = "red"


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("value", "code", "path", "message"),
    [
        ({"x": math.nan}, "NOT_ENCODABLE", "/claims/x", "a number must be finite"),
        ({"x": [1, -math.inf]}, "NOT_ENCODABLE", "/claims/x/1", "a number must be finite"),
        ({1: "x"}, "NOT_ENCODABLE", "/claims", "the name of a member must be text"),
        ({"x": {None: 1}}, "NOT_ENCODABLE", "/claims/x", "the name of a member must be text"),
        ({"x": "\ud800"}, "NOT_ENCODABLE", "/claims/x", "the text holds half of a surrogate pair"),
        ({"\udfff": "x"}, "NOT_ENCODABLE", "/claims", "the text holds half of a surrogate pair"),
        ({"x": {1, 2}}, "NOT_ENCODABLE", "/claims/x", "no JSON text can stand for this value"),
        ({"x": b"bytes"}, "NOT_ENCODABLE", "/claims/x", "no JSON text can stand for this value"),
        ({"a/b~": object()}, "NOT_ENCODABLE", "/claims/a~1b~0", "no JSON text can stand for this value"),
        ({"x": 1j}, "NOT_ENCODABLE", "/claims/x", "no JSON text can stand for this value"),
        ({"x": "a\0b"}, "JSON_NUL", None, "a string holds U+0000"),
        ({"x": CYCLE}, "JSON_TOO_DEEP", None, "the document nests deeper than 64 levels"),
        ("text", "WRONG_TYPE", "/claims", "expected an object, found a string"),
        (None, "WRONG_TYPE", "/claims", "expected an object, found null"),
    ],
    ids=repr,
)
def test_what_no_request_can_hold_is_refused(value: Any, code: str, path: str | None, message: str) -> None:
    error = refused(lambda: assumable.build_subject(value))
    assert (error.code, error.message) == (code, message)
    assert path is None or error.path == path
    assert error.document is None


@pytest.mark.parametrize("file", [pathlib.Path("trust.json"), io.StringIO("{}")], ids=repr)
def test_a_file_is_no_document(file: Any) -> None:
    error = refused(lambda: assumable.TrustPolicy(file))
    assert (error.code, error.message, error.path) == ("NOT_ENCODABLE", "a file is not a document", "/policy")
    assert error.help == "pass its text or its bytes"


def test_values_with_one_meaning_are_taken() -> None:
    request = {"text": Colour.RED, "tuple": (1, True, None), "float": 1.5, "big": 10**30, "surrogates": "\U0001f600"}
    assert json.loads(encode(request)) == {**request, "text": "red", "tuple": [1, True, None]}


def test_depth_ends_where_the_core_ends_it() -> None:
    def nested(levels: int) -> Any:
        value: Any = "x"
        for _ in range(levels):
            value = [value]
        return value

    inside = {"repository": "octo-org/app", "ref": "refs/heads/main", "x": nested(62)}
    assert assumable.build_subject(inside).outcome == "known"
    for levels in (63, 64, 1000, 100_000):
        assert refused(lambda levels=levels: assumable.build_subject({"x": nested(levels)})).code == "JSON_TOO_DEEP"  # type: ignore[misc]


def test_100_megabytes_are_one_error() -> None:
    assert refused(lambda: assumable.parse_image("a" * 100_000_000)).code == "TOO_LARGE"


def test_options_are_taken_as_dataclass_and_as_mapping() -> None:
    keys = ["repo", "context"]
    by_class = assumable.build_subject(CLAIMS, assumable.SubjectSettings(include_claim_keys=keys))
    assert by_class == assumable.build_subject(CLAIMS, {"include_claim_keys": keys})


def test_a_default_and_none_are_told_apart() -> None:
    test = partial(
        assumable.match_condition,
        operator="StringEquals",
        key="aws:x",
        values="${aws:username}",
        context={"aws:x": "a", "aws:username": "a"},
    )
    assert test().outcome == "match"
    assert test(version=None).outcome == "no_match"


class Twice(Mapping[str, Any]):
    """A mapping that names a member twice."""

    def __getitem__(self, name: str) -> Any:
        return "octo-org/app"

    def __iter__(self) -> Iterator[str]:
        return iter(["repository", "repository"])

    def __len__(self) -> int:
        return 2


class Name(str):
    """A text that is equal to itself only, and whose methods do what they like."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __str__(self) -> str:
        raise RuntimeError("a method of the caller's was called")

    __repr__ = __str__

    def isascii(self) -> bool:
        raise RuntimeError("a method of the caller's was called")

    def encode(self, *_: Any) -> bytes:
        raise RuntimeError("a method of the caller's was called")

    def replace(self, *_: Any) -> str:
        raise RuntimeError("a method of the caller's was called")


class Number(int):
    """A number that says it is another."""

    def __int__(self) -> int:
        raise RuntimeError("a method of the caller's was called")

    __index__ = __repr__ = __str__ = __int__  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("claims", "path"),
    [
        (Twice(), "/claims"),
        ({Name("repository"): "octo-org/app", Name("repository"): "octo-org/other"}, "/claims"),
        ({"repository": "octo-org/app", Name("repository"): "octo-org/other"}, "/claims"),
        ({"x": [{Name("a"): 1, "a": 2}]}, "/claims/x/0"),
    ],
)
def test_a_member_named_twice_is_refused(claims: Any, path: str) -> None:
    with pytest.raises(assumable.AssumableError) as caught:
        assumable.build_subject(claims)
    assert (caught.value.code, caught.value.path) == ("JSON_DUPLICATE_MEMBER", path)
    assert caught.value.message.endswith("is named twice in one object")


def test_a_member_named_twice_in_a_document_is_refused_there() -> None:
    with pytest.raises(assumable.AssumableError) as caught:
        assumable.check_trust({"Statement": [{Name("Effect"): "Deny", Name("Effect"): "Allow"}]}, CLAIMS)
    assert (caught.value.code, caught.value.document, caught.value.path) == ("JSON_DUPLICATE_MEMBER", None, "/policy/Statement/0")


def test_values_with_methods_of_their_own_are_read_as_what_they_are() -> None:
    plain = {"repository": "octo-org/app", "ref": "refs/heads/main", "event_name": "push", "run_id": 7, "actor": "\u00e9"}
    odd = {Name(name): Number(value) if isinstance(value, int) else Name(value) for name, value in plain.items()}
    assert assumable.build_subject(odd) == assumable.build_subject(plain)  # type: ignore[arg-type]
    with pytest.raises(assumable.AssumableError) as caught:
        assumable.build_subject({Name("a"): Name("\ud800")})
    assert (caught.value.code, caught.value.path) == ("NOT_ENCODABLE", "/claims/a")


@pytest.mark.parametrize("claims", [{"run_id": 10**5000}, {"x": [-(10**5000)]}, {10**5000: "x"}])
def test_numbers_that_python_cannot_write_are_refused(claims: Any) -> None:
    with pytest.raises(assumable.AssumableError) as caught:
        assumable.build_subject(claims)
    assert caught.value.code == "NOT_ENCODABLE"
    assert len(str(caught.value)) < 300


# -------------------------------------------------------------------------------------------------------------- errors


def test_every_code_has_its_class() -> None:
    assert list(CLASSES) == schema()["codes"]
    assert all(issubclass(kind, assumable.AssumableError) for kind in CLASSES.values())
    assert issubclass(assumable.AssumableError, ValueError)


def test_an_error_survives_pickling() -> None:
    error = refused(lambda: assumable.TrustPolicy('{"Version": "2012-10-17",}'))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and vars(again) == vars(error)
    assert (error.document, error.line, error.column) == ("/policy", 1, 25)


# ------------------------------------------------------------------------------------------------------------- surface


def test_every_operation_has_a_documented_function() -> None:
    for name, operation in schema()["operations"].items():
        function = getattr(assumable, name)
        definition = schema()["$defs"][operation["request"]["$ref"].rsplit("/", 1)[1]]
        assert list(inspect.signature(function).parameters) == list(definition["properties"])
        assert function.__doc__ and "Args:" in function.__doc__
        assert name in assumable.__all__


def test_values_are_frozen() -> None:
    answer = assumable.parse_image("nginx")
    with pytest.raises(AttributeError):
        answer.registry = "other"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        answer.other = 1  # type: ignore[attr-defined]


def test_the_version_is_the_workspace_s() -> None:
    manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    assert f'[workspace.package]\nversion = "{assumable.__version__}"' in manifest


def test_the_shipped_module_has_no_planted_panic() -> None:
    error = json.loads(_native.answer("planted_panic", "{}"))["error"]
    assert error["code"] == "UNKNOWN_OPERATION"


# ------------------------------------------------------------------------------------------------------------- handles


def test_a_handle_refuses_a_malformed_document() -> None:
    error = refused(lambda: assumable.TrustPolicy("{}"))
    assert isinstance(error, assumable.PolicyError)
    assert error.document == "/policy"


@pytest.mark.parametrize("policy", [None, 5, [], b"\xff", "\ud800", {1: 2}, {"Statement": math.nan}, object()], ids=repr)
def test_a_handle_refuses_as_the_operation_does(policy: Any) -> None:
    by_handle = refused(lambda: assumable.TrustPolicy(policy))
    by_operation = refused(lambda: assumable.check_trust(policy, CLAIMS))
    assert vars(by_handle) == vars(by_operation)


def test_a_handle_survives_pickling() -> None:
    for policy in (POLICY, json.dumps(POLICY)):
        handle = assumable.TrustPolicy(policy)
        again = pickle.loads(pickle.dumps(handle))
        assert again.check(CLAIMS).verdict == "allowed"
        assert again.check(OTHER) == handle.check(OTHER)


def test_large_batches_are_cut_and_joined() -> None:
    policy = assumable.TrustPolicy(POLICY)
    count = 10_001
    answers = policy.check_many([CLAIMS if index % 3 else OTHER for index in range(count)]).answers
    assert len(answers) == count
    assert [answer.verdict for answer in answers] == ["allowed" if index % 3 else "denied" for index in range(count)]
    assert policy.check_many([]).answers == ()
    nothings: list[Any] = [None, 5, "claims", CLAIMS]
    for nothing in nothings:
        error = refused(partial(policy.check_many, nothing))
        assert (error.code, error.path) == ("WRONG_TYPE", "/claims")
    # Far more than one request may hold.
    wide = {**CLAIMS, "padding": "x" * 30_000}
    assert len(policy.check_many([wide] * 1_500).answers) == 1_500


def test_a_fault_in_a_batch_is_told_by_its_place_in_the_whole() -> None:
    policy = assumable.TrustPolicy(POLICY)
    runs: list[Any] = [CLAIMS] * 9_000
    runs[8_500] = {**CLAIMS, "x": math.inf}
    assert refused(lambda: policy.check_many(runs)).path == "/claims/8500/x"
    runs[8_500] = "text"
    error = refused(lambda: policy.check_many(runs))
    assert (error.code, error.path) == ("WRONG_TYPE", "/claims/8500")


# ------------------------------------------------------------------------------------------------------------- threads


def test_many_threads_ask_one_handle() -> None:
    policy = assumable.TrustPolicy(POLICY)
    wanted = ["allowed" if index % 2 else "denied" for index in range(400)]

    def ask(_: int) -> list[str]:
        return [policy.check(CLAIMS if index % 2 else OTHER).verdict for index in range(400)]

    with ThreadPoolExecutor(16) as pool:
        assert all(verdicts == wanted for verdicts in pool.map(ask, range(32)))


def test_the_interpreter_runs_on_while_the_core_works() -> None:
    """One long call, and a thread that ticks: it could not tick if the call held the interpreter."""
    handle = _native.Handle("TrustPolicy", json.dumps(POLICY))
    request = json.dumps({"claims": [CLAIMS] * 10_000})
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    other = threading.Thread(target=tick)
    other.start()
    started = time.perf_counter()
    answer = handle.answer("check_many", request)
    ended = time.perf_counter()
    stop.set()
    other.join()
    assert answer.startswith('{"ok":')
    tenth = (ended - started) / 10
    # In its middle, away from where the call takes and hands back the interpreter.
    meanwhile = sum(started + tenth < at < ended - tenth for at in ticks)
    print(f"{meanwhile} ticks within one call of {ended - started:.3f} s")
    assert meanwhile >= 5
