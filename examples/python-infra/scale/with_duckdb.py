"""DuckDB: `python with_duckdb.py FOLDER` prints how many tokens get into which role."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from assumable import RoleSet


def summary(folder: Path) -> dict[str, int]:
    """How many tokens each role lets in."""
    source, engine = duckdb.connect(), duckdb.connect()
    roles = source.from_parquet(str(folder / "roles.parquet")).select("role_arn", "policy").to_arrow_table()
    # The tokens are read while the answers are counted: one connection for each.
    tokens = source.from_parquet(str(folder / "tokens.parquet"))
    answers = pa.RecordBatchReader.from_stream(RoleSet(roles).check(tokens))  # noqa: F841 found by its name
    rows = engine.execute(
        """
        WITH numbered AS (SELECT role_arn, row_number() OVER () - 1 AS role FROM roles)
        SELECT role_arn, count(*) FROM answers JOIN numbered USING (role)
        WHERE verdict = 'allowed' GROUP BY role, role_arn ORDER BY role
        """
    ).fetchall()
    return dict(rows)


if __name__ == "__main__":
    for arn, count in summary(Path(sys.argv[1])).items():
        print(count, arn)
