"""The command of the package: the same output as that of the program of Cargo, whose tests have it as files."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from assumable import NamedFile, read_folder
from cases import ROOT

COMMAND = ROOT / "core/cli/tests"
CASES = sorted((COMMAND / "cases").glob("*.txt"))
SCRIPT = Path(sysconfig.get_path("scripts")) / "assumable"
VARIABLES = {
    "GITHUB_EVENT_NAME": "push",
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_REPOSITORY": "octo-org/app",
    "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37",
}


def clone_of(tree: str, folder: Path) -> Path:
    """A copy of a tree, as a clone of `octo-org/app` has it."""
    shutil.copytree(COMMAND / "trees" / tree, folder, dirs_exist_ok=True)
    origin = folder / ".git/refs/remotes/origin"
    origin.mkdir(parents=True)
    (origin / "HEAD").write_text("ref: refs/remotes/origin/main\n")
    (folder / ".git/config").write_text('[remote "origin"]\n\turl = git@github.com:octo-org/app.git\n')
    return folder


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "COLUMNS", "CLICOLOR"))}
    return subprocess.run(command, cwd=folder, env=environment | VARIABLES, capture_output=True, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_it_writes_what_the_program_writes(case: Path, tmp_path: Path) -> None:
    known = case.read_bytes()
    tree, line = known.decode().split("\n", 2)[:2]
    folder = clone_of(tree.removeprefix("tree "), tmp_path)
    ran = run([str(SCRIPT), *line.removeprefix("$ assumable").split()], folder)
    head = f"{tree}\n{line}\nexit code {ran.returncode}\n\n--- output\n".encode()
    assert head + ran.stdout + b"--- errors\n" + ran.stderr == known


def test_the_package_can_be_run(tmp_path: Path) -> None:
    folder = clone_of("denied", tmp_path)
    arguments = ["check", "--immutable", "false"]
    module, script = (run([*command, *arguments], folder) for command in ([sys.executable, "-m", "assumable"], [str(SCRIPT)]))
    assert (module.returncode, module.stdout) == (script.returncode, script.stdout)
    assert module.returncode == 1


def test_an_interrupt_ends_it(tmp_path: Path) -> None:
    child = subprocess.Popen([str(SCRIPT), "check", "-"], cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=10)
    assert (child.returncode, errors) == (-signal.SIGINT, b"")


def test_a_folder_is_read_as_the_command_reads_it(tmp_path: Path) -> None:
    folder = clone_of("clean", tmp_path)
    (folder / ".assumable.yaml").write_text("account: '123456789012'\nimmutable: false\n")
    (folder / "latin.tf").write_bytes(b"# caf\xe9\n")
    read = read_folder(folder)
    assert read.options["repository"] == "octo-org/app"
    assert (read.options["account"], read.facts) == ("123456789012", {"immutable": False})
    assert all(isinstance(file, NamedFile) for file in read.files)
    assert [(file.name, file.message) for file in read.unread] == [("latin.tf", "the text is not UTF-8")]
    assert read.explain().roads


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        read_folder(tmp_path / "nowhere")
    (tmp_path / ".assumable.yaml").write_text("imutable: true\n")
    with pytest.raises(OSError, match=r"^\.assumable\.yaml:1:1.*imutable.*\n.*immutable"):
        read_folder(tmp_path)
