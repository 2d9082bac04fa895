"""DataFusion: `python with_datafusion.py FOLDER` prints how many tokens get into which role."""

from __future__ import annotations

import sys
from pathlib import Path

import datafusion
import pyarrow as pa

from assumable import RoleSet


def summary(folder: Path) -> dict[str, int]:
    """How many tokens each role lets in."""
    engine = datafusion.SessionContext()
    table = pa.table(engine.read_parquet(str(folder / "roles.parquet")))
    answers = engine.from_arrow(RoleSet(table).check(engine.read_parquet(str(folder / "tokens.parquet"))), name="answers")
    assert answers is not None
    rows = engine.sql("SELECT role, count(*) AS n FROM answers WHERE verdict = 'allowed' GROUP BY role ORDER BY role")
    return {table.column("role_arn")[row["role"]].as_py(): row["n"] for row in rows.to_pylist()}


if __name__ == "__main__":
    for arn, count in summary(Path(sys.argv[1])).items():
        print(count, arn)
