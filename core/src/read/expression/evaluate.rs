//! The three-valued evaluator: what is known is computed as GitHub does, what is not keeps its name.

use core::ops::Range;

use super::compare::{compare, same, truth, undecided};
use super::functions::{Function, format};
use super::number;
use super::syntax::{Expression, Kind, Step};
use super::text::{
    contains_ignoring_case, ends_ignoring_case, print, same_ignoring_case, starts_ignoring_case, to_text,
};
use crate::read::value::{List, MAX_CANDIDATES, Object, Origin, Spot, Text, Unknown, Value, add_origins};

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// GitHub fails here, with the reason.
    Failed(String),
    /// The budget is used up.
    Costly,
    /// The contexts have to choose first: what is asked for has several values.
    Choose,
}

/// How deep values may be within each other; one expression alone never is so deep.
const MAX_NESTING: usize = 300;

/// What an expression is evaluated in.
pub(crate) trait Contexts {
    /// The value of `context` followed by as many of the names as it knows, and how many those are.
    fn resolve(&mut self, context: &str, names: &[&str], spot: Option<Spot>) -> Result<(Value, usize), Stop>;

    /// How deep values are within each other now, over all expressions that refer to each other.
    fn nesting(&mut self) -> &mut usize;

    /// Takes this many steps from the budget.
    fn spend(&mut self, steps: usize) -> Result<(), Stop>;
}

/// Evaluates an expression. `text` is what it was read from, and `spot` says where a part of it stands.
pub(crate) fn evaluate<C: Contexts>(
    expression: &Expression,
    text: &str,
    contexts: &mut C,
    spot: &dyn Fn(Range<usize>) -> Option<Spot>,
) -> Result<Value, Stop> {
    Evaluator { text, contexts, spot }.value(expression)
}

struct Evaluator<'e, C> {
    text: &'e str,
    contexts: &'e mut C,
    spot: &'e dyn Fn(Range<usize>) -> Option<Spot>,
}

/// What `&&` comes to: one of the operands that count as false, or the last.
struct Conjunction {
    /// What decides between them; empty where nothing is open.
    sources: Vec<Origin>,
    /// The operands before the last that it may be.
    falsy: Vec<Value>,
    /// Whether it may also be something that counts as false and is not known.
    open: bool,
    /// The last operand, where it is reached.
    last: Option<Value>,
}

