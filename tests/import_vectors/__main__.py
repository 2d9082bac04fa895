"""Carries the published cases over into the project's own format.

    python3 tests/import_vectors FOLDER            writes
    python3 tests/import_vectors FOLDER --check    fails when anything would change

reads the published files in FOLDER and writes `tests/vectors/<area>/published-*.jsonl`, one case a line:

    name       the id of the published row
    why        what the case shows
    source     where it was published
    operation  the operation that answers it
    request    what is asked
    expect     {"ok": a part of the response} or {"error": a part of the error}

Objects are compared member by member, lists exactly. Expectations come from the rows alone, never from our own answers.
"""

import json
import sys
from pathlib import Path

from analysis import probes, proofs
from aws import aws_conditions, aws_layers, aws_trust
from explained import explained
from expressions import expressions
from failures import real_failures
from github import gha_filter, github_sub
from images import image_reference
from infrastructure import documents
from roads import findings, roads, told
from workflows import workflows

VECTORS = Path(__file__).resolve().parent.parent / "vectors"

# Written file -> (published file, reader).
FILES = {
    "github/published-filters.jsonl": ("gha-filter.jsonl", gha_filter),
    "github/published-subjects.jsonl": ("github-sub.jsonl", github_sub),
    "aws/published-conditions.jsonl": ("aws-conditions.jsonl", aws_conditions),
    "aws/published-policies.jsonl": ("aws-trust.jsonl", aws_trust),
    "aws/published-layers.jsonl": ("aws-layers.jsonl", aws_layers),
    "aws/published-failures.jsonl": ("real-failures.jsonl", real_failures),
    "analysis/published-proofs.jsonl": ("proofs.jsonl", proofs),
    "analysis/published-probes.jsonl": ("proofs.jsonl", probes),
    "documents/published-expressions.jsonl": ("expressions.jsonl", expressions),
    "documents/published-workflows.jsonl": ("workflows.jsonl", workflows),
    "documents/published-documents.jsonl": ("documents.jsonl", documents),
    "documents/published-roads.jsonl": ("roads.jsonl", roads),
    "documents/published-failures.jsonl": ("real-failures.jsonl", explained),
    "image/published-references.jsonl": ("image-reference.jsonl", image_reference),
}


def texts(written, cases, rows, reader):
    """What is written of a published file."""
    yield written, "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in cases)
    if reader is roads:
        yield "documents/published-roads.findings.json", json.dumps(findings(rows), indent=2) + "\n"
        yield "documents/published-roads.told.json", json.dumps(told(rows), indent=1, ensure_ascii=False) + "\n"


def main(folder, check):
    stale = []
    for written, (published, reader) in FILES.items():
        with (folder / published).open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        cases = list(reader(rows))
        print(f"{written}: {len(cases)} cases of {len(rows)} rows")
        for name, text in texts(written, cases, rows, reader):
            target = VECTORS / name
            if target.exists() and target.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
    if check and stale:
        sys.exit(f"not what {folder} says: {', '.join(stale)}")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if len(arguments) != 1:
        sys.exit(__doc__)
    main(Path(arguments[0]), "--check" in sys.argv)
