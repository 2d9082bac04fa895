"""A gate for a plan of Terraform: nobody new gets in.

    terraform show -json > before/state.json
    terraform plan -out plan && terraform show -json plan > after/plan.json
    pytest test_plan.py
"""

from pathlib import Path

from assumable.testing import Repository

HERE = Path(__file__).parent


def test_nobody_new_gets_in() -> None:
    Repository.read(HERE / "after").assert_not_wider(than=HERE / "before")


def test_only_the_main_branch_deploys() -> None:
    planned = Repository.read(HERE / "after")
    planned.assert_only("aws_iam_role.deploy", {"repository": "octo-org/app", "ref": "refs/heads/main"})
