//! The contract as a surface needs it: operations, handles and types.
//!
//! Read from the JSON Schema of the request and response structs. The contract keeps to few constructs; any other
//! stops the emitter, so that a surface can never be quietly wrong.

use assumable::ErrorKind;
use assumable::contract::{CONTRACT_VERSION, HANDLES, OPERATIONS, WireError};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// The whole contract.
pub struct Contract {
    /// Every operation, in the order of the table.
    pub operations: Vec<Operation>,
    /// Every kind of handle.
    pub handles: Vec<Handle>,
    /// Every named type but the requests themselves, in the order of first use.
    pub types: Vec<Named>,
    /// Every error code.
    pub codes: Vec<&'static str>,
    definitions: Object,
    roots: Value,
}

/// Something to be asked: an operation of the contract or a method of a handle.
pub struct Operation {
    /// Its name, `snake_case`.
    pub name: String,
    /// What it does, from the request's documentation.
    pub doc: String,
    /// The fields of the request: required ones first.
    pub parameters: Vec<Field>,
    /// The name of the response type.
    pub response: String,
    /// One complete request; empty for a method.
    pub example: String,
}

/// A document compiled once and asked often.
pub struct Handle {
    /// The class.
    pub name: String,
    /// The name of the document that it compiles.
    pub source: String,
    /// What it can be asked.
    pub methods: Vec<Method>,
}

/// One method of a handle.
pub struct Method {
    /// Its parameters and its response.
    pub call: Operation,
    /// For a method that asks many at once and so may be cut into several requests: the list that is cut, and the
    /// list in the response that is joined.
    pub batch: Option<Batch>,
}

/// How a request is cut and its answers are joined.
pub struct Batch {
    /// The parameter that is a list.
    pub parameter: String,
    /// The response's list, one element for each.
    pub field: String,
}

/// A named type.
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// What it is.
    pub definition: Definition,
    /// Whether a caller writes it.
    pub in_request: bool,
    /// Whether an answer holds it.
    pub in_response: bool,
}

/// What a named type is.
pub enum Definition {
    /// An object with these fields.
    Object(Vec<Field>),
    /// One of these strings.
    Enum(Vec<Variant>),
}

/// A field of an object, or a parameter.
#[derive(Clone)]
pub struct Field {
    /// Its name, the same in every language.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// Its type, without `null`.
    pub kind: Type,
    /// Whether `null` may stand for it.
    pub nullable: bool,
    /// Whether it may be left out.
    pub presence: Presence,
}

/// Whether a field may be left out.
#[derive(Clone, PartialEq)]
pub enum Presence {
    /// It may not.
    Required,
    /// It may, which says the same as `null`.
    Optional,
    /// It may, which says the same as this value.
    Default(Value),
}

/// One value of an enum.
pub struct Variant {
    /// The string.
    pub value: String,
    /// Its documentation.
    pub doc: String,
}

/// A type in the contract.
#[derive(Clone, PartialEq, Debug)]
pub enum Type {
    /// A string.
    Text,
    /// A document, as its own text or as an object; surfaces also take bytes.
    Document,
    /// `true` or `false`.
    Bool,
    /// A number of at most 32 bits.
    Integer,
    /// Claims by name: any JSON.
    Claims,
    /// Any JSON.
    Json,
    /// A class of tokens: claims by name, each with a list of patterns or `null`, and `not`.
    Class,
    /// `true`, `false` or the string `either`.
    BoolOrEither,
    /// A list.
    List(Box<Type>),
    /// An object with any keys.
    Map(Box<Type>),
    /// The value of a key, or `null`.
    Nullable(Box<Type>),
    /// One, or a list of them.
    OneOrMany(Box<Type>),
    /// A type of [`Contract::types`].
    Named(String),
}

