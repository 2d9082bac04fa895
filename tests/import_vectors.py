"""Carries the published cases over into the project's own format.

    python3 tests/import_vectors.py FOLDER            writes
    python3 tests/import_vectors.py FOLDER --check    fails when anything would change

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
import re
import sys
from pathlib import Path

VECTORS = Path(__file__).resolve().parent / "vectors"


def case(row, operation, request, expect, why=None):
    source = row["source"]
    return {
        "name": row["id"],
        "why": why or row.get("note") or "as published",
        "source": source if isinstance(source, str) else "; ".join(source),
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


# -------------------------------------------------------------------------------------------------------- subjects


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


# What the cheat sheet gives no meaning: repetition of nothing, sets of more than letters and digits, groups, alternatives.
UNDEFINED = re.compile(r"^!?[?+]|\[[^]]*[^]A-Za-z0-9-][^]]*\]|[(){}|]")


def gha_filter(rows):
    """The documented modes. Rows of the mode `syntax` tell what a linter takes, which no operation answers."""
    for row in rows:
        if row["mode"] == "syntax":
            continue
        kind = "path" if row["kind"] == "path" else "ref"
        request = {"patterns": row["patterns"], "text": row["input"], "mode": row["mode"], "kind": kind}
        negated = [pattern.startswith("!") for pattern in row["patterns"]]
        misplaced = any(negated) if row["mode"] == "ignore" else all(negated)
        if misplaced or any(map(UNDEFINED.search, row["patterns"])):
            expect = {"error": {"code": "PATTERN_INVALID"}}
        elif row.get("confidence") == "unknown":
            expect = {"ok": {"outcome": "undetermined"}}
        else:
            expect = {"ok": {"passes": row["expected"]}}
        yield case(row, "match_filter", request, expect, row.get("note") or "a filter pattern as documented")


# ------------------------------------------------------------------------------------------------------ conditions


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


# -------------------------------------------------------------------------------------------------- trust and access


def text(document):
    """A document as the contract takes it."""
    return json.dumps(document, ensure_ascii=False)


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


# ---------------------------------------------------------------------------------------------------- real failures


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


def part(row, suffix, operation, request, expect, why):
    name = row["id"] if suffix is None else f"{row['id']}-{suffix}"
    return case({**row, "id": name}, operation, request, expect, why)


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


# --------------------------------------------------------------------------------------------------------- analysis


def proofs(rows):
    """Exact questions: the outcome is compared, no witness is."""
    for row in rows:
        why = row.get("note") or f"{row['question']}, {row['grade']}"
        expect = row["expect"]
        if row["question"] == "compare":
            request = {"old": text(row["old"]), "new": text(row["new"]), "world": row["world"]}
            yield case(row, "compare_policies", request, {"ok": {"relation": expect["relation"]}}, why)
            continue
        operation = {"who": "who_can_assume"}.get(row["question"], row["question"])
        request = {"policy": text(row["policy"])}
        if "intent" in row:
            request["intent"] = row["intent"]
        ok = {"outcome": expect["outcome"]}
        if "vacuous" in expect:
            ok["vacuous"] = expect["vacuous"]
        yield case(row, operation, {**request, "world": row["world"]}, {"ok": ok}, why)


def probes(rows):
    """Single tokens that an answer of `who` holds or does not, each as a set of its own."""
    for row in rows:
        for side, outcome in (("inside", "always"), ("outside", "never")):
            for index, probe in enumerate(row["expect"].get(side, []), 1):
                request = {"policy": text(row["policy"]), "tokens": [exactly(probe["claims"])], "world": row["world"]}
                yield part(row, f"{side}-{index}", "decide", request, {"ok": {"outcome": outcome}}, f"a token {side} {row['id']}")


def exactly(claims):
    """The class of the tokens with these claims."""
    pattern = lambda value: "".join(f"${{{sign}}}" if sign in "*?$" else sign for sign in value)
    return {claim: [pattern(value)] for claim, value in claims.items()}


# ------------------------------------------------------------------------------------------------------- documents

# The contexts of GitHub Actions: a list as a member of one of them says which values it may have.
CONTEXTS = {"github", "env", "vars", "job", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs"}


def number(value):
    """A number as GitHub prints it; the rows have none of more than 15 digits."""
    if isinstance(value, dict):
        return value["number"]
    return str(int(value)) if value == int(value) else str(value)


def printed(value, kind):
    """The text of a value of this type."""
    if kind == "number":
        return number(value)
    if kind == "boolean":
        return "true" if value else "false"
    return {"null": "", "array": "Array", "object": "Object"}.get(kind, value)


def expression_contexts(row):
    """Known contexts, names that are unknown, and names with one of several values."""
    contexts, unknown, one_of = {}, [], {}
    for name, members in row["context"].items():
        if members == "?":
            unknown.append(name)
            continue
        known = contexts.setdefault(name, {})
        for member, value in members.items():
            if value == "?":
                unknown.append(f"{name}.{member}")
            elif isinstance(value, list) and name in CONTEXTS:
                one_of[f"{name}.{member}"] = value
            else:
                known[member] = value
    return contexts, unknown, one_of


def expressions(rows):
    """Expressions: a value, the names it depends on, or a refusal. What only fails when it runs is an answer."""
    for row in rows:
        contexts, unknown, one_of = expression_contexts(row)
        request = {"expression": row["expr"], "contexts": contexts}
        request |= {"unknown": unknown} if unknown else {}
        request |= {"one_of": one_of} if one_of else {}
        why = row.get("note") or f"as GitHub evaluates it ({row['grade']})"
        if row.get("error") == "parsing":
            expect = {"error": {"code": "EXPRESSION_INVALID"}}
        elif row.get("error") == "evaluation":
            expect = {"ok": {"outcome": "fails"}}
        elif "unknown" in row:
            ok = {"outcome": "unknown", "unknown": row["unknown"]}
            ok |= {"candidates": row["candidates"]} if "candidates" in row else {}
            expect = {"ok": ok}
        else:
            kind = row["type"]
            ok = {"outcome": "known", "type": kind, "text": printed(row["value"], kind)}
            if kind in ("array", "object"):
                ok["json"] = json.dumps(row["value"], indent=2, ensure_ascii=False)
            expect = {"ok": ok}
        yield case(row, "evaluate_expression", request, expect, why)


# The codes of the published rows, as this project names them.
WORKFLOW_CODES = {
    "ALIAS_LIMIT": "TOO_LARGE",
    "CONTEXT_NOT_AVAILABLE": "EXPRESSION_INVALID",
    "DUPLICATE_KEY": "JSON_DUPLICATE_MEMBER",
    "EXPRESSION_NOT_ALLOWED": "USES_INVALID",
    "EXPRESSION_SYNTAX": "EXPRESSION_INVALID",
    "EXPRESSION_TOO_DEEP": "EXPRESSION_INVALID",
    "EXPRESSION_UNCLOSED": "EXPRESSION_INVALID",
    "FILTERS_EXCLUDE_EACH_OTHER": "WORKFLOW_INVALID",
    "KEY_MISSING": "WORKFLOW_INVALID",
    "MATRIX_TOO_LARGE": "WORKFLOW_INVALID",
    "MULTIPLE_DOCUMENTS": "YAML_SYNTAX",
    "REF_PREFIX": "USES_INVALID",
    "REF_TAG_OR_BRANCH": "TAG_OR_BRANCH",
    "TOO_DEEP": "JSON_TOO_DEEP",
    "UNKNOWN_EVENT": "WORKFLOW_INVALID",
    "UNKNOWN_KEY": "WORKFLOW_INVALID",
    "USES_SYNTAX": "USES_INVALID",
    "WRONG_TYPE": "WORKFLOW_INVALID",
}


def workflow_code(code):
    return WORKFLOW_CODES.get(code, code)


def holes(pattern):
    """`{name}` of the rows is `⟦name⟧` here; braces that are not closed are text."""
    return re.sub(r"\{([^{}]+)\}", r"⟦\1⟧", pattern)


def read_text(value):
    """A text of the rows: known, or an object that says what it depends on."""
    if not isinstance(value, dict):
        return {"value": value}
    out = {}
    if "unknown" in value:
        out["unknown"] = value["unknown"]
    if "or_unknown" in value:
        out["unknown"] = value["or_unknown"]
    if "one_of" in value:
        out["one_of"] = [{"value": one} for one in value["one_of"]]
    if "pattern" in value:
        out["pattern"] = holes(value["pattern"])
    for member in ("by", "default", "value"):
        if member in value:
            out[member] = value[member]
    return out


def one_ref(job, known):
    """The ref of every run, where the row's own events leave one."""
    refs = set()
    for event in job["events"]:
        if event["ref"] == "default_branch":
            refs.add("refs/heads/" + known["default_branch"])
        elif event["ref"] == "branch" and len(event.get("branches", [])) == 1 and not re.search(r"[*?+!\[]", event["branches"][0]):
            refs.add("refs/heads/" + event["branches"][0])
        else:
            refs.add(None)
    # A condition compares without regard to case, so what it leaves is not one ref.
    return None if "IF_NARROWS" in job["findings"] or len(refs) != 1 else refs.pop()


