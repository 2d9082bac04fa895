//! Jobs, through the workflows that they call.

use std::rc::Rc;

use super::called::{WorkflowRefOf, check_inputs};
use super::files::{Content, File, Files};
use super::frame::Frame;
use super::model::{Body, Call, Workflow};
use super::parts::Fault;
use super::permissions::{ID_TOKEN, Level, Permissions, restricted};
use super::reading::place;
use super::report::{CalledWorkflow, PermissionLevel, TokenAnswer, TokenReason};
use crate::codes;
use crate::error::Error;
use crate::github::UsesReference;
use crate::names::is_commit;
use crate::read::options::{DefaultPermissions, ReadOptions, RefKind};
use crate::read::value::Spot;
use crate::text::quote;

/// How deep calls may nest on github.com.
const MAX_CALLS: usize = 10;
/// The most jobs that are told of one file.
const MAX_JOBS: usize = 1_000;

/// A job, as it takes place.
pub(super) struct Placed<'w> {
    pub(super) frame: Rc<Frame<'w>>,
    /// Its id behind those of the jobs that call.
    pub(super) path: String,
    /// What its permissions come to.
    pub(super) token: Token,
    /// What it calls, where that could not be followed, or what it is part of.
    pub(super) called: Option<CalledWorkflow>,
    /// `job_workflow_ref`, without the ref of the run: that is added where `of_run`.
    pub(super) workflow_ref: WorkflowRefOf,
    /// Findings about its call.
    pub(super) faults: Vec<Fault>,
    /// Whether it stands for a call that could not be followed.
    pub(super) is_call: bool,
}

/// What permissions come to.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) answer: TokenAnswer,
    pub(super) reason: TokenReason,
    pub(super) level: Option<PermissionLevel>,
    pub(super) needs: Vec<&'static str>,
    pub(super) spot: Option<Spot>,
}

/// The permissions that a job has, and who wrote them.
#[derive(Clone, Copy)]
struct Effective<'w> {
    stated: Option<&'w Permissions>,
    document: usize,
    level: PermissionLevel,
}

/// What a called workflow is called with.
struct Calling<'w> {
    frame: Rc<Frame<'w>>,
    effective: Effective<'w>,
    /// Whether the callee counts as the repository's own; `None` where that is not known.
    trusted: Option<bool>,
    called: CalledWorkflow,
    workflow_ref: WorkflowRefOf,
    faults: Vec<Fault>,
    path: String,
    /// The documents of the chain.
    chain: Vec<usize>,
}

/// Follows the jobs of a workflow.
pub(super) struct Walk<'w> {
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    pub(super) jobs: Vec<Placed<'w>>,
    /// Whether the run fails at its start.
    pub(super) fails: bool,
    /// Whether there are more jobs than are told.
    pub(super) cut: bool,
}

