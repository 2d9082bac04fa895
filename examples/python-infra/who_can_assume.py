"""Which GitHub Actions runs can assume which roles of an AWS account.

Reads what ``aws iam get-account-authorization-details`` (or ``aws iam list-roles``) prints, and a file of runs; puts
every run to the trust policy of every role. Offline, unless ``--live`` asks AWS for the roles.

    python who_can_assume.py --runs runs.jsonl account.json
    python who_can_assume.py --runs runs.jsonl --live

Exit code: 0 everything is answered; 1 some role's trust policy cannot be read, the rest is answered; 2 some answer is
undetermined; 3 bad input, nothing is answered.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO
from urllib.parse import unquote

from assumable import AssumableError, ClaimsScope, TrustOptions, TrustPolicy, Verdict, build_subject

# ------------------------------------------------------------------------------------------------------------- roles

RoleKind = Literal["github", "other", "malformed"]

#: GitHub's issuers as AWS names them: github.com, data residency, Enterprise Server.
GITHUB = re.compile(
    r":oidc-provider/(token\.actions\.(githubusercontent\.com|[^./]+\.ghe\.com)|[^/]+/_services/token)(/|$)"
)


class BadInput(Exception):
    """Nothing can be answered; says where, what and what to do."""


@dataclass(frozen=True)
class Role:
    """A role, told apart by what its trust policy is."""

    arn: str
    kind: RoleKind
    policy: TrustPolicy | None = None
    #: Why the trust policy cannot be read.
    problem: str | None = None

    @property
    def name(self) -> str:
        return self.arn.partition(":role/")[2] or self.arn


class Twice:
    """Stands for an object that names a member twice: Python's reader would keep the last and say nothing."""

    def __init__(self, name: str) -> None:
        self.name = name


def read_pages(text: str, source: str) -> Iterator[Any]:
    """The documents of a file: one, several one after the other (a page each), or a list of pages."""
    decoder = json.JSONDecoder(object_pairs_hook=_members)
    at, end = 0, len(text)
    while True:
        while at < end and text[at] in " \t\r\n":
            at += 1
        if at == end:
            return
        try:
            page, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{source}: {error}") from None
        yield from page if isinstance(page, list) else [page]


def _members(pairs: list[tuple[str, Any]]) -> Any:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _ in pairs]
    return Twice(next(name for name in names if names.count(name) > 1))


def read_roles(pages: Iterable[Any], source: str) -> Iterator[Role]:
    """The roles of pages of ``get-account-authorization-details`` or ``list-roles``."""
    for page in pages:
        details = page.get("RoleDetailList", page.get("Roles")) if isinstance(page, Mapping) else None
        if not isinstance(details, list):
            raise BadInput(
                f"{source}: a page without `RoleDetailList`: give what `aws iam get-account-authorization-details` prints"
            )
        for detail in details:
            if not isinstance(detail, Mapping) or not isinstance(detail.get("Arn"), str):
                raise BadInput(f"{source}: a role without `Arn`")
            yield read_role(detail["Arn"], detail.get("AssumeRolePolicyDocument"))


def read_role(arn: str, document: Any) -> Role:
    """One role; whatever its trust policy is, the others are still answered."""
    try:
        text = policy_text(document)
        policy = TrustPolicy(text)
    except AssumableError as error:
        return Role(arn, "malformed", problem=f"{error.message} ({error.code})")
    except ValueError as error:
        return Role(arn, "malformed", problem=str(error))
    return Role(arn, "github" if trusts_github(json.loads(text)) else "other", policy)


def policy_text(document: Any) -> str:
    """A trust policy as text, from an object (the CLI, boto3) or from URL-encoded text (the API itself)."""
    if isinstance(document, str):
        return unquote(document, errors="strict") if document.lstrip()[:1] not in ("{", "") else document
    if not isinstance(document, (Mapping, Twice)):
        raise ValueError("there is no trust policy")
    for twice in _all_twice(document):
        raise ValueError(f"the member `{twice.name}` is named twice in one object")
    return json.dumps(document, ensure_ascii=False)


def _all_twice(value: Any) -> Iterator[Twice]:
    if isinstance(value, Twice):
        yield value
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _all_twice(item)


def trusts_github(policy: Mapping[str, Any]) -> bool:
    """Whether a statement names a provider of GitHub's, or everyone, or all but some."""
    statements = policy["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal", "*")
        for named in [principal] if isinstance(principal, str) else principal.values():
            if any(one == "*" or GITHUB.search(one) for one in ([named] if isinstance(named, str) else named)):
                return True
    return False


def live_pages(profile: str | None) -> Iterator[Any]:
    """The pages, from AWS itself. Needs boto3 and ``iam:GetAccountAuthorizationDetails``."""
    try:
        boto3: Any = importlib.import_module("boto3")
        exceptions: Any = importlib.import_module("botocore.exceptions")
    except ImportError:
        raise BadInput("--live needs boto3: pip install boto3") from None
    try:
        iam = boto3.Session(profile_name=profile).client("iam")
        yield from iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"])
    except (exceptions.BotoCoreError, exceptions.ClientError) as error:
        raise BadInput(f"AWS: {error}") from None


