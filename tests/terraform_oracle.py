"""Compares the evaluator of Terraform expressions with Terraform itself.

    cargo build -p assumable --example call
    python3 tests/terraform_oracle.py [how many] [seed]

Generated expressions over the functions and the conversions are evaluated by `terraform console` and by `read_documents`:
each must have the same value in both, or fail in both; numbers with more digits than are read are counted apart. The expressions of the cases in `tests/vectors/documents` that name
neither a resource nor a data source are compared too. Where `terraform` is not on the path, it says so and ends well.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CALL = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "examples" / "call"
FAILS = "FAILS"
NOT_READ = "NOT READ"
# No configuration of the user's, and no look at newer versions.
ENVIRONMENT = dict(os.environ, TF_CLI_CONFIG_FILE="/dev/null", CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")


def quoted(text: str) -> str:
    """A text as an HCL literal."""
    escaped = json.dumps(text, ensure_ascii=False)
    return escaped.replace("${", "$${").replace("%{", "%%{")


class Generator:
    """Expressions of a wanted type; now and then of another one, to see both fail."""

    TEXTS = ["", "a", "main", "repo:octo-org/app:*", "refs/heads/main", "A B", "  x ", "ä", "a,b,c", "1", "01", "true", "x/y/z",
             "https://token.actions.githubusercontent.com", "arn:aws:iam::123456789012:role/ci", "<&>", "line\nnext\n", 'q"q', "\\d"]
    NUMBERS = ["0", "1", "2", "3", "-1", "0.5", "1.25", "10", "100000000000000000000", "123456789012", "012", "1e3"]

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def of(self, kind: str, depth: int) -> str:
        if self.random.random() < 0.04:
            kind = self.random.choice(["text", "number", "truth", "texts", "numbers", "object", "any"])
        if depth <= 0:
            return self.leaf(kind)
        return getattr(self, "make_" + kind)(depth - 1)

    def leaf(self, kind: str) -> str:
        pick = self.random.choice
        if kind == "text":
            return quoted(pick(self.TEXTS))
        if kind == "number":
            return pick(self.NUMBERS)
        if kind == "truth":
            return pick(["true", "false"])
        if kind == "texts":
            return "[" + ", ".join(quoted(pick(self.TEXTS)) for _ in range(self.random.randint(0, 3))) + "]"
        if kind == "numbers":
            return "[" + ", ".join(pick(self.NUMBERS) for _ in range(self.random.randint(0, 3))) + "]"
        if kind == "object":
            names = self.random.sample(["a", "b", "B", '"x y"', "c"], self.random.randint(0, 3))
            return "{ " + ", ".join(f"{name} = {self.leaf(pick(['text', 'number', 'truth']))}" for name in names) + " }"
        return self.leaf(pick(["text", "number", "truth", "texts", "object"])) if self.random.random() < 0.8 else "null"

    def choose(self, forms: list[str], depth: int) -> str:
        """One of these forms, with expressions in the place of what stands in `<>`."""
        return re.sub(r"<(\w+)>", lambda hole: self.of(hole[1], depth), self.random.choice(forms))

    def make_text(self, depth: int) -> str:
        return self.choose([
            '"<w>${<text>}-${<number>}"'.replace("<w>", "p"), '"${<any>}"', '"a${<text>}%{ if <truth> }b${<text>}%{ else }c%{ endif }"',
            '"%{ for x in <texts> }[${x}]%{ endfor }"', '"x %{~ if <truth> ~} y %{~ endif ~} z"',
            "lower(<text>)", "upper(<text>)", "title(<text>)", "trimspace(<text>)", "chomp(<text>)", "trimprefix(<text>, <text>)",
            "trimsuffix(<text>, <text>)", "trim(<text>, <text>)", "replace(<text>, <text>, <text>)", 'replace(<text>, "/[a-c]+/", "<$0>")',
            'replace(<text>, "/(.)(.)/", "$2$1")', "join(<text>, <texts>)", "substr(<text>, <number>, <number>)", 'format("%s/%s", <text>, <number>)',
            'format("%d-%03d", <number>, <number>)', 'format("%v %v", <any>, <truth>)', 'format("%-6s|%6s|", <text>, <text>)', "element(<texts>, <number>)", "<texts>[<number>]", "one(<texts>)",
            "coalesce(<text>, <text>)", "<truth> ? <text> : <text>", "<truth> ? <text> : <number>", "tostring(<any>)", "try(<texts>[<number>], <text>)",
            'try(<object>.a, <text>)', "jsonencode(<any>)", "jsonencode(<object>)", 'lookup(<object>, "a", <text>)', "base64encode(<text>)", "urlencode(<text>)", "strrev(<text>)",
            'regex("[a-z]+", <text>)', "(<text>)", 'indent(2, <text>)', 'format("%.2f", <number>)', "nonsensitive(<text>)",
        ], depth)

    def make_number(self, depth: int) -> str:
        return self.choose([
            "<number> + <number>", "<number> - <number>", "<number> * <number>", "-<number>", "length(<text>)", "length(<texts>)", "length(<object>)",
            "tonumber(<text>)", "max(<number>, <number>)", "min(<number>, <number>)", "abs(<number>)", "ceil(<number>)", "floor(<number>)", "<truth> ? <number> : <number>",
            "<numbers>[<number>]", "sum(<numbers>)", "index(<texts>, <text>)", "<number> % <number>", "try(tonumber(<text>), <number>)", "element(<numbers>, 1)", "length(regexall(\"[a-z]\", <text>))",
        ], depth)

    def make_truth(self, depth: int) -> str:
        return self.choose([
            "<text> == <text>", "<number> == <number>", "<any> == <any>", "<any> != <any>", "<texts> == <texts>", "<object> == <object>", "<truth> && <truth>", "<truth> || <truth>", "!<truth>",
            "<number> < <number>", "<number> >= <number>", "contains(<texts>, <text>)", "contains(<texts>, <number>)", "startswith(<text>, <text>)", "endswith(<text>, <text>)", "strcontains(<text>, <text>)",
            "can(<any>.a)", "can(tonumber(<text>))", "tobool(<text>)", "alltrue([<truth>, <truth>])", "anytrue([<truth>, <truth>])", 'can(regex("^[a-z]+$", <text>))', "<text> == null", "tolist(<texts>) == <texts>",
            "toset(<texts>) == toset(<texts>)", "<truth> ? <truth> : <truth>",
        ], depth)

    def make_texts(self, depth: int) -> str:
        return self.choose([
            "[<text>, <text>]", "[for x in <texts> : upper(x)]", "[for i, x in <texts> : \"${i}${x}\"]", "[for x in <texts> : x if x != <text>]", "concat(<texts>, <texts>)", "distinct(<texts>)", "compact(<texts>)",
            "sort(<texts>)", "reverse(<texts>)", "split(<text>, <text>)", 'split(",", <text>)', "flatten([<texts>, [<texts>]])", "keys(<object>)", "tolist(toset(<texts>))", "toset(<texts>)",
            'formatlist("%s:%s", <texts>, <text>)', 'formatlist("repo:%s", <texts>)', "<truth> ? <texts> : <texts>", "slice(<texts>, 0, <number>)", "setunion(<texts>, <texts>)", "setintersection(<texts>, <texts>)", "setsubtract(<texts>, <texts>)",
            "coalescelist(<texts>, <texts>)", 'regexall("[a-z]+", <text>)', "<texts>[*]", "[for k, v in <object> : k]", "tolist(<texts>)", "[for x in setproduct(<texts>, <texts>) : join(\"-\", x)]", "try(<texts>, <texts>)",
            "concat(<texts>...)".replace("<texts>", "[<texts>, <texts>]"), "chunklist(<texts>, 2)[0]", "matchkeys(<texts>, <texts>, <texts>)" if False else "reverse(sort(<texts>))",
        ], depth)

    def make_numbers(self, depth: int) -> str:
        return self.choose(["[<number>, <number>]", "range(<number>)", "range(1, <number>)", "[for x in <numbers> : x * 2]", "[for x in <texts> : length(x)]", "tolist(<numbers>)", "distinct(<numbers>)"], depth)

    def make_object(self, depth: int) -> str:
        return self.choose([
            "{ a = <any>, b = <text> }", '{ "${<text>}" = <any> }', "{ (<text>) = <number> }", "merge(<object>, <object>)", "{ for x in <texts> : x => upper(x) }", "{ for x in <texts> : length(x) => x... }",
            "{ for k, v in <object> : k => v }", "zipmap(<texts>, <texts>)", "tomap({ a = <text>, b = <text> })", "tomap({ a = <text>, b = <number> })", "<truth> ? <object> : <object>", "jsondecode(jsonencode(<object>))",
            "{ a = <object> }", "{ a = 1, a = <text> }", "merge({ a = <object> }, { a = <object> })", 'yamldecode("a: <w>\\nb: 2012-10-17\\nc: [1, yes, ~]")'.replace("<w>", "x"),
        ], depth)

    def make_any(self, depth: int) -> str:
        return self.of(self.random.choice(["text", "number", "truth", "texts", "numbers", "object"]), depth) if self.random.random() < 0.9 else "null"


def ours(expressions: list[str]) -> list[object]:
    """What `read_documents` makes of them."""
    roles = "".join(
        f'resource "aws_iam_role" "r{index}" {{\n  assume_role_policy = jsonencode({{ v = [{text}] }})\n}}\n'
        for index, text in enumerate(expressions)
    )
    request = json.dumps({"files": [{"name": "main.tf", "text": roles}]})
    run = subprocess.run([CALL], input=f"read_documents\t{request}\n", capture_output=True, text=True, check=True)
    answer = json.loads(run.stdout)
    refused = answer.get("error") or answer["documents"][0].get("refused")
    if refused:
        raise SystemExit(f"the expressions are refused: {refused}")
    values: dict[str, object] = {}
    not_read = {one["name"] for one in answer["unresolved"] if "read" in one.get("detail", "")}
    for role in answer["roles"]:
        policy = role["trust_policy"]
        unknown = policy["unknown"]
        value = NOT_READ if not_read.intersection(unknown) else FAILS
        values[role["address"]] = value if unknown else policy["document"]["v"][0]
    return [values[f"aws_iam_role.r{index}"] for index in range(len(expressions))]


def theirs(expressions: list[str]) -> list[object]:
    """What Terraform makes of them. One that it does not know before it applies makes all unknown that stand with it."""
    try:
        return together(expressions)
    except RuntimeError:
        if len(expressions) == 1:
            return [NOT_READ]
        half = len(expressions) // 2
        return theirs(expressions[:half]) + theirs(expressions[half:])


def together(expressions: list[str]) -> list[object]:
    folder = tempfile.mkdtemp()
    try:
        lines = "".join(f"  e{index} = try(jsonencode([{text}]), \"{FAILS}\")\n" for index, text in enumerate(expressions))
        names = ", ".join(f"local.e{index}" for index in range(len(expressions)))
        Path(folder, "main.tf").write_text(f"locals {{\n{lines}  all = jsonencode([{names}])\n}}\n", "utf-8")
        run = subprocess.run(["terraform", f"-chdir={folder}", "console"], input="local.all\n", capture_output=True, text=True, env=ENVIRONMENT, timeout=300)
        line = next((line for line in run.stdout.splitlines() if line.startswith('"')), None)
        if line is None:
            raise RuntimeError(re.sub(r"\x1b\[[\d;]*m", "", run.stderr + run.stdout))
        return [text if text == FAILS else json.loads(text)[0] for text in json.loads(json.loads(line))]
    finally:
        shutil.rmtree(folder)


def written() -> list[str]:
    """Values in the cases that name nothing of their configuration."""
    found = []
    for path in sorted((ROOT / "tests" / "vectors" / "documents").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            for file in json.loads(line)["request"].get("files", []):
                if file["name"].endswith(".tf"):
                    found += re.findall(r"^\s*\w+\s*=\s*([\[{\"].*|\w+\(.*)$", file["text"], re.M)
    whole = [text for text in found if all(text.count(a) == text.count(b) for a, b in ["[]", "()", "{}"]) and "<<" not in text]
    named = re.compile(r"\b(var|local|data|module|each|count|path|aws_\w+|github_\w+|terraform)\.|\bfile\(|\btemplatefile\(|\b(list|map|set|object|optional)\(")
    return sorted({text for text in whole if not named.search(text)})


def main() -> int:
    if not shutil.which("terraform"):
        print("`terraform` is not on the path: nothing is compared")
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    generator = Generator(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    generated = [generator.of(generator.random.choice(["text", "number", "truth", "texts", "object", "any"]), generator.random.randint(1, 3)) for _ in range(count)]
    expressions = written() + generated
    differ = 0
    failing = 0
    not_read = 0
    for start in range(0, len(expressions), 250):
        part = expressions[start : start + 250]
        for text, here, there in zip(part, ours(part), theirs(part), strict=True):
            failing += there == FAILS
            if NOT_READ in (here, there):
                not_read += 1
            elif json.dumps(here, sort_keys=True) != json.dumps(there, sort_keys=True):
                differ += 1
                print(f"{text}\n  here      {json.dumps(here, ensure_ascii=False)}\n  terraform {json.dumps(there, ensure_ascii=False)}")
    print(f"{len(expressions)} expressions, {failing} of them fail in Terraform, {not_read} are not read; {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
