//! What holds of every case of `explain`.
#![allow(clippy::panic, clippy::expect_used, reason = "a test stops at a surprise")]

use assumable::contract::answer;
use assumable_conformance::vectors;
use serde_json::Value;

#[test]
fn the_order_of_the_documents_changes_nothing() {
    let mut asked = 0;
    for case in vectors::load().iter().filter(|case| case.operation == "explain") {
        let request: Value = serde_json::from_str(&case.request).expect("a request");
        let files = request["files"].as_array().expect("documents");
        if files.len() < 2 {
            continue;
        }
        let first = answer("explain", &case.request);
        let mut reversed: Vec<Value> = files.clone();
        reversed.reverse();
        let mut rotated = files.clone();
        rotated.rotate_left(files.len() / 2);
        for files in [reversed, rotated] {
            let mut request = request.clone();
            request["files"] = Value::Array(files);
            let other = answer("explain", &request.to_string());
            assert_eq!(first, other, "{} {}", case.file, case.name);
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked} orders");
}
