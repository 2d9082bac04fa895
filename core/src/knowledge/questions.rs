//! Questions that AWS's documentation leaves open. An answer that depends on one is `undetermined` and names it.
//!
//! What each asks and where one would expect the answer stands in its row of [`crate::codes`].

use crate::codes::{self, Code};

/// An open question.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// Stable code.
    pub(crate) code: &'static Code,
    /// The question, as a clause that follows "not documented:".
    pub(crate) text: &'static str,
    /// Where one would expect the answer, or what contradicts what.
    pub(crate) source: &'static str,
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])* pub(crate) static $name: Question =
            Question { code: codes::$name, text: codes::$name.title, source: codes::$name.source };)*

        #[cfg(test)]
        const ALL: &[&Question] = &[$(&$name),*];
    };
}

questions! {
    /// A negated operator whose operand cannot be read.
    UNREADABLE_OPERAND;
    /// An ARN pattern of fewer than six components.
    SHORT_ARN_PATTERN;
    /// A resource ARN of fewer than six components outside identity policies.
    SHORT_RESOURCE;
    /// `Null` on a key that is present and empty.
    NULL_OF_EMPTY;
    /// `ForAllValues:Null` and `ForAnyValue:Null`.
    NULL_WITH_SET;
    /// A plain operator on a list.
    PLAIN_ON_LIST;
    /// An empty string under a set operator.
    EMPTY_STRING_SET;
    /// An empty value list in a policy.
    EMPTY_VALUE_LIST;
    /// `ForAnyValue:…IfExists` on a missing key.
    IF_EXISTS_UNDER_ANY;
    /// A policy variable in an undocumented form.
    VARIABLE_FORM;
    /// A claim of the provider used as a policy variable.
    PROVIDER_VARIABLE;
    /// An IPv4 address written as IPv6.
    MAPPED_ADDRESS;
    /// An empty claim.
    BLANK_CLAIM;
    /// Keys that differ only in case.
    KEY_CASE_TWINS;
    /// GitHub's ten keys outside the commercial partition.
    KEYS_IN_PARTITION;
    /// Keys of an issuer that is not tabled.
    KEYS_OF_ISSUER;
    /// The enterprise family of keys on another issuer.
    ENTERPRISE_KEY_FAMILY;
    /// A wildcard principal and a web-identity caller.
    WILDCARD_PRINCIPAL;
    /// Every provider, in a Deny.
    WILDCARD_PROVIDER;
    /// Letter case beyond ASCII.
    LETTER_CASE;
    /// A binary value that is not base64.
    NOT_BASE64;
    /// `sts:RoleAuthorizedByIdp` without the roles claim.
    ROLE_AUTHORIZED_UNSET;
    /// A claim that is neither text nor absent.
    CLAIM_NOT_TEXT;
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_question_is_on_the_scope_page() {
        let page = include_str!("../../docs/scope.md");
        for question in super::ALL {
            assert!(page.contains(&format!("| `{}` |", question.code.name)), "{}", question.code.name);
        }
    }
}
