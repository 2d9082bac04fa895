use super::*;

fn image(text: &str) -> ImageReference {
    text.parse().unwrap()
}

#[track_caller]
fn refused(text: &str, message: &str, offset: usize, suggestion: Option<&str>) {
    let error = text.parse::<ImageReference>().unwrap_err();
    assert_eq!(error.to_string(), message);
    assert_eq!(error.place().unwrap().offset, offset, "{message}");
    let written = error.suggestion();
    assert_eq!(written, suggestion, "{message}");
}

const HEX: &str = "e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b";

#[test]
fn a_registry_is_told_by_its_first_part() {
    for (text, registry, repository) in [
        ("ubuntu", "docker.io", "library/ubuntu"),
        ("localhost:5000", "docker.io", "library/localhost"),
        ("localhost/app", "localhost", "app"),
        ("FOO/bar", "FOO", "bar"),
        ("docker.io/foo", "docker.io", "library/foo"),
        ("index.docker.io/foo/bar", "docker.io", "foo/bar"),
        ("[fc00::1]:5000/app", "[fc00::1]:5000", "app"),
        ("[fc00::1]/app", "[fc00::1]", "app"),
        ("a.b:750050/app", "a.b:750050", "app"),
        ("my_host.local/app", "", "my_host.local/app"),
    ] {
        let image = image(text);
        assert_eq!((image.registry(), image.repository().as_str()), (registry, repository), "{text}");
    }
}

#[test]
fn original_canonical_and_familiar_are_kept_apart() {
    let text = format!("index.docker.io/library/ubuntu:v1@sha256:{HEX}");
    let ubuntu = image(&text);
    assert_eq!(ubuntu.original(), text);
    assert_eq!(ubuntu.to_string(), format!("docker.io/library/ubuntu:v1@sha256:{HEX}"));
    assert_eq!(ubuntu.familiar(), format!("ubuntu:v1@sha256:{HEX}"));
    assert_eq!(ubuntu, image(&ubuntu.to_string()));
    assert_eq!(image("library/foo/bar").familiar(), "library/foo/bar");
}

#[test]
fn a_refusal_names_rule_place_and_remedy() {
    refused("", "the image reference is empty", 0, None);
    refused(HEX, &format!("64 hexadecimal characters are an image id, not a repository: `{HEX}`"), 0, None);
    refused(
        "https://ghcr.io/octo-org/app",
        "an image reference has no scheme: `https://ghcr.io/octo-org/app`",
        0,
        Some("ghcr.io/octo-org/app"),
    );
    refused(
        "ghcr.io/octo-org/App:V1",
        "the repository name has upper-case letters: `octo-org/App`",
        17,
        Some("ghcr.io/octo-org/app:V1"),
    );
    // `Octo-Org` is a registry by docker's rule: to lower-case only the rest would keep that mistake
    refused("Octo-Org/App", "the repository name has upper-case letters: `App`", 9, None);
    refused("ubuntu:feature/x", "the registry's port is not a number: `ubuntu:feature`", 7, None);
    refused("a.b/c:feature/x", "`/` cannot stand in a tag: `feature/x`", 13, None);
    refused("ubuntu:-x", "a tag cannot start with `-`: `-x`", 7, None);
    refused("ubuntu:", "the tag is empty", 7, None);
    refused(
        &format!("a/b:{}", "x".repeat(129)),
        "the tag has 129 characters, at most 128 are allowed",
        132,
        None,
    );
    refused("ubuntu:é", "`é` (U+00E9) cannot stand in a tag: `é`", 7, None);
    refused("ubuntu:1\n", "U+000A cannot stand in a tag: `1\\n`", 8, Some("ubuntu:1"));
    refused(" ubuntu", "a space cannot stand in a repository name: ` ubuntu`", 0, Some("ubuntu"));
    refused("а/app", "`а` (U+0430) cannot stand in a repository name: `а/app`", 0, None);
    refused("a___b", "`___` cannot separate the words of a repository name: `a___b`", 1, None);
    refused("-app", "a part of a repository name starts with a letter or digit: `-app`", 0, None);
    refused("team/app-", "a part of a repository name ends with a letter or digit: `team/app-`", 8, None);
    refused("a//b", "the repository name has an empty part between two `/`: `a//b`", 2, Some("a/b"));
    refused("docker/", "a repository name cannot end with `/`: `docker/`", 7, Some("docker"));
    refused(
        "[fc00::1%eth0]/a",
        "an address in brackets has only hexadecimal digits and colons: `[fc00::1%eth0]`",
        0,
        None,
    );
    refused("a.b:x/app", "the registry's port is not a number: `a.b:x`", 4, None);
    refused("-a.b/app", "a part of the registry host starts or ends with `-`: `-a.b`", 0, None);
    refused("a..b/app", "the registry host has an empty part between dots: `a..b`", 2, None);
    refused("app@sha256:abc", "a sha256 digest has 64 hexadecimal characters, this one has 3", 11, None);
    refused("app@md5:d41d8cd9", "the digest algorithm `md5` is not supported", 4, None);
    refused(
        &format!("app@sha256:{}", HEX.to_uppercase()),
        &format!("the digest has upper-case letters: `sha256:{}`", HEX.to_uppercase()),
        11,
        Some(&format!("app@sha256:{HEX}")),
    );
    refused(
        &format!("app@sha256:{HEX}@x"),
        "a sha256 digest has 64 hexadecimal characters, this one has 66",
        11,
        None,
    );
}

