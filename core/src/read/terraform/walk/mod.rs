//! Modules with their values: what a reference in one of them leads to.

mod bodies;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use super::encoding;
use super::eval::{self, eval, labelled};
use super::folder::{Folder, join};
use super::instance::Instances;
use super::scope::{Named, Scope, World};
use super::stop::{Budget, Stop, fails};
use super::syntax::{Block, Expr, Step, place};
use super::taken::Paths;
use super::types::{self, Type};
use crate::codes::{self, Code};
use crate::read::gathered::{OpenReason, Question, Remark};
use crate::read::value::{Spot, Unknown, Value};

/// What is the same for a whole run.
pub(super) struct Given<'g> {
    /// The names and texts of all documents.
    pub(super) documents: &'g [(&'g str, &'g str)],
    pub(super) paths: &'g Paths,
    pub(super) folders: &'g [Folder],
    /// Modules of a registry that are known, by their source and version.
    pub(super) published: &'g dyn Fn(&str, Option<&str>) -> Published<'g>,
    /// Values of variables.
    pub(super) values: BTreeMap<String, Value>,
    /// Facts of the account.
    pub(super) facts: BTreeMap<&'static str, Value>,
}

/// What is known of a module of a registry.
pub(super) enum Published<'g> {
    /// It behaves as these files do; whether another version of it makes another policy.
    Known(&'g Folder, bool),
    /// It is known, and which version it is, is not.
    VersionOpen,
    Unknown,
}

/// The module of a call, the call, and `each` or `count` of this instance.
type CalledAt<'g> = (usize, &'g Block, Vec<(&'static str, Value)>);

/// A module in use.
pub(super) struct Module<'g> {
    pub(super) folder: &'g Folder,
    /// Its address, such as `module.role["a"]`; empty for the topmost one.
    pub(super) address: String,
    /// Where it is called.
    pub(super) call: Option<CalledAt<'g>>,
    /// Whether it stands for one of a registry.
    pub(super) is_published: bool,
    /// Whether its call makes several.
    pub(super) is_repeated: bool,
    depth: usize,
    /// Its path as `path.module` gives it.
    path: String,
    /// Which of the caller's configurations of the AWS provider it has, by alias.
    providers: BTreeMap<String, String>,
}

enum Memo {
    /// It is being evaluated.
    Busy,
    Done(Result<Value, Stop>),
}

/// What was remarked: the code, the place, and the message.
type Told = (&'static str, Option<(usize, usize, usize)>, String);

/// The walk through all modules of one configuration.
pub(super) struct Walk<'g> {
    given: &'g Given<'g>,
    pub(super) modules: Vec<Module<'g>>,
    memo: BTreeMap<(usize, String), Memo>,
    /// What is being evaluated, outermost first.
    way: Vec<(usize, String)>,
    /// The modules that a call makes, by its module and name.
    called: BTreeMap<(usize, String), Result<Called, Stop>>,
    budget: Budget,
    questions: BTreeMap<String, Question>,
    pub(super) remarks: Vec<Remark>,
    told: BTreeSet<Told>,
    /// The documents that were read by a function.
    pub(super) taken: BTreeSet<usize>,
}

/// What a call leads to.
#[derive(Clone)]
pub(super) enum Called {
    Modules(Instances, Vec<usize>),
    /// Its files are not given.
    Missing,
}

impl<'g> Walk<'g> {
    pub(super) fn new(given: &'g Given<'g>, root: &'g Folder, steps: usize) -> Walk<'g> {
        let module = Module {
            folder: root,
            address: String::new(),
            call: None,
            is_published: false,
            is_repeated: false,
            depth: 0,
            path: ".".to_owned(),
            providers: BTreeMap::new(),
        };
        Walk {
            given,
            modules: vec![module],
            memo: BTreeMap::new(),
            way: Vec::new(),
            called: BTreeMap::new(),
            budget: Budget::new(steps),
            questions: BTreeMap::new(),
            remarks: Vec::new(),
            told: BTreeSet::new(),
            taken: BTreeSet::new(),
        }
    }

    pub(super) fn folder(&self, module: usize) -> Option<&'g Folder> {
        self.modules.get(module).map(|module| module.folder)
    }

