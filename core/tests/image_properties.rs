//! Properties of names and naming rules, whatever the input.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at a surprise"
)]

use assumable::image::Tag;
use assumable::naming::{NameVerdict, NamesOutcome};
use assumable::{ImageReference, NamingRules, Run};
use proptest::prelude::*;
use regex_automata::meta::Regex;

/// Text of the characters on which references turn.
fn reference_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c0-1]{1,3}",
        "[A-C]{1,2}",
        "[._/:@-]{1,2}",
        Just("localhost".to_owned()),
        Just("docker.io".to_owned()),
        Just("index.docker.io".to_owned()),
        Just("[fc00::1]".to_owned()),
        Just(":5000".to_owned()),
        Just("https://".to_owned()),
        Just("é".to_owned()),
        Just("\n".to_owned()),
        Just(format!("@sha256:{}", "0a".repeat(32))),
        Just("sha512:".to_owned()),
        Just("library/".to_owned()),
    ];
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

/// The published algorithm, by regular expressions: domain, path, tag and digest.
struct Oracle {
    reference: Regex,
    identifier: Regex,
}

impl Oracle {
    fn new() -> Oracle {
        let component = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
        let host = format!(r"(?:{component}(?:\.{component})*|\[(?:[a-fA-F0-9:]+)\])");
        let domain = format!("{host}(?::[0-9]+)?");
        let part = "[a-z0-9]+(?:(?:[.]|_|__|[-]+)[a-z0-9]+)*";
        let digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
        let reference = format!(
            r"(?-u)^(?:({domain})/)?({part}(?:/{part})*)(?::([a-zA-Z0-9_][a-zA-Z0-9_.-]{{0,127}}))?(?:@({digest}))?$"
        );
        Oracle {
            reference: Regex::new(&reference).unwrap(),
            identifier: Regex::new("(?-u)^[a-f0-9]{64}$").unwrap(),
        }
    }

    fn parse(&self, text: &str) -> Option<[String; 4]> {
        if self.identifier.is_match(text) {
            return None;
        }
        let (domain, rest) = match text.split_once('/') {
            Some((first, rest)) if first == "localhost" || first.contains(['.', ':']) => (first, rest),
            Some((first, rest)) if first.to_lowercase() != first => (first, rest),
            _ => ("docker.io", text),
        };
        let domain = if domain == "index.docker.io" { "docker.io" } else { domain };
        let library = if domain == "docker.io" && !rest.contains('/') { "library/" } else { "" };
        let rest = format!("{library}{rest}");
        let remote = rest.split(':').next().unwrap_or("");
        if remote.to_lowercase() != remote {
            return None;
        }
        let whole = format!("{domain}/{rest}");
        let mut captures = self.reference.create_captures();
        self.reference.captures(&whole, &mut captures);
        let group =
            |index: usize| captures.get_group(index).map_or("", |span| &whole[span.range()]).to_owned();
        if !captures.is_match() || group(2).len() > 255 {
            return None;
        }
        let digest = group(4);
        if let Some((algorithm, hex)) = digest.split_once(':') {
            let length = match algorithm {
                "sha256" => 64,
                "sha384" => 96,
                "sha512" => 128,
                _ => return None,
            };
            if hex.len() != length || hex.bytes().any(|b| b.is_ascii_uppercase()) {
                return None;
            }
        }
        Some([group(1), group(2), group(3), digest])
    }
}

fn parts(image: &ImageReference) -> [String; 4] {
    [
        image.registry().to_owned(),
        image.repository().to_string(),
        image.tag().map(ToString::to_string).unwrap_or_default(),
        image.digest().map(ToString::to_string).unwrap_or_default(),
    ]
}

fn suggestion(help: &str) -> Option<&str> {
    help.strip_prefix("write `")?.strip_suffix('`')
}

