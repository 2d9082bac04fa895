"""What z3 needs for the published exact questions, beside this library in the same run.

usage: python tests/bench/z3_ratio.py [SECONDS]      (needs z3-solver, in an environment of its own)

Each question that can be written as strings and regular expressions is put to z3: is there a token that the policy lets in
and that the intent does not want, or that is an outsider's. The words of tokens are string variables held to their grammar,
every claim and the subject are concatenations of them, so that a word that stands in two claims is one variable. What is
finite (whose token, context, form of the subject, reusable workflow or not) is asked case by case, as this library does.
Only the solver's time counts. A question that takes longer than SECONDS (10) is left undecided.
"""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

try:
    import z3
except ImportError:
    sys.exit("z3 is not installed: `pip install z3-solver` in an environment of its own, then run this again with its Python")

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/vectors/analysis/published-proofs.jsonl"
ISSUER = "token.actions.githubusercontent.com"
# The claims that fill condition keys of AWS, and whether a token always has them.
FILLED = {
    "sub": True, "aud": True, "actor": True, "actor_id": True, "enterprise_id": False, "environment": False, "ref": True,
    "job_workflow_ref": True, "repository": True, "repository_id": True, "repository_owner_id": True, "workflow": True,
}
DEFAULT_BRANCH = "schedule pull_request_target workflow_run repository_dispatch issues issue_comment".split()


class NotEncoded(Exception):
    """Why a question is not put to z3."""


# Languages

def text(value):
    return z3.Re(z3.StringVal(value))


def chars(*ranges):
    parts = [z3.Range(z3.StringVal(low), z3.StringVal(high)) for low, high in ranges]
    return z3.Union(*parts) if len(parts) > 1 else parts[0]


CHAR = z3.AllChar(z3.ReSort(z3.StringSort()))
FULL = z3.Star(CHAR)
BEYOND = ("\\u{a1}", "\\u{2ffff}")
ALNUM = chars(("a", "z"), ("A", "Z"), ("0", "9"))
NO_COLON = chars(("\\u{0}", "9"), (";", "\\u{2ffff}"))


LOGIN = z3.Concat(
    ALNUM, z3.Star(z3.Concat(z3.Option(text("-")), ALNUM)), z3.Option(text("-")),
    z3.Option(z3.Concat(text("_"), z3.Plus(ALNUM))),
)
def minus(language, without):
    return z3.Intersect(language, z3.Complement(z3.Union(*without) if len(without) > 1 else without[0]))


NAME = z3.Plus(z3.Union(ALNUM, chars(("-", ".")), text("_")))
ID = z3.Concat(chars(("1", "9")), z3.Star(chars(("0", "9"))))
# Parts of refs between slashes: no dot at an end, no two in a row.
REF_CHAR = chars(("!", ")"), ("+", "-"), ("0", "9"), (";", ">"), ("@", "Z"), ("]", "]"), ("_", "z"), ("|", "}"), BEYOND)
REF_PART = z3.Concat(REF_CHAR, z3.Star(z3.Concat(z3.Option(text(".")), REF_CHAR)))


def refs(*starts):
    start = z3.Union(*map(text, starts)) if len(starts) > 1 else text(starts[0])
    return z3.Concat(start, REF_PART, z3.Star(z3.Concat(text("/"), REF_PART)))


BRANCH, TAG, QUEUE = refs("refs/heads/"), refs("refs/tags/"), refs("refs/heads/gh-readonly-queue/")
BRANCH_OR_TAG = refs("refs/heads/", "refs/tags/")
PULL = z3.Concat(text("refs/pull/"), ID, text("/merge"))
CALLED_REF = z3.Union(BRANCH_OR_TAG, z3.Loop(chars(("0", "9"), ("a", "f")), 40, 40))
SEEN = chars(("!", "9"), (";", "~"), BEYOND)
ENVIRONMENT = z3.Concat(SEEN, z3.Option(z3.Concat(z3.Star(z3.Union(SEEN, text(" "))), SEEN)))
FILE = z3.Concat(
    z3.Plus(chars((" ", "."), ("0", "9"), (";", "~"), BEYOND)), z3.Union(text(".yml"), text(".yaml"))
)
FREE = z3.Plus(NO_COLON)