# -------------------------------------------------------------------------------------------------------------- runs


@dataclass(frozen=True)
class Run:
    """A run, with the subjects that its token may have: one, several where GitHub leaves it open, none without a token."""

    name: str
    claims: tuple[Mapping[str, Any], ...]
    #: Why there is no token, or why its subject is not known.
    problem: str | None = None
    #: Whether GitHub refuses the token, so that no role can be assumed.
    no_token: bool = False


def read_runs(text: str, source: str, scope: ClaimsScope) -> Iterator[Run]:
    """Runs, one a line: the claims themselves, or ``{"name": …, "settings": …, "claims": …}``."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line, object_pairs_hook=_members)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{source}:{number}: {error}") from None
        for twice in _all_twice(entry):
            raise BadInput(f"{source}:{number}: the member `{twice.name}` is named twice in one object")
        if not isinstance(entry, dict):
            raise BadInput(f"{source}:{number}: expected an object of claims")
        if not isinstance(entry.get("claims"), dict):
            entry = {"claims": entry}
        if unknown := entry.keys() - {"name", "settings", "claims"}:
            raise BadInput(f"{source}:{number}: `{min(unknown)}` is not known beside `claims`")
        try:
            yield read_run(entry, number, scope)
        except AssumableError as error:
            raise BadInput(f"{source}:{number}: {error.message}" + (f" (at {error.path})" if error.path else "")) from None


def read_run(entry: Mapping[str, Any], number: int, scope: ClaimsScope) -> Run:
    claims: Mapping[str, Any] = entry["claims"]
    name = str(entry.get("name") or run_name(claims) or f"line {number}")
    if "sub" in claims or scope == "partial":
        return Run(name, (claims,))
    subject = build_subject(claims, entry.get("settings"))
    if subject.value is not None:
        return Run(name, ({**claims, "sub": subject.value},))
    if subject.outcome == "ambiguous":
        candidates = tuple({**claims, "sub": sub} for sub in subject.candidates)
        return Run(name, candidates, None if subject.exhaustive else subject.reason)
    return Run(name, (), subject.reason, no_token=subject.refusal == "token_request_fails")


def run_name(claims: Mapping[str, Any]) -> str:
    """What a person calls a run: its repository, and what else tells it from others there."""
    if "repository" not in claims:
        return str(claims.get("sub", ""))
    place = claims.get("environment") or claims.get("ref") or ""
    return " ".join(str(part) for part in (claims["repository"], claims.get("event_name"), place) if part)


# ----------------------------------------------------------------------------------------------------------- answers


@dataclass(frozen=True)
class Answer:
    """One run, put to one role."""

    run: str
    role: str
    verdict: Verdict
    why: str


#: How many runs go to a policy at once: enough to be quick, few enough for the bar to move.
BATCH = 500


def ask(
    roles: Sequence[Role], runs: Sequence[Run], scope: ClaimsScope, explain: bool, progress: Progress
) -> Iterator[Answer]:
    """Every run put to every role that trusts GitHub; ``explain`` tells why for the denied, too, and takes longer."""
    for role in roles:
        if role.kind != "github" or role.policy is None:
            continue
        options = TrustOptions(role_arn=role.arn, claims_scope=scope)
        for start in range(0, len(runs), BATCH):
            batch = runs[start : start + BATCH]
            every = [claims for run in batch for claims in run.claims]
            verdicts = iter(role.policy.check_many(every, options).answers)
            for run in batch:
                found = {next(verdicts).verdict for _ in run.claims}
                verdict = settle(run, found)
                told = verdict == "undetermined" or explain
                yield Answer(run.name, role.arn, verdict, reason(role.policy, run, verdict, options) if told else "")
            progress.advance(len(batch))


def settle(run: Run, found: set[Verdict]) -> Verdict:
    """One verdict for every subject that the run may have; where they disagree, it is open."""
    if run.no_token:
        return "denied"
    if run.problem is not None or len(found) != 1:
        return "undetermined"
    return next(iter(found))


def reason(policy: TrustPolicy, run: Run, verdict: Verdict, options: TrustOptions) -> str:
    """What keeps the run out, or what would settle the answer."""
    if run.problem is not None:
        return run.problem
    if verdict == "allowed":
        return ""
    reports = [policy.check(claims, options) for claims in run.claims]
    if verdict == "undetermined" and len({report.verdict for report in reports}) > 1:
        return f"the subject decides, and GitHub leaves it open: {' or '.join(str(c['sub']) for c in run.claims)}"
    first = reports[0]
    told = [need.message for need in first.needs] or [failure.message for failure in first.failures]
    return told[0] if told else "no statement allows it"


class Progress:
    """A bar on a terminal, for work that takes long enough to be watched."""

    def __init__(self, total: int, stream: TextIO, after: float = 0.5) -> None:
        self.total, self.stream, self.done, self.drawn = total, stream, 0, False
        self.show_from = time.monotonic() + after if stream.isatty() else float("inf")

    def advance(self, count: int) -> None:
        self.done += count
        if time.monotonic() >= self.show_from:
            filled = 30 * self.done // max(self.total, 1)
            self.stream.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {self.done}/{self.total}")
            self.stream.flush()
            self.drawn = True

    def close(self) -> None:
        if self.drawn:
            self.stream.write("\r\033[K")
            self.stream.flush()


# ------------------------------------------------------------------------------------------------------------ output


def as_table(roles: Sequence[Role], answers: Sequence[Answer], every: bool) -> str:
    names = {role.arn: role.name for role in roles}
    shown = [answer for answer in answers if every or answer.verdict != "denied"]
    rows = [(answer.verdict, answer.run, names[answer.role], answer.why) for answer in shown]
    lines = []
    if rows:
        header = ("VERDICT", "RUN", "ROLE", "")
        widths = [max(len(row[column]) for row in [header, *rows]) for column in range(3)]
        for row in [header, *rows]:
            cells = [cell.ljust(width) for cell, width in zip(row, widths)]
            lines.append("  ".join([*cells, row[3]]).rstrip())
    else:
        lines.append("no run can assume a role")
    lines.append("")
    lines.append(summary(roles, answers))
    lines += [f"malformed: {role.name}: {role.problem}" for role in roles if role.kind == "malformed"]
    return "".join(visible(line) + "\n" for line in lines)


def visible(text: str) -> str:
    """Text that cannot move a terminal's cursor or turn the direction of writing."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def summary(roles: Sequence[Role], answers: Sequence[Answer]) -> str:
    kinds = [role.kind for role in roles]
    verdicts = [answer.verdict for answer in answers]
    return (
        f"roles: {kinds.count('github')} trust GitHub, {kinds.count('other')} do not, {kinds.count('malformed')} malformed; "
        f"answers: {verdicts.count('allowed')} allowed, {verdicts.count('denied')} denied, "
        f"{verdicts.count('undetermined')} undetermined"
    )


