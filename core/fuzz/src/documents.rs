//! What people hold: expressions, and workflow files.

use assumable::premise::SourcePlace;
use assumable::read::{
    ExpressionContexts, ExpressionOutcome, NamedText, ReadKind, ReadOptions, ReadText, TokenAnswer,
    evaluate_expression, read_documents, recognize,
};

/// An expression in contexts of which nothing is known: an answer, with a value or with what it depends on.
pub fn expression(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let mut contexts = ExpressionContexts::default();
    let names = ["github", "vars", "secrets", "inputs", "matrix", "env", "needs", "steps", "runner"];
    contexts.unknown = names.iter().map(|name| (*name).to_owned()).collect();
    contexts.one_of = vec![("matrix.stage".to_owned(), vec!["dev".to_owned(), "prod".to_owned()])];
    let Ok(report) = evaluate_expression(text, &contexts) else { return };
    match report.outcome {
        ExpressionOutcome::Known => assert!(report.text.is_some() && report.unknown.is_empty()),
        ExpressionOutcome::Unknown => assert!(report.text.is_none() && !report.unknown.is_empty()),
        _ => assert!(report.outcome == ExpressionOutcome::Fails && report.reason.is_some()),
    }
    assert_eq!(Ok(&report), evaluate_expression(text, &contexts).as_ref(), "the same again");
    // What it prints reads back as that text.
    let printed = report.text.filter(|text| text.chars().count() < 10_000);
    let Some(printed) = printed else { return };
    let literal = format!("'{}'", printed.replace('\'', "''"));
    let again = evaluate_expression(&literal, &contexts).expect("a text in quotes is an expression");
    assert_eq!(again.text, Some(printed));
}

/// A workflow that calls itself by another name: each place is in the text, and each value is known or says why not.
pub fn workflow(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let files = [
        NamedText { name: ".github/workflows/a.yml", text },
        NamedText { name: ".github/workflows/b.yml", text },
        NamedText { name: "act/action.yml", text },
    ];
    let mut options = ReadOptions::default();
    options.repository = Some("octo-org/app".to_owned());
    options.default_branch = Some("main".to_owned());
    let Ok(inventory) = read_documents(&files, &options) else { return };
    assert_eq!(inventory.documents.len(), files.len());
    let plain = text.strip_prefix('\u{feff}').unwrap_or(text).chars().count();
    let within = |place: &SourcePlace| {
        let end = place.offset.unwrap_or(0) + place.length.unwrap_or(0);
        assert!(end <= plain, "{place:?} is past the {plain} characters of the text");
    };
    let told = |text: &ReadText| {
        let is_known = text.value.is_some();
        assert!(is_known != (!text.unknown.is_empty() || !text.one_of.is_empty()), "{text:?}");
        text.place.iter().for_each(within);
    };
    for job in &inventory.jobs {
        within(&job.place);
        job.environment.iter().for_each(told);
        job.roles.iter().for_each(|role| told(&role.role));
        job.images.iter().for_each(|image| told(&image.name));
        let fails = job.findings.iter().any(|finding| finding.code.name() == "STARTUP_FAILURE");
        assert!(!fails || job.id_token.answer == TokenAnswer::No);
        assert!(job.findings.is_sorted_by_key(|finding| finding.code.name()));
    }
}

/// A template of CloudFormation, in YAML and in JSON.
pub fn cloudformation(data: &[u8]) {
    infrastructure(data, &["template.yaml", "Stack.template.json"]);
}

/// A plan or a state of Terraform, alone and beside a configuration: what both have is told once.
pub fn plan(data: &[u8]) {
    infrastructure(data, &["plan.json"]);
    let Some(text) = crate::text(data) else { return };
    let files = [NamedText { name: "plan.json", text }, NamedText { name: "main.tf", text: CONFIGURATION }];
    let Ok(inventory) = read_documents(&files, &ReadOptions::default()) else { return };
    let is_plan = inventory.documents.first().is_some_and(|plan| plan.kind == ReadKind::TerraformPlan);
    let told = inventory.roles.iter().filter(|role| role.address.as_deref() == Some("aws_iam_role.ci"));
    let places: Vec<&SourcePlace> = told.map(|role| &role.place).collect();
    assert!(!places.is_empty(), "the role of the configuration is told");
    let in_plan = |place: &&&SourcePlace| place.document.as_deref() == Some("plan.json");
    assert!(!is_plan || places.iter().filter(in_plan).count() == 0, "{places:?}");
}

