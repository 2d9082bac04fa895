//! Codes of questions that AWS's documentation leaves open.

super::codes! {
    UNREADABLE_OPERAND: Question Policy Info,
        "what a negated operator answers when a value is not of the operator's type",
        "IAM User Guide, Condition operators: silent; peers differ",
        why "A negated operator could hold or fail, and with it a Deny.",
        example "`NumericNotEquals` with the value `ten`",
        help "Write values of the operator's type.";
    SHORT_ARN_PATTERN: Question Policy Info,
        "whether an ARN condition completes a pattern of fewer than six components",
        "IAM User Guide documents completion for the Resource element only",
        why "A short pattern may match everything or nothing.",
        example "`\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:*\"}`",
        help "Write all six parts.";
    SHORT_RESOURCE: Question Policy Info,
        "whether a policy of this kind completes a resource ARN of fewer than six components",
        "IAM User Guide, Resource: says so of identity policies; a peer saw other kinds not to",
        why "A short resource may match everything or nothing.",
        example "`\"Resource\": \"arn:aws:ecr:*\"` in a resource policy",
        help "Write all six parts.";
    NULL_OF_EMPTY: Question Policy Info,
        "whether `Null` takes an empty string or an empty list for an absent value",
        "IAM User Guide, Null: \"exists and its value is not null\"",
        why "The condition may count an empty value as absent.",
        example "`\"Null\": {\"…:environment\": \"true\"}` with an empty claim",
        help "Give the value, or leave the claim out.";
    NULL_WITH_SET: Question Policy Info,
        "what `Null` means under a set operator",
        "Access Analyzer check reference against the IAM User Guide",
        why "AWS's pages do not define the combination.",
        example "`ForAnyValue:Null`",
        help "Use `Null` without the prefix.";
    PLAIN_ON_LIST: Question Policy Info,
        "what an operator without a set prefix answers for a key that holds a list",
        "IAM User Guide, Single-valued vs. multivalued context keys: says only that a set operator is required",
        why "AWS asks for a set operator here and does not say what happens without one.",
        example "`StringEquals` on `aws:TagKeys`",
        help "Use `ForAnyValue:` or `ForAllValues:`.";
    EMPTY_STRING_SET: Question Policy Info,
        "whether a set operator takes a single empty string for an empty set",
        "IAM User Guide, Condition operators (\"null dataset, such as an empty string\") against Single-valued vs. multivalued keys",
        why "`ForAllValues` may hold for it as for a missing key.",
        example "a claim that is the empty string under `ForAllValues`",
        help "Give the claim a value, or leave it out.";
    EMPTY_VALUE_LIST: Question Policy Info,
        "whether a condition with an empty list of values holds",
        "Access Analyzer check reference: both \"no effect\" and \"returns true\"",
        why "The condition may hold for everyone or for no one.",
        example "`\"StringLike\": {\"…:sub\": []}`",
        help "Write the values.";
    IF_EXISTS_UNDER_ANY: Question Policy Info,
        "whether `IfExists` counts under `ForAnyValue` when the key is missing",
        "IAM User Guide: silent; peers differ",
        why "The condition may hold for requests without the key.",
        example "`ForAnyValue:StringLikeIfExists`",
        help "Use one of the two only.";
    VARIABLE_FORM: Question Policy Info,
        "what a policy variable in this form stands for",
        "IAM User Guide, Variables and tags",
        why "The variable may be text, empty or a value.",
        example "`${aws:username`",
        help "Use the documented form `${key, 'default'}`.";
    PROVIDER_VARIABLE: Question Policy Info,
        "whether a claim of the identity provider can be a policy variable in a trust policy",
        "IAM User Guide, Variables and tags: does not list these keys",
        why "AWS does not list the provider's keys among the variables, so the pattern may match nothing.",
        example "`${token.actions.githubusercontent.com:actor}`",
        help "Write the value out.";
    MAPPED_ADDRESS: Question Policy Info,
        "whether an IPv4-mapped IPv6 address counts as the IPv4 address in it",
        "IAM User Guide, IP address condition operators",
        why "A range for IPv4 may or may not cover it.",
        example "`::ffff:192.0.2.1`",
        help "Write the range in both forms.";
    BLANK_CLAIM: Question Policy Info,
        "whether a claim that is the empty string fills its condition key",
        "AWS STS: silent",
        why "A test of the key may see an empty value or no key.",
        example "`{\"environment\": \"\"}`",
        help "Leave the claim out, or give a value.";
    KEY_CASE_TWINS: Question Policy Info,
        "which of two request keys that differ only in case counts",
        "IAM User Guide, Condition: \"unexpected condition failures\"",
        why "Only one of the two can count, and AWS does not say which.",
        example "`aws:SourceIp` and `AWS:sourceip` in a context",
        help "Give the key once.";
    KEYS_IN_PARTITION: Question Policy Info,
        "whether GitHub's claims are condition keys in this partition",
        "AWS What's New 2026-01 names commercial regions",
        why "AWS announced GitHub's keys for commercial regions; elsewhere a condition on them may never hold.",
        example "a role of `aws-us-gov` with a condition on `repository`",
        help "Test `sub` and `aud`, which every partition has.";
    KEYS_OF_ISSUER: Question Policy Info,
        "which claims of this issuer are condition keys",
        "only GitHub's issuers are tabled here",
        why "AWS fills keys by issuer, and the list of this one is not known here.",
        example "a condition on a claim of another issuer",
        help "Test `sub` and `aud`.";
    ENTERPRISE_KEY_FAMILY: Question Policy Info,
        "whether keys of the family `github.com/enterprises/NAME:` are filled for this issuer",
        "Service Authorization Reference, STS",
        why "AWS lists these keys and does not say for which tokens it fills them.",
        example "`github.com/enterprises/octo:repository` on GitHub.com",
        help "Test the keys of the token's own issuer.";
    WILDCARD_PRINCIPAL: Question Policy Info,
        "whether the principal `*` of a trust policy covers web-identity callers",
        "IAM User Guide, Principal",
        why "AWS's page says that `*` covers everyone, and not whether it covers web identities.",
        example "`\"Principal\": {\"AWS\": \"*\"}` with the web-identity action",
        help "Name the provider under `Federated`.";
    ROLE_AUTHORIZED_UNSET: Question Policy Info,
        "whether `sts:RoleAuthorizedByIdp` is false or missing when the token has no roles claim",
        "Service Authorization Reference, STS",
        why "A condition on the key may hold or fail for a token without the claim.",
        example "`\"Bool\": {\"sts:RoleAuthorizedByIdp\": \"true\"}`",
        help "Use the key only with an issuer that lists roles.";
    CLAIM_NOT_TEXT: Question Policy Info,
        "how a claim that is not a string fills a condition key",
        "AWS STS: silent",
        why "AWS does not say how it turns numbers, lists and objects into text.",
        example "`{\"repository_id\": [1]}`",
        help "Give the claim as text.";
}
