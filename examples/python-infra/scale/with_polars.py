"""Polars: `python with_polars.py FOLDER` prints how many tokens get into which role."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from assumable import RoleSet


def summary(folder: Path) -> dict[str, int]:
    """How many tokens each role lets in."""
    table = pl.read_parquet(folder / "roles.parquet")
    answers = pl.DataFrame(RoleSet(table).check(pl.read_parquet(folder / "tokens.parquet")))
    allowed = answers.filter(pl.col("verdict").cast(pl.String) == "allowed").group_by("role").len().sort("role")
    return {table["role_arn"][role]: count for role, count in allowed.iter_rows()}


if __name__ == "__main__":
    for arn, count in summary(Path(sys.argv[1])).items():
        print(count, arn)
