"""Real reports as the documents that a person holds: a workflow, a policy, settings, an answer of AWS."""

import json

from cases import part
from roads import code

HOST = "token.actions.githubusercontent.com"
ROLE = "arn:aws:iam::123456789012:role/deploy"
STEP = """\
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: {role}
          aws-region: us-east-1
{audience}"""
PUSH = """\
      - uses: aws-actions/amazon-ecr-login@v2
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: {image}
"""
# Rows whose cause is told as another, and why.
OTHERWISE = {
    "rf-070": ("SUB_JWR_SHA", "a workflow that is called by its commit is a cause of its own since it was published"),
}
# What a report says that is neither a claim nor a policy.
SAID = {
    # "… is only allowed 'id-token: none'"
    "rf-050": {"default_workflow_permissions": "read"},
}


def trigger(claims):
    event, ref = claims["event_name"], claims.get("ref", "")
    kinds = {"refs/heads/": "branches", "refs/tags/": "tags"}
    if event == "push":
        for start, kind in kinds.items():
            if ref.startswith(start):
                return f"  push:\n    {kind}: ['{ref.removeprefix(start)}']\n"
    return f"  {event}:\n"


def permissions(granted, indent=""):
    if granted is None:
        return ""
    return f"{indent}permissions:\n" + "".join(f"{indent}  {name}: {level}\n" for name, level in granted.items())


def steps(row):
    claims, request = row["claims"], row.get("request", {})
    audience = claims.get("aud", "sts.amazonaws.com")
    shown = "" if audience == "sts.amazonaws.com" else f"          audience: {audience}\n"
    text = STEP.format(role=row.get("role_arn", ROLE), audience=shown)
    return text + (PUSH.format(image=request["image"]) if "image" in request else "")


def workflows(row):
    claims, workflow = row["claims"], row.get("workflow", {})
    usual = {"id-token": "write", "contents": "read"}
    environment = f"    environment: '{claims['environment']}'\n" if "environment" in claims else ""
    body = f"    runs-on: ubuntu-latest\n{environment}    steps:\n{steps(row)}"
    head = f"name: Deploy\non:\n{trigger(claims)}"
    called = claims.get("job_workflow_ref", "")
    if not called.startswith(claims["repository"] + "/") and called:
        path, ref = called.split("@")
        uses = f"{path}@{ref.removeprefix('refs/heads/').removeprefix('refs/tags/')}"
        granted = workflow.get("caller_permissions", usual)
        inner = workflow.get("called_permissions", usual)
        yield ".github/workflows/deploy.yml", f"{head}{permissions(granted)}jobs:\n  deploy:\n    uses: {uses}\n"
        yield uses, f"on:\n  workflow_call:\n{permissions(inner)}jobs:\n  build:\n{body}"
        return
    granted = permissions(workflow.get("permissions", usual))
    yield ".github/workflows/deploy.yml", f"{head}{granted}jobs:\n  deploy:\n{body}"


def account(row):
    policy = row.get("trust_policy_raw") or json.dumps(row["trust_policy"], indent=2)
    arn = row.get("role_arn", ROLE)
    if "identity_policy" in row:
        role = {
            "RoleName": arn.split("/")[-1],
            "Arn": arn,
            "AssumeRolePolicyDocument": row["trust_policy"],
            "RolePolicyList": [{"PolicyName": "push", "PolicyDocument": row["identity_policy"]}],
            "AttachedManagedPolicies": [],
        }
        yield "account.json", json.dumps({"RoleDetailList": [role]}, indent=2)
        settings = row["request"].get("repository_settings", {})
        name = row["request"]["resource"].split(":repository/")
        if len(name) == 2:
            found = {"repositoryArn": row["request"]["resource"], "repositoryName": name[1]}
            found["imageTagMutability"] = settings.get("imageTagMutability", "MUTABLE")
            yield "repositories.json", json.dumps({"repositories": [found]}, indent=2)
    else:
        yield "trust.json", policy
    if "provider" in row or row["cause_code"] == "THUMBPRINT_OBSOLETE":
        known = row.get("provider", {"arn": f"arn:aws:iam::123456789012:oidc-provider/{HOST}", "client_ids": ["sts.amazonaws.com"]})
        url = known["arn"].split(":oidc-provider/")[1]
        answer = {"Url": url, "ClientIDList": known["client_ids"]}
        if row["cause_code"] == "THUMBPRINT_OBSOLETE":
            answer["ThumbprintList"] = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
        yield "provider.json", json.dumps(answer, indent=2)


def settings(row):
    for scope, own in (row["customization"] or {}).items():
        if own:
            body = {"use_default": own.get("use_default", False)} if scope == "repo" else {}
            yield f"settings/{scope}.json", json.dumps(body | {"include_claim_keys": own["include_claim_keys"]} if "include_claim_keys" in own else body)


def request(row):
    claims = row["claims"]
    if row["cause_code"] == "TOKEN_WRONG_JWT":
        files = [("claims.json", json.dumps(claims)), *account(row)]
    else:
        files = [*workflows(row), *account(row), *settings(row)]
    facts = {"owner_id": claims["repository_owner_id"], "repository_id": claims["repository_id"]}
    facts["immutable"] = "@" in (row["sub"] or "").split(":job_workflow_ref:")[0]
    host, _, path = claims["iss"].removeprefix("https://").partition("/")
    if path == "_services/token":
        facts |= {"platform": "ghes", "host": host}
    elif path:
        facts["enterprise_slug"] = path
    if "reachable" in row.get("provider", {}):
        facts["reachable"] = row["provider"]["reachable"]
    tags = row.get("request", {}).get("repository_settings", {}).get("existing_tags")
    if tags:
        facts["existing_tags"] = {row["request"]["resource"].split(":repository/")[1]: tags}
    options = {"repository": claims["repository"], "default_branch": "main", "account": "123456789012", "region": "us-east-1"}
    options |= SAID.get(row["id"], {})
    return {"files": [{"name": name, "text": text} for name, text in files], "options": options, "facts": facts}


def explained(rows):
    """What `explain` says of the documents of each report: where the job is stopped first, and why."""
    for row in rows:
        cause, why = OTHERWISE.get(row["id"], (code(row["cause_code"]), row["cause"]))
        scenario = {"verdict": row["outcome"]}
        if row["outcome"] == "denied" and row["stage"] != "create-role":
            no_token = row["stage"] == "token-request" and row["cause_code"] != "TOKEN_WRONG_JWT"
            scenario = {"verdict": "no_token" if no_token else "denied", "stage": row["stage"], "cause": cause}
        scenarios = [scenario]
        if row["claims"]["event_name"] == "pull_request":
            # A workflow for pull requests has runs of both kinds, and a report is of one.
            other = {"verdict": "no_token", "cause": "TOKEN_FORK_PR"}
            scenarios = [{"head": "same_repository"}, scenario] if row["stage"] == "token-request" else [scenario, other]
        if row["cause_code"] == "KEY_AVAILABLE_SINCE_2026":
            # A report is of the run of one person.
            scenarios = [scenario, {"verdict": "denied", "cause": "KEY_ACTOR_MISMATCH"}]
        yield part(row, None, "explain", request(row), {"ok": {"roads": [{"scenarios": scenarios}]}}, why)
