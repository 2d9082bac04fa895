//! Which documents a configuration takes in: what `file` and `templatefile` read is a part of it.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::{clean, join};
use super::syntax::{Body, Expr, Kind, Piece, Step};

/// The documents by their paths.
pub(super) struct Paths {
    by_path: BTreeMap<String, usize>,
    /// The same with the last step of each path first.
    backwards: BTreeMap<String, usize>,
}

/// A path with its last step first, a slash behind each.
fn backwards(path: &str) -> String {
    path.rsplit('/').flat_map(|step| [step, "/"]).collect()
}

impl Paths {
    pub(super) fn of(documents: &[(&str, &str)]) -> Paths {
        let mut paths = Paths { by_path: BTreeMap::new(), backwards: BTreeMap::new() };
        for (index, (name, _)) in documents.iter().enumerate() {
            let path = clean(name);
            paths.backwards.entry(backwards(&path)).or_insert(index);
            paths.by_path.entry(path).or_insert(index);
        }
        paths
    }

    pub(super) fn get(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Those whose paths end with these steps.
    fn ending(&self, steps: &str) -> impl Iterator<Item = usize> {
        let start = backwards(steps);
        let from = self.backwards.range(start.clone()..);
        from.take_while(move |(path, _)| start.len() > 1 && path.starts_with(&start)).map(|(_, index)| *index)
    }
}

/// Finds the documents that a file of a folder names, also where nothing asks for what it makes of them.
pub(super) struct Taken<'p> {
    pub(super) folder: &'p str,
    pub(super) paths: &'p Paths,
    pub(super) found: &'p mut BTreeSet<usize>,
}

impl Taken<'_> {
    pub(super) fn body(&mut self, body: &Body) {
        body.attributes.iter().for_each(|one| self.expr(&one.value));
        for block in &body.blocks {
            let reads_one = block.labels.first().is_some_and(|kind| kind == "local_file");
            if let Some(name) = block.body.attribute("filename").filter(|_| reads_one) {
                self.path(name);
            }
            self.body(&block.body);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::LongNumber | Kind::Name(_) => {}
            Kind::Template(pieces) => self.pieces(pieces),
            Kind::Tuple(items) => items.iter().for_each(|item| self.expr(item)),
            Kind::Object(items) => items.iter().for_each(|item| {
                self.expr(&item.key);
                self.expr(&item.value);
            }),
            Kind::Get(of, steps) => {
                self.expr(of);
                for step in steps {
                    if let Step::Index(index) = step {
                        self.expr(index);
                    }
                }
            }
            Kind::Call(call) => {
                if let (true, Some(path)) = (reads_a_file(&call.name), call.arguments.first()) {
                    self.path(path);
                }
                call.arguments.iter().for_each(|argument| self.expr(argument));
            }
            Kind::Unary(_, inner) => self.expr(inner),
            Kind::Binary(_, sides) => sides.iter().for_each(|side| self.expr(side)),
            Kind::Conditional(parts) => parts.iter().for_each(|part| self.expr(part)),
            Kind::For(one) => {
                let parts = [Some(&one.over), one.key.as_ref(), Some(&one.value), one.condition.as_ref()];
                parts.into_iter().flatten().for_each(|part| self.expr(part));
            }
        }
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Literal(_) => {}
                Piece::Value(expr) => self.expr(expr),
                Piece::If(parts) => {
                    self.expr(&parts.0);
                    self.pieces(&parts.1);
                    self.pieces(&parts.2);
                }
                Piece::For(one) => {
                    self.expr(&one.over);
                    self.pieces(&one.body);
                }
            }
        }
    }

    /// What stands behind `path.module` is seen from the folder. A path that is written out is seen from where Terraform runs,
    /// which is not known here, and of another the beginning is not known: the end tells.
    fn path(&mut self, path: &Expr) {
        let Kind::Template(pieces) = &path.kind else { return };
        let Some(Piece::Literal(end)) = pieces.last() else { return };
        let Some(end) = end.as_str() else { return };
        let (end, from_folder) = match pieces.as_slice() {
            [_] => (end, true),
            [Piece::Value(start), _] if is_path_of_module(start) => (end, true),
            _ => (end.split_once('/').map_or("", |(_, end)| end), false),
        };
        let own = self.paths.get(&join(self.folder, end)).filter(|_| from_folder);
        let end = clean(end);
        match own {
            Some(own) => drop(self.found.insert(own)),
            None => self.found.extend(self.paths.ending(end.trim_start_matches("../"))),
        }
    }
}

fn is_path_of_module(expr: &Expr) -> bool {
    let Kind::Get(of, steps) = &expr.kind else { return false };
    let is_path = matches!(&of.kind, Kind::Name(name) if name == "path");
    is_path && matches!(steps.as_slice(), [Step::Attribute(name)] if name == "module")
}

fn reads_a_file(function: &str) -> bool {
    function == "templatefile" || function.starts_with("file") && function != "fileset"
}
