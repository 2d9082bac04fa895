"""Real reports."""

from cases import part, text


def real_failures(rows):
    """Real reports: the case itself, the case as fixed, and the token that a careless policy lets in."""
    for row in rows:
        why = row["cause"]
        if row["stage"] in ("trust-policy", "provider") and row["sub"] is not None:
            yield from trust_failure(row, why)
        if row.get("create_guard"):
            request = {"policy": text(row["trust_policy"])}
            yield part(row, "create", "check_create", request, {"ok": {"outcome": "rejected"}}, why)
        if row["stage"] == "ecr-permission":
            yield from permission_failure(row, why)
        if row["cause_code"] == "TOKEN_ENV_CLAIM_MISSING":
            settings = {"include_claim_keys": row["customization"]["repo"]["include_claim_keys"]}
            request = {"claims": row["claims"], "settings": settings}
            ok = {"outcome": "refused", "refusal": "token_request_fails"}
            yield part(row, None, "build_subject", request, {"ok": ok}, why)
        if row["cause_code"] == "IMAGE_REF_UPPERCASE":
            request = {"text": row["request"]["image"]}
            yield part(row, None, "parse_image", request, {"error": {"code": "IMAGE_INVALID"}}, why)


def trust_failure(row, why):
    def trust(suffix, wanted, policy="trust_policy", claims="claims", provider="provider"):
        options = {}
        if "role_arn" in row:
            options["role_arn"] = row["role_arn"]
        if provider in row:
            options["provider"] = row[provider]
        request = {"policy": text(row[policy]), "claims": row[claims]}
        if options:
            request["options"] = options
        return part(row, suffix, "check_trust", request, {"ok": {"verdict": wanted}}, why)

    yield trust(None, row["outcome"])
    if "trust_policy_raw" in row:
        request = {"policy": row["trust_policy_raw"], "claims": row["claims"]}
        error = {"code": "JSON_DUPLICATE_MEMBER", "document": "/policy"}
        yield part(row, "raw", "check_trust", request, {"error": error}, why)
    fixed = {
        key: f"fixed_{name}"
        for key, name in (("policy", "trust_policy"), ("claims", "claims"), ("provider", "provider"))
        if f"fixed_{name}" in row
    }
    # What lets a denied job in is told; what a safer policy does to one that was let in is not.
    if fixed and row["outcome"] == "denied":
        yield trust("fixed", "allowed", **fixed)
    if "counterexample" in row:
        yield trust("counterexample", "allowed", claims="counterexample")
        if "fixed_trust_policy" in row:
            yield trust("counterexample-fixed", "denied", claims="counterexample", policy="fixed_trust_policy")


def permission_failure(row, why):
    role = "arn:aws:iam::123456789012:role/deploy"
    asked = {key: row["request"][key] for key in ("action", "resource")}
    asked = {"principal": role, **asked, "context": {}}

    def access(suffix, wanted, policy):
        request = {"request": asked, "policies": {"identity": [text(row[policy])]}}
        return part(row, suffix, "check_access", request, {"ok": {"verdict": wanted}}, why)

    yield access(None, row["outcome"], "identity_policy")
    if "fixed_identity_policy" in row:
        yield access("fixed", "allowed", "fixed_identity_policy")