def glob(pattern, like=True, ignore_case=False):
    if "${" in pattern:
        raise NotEncoded("a variable in a value")
    parts = []
    for c in pattern:
        if like and c == "*":
            parts.append(FULL)
        elif like and c == "?":
            parts.append(CHAR)
        elif ignore_case and c.isascii() and c.isalpha():
            parts.append(z3.Union(text(c.lower()), text(c.upper())))
        elif ignore_case and not c.isascii():
            raise NotEncoded("case ignored beyond ASCII")
        else:
            parts.append(text(c))
    return z3.Concat(*parts) if len(parts) > 1 else parts[0] if parts else text("")


# Tokens

def join(*parts):
    parts = [z3.StringVal(part) if isinstance(part, str) else part for part in parts]
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]


class Shape:
    """The tokens of one party after every finite choice: each claim as a concatenation of words."""

    def __init__(self, party, world, context, reference, events, called, immutable, colon):
        self.held = []
        word, one_of = self.word, lambda texts: z3.Union(*map(text, texts)) if len(texts) > 1 else text(texts[0])
        owner = party["login"] or word("owner", party["logins"])
        owner_id = party["id"] or word("owner_id", party["ids"])
        name = word("name", one_of(party["names"]) if party["names"] else NAME)
        repository_id = word("repository_id", ID)
        ref = word("ref", reference)
        repository = join(owner, "/", name)
        file, workflow, actor = word("file", FILE), word("workflow", FREE), word("actor", LOGIN)
        direct = join(repository, "/.github/workflows/", file, "@", ref)
        self.claims = {
            "repository": repository, "repository_owner": join(owner), "repository_owner_id": join(owner_id),
            "repository_id": repository_id, "ref": ref, "workflow_ref": direct, "job_workflow_ref": direct,
            "workflow": workflow, "actor": actor, "actor_id": word("actor_id", ID), "environment": None,
            "event_name": word("event", one_of(events)), "enterprise_id": None,
            "aud": word("aud", one_of(world["audiences"]) if world.get("audiences") else z3.Plus(CHAR)),
        }
        if called:
            owner2 = word("owner2", party["callable"])
            self.claims["job_workflow_ref"] = join(
                owner2, "/", word("name2", NAME), "/.github/workflows/", word("file2", FILE), "@", word("ref2", CALLED_REF)
            )
        self.printed = dict(self.claims)
        if context == "environment":
            first = word("environment", ENVIRONMENT)
            rest = word("environment2", ENVIRONMENT) if colon else None
            self.claims["environment"] = join(first, ":", rest) if colon else first
            self.printed["environment"] = join(first, "%3A", rest) if colon else first
        plain = ("repo:", owner, "/", name)
        self.printed["repo"] = join(*(("repo:", owner, "@", owner_id, "/", name, "@", repository_id) if immutable else plain))
        self.printed["context"] = (
            join("pull_request") if context == "pull_request" else join(f"{context}:", self.printed[context])
        )

    def word(self, name, language):
        word = z3.String(name)
        self.held.append((name, z3.InRe(word, language)))
        return word

    def under(self, template):
        """Gives it the subject of a template; False where it has none."""
        parts = []
        for key in template:
            if key not in self.printed:
                raise NotEncoded(f"the template key `{key}`")
            if self.printed[key] is None:
                return False
            label = [] if key in ("repo", "context") else [f"{key}:"]
            parts += [":"] * bool(parts) + label + [self.printed[key]]
        self.claims["sub"] = join(*parts)
        return True

    def under_any(self, party):
        """Lets the subject be any row of segments; they are not linked to the other claims."""
        self.claims["sub"] = self.word("sub", segments(party))


