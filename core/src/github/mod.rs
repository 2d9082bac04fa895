//! What GitHub says of a job: its claims, and the subject they make.

mod claims;

pub use claims::{ClaimValue, Claims};
