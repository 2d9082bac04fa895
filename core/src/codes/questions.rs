//! Codes of questions that AWS's documentation leaves open.

super::codes! {
    UNREADABLE_OPERAND: Question Policy Info, "what a negated operator answers when a value is not of the operator's type", "IAM User Guide, Condition operators: silent; peers differ";
    SHORT_ARN_PATTERN: Question Policy Info, "whether an ARN condition completes a pattern of fewer than six components", "IAM User Guide documents completion for the Resource element only";
    SHORT_RESOURCE: Question Policy Info, "whether a policy of this kind completes a resource ARN of fewer than six components", "IAM User Guide, Resource: says so of identity policies; a peer saw other kinds not to";
    NULL_OF_EMPTY: Question Policy Info, "whether `Null` takes an empty string or an empty list for an absent value", "IAM User Guide, Null: \"exists and its value is not null\"";
    NULL_WITH_SET: Question Policy Info, "what `Null` means under a set operator", "Access Analyzer check reference against the IAM User Guide";
    PLAIN_ON_LIST: Question Policy Info, "what an operator without a set prefix answers for a key that holds a list", "IAM User Guide, Single-valued vs. multivalued context keys: says only that a set operator is required";
    EMPTY_STRING_SET: Question Policy Info, "whether a set operator takes a single empty string for an empty set", "IAM User Guide, Condition operators (\"null dataset, such as an empty string\") against Single-valued vs. multivalued keys";
    EMPTY_VALUE_LIST: Question Policy Info, "whether a condition with an empty list of values holds", "Access Analyzer check reference: both \"no effect\" and \"returns true\"";
    IF_EXISTS_UNDER_ANY: Question Policy Info, "whether `IfExists` counts under `ForAnyValue` when the key is missing", "IAM User Guide: silent; peers differ";
    VARIABLE_FORM: Question Policy Info, "what a policy variable in this form stands for", "IAM User Guide, Variables and tags";
    PROVIDER_VARIABLE: Question Policy Info, "whether a claim of the identity provider can be a policy variable in a trust policy", "IAM User Guide, Variables and tags: does not list these keys";
    MAPPED_ADDRESS: Question Policy Info, "whether an IPv4-mapped IPv6 address counts as the IPv4 address in it", "IAM User Guide, IP address condition operators";
    BLANK_CLAIM: Question Policy Info, "whether a claim that is the empty string fills its condition key", "AWS STS: silent";
    KEY_CASE_TWINS: Question Policy Info, "which of two request keys that differ only in case counts", "IAM User Guide, Condition: \"unexpected condition failures\"";
    KEYS_IN_PARTITION: Question Policy Info, "whether GitHub's claims are condition keys in this partition", "AWS What's New 2026-01 names commercial regions";
    KEYS_OF_ISSUER: Question Policy Info, "which claims of this issuer are condition keys", "only GitHub's issuers are tabled here";
    ENTERPRISE_KEY_FAMILY: Question Policy Info, "whether keys of the family `github.com/enterprises/NAME:` are filled for this issuer", "Service Authorization Reference, STS";
    WILDCARD_PRINCIPAL: Question Policy Info, "whether the principal `*` of a trust policy covers web-identity callers", "IAM User Guide, Principal";
    ROLE_AUTHORIZED_UNSET: Question Policy Info, "whether `sts:RoleAuthorizedByIdp` is false or missing when the token has no roles claim", "Service Authorization Reference, STS";
    CLAIM_NOT_TEXT: Question Policy Info, "how a claim that is not a string fills a condition key", "AWS STS: silent";
}
