//! `recognize`: what kind of document a text is.

use serde::Deserialize;

use super::request::Request;
use super::values::file_text;
use crate::error::Error;
use crate::read::{RecognizedDocument, recognize};

/// Says what kind of document a text is, and by what sign: also where it is not one that is read, such as a Kubernetes
/// manifest or a lock file.
///
/// The content decides. The name does where the program that the document is for goes by it, as GitHub does for workflows
/// and Terraform for its configuration.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RecognizeRequest {
    /// Its name, such as its path; empty where it has none.
    name: String,
    /// What is in it.
    #[serde(deserialize_with = "file_text")]
    text: String,
}

impl Request for RecognizeRequest {
    type Response = RecognizedDocument;

    fn run(self) -> Result<RecognizedDocument, Error> {
        Ok(recognize(&self.name, &self.text))
    }
}
