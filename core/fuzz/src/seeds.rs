//! Where mutation starts: the examples of the contract, and a line or two for each small language.

use assumable::contract::{HANDLES, OPERATIONS};

const POLICY: &str = include_str!("../../../examples/article/trust-policy.json");
const WORKFLOW: &str = "on:\n  push: {}\nenv:\n  AWS_REGION: us-east-1\n  AWS_ACCOUNT_ID: 123456789012\npermissions:\n  id-token: write\njobs:\n  build-and-push:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: aws-actions/configure-aws-credentials@v3\n        with:\n          role-to-assume: arn:aws:iam::${{ env.AWS_ACCOUNT_ID }}:role/github-ecr-access\n          role-session-name: github-ecr\n          aws-region: ${{ env.AWS_REGION }}\n      - id: ecr\n        uses: aws-actions/amazon-ecr-login@v1\n      - uses: docker/build-push-action@v3\n        with:\n          push: true\n          tags: |\n            ${{ steps.ecr.outputs.registry }}/${{ github.repository }}:${{ github.sha }}\n";
const SUBJECT: &str = "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";

/// The seeds of a target.
#[must_use]
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "json" => {
            OPERATIONS.iter().map(|operation| operation.request.as_bytes().to_vec()).chain(json()).collect()
        }
        "call" => calls(),
        "policy" => policies(),
        "condition" => lines(&[
            "StringLike\naws:username\nalice\nal*\nb?b",
            "StringEquals\nkey\nv|w\nv",
            "ForAllValues:StringNotEqualsIfExists\nkey\n\nv",
            "StringLike\nkey\nal*ice\n${aws:username}\n${key, 'x'}${*}",
            "NumericLessThan\nkey\n-1.5e3\n10",
            "DateGreaterThanEquals\naws:CurrentTime\n2026-01-01T00:00:00Z\n1767225600",
            "NotIpAddress\naws:SourceIp\n::ffff:10.0.0.1\n10.0.0.0/8\n2001:db8::/32",
            "ArnLike\naws:SourceArn\narn:aws:ecr:us-east-1:123456789012:repository/a/b\narn:aws:ecr:*:*:repository/*",
            "Null\nkey\nv\ntrue",
            "Bool\nkey\nTRUE\nfalse",
            "BinaryEquals\nkey\naGk=\naGk=",
        ]),
        "wildcard" => lines(&[
            &format!("repo:octo-org/*:*:job_workflow_ref:octo-org/*\n{SUBJECT}"),
            "*a*b?c*\nxaxbxxcx",
            "a?c\na\u{e9}c",
            "**?**\n\u{65e5}",
        ]),
        "subject" => lines(&[
            SUBJECT,
            "repo:octo-org@1/app@2:environment:prod%3Aeu",
            "repository=octo-org/app\nref=refs/heads/main\nevent_name=push",
            "repo\ncontext\njob_workflow_ref\nrepository=octo-org/app\nrepository_id=2\nrepository_owner_id=1\nenvironment=a:b\njob_workflow_ref=o/r/.github/workflows/w.yaml@refs/heads/main",
        ]),
        "image" => lines(&[
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "ubuntu",
            "localhost:5000/a__b/c-d.e:Tag_1.2-3",
            "[::1]:80/a",
            "public.ecr.aws/a/b",
            "docker://Ubuntu:latest",
        ]),
        "naming" => naming(),
        "analysis" => [vec![POLICY.as_bytes().to_vec()], bytes()].concat(),
        "set" => bytes(),
        "expression" => lines(&[
            "github.ref == 'refs/heads/main' && vars.ROLE || format('arn:aws:iam::{0}:role/{{x}}', vars.ACCOUNT)",
            "!contains(fromJSON('[\"a\", 1, {}]'), matrix.stage) && startsWith(github.ref_name, 'v')",
            "join(needs.*.outputs.x, ', ') != '' || case(success(), 1e3 < 0x1f, toJSON(null))",
            "secrets[format('{0}_ROLE', inputs['stage'])]",
        ]),
        "workflow" => workflows(),
        "cloudformation" => templates(),
        "plan" => plans(),
        "terraform" => configurations(),
        "recognise" => [answers(), workflows(), templates(), plans(), configurations()].concat(),
        "answers" => answers(),
        _ => lines(&[
            "refs/heads/releases/10\nreleases/**\n!releases/**-alpha",
            "v1.22.3\nv[12].[0-9]+.[0-9]+\nv?a*",
            "docs/a/b.md\n**/*.md\n!docs/**",
        ]),
    }
}