impl<'w> Walk<'w> {
    /// The jobs of a file that is started by itself.
    pub(super) fn of(
        files: &'w Files<'w>,
        options: &'w ReadOptions,
        file: &'w File<'w>,
        workflow: &'w Workflow,
    ) -> Walk<'w> {
        let mut walk = Walk { files, options, jobs: Vec::new(), fails: false, cut: false };
        walk.fails |= !workflow.faults.is_empty();
        let alone = workflow.triggers.iter().all(|trigger| trigger.event == "workflow_call");
        for job in &workflow.jobs {
            let frame = Rc::new(Frame { workflow, job, caller: None, depth: 0, remote: None });
            let effective = match (&job.permissions, &workflow.permissions) {
                (Some(own), _) => {
                    Effective { stated: Some(own), document: workflow.document, level: PermissionLevel::Job }
                }
                (None, of_workflow) => Effective {
                    stated: of_workflow.as_ref(),
                    document: workflow.document,
                    level: PermissionLevel::Workflow,
                },
            };
            walk.fails |= !job.faults.is_empty();
            let faults: Vec<Fault> = workflow.faults.iter().chain(&job.faults).cloned().collect();
            match &job.body {
                Body::Steps(_) => {
                    let token = plain_token(effective, alone);
                    let repository = file.remote.map(|(repository, _)| repository.to_owned());
                    let repository = repository.or_else(|| options.repository.clone());
                    walk.push(Placed {
                        frame,
                        path: job.id.clone(),
                        token,
                        called: None,
                        workflow_ref: WorkflowRefOf::Run { repository, path: file.path.to_owned() },
                        faults,
                        is_call: false,
                    });
                }
                Body::Call(call) => {
                    walk.call(&frame, call, effective, faults, job.id.clone(), vec![workflow.document]);
                }
            }
        }
        walk
    }

    fn push(&mut self, job: Placed<'w>) {
        if self.jobs.len() == MAX_JOBS {
            self.cut = true;
            return;
        }
        self.jobs.push(job);
    }

    /// Follows a call.
    fn call(
        &mut self,
        frame: &Rc<Frame<'w>>,
        call: &'w Call,
        effective: Effective<'w>,
        mut faults: Vec<Fault>,
        path: String,
        chain: Vec<usize>,
    ) {
        let (uses, found) = match self.resolve(frame, call, &mut faults) {
            Ok(resolved) => resolved,
            Err(fault) => {
                faults.push(fault);
                return self.stop(frame, faults, path, None, WorkflowRefOf::None);
            }
        };
        let Resolved { called, workflow_ref, trusted, remote } = uses;
        let fault = |code, message: String| Fault { code, message, spot: call.spot.clone() };
        let at = remote.as_ref().map(|(repository, at)| (repository.as_str(), at.as_str()));
        if let Some((_, File { content: Content::Refused(error), .. })) = self.files.find(at, &called.path) {
            let message = format!("`{}` cannot be called: GitHub refuses it: {error}", quote(&call.uses));
            faults.push(fault(codes::NOT_CALLABLE, message));
            return self.stop(frame, faults, path, Some(called), workflow_ref);
        }
        let Some((document, workflow)) = found else {
            faults.push(fault(
                codes::CALLEE_NOT_GIVEN,
                format!("the called workflow `{}` is not given", quote(&call.uses)),
            ));
            if self.fails {
                return self.stop(frame, faults, path, Some(called), workflow_ref);
            }
            let token = Token::new(TokenAnswer::Unknown, TokenReason::CalleeNotGiven);
            return self.push(Placed {
                frame: Rc::clone(frame),
                path,
                token,
                called: Some(called),
                workflow_ref,
                faults,
                is_call: true,
            });
        };
        if workflow.trigger("workflow_call").is_none() {
            let message = format!("`{}` cannot be called: it has no `workflow_call`", quote(&call.uses));
            faults.push(fault(codes::NOT_CALLABLE, message));
            return self.stop(frame, faults, path, Some(called), workflow_ref);
        }
        if chain.contains(&document) || chain.len() > MAX_CALLS {
            let message = match chain.contains(&document) {
                true => format!("`{}` calls itself", quote(&call.uses)),
                false => format!("calls nest deeper than {MAX_CALLS}"),
            };
            faults.push(fault(codes::CALLS_TOO_DEEP, message));
            return self.stop(frame, faults, path, Some(called), workflow_ref);
        }
        // What came up before only leaves open which ref is meant.
        let before = faults.len();
        check_inputs(call, workflow, &mut faults);
        self.fails |= faults.len() > before;
        let frame = Rc::clone(frame);
        let mut chain = chain;
        chain.push(document);
        let calling = Calling { frame, effective, trusted, called, workflow_ref, faults, path, chain };
        self.callee(&calling, workflow, remote.as_ref());
    }

    /// The jobs of a called workflow.
    fn callee(&mut self, calling: &Calling<'w>, workflow: &'w Workflow, remote: Option<&(String, String)>) {
        self.fails |= !workflow.faults.is_empty();
        let over = workflow.permissions.as_ref().and_then(|block| self.over(calling, block, "the workflow"));
        for job in &workflow.jobs {
            if self.cut {
                return;
            }
            let frame = Rc::new(Frame {
                workflow,
                job,
                caller: Some(Rc::clone(&calling.frame)),
                depth: calling.frame.depth + 1,
                remote: remote.cloned(),
            });
            let own = job.permissions.as_ref();
            let over_own = own.and_then(|block| {
                let who = format!("the job `{}`", quote(&job.id));
                self.over(calling, block, &who)
            });
            let mut faults = calling.faults.clone();
            faults.extend(workflow.faults.iter().chain(&job.faults).cloned());
            self.fails |= !job.faults.is_empty();
            let over = over_own.as_ref().or(over.as_ref());
            faults.extend(over.map(|(fault, _)| fault.clone()));
            let effective = match (own, &workflow.permissions) {
                (Some(own), _) => Effective {
                    stated: Some(own),
                    document: workflow.document,
                    level: PermissionLevel::CalleeJob,
                },
                (None, Some(of_workflow)) => Effective {
                    stated: Some(of_workflow),
                    document: workflow.document,
                    level: PermissionLevel::CalleeWorkflow,
                },
                (None, None) => Effective { level: calling.effective.level.of_caller(), ..calling.effective },
            };
            let path = format!("{}/{}", calling.path, job.id);
            match &job.body {
                Body::Call(call) => {
                    self.call(&frame, call, effective, faults, path, calling.chain.clone());
                }
                Body::Steps(_) => {
                    let token = self.called_token(calling, effective);
                    self.push(Placed {
                        frame,
                        path,
                        token,
                        called: Some(calling.called.clone()),
                        workflow_ref: calling.workflow_ref.clone(),
                        faults,
                        is_call: false,
                    });
                }
            }
        }
    }

    /// Whether a block of a called workflow asks for more than its caller allows: what to say, and whether that is sure.
    fn over(&mut self, calling: &Calling<'w>, block: &Permissions, who: &str) -> Option<(Fault, bool)> {
        let (scope, asked, most, sure) = match calling.effective.stated {
            Some(stated) => {
                let (scope, asked, most) = block.exceeds(|scope| stated.level(scope))?;
                (scope, asked, most, true)
            }
            None => match self.options.default_workflow_permissions {
                Some(DefaultPermissions::Read) => {
                    let (scope, asked, most) = block.exceeds(restricted)?;
                    (scope, asked, most, true)
                }
                default => {
                    let asks = block.level(ID_TOKEN) == Level::Write;
                    if !asks {
                        return None;
                    }
                    let refused =
                        default == Some(DefaultPermissions::Write) && calling.trusted == Some(false);
                    (ID_TOKEN, Level::Write, Level::None, refused)
                }
            },
        };
        self.fails |= sure;
        let message = format!(
            "{who} of the called workflow asks for `{scope}: {}`, and its caller allows `{scope}: {}`",
            asked.name(),
            most.name()
        );
        let message = match calling.effective.stated {
            Some(_) => message,
            None => format!(
                "{who} of the called workflow asks for `{scope}: {}`, and no caller says anything: the default decides",
                asked.name()
            ),
        };
        let spot =
            Spot { document: calling.frame.workflow.document, bytes: calling.frame.job.id_bytes.clone() };
        Some((Fault { code: codes::CALLER_PERMISSION_MISSING, message, spot }, sure))
    }

    fn called_token(&self, calling: &Calling<'w>, effective: Effective<'w>) -> Token {
        let from_callee =
            matches!(effective.level, PermissionLevel::CalleeJob | PermissionLevel::CalleeWorkflow);
        let alone = calling.root_is_callee();
        if !from_callee || calling.effective.stated.is_some() {
            return plain_token(effective, alone);
        }
        let token = plain_token(effective, alone);
        if token.answer != TokenAnswer::Yes {
            return token;
        }
        match (self.options.default_workflow_permissions, calling.trusted) {
            (Some(DefaultPermissions::Write), Some(true)) => {
                Token::new(TokenAnswer::Yes, TokenReason::DefaultWriteSameOwner).at(effective)
            }
            (Some(DefaultPermissions::Write), None) => {
                let token = Token::new(TokenAnswer::Unknown, TokenReason::CalleeRequestsCallerSilent);
                Token { needs: vec!["same_owner"], ..token }.at(effective)
            }
            (None, trusted) => {
                let mut needs = vec!["default_workflow_permissions"];
                needs.extend((trusted != Some(true) || !calling.is_local()).then_some("same_owner"));
                let token = Token::new(TokenAnswer::Unknown, TokenReason::CalleeRequestsCallerSilent);
                Token { needs, ..token }.at(effective)
            }
            _ => Token::new(TokenAnswer::No, TokenReason::StartupFailure),
        }
    }

    /// A call that stops the run: the calling job stands for it.
    fn stop(
        &mut self,
        frame: &Rc<Frame<'w>>,
        faults: Vec<Fault>,
        path: String,
        called: Option<CalledWorkflow>,
        workflow_ref: WorkflowRefOf,
    ) {
        self.fails = true;
        let token = Token::new(TokenAnswer::No, TokenReason::StartupFailure);
        self.push(Placed {
            frame: Rc::clone(frame),
            path,
            token,
            called,
            workflow_ref,
            faults,
            is_call: true,
        });
    }

    /// What a call names, and the file, if it is given.
    #[allow(clippy::type_complexity, reason = "a pair with what was found")]
    fn resolve(
        &self,
        frame: &Rc<Frame<'w>>,
        call: &Call,
        faults: &mut Vec<Fault>,
    ) -> Result<(Resolved, Option<(usize, &'w Workflow)>), Fault> {
        let invalid = |message: String| Fault { code: codes::USES_INVALID, message, spot: call.spot.clone() };
        // Of the same meaning as `./`, by the published language service.
        let text = match call.uses.strip_prefix("$/") {
            Some(rest) if !rest.contains('@') => format!("./{rest}"),
            _ => call.uses.clone(),
        };
        if text.starts_with("./") && text.contains('@') {
            return Err(invalid("a workflow of the same repository is named without a ref".to_owned()));
        }
        let uses: UsesReference = text.parse().map_err(|error: Error| invalid(error.to_string()))?;
        let own = self.options.repository.clone();
        let (repository, reference) = match (uses.repository(), uses.reference()) {
            (Some(repository), Some(reference)) => (repository.to_owned(), reference.to_owned()),
            _ => {
                let remote = frame.remote.clone();
                let found =
                    self.find(remote.as_ref().map(|(one, at)| (one.as_str(), at.as_str())), uses.path());
                let repository = remote.as_ref().map(|(repository, _)| repository.clone()).or(own);
                let called = CalledWorkflow {
                    repository: repository.clone(),
                    path: uses.path().to_owned(),
                    reference: None,
                    place: place(self.files, &call.spot),
                };
                let workflow_ref = match &remote {
                    Some((repository, at)) => WorkflowRefOf::Fixed(
                        self.refs(repository, at)
                            .iter()
                            .map(|at| format!("{repository}/{}@{at}", uses.path()))
                            .collect(),
                    ),
                    None => WorkflowRefOf::Run { repository, path: uses.path().to_owned() },
                };
                return Ok((Resolved { called, workflow_ref, trusted: Some(true), remote }, found));
            }
        };
        let found = self.find(Some((&repository, &reference)), uses.path());
        let called = CalledWorkflow {
            repository: Some(repository.clone()),
            path: uses.path().to_owned(),
            reference: Some(reference.clone()),
            place: place(self.files, &call.spot),
        };
        let refs = self.refs(&repository, &reference);
        let workflow_ref = match self.other_spelling(&repository) {
            Some(known) => {
                let message = format!(
                    "`{}` is spelled `{}` elsewhere: GitHub finds it without regard to case, and does not say which of them the token carries",
                    quote(&repository),
                    quote(&known)
                );
                faults.push(Fault { code: codes::REF_CASE, message, spot: call.spot.clone() });
                let rest = refs.first().map_or(String::new(), |at| format!("/{}@{at}", uses.path()));
                WorkflowRefOf::AnyCase { repository: known, rest }
            }
            None => WorkflowRefOf::Fixed(
                refs.iter().map(|at| format!("{repository}/{}@{at}", uses.path())).collect(),
            ),
        };
        if refs.len() > 1 {
            let message =
                format!("`{}` may be a tag or a branch; a tag wins where both exist", quote(&reference));
            faults.push(Fault { code: codes::TAG_OR_BRANCH, message, spot: call.spot.clone() });
        }
        let trusted = self.trusted(&repository);
        Ok((Resolved { called, workflow_ref, trusted, remote: Some((repository, reference)) }, found))
    }

    fn find(&self, remote: Option<(&str, &str)>, path: &str) -> Option<(usize, &'w Workflow)> {
        let (_, file) = self.files.find(remote, path)?;
        match &file.content {
            Content::Workflow(workflow) => Some((workflow.document, workflow)),
            _ => None,
        }
    }

    /// The full refs that a name behind `@` may be.
    fn refs(&self, repository: &str, reference: &str) -> Vec<String> {
        if is_commit(reference) {
            return vec![reference.to_owned()];
        }
        let key = format!("{repository}@{reference}");
        let known = self.options.refs.iter().find(|(name, _)| name.eq_ignore_ascii_case(&key));
        match known {
            Some((_, RefKind::Branch)) => vec![format!("refs/heads/{reference}")],
            Some((_, RefKind::Tag | RefKind::TagAndBranch)) => vec![format!("refs/tags/{reference}")],
            None => vec![format!("refs/heads/{reference}"), format!("refs/tags/{reference}")],
        }
    }

    /// Another spelling of a repository that is known.
    fn other_spelling(&self, repository: &str) -> Option<String> {
        let of_refs = self.options.refs.keys().filter_map(|name| name.split('@').next());
        let all: Vec<&str> = of_refs.chain(self.options.repository.as_deref()).collect();
        let same = |one: &str| one.eq_ignore_ascii_case(repository);
        if let Some(whole) = all.iter().find(|known| same(known)) {
            return (*whole != repository).then(|| (*whole).to_owned());
        }
        let (owner, name) = repository.split_once('/')?;
        let known = all.iter().filter_map(|known| known.split('/').next());
        let owner = known.into_iter().find(|known| known.eq_ignore_ascii_case(owner) && *known != owner)?;
        Some(format!("{owner}/{name}"))
    }

    /// Whether a repository's workflows count as the caller's own.
    fn trusted(&self, repository: &str) -> Option<bool> {
        let owner = repository.split('/').next().unwrap_or(repository);
        if let Some(owners) = &self.options.trusted_owners {
            return Some(owners.iter().any(|known| known.eq_ignore_ascii_case(owner)));
        }
        let own = self.options.repository.as_deref()?.split('/').next()?;
        // Another owner may be of the same enterprise.
        own.eq_ignore_ascii_case(owner).then_some(true)
    }
}