def segments(party):
    owner = text(party["login"]) if party["login"] else party["logins"]
    repository = z3.Concat(owner, text("/"), NAME)
    owner_id = text(party["id"]) if party["id"] else party["ids"]
    any_ref = z3.Union(BRANCH_OR_TAG, PULL)
    workflow = z3.Concat(party["callable"], text("/"), NAME, text("/.github/workflows/"), FILE, text("@"), z3.Union(CALLED_REF, PULL))
    own = z3.Concat(repository, text("/.github/workflows/"), FILE, text("@"), any_ref)
    labelled = {
        "repo": repository, "repository": repository, "repository_owner": owner, "ref": any_ref, "job_workflow_ref": workflow,
        "workflow_ref": own, "repository_owner_id": owner_id, "repository_id": ID,
    }
    rows = [text("pull_request"), z3.Concat(text("repo:"), owner, text("@"), owner_id, text("/"), NAME, text("@"), ID)]
    rows += [z3.Concat(text(f"{label}:"), value) for label, value in labelled.items()]
    property_name = z3.Plus(z3.Union(ALNUM, text("_")))
    free = ("environment workflow actor actor_id event_name ref_type head_ref base_ref repository_visibility run_id run_number "
            "run_attempt runner_environment workflow_sha job_workflow_sha environment_node_id").split()
    labels = z3.Union(*map(text, free), z3.Concat(text("repo_property_"), property_name))
    rows.append(z3.Concat(labels, text(":"), z3.Star(NO_COLON)))
    row = z3.Union(*rows)
    return z3.Concat(row, z3.Star(z3.Concat(text(":"), row)))


def names_in(formula):
    """The variables of a formula."""
    found, seen, open_ = set(), set(), [formula]
    while open_:
        one = open_.pop()
        if one.get_id() not in seen:
            seen.add(one.get_id())
            open_.extend(one.children())
            if z3.is_const(one) and one.decl().kind() == z3.Z3_OP_UNINTERPRETED:
                found.add(one.decl().name())
    return found


# Policies and intents

def values(value):
    return value if isinstance(value, list) else [value]


def test(operator, key, wanted, claims):
    match = re.fullmatch(r"(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|Like|EqualsIgnoreCase)|Null)(IfExists)?", operator)
    if not match:
        raise NotEncoded(f"the operator {operator}")
    claim = key.lower().removeprefix(f"{ISSUER}:")
    if ":" in claim:
        raise NotEncoded("a key that no claim of GitHub's fills")
    sets, base, negated, kind, if_exists = match.groups()
    value = claims.get(claim) if claim in FILLED else None
    if base == "Null":
        if sets:
            raise NotEncoded("a set operator on Null")
        return z3.BoolVal((value is None) == (values(wanted) == ["true"]))
    if value is None:
        if sets == "ForAnyValue:" and if_exists:
            raise NotEncoded("ForAnyValue and IfExists on a key that is missing: not documented")
        return z3.BoolVal(bool(if_exists or sets == "ForAllValues:" or (negated and not sets)))
    fits = z3.Or([z3.InRe(value, glob(one, kind == "Like", kind == "EqualsIgnoreCase")) for one in values(wanted)])
    return z3.Not(fits) if negated else fits


def applies(statement, claims):
    principal = statement.get("Principal")
    provider = f"oidc-provider/{ISSUER}"
    if "sts:AssumeRoleWithWebIdentity" not in values(statement.get("Action", [])):
        raise NotEncoded("a statement for another action")
    if principal != "*" and not any(arn.endswith(provider) for arn in values((principal or {}).get("Federated", []))):
        raise NotEncoded("a statement for another principal")
    if principal == "*" and statement["Effect"] == "Allow":
        raise NotEncoded("an Allow for every principal")
    tests = statement.get("Condition", {}).items()
    return z3.And([test(operator, key, wanted, claims) for operator, keys in tests for key, wanted in keys.items()])


