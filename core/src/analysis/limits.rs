//! How much the exact questions take; these move to `crate::limits` with the operations.

/// Classes of one set of tokens, and owners of one world.
pub(crate) const MAX_CLASSES: usize = 64;
/// Patterns of one claim of a class.
pub(crate) const MAX_CLAIM_PATTERNS: usize = 1_024;
/// States that one question may reach; past it the answer is that it gave up.
pub(crate) const MAX_STATES: usize = 1_000_000;
