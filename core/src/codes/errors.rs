//! Codes of refused input.

super::codes! {
    JSON_SYNTAX: Error Input Error, "the text is not JSON", "RFC 8259";
    JSON_DUPLICATE_MEMBER: Error Input Error, "an object names one member twice", "RFC 8259, section 4";
    JSON_TOO_DEEP: Error Input Error, "the document is nested too deeply", "this library's limits";
    JSON_LONE_SURROGATE: Error Input Error, "an escape stands for half a character", "RFC 8259, section 8.2";
    JSON_NUL: Error Input Error, "the text holds U+0000", "no name, ref, claim or policy can hold it";
    YAML_SYNTAX: Error Input Error, "the text is not YAML, or uses a part of YAML that is not read", "YAML 1.2.2; core/docs/naming-rules.md";
    NOT_UTF8: Error Input Error, "the bytes are not UTF-8", "RFC 8259, section 8.1";
    TOO_LARGE: Error Input Error, "the input is larger than its limit", "this library's limits";
    NOT_LOADED: Error Input Error, "the operation is not in the part of the library that is loaded", "core/docs/contract.md";
    UNKNOWN_OPERATION: Error Input Error, "no operation has this name", "core/docs/contract.md";
    UNKNOWN_FIELD: Error Input Error, "an object has a member that is not known", "core/docs/contract.md";
    MISSING_FIELD: Error Input Error, "a required member is missing", "core/docs/contract.md";
    WRONG_TYPE: Error Input Error, "a value has the wrong JSON type", "core/docs/contract.md";
    INVALID_VALUE: Error Input Error, "a value is not one of those allowed", "core/docs/contract.md";
    NOT_ENCODABLE: Error Input Error, "no JSON text can stand for this value", "RFC 8259";
    POLICY_INVALID: Error Policy Error, "the policy breaks the policy grammar", "IAM User Guide, Grammar of the IAM JSON policy language";
    POLICY_OVER_QUOTA: Error Policy Error, "the policy is longer than AWS stores", "IAM User Guide, IAM and AWS STS quotas";
    ARN_INVALID: Error Input Error, "the ARN is malformed", "IAM User Guide, Identify AWS resources with Amazon Resource Names";
    IMAGE_INVALID: Error Image Error, "the image reference is malformed", "the reference grammar of distribution; Amazon ECR API Reference";
    CLAIM_INVALID: Error Token Error, "the claim, subject or token is malformed", "RFC 7519; GitHub Docs, OpenID Connect reference";
    NAME_INVALID: Error Input Error, "a GitHub or git name is malformed", "git-check-ref-format; GitHub Docs";
    PATTERN_INVALID: Error Workflow Error, "the filter pattern is malformed", "GitHub Docs, Workflow syntax, Filter pattern cheat sheet";
    RULES_INVALID: Error Naming Error, "the naming rules break their grammar", "core/docs/naming-rules.md";
    INTERNAL: Error Input Error, "this library has a defect, and the answer is unknown", "this library";
}
