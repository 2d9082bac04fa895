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
    "AUD_NOT_REGISTERED": "AUDIENCE_NOT_REGISTERED",
    "TOKEN_WRONG_JWT": "SUBJECT_MISSING",
    "CREATE_GUARD": "CREATE_GUARD_REJECT",
}
# Rows that are answered otherwise, and why.
OTHERWISE = {
    "dependabot": "a fork opens pull requests here as in the other rows with `pull_request`",
    "provider-arn-slash": "no document defines `aws_iam_role.push`: the role is known by its ARN only",
}
FORK = {
    "tokens": {"event_name": ["pull_request"], "ref": ["refs/pull/*/merge"], "head": ["fork"]},
    "verdict": "no_token",
    "stage": "token-request",
    "cause": "TOKEN_FORK_PR",
    "place": {"file": ".github/workflows/ci.yml", "line": 4},
}
FACTS = ("owner_id", "repository_id", "include_claim_keys", "platform", "ghes_version", "reachable", "enterprise_slug", "former_logins", "accounts", "existing_tags", "callable")
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


def call(one):
    return {"name": one["name"]} | outcome(one)


def road(one):
    more = {"calls": [call(each) for each in one["calls"]]} if "calls" in one else {}
    return more | {
        "job": one["job"],
        "role": one["role"],
        "scenarios": [scenario(each) for each in one["scenarios"]],
        "images": [image(each) for each in one["images"]],
    }


def request(row):
    known = row["known"]
    options = {name: known[name] for name in ("repository", "default_branch", "account", "region", "default_workflow_permissions", "trusted_owners", "refs") if name in known}
    if "vars" in known:
        options["variables"] = known["vars"]
    facts = {name: known[name] for name in FACTS if name in known}
    host = known.get("ghes_host", known.get("ghe_host", known.get("host")))
    if host:
        facts["host"] = host
    if known.get("immutable") is not None:
        facts["immutable"] = known["immutable"]
    for layer in ("rcp", "scp"):
        if layer in known:
            facts[layer] = known[layer]
    return {"files": row["files"], "options": options, "facts": facts}


def amended(row):
    """The row, where it is answered otherwise."""
    expect = [dict(one) for one in row["expect"]["roads"]]
    if row["id"] == "dependabot":
        expect[0]["scenarios"] = [*expect[0]["scenarios"], FORK]
    if row["id"] == "provider-arn-slash":
        expect[0]["role"] = "arn:aws:iam::123456789012:role/github-ecr-push"
    return expect


def findings(rows):
    """The codes of findings that each answer holds at least; what stands behind the colon says it in words."""
    found = {}
    for row in rows:
        codes = [code(one.split(":")[0]) for one in row["expect"]["findings"] if one.split(":")[0].isupper()]
        if codes:
            found[row["id"]] = codes
    return found


def told(rows):
    """What each published road names of changes and of dangers: an edit and its kind each, and a severity each."""
    found = {}
    for row in rows:
        of_roads = [
            {
                "changes": [
                    {"document": one["file"]} | {key: one[key] for key in ("line", "from", "to", "kind")}
                    for one in road.get("changes", [])
                ],
                "dangers": [one["severity"] for one in road.get("dangers", [])],
            }
            for road in row["expect"]["roads"]
        ]
        if any(one["changes"] or one["dangers"] for one in of_roads):
            found[row["id"]] = of_roads
    return found


def roads(rows):
    for row in rows:
        yield case(row, "explain", request(row), {"ok": {"roads": [road(one) for one in amended(row)]}}, OTHERWISE.get(row["id"], row.get("note")))
