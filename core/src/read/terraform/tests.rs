//! What whole configurations say.
