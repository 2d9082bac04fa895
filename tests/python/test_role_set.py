"""A set of roles over tables: the same answers as role by role, whatever engine holds the table and in whatever form."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from cases import ROOT

import assumable

HOST = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{HOST}"


def policy(condition: dict[str, Any], effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Condition": condition}]})


ROLES = [
    ("arn:aws:iam::123456789012:role/exact", policy({"StringEquals": {f"{HOST}:sub": "repo:octo-org/app:environment:prod"}})),
    ("arn:aws:iam::123456789012:role/head", policy({"StringLike": {f"{HOST}:sub": "repo:octo-org/app:*"}})),
    ("arn:aws:iam::123456789012:role/tail", policy({"StringLike": {f"{HOST}:sub": "*:environment:prod"}})),
    ("arn:aws:iam::123456789012:role/actor", policy({"StringEqualsIgnoreCase": {f"{HOST}:actor": "Octocat"}})),
    ("arn:aws:iam::123456789012:role/not", policy({"StringNotLike": {f"{HOST}:sub": "repo:octo-org/*"}})),
    ("arn:aws:iam::123456789012:role/address", policy({"StringLike": {f"{HOST}:sub": "repo:*"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})),
    ("arn:aws:iam::123456789012:role/provider", policy({})),
]
TOKENS: list[dict[str, str | None]] = [
    {"sub": "repo:octo-org/app:environment:prod", "aud": "sts.amazonaws.com", "actor": "octocat", "run_id": "1"},
    {"sub": "repo:octo-org/app:pull_request", "aud": "sts.amazonaws.com", "actor": None, "run_id": "2"},
    {"sub": "repo:evil/app:environment:prod", "aud": None, "actor": "mallory", "run_id": "3"},
    {"sub": None, "aud": "sts.amazonaws.com", "actor": "octocat", "run_id": "4"},
    {"sub": "", "aud": "sts.amazonaws.com", "actor": "", "run_id": "5"},
]

Pairs = list[tuple[int, int, str]]


def one_by_one(tokens: list[dict[str, str | None]], scope: str = "token") -> Pairs:
    out = []
    for row, token in enumerate(tokens):
        claims = {name: value for name, value in token.items() if value is not None}
        for index, (arn, text) in enumerate(ROLES):
            verdict = assumable.check_trust(text, claims, {"role_arn": arn, "claims_scope": scope}).verdict
            if verdict != "denied":
                out.append((row, index, str(verdict)))
    return out


def told(answers: assumable.ArrowTable) -> Pairs:
    table = pa.table(answers)
    assert table.column_names == ["token", "role", "verdict", "reason"]
    return [(row["token"], row["role"], row["verdict"]) for row in table.to_pylist()]


FORMS = {
    "text": pa.string(),
    "large": pa.large_string(),
    "view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "small dictionary": pa.dictionary(pa.uint8(), pa.large_string()),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@pytest.mark.parametrize("scope", ["token", "partial"])
def test_a_set_answers_as_its_roles_do(form: pa.DataType, scope: Any) -> None:
    roles = assumable.RoleSet(ROLES, claims_scope=scope)
    columns = {name: pa.array([token[name] for token in TOKENS]) for name in TOKENS[0]}
    table = pa.table({name: column.dictionary_encode() if pa.types.is_dictionary(form) else column for name, column in columns.items()})
    table = table.cast(pa.schema([(name, form) for name in table.column_names]))
    expected = one_by_one(TOKENS, scope)
    assert expected
    assert told(roles.check(table)) == expected
    # Chunks, and a slice whose values do not start at the first.
    assert told(roles.check(pa.concat_tables([table, table.slice(1, 2)]))) == expected + [
        (row - 1 + len(TOKENS), role, verdict) for row, role, verdict in expected if row in (1, 2)
    ]


SHARED = json.loads((ROOT / "tests/contract/policy-set.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SHARED, ids=[case["name"] for case in SHARED])
def test_the_cases_of_every_runtime(case: dict[str, Any]) -> None:
    of_json = assumable.PolicySet(case["set"]).check_many(case["tokens"])
    listed = [[(one.role, str(one.verdict), str(one.reason)) for one in answer.roles] for answer in of_json.answers]
    expected = [[(one["role"], one["verdict"], one["reason"]) for one in answer["roles"]] for answer in case["answers"]]
    assert listed == expected
    texts = [(role["role_arn"], role["policy"]) for role in case["set"]["roles"]]
    texts = [(arn, policy if isinstance(policy, str) else json.dumps(policy)) for arn, policy in texts]
    roles = assumable.RoleSet(texts, claims_scope=case["set"].get("claims_scope", "token"))
    names = sorted({name for token in case["tokens"] for name in token})
    table = pa.table({name: pa.array([token.get(name) for token in case["tokens"]], pa.string()) for name in names})
    rows: list[list[tuple[int, str, str]]] = [[] for _ in expected]
    for row in pa.table(roles.check(table)).to_pylist():
        rows[row["token"]].append((row["role"], row["verdict"], row["reason"]))
    assert rows == expected


def test_random_tables_agree() -> None:
    chance = random.Random(7)
    roles = assumable.RoleSet(ROLES)
    values = {name: sorted({value for token in TOKENS if (value := token[name]) is not None}) for name in TOKENS[0]}
    tokens = [{name: chance.choice([None, *some]) for name, some in values.items()} for _ in range(200)]
    table = pa.Table.from_pylist(tokens, schema=pa.schema([(name, pa.string()) for name in values]))
    assert told(roles.check(table)) == one_by_one(tokens)


def test_a_table_of_roles_is_read(tmp_path: Any) -> None:
    table = pa.table({"role_arn": [arn for arn, _ in ROLES], "policy": [text for _, text in ROLES], "tag": [1] * len(ROLES)})
    roles = assumable.RoleSet(table)
    assert len(roles) == len(ROLES)
    assert {"sub", "actor", "aud", "iss"} <= set(roles.columns)
    assert "run_id" not in roles.columns
    again = pickle.loads(pickle.dumps(assumable.RoleSet(table, claims_scope="partial")))
    assert again.columns == roles.columns
    only_sub = pa.table({"sub": ["repo:octo-org/app:environment:prod"]})
    assert told(again.check(only_sub)) == one_by_one([{"sub": "repo:octo-org/app:environment:prod"}], "partial")


def test_any_name_of_a_claim_is_a_column() -> None:
    odd = policy({"StringEquals": {f"{HOST}:e\u0301\"": "a"}})
    assert "e\u0301\"" in assumable.RoleSet([(ROLES[0][0], odd)]).columns


def test_batches_are_answered_as_they_come() -> None:
    seen = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(3):
            seen.append(number)
            yield pa.record_batch({"sub": ["repo:octo-org/app:environment:prod"], "aud": ["sts.amazonaws.com"]})

    schema = pa.schema([("sub", pa.string()), ("aud", pa.string())])
    reader = pa.RecordBatchReader.from_batches(schema, batches())
    answers = pa.RecordBatchReader.from_stream(assumable.RoleSet(ROLES).check(reader))
    assert seen == []
    first = answers.read_next_batch()
    assert (seen, first.column("token").to_pylist()[0]) == ([0], 0)
    assert answers.read_all().column("token").to_pylist()[-1] == 2


def test_threads_may_ask_one_set() -> None:
    roles = assumable.RoleSet(ROLES)
    table = pa.Table.from_pylist(TOKENS)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: told(roles.check(table)), range(8)))
    assert all(answer == one_by_one(TOKENS) for answer in answers)


def test_why_is_told_for_every_pair() -> None:
    report = assumable.RoleSet(ROLES).explain(0, {"sub": "repo:octo-org/app:pull_request", "aud": "sts.amazonaws.com"})
    expected = assumable.check_trust(ROLES[0][1], {"sub": "repo:octo-org/app:pull_request", "aud": "sts.amazonaws.com"}, {"role_arn": ROLES[0][0]})
    assert report == expected


@pytest.mark.parametrize(
    ("roles", "path", "code"),
    [
        ([*ROLES, ("arn:aws:iam::123456789012:user/u", "{}")], "/roles/7/role_arn", "ARN_INVALID"),
        ([(ROLES[0][0], '{"Version": "2012-10-17",}')], "/roles/0/policy", "JSON_SYNTAX"),
        (pa.table({"role_arn": ["a"]}), "/roles", "MISSING_FIELD"),
        (pa.table({"role_arn": [ROLES[0][0]], "policy": pa.array([None], pa.string())}), "/roles/0/policy", "MISSING_FIELD"),
        (pa.table({"role_arn": [1], "policy": ["{}"]}), "/roles/role_arn", "WRONG_TYPE"),
    ],
)
def test_bad_roles_are_refused(roles: Any, path: str, code: str) -> None:
    with pytest.raises(assumable.AssumableError) as refused:
        assumable.RoleSet(roles)
    assert (refused.value.code, refused.value.path) == (code, path)


def test_bad_tokens_are_refused() -> None:
    roles = assumable.RoleSet(ROLES)
    with pytest.raises(assumable.RequestError) as refused:
        roles.check(pa.table({"sub": [1]}))
    assert (refused.value.code, refused.value.path) == ("WRONG_TYPE", "/tokens/sub")
    with pytest.raises(assumable.RequestError, match="two columns `sub`"):
        roles.check(pa.table([pa.array(["a"]), pa.array(["b"])], names=["sub", "sub"]))
    with pytest.raises(pa.ArrowInvalid, match="TOO_LARGE at /tokens/1/sub"):
        pa.table(roles.check(pa.table({"sub": ["a", "a" * 40_000]})))
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        roles.check([{"sub": "a"}])  # type: ignore[arg-type]
    with pytest.raises(assumable.RequestError, match="7 roles"):
        roles.explain(7, {})
    assert told(roles.check(pa.table({"run_id": [1]}))) == one_by_one([{}])
    assert told(roles.check(pa.table({"sub": pa.array([], pa.string())}))) == []
    read = roles.check(pa.table({"sub": ["a"]}))
    pa.table(read)
    with pytest.raises(TypeError, match="have been read"):
        pa.table(read)