impl Contract {
    /// Reads the contract.
    #[must_use]
    pub fn read() -> Contract {
        let mut generator = SchemaSettings::draft2020_12().into_generator();
        let mut roots = Vec::new();
        for operation in OPERATIONS {
            roots.push((operation.name, (operation.schema)(&mut generator), operation.request));
        }
        let mut handles = Vec::new();
        for handle in HANDLES {
            let methods =
                handle.methods.iter().map(|method| (method.name, (method.schema)(&mut generator), ""));
            handles.push((handle, methods.collect::<Vec<_>>()));
        }
        let error = generator.subschema_for::<WireError>();
        let roots_text = describe_roots(&roots, &handles, &error);
        let definitions = take_definitions(&mut generator);
        let reader = Reader(&definitions);

        let operations: Vec<Operation> = roots.iter().map(|root| reader.operation(root)).collect();
        let handles: Vec<Handle> = handles
            .iter()
            .map(|(kind, methods)| Handle {
                name: kind.name.to_owned(),
                source: kind.source.to_owned(),
                methods: methods.iter().map(|method| reader.method(method)).collect(),
            })
            .collect();
        let all: Vec<&Operation> = operations
            .iter()
            .chain(handles.iter().flat_map(|handle| handle.methods.iter().map(|method| &method.call)))
            .collect();
        let mut types: Vec<Named> = Vec::new();
        for operation in all {
            for parameter in &operation.parameters {
                reader.collect(&parameter.kind, true, &mut types);
            }
            reader.collect(&Type::Named(operation.response.clone()), false, &mut types);
        }
        Contract {
            operations,
            handles,
            types,
            codes: ErrorKind::ALL.iter().map(|kind| kind.code()).collect(),
            definitions,
            roots: roots_text,
        }
    }

    /// The named type.
    #[must_use]
    pub fn named(&self, name: &str) -> &Named {
        self.types.iter().find(|known| known.name == name).unwrap_or_else(|| panic!("no type `{name}`"))
    }

    /// Whether a value of this type holds a document somewhere.
    #[must_use]
    pub fn holds_document(&self, kind: &Type) -> bool {
        self.reaches_document(kind, &mut Vec::new())
    }

    fn reaches_document(&self, kind: &Type, seen: &mut Vec<String>) -> bool {
        match kind {
            Type::Document => true,
            Type::Text
            | Type::Bool
            | Type::Integer
            | Type::Claims
            | Type::Json
            | Type::Class
            | Type::BoolOrEither => false,
            Type::List(item) | Type::Map(item) | Type::Nullable(item) | Type::OneOrMany(item) => {
                self.reaches_document(item, seen)
            }
            Type::Named(name) => {
                if seen.contains(name) {
                    return false;
                }
                seen.push(name.clone());
                match &self.named(name).definition {
                    Definition::Enum(_) => false,
                    Definition::Object(fields) => {
                        fields.iter().any(|field| self.reaches_document(&field.kind, seen))
                    }
                }
            }
        }
    }

    /// The contract as one JSON Schema document.
    #[must_use]
    pub fn schema(&self) -> String {
        let mut document = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "assumable",
            "description": "Every operation's request and response. Requests with unknown members are refused.",
            "contract_version": CONTRACT_VERSION,
            "codes": self.codes,
        });
        let members = document.as_object_mut().expect("an object");
        members.extend(self.roots.as_object().expect("an object").clone());
        members.insert("$defs".to_owned(), Value::Object(self.definitions.clone()));
        let mut text = serde_json::to_string_pretty(&document).expect("a JSON value can be written");
        text.push('\n');
        text
    }
}

type Root = (&'static str, (Schema, Schema), &'static str);

fn describe_roots(
    operations: &[Root],
    handles: &[(&assumable::contract::HandleKind, Vec<Root>)],
    error: &Schema,
) -> Value {
    let calls = |roots: &[Root]| -> Object {
        roots
            .iter()
            .map(|(name, (request, response), _)| {
                ((*name).to_owned(), json!({"request": request, "response": response}))
            })
            .collect()
    };
    let handles: Object = handles
        .iter()
        .map(|(kind, methods)| {
            (kind.name.to_owned(), json!({"source": kind.source, "methods": calls(methods)}))
        })
        .collect();
    json!({"operations": calls(operations), "handles": handles, "error": error})
}

fn take_definitions(generator: &mut SchemaGenerator) -> Object {
    generator.take_definitions(true)
}

struct Reader<'d>(&'d Object);

