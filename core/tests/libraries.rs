//! The worst text of each library that reads a caller's text: an answer or one coded error, never a panic, within the
//! bounds that are set before the library sees it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at a surprise")]

use assumable::contract::call;
use serde_json::{Value, json};

/// The code of an error, or `ok`.
fn outcome(operation: &str, request: &Value) -> String {
    match call(operation, &request.to_string()) {
        Ok(answer) => {
            serde_json::from_str::<serde::de::IgnoredAny>(&answer).unwrap();
            "ok".to_owned()
        }
        Err(error) => error.kind().code().to_owned(),
    }
}

fn yaml(text: &str) -> String {
    outcome("make_tags", &json!({"rules": text, "run": {"env": {}}}))
}

/// `granit-parser`: what nests, repeats, refers or never ends.
#[test]
fn yaml_texts() {
    let lines = |line: &dyn Fn(usize) -> String, count: usize| (0..count).map(line).collect::<String>();
    for (text, codes) in [
        ("[".repeat(65_000), ["JSON_TOO_DEEP", "YAML_SYNTAX"]),
        ("a: {a: ".repeat(9_000), ["JSON_TOO_DEEP", "YAML_SYNTAX"]),
        ("- ".repeat(32_000), ["JSON_TOO_DEEP", "YAML_SYNTAX"]),
        ("? ".repeat(32_000), ["JSON_TOO_DEEP", "YAML_SYNTAX"]),
        (lines(&|depth| format!("{}a:\n", " ".repeat(depth)), 340), ["JSON_TOO_DEEP", "YAML_SYNTAX"]),
        (format!("a: &a [{}]", "*a,".repeat(20_000)), ["YAML_SYNTAX"; 2]),
        (lines(&|index| format!("k{index}: &a{index} x\n"), 3_000), ["YAML_SYNTAX"; 2]),
        (format!("%TAG ! {}\n--- a", "x".repeat(60_000)), ["YAML_SYNTAX", "RULES_INVALID"]),
        ("%YAML 9999999999999999999.1\n---\na: 1\n".to_owned(), ["YAML_SYNTAX"; 2]),
        ("---\n".repeat(16_000), ["YAML_SYNTAX"; 2]),
        (format!("\"{}", "\\U0010ffff".repeat(6_000)), ["YAML_SYNTAX"; 2]),
        ("\"\\U00110000\"".to_owned(), ["YAML_SYNTAX"; 2]),
        ("\"\\ud800\"".to_owned(), ["YAML_SYNTAX"; 2]),
        (format!("a: |{}\n b", "9".repeat(60_000)), ["YAML_SYNTAX"; 2]),
        (format!("a: >\n{}", " \n".repeat(30_000)), ["RULES_INVALID", "UNKNOWN_FIELD"]),
        (lines(&|index| format!("k{index}: 1\n"), 6_000), ["RULES_INVALID", "UNKNOWN_FIELD"]),
        ("\u{feff}\u{feff}a: 1".to_owned(), ["YAML_SYNTAX", "UNKNOWN_FIELD"]),
        ("a:\t\u{85}\u{2028}\u{2029}b: !".repeat(3_000), ["YAML_SYNTAX", "WRONG_DOCUMENT"]),
        ("#".repeat(65_537), ["TOO_LARGE"; 2]),
    ] {
        let code = yaml(&text);
        assert!(codes.contains(&code.as_str()), "{code} for {}", text.chars().take(40).collect::<String>());
    }
}

/// `base64`: letters outside of the alphabet, bits left over, padding, and what is not UTF-8.
#[test]
fn base64_texts() {
    let token = |header: &str, payload: &str| {
        outcome("decode_token", &json!({"jwt": format!("{header}.{payload}.x")}))
    };
    for (text, codes) in [
        ("A".repeat(65_000), ["NOT_UTF8", "JSON_NUL", "JSON_SYNTAX"]),
        ("=".repeat(60_000), ["CLAIM_INVALID"; 3]),
        ("A".to_owned(), ["CLAIM_INVALID"; 3]),
        ("e30".to_owned(), ["ok"; 3]),
        ("e31".to_owned(), ["CLAIM_INVALID", "ok", "JSON_SYNTAX"]),
        ("e30=".to_owned(), ["ok", "CLAIM_INVALID", "ok"]),
        ("é".repeat(10_000), ["CLAIM_INVALID"; 3]),
        ("_-_-".repeat(15_000), ["NOT_UTF8"; 3]),
        (String::new(), ["CLAIM_INVALID", "JSON_SYNTAX", "JSON_SYNTAX"]),
        ("W1tb".repeat(15_000), ["JSON_TOO_DEEP"; 3]),
    ] {
        for code in [token("e30", &text), token(&text, "e30")] {
            assert!(
                codes.contains(&code.as_str()),
                "{code} for {}",
                text.chars().take(40).collect::<String>()
            );
        }
    }
    assert_eq!(token("e30", &"A".repeat(65_536)), "TOO_LARGE");
}

/// `serde_json`: numbers are kept by their digits, and never go through a float.
#[test]
fn numbers() {
    use base64::Engine as _;
    for number in [
        "9".repeat(30_000),
        "-0".to_owned(),
        "1e999999999999".to_owned(),
        format!("0.{}1", "0".repeat(30_000)),
        "1E+400".to_owned(),
    ] {
        let part = |text: &str| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.x", part("{}"), part(&format!("{{\"n\":{number}}}")));
        let answer = call("decode_token", &json!({"jwt": token}).to_string()).unwrap();
        assert!(answer.contains(&format!("\"n\":{number}")), "{}", number.get(..40).unwrap_or(&number));
        let claims = format!(
            "{{\"claims\": {{\"repository\": \"a/b\", \"event_name\": \"push\", \"ref\": \"refs/heads/m\", \"run_id\": {number}}}}}"
        );
        assert!(call("build_subject", &claims).is_ok());
    }
    for text in ["01", "1.", ".5", "+1", "0x1", "1e", "-", "Infinity", "1_0"] {
        let error = call("build_subject", &format!("{{\"claims\": {{\"n\": {text}}}}}")).unwrap_err();
        assert_eq!(error.kind().code(), "JSON_SYNTAX", "{text}");
    }
}

/// `memchr`: needles and texts that repeat themselves.
#[test]
fn searched_texts() {
    for (pattern, text, holds) in [
        (format!("*{}b*", "a".repeat(16_000)), "a".repeat(32_000), "no_match"),
        (format!("*{}*", "ab".repeat(8_000)), "ab".repeat(16_000), "match"),
        (format!("*{}c*", "ab".repeat(8_000)), "ab".repeat(16_000), "no_match"),
        (format!("*{}", "*a".repeat(16_000)), "a".repeat(15_999), "no_match"),
        (format!("*{}*", "\u{10ffff}".repeat(4_000)), "\u{10fffe}".repeat(8_000), "no_match"),
        ("*\u{0}*".to_owned(), "a".to_owned(), "JSON_NUL"),
    ] {
        let request =
            json!({"operator": "StringLike", "key": "a", "values": pattern, "context": {"a": text}});
        match call("match_condition", &request.to_string()) {
            Ok(answer) => assert!(answer.starts_with(&format!("{{\"outcome\":\"{holds}\"")), "{holds}"),
            Err(error) => assert_eq!(error.kind().code(), holds),
        }
    }
}
