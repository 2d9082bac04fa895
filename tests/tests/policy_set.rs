//! The cases of `PolicySet` that every runtime answers: as each of its roles does alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::contract::{Handle, call};
use serde_json::{Value, json};

const CASES: &str = include_str!("../contract/policy-set.json");

fn answered(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_set_answers_as_its_roles_do() {
    let cases: Value = serde_json::from_str(CASES).unwrap();
    for case in cases.as_array().unwrap() {
        let set = Handle::open_value("PolicySet", &case["set"].to_string()).unwrap();
        let many = set.call("check_many", &json!({"claims": case["tokens"]}).to_string()).unwrap();
        assert_eq!(answered(&many)["answers"], case["answers"], "{}", case["name"]);
        for (claims, expected) in
            case["tokens"].as_array().unwrap().iter().zip(case["answers"].as_array().unwrap())
        {
            let one = set.call("check", &json!({"claims": claims}).to_string()).unwrap();
            assert_eq!(&answered(&one), expected);
            for (index, role) in case["set"]["roles"].as_array().unwrap().iter().enumerate() {
                let options =
                    json!({"role_arn": role["role_arn"], "claims_scope": case["set"]["claims_scope"]});
                let alone = json!({"policy": role["policy"], "claims": claims, "options": options});
                let alone = call("check_trust", &alone.to_string()).unwrap();
                let report =
                    set.call("explain", &json!({"role": index, "claims": claims}).to_string()).unwrap();
                let own = answered(&alone);
                assert_eq!(answered(&report)["verdict"], own["verdict"]);
                let told =
                    expected["roles"].as_array().unwrap().iter().find(|told| told["role"] == json!(index));
                let verdict = told.map_or(json!("denied"), |told| told["verdict"].clone());
                assert_eq!(verdict, own["verdict"], "{} {index}", case["name"]);
            }
        }
    }
}
