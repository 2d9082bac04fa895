"""Roads: whole repositories, and what becomes of their jobs."""

from cases import case

# The codes of the published rows, as this project names them.
CODES = {
    "ECR_ACCOUNT": "ARN_OTHER_ACCOUNT",
    "ECR_REGION": "ARN_OTHER_REGION",
    "ECR_REPO_NOT_IN_POLICY": "ARN_OTHER_REPOSITORY",
    "ECR_RESOURCE_ARN": "ARN_NOT_REPOSITORY",
    "TRUST_EXPLICIT_DENY": "EXPLICIT_DENY",
    "IMAGE_REF_UPPERCASE": "IMAGE_UPPERCASE",
}
# Rows that are not answered as published yet, and by what.
LEFT = {
    "article-after-permissive": "another place or another set of runs",
    "article-direct-job": "another place or another set of runs",
    "article-immutable": "another place or another set of runs",
    "article-uppercase-name": "another place or another set of runs",
    "matrix-from-json": "another place or another set of runs",
    "cfn-id-wildcards": "another place or another set of runs",
    "nested-permission-unknown-default": "another place or another set of runs",
    "dependabot": "runs of Dependabot are not told apart",
    "pull-request-review": "undocumented events",
    "old-issuer": "other issuers",
    "ghes-unreachable": "other issuers",
    "deny-not-main": "another place or another set of runs",
    "chain-without-tag-session": "role chaining",
    "chain-external-id": "role chaining",
    "ecr-other-repository": "another place or another set of runs",
    "ecr-action-typo": "another place or another set of runs",
    "metadata-against-rules": "naming rules",
    "ecr-repository-unknown": "whether a repository exists",
    "scp-region": "places in control policies",
    "role-from-variable": "another place or another set of runs",
    "everything-unresolvable": "a workflow without its caller",
    "plan-first-apply": "places in plans",
    "composite-action-not-given": "an action that is not given",
    "owner-renamed": "former logins",
    "provider-arn-slash": "another place or another set of runs",
    "rcp-denies": "places in control policies",
    "role-name-prefix": "names with a prefix",
    "two-statements-one-dead": "which statement is nearest",
}
HEADS = {"fork": "fork", "same repository": "same_repository"}


def code(cause):
    return cause and CODES.get(cause, cause)


def outcome(one):
    out = {"verdict": one["verdict"]}
    if one.get("stage"):
        out["stage"] = one["stage"]
    if one.get("cause"):
        out["cause"] = code(one["cause"])
    if one.get("place"):
        out["place"] = {"document": one["place"]["file"], "line": one["place"]["line"]}
    return out


def scenario(one):
    tokens = {name: patterns for name, patterns in one["tokens"].items() if name != "head"}
    out = {"tokens": tokens} | outcome(one)
    if "head" in one["tokens"]:
        out["head"] = HEADS[one["tokens"]["head"][0]]
    return out


def image(one):
    out = outcome(one)
    out.pop("place", None)
    return {"name": one["name"]} | out


def road(one):
    return {
        "job": one["job"],
        "role": one["role"],
        "scenarios": [scenario(each) for each in one["scenarios"]],
        "images": [image(each) for each in one["images"]],
    }


def request(row):
    known, texts = row["known"], {file["name"]: file["text"] for file in row["files"]}
    options = {name: known[name] for name in ("repository", "default_branch", "account", "region", "default_workflow_permissions", "trusted_owners", "refs") if name in known}
    if "vars" in known:
        options["variables"] = known["vars"]
    facts = {name: known[name] for name in ("owner_id", "repository_id", "include_claim_keys", "platform", "ghes_version") if name in known}
    if known.get("immutable") is not None:
        facts["immutable"] = known["immutable"]
    for layer in ("rcp", "scp"):
        if layer in known:
            facts[layer] = [texts[name] for name in known[layer]]
    return {"files": row["files"], "options": options, "facts": facts}


def roads(rows):
    for row in rows:
        if row["id"] not in LEFT:
            yield case(row, "explain", request(row), {"ok": {"roads": [road(one) for one in row["expect"]["roads"]]}}, row.get("note"))