    /// An address or a name within a module, as it is from outside.
    pub(super) fn outside(&self, module: usize, name: &str) -> String {
        match self.modules.get(module) {
            Some(module) if !module.address.is_empty() => format!("{}.{name}", module.address),
            _ => name.to_owned(),
        }
    }

    /// The steps that are left.
    pub(super) fn left(&self) -> usize {
        self.budget.left()
    }

    /// The questions by name.
    pub(super) fn question(&self, name: &str) -> Option<&Question> {
        self.questions.get(name)
    }

    pub(super) fn remark(&mut self, code: &'static Code, message: impl Into<String>, spot: Option<&Spot>) {
        let spot = spot.filter(|spot| spot.document < self.given.documents.len()).cloned();
        let remark = Remark { code, message: message.into(), spot };
        let place = remark.spot.as_ref().map(|spot| (spot.document, spot.bytes.start, spot.bytes.end));
        if self.told.insert((code.name, place, remark.message.clone())) {
            self.remarks.push(remark);
        }
    }

    /// A value, or a hole where it fails.
    pub(super) fn value(&mut self, scope: &Scope<'_>, expr: &Expr) -> Value {
        match eval(self, scope, expr) {
            Ok(value) => labelled(self, expr, value),
            Err(stop) => {
                let name = eval::named(self, &expr.spot);
                self.failed(&name, stop, &expr.spot)
            }
        }
    }

    /// The hole of what fails.
    fn failed(&mut self, name: &str, stop: Stop, spot: &Spot) -> Value {
        let why = match stop {
            Stop::Fails(why) => {
                self.remark(
                    codes::EXPRESSION_FAILS,
                    format!("Terraform cannot evaluate this: {why}"),
                    Some(spot),
                );
                why
            }
            Stop::NotRead(why) => why.to_owned(),
            Stop::Costly => {
                let why = "it takes more steps, or nests deeper, than is read".to_owned();
                self.remark(
                    codes::TERRAFORM_TOO_COSTLY,
                    "a value takes more steps than are taken",
                    Some(spot),
                );
                why
            }
        };
        self.ask(name, OpenReason::NotRead, Some(why), spot);
        Unknown::source(name, place(spot)).value()
    }

    /// A value by its name, evaluated once. What is defined by itself is a hole.
    fn once(
        &mut self,
        module: usize,
        key: &str,
        spot: &Spot,
        make: &mut dyn FnMut(&mut Walk<'g>) -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        let id = (module, key.to_owned());
        match self.memo.get(&id) {
            Some(Memo::Done(value)) => return value.clone(),
            Some(Memo::Busy) => {
                let start = self.way.iter().position(|one| *one == id).unwrap_or(0);
                let mut names: Vec<String> =
                    self.way.iter().skip(start).map(|(module, key)| self.outside(*module, key)).collect();
                let name = self.outside(module, key);
                names.push(name.clone());
                self.ask(&name, OpenReason::Cycle, Some(names.join(" → ")), spot);
                return Ok(Unknown::source(name, place(spot)).value());
            }
            None => {}
        }
        self.budget.enter()?;
        self.memo.insert(id.clone(), Memo::Busy);
        self.way.push(id.clone());
        let value = make(self);
        self.way.pop();
        self.budget.leave();
        // What ran out of steps or levels here may be read on a shorter way.
        if matches!(value, Err(Stop::Costly)) {
            self.memo.remove(&id);
        } else {
            self.memo.insert(id, Memo::Done(value.clone()));
        }
        value
    }

    fn scope(module: usize) -> Scope<'static> {
        Scope { module: Some(module), names: None }
    }