def as_json(roles: Sequence[Role], answers: Sequence[Answer]) -> str:
    document = {
        "roles": [
            {"arn": role.arn, "kind": role.kind, **({"problem": role.problem} if role.problem else {})} for role in roles
        ],
        "answers": [
            {"run": a.run, "role": a.role, "verdict": a.verdict, **({"why": a.why} if a.why else {})} for a in answers
        ],
    }
    return json.dumps(document, indent=2) + "\n"


# ----------------------------------------------------------------------------------------------------------- program


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(description="Which GitHub Actions runs can assume which roles of an AWS account.")
    parser.add_argument("account", nargs="*", help="what `aws iam get-account-authorization-details` prints; `-` for standard input")
    parser.add_argument("--live", action="store_true", help="ask AWS for the roles (needs boto3)")
    parser.add_argument("--profile", help="the AWS profile for --live")
    parser.add_argument("--runs", required=True, metavar="FILE", help="JSON lines: claims, or {name, settings, claims}")
    parser.add_argument("--scope", choices=("token", "partial"), default="token", help="what a claim that is not named means")
    parser.add_argument("--all", action="store_true", help="list the denied, too, and say why")
    parser.add_argument("--json", action="store_true", help="print one JSON document, with every answer")
    given = parser.parse_args(argv)
    if bool(given.account) == given.live:
        parser.error("give files of the account, or --live")
    return given


class Parser(argparse.ArgumentParser):
    """argparse ends with 2 for a bad command line, which stands for `undetermined` here."""

    def error(self, message: str) -> Any:
        raise BadInput(f"{message} (see --help)")


def read(path: str) -> str:
    try:
        return sys.stdin.buffer.read().decode() if path == "-" else Path(path).read_bytes().decode()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: the text is not UTF-8, at byte {error.start}") from None


def main(argv: Sequence[str] | None = None) -> int:
    try:
        given = arguments(argv)
        runs = list(read_runs(read(given.runs), given.runs, given.scope))
        if given.live:
            roles = list(read_roles(live_pages(given.profile), "AWS"))
        else:
            roles = [role for path in given.account for role in read_roles(read_pages(read(path), path), path)]
    except BadInput as problem:
        print(f"who_can_assume: {problem}", file=sys.stderr)
        return 3
    asked = sum(role.kind == "github" for role in roles)
    progress = Progress(asked * len(runs), sys.stderr)
    try:
        answers = list(ask(roles, runs, given.scope, given.all, progress))
    finally:
        progress.close()
    sys.stdout.write(as_json(roles, answers) if given.json else as_table(roles, answers, given.all))
    if any(role.kind == "malformed" for role in roles):
        return 1
    return 2 if any(answer.verdict == "undetermined" for answer in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
