//! Policies in each way to write them.

/// How a policy is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Host {
    Json,
    Encoded,
    Document,
    Heredoc,
    Template,
}

/// One test of a statement.
#[derive(Debug, Clone)]
pub(crate) struct Test {
    pub(crate) operator: &'static str,
    pub(crate) key: &'static str,
    pub(crate) values: Vec<&'static str>,
    /// Whether one value stands in a list too.
    pub(crate) listed: bool,
}

fn quoted(test: &Test) -> String {
    match test.values.as_slice() {
        [one] if !test.listed => format!("\"{one}\""),
        many => format!("[{}]", many.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(", ")),
    }
}

/// The tests by their operators, as objects have them.
fn grouped(tests: &[Test]) -> Vec<(&'static str, Vec<&Test>)> {
    let mut out: Vec<(&str, Vec<&Test>)> = Vec::new();
    for test in tests {
        match out.iter_mut().find(|(operator, _)| *operator == test.operator) {
            Some((_, all)) if all.iter().all(|known| known.key != test.key) => all.push(test),
            Some(_) => {}
            None => out.push((test.operator, vec![test])),
        }
    }
    out
}

fn json(principal: &str, tests: &[Test]) -> String {
    let operators: Vec<String> = grouped(tests)
        .into_iter()
        .map(|(operator, tests)| {
            let keys: Vec<String> =
                tests.iter().map(|test| format!("            \"{}\": {}", test.key, quoted(test))).collect();
            format!("          \"{operator}\": {{\n{}\n          }}", keys.join(",\n"))
        })
        .collect();
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \"Principal\": {{\"Federated\": \"{principal}\"}},\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {{\n{}\n      }}\n    }}\n  ]\n}}\n",
        operators.join(",\n")
    )
}

/// The file that has the role.
pub(crate) fn file(host: Host, principal: &str, tests: &[Test]) -> (&'static str, String) {
    let head = "resource \"aws_iam_role\" \"push\" {\n  name = \"push\"\n  # kept as it is\n";
    match host {
        Host::Json => ("iam/trust.json", json(principal, tests)),
        Host::Heredoc => {
            ("main.tf", format!("{head}  assume_role_policy = <<EOF\n{}EOF\n}}\n", json(principal, tests)))
        }
        Host::Encoded => {
            let operators: Vec<String> = grouped(tests)
                .into_iter()
                .map(|(operator, tests)| {
                    let keys: Vec<String> = tests
                        .iter()
                        .map(|test| format!("          \"{}\" = {} # why", test.key, quoted(test)))
                        .collect();
                    format!("        \"{operator}\" = {{\n{}\n        }}", keys.join("\n"))
                })
                .collect();
            let text = format!(
                "{head}  assume_role_policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect = \"Allow\"\n      Principal = {{ Federated = \"{principal}\" }}\n      Action = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {{\n{}\n      }}\n    }}]\n  }})\n}}\n",
                operators.join("\n")
            );
            ("main.tf", text)
        }
        Host::Document => {
            let conditions: Vec<String> = tests
                .iter()
                .map(|test| {
                    let values: Vec<String> = test.values.iter().map(|one| format!("\"{one}\"")).collect();
                    format!(
                        "    condition {{\n      test     = \"{}\"\n      variable = \"{}\"\n      values   = [{}]\n    }}\n",
                        test.operator,
                        test.key,
                        values.join(", ")
                    )
                })
                .collect();
            let text = format!(
                "data \"aws_iam_policy_document\" \"trust\" {{\n  statement {{\n    actions = [\"sts:AssumeRoleWithWebIdentity\"]\n    principals {{\n      type        = \"Federated\"\n      identifiers = [\"{principal}\"]\n    }}\n{}  }}\n}}\n\n{head}  assume_role_policy = data.aws_iam_policy_document.trust.json\n}}\n",
                conditions.concat()
            );
            ("main.tf", text)
        }
        Host::Template => {
            let operators: Vec<String> = grouped(tests)
                .into_iter()
                .map(|(operator, tests)| {
                    let keys: Vec<String> = tests
                        .iter()
                        .map(|test| match test.values.as_slice() {
                            [one] if !test.listed => format!("                {}: {one}\n", test.key),
                            many => format!(
                                "                {}:\n{}",
                                test.key,
                                many.iter()
                                    .map(|one| format!("                  - \"{one}\"\n"))
                                    .collect::<String>()
                            ),
                        })
                        .collect();
                    format!("              {operator}:\n{}", keys.concat())
                })
                .collect();
            let text = format!(
                "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n  Push:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: push # kept as it is\n      AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Principal:\n              Federated: {principal}\n            Action: sts:AssumeRoleWithWebIdentity\n            Condition:\n{}",
                operators.concat()
            );
            ("template.yaml", text)
        }
    }
}
