//! Input meant to do harm, or merely broken: each gives one coded error with its place, whole, and nothing else.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at a surprise")]

use assumable::contract::{Handle, OPERATIONS, call, call_bytes};
use assumable::{Error, ErrorKind};

/// An error as a person sees it: code, message, JSON pointer, and `line:column` where it has a place.
fn seen(error: &Error) -> (&'static str, String, String, Option<String>) {
    let place = error.place().map(|place| format!("{}:{}", place.line, place.column));
    (error.kind().code(), error.to_string(), error.path().to_owned(), place)
}

#[track_caller]
fn refused(request: &str, code: &str, message: &str, path: &str, place: &str) {
    let error = call("parse_image", request).expect_err(request);
    let place = (!place.is_empty()).then(|| place.to_owned());
    assert_eq!(seen(&error), (code_of(code), message.to_owned(), path.to_owned(), place), "{request:.200}");
}

fn code_of(code: &str) -> &'static str {
    ErrorKind::ALL.iter().map(|kind| kind.code()).find(|known| *known == code).expect("a known code")
}

#[test]
fn text_that_is_no_json() {
    for (request, message, path, place) in [
        ("", "a value expected, but the text ends", "", "1:1"),
        ("\n ", "a value expected, but the text ends", "", "2:2"),
        ("nul", "a value expected, found `nul`", "", "1:1"),
        ("{", "a member name in double quotes expected, but the text ends", "", "1:2"),
        (r#"{"text""#, "`:` after the member name expected, but the text ends", "/text", "1:8"),
        (r#"{"text":"#, "a value expected, but the text ends", "/text", "1:9"),
        (r#"{"text": "a""#, "`,` or `}` expected, but the text ends", "", "1:13"),
        (r#"{"text": "a",}"#, "a comma stands before `}`, and no value after it", "", "1:13"),
        (r#"{"text": "a"} x"#, "the end of the document expected, found `x`", "", "1:15"),
        ("{'text': 'a'}", "a member name in double quotes expected, found `'`", "", "1:2"),
        ("{text: 1}", "a member name in double quotes expected, found `text`", "", "1:2"),
        ("[1,]", "a comma stands before `]`, and no value after it", "/1", "1:3"),
        ("[1 2]", "`,` or `]` expected, found `2`", "", "1:4"),
        (r#"{"text": 01}"#, "a number may not start with a zero", "/text", "1:10"),
        (r#"{"text": 1.}"#, "a digit after the decimal point expected, found `}`", "/text", "1:12"),
        (r#"{"text": -}"#, "a digit expected, found `}`", "/text", "1:11"),
        (r#"{"text": 1e}"#, "a digit in the exponent expected, found `}`", "/text", "1:12"),
        (r#"{"text": "a"#, "a string is not closed", "/text", "1:10"),
        ("{\"text\": \"a\nb\"}", "a control character stands unescaped in a string", "/text", "1:12"),
        (r#"{"text": "\x"}"#, "a backslash starts no known escape", "/text", "1:11"),
        (r#"{"text": "\u12"}"#, r"`\u` takes four hexadecimal digits", "/text", "1:13"),
        ("// why\n{}", "a value expected, found `/`", "", "1:1"),
        ("\u{feff}{}", "a byte order mark stands before the document", "", "1:1"),
        ("{\0}", r"a member name in double quotes expected, found `\u{0}`", "", "1:2"),
    ] {
        refused(request, "JSON_SYNTAX", message, path, place);
    }
}

#[test]
fn numbers_that_json_has_not() {
    for (word, message) in [
        ("NaN", "a value expected, found `NaN`"),
        ("Infinity", "a value expected, found `Infinity`"),
        ("undefined", "a value expected, found `undefined`"),
    ] {
        refused(&format!(r#"{{"text": {word}}}"#), "JSON_SYNTAX", message, "/text", "1:10");
    }
    refused(r#"{"text": -Infinity}"#, "JSON_SYNTAX", "a digit expected, found `Infinity`", "/text", "1:11");
    let error = call("parse_image", r#"{"text": NaN}"#).unwrap_err();
    assert_eq!(error.help(), "JSON has no such number; leave the member out");
}

#[test]
fn help_speaks_of_a_comma_only_after_one() {
    let help = |request| call("parse_image", request).unwrap_err().help().to_owned();
    assert_eq!(help("[1, ]"), "remove the comma");
    assert_eq!(help(r#"{"text": 1.}"#), "write a digit after the decimal point here");
}

#[test]
fn surrogates_and_nul() {
    for escape in [r"\ud800", r"\udc00", r"\ud800A", r"\ud800\u0041", r"\uD800\uD800"] {
        let half = escape.get(..6).unwrap().to_lowercase();
        let request = format!(r#"{{"text": "{escape}"}}"#);
        let message = format!("the escape `{half}` is half of a surrogate pair");
        refused(&request, "JSON_LONE_SURROGATE", &message, "/text", "1:11");
    }
    refused(r#"{"text": "a\u0000"}"#, "JSON_NUL", "a string holds U+0000", "/text", "");
    refused("{\"text\": \"a\0\"}", "JSON_NUL", "a string holds U+0000", "/text", "1:12");
    refused(r#"{"\u0000": 1}"#, "JSON_NUL", "a string holds U+0000", "", "1:2");
}

#[test]
fn bytes_that_are_not_utf8() {
    for (request, place, offset) in [
        (b"{\"text\": \"a\xff\"}".as_slice(), "1:12", 11),
        // A surrogate as three bytes, and an overlong NUL; places are counted in characters.
        (b"{\n\"t\xc3\xa9xt\": \"\xed\xa0\x80\"}".as_slice(), "2:10", 11),
        (b"\xc0\x80".as_slice(), "1:1", 0),
        (b"{\"text\": \"\xe6\x97".as_slice(), "1:11", 10),
    ] {
        let error = call_bytes("parse_image", request).unwrap_err();
        let expected =
            ("NOT_UTF8", "the text is not UTF-8".to_owned(), String::new(), Some(place.to_owned()));
        assert_eq!(seen(&error), expected);
        assert_eq!(error.place().unwrap().offset, offset);
    }
}

#[test]
fn duplicates_at_every_level() {
    let twice = |name: &str| format!("the member `{name}` is named twice in one object");
    let code = "JSON_DUPLICATE_MEMBER";
    refused(r#"{"text": "a", "text": "b"}"#, code, &twice("text"), "/text", "1:15");
    // The same name, once escaped.
    refused(r#"{"te\u0078t": "a", "text": "b"}"#, code, &twice("text"), "/text", "1:20");
    refused(r#"{"text": {"a": [{"b": 1, "b": 2}]}}"#, code, &twice("b"), "/text/a/0/b", "1:26");
    refused(r#"{"a/b~": 1, "a/b~": 2}"#, code, &twice("a/b~"), "/a~1b~0", "1:13");
    let many: Vec<String> = (0..2_000).map(|index| format!("\"k{}\":0", index % 1_999)).collect();
    refused(&format!("{{{}}}", many.join(",")), code, &twice("k0"), "/k0", "1:18882");

    for (request, path) in [
        (r#"{"policy": "{}", "claims": {"sub": "a", "sub": "b"}}"#, "/claims/sub"),
        (r#"{"policy": "{}", "claims": {"x": {"b": 1, "b": 2}}}"#, "/claims/x/b"),
        (
            r#"{"policy": "{}", "claims": {}, "options": {"context": {"a": "1", "a": "2"}}}"#,
            "/options/context/a",
        ),
    ] {
        let error = call("check_trust", request).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::JsonDuplicateMember, path));
    }
}

/// The places of a document passed as text are its own.
#[test]
fn a_broken_document_in_a_request() {
    let deep = "[".repeat(100_000);
    for (policy, code, message, path, place) in [
        (
            "{\"Version\": \"2012-10-17\",\n \"Version\": \"2012-10-17\"}",
            "JSON_DUPLICATE_MEMBER",
            "the member `Version` is named twice in one object",
            "/Version",
            "2:2",
        ),
        (
            "{\n \"Statement\": [\n  {\"Effect\": \"Allow\", \"Effect\": \"Deny\"}]}",
            "JSON_DUPLICATE_MEMBER",
            "the member `Effect` is named twice in one object",
            "/Statement/0/Effect",
            "3:23",
        ),
        (
            r#"{"Statement": {"Condition": {"StringLike": {"a:sub": "x", "a:sub": "y"}}}}"#,
            "JSON_DUPLICATE_MEMBER",
            "the member `a:sub` is named twice in one object",
            "/Statement/Condition/StringLike/a:sub",
            "1:59",
        ),
        (
            r#"{"Statement": 5}"#,
            "POLICY_INVALID",
            "a statement is a number, not an object",
            "/Statement",
            "1:15",
        ),
        (
            r#"{"statement": []}"#,
            "POLICY_INVALID",
            "the element `statement` is not known here",
            "/statement",
            "1:2",
        ),
        (
            r#"{"Statement": "\ud800"}"#,
            "JSON_LONE_SURROGATE",
            r"the escape `\ud800` is half of a surrogate pair",
            "/Statement",
            "1:16",
        ),
        ("NaN", "JSON_SYNTAX", "a value expected, found `NaN`", "", "1:1"),
        (&deep, "JSON_TOO_DEEP", "the document nests deeper than 64 levels", &"/0".repeat(64), "1:65"),
    ] {
        let request = format!(r#"{{"policy": {}, "claims": {{}}}}"#, serde_json::to_string(policy).unwrap());
        let error = call("check_trust", &request).unwrap_err();
        let expected = (code_of(code), message.to_owned(), path.to_owned(), Some(place.to_owned()));
        assert_eq!((seen(&error), error.document()), (expected, Some("/policy")));
    }
}

#[test]
fn fields_and_types() {
    for (request, code, message, path) in [
        (r#"{"text": "a", "txt": 1}"#, "UNKNOWN_FIELD", "the field `txt` is not known here", "/txt"),
        ("{}", "MISSING_FIELD", "the field `text` is missing", ""),
        ("[]", "WRONG_TYPE", "expected an object, found a list", ""),
        ("null", "WRONG_TYPE", "expected an object, found null", ""),
        (r#""x""#, "WRONG_TYPE", "expected an object, found a string", ""),
        (r#"{"text": 1e400}"#, "WRONG_TYPE", "expected a string, found a number", "/text"),
        (r#"{"text": null}"#, "WRONG_TYPE", "expected a string, found null", "/text"),
        (r#"{"text": ["a"]}"#, "WRONG_TYPE", "expected a string, found a list", "/text"),
        (r#"{"text": {}}"#, "WRONG_TYPE", "expected a string, found an object", "/text"),
        (r#"{"text": true}"#, "WRONG_TYPE", "expected a string, found a boolean", "/text"),
    ] {
        // Of a request that is well-formed JSON no place is told: the caller of a typed surface never saw its text.
        refused(request, code, message, path, "");
    }
    for (request, code, message, path) in [
        (
            r#"{"policy": 5, "claims": {}}"#,
            "WRONG_TYPE",
            "expected a document, as text or as an object, found a number",
            "/policy",
        ),
        (r#"{"policy": "{}", "claims": []}"#, "WRONG_TYPE", "expected an object, found a list", "/claims"),
        (
            r#"{"policy": "{}", "claims": {}, "options": {"provider": {"arn": 1}}}"#,
            "WRONG_TYPE",
            "expected a string, found a number",
            "/options/provider/arn",
        ),
        (
            r#"{"policy": "{}", "claims": {}, "options": {"context": {"a": ["x", 5]}}}"#,
            "WRONG_TYPE",
            "expected a string, found a number",
            "/options/context/a/1",
        ),
        (
            r#"{"policy": "{}", "claims": {}, "options": {"claims_scope": "some"}}"#,
            "INVALID_VALUE",
            "`some` is not one of the known values",
            "/options/claims_scope",
        ),
        (
            r#"{"policy": "{}", "claims": {}, "options": {"contxt": {}}}"#,
            "UNKNOWN_FIELD",
            "the field `contxt` is not known here",
            "/options/contxt",
        ),
    ] {
        let error = call("check_trust", request).unwrap_err();
        assert_eq!(seen(&error), (code_of(code), message.to_owned(), path.to_owned(), None));
    }
    let error = call("parse_imag", "{}").unwrap_err();
    assert_eq!(seen(&error).1, "no operation has this name");
}

#[test]
fn a_depth_of_100_000() {
    let message = "the document nests deeper than 64 levels";
    refused(&"[".repeat(100_000), "JSON_TOO_DEEP", message, &"/0".repeat(64), "1:65");
    refused(&r#"{"a":"#.repeat(100_000), "JSON_TOO_DEEP", message, &"/a".repeat(64), "1:321");
    refused(&r#"[{"a":"#.repeat(100_000), "JSON_TOO_DEEP", message, &"/0/a".repeat(32), "1:193");
    // The last level that is read.
    let held = format!("{}{}", "[".repeat(64), "]".repeat(64));
    refused(&held, "WRONG_TYPE", "expected an object, found a list", "", "");
}

/// Refused before anything is read of it.
#[test]
fn a_hundred_megabytes() {
    let request = format!(r#"{{"text": "{}"}}"#, "a".repeat(100_000_000));
    let message = "the document has 100000012 bytes, at most 16777216 are read";
    for operation in OPERATIONS {
        let error = call(operation.name, &request).unwrap_err();
        assert_eq!(seen(&error), ("TOO_LARGE", message.to_owned(), String::new(), None));
    }
}

/// Work grows with the product of a few sizes, so each of them is bounded.
#[test]
fn every_size_that_multiplies_is_bounded() {
    let long = "a".repeat(32_769);
    let many =
        |count: usize, what: &dyn Fn(usize) -> String| (0..count).map(what).collect::<Vec<_>>().join(",");
    let pairs = many(1_025, &|index| format!("\"c{index}\":\"\""));
    let values = many(20_000, &|_| "\"xx\"".to_owned());
    let policy = format!(r#""{{\"Statement\": \"{}\"}}""#, "a".repeat(140_000));
    let article = serde_json::to_string(include_str!("../../examples/article/trust-policy.json")).unwrap();
    for (operation, request, message, path, document) in [
        (
            "parse_image",
            format!(r#"{{"text": "{long}"}}"#),
            "the image reference has 32769 bytes, at most 32768 are read",
            "",
            Some("/text"),
        ),
        (
            "build_subject",
            format!(r#"{{"claims": {{{pairs}}}}}"#),
            "an object has 1025 members, at most 1024 are read",
            "/claims",
            None,
        ),
        (
            "check_trust",
            format!(r#"{{"policy": {article}, "claims": {{"sub": "{long}"}}}}"#),
            "the values of a claim have 32769 bytes, at most 32768 are read",
            "/claims/sub",
            None,
        ),
        (
            "check_trust",
            format!(
                r#"{{"policy": {article}, "claims": {{}}, "options": {{"context": {{"a": [{values}]}}}}}}"#
            ),
            "the values of a condition key have 59999 bytes, at most 32768 are read",
            "/options/context/a",
            None,
        ),
        (
            "check_trust",
            format!(r#"{{"policy": {policy}, "claims": {{}}}}"#),
            "the document has 140017 bytes, at most 131072 are read",
            "",
            Some("/policy"),
        ),
        (
            "match_condition",
            format!(
                r#"{{"operator": "StringLike", "key": "a", "values": [{}], "context": {{}}}}"#,
                many(50_000, &|_| "\"xx\"".to_owned())
            ),
            "the policy's values have 149999 bytes, at most 131072 are read",
            "/values",
            None,
        ),
        (
            "match_condition",
            format!(
                r#"{{"operator": "StringLike", "key": "a", "values": "*", "context": {{"a": "{long}"}}}}"#
            ),
            "the values of a condition key have 32769 bytes, at most 32768 are read",
            "/context/a",
            None,
        ),
    ] {
        let error = call(operation, &request).expect_err(operation);
        assert_eq!(seen(&error), ("TOO_LARGE", message.to_owned(), path.to_owned(), None), "{operation}");
        assert_eq!(error.document(), document);
    }
}

/// What an error says is short, however long the text at fault.
#[test]
fn an_error_quotes_little() {
    let long = "é\u{7}".repeat(100_000);
    for request in [
        format!(r#"{{"{}": 1}}"#, "x".repeat(200_000)),
        format!(r#"{{"text": {}}}"#, serde_json::to_string(&long.get(..30_000).unwrap()).unwrap()),
        "y".repeat(200_000),
    ] {
        let error = call("parse_image", &request).unwrap_err();
        assert!(error.to_string().len() < 1_000, "{}", error.to_string().len());
        assert!(error.found().is_none_or(|found| found.len() < 1_000));
    }
}

/// An object has no text of its own: its faults are told by pointers into the request, without lines.
#[test]
fn a_fault_in_a_document_as_an_object_has_a_pointer_and_no_line() {
    for (operation, request, path) in [
        (
            "check_trust",
            r#"{"policy": {"Version": "2012-10-17", "Statement": [1]}, "claims": {}}"#,
            "/policy/Statement/0",
        ),
        (
            "check_access",
            r#"{"request": {"action": "ecr:PutImage", "resource": "*"}, "policies": {"identity": {"Version": "x"}}}"#,
            "/policies/identity/Version",
        ),
        (
            "check_access",
            r#"{"request": {"action": "ecr:PutImage", "resource": "*"}, "policies": {"scp": ["unknown", [{"Id": 1}]]}}"#,
            "/policies/scp/1/0/Id",
        ),
    ] {
        let error = call(operation, request).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::PolicyInvalid, path));
        assert_eq!((error.document(), error.place(), error.span()), (None, None, None));
    }
}

/// A handle over an object answers as the operation does.
#[test]
fn a_handle_over_a_value_is_refused_as_the_operation_refuses_it() {
    for policy in ["5", "null", "[]", r#"{"Version": "x"}"#, r#"{"Statement": []}"#, r#""{}""#] {
        let by_handle = Handle::open_value("TrustPolicy", policy).err().unwrap();
        let by_operation =
            call("check_trust", &format!(r#"{{"policy": {policy}, "claims": {{}}}}"#)).unwrap_err();
        assert_eq!(by_handle, by_operation, "{policy}");
    }
}