def workflow_ref(job, known):
    """`job_workflow_ref`: `{ref}` is the ref of the run."""
    found = job["job_workflow_ref"]
    if not isinstance(found, str):
        return found and read_text(found)
    if "{ref}" not in found:
        return {"value": found}
    reference = one_ref(job, known)
    if reference:
        return {"value": found.replace("{ref}", reference)}
    return {"unknown": ["github.ref"], "pattern": found.replace("{ref}", "⟦github.ref⟧")}


def workflow_role(role):
    """A role that a step assumes."""
    out = {"role": read_text({name: role[name] for name in ("value", "unknown", "pattern") if name in role})}
    out |= {"via": role["via"], "session_name": read_text(role["session_name"])}
    for member in ("region", "audience"):
        out[member] = None if role[member] is None else read_text(role[member])
    for member in ("duration", "inline_session_policy"):
        if member in role:
            out[member] = read_text(str(role[member]))
    if "managed_session_policies" in role:
        out["managed_session_policies"] = [read_text(one) for one in role["managed_session_policies"]]
    for member, name in {"if": "condition", "in": "action", "skip_session_tagging": "skip_session_tagging"}.items():
        if member in role:
            out[name] = role[member]
    if "from" in role:
        out["in_script"] = role["from"] == "run"
    return out


