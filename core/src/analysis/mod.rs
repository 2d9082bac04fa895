//! Exact questions about every token that GitHub can mint: who can assume a role, and is it only those who should.
//!
//! Not finished and in no build that ships: see `README.md` beside this file.
#![allow(dead_code, reason = "only the tests of this room ask so far; the contract does when it is finished")]

mod alphabet;
mod ask;
mod automata;
mod bits;
mod compile;
mod engine;
mod formula;
mod ground;
mod hash;
mod join;
mod languages;
mod limits;
mod matcher;
mod model;
mod question;
mod report;
mod searches;
mod seeds;
mod segments;
mod shape;
mod shapes;
mod templates;
mod token;
mod weigh;
mod who;
mod words;
mod words_of;
mod world;

#[cfg(test)]
mod proofs;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
