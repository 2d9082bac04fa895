//! Many roles and tables of tokens, through Arrow's C interface: whatever engine holds the table, nothing is copied into Python.

use std::ffi::CStr;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{StringDictionaryBuilder, UInt32Builder, UInt64Builder};
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{
    ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use assumable::aws::{ClaimsScope, PolicySet, SetAsker};
use assumable::contract::{TableFault, envelope, internal_error, report_of_role, role_of_row};
use assumable::limits::MAX_TEXT;
use assumable::{Error, TrustOptions};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::guarded;

const STREAM: &CStr = c"arrow_array_stream";

/// The roles of a table, compiled once, for any thread. A table that was refused answers everything with that refusal.
#[pyclass(frozen, module = "assumable._native")]
pub(crate) struct RoleSet {
    set: Result<Arc<PolicySet>, Error>,
    /// ARNs and policies as they were given, to be compiled again in another process.
    rows: Vec<(String, String)>,
}

#[pymethods]
impl RoleSet {
    /// Compiles the rows of `roles`, an object with `__arrow_c_stream__`, or pairs of an ARN and a policy.
    #[new]
    #[pyo3(signature = (roles, is_partial = false))]
    fn new(py: Python<'_>, roles: &Bound<'_, PyAny>, is_partial: bool) -> PyResult<RoleSet> {
        let scope = if is_partial { ClaimsScope::Partial } else { ClaimsScope::Token };
        let options = TrustOptions::default().with_claims_scope(scope);
        let rows = match roles.extract::<Vec<(String, String)>>() {
            Ok(rows) => Ok(rows),
            Err(_) => {
                let reader = reader(roles)?;
                py.detach(|| read_rows(reader))
            }
        };
        let compiled = rows.and_then(|rows| py.detach(|| Ok((compile(&rows, &options)?, rows))));
        Ok(match compiled {
            Ok((set, rows)) => RoleSet { set: Ok(Arc::new(set)), rows },
            Err(error) => RoleSet { set: Err(error), rows: Vec::new() },
        })
    }

    /// Pairs of an ARN and a policy, as they were given.
    fn rows(&self) -> Vec<(String, String)> {
        self.rows.clone()
    }

    /// The envelope of the compilation: `{"ok":null}`, or why the table was refused.
    fn opened(&self) -> String {
        envelope(self.set.as_ref().map(|_| "null".to_owned()).map_err(Clone::clone))
    }

    /// The claims that decide; none where the table was refused.
    fn columns(&self) -> Vec<String> {
        self.set.as_ref().map_or_else(|_| Vec::new(), |set| set.claims().map(str::to_owned).collect())
    }

    /// How many roles it has.
    fn __len__(&self) -> usize {
        self.rows.len()
    }

    /// Readies a table of tokens to be asked: an envelope where it is refused, else the answers as a table.
    fn check(&self, tokens: &Bound<'_, PyAny>) -> PyResult<Answers> {
        let reader = reader(tokens)?;
        Ok(Answers(Mutex::new(self.set.clone().and_then(|set| Asked::new(set, reader)).map(Some))))
    }

    /// The envelope of the report on one role; `claims` is the JSON of the token's claims.
    fn explain(&self, py: Python<'_>, role: usize, claims: &str) -> String {
        guarded(py, || envelope(self.set.clone().and_then(|set| report_of_role(&set, role, claims))))
    }
}

/// The answers for a table of tokens: read once, as they are worked out.
#[pyclass(frozen, module = "assumable._native")]
pub(crate) struct Answers(Mutex<Result<Option<Asked>, Error>>);

#[pymethods]
impl Answers {
    /// The envelope of the readying: `{"ok":null}`, or why the table was refused.
    fn opened(&self) -> String {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        envelope(asked.as_ref().map(|_| "null".to_owned()).map_err(Clone::clone))
    }

    /// The answers as a stream of Arrow's C interface.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface leaves it to the one who gives whether to follow the wish.
        drop(requested_schema);
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = asked.as_mut().ok().and_then(Option::take);
        let taken =
            taken.ok_or_else(|| PyTypeError::new_err("the answers have been read; ask `check` again"))?;
        let stream: Box<dyn RecordBatchReader + Send> = Box::new(taken);
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(stream), STREAM)
    }
}

