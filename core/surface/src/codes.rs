//! Every code as a page for people, a section each.

use std::fmt::Write;

use assumable::codes::{ALL, Code, CodeKind, CodeStage, FixKind, Severity};

const HEAD: &str = "\
<!-- Generated from the rows of core/src/codes by `cargo run -p assumable-surface`; not edited by hand. -->

# Codes

Every error, denial, finding and open question has a code. A code never changes its meaning, and the same condition
has the same code in every language. `#` and the code in lower case lead to its section on this page.

An **error** is input that cannot be read. A **denial** says why a token, a policy or a name is turned away. A
**finding** is worth knowing and changes no answer. A **question** is one that AWS leaves open: an answer that depends
on it is `undetermined`. Findings weigh `info`, `warning` (probably not what its writer means) or `danger` (lets in more
than its writer means, or can be imitated).
";

/// The areas of the page, in the order of [`ALL`].
const AREAS: [&str; 18] = [
    "Input that is refused",
    "Claims of a token",
    "Subjects, settings, workflow references and filters",
    "Assuming a role",
    "Why a role is not assumed, and who else may",
    "Policy documents",
    "Images and registries",
    "Naming rules",
    "Exact questions about every token",
    "Policies that are made",
    "Workflow files",
    "Documents of infrastructure, answers and logs",
    "Terraform files",
    "Templates of CloudFormation",
    "Plans and states of Terraform",
    "The road of a job",
    "What stops a job beside its policies",
    "Questions that AWS leaves open",
];

/// The page.
#[must_use]
pub fn emit() -> String {
    assert_eq!(AREAS.len(), ALL.len(), "every area of codes has a heading");
    let mut page = String::from(HEAD);
    for (area, rows) in AREAS.iter().zip(ALL) {
        line(&mut page, &format!("\n**{area}**\n\n| code | weight | what is true |\n|---|---|---|"));
        for code in *rows {
            let name = code.name;
            let anchor = name.to_lowercase();
            line(&mut page, &format!("| [`{name}`](#{anchor}) | {} | {} |", severity(code), code.title));
        }
    }
    for rows in ALL {
        for code in *rows {
            section(&mut page, code);
        }
    }
    page
}

fn section(page: &mut String, code: &Code) {
    let about = code.page;
    let title = match code.kind {
        CodeKind::Question => format!("AWS does not document {}", code.title),
        _ => capital(code.title),
    };
    line(page, &format!("\n## {}\n\n{title}. {}\n", code.name, about.why));
    line(page, &format!("- Example: {}", about.example));
    line(page, &format!("- What to do: {}", about.help));
    match code.fix {
        None => {}
        Some(FixKind::Safe) => line(page, "- Fix: comes with the finding, and can be made without looking."),
        Some(_) => line(page, "- Fix: comes with the finding, for a person to decide."),
    }
    line(page, &format!("- {}, {}, {}. Source: {}", kind(code), stage(code), severity(code), code.source()));
}

fn line(page: &mut String, text: &str) {
    writeln!(page, "{text}").expect("a string takes any text");
}

/// The text as a sentence starts.
fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn kind(code: &Code) -> &'static str {
    match code.kind {
        CodeKind::Error => "Error",
        CodeKind::Denial => "Denial",
        CodeKind::Finding => "Finding",
        CodeKind::Question => "Open question",
        _ => panic!("the page does not know the kind of {code}"),
    }
}

fn stage(code: &Code) -> &'static str {
    match code.stage {
        CodeStage::Input => "reading",
        CodeStage::Token => "token",
        CodeStage::Subject => "subject",
        CodeStage::Provider => "identity provider",
        CodeStage::TrustPolicy => "trust policy",
        CodeStage::Policy => "policy document",
        CodeStage::Permissions => "permissions",
        CodeStage::Image => "image",
        CodeStage::Naming => "naming rules",
        CodeStage::Workflow => "workflow",
        CodeStage::Document => "documents",
        _ => panic!("the page does not know the stage of {code}"),
    }
}

fn severity(code: &Code) -> &'static str {
    match code.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Danger => "danger",
        Severity::Error => "error",
        _ => panic!("the page does not know the weight of {code}"),
    }
}
