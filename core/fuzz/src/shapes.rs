//! The worst shapes of every operation's input, each for any size: what repeats, multiplies or nests.

use assumable::Error;
use assumable::contract::{self, Handle};
use serde_json::{Value, json};

/// A question in some size.
pub struct Shape {
    /// What is large in it.
    pub name: &'static str,
    /// The question at a size.
    pub ask: fn(usize) -> Ask,
    /// The largest size that says something, within the limits or just past them.
    pub most: usize,
}

/// One question to the library.
pub struct Ask {
    /// The handle's kind and document, for a method of a handle.
    pub handle: Option<(&'static str, String)>,
    /// The operation or method.
    pub name: &'static str,
    /// The request.
    pub request: String,
}

impl Ask {
    fn new(name: &'static str, request: &Value) -> Ask {
        Ask { handle: None, name, request: request.to_string() }
    }

    fn of(handle: &'static str, document: String, name: &'static str, request: &Value) -> Ask {
        Ask { handle: Some((handle, document)), name, request: request.to_string() }
    }

    /// The bytes that are read.
    #[must_use]
    pub fn size(&self) -> usize {
        self.request.len() + self.handle.as_ref().map_or(0, |(_, document)| document.len())
    }

    /// Asks.
    ///
    /// # Errors
    /// As the library answers.
    pub fn run(&self) -> Result<String, Error> {
        match &self.handle {
            None => contract::call(self.name, &self.request),
            Some((kind, document)) => Handle::open(kind, document)?.call(self.name, &self.request),
        }
    }
}

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const HOST: &str = "token.actions.githubusercontent.com";

/// A workflow file.
fn workflow(text: &str) -> Ask {
    Ask::new("read_documents", &json!({"files": [{"name": ".github/workflows/ci.yml", "text": text}]}))
}

/// Documents by their names and texts.
fn documents<'t>(files: impl IntoIterator<Item = (&'t str, String)>) -> Ask {
    let files: Vec<Value> =
        files.into_iter().map(|(name, text)| json!({"name": name, "text": text})).collect();
    Ask::new("read_documents", &json!({"files": files}))
}

/// A configuration of Terraform.
fn terraform(text: String) -> Ask {
    documents([("main.tf", text)])
}

