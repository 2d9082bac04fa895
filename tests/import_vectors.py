"""Carries the published cases over into the project's own format.

    python3 tests/import_vectors.py FOLDER

reads the published files in FOLDER and writes `tests/vectors/<area>/*.jsonl`, one case a line:

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

VECTORS = Path(__file__).resolve().parent / "vectors"


def case(row, operation, request, expect, why=None):
    return {
        "name": row["id"],
        "why": why or row.get("note") or "",
        "source": row["source"],
        "operation": operation,
        "request": request,
        "expect": expect,
    }


# ---------------------------------------------------------------------------------------------------------- images

DIGEST_RULES = {
    "ErrDigestInvalidFormat": "digest_format",
    "ErrDigestInvalidLength": "digest_length",
    "ErrDigestUnsupported": "digest_algorithm",
}


def image_reference(rows):
    """Rows of the parsers that are the contract; those of other parsers only tell how peers differ."""
    readers = {
        "distribution.ParseNormalizedNamed": reference,
        "go-digest.Parse": digest,
        "oci-tag": tag,
        "ecr-repository-name": ecr_repository,
        "ecr-registry-host": ecr_registry,
        "ecr-tag-mutability-filter": mutability_filter,
    }
    for row in rows:
        if reader := readers.get(row["parser"]):
            yield reader(row)


def reference(row):
    request = {"text": row["input"]}
    if row["expected"] is None:
        return case(row, "parse_image", request, {"error": {"code": "IMAGE_INVALID"}}, f"refused: {row['error']}")
    parts = row["expected"]
    ending = (":" + parts["tag"] if parts["tag"] else "") + ("@" + parts["digest"] if parts["digest"] else "")
    ok = {
        "registry": parts["domain"],
        "repository": parts["path"],
        "original": row["input"],
        "canonical": f"{parts['domain']}/{parts['path']}{ending}",
    }
    ok |= {key: parts[key] for key in ("tag", "digest") if parts[key]}
    if "familiar" in row:
        ok["familiar"] = row["familiar"] + ending
    return case(row, "parse_image", request, {"ok": ok}, "the parts by docker's normalisation")


def name(row, kind, ok, why):
    return case(row, "check_name", {"kind": kind, "text": row["input"]}, {"ok": ok}, why)


def digest(row):
    if row["expected"] is None:
        rule = DIGEST_RULES[row["error"]]
        return name(row, "image_digest", {"valid": False, "fault": {"rule": rule}}, f"refused: {row['error']}")
    return name(row, "image_digest", {"valid": True}, "a digest of a registered algorithm")


def tag(row):
    return name(row, "image_tag", {"valid": row["expected"] is not None}, "the registry protocol's rule for tags")


def ecr_repository(row):
    ok = {"valid": row["expected"] is not None, "valid_under_older_rule": row["valid_under_older_regex"]}
    return name(row, "ecr_repository", ok, "ECR's rule for repository names, and the older one")


def ecr_registry(row):
    parts = row["expected"]
    if parts is None:
        return name(row, "ecr_registry", {"valid": False, "fault": {"rule": "ecr_host"}}, row["error"])
    ecr = {"public": parts["service"] == "ecr-public"}
    ecr |= {key: parts[key] for key in ("account", "region", "fips") if key in parts}
    return name(row, "ecr_registry", {"valid": True, "ecr": ecr}, "what an ECR host says")


def mutability_filter(row):
    settings = {"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": [row["input"]]}
    request = {"repository": settings, "tags": [], "existing": []}
    if row["expected"] is None:
        error = {"code": "INVALID_VALUE", "path": "/repository/exclusion_filters/0"}
        return case(row, "check_mutability", request, {"error": error}, "ECR refuses the filter")
    return case(row, "check_mutability", request, {"ok": {"outcome": "accepted"}}, "ECR takes the filter")


# ---------------------------------------------------------------------------------------------------------- GitHub


def github_sub(rows):
    """Each published subject twice: built from its claims, and read back."""
    for row in rows:
        settings = {"include_claim_keys": row["include_claim_keys"], "immutable": row["immutable"]}
        request = {"claims": row["claims"], "settings": settings}
        ok = {"outcome": "known", "value": row["expected_sub"]}
        yield case(row, "build_subject", request, {"ok": ok}, f"the subject of these claims ({row['evidence']})")
        keys = row["include_claim_keys"]
        names = ["repository"] if keys is None or "repo" in keys else []
        names += [key for key in keys or [] if key in row["claims"]]
        reading = {"claims": {name: row["claims"][name] for name in names}}
        request = {"sub": row["expected_sub"], "include_claim_keys": keys}
        read = case(row, "parse_subject", request, {"ok": {"complete": True, "readings": [reading]}}, "what the subject tells")
        yield read | {"name": row["id"] + "-read"}


# ------------------------------------------------------------------------------------------------------------ files

# Published file -> (written file, reader).
FILES = {
    "github-sub.jsonl": ("github/subject.jsonl", github_sub),
    "image-reference.jsonl": ("image/reference.jsonl", image_reference),
}


def main(folder):
    for published, (written, reader) in FILES.items():
        source = folder / published
        if not source.exists():
            continue
        with source.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        target = VECTORS / written
        target.parent.mkdir(parents=True, exist_ok=True)
        cases = list(reader(rows))
        with target.open("w", encoding="utf-8", newline="\n") as out:
            for item in cases:
                out.write(json.dumps(item, ensure_ascii=False) + "\n")
        print(f"{written}: {len(cases)} cases of {len(rows)} rows")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