def admitted(policy, claims):
    of = {"Allow": [], "Deny": []}
    for statement in values(json.loads(policy)["Statement"]):
        of[statement["Effect"]].append(applies(statement, claims))
    return z3.And(z3.Or(of["Allow"]), z3.Not(z3.Or(of["Deny"])))


def wanted(intent, claims):
    def fits(claim, patterns):
        if claim not in claims:
            raise NotEncoded(f"an intent about `{claim}`")
        value = claims[claim]
        if value is None:
            return z3.BoolVal(None in patterns)
        return z3.Or([z3.InRe(value, glob(pattern)) for pattern in patterns if pattern is not None])

    def holds(one):
        unwanted = one.get("not", {}).items()
        return z3.And([fits(*item) for item in one.items() if item[0] != "not"] + [z3.Not(fits(*item)) for item in unwanted])

    return z3.Or([holds(one) for one in intent["only"]])


# Questions

def parties(world, outsiders):
    logins = [one["login"] for one in world["owners"]]
    ids = [one["id"] for one in world["owners"] if "id" in one]
    others = minus(LOGIN, [glob(login, False, True) for login in logins])
    every = z3.Union(others, *map(text, logins))
    stranger = {
        "ours": False, "login": None, "id": None, "names": None, "template": "unknown", "forms": [False, True],
        "logins": others, "ids": minus(ID, list(map(text, ids))) if ids else ID, "callable": others if world.get("callable") == "own" else every,
    }
    out = []
    for one in world["owners"]:
        form = one.get("immutable", False)
        ours = {**stranger, "ours": True, "login": one["login"], "id": one.get("id"), "names": one.get("repositories")}
        ours |= {"template": one.get("include_claim_keys"), "forms": [False, True] if form == "either" else [form]}
        ours |= {"ids": ID, "callable": every}
        out += [] if outsiders else [ours]
        out += [{**stranger, "login": one["login"]}] if world.get("recycled") and "id" in one else []
    return out + ([stranger] if world.get("strangers", True) else [])


def shapes(party, world, asked, any_template=False):
    observed = asked | set(party["template"] if isinstance(party["template"], list) else [])
    contexts = [("ref", BRANCH_OR_TAG, ["push"], False), ("pull_request", z3.Union(PULL, BRANCH), ["pull_request"], False)]
    whole = z3.Union(BRANCH_OR_TAG, PULL)
    if "event_name" in observed:
        by_event = [
            (BRANCH_OR_TAG, ["push", "workflow_dispatch", "create"]), (BRANCH, DEFAULT_BRANCH), (TAG, ["release"]),
            (QUEUE, ["merge_group"]), (z3.Union(PULL, BRANCH), ["pull_request"]),
        ]
        contexts = [("pull_request" if events == ["pull_request"] else "ref", ref, events, False) for ref, events in by_event]
        contexts += [("environment", ref, events, colon) for ref, events in by_event for colon in (False, True)]
    else:
        contexts += [("environment", whole, ["push"], colon) for colon in (False, True)]
    for context, ref, events, colon in contexts:
        for called in [False, True] if "job_workflow_ref" in observed else [False]:
            for immutable in party["forms"][:1] if any_template else party["forms"]:
                yield Shape(party, world, context, ref, events, called, immutable, colon)


def cases_of(request, world, outsiders):
    """What has to be asked, each with what it means where there is a token: that there is one, or that there may be."""
    intent = request.get("intent", {"only": []})
    asked = {claim for one in intent["only"] for claim in [*one, *one.get("not", {})]}
    asked |= {"job_workflow_ref"} if "job_workflow_ref" in request["policy"] else set()
    everybody = parties(world, outsiders)

    def formula(shape):
        sought = z3.And(admitted(request["policy"], shape.claims), z3.Not(wanted(intent, shape.claims)))
        named = names_in(sought)
        return z3.And(sought, *(held for word, held in shape.held if word in named))

    for party in everybody:
        template = party["template"] if isinstance(party["template"], list) else ["repo", "context"]
        for shape in shapes(party, world, asked):
            if shape.under(template):
                yield formula(shape), True
    for party in everybody:
        if party["template"] == "unknown":
            for shape in shapes(party, world, asked, any_template=True):
                shape.under_any(party)
                yield formula(shape), False