/// Conventions with every kind of producer.
fn conventions() -> Vec<NamingRules> {
    let files =
        ["sha-only", "release-trains", "monorepo", "previews", "calendar", "services", "dates", "tickets"];
    let mut rules: Vec<NamingRules> = files
        .into_iter()
        .map(|name| {
            let path = format!("{}/../examples/naming/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap().parse().unwrap()
        })
        .collect();
    let slugs = "version: 1\nimage: ghcr.io/{repository|lower}\ncardinality: any\ntags:\n  \
        - {name: branch, when: {branch: '**'}, tag: '{branch|slug:40}', moving: true}\n  \
        - {name: tag, when: {tag: '**'}, tag: 't-{tag|slug|lower}'}\n  \
        - {name: sha, tag: 'sha-{sha|short:7}', sha: head, optional: true}\n";
    rules.push(slugs.parse().unwrap());
    rules
}

fn run() -> impl Strategy<Value = Run> {
    let name = prop_oneof![
        "[a-zA-Z0-9._#+{}|,=/é-]{1,12}",
        Just("main".to_owned()),
        Just("latest".to_owned()),
        Just("1.2.3".to_owned()),
        Just("v1.2.3".to_owned()),
        Just("v1.2.3-rc.1+b.2".to_owned()),
        Just("release/2026.04".to_owned()),
        Just("api/v1.0.0".to_owned()),
        Just("2026.04.1".to_owned()),
    ];
    let reference = (prop_oneof![Just("refs/heads/"), Just("refs/tags/"), Just("refs/pull/")], name)
        .prop_map(
            |(start, name)| {
                if start == "refs/pull/" { format!("{start}7/merge") } else { format!("{start}{name}") }
            },
        );
    let event = prop_oneof![
        Just("push"),
        Just("pull_request"),
        Just("pull_request_target"),
        Just("schedule"),
        Just("release")
    ];
    let repository =
        prop_oneof![Just("octo-org/app"), Just("Octo-Org/App"), Just("o/a_b"), Just("o/a__b.-c")];
    let sha = "[0-9a-f]{40}";
    let known = |value: BoxedStrategy<String>| prop::option::weighted(0.9, value);
    (
        known(event.prop_map(str::to_owned).boxed()),
        known(reference.boxed()),
        known(sha.boxed()),
        known("[0-9a-f]{40}".boxed()),
        known(repository.prop_map(str::to_owned).boxed()),
    )
        .prop_map(|(event, reference, sha, head, repository)| {
            let mut run = Run::default();
            run.event = event;
            run.reference = reference;
            run.sha = sha;
            run.head_sha = head;
            run.repository = repository;
            run.default_branch = Some("main".to_owned());
            run.number = Some("7".to_owned());
            run.run_number = Some("42".to_owned());
            run.time = Some("2026-04-03T02:00:00Z".to_owned());
            run
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_reference_is_read_as_published(text in reference_like()) {
        thread_local!(static ORACLE: Oracle = Oracle::new());
        let read = text.parse::<ImageReference>().ok().map(|image| parts(&image));
        prop_assert_eq!(read, ORACLE.with(|oracle| oracle.parse(&text)));
    }

    #[test]
    fn reading_what_is_written_changes_nothing(text in reference_like()) {
        if let Ok(image) = text.parse::<ImageReference>() {
            prop_assert_eq!(image.original(), &text);
            for form in [image.to_string(), image.familiar()] {
                prop_assert_eq!(form.parse::<ImageReference>().unwrap(), image.clone());
            }
        }
    }

    #[test]
    fn a_suggestion_is_legal(text in prop_oneof![reference_like(), ".{0,40}"]) {
        if let Err(error) = text.parse::<ImageReference>()
            && let Some(written) = suggestion(error.help())
        {
            prop_assert!(written.parse::<ImageReference>().is_ok(), "{}", written);
        }
        if let Err(error) = text.parse::<Tag>()
            && let Some(written) = suggestion(error.help())
        {
            prop_assert!(written.parse::<Tag>().is_ok(), "{}", written);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_made_is_legal_and_passes(run in run()) {
        for rules in conventions() {
            let made = rules.make(&run).unwrap();
            let names: Vec<&str> = made.names.iter().map(|name| name.name.as_str()).collect();
            for name in &names {
                prop_assert!(name.parse::<ImageReference>().unwrap().tag().is_some());
            }
            if made.outcome == NamesOutcome::Made {
                let checked = rules.check(&run, &names).unwrap();
                prop_assert_eq!(checked.verdict, NameVerdict::Allowed, "{:?}", checked);
                prop_assert!(checked.missing.is_empty());
            }
        }
    }

    #[test]
    fn nothing_else_passes(run in run(), tag in "[A-Za-z0-9_][A-Za-z0-9._-]{0,8}", cut in 0usize..60) {
        for rules in conventions() {
            let made = rules.make(&run).unwrap();
            let known: Vec<&str> = made.names.iter().map(|name| name.name.as_str()).collect();
            let mut tried: Vec<String> = Vec::new();
            for image in &made.images {
                tried.extend([format!("{image}:{tag}"), format!("{image}:latest"), image.clone()]);
                tried.extend(run.sha.iter().map(|sha| format!("{image}:{sha}")));
                tried.push(format!("{image}x:{tag}"));
            }
            for name in &known {
                tried.push(name.chars().take(name.chars().count().saturating_sub(cut % 9 + 1)).collect());
                tried.push(format!("{name}{}", cut % 10));
                tried.push(name.to_uppercase());
            }
            for one in rules.check(&run, &tried).unwrap().images {
                let named = known.contains(&one.image.as_str());
                // What is not known of a run may still skip it: then a name that it may have is open.
                let right = match (named, made.outcome) {
                    (false, _) | (_, NamesOutcome::Skipped) => one.verdict != NameVerdict::Allowed,
                    (true, NamesOutcome::Made) => one.verdict == NameVerdict::Allowed,
                    (true, _) => one.verdict != NameVerdict::Denied,
                };
                prop_assert!(right, "{:?} of a run that is {:?}", one, made.outcome);
                if let Some(suggestion) = &one.suggestion {
                    let again = rules.check(&run, &[suggestion]).unwrap();
                    prop_assert_eq!(again.images[0].verdict, NameVerdict::Allowed, "{:?}", one);
                    prop_assert_eq!(&again.images[0].suggestion, &None);
                }
            }
        }
    }

    #[test]
    fn no_document_and_no_run_breaks_anything(text in "(version: 1\n)?(image: [a{}|:/]{0,8}\n)?tags: ?.{0,60}", run in run()) {
        if let Ok(rules) = text.parse::<NamingRules>() {
            rules.make(&run).unwrap();
            rules.lint(None).unwrap();
        }
    }
}
