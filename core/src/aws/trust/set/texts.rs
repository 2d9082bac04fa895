//! Texts in order, for the questions which of them a value is, and which it starts with.

/// Texts, each with the roles that it stands for.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// In order.
    texts: Vec<Posted>,
}

#[derive(Debug)]
struct Posted {
    text: Box<[u8]>,
    /// The longest other text that this one starts with, by its index.
    parent: Option<usize>,
    roles: Vec<u32>,
}

impl Texts {
    /// Posts roles under texts.
    pub(super) fn new(mut pairs: Vec<(Vec<u8>, u32)>) -> Texts {
        pairs.sort();
        pairs.dedup();
        let mut texts: Vec<Posted> = Vec::new();
        // The texts that the last one starts with, outermost first.
        let mut open: Vec<usize> = Vec::new();
        for (text, role) in pairs {
            if let Some(last) = texts.last_mut().filter(|last| *last.text == *text) {
                last.roles.push(role);
                continue;
            }
            while open
                .last()
                .and_then(|at| texts.get(*at))
                .is_some_and(|outer| !text.starts_with(&outer.text))
            {
                open.pop();
            }
            let parent = open.last().copied();
            open.push(texts.len());
            texts.push(Posted { text: text.into(), parent, roles: vec![role] });
        }
        Texts { texts }
    }

    /// The roles of the text that is the value.
    pub(super) fn equal(&self, value: &[u8]) -> &[u32] {
        let found = self.texts.binary_search_by(|posted| (*posted.text).cmp(value));
        found.ok().and_then(|at| self.texts.get(at)).map_or(&[], |posted| &posted.roles)
    }

    /// The roles of every text that the value starts with.
    pub(super) fn heads(&self, value: &[u8]) -> impl Iterator<Item = u32> {
        let behind = self.texts.partition_point(|posted| *posted.text <= *value);
        let mut at = behind.checked_sub(1);
        let heads = core::iter::from_fn(move || {
            let posted = self.texts.get(at?)?;
            at = posted.parent;
            Some(posted)
        });
        heads.filter(|posted| value.starts_with(&posted.text)).flat_map(|posted| posted.roles.iter().copied())
    }

    /// Every role.
    pub(super) fn all(&self) -> impl Iterator<Item = u32> {
        self.texts.iter().flat_map(|posted| posted.roles.iter().copied())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_that_fits_is_found(
            texts in prop::collection::vec("[ab]{0,4}", 0..20),
            value in "[ab]{0,6}",
        ) {
            let pairs = texts.iter().zip(0..).map(|(text, role)| (text.clone().into_bytes(), role)).collect();
            let posted = Texts::new(pairs);
            let expected = |fits: &dyn Fn(&String) -> bool| -> Vec<u32> {
                (0..).zip(&texts).filter(|(_, text)| fits(text)).map(|(role, _)| role).collect()
            };
            let sorted = |mut roles: Vec<u32>| { roles.sort_unstable(); roles };
            prop_assert_eq!(sorted(posted.equal(value.as_bytes()).to_vec()), expected(&|text| *text == value));
            prop_assert_eq!(
                sorted(posted.heads(value.as_bytes()).collect()),
                expected(&|text| value.starts_with(text.as_str()))
            );
            prop_assert_eq!(sorted(posted.all().collect()), expected(&|_| true));
        }
    }
}
