"""Each command of the page of what is expected runs as it stands there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cases import ROOT

PAGE = (ROOT / "core/docs/expected.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\| [^|]+ \| `(assumable[^`]*)` \|", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("expected") / "app"
    shutil.copytree(ROOT / "examples/article/before", work)
    shutil.copy(ROOT / "examples/article/trust-policy.json", work)
    shutil.copy(ROOT / "examples/article/direct-job.json", work / "claims.json")
    return work


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) > 12


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_runs(command: str, folder: Path) -> None:
    words, _, source = command.partition(" < ")
    arguments = [sys.executable, "-m", *shlex.split(words)]
    given = (folder / source).read_text(encoding="utf-8") if source else ""
    done = subprocess.run(arguments, cwd=folder, input=given, capture_output=True, text=True)
    assert done.returncode in (0, 1, 2), done.stderr
    written = folder / "base.sarif" if "-o base.sarif" in command else None
    assert written.stat().st_size > 0 if written else done.stdout


def test_the_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (ROOT / "core/docs" / target.partition("#")[0]).exists(), target


def test_the_hook_runs_a_command(folder: Path) -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    [entry] = re.findall(r"^  entry: (.*)$", hook, re.MULTILINE)
    done = subprocess.run([sys.executable, "-m", *shlex.split(entry)], cwd=folder, capture_output=True, text=True)
    assert (done.returncode, "ARN_NOT_REPOSITORY" in done.stdout) == (1, True)
