//! Templates and what is gathered of them.

use serde_json::json;

use crate::error::Error;
use crate::github::ClaimValue;
use crate::read::expression::to_text;
use crate::read::gathered::{Gathered, OpenReason, Permission};
use crate::read::options::ReadOptions;
use crate::read::value::Value;
use crate::tree::recognise::recognise;

/// A value as JSON, holes by their names.
pub(super) fn shown(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(_) | Value::Unknown(_) => to_text(value).pattern().into(),
        Value::List(list) => {
            let mut items: Vec<_> = list.items.iter().map(shown).collect();
            items.extend(list.more.iter().map(|more| shown(&Value::Unknown(more.clone()))));
            items.into()
        }
        Value::Object(object) => {
            object.members.iter().map(|member| (member.name.clone(), shown(&member.value))).collect()
        }
    }
}

/// Reads a text that is a template.
pub(super) fn read(name: &str, text: &str, options: &ReadOptions) -> Result<Gathered, Error> {
    super::template(0, name, text, &recognise(name, text), options, &mut Vec::new())
}

fn options(values: &[(&str, ClaimValue)]) -> ReadOptions {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    ReadOptions { values, ..ReadOptions::default() }
}

#[track_caller]
fn gathered(text: &str, options: &ReadOptions) -> Gathered {
    match read("t.yaml", text, options) {
        Ok(gathered) => gathered,
        Err(error) => panic!("{error} at {:?}", error.place()),
    }
}

/// What a trust policy comes to, of which this is the text, with these sections before the resources.
#[track_caller]
fn trust(sections: &str, text: &str, values: &[(&str, ClaimValue)]) -> (serde_json::Value, Gathered) {
    let text = format!(
        "{sections}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {text}\n"
    );
    let gathered = gathered(&text, &options(values));
    let role = gathered.roles.first().expect("a role");
    (role.trust.as_ref().map_or(serde_json::Value::Null, shown), gathered)
}

fn asked(gathered: &Gathered) -> Vec<&str> {
    gathered.questions.iter().map(|question| question.name.as_str()).collect()
}

fn codes(gathered: &Gathered) -> Vec<&str> {
    gathered.remarks.iter().map(|remark| remark.code.name).collect()
}

#[test]
fn parameters() {
    let sections = "Parameters:\n  A: {Type: CommaDelimitedList, Default: 'x, y'}\n  B: {Type: Number, Default: 010}\n  \
                    C: {Type: String}\n  D: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /org}\n  \
                    E: {Type: String, Default: true}";
    let all = "[!Ref A, !Ref B, !Ref C, !Ref D, !Ref E, !Select [1, !Ref A], !Join ['+', !Ref A]]";
    let (told, gathered) = trust(sections, all, &[]);
    assert_eq!(told, json!([["x", "y"], "010", "⟦C⟧", "⟦D⟧", "true", "y", "x+y"]));
    assert_eq!(asked(&gathered), ["Ref C", "Ref D"]);
    assert_eq!(gathered.questions[1].detail.as_deref(), Some("the value of the SSM parameter `/org`"));

    let list = ClaimValue::List(vec![ClaimValue::Text("z".into())]);
    let given = [("A", list), ("C", ClaimValue::Bool(false)), ("D", ClaimValue::Text("octo".into()))];
    let (told, gathered) = trust(sections, all, &given);
    assert_eq!(told.pointer("/0"), Some(&json!(["z"])));
    assert_eq!((told.pointer("/2"), told.pointer("/3")), (Some(&json!("false")), Some(&json!("octo"))));
    // The list that is given has one item.
    assert_eq!((asked(&gathered), codes(&gathered)), (vec!["Fn::Select"], vec!["TEMPLATE_REFUSED"]));
}