    /// Does something in the scope of an instance.
    pub(super) fn within<T>(
        module: usize,
        names: &[(&'static str, Value)],
        then: impl FnOnce(&Scope<'_>) -> T,
    ) -> T {
        // `each` or `count`: never both.
        match names.first() {
            Some((name, value)) => {
                let named = Named { name, value: value.clone(), outer: None };
                then(&Scope { module: Some(module), names: Some(&named) })
            }
            None => then(&Walk::scope(module)),
        }
    }

    fn variable(&mut self, module: usize, name: &str, spot: &Spot) -> Result<Value, Stop> {
        self.once(module, &format!("var.{name}"), spot, &mut |walk| walk.variable_anew(module, name, spot))
    }

    fn variable_anew(&mut self, module: usize, name: &str, spot: &Spot) -> Result<Value, Stop> {
        let Some(folder) = self.folder(module) else { return fails("there is no module") };
        let declared = folder.variables.get(name);
        let kind = declared.and_then(|block| block.body.attribute("type")).and_then(|kind| {
            types::named(kind, &mut |default| eval(self, &Walk::scope(module), default).ok())
        });
        let call = self.modules.get(module).and_then(|module| module.call.clone());
        let given = match call {
            Some((caller, block, names)) => block.body.attribute(name).map(|expr| {
                Walk::within(caller, &names, |scope| {
                    eval(self, scope, expr).map(|value| labelled(self, expr, value))
                })
            }),
            None => match self.given.values.get(name) {
                Some(value) => Some(Ok(from_caller(value, kind.as_ref()))),
                None => folder.values.get(name).map(|expr| eval(self, &Walk::scope(module), expr)),
            },
        };
        let default = declared.and_then(|block| block.body.attribute("default"));
        let is_nullable = declared.and_then(|block| block.body.attribute("nullable"));
        let is_nullable =
            !is_nullable.is_some_and(|expr| matches!(expr.kind, super::syntax::Kind::Bool(false)));
        let value = match (given, default) {
            (Some(Ok(Value::Null)), Some(default)) if !is_nullable => {
                eval(self, &Walk::scope(module), default)?
            }
            (Some(value), _) => value?,
            (None, Some(default)) => eval(self, &Walk::scope(module), default)?,
            (None, None) => {
                let name = self.outside(module, &format!("var.{name}"));
                let spot = declared.map_or(spot, |block| &block.spot);
                self.ask(&name, OpenReason::VariableWithoutDefault, None, spot);
                return Ok(Unknown::source(name, place(spot)).value());
            }
        };
        match kind {
            Some(kind) => types::convert(&value, &kind).map_err(|stop| match stop {
                Stop::Fails(why) => {
                    Stop::Fails(format!("the value of `var.{name}` has the wrong type: {why}"))
                }
                stop @ (Stop::Costly | Stop::NotRead(_)) => stop,
            }),
            None => Ok(value),
        }
    }

    fn local(&mut self, module: usize, name: &str, spot: &Spot) -> Result<Value, Stop> {
        let Some(one) = self.folder(module).and_then(|folder| folder.locals.get(name)) else {
            return Ok(self.undeclared(module, &format!("local.{name}"), spot));
        };
        self.once(module, &format!("local.{name}"), spot, &mut |walk| {
            let value = eval(walk, &Walk::scope(module), &one.value)?;
            walk.budget.pay(&value)?;
            Ok(labelled(walk, &one.value, value))
        })
    }

    /// What no file that is given declares.
    fn undeclared(&mut self, module: usize, name: &str, spot: &Spot) -> Value {
        let name = self.outside(module, name);
        let why = "no document that is given declares it".to_owned();
        self.ask(&name, OpenReason::FileNotGiven, Some(why), spot);
        Unknown::source(name, place(spot)).value()
    }
}

/// A value that the caller gives for a variable: a text for a type that is not one is an expression, as on the command line.
fn from_caller(value: &Value, kind: Option<&Type>) -> Value {
    match (value.as_str(), kind) {
        (
            Some(text),
            Some(Type::List(_) | Type::Set(_) | Type::Map(_) | Type::Tuple(_) | Type::Object(_)),
        ) => encoding::json_decode(&Value::text(text)).unwrap_or_else(|_| value.clone()),
        _ => value.clone(),
    }
}

impl World for Walk<'_> {
    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    fn refer(
        &mut self,
        scope: &Scope<'_>,
        root: &str,
        steps: &[Step],
        spot: &Spot,
    ) -> Result<(Value, usize), Stop> {
        let Some(module) = scope.module else { return fails("no names are known here") };
        let attribute = |index: usize| match steps.get(index) {
            Some(Step::Attribute(name)) => Some(name.as_str()),
            _ => None,
        };
        match (root, attribute(0), attribute(1)) {
            ("var", Some(name), _) => Ok((self.variable(module, name, spot)?, 1)),
            ("local", Some(name), _) => Ok((self.local(module, name, spot)?, 1)),
            ("path", Some(name), _) => {
                let path = self.modules.get(module).map(|module| module.path.clone()).unwrap_or_default();
                match name {
                    "module" => Ok((Value::text(if path.is_empty() { ".".to_owned() } else { path }), 1)),
                    "root" => Ok((Value::text("."), 1)),
                    _ => {
                        let name = format!("path.{name}");
                        self.ask(&name, OpenReason::Fact, None, spot);
                        Ok((Unknown::source(name, place(spot)).value(), 1))
                    }
                }
            }
            ("terraform" | "tofu", Some(name), _) => {
                let name = format!("terraform.{name}");
                self.ask(&name, OpenReason::Fact, None, spot);
                Ok((Unknown::source(name, place(spot)).value(), 1))
            }
            ("module", Some(name), _) => {
                let rest = steps.get(1..).unwrap_or_default();
                let (value, taken) = self.output(scope, module, name, rest, spot)?;
                Ok((value, taken + 1))
            }
            ("data", Some(kind), Some(name)) => {
                let rest = steps.get(2..).unwrap_or_default();
                let (value, taken) = self.resource(scope, module, (true, kind, name), rest, spot)?;
                Ok((value, taken + 2))
            }
            (
                "each" | "count" | "self" | "var" | "local" | "module" | "data" | "path" | "terraform"
                | "tofu",
                ..,
            ) => fails(format!("`{root}` has no meaning here")),
            (kind, Some(name), _) => {
                let rest = steps.get(1..).unwrap_or_default();
                let (value, taken) = self.resource(scope, module, (false, kind, name), rest, spot)?;
                Ok((value, taken + 1))
            }
            (name, None, _) => fails(format!("there is no `{name}`")),
        }
    }

    fn document(&mut self, scope: &Scope<'_>, path: &str) -> Option<(usize, String)> {
        let root = self.modules.first().map(|module| module.folder.path.clone())?;
        scope.module?;
        let found = self.given.paths.get(&join(&root, path))?;
        self.taken.insert(found);
        self.given.documents.get(found).map(|(_, text)| (found, (*text).to_owned()))
    }

    fn ask(&mut self, name: &str, reason: OpenReason, detail: Option<String>, spot: &Spot) {
        let spot = (spot.document < self.given.documents.len()).then(|| spot.clone());
        let question = Question { name: name.to_owned(), reason, detail, spot };
        self.questions.entry(name.to_owned()).or_insert(question);
    }

    fn ask_part(&mut self, whole: &str, part: &str) {
        if let Some(question) = self.questions.get(whole).cloned() {
            self.questions.entry(part.to_owned()).or_insert(Question { name: part.to_owned(), ..question });
        }
    }

    fn written(&self, spot: &Spot) -> Option<&str> {
        self.given.documents.get(spot.document)?.1.get(spot.bytes.clone())
    }

    fn twice(&mut self, key: &str, spot: &Spot) {
        let message = format!("`{key}` is written twice in an object: Terraform keeps the last one");
        self.remark(codes::DUPLICATE_KEY, message, Some(spot));
    }
}
