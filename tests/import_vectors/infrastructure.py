"""Documents of infrastructure, answers of AWS, events, settings, tokens and logs."""

import re

from cases import case

# The codes of the published rows, as this project names them.
CODES = {
    "ALIAS_LIMIT": "TOO_LARGE",
    "NO_VERSION": "VERSION_MISSING",
    "TOO_DEEP": "JSON_TOO_DEEP",
    "UNKNOWN_TAG": "YAML_SYNTAX",
    "UNKNOWN_KIND": "WRONG_DOCUMENT",
}
# How the rows begin whose readers are here.
READ = ("actions-log-", "aws-", "bad-", "cdk-", "cfn-", "ct-", "gh-", "hcl-", "jwt-", "sam-", "steampipe-", "tf-")
# Rows that are not carried over, and why.
LEFT = {}
# A row about a workflow file that was written for readers that do not read them.
READ_NOW = {"bad-wrong-kind-workflow": "workflow"}
# Rows whose findings or permissions are the same here in another order.
OTHER_ORDER = ("hcl-inline-and-boundary", "hcl-module-iam-role-v6")
# Rows that are refused for another of two reasons.
REFUSED_AS = {"bad-yaml-alias-bomb": "TOO_LARGE"}
# What a policy document of Terraform keeps as sets, in descending order.
SETS = ("Action", "NotAction", "Resource", "NotResource")


def read_text(value):
    """A text with holes: known, one hole, or a pattern."""
    if isinstance(value, bool) or not isinstance(value, str):
        return {"value": str(value)}
    names = list(dict.fromkeys(re.findall(r"⟦([^⟧]*)⟧", value)))
    if not names:
        return {"value": value}
    return {"unknown": names} if value == f"⟦{names[0]}⟧" else {"unknown": names, "pattern": value}


def in_provider_order(policy):
    """The policy with its sets in the order in which the provider prints them."""
    if isinstance(policy, list):
        return [in_provider_order(item) for item in policy]
    if not isinstance(policy, dict):
        return policy
    out = {}
    for name, value in policy.items():
        if name in SETS and isinstance(value, list):
            value = sorted(value, reverse=True)
        elif name in ("Principal", "NotPrincipal") and isinstance(value, dict):
            value = {kind: sorted(ids, reverse=True) if isinstance(ids, list) else ids for kind, ids in value.items()}
        out[name] = in_provider_order(value)
    return out


def policies(row):
    by_provider = any("aws_iam_policy_document" in file["text"] or "\nmodule " in "\n" + file["text"] for file in row["files"])
    return in_provider_order if by_provider else lambda policy: policy


def permission(one, policy):
    out = {"kind": one["kind"]}
    for member in ("name", "arn"):
        if member in one:
            out[member] = read_text(one[member])
    if "address" in one:
        out["address"] = one["address"]
    if "policy" in one:
        out["policy"] = {"document": policy(one["policy"])}
    return out


def role(one, policy):
    out = {"trust_policy": {"document": policy(one["trust_policy"])}}
    # An answer of AWS has no address but the ARN.
    if "address" in one and one["address"] != one.get("arn"):
        out["address"] = one["address"]
    for member in ("arn", "name", "path", "boundary"):
        if one.get(member) is not None:
            out[member] = read_text(one[member])
    if "permissions" in one:
        out["permissions"] = [permission(each, policy) for each in one["permissions"]]
    if "max_session_duration" in one:
        out["max_session_duration"] = one["max_session_duration"]
    return out


def provider(one):
    out = {name: read_text(one[name]) for name in ("arn", "url") if name in one}
    if "address" in one:
        out["address"] = one["address"]
    if one.get("client_ids") is not None:
        ids = one["client_ids"]
        out["client_ids"] = [read_text(each) for each in (ids if isinstance(ids, list) else [ids])]
    return out


def repository(one, policy):
    out = {name: read_text(one[name]) for name in ("arn", "name", "mutability") if name in one}
    for member in ("address", "lifecycle_rules"):
        if member in one:
            out[member] = one[member]
    if "policy" in one:
        out["policy"] = {"document": policy(one["policy"])}
    return out


def registry_policy(one, policy):
    out = {"policy": {"document": policy(one["policy"])}}
    if "registry" in one:
        out["registry"] = read_text(one["registry"])
    return out


def settings(one):
    out = {name: one[name] for name in ("address", "scope", "use_default", "use_immutable_subject", "sub_claim_prefix") if name in one}
    if one.get("include_claim_keys") is not None:
        out["include_claim_keys"] = [read_text(key) for key in one["include_claim_keys"]]
    if "repository" in one:
        out["of"] = read_text(one["repository"])
    return out


def event(one):
    return {name: one[name] for name in ("id", "outcome", "role", "provider", "session_name", "claims") if name in one}


def error_line(one):
    return {"code": one["code"], "message": one["message"], "place": {"line": one["line"]}}


def question(one):
    out = {"name": one["expression"], "reason": one["reason"]}
    if "source" in one:
        out["detail"] = one["source"]
    if "file" in one:
        out["detail"] = "./" + one["file"]
    if "path" in one:
        out["detail"] = " → ".join(one["path"])
    return out


def code(finding):
    name = finding.split(":")[0]
    return CODES.get(name, name)


def expected(row):
    found, policy = row["expect"], policies(row)
    if row["id"] in OTHER_ORDER:
        for one in (found, *found["roles"]):
            for name in ("findings", "permissions"):
                if name in one:
                    one[name] = one[name][::-1]
    if "error" in found:
        if row["id"] in READ_NOW:
            return {"documents": [{"kind": READ_NOW[row["id"]]}], "roles": []}
        name, _, line = found["error"]["at"].partition(":")
        refused = {"code": REFUSED_AS.get(row["id"]) or code(found["error"]["code"]), "place": {"document": name, "line": int(line)}}
        return {"documents": [{"refused": refused}], "roles": []}
    tell = {
        "roles": lambda one: role(one, policy),
        "providers": provider,
        "repositories": lambda one: repository(one, policy),
        "registry_policies": lambda one: registry_policy(one, policy),
        "settings": settings,
        "events": event,
        "tokens": lambda one: {"claims": one["claims"]},
        "errors": error_line,
        "unresolved": question,
        "findings": lambda one: {"code": code(one)},
    }
    return {name: [tell[name](one) for one in found[name]] for name in tell if name in found}


def documents(rows):
    for row in rows:
        if not row["id"].startswith(READ) or row["id"] in LEFT:
            continue
        request = {"files": row["files"]}
        if row.get("variables"):
            request["options"] = {"values": row["variables"]}
        yield case(row, "read_documents", request, {"ok": expected(row)}, row.get("verified"))
