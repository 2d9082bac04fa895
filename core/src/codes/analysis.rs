//! Codes of exact questions about every token.

super::codes! {
    ANALYSIS_TOO_LARGE: Finding Policy Warning,
        "the question needs more states than are counted",
        "this library's limits",
        why "Patterns with many stars on one key multiply; the states are counted, so that the same question always ends in the same way.",
        example "forty patterns of eighteen stars each",
        help "Ask about fewer patterns, or patterns with fewer stars.";
    TEMPLATE_OPEN: Finding Subject Info,
        "a template that was not tried may let such a token in",
        "GitHub Docs, OpenID Connect reference: templates are chosen by organisations and repositories",
        why "No bound is known for templates; what the tried ones do not show may still be.",
        example "an owner with `include_claim_keys: unknown`",
        help "Name the template in force under `include_claim_keys`.";
    SUBJECT_UNDOCUMENTED: Finding Subject Info,
        "GitHub does not document the subject of such a job",
        "GitHub Docs, OpenID Connect reference: silent",
        why "The token may have another subject than the one that decides here.",
        example "a job of `pull_request_review` without an environment",
        help "Look at the `sub` of a real token of such a job.";
    TEST_NOT_REGULAR: Finding Policy Info,
        "no pattern tells when a numeric, date or address test on a claim holds",
        "this library: such tests are decided for single tokens only",
        why "Numbers and dates are compared by value, which no pattern over their text can tell.",
        example "`NumericLessThan` on `repository_id`",
        help "Put single tokens to `check_trust`, or test the claim as text.";
}
