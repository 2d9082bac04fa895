//! How large an input may be. Past a limit the answer is one `TOO_LARGE` or `JSON_TOO_DEEP` error.
//!
//! | what | limit |
//! |---|---|
//! | one request | 16 MiB |
//! | nesting of any JSON document | 64 |
//! | one policy document | 131,072 bytes (the API's own bound for a policy parameter) |
//! | one claim, name, pattern or image reference | 32,768 bytes |
//! | the values of one condition key of a request, together | 32,768 bytes, and one for each value |
//! | … as a list | 256 values |
//! | members of one object of a request | 1,024 |
//! | keys of one subject template | 64 |
//! | the patterns of one filter together | 16,384 bytes |
//! | one text held against filter patterns | 4,096 bytes |
//! | one naming-rules document | 65,536 bytes, 200 rules, 400 patterns |
//! | … one pattern, or name of a repository with its placeholders | 512 bytes |
//! | … the name of a rule, a value or an input | 128 bytes |
//! | … one list of it: events, patterns, repositories, guards of `skip`, auxiliary tags, words | 64 entries |
//! | the image names that one run may push: repositories × rules | 2,000 |
//! | the names of one `check_images` request | 10,000 |
//! | the git tags of one run | 5,000, of 1,024 bytes |
//! | one fact of a run, such as its ref, and one value or input that the rules declare | 1,024 bytes |
//! | documents of one `read_documents` request | 10,000, of 10 MiB each and 16 MiB together |
//! | members of one object or block of a Terraform file | 2,000 |
//! | instances of one resource, and modules of one Terraform configuration | 1,000, modules within modules 16 |
//! | values of Terraform within each other | 128, expressions 200 |
//! | … events that are told of them, and errors of one log | 10,000 and 1,000; past it a finding says so |
//! | one document of tables of facts | 1 MiB |
//! | … rows of one of its tables | 1,024 |
//! | one compact token | 65,536 bytes |
//! | tokens of one batch | 10,000 |
//! | policy documents of one layer | 256 |
//! | one answer | 32 MiB; past it `ANSWER_TOO_LARGE` |
//! | one value that an answer repeats, such as a claim or a pattern | 2,048 bytes, then its beginning and its length |
//! | classes of one set of tokens, owners of one world | 64 |
//! | patterns of one claim of a class | 1,024, of 32,768 bytes together |
//! | different characters outside ASCII in the patterns of one question about all tokens | 127; past it the answer is `gave_up` |
//! | states of one question about all tokens | 400,000; past it the answer is `gave_up` |
//!
//! # What an evaluation may cost
//!
//! A condition test costs in proportion to tests × values × lengths, and a large policy against a long value has a large
//! product. So the work of an evaluation is added up before it starts, in steps of about a nanosecond, and past a budget the
//! answer is one `TOO_COSTLY` error. A comparison of two values is 16 steps, with a network, a date or a number 64; a
//! pattern with `*` adds a step for each byte of the value, one with `?` between two stars four for each 64 characters of
//! that stretch; a variable adds the bytes that it puts in. A key whose value is not known is tried with the values that the policies
//! name: each trial counts.
//!
//! | what | budget |
//! |---|---|
//! | one evaluation: a token, a request, a condition | 200 million steps |
//! | the evaluations of one batch | 1,000 million steps |
//! | the bytes of the git tags of one run × the guards with `highest` | 4 million |
//! | the names of one `check_images` request, against rules and against the names that may have been meant | 10 million steps |
//! | one lint of naming rules: example runs, and what the tags of two rules may have in common | 50 million steps |
//! | the states of the exact questions of one `explain` request; past it runs are `undetermined` | 4 million |
//! | one expression of a workflow | 1 million steps |
//! | the expressions of all Terraform configurations, each value counted by its parts | 5 million steps |
//! | the expressions of one `read_documents` request; past it jobs are told in part | 50 million steps |
//! | the atoms of a filter's patterns × the characters of the text | 4 million |
//!
//! A trust policy of AWS's largest quota against a usual token costs less than a thousandth of that, and a service control
//! policy on each of five levels no more.

