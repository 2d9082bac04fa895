"""Who can assume the roles of an AWS account through GitHub Actions, most dangerous first.

    aws iam get-account-authorization-details --filter Role > account.json
    python audit.py --owner octo-org account.json
    python audit.py --owner octo-org --live

Exit code: 0 nothing to report; 1 somebody gets in of whom a person should know; 2 something is not known; 3 bad input.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from assumable import (
    AssumableError,
    Finding,
    NamedFile,
    ReadRole,
    World,
    WorldOwner,
    decide,
    read_documents,
    rows,
    rows,
    who_can_assume,
)

#: From which exposure on somebody should know of it.
REPORTED = ("critical", "high", "medium")
VERDICTS: dict[str, Literal["allowed", "denied"]] = {"always": "allowed", "never": "denied"}


class BadInput(Exception):
    """Nothing can be answered; says where, what and what to do."""


def read_account(files: Sequence[NamedFile]) -> tuple[list[ReadRole], list[Finding]]:
    """The roles of what IAM answered, and what is wrong with them."""
    inventory = read_documents(files)
    for document in inventory.documents:
        if document.refused is not None:
            raise BadInput(f"{document.name}: {document.refused.message}; {document.refused.help}")
    roles = [role for role in inventory.roles if role.trust_policy is not None]
    if not roles:
        raise BadInput("there are no roles: give what `aws iam get-account-authorization-details` prints")
    return roles, list(inventory.findings)


def live_account(profile: str | None) -> Iterator[NamedFile]:
    """The same from AWS itself, page by page. Needs boto3 and ``iam:GetAccountAuthorizationDetails``."""
    try:
        boto3: Any = importlib.import_module("boto3")
        exceptions: Any = importlib.import_module("botocore.exceptions")
    except ImportError:
        raise BadInput("--live needs boto3: pip install boto3") from None
    try:
        iam = boto3.Session(profile_name=profile).client("iam")
        for page in iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"]):
            roles = {"RoleDetailList": page["RoleDetailList"]}
            yield NamedFile(name="AWS", text=json.dumps(roles, default=str))
    except (exceptions.BotoCoreError, exceptions.ClientError) as error:
        raise BadInput(f"AWS: {error}") from None


def name_of(role: ReadRole) -> str:
    return next((text.value for text in (role.arn, role.name) if text is not None and text.value), role.place.document or "")


def audit(roles: Sequence[ReadRole], owners: Sequence[str]) -> list[dict[str, Any]]:
    """A row for each class of tokens that gets into a role, and one for each role that is not known."""
    usual = World(owners=[WorldOwner(login=login) for login in owners])
    any_template = World(owners=[WorldOwner(login=login, include_claim_keys="unknown", immutable="either") for login in owners])
    out: list[dict[str, Any]] = []
    for role in roles:
        assert role.trust_policy is not None
        if role.trust_policy.document is None:
            out.append({"role": name_of(role), "severity": "unknown", "text": "the trust policy cannot be read"})
            continue
        report = who_can_assume(json.dumps(role.trust_policy.document), usual)
        if report.outcome == "nobody":
            # No subject of the default template gets in: one of another template, or with ids, may.
            report = who_can_assume(json.dumps(role.trust_policy.document), any_template)
        out += [{"role": name_of(role), **row} for row in rows(report)]
        if report.outcome not in ("somebody", "nobody"):
            why = "; ".join(need.message for need in report.unless) or report.outcome
            out.append({"role": name_of(role), "severity": "unknown", "text": why})
    order = ("unknown", *REPORTED, "low", "info")
    return sorted(out, key=lambda row: order.index(row["severity"]))


def judge(roles: Sequence[ReadRole], runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every run and every role: whether this run gets in."""
    out = []
    for run in runs:
        claims, settings = dict(run.get("claims", run)), run.get("settings", {})
        # A token of a run without an environment does not have the claim.
        claims.setdefault("environment", None)
        token = {name: [value] for name, value in claims.items() if name != "iss"}
        owner = WorldOwner(login=claims["repository_owner"], **settings)
        for role in roles:
            assert role.trust_policy is not None
            if role.trust_policy.document is None:
                continue
            answer = decide(json.dumps(role.trust_policy.document), [token], World(owners=[owner]))
            verdict = VERDICTS.get(answer.outcome, "undetermined")
            out.append({"verdict": verdict, "run": run.get("name") or subject_of(claims), "role": name_of(role)})
    return out


def subject_of(claims: dict[str, Any]) -> str:
    parts = [claims.get("repository"), claims.get("event_name"), claims.get("environment") or claims.get("ref")]
    return " ".join(str(part) for part in parts if part is not None)


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    lines = [[column.upper() for column in columns]]
    lines += [[visible(str(row.get(column, ""))) for column in columns] for row in rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(columns))]
    cells = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths)) for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in cells)


def visible(text: str) -> str:
    """Text that cannot move a terminal's cursor or turn the direction of writing."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


class Parser(argparse.ArgumentParser):
    """argparse ends with 2 for a bad command line, which stands for what is not known here."""

    def error(self, message: str) -> Any:
        raise BadInput(f"{message} (see --help)")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(description="Who can assume the roles of an AWS account through GitHub Actions.")
    parser.add_argument("account", nargs="*", help="what IAM answered about roles; `-` for standard input")
    parser.add_argument("--owner", action="append", default=[], help="an organisation or user of yours; may be repeated")
    parser.add_argument("--live", action="store_true", help="ask AWS for the roles (needs boto3)")
    parser.add_argument("--profile", help="the AWS profile for --live")
    parser.add_argument("--runs", metavar="FILE", help="judge these runs: JSON lines of claims, or {name, settings, claims}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(argv)
    if bool(given.account) == given.live:
        parser.error("give files of the account, or --live")
    return given


def read(path: str) -> str:
    try:
        return sys.stdin.buffer.read().decode() if path == "-" else Path(path).read_bytes().decode()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: the text is not UTF-8, at byte {error.start}") from None


def read_runs(path: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for number, line in enumerate(read(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            run = json.loads(line)
        except ValueError as error:
            raise BadInput(f"{path}:{number}: {error}") from None
        claims = run.get("claims", run) if isinstance(run, dict) else None
        if not isinstance(claims, dict) or not isinstance(claims.get("repository_owner"), str):
            raise BadInput(f"{path}:{number}: a run needs claims, with `repository_owner` among them")
        out.append(run)
    return out


def main(argv: Sequence[str] | None = None) -> int:
    try:
        given = arguments(argv)
        files = live_account(given.profile) if given.live else (NamedFile(name=path, text=read(path)) for path in given.account)
        roles, findings = read_account(list(files))
        if given.runs is None:
            found = audit(roles, given.owner)
            columns = ("severity", "role", "text")
        else:
            found = [row for row in judge(roles, read_runs(given.runs)) if given.json or row["verdict"] != "denied"]
            columns = ("verdict", "run", "role")
    except (AssumableError, BadInput) as problem:
        print(f"audit: {problem}", file=sys.stderr)
        return 3
    sys.stdout.write(json.dumps(found, indent=2) + "\n" if given.json else table(found, columns))
    for finding in findings:
        place = finding.place
        where = f"{place.document}:{place.line}: " if place else ""
        print(visible(f"{where}{finding.message} ({finding.code})"), file=sys.stderr)
    told = {row.get("severity", row.get("verdict")) for row in found}
    if given.runs is None and told & set(REPORTED):
        return 1
    return 2 if told & {"unknown", "undetermined"} else 0


if __name__ == "__main__":
    sys.exit(main())