/// What a call names.
struct Resolved {
    called: CalledWorkflow,
    workflow_ref: WorkflowRefOf,
    trusted: Option<bool>,
    remote: Option<(String, String)>,
}

impl Calling<'_> {
    fn is_local(&self) -> bool {
        self.called.reference.is_none()
    }

    /// Whether the file at the beginning of the chain is only called itself.
    fn root_is_callee(&self) -> bool {
        let mut frame = &self.frame;
        while let Some(caller) = &frame.caller {
            frame = caller;
        }
        frame.workflow.triggers.iter().all(|trigger| trigger.event == "workflow_call")
    }
}

impl PermissionLevel {
    /// The same, as the called workflow sees it.
    fn of_caller(self) -> PermissionLevel {
        match self {
            PermissionLevel::Job | PermissionLevel::CalleeJob | PermissionLevel::CallerJob => {
                PermissionLevel::CallerJob
            }
            _ => PermissionLevel::CallerWorkflow,
        }
    }
}

impl Token {
    pub(super) fn new(answer: TokenAnswer, reason: TokenReason) -> Token {
        Token { answer, reason, level: None, needs: Vec::new(), spot: None }
    }

    fn at(self, effective: Effective<'_>) -> Token {
        let spot =
            effective.stated.map(|stated| Spot { document: effective.document, bytes: stated.bytes.clone() });
        Token { spot, ..self }
    }
}

/// The token of a job whose permissions no caller limits.
fn plain_token(effective: Effective<'_>, alone: bool) -> Token {
    let Some(stated) = effective.stated else {
        return match alone {
            true => {
                Token { needs: vec!["caller"], ..Token::new(TokenAnswer::Unknown, TokenReason::CalleeAlone) }
            }
            false => Token::new(TokenAnswer::No, TokenReason::DefaultNone),
        };
    };
    if stated.is_empty() {
        return Token::new(TokenAnswer::No, TokenReason::Empty).at(effective);
    }
    if stated.is_read_all() {
        return Token::new(TokenAnswer::No, TokenReason::ReadAll).at(effective);
    }
    let token = match stated.level(ID_TOKEN) {
        Level::Write if alone => {
            let token = Token::new(TokenAnswer::Unknown, TokenReason::CalleeAlone);
            return Token { needs: vec!["caller"], ..token }.at(effective);
        }
        Level::Write => Token::new(TokenAnswer::Yes, TokenReason::StatedWrite),
        _ => Token::new(TokenAnswer::No, TokenReason::StatedWithout),
    };
    Token { level: Some(effective.level), ..token }.at(effective)
}
