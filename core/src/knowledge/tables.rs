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
    /// A hash of its rows and of what reads them, so that two builds can be compared.
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
    table("claims", 1, "2026-11-22", "fd7c98e7e63b8807", "claims of GitHub's tokens: GitHub Docs, OpenID Connect reference"),
    table("ecr", 1, "2026-11-27", "0529e15dafc4dafa", "partitions, regions and ECR's hosts: botocore; Amazon ECR User Guide"),
    table("ecr_actions", 1, "2026-11-27", "6ba576b39bff5ac7", "ECR's actions: AWS Service Authorization Reference"),
    table("events", 1, "2026-11-22", "50387bae63911c96", "events and their refs: GitHub Docs, Events that trigger workflows"),
    table("identity_providers", 1, "2026-11-22", "3241889e527f6c52", "shared identity providers: IAM User Guide"),
    table("issuers", 1, "2026-11-22", "7663279f3019df16", "issuers and audiences: GitHub Docs, OpenID Connect reference"),
    table("quotas", 1, "2026-11-27", "938386c35f45ac64", "quotas of policies: IAM User Guide; botocore"),
    table("sts", 1, "2026-11-27", "82915ebf0d36edb6", "condition keys of STS: AWS Service Authorization Reference"),
];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::TABLES;

    /// Files of this folder that hold no dated rows.
    const OTHERS: [&str; 3] = ["mod", "questions", "tables"];

    /// FNV-1a, 64 bits: it is there to notice a change, not to keep one out.
    fn hash(text: &str) -> String {
        let rows = text.split("#[cfg(test)]").next().unwrap();
        let lines = rows.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let bytes = lines.flat_map(str::bytes).filter(|b| !b.is_ascii_whitespace());
        format!(
            "{:016x}",
            bytes.fold(0xcbf2_9ce4_8422_2325_u64, |sum, b| (sum ^ u64::from(b))
                .wrapping_mul(0x0100_0000_01b3))
        )
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