impl<C: Contexts> Evaluator<'_, C> {
    fn value(&mut self, expression: &Expression) -> Result<Value, Stop> {
        self.contexts.spend(1)?;
        let nesting = self.contexts.nesting();
        if *nesting == MAX_NESTING {
            return Err(Stop::Costly);
        }
        *nesting += 1;
        let value = self.value_within(expression);
        let nesting = self.contexts.nesting();
        *nesting -= 1;
        value
    }

    fn value_within(&mut self, expression: &Expression) -> Result<Value, Stop> {
        Ok(match &expression.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(*number),
            Kind::Text(text) => {
                self.contexts.spend(text.len() / 16)?;
                Value::text(text)
            }
            Kind::Context(name) => {
                let spot = (self.spot)(expression.span.clone());
                self.contexts.resolve(name, &[], spot)?.0
            }
            Kind::Access(base, steps) => self.access(base, steps, expression)?,
            Kind::Call(function, arguments) => self.call(*function, arguments, expression)?,
            Kind::Not(times, inner) => {
                let inner = self.value(inner)?;
                match truth(&inner) {
                    Some(truth) => Value::Bool(truth == (times % 2 == 0)),
                    None => undecided(&[&inner]),
                }
            }
            Kind::Compare(first, rest) => {
                let mut value = self.value(first)?;
                for (operator, operand) in rest {
                    let operand = self.value(operand)?;
                    self.weigh(&[&value, &operand])?;
                    value = compare(*operator, &value, &operand);
                }
                value
            }
            Kind::And(items) => closed(self.and(items)?),
            Kind::Or(items) => self.or(items)?,
        })
    }

    /// Counts the bytes that a step reads.
    fn weigh(&mut self, values: &[&Value]) -> Result<(), Stop> {
        let bytes = |value: &&Value| match value {
            Value::Text(text) => text.len(),
            Value::List(list) => list.items.len() * 16,
            Value::Object(object) => object.members.len() * 16,
            Value::Unknown(unknown) => (unknown.candidates.len() + unknown.sources.len()) * 16,
            _ => 0,
        };
        self.contexts.spend(values.iter().map(bytes).sum::<usize>() / 16)
    }

    fn and(&mut self, items: &[Expression]) -> Result<Conjunction, Stop> {
        let mut out = Conjunction { sources: Vec::new(), falsy: Vec::new(), open: false, last: None };
        for (index, item) in items.iter().enumerate() {
            let value = self.value(item)?;
            let is_last = index + 1 == items.len();
            match truth(&value) {
                Some(true) if !is_last => add_origins(&mut out.sources, &[]),
                _ if is_last => out.last = Some(value),
                Some(_) => {
                    out.falsy.push(value);
                    return Ok(out);
                }
                None => {
                    add_origins(&mut out.sources, &value.origins());
                    match value.possible() {
                        Some(values) => {
                            out.falsy.extend(values.into_iter().filter(|value| truth(value) == Some(false)));
                        }
                        None => out.open = true,
                    }
                }
            }
        }
        Ok(out)
    }

    fn or(&mut self, items: &[Expression]) -> Result<Value, Stop> {
        let mut sources: Vec<Origin> = Vec::new();
        let mut candidates: Vec<Value> = Vec::new();
        let mut open = false;
        let mut default = None;
        for (index, item) in items.iter().enumerate() {
            let is_last = index + 1 == items.len();
            let operand = match &item.kind {
                Kind::And(inner) => self.and(inner)?,
                _ => {
                    let value = self.value(item)?;
                    Conjunction { sources: Vec::new(), falsy: Vec::new(), open: false, last: Some(value) }
                }
            };
            add_origins(&mut sources, &operand.sources);
            let undecided = !operand.sources.is_empty();
            if is_last {
                open |= operand.open;
                candidates.extend(operand.falsy);
            }
            let Some(value) = operand.last else { continue };
            match truth(&value) {
                Some(false) if !is_last => {}
                Some(_) if value.is_known() => {
                    default = Some(value.clone());
                    candidates.push(value);
                    if !undecided {
                        break;
                    }
                }
                decided => {
                    add_origins(&mut sources, &value.origins());
                    match value.possible() {
                        Some(values) => candidates.extend(
                            values.into_iter().filter(|value| is_last || truth(value) != Some(false)),
                        ),
                        None if matches!(value, Value::Text(_)) && decided == Some(true) => {
                            candidates.push(value);
                        }
                        None => open = true,
                    }
                    if decided == Some(true) && !undecided {
                        break;
                    }
                }
            }
        }
        Ok(settle(sources, candidates, open, default))
    }

    fn access(&mut self, base: &Expression, steps: &[Step], whole: &Expression) -> Result<Value, Stop> {
        let mut from = 0;
        let mut value = match &base.kind {
            Kind::Context(context) => {
                let (names, keys) = self.leading(steps)?;
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let spot = (self.spot)(whole.span.clone());
                let (value, used) = self.contexts.resolve(context, &names, spot)?;
                // An index that has several values names several members of an unknown context.
                if let (Some(Value::Unknown(key)), Value::Unknown(unknown)) = (&keys, &value)
                    && used == names.len()
                    && unknown.plain
                {
                    let value = self.indexed(unknown, key, whole);
                    from = used + 1;
                    value
                } else {
                    from = used;
                    value
                }
            }
            _ => self.value(base)?,
        };
        let mut many: Option<Vec<Value>> = None;
        for step in steps.iter().skip(from) {
            self.contexts.spend(1)?;
            let key = match step {
                Step::Property(name) => Some(Value::text(name)),
                Step::Index(index) => Some(self.value(index)?),
                Step::All => None,
            };
            let Some(key) = key else {
                let items = many.take().unwrap_or_else(|| vec![value.clone()]);
                if let [Value::Unknown(unknown)] = items.as_slice() {
                    return Ok(self.step_of(unknown, "*", whole));
                }
                many = Some(items.iter().flat_map(members).collect());
                continue;
            };
            match &mut many {
                None => value = self.step(&value, &key, whole)?,
                Some(items) => {
                    let mut next = Vec::new();
                    for item in items.iter() {
                        self.contexts.spend(1)?;
                        if has(item, &key) {
                            next.push(self.step(item, &key, whole)?);
                        }
                    }
                    *items = next;
                }
            }
        }
        Ok(many.map_or(value, |items| List::of(items).value()))
    }

    /// The names that the steps begin with, and the index behind them where that is not known.
    fn leading(&mut self, steps: &[Step]) -> Result<(Vec<String>, Option<Value>), Stop> {
        let mut names = Vec::new();
        for step in steps {
            match step {
                Step::Property(name) => names.push(name.clone()),
                Step::Index(index) => {
                    let key = self.value(index)?;
                    match key {
                        Value::Text(ref text) => match text.as_str() {
                            Some(name) => names.push(name.to_owned()),
                            None => break,
                        },
                        Value::Unknown(_) => return Ok((names, Some(key))),
                        _ => break,
                    }
                }
                Step::All => break,
            }
        }
        Ok((names, None))
    }

    /// What a member of an unknown object is, by an index that is one of several.
    fn indexed(&mut self, unknown: &Unknown, key: &Unknown, whole: &Expression) -> Value {
        let spot = (self.spot)(whole.span.clone());
        let base = unknown.sources.first().map_or("", |origin| origin.name.as_str());
        let mut sources = Vec::new();
        for candidate in &key.candidates {
            let name = format!("{base}.{}", print(candidate));
            add_origins(&mut sources, &[Origin { name, spot: spot.clone() }]);
        }
        if sources.is_empty() {
            return Unknown::source(self.text.get(whole.span.clone()).unwrap_or(base), spot).value();
        }
        Unknown::of(sources).value()
    }

    fn step_of(&mut self, unknown: &Unknown, name: &str, whole: &Expression) -> Value {
        match unknown.sources.as_slice() {
            [only] if unknown.plain => {
                Unknown::source(format!("{}.{name}", only.name), (self.spot)(whole.span.clone())).value()
            }
            _ => Unknown::of(unknown.sources.clone()).value(),
        }
    }

    /// One step into a value.
    fn step(&mut self, value: &Value, key: &Value, whole: &Expression) -> Result<Value, Stop> {
        self.weigh(&[value])?;
        if let Value::Unknown(unknown) = value {
            let name = key.as_str().map_or_else(|| print(key), str::to_owned);
            return Ok(self.step_of(unknown, &name, whole));
        }
        if !key.is_known() {
            let mut sources = value.origins();
            add_origins(&mut sources, &key.origins());
            return Ok(match value {
                Value::List(_) | Value::Object(_) => Unknown::of(sources).value(),
                _ => Value::Null,
            });
        }
        Ok(match value {
            Value::Object(object) => member(object, &print(key)).unwrap_or_else(|| {
                object.more.as_ref().map_or(Value::Null, |more| Unknown::of(more.sources.clone()).value())
            }),
            Value::List(list) => index(key).and_then(|at| list.items.get(at)).cloned().unwrap_or_else(|| {
                list.more.as_ref().map_or(Value::Null, |more| Unknown::of(more.sources.clone()).value())
            }),
            _ => Value::Null,
        })
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Expression],
        whole: &Expression,
    ) -> Result<Value, Stop> {
        match function {
            Function::HashFiles | Function::Success | Function::Cancelled | Function::Failure => {
                let name = self.text.get(whole.span.clone()).unwrap_or(function.name());
                let sources = vec![Origin { name: name.to_owned(), spot: (self.spot)(whole.span.clone()) }];
                return Ok(match function {
                    Function::HashFiles => Unknown { sources, plain: true, ..Unknown::default() },
                    _ => Unknown::one_of(sources, vec![Value::Bool(true), Value::Bool(false)]),
                }
                .value());
            }
            Function::Case => return self.case(arguments),
            _ => {}
        }
        let mut values = Vec::new();
        for argument in arguments {
            values.push(self.value(argument)?);
        }
        let references: Vec<&Value> = values.iter().collect();
        self.weigh(&references)?;
        if values.iter().all(Value::is_known) {
            return self.known_call(function, &values);
        }
        if let Some(value) = self.tried(function, &values)? {
            return Ok(value);
        }
        let mut sources = Vec::new();
        for value in &values {
            add_origins(&mut sources, &value.origins());
        }
        partly(function, &values)
            .map_err(Stop::Failed)
            .map(|value| value.unwrap_or_else(|| Unknown::of(sources).value()))
    }

    fn known_call(&mut self, function: Function, values: &[Value]) -> Result<Value, Stop> {
        let value = function.call(values).map_err(Stop::Failed)?;
        self.weigh(&[&value])?;
        Ok(value)
    }

    /// A call with each combination of what its arguments can be, where those are few.
    fn tried(&mut self, function: Function, values: &[Value]) -> Result<Option<Value>, Stop> {
        let mut combinations: Vec<Vec<Value>> = vec![Vec::new()];
        for value in values {
            let Some(possible) = value.possible() else { return Ok(None) };
            if combinations.len() * possible.len() > MAX_CANDIDATES {
                return Ok(None);
            }
            combinations = combinations
                .into_iter()
                .flat_map(|before| {
                    possible.iter().map(move |one| [before.clone(), vec![one.clone()]].concat())
                })
                .collect();
        }
        let mut results: Vec<Value> = Vec::new();
        for combination in &combinations {
            let result = self.known_call(function, combination)?;
            if results.iter().all(|known| !same(known, &result)) {
                results.push(result);
            }
        }
        let mut sources = Vec::new();
        for value in values {
            add_origins(&mut sources, &value.origins());
        }
        Ok(Some(settle(sources, results, false, None)))
    }

    fn case(&mut self, arguments: &[Expression]) -> Result<Value, Stop> {
        let mut sources = Vec::new();
        let mut candidates = Vec::new();
        let mut open = false;
        let mut take = |value: Value, sources: &mut Vec<Origin>| {
            add_origins(sources, &value.origins());
            match value.possible() {
                Some(values) => candidates.extend(values),
                None => open = true,
            }
        };
        let mut rest = arguments;
        while let [predicate, value, after @ ..] = rest {
            let found = self.value(predicate)?;
            match &found {
                Value::Bool(true) => {
                    let value = self.value(value)?;
                    take(value, &mut sources);
                    return Ok(settle(sources, candidates, open, None));
                }
                Value::Bool(false) => {}
                Value::Unknown(unknown) => {
                    add_origins(&mut sources, &unknown.sources);
                    let value = self.value(value)?;
                    take(value, &mut sources);
                }
                _ => return Err(Stop::Failed("a predicate of `case` is not true or false".to_owned())),
            }
            rest = after;
        }
        if let [last] = rest {
            let value = self.value(last)?;
            take(value, &mut sources);
        }
        Ok(settle(sources, candidates, open, None))
    }
}

