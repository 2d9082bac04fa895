"""The cases, as the Rust runner answered them, and the files that they come from."""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = Path(os.environ.get("CARGO_TARGET_DIR") or ROOT / "target") / "conformance" / "answers.jsonl"


class Case(NamedTuple):
    file: str
    name: str
    operation: str
    request: str
    answer: str


def answered() -> list[Case]:
    if not ANSWERS.exists():
        raise SystemExit("run `cargo test -p assumable-conformance` first: it leaves its answers for this runner")
    with ANSWERS.open(encoding="utf-8") as lines:
        return [Case(**json.loads(line)) for line in lines]


def written() -> list[tuple[str, str]]:
    """File and name of every case in the files."""
    root = ROOT / "tests" / "vectors"
    found = []
    for path in sorted(root.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            found.append((path.relative_to(root).as_posix(), json.loads(line)["name"]))
    return found


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "tests" / "contract" / "schema.json").read_text(encoding="utf-8"))
    return loaded