/// The article's workflows, and files with what a workflow may have.
fn workflows() -> Vec<Vec<u8>> {
    lines(&[
        WORKFLOW,
        "on: {push: {branches: [main, '!x'], tags: ['v*']}, pull_request: &p {types: [closed]}, workflow_call: {inputs: {x: {type: string, default: y}}}}\npermissions: {id-token: write}\njobs:\n  a:\n    strategy: {matrix: {s: [a, b], include: [{s: c, t: 1}]}}\n    uses: ./.github/workflows/b.yml\n    with: {x: '${{ matrix.s }}'}\n    secrets: inherit\n",
        "on: [push, workflow_dispatch]\nenv: {A: 012, B: \"${{ github.ref }}\"}\njobs:\n  a:\n    if: startsWith(github.ref, 'refs/tags/') || !(github.event_name == 'push')\n    runs-on: ubuntu-latest\n    environment: {name: \"${{ vars.X || 'y' }}\"}\n    steps:\n      - {id: m, uses: docker/metadata-action@v5, with: {images: a/b, tags: 'type=sha\\ntype=ref,event=branch'}}\n      - run: |\n          docker push \"$A:${B}\" && aws sts assume-role --role-arn $ROLE\n          echo \"C=$(x)\" >> $GITHUB_ENV\n      - {uses: docker/build-push-action@v6, with: {push: true, tags: '${{ steps.m.outputs.tags }}', cache-to: 'type=registry,ref=x:y'}}\n      - uses: ./act\n",
        "runs:\n  using: composite\n  steps:\n    - uses: aws-actions/configure-aws-credentials@v4.1\n      with: {role-to-assume: '${{ inputs.r }}', role-chaining: true}\n",
    ])
}

/// Configurations with what the reader evaluates.
fn configurations() -> Vec<Vec<u8>> {
    lines(&[
        "variable \"org\" {}\nvariable \"stages\" {\n  type    = map(object({ branch = optional(string, \"main\"), names = list(string) }))\n  default = { dev = { names = [\"a\", \"b\"] } }\n}\nlocals {\n  subs = { for k, v in var.stages : k => [for n in v.names : \"repo:${var.org}/${n}:ref:refs/heads/${v.branch}\" if n != \"\"] }\n}\nresource \"aws_iam_role\" \"ci\" {\n  for_each = var.stages\n  name     = format(\"ci-%s\", each.key)\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRoleWithWebIdentity\", Condition = { StringLike = { \"token.actions.githubusercontent.com:sub\" = local.subs[each.key] } } }]\n  })\n}\n",
        "data \"aws_iam_policy_document\" \"trust\" {\n  statement {\n    actions = [\"sts:AssumeRoleWithWebIdentity\"]\n    principals {\n      type        = \"Federated\"\n      identifiers = [aws_iam_openid_connect_provider.github.arn]\n    }\n    dynamic \"condition\" {\n      for_each = toset([\"aud\", \"sub\"])\n      iterator = it\n      content {\n        test     = it.value == \"aud\" ? \"StringEquals\" : \"StringLike\"\n        variable = \"token.actions.githubusercontent.com:${it.value}\"\n        values   = try(local.missing, [\"x\"])\n      }\n    }\n  }\n}\nresource \"aws_iam_openid_connect_provider\" \"github\" {\n  url            = \"https://token.actions.githubusercontent.com\"\n  client_id_list = [\"sts.amazonaws.com\"]\n}\nresource \"aws_iam_role\" \"ci\" {\n  count              = 2\n  name               = \"ci-${count.index}\"\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n  lifecycle {\n    ignore_changes = [tags]\n  }\n}\n",
        "module \"self\" {\n  source = \"./mod\"\n  org    = \"octo-org\"\n}\nmodule \"role\" {\n  source   = \"terraform-aws-modules/iam/aws//modules/iam-github-oidc-role\"\n  version  = \"~> 5.0\"\n  subjects = [\"octo-org/app:*\"]\n}\noutput \"x\" {\n  value = [module.self.arn, module.role.arn]\n}\n",
        "resource \"aws_iam_role_policy\" \"p\" {\n  role   = aws_iam_role.ci[0].id\n  policy = <<-EOT\n    {\"Statement\": [%{ for a in [\"x\", \"y\"] ~}\"${a}\",%{ endfor }%{ if true }1%{ else }2%{ endif ~}]}\n  EOT\n}\nresource \"aws_iam_role\" \"ci\" {\n  assume_role_policy = templatefile(\"${path.module}/a/t.tftpl\", { org = upper(\"x\") })\n}\n",
        "locals {\n  a = merge({ x = 1 }, yamldecode(\"y: [1, 2]\"), jsondecode(\"{\\\"z\\\": null}\"))\n  b = flatten([[1], [[2]], setproduct([\"a\"], [\"b\"])])\n  c = { for k in keys(local.a) : k => lookup(local.a, k, \"-\")... }\n  d = regexall(\"[a-z]+\", replace(join(\",\", split(\"-\", \"a-b\")), \"/,/\", \"\"))\n  e = cidrsubnet(\"10.0.0.0/8\", 8, 1)\n  f = can(tonumber(\"x\")) ? 1 : coalesce(null, \"\", \"z\")\n}\nresource \"aws_ecr_repository\" \"r\" {\n  name = \"${local.d[0]}${substr(\"abc\", -1, 1)}\"\n}\n",
        "{\"resource\": {\"aws_iam_role\": {\"ci\": {\"name\": \"${var.name}\", \"assume_role_policy\": \"${jsonencode({})}\"}}}, \"variable\": {\"name\": {\"default\": \"ci\"}}}",
    ])
}