/// `&&` by itself.
fn closed(found: Conjunction) -> Value {
    let mut sources = found.sources;
    let mut candidates = found.falsy;
    let mut open = found.open;
    if let Some(last) = found.last {
        if sources.is_empty() {
            return last;
        }
        match last.possible() {
            Some(values) => candidates.extend(values),
            None => open = true,
        }
        add_origins(&mut sources, &last.origins());
    }
    settle(sources, candidates, open, None)
}

/// The one value that is left, or one of several by these sources.
fn settle(sources: Vec<Origin>, candidates: Vec<Value>, open: bool, default: Option<Value>) -> Value {
    let mut distinct: Vec<Value> = Vec::new();
    for candidate in candidates {
        if distinct.iter().all(|known| !same(known, &candidate)) {
            distinct.push(candidate);
        }
    }
    if open {
        return Unknown { default, plain: false, ..Unknown::of(sources) }.value();
    }
    match (distinct.pop(), distinct.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            distinct.push(last);
            if distinct.iter().all(Value::is_known) {
                Unknown::one_of(sources, distinct).value()
            } else {
                Unknown { default, ..Unknown::of(sources) }.value()
            }
        }
        (None, _) if sources.is_empty() => Value::Null,
        (None, _) => Unknown::of(sources).value(),
    }
}

