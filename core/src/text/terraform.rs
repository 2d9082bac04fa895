//! A text as it stands between the quotes of Terraform.

use core::fmt::Write;

/// The text between double quotes of Terraform: `${` and `%{` begin no expression there.
pub(crate) fn in_terraform(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a text never fails. `\b` and `\f`, which JSON has, are not of HCL.
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            '$' | '%' if chars.peek() == Some(&'{') => out.extend([c, c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_terraform;

    #[test]
    fn no_text_is_an_expression() {
        for (text, expected) in [
            ("plain", "plain"),
            ("${var.a} %{if} $5 100%", "$${var.a} %%{if} $5 100%"),
            ("a\"b\\c\nd\te", "a\\\"b\\\\c\\nd\\te"),
            ("\u{8}\u{c}\u{1}", "\\u0008\\u000c\\u0001"),
        ] {
            assert_eq!(in_terraform(text), expected);
        }
    }
}
