//! Which rules may name one repository.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::naming::language::{CommonText, TagLanguage};
use crate::naming::shape;
use crate::naming::template::TagTemplate;
use crate::naming::work::Work;
use crate::naming::{NamingRule, NamingRules};

/// Steps of searching a name that two sets of repositories share, for one pair and for all.
const PAIR_STEPS: usize = 20_000;
const ALL_STEPS: usize = 500_000;

/// The repositories of each rule: rules with the same ones are one group.
#[derive(Default)]
pub(super) struct Repositories {
    groups: BTreeMap<*const NamingRule, usize>,
    languages: Vec<Option<TagLanguage>>,
    shared: RefCell<BTreeMap<(usize, usize), bool>>,
    steps: Cell<usize>,
}

impl Repositories {
    /// The repositories of all rules; every rule names one where none has its own.
    pub(super) fn new(rules: &NamingRules, work: &Work) -> Repositories {
        let mut all = Repositories { steps: Cell::new(ALL_STEPS), ..Repositories::default() };
        if rules.rules.iter().all(|rule| rule.image.is_none()) {
            return all;
        }
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for rule in &rules.rules {
            if work.is_over() {
                break;
            }
            let regex = rule.repositories(&rules.images);
            work.count(regex.len());
            let next = all.languages.len();
            let group = *known.entry(regex.clone()).or_insert(next);
            if group == next {
                let language = TagLanguage::new(&regex);
                work.count(super::LANGUAGE_STEPS * language.as_ref().map_or(regex.len(), TagLanguage::size));
                all.languages.push(language);
            }
            all.groups.insert(core::ptr::from_ref(rule), group);
        }
        all
    }

    /// Whether both rules may name one repository: the document's, or their own.
    pub(super) fn share(&self, one: &NamingRule, two: &NamingRule, work: &Work) -> bool {
        let own = |rule: &NamingRule| rule.image.as_ref().map(TagTemplate::text).map(str::to_owned);
        let group = |rule: &NamingRule| self.groups.get(&core::ptr::from_ref(rule)).copied();
        let (Some(first), Some(second)) = (group(one), group(two)) else { return true };
        if first == second || own(one) == own(two) {
            return true;
        }
        let pair = (first.min(second), first.max(second));
        if let Some(known) = self.shared.borrow().get(&pair) {
            return *known;
        }
        let language = |group: usize| self.languages.get(group).and_then(Option::as_ref);
        let shared = match (language(first), language(second)) {
            (Some(one), Some(two)) => self.search(one, two, work),
            _ => true,
        };
        self.shared.borrow_mut().insert(pair, shared);
        shared
    }

    fn search(&self, one: &TagLanguage, two: &TagLanguage, work: &Work) -> bool {
        let allowed = self.steps.get().min(PAIR_STEPS);
        let mut steps = allowed;
        let shared = one.shared_name(two, &mut steps) != CommonText::Nothing;
        let taken = allowed - steps;
        self.steps.set(self.steps.get() - taken);
        work.count(4 * taken + 16);
        shared
    }
}

impl NamingRule {
    /// Every repository that the rule can name, and perhaps more, as a regular expression.
    fn repositories(&self, images: &[TagTemplate]) -> String {
        let templates = match &self.image {
            Some(image) => core::slice::from_ref(image),
            None => images,
        };
        let regexes: Vec<String> = templates.iter().map(|image| shape::regex(image, &self.guard)).collect();
        regexes.join("|")
    }
}
