"""What the READMEs of the examples show is what happens."""

import doctest
import re
import runpy
import shlex
import sys

import pytest
from cases import ROOT


def test_what_the_article_gets_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, attempted = doctest.testfile(str(ROOT / "examples/article/README.md"), module_relative=False)
    assert attempted > 20 and failed == 0


TEXT = (ROOT / "examples/python-infra/README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```text\n\$ python (.*?)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("command", "expected"), SHOWN)
def test_the_output_of_the_infra_example(
    command: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT / "examples/python-infra")
    monkeypatch.setattr(sys, "argv", shlex.split(command))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(sys.argv[0], run_name="__main__")
    assert ended.value.code in (0, 1)
    assert capsys.readouterr().out == expected != ""
