//! Dated tables: what GitHub and AWS publish, as data. An update there is a change of data here.

pub(crate) mod ecr;
pub(crate) mod questions;
