//! Changes of a policy as edits of the text that it is written in: JSON, Terraform or YAML.
//!
//! Only what changes is touched. Whether an edit does what is meant is found by reading the text again.

use core::ops::Range;

use super::host::Host;
use super::op::{Op, parent, steps};
use super::texts::{TextEdit, Writer, line_start};
use crate::github::ClaimValue;
use crate::read::{Member, Spot, Text, Value};
use crate::road::document::{Piece, pieces};

/// The members that lead to a value, and the value.
pub(super) struct Found<'v> {
    pub(super) value: &'v Value,
    member: Option<&'v Member>,
}

impl Writer<'_> {
    /// The edits that make these changes of a policy; `None` where one of them cannot be written.
    pub(super) fn edits(&self, policy: &Value, ops: &[Op]) -> Option<Vec<TextEdit>> {
        let mut out: Vec<TextEdit> = Vec::new();
        for op in ops {
            let more = match op {
                Op::Set { at, texts } => self.set(find(policy, at)?.value, texts),
                Op::Add { at, texts } => self.add(find(policy, at)?.value, texts),
                Op::Rename { at, name } => self.rename(policy, at, name),
                Op::Remove { at } => self.remove(&find(policy, at)?),
                Op::Insert { at, name, value } => self.insert(policy, at, name, value),
                Op::Push { at, value } => self.push(policy, at, value).map(|edit| vec![edit]),
            }?;
            for edit in more {
                if !out.contains(&edit) {
                    out.push(edit);
                }
            }
        }
        out.sort_by_key(|edit| (edit.spot.document, edit.spot.bytes.start, edit.spot.bytes.end));
        let overlap = out.windows(2).any(|pair| match pair {
            [one, next] => {
                one.spot.document == next.spot.document && one.spot.bytes.end > next.spot.bytes.start
            }
            _ => false,
        });
        (!overlap && !out.is_empty()).then_some(out)
    }

    /// One more text behind the one that is written here.
    pub(super) fn after(&self, spot: &Spot, text: &str) -> Option<TextEdit> {
        let known = self.text(spot.document).get(spot.bytes.clone())?;
        Some(self.host(&Text::written(known, spot.clone()))?.and(&[text.to_owned()]))
    }

    /// The reference that stands as the value of a member of Terraform, such as `aws_ecr_repository.app.arn`.
    pub(super) fn reference(&self, policy: &Value, at: &str) -> Option<Spot> {
        let spot = find(policy, at)?.member?.spot.as_ref()?;
        let line = self.text(spot.document).get(spot.bytes.end..)?.lines().next()?;
        let value = line.trim_start_matches(['"', ' ', '\t']).strip_prefix('=')?.trim();
        let value = value.split(" #").next().unwrap_or(value).trim_end_matches([',', ' ']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if value.is_empty() || !value.contains('.') || !value.chars().all(is_name) {
            return None;
        }
        let start = spot.bytes.end + line.find(value)?;
        Some(Spot { document: spot.document, bytes: start..start + value.len() })
    }

    fn set(&self, value: &Value, texts: &[String]) -> Option<Vec<TextEdit>> {
        let (first, more) = texts.split_first()?;
        match value {
            Value::Text(text) if more.is_empty() => self.replaced(text, first),
            Value::Text(text) => {
                let host = self.host(text)?;
                Some(vec![host.with(texts)])
            }
            Value::List(list) => {
                let [Value::Text(text), rest @ ..] = list.items.as_slice() else { return None };
                let mut out = if more.is_empty() {
                    self.replaced(text, first)?
                } else {
                    vec![self.host(text)?.with(texts)]
                };
                for item in rest {
                    let Value::Text(text) = item else { return None };
                    out.push(self.without(text)?);
                }
                Some(out)
            }
            _ => None,
        }
    }

    /// Leaves a text of a list out: alone in its block of Terraform it takes the block with it.
    fn without(&self, text: &Text) -> Option<TextEdit> {
        let host = self.host(text)?;
        if let Some(edit) = host.without() {
            return Some(edit);
        }
        let block = self.block(&host.spot, "condition")?;
        Some(self.without_block(host.spot.document, block))
    }

    fn add(&self, value: &Value, texts: &[String]) -> Option<Vec<TextEdit>> {
        let last = match value {
            Value::Text(text) => text,
            Value::List(list) => match list.items.last()? {
                Value::Text(text) => text,
                _ => return None,
            },
            _ => return None,
        };
        Some(vec![self.host(last)?.and(texts)])
    }

    /// A text in the place of another: the whole, or only the pieces that differ where it is made of several.
    fn replaced(&self, text: &Text, new: &str) -> Option<Vec<TextEdit>> {
        // What is known of both: holes stay where they are.
        let (old, holes) = known(&text.pattern());
        let (new, kept) = known(new);
        if holes != kept {
            return None;
        }
        let whole =
            |range: &Range<usize>| text.spot_of(range.clone()).filter(|spot| spot.bytes.len() == range.len());
        if let Some(spot) = whole(&(0..old.len())).filter(|_| holes.is_empty()) {
            return Some(vec![self.edit(spot, &new)]);
        }
        let start = common(old.chars(), new.chars());
        let end = common(old.get(start..)?.chars().rev(), new.get(start..)?.chars().rev());
        let (mut from, mut to) = (start..old.len() - end, start..new.len() - end);
        if from.is_empty() {
            // What is only added is added behind the character before it.
            let before = old.get(..start)?.chars().next_back()?.len_utf8();
            (from.start, to.start) = (start - before, start - before);
        }
        // Whole words are easier to read.
        while let Some(c) = old.get(..from.start)?.chars().next_back().filter(char::is_ascii_alphanumeric)
            && whole(&(from.start - c.len_utf8()..from.end)).is_some()
        {
            (from.start, to.start) = (from.start - c.len_utf8(), to.start - c.len_utf8());
        }
        while let Some(c) = old.get(from.end..)?.chars().next().filter(char::is_ascii_alphanumeric)
            && whole(&(from.start..from.end + c.len_utf8())).is_some()
        {
            (from.end, to.end) = (from.end + c.len_utf8(), to.end + c.len_utf8());
        }
        if let Some(spot) = whole(&from) {
            return Some(vec![self.edit(spot, new.get(to)?)]);
        }
        self.by_pieces(text, &new)
    }

    /// The pieces that are only a star, filled so that the text becomes the new one.
    fn by_pieces(&self, text: &Text, new: &str) -> Option<Vec<TextEdit>> {
        let old = text.as_str()?;
        let stars: Vec<usize> = old.match_indices('*').map(|(at, _)| at).collect();
        let mut out = Vec::new();
        let (mut at, mut rest) = (0, new);
        for star in stars {
            rest = rest.strip_prefix(old.get(at..star)?)?;
            at = star + 1;
            let next = old.get(at..)?.split('*').next().unwrap_or("");
            let end = if next.is_empty() && at == old.len() { rest.len() } else { rest.find(next)? };
            let (filled, after) = rest.split_at_checked(end)?;
            if filled != "*" {
                out.push(self.edit(text.spot_of(star..at)?, filled));
            }
            rest = after;
        }
        (rest == old.get(at..)? && !out.is_empty()).then_some(out)
    }

    /// An edit within quotes, or of a plain text of YAML.
    fn edit(&self, spot: Spot, new: &str) -> TextEdit {
        let text = self.text(spot.document);
        let quote = text.get(..spot.bytes.start).and_then(|before| before.chars().next_back());
        let inside = self.escaped(&spot, new, quote.filter(|c| matches!(c, '"' | '\'')).unwrap_or('"'));
        TextEdit { spot, new: inside }
    }

    /// Where a text stands.
    fn host<'h>(&'h self, text: &Text) -> Option<Host<'h>> {
        let known = text.as_str()?;
        let first = text.spot_of(0..0).or_else(|| text.spot_of(0..known.len().min(1)))?;
        let source = self.text(first.document);
        let before = source.get(..first.bytes.start)?;
        let quote = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            // A plain text of YAML ends where its line does.
            let spot = text.spot_of(0..known.len()).filter(|spot| spot.bytes.len() == known.len())?;
            return Some(Host { writer: self, spot, quote: None });
        };
        let start = first.bytes.start - 1;
        let length = closing(source.get(first.bytes.start..)?, quote)?;
        let bytes = start..first.bytes.start + length + 1;
        Some(Host { writer: self, spot: Spot { document: first.document, bytes }, quote: Some(quote) })
    }

    fn rename(&self, policy: &Value, at: &str, name: &str) -> Option<Vec<TextEdit>> {
        let found = find(policy, at)?;
        if let Some(spot) = found.member.and_then(|member| member.spot.clone()) {
            let text = self.text(spot.document);
            let whole = text.get(spot.bytes.clone())?;
            // Some readers take the quotes as part of the name.
            let inner = if whole.starts_with(['"', '\'']) {
                Spot { document: spot.document, bytes: spot.bytes.start + 1..spot.bytes.end.checked_sub(1)? }
            } else {
                spot
            };
            let before = text.get(..inner.bytes.start)?.chars().next_back();
            let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
            if before != Some('"') && before != Some('\'') && !is_plain {
                return Some(vec![TextEdit { spot: inner, new: format!("\"{name}\"") }]);
            }
            return Some(vec![self.edit(inner, name)]);
        }
        // The operator of a block of Terraform stands in each of its blocks.
        let Value::Object(keys) = found.value else { return None };
        let (_, old) = parent(at)?;
        keys.members.iter().map(|member| self.operator(member, &old, name)).collect()
    }

    /// The operator of the `condition` block with this variable.
    fn operator(&self, member: &Member, old: &str, name: &str) -> Option<TextEdit> {
        let spot = member.spot.as_ref()?;
        let block = self.block(spot, "condition")?;
        let text = self.text(spot.document);
        let within = text.get(block.clone())?;
        let at = within.find(&format!("\"{old}\""))? + block.start + 1;
        Some(TextEdit {
            spot: Spot { document: spot.document, bytes: at..at + old.len() },
            new: name.to_owned(),
        })
    }

    /// The lines of the block of this kind around a place.
    pub(super) fn block(&self, spot: &Spot, kind: &str) -> Option<Range<usize>> {
        let text = self.text(spot.document);
        let mut start = line_start(text, spot.bytes.start);
        loop {
            let line = text.get(start..)?.lines().next()?.trim_start();
            if line.strip_prefix(kind).is_some_and(|rest| rest.trim_start().starts_with('{')) {
                break;
            }
            start = line_start(text, start.checked_sub(1)?);
        }
        let mut depth = 0_usize;
        let mut in_quotes = false;
        let mut escaped = false;
        for (at, c) in text.get(start..)?.char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' if in_quotes => escaped = true,
                '"' => in_quotes = !in_quotes,
                '{' if !in_quotes => depth += 1,
                '}' if !in_quotes => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(start..start + at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn remove(&self, found: &Found<'_>) -> Option<Vec<TextEdit>> {
        let Some(member) = found.member else {
            let Value::Text(text) = found.value else { return None };
            return Some(vec![self.without(text)?]);
        };
        let spot = member.spot.as_ref()?;
        let text = self.text(spot.document);
        let end = self.end(found.value)?;
        let name_start = spot.bytes.start;
        let quoted = text.get(..name_start)?.ends_with(['"', '\'']);
        let start = name_start - usize::from(quoted);
        if end < start
            || !text.get(start..end)?.contains(['=', ':'])
            || text.get(start..end)?.contains("values")
        {
            // A block of Terraform: the name stands behind its test.
            let block = self.block(spot, "condition")?;
            return Some(vec![self.without_block(spot.document, block)]);
        }
        let after = text.get(end..)?;
        let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
        let comma = usize::from(after.get(blank..)?.starts_with(','));
        let bytes = start..end + if comma == 1 { blank + 1 } else { 0 };
        if comma == 0 {
            // The last member of JSON: the comma before it goes too.
            let before = text.get(..start)?.trim_end();
            if before.ends_with(',') {
                return Some(vec![TextEdit {
                    spot: Spot { document: spot.document, bytes: before.len() - 1..end },
                    new: String::new(),
                }]);
            }
        }
        Some(vec![self.lines(spot.document, bytes, "")])
    }

    /// Nothing in the place of a block, and of the empty line before it.
    fn without_block(&self, document: usize, block: Range<usize>) -> TextEdit {
        let mut edit = self.lines(document, block, "");
        let text = self.text(document);
        let start = line_start(text, edit.spot.bytes.start);
        let before = line_start(text, start.saturating_sub(1));
        let is_empty = text.get(before..start).is_some_and(|line| line.trim().is_empty());
        if start == edit.spot.bytes.start && before < start && is_empty {
            edit.spot.bytes.start = before;
        }
        edit
    }

    /// An edit of whole lines where nothing else stands in them.
    fn lines(&self, document: usize, bytes: Range<usize>, new: &str) -> TextEdit {
        let text = self.text(document);
        let start = line_start(text, bytes.start);
        let before = text.get(start..bytes.start).unwrap_or("");
        let after = text.get(bytes.end..).unwrap_or("");
        let rest = after.split_inclusive('\n').next().unwrap_or("");
        let bytes = if before.trim().is_empty() && rest.trim().is_empty() {
            start..bytes.end + rest.len()
        } else {
            bytes
        };
        TextEdit { spot: Spot { document, bytes }, new: new.to_owned() }
    }

    /// The byte behind a value, with its closing quote or bracket.
    fn end(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Text(text) => Some(self.host(text)?.spot.bytes.end),
            Value::List(list) => {
                list.spot.as_ref().map(|spot| spot.bytes.end).or_else(|| self.end(list.items.last()?))
            }
            Value::Object(object) => object.spot.as_ref().map(|spot| spot.bytes.end),
            _ => None,
        }
    }

    fn insert(&self, policy: &Value, at: &str, name: &str, value: &ClaimValue) -> Option<Vec<TextEdit>> {
        let Value::Object(object) = find(policy, at)?.value else { return None };
        if let Some(edit) = object.members.last().and_then(|last| self.insert_behind(last, name, value)) {
            return Some(vec![edit]);
        }
        self.insert_block(policy, at, name, value)
    }

    /// One more member behind the last of an object.
    fn insert_behind(&self, last: &Member, name: &str, value: &ClaimValue) -> Option<TextEdit> {
        let spot = last.spot.as_ref()?;
        let text = self.text(spot.document);
        let quoted = text.get(..spot.bytes.start)?.ends_with(['"', '\'']);
        let start = spot.bytes.start - usize::from(quoted);
        let behind = text.get(spot.bytes.end..)?.trim_start_matches(['"', '\'', ' ', '\t']);
        let line = text.get(line_start(text, start)..start)?;
        let alone = line.trim().is_empty();
        let is_terraform = behind.starts_with('=');
        let in_block = self.block(spot, "condition").is_some_and(|block| block.end >= start);
        if in_block || !is_terraform && !behind.starts_with(':') {
            return None;
        }
        let end = self.end(&last.value).filter(|end| *end > start)?;
        let rest = text.get(end..)?;
        let is_json = behind.starts_with(':') && (quoted || text.get(spot.bytes.clone())?.starts_with('"'));
        // A comma that stands there already separates both.
        let comma = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let has_comma = rest.get(comma..)?.starts_with(',');
        let end = if has_comma { end + comma + 1 } else { end };
        let separator = if is_terraform { " = " } else { ": " };
        let between = match (alone, has_comma, is_json) {
            (true, false, true) => format!(",\n{line}"),
            (true, ..) => format!("\n{line}"),
            (false, false, _) => ", ".to_owned(),
            (false, true, _) => " ".to_owned(),
        };
        let indent = if alone { Some(line) } else { None };
        let new = format!(
            "{between}{}{separator}{}{}",
            self.name(spot, name, is_terraform),
            self.value(spot, value, is_terraform, indent),
            if has_comma { "," } else { "" }
        );
        Some(TextEdit { spot: Spot { document: spot.document, bytes: end..end }, new })
    }

    fn name(&self, spot: &Spot, name: &str, is_terraform: bool) -> String {
        let is_plain = is_terraform && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if is_plain { name.to_owned() } else { format!("\"{}\"", self.escaped(spot, name, '"')) }
    }

    /// A value as text; with an indent an object has a line for each member.
    pub(super) fn value(
        &self,
        spot: &Spot,
        value: &ClaimValue,
        is_terraform: bool,
        indent: Option<&str>,
    ) -> String {
        match value {
            ClaimValue::Text(text) => format!("\"{}\"", self.escaped(spot, text, '"')),
            ClaimValue::List(items) => {
                let items: Vec<String> =
                    items.iter().map(|item| self.value(spot, item, is_terraform, None)).collect();
                format!("[{}]", items.join(", "))
            }
            ClaimValue::Object(members) => {
                let separator = if is_terraform { " = " } else { ": " };
                let inner = indent.map(|indent| format!("{indent}  "));
                let member = |(name, value): &(String, ClaimValue)| {
                    let value = self.value(spot, value, is_terraform, inner.as_deref());
                    format!("{}{separator}{value}", self.name(spot, name, is_terraform))
                };
                let members: Vec<String> = members.iter().map(member).collect();
                match (indent, &inner) {
                    (Some(indent), Some(inner)) => {
                        let between = if is_terraform { "\n" } else { ",\n" };
                        let lines: Vec<String> =
                            members.iter().map(|member| format!("{inner}{member}")).collect();
                        format!("{{\n{}\n{indent}}}", lines.join(between))
                    }
                    _ => format!("{{ {} }}", members.join(", ")),
                }
            }
            other => serde_json::to_string(other).unwrap_or_default(),
        }
    }
}

