"""Every engine gives the same answers, and they are those of role by role; Spark where it is installed."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from assumable import TrustPolicy

sys.path.insert(0, str(Path(__file__).parent))

import made  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("organisation")
    made.write(folder, 40, 500)
    return folder


def one_by_one(folder: Path) -> dict[str, int]:
    """How many tokens each role lets in, asked alone."""
    tokens = pq.read_table(folder / "tokens.parquet").to_pylist()
    counts = {}
    for role in pq.read_table(folder / "roles.parquet").to_pylist():
        answers = TrustPolicy(role["policy"]).check_many(tokens, {"role_arn": role["role_arn"]}).answers
        if allowed := sum(answer.verdict == "allowed" for answer in answers):
            counts[role["role_arn"]] = allowed
    return counts


@pytest.mark.parametrize("engine", ["pyarrow", "polars", "duckdb", "datafusion"])
def test_an_engine_gives_the_same_answers(engine: str, folder: Path) -> None:
    pytest.importorskip(engine)
    assert importlib.import_module(f"with_{engine}").summary(folder) == one_by_one(folder)


def test_spark_loses_no_row_and_goes_on_where_it_was_stopped(folder: Path, tmp_path: Path, monkeypatch: Any) -> None:
    pytest.importorskip("pyspark")
    pytest.importorskip("pandas")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    with_spark = importlib.import_module("with_spark")
    table = pq.read_table(folder / "tokens.parquet")
    tokens = tmp_path / "tokens"
    tokens.mkdir()
    pq.write_table(table.slice(0, 300), tokens / "a.parquet")
    rows = table.slice(300).to_pylist()
    rows[7]["sub"] = "x" * 40_000
    (tokens / "b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    out = tmp_path / "out"
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    with with_spark.session() as spark:
        counts = with_spark.run(folder / "roles.parquet", tokens, out, spark)
        assert (counts["rows"], counts["answered"], counts["refused"]) == (500, 499, 1)
        refused = pq.read_table(out / "refused" / "b.jsonl").to_pylist()
        assert [("TOO_LARGE" in row["reason"], row["file"]) for row in refused] == [(True, "b.jsonl")]
        pairs = pq.read_table(out / "pairs").num_rows
        assert counts["pairs"] == pairs
        # Stopped while the second file was written: its pairs are there, and nothing says that it is done.
        (out / "done" / "b.jsonl.json").unlink()
        before = (out / "done" / "a.parquet.json").stat().st_mtime_ns
        assert with_spark.run(folder / "roles.parquet", tokens, out, spark) == counts
        assert pq.read_table(out / "pairs").num_rows == pairs
        assert (out / "done" / "a.parquet.json").stat().st_mtime_ns == before