def ask(case, seconds):
    """What z3 says (sat, unsat, open, unknown), and the seconds that it took."""
    request = case["request"]
    world = request.get("world")
    if not world or not world.get("owners"):
        raise NotEncoded("no world")
    left = {"undocumented", "our_repository_ids", "platform", "provider", "as_of", "partition"} & set(world)
    if left or any("enterprise_id" in one for one in world["owners"]):
        raise NotEncoded("a world with " + ", ".join(sorted(left) or ["enterprise_id"]))
    queries = list(cases_of(request, world, case["operation"] == "outsiders"))
    took, open_ = 0.0, False
    for formula, certain in queries:
        solver = z3.SolverFor("QF_S")
        solver.set("timeout", max(1, int((seconds - took) * 1000)))
        solver.add(formula)
        started = time.perf_counter()
        result = solver.check()
        took += time.perf_counter() - started
        if result == z3.sat and certain:
            return "sat", took
        if result == z3.unknown or took >= seconds:
            return "unknown", took
        open_ |= result == z3.sat
    return ("open" if open_ else "unsat"), took


EXPECTED = {"holds": "unsat", "none": "unsat", "fails": "sat", "some": "sat"}


def main(seconds):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "times.json"
        subprocess.run(
            ["cargo", "bench", "--quiet", "--bench", "exact"], cwd=ROOT / "core/benches", check=True,
            env={**os.environ, "EXACT_TIMES": str(path)}, stdout=subprocess.DEVNULL,
        )
        ours = json.loads(path.read_text(encoding="utf-8"))
    reasons, rows, wrong = {}, [], []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        expected = EXPECTED.get(case["expect"]["ok"].get("outcome"))
        try:
            if case["operation"] not in ("prove", "outsiders"):
                raise NotEncoded(f"the question {case['operation']}")
            if expected is None:
                raise NotEncoded("an answer that is open")
            found, took = ask(case, seconds)
        except NotEncoded as reason:
            reasons.setdefault(str(reason), []).append(case["name"])
            continue
        rows.append((case["name"], found, took * 1000, ours[case["name"]]))
        if found in ("sat", "unsat") and found != expected:
            wrong.append(f"{case['name']}: z3 {found}, expected {expected}")
    report(rows, reasons, wrong, seconds)
    sys.exit(1 if wrong else 0)


def report(rows, reasons, wrong, seconds):
    print(f"encoded: {len(rows)}")
    for reason, names in sorted(reasons.items(), key=lambda item: -len(item[1])):
        print(f"not encoded: {len(names)}, {reason}")
    for line in wrong:
        print(f"DISAGREES: {line}")
    by = {kind: [row for row in rows if row[1] == kind] for kind in ("sat", "unsat", "open", "unknown")}
    print(f"z3: {len(by['sat'])} sat, {len(by['unsat'])} unsat, {len(by['open'])} open over all templates, "
          f"{len(by['unknown'])} not decided in {seconds} s; {len(wrong)} disagree")
    for what, some in [("decided", by["sat"] + by["unsat"]), ("sat", by["sat"]), ("unsat", by["unsat"])]:
        if some:
            theirs, own = statistics.median(row[2] for row in some), statistics.median(row[3] for row in some)
            ratio = statistics.median(row[2] / row[3] for row in some)
            print(f"{what}: {len(some)}, median z3 {theirs:.1f} ms, this library {own:.2f} ms, median ratio {ratio:.0f}")
    for name, found, theirs, own in sorted(rows, key=lambda row: -row[2])[:5]:
        print(f"slow: {name}, z3 {found} in {theirs:.0f} ms, this library {own:.2f} ms")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
