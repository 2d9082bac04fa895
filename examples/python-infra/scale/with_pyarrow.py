"""pyarrow: a file of any size, batch by batch. `python with_pyarrow.py FOLDER` prints how many tokens get into which role."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from assumable import RoleSet


def summary(folder: Path) -> dict[str, int]:
    """How many tokens each role lets in."""
    table = pq.read_table(folder / "roles.parquet")
    roles = RoleSet(table)
    file = pq.ParquetFile(folder / "tokens.parquet")
    columns = [name for name in file.schema_arrow.names if name in roles.columns]
    schema = pa.schema([file.schema_arrow.field(name) for name in columns])
    tokens = pa.RecordBatchReader.from_batches(schema, file.iter_batches(columns=columns))
    counts: Counter[int] = Counter()
    for batch in pa.RecordBatchReader.from_stream(roles.check(tokens)):
        allowed = batch.filter(pa.compute.equal(batch.column("verdict").cast("string"), "allowed"))
        counts.update(allowed.column("role").to_pylist())
    return {table.column("role_arn")[role].as_py(): count for role, count in sorted(counts.items())}


if __name__ == "__main__":
    for arn, count in summary(Path(sys.argv[1])).items():
        print(count, arn)
