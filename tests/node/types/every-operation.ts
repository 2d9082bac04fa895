// Generated from the contract by `cargo run -p assumable-surface`; do not edit.
import {
  buildSubject,
  parseSubject,
  resolveSettings,
  customizationRequests,
  decodeToken,
  matchFilter,
  recognize,
  readDocuments,
  explain,
  compareDocuments,
  render,
  evaluateExpression,
  matchCondition,
  checkTrust,
  whoCanAssume,
  prove,
  outsiders,
  comparePolicies,
  decide,
  makePolicies,
  shrinkPolicy,
  planMigration,
  guardOrganization,
  checkCreate,
  checkAccess,
  checkPush,
  parseImage,
  checkName,
  checkMutability,
  makeTags,
  checkImages,
  lintRules,
  knowledge,
  replaceKnowledge,
} from "assumable";
import type {
  AccessReport,
  BuildSubjectResponse,
  CheckImagesResponse,
  CheckMutabilityResponse,
  CheckNameResponse,
  ComparisonReport,
  CreateReport,
  CustomizationRequestsResponse,
  DecisionReport,
  DecodeTokenResponse,
  DocumentsComparison,
  EvaluateExpressionResponse,
  ExplainResponse,
  GuardOrganizationResponse,
  KnowledgeResponse,
  LintRulesResponse,
  MakePoliciesResponse,
  MakeTagsResponse,
  MatchConditionResponse,
  MatchFilterResponse,
  OutsidersReport,
  ParseImageResponse,
  ParseSubjectResponse,
  PlanMigrationResponse,
  ProofReport,
  PushPermissions,
  ReadDocumentsResponse,
  RecognizeResponse,
  RenderResponse,
  ReplaceKnowledgeResponse,
  ResolveSettingsResponse,
  ShrinkPolicyResponse,
  TrustReport,
  WhoReport,
} from "assumable";