#[test]
fn conditions_have_three_values() {
    let sections = "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\n  Org: {Type: String}\nConditions:\n  \
                    Prod: !Equals [!Ref Stage, prod]\n  Test: !Equals [!Ref Stage, test]\n  Same: !Equals [!Ref Org, !Ref Org]\n  \
                    Both: !And [!Condition Prod, !Condition Test]\n  Either: !Or [!Not [!Condition Test], !Condition Prod]\n  \
                    Prefix: !Equals [!Sub 'a${Org}', b]";
    let cases = [
        ("!If [Prod, a, b]", json!("⟦Fn::If Prod⟧")),
        ("!If [Prod, a, a]", json!("a")),
        ("!If [Test, a, b]", json!("b")),
        ("!If [Same, a, b]", json!("a")),
        ("!If [Both, a, b]", json!("b")),
        ("!If [Either, a, b]", json!("a")),
        ("!If [Prefix, a, b]", json!("b")),
        (
            "[x, !If [Test, y, !Ref AWS::NoValue], !If [Prod, z, !Ref AWS::NoValue]]",
            json!(["x", "⟦Ref Stage⟧"]),
        ),
        ("{a: !If [Test, y, !Ref AWS::NoValue], b: c}", json!({"b": "c"})),
    ];
    for (text, expected) in cases {
        let (told, gathered) = trust(sections, text, &[]);
        assert_eq!(told, expected, "{text}");
        assert!(codes(&gathered).is_empty(), "{text}: {:?}", gathered.remarks);
    }
    let (_, open) = trust(sections, "!If [Prod, a, b]", &[]);
    assert_eq!(asked(&open), ["Ref Stage"]);
    let Some(Value::Unknown(hole)) = &open.roles[0].trust else { panic!("a hole") };
    assert_eq!(hole.candidates.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn what_conditions_leave_out() {
    let resource = |condition: &str| {
        format!(
            "Parameters: {{P: {{Type: String}}}}\nConditions: {{No: !Equals [a, b], Open: !Equals [!Ref P, b]}}\nResources:\n  \
             R: {{Type: AWS::IAM::Role, Condition: {condition}, Properties: {{AssumeRolePolicyDocument: {{}}}}}}\n  \
             S: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: x}}}}\nTransform: [AWS::Serverless-2016-10-31, Ours]\n"
        )
    };
    let no = gathered(&resource("No"), &ReadOptions::default());
    assert!(no.roles.is_empty());
    assert_eq!(codes(&no), ["MACRO_NOT_RUN", "NOT_CREATED", "STACK_NOT_GIVEN"]);
    let open = gathered(&resource("Open"), &ReadOptions::default());
    assert_eq!(
        (open.roles.len(), codes(&open)),
        (1, vec!["MACRO_NOT_RUN", "CREATION_UNKNOWN", "STACK_NOT_GIVEN"])
    );
    assert_eq!(
        open.remarks[1].message,
        "`R` is created where the condition `Open` is true, which depends on `Ref P`"
    );
}

#[test]
fn functions() {
    let sections = "Parameters: {P: {Type: String}}\nMappings: {M: {a: {x: one}, b: {x: two}}}";
    let cases = [
        ("!Sub ['${A}-${!B}-${P}', {A: !FindInMap [M, b, x]}]", json!("two-${B}-⟦P⟧")),
        ("!FindInMap [M, !Ref P, x]", json!("⟦Fn::FindInMap M⟧")),
        ("!Split [',', !Ref P]", json!("⟦Fn::Split⟧")),
        ("!Select [1, !Split ['/', !Sub '${AWS::Region}/a/${AWS::Region}']]", json!("a")),
        ("!Split ['-', !Sub 'a-${AWS::Region}']", json!("⟦Fn::Split⟧")),
        ("!Select ['0', [a]]", json!("a")),
        ("!Base64 abc", json!("YWJj")),
        ("!Length [a, b]", json!(2.0)),
        ("!ToJsonString {a: [1, true, 'x\"y', !Ref P]}", json!("{\"a\":[1,true,\"x\\\"y\",\"⟦P⟧\"]}")),
        ("!Join ['', ['{{resolve:ssm:/', !Ref P, '}}/x']]", json!("⟦{{resolve:ssm:/⟦P⟧}}⟧/x")),
        ("'a {{resolve:ssm:/b}} c {{resolve:'", json!("a ⟦{{resolve:ssm:/b}}⟧ c {{resolve:")),
        ("!ImportValue {Fn::Sub: '${P}-arn'}", json!("⟦Fn::ImportValue ⟦P⟧-arn⟧")),
        ("!GetAtt S.Outputs.Arn", json!("⟦S.Outputs.Arn⟧")),
        ("!Sub '${L.Arn}'", json!("⟦L.Arn⟧")),
        ("{Fn::GetAtt: [Named, Arn]}", json!("arn:⟦aws.partition⟧:iam::⟦aws.account_id⟧:role/team/ci")),
        ("!Ref Policy", json!("arn:⟦aws.partition⟧:iam::⟦aws.account_id⟧:policy/⟦Policy⟧")),
        ("!GetAtt Repo.RepositoryUri", json!("⟦aws.account_id⟧.dkr.ecr.⟦aws.region⟧.⟦aws.dns_suffix⟧/app")),
    ];
    let resources = "\n  S: {Type: AWS::CloudFormation::Stack}\n  L: {Type: AWS::Lambda::Function}\n  \
                     Named: {Type: AWS::IAM::Role, Properties: {RoleName: ci, Path: /team/}}\n  \
                     Policy: {Type: AWS::IAM::ManagedPolicy}\n  \
                     Repo: {Type: AWS::ECR::Repository, Properties: {RepositoryName: app}}";
    for (text, expected) in cases {
        let (told, gathered) = trust(sections, &format!("{text}{resources}"), &[]);
        assert_eq!(told, expected, "{text}");
        assert!(!codes(&gathered).contains(&"TEMPLATE_REFUSED"), "{text}: {:?}", gathered.remarks);
    }
}

#[test]
fn facts_are_filled_in() {
    let text = "Resources: {P: {Type: AWS::IAM::OIDCProvider, Properties: {Url: 'https://token.actions.githubusercontent.com'}}, \
                R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: [!Ref P, !Ref AWS::URLSuffix]}}}";
    let options = ReadOptions {
        account: Some("123456789012".parse().unwrap()),
        region: Some("cn-north-1".to_owned()),
        ..ReadOptions::default()
    };
    let gathered = gathered(text, &options);
    let trust = shown(gathered.roles[0].trust.as_ref().unwrap());
    let arn = "arn:aws-cn:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
    assert_eq!(trust, json!([arn, "amazonaws.com.cn"]));
    assert_eq!(gathered.providers[0].arn.as_ref().and_then(Value::as_str), Some(arn));
}

#[test]
fn values_know_where_they_are_written() {
    let text = "Parameters:\n  Org: {Type: String, Default: octo}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      \
                AssumeRolePolicyDocument: !Sub |\n        {\"sub\": \"repo:${Org}/app:*\",\n         \"${!x}\": 1}\n";
    let gathered = gathered(text, &ReadOptions::default());
    let Some(Value::Text(trust)) = &gathered.roles[0].trust else { panic!("a text") };
    let known = trust.as_str().unwrap();
    assert_eq!(known, "{\"sub\": \"repo:octo/app:*\",\n \"${x}\": 1}\n");
    for piece in ["{\"sub\": \"repo:", "octo", "/app:*\",", "x}\": 1}"] {
        let at = known.find(piece).unwrap();
        let spot = trust.spot_of(at..at + piece.len()).unwrap();
        assert_eq!(text.get(spot.bytes), Some(piece));
    }
    let role = &gathered.roles[0];
    assert!(role.is_source && !role.shares_text);
    assert!(text.get(role.spot.bytes.clone()).is_some_and(|text| text.starts_with("Type: AWS::IAM::Role")));
}

#[test]
fn what_aws_refuses_is_told_and_stays_a_hole() {
    let cases = [
        ("!Ref Nothing", "the template has no parameter and no resource `Nothing`", "⟦Ref Nothing⟧"),
        ("!Ref Rr", "the template has no parameter and no resource `Rr`; `R` may be meant", "⟦Ref Rr⟧"),
        (
            "!Sub '${aws:username}'",
            "`aws:username` is not a parameter or a resource; write `${!aws:username}` for a variable of IAM",
            "⟦Ref aws:username⟧",
        ),
        ("!GetAtt Nothing.Arn", "the template has no resource `Nothing`", "⟦Fn::GetAtt Nothing.Arn⟧"),
        ("!Select [3, [a]]", "the list has 1 items, and `Fn::Select` asks for the one at 3", "⟦Fn::Select⟧"),
        ("!FindInMap [M, a, b]", "the mapping `M` has no `a` with `b`", "⟦Fn::FindInMap⟧"),
        ("!If [Nothing, a, b]", "the template has no condition `Nothing`", "⟦Fn::If Nothing⟧"),
        ("{Fn::Other: x}", "`Fn::Other` does not take these arguments", "⟦Fn::Other x⟧"),
        (
            "!Join ['', [{a: b}]]",
            "`Fn::Join` joins texts, and one of them is a list or an object",
            "⟦Fn::Join⟧",
        ),
    ];
    for (text, message, hole) in cases {
        let (told, gathered) = trust("", text, &[]);
        assert_eq!(told, json!(hole), "{text}");
        let messages: Vec<&str> = gathered.remarks.iter().map(|remark| remark.message.as_str()).collect();
        assert_eq!(messages, [message], "{text}");
    }
}

#[test]
fn circles_are_cut() {
    let text = "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources:\n  \
                R: {Type: AWS::IAM::Role, Properties: {RoleName: !Sub '${S}x', AssumeRolePolicyDocument: !If [A, a, b]}}\n  \
                S: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref R}}\n";
    let gathered = gathered(text, &ReadOptions::default());
    assert_eq!(gathered.roles.len(), 2);
    let asked: Vec<_> =
        gathered.questions.iter().map(|question| (question.name.as_str(), question.reason)).collect();
    assert_eq!(asked, [("Condition A", OpenReason::Cycle), ("Ref R", OpenReason::Cycle)]);
}

#[test]
fn what_belongs_to_a_role() {
    let text = "Parameters: {Boundary: {Type: String, Default: ''}}\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      \
                PermissionsBoundary: !Ref Boundary\n      MaxSessionDuration: 7200\n      ManagedPolicyArns: [a]\n      \
                Policies: [{PolicyName: p, PolicyDocument: {Statement: []}}]\n  \
                P: {Type: AWS::IAM::RolePolicy, Properties: {RoleName: !Ref R, PolicyName: q, PolicyDocument: {}}}\n  \
                Registry: {Type: AWS::ECR::RegistryPolicy, Properties: {PolicyText: {Statement: []}}}\n  \
                Repo: {Type: AWS::ECR::Repository, Properties: {ImageTagMutability: IMMUTABLE_WITH_EXCLUSION, \
                ImageTagMutabilityExclusionFilters: [{ImageTagMutabilityExclusionFilterType: WILDCARD, \
                ImageTagMutabilityExclusionFilterValue: latest*}]}}\n";
    let gathered = gathered(text, &ReadOptions::default());
    let role = &gathered.roles[0];
    assert!(role.boundary.is_none() && role.trust.is_none());
    assert!(
        matches!(role.max_session_duration, Some(Value::Number(seconds)) if (seconds - 7200.0).abs() < 0.5)
    );
    assert!(matches!(
        role.permissions.as_slice(),
        [Permission::Managed { .. }, Permission::Inline { name: Some(_), address: None, .. }]
    ));
    let attachment = &gathered.attachments[0];
    assert_eq!(shown(&attachment.role), shown(role.name.as_ref().unwrap()));
    assert_eq!(gathered.registry_policies.len(), 1);
    let filters = gathered.repositories[0].exclusions.as_ref().map(shown);
    assert_eq!(filters, Some(json!([{"filter_type": "WILDCARD", "filter": "latest*"}])));
    // Nobody asks for the names that AWS makes.
    assert!(gathered.questions.is_empty(), "{:?}", gathered.questions);
}

#[test]
fn texts_that_roles_share() {
    let text = "Resources:\n  A: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: &t {Statement: []}}}\n  \
                B: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: *t}}\n  \
                C: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}\n";
    let gathered = gathered(text, &ReadOptions::default());
    assert_eq!(gathered.roles.iter().map(|role| role.shares_text).collect::<Vec<_>>(), [true, true, false]);
}

#[test]
fn templates_of_cdk_are_no_source() {
    let text =
        "{\"Resources\": {\"R\": {\"Type\": \"AWS::IAM::Role\", \"Metadata\": {\"aws:cdk:path\": \"S/R\"}}}}";
    assert!(!gathered(text, &ReadOptions::default()).roles[0].is_source);
}

#[test]
fn an_object_that_cdk_makes_of_json() {
    let text = r#"{"Resources": {
        "P": {"Type": "AWS::IAM::OIDCProvider", "Properties": {"Url": "https://token.actions.githubusercontent.com"}},
        "J": {"Type": "Custom::AWSCDKCfnJson", "Properties": {"Value": {"Fn::Join": ["", ["{\"",
            {"Fn::Select": [1, {"Fn::Split": [":oidc-provider/", {"Ref": "P"}]}]}, ":aud\":\"sts.amazonaws.com\"}"]]}}},
        "R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument":
            {"Condition": {"StringEquals": {"Fn::GetAtt": ["J", "Value"]}}}}}}}"#;
    let gathered = gathered(text, &ReadOptions::default());
    let expected = json!({"Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}});
    assert_eq!(gathered.roles[0].trust.as_ref().map(shown), Some(expected));
}

#[track_caller]
fn refused(text: &str, code: &str, line: usize) {
    let error = read("t.yaml", text, &ReadOptions::default()).unwrap_err();
    assert_eq!((error.kind().code(), error.place().map(|place| place.line)), (code, Some(line)), "{error}");
    assert!(!error.help().is_empty());
}

#[test]
fn what_is_refused() {
    refused("Resources: {R: !Reff x}\n", "YAML_SYNTAX", 1);
    refused("Resources:\n  <<: {a: b}\n", "YAML_SYNTAX", 2);
    refused("Resources: []\n", "WRONG_TYPE", 1);
    refused("a: 1\nb: 2\n", "MISSING_FIELD", 1);
    refused("- a\n", "WRONG_TYPE", 1);
    refused("{\"Resources\": {\"a\": 1, \"a\": 2}}", "JSON_DUPLICATE_MEMBER", 1);
    refused("Resources: {a: *b}\n", "YAML_SYNTAX", 1);
    refused("", "YAML_SYNTAX", 1);
}

#[test]
fn hostile_templates_are_bounded() {
    let role = |value: &str| {
        format!(
            "Resources: {{R: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {value}}}}}}}\n"
        )
    };
    // A hundred thousand holes.
    let holes = format!("!Sub '{}'", "${AWS::Region}".repeat(100_000));
    let read_holes = gathered(&role(&holes), &ReadOptions::default());
    let Some(Value::Text(text)) = &read_holes.roles[0].trust else { panic!("a text") };
    assert_eq!(text.holes().count(), 100_000);
    // Names that double from resource to resource.
    let double = |index: usize| {
        format!(
            "  R{index}: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Sub '${{R{0}}}${{R{0}}}'}}}}\n",
            index + 1
        )
    };
    let doubles: String = (0..40).map(double).collect();
    let last = "  R40: {Type: AWS::IAM::Role, Properties: {RoleName: x}}\n";
    refused(&format!("Resources:\n{doubles}{last}"), "TOO_COSTLY", 2);
    // A chain of ten thousand references.
    let link = |index: usize| {
        format!("  R{index}: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Ref R{}}}}}\n", index + 1)
    };
    let chain: String = (0..10_000).map(link).collect();
    refused(&format!("Resources:\n{chain}  R10000: {{Type: AWS::IAM::Role}}\n"), "TOO_COSTLY", 2);
    // A long default that is asked for again and again.
    let asks = "!Ref P, ".repeat(20_000);
    let long = format!("Parameters: {{P: {{Type: String, Default: {}}}}}\n", "x".repeat(100_000));
    refused(&format!("{long}{}", role(&format!("[{asks}]"))), "TOO_COSTLY", 2);
    // A mapping of twenty thousand keys, asked ten thousand times.
    let keys: Vec<String> = (0..20_000).map(|index| format!("  k{index}: {{v: x}}\n")).collect();
    let asks = "!FindInMap [M, k19999, v], ".repeat(10_000);
    let mapping = format!("Mappings:\n M:\n{}{}", keys.concat(), role(&format!("[{asks}]")));
    let Some(Value::List(list)) = &gathered(&mapping, &ReadOptions::default()).roles[0].trust else {
        panic!("a list")
    };
    assert_eq!(list.items.len(), 10_000);
    // Conditions within conditions, and deep nesting.
    let deep = format!("{}a{}", "[".repeat(80), "]".repeat(80));
    refused(&role(&deep), "JSON_TOO_DEEP", 1);
    let ifs = format!("{}a{}", "!If [C, ".repeat(55), ", b]".repeat(55));
    let text = format!(
        "Parameters: {{P: {{Type: String}}}}\nConditions: {{C: !Equals [!Ref P, x]}}\n{}",
        role(&ifs)
    );
    assert!(matches!(gathered(&text, &ReadOptions::default()).roles[0].trust, Some(Value::Unknown(_))));
    refused(
        "a: &a [x,x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n",
        "TOO_LARGE",
        1,
    );
}
