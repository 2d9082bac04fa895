"""The files that are made for CloudFormation and Terraform, put to other programs that read them.

cfn-lint has its schemas with it and asks no network. `terraform fmt` needs no provider; `terraform validate` does, and runs where
`TERRAFORM_PROVIDERS` names a folder with the providers, as `terraform providers mirror` writes it.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint_all  # type: ignore[import-untyped]

from assumable import _native

MADE = Path(__file__).parent.parent / "vectors/make"
TERRAFORM = shutil.which("terraform")
# No configuration of the user's, and no look at newer versions.
ENVIRONMENT = dict(os.environ, TF_CLI_CONFIG_FILE=os.devnull, CHECKPOINT_DISABLE="1", TF_IN_AUTOMATION="1")


def files() -> list[tuple[str, dict[str, str]]]:
    """The files of each case, with its name."""
    found = []
    for name in ("policies.jsonl", "guard.jsonl"):
        for line in (MADE / name).read_text(encoding="utf-8").rstrip("\n").split("\n"):
            case = json.loads(line)
            if case["operation"] in ("make_policies", "guard_organization") and "ok" in case["expect"]:
                answer: Any = json.loads(_native.answer(case["operation"], json.dumps(case["request"])))["ok"]
                of_case = answer["files"] if isinstance(answer["files"], list) else [answer["files"]]
                found += [(case["name"], one) for one in of_case]
    return found


FILES = files()


def all_templates() -> Any:
    """One template with the resources of all, since each run of the linter takes its time."""
    resources = {}
    for index, (_, made) in enumerate(FILES):
        if "cloudformation" in made:
            template = json.loads(made["cloudformation"])
            resources.update({f"{name}Of{index}": one for name, one in template["Resources"].items()})
    assert len(resources) > 40
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def faults(template: Any) -> list[str]:
    # Rules that begin with `I` are advice on style; E3019 asks for other names, which the cases have in common.
    found = [fault for fault in lint_all(json.dumps(template)) if not fault.rule.id.startswith(("I", "E3019"))]
    return [f"{fault.rule.id} {fault.message}" for fault in found]


def test_cloudformation_has_no_fault() -> None:
    assert not faults(all_templates())


def test_a_fault_is_seen() -> None:
    template = all_templates()
    role = next(one for one in template["Resources"].values() if one["Type"] == "AWS::IAM::Role")
    role["Properties"]["Rolename"] = role["Properties"].pop("RoleName")
    assert faults(template)


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not here")
@pytest.mark.parametrize("made", [pytest.param(made, id=name) for name, made in FILES])
def test_terraform_reads_it_and_would_write_it_so(made: dict[str, str]) -> None:
    assert TERRAFORM is not None
    ran = subprocess.run([TERRAFORM, "fmt", "-check", "-diff", "-"], input=made["terraform"], capture_output=True, text=True, env=ENVIRONMENT)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.skipif(TERRAFORM is None or "TERRAFORM_PROVIDERS" not in os.environ, reason="terraform has no providers here")
def test_terraform_finds_it_valid(tmp_path: Path) -> None:
    assert TERRAFORM is not None
    for index, (name, made) in enumerate(FILES):
        folder = tmp_path / str(index)
        folder.mkdir()
        (folder / "main.tf").write_text(made["terraform"], encoding="utf-8")
        for command in (["init", "-backend=false", "-plugin-dir", os.environ["TERRAFORM_PROVIDERS"]], ["validate"]):
            ran = subprocess.run([TERRAFORM, *command], cwd=folder, capture_output=True, text=True, env=ENVIRONMENT)
            assert ran.returncode == 0, name + ran.stdout + ran.stderr
