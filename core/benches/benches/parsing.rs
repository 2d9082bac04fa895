//! Building a subject and reading an image reference.

use std::hint::black_box;

use assumable::{Claims, ImageReference, SubjectTemplate};
use assumable::github::SubjectReadings;
use assumable_benches::{ALLOWED, compare, contender, criterion};

const IMAGE: &str = "123456789012.dkr.ecr.us-east-1.amazonaws.com/octo-org/app:v1.2.3@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn main() {
    let mut criterion = criterion();
    let claims: Claims = [
        ("repository", "octo-org/app"),
        ("repository_owner", "octo-org"),
        ("ref", "refs/heads/main"),
        ("event_name", "push"),
        ("job_workflow_ref", "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"),
    ]
    .into_iter()
    .collect();
    let usual = SubjectTemplate::default();
    let custom = SubjectTemplate::new(["repo", "context", "job_workflow_ref"]).unwrap();
    assert_eq!(usual.build(&claims).unwrap().value.as_deref(), Some("repo:octo-org/app:ref:refs/heads/main"));
    assert_eq!(custom.build(&claims).unwrap().value.as_deref(), Some(ALLOWED));
    let platform = assumable::github::Platform::GithubCom;
    compare(
        &mut criterion,
        "subjects",
        vec![
            contender("build, default template", || usual.build(black_box(&claims))),
            contender("build, the article's template", || custom.build(black_box(&claims))),
            contender("read the article's subject", || {
                SubjectReadings::of(black_box(ALLOWED), None, platform)
            }),
        ],
    );

    let image: ImageReference = IMAGE.parse().unwrap();
    assert!(image.ecr_repository().is_some());
    let same = IMAGE.to_owned();
    compare(
        &mut criterion,
        "images",
        vec![
            contender("memcmp", || black_box(IMAGE) == black_box(same.as_str())),
            contender("read an ECR reference", || black_box(IMAGE).parse::<ImageReference>()),
            contender("its ECR repository", || black_box(&image).ecr_repository()),
        ],
    );
}
