//! The functions over texts.

use super::collections;
use super::encoding;
use super::masks::{Masked, is_fact};
use super::pattern::{Match, Pattern};
use super::stop::{Budget, Stop, fails};
use super::types::{self, derived, whole};
use crate::read::value::{List, Object, Part, Text, Unknown, Value};

/// Calls a function over texts; `None` for one that is not here.
pub(super) fn call(name: &str, arguments: &[Value], budget: &mut Budget) -> Result<Option<Value>, Stop> {
    let value = match (name, arguments) {
        ("format", [format, rest @ ..]) => return self::format(format, rest, budget),
        ("formatlist", [format, rest @ ..]) => return format_list(format, rest, budget),
        ("join", [separator, lists @ ..]) => {
            for list in lists {
                let Value::List(list) = list else { continue };
                let open = list.items.iter().filter(|item| !item.is_known()).count();
                budget.spend(open.saturating_mul(list.items.len()) / 8)?;
            }
            join(separator, lists)?
        }
        ("split", [separator, text]) => split(separator, text)?,
        ("replace", [text, from, to]) => replace(text, from, to, budget)?,
        ("regex" | "regexall", [pattern, text]) => regex(name, pattern, text, budget)?,
        ("substr", [text, offset, length]) => substr(text, offset, length)?,
        ("startswith" | "endswith" | "strcontains", [text, part]) => holds(name, text, part)?,
        ("trimprefix" | "trimsuffix" | "trim", [text, part]) => cut(name, text, part)?,
        ("lower" | "upper" | "title" | "trimspace" | "chomp" | "strrev", [text]) => change(name, text)?,
        ("indent", [spaces, text]) => indent(spaces, text)?,
        _ => return Ok(None),
    };
    Ok(Some(value))
}

fn text_of(value: &Value) -> Result<Text, Stop> {
    types::text(value)
}

fn known(value: &Value) -> Result<Option<String>, Stop> {
    Ok(text_of(value)?.as_str().map(str::to_owned))
}

/// A part of a text, which keeps its place where it is written in one piece.
fn part(text: &Text, bytes: core::ops::Range<usize>) -> Value {
    let slice = text.as_str().and_then(|text| text.get(bytes.clone())).unwrap_or("");
    match text.spot_of(bytes.clone()) {
        Some(spot) if spot.bytes.len() == bytes.len() => Value::Text(Text::written(slice, spot)),
        _ => Value::text(slice),
    }
}

fn join(separator: &Value, lists: &[Value]) -> Result<Value, Stop> {
    let separator_text = text_of(separator)?;
    let mut out = Text::default();
    let mut first = true;
    let mut next = |out: &mut Text| {
        if !core::mem::take(&mut first) {
            out.append(&separator_text);
        }
    };
    for list in lists {
        match list {
            Value::List(list) => {
                for item in &list.items {
                    next(&mut out);
                    out.append(&text_of(item)?);
                }
                if let Some(more) = &list.more {
                    next(&mut out);
                    out.push_hole(std::sync::Arc::clone(more));
                }
            }
            Value::Unknown(_) if lists.len() == 1 => return Ok(derived(&[list])),
            Value::Unknown(unknown) => {
                next(&mut out);
                out.push_hole(std::sync::Arc::clone(unknown));
            }
            _ => return fails("`join` takes lists"),
        }
    }
    Ok(Value::Text(out))
}

fn split(separator: &Value, value: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    let Some(separator) = known(separator)? else { return Ok(derived(&[separator, value])) };
    if let Some(plain) = text.as_str() {
        let mut items = Vec::new();
        if separator.is_empty() {
            items.extend(plain.chars().map(|c| Value::text(c.to_string())));
        } else {
            let mut at = 0;
            for piece in plain.split(separator.as_str()) {
                items.push(part(&text, at..at + piece.len()));
                at += piece.len() + separator.len();
            }
        }
        return Ok(collections::uniform(items));
    }
    let Some(masked) = Masked::opaque(&text, &separator) else { return Ok(derived(&[value])) };
    let pieces = masked.text.split(separator.as_str());
    Ok(collections::uniform(pieces.map(|piece| Value::Text(masked.unmask(piece))).collect()))
}