/// The value at a pointer, with the member that holds it.
pub(super) fn find<'v>(policy: &'v Value, pointer: &str) -> Option<Found<'v>> {
    let mut found = Found { value: policy, member: None };
    for step in steps(pointer) {
        found = match found.value {
            Value::Object(object) => {
                let member = object.members.iter().find(|member| member.name == step)?;
                Found { value: &member.value, member: Some(member) }
            }
            Value::List(list) => Found { value: list.items.get(step.parse::<usize>().ok()?)?, member: None },
            // One item stands for itself.
            _ if step == "0" => found,
            _ => return None,
        };
    }
    Some(found)
}

/// A text without its holes, and its holes.
fn known(pattern: &str) -> (String, Vec<String>) {
    let (mut text, mut holes) = (String::new(), Vec::new());
    for piece in pieces(pattern) {
        match piece {
            Piece::Written(written) => text.push_str(written),
            Piece::Hole(hole) => holes.push(hole.to_owned()),
        }
    }
    (text, holes)
}

/// How many bytes two texts have in common.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum()
}

/// How many bytes stand before the closing quote.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut depth = 0_usize;
    let mut previous = ' ';
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            // An expression of Terraform within the text may have quotes of its own.
            '{' if matches!(previous, '$' | '%') => depth += 1,
            '}' if depth > 0 => depth -= 1,
            c if c == quote && depth == 0 => return Some(at),
            '\n' => return None,
            _ => {}
        }
        previous = c;
    }
    None
}
