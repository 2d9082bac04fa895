//! Codes about whether a token may take a role.

super::codes! {
    ISSUER_INVALID: Denial Provider Error, "the token names no issuer that AWS can know", "AWS STS API Reference, AssumeRoleWithWebIdentity";
    ISSUER_UNREACHABLE: Denial Provider Error, "STS cannot reach the issuer", "IAM User Guide, Create an OpenID Connect identity provider";
    ISSUER_MISMATCH: Denial Provider Error, "the provider is not the token's issuer", "AWS STS API Reference, AssumeRoleWithWebIdentity";
    PROVIDER_IN_OTHER_ACCOUNT: Denial Provider Error, "the provider is in another account than the role", "IAM User Guide, Create a role for OpenID Connect federation";
    SUBJECT_MISSING: Denial Provider Error, "the token has no subject", "AWS STS API Reference, AssumeRoleWithWebIdentity";
    AUDIENCE_AMBIGUOUS: Denial Provider Error, "the token has several audiences", "IAM User Guide, Keys available for AWS OIDC federation";
    AUDIENCE_MISSING: Denial Provider Error, "the token has no audience", "IAM User Guide, Keys available for AWS OIDC federation";
    AUDIENCE_NOT_REGISTERED: Denial Provider Error, "the provider does not register the token's audience", "IAM User Guide, Create an OpenID Connect identity provider";
    ROLE_NOT_LISTED: Denial Provider Error, "the token lists the roles it is for, and this role is not one of them", "IAM User Guide, Keys available for AWS OIDC federation";
    PRINCIPAL_MISMATCH: Denial TrustPolicy Error, "the statement does not name the token's provider", "IAM User Guide, AWS JSON policy elements: Principal";
    ACTION_MISMATCH: Denial TrustPolicy Error, "the statement does not cover the action", "IAM User Guide, IAM JSON policy elements: Action";
    KEY_MISSING: Denial TrustPolicy Error, "the request lacks a key that the statement tests", "IAM User Guide, IAM JSON policy elements: Condition";
    VALUE_MISMATCH: Denial TrustPolicy Error, "a value is not one that the statement asks for", "IAM User Guide, IAM JSON policy elements: Condition operators";
    EXPLICIT_DENY: Denial TrustPolicy Error, "a statement denies the request", "IAM User Guide, Policy evaluation logic";
    ACTION_MISSING: Denial TrustPolicy Error, "the policy does not allow a second action that the token needs", "IAM User Guide, Pass session tags in AWS STS";
    NO_ALLOW: Denial TrustPolicy Error, "no statement allows anything", "IAM User Guide, Policy evaluation logic";
    DENIED_IN_EVERY_CASE: Denial TrustPolicy Error, "whatever the unknown keys are, the policy denies", "IAM User Guide, Policy evaluation logic";
    KEY_NOT_AVAILABLE: Finding TrustPolicy Warning, "AWS never fills this key for this token", "IAM User Guide, Keys available for AWS OIDC federation";
    VARIABLE_WITHOUT_VALUE: Finding Policy Warning, "a policy variable has no value in this request", "IAM User Guide, IAM policy elements: Variables and tags";
    SUBJECT_LONG: Finding Provider Info, "the subject is longer than the response of STS holds", "AWS STS API Reference, AssumeRoleWithWebIdentity";
}