impl Reader<'_> {
    fn operation(&self, (name, (request, response), example): &Root) -> Operation {
        let request = reference(object(request.as_value()))
            .unwrap_or_else(|| panic!("{name}: the request has no name"));
        let response = reference(object(response.as_value()))
            .unwrap_or_else(|| panic!("{name}: the response has no name"));
        let definition = self.definition(&request);
        let Definition::Object(parameters) = definition.definition else {
            panic!("{name}: the request is no object");
        };
        let first_optional = parameters.iter().position(|field| field.presence != Presence::Required);
        let last_required = parameters.iter().rposition(|field| field.presence == Presence::Required);
        assert!(
            first_optional.is_none() || first_optional > last_required,
            "{name}: required fields come first in a request"
        );
        assert!(!definition.doc.is_empty(), "{name}: the request has no documentation");
        Operation {
            name: (*name).to_owned(),
            doc: definition.doc,
            parameters,
            response,
            example: (*example).to_owned(),
        }
    }

    /// A method called `…_many` takes one list and gives one list, element for element.
    fn method(&self, root: &Root) -> Method {
        let call = self.operation(root);
        let batch = call.name.ends_with("_many").then(|| {
            let list = |fields: &[Field], what: &str| -> String {
                let mut lists = fields.iter().filter(|field| {
                    matches!(field.kind, Type::List(_)) && field.presence == Presence::Required
                });
                match (lists.next(), lists.next()) {
                    (Some(only), None) => only.name.clone(),
                    _ => panic!("{}: the {what} of a `_many` method has exactly one list", call.name),
                }
            };
            let Definition::Object(response) = self.definition(&call.response).definition else {
                panic!("{}: the response is no object", call.name);
            };
            assert!(response.len() == 1, "{}: the response of a `_many` method is its list alone", call.name);
            Batch { parameter: list(&call.parameters, "request"), field: list(&response, "response") }
        });
        Method { call, batch }
    }

    /// Adds the types that `kind` reaches, parts before wholes.
    fn collect(&self, kind: &Type, in_request: bool, types: &mut Vec<Named>) {
        match kind {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) | Type::OneOrMany(item) => {
                self.collect(item, in_request, types);
            }
            Type::Named(name) => {
                let known = types.iter().position(|known| &known.name == name);
                if let Some(known) = known.and_then(|index| types.get_mut(index)) {
                    let side = if in_request { &mut known.in_request } else { &mut known.in_response };
                    if core::mem::replace(side, true) {
                        return;
                    }
                } else {
                    let mut found = self.definition(name);
                    found.in_request = in_request;
                    found.in_response = !in_request;
                    types.push(found);
                }
                if let Definition::Object(fields) = self.definition(name).definition {
                    for field in &fields {
                        self.collect(&field.kind, in_request, types);
                    }
                }
            }
            Type::Text
            | Type::Document
            | Type::Bool
            | Type::Integer
            | Type::Claims
            | Type::Json
            | Type::Class
            | Type::BoolOrEither => {}
        }
    }

    fn definition(&self, name: &str) -> Named {
        let schema = self.0.get(name).unwrap_or_else(|| panic!("no definition `{name}`"));
        let schema = object(schema);
        let definition = if schema.contains_key("properties") {
            Definition::Object(fields(name, schema))
        } else if schema.get("type") == Some(&json!("object")) {
            Definition::Object(Vec::new())
        } else {
            Definition::Enum(variants(name, schema))
        };
        Named { name: name.to_owned(), doc: doc(schema), definition, in_request: false, in_response: false }
    }
}

fn fields(name: &str, schema: &Object) -> Vec<Field> {
    known(name, schema, &["type", "properties", "required", "additionalProperties", "description"]);
    assert!(
        matches!(schema.get("additionalProperties"), None | Some(Value::Bool(false))),
        "{name}: an object with fields has no other members"
    );
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    let properties = schema.get("properties").unwrap_or_else(|| panic!("{name}: no fields"));
    object(properties)
        .iter()
        .map(|(field, schema)| {
            let place = format!("{name}.{field}");
            let schema = object(schema);
            let (kind, nullable) = kind(&place, schema);
            let presence = match schema.get("default") {
                None if required.contains(&field.as_str()) => Presence::Required,
                None | Some(Value::Null) => Presence::Optional,
                Some(value) => Presence::Default(value.clone()),
            };
            assert!(!doc(schema).is_empty(), "{place} has no documentation");
            Field { name: field.clone(), doc: doc(schema), kind, nullable, presence }
        })
        .collect()
}

