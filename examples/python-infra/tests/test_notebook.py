"""The cells of the notebook run one after the other, and show what is stored beneath them.

``NOTEBOOK=write`` stores what they show now, to be read before it is committed.
"""

import ast
import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[1] / "audit.ipynb"


def shown(source: str, names: dict[str, Any]) -> str:
    """What a cell shows: what it prints, and the value of its last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), NOTEBOOK.name, "exec"), names)
        value = eval(compile(ast.Expression(last.value), NOTEBOOK.name, "eval"), names) if isinstance(last, ast.Expr) else None
    return printed.getvalue() + ("" if value is None else f"{value!r}\n")


def stored(cell: dict[str, Any]) -> str:
    return "".join("".join(output["text"]) for output in cell["outputs"])


def test_every_cell_shows_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(NOTEBOOK.parent)
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert len(cells) > 3
    for number, cell in enumerate(cells, 1):
        text = shown("".join(cell["source"]), names)
        if os.environ.get("NOTEBOOK") == "write":
            output = {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}
            cell["outputs"] = [output] if text else []
        assert stored(cell) == text, f"cell {number}"
    if os.environ.get("NOTEBOOK") == "write":
        NOTEBOOK.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
