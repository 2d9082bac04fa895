//! Tables that an answer has used are not replaced. A process of its own: what was asked before decides.
#![cfg(feature = "push")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::knowledge;
use serde_json::json;

mod facts;

#[test]
fn what_an_answer_has_used_stays() {
    let (printed, changed) = (knowledge::print(), facts::document());
    let built_in = json!({
        "action is known": false,
        "key is carried": "denied",
        "partition of the image": null,
        "session policy": 2048,
        "event is known": false,
    });
    assert_eq!(facts::answers(), built_in);

    let error = knowledge::replace(&changed).unwrap_err();
    assert_eq!(error.kind().code(), "KNOWLEDGE_IN_USE");
    assert_eq!(error.help(), "replace tables first, before any other call");
    // A fault of the document is told all the same.
    assert_eq!(knowledge::replace("{}").unwrap_err().kind().code(), "MISSING_FIELD");
    // What changes nothing is accepted.
    knowledge::replace(&printed).unwrap();
    assert_eq!((facts::answers(), knowledge::print()), (built_in, printed));
}
