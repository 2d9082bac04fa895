"""The whole program: what it prints, its exit codes, and bad input of every kind."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

import who_can_assume  # noqa: E402

SAMPLE = HERE / "sample"
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"


def trust(sub: str, provider: str = PROVIDER) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringLike": {f"{GITHUB}:sub": sub}},
            }
        ],
    }


def account(*documents: Any) -> str:
    roles = [
        {"Arn": f"arn:aws:iam::123456789012:role/r{number}", "AssumeRolePolicyDocument": document}
        for number, document in enumerate(documents)
    ]
    return json.dumps({"RoleDetailList": roles})


RUN = json.dumps({"aud": "sts.amazonaws.com", "sub": "repo:octo-org/app:ref:refs/heads/main"}) + "\n"


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the program over texts; gives the exit code, what it printed and what it complained of."""

    def run(account: str | bytes, runs: str | bytes = RUN, *options: str) -> tuple[int, str, str]:
        for name, text in (("account.json", account), ("runs.jsonl", runs)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        code = who_can_assume.main(
            ["--runs", str(tmp_path / "runs.jsonl"), str(tmp_path / "account.json"), *options]
        )
        out, err = capsys.readouterr()
        return code, out, err.replace(f"{tmp_path}/", "")

    return run


def test_the_sample_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    code = who_can_assume.main(["--runs", f"{SAMPLE}/runs.jsonl", f"{SAMPLE}/account.json"])
    assert capsys.readouterr().out == """\
VERDICT  RUN                                           ROLE
allowed  app: shared build on main                     github-ecr-access
allowed  octo-org/shop push production                 ci/deploy-production
allowed  octo-org/shop push production                 ci/preview
allowed  octo-org/shop push refs/heads/main            ci/preview
allowed  octo-org/shop pull_request refs/pull/7/merge  ci/preview
allowed  shop: environment 100%                        ci/preview

roles: 3 trust GitHub, 3 do not, 0 malformed; answers: 6 allowed, 24 denied, 0 undetermined
"""
    assert code == 0


def test_url_encoded_pages_and_a_malformed_role(capsys: pytest.CaptureFixture[str]) -> None:
    code = who_can_assume.main(["--runs", f"{SAMPLE}/runs.jsonl", f"{SAMPLE}/account-pages.json"])
    assert capsys.readouterr().out == f"""\
VERDICT  RUN                                 ROLE
allowed  octo-org/docs push refs/heads/main  docs-publish

roles: 1 trust GitHub, 1 do not, 1 malformed; answers: 1 allowed, 9 denied, 0 undetermined
malformed: release: the member `{GITHUB}:sub` is named twice in one object (JSON_DUPLICATE_MEMBER)
"""
    assert code == 1


def test_json_has_every_answer_and_reasons_on_request(ask: Any) -> None:
    code, out, _ = ask(account(trust("repo:octo-org/app:*"), trust("repo:octo-org/web:*")), RUN, "--json", "--all")
    answers = json.loads(out)["answers"]
    assert [answer["verdict"] for answer in answers] == ["allowed", "denied"]
    assert "first differ at `web` in the policy and `app` in the token" in answers[1]["why"]
    assert code == 0


def test_a_subject_that_github_leaves_open_is_undetermined_where_it_decides(ask: Any) -> None:
    run = json.dumps({"aud": "sts.amazonaws.com", "repository": "octo-org/app", "event_name": "pull_request_review", "ref": "refs/pull/7/merge"})
    code, out, _ = ask(account(trust("repo:octo-org/app:pull_request"), trust("repo:octo-org/app:*")), run)
    assert [line.split()[0] for line in out.splitlines()[1:3]] == ["undetermined", "allowed"]
    assert "`" not in out and "ref:refs/pull/7/merge or repo:octo-org/app:pull_request" in out
    assert code == 2


def test_partial_claims_ask_for_what_is_missing(ask: Any) -> None:
    policy = trust("repo:octo-org/app:*")
    policy["Statement"][0]["Condition"]["StringEquals"] = {f"{GITHUB}:actor_id": "1001"}
    code, out, _ = ask(account(policy), RUN, "--scope", "partial")
    assert "the claim `actor_id` is not known" in out
    assert code == 2


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (None, "there is no trust policy"),
        (7, "there is no trust policy"),
        ("", None),
        ("%7Bnot json", None),
        ("%FF%FE", None),
        ([], "there is no trust policy"),
        ({}, None),
        ({"Statement": 1}, None),
        ({"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}, None),
        ({"Statement": [{"Effect": "Allow", "Principal": 7, "Action": "*"}]}, None),
        ({"Statement": [{"Effect": "Allow", "Principal": {"Federated": 7}, "Action": "*"}]}, None),
    ],
)
def test_a_malformed_role_is_told_and_the_others_are_answered(ask: Any, document: Any, problem: str | None) -> None:
    code, out, err = ask(account(document, trust("repo:octo-org/app:*")))
    assert "1 trust GitHub, 0 do not, 1 malformed; answers: 1 allowed" in out
    assert "malformed: r0: " + (problem or "") in out
    assert (code, err) == (1, "")


def test_roles_that_do_not_trust_github_are_not_asked(ask: Any) -> None:
    service = {"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}
    cluster = trust("*", "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/E")
    lookalike = trust("*", f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}.example.com")
    code, out, _ = ask(account(service, cluster, lookalike))
    assert "0 trust GitHub, 3 do not" in out
    assert code == 0


@pytest.mark.parametrize("host", [GITHUB, f"{GITHUB}/octo-inc", "token.actions.octo.ghe.com", "ghe.example.com/_services/token"])
def test_every_issuer_of_github_is_known(host: str) -> None:
    assert who_can_assume.trusts_github(trust("*", f"arn:aws:iam::123456789012:oidc-provider/{host}"))


def test_pages_come_one_after_the_other_or_as_a_list(ask: Any) -> None:
    one, two = account(trust("repo:octo-org/app:*")), account(quote(json.dumps(trust("repo:octo-org/*"))))
    assert "2 allowed" in ask(one + "\n" + two)[1]
    assert "2 allowed" in ask(f"[{one},{two}]")[1]


@pytest.mark.parametrize(
    ("account_text", "runs", "message"),
    [
        ("{", RUN, "account.json: Expecting property name"),
        ("{}", RUN, "account.json: a page without `RoleDetailList`"),
        ("[[]]", RUN, "account.json: a page without `RoleDetailList`"),
        ('{"RoleDetailList": {}}', RUN, "account.json: a page without `RoleDetailList`"),
        ('{"RoleDetailList": [{}]}', RUN, "account.json: a role without `Arn`"),
        ("[" * 100_000, RUN, "account.json: "),
        ('{"RoleDetailList": [], "n": ' + "9" * 5000 + "}", RUN, "account.json: "),
        (b"\xff", RUN, "account.json: the text is not UTF-8, at byte 0"),
        (account(), "{", "runs.jsonl:1: Expecting property name"),
        (account(), "\n[]", "runs.jsonl:2: expected an object of claims"),
        (account(), '{"sub": "a", "sub": "b"}', "runs.jsonl:1: the member `sub` is named twice in one object"),
        (account(), '{"claims": {}, "setings": {}}', "runs.jsonl:1: `setings` is not known beside `claims`"),
        (account(), '{"repository": "no-owner", "ref": "refs/heads/main"}', "runs.jsonl:1: "),
        (account(), '{"claims": {"repository": "o/r"}, "settings": {"keys": []}}', "runs.jsonl:1: the field `keys` is not known here"),
        (account(), b"\xff", "runs.jsonl: the text is not UTF-8, at byte 0"),
    ],
)
def test_bad_input_answers_nothing(ask: Any, account_text: str | bytes, runs: str | bytes, message: str) -> None:
    code, out, err = ask(account_text, runs)
    assert err.startswith(f"who_can_assume: {message}"), err
    assert err.count("\n") == 1
    assert (code, out) == (3, "")


@pytest.mark.parametrize("argv", [[], ["--runs", "x"], ["--runs", "x", "--live", "y"], ["--runs", "/nonexistent", "y"]])
def test_a_bad_command_line_ends_with_3(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert who_can_assume.main(argv) == 3
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("who_can_assume: ")


def test_nothing_in_a_name_reaches_the_terminal_raw(ask: Any) -> None:
    run = json.dumps({"name": "a\x1b[31m\u202eb\ud800", "claims": json.loads(RUN)})
    _, out, _ = ask(account(trust("*")), run)
    assert "a\ufffd[31m\ufffdb\ufffd" in out and "\x1b" not in out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_for_long_work_on_a_terminal() -> None:
    terminal, pipe, quick = Terminal(), io.StringIO(), Terminal()
    for stream, after in ((terminal, 0.0), (pipe, 0.0), (quick, 60.0)):
        progress = who_can_assume.Progress(2, stream, after)
        progress.advance(1)
        progress.close()
    assert terminal.getvalue() == f"\r[{'#' * 15}{'.' * 15}] 1/2\r\033[K"
    assert pipe.getvalue() == quick.getvalue() == ""


def test_many_runs_go_in_batches(ask: Any) -> None:
    code, out, _ = ask(account(trust("repo:octo-org/app:*"), trust("repo:octo-org/*")), RUN * 1201, "--json")
    assert [answer["verdict"] for answer in json.loads(out)["answers"]] == ["allowed"] * 2402
    assert code == 0


# ---------------------------------------------------------------------------------------------------------- live, by moto


def aws(monkeypatch: pytest.MonkeyPatch) -> Any:
    """boto3 against moto's API, without credentials of anyone."""
    moto = pytest.importorskip("moto")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return moto.mock_aws()


def test_live_roles_are_read_page_by_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "runs.jsonl").write_text(RUN)
    with aws(monkeypatch):
        iam = pytest.importorskip("boto3").client("iam")
        service: Mapping[str, Any] = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
        }
        for number in range(150):
            iam.create_role(RoleName=f"instance-{number}", AssumeRolePolicyDocument=json.dumps(service))
        iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(trust("repo:octo-org/app:*")))
        code = who_can_assume.main(["--live", "--runs", str(tmp_path / "runs.jsonl"), "--json"])
        # What the CLI prints for the same account gives the same answers.
        printed = json.dumps(iam.get_account_authorization_details(Filter=["Role"], MaxItems=1000), default=str)
    live = json.loads(capsys.readouterr().out)
    assert code == 0 and len(live["roles"]) == 151
    assert [(answer["role"].rpartition("/")[2], answer["verdict"]) for answer in live["answers"]] == [("deploy", "allowed")]
    (tmp_path / "account.json").write_text(printed)
    who_can_assume.main([str(tmp_path / "account.json"), "--runs", str(tmp_path / "runs.jsonl"), "--json"])
    assert json.loads(capsys.readouterr().out)["answers"] == live["answers"]


def test_without_credentials_aws_says_no(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("boto3")
    (tmp_path / "runs.jsonl").write_text(RUN)
    assert who_can_assume.main(["--live", "--profile", "no-such-profile", "--runs", str(tmp_path / "runs.jsonl")]) == 3
    assert "who_can_assume: AWS: " in capsys.readouterr().err


def test_boto3_is_needed_for_live_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "runs.jsonl").write_text(RUN)
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert who_can_assume.main(["--live", "--runs", str(tmp_path / "runs.jsonl")]) == 3
    assert capsys.readouterr().err == "who_can_assume: --live needs boto3: pip install boto3\n"
