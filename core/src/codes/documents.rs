//! Codes about documents of infrastructure: what is written, what belongs together, and what is missing.

super::codes! {
    ACCOUNT_NOT_12_DIGITS: Finding Document Warning,
        "an account's id does not have 12 digits",
        "IAM User Guide, AWS account identifiers",
        why "AWS refuses the ARN or matches nothing. A number in Terraform and YAML loses the zeros in front.",
        example "`arn:aws:iam::12345678901:oidc-provider/…`",
        help "Write the account as a string of 12 digits.";
    ADDRESS_TWICE: Finding Document Warning,
        "two resources have one address",
        "Terraform language, Resources",
        why "Terraform refuses the configuration, so neither of the two says what stands in AWS.",
        example "`resource \"aws_iam_role\" \"ci\"` in two files of a folder",
        help "Rename or remove one of the two.";
    DUPLICATE_KEY: Finding Document Warning,
        "a name stands twice in one object, and the last one counts",
        "project model; RFC 8259, section 4; HCL and JSON as Terraform and IAM read them",
        why "The first is lost without a word: a second `StringLike` takes the test of the subject away.",
        example "`{\"StringLike\": {\"…:sub\": \"…\"}, \"StringLike\": {\"…:aud\": \"…\"}}`",
        help "Put what both hold into one.";
    POLICY_NOT_AN_OBJECT: Finding Document Warning,
        "a policy is not an object",
        "IAM User Guide, Grammar of the IAM JSON policy language",
        why "AWS refuses it.",
        example "`assume_role_policy = \"[]\"`",
        help "Write an object with `Version` and `Statement`.";
    POLICY_NOT_JSON: Finding Document Warning,
        "a policy is not JSON",
        "IAM User Guide, Grammar of the IAM JSON policy language",
        why "AWS refuses it.",
        example "`assume_role_policy = \"{'Version': …}\"`",
        help "Write JSON, or use `jsonencode` or a policy document.";
    ROLE_OF_POLICY_NOT_GIVEN: Finding Document Info,
        "a permission belongs to a role that is not among the documents",
        "project model",
        why "What the role may do is told only for roles that are given.",
        example "`aws_iam_role_policy` for the role of another configuration",
        help "Give the document that has the role.";
    VERSION_IS_TIMESTAMP: Finding Document Warning,
        "the policy's version is a time",
        "Terraform language, yamldecode",
        why "YAML reads `2012-10-17` without quotes as a time, and IAM refuses the version that comes of it.",
        example "`jsonencode(yamldecode(\"Version: 2012-10-17\"))`",
        help "Write the version in quotes.";
}
