//! What would settle an open verdict.

use super::logic::Verdict;
use crate::codes::Code;
use crate::knowledge::questions::Question;

/// Something that would settle an open verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The claim to be told.
    pub claim: Option<String>,
    /// The condition key to be told, in `context`.
    pub key: Option<String>,
    /// The option to be told, or the layer of policies.
    pub option: Option<String>,
    /// Code of the question that AWS leaves open.
    pub question: Option<&'static Code>,
    /// One sentence.
    pub message: String,
    /// What the values that the policy tests would give.
    pub values: Vec<NeedValue>,
    /// What any other value would give; `None` where no value can be named.
    pub otherwise: Option<Verdict>,
    /// What it would give that the token has no such claim, where that may be.
    pub absent: Option<Verdict>,
}

/// What one value would give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedValue {
    /// The value, or a pattern that it would have to fit.
    pub value: String,
    /// The verdict then.
    pub verdict: Verdict,
}

impl Need {
    pub(crate) fn new(message: impl Into<String>) -> Need {
        Need {
            claim: None,
            key: None,
            option: None,
            question: None,
            message: message.into(),
            values: Vec::new(),
            otherwise: None,
            absent: None,
        }
    }

    /// A question that AWS leaves open.
    pub(crate) fn of(question: &Question) -> Need {
        let message = format!("AWS does not document {} ({})", question.text, question.source);
        Need { question: Some(question.code), ..Need::new(message) }
    }
}
