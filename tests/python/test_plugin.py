"""The plugin for pytest, in runs of its own, as a user has it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from assumable import Intent
from assumable.testing import Repository
from cases import ROOT

ROLE = """resource "aws_iam_role" "deploy" {
  name = "deploy"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
        StringLike   = { "token.actions.githubusercontent.com:sub" = "SUB" }
      }
    }]
  })
}
"""
WORKFLOW = """on: {push: {branches: [main, dev]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    permissions: {id-token: write, contents: read}
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: arn:aws:iam::123456789012:role/deploy
          aws-region: eu-central-1
"""
MAIN = "repo:octo-org/app:ref:refs/heads/main"


def files(root: Path, sub: str = MAIN) -> Path:
    (root / ".github/workflows").mkdir(parents=True, exist_ok=True)
    (root / "infra").mkdir(exist_ok=True)
    (root / ".github/workflows/deploy.yml").write_text(WORKFLOW)
    (root / "infra/roles.tf").write_text(ROLE.replace("SUB", sub))
    settings = "repository: octo-org/app\ndefault_branch: main\nimmutable: false\naccount: '123456789012'\n"
    (root / ".assumable.yaml").write_text(settings)
    return root


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def failure(claim: object, *arguments: object, **named: object) -> str:
    assert callable(claim)
    with pytest.raises(AssertionError) as raised:
        claim(*arguments, **named)
    return str(raised.value)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.read(files(tmp_path))


def test_a_job_that_gets_in_and_one_that_does_not(repository: Repository) -> None:
    repository.assert_allowed("deploy", event_name="push", ref="refs/heads/main")
    repository.assert_denied("deploy", event_name="push", ref="refs/heads/dev")
    repository.assert_denied("deploy", workflow=".github/workflows/deploy.yml", ref="refs/heads/dev")


def test_a_failure_is_the_road(repository: Repository) -> None:
    text = failure(repository.assert_allowed, "deploy", event_name="push", ref="refs/heads/dev")
    assert text.startswith("not every run is allowed:\n\n.github/workflows/deploy.yml · deploy → aws_iam_role.deploy (infra/roles.tf:1:1)\n")
    assert "the job runs on `refs/heads/dev`, and the policy wants `refs/heads/main`" in text
    assert "infra/roles.tf:11:" in text and "SUB_BRANCH_MISMATCH" in text
    # All runs of the job: those on `main` get in, those on `dev` do not.
    assert "not every run is denied or no_token" in failure(repository.assert_denied, "deploy")
    assert "not every run is allowed" in failure(repository.assert_allowed, "deploy")


def test_a_job_that_there_is_not_is_no_job_that_is_denied(repository: Repository) -> None:
    text = failure(repository.assert_denied, "release")
    assert text == "no job `release` asks for a role; jobs that do: `deploy`"
    assert failure(repository.assert_denied, "deploy", ref="refs/heads/topic") == "the workflow starts no such run of `deploy`"


@pytest.mark.parametrize("role", ["deploy", "aws_iam_role.deploy"])
def test_only_those_who_are_meant(repository: Repository, role: str) -> None:
    repository.assert_only(role, {"repository": "octo-org/app", "ref": "refs/heads/main"})
    repository.assert_only(role, Intent(only=[{"repository": ["octo-org/app"]}]))
    text = failure(repository.assert_only, role, [{"repository": "octo-org/app", "ref": "refs/heads/dev"}])
    assert re.match(r"aws_iam_role\.deploy \(infra/roles\.tf:\d+\): fails: somebody else gets in\n  example: octo-org/app at", text)
    assert failure(repository.assert_only, "nobody", {}).startswith("no role `nobody`; roles with a trust policy: `aws_iam_role.deploy`")


def test_what_is_not_known_is_no_proof(tmp_path: Path) -> None:
    repository = Repository.read(files(tmp_path, "repo:${var.org}/app:*"))
    text = failure(repository.assert_only, "deploy", {"repository": "octo-org/app"})
    assert text == "the trust policy of `aws_iam_role.deploy` depends on what is not known: `var.org`; give it in `.assumable.yaml`"


def test_nobody_new_by_a_change(tmp_path: Path) -> None:
    git(files(tmp_path), "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "files")
    Repository.read(tmp_path).assert_not_wider(than=Repository.read(tmp_path).at("HEAD"))
    files(tmp_path, "repo:octo-org/*")
    wider = Repository.read(tmp_path)
    text = failure(wider.assert_not_wider, than=wider.at("HEAD"))
    assert re.match(r"aws_iam_role\.deploy \(infra/roles\.tf:\d+\): wider: somebody new gets in\n  example: octo-org/", text)
    assert wider.at("HEAD").files != wider.folder.files
    below = Repository.read(tmp_path / "infra")
    assert "wider" in failure(below.assert_not_wider, than=below.at("HEAD"))
    with pytest.raises(ValueError, match="does not name a commit"):
        wider.at("--output=x")
    with pytest.raises(ValueError, match="^git read-tree: "):
        wider.at("nowhere")


def test_a_role_that_moves_is_still_compared(tmp_path: Path) -> None:
    before = Repository.read(files(tmp_path / "before"))
    files(tmp_path / "after", "repo:octo-org/*")
    (tmp_path / "after/moved").mkdir()
    shutil.move(tmp_path / "after/infra/roles.tf", tmp_path / "after/moved/roles.tf")
    after = Repository.read(tmp_path / "after")
    assert "moved/roles.tf" in failure(after.assert_not_wider, than=before.folder)
    assert "moved/roles.tf" in failure(after.assert_not_wider, than=tmp_path / "before")


def test_one_policy_is_compared_with_one_role(repository: Repository) -> None:
    [role] = repository.roles()
    assert role.trust_policy is not None
    repository.assert_not_wider(than=role.trust_policy.document, role="deploy")
    repository.assert_not_wider(than=role.to_dict()["trust_policy"]["document"])
    narrower = json.dumps(role.to_dict()["trust_policy"]["document"]).replace("heads/main", "heads/release")
    text = failure(repository.assert_not_wider, than=narrower.encode(), role="deploy")
    assert text.startswith("aws_iam_role.deploy: incomparable: somebody new gets in, and somebody no longer does\n  example: octo-org/")


SUITE = """
def test_main(assumable):
    assumable.assert_allowed("deploy", event_name="push", ref="refs/heads/main")

def test_dev(assumable):
    assumable.assert_allowed("deploy", event_name="push", ref="refs/heads/dev")
"""


def test_the_fixture_is_there_without_a_word(tmp_path: Path) -> None:
    files(tmp_path)
    (tmp_path / "broken.tf").write_bytes(b"\xff")
    (tmp_path / "test_access.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", "--rootdir", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "E       AssertionError: not every run is allowed:" in done.stdout
    # The road, and no line of the library.
    assert "the policy wants `refs/heads/main`" in done.stdout and "testing.py" not in done.stdout
    assert "PytestWarning: broken.tf is not read: the text is not UTF-8" in done.stdout


def test_another_folder_is_read_where_the_settings_say_so(tmp_path: Path) -> None:
    files(tmp_path / "there")
    (tmp_path / "pytest.ini").write_text("[pytest]\nassumable_folder = there\n")
    (tmp_path / "test_access.py").write_text(SUITE.partition("def test_dev")[0])
    done = subprocess.run([sys.executable, "-m", "pytest", "-q"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_road_of_the_article() -> None:
    before = Repository.read(ROOT / "examples/article/before")
    assert "ARN_NOT_REPOSITORY" in failure(before.assert_allowed, "build-and-push")
    # The files ask AWS for the partition.
    before.folder.options["partition"] = "aws"
    text = failure(before.assert_only, "github-ecr-access", {"repository": "octo-org/app", "ref": "refs/heads/*"})
    assert re.search(r"^  example: octo-org/app at refs/(pull|tags)/", text, re.MULTILINE), text