fn variants(name: &str, schema: &Object) -> Vec<Variant> {
    known(name, schema, &["type", "enum", "oneOf", "description"]);
    let plain = |schema: &Object| -> Vec<Variant> {
        let values =
            schema.get("enum").and_then(Value::as_array).unwrap_or_else(|| panic!("{name} is no enum"));
        values.iter().map(|value| Variant { value: text(name, value), doc: String::new() }).collect()
    };
    match schema.get("oneOf").and_then(Value::as_array) {
        None => plain(schema),
        Some(branches) => branches
            .iter()
            .flat_map(|branch| {
                let branch = object(branch);
                known(name, branch, &["type", "const", "enum", "description"]);
                match branch.get("const") {
                    Some(value) => vec![Variant { value: text(name, value), doc: doc(branch) }],
                    None => plain(branch),
                }
            })
            .collect(),
    }
}

/// A type, and whether `null` may stand for it.
fn kind(place: &str, schema: &Object) -> (Type, bool) {
    let unsupported =
        || -> ! { panic!("{place}: the emitter does not know {}", Value::Object(schema.clone())) };
    known(
        place,
        schema,
        &[
            "$ref",
            "anyOf",
            "type",
            "items",
            "additionalProperties",
            "format",
            "minimum",
            "maximum",
            "description",
            "default",
            "x-document",
            "x-claims",
            "x-json",
            "x-class",
            "x-either",
        ],
    );
    if let Some(name) = reference(schema) {
        return (Type::Named(name), false);
    }
    if schema.contains_key("x-json") {
        return (Type::Json, false);
    }
    if let Some(branches) = schema.get("anyOf").and_then(Value::as_array) {
        let null = json!({"type": "null"});
        let nullable = branches.contains(&null);
        let rest: Vec<&Value> = branches.iter().filter(|branch| **branch != null).collect();
        return match rest.as_slice() {
            [only] => (kind(place, object(only)).0, nullable),
            [one, many] => {
                let (one, many) = (kind(place, object(one)).0, kind(place, object(many)).0);
                if many != Type::List(Box::new(one.clone())) {
                    unsupported();
                }
                (Type::OneOrMany(Box::new(one)), nullable)
            }
            _ => unsupported(),
        };
    }
    let (name, nullable) = match schema.get("type") {
        Some(Value::String(name)) => (name.as_str(), false),
        Some(Value::Array(names)) => match names.as_slice() {
            [Value::String(name), Value::String(null)] if null == "null" => (name.as_str(), true),
            [_, _] if schema.contains_key("x-either") => ("boolean", false),
            [_, _, null] if schema.contains_key("x-either") && null == "null" => ("boolean", true),
            [_, _] if schema.contains_key("x-document") => ("document", false),
            [_, _, null] if schema.contains_key("x-document") && null == "null" => ("document", true),
            _ => unsupported(),
        },
        _ => unsupported(),
    };
    let found = match name {
        "string" if schema.contains_key("format") => unsupported(),
        "document" => Type::Document,
        "string" => Type::Text,
        "boolean" if schema.contains_key("x-either") => Type::BoolOrEither,
        "boolean" => Type::Bool,
        "integer" => Type::Integer,
        "object" if schema.contains_key("x-claims") => Type::Claims,
        "object" if schema.contains_key("x-class") => Type::Class,
        "array" => match schema.get("items") {
            Some(items) => Type::List(Box::new(solid(place, items))),
            None => unsupported(),
        },
        "object" => match schema.get("additionalProperties") {
            Some(Value::Object(values)) => match kind(place, values) {
                (item, true) => Type::Map(Box::new(Type::Nullable(Box::new(item)))),
                (item, false) => Type::Map(Box::new(item)),
            },
            _ => unsupported(),
        },
        _ => unsupported(),
    };
    (found, nullable)
}

/// The type of an element, which `null` never stands for.
fn solid(place: &str, schema: &Value) -> Type {
    let (found, nullable) = kind(place, object(schema));
    assert!(!nullable, "{place}: `null` cannot be an element");
    found
}

fn known(place: &str, schema: &Object, keys: &[&str]) {
    for key in schema.keys() {
        assert!(keys.contains(&key.as_str()), "{place}: the emitter does not know `{key}` here");
    }
}

fn reference(schema: &Object) -> Option<String> {
    let name = schema.get("$ref")?.as_str()?;
    Some(name.strip_prefix("#/$defs/").unwrap_or_else(|| panic!("`{name}` is no definition")).to_owned())
}

fn doc(schema: &Object) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn text(place: &str, value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{place}: only strings are enum values")).to_owned()
}

fn object(value: &Value) -> &Object {
    value.as_object().unwrap_or_else(|| panic!("`{value}` is no schema"))
}
