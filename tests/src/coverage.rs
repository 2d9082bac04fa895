//! What the cases exercise: operations, error codes, and the values of every enum, in requests and in answers.
//!
//! Walking an answer along its type also shows that it is as documented: a member that its type does not have stops
//! the walk.

use std::collections::BTreeSet;

use serde_json::Value;

use assumable_surface::model::{Contract, Definition, Field, Presence, Type};

/// What was seen.
#[derive(Default)]
pub struct Coverage {
    /// Operations answered, `operation NAME`; codes, `code CODE`; enum values, `TYPE VALUE`.
    pub seen: BTreeSet<String>,
}

impl Coverage {
    /// Everything that is to be seen.
    #[must_use]
    pub fn wanted(contract: &Contract) -> BTreeSet<String> {
        let operations = contract.operations.iter().map(|operation| format!("operation {}", operation.name));
        let codes = contract.codes.iter().map(|code| format!("code {code}"));
        let values = contract.types.iter().flat_map(|named| match &named.definition {
            Definition::Enum(variants) => {
                variants.iter().map(|variant| format!("{} {}", named.name, variant.value)).collect()
            }
            Definition::Object(_) => Vec::new(),
        });
        operations.chain(codes).chain(values).collect()
    }

    /// Notes one case and its answer.
    ///
    /// # Errors
    /// Where the answer is not as documented.
    pub fn note(
        &mut self,
        contract: &Contract,
        operation: &str,
        request: &str,
        answer: &Value,
    ) -> Result<(), String> {
        if let Some(error) = answer.get("error") {
            if let Some(code) = error.get("code").and_then(Value::as_str) {
                self.seen.insert(format!("code {code}"));
            }
            return Ok(());
        }
        let known = contract.operations.iter().find(|known| known.name == operation);
        let known = known.ok_or_else(|| format!("`{operation}` is no operation"))?;
        let ok = answer.get("ok").ok_or("an envelope holds `ok` or `error`")?;
        self.seen.insert(format!("operation {operation}"));
        let request: Value = serde_json::from_str(request).map_err(|error| error.to_string())?;
        self.members(contract, &known.parameters, &request, "request")?;
        self.value(contract, &Type::Named(known.response.clone()), ok, "")
    }

    fn members(
        &mut self,
        contract: &Contract,
        fields: &[Field],
        value: &Value,
        path: &str,
    ) -> Result<(), String> {
        let members = value.as_object().ok_or_else(|| format!("{path}: expected an object"))?;
        for (name, value) in members {
            let path = format!("{path}/{name}");
            let field = fields.iter().find(|field| &field.name == name);
            let field = field.ok_or_else(|| format!("{path} is not documented"))?;
            if value.is_null() && (field.nullable || field.presence != Presence::Required) {
                continue;
            }
            self.value(contract, &field.kind, value, &path)?;
        }
        match fields.iter().find(|f| f.presence == Presence::Required && !members.contains_key(&f.name)) {
            Some(missing) => Err(format!("{path}/{} is missing", missing.name)),
            None => Ok(()),
        }
    }

    fn value(&mut self, contract: &Contract, kind: &Type, value: &Value, path: &str) -> Result<(), String> {
        let expected = |what: &str| Err(format!("{path}: expected {what}, found {value}"));
        match kind {
            Type::Text if !value.is_string() => expected("a string"),
            Type::Document if !(value.is_string() || value.is_object()) => expected("a text or an object"),
            Type::Bool if !value.is_boolean() => expected("true or false"),
            Type::Integer if !value.is_u64() => expected("a number"),
            Type::Claims | Type::Class if !value.is_object() => expected("an object"),
            Type::BoolOrEither if !value.is_boolean() && value != "either" => {
                expected("true, false or `either`")
            }
            Type::Text
            | Type::Document
            | Type::Bool
            | Type::Integer
            | Type::Claims
            | Type::Json
            | Type::Class
            | Type::BoolOrEither => Ok(()),
            Type::Nullable(_) if value.is_null() => Ok(()),
            Type::Nullable(item) => self.value(contract, item, value, path),
            Type::OneOrMany(item) if !value.is_array() => self.value(contract, item, value, path),
            Type::List(item) | Type::OneOrMany(item) => match value.as_array() {
                Some(items) => items.iter().enumerate().try_for_each(|(index, value)| {
                    self.value(contract, item, value, &format!("{path}/{index}"))
                }),
                None => expected("a list"),
            },
            Type::Map(item) => match value.as_object() {
                Some(members) => members.iter().try_for_each(|(name, value)| {
                    self.value(contract, item, value, &format!("{path}/{name}"))
                }),
                None => expected("an object"),
            },
            Type::Named(name) => match &contract.named(name).definition {
                Definition::Object(fields) => self.members(contract, fields, value, path),
                Definition::Enum(variants) => match value.as_str() {
                    Some(text) if variants.iter().any(|variant| variant.value == text) => {
                        self.seen.insert(format!("{name} {text}"));
                        Ok(())
                    }
                    _ => expected(&format!("a value of {name}")),
                },
            },
        }
    }
}
