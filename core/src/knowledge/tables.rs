//! How old each table is: its version, the day on which it was last compared with its source, and a hash.

use serde::Serialize;

/// One table of facts that the answers depend on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KnowledgeTable {
    /// Its name.
    pub name: &'static str,
    /// What it holds, and where that is published.
    pub source: &'static str,
    /// Its version: it rises with every change of its rows.
    pub version: usize,
    /// The day on which it was last compared with its source (`YYYY-MM-DD`).
    pub day: &'static str,
    /// A hash of its rows, so that two builds can be compared.
    pub hash: &'static str,
}

const fn table(
    name: &'static str,
    version: usize,
    day: &'static str,
    hash: &'static str,
    source: &'static str,
) -> KnowledgeTable {
    KnowledgeTable { name, source, version, day, hash }
}

/// Every table, by the name of its file.
#[rustfmt::skip]
pub(crate) const TABLES: &[KnowledgeTable] = &[
    table("claims", 1, "2026-11-22", "3c980f9237c379d9", "claims of GitHub's tokens: GitHub Docs, OpenID Connect reference"),
    table("context_keys", 1, "2026-11-27", "e0a4d298207b30dc", "condition keys and when requests carry them: IAM User Guide; AWS Service Authorization Reference"),
    table("ecr", 1, "2026-11-27", "f2a669c73183c34d", "partitions, regions and ECR's hosts: botocore; Amazon ECR User Guide"),
    table("ecr_actions", 3, "2026-11-27", "97d15701f0dc051a", "ECR's actions: AWS Service Authorization Reference; Amazon ECR User Guide"),
    table("events", 1, "2026-11-22", "cf989708eaff416a", "events and their refs: GitHub Docs, Events that trigger workflows"),
    table("identity_providers", 1, "2026-11-22", "b345df082c95a70a", "shared identity providers: IAM User Guide"),
    table("issuers", 1, "2026-11-22", "0ce91397a4207b3b", "issuers and audiences: GitHub Docs, OpenID Connect reference"),
    table("own_policies", 1, "2026-11-22", "9ce3044e533abed7", "resources that only their own policy opens: IAM User Guide"),
    table("push_clients", 1, "2026-11-27", "5bfd0235df0e1258", "the calls of clients that push: their source and what was seen of them"),
    table("quotas", 1, "2026-11-27", "e5825894a8cb7965", "quotas of policies: IAM User Guide; botocore"),
    table("sts", 3, "2026-11-27", "5dc4505de3f461b4", "claims that fill condition keys: AWS Service Authorization Reference"),
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::TABLES;

    /// Files of this folder that hold no dated rows.
    const OTHERS: [&str; 3] = ["mod", "questions", "tables"];

    /// FNV-1a, 64 bits, over the constants of a file: it is there to notice a change, not to keep one out.
    fn hash(text: &str) -> String {
        let mut inside = false;
        let mut sum = 0xcbf2_9ce4_8422_2325_u64;
        for line in text.split("#[cfg(test)]").next().unwrap().lines() {
            let starts =
                line.trim_start_matches("pub(crate) ").starts_with("const ") && !line.contains("const fn");
            inside |= starts;
            if inside && !line.trim().starts_with("//") {
                for byte in line.bytes().filter(|b| !b.is_ascii_whitespace()) {
                    sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
                }
            }
            inside &= !line.ends_with(';');
        }
        format!("{sum:016x}")
    }

    #[test]
    fn every_table_has_its_age_and_its_hash() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge");
        let mut faults = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if OTHERS.contains(&name.as_str()) {
                continue;
            }
            let found = hash(&fs::read_to_string(&path).unwrap());
            match TABLES.iter().find(|table| table.name == name) {
                None => faults.push(format!("{name}: give it a row in knowledge/tables.rs, with the hash {found}")),
                Some(table) if table.hash != found => faults.push(format!(
                    "{name}: its rows have changed: raise `version`, set `day` to that of the comparison with the source, \
                     and `hash` to {found}"
                )),
                Some(_) => {}
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
