"""Image references, names and mutability."""

from cases import case

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
