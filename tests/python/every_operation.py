# Generated from the contract by `cargo run -p assumable-surface`; not edited by hand.
"""Every operation with its documented example: checked by `mypy --strict`, run by a test."""

import assumable

build_subject: assumable.BuildSubjectResponse = assumable.build_subject(
    claims={"repository": "octo-org/app", "event_name": "push", "ref": "refs/heads/main", "job_workflow_ref": "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"},
    settings=assumable.SubjectSettings(include_claim_keys=["repo", "context", "job_workflow_ref"], immutable=False),
)

parse_subject: assumable.ParseSubjectResponse = assumable.parse_subject(
    sub="repo:octo-org@65/app@74:environment:production",
)

resolve_settings: assumable.ResolveSettingsResponse = assumable.resolve_settings(
    organization=assumable.OrganizationSettings(include_claim_keys=["repo", "context", "job_workflow_ref"]),
    repository=assumable.RepositorySettings(use_default=False, use_immutable_subject=True, sub_claim_prefix="repo:octo-org@65/app@74"),
)

customization_requests: assumable.CustomizationRequestsResponse = assumable.customization_requests(
    settings=assumable.SubjectSettings(include_claim_keys=["repo", "context", "job_workflow_ref"]),
    owner="octo-org",
    repository="app",
)

decode_token: assumable.DecodeTokenResponse = assumable.decode_token(
    jwt="eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6ImV4YW1wbGUifQ.eyJzdWIiOiJyZXBvOm9jdG8tb3JnL2FwcDpyZWY6cmVmcy9oZWFkcy9tYWluIiwiYXVkIjoic3RzLmFtYXpvbmF3cy5jb20iLCJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwicmVmIjoicmVmcy9oZWFkcy9tYWluIiwiZXhwIjoxNzk1MzkyMDAwfQ.c2lnbmF0dXJl",
)

match_filter: assumable.MatchFilterResponse = assumable.match_filter(
    patterns=["releases/**", "!releases/**-alpha"],
    text="releases/10-alpha",
)

recognize: assumable.RecognizeResponse = assumable.recognize(
    name="answer.json",
    text="{\"Role\": {\"RoleName\": \"ci\", \"Arn\": \"arn:aws:iam::123456789012:role/ci\"}}",
)

read_documents: assumable.ReadDocumentsResponse = assumable.read_documents(
    files=[assumable.NamedFile(name=".github/workflows/ci.yml", text="on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: arn:aws:iam::${{ vars.ACCOUNT }}:role/deploy\n          aws-region: eu-west-1\n")],
    options=assumable.ReadOptions(repository="octo-org/app", default_branch="main"),
)

explain: assumable.ExplainResponse = assumable.explain(
    files=[assumable.NamedFile(name=".github/workflows/deploy.yml", text="on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"), assumable.NamedFile(name="infra/roles.tf", text="resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n")],
    options=assumable.ReadOptions(repository="octo-org/app", default_branch="main"),
    facts=assumable.RoadFacts(immutable=False),
)

compare_documents: assumable.DocumentsComparison = assumable.compare_documents(
    before=[assumable.NamedFile(name="infra/roles.tf", text="resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:ref:refs/heads/main\"}}}]})\n}\n")],
    after=[assumable.NamedFile(name="infra/roles.tf", text="resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:environment:production\"}}}]})\n}\n")],
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org", immutable=False)]),
)

render: assumable.RenderResponse = assumable.render(
    files=[assumable.NamedFile(name=".github/workflows/deploy.yml", text="on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"), assumable.NamedFile(name="infra/roles.tf", text="resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n")],
    format="text",
    options=assumable.ReadOptions(repository="octo-org/app", default_branch="main"),
    facts=assumable.RoadFacts(immutable=False),
    width=80,
    styled=False,
)

evaluate_expression: assumable.EvaluateExpressionResponse = assumable.evaluate_expression(
    expression="github.ref == 'refs/heads/main' && vars.ROLE || format('arn:aws:iam::{0}:role/dev', vars.ACCOUNT)",
    contexts={"github": {"ref": "refs/heads/topic"}},
    unknown=["vars"],
)

