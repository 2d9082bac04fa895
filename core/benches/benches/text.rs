//! Matching the article's pattern: beside comparing the same bytes, and beside other matchers.

use std::hint::black_box;

use assumable_benches::{ALLOWED, DENIED, PATTERN, Pattern, compare, contender, criterion};
use globset::GlobBuilder;
use regex::Regex;
use wildmatch::WildMatch;

fn main() {
    let mut criterion = criterion();
    let ours = Pattern::new(PATTERN);
    let wild = WildMatch::new(PATTERN);
    // Without `literal_separator` a star crosses slashes, as in IAM.
    let glob = GlobBuilder::new(PATTERN).literal_separator(false).build().unwrap().compile_matcher();
    let written = regex::escape(PATTERN).replace(r"\*", "(?s:.*)");
    let regex = Regex::new(&format!("^{written}$")).unwrap();
    for (case, subject, fits) in
        [("a subject that fits", ALLOWED, true), ("a subject that does not", DENIED, false)]
    {
        assert_eq!(
            [ours.matches(subject), wild.matches(subject), glob.is_match(subject), regex.is_match(subject)],
            [fits; 4]
        );
        let same = subject.to_owned();
        compare(
            &mut criterion,
            case,
            vec![
                contender("memcmp", || black_box(subject) == black_box(same.as_str())),
                contender("assumable", || ours.matches(black_box(subject))),
                contender("wildmatch", || wild.matches(black_box(subject))),
                contender("globset", || glob.is_match(black_box(subject))),
                contender("regex", || regex.is_match(black_box(subject))),
            ],
        );
    }

    let stars = "*a*a*a*a*a*a*a*a*b";
    let text = "a".repeat(2_000);
    let ours = Pattern::new(stars);
    let wild = WildMatch::new(stars);
    let regex = Regex::new(&format!("^{}$", stars.replace('*', "(?s:.*)"))).unwrap();
    assert!(!ours.matches(&text) && !wild.matches(&text) && !regex.is_match(&text));
    let later = Pattern::new("*a*a*a*a*a*a*a*a*b*");
    compare(
        &mut criterion,
        "many stars on 2,000 characters",
        vec![
            contender("assumable, `*a…*b`", || ours.matches(black_box(&text))),
            contender("assumable, `*a…*b*`", || later.matches(black_box(&text))),
            contender("wildmatch, `*a…*b`", || wild.matches(black_box(&text))),
            contender("regex, `*a…*b`", || regex.is_match(black_box(&text))),
        ],
    );

    // The worst that a policy and a claim within the limits can ask.
    let needle = format!("*{}b*", "a".repeat(16_000));
    let long = "a".repeat(32_000);
    let ours = Pattern::new(&needle);
    assert!(!ours.matches(&long));
    let same = long.clone();
    compare(
        &mut criterion,
        "a literal that nearly fits everywhere",
        vec![
            contender("memcmp", || black_box(&long) == black_box(&same)),
            contender("assumable", || ours.matches(black_box(&long))),
        ],
    );
}
