//! Prints what becomes of published roads: `ROADS=roads.jsonl cargo test road:: -- --ignored --nocapture`.

use super::*;
use crate::read::{NamedText, ReadOptions, read_documents};

#[test]
#[ignore = "needs published rows"]
fn published() {
    println!(
        "EXAMPLE {}",
        crate::contract::call("explain", include_str!("../contract/examples/explain.request.json")).unwrap()
    );
    let path = std::env::var("ROADS").unwrap();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let files = row["files"].as_array().unwrap();
        let files: Vec<NamedText<'_>> = files
            .iter()
            .map(|file| NamedText {
                name: file["name"].as_str().unwrap(),
                text: file["text"].as_str().unwrap(),
            })
            .collect();
        let known = &row["known"];
        let text = |name: &str| known[name].as_str().map(str::to_owned);
        let mut options = ReadOptions::default();
        options.repository = text("repository");
        options.default_branch = text("default_branch");
        options.account = text("account").and_then(|text| text.parse().ok());
        options.region = text("region");
        if let Some(write) = known["default_workflow_permissions"].as_str() {
            options.default_workflow_permissions = Some(match write {
                "write" => crate::read::DefaultPermissions::Write,
                _ => crate::read::DefaultPermissions::Read,
            });
        }
        options.trusted_owners = known["trusted_owners"]
            .as_array()
            .map(|list| list.iter().map(|one| one.as_str().unwrap().to_owned()).collect());
        for (name, kind) in known["refs"].as_object().into_iter().flatten() {
            options.refs.insert(name.clone(), serde_json::from_value(kind.clone()).unwrap());
        }
        let inventory = read_documents(&files, &options).unwrap();
        let layer = |name: &str, kind| match known[name].as_array() {
            None => crate::aws::Layer::Omitted,
            Some(list) => crate::aws::Layer::Given(
                list.iter()
                    .map(|one| {
                        let file = files.iter().find(|file| one == file.name).unwrap();
                        crate::aws::PolicyText::read(file.text, kind).unwrap().named(file.name)
                    })
                    .collect(),
            ),
        };
        for job in &inventory.jobs {
            println!(
                "JOB {} {} {:?} {:?}",
                row["id"],
                job.job,
                job.id_token,
                job.findings.iter().map(|f| format!("{} {}", f.code.name, f.message)).collect::<Vec<_>>()
            );
        }
        for role in &inventory.roles {
            println!("ROLE {} {:?} {:?}", row["id"], role.address, role.name);
        }
        let facts = RoadFacts {
            repository: text("repository"),
            default_branch: text("default_branch"),
            owner_id: text("owner_id"),
            repository_id: text("repository_id"),
            immutable: known["immutable"].as_bool(),
            include_claim_keys: known["include_claim_keys"]
                .as_array()
                .map(|list| list.iter().map(|one| one.as_str().unwrap().to_owned()).collect()),
            account: text("account").and_then(|text| text.parse().ok()),
            rcp: layer("rcp", crate::aws::PolicyKind::ResourceControl),
            scp: match layer("scp", crate::aws::PolicyKind::ServiceControl) {
                crate::aws::Layer::Omitted => Vec::new(),
                given => vec![given],
            },
            ..RoadFacts::default()
        };
        let start = std::time::Instant::now();
        match explain(&inventory, &facts) {
            Ok(report) => println!(
                "ROAD {}",
                serde_json::json!({"id": row["id"], "ms": start.elapsed().as_secs_f64() * 1e3, "report": report})
            ),
            Err(error) => {
                println!("ROAD {}", serde_json::json!({"id": row["id"], "error": error.to_string()}))
            }
        }
    }
}