/// What stands beside a plan.
const CONFIGURATION: &str = "variable \"org\" {}\nresource \"aws_iam_role\" \"ci\" {\n  name = \"ci\"\n  assume_role_policy = jsonencode({ Statement = [{ Sub = \"repo:${var.org}/*\" }] })\n}\nresource \"aws_iam_role_policy\" \"push\" {\n  role = aws_iam_role.ci.id\n  policy = \"{}\"\n}\nresource \"aws_ecr_repository\" \"app\" {\n  name = \"app\"\n}\n";

/// A configuration of Terraform, with itself as a module, as an override and as values, in its own syntax and in JSON.
pub fn terraform(data: &[u8]) {
    infrastructure(
        data,
        &["main.tf", "mod/main.tf", "x_override.tf", "a/main.tf.json", "terraform.tfvars", "a/t.tftpl"],
    );
}

/// A text under names that leave it to its content what it is: the same kind each time, with a reason.
pub fn recognise(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    for name in ["", "main.tf.json", "x.yaml", "action.yml"] {
        let document = recognize(name, text);
        assert!(!document.title.is_empty() && !document.why.is_empty(), "{document:?}");
        assert!(document.refused.iter().all(|refused| !refused.help.is_empty()));
        assert_eq!(document, recognize(name, text), "the same again");
    }
}

/// An answer of AWS, an event, settings, a token or a log, alone and beside a configuration.
pub fn answers(data: &[u8]) {
    infrastructure(data, &["answer", "answers/again.json"]);
    let Some(text) = crate::text(data) else { return };
    let Ok(inventory) = read_documents(&[NamedText { name: "answer", text }], &ReadOptions::default()) else {
        return;
    };
    let characters = text.chars().count();
    let places = inventory.events.iter().map(|event| &event.place);
    let places = places.chain(inventory.tokens.iter().map(|token| &token.place));
    for place in places.chain(inventory.errors.iter().map(|error| &error.place)) {
        let end = place.offset.unwrap_or(0) + place.length.unwrap_or(0);
        assert!(end <= characters, "{place:?} is past the {characters} characters of the text");
    }
    assert!(inventory.events.iter().all(|event| event.attempt > 0 && !event.outcome.is_empty()));
    assert!(inventory.errors.iter().all(|error| !error.message.is_empty()));
}

/// Documents of infrastructure with this text: each is read or says where it is refused, every place is in the text, every
/// value is known or says what it depends on, and what is asked for is asked once.
fn infrastructure(data: &[u8], names: &[&str]) {
    let Some(text) = crate::text(data) else { return };
    let files: Vec<NamedText<'_>> = names.iter().map(|name| NamedText { name, text }).collect();
    let options = ReadOptions::default();
    let Ok(inventory) = read_documents(&files, &options) else { return };
    assert_eq!(inventory.documents.len(), files.len());
    let characters = text.chars().count();
    let within = |place: &SourcePlace| {
        let end = place.offset.unwrap_or(0) + place.length.unwrap_or(0);
        assert!(end <= characters, "{place:?} is past the {characters} characters of the text");
    };
    let told = |text: &ReadText| {
        assert!(text.value.is_none() || text.unknown.is_empty(), "{text:?}");
        text.place.iter().for_each(within);
    };
    for document in &inventory.documents {
        let Some(refused) = &document.refused else { continue };
        assert!(!refused.help.is_empty() && !refused.message.is_empty());
        refused.place.iter().for_each(within);
    }
    for role in &inventory.roles {
        within(&role.place);
        [&role.arn, &role.name, &role.path, &role.boundary].into_iter().flatten().for_each(told);
        let policies =
            role.trust_policy.iter().chain(role.permissions.iter().filter_map(|one| one.policy.as_ref()));
        policies.flat_map(|policy| &policy.places).for_each(|place| within(&place.place));
    }
    inventory.providers.iter().filter_map(|provider| provider.url.as_ref()).for_each(told);
    inventory.repositories.iter().filter_map(|repository| repository.name.as_ref()).for_each(told);
    inventory.findings.iter().filter_map(|finding| finding.place.as_deref()).for_each(within);
    let mut asked: Vec<&str> = inventory.unresolved.iter().map(|question| question.name.as_str()).collect();
    let count = asked.len();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), count, "each question is asked once");
    assert_eq!(Ok(&inventory), read_documents(&files, &options).as_ref(), "the same again");
}