match_condition: assumable.MatchConditionResponse = assumable.match_condition(
    operator="StringLike",
    key="aws:username",
    values="al*",
    context={"aws:username": "alice"},
)

check_trust: assumable.TrustReport = assumable.check_trust(
    policy="{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": {\n        \"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"\n      },\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {\n        \"StringEquals\": {\n          \"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"\n        },\n        \"StringLike\": {\n          \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main\"\n        }\n      }\n    }\n  ]\n}\n",
    claims={"iss": "https://token.actions.githubusercontent.com", "aud": "sts.amazonaws.com", "repository": "octo-org/app", "ref": "refs/heads/main", "event_name": "push", "job_workflow_ref": "octo-org/app/.github/workflows/ci.yaml@refs/heads/main", "sub": "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/app/.github/workflows/ci.yaml@refs/heads/main"},
    options=assumable.TrustOptions(role_arn="arn:aws:iam::123456789012:role/github-ecr-access"),
)

who_can_assume: assumable.WhoReport = assumable.who_can_assume(
    policy="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}",
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

prove: assumable.ProofReport = assumable.prove(
    policy="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    intent=assumable.Intent(only=[{"repository": ["octo-org/app"], "ref": ["refs/heads/main"]}]),
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

outsiders: assumable.OutsidersReport = assumable.outsiders(
    policy="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}",
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

compare_policies: assumable.ComparisonReport = assumable.compare_policies(
    old="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    new="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:ref:refs/heads/main\"}}}]}",
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

decide: assumable.DecisionReport = assumable.decide(
    policy="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    tokens=[{"repository": ["octo-org/*"], "aud": ["sts.amazonaws.com"]}],
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

make_policies: assumable.MakePoliciesResponse = assumable.make_policies(
    intent=assumable.Intent(only=[{"repository": ["octo-org/app"], "job_workflow_ref": ["octo-org/shared/.github/workflows/build.yml@refs/heads/main"], "ref": ["refs/heads/main"], "environment": [None], "not": {"event_name": ["pull_request"]}}]),
    options=assumable.MakeOptions(account="123456789012", region="us-east-1", repositories=["octo-org/app"], role_name="push-app"),
)

shrink_policy: assumable.ShrinkPolicyResponse = assumable.shrink_policy(
    policy={"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": ["repo:octo-org/service-00:ref:refs/heads/main", "repo:octo-org/service-01:ref:refs/heads/main", "repo:octo-org/service-02:ref:refs/heads/main", "repo:octo-org/service-03:ref:refs/heads/main", "repo:octo-org/service-04:ref:refs/heads/main", "repo:octo-org/service-05:ref:refs/heads/main"]}}}]},
    limit=600,
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org")]),
)

plan_migration: assumable.PlanMigrationResponse = assumable.plan_migration(
    files=[assumable.NamedFile(name=".github/workflows/deploy.yml", text="name: deploy\non:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v5\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"), assumable.NamedFile(name="infra/roles.tf", text="resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:environment:production\"\n        }\n      }\n    }]\n  })\n}\n")],
    owner="octo-org",
    to=assumable.WorldOwner(login="octo-org", id="65", immutable=True),
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org", id="65")], our_repository_ids={"74": "octo-org/app"}, audiences=["sts.amazonaws.com"]),
    options=assumable.ReadOptions(repository="octo-org/app", default_branch="main"),
)

guard_organization: assumable.GuardOrganizationResponse = assumable.guard_organization(
    files=[assumable.NamedFile(name="deploy.json", text="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}"), assumable.NamedFile(name="sso.json", text="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:saml-provider/sso\"}, \"Action\": \"sts:AssumeRoleWithSAML\"}]}")],
    world=assumable.World(owners=[assumable.WorldOwner(login="octo-org", id="65")]),
    guard=assumable.GuardOptions(targets=["r-abcd"]),
)

check_create: assumable.CreateReport = assumable.check_create(
    policy="{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": {\n        \"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"\n      },\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {\n        \"StringEquals\": {\n          \"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"\n        }\n      }\n    }\n  ]\n}",
)

check_access: assumable.AccessReport = assumable.check_access(
    request=assumable.AccessRequest(principal="arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr", action="ecr:PutImage", resource="arn:aws:ecr:us-east-1:123456789012:repository/apps/web"),
    policies=assumable.AccessPolicies(identity="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"),
)

check_push: assumable.PushPermissions = assumable.check_push(
    image="123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/web:860c1904a1ce19322e91ac35af1ab07466440c37",
    principal="arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr",
    policies=assumable.AccessPolicies(identity="{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"),
)

parse_image: assumable.ParseImageResponse = assumable.parse_image(
    text="123456789012.dkr-ecr.eu-central-1.on.aws/team/app:860c1904a1ce19322e91ac35af1ab07466440c37",
)

check_name: assumable.CheckNameResponse = assumable.check_name(
    kind="ecr_repository",
    text="team/App",
)

check_mutability: assumable.CheckMutabilityResponse = assumable.check_mutability(
    repository=assumable.MutabilityOptions(mutability="IMMUTABLE_WITH_EXCLUSION", exclusion_filters=["dev-*"]),
    tags=[assumable.TagDigest(tag="v1.2.3", digest="sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b"), assumable.TagDigest(tag="dev-main", digest="sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b")],
    existing=[assumable.TagDigest(tag="v1.2.3", digest="sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36"), assumable.TagDigest(tag="dev-main", digest="sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36")],
)

make_tags: assumable.MakeTagsResponse = assumable.make_tags(
    rules="version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
    run=assumable.RunFacts(env={"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37", "GITHUB_REPOSITORY": "Octo-Org/app"}),
)

check_images: assumable.CheckImagesResponse = assumable.check_images(
    rules="version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
    run=assumable.RunFacts(env={"GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37", "GITHUB_REPOSITORY": "Octo-Org/app"}),
    images=["123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:860c1904a1ce19322e91ac35af1ab07466440c37", "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:latest"],
)

lint_rules: assumable.LintRulesResponse = assumable.lint_rules(
    rules="version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags:\n  - {name: sha, tag: \"{sha}\", sha: head}\n  - {name: branch, when: {branch: \"**\"}, tag: \"{branch|slug:63}\"}\n",
)

knowledge: assumable.KnowledgeResponse = assumable.knowledge(
    as_of="2027-02-24",
)

replace_knowledge: assumable.ReplaceKnowledgeResponse = assumable.replace_knowledge(
    document={"form": 1, "tables": [{"name": "thumbprints", "version": 1, "day": "2026-11-22", "hash": "831413ee73b7ad54", "rows": ["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"]}]},
)

ANSWERS: dict[str, object] = {
    "build_subject": build_subject,
    "parse_subject": parse_subject,
    "resolve_settings": resolve_settings,
    "customization_requests": customization_requests,
    "decode_token": decode_token,
    "match_filter": match_filter,
    "recognize": recognize,
    "read_documents": read_documents,
    "explain": explain,
    "compare_documents": compare_documents,
    "render": render,
    "evaluate_expression": evaluate_expression,
    "match_condition": match_condition,
    "check_trust": check_trust,
    "who_can_assume": who_can_assume,
    "prove": prove,
    "outsiders": outsiders,
    "compare_policies": compare_policies,
    "decide": decide,
    "make_policies": make_policies,
    "shrink_policy": shrink_policy,
    "plan_migration": plan_migration,
    "guard_organization": guard_organization,
    "check_create": check_create,
    "check_access": check_access,
    "check_push": check_push,
    "parse_image": parse_image,
    "check_name": check_name,
    "check_mutability": check_mutability,
    "make_tags": make_tags,
    "check_images": check_images,
    "lint_rules": lint_rules,
    "knowledge": knowledge,
    "replace_knowledge": replace_knowledge,
}
