//! Handles: a document compiled once and asked often. Adding a kind is an entry in the table below.

use super::document::Document;
use super::request::Ask;
use super::{answer, decode, not_loaded, read, trust};
use crate::aws;
use crate::error::{Error, ErrorKind};
use crate::tree::Source;
use crate::tree::json::Node;

/// A kind of handle, and what it can be asked.
#[non_exhaustive]
pub struct HandleKind {
    /// The class in Python and TypeScript.
    pub name: &'static str,
    /// The document that it compiles, as the operations' requests name it.
    pub source: &'static str,
    /// What it can be asked.
    pub methods: &'static [Method],
    open: fn(Source<'_>) -> Result<Box<dyn Compiled>, Error>,
}

/// One thing a handle can be asked.
#[non_exhaustive]
pub struct Method {
    /// Its name, `snake_case`; TypeScript uses `camelCase`.
    pub name: &'static str,
    /// JSON Schema of the request and of the response, for the emitter.
    #[cfg(feature = "schema")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema),
}

/// A compiled document behind the contract; immutable, for any thread.
pub struct Handle(Box<dyn Compiled>);

/// A compiled document.
trait Compiled: Send + Sync {
    fn call(&self, method: &str, request: &Node) -> Result<String, Error>;
}

impl Handle {
    /// Compiles `source`.
    ///
    /// # Errors
    /// What is wrong with the document, or `UNKNOWN_OPERATION` for a kind that does not exist.
    pub fn open(kind: &str, source: &str) -> Result<Handle, Error> {
        Handle::compile(kind, Source::text(source))
    }

    /// Compiles a document that the caller holds as a value, usually an object; `json` stands for it. It has no lines.
    ///
    /// # Errors
    /// As [`Handle::open`], and `WRONG_TYPE` for a value that cannot be a document.
    pub fn open_value(kind: &str, json: &str) -> Result<Handle, Error> {
        let known = HANDLES.iter().find(|known| known.name == kind);
        let document: Document = decode(&read(json)?).map_err(|error| {
            error.of_document(&format!("/{}", known.map_or("", |known| known.source)), false)
        })?;
        Handle::compile(kind, document.source())
    }

    fn compile(kind: &str, source: Source<'_>) -> Result<Handle, Error> {
        match HANDLES.iter().find(|known| known.name == kind) {
            Some(known) => (known.open)(source)
                .map(Handle)
                .map_err(|error| error.of_document(&format!("/{}", known.source), source.given)),
            None if NAMES.contains(&kind) => Err(not_loaded(kind)),
            None => Err(Error::new(ErrorKind::UnknownOperation, "no handle has this name")
                .with_found(kind)
                .with_help(format!("known: {}", NAMES.join(", ")))),
        }
    }

    /// Asks: JSON text in, JSON text out.
    ///
    /// # Errors
    /// As [`call`](super::call).
    pub fn call(&self, method: &str, request: &str) -> Result<String, Error> {
        #[cfg(planted_panic)]
        super::panic_if_planted(method);
        self.0.call(method, &read(request)?).map_err(Error::without_place)
    }
}

#[cfg(feature = "schema")]
fn schema<T, R: Ask<T>>(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema) {
    (generator.subschema_for::<R>(), generator.subschema_for::<R::Response>())
}

macro_rules! handles {
    ($($name:ident($source:literal $(, $feature:literal)?): $type:ty { $($method:ident $(($needs:literal))?: $request:ty),* $(,)? })*) => {
        $($(#[cfg(feature = $feature)])? impl Compiled for $type {
            fn call(&self, method: &str, request: &Node) -> Result<String, Error> {
                match method {
                    $($(#[cfg(feature = $needs)])? stringify!($method) => answer::write(&decode::<$request>(request)?.ask(self)?),)*
                    $($(#[cfg(not(feature = $needs))] stringify!($method) => Err(not_loaded(stringify!($method))),)?)*
                    _ => Err(Error::new(ErrorKind::UnknownOperation, "the handle has no method of this name")
                        .with_found(method)
                        .with_help(concat!("known:", $(" ", stringify!($method)),*))),
                }
            }
        })*

        /// Every kind of handle.
        pub const HANDLES: &[HandleKind] = &[$($(#[cfg(feature = $feature)])? HandleKind {
            name: stringify!($name),
            source: $source,
            methods: &[$($(#[cfg(feature = $needs)])? Method {
                name: stringify!($method),
                #[cfg(feature = "schema")]
                schema: schema::<$type, $request>,
            }),*],
            open: |source| Ok(Box::new(<$type>::read_from(source)?)),
        }),*];

        /// The names of all, also of those that need a feature which this build lacks.
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

handles! {
    TrustPolicy("policy"): aws::TrustPolicy {
        check("first"): trust::PolicyCheckRequest,
        check_many("first"): trust::PolicyCheckManyRequest,
        who_can_assume("analysis"): super::analysis::PolicyWhoRequest,
        prove("analysis"): super::analysis::PolicyProveRequest,
        outsiders("analysis"): super::analysis::PolicyOutsidersRequest,
        compare("analysis"): super::analysis::PolicyCompareRequest,
        decide("analysis"): super::analysis::PolicyDecideRequest,
    }
    PolicySet("set", "analysis"): super::set::PolicySet {
        check: super::set::SetCheckRequest,
        check_many: super::set::SetCheckManyRequest,
        explain: super::set::SetExplainRequest,
    }
    NamingRules("rules", "naming"): crate::naming::NamingRules {
        make: super::rules::RulesMakeRequest,
        check: super::rules::RulesCheckRequest,
        check_many: super::rules::RulesCheckManyRequest,
    }
}