/// So many parts of a text after each other.
fn parts(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// A role of Terraform.
fn role_of(index: usize, policy: &str) -> String {
    format!("resource \"aws_iam_role\" \"r{index}\" {{\n  name = \"r{index}\"\n  assume_role_policy = {policy}\n}}\n")
}

/// A trust policy of these statements' conditions.
fn trust(conditions: impl IntoIterator<Item = Value>) -> String {
    let statement = |condition| {
        json!({"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition})
    };
    let statements: Vec<Value> = conditions.into_iter().map(statement).collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn sub(operator: &str, values: &Value) -> Value {
    json!({operator: {format!("{HOST}:sub"): values}})
}

/// Claims with one long subject.
fn long_sub(length: usize) -> Value {
    json!({"aud": "sts.amazonaws.com", "sub": format!("repo:{}", "a".repeat(length.saturating_sub(5)))})
}

/// Different short texts.
fn texts(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{index:x}")).collect()
}

/// An identity policy of so many statements.
fn identity(count: usize) -> String {
    let one = |index: usize| json!({"Effect": "Allow", "Action": format!("ecr:Put{index}"), "Resource": format!("arn:aws:ecr:*:*:repository/{index}")});
    json!({"Version": "2012-10-17", "Statement": (0..count).map(one).collect::<Vec<_>>()}).to_string()
}

const REPOSITORY: &str = "arn:aws:ecr:us-east-1:123456789012:repository/app";
const SESSION: &str = "arn:aws:sts::123456789012:assumed-role/push/GitHubActions";

fn access(policies: &Value) -> Ask {
    let request = json!({"action": "ecr:PutImage", "resource": REPOSITORY, "principal": SESSION});
    Ask::new("check_access", &json!({"request": request, "policies": policies}))
}

fn over(policy: String, claims: &Value, partial: bool) -> Ask {
    let scope = if partial { "partial" } else { "token" };
    Ask::new(
        "check_trust",
        &json!({"policy": policy, "claims": claims, "options": {"over_quota": true, "claims_scope": scope}}),
    )
}

/// The claims that keys of a trust policy are made from.
const CLAIMS: [&str; 8] =
    ["sub", "actor", "ref", "sha", "workflow", "environment", "job_workflow_ref", "event_name"];

const REGISTRY: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

/// A document of naming rules; each line is a rule in flow style.
fn rules(head: &str, lines: impl IntoIterator<Item = String>) -> String {
    let lines: String = lines.into_iter().map(|line| format!("  - {{{line}}}\n")).collect();
    format!("version: 1\n{head}tags:\n{lines}")
}

/// The document's repository.
fn one_image() -> String {
    format!("image: {REGISTRY}/app\n")
}

/// Every second rule moves.
fn moving(index: usize) -> &'static str {
    if index.is_multiple_of(2) { ", moving: true" } else { "" }
}

fn lint(rules: &str) -> Ask {
    Ask::new("lint_rules", &json!({"rules": rules}))
}

/// A run on a branch or tag.
fn of_run(reference: &str) -> Value {
    json!({"event": "push", "ref": reference, "sha": "860c1904a1ce19322e91ac35af1ab07466440c37",
        "repository": "octo-org/app", "default_branch": "main", "run_number": "42", "time": "2026-01-02T03:04:05Z"})
}

/// A question about every token, asked of a policy in a world with one owner.
fn exact(name: &'static str, policy: &str, more: &Value) -> Ask {
    let mut request = json!({"policy": policy, "world": {"owners": [{"login": "octo-org"}]}});
    if let (Some(request), Value::Object(more)) = (request.as_object_mut(), more.clone()) {
        request.extend(more);
    }
    Ask::new(name, &request)
}

/// `*o*c*t*o` and so on: so many stars among the letters of a subject.
fn starred(count: usize) -> String {
    let letters: String = "octo-org/app:ref:refs/heads/main"
        .chars()
        .cycle()
        .take(count)
        .map(|letter| format!("*{letter}"))
        .collect();
    format!("{letters}*")
}

/// Patterns on one subject that tell many words apart.
fn branches(count: usize) -> Value {
    json!((0..count).map(|index| format!("repo:octo-org/*:ref:refs/heads/*{index}*")).collect::<Vec<_>>())
}

macro_rules! shapes {
    ($($name:literal, $most:literal: $ask:expr;)*) => {
        /// Every shape.
        pub const SHAPES: &[Shape] = &[$(Shape { name: $name, most: $most, ask: $ask }),*];
    };
}

shapes! {
    "trust: statements on a long subject", 480: |n| over(trust((0..n).map(|i| sub("StringEquals", &json!(format!("{i}"))))), &long_sub(32_000), false);
    "trust: short statements", 1_700: |n| {
        let one = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:*"});
        over(json!({"Statement": vec![one; n]}).to_string(), &long_sub(32_000), false)
    };
    "trust: stars and question marks", 190: |n| {
        let pattern = format!("*{}*", "?".repeat(300));
        over(trust((0..n).map(|_| sub("StringLike", &json!(pattern)))), &long_sub(32_000), false)
    };
    "trust: question marks and a letter", 190: |n| {
        let pattern = format!("*{}b*", "?".repeat(300));
        over(trust((0..n).map(|_| sub("StringLike", &json!(pattern)))), &long_sub(32_000), false)
    };
    "trust: one test of many values", 14_000: |n| over(trust([sub("StringEquals", &json!(texts(n)))]), &long_sub(32_000), false);
    "trust: one test of many patterns", 11_000: |n| {
        let values: Vec<String> = texts(n).iter().map(|text| format!("*b{text}*")).collect();
        over(trust([sub("StringLike", &json!(values))]), &long_sub(32_000), false)
    };
    "trust: one test of many workflows", 3_000: |n| {
        let values: Vec<String> = texts(n).iter().map(|text| format!("repo:aaa:x@refs/heads/{text}")).chain(["*".to_owned()]).collect();
        over(trust([sub("StringLike", &json!(values))]), &long_sub(100), false)
    };
    "trust: almost a match, with stars", 400: |n| {
        let pattern = format!("repo:{}", "*a".repeat(n));
        over(trust((0..20).map(|i| sub("StringLike", &json!(format!("{pattern}{i}"))))), &long_sub(4_000), false)
    };
    "trust: many keys in one block", 2_000: |n| {
        let keys: serde_json::Map<String, Value> = texts(n).into_iter().map(|text| (format!("{HOST}:{text}"), json!("x"))).collect();
        over(trust([json!({"StringEquals": keys})]), &long_sub(100), false)
    };
    "trust: many providers", 1_000: |n| {
        let provider = |account: usize| format!("arn:aws:iam::{account:012}:oidc-provider/{HOST}");
        let providers: Vec<String> = (0..n).map(provider).collect();
        let statement = json!({"Effect": "Allow", "Principal": {"Federated": providers}, "Action": "sts:AssumeRoleWithWebIdentity"});
        over(json!({"Version": "2012-10-17", "Statement": statement}).to_string(), &long_sub(32_000), true)
    };
    "trust: nothing known, one claim in many statements", 500: |n| over(trust((0..n).map(|i| sub("StringEquals", &json!(format!("{i}"))))), &json!({}), true);
    "trust: nothing known, many claims", 500: |n| {
        let one = |i: usize| json!({"StringEquals": {format!("{HOST}:{}", CLAIMS[i % CLAIMS.len()]): format!("{i}")}});
        over(trust((0..n).map(one)), &json!({}), true)
    };
    "trust: nothing known, many patterns", 500: |n| {
        let one = |i: usize| json!({"StringLike": {format!("{HOST}:{}", CLAIMS[i % CLAIMS.len()]): [format!("*{i}*"), format!("{i}?*")]}});
        over(trust((0..n).map(one)), &json!({}), true)
    };
    "trust: few cases over many statements", 270: |n| {
        let one = |i: usize| json!({"StringEquals": {format!("{HOST}:actor"): format!("{}", i % 5), format!("{HOST}:ref"): format!("{}", i % 4), format!("{HOST}:sub"): "x"},
            "StringNotLike": {format!("{HOST}:repository"): format!("*{i}")}});
        over(trust((0..n).map(one)), &json!({"sub": "x", "repository": "a".repeat(30_000)}), true)
    };
    "trust: variables in many values", 2_000: |n| {
        let values: Vec<String> = texts(n).iter().map(|text| format!("${{{HOST}:sub}}{text}")).collect();
        over(trust([sub("StringLike", &json!(values))]), &long_sub(32_000), false)
    };
    "trust: session tags and a control policy", 2_000: |n| {
        let one = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*",
            "Condition": {"StringLike": {format!("{HOST}:sub"): "*x*"}}});
        let rcp = json!({"Version": "2012-10-17", "Statement": vec![one; n.min(800)]}).to_string();
        let claims = json!({"sub": "a".repeat(32_000), "aud": "sts.amazonaws.com", "https://aws.amazon.com/tags": {"principal_tags": {"a": ["b"]}}});
        Ask::new("check_trust", &json!({"policy": trust([sub("StringLike", &json!("*"))]), "claims": claims, "options": {"rcp": vec![rcp; (n / 800).max(1)]}}))
    };
    "many tokens: long subjects", 500: |n| Ask::of("TrustPolicy", trust([sub("StringLike", &json!("*b*"))]), "check_many", &json!({"claims": vec![long_sub(32_000); n]}));
    "many tokens: explained", 2_000: |n| Ask::of("TrustPolicy", trust((0..30).map(|i| sub("StringEquals", &json!(format!("{i}"))))), "check_many", &json!({"claims": vec![long_sub(200); n], "explain": true}));
    "many tokens: empty", 100_000: |n| Ask::of("TrustPolicy", trust([sub("StringLike", &json!("x"))]), "check_many", &json!({"claims": vec![json!({}); n], "explain": true}));
    "many tokens: values of many", 500: |n| Ask::of("TrustPolicy", trust([sub("StringEquals", &json!(texts(500)))]), "check_many", &json!({"claims": vec![long_sub(100); n]}));
    "condition: any of many in many", 25_000: |n| Ask::new("match_condition", &json!({"operator": "ForAnyValue:StringEquals", "key": "a", "values": texts(n),
        "context": {"a": vec!["zz"; 255.min(n)]}}));
    "condition: any of many, as patterns", 11_000: |n| Ask::new("match_condition", &json!({"operator": "ForAnyValue:StringLike", "key": "a",
        "values": texts(n).iter().map(|text| format!("*z{text}*")).collect::<Vec<_>>(), "context": {"a": vec!["a".repeat(100); 255.min(n)]}}));
    "condition: without case", 8_000: |n| Ask::new("match_condition", &json!({"operator": "ForAnyValue:StringEqualsIgnoreCase", "key": "a",
        "values": texts(n).iter().map(|text| format!("aaaaaaaaaa{text}")).collect::<Vec<_>>(), "context": {"a": vec!["aaaaaaaaaab"; 255.min(n)]}}));
    "condition: a long pattern", 32_000: |n| Ask::new("match_condition", &json!({"operator": "StringLike", "key": "a", "values": format!("*{}b*", "?".repeat(n)), "context": {"a": "a".repeat(32_000)}}));
    "condition: numbers", 10_000: |n| Ask::new("match_condition", &json!({"operator": "ForAllValues:NumericLessThan", "key": "a", "values": texts(n).iter().map(|_| "11111111").collect::<Vec<_>>(), "context": {"a": vec!["111111111"; 255.min(n)]}}));
    "condition: addresses", 6_000: |n| Ask::new("match_condition", &json!({"operator": "ForAnyValue:IpAddress", "key": "a", "values": vec!["10.0.0.0/8"; n], "context": {"a": vec!["11.0.0.1"; 255.min(n)]}}));
    "condition: ARNs", 6_000: |n| Ask::new("match_condition", &json!({"operator": "ForAnyValue:ArnLike", "key": "a", "values": vec!["arn:*:*:*:*:*b"; n], "context": {"a": vec!["arn:aws:iam::1:role/a"; 255.min(n)]}}));
    "condition: a wrong operator", 30_000: |n| Ask::new("match_condition", &json!({"operator": "S".repeat(n), "key": "a", "values": "a", "context": {}}));
    "access: documents", 10: |n| access(&json!({"identity": vec![identity(1_000); n], "over_quota": true}));
    "access: levels", 100: |n| access(&json!({"scp": vec![vec![identity(100)]; n], "over_quota": true}));
    "access: small documents", 4_000: |n| access(&json!({"identity": vec![r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#; n]}));
    "access: resource documents", 10: |n| {
        let one = |i: usize| json!({"Effect": "Allow", "Principal": {"AWS": (0..10).map(|j| format!("arn:aws:iam::123456789012:role/{i}-{j}")).collect::<Vec<_>>()}, "Action": "ecr:PutImage"});
        let policy = json!({"Version": "2012-10-17", "Statement": (0..150).map(one).collect::<Vec<_>>()}).to_string();
        access(&json!({"resource": vec![policy; n], "over_quota": true}))
    };
    "access: keys that are missing", 10: |n| {
        let one = |i: usize| json!({"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringEquals": {format!("aws:RequestTag/{i}"): "x"}}});
        let policy = |d: usize| json!({"Version": "2012-10-17", "Statement": (0..700).map(|i| one(d * 1000 + i)).collect::<Vec<_>>()}).to_string();
        access(&json!({"identity": (0..n).map(policy).collect::<Vec<_>>(), "over_quota": true}))
    };
    "access: variables without a value", 10: |n| {
        let one = |i: usize| json!({"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:PrincipalAccount": format!("${{aws:RequestTag/{i}}}")}}});
        let policy = |d: usize| json!({"Version": "2012-10-17", "Statement": (0..600).map(|i| one(d * 1000 + i)).collect::<Vec<_>>()}).to_string();
        access(&json!({"identity": (0..n).map(policy).collect::<Vec<_>>(), "over_quota": true}))
    };
    "access: keys not known", 10: |n| {
        let one = |i: usize| json!({"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringLike": {format!("aws:PrincipalTag/{i}"): "x*"}, "IpAddress": {"aws:SourceIp": format!("10.0.{}.0/24", i % 256)}}});
        let policy = |d: usize| json!({"Version": "2012-10-17", "Statement": (0..500).map(|i| one(d * 1000 + i)).collect::<Vec<_>>()}).to_string();
        access(&json!({"identity": (0..n).map(policy).collect::<Vec<_>>(), "over_quota": true}))
    };
    "access: long values", 10: |n| {
        let policy = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringLike": {"aws:x": texts(10_000).iter().map(|text| format!("*b{text}*")).collect::<Vec<_>>()}}}}).to_string();
        let request = json!({"action": "ecr:PutImage", "resource": REPOSITORY, "context": {"aws:x": "a".repeat(32_000)}});
        Ask::new("check_access", &json!({"request": request, "policies": {"identity": vec![policy; n], "over_quota": true}}))
    };
    "push: documents", 10: |n| Ask::new("check_push", &json!({"image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1", "principal": SESSION,
        "policies": {"identity": vec![identity(1_000); n], "over_quota": true}, "options": {"pull": true}}));
    "create: statements", 480: |n| Ask::new("check_create", &json!({"policy": trust((0..n).map(|i| sub("StringEquals", &json!(format!("{i}")))))}));
    "create: keys in one block", 2_500: |n| {
        let keys: serde_json::Map<String, Value> = texts(n).into_iter().map(|text| (format!("{HOST}:{text}"), json!("x"))).collect();
        Ask::new("check_create", &json!({"policy": trust([json!({"StringEquals": keys})])}))
    };
    "create: principals", 1_500: |n| {
        let one = json!({"Effect": "Allow", "Principal": {"AWS": texts(n)}, "Action": "sts:AssumeRole"});
        Ask::new("check_create", &json!({"policy": json!({"Version": "2012-10-17", "Statement": one}).to_string()}))
    };
    "create: Sids", 1_400: |n| {
        let one = |i: usize| json!({"Sid": format!("s{i}"), "Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"});
        Ask::new("check_create", &json!({"policy": json!({"Version": "2012-10-17", "Statement": (0..n).map(one).collect::<Vec<_>>()}).to_string()}))
    };
    "subject: colons", 32_000: |n| Ask::new("parse_subject", &json!({"sub": format!("repo:a/b{}", ":".repeat(n))}));
    "subject: environments", 32_000: |n| Ask::new("parse_subject", &json!({"sub": format!("repo:a/b{}", ":environment:x:ref:y:pull_request".repeat(n / 34 + 1))}));
    "subject: escapes", 32_000: |n| Ask::new("parse_subject", &json!({"sub": format!("repo:a/b:environment:{}", "%3A".repeat(n / 3))}));
    "subject: owners", 32_000: |n| Ask::new("parse_subject", &json!({"sub": format!("repository_owner:{}", "a:actor:".repeat(n / 8))}));
    "build: long claims", 32_000: |n| {
        let claims: serde_json::Map<String, Value> = CLAIMS.iter().map(|claim| ((*claim).to_owned(), json!(":".repeat(n / 8)))).chain([("repository".to_owned(), json!("a/b"))]).collect();
        Ask::new("build_subject", &json!({"claims": claims, "settings": {"include_claim_keys": ["repo", "context", "actor", "sha", "workflow"]}}))
    };
    "build: claims", 1_000: |n| {
        let claims: serde_json::Map<String, Value> = texts(n).into_iter().map(|text| (text, json!("x"))).collect();
        Ask::new("build_subject", &json!({"claims": claims}))
    };
    "settings: keys", 60: |n| Ask::new("resolve_settings", &json!({"organization": {"include_claim_keys": texts(n)}, "repository": {"use_default": false, "include_claim_keys": texts(n)}}));
    "requests: keys", 60: |n| Ask::new("customization_requests", &json!({"settings": {"include_claim_keys": texts(n)}, "owner": "a", "repository": "b"}));
    "token: a long payload", 48_000: |n| {
        use base64::Engine as _;
        let part = |value: &Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
        let token = format!("{}.{}.x", part(&json!({"alg": "RS256"})), part(&json!({"sub": "a".repeat(n.min(45_000))})));
        Ask::new("decode_token", &json!({"jwt": token}))
    };
    "token: deep", 48_000: |n| Ask::new("decode_token", &json!({"jwt": format!("{0}.{0}.x", "W1tb".repeat(n / 8))}));
    "filter: stars", 8_000: |n| Ask::new("match_filter", &json!({"patterns": [format!("{}b", "*a".repeat(n))], "text": "a".repeat(4_000)}));
    "filter: double stars", 5_000: |n| Ask::new("match_filter", &json!({"patterns": [format!("{}b", "**/".repeat(n))], "text": "a/".repeat(2_000)}));
    "filter: patterns", 8_000: |n| Ask::new("match_filter", &json!({"patterns": vec!["a*"; n], "text": "a".repeat(4_000)}));
    "filter: repeats", 8_000: |n| Ask::new("match_filter", &json!({"patterns": [format!("{}b", "a?".repeat(n))], "text": "a".repeat(4_000)}));
    "filter: classes", 3_000: |n| Ask::new("match_filter", &json!({"patterns": [format!("{}b", "[a-z]+".repeat(n.min(2_700)))], "text": "a".repeat(4_000)}));
    "expression: alternatives", 5_000: |n| Ask::new("evaluate_expression", &json!({"expression": vec!["vars.a"; n / 2].join("||"), "unknown": ["vars"]}));
    "expression: comparisons", 5_000: |n| Ask::new("evaluate_expression", &json!({"expression": vec!["'aaaaaaaa'"; n / 4].join("=="), "unknown": []}));
    "expression: lists", 20_000: |n| Ask::new("evaluate_expression", &json!({"expression": "contains(fromJSON(v.a), 'x') || ".repeat(500) + "true", "contexts": {"v": {"a": json!(vec!["a"; n]).to_string()}}}));
    "expression: filters", 20_000: |n| Ask::new("evaluate_expression", &json!({"expression": format!("v{}", ".*".repeat(8)), "contexts": {"v": {"a": (0..n).map(|i| json!([i])).collect::<Vec<_>>()}}}));
    "expression: formats", 400_000: |n| Ask::new("evaluate_expression", &json!({"expression": "format('{0}{0}{0}{0}{0}{0}{0}{0}', v.a)", "contexts": {"v": {"a": "a".repeat(n)}}}));
    "workflow: jobs", 5_000: |n| workflow(&format!("on: push\njobs:\n{}", (0..n).map(|i| format!("  j{i}: {{runs-on: x, environment: '${{{{ vars.E }}}}', steps: [{{run: 'docker push a/b'}}]}}\n")).collect::<String>()));
    "workflow: steps", 20_000: |n| workflow(&format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{}", "      - run: docker push \"a/$B\"\n".repeat(n)));
    "workflow: steps with outputs", 3_000: |n| workflow(&format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{}", "      - {id: m, uses: docker/metadata-action@v5, with: {images: a, tags: '${{ env.X }}'}}\n      - {run: 'docker push ${{ steps.m.outputs.tags }}; echo X=1 >> $GITHUB_ENV'}\n".repeat(n / 2)));
    "workflow: a matrix", 16: |n| workflow(&format!("on: [push, pull_request]\njobs:\n  a:\n    runs-on: x\n    strategy: {{matrix: {{a: {0:?}, b: {0:?}}}}}\n    environment: '${{{{ matrix.a }}}}${{{{ matrix.b }}}}${{{{ github.ref }}}}'\n    steps:\n{1}", texts(n), "      - {uses: a/configure-aws-credentials@v4, with: {role-to-assume: '${{ matrix.a }}', aws-region: '${{ matrix.b }}'}}\n".repeat(100)));
    "workflow: conditions", 40: |n| workflow(&format!("on: push\njobs:\n  a:\n    if: {}github.ref == 'a'{}\n    runs-on: x\n", "(github.ref == 'b' || !".repeat(n), ")".repeat(n)));
    "workflow: a long script", 20_000: |n| workflow(&format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {:?}\n", "docker push $A; ".repeat(n / 16)));
    "workflow: expressions in a text", 20_000: |n| workflow(&format!("on: push\nenv: {{A: {:?}}}\njobs:\n  a:\n    runs-on: x\n    environment: '${{{{ github.sha }}}}'\n    steps: [{{run: 'docker push ${{{{ env.A }}}}'}}]\n", "${{ vars.a }}".repeat(n / 13)));
    "workflow: aliases", 20_000: |n| workflow(&format!("on: push\nx: &x [{}]\ny: [{}]\njobs: {{}}\n", "a,".repeat(100), "*x,".repeat(n / 3)));
    "workflow: files", 5_000: |n| {
        let file = |i: usize| json!({"name": format!(".github/workflows/f{i}.yml"), "text": "on: [push, workflow_call]\njobs: {a: {uses: ./.github/workflows/f0.yml}}\n"});
        Ask::new("read_documents", &json!({"files": (0..n).map(file).collect::<Vec<_>>()}))
    };
    "image: parts", 32_000: |n| Ask::new("parse_image", &json!({"text": format!("{}b:x", "a/".repeat(n / 2))}));
    "image: a digest", 32_000: |n| Ask::new("parse_image", &json!({"text": format!("a@{}:{}", "a+".repeat(n / 4), "0".repeat(n / 2))}));
    "name: dots", 32_000: |n| Ask::new("check_name", &json!({"kind": "ecr_repository", "text": "a__b--".repeat(n / 6)}));
    "mutability: tags", 20_000: |n| {
        let tag = |i: usize| json!({"tag": format!("t{i}"), "digest": format!("sha256:{}", "0".repeat(64))});
        let tags: Vec<Value> = (0..n).map(tag).collect();
        Ask::new("check_mutability", &json!({"repository": {"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": ["a*b", "c*", "d*", "e*", "f*"]}, "tags": tags, "existing": tags}))
    };
    "mutability: filters", 5: |n| Ask::new("check_mutability", &json!({"repository": {"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": vec!["*".repeat(60); n]}, "tags": [], "existing": []}));
    "lint: rules of free text", 200: |n| lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{{branch|slug:60}}-{i}', when: {{branch: 'x{i}/**'}}{}", moving(i)))));
    "lint: rules of free text without a guard", 200: |n| lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{{ref|slug:60}}-{i}'{}", moving(i)))));
    "lint: versions", 200: |n| lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{i}-{{v.major}}.{{v.minor}}', when: {{tag: 'v{i}-{{v:semver}}'}}{}", moving(i)))));
    "lint: placeholders", 120: |n| lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{}-{i}'{}", ["{branch|slug}"; 16].join("-"), moving(i)))));
    "lint: patterns", 25: |n| {
        let patterns = |i: usize| (0..16).map(|j| format!("'{i}x{j}/*'")).collect::<Vec<_>>().join(", ");
        lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{{branch|slug}}-{i}', when: {{branch: [{}], event: [push, release, pull_request_target, pull_request]}}{}", patterns(i), moving(i)))))
    };
    "lint: long patterns with captures", 100: |n| lint(&rules(&one_image(), (0..n).map(|i| {
        format!("name: r{i}, tag: '{{a}}-{i}', when: {{branch: '**/{{a:pep440}}/{{b:pep440}}/{{c:pep440}}/**/{{d:semver}}/{{e:semver}}/{}'}}{}", "x".repeat(200), moving(i))
    })));
    "lint: words", 64: |n| {
        let words = (0..n).map(|i| format!("w{i}{}", "x".repeat(100))).collect::<Vec<_>>().join(", ");
        lint(&rules(&format!("{}inputs: {{a: [{words}], b: [{words}]}}\n", one_image()), (0..200).map(|i| format!("name: r{i}, tag: '{{input.a}}{{input.b}}{i}'{}", moving(i)))))
    };
    "lint: choices of for", 64: |n| {
        let words = (0..n).map(|i| format!("w{i}")).collect::<Vec<_>>().join(", ");
        lint(&rules(&one_image(), (0..3).map(|i| format!("name: r{i}, for: {{a: [{words}]}}, tag: '{{a}}-{{branch|slug}}-{i}'{}", moving(i)))))
    };
    "lint: values", 64: |n| {
        let names = (0..n).map(|i| format!("n{i}: semver")).collect::<Vec<_>>().join(", ");
        lint(&rules(&format!("{}values: {{{names}}}\ninputs: {{{names}}}\n", one_image()), (0..200).map(|i| format!("name: r{i}, tag: '{{value.n0}}-{{branch|slug}}-{i}', when: {{branch: 'x{i}*'}}{}", moving(i)))))
    };
    "lint: repositories of their own", 200: |n| lint(&rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{{sha}}', sha: event, image: '{REGISTRY}/{i}/{{repository|lower}}/{}'{}", "a".repeat(100), moving(i)))));
    "lint: many repositories", 64: |n| {
        let images = (0..n).map(|i| format!("'{REGISTRY}/{{repository|lower}}/{i}{}'", "a".repeat(200))).collect::<Vec<_>>().join(", ");
        lint(&rules(&format!("image: [{images}]\n"), (0..30).map(|i| format!("name: r{i}, tag: '{{branch|slug}}{i}'{}{}", if i % 3 == 0 { format!(", image: '{REGISTRY}/{{owner|lower}}/{{name|lower}}/{i}'") } else { String::new() }, moving(i)))))
    };
    "lint: a lifecycle policy", 64: |n| {
        let one = |i: usize| json!({"rulePriority": i, "selection": {"tagStatus": "tagged", "tagPatternList": (0..n.min(10)).map(|j| format!("*{i}*-*{j}*")).collect::<Vec<_>>(), "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}});
        let policy = json!({"rules": (0..n).map(one).collect::<Vec<_>>()}).to_string();
        let rules = rules(&one_image(), (0..200).map(|i| format!("name: r{i}, tag: '{{branch|slug:60}}-{i}', when: {{branch: 'x{i}/**'}}{}", moving(i))));
        Ask::new("lint_rules", &json!({"rules": rules, "lifecycle_policy": policy}))
    };
    "lint: an immutable repository", 200: |n| Ask::new("lint_rules", &json!({"rules": rules(&one_image(), (0..n).map(|i| format!("name: r{i}, tag: '{{branch|slug:60}}-{i}', when: {{branch: 'x{i}/**'}}{}", moving(i)))),
        "repository": {"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": ["*a*", "*b*", "*c*", "*d*", "*e*"]}}));
    "make: a long branch", 1_000_000: |n| Ask::new("make_tags", &json!({"rules": rules(&one_image(), (0..100).map(|i| format!("name: r{i}, tag: '{{a}}', when: {{branch: '**/{{a:text}}/**{i}'}}"))), "run": of_run(&format!("refs/heads/{}", "a/".repeat(n / 2)))}));
    "make: a long branch against globs", 1_000_000: |n| Ask::new("make_tags", &json!({"rules": rules(&one_image(), (0..200).map(|i| format!("name: r{i}, tag: t, when: {{branch: '*/**/*a*b*{i}/**/c'}}"))), "run": of_run(&format!("refs/heads/{}", "a/".repeat(n / 2)))}));
    "make: captures that nearly fit", 1_000: |n| Ask::new("make_tags", &json!({"rules": rules(&one_image(), (0..100).map(|i| format!("name: r{i}, tag: '{{a}}', when: {{branch: '**/{{a:pep440}}/{{b:pep440}}/{{c:pep440}}/**/{{d:semver}}/{{e:semver}}/{i}'}}"))), "run": of_run(&format!("refs/heads/{}", "1.1/".repeat(n / 4)))}));
    "make: long values", 1_000_000: |n| Ask::new("make_tags", &json!({"rules": rules(&format!("{}values: {{a: text}}\n", one_image()), (0..200).map(|i| format!("name: r{i}, tag: '{}'", ["{value.a|slug}"; 16].join("-")))), "run": {"values": {"a": "#".repeat(n)}}}));
    "make: git tags", 5_000: |n| {
        let mut run = of_run("refs/tags/v1.2.3");
        run["existing_tags"] = json!((0..n).map(|i| format!("v0.{i}.1")).collect::<Vec<_>>());
        Ask::new("make_tags", &json!({"rules": rules(&one_image(), (0..40).map(|i| format!("name: r{i}, tag: '{{v}}-{i}', when: {{tag: 'v{{v:semver}}', highest: true}}"))), "run": run}))
    };
    "make: git tags that nearly fit", 800: |n| {
        let tag = format!("{}x", "1.1/".repeat(250));
        let mut run = of_run("refs/tags/a/1/1/1/a/1.1.1/1.1.1/0");
        run["existing_tags"] = json!(vec![tag; n]);
        Ask::new("make_tags", &json!({"rules": rules(&one_image(), (0..5).map(|_| "name: r, tag: '{a}', when: {tag: '**/{a:pep440}/{b:pep440}/{c:pep440}/**/{d:semver}/{e:semver}/0', highest: true}".to_owned()).enumerate().map(|(i, line)| line.replace("name: r", &format!("name: r{i}")))), "run": run}))
    };
    "make: names", 64: |n| {
        let images = (0..n).map(|i| format!("{REGISTRY}/{}/{i}", "a".repeat(200))).collect::<Vec<_>>().join(", ");
        Ask::new("make_tags", &json!({"rules": rules(&format!("image: [{images}]\n"), (0..31).map(|i| format!("name: r{i}, tag: '{{sha}}-{i}', sha: event"))), "run": of_run("refs/heads/main")}))
    };
    "check: names that no rule gives", 10_000: |n| {
        let images: Vec<String> = (0..n).map(|i| format!("{REGISTRY}/app:{}{i:05}", "a-".repeat(61))).collect();
        let rules = rules(&one_image(), (0..200).map(|i| format!("name: r{i}, tag: '{}-{i}', when: {{branch: 'never-{i}/**'}}", ["{branch|slug}"; 8].join("-"))));
        Ask::new("check_images", &json!({"rules": rules, "run": of_run("refs/heads/main"), "images": images}))
    };
    "check: repositories that are nearly right", 10_000: |n| {
        let path = |middle: &str| format!("{}{middle}{}", "a".repeat(110), "b".repeat(110));
        let all: Vec<String> = (0..64).map(|i| format!("{REGISTRY}/{}", path(&format!("{i:03}x")))).collect();
        let rules = rules(&format!("image: [{}]\n", all.join(", ")), ["name: sha, tag: '{sha}', sha: event".to_owned()]);
        let images: Vec<String> = (0..n).map(|i| format!("{REGISTRY}/{}:1", path(&format!("{i:04}yz")))).collect();
        Ask::new("check_images", &json!({"rules": rules, "run": of_run("refs/heads/main"), "images": images}))
    };
    "check: long names", 400: |n| Ask::new("check_images", &json!({"rules": rules(&one_image(), ["name: sha, tag: '{sha}', sha: event".to_owned()]), "run": of_run("refs/heads/main"), "images": (0..n).map(|i| format!("{i}{}", "a".repeat(32_000))).collect::<Vec<_>>()}));
    "exact: stars of one pattern", 300: |n| exact("outsiders", &trust([sub("StringLike", &json!(starred(n)))]), &json!({}));
    "exact: stars under a template that is not known", 64: |n| {
        let world = json!({"owners": [{"login": "octo-org", "include_claim_keys": "unknown", "immutable": "either"}], "recycled": true, "undocumented": true});
        exact("outsiders", &trust([sub("StringLike", &json!(starred(n)))]), &json!({"world": world}))
    };
    "exact: patterns of one test", 180: |n| exact("outsiders", &trust([sub("StringLike", &branches(n))]), &json!({}));
    "exact: a proof over many statements", 90: |n| {
        let one = |i: usize| sub("StringLike", &json!(format!("repo:octo-org/app{i}:*")));
        exact("prove", &trust((0..n).map(one)), &json!({"intent": {"only": [{"repository": ["octo-org/*"], "ref": ["refs/heads/main"]}]}}))
    };
    "exact: a proof with many patterns", 1_024: |n| {
        let refs: Vec<String> = (0..n).map(|i| format!("refs/heads/*{i}*")).collect();
        exact("prove", &trust([sub("StringLike", &json!("repo:octo-org/app:*"))]), &json!({"intent": {"only": [{"ref": refs}]}}))
    };
    "exact: a comparison of many keys", 40: |n| {
        let one = |i: usize| json!({"StringLike": {format!("{HOST}:{}", CLAIMS[i % CLAIMS.len()]): format!("*{i}*")}});
        let (old, new) = (trust((0..n).map(one)), trust((0..n).map(|i| one(i + 1))));
        Ask::new("compare_policies", &json!({"old": old, "new": new, "world": {"owners": [{"login": "octo-org"}]}}))
    };
    "exact: open tests of two policies", 60: |n| {
        let one = |i: usize| json!({"StringLike": {format!("{HOST}:sub"): "repo:octo-org/*"}, "StringEquals": {format!("aws:RequestTag/{i}"): "x"}});
        Ask::new("compare_policies", &json!({"old": trust((0..n).map(one)), "new": trust((0..n).rev().map(one))}))
    };
    "exact: classes of many patterns", 60: |n| exact("who_can_assume", &trust([sub("StringLike", &branches(n))]), &json!({}));
    "exact: owners", 64: |n| {
        let owners: Vec<Value> = (0..n).map(|i| json!({"login": format!("octo-{i}"), "include_claim_keys": "unknown"})).collect();
        exact("who_can_assume", &trust([sub("StringLike", &json!("repo:octo-*/*:ref:refs/heads/*"))]), &json!({"world": {"owners": owners}}))
    };
    "exact: classes of a set", 64: |n| {
        let tokens: Vec<Value> = (0..n).map(|i| json!({"ref": [format!("refs/heads/*{i}*")], "not": {"environment": [format!("{i}*"), null]}})).collect();
        exact("decide", &trust([sub("StringLike", &json!("repo:octo-org/app:*"))]), &json!({"tokens": tokens}))
    };
    "exact: characters outside ASCII", 250: |n| {
        let letters: String = (0..n as u32).filter_map(|i| char::from_u32(0x4e00 + i)).collect();
        exact("outsiders", &trust([sub("StringLike", &json!(format!("*{letters}*")))]), &json!({}))
    };
    "terraform: a long heredoc", 9_000_000: |n| terraform(format!("resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = <<E\n{}E\n}}\n", "{\"a\": 1}\n".repeat(n / 9)));
    "terraform: a long heredoc, indented, with holes", 4_000_000: |n| terraform(format!("resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = <<-E\n{}    E\n}}\n", "    ${var.a} b\n".repeat(n / 15)));
    "terraform: a long text with escapes", 9_000_000: |n| terraform(format!("resource \"aws_iam_role\" \"r\" {{\n  assume_role_policy = \"{}\"\n}}\n", "\\\"a\\n".repeat(n / 5)));
    "terraform: resources", 20_000: |n| terraform(parts(n, |i| role_of(i, "\"{}\"")));
    "terraform: resources that are not read", 40_000: |n| terraform(parts(n, |i| format!("resource \"aws_vpc\" \"r{i}\" {{\n  a = \"x\"\n}}\n")));
    "terraform: resources of one address", 20_000: |n| terraform(parts(n, |_| role_of(0, "\"{}\"")));
    "terraform: attachments", 10_000: |n| terraform(parts(n, |i| format!("{}resource \"aws_iam_role_policy_attachment\" \"a{i}\" {{\n  role = aws_iam_role.r{i}.name\n  policy_arn = \"arn:aws:iam::aws:policy/{i}\"\n}}\n", role_of(i, "\"{}\""))));
    "terraform: overrides", 10_000: |n| documents([("main.tf", parts(n, |i| role_of(i, "\"{}\""))), ("override.tf", parts(n, |i| role_of(i, "\"[]\"")))]);
    "terraform: a list", 400_000: |n| terraform(format!("locals {{\n  a = [{}]\n}}\n{}", "1,".repeat(n), role_of(0, "jsonencode(local.a)")));
    "terraform: a list in a for", 100_000: |n| terraform(format!("locals {{\n  a = [{}]\n  b = [for x in local.a : x + 1 if x > 0]\n  c = distinct(local.b)\n}}\n{}", parts(n, |i| format!("{i},")), role_of(0, "jsonencode(local.c)")));
    "terraform: keys", 20_000: |n| terraform(format!("locals {{\n  a = {{\n{}  }}\n}}\n{}", parts(n, |i| format!("    k{i} = {i}\n")), role_of(0, "jsonencode(local.a)")));
    "terraform: quoted keys", 20_000: |n| terraform(format!("locals {{\n  a = {{\n{}  }}\n}}\n{}", parts(n, |i| format!("    \"k{i}\" = {i}\n")), role_of(0, "jsonencode(local.a)")));
    "terraform: objects of many keys", 40: |n| terraform(format!("locals {{\n  a = [{}]\n}}\n{}", parts(n, |_| format!("{{\n{}}},", parts(2_000, |i| format!("k{i} = 1\n")))), role_of(0, "jsonencode(local.a)")));
    "terraform: keys twice", 2_000: |n| terraform(format!("locals {{\n  a = {{\n{}  }}\n}}\n{}", parts(n, |i| format!("    k{} = {i}\n", i / 2)), role_of(0, "jsonencode(local.a)")));
    "terraform: locals after each other", 20_000: |n| terraform(format!("locals {{\n  a0 = \"x\"\n{}}}\n{}", parts(n, |i| format!("  a{} = local.a{i}\n", i + 1)), role_of(0, &format!("local.a{n}"))));
    "terraform: locals that double", 40: |n| terraform(format!("locals {{\n  a0 = [1]\n{}}}\n{}", parts(n, |i| format!("  a{} = [local.a{i}, local.a{i}]\n", i + 1)), role_of(0, &format!("jsonencode(local.a{n})"))));
    "terraform: texts that double", 60: |n| terraform(format!("locals {{\n  a0 = \"xxxxxxxx\"\n{}}}\n{}", parts(n, |i| format!("  a{} = \"${{local.a{i}}}${{local.a{i}}}\"\n", i + 1)), role_of(0, &format!("local.a{n}"))));
    "terraform: brackets", 100_000: |n| terraform(format!("a = {}{}", "[".repeat(n), "]".repeat(n)));
    "terraform: operators", 100_000: |n| terraform(format!("locals {{\n  a = 1{}\n}}\n{}", " + 1".repeat(n), role_of(0, "local.a")));
    "terraform: signs", 100_000: |n| terraform(format!("locals {{\n  a = {}true\n}}\n{}", "!".repeat(n), role_of(0, "local.a")));
    "terraform: interpolations", 100_000: |n| terraform(format!("locals {{\n  a = \"{}\"\n}}\n{}", "${var.x}".repeat(n), role_of(0, "local.a")));
    "terraform: statements of a document", 10_000: |n| terraform(format!("data \"aws_iam_policy_document\" \"d\" {{\n{}}}\n{}", parts(n, |i| format!("  statement {{\n    sid = \"s{i}\"\n    actions = [\"a:b\"]\n    resources = [\"*\"]\n  }}\n")), role_of(0, "data.aws_iam_policy_document.d.json")));
    "terraform: instances of one resource", 20_000: |n| terraform(format!("resource \"aws_iam_role\" \"r\" {{\n  count = {n}\n  name = \"r${{count.index}}\"\n  assume_role_policy = \"{{}}\"\n}}\n"));
    "terraform: calls of one module", 2_000: |n| documents([("main.tf", parts(n, |i| format!("module \"m{i}\" {{\n  source = \"./m\"\n  name = \"{i}\"\n}}\n"))), ("m/main.tf", format!("variable \"name\" {{}}\n{}", role_of(0, "\"{}\"")))]);
    "terraform: variables with values", 20_000: |n| documents([("main.tf", parts(n, |i| format!("variable \"v{i}\" {{}}\n"))), ("terraform.tfvars", parts(n, |i| format!("v{i} = \"x\"\n")))]);
    "terraform: files that are read", 900: |n| {
        let names: Vec<String> = (0..n).map(|i| format!("p/{i}.json")).collect();
        let main = parts(n, |i| role_of(i, &format!("file(\"p/{i}.json\")")));
        documents(names.iter().map(|name| (name.as_str(), "{}".to_owned())).chain([("main.tf", main)]))
    };
    "terraform: JSON syntax", 10_000: |n| {
        let roles: serde_json::Map<String, Value> = (0..n).map(|i| (format!("r{i}"), json!({"name": format!("r{i}"), "assume_role_policy": "{}"}))).collect();
        documents([("main.tf.json", json!({"resource": {"aws_iam_role": roles}}).to_string())])
    };
    "plan: changes", 5_000: |n| {
        let one = |i: usize| json!({"address": format!("aws_iam_role.r{i}"), "mode": "managed", "type": "aws_iam_role", "name": format!("r{i}"), "change": {"actions": ["create"], "after": {"name": format!("r{i}")}, "after_unknown": {"assume_role_policy": true}}});
        let plan = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": (0..n).map(one).collect::<Vec<_>>()});
        documents([("plan.json", plan.to_string())])
    };
    "plan: with its configuration", 3_000: |n| {
        let one = |i: usize| json!({"address": format!("aws_iam_role.r{i}"), "mode": "managed", "type": "aws_iam_role", "name": format!("r{i}"), "change": {"actions": ["create"], "after": {"name": format!("r{i}"), "assume_role_policy": "{}"}, "after_unknown": {}}});
        let attached = |i: usize| json!({"address": format!("aws_iam_role_policy.p{i}"), "mode": "managed", "type": "aws_iam_role_policy", "name": format!("p{i}"), "change": {"actions": ["create"], "after": {"role": format!("r{i}"), "policy": "{}"}, "after_unknown": {}}});
        let plan = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": (0..n).flat_map(|i| [one(i), attached(i)]).collect::<Vec<_>>()});
        let main = parts(n, |i| format!("{}resource \"aws_iam_role_policy\" \"p{i}\" {{\n  role = aws_iam_role.r{i}.id\n  policy = \"{{}}\"\n}}\n", role_of(i, "\"{}\"")));
        documents([("plan.json", plan.to_string()), ("main.tf", main)])
    };
    "state: instances", 10_000: |n| {
        let one = |i: usize| json!({"index_key": i, "attributes": {"name": format!("r{i}"), "assume_role_policy": "{}"}});
        let state = json!({"version": 4, "lineage": "l", "resources": [{"mode": "managed", "type": "aws_iam_role", "name": "r", "instances": (0..n).map(one).collect::<Vec<_>>()}]});
        documents([("terraform.tfstate", state.to_string())])
    };
    "template: roles", 5_000: |n| {
        let one = |i: usize| (format!("R{i}"), json!({"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Fn::Sub": "r-${AWS::Region}"}, "AssumeRolePolicyDocument": {"Statement": []}}}));
        documents([("template.json", json!({"Resources": (0..n).map(one).collect::<serde_json::Map<_, _>>()}).to_string())])
    };
    "template: a substitution of many names", 100_000: |n| documents([("template.yaml", format!("Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: !Sub '{}'\n", "${AWS::Region}".repeat(n / 14)))]);
    "template: conditions after each other", 5_000: |n| {
        let one = |i: usize| (format!("C{}", i + 1), json!({"Fn::Or": [{"Condition": format!("C{i}")}, {"Condition": format!("C{i}")}]}));
        let conditions: serde_json::Map<String, Value> = (0..n).map(one).chain([("C0".to_owned(), json!({"Fn::Equals": ["a", {"Ref": "AWS::Region"}]}))]).collect();
        documents([("template.json", json!({"Conditions": conditions, "Resources": {"R": {"Type": "AWS::IAM::Role", "Condition": format!("C{n}"), "Properties": {}}}}).to_string())])
    };
    "events: CloudTrail, one a line", 10_000: |n| documents([("log.json", parts(n, |i| format!("{}\n", json!({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRoleWithWebIdentity", "eventID": format!("{i}"), "eventTime": "2026-10-05T22:06:06Z", "userIdentity": {"userName": "repo:octo-org/app:ref:refs/heads/main"}, "requestParameters": {"roleArn": "arn:aws:iam::123456789012:role/ci"}, "errorCode": "AccessDenied"}))))]);
    "events: CloudTrail, changes of one role", 10_000: |n| {
        let one = |i: usize| json!({"eventSource": "iam.amazonaws.com", "eventName": "PutRolePolicy", "eventTime": format!("2026-01-02T00:00:{:02}Z", i % 60), "requestParameters": {"roleName": "ci", "policyName": format!("p{i}"), "policyDocument": "{}"}});
        documents([("log.json", json!({"Records": (0..n).map(one).collect::<Vec<_>>()}).to_string())])
    };
    "answer: roles with attached policies", 3_000: |n| {
        let role = |i: usize| json!({"RoleName": format!("r{i}"), "Arn": format!("arn:aws:iam::123456789012:role/r{i}"), "AssumeRolePolicyDocument": {"Statement": []}, "AttachedManagedPolicies": [{"PolicyArn": format!("arn:aws:iam::123456789012:policy/p{i}")}]});
        let policy = |i: usize| json!({"PolicyName": format!("p{i}"), "Arn": format!("arn:aws:iam::123456789012:policy/p{i}"), "DefaultVersionId": "v1", "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": {"Statement": []}}]});
        documents([("account.json", json!({"RoleDetailList": (0..n).map(role).collect::<Vec<_>>(), "Policies": (0..n).map(policy).collect::<Vec<_>>()}).to_string())])
    };
    "answer: policies of repositories that are not given", 20_000: |n| documents([("answers.json", parts(n, |i| format!("{}\n", json!({"repositoryName": format!("r{i}"), "policyText": "{}"}))))]);
    "log: lines", 100_000: |n| documents([("job.log", "2026-10-05T22:07:41.0000000Z ##[error]Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity\n".repeat(n / 10))]);
    "recognise: braces", 100_000: |n| Ask::new("recognize", &json!({"name": "x", "text": "{".repeat(n)}));
    "recognise: lines of many kinds", 100_000: |n| Ask::new("recognize", &json!({"name": "x", "text": "on: push\nresource \"a\" \"b\" {\n{\"a\": 1}\n".repeat(n / 38)}));
    "recognise: members", 20_000: |n| Ask::new("recognize", &json!({"name": "x", "text": format!("{{{}}}", parts(n, |i| format!("\"Statement{i}\": [], ")))}));
    "json: members", 1_000: |n| Ask { handle: None, name: "parse_image", request: format!("{{{}}}", texts(n).iter().map(|text| format!("\"{text}\":0")).collect::<Vec<_>>().join(",")) };
    "json: a number", 1_000_000: |n| Ask { handle: None, name: "decode_token", request: format!("{{\"token\": {}}}", "1".repeat(n)) };
    "json: escapes", 1_000_000: |n| Ask { handle: None, name: "parse_image", request: format!("{{\"text\": \"{}\"}}", "\\u0061".repeat(n / 6)) };
    "yaml: flow lists", 30_000: |n| Ask::new("lint_rules", &json!({"rules": format!("{}{}", "[".repeat(n), "]".repeat(n))}));
    "yaml: block lists", 20_000: |n| Ask::new("lint_rules", &json!({"rules": format!("version: 1\na:\n{}", "- ".repeat(n))}));
    "yaml: aliases", 5_000: |n| Ask::new("lint_rules", &json!({"rules": format!("a: &a [x]\nb: [{}]", vec!["*a"; n].join(","))}));
    "yaml: anchors", 5_000: |n| Ask::new("lint_rules", &json!({"rules": texts(n).iter().map(|text| format!("- &{text} x\n")).collect::<String>()}));
    "yaml: members", 7_500: |n| Ask::new("lint_rules", &json!({"rules": texts(n).iter().map(|text| format!("{text}: 1\n")).collect::<String>()}));
    "yaml: a folded text", 60_000: |n| Ask::new("lint_rules", &json!({"rules": format!("version: >\n  {}", "a\n  ".repeat(n / 4))}));
    "yaml: quotes", 60_000: |n| Ask::new("lint_rules", &json!({"rules": format!("version: \"{}\"", "\\x41".repeat(n / 4))}));
    "yaml: comments and breaks", 60_000: |n| Ask::new("lint_rules", &json!({"rules": "#\n".repeat(n / 2)}));
}