/// Bytes of one request.
pub const MAX_REQUEST: usize = 16 * 1024 * 1024;
/// Nesting depth of any document.
pub const MAX_DEPTH: usize = 64;
/// Bytes of one policy document (botocore bounds `AssumeRolePolicyDocument` at 131,072).
pub const MAX_POLICY: usize = 131_072;
/// Bytes of one claim value, name, pattern or image reference.
pub const MAX_TEXT: usize = 32_768;
/// Values of one condition key of a request; session tags are at most 50.
pub const MAX_VALUES: usize = 256;
/// Members of one object of a request, such as claims or a context; tokens have about forty claims.
pub const MAX_MEMBERS: usize = 1_024;
/// Bytes of one document of tables of facts, for [`crate::knowledge::replace`].
pub const MAX_KNOWLEDGE: usize = 1024 * 1024;
/// Rows of one table in it.
pub const MAX_ROWS: usize = 1_024;
/// Bytes of one compact JWT.
pub const MAX_TOKEN: usize = 65_536;
/// Keys of one subject template; tokens have about forty claims.
pub const MAX_CLAIM_KEYS: usize = 64;
/// Bytes of the patterns of one filter together.
pub const MAX_FILTER_PATTERNS: usize = 16_384;
/// Bytes of one branch, tag or path held against filter patterns (a path on Linux has at most 4,096).
pub const MAX_FILTER_TEXT: usize = 4_096;
/// Bytes of one naming-rules document.
pub const MAX_RULES: usize = 65_536;
/// Rules of one naming-rules document.
pub const MAX_RULES_COUNT: usize = 200;
/// Bytes of one pattern of naming rules, and of one repository's name in them.
pub const MAX_PATTERN: usize = 512;
/// Patterns of one naming-rules document.
pub const MAX_PATTERNS: usize = 400;
/// Bytes of the name of a rule, a value or an input: it is repeated in every answer.
pub const MAX_RULE_NAME: usize = 128;
/// Entries of one list in a naming-rules document: events, patterns, repositories, guards, auxiliary tags, words.
pub const MAX_RULE_LIST: usize = 64;
/// Placeholders of one template of naming rules.
pub const MAX_PLACEHOLDERS: usize = 16;
/// Image names that one run may push: repositories × rules.
pub const MAX_NAMES: usize = 2_000;
/// Git tags of one run that versions are compared with.
pub const MAX_EXISTING_TAGS: usize = 5_000;
/// Bytes of one of them.
pub const MAX_GIT_TAG: usize = 1_024;
/// Bytes of the git tags of one run × guards with `highest`, each of which reads every tag.
pub const MAX_TAG_WORK: usize = 4_000_000;
/// Bytes of one fact of a run, and of one value or input that naming rules declare; GitHub's refs have at most 255.
pub const MAX_RUN_TEXT: usize = 1_024;
/// Steps of one lint of naming rules.
pub const MAX_LINT_STEPS: u64 = 50_000_000;
/// Steps of checking the names of one `check_images` request.
pub const MAX_NAMING_STEPS: u64 = 10_000_000;
/// Names of one `check_images` request.
pub const MAX_IMAGES: usize = 10_000;

/// Tokens of one batch.
pub const MAX_BATCH: usize = 10_000;
/// Policy documents of one layer. A role has at most 20 managed policies, and its account some tens of control policies
/// over at most seven levels.
pub const MAX_DOCUMENTS: usize = 256;
/// Bytes of one answer.
pub const MAX_ANSWER: usize = 32 * 1024 * 1024;
/// Bytes of one value that an answer repeats; GitHub's longest names and a subject made of all claims are shorter.
pub const MAX_SHOWN: usize = 2_048;
/// Steps of one evaluation.
pub const MAX_STEPS: u64 = 200_000_000;
/// Steps of the evaluations of one batch.
pub const MAX_BATCH_STEPS: u64 = 1_000_000_000;
/// Documents of one `read_documents` request.
pub const MAX_FILES: usize = 10_000;
/// Bytes of one of them.
pub const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Bytes of the documents of one `read_documents` request together.
pub const MAX_FILES_BYTES: usize = 16 * 1024 * 1024;
/// Members of one object or block of a Terraform file: what reads it takes their number squared.
pub const MAX_TERRAFORM_KEYS: usize = 2_000;
/// The squares of those numbers, over all objects and blocks of a file.
pub const MAX_TERRAFORM_KEY_PAIRS: usize = 100_000_000;
/// Instances of one resource, and modules of one configuration.
pub const MAX_TERRAFORM_INSTANCES: usize = 1_000;
/// Modules within modules.
pub const MAX_TERRAFORM_MODULES: usize = 16;
/// Expressions within each other, through all names that they refer to.
pub const MAX_TERRAFORM_NESTING: usize = 200;
/// Values within each other.
pub const MAX_TERRAFORM_VALUE_DEPTH: usize = 128;
/// Steps of evaluating the Terraform configurations of one request.
pub const MAX_TERRAFORM_STEPS: usize = 5_000_000;
/// Events that are told of one `read_documents` request.
pub const MAX_EVENTS: usize = 10_000;
/// Errors that are told of one log.
pub const MAX_LOG_ERRORS: usize = 1_000;
/// States that the exact questions of one `explain` request may take together; past it, runs are told as undetermined. Those of
/// `shrink_policy` take as many at most, and try nothing more.
pub const MAX_ROAD_STATES: usize = 4_000_000;
/// Steps of evaluating the expressions of one `read_documents` request.
pub const MAX_READ_STEPS: usize = 50_000_000;
/// Steps of evaluating one expression.
pub const MAX_EXPRESSION_STEPS: usize = 1_000_000;
/// The atoms of a filter's patterns times the characters of the text.
pub const MAX_FILTER_WORK: usize = 4_000_000;
/// Classes of one set of tokens, and owners of one world.
pub const MAX_CLASSES: usize = 64;
/// Patterns of one claim of a class.
pub const MAX_CLAIM_PATTERNS: usize = 1_024;
/// States that one question about all tokens may reach, each counted more where long patterns make it costly; past it the
/// answer is `gave_up`.
pub const MAX_STATES: usize = 400_000;
