//! Questions that AWS's documentation leaves open. An answer that hangs on one is `undetermined` and names it.

/// An open question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// Stable code.
    pub(crate) code: &'static str,
    /// The question, as a clause that follows "not documented:".
    pub(crate) text: &'static str,
    /// Where one would expect the answer, or what contradicts what.
    pub(crate) source: &'static str,
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident: $text:literal, $source:literal;)*) => {
        $($(#[$doc])* pub(crate) static $name: Question = Question { code: stringify!($name), text: $text, source: $source };)*

        #[cfg(test)]
        const ALL: &[&Question] = &[$(&$name),*];
    };
}

questions! {
    /// A negated operator whose operand cannot be read.
    UNREADABLE_OPERAND: "what a negated operator answers when a value is not of the operator's type",
        "IAM User Guide, Condition operators: silent; peers differ";
    /// An ARN pattern of fewer than six components.
    SHORT_ARN_PATTERN: "whether an ARN condition completes a pattern of fewer than six components",
        "IAM User Guide documents completion for the Resource element only";
    /// A resource ARN of fewer than six components outside identity policies.
    SHORT_RESOURCE: "whether a policy of this kind completes a resource ARN of fewer than six components",
        "IAM User Guide, Resource: says so of identity policies; a peer saw other kinds not to";
    /// `Null` on a key that is present and empty.
    NULL_OF_EMPTY: "whether `Null` takes an empty string or an empty list for an absent value",
        "IAM User Guide, Null: \"exists and its value is not null\"";
    /// `ForAllValues:Null` and `ForAnyValue:Null`.
    NULL_WITH_SET: "what `Null` means under a set operator",
        "Access Analyzer check reference against the IAM User Guide";
    /// A plain operator on a list.
    PLAIN_ON_LIST: "what an operator without a set prefix answers for a key that holds a list",
        "IAM User Guide, Single-valued vs. multivalued context keys: says only that a set operator is required";
    /// An empty string under a set operator.
    EMPTY_STRING_SET: "whether a set operator takes a single empty string for an empty set",
        "IAM User Guide, Condition operators (\"null dataset, such as an empty string\") against Single-valued vs. multivalued keys";
    /// An empty value list in a policy.
    EMPTY_VALUE_LIST: "whether a condition with an empty list of values holds",
        "Access Analyzer check reference: both \"no effect\" and \"returns true\"";
    /// `ForAnyValue:…IfExists` on a missing key.
    IF_EXISTS_UNDER_ANY: "whether `IfExists` counts under `ForAnyValue` when the key is missing",
        "IAM User Guide: silent; peers differ";
    /// A policy variable in an undocumented form.
    VARIABLE_FORM: "what a policy variable in this form stands for",
        "IAM User Guide, Variables and tags";
    /// A claim of the provider used as a policy variable.
    PROVIDER_VARIABLE: "whether a claim of the identity provider can be a policy variable in a trust policy",
        "IAM User Guide, Variables and tags: does not list these keys";
    /// An IPv4 address written as IPv6.
    MAPPED_ADDRESS: "whether an IPv4-mapped IPv6 address counts as the IPv4 address in it",
        "IAM User Guide, IP address condition operators";
    /// An empty claim.
    BLANK_CLAIM: "whether a claim that is the empty string fills its condition key",
        "AWS STS: silent";
    /// Keys that differ by case alone.
    KEY_CASE_TWINS: "which of two request keys that differ only in case counts",
        "IAM User Guide, Condition: \"unexpected condition failures\"";
    /// GitHub's ten keys outside the commercial partition.
    KEYS_IN_PARTITION: "whether GitHub's claims are condition keys in this partition",
        "AWS What's New 2026-01 names commercial regions";
    /// Keys of an issuer that is not tabled.
    KEYS_OF_ISSUER: "which claims of this issuer are condition keys",
        "only GitHub's issuers are tabled here";
    /// The enterprise family of keys on another issuer.
    ENTERPRISE_KEY_FAMILY: "whether keys of the family `github.com/enterprises/NAME:` are filled for this issuer",
        "Service Authorization Reference, STS";
    /// A wildcard principal and a web-identity caller.
    WILDCARD_PRINCIPAL: "whether the principal `*` of a trust policy covers web-identity callers",
        "IAM User Guide, Principal";
    /// `sts:RoleAuthorizedByIdp` without the roles claim.
    ROLE_AUTHORIZED_UNSET: "whether `sts:RoleAuthorizedByIdp` is false or missing when the token has no roles claim",
        "Service Authorization Reference, STS";
    /// A claim that is neither text nor absent.
    CLAIM_NOT_TEXT: "how a claim that is not a string fills a condition key",
        "AWS STS: silent";
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_question_is_on_the_scope_page() {
        let page = include_str!("../../docs/scope.md");
        for question in super::ALL {
            assert!(page.contains(&format!("| `{}` |", question.code)), "{}", question.code);
        }
    }
}