fn replace(value: &Value, from: &Value, to: &Value, budget: &mut Budget) -> Result<Value, Stop> {
    let text = text_of(value)?;
    let (Some(from_text), Some(to_text)) = (known(from)?, known(to)?) else {
        return Ok(derived(&[value, from, to]));
    };
    let pattern = from_text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    if let Some(pattern) = pattern.filter(|_| from_text.len() > 1) {
        let masked = if text.as_str().is_some() {
            Masked::of(&text)
        } else {
            // A hole is one character to a pattern: that is right where the pattern has no classes.
            let plain = !pattern.contains(['[', '\\']) && text.holes().all(|hole| is_fact(hole));
            if plain { Masked::of(&text) } else { None }
        };
        let Some(masked) = masked else { return Ok(derived(&[value])) };
        let compiled = Pattern::new(pattern)?;
        let names = compiled.names();
        let mut out = String::new();
        let mut at = 0;
        for found in compiled.matches(&masked.text, usize::MAX, budget)? {
            let Some(Some(all)) = found.first().cloned() else { continue };
            out.push_str(masked.text.get(at..all.start).unwrap_or(""));
            expand(&to_text, &masked.text, &found, &names, &mut out);
            at = all.end;
        }
        out.push_str(masked.text.get(at..).unwrap_or(""));
        return Ok(Value::Text(masked.unmask(&out)));
    }
    match text.as_str() {
        Some(plain) if !plain.contains(&from_text) => Ok(Value::Text(text)),
        Some(plain)
            if to_text.is_empty() && !from_text.is_empty() && plain.matches(&from_text).count() == 1 =>
        {
            // What is left of a text that loses its beginning or its end keeps its place.
            match (plain.strip_prefix(&from_text), plain.strip_suffix(&from_text)) {
                (Some(rest), _) => Ok(part(&text, plain.len() - rest.len()..plain.len())),
                (_, Some(rest)) => Ok(part(&text, 0..rest.len())),
                _ => Ok(Value::text(plain.replace(&from_text, &to_text))),
            }
        }
        Some(plain) => Ok(Value::text(plain.replace(&from_text, &to_text))),
        None => match Masked::opaque(&text, &from_text) {
            Some(masked) => Ok(Value::Text(masked.unmask(&masked.text.replace(&from_text, &to_text)))),
            None => Ok(derived(&[value])),
        },
    }
}

/// The replacement of a match: `$1`, `${1}`, `$name` and `$$` as in Go.
fn expand(to: &str, text: &str, found: &Match, names: &[Option<String>], out: &mut String) {
    let mut rest = to;
    while let Some(at) = rest.find('$') {
        out.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at + 1..).unwrap_or("");
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (name, after) = match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, after)) => (name, after),
            None => rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
        };
        if name.is_empty() || !name.chars().all(is_word) {
            out.push('$');
            continue;
        }
        rest = after;
        let index =
            name.parse().ok().or_else(|| names.iter().position(|known| known.as_deref() == Some(name)));
        let group = index.and_then(|index: usize| found.get(index)).cloned().flatten();
        out.push_str(group.and_then(|range| text.get(range)).unwrap_or(""));
    }
    out.push_str(rest);
}

fn regex(name: &str, pattern: &Value, value: &Value, budget: &mut Budget) -> Result<Value, Stop> {
    let (Some(pattern_text), Some(text)) = (known(pattern)?, known(value)?) else {
        return Ok(derived(&[pattern, value]));
    };
    let pattern = Pattern::new(&pattern_text)?;
    let names = pattern.names();
    let most = if name == "regex" { 1 } else { usize::MAX };
    let mut matches = Vec::new();
    for found in pattern.matches(&text, most, budget)? {
        let group = |range: &Option<core::ops::Range<usize>>| match range {
            Some(range) => Value::text(text.get(range.clone()).unwrap_or("")),
            None => Value::Null,
        };
        matches.push(match names.get(1..).unwrap_or_default() {
            [] => found.first().map_or(Value::Null, group),
            named if named.iter().all(Option::is_some) => {
                let mut members: Vec<(String, Value)> = named
                    .iter()
                    .zip(found.iter().skip(1))
                    .filter_map(|(name, range)| Some((name.clone()?, group(range))))
                    .collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Object::of(members).value()
            }
            _ => List::of(found.iter().skip(1).map(group).collect()).value(),
        });
    }
    if name == "regexall" {
        return Ok(collections::uniform(matches));
    }
    matches.pop().map_or_else(|| fails("the regular expression does not match"), Ok)
}

