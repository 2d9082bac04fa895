"""What the READMEs show is what happens."""

import re
from pathlib import Path

import pytest
from cases import ROOT

READMES = [path for path in (ROOT / "README.md", ROOT / "bindings-python" / "README.md") if path.exists()]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_code_of_a_readme_runs(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    # One reader reads them one after the other.
    scope: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(readme), "exec"), scope)
