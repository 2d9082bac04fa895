//! Dynamic references: `{{resolve:ssm:…}}` and its like, which CloudFormation replaces when it creates the stack.

use std::sync::Arc;

use super::evaluate::Evaluator;
use crate::read::gathered::OpenReason;
use crate::read::value::{Part, Text, Value};

const OPEN: &str = "{{resolve:";
const CLOSE: &str = "}}";

impl Evaluator<'_> {
    /// A text with its dynamic references as holes.
    pub(super) fn finish(&mut self, text: Text) -> Value {
        let has = |part: &Part| matches!(part, Part::Literal(literal) if literal.contains(OPEN));
        if !text.parts().iter().any(has) {
            return text.value();
        }
        let mut out = Text::default();
        // What is read of a reference that is not closed yet.
        let mut inside: Option<String> = None;
        let mut at = 0;
        for part in text.parts() {
            match (part, &mut inside) {
                (Part::Hole(hole), None) => out.push_hole(Arc::clone(hole)),
                (Part::Hole(hole), Some(name)) => {
                    let mut shown = Text::default();
                    shown.push_hole(Arc::clone(hole));
                    name.push_str(&shown.pattern());
                }
                (Part::Literal(literal), _) => {
                    self.resolve(literal, at, &text, &mut inside, &mut out);
                    at += literal.len();
                }
            }
        }
        // What is not closed is text.
        out.push(inside.as_deref().unwrap_or(""));
        out.value()
    }

    fn resolve(
        &mut self,
        literal: &str,
        at: usize,
        text: &Text,
        inside: &mut Option<String>,
        out: &mut Text,
    ) {
        let mut rest = literal;
        while !rest.is_empty() {
            let here = at + literal.len() - rest.len();
            let found = match inside {
                Some(_) => rest.find(CLOSE).map(|found| found + CLOSE.len()),
                None => rest.find(OPEN),
            };
            let (piece, after) = rest.split_at_checked(found.unwrap_or(rest.len())).unwrap_or((rest, ""));
            rest = after;
            let Some(name) = inside else {
                out.push_piece(piece, here, text);
                *inside = found.map(|_| String::new());
                continue;
            };
            name.push_str(piece);
            if found.is_some() {
                let span = text.spot_of(here..here).map_or(0..0, |spot| spot.bytes);
                let hole = self.hole(core::mem::take(name), None, OpenReason::DataSource, &span);
                out.push_hole(Arc::new(hole));
                *inside = None;
            }
        }
    }
}
