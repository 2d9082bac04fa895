//! What would settle an open request, and what each value would give.

use super::decide::verdict;
use super::layers::Layers;
use super::policies::AccessPolicies;
use super::request::AccessRequest;
use crate::aws::condition::Test;
use crate::aws::condition::context::{Need as Missing, Unknown};
use crate::aws::need::Need;
use crate::aws::tried;
use crate::text::quote;

pub(super) fn needs(request: &AccessRequest, policies: &AccessPolicies, layers: &Layers) -> Vec<Need> {
    let mut out = layers.unknown_layers(request.one_account());
    out.extend(layers.questions().into_iter().map(Need::of));
    for unknown in layers.unknown() {
        if let Some(need) = key(request, policies, &unknown).filter(|need| !out.contains(need)) {
            out.push(need);
        }
    }
    out
}

fn key(request: &AccessRequest, policies: &AccessPolicies, unknown: &Unknown) -> Option<Need> {
    let Missing::Key(key) = &unknown.need else { return None };
    let with = |values: Option<Vec<String>>| verdict(&request.with(key, values), policies);
    let lower = key.to_ascii_lowercase();
    let tests: Vec<&Test> = policies.tests().filter(|test| test.key.lower == lower).collect();
    let asked = policies.keys().filter(|asked| asked.lower == lower).count();
    let mut need = Need {
        key: Some(key.clone()),
        absent: unknown.may_be_missing.then(|| with(None)),
        ..Need::new(format!("the condition key `{}` is not known", quote(key)))
    };
    let alone = !unknown.many && asked == tests.len();
    tried::fill(&mut need, &tests, alone, &|value| with(Some(vec![value.to_owned()])));
    Some(need)
}
