"""The whole program: what it prints, its exit codes, and bad input of every kind."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

import audit  # noqa: E402

GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"
MAIN = "repo:octo-org/app:ref:refs/heads/main"
RUN = {"aud": "sts.amazonaws.com", "repository": "octo-org/app", "repository_owner": "octo-org", "event_name": "push", "ref": "refs/heads/main"}


def trust(sub: str) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}, "StringLike": {f"{GITHUB}:sub": sub}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def account(*documents: Any, name: str = "r") -> str:
    roles = [
        {"RoleName": f"{name}{number}", "Arn": f"arn:aws:iam::123456789012:role/{name}{number}", "AssumeRolePolicyDocument": document}
        for number, document in enumerate(documents)
    ]
    return json.dumps({"RoleDetailList": roles})


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the program over texts; gives the exit code, what it printed and what it complained of."""

    def run(account: str | bytes, *options: str, runs: str | bytes | None = None) -> tuple[int, str, str]:
        arguments = [str(tmp_path / "account.json"), "--owner", "octo-org", *options]
        for name, text in (("account.json", account), ("runs.jsonl", runs)):
            if text is not None:
                (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        if runs is not None:
            arguments += ["--runs", str(tmp_path / "runs.jsonl")]
        code = audit.main(arguments)
        out, err = capsys.readouterr()
        return code, out, err.replace(f"{tmp_path}/", "")

    return run


def test_who_gets_in_the_most_dangerous_first(ask: Any) -> None:
    code, out, err = ask(account(trust(MAIN), trust("repo:octo-org*"), trust("repo:octo-org/app:*")), "--json")
    rows = json.loads(out)
    assert (code, err) == (1, "")
    assert [row["severity"] for row in rows][:1] == ["critical"] and rows[0]["role"].endswith("r1")
    assert [row["severity"] for row in rows if row["role"].endswith("r0")] == ["low"]
    # Each row has a token as its proof.
    assert rows[0]["party"] == "outsiders" and not rows[0]["witness.claims.repository"].startswith("octo-org/")


def test_a_role_for_one_branch_is_nothing_to_report(ask: Any) -> None:
    assert ask(account(trust(MAIN)))[0] == 0


def test_policies_are_objects_or_url_encoded_and_pages_follow_each_other(ask: Any) -> None:
    encoded = account(quote(json.dumps(trust(MAIN))), name="encoded")
    code, out, _ = ask(account(trust(MAIN)) + "\n" + encoded)
    assert code == 0 and "role/r0" in out and "role/encoded0" in out


def test_a_policy_that_cannot_be_read_is_told_and_the_others_are_answered(ask: Any) -> None:
    twice = quote(json.dumps(trust(MAIN)).replace('"Version"', '"Version": "2012-10-17", "Version"'))
    code, out, err = ask(account(twice, trust(MAIN)))
    assert code == 2
    assert "unknown" in out and "role/r1" in out
    assert "the member `Version` is named twice" in err and err.startswith("account.json:1: ")


def test_a_template_of_its_own_is_thought_of(ask: Any) -> None:
    code, out, _ = ask(account(trust("repo:octo-org/*:job_workflow_ref:octo-org/w/.github/workflows/x.yml@refs/heads/main")))
    assert code == 1 and "role/r0" in out


def test_roles_that_trust_nobody_of_github_have_no_row(ask: Any) -> None:
    service = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    assert ask(account(service)) == (0, "SEVERITY  ROLE  TEXT\n", "")


@pytest.mark.parametrize(
    ("run", "verdict", "code"),
    [
        (RUN, "allowed", 0),
        ({**RUN, "ref": "refs/heads/dev"}, "denied", 0),
        ({**RUN, "environment": "production"}, "denied", 0),
        ({"name": "with ids", "settings": {"immutable": True}, "claims": RUN}, "denied", 0),
        ({"name": "either", "settings": {"immutable": "either"}, "claims": RUN}, "undetermined", 2),
    ],
)
def test_runs_are_judged(ask: Any, run: Any, verdict: str, code: int) -> None:
    found, out, _ = ask(account(trust(MAIN)), "--json", runs=json.dumps(run))
    assert ([row["verdict"] for row in json.loads(out)], found) == ([verdict], code)


@pytest.mark.parametrize(
    ("text", "runs", "message"),
    [
        ("", None, "there are no roles: give what `aws iam get-account-authorization-details` prints"),
        ('{"Roles": ', None, r"account\.json: "),
        (b"\xff", None, "account.json: the text is not UTF-8, at byte 0"),
        (account(trust(MAIN)), "{", r"runs\.jsonl:1: "),
        (account(trust(MAIN)), "[]", "runs.jsonl:1: a run needs claims, with `repository_owner` among them"),
        (account(trust(MAIN)), json.dumps({**RUN, "repositry": "x"}), "repositry"),
    ],
)
def test_bad_input_answers_nothing(ask: Any, text: str | bytes, runs: str | None, message: str) -> None:
    code, out, err = ask(text, runs=runs)
    assert (code, out) == (3, "")
    assert err.startswith("audit: ")
    assert message in err or re.search(message, err), err


@pytest.mark.parametrize("argv", [[], ["--live", "account.json"], ["--nothing"], ["nowhere.json"]])
def test_a_bad_command_line_ends_with_3(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(argv) == 3
    assert capsys.readouterr().err.startswith("audit: ")


def test_nothing_in_a_name_reaches_the_terminal_raw(ask: Any) -> None:
    found = json.loads(account(trust("repo:octo-org/app:*")))
    found["RoleDetailList"][0]["Arn"] += "\u001b[2J\u202e"
    out, err = ask(json.dumps(found))[1:]
    assert "\u001b" not in out + err and "\u202e" not in out + err


@contextlib.contextmanager
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    moto = pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with moto.mock_aws():
        yield


def test_live_roles_are_read_page_by_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with aws(monkeypatch):
        iam = pytest.importorskip("boto3").client("iam")
        service: Mapping[str, Any] = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
        }
        for number in range(150):
            iam.create_role(RoleName=f"instance-{number}", AssumeRolePolicyDocument=json.dumps(service))
        iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=json.dumps(trust("repo:octo-org/app:*")))
        code = audit.main(["--live", "--owner", "octo-org", "--json"])
        # What the CLI prints for the same account gives the same answers.
        printed = json.dumps(iam.get_account_authorization_details(Filter=["Role"], MaxItems=1000), default=str)
    live = json.loads(capsys.readouterr().out)
    assert code == 1 and {row["role"].rpartition("/")[2] for row in live} == {"deploy"}
    (tmp_path / "account.json").write_text(printed)
    assert audit.main([str(tmp_path / "account.json"), "--owner", "octo-org", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == live


def test_without_credentials_aws_says_no(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("boto3")
    assert audit.main(["--live", "--profile", "no-such-profile"]) == 3
    assert "audit: AWS: " in capsys.readouterr().err


def test_boto3_is_needed_for_live_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    assert audit.main(["--live"]) == 3
    assert capsys.readouterr().err == "audit: --live needs boto3: pip install boto3\n"


def test_the_gate_refuses_the_plan_that_lets_in_more() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "gate"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
    assert "2 failed" in done.stdout, done.stdout
    text = (HERE / "README.md").read_text(encoding="utf-8")
    told = [line for line in done.stdout.splitlines() if line.startswith("E ")]
    assert len(told) == 4 and all(line in text for line in told), told
