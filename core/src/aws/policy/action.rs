//! `Action` and `NotAction`.

use std::borrow::Cow;

use crate::aws::pattern::wildcard::Pattern;
use crate::error::{Error, ErrorKind};
use crate::text::{Place, quote};

/// An action of a request, such as `ecr:PutImage`; compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    /// Lower-case.
    service: Cow<'static, str>,
    /// Lower-case.
    name: Cow<'static, str>,
}

impl Action {
    /// An action of this library's own, in lower case.
    pub(crate) const fn known(service: &'static str, name: &'static str) -> Action {
        Action { service: Cow::Borrowed(service), name: Cow::Borrowed(name) }
    }

    /// The service, in lower case.
    pub(crate) fn service(&self) -> &str {
        &self.service
    }

    /// The name, in lower case.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The action of this name in another service, in lower case.
    pub(crate) fn in_service(&self, service: &'static str) -> Action {
        Action { service: Cow::Borrowed(service), name: self.name.clone() }
    }

    /// Another action of the service, by its name in lower case.
    pub(crate) fn named(&self, name: &'static str) -> Action {
        Action { service: self.service.clone(), name: Cow::Borrowed(name) }
    }

    pub(crate) fn parse(text: &str) -> Result<Action, Error> {
        let legal =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match text.split_once(':') {
            Some((service, name)) if legal(service) && legal(name) => Ok(Action {
                service: service.to_ascii_lowercase().into(),
                name: name.to_ascii_lowercase().into(),
            }),
            _ => Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not an action", quote(text)))
                .with_found(text)
                .with_help("an action is written `service:Name`, without wildcards")),
        }
    }
}

/// `Action` or `NotAction`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActionElement {
    pub(crate) negated: bool,
    pub(crate) written: Vec<String>,
    /// Whether they were written as a list, so that a place among them has an index.
    pub(crate) listed: bool,
    /// Where each is written.
    pub(crate) places: Vec<Option<Place>>,
    patterns: Vec<ActionPattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum ActionPattern {
    /// `*`
    Every,
    /// A service and a pattern for the name, both lower-case.
    Of(String, Pattern),
}

impl ActionElement {
    /// Reads the written actions; an error carries the index of the one at fault as its path.
    pub(crate) fn new(
        negated: bool,
        written: Vec<String>,
        listed: bool,
        places: Vec<Option<Place>>,
    ) -> Result<ActionElement, Error> {
        let mut patterns = Vec::with_capacity(written.len());
        for (index, text) in written.iter().enumerate() {
            patterns.push(pattern(text).map_err(|error| error.under(index))?);
        }
        Ok(ActionElement { negated, written, listed, places, patterns })
    }

    /// Whether it covers the action.
    pub(crate) fn covers(&self, action: &Action) -> bool {
        let listed = self.patterns.iter().any(|pattern| match pattern {
            ActionPattern::Every => true,
            ActionPattern::Of(service, name) => *service == action.service && name.matches(&action.name),
        });
        listed != self.negated
    }
}

fn pattern(text: &str) -> Result<ActionPattern, Error> {
    let invalid = |message: &str| {
        Error::new(ErrorKind::PolicyInvalid, format!("{message}: `{}`", quote(text))).with_found(text)
    };
    if text == "*" {
        return Ok(ActionPattern::Every);
    }
    let Some((service, name)) = text.split_once(':') else {
        return Err(invalid("an action has no service prefix")
            .with_help("write the service before it, as in `ecr:PutImage`"));
    };
    if name.contains(':') {
        return Err(invalid("an action has more than one colon")
            .with_help("write each action by itself, as in `ecr:PutImage`"));
    }
    // A service prefix takes no wildcards: such an action matches nothing.
    if service.is_empty()
        || !service.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'*' | b'?'))
    {
        return Err(invalid("the service prefix of an action is not valid")
            .with_help("write letters, digits and `-` before the colon, as in `ecr:PutImage`"));
    }
    Ok(ActionPattern::Of(service.to_ascii_lowercase(), Pattern::new(&name.to_ascii_lowercase())))
}
