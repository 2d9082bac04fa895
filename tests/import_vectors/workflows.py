"""Workflow files."""

import re

from cases import case

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
