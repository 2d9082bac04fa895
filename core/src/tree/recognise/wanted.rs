//! What an operation asks for.

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A policy document, with its name in messages, such as `a trust policy`.
    Policy(&'static str),
    /// The claims of a job.
    Claims,
    /// A compact token.
    Token,
    /// A subject.
    Subject,
    /// The rules for image names.
    Rules,
    /// Another object of a request, such as settings or options, by the name of its type.
    Object(&'static str),
}

impl Wanted {
    pub(super) fn name(self) -> &'static str {
        match self {
            Wanted::Policy(name) => name,
            Wanted::Claims => "an object of claims",
            Wanted::Token => "a compact token",
            Wanted::Subject => "a subject",
            Wanted::Rules => "a document of naming rules",
            Wanted::Object(_) => "what is asked for here",
        }
    }

    /// What to pass, whatever was passed.
    pub(super) fn help(self) -> &'static str {
        match self {
            Wanted::Policy(_) => "pass the policy: a JSON object with `Version` and `Statement`",
            Wanted::Claims => {
                "pass what is known of the job or its token as claims, such as `sub`, `aud`, `repository` and `ref`"
            }
            Wanted::Token => "pass the token: three parts between dots",
            Wanted::Subject => {
                "pass the text of the claim `sub`, such as `repo:octo-org/app:ref:refs/heads/main`"
            }
            Wanted::Rules => "pass the rules: a document with `version`, `image` and `tags`",
            Wanted::Object(_) => "pass the members that the documentation lists",
        }
    }
}