#[test]
fn the_length_of_a_repository_counts_docker_hubs_library() {
    assert!("x".repeat(247).parse::<ImageReference>().is_ok());
    refused(&"x".repeat(248), "the repository name has 256 characters, at most 255 are allowed", 0, None);
    let long = format!("a.b/{}", "x".repeat(256));
    refused(&long, "the repository name has 256 characters, at most 255 are allowed", 4, None);
    assert_eq!("x".repeat(40_000).parse::<ImageReference>().unwrap_err().kind().code(), "TOO_LARGE");
}

#[test]
fn a_suggestion_is_legal_and_suggests_nothing() {
    for text in
        [" UBUNTU ", "https://a.b/C//D:x ", "A.b/C", "oci://a.b/c@SHA256:X", "\tapp\n", "docker://x/Y/"]
    {
        let error = text.parse::<ImageReference>().unwrap_err();
        if let Some(written) = error.suggestion() {
            assert!(written.parse::<ImageReference>().is_ok(), "{written}");
        }
    }
}

#[test]
fn one_repository_under_every_host() {
    let hosts = [
        "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com",
        "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
        "123456789012.dkr-ecr.us-gov-west-1.on.aws",
        "123456789012.dkr-ecr-fips.us-gov-west-1.on.aws",
        "123456789012.dkr.ecr.us-gov-west-1.amazonaws.com:443",
    ];
    let first = image(&format!("{}/team/app:v1", hosts[0]));
    for host in hosts {
        let other = image(&format!("{host}/team/app@sha256:{HEX}"));
        assert!(first.same_repository(&other), "{host}");
        assert_eq!(first.ecr_repository(), other.ecr_repository());
        assert_eq!(
            other.ecr_repository().unwrap().arn(),
            "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/team/app"
        );
        assert!(other.ecr_registry().unwrap().findings().is_empty());
    }
    for other in [
        "210987654321.dkr.ecr.us-gov-west-1.amazonaws.com/team/app",
        "123456789012.dkr.ecr.us-gov-east-1.amazonaws.com/team/app",
    ] {
        assert!(!first.same_repository(&image(other)));
    }
    assert!(image("public.ecr.aws/a/b").same_repository(&image("ecr-public.aws.com/a/b")));
    assert!(!image("public.ecr.aws/a/b").same_repository(&image("docker.io/a/b")));
}

#[track_caller]
fn found(text: &str, expected: &[(&str, &str)]) {
    let findings = image(text).findings();
    let found: Vec<(&str, &str)> =
        findings.iter().map(|finding| (finding.code.name, &*finding.message)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn unusual_references_have_findings() {
    found("123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1", &[]);
    found(
        "123456789012.dkr.ecr.us-east-1.amazonaws.com",
        &[
            (
                "REPOSITORY_MISSING",
                "`123456789012.dkr.ecr.us-east-1.amazonaws.com` is an ECR registry, but without a repository after it docker reads an image of that name",
            ),
            ("TAG_IMPLICIT", "without tag and digest docker takes the tag `latest`"),
        ],
    );
    found(
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example/app:v1",
        &[(
            "ECR_LOOK_ALIKE",
            "ECR has no host that ends with `amazonaws.com.evil.example`: `123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example`",
        )],
    );
    found(
        "12345678901.dkr.ecr.us-east-1.amazonaws.com/app:v1",
        &[(
            "ECR_LOOK_ALIKE",
            "an ECR registry's host starts with the 12 digits of an account: `12345678901.dkr.ecr.us-east-1.amazonaws.com`",
        )],
    );
    found(
        "123456789012.dkr-ecr.cn-north-1.amazonaws.com/a:v1",
        &[
            ("ECR_REPOSITORY_NAME", "an ECR repository name has at least 2 characters: `a`"),
            ("ECR_HOST_MIXED", "with `amazonaws.com` AWS documents `dkr.ecr`, the host has `dkr-ecr`"),
            (
                "ECR_HOST_MIXED",
                "the region `cn-north-1` is in the partition aws-cn, the suffix `amazonaws.com` belongs to aws and aws-us-gov",
            ),
        ],
    );
    found(
        "123456789012.dkr.ecr.lala-land-1.amazonaws.com/app:v1",
        &[("ECR_HOST_MIXED", "the region `lala-land-1` does not have the form of a known partition")],
    );
    found(
        &format!("my_host.local/app:v1@sha256:{HEX}"),
        &[
            (
                "REGISTRY_MISSING",
                "`my_host.local` is not a host name, so docker reads a repository without a registry",
            ),
            ("TAG_BESIDE_DIGEST", "a pull goes by the digest and ignores the tag, whatever it points to"),
        ],
    );
    found(
        "Octo-Org/app:v1",
        &[(
            "REGISTRY_BY_UPPER_CASE",
            "`Octo-Org` is read as a registry host, because of its upper-case letters",
        )],
    );
}
