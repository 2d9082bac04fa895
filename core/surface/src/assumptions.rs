//! What the exact answers assume of GitHub and AWS, as a page for people.

use assumable::analysis::model::ASSUMPTIONS;
use assumable::premise::Grade;

const HEAD: &str = "\
<!-- Generated from core/src/analysis/model.rs by `cargo run -p assumable-surface`; not edited by hand. -->

# The model

`who_can_assume`, `prove`, `outsiders`, `compare_policies` and `decide` answer for every token that GitHub can mint. This
page says what they assume of GitHub and AWS to know those tokens. Each answer lists under `assumptions` the ids that it
uses. If one of them is wrong, so may be the answer.

**Documented** is written by GitHub or AWS. **Observed** was seen in published tokens or tools. **Inferred** follows from
other facts. **Given** is what the caller says of the world.

Not in the model: signatures and expiry, whether a branch is protected, whether an environment has reviewers, whether a
repository is private, and whether the workflow of a fork gets a token.

| id | assumption | grade | source |
|---|---|---|---|
";

/// The page.
#[must_use]
pub fn emit() -> String {
    let mut page = String::from(HEAD);
    for one in ASSUMPTIONS {
        page.push_str(&format!("| `{}` | {} | {} | {} |\n", one.id, one.text, grade(one.grade), one.source));
    }
    page
}

fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Given => "given",
        Grade::Assumed => "assumed",
        Grade::Documented => "documented",
        Grade::Observed => "observed",
        Grade::Inferred => "inferred",
        other => panic!("no word for {other:?}"),
    }
}
