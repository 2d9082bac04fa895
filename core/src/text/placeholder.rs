//! Text that a tool or a person has yet to fill in: `${{ vars.ACCOUNT }}`, `${var.account}`, `<account id>`, `***`.

/// A placeholder, and who fills it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placeholder<'t> {
    /// As written.
    pub(crate) text: &'t str,
    /// Who fills it in.
    pub(crate) kind: PlaceholderKind,
}

/// The longest placeholder that is looked for, so that a text made of openings costs no more than its length.
const LONGEST: usize = 256;

/// Who fills a placeholder in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceholderKind {
    /// GitHub Actions, before the job runs.
    Expression,
    /// Terraform, CloudFormation, a shell or another program.
    Program,
    /// A chart or a page template.
    Template,
    /// Whoever copies an example.
    Person,
    /// No one: GitHub's log hides a secret.
    Masked,
}

impl PlaceholderKind {
    /// What to pass in its place.
    pub(crate) fn help(self) -> &'static str {
        match self {
            PlaceholderKind::Expression => "pass the value that the run has for this expression",
            PlaceholderKind::Program => {
                "pass the text after Terraform, CloudFormation or the shell has filled it in; for a policy of a role, \
                 `aws iam get-role` shows what is stored"
            }
            PlaceholderKind::Template => "pass the text after the template is rendered",
            PlaceholderKind::Person => "write the value in its place",
            PlaceholderKind::Masked => "GitHub's log hides the value of a secret: pass the value itself",
        }
    }
}

/// The first placeholder of a claim, a name or a setting. `${name}` in lower case passes: a branch may be called so.
pub(crate) fn placeholder(text: &str) -> Option<Placeholder<'_>> {
    if !may_hold_one(text) {
        return None;
    }
    let by_program = |inside: &str| {
        inside.contains(['.', '('])
            || inside.starts_with("AWS::")
            || inside.starts_with(|c: char| c.is_ascii_uppercase())
    };
    dollar(text, by_program).or_else(|| braces(text)).or_else(|| angle(text)).or_else(|| {
        text.contains("***").then_some(Placeholder { text: "***", kind: PlaceholderKind::Masked })
    })
}

/// The first placeholder of a text in a policy, whose own variables (`${aws:username}`, `${*}`) are none: the name of a
/// condition key has one colon after its service, and no other `${…}` means anything to AWS.
pub(crate) fn placeholder_in_policy(text: &str) -> Option<Placeholder<'_>> {
    if !may_hold_one(text) {
        return None;
    }
    let by_program = |inside: &str| {
        let of_service = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
        let is_key = inside.split_once(':').is_some_and(|(service, key)| {
            !service.is_empty() && service.chars().all(of_service) && !key.starts_with(':')
        });
        !is_key && !inside.trim().is_empty() && !matches!(inside, "*" | "?" | "$")
    };
    let masked = || {
        let in_arn = |arn: &str| arn.splitn(5, ':').take(4).any(|part| part.contains("***"));
        (text == "***" || text.strip_prefix("arn:").is_some_and(in_arn))
            .then_some(Placeholder { text: "***", kind: PlaceholderKind::Masked })
    };
    dollar(text, by_program).or_else(|| braces(text)).or_else(|| angle(text)).or_else(masked)
}

/// Every placeholder has one of these; most texts have none.
fn may_hold_one(text: &str) -> bool {
    text.bytes().any(|b| matches!(b, b'{' | b'<' | b'*'))
}

/// `${{ … }}`, or a `${…}` whose inside only a program fills in.
fn dollar(text: &str, by_program: impl Fn(&str) -> bool) -> Option<Placeholder<'_>> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("${")?;
        let rest = text.get(start..)?;
        if rest.starts_with("${{") {
            let end = rest.find("}}").map_or(rest.len(), |end| end + 2);
            return Some(Placeholder { text: rest.get(..end)?, kind: PlaceholderKind::Expression });
        }
        let end = rest.bytes().take(LONGEST).position(|b| b == b'}');
        if let Some(end) = end
            && by_program(rest.get(2..end)?)
        {
            return Some(Placeholder { text: rest.get(..=end)?, kind: PlaceholderKind::Program });
        }
        from = start + 2;
    }
}

/// `{{ … }}`
fn braces(text: &str) -> Option<Placeholder<'_>> {
    let rest = text.get(text.find("{{")?..)?;
    let end = rest.find("}}")? + 2;
    Some(Placeholder { text: rest.get(..end)?, kind: PlaceholderKind::Template })
}

/// `<account id>`: words between angle brackets.
fn angle(text: &str) -> Option<Placeholder<'_>> {
    let mut rest = text;
    loop {
        rest = rest.get(rest.find('<')?..)?;
        let word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let after = rest.get(1..)?;
        let length: usize = after.chars().take(LONGEST).take_while(|c| word(*c)).map(char::len_utf8).sum();
        if after.starts_with(char::is_alphanumeric) && after.get(length..)?.starts_with('>') {
            return Some(Placeholder { text: rest.get(..length + 2)?, kind: PlaceholderKind::Person });
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_filled_in_is_found() {
        use PlaceholderKind::{Expression, Masked, Person, Program, Template};
        for (text, found, kind) in [
            ("arn:aws:iam::${{ vars.ACCOUNT }}:role/x", "${{ vars.ACCOUNT }}", Expression),
            ("repo:${{github.repository", "${{github.repository", Expression),
            ("${var.account}", "${var.account}", Program),
            ("x-${aws_iam_role.ci.arn}", "${aws_iam_role.ci.arn}", Program),
            ("${AWS::AccountId}", "${AWS::AccountId}", Program),
            ("${GITHUB_REPOSITORY}", "${GITHUB_REPOSITORY}", Program),
            ("{{ .Values.role }}", "{{ .Values.role }}", Template),
            ("arn:aws:iam::<account id>:role/x", "<account id>", Person),
            ("repo:***/app", "***", Masked),
        ] {
            assert_eq!(placeholder(text), Some(Placeholder { text: found, kind }), "{text}");
            assert_eq!(placeholder_in_policy(text).is_some(), kind != Masked, "{text}");
        }
        for text in [
            "",
            "refs/heads/release-${version}",
            "a<b",
            "a < b > c",
            "<<",
            "<>",
            "**",
            "$",
            "${",
            "{x}",
            "Name <a@b>",
        ] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }

    #[test]
    fn variables_of_policies_stay_what_they_are() {
        for text in [
            "${aws:username}",
            "${*}${?}${$}",
            "${}",
            "${aws:PrincipalTag/team, 'company-wide'}",
            "${aws:PrincipalTag/${aws:username}}",
            "${token.actions.githubusercontent.com:sub}",
            "repo:***",
            "${aws:username",
        ] {
            assert_eq!(placeholder_in_policy(text), None, "{text}");
        }
        for text in
            ["${account_id}", "${replace(var.url, \"https://\", \"\")}:sub", "arn:aws:iam::***:role/x", "***"]
        {
            assert!(placeholder_in_policy(text).is_some(), "{text}");
        }
    }
}
