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
    ANSWER_WITHOUT_OWNER: Finding Document Info,
        "an answer does not say what it belongs to",
        "AWS CLI Command Reference, get-policy-version and list-attached-role-policies",
        why "The document of a policy version names no policy, and a list of attached policies names no role.",
        example "`{\"PolicyVersion\": {\"Document\": …}}`",
        help "Give the answer that names it too, or the authorization details of the account.";
    DUPLICATE_KEY: Finding Document Warning,
        "a name stands twice in one object, and the last one counts",
        "project model; RFC 8259, section 4; HCL and JSON as Terraform and IAM read them",
        why "The first is lost without a word: a second `StringLike` takes the test of the subject away.",
        example "`{\"StringLike\": {\"…:sub\": \"…\"}, \"StringLike\": {\"…:aud\": \"…\"}}`",
        help "Put what both hold into one.";
    EVENT_OTHER: Finding Document Info,
        "an event is of another kind",
        "CloudTrail User Guide, Record contents",
        why "Only calls of `AssumeRoleWithWebIdentity` and changes of roles are read.",
        example "`\"eventName\": \"GetObject\"`",
        help "Nothing, where the others are there.";
    EVENT_TWICE: Finding Document Info,
        "an event stands twice",
        "CloudTrail User Guide, Record contents",
        why "Counted twice it would look like two attempts.",
        example "two records with one `eventID`",
        help "Nothing: it is told once.";
    EVENT_UNUSUAL: Finding Document Warning,
        "an event has what CloudTrail does not write",
        "events in public files; CloudTrail User Guide, userIdentity element",
        why "Examples on the web are often made up, and what they show was never asked.",
        example "`\"identityProvider\": \"token.actions.githubusercontent.com\"`",
        help "Take the event from CloudTrail itself.";
    EVENT_WITHOUT_ROLE: Finding Document Info,
        "an event does not hold the role that was asked for",
        "events in public files",
        why "Denied calls have been seen without their request.",
        example "`\"requestParameters\": null`",
        help "Look at the step of the workflow for the role.";
    EVENT_WITHOUT_SUBJECT: Finding Document Info,
        "an event does not hold the subject",
        "CloudTrail User Guide, userIdentity element",
        why "Where only `principalId` is there, the audience and the subject are told apart by a known audience.",
        example "`principalId` with an audience that no provider has",
        help "Give the answer of `aws iam get-open-id-connect-provider` too.";
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
    POLICY_REWRITTEN: Finding Document Warning,
        "a policy is not as AWS has it",
        "documentation of Steampipe, table aws_iam_role",
        why "A program has written the actions small and made lists of texts.",
        example "only `assume_role_policy_std`",
        help "Query `assume_role_policy` too.";
    POLICY_WITHOUT_OWNER: Finding Document Info,
        "a policy stands by itself",
        "project model",
        why "It is not known to which role or repository it belongs.",
        example "a file with a permission policy",
        help "Give the document that attaches it.";
    ROLE_OF_POLICY_NOT_GIVEN: Finding Document Info,
        "a permission belongs to a role that is not among the documents",
        "project model",
        why "What the role may do is told only for roles that are given.",
        example "`aws_iam_role_policy` for the role of another configuration",
        help "Give the document that has the role.";
    SUBJECT_FROM_PRINCIPAL_ID: Finding Document Info,
        "a subject is taken from the principal's id",
        "CloudTrail User Guide, userIdentity element",
        why "The id is the provider, the audience and the subject, with colons between and within them.",
        example "an event without `userName`",
        help "Nothing, where the audience is the one that the job asks for.";
    TOKEN_IN_TEXT: Finding Document Warning,
        "a document holds a token",
        "RFC 7519",
        why "Whoever has a token can use it until it expires.",
        example "a file with `eyJ…`",
        help "Nothing repeats it here; do not keep it.";
    TOO_MANY_ERRORS: Finding Document Warning,
        "a log has more errors than are told",
        "project model",
        why "The rest of them is not looked at.",
        example "more than 1,000 different errors",
        help "Give the part of the log that matters.";
    TOO_MANY_EVENTS: Finding Document Warning,
        "there are more events than are told",
        "project model",
        why "The rest of them is not looked at.",
        example "more than 10,000 calls of `AssumeRoleWithWebIdentity`",
        help "Give the events of the time that matters.";
    TRUNCATED: Finding Document Warning,
        "a list has more pages",
        "IAM API Reference, ListRoles; AWS CLI User Guide, pagination",
        why "What is not in it may be on the next page.",
        example "`\"IsTruncated\": true`",
        help "Give all pages.";
    VERSION_IS_TIMESTAMP: Finding Document Warning,
        "the policy's version is a time",
        "Terraform language, yamldecode",
        why "YAML reads `2012-10-17` without quotes as a time, and IAM refuses the version that comes of it.",
        example "`jsonencode(yamldecode(\"Version: 2012-10-17\"))`",
        help "Write the version in quotes.";
}
