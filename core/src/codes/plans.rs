//! Codes about plans and states of Terraform.

super::codes! {
    DRIFT: Finding Document Warning,
        "a resource was changed outside of Terraform",
        "Terraform, JSON output format, resource_drift",
        why "What stands in AWS before the plan is applied is not what the configuration says.",
        example "a role in `resource_drift` whose `assume_role_policy` differs",
        help "Compare the trust policy in AWS with the planned one before it is applied.";
    ROLE_DELETED: Finding Document Warning,
        "a plan removes the role",
        "Terraform, JSON output format, change.actions",
        why "Jobs that assume it fail once the plan is applied.",
        example "`\"actions\": [\"delete\"]` for an `aws_iam_role`",
        help "Look for workflows that still assume it.";
    ROLE_FORGOTTEN: Finding Document Info,
        "a role stays in AWS that Terraform forgets",
        "Terraform, JSON output format, change.actions",
        why "Its trust policy goes on to hold, and no configuration says what it is.",
        example "`\"actions\": [\"forget\"]` for an `aws_iam_role`",
        help "Give the role as `aws iam get-role` shows it.";
    SENSITIVE: Finding Document Info,
        "a policy is marked as sensitive",
        "Terraform, JSON output format, after_sensitive",
        why "Plan and state hold it in clear text all the same.",
        example "`\"after_sensitive\": {\"assume_role_policy\": true}`",
        help "Keep plan and answers where the policy may be seen.";
}