/// The stream of an object.
fn reader(table: &Bound<'_, PyAny>) -> PyResult<RecordBatchStreamReader> {
    let refused = || {
        let class = table.get_type();
        PyTypeError::new_err(format!(
            "{class} has no `__arrow_c_stream__`: pass a table of pyarrow, Polars or DuckDB"
        ))
    };
    let capsule = table.call_method0("__arrow_c_stream__").map_err(|_| refused())?;
    let capsule = capsule.cast_into::<PyCapsule>().map_err(|_| refused())?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.as_ptr().cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name points to a stream (Arrow PyCapsule interface); `from_raw` takes it over and leaves a
    // released one behind, so that the capsule releases nothing twice.
    #[allow(unsafe_code, reason = "Arrow's C interface")]
    unsafe { RecordBatchStreamReader::from_raw(pointer) }
        .map_err(|error| PyTypeError::new_err(error.to_string()))
}

/// The rows of a table of roles.
fn read_rows(reader: RecordBatchStreamReader) -> Result<Vec<(String, String)>, Error> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| unreadable(&error, "roles"))?;
        let column = |name| {
            let array = batch.column_by_name(name).ok_or(TableFault::ColumnMissing(name))?;
            Texts::of(array.as_ref(), "roles", name)
        };
        let (arns, policies) = (column("role_arn")?, column("policy")?);
        for row in 0..batch.num_rows() {
            let text = |texts: Texts<'_>, column| {
                let text = texts.get(row).ok_or(TableFault::Null { row: rows.len(), column })?;
                Ok::<_, Error>(text.to_owned())
            };
            let role = (text(arns, "role_arn")?, text(policies, "policy")?);
            rows.push(role);
        }
    }
    Ok(rows)
}

fn compile(rows: &[(String, String)], options: &TrustOptions) -> Result<PolicySet, Error> {
    let roles = rows.iter().enumerate().map(|(row, (arn, policy))| role_of_row(row, arn, policy));
    Ok(PolicySet::new(roles.collect::<Result<Vec<_>, Error>>()?, options))
}

fn unreadable(error: &ArrowError, table: &str) -> Error {
    TableFault::Unreadable { table, message: &error.to_string() }.into()
}

/// A column of texts, in any of Arrow's forms.
#[derive(Clone, Copy)]
enum Texts<'a> {
    Plain(Values<'a>),
    Dictionary(&'a dyn Keys, Values<'a>),
    /// Every value is null.
    Null,
}

/// Texts as they are, or those of a dictionary.
#[derive(Clone, Copy)]
enum Values<'a> {
    Small(&'a arrow_array::StringArray),
    Large(&'a arrow_array::LargeStringArray),
    View(&'a arrow_array::StringViewArray),
}

/// The keys of a dictionary, of whatever width.
trait Keys {
    fn key_at(&self, row: usize) -> Option<usize>;
}

impl<K: ArrowDictionaryKeyType> Keys for arrow_array::DictionaryArray<K> {
    fn key_at(&self, row: usize) -> Option<usize> {
        self.key(row)
    }
}

impl<'a> Values<'a> {
    fn of(array: &'a dyn Array) -> Option<Values<'a>> {
        match array.data_type() {
            DataType::Utf8 => Some(Values::Small(array.as_string())),
            DataType::LargeUtf8 => Some(Values::Large(array.as_string())),
            DataType::Utf8View => Some(Values::View(array.as_string_view())),
            _ => None,
        }
    }

    /// The text of a row; `None` where it is null.
    fn get(self, row: usize) -> Option<&'a str> {
        match self {
            Values::Small(array) => (!array.is_null(row)).then(|| array.value(row)),
            Values::Large(array) => (!array.is_null(row)).then(|| array.value(row)),
            Values::View(array) => (!array.is_null(row)).then(|| array.value(row)),
        }
    }
}

impl<'a> Texts<'a> {
    fn of(array: &'a dyn Array, table: &str, column: &str) -> Result<Texts<'a>, Error> {
        let plain = Values::of(array).map(Texts::Plain);
        let texts = plain.or_else(|| match array.data_type() {
            DataType::Null => Some(Texts::Null),
            DataType::Dictionary(key, _) => {
                let values = Values::of(array.as_any_dictionary().values().as_ref())?;
                Some(Texts::Dictionary(keys(array, key)?, values))
            }
            _ => None,
        });
        let found = || array.data_type().to_string();
        texts.ok_or_else(|| TableFault::NotText { table, column, found: &found() }.into())
    }

    /// The text of a row; `None` where it is null.
    fn get(self, row: usize) -> Option<&'a str> {
        match self {
            Texts::Plain(values) => values.get(row),
            Texts::Dictionary(keys, values) => values.get(keys.key_at(row)?),
            Texts::Null => None,
        }
    }
}

fn keys<'a>(array: &'a dyn Array, width: &DataType) -> Option<&'a dyn Keys> {
    Some(match width {
        DataType::Int8 => array.as_dictionary::<Int8Type>(),
        DataType::Int16 => array.as_dictionary::<Int16Type>(),
        DataType::Int32 => array.as_dictionary::<Int32Type>(),
        DataType::Int64 => array.as_dictionary::<Int64Type>(),
        DataType::UInt8 => array.as_dictionary::<UInt8Type>(),
        DataType::UInt16 => array.as_dictionary::<UInt16Type>(),
        DataType::UInt32 => array.as_dictionary::<UInt32Type>(),
        DataType::UInt64 => array.as_dictionary::<UInt64Type>(),
        _ => return None,
    })
}

