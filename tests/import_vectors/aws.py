"""Conditions, trust policies and layers of policies."""

from cases import case, text


def aws_conditions(rows):
    """One condition test alone. Where peers dispute the answer, the project's handling is expected."""
    for row in rows:
        context = dict(row.get("extra_context") or {})
        # The same key in another case is how the request spells it.
        respelt = any(key.lower() == row["context_key"].lower() for key in context)
        if row["context_values"] is not None and not respelt:
            context[row["context_key"]] = row["context_values"]
        request = {
            "operator": row["operator"],
            "key": row["context_key"],
            "values": row["policy_values"],
            "context": context,
            "version": row["version"],
        }
        outcome = row["handling"] if row.get("disputed") else "match" if row["expected"] else "no_match"
        yield case(row, "match_condition", request, {"ok": {"outcome": outcome}})


def verdict(row):
    return row["handling"] if row.get("disputed") else row["expected"].lower()


def aws_trust(rows):
    """Whole policies: a token against a trust policy, a principal against identity and resource policies."""
    for row in rows:
        if row["kind"] == "web-identity":
            yield web_identity(row)
        else:
            yield principal(row)


def web_identity(row):
    asked = row["request"]
    options = {
        "role_arn": asked["role_arn"],
        "role_session_name": asked["role_session_name"],
        "provider": {"arn": asked["provider_arn"]},
    }
    request = {"policy": text(row["policy"]), "claims": row["claims"], "options": options}
    return case(row, "check_trust", request, {"ok": {"verdict": verdict(row)}})


REASONS = {"explicit": "explicit_deny", "implicit": "implicit_deny"}


def tested(policy):
    """The condition keys of a policy."""
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    for statement in statements:
        for block in statement.get("Condition", {}).values():
            yield from block


def principal(row):
    asked = row["request"]
    # The context of a row is closed: a key that its policies test and it does not name is missing.
    context = dict(asked["context"])
    named = {key.lower() for key in context}
    for policy in [row["policy"], *row.get("identity_policies", [])]:
        context |= {key: None for key in tested(policy) if key.lower() not in named}
    request = {
        "action": asked["action"],
        "resource": asked.get("resource") or asked["role_arn"],
        "context": context,
    }
    principal = asked.get("principal")
    if isinstance(principal, dict):
        (principal,) = principal.values()
    if principal:
        request["principal"] = principal
    # A role's trust policy is the policy of the role as a resource. Where a row says nothing of identity policies, none
    # are given.
    policies = {"identity" if row["kind"] == "identity" else "resource": [text(row["policy"])]}
    if "identity_policies" in row:
        policies["identity"] = [text(policy) for policy in row["identity_policies"]]
    ok = {"verdict": verdict(row)}
    if row.get("reason") in REASONS:
        ok["reason"] = REASONS[row["reason"]]
    return case(row, "check_access", {"request": request, "policies": policies}, {"ok": ok})


def aws_layers(rows):
    """Several layers of policies."""
    for row in rows:
        policies = {}
        for layer, documents in row["policies"].items():
            if documents is None:
                # No such policy is attached; for a layer that limits that is the same as one that is not named.
                if layer == "resource":
                    policies[layer] = []
                continue
            documents = documents if isinstance(documents, list) else [documents]
            # Service control policies come as a list of levels.
            policies[layer] = [
                [text(one) for one in document] if isinstance(document, list) else text(document)
                for document in documents
            ]
        ok = {"verdict": row["expected"], "reason": row["reason"]}
        yield case(row, "check_access", {"request": row["request"], "policies": policies}, {"ok": ok})
