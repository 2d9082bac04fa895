//! The rules of the team for image names: what they say of the names that each scenario pushes.

use super::known::{Known, Rules};
use super::report::{RoadImage, RoadStage, RoadVerdict};
use super::scenarios::Set;
use crate::codes::{self, Code};
use crate::naming::{NameVerdict, Run};
use crate::premise::SourcePlace;
use crate::read::{PushedImage, WorkflowJob};

/// The names that a set of runs pushes, as far as the rules see them, and those that it ought to push.
pub(super) fn of_set(
    rules: &Rules<'_>,
    set: &Set,
    job: &WorkflowJob,
    images: &[RoadImage],
    known: &Known<'_>,
) -> Vec<RoadImage> {
    let Some(sample) = Sample::of(set, known) else { return images.to_vec() };
    let pushed = job.images.iter().zip(images).filter(|(image, _)| sample.pushes(image));
    let mut out: Vec<RoadImage> = Vec::new();
    let mut names: Vec<(usize, String)> = Vec::new();
    for (image, told) in pushed {
        let mut told = told.clone();
        let name = sample.filled(&told.name);
        if sample.is_exact && told.name.contains("⟦github.ref_name⟧") {
            told.name = told.name.replace("⟦github.ref_name⟧", &sample.ref_name);
        }
        if told.verdict == RoadVerdict::Allowed {
            match name {
                Ok(name) => names.push((out.len(), name)),
                Err(hole) => {
                    told.verdict = RoadVerdict::Undetermined;
                    told.stage = Some(RoadStage::Naming);
                    told.needs = vec![format!("what is `{hole}`?")];
                }
            }
        }
        if let Some(place) = &image.name.place {
            told.place = told.place.filter(|_| told.verdict != RoadVerdict::Allowed).or(Some(place.clone()));
        }
        out.push(told);
    }
    let texts: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
    let Ok(checked) = rules.rules.check(&sample.run, &texts) else { return out };
    for ((index, _), one) in names.iter().zip(&checked.images) {
        let Some(told) = out.get_mut(*index) else { continue };
        match one.verdict {
            NameVerdict::Allowed => told.place = None,
            NameVerdict::Denied => {
                told.verdict = RoadVerdict::Denied;
                told.stage = Some(RoadStage::Naming);
                told.cause = one.code.map(cause);
                told.message = Some(one.reason.clone());
            }
            NameVerdict::Undetermined => {
                told.verdict = RoadVerdict::Undetermined;
                told.stage = Some(RoadStage::Naming);
                told.needs = vec![one.reason.clone()];
            }
        }
    }
    if !job.images.is_empty() {
        out.extend(missing(rules, &sample.run, &checked.missing));
    }
    out
}

