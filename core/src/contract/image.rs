//! `parse_image` and `check_name`: names of images and their parts.

use serde::Deserialize;

use super::request::Request;
use crate::error::Error;
use crate::image::{ImageReference, ImageReport, NameKind, NameReport, check_name};

/// Reads an image reference by docker's rules: `[registry/]repository[:tag][@digest]`.
///
/// Nothing is trimmed or lower-cased; a first part that is `localhost` or has a dot, a colon or an upper-case letter is
/// the registry. Source: distribution/reference v0.6.0; Amazon ECR User Guide for the registry hosts.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ParseImageRequest {
    /// The reference, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1`.
    text: String,
}

impl Request for ParseImageRequest {
    type Response = ImageReport;

    fn run(self) -> Result<ImageReport, Error> {
        let image: ImageReference = self.text.parse().map_err(|error: Error| error.at("").within("/text"))?;
        Ok(image.report())
    }
}

/// Checks one name, and says which rule fails where.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckNameRequest {
    /// What the name is to be.
    kind: NameKind,
    /// The name.
    text: String,
}

impl Request for CheckNameRequest {
    type Response = NameReport;

    fn run(self) -> Result<NameReport, Error> {
        check_name(self.kind, &self.text)
    }
}
