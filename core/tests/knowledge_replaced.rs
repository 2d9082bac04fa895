//! Tables of a document in the place of those that are built in. A process of its own: they are replaced once.
#![cfg(feature = "push")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::knowledge;
use serde_json::{Value, json};

mod facts;

#[test]
fn the_rows_of_a_document_decide() {
    let printed = knowledge::print();
    // Printing and passing back is the identity, and uses nothing up.
    knowledge::replace(&printed).unwrap();
    let document = facts::document();
    let replaced = facts::ask("replace_knowledge", &json!({"document": document}));
    let ages = replaced["ok"]["tables"].as_array().unwrap();
    let changed: Vec<&str> = ages
        .iter()
        .filter(|table| table["replaced"] == true)
        .map(|table| table["name"].as_str().unwrap())
        .collect();
    assert_eq!(changed, ["context_keys", "ecr_actions", "ecr_hosts", "events", "partitions", "quotas"]);

    assert_eq!(
        facts::answers(),
        json!({
            "action is known": true,
            "key is carried": "undetermined",
            "partition of the image": "aws-moon",
            "session policy": 4096,
            "event is known": true,
        })
    );

    // Every surface tells the version, the day and the hash of the tables in force.
    let document: Value = serde_json::from_str(&document).unwrap();
    let told = facts::ask("knowledge", &json!({"as_of": "2027-03-01", "document": true}));
    for (table, age) in
        document["tables"].as_array().unwrap().iter().zip(told["ok"]["tables"].as_array().unwrap())
    {
        for member in ["name", "version", "day", "hash"] {
            assert_eq!(table[member], age[member]);
        }
    }
    let old: Vec<&str> =
        told["ok"]["findings"].as_array().unwrap().iter().map(|one| one["about"].as_str().unwrap()).collect();
    assert!(old.contains(&"/tables/0") && !old.contains(&"/tables/4"), "{old:?}");
    let again: Value = serde_json::from_str(told["ok"]["document"].as_str().unwrap()).unwrap();
    assert_eq!(again, document);

    // A second time only what changes nothing is accepted.
    knowledge::replace(&document.to_string()).unwrap();
    let error = knowledge::replace(&printed).unwrap_err();
    assert_eq!(error.kind().code(), "KNOWLEDGE_REPLACED");
    assert_eq!(error.help(), "join what both documents hold into one, and pass it first");
}