/// What a call gives where its arguments have holes; `None` where nothing is known of it.
fn partly(function: Function, values: &[Value]) -> Result<Option<Value>, String> {
    let null = Value::Null;
    let at = |index: usize| values.get(index).unwrap_or(&null);
    let decided = |answer: Option<bool>| {
        Some(answer.map_or_else(|| undecided(&values.iter().collect::<Vec<_>>()), Value::Bool))
    };
    let whole = to_text(at(0));
    let part = at(1).is_known().then(|| print(at(1)));
    Ok(match (function, part) {
        (Function::Format, _) => match whole.as_str() {
            Some(pattern) => {
                let texts: Vec<Text> = values.iter().skip(1).map(to_text).collect();
                Some(Value::Text(format(pattern, &texts)?))
            }
            None => None,
        },
        (Function::StartsWith, Some(part)) => decided(if whole.prefix().len() >= part.len() {
            Some(starts_ignoring_case(whole.prefix(), &part))
        } else {
            (!starts_ignoring_case(&part, whole.prefix())).then_some(false)
        }),
        (Function::EndsWith, Some(part)) => decided(if whole.suffix().len() >= part.len() {
            Some(ends_ignoring_case(whole.suffix(), &part))
        } else {
            (!ends_ignoring_case(&part, whole.suffix())).then_some(false)
        }),
        (Function::Contains, Some(part)) => {
            let literal = |part_of: &crate::read::value::Part| match part_of {
                crate::read::value::Part::Literal(text) => contains_ignoring_case(text, &part),
                crate::read::value::Part::Hole(_) => false,
            };
            decided((is_text(at(0)) && whole.parts().iter().any(literal)).then_some(true))
        }
        (Function::Contains | Function::StartsWith | Function::EndsWith, None) => decided(None),
        (Function::Join, _) => match at(0) {
            Value::List(list) if list.more.is_none() => {
                let separator = values.get(1).map_or_else(|| Text::literal(","), to_text);
                let mut out = Text::default();
                for (index, item) in list.items.iter().enumerate() {
                    if index > 0 {
                        out.append(&separator);
                    }
                    out.append(&to_text(item));
                }
                Some(Value::Text(out))
            }
            Value::Text(text) => Some(Value::Text(text.clone())),
            _ => None,
        },
        _ => None,
    })
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_))
}

/// The items of a list, or the members of an object.
fn members(value: &Value) -> Vec<Value> {
    match value {
        Value::List(list) => list.items.clone(),
        Value::Object(object) => object.members.iter().map(|member| member.value.clone()).collect(),
        _ => Vec::new(),
    }
}

fn has(value: &Value, key: &Value) -> bool {
    match value {
        Value::Object(object) => member(object, &print(key)).is_some() || object.more.is_some(),
        Value::List(list) => index(key).is_some_and(|at| at < list.items.len()) || list.more.is_some(),
        Value::Unknown(_) => true,
        _ => false,
    }
}

/// The member of this name, without regard to case.
pub(crate) fn member(object: &Object, name: &str) -> Option<Value> {
    let found = object.members.iter().find(|one| same_ignoring_case(&one.name, name));
    found.map(|one| one.value.clone())
}

/// A number, or a text that is one, as the place in a list.
fn index(key: &Value) -> Option<usize> {
    let number = match key {
        Value::Number(number) => *number,
        Value::Text(_) => number::parse(&print(key)),
        _ => return None,
    };
    let floor = number.floor();
    if !(0.0..4_294_967_296.0).contains(&floor) {
        return None;
    }
    format!("{floor:.0}").parse().ok()
}