/// An error in the midst of a stream: its code, its place, what it is and what to do.
fn told(error: &Error) -> ArrowError {
    let text = format!("{} at {}: {error}; {}", error.kind().code(), error.path(), error.help());
    ArrowError::InvalidArgumentError(text)
}

/// Tokens that are asked batch by batch.
struct Asked {
    reader: RecordBatchStreamReader,
    asker: SetAsker<Arc<PolicySet>>,
    /// The columns that decide: their names, and where they stand.
    columns: Vec<(String, usize)>,
    schema: SchemaRef,
    rows: u64,
}

impl Asked {
    fn new(set: Arc<PolicySet>, reader: RecordBatchStreamReader) -> Result<Asked, Error> {
        let mut columns: Vec<(String, usize)> = Vec::new();
        for (at, field) in reader.schema().fields().iter().enumerate() {
            let name = field.name();
            if !set.claims().any(|claim| claim.eq_ignore_ascii_case(name)) {
                continue;
            }
            if columns.iter().any(|(known, _)| known == name) {
                return Err(TableFault::ColumnTwice(name).into());
            }
            let empty = arrow_array::new_empty_array(field.data_type());
            Texts::of(empty.as_ref(), "tokens", name)?;
            columns.push((name.clone(), at));
        }
        let word = || DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8));
        let schema = Schema::new(vec![
            Field::new("token", DataType::UInt64, false),
            Field::new("role", DataType::UInt32, false),
            Field::new("verdict", word(), false),
            Field::new("reason", word(), false),
        ]);
        Ok(Asked { reader, asker: SetAsker::new(set), columns, schema: Arc::new(schema), rows: 0 })
    }

    fn answers(&mut self, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        let columns = self
            .columns
            .iter()
            .map(|(name, at)| Ok((name.as_str(), Texts::of(batch.column(*at).as_ref(), "tokens", name)?)));
        let columns = columns.collect::<Result<Vec<_>, Error>>().map_err(|error| told(&error))?;
        let (mut tokens, mut roles) = (UInt64Builder::new(), UInt32Builder::new());
        let mut verdicts = StringDictionaryBuilder::<Int8Type>::new();
        let mut reasons = StringDictionaryBuilder::<Int8Type>::new();
        for (token, row) in (self.rows..).zip(0..batch.num_rows()) {
            let claims = columns.iter().filter_map(|(name, texts)| Some((*name, texts.get(row)?)));
            if let Some((name, text)) = claims.clone().find(|(_, text)| text.len() > MAX_TEXT) {
                return Err(told(
                    &TableFault::TooLong { row: token, column: name, bytes: text.len() }.into(),
                ));
            }
            for answer in self.asker.ask_texts(claims).map_err(|error| told(&error))? {
                tokens.append_value(token);
                roles.append_value(u32::try_from(answer.role).unwrap_or(u32::MAX));
                verdicts.append(answer.decision.verdict.as_str())?;
                reasons.append(answer.decision.reason.as_str())?;
            }
        }
        self.rows += batch.num_rows() as u64;
        RecordBatch::try_new(
            self.schema.clone(),
            vec![
                Arc::new(tokens.finish()),
                Arc::new(roles.finish()),
                Arc::new(verdicts.finish()),
                Arc::new(reasons.finish()),
            ],
        )
    }
}

impl Iterator for Asked {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.reader.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error)),
        };
        let answers = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.answers(&batch)));
        Some(answers.unwrap_or_else(|_| Err(ArrowError::InvalidArgumentError(internal_error().to_string()))))
    }
}

impl RecordBatchReader for Asked {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}
