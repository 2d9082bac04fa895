"""Spark, for those who outgrow one machine: `python with_spark.py ROLES TOKENS OUT`.

`ROLES` is a Parquet file with `role_arn` and `policy`, `TOKENS` a folder of Parquet files or of JSON lines, whose columns are
claims. `OUT` gets, for each input file, a folder `pairs/<file>` of the pairs that are not denied, `refused/<file>` of the rows
that cannot be read, and `done/<file>.json` with their counts. A file that is done is not read again, so that a run that was
stopped is started anew with the same command. At the end the rows answered and refused are counted against the rows read.

The set of roles is compiled once in each worker, not in each partition.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from assumable import AssumableError, RoleSet

# One row a pair, one a refused row, and one a batch that says how many rows of it were answered.
OUTPUT = "kind string, file string, row long, sub string, role_arn string, said string"


def pairs(roles: RoleSet, batch: pa.RecordBatch) -> tuple[list[tuple[int, int, str]], list[tuple[int, str]]]:
    """The pairs of a batch as rows, roles and verdicts; and its rows that are refused, with the reason of each."""
    try:
        table = pa.table(roles.check(batch))
    except (AssumableError, pa.ArrowInvalid) as error:
        if batch.num_rows == 1:
            return [], [(0, str(error))]
        half = batch.num_rows // 2
        (some, bad), (more, worse) = pairs(roles, batch.slice(0, half)), pairs(roles, batch.slice(half))
        return some + [(row + half, role, verdict) for row, role, verdict in more], bad + [(row + half, why) for row, why in worse]
    columns = (table.column(name).to_pylist() for name in ("token", "role", "verdict"))
    return list(zip(*columns, strict=True)), []


def asked(broadcast: Any) -> Any:
    """What Spark runs over the batches of a partition."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        # Compiled as it is unpickled, once in each worker.
        roles, arns = broadcast.value
        for batch in batches:
            found, refused = pairs(roles, batch)
            at = pa.array([row for row, *_ in found] + [row for row, _ in refused] + [None], pa.int64())
            sub = batch.column("sub") if "sub" in batch.schema.names else pa.nulls(batch.num_rows, pa.string())
            rows = batch.column("_row").take(at).to_pylist()
            yield pa.record_batch(
                {
                    "kind": ["pair"] * len(found) + ["refused"] * len(refused) + ["answered"],
                    "file": batch.column("_file").take(at),
                    "row": pa.array(rows[:-1] + [batch.num_rows - len(refused)], pa.int64()),
                    "sub": pc.utf8_slice_codeunits(sub.take(at), 0, 2_048),
                    "role_arn": pa.array([arns[role] for _, role, _ in found] + [None] * (len(refused) + 1), pa.string()),
                    "said": [verdict for *_, verdict in found] + [why for _, why in refused] + [None],
                }
            )

    return run


def read(spark: SparkSession, path: Path) -> DataFrame:
    """A file of tokens, each row with the file and its number."""
    reader = spark.read.json if path.name.endswith((".json", ".jsonl", ".json.gz", ".jsonl.gz")) else spark.read.parquet
    return reader(str(path)).selectExpr("*", f"'{path.name}' AS _file", "monotonically_increasing_id() AS _row")


def run(roles_file: Path, tokens: Path, out: Path, spark: SparkSession) -> dict[str, int]:
    """Asks every role about every token; gives the counts of all files."""
    table = pq.read_table(roles_file, columns=["role_arn", "policy"])
    broadcast = spark.sparkContext.broadcast((RoleSet(table), table.column("role_arn").to_pylist()))
    files = sorted(path for path in tokens.iterdir() if not path.name.startswith(("_", ".")))
    (out / "done").mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(files, 1):
        done = out / "done" / f"{path.name}.json"
        if done.exists():
            continue
        rows = read(spark, path)
        answers = rows.mapInArrow(asked(broadcast), OUTPUT).cache()
        # What a run that was stopped has left of this file is written over.
        kept = {"pairs": "file, row, sub, role_arn, said AS verdict", "refused": "file, row, sub, said AS reason"}
        for kind, columns in kept.items():
            some = answers.where(f"kind = '{kind.removesuffix('s')}'").selectExpr(*columns.split(", "))
            some.write.mode("overwrite").parquet(str(out / kind / path.name))
        by_kind = {row["kind"]: row for row in answers.groupBy("kind").agg({"row": "sum", "*": "count"}).collect()}
        counted = {kind: row["count(1)"] for kind, row in by_kind.items()}
        answered = by_kind["answered"]["sum(row)"] if "answered" in by_kind else 0
        counts = {"rows": rows.count(), "answered": answered, "refused": counted.get("refused", 0), "pairs": counted.get("pair", 0)}
        if counts["rows"] != counts["answered"] + counts["refused"]:
            raise RuntimeError(f"{path.name}: rows are lost: {counts}")
        answers.unpersist()
        part = done.with_suffix(".part")
        part.write_text(json.dumps(counts))
        os.replace(part, done)
        print(f"{number}/{len(files)} {path.name}: {counts['rows']} tokens, {counts['pairs']} pairs, {counts['refused']} refused", file=sys.stderr)
    return total(out, files)


def total(out: Path, files: list[Path]) -> dict[str, int]:
    """The counts of all files; what lies in `out` of files that are gone is removed."""
    names = {path.name for path in files}
    for kind in ("pairs", "refused"):
        for folder in (out / kind).glob("*"):
            if folder.name not in names:
                shutil.rmtree(folder)
    counts = [json.loads((out / "done" / f"{name}.json").read_text()) for name in sorted(names)]
    return {name: sum(one[name] for one in counts) for name in ("rows", "answered", "refused", "pairs")}


def session() -> SparkSession:
    """A session on this machine; on a cluster `spark-submit` sets what is needed."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("assumable").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "10000")
    return builder.getOrCreate()


if __name__ == "__main__":
    with session() as spark:
        print(json.dumps(run(*map(Path, sys.argv[1:4]), spark)))
