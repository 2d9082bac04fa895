//! The caller's text in reports, which repeat it.

/// How much is shown of a text that is too long to repeat, in characters.
const BEGINNING: usize = 256;

/// A text as reports repeat it: whole up to `most` bytes, and past that its beginning and its length.
pub(crate) fn cut(text: String, most: usize) -> String {
    if text.len() <= most {
        return text;
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    format!("{beginning}… ({} bytes)", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_with_their_length() {
        let whole = "é".repeat(1_024);
        assert_eq!(cut(whole.clone(), 2_048), whole);
        let long = format!("{whole}a");
        assert_eq!(cut(long, 2_048), format!("{}… (2049 bytes)", "é".repeat(256)));
    }
}
