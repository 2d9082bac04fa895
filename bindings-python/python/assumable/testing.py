"""Assertions about a repository, for pytest and any other runner; :mod:`assumable.pytest_plugin` has them as a fixture.

A failure is an ``AssertionError`` whose text is what ``assumable check`` shows: the road of the job, where it stops and why.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Union

from ._folder import Folder, read_folder
from ._generated import (
    AskedRun,
    Document,
    Intent,
    NamedFile,
    Need,
    PolicyPlace,
    PullRequestHead,
    ReadRole,
    RoadVerdict,
    RoleComparison,
    SourcePlace,
    TokenClass,
    World,
    compare_documents,
    explain,
    prove,
    read_documents,
    render,
)

__all__ = ["Before", "Repository"]

#: What a repository is compared with: a folder, its path, or one trust policy as a mapping or as bytes.
Before = Union[Folder, str, PathLike[str], Mapping[str, Any], bytes]


class Repository:
    """The files of a repository, and what tests claim of them."""

    def __init__(self, folder: Folder, root: Path = Path("."), world: World | Mapping[str, Any] | None = None) -> None:
        self.folder = folder
        self.root = root
        self.world = world if world is not None else _world(folder)

    @classmethod
    def read(cls, path: str | PathLike[str] = ".") -> Repository:
        """Reads a folder as ``assumable check`` does."""
        return cls(read_folder(path), Path(path))

    def at(self, commit: str) -> Folder:
        """The folder as it is in a commit of its git, to compare with; settings of the command are those of today."""
        if commit.startswith("-"):
            raise ValueError(f"`{commit}` does not name a commit")
        root = Path(_git(self.root, "rev-parse", "--show-toplevel").strip())
        below = self.root.resolve().relative_to(root.resolve())
        with tempfile.TemporaryDirectory() as work:
            index = {"GIT_INDEX_FILE": str(Path(work) / "index")}
            _git(root, "read-tree", commit, env=index)
            _git(root, "checkout-index", "--all", f"--prefix={work}/tree/", env=index)
            (Path(work) / "tree" / below).mkdir(parents=True, exist_ok=True)
            # So that files are named from there.
            (Path(work) / "tree" / ".git").mkdir()
            read = read_folder(Path(work) / "tree" / below)
        return Folder(files=read.files, options=self.folder.options, facts=self.folder.facts, unread=read.unread)

    def roles(self, name: str | None = None) -> list[ReadRole]:
        """The roles that have a trust policy; those of this address, ARN or name where one is given."""
        return _roles(self.folder, name)

    def assert_allowed(
        self,
        job: str,
        *,
        workflow: str | None = None,
        event_name: str | None = None,
        ref: str | None = None,
        environment: str | None = None,
        head: PullRequestHead | None = None,
        actor: str | None = None,
    ) -> None:
        """Every run of the job gets in, and may push its images; or the one that is named.

        Args:
            job: Its id in the workflow.
            workflow: The file of the workflow, where several have such a job.
            event_name: The event of the run, such as ``push``.
            ref: Its ref, such as ``refs/heads/main``.
            environment: Its environment, where the workflow does not tell it.
            head: From where the code of a pull request comes.
            actor: Who started it.
        """
        __tracebackhide__ = True
        run = AskedRun(job=job, event_name=event_name, ref=ref, environment=environment, head=head, actor=actor)
        self._assert_roads(run, workflow, ("allowed",))

    def assert_denied(
        self,
        job: str,
        *,
        workflow: str | None = None,
        event_name: str | None = None,
        ref: str | None = None,
        environment: str | None = None,
        head: PullRequestHead | None = None,
        actor: str | None = None,
    ) -> None:
        """No run of the job gets in, or the one that is named does not; the arguments are those of ``assert_allowed``."""
        __tracebackhide__ = True
        run = AskedRun(job=job, event_name=event_name, ref=ref, environment=environment, head=head, actor=actor)
        self._assert_roads(run, workflow, ("denied", "no_token"))

    def assert_only(self, role: str, intent: Intent | TokenClass | Sequence[TokenClass]) -> None:
        """Nobody but these can assume the role, whoever GitHub mints a token for.

        Args:
            role: Its address, ARN or name.
            intent: Who may: claims with their patterns, such as ``{"repository": "octo-org/app", "ref": "refs/heads/*"}``,
                or several such classes.
        """
        __tracebackhide__ = True
        only = intent if isinstance(intent, Intent) else Intent(only=_classes(intent))
        for found in _named(self.folder, role):
            proof = prove(_policy(found), only, self.world)
            if proof.outcome != "holds":
                example = proof.counterexample.text if proof.counterexample else None
                raise AssertionError(_told(found, proof.outcome, proof.message, example, proof.unless))
            if proof.vacuous:
                raise AssertionError(_told(found, "vacuous", proof.message, None, proof.unless))

    def assert_not_wider(self, *, than: Before, role: str | None = None) -> None:
        """No trust policy lets in anybody whom it did not let in before. Roles that are new are not compared.

        Args:
            than: How it was: a folder, such as ``repository.at("origin/main")``, its path, or the trust policy of ``role``.
            role: Only this role.
        """
        __tracebackhide__ = True
        wanted = self.roles() if role is None else _named(self.folder, role)
        if isinstance(than, (Mapping, bytes)):
            if len(wanted) != 1:
                raise AssertionError("one trust policy is compared with one role: name it by `role`")
            name = _label(wanted[0])
            before = [NamedFile(name=name, text=than.decode() if isinstance(than, bytes) else json.dumps(than))]
            after = [NamedFile(name=name, text=_policy(wanted[0]))]
        else:
            before = (than if isinstance(than, Folder) else read_folder(than)).files
            after = self.folder.files
        names = {_label(one) for one in wanted}
        for one in compare_documents(before, after, self.folder.options, self.world).roles:
            if one.role in names and one.relation not in ("equal", "narrower", "new", "gone"):
                raise AssertionError(_changed(one))

    def _assert_roads(self, run: AskedRun, workflow: str | None, wanted: tuple[RoadVerdict, ...]) -> None:
        __tracebackhide__ = True
        options = {**self.folder.options, **({"entries": [workflow]} if workflow is not None else {})}
        facts = {**self.folder.facts, "run": run}
        report = explain(self.folder.files, options, facts)
        if not report.roads:
            jobs = sorted({job.job for job in read_documents(self.folder.files, options).jobs if job.roles})
            known = ", ".join(f"`{job}`" for job in jobs) or "none"
            raise AssertionError(f"no job `{run.job}` asks for a role; jobs that do: {known}")
        verdicts = [one.verdict for road in report.roads for one in road.scenarios]
        if not verdicts:
            raise AssertionError(f"the workflow starts no such run of `{run.job}`")
        if "allowed" in wanted:
            verdicts += [image.verdict for road in report.roads for image in road.images]
        if any(verdict not in wanted for verdict in verdicts):
            text = render(self.folder.files, "text", options, facts).text
            raise AssertionError(f"not every run is {' or '.join(wanted)}:\n\n{text}")


def _world(folder: Folder) -> World:
    """The owner of the repository is ours; whether its subjects have ids is as the settings say, or either."""
    owner, _, name = str(folder.options.get("repository") or "").partition("/")
    immutable = folder.facts.get("immutable")
    ours = {"login": owner, "immutable": "either" if immutable is None else immutable}
    return World(owners=[ours] if name else [])


def _classes(intent: TokenClass | Sequence[TokenClass]) -> list[TokenClass]:
    """Classes as the contract has them: each claim with a list of patterns, of which a single one may be written alone."""
    classes = [intent] if isinstance(intent, Mapping) else intent
    return [{name: _listed(patterns) for name, patterns in one.items()} for one in classes]


def _listed(patterns: Any) -> Any:
    if isinstance(patterns, Mapping):
        return {name: _listed(inner) for name, inner in patterns.items()}
    return [patterns] if patterns is None or isinstance(patterns, str) else patterns


def _roles(folder: Folder, name: str | None = None) -> list[ReadRole]:
    roles = [role for role in read_documents(folder.files, folder.options).roles if role.trust_policy is not None]
    return [role for role in roles if name is None or name in _names(role)]


def _named(folder: Folder, name: str) -> list[ReadRole]:
    __tracebackhide__ = True
    found = _roles(folder, name)
    if not found:
        known = ", ".join(f"`{_label(role)}`" for role in _roles(folder)) or "none"
        raise AssertionError(f"no role `{name}`; roles with a trust policy: {known}")
    return found


def _names(role: ReadRole) -> set[str]:
    known = [role.address, *(text.value for text in (role.arn, role.name) if text is not None)]
    whole = {name for name in known if name is not None}
    return whole | {name.replace("/", ".").rpartition(".")[2] for name in whole}


def _label(role: ReadRole) -> str:
    texts = [text.value for text in (role.arn, role.name) if text is not None]
    return next((name for name in (role.address, *texts) if name is not None), "a role without a name")


def _policy(role: ReadRole) -> str:
    __tracebackhide__ = True
    assert role.trust_policy is not None
    if role.trust_policy.unknown:
        unknown = ", ".join(f"`{name}`" for name in role.trust_policy.unknown)
        raise AssertionError(f"the trust policy of `{_label(role)}` depends on what is not known: {unknown}; give it in `.assumable.yaml`")
    return json.dumps(role.trust_policy.document)


def _told(role: ReadRole, outcome: str, what: str, example: str | None, unless: Sequence[Need]) -> str:
    places: Sequence[PolicyPlace] = role.trust_policy.places if role.trust_policy else ()
    return _lines(_label(role), places[0].place if places else role.place, f"{outcome}: {what}", example, unless)


def _changed(one: RoleComparison) -> str:
    example = one.gained.text if one.gained else None
    return _lines(one.role, one.after, f"{one.relation}: {one.message}", example, one.unless)


def _lines(label: str, place: SourcePlace | None, what: str, example: str | None, unless: Sequence[Need]) -> str:
    at = f" ({place.document}:{place.line})" if place is not None and place.document != label else ""
    lines = [f"{label}{at}: {what}"]
    lines += [f"  example: {example}"] if example is not None else []
    lines += [f"  unless: {need.message}" for need in unless]
    return "\n".join(lines)


def _git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    command = ["git", "-c", "core.fsmonitor=false", *arguments]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, capture_output=True, text=True)
    if done.returncode != 0:
        raise ValueError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout
