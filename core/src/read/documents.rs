//! Documents that were read once and are asked often.

use super::inventory::{Inventory, NamedText, read_documents};
use super::options::ReadOptions;
use crate::error::Error;
use crate::sort::sort_by;

/// Documents with their texts, and what they say together.
///
/// ```
/// use assumable::read::{Documents, ReadOptions};
/// let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
/// let documents = Documents::read([(".github/workflows/ci.yml", text)], ReadOptions::default())?;
/// assert_eq!(documents.inventory().jobs[0].job, "a");
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Documents {
    files: Vec<(String, String)>,
    options: ReadOptions,
    inventory: Inventory,
}

impl Documents {
    /// Reads documents, each given by its name and its text, as [`read_documents`] does; in the order of their names, so that
    /// the order in which they are given changes nothing.
    ///
    /// # Errors
    /// `TOO_LARGE` past the limits.
    pub fn read<N: Into<String>, T: Into<String>>(
        files: impl IntoIterator<Item = (N, T)>,
        options: ReadOptions,
    ) -> Result<Documents, Error> {
        let mut files: Vec<(String, String)> =
            files.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        sort_by(&mut files, Ord::cmp);
        let named: Vec<NamedText<'_>> = files.iter().map(|(name, text)| NamedText { name, text }).collect();
        let inventory = read_documents(&named, &options)?;
        Ok(Documents { files, options, inventory })
    }

    /// What they say together.
    #[must_use]
    pub fn inventory(&self) -> &Inventory {
        &self.inventory
    }

    /// What was known beside them.
    #[must_use]
    pub fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// The text of each, in the order of the documents of the inventory.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The same documents with other texts, read anew.
    ///
    /// # Errors
    /// `TOO_LARGE` past the limits.
    pub(crate) fn with_texts(&self, texts: Vec<String>) -> Result<Documents, Error> {
        let names = self.files.iter().map(|(name, _)| name.clone());
        Documents::read(names.zip(texts), self.options.clone())
    }
}
