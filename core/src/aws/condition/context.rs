//! What a request says of itself: condition keys and their values, known, missing or unknown.

use crate::knowledge::questions::{self, Question};

/// A condition key; compared without case, kept as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) written: String,
    pub(crate) lower: String,
}

impl Key {
    pub(crate) fn new(written: &str) -> Key {
        Key { written: written.to_owned(), lower: written.to_ascii_lowercase() }
    }
}

/// What the request holds under a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Values<'a> {
    /// The key is not in the request.
    Missing,
    /// One value.
    One(&'a str),
    /// A list: none, or several.
    Many(&'a [String]),
    /// One of these, missing among them as `None`: which one, the question leaves open.
    Either(&'a [Alternative], &'static Question),
    /// The key or its value is not known.
    Unknown(&'a UnknownKey),
}

/// What a key may hold: values, or `None` where it is missing.
pub(crate) type Alternative = Option<Vec<String>>;

impl<'a> Values<'a> {
    pub(crate) fn of(alternative: &'a Alternative) -> Values<'a> {
        match alternative.as_deref() {
            None => Values::Missing,
            Some([one]) => Values::One(one),
            Some(many) => Values::Many(many),
        }
    }

    /// The values to tell people: of several alternatives the first that is there. `None` where there is nothing to tell.
    pub(crate) fn shown(self) -> Option<Vec<&'a str>> {
        let texts = |values: &'a [String]| values.iter().map(String::as_str).collect();
        match self {
            Values::One(value) => Some(vec![value]),
            Values::Many(values) => Some(texts(values)),
            Values::Either(alternatives, _) => {
                alternatives.iter().flatten().next().map(|values| texts(values))
            }
            Values::Missing | Values::Unknown(_) => None,
        }
    }
}

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownKey {
    /// Whether the key may be missing altogether.
    pub(crate) may_be_missing: bool,
    /// Whether it holds a list of values.
    pub(crate) many: bool,
    /// Whether it is none of the values that the policies name for the key.
    pub(crate) unnamed: bool,
    pub(crate) need: Missing,
}

impl UnknownKey {
    /// A key with one value, which is not known.
    pub(crate) const fn one(may_be_missing: bool, need: Missing) -> UnknownKey {
        UnknownKey { may_be_missing, many: false, unnamed: false, need }
    }
}

/// What would settle an unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Missing {
    /// The value of this claim.
    Claim(String),
    /// The value of this condition key.
    Key(String),
    /// Which role is asked for.
    Role,
    /// An answer from AWS.
    Question(&'static Question),
}

/// One key of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The request is known to lack it.
    Missing,
    Known(Vec<String>),
    /// One of these, which AWS does not document.
    Either(Vec<Alternative>, &'static Question),
    Unknown(UnknownKey),
}

impl Entry {
    pub(crate) fn of(values: Alternative) -> Entry {
        values.map_or(Entry::Missing, Entry::Known)
    }

    /// This value or none, which the question leaves open.
    pub(crate) fn maybe(value: impl Into<String>, question: &'static Question) -> Entry {
        Entry::Either(vec![None, Some(vec![value.into()])], question)
    }
}

/// The keys of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RequestContext {
    /// By lower-case name, sorted.
    entries: Vec<(String, Entry)>,
    /// Lower-case prefix of the identity provider's keys, colon included.
    provider: Option<String>,
}

impl RequestContext {
    pub(crate) fn new() -> RequestContext {
        RequestContext::default()
    }

    /// The context of a web-identity request; `provider` is the issuer's host and path.
    pub(crate) fn of_provider(provider: &str) -> RequestContext {
        let prefix = format!("{}:", provider.to_ascii_lowercase());
        RequestContext { entries: Vec::new(), provider: Some(prefix) }
    }

    /// Whether the key is one of the identity provider's.
    pub(crate) fn is_of_provider(&self, key: &Key) -> bool {
        self.provider.as_deref().is_some_and(|prefix| key.lower.starts_with(prefix))
    }

    /// A closed context: what is not named is missing. Names that differ only in case are one key whose value is open.
    pub(crate) fn closed<'k>(values: impl IntoIterator<Item = (&'k str, Vec<String>)>) -> RequestContext {
        let mut context = RequestContext::new();
        for (key, values) in values {
            context.add(key, Some(values));
        }
        context
    }

    /// Fills a key; where another spelling of it is filled already, either may count.
    pub(crate) fn add(&mut self, key: &str, values: Alternative) {
        let key = key.to_ascii_lowercase();
        let entry = match self.find(&key).ok().and_then(|index| self.entries.get_mut(index)) {
            None => Entry::of(values),
            Some((_, Entry::Either(alternatives, _))) => {
                alternatives.push(values);
                return;
            }
            Some((_, first)) => {
                let first = match first {
                    Entry::Known(values) => Some(core::mem::take(values)),
                    _ => None,
                };
                Entry::Either(vec![first, values], &questions::KEY_CASE_TWINS)
            }
        };
        self.set(&key, entry);
    }

    /// Fills a key; the last word on a key counts.
    pub(crate) fn set(&mut self, key: &str, entry: Entry) {
        let key = key.to_ascii_lowercase();
        match self.find(&key) {
            Ok(index) => {
                if let Some((_, old)) = self.entries.get_mut(index) {
                    *old = entry;
                }
            }
            Err(index) => self.entries.insert(index, (key, entry)),
        }
    }

    /// Takes over what a caller says of keys, which counts more than what is filled already: `None` for a key that the
    /// request lacks. Of two spellings of one key either may count.
    pub(crate) fn add_all(&mut self, given: &[(String, Alternative)]) {
        for (index, (key, values)) in given.iter().enumerate() {
            let same = |(earlier, _): &(String, Alternative)| earlier.eq_ignore_ascii_case(key);
            if given.iter().take(index).any(same) {
                self.add(key, values.clone());
            } else {
                self.set(key, Entry::of(values.clone()));
            }
        }
    }

    /// Fills a key with one value.
    pub(crate) fn set_one(&mut self, key: &str, value: impl Into<String>) {
        self.set(key, Entry::Known(vec![value.into()]));
    }

    /// Whether the key is named, under any spelling.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.find(&key.to_ascii_lowercase()).is_ok()
    }

    fn find(&self, lower: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|(known, _)| known.as_str().cmp(lower))
    }

    /// What the request holds under `key`.
    pub(crate) fn values(&self, key: &Key) -> Values<'_> {
        match self.find(&key.lower).ok().and_then(|index| self.entries.get(index)) {
            None | Some((_, Entry::Missing)) => Values::Missing,
            Some((_, Entry::Either(alternatives, question))) => Values::Either(alternatives, question),
            Some((_, Entry::Unknown(unknown))) => Values::Unknown(unknown),
            Some((_, Entry::Known(values))) => match values.as_slice() {
                [one] => Values::One(one),
                many => Values::Many(many),
            },
        }
    }
}
