//! Codes about Terraform files: what they make of what is written.

super::codes! {
    EXPRESSION_FAILS: Finding Document Warning,
        "an expression of Terraform cannot be evaluated",
        "Terraform language, Expressions",
        why "Terraform refuses the configuration, so what depends on the value is not known.",
        example "`var.repo.name` where the value is a text",
        help "Correct the expression; `terraform validate` or `terraform plan` shows the same.";
    MODULE_DEFAULTS_DIFFER_BY_VERSION: Finding Document Warning,
        "another version of the module makes another policy of the same repositories",
        "unfunco/terraform-aws-oidc-github, v1 to v3",
        why "Up to version 2 a bare repository stands for every subject of it; from version 3 on it is its default branch.",
        example "`github_repositories = [\"octo-org/octo-repo\"]`",
        help "Write the whole subject, such as `octo-org/octo-repo:ref:refs/heads/main`.";
    MODULE_KNOWN: Finding Document Info,
        "a module of the registry is read by what is known of it",
        "the published sources of the modules",
        why "Its own files are not among the documents; the policy follows from its inputs and its version.",
        example "`source = \"terraform-aws-modules/iam/aws//modules/iam-role\"`",
        help "Give a plan to see the very policy.";
    NAME_IS_PREFIX: Finding Document Info,
        "the name of a role is only its beginning",
        "terraform-aws-modules/terraform-aws-iam, modules/iam-role",
        why "AWS adds a suffix, so that the ARN of the role is not known before it is created.",
        example "`use_name_prefix`, which is true where it is not given",
        help "Set `use_name_prefix = false` to choose the whole name.";
    ROLE_COUNT_ZERO: Finding Document Info,
        "a role is written and not created",
        "Terraform language, count and for_each",
        why "With the values that are known there are none of it.",
        example "`count = var.create ? 1 : 0` with `create = false`",
        help "Give the value of the variable, if it is another one.";
    SETTINGS_WITHOUT_KEYS: Finding Document Info,
        "a repository's subjects are customized without keys",
        "GitHub Docs, REST API endpoints for GitHub Actions OIDC",
        why "With `use_default` false and no keys the repository takes the template of its organization.",
        example "`use_default = false` without `include_claim_keys`",
        help "Name the keys, or look at the organization's template.";
    SOURCE_CONDITION_DROPPED: Finding Document Danger,
        "a condition of a source document is lost",
        "hashicorp/terraform-provider-aws, internal/service/iam/policy_model.go",
        why "The provider reads texts and truth values under a condition key; a number vanishes, and the condition with it.",
        example "`{ NumericLessThan = { \"aws:MultiFactorAuthAge\" = 3600 } }` in a source document",
        help "Write the number as a text.";
    STATEMENT_REPLACED: Finding Document Warning,
        "a statement of a source document is replaced",
        "hashicorp/terraform-provider-aws, internal/service/iam/policy_document_data_source.go",
        why "A statement with the Sid of one in a source document takes its place, whole.",
        example "`sid = \"Github\"` in the document and in its source",
        help "Give the statement another Sid, if both should hold.";
    TERRAFORM_TOO_COSTLY: Finding Document Warning,
        "a value takes more steps than are taken",
        "this library's limits",
        why "What depends on it is not told.",
        example "locals that repeat each other over many levels",
        help "Look at the configuration by itself, or give the value of the variable.";
    TOO_MANY_INSTANCES: Finding Document Warning,
        "a resource has more instances than are told",
        "this library's limits",
        why "Some of them are missing in the answer.",
        example "`count = 100000`",
        help "Look at the configuration by itself.";
}