/// The conventions of the examples, and bytes that rules are made from.
fn naming() -> Vec<Vec<u8>> {
    const SOURCES: [&str; 6] = [
        include_str!("../../../examples/naming/release-trains.yaml"),
        include_str!("../../../examples/naming/monorepo.yaml"),
        include_str!("../../../examples/naming/services.yaml"),
        include_str!("../../../examples/naming/highest.yaml"),
        include_str!("../../../examples/naming/dates.yaml"),
        include_str!("../../../examples/naming/tickets.yaml"),
    ];
    let document = |text: &str| text.find("version: 1").map(|at| text.as_bytes()[at..].to_vec());
    SOURCES.iter().filter_map(|text| document(text)).chain(bytes()).collect()
}

/// Bytes without a pattern, for what is made from draws.
fn bytes() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for length in (40..200).step_by(5) {
        let next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24).to_le_bytes()[0]
        };
        all.push((0..length).map(next).collect());
    }
    all
}

fn lines(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn json() -> Vec<Vec<u8>> {
    lines(&[
        POLICY,
        r#"{"a": [1, -0.5e+10, true, null, "\u00e9\ud83d\ude00\n\\"], "b": {}}"#,
        r#"{"a": 1, "a": 2}"#,
        r#"["\ud800"]"#,
        "[[[[[[]]]]]]",
    ])
}

fn calls() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for (index, operation) in (0u8..).zip(OPERATIONS) {
        all.push([&[index], operation.request.as_bytes()].concat());
    }
    let methods = HANDLES.iter().map(|kind| kind.methods.len()).sum::<usize>();
    for offset in 0..methods {
        let first = u8::try_from(OPERATIONS.len() + offset).unwrap_or(u8::MAX);
        for request in
            [r#"{"claims": {"sub": "repo:a/b:ref:c"}}"#, r#"{"claims": [{"sub": "x"}], "explain": true}"#]
        {
            all.push([&[first], POLICY.as_bytes(), &[0], request.as_bytes()].concat());
        }
    }
    all
}

fn policies() -> Vec<Vec<u8>> {
    let every = "aud=sts.amazonaws.com\niss=https://token.actions.githubusercontent.com\njti=1\nref=refs/heads/main\nsha=2\n\
        repository=octo-org/app\nrepository_owner=octo-org\nrun_id=3\nrun_number=4\nrun_attempt=5\nactor=octocat\n\
        workflow=w\nevent_name=push\nref_type=branch\nrepository_id=6\nrepository_owner_id=7\nactor_id=8\n\
        runner_environment=github-hosted\n\
        job_workflow_ref=octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main\n";
    let wide = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "A", "Effect": "Allow", "Principal": {"Federated": ["arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", "arn:aws:iam::210987654321:oidc-provider/token.actions.githubusercontent.com"]},
         "Action": ["sts:AssumeRoleWithWebIdentity", "sts:Tag*"],
         "Condition": {"ForAnyValue:StringLikeIfExists": {"token.actions.githubusercontent.com:sub": ["repo:octo-org/*", "repo:${aws:username}/*"]},
                       "Null": {"token.actions.githubusercontent.com:environment": "true"},
                       "ForAllValues:StringEquals": {"token.actions.githubusercontent.com:actor": []},
                       "NumericLessThan": {"aws:MultiFactorAuthAge": 300},
                       "DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"},
                       "NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        {"Effect": "Deny", "Principal": "*", "NotAction": "sts:GetCallerIdentity",
         "Condition": {"StringNotEquals": {"token.actions.githubusercontent.com:ref": "refs/heads/main"}}}]}"#;
    let mut all = Vec::new();
    for document in [POLICY, wide] {
        all.push(document.as_bytes().to_vec());
        for head in ["", "partial\n", "partial\nrole\n", "role\nrcp\n"] {
            all.push(format!("{head}sub={SUBJECT}\naud=sts.amazonaws.com\n{document}").into_bytes());
            all.push(format!("{head}sub={SUBJECT}\n{every}{document}").into_bytes());
        }
    }
    all
}