/// The code of a road for one of names.
fn cause(code: &'static Code) -> &'static Code {
    match code {
        _ if code == codes::TAG_UNKNOWN => codes::NAMING_TAG_UNKNOWN,
        _ if code == codes::TAG_OF_REF => codes::NAMING_TAG_OF_REF,
        _ => code,
    }
}

/// The names that a run ought to push and does not.
fn missing(rules: &Rules<'_>, run: &Run, names: &[String]) -> Vec<RoadImage> {
    let made = rules.rules.make(run);
    let place = |name: &String| {
        let made = made.as_ref().ok()?.names.iter().find(|made| made.name == *name)?;
        let place = rules.rules.place_of(made.rules.first()?);
        let place = SourcePlace { document: Some(rules.name.to_owned()), ..SourcePlace::of(place, "") };
        Some(SourcePlace { pointer: None, ..place })
    };
    let one = |name: &String| RoadImage {
        name: name.clone(),
        verdict: RoadVerdict::Denied,
        stage: Some(RoadStage::Naming),
        cause: Some(codes::NAMING_MISSING),
        message: Some("the rules demand this name of the run, and the job does not push it".to_owned()),
        place: place(name),
        alignment: None,
        needs: Vec::new(),
    };
    names.iter().map(one).collect()
}

/// The images of all scenarios, each name once: what a run lacks comes last.
pub(super) fn together(all: Vec<Vec<RoadImage>>) -> Vec<RoadImage> {
    let mut out: Vec<RoadImage> = Vec::new();
    for image in all.into_iter().flatten() {
        match out.iter_mut().find(|known| known.name == image.name) {
            Some(known) if rank(&image) > rank(known) => *known = image,
            Some(_) => {}
            None => out.push(image),
        }
    }
    let (last, mut first): (Vec<RoadImage>, Vec<RoadImage>) =
        out.into_iter().partition(|image| image.cause == Some(codes::NAMING_MISSING));
    first.extend(last);
    first
}

fn rank(image: &RoadImage) -> u8 {
    match image.verdict {
        RoadVerdict::Denied => 2,
        RoadVerdict::Allowed => 0,
        _ => 1,
    }
}

/// One run of a set.
struct Sample {
    run: Run,
    ref_name: String,
    ref_type: &'static str,
    /// Whether all runs of the set have this ref.
    is_exact: bool,
}

const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

impl Sample {
    fn of(set: &Set, known: &Known<'_>) -> Option<Sample> {
        let [Some(event)] = set.patterns("event_name") else { return None };
        let [Some(pattern)] = set.patterns("ref") else { return None };
        let is_exact = !pattern.contains('*');
        let (ref_type, filling) = match pattern.strip_prefix("refs/tags/") {
            // The tags that rules are for are versions.
            Some(rest) => ("tag", if rest.starts_with('*') { "v1.2.3" } else { "1.2.3" }),
            None => ("branch", if pattern.starts_with("refs/pull/") { "7" } else { "x" }),
        };
        let reference = pattern.replacen('*', filling, 1).replace('*', "");
        let ref_name = reference.splitn(3, '/').nth(2).unwrap_or("").to_owned();
        let mut run = Run {
            event: Some(event.clone()),
            sha: Some(SHA.to_owned()),
            checkout_sha: Some(SHA.to_owned()),
            repository: known.facts.repository.clone(),
            default_branch: known.facts.default_branch.clone(),
            ..Run::default()
        };
        if event == "pull_request" {
            run.number = Some("7".to_owned());
            run.head_sha = Some(SHA.to_owned());
            let base = match set.patterns("base_ref") {
                [Some(base)] if !base.contains('*') => Some(base.clone()),
                _ => known.facts.default_branch.clone(),
            };
            run.base_ref = base;
            run.head_ref = Some("x".to_owned());
        }
        run.reference = Some(reference);
        Some(Sample { run, ref_name, ref_type, is_exact })
    }

    /// Whether it pushes an image.
    fn pushes(&self, image: &PushedImage) -> bool {
        let holds = |choice: &crate::read::ReadChoice| match choice.name.as_str() {
            "github.ref_type" => choice.value == self.ref_type,
            "github.event_name" => self.run.event.as_ref() == Some(&choice.value),
            "github.ref" => self.run.reference.as_ref() == Some(&choice.value),
            _ => true,
        };
        image.when.is_empty() || image.when.iter().any(holds)
    }

    /// A name with what this run has in the place of holes.
    ///
    /// # Errors
    /// The first hole of which nothing is known.
    fn filled(&self, name: &str) -> Result<String, String> {
        let version = self.ref_name.strip_prefix('v').unwrap_or(&self.ref_name);
        let numbers: Vec<&str> = version.split('.').collect();
        let number = |index: usize| numbers.get(index).copied().unwrap_or("0").to_owned();
        let mut out = String::new();
        let mut rest = name;
        while let Some((before, after)) = rest.split_once('⟦') {
            let (hole, after) = after.split_once('⟧').unwrap_or((after, ""));
            out.push_str(before);
            out.push_str(&match hole {
                "github.sha" | "GITHUB_SHA" => SHA.to_owned(),
                "sha" => SHA.get(..7).unwrap_or(SHA).to_owned(),
                "github.ref_name" => self.ref_name.replace('/', "-"),
                "github.event.number" | "github.event.pull_request.number" => "7".to_owned(),
                "version" if self.ref_type == "tag" => version.to_owned(),
                "raw" if self.ref_type == "tag" => self.ref_name.clone(),
                "major" if self.ref_type == "tag" => number(0),
                "minor" if self.ref_type == "tag" => number(1),
                "patch" if self.ref_type == "tag" => number(2),
                other => return Err(other.to_owned()),
            });
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }
}
