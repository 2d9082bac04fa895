//! Where the parts of a value stand, for people and for edits.

use core::cell::OnceCell;

use super::value::Spot;
use crate::premise::SourcePlace;
use crate::text::Places;

/// The documents that are read together, for their places.
pub(crate) struct Sites<'t> {
    all: Vec<Site<'t>>,
}

struct Site<'t> {
    name: &'t str,
    text: &'t str,
    /// Made when the first place is asked for.
    places: OnceCell<Places<'t>>,
}

impl<'t> Sites<'t> {
    /// Of documents given by name and text, in their order.
    pub(crate) fn new(documents: impl IntoIterator<Item = (&'t str, &'t str)>) -> Sites<'t> {
        let site = |(name, text)| Site { name, text, places: OnceCell::new() };
        Sites { all: documents.into_iter().map(site).collect() }
    }

    /// The name of a document.
    pub(crate) fn name(&self, document: usize) -> &'t str {
        self.all.get(document).map_or("", |site| site.name)
    }

    /// The place of a spot.
    pub(crate) fn place(&self, spot: &Spot) -> SourcePlace {
        let Some(site) = self.all.get(spot.document) else { return SourcePlace::default() };
        let places = site.places.get_or_init(|| Places::new(site.text));
        place(site.name, site.text, places, spot)
    }
}

/// The place of a spot in this document.
pub(crate) fn place(name: &str, text: &str, places: &Places<'_>, spot: &Spot) -> SourcePlace {
    let mut place = SourcePlace::of(places.of(spot.bytes.start), "");
    place.pointer = None;
    place.document = Some(name.to_owned());
    place.length = text.get(spot.bytes.clone()).map(|part| part.chars().count());
    place
}