def workflow_image(image):
    """An image name that a step pushes."""
    if not isinstance(image, dict):
        return {"name": {"value": image}}
    out = {"name": read_text({name: image[name] for name in ("value", "unknown", "pattern") if name in image})}
    return out | ({"in_script": image["from"] == "run"} if "from" in image else {})


def workflow_job(job, known):
    """A job of the row as an answer has it."""
    codes = sorted({workflow_code(code) for code in job["findings"]})
    token = {name: job["id_token"][name] for name in ("answer", "reason", "level", "needs") if name in job["id_token"]}
    environment = job["environment"]
    return {
        "job": job["job"],
        "events": job["events"],
        "id_token": token,
        "environment": None if environment is None else read_text(environment),
        "roles": [workflow_role(role) for role in job["role"]],
        "called_workflow": job["called_workflow"],
        "job_workflow_ref": workflow_ref(job, known),
        "images": [workflow_image(image) for image in job["images"]],
        "findings": [{"code": code} for code in codes],
    }


def workflows(rows):
    """Workflow files: the jobs of the first, with those of the files that it calls, or why GitHub refuses it."""
    names = {"vars": "variables"}
    for row in rows:
        # A file of a megabyte is made in core/tests/documents.rs.
        if any("expand" in file for file in row["files"]):
            continue
        files = [{"name": file["name"], "text": file["text"]} for file in row["files"]]
        options = {names.get(name, name): value for name, value in row["known"].items()}
        options["entries"] = [files[0]["name"]]
        expect = row["expect"]
        why = row.get("note") or row["grade"]
        if "refused" in expect:
            refused = {"code": workflow_code(expect["refused"]["code"])}
            if "line" in expect["refused"]:
                refused["place"] = {"line": expect["refused"]["line"]}
            ok = {"documents": [{"kind": "workflow", "refused": refused}], "jobs": []}
        else:
            ok = {"jobs": [workflow_job(job, row["known"]) for job in expect["jobs"]]}
        yield case(row, "read_documents", {"files": files, "options": options}, {"ok": ok}, why)


# ------------------------------------------------------------------------------------------------------------ files

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
    "image/published-references.jsonl": ("image-reference.jsonl", image_reference),
}


def main(folder, check):
    stale = []
    for written, (published, reader) in FILES.items():
        with (folder / published).open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        cases = list(reader(rows))
        text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in cases)
        target = VECTORS / written
        print(f"{written}: {len(cases)} cases of {len(rows)} rows")
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        stale.append(written)
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