/// Templates with every function, in YAML and as CDK makes them.
fn templates() -> Vec<Vec<u8>> {
    lines(&[
        "Parameters:\n  Org: {Type: String, AllowedValues: [a, b]}\n  Arn: {Type: String, Default: ''}\n  L: {Type: CommaDelimitedList, Default: 'a, b'}\n  S: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}\nConditions:\n  C: !And [!Equals [!Ref Arn, ''], !Not [!Condition D]]\n  D: !Or [!Equals [!Ref Org, a], !Equals [x, y]]\nMappings: {M: {a: {v: x}}}\nResources:\n  P:\n    Type: AWS::IAM::OIDCProvider\n    Condition: C\n    Properties: {Url: 'https://token.actions.githubusercontent.com', ClientIdList: !Ref L}\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Join ['-', [ci, !Ref AWS::Region]]\n      PermissionsBoundary: !If [C, !Ref AWS::NoValue, !Ref Arn]\n      AssumeRolePolicyDocument: &t\n        Version: 2012-10-17\n        Statement:\n          - Effect: Allow\n            Principal: {Federated: !If [C, !GetAtt P.Arn, !Ref Arn]}\n            Action: sts:AssumeRoleWithWebIdentity\n            Condition: {StringLike: {'token.actions.githubusercontent.com:sub': !Sub 'repo:${Org}/${!x}{{resolve:ssm:/y}}:*'}}\n  T: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: *t, Policies: [!If [D, {PolicyName: p, PolicyDocument: {}}, !Ref AWS::NoValue]]}}\n",
        "Transform: [AWS::Serverless-2016-10-31, Ours]\nParameters: {Url: {Type: String, Default: 'https://token.actions.githubusercontent.com'}}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Fn::Sub:\n          - |\n            {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/${U}\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringLike\": {\"${U}:sub\": \"repo:a/b:*\"}}}]}\n          - U: !Select [1, !Split ['//', !Ref Url]]\n  Repo: {Type: AWS::ECR::Repository, Properties: {LifecyclePolicy: {LifecyclePolicyText: '{\"rules\":[1]}'}}}\n  Push: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref R], PolicyDocument: {Statement: [{Effect: Allow, Action: !ToJsonString [a], Resource: !GetAtt Repo.Arn}]}}}\n  S: {Type: AWS::CloudFormation::Stack}\n",
        "{\"Resources\": {\"P\": {\"Type\": \"Custom::AWSCDKOpenIdConnectProvider\", \"Properties\": {\"Url\": \"https://token.actions.githubusercontent.com\", \"ClientIDList\": [\"sts.amazonaws.com\"]}}, \"J\": {\"Type\": \"Custom::AWSCDKCfnJson\", \"Properties\": {\"Value\": {\"Fn::Join\": [\"\", [\"{\\\"\", {\"Fn::Select\": [1, {\"Fn::Split\": [\":oidc-provider/\", {\"Ref\": \"P\"}]}]}, \":sub\\\":\\\"x\\\"}\"]]}}}, \"R\": {\"Type\": \"AWS::IAM::Role\", \"Properties\": {\"AssumeRolePolicyDocument\": {\"Statement\": [{\"Condition\": {\"StringLike\": {\"Fn::GetAtt\": [\"J\", \"Value\"]}}}]}}}}}",
    ])
}

