"""A made organisation, to try the examples with: `python made.py FOLDER [ROLES] [TOKENS]` writes two Parquet files."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HOST = "token.actions.githubusercontent.com"
CONTEXTS = ["environment:production", "environment:staging", "pull_request", "ref:refs/heads/main"]


def roles(count: int) -> pa.Table:
    """One role after the other: most of one subject, some of a repository."""
    chance = random.Random(1)
    arns, policies = [], []
    for number in range(count):
        account = f"{100_000_000_000 + number % 60:012}"
        sub = f"repo:octo-org/repo-{chance.randrange(count)}:" + (chance.choice(CONTEXTS) if number % 100 < 85 else "*")
        statement = {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{account}:oidc-provider/{HOST}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{HOST}:aud": "sts.amazonaws.com"}, "StringLike": {f"{HOST}:sub": sub}},
        }
        arns.append(f"arn:aws:iam::{account}:role/deploy-{number}")
        policies.append(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return pa.table({"role_arn": arns, "policy": policies})


def tokens(count: int, repositories: int) -> pa.Table:
    """What a day's log of tokens holds; the id of a run is no claim that a role tests."""
    chance = random.Random(2)
    names = [f"octo-org/repo-{chance.randrange(repositories)}" for _ in range(count)]
    return pa.table(
        {
            "iss": pa.array([f"https://{HOST}"] * count).dictionary_encode(),
            "aud": pa.array(["sts.amazonaws.com"] * count).dictionary_encode(),
            "sub": [f"repo:{name}:{chance.choice(CONTEXTS)}" for name in names],
            "repository": names,
            "run_id": [str(chance.randrange(10**10)) for _ in range(count)],
        }
    )


def write(folder: Path, role_count: int, token_count: int) -> None:
    """Writes `roles.parquet` and `tokens.parquet`."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(roles(role_count), folder / "roles.parquet")
    pq.write_table(tokens(token_count, role_count), folder / "tokens.parquet", row_group_size=50_000)


if __name__ == "__main__":
    folder, *counts = sys.argv[1:]
    role_count, token_count = [*map(int, counts), 1_000, 100_000][:2] if len(counts) < 2 else map(int, counts)
    write(Path(folder), role_count, token_count)