/** The answer to the example request of every operation. */
export const answers = {
  build_subject: buildSubject(
    {
      "repository": "octo-org/app",
      "event_name": "push",
      "ref": "refs/heads/main",
      "job_workflow_ref": "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"
    },
    {"include_claim_keys":["repo","context","job_workflow_ref"],"immutable":false},
  ) satisfies BuildSubjectResponse,
  parse_subject: parseSubject("repo:octo-org@65/app@74:environment:production") satisfies ParseSubjectResponse,
  resolve_settings: resolveSettings(
    {"include_claim_keys":["repo","context","job_workflow_ref"]},
    {
      "use_default": false,
      "use_immutable_subject": true,
      "sub_claim_prefix": "repo:octo-org@65/app@74"
    },
  ) satisfies ResolveSettingsResponse,
  customization_requests: customizationRequests({"include_claim_keys":["repo","context","job_workflow_ref"]}, "octo-org", "app") satisfies CustomizationRequestsResponse,
  decode_token: decodeToken(
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6ImV4YW1wbGUifQ.eyJzdWIiOiJyZXBvOm9jdG8tb3JnL2FwcDpyZWY6cmVmcy9oZWFkcy9tYWluIiwiYXVkIjoic3RzLmFtYXpvbmF3cy5jb20iLCJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwicmVmIjoicmVmcy9oZWFkcy9tYWluIiwiZXhwIjoxNzk1MzkyMDAwfQ.c2lnbmF0dXJl",
  ) satisfies DecodeTokenResponse,
  match_filter: matchFilter(["releases/**","!releases/**-alpha"], "releases/10-alpha") satisfies MatchFilterResponse,
  recognize: recognize("answer.json", "{\"Role\": {\"RoleName\": \"ci\", \"Arn\": \"arn:aws:iam::123456789012:role/ci\"}}") satisfies RecognizeResponse,
  read_documents: readDocuments(
    [
      {
        "name": ".github/workflows/ci.yml",
        "text": "on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: arn:aws:iam::${{ vars.ACCOUNT }}:role/deploy\n          aws-region: eu-west-1\n"
      }
    ],
    {"repository":"octo-org/app","default_branch":"main"},
  ) satisfies ReadDocumentsResponse,
  explain: explain(
    [
      {
        "name": ".github/workflows/deploy.yml",
        "text": "on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
      },
      {
        "name": "infra/roles.tf",
        "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n"
      }
    ],
    {"repository":"octo-org/app","default_branch":"main"},
    {"immutable":false},
  ) satisfies ExplainResponse,
  compare_documents: compareDocuments(
    [
      {
        "name": "infra/roles.tf",
        "text": "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:ref:refs/heads/main\"}}}]})\n}\n"
      }
    ],
    [
      {
        "name": "infra/roles.tf",
        "text": "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:environment:production\"}}}]})\n}\n"
      }
    ],
    undefined,
    {"owners":[{"login":"octo-org","immutable":false}]},
  ) satisfies DocumentsComparison,
  render: render(
    [
      {
        "name": ".github/workflows/deploy.yml",
        "text": "on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
      },
      {
        "name": "infra/roles.tf",
        "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n"
      }
    ],
    "text",
    {"repository":"octo-org/app","default_branch":"main"},
    {"immutable":false},
    80,
    false,
  ) satisfies RenderResponse,
  evaluate_expression: evaluateExpression(
    "github.ref == 'refs/heads/main' && vars.ROLE || format('arn:aws:iam::{0}:role/dev', vars.ACCOUNT)",
    {"github":{"ref":"refs/heads/topic"}},
    ["vars"],
  ) satisfies EvaluateExpressionResponse,
  match_condition: matchCondition("StringLike", "aws:username", "al*", {"aws:username":"alice"}) satisfies MatchConditionResponse,
  check_trust: checkTrust(
    "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": {\n        \"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"\n      },\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {\n        \"StringEquals\": {\n          \"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"\n        },\n        \"StringLike\": {\n          \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main\"\n        }\n      }\n    }\n  ]\n}\n",
    {
      "iss": "https://token.actions.githubusercontent.com",
      "aud": "sts.amazonaws.com",
      "repository": "octo-org/app",
      "ref": "refs/heads/main",
      "event_name": "push",
      "job_workflow_ref": "octo-org/app/.github/workflows/ci.yaml@refs/heads/main",
      "sub": "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/app/.github/workflows/ci.yaml@refs/heads/main"
    },
    {"role_arn":"arn:aws:iam::123456789012:role/github-ecr-access"},
  ) satisfies TrustReport,
  who_can_assume: whoCanAssume(
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}",
    {"owners":[{"login":"octo-org"}]},
  ) satisfies WhoReport,
  prove: prove(
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    {"only":[{"repository":["octo-org/app"],"ref":["refs/heads/main"]}]},
    {"owners":[{"login":"octo-org"}]},
  ) satisfies ProofReport,
  outsiders: outsiders(
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}",
    {"owners":[{"login":"octo-org"}]},
  ) satisfies OutsidersReport,
  compare_policies: comparePolicies(
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:ref:refs/heads/main\"}}}]}",
    {"owners":[{"login":"octo-org"}]},
  ) satisfies ComparisonReport,
  decide: decide(
    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:*\"}}}]}",
    [{"repository":["octo-org/*"],"aud":["sts.amazonaws.com"]}],
    {"owners":[{"login":"octo-org"}]},
  ) satisfies DecisionReport,
  make_policies: makePolicies(
    {
      "only": [
        {
          "repository": [
            "octo-org/app"
          ],
          "job_workflow_ref": [
            "octo-org/shared/.github/workflows/build.yml@refs/heads/main"
          ],
          "ref": [
            "refs/heads/main"
          ],
          "environment": [
            null
          ],
          "not": {
            "event_name": [
              "pull_request"
            ]
          }
        }
      ]
    },
    {
      "account": "123456789012",
      "region": "us-east-1",
      "repositories": [
        "octo-org/app"
      ],
      "role_name": "push-app"
    },
  ) satisfies MakePoliciesResponse,
  shrink_policy: shrinkPolicy(
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {
            "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
          },
          "Action": "sts:AssumeRoleWithWebIdentity",
          "Condition": {
            "StringEquals": {
              "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
              "token.actions.githubusercontent.com:sub": [
                "repo:octo-org/service-00:ref:refs/heads/main",
                "repo:octo-org/service-01:ref:refs/heads/main",
                "repo:octo-org/service-02:ref:refs/heads/main",
                "repo:octo-org/service-03:ref:refs/heads/main",
                "repo:octo-org/service-04:ref:refs/heads/main",
                "repo:octo-org/service-05:ref:refs/heads/main"
              ]
            }
          }
        }
      ]
    },
    600,
    {"owners":[{"login":"octo-org"}]},
  ) satisfies ShrinkPolicyResponse,
  plan_migration: planMigration(
    [
      {
        "name": ".github/workflows/deploy.yml",
        "text": "name: deploy\non:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v5\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
      },
      {
        "name": "infra/roles.tf",
        "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:environment:production\"\n        }\n      }\n    }]\n  })\n}\n"
      }
    ],
    "octo-org",
    {"login":"octo-org","id":"65","immutable":true},
    {
      "owners": [
        {
          "login": "octo-org",
          "id": "65"
        }
      ],
      "our_repository_ids": {
        "74": "octo-org/app"
      },
      "audiences": [
        "sts.amazonaws.com"
      ]
    },
    {"repository":"octo-org/app","default_branch":"main"},
  ) satisfies PlanMigrationResponse,
  guard_organization: guardOrganization(
    [
      {
        "name": "deploy.json",
        "text": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}"
      },
      {
        "name": "sso.json",
        "text": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:saml-provider/sso\"}, \"Action\": \"sts:AssumeRoleWithSAML\"}]}"
      }
    ],
    {"owners":[{"login":"octo-org","id":"65"}]},
    {"targets":["r-abcd"]},
  ) satisfies GuardOrganizationResponse,
  check_create: checkCreate(
    "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Principal\": {\n        \"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"\n      },\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {\n        \"StringEquals\": {\n          \"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"\n        }\n      }\n    }\n  ]\n}",
  ) satisfies CreateReport,
  check_access: checkAccess(
    {
      "principal": "arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr",
      "action": "ecr:PutImage",
      "resource": "arn:aws:ecr:us-east-1:123456789012:repository/apps/web"
    },
    {
      "identity": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"
    },
  ) satisfies AccessReport,
  check_push: checkPush(
    "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/web:860c1904a1ce19322e91ac35af1ab07466440c37",
    "arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr",
    {
      "identity": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"
    },
  ) satisfies PushPermissions,
  parse_image: parseImage("123456789012.dkr-ecr.eu-central-1.on.aws/team/app:860c1904a1ce19322e91ac35af1ab07466440c37") satisfies ParseImageResponse,
  check_name: checkName("ecr_repository", "team/App") satisfies CheckNameResponse,
  check_mutability: checkMutability(
    {"mutability":"IMMUTABLE_WITH_EXCLUSION","exclusion_filters":["dev-*"]},
    [
      {
        "tag": "v1.2.3",
        "digest": "sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b"
      },
      {
        "tag": "dev-main",
        "digest": "sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b"
      }
    ],
    [
      {
        "tag": "v1.2.3",
        "digest": "sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36"
      },
      {
        "tag": "dev-main",
        "digest": "sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36"
      }
    ],
  ) satisfies CheckMutabilityResponse,
  make_tags: makeTags(
    "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
    {
      "env": {
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37",
        "GITHUB_REPOSITORY": "Octo-Org/app"
      }
    },
  ) satisfies MakeTagsResponse,
  check_images: checkImages(
    "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
    {
      "env": {
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37",
        "GITHUB_REPOSITORY": "Octo-Org/app"
      }
    },
    [
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:860c1904a1ce19322e91ac35af1ab07466440c37",
      "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:latest"
    ],
  ) satisfies CheckImagesResponse,
  lint_rules: lintRules(
    "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags:\n  - {name: sha, tag: \"{sha}\", sha: head}\n  - {name: branch, when: {branch: \"**\"}, tag: \"{branch|slug:63}\"}\n",
  ) satisfies LintRulesResponse,
  knowledge: knowledge("2027-02-24") satisfies KnowledgeResponse,
  replace_knowledge: replaceKnowledge(
    {
      "form": 1,
      "tables": [
        {
          "name": "thumbprints",
          "version": 1,
          "day": "2026-11-22",
          "hash": "831413ee73b7ad54",
          "rows": [
            "6938fd4d98bab03faadb97b34396831e3780aea1",
            "1c58a3a8518e8759bf075b76b750d4f2df264fcd"
          ]
        }
      ]
    },
  ) satisfies ReplaceKnowledgeResponse,
};