/// Plans and states.
fn plans() -> Vec<Vec<u8>> {
    lines(&[
        "{\"format_version\": \"1.2\", \"planned_values\": {\"root_module\": {}}, \"resource_changes\": [{\"address\": \"module.a[\\\"k\\\"].aws_iam_role.ci\", \"module_address\": \"module.a[\\\"k\\\"]\", \"mode\": \"managed\", \"type\": \"aws_iam_role\", \"name\": \"ci\", \"change\": {\"actions\": [\"create\"], \"after\": {\"name_prefix\": \"ci\", \"inline_policy\": [{\"name\": \"p\"}]}, \"after_unknown\": {\"arn\": true, \"name\": true, \"assume_role_policy\": true, \"inline_policy\": [{\"policy\": true}]}, \"after_sensitive\": {\"policy\": true}}}, {\"address\": \"module.a[\\\"k\\\"].aws_iam_role_policy_attachment.p\", \"module_address\": \"module.a[\\\"k\\\"]\", \"mode\": \"managed\", \"type\": \"aws_iam_role_policy_attachment\", \"name\": \"p\", \"change\": {\"actions\": [\"create\"], \"after\": {\"policy_arn\": \"arn:aws:iam::aws:policy/x\"}, \"after_unknown\": {\"role\": true}}}, {\"address\": \"aws_iam_role.b\", \"type\": \"aws_iam_role\", \"name\": \"b\", \"change\": {\"actions\": [\"delete\"]}}], \"configuration\": {\"root_module\": {\"module_calls\": {\"a\": {\"module\": {\"resources\": [{\"address\": \"aws_iam_role_policy_attachment.p\", \"expressions\": {\"role\": {\"references\": [\"aws_iam_role.ci.name\", \"aws_iam_role.ci\"]}}}]}}}}}, \"resource_drift\": [{\"address\": \"aws_iam_role.b\", \"type\": \"aws_iam_role\", \"change\": {}}]}",
        "{\"format_version\": \"1.0\", \"values\": {\"root_module\": {\"resources\": [{\"address\": \"aws_iam_role.ci\", \"mode\": \"managed\", \"type\": \"aws_iam_role\", \"values\": {\"name\": \"ci\", \"assume_role_policy\": \"{\\\"Statement\\\": []}\"}, \"sensitive_values\": {}}], \"child_modules\": [{\"resources\": [{\"address\": \"module.e.aws_ecr_repository.r[0]\", \"mode\": \"managed\", \"type\": \"aws_ecr_repository\", \"values\": {\"name\": \"a\"}}]}]}}}",
        "{\"version\": 4, \"lineage\": \"x\", \"resources\": [{\"mode\": \"managed\", \"type\": \"aws_iam_role\", \"name\": \"ci\", \"module\": \"module.a\", \"instances\": [{\"index_key\": \"p\", \"attributes\": {\"name\": \"ci\"}, \"sensitive_attributes\": [[{\"type\": \"get_attr\", \"value\": \"policy\"}]]}]}]}",
    ])
}