fn substr(value: &Value, offset: &Value, length: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    let numbers =
        (types::convert(offset, &types::Type::Number)?, types::convert(length, &types::Type::Number)?);
    let (Value::Number(offset), Value::Number(length)) = numbers else {
        return Ok(derived(&[value, offset, length]));
    };
    let chars: Vec<char> = text.as_str().unwrap_or(text.prefix()).chars().collect();
    let all = text.as_str().is_some();
    if [offset, length].iter().any(|one| one.fract() != 0.0 || one.abs() > 9e15) {
        return fails("a whole number is required");
    }
    // As the function does it: with nothing wanted from the end, all of it.
    let length = if offset < 0.0 && length == 0.0 { -1.0 } else { length };
    if offset < 0.0 && !all {
        return Ok(derived(&[value]));
    }
    let start = whole(if offset < 0.0 { (chars.len() as f64 + offset).max(0.0) } else { offset })
        .unwrap_or(usize::MAX);
    let end = whole(length).map_or(usize::MAX, |length| start.saturating_add(length));
    if !all && end > chars.len() {
        return Ok(derived(&[value]));
    }
    let end = end.min(chars.len());
    let bytes = |count: usize| chars.iter().take(count).map(|c| c.len_utf8()).sum::<usize>();
    if all {
        return Ok(part(&text, bytes(start.min(end))..bytes(end)));
    }
    Ok(Value::text(chars.get(start..end).unwrap_or_default().iter().collect::<String>()))
}

fn holds(name: &str, value: &Value, looked_for: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    let open = || {
        let Value::Unknown(unknown) = derived(&[value, looked_for]) else { return Value::Null };
        Unknown::one_of(unknown.sources.clone(), vec![Value::Bool(true), Value::Bool(false)]).value()
    };
    let Some(part) = known(looked_for)? else { return Ok(open()) };
    let answer = match (name, text.as_str()) {
        ("startswith", Some(text)) => Some(text.starts_with(&part)),
        ("endswith", Some(text)) => Some(text.ends_with(&part)),
        (_, Some(text)) => Some(text.contains(&part)),
        ("startswith", None) => sure(text.prefix().starts_with(&part), part.starts_with(text.prefix())),
        ("endswith", None) => sure(text.suffix().ends_with(&part), part.ends_with(text.suffix())),
        (_, None) => {
            let literal = |one: &Part| matches!(one, Part::Literal(text) if text.contains(&part));
            text.parts().iter().any(literal).then_some(true)
        }
    };
    Ok(answer.map_or_else(open, Value::Bool))
}

/// What is sure where it certainly is, and where it still may be.
fn sure(is: bool, may: bool) -> Option<bool> {
    if is {
        Some(true)
    } else if may {
        None
    } else {
        Some(false)
    }
}

fn cut(name: &str, value: &Value, cut: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    let Some(part_text) = known(cut)? else { return Ok(derived(&[value, cut])) };
    if let Some(plain) = text.as_str() {
        let set = |c: char| part_text.contains(c);
        let (start, end) = match name {
            "trimprefix" => (if plain.starts_with(&part_text) { part_text.len() } else { 0 }, plain.len()),
            "trimsuffix" => {
                (0, if plain.ends_with(&part_text) { plain.len() - part_text.len() } else { plain.len() })
            }
            _ => {
                let start = plain.len() - plain.trim_start_matches(set).len();
                (start, start.max(plain.trim_end_matches(set).len()))
            }
        };
        return Ok(part(&text, start..end));
    }
    let (is, may) = match name {
        "trimprefix" => (text.prefix().starts_with(&part_text), part_text.starts_with(text.prefix())),
        "trimsuffix" => (text.suffix().ends_with(&part_text), part_text.ends_with(text.suffix())),
        _ => (false, true),
    };
    match sure(is, may) {
        Some(false) => Ok(Value::Text(text)),
        Some(true) => {
            let mut out = Text::default();
            let last = text.parts().len() - 1;
            for (index, part) in text.parts().iter().enumerate() {
                match part {
                    Part::Hole(hole) => out.push_hole(std::sync::Arc::clone(hole)),
                    Part::Literal(literal) => {
                        let cut = match name {
                            "trimprefix" if index == 0 => literal.strip_prefix(&part_text),
                            "trimsuffix" if index == last => literal.strip_suffix(&part_text),
                            _ => None,
                        };
                        out.push(cut.unwrap_or(literal));
                    }
                }
            }
            Ok(Value::Text(out))
        }
        None => Ok(derived(&[value])),
    }
}

