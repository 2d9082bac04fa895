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
//! | one naming-rules document | 65,536 bytes, 200 rules |
//! | one compact token | 65,536 bytes |

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
/// Names of one `check_images` request.
pub const MAX_IMAGES: usize = 10_000;