/// Answers of IAM, ECR, AWS Config and other programs, events, settings, a token and logs.
fn answers() -> Vec<Vec<u8>> {
    lines(&[
        r#"{"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [{"Path": "/ci/", "RoleName": "ci", "Arn": "arn:aws:iam::123456789012:role/ci/ci", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}}}]}, "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}]}}], "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::123456789012:policy/m"}, {"PolicyName": "r", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}], "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/b"}}], "Policies": [{"PolicyName": "m", "Arn": "arn:aws:iam::123456789012:policy/m", "DefaultVersionId": "v2", "PolicyVersionList": [{"Document": {"Statement": []}, "VersionId": "v1", "IsDefaultVersion": false}, {"Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}]}, "VersionId": "v2", "IsDefaultVersion": true}]}], "IsTruncated": false}"#,
        r#"{"Role": {"RoleName": "ci", "Arn": "arn:aws:iam::123456789012:role/ci", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}}}]}}}"#,
        r#"{"RoleName": "ci", "PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}]}}"#,
        r#"{"AttachedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::123456789012:policy/m"}]}"#,
        r#"{"Policy": {"PolicyName": "m", "Arn": "arn:aws:iam::123456789012:policy/m", "DefaultVersionId": "v3"}}"#,
        r#"{"PolicyVersion": {"Document": "%7B%22Statement%22%3A%5B%5D%7D", "VersionId": "v3"}}"#,
        r#"{"Role": {"RoleName": "ci", "AssumeRolePolicyDocument": "%7B%22Id%22%3A%22a+b%22%7D"}}"#,
        r#"{"Results": ["{\"resourceType\": \"AWS::IAM::Role\", \"configuration\": {\"arn\": \"arn:aws:iam::123456789012:role/ci\", \"roleName\": \"ci\", \"assumeRolePolicyDocument\": \"%7B%7D\"}}"], "QueryInfo": {}}"#,
        r#"{"repositories": [{"repositoryArn": "arn:aws:ecr:eu-central-1:123456789012:repository/a", "repositoryName": "a", "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "latest*"}]}]}"#,
        r#"[{"role_name": "ci", "arn": "arn:aws:iam::123456789012:role/ci", "assume_role_policy_document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}}}]}}]"#,
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}}}]}"#,
        r#"{"version": 3, "deployment": {"resources": [{"urn": "urn:pulumi:dev::app::aws:iam/role:Role::ci", "type": "aws:iam/role:Role", "outputs": {"arn": "arn:aws:iam::123456789012:role/ci-1234567", "name": "ci-1234567", "assumeRolePolicy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/octo-repo:*\"}}}]}"}}, {"urn": "urn:pulumi:dev::app::aws:iam/rolePolicy:RolePolicy::p", "type": "aws:iam/rolePolicy:RolePolicy", "outputs": {"role": "ci-1234567", "name": "p", "policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ecr:PutImage\", \"Resource\": \"*\"}]}"}}, {"urn": "x", "type": "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "outputs": {"url": "token.actions.githubusercontent.com", "clientIdLists": ["sts.amazonaws.com"]}}]}}"#,
        r#"{"steps": [{"op": "create", "newState": {"urn": "urn:pulumi:dev::app::aws:iam/role:Role::ci", "type": "aws:iam/role:Role", "inputs": {"name": "ci", "assumeRolePolicy": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}}}, {"op": "delete", "newState": {"urn": "y", "type": "aws:iam/role:Role", "inputs": {"name": "old", "assumeRolePolicy": "{}"}}}]}"#,
        r#"{"Records": [{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "a", "eventTime": "2026-10-05T22:06:06Z", "userIdentity": {"type": "WebIdentityUser", "principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main", "userName": "repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": "AccessDenied"}, {"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "b", "eventTime": "2026-10-05T22:06:09Z", "userIdentity": {"type": "WebIdentityUser", "principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main", "userName": "repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": "AccessDenied"}, {"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "c", "eventTime": "2026-10-05T22:08:40Z", "userIdentity": {"type": "WebIdentityUser", "principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main", "userName": "repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": "AccessDenied"}, {"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "d", "eventTime": "2026-10-05T23:00:00Z", "userIdentity": {"type": "WebIdentityUser", "principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main", "userName": "repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": "AccessDenied"}, {"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "e", "eventTime": "2026-10-05T22:06:10Z", "userIdentity": {"type": "WebIdentityUser", "principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main", "userName": "repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": null}]}"#,
        r#"{"events": [{"timestamp": 1, "message": "{\"eventSource\": \"sts.amazonaws.com\", \"eventName\": \"AssumeRoleWithWebIdentity\", \"eventID\": \"a\", \"eventTime\": \"2026-10-05T22:06:06Z\", \"userIdentity\": {\"type\": \"WebIdentityUser\", \"principalId\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:octo-org/octo-repo:ref:refs/heads/main\", \"userName\": \"repo:octo-org/octo-repo:ref:refs/heads/main\", \"identityProvider\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"requestParameters\": {\"roleArn\": \"arn:aws:iam::123456789012:role/ci\", \"roleSessionName\": \"GitHubActions\"}, \"errorCode\": \"AccessDenied\"}"}]}"#,
        r#"{"QueryStatus": "FINISHED", "QueryResultRows": [[{"eventName": "AssumeRoleWithWebIdentity"}, {"eventID": "a"}, {"userIdentity": "{type=WebIdentityUser, username=repo:octo-org/octo-repo:ref:refs/heads/main, identityprovider=arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com}"}, {"errorCode": "null"}]]}"#,
        r#"{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": "e", "eventTime": "2026-10-05T22:06:06Z", "userIdentity": {"principalId": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:https://github.com/octo-org:repo:octo-org/octo-repo:ref:refs/heads/main", "identityProvider": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci", "roleSessionName": "GitHubActions"}, "errorCode": "AccessDenied"}"#,
        r#"{"Url": "token.actions.githubusercontent.com", "ClientIDList": ["https://github.com/octo-org"]}"#,
        r#"{"Records": [{"eventSource": "iam.amazonaws.com", "eventName": "UpdateAssumeRolePolicy", "eventTime": "2026-02-01T00:00:00Z", "requestParameters": {"roleName": "ci", "policyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\"}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org/octo-repo:*\"}}}]}"}}, {"eventSource": "iam.amazonaws.com", "eventName": "CreateRole", "eventTime": "2026-01-01T00:00:00Z", "requestParameters": {"roleName": "ci", "assumeRolePolicyDocument": "{}"}, "responseElements": {"role": {"arn": "arn:aws:iam::123456789012:role/ci", "roleName": "ci", "assumeRolePolicyDocument": "%7B%7D"}}}, {"eventSource": "iam.amazonaws.com", "eventName": "PutRolePolicy", "eventTime": "2026-01-02T00:00:00Z", "requestParameters": {"roleName": "ci", "policyName": "p", "policyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"ecr:PutImage\", \"Resource\": \"*\"}]}"}}, {"eventSource": "iam.amazonaws.com", "eventName": "CreateRole", "eventTime": "2026-01-01T00:00:00Z", "requestParameters": {"roleName": "x", "assumeRolePolicyDocument": "{}"}, "errorCode": "EntityAlreadyExists"}]}"#,
        r#"{"use_default": false, "include_claim_keys": ["repo"]}"#,
        r#"{"include_claim_keys": ["context"]}"#,
        r#"{"count": 1, "value": "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwic3ViIjoicmVwbzpvL3I6cHVsbF9yZXF1ZXN0In0.c2ln"}"#,
        "2026-10-05T22:07:41.0000000Z Run aws-actions/configure-aws-credentials@v4\n2026-10-05T22:07:41.0000000Z with:\n2026-10-05T22:07:41.0000000Z   role-to-assume: arn:aws:iam::123456789012:role/ci\n2026-10-05T22:07:41.0000000Z ##[error]Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity\n",
        "denied: User: arn:aws:sts::123456789012:assumed-role/ci/GitHubActions is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:eu-central-1:123456789012:repository/app with an explicit deny in a service control policy: arn:aws:organizations::123456789012:policy/o-x/service_control_policy/p-x\n",
        "##[error]tag invalid: The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.\r\n",
        "2026-10-05T22:07:41.0000000Z ##[error]token: eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwic3ViIjoicmVwbzpvL3I6cHVsbF9yZXF1ZXN0In0.c2ln\n",
    ])
}