fn change(name: &str, value: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    if let Some(plain) = text.as_str() {
        return Ok(match name {
            "lower" => Value::text(plain.to_lowercase()),
            "upper" => Value::text(plain.to_uppercase()),
            "title" => Value::text(title(plain)),
            "strrev" => Value::text(plain.chars().rev().collect::<String>()),
            "chomp" => part(&text, 0..plain.trim_end_matches(['\n', '\r']).len()),
            _ => {
                let start = plain.len() - plain.trim_start().len();
                part(&text, start..start.max(plain.trim_end().len()))
            }
        });
    }
    if !matches!(name, "lower" | "upper") {
        return Ok(derived(&[value]));
    }
    let mut out = Text::default();
    for part in text.parts() {
        match part {
            Part::Literal(literal) if name == "lower" => out.push(&literal.to_lowercase()),
            Part::Literal(literal) => out.push(&literal.to_uppercase()),
            Part::Hole(hole) if name == "lower" && is_fact(hole) => {
                out.push_hole(std::sync::Arc::clone(hole));
            }
            Part::Hole(hole) => {
                let mut alone = Text::default();
                alone.push_hole(std::sync::Arc::clone(hole));
                let label = format!("{name}({})", alone.pattern().replace(['⟦', '⟧'], ""));
                let changed = Unknown { label: Some(label), ..Unknown::of(hole.sources.clone()) };
                out.push_hole(std::sync::Arc::new(changed));
            }
        }
    }
    Ok(Value::Text(out))
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut fresh = true;
    for c in text.chars() {
        if fresh {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        fresh = !(c.is_alphanumeric() || c == '_' || c == '\'');
    }
    out
}

fn indent(spaces: &Value, value: &Value) -> Result<Value, Stop> {
    let text = text_of(value)?;
    match types::convert(spaces, &types::Type::Number)? {
        Value::Number(count) => {
            let space = format!("\n{}", " ".repeat(whole(count).unwrap_or(0).min(256)));
            Ok(Value::Text(text.map(|literal| literal.replace('\n', &space))))
        }
        _ => Ok(derived(&[spaces, value])),
    }
}

/// A verb of a format: its flags and width, and its letter.
struct Verb<'f> {
    flags: &'f str,
    argument: Option<usize>,
    letter: char,
}

/// The verb that a text begins with, after its `%`, and what follows it.
fn verb(text: &str) -> Option<(Verb<'_>, &str)> {
    let end = text.find(|c: char| !matches!(c, '#' | '+' | '-' | ' ' | '0'..='9' | '.'))?;
    let (flags, mut rest) = text.split_at_checked(end)?;
    let mut argument = None;
    if let Some((number, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        argument = Some(number.parse::<usize>().ok()?.checked_sub(1)?);
        rest = after;
    }
    let letter = rest.chars().next()?;
    Some((Verb { flags, argument, letter }, rest.get(letter.len_utf8()..)?))
}

fn format(pattern: &Value, arguments: &[Value], budget: &mut Budget) -> Result<Option<Value>, Stop> {
    let Some(pattern_text) = known(pattern)? else {
        let all: Vec<&Value> = core::iter::once(pattern).chain(arguments).collect();
        return Ok(Some(derived(&all)));
    };
    let mut out = Text::default();
    let mut rest = pattern_text.as_str();
    let mut next = 0;
    let mut highest = 0;
    while let Some(at) = rest.find('%') {
        out.push(rest.get(..at).unwrap_or(""));
        rest = rest.get(at + 1..).unwrap_or("");
        if let Some(after) = rest.strip_prefix('%') {
            out.push("%");
            rest = after;
            continue;
        }
        let Some((verb, after)) = verb(rest) else { return fails("the format has a verb that is not one") };
        rest = after;
        let index = verb.argument.unwrap_or(next);
        next = index + 1;
        highest = highest.max(next);
        let Some(value) = arguments.get(index) else { return fails("the format has more verbs than values") };
        match formatted(&verb, value, budget)? {
            Some(text) => out.append(&text),
            None => return Ok(None),
        }
    }
    if highest < arguments.len() {
        return fails("the format has fewer verbs than values");
    }
    out.push(rest);
    Ok(Some(Value::Text(out)))
}

fn formatted(verb: &Verb<'_>, value: &Value, budget: &mut Budget) -> Result<Option<Text>, Stop> {
    if matches!(value, Value::Null) && verb.letter != 'v' {
        return fails("a value of the format is null");
    }
    let width = |text: String| {
        let left = verb.flags.contains('-');
        let digits = verb.flags.trim_start_matches(['-', '+', ' ', '#']);
        let zero = digits.starts_with('0') && !left && verb.letter != 's';
        let width: usize = digits.split('.').next().unwrap_or("").parse().unwrap_or(0).min(1_000);
        let missing = width.saturating_sub(text.chars().count());
        let sign = if zero && text.starts_with('-') { "-" } else { "" };
        let bare = text.strip_prefix(sign).unwrap_or(&text);
        match (left, zero) {
            (true, _) => format!("{text}{}", " ".repeat(missing)),
            (_, true) => format!("{sign}{}{bare}", "0".repeat(missing)),
            _ => format!("{}{text}", " ".repeat(missing)),
        }
    };
    let known = |text: String| Ok(Some(Text::literal(width(text))));
    match (verb.letter, value) {
        (_, Value::Unknown(_)) | ('s' | 'v', Value::Text(_)) if !value.is_known() => {
            if verb.flags.is_empty() && verb.letter != 'q' {
                types::text(value).map(Some)
            } else {
                types::text(&derived(&[value])).map(Some)
            }
        }
        ('v', Value::Null) => known("null".to_owned()),
        ('v', Value::Number(number)) if verb.flags.is_empty() => known(short(*number)),
        ('v', Value::List(_) | Value::Object(_)) if verb.flags.is_empty() => {
            types::text(&encoding::json_encode(value, budget)?).map(Some)
        }
        ('s' | 'v', Value::Text(text)) if verb.flags.is_empty() => Ok(Some(text.clone())),
        ('s' | 'v', Value::Text(_) | Value::Number(_) | Value::Bool(_))
            if !verb.flags.contains(['.', '#']) =>
        {
            known(types::text(value)?.as_str().unwrap_or("").to_owned())
        }
        ('d', _) => match types::convert(value, &types::Type::Number)? {
            Value::Number(number) if number.fract() == 0.0 => {
                let sign = if verb.flags.contains('+') && number >= 0.0 { "+" } else { "" };
                known(format!("{sign}{}", types::print_number(number)))
            }
            Value::Number(_) => fails("a whole number is required"),
            open => types::text(&open).map(Some),
        },
        ('f', _) => match types::convert(value, &types::Type::Number)? {
            Value::Number(number) => {
                let places =
                    verb.flags.split_once('.').and_then(|(_, places)| places.parse().ok()).unwrap_or(6);
                known(format!("{number:.*}", usize::min(places, 60)))
            }
            open => types::text(&open).map(Some),
        },
        ('x', Value::Number(number)) if number.fract() == 0.0 && *number >= 0.0 => {
            known(format!("{:x}", whole(*number).unwrap_or(0)))
        }
        ('t', _) => match types::convert(value, &types::Type::Bool)? {
            Value::Bool(value) => known(value.to_string()),
            open => types::text(&open).map(Some),
        },
        ('q', Value::Text(text)) => match text.as_str() {
            Some(text) if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') => {
                known(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
            }
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// A number as `%v` prints it: with an exponent where it has more than six digits before the point.
fn short(number: f64) -> String {
    let parts = format!("{number:e}");
    let Some((digits, exponent)) = parts.split_once('e') else { return parts };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return types::print_number(number);
    }
    format!("{digits}e{}{:02}", if exponent < 0 { "-" } else { "+" }, exponent.abs())
}

fn format_list(pattern: &Value, arguments: &[Value], budget: &mut Budget) -> Result<Option<Value>, Stop> {
    let mut length: Option<usize> = None;
    let mut more = None;
    for argument in core::iter::once(pattern).chain(arguments) {
        let Value::List(list) = argument else { continue };
        let other = length.is_some_and(|length| length != list.items.len());
        if other && more.is_none() && list.more.is_none() {
            return fails("the lists have different lengths");
        }
        length = Some(length.map_or(list.items.len(), |length| length.min(list.items.len())));
        more = more.or_else(|| list.more.clone());
    }
    let open: Vec<&Value> = arguments.iter().filter(|one| matches!(one, Value::Unknown(_))).collect();
    let Some(length) = length else {
        if !open.is_empty() {
            return Ok(Some(derived(&open)));
        }
        return Ok(self::format(pattern, arguments, budget)?.map(|one| collections::uniform(vec![one])));
    };
    let mut items = Vec::new();
    for index in 0..length {
        budget.spend(1)?;
        let pick = |value: &Value| match value {
            Value::List(list) => list.items.get(index).cloned().unwrap_or(Value::Null),
            one => one.clone(),
        };
        let row: Vec<Value> = arguments.iter().map(pick).collect();
        match self::format(&pick(pattern), &row, budget)? {
            Some(one) => items.push(one),
            None => return Ok(None),
        }
    }
    let shape = crate::read::value::Shape::Uniform;
    Ok(Some(List { items, more, spot: None, shape }.value()))
}
