//! `make_policies`: an intent, and what makes it so.

use super::conditions::{Care, statements};
use super::ecr;
use super::estate::{Estate, Role};
use super::intent::{Part, Parts, split};
use super::json::{compact, document};
use super::means::{Means, is_literal};
use super::options::MakeOptions;
use super::proof::{Proof, Why, prove};
use super::report::{MadeFiles, MadeProvider, MadeRole, MakeOutcome, MakeReport};
use super::{cloudformation, read_back, terraform};
use crate::analysis::{Class, Intent, Owner, OwnerTemplate, SubjectForm, World};
use crate::aws::{CreateOptions, CreateOutcome, Provider, TrustPolicy, check_create};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::github::{
    ClaimValue, CustomizationCall, Issuer, IssuerPlatform, Platform, SubjectTemplate, customization_requests,
};
use crate::knowledge::claims::{self, AsKey};
use crate::names::{Partition, RoleArn};
use crate::premise::Finding;
use crate::read::ReadJson;
use crate::text::quote;

/// A trust policy that is proved.
struct Made {
    policy: ClaimValue,
    trust: TrustPolicy,
    /// The world of its proof.
    world: World,
    size: usize,
    quota: usize,
    admits: Vec<Class>,
    unsaid: Vec<String>,
    /// The keys of the subjects, where they change.
    keys: Option<Vec<String>>,
    proof: Proof,
}

/// Writes the policies that let in the tokens of an intent and nobody else.
///
/// ```
/// use assumable::analysis::{Class, Intent};
/// use assumable::make::{MakeOptions, MakeOutcome, make_policies};
///
/// let production = Class::new([("repository", "octo-org/app"), ("environment", "production")]);
/// let report = make_policies(&Intent::only([production]), &MakeOptions::new("123456789012".parse()?))?;
/// assert_eq!(report.outcome, MakeOutcome::Exact);
/// assert!(report.trust_policy.to_string().contains("repo:octo-org/app:environment:production"));
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// `INTENT_OPEN` where strangers would belong to it, `INTENT_EMPTY` where nobody does, `INTENT_UNSAYABLE` where no policy is
/// proved to say it, `ID_MISSING`, `POLICY_OVER_QUOTA`, and what is wrong with world, intent or options.
pub fn make_policies(intent: &Intent, options: &MakeOptions) -> Result<MakeReport, Error> {
    intent.only.check().map_err(|error| error.under("only").under("intent"))?;
    let partition = partition(options)?;
    let role: RoleArn = format!("arn:{partition}:iam::{}:role/{}", options.account, options.role_name)
        .parse()
        .map_err(|error: Error| error.at("/options/role_name"))?;
    let provider = options.issuer.provider_arn(partition.as_str(), options.account.as_str());
    let world = world(intent, options, &partition, &provider)?;
    let made = trust(intent, options, &world, &provider)?;
    let push = ecr::make(options, &role).map_err(|error| error.under("options"))?;
    let audiences = world.audiences.clone();
    let made_provider = MadeProvider {
        arn: provider,
        url: options.issuer.url(),
        client_ids: audiences,
        exists: options.provider_exists,
    };
    let made_role = MadeRole { name: options.role_name.clone(), arn: role.as_str().to_owned() };
    let mut accounts = vec![options.account.as_str()];
    for repository in &push.repositories {
        if !accounts.contains(&repository.account.as_str()) {
            accounts.push(&repository.account);
        }
    }
    let mut files = Vec::new();
    for (index, account) in accounts.into_iter().enumerate() {
        let role = (index == 0).then_some(Role {
            made: &made_role,
            provider: &made_provider,
            trust: &made.policy,
            permissions: push.permissions.as_ref(),
        });
        let estate = Estate {
            account,
            role,
            repositories: &push.repositories,
            repositories_exist: options.repositories_exist,
        };
        files.extend(printed(&estate, &partition, options.region.as_deref())?);
    }
    let requests = match &made.keys {
        Some(keys) => requests(keys, &made.admits, &world)?,
        None => Vec::new(),
    };
    let exact = made.proof.exact;
    let classes = if exact { Vec::new() } else { made.trust.who_can_assume(&made.world)?.classes };
    Ok(MakeReport {
        outcome: if exact { MakeOutcome::Exact } else { MakeOutcome::Nearest },
        findings: findings(&made, options).into_iter().chain(push.findings).collect(),
        unsaid: if exact { Vec::new() } else { made.unsaid },
        admits: made.admits,
        beyond: made.proof.beyond,
        classes,
        provider: made_provider,
        role: made_role,
        trust_policy: ReadJson::new(made.policy),
        size: made.size,
        quota: made.quota,
        permissions: push.permissions.map(ReadJson::new),
        repositories: push.repositories,
        include_claim_keys: made.keys,
        requests,
        files,
        premises: made.proof.ground.premises,
        assumptions: made.proof.ground.assumptions,
    })
}

fn partition(options: &MakeOptions) -> Result<Partition, Error> {
    options.world.partition.clone().map_or_else(|| "aws".parse(), Ok)
}

/// The world of the proof: the owners of the intent are ours where none is named, and the provider is the one that is made.
fn world(
    intent: &Intent,
    options: &MakeOptions,
    partition: &Partition,
    provider: &str,
) -> Result<World, Error> {
    let mut world = options.world.clone();
    if world.owners.is_empty() {
        let named = intent.only.classes.iter().flat_map(|class| &class.claims);
        for (claim, patterns) in named {
            if claim != "repository" && claim != "repository_owner" {
                continue;
            }
            for login in patterns.iter().flatten().filter_map(|pattern| pattern.split('/').next()) {
                if is_literal(login) && world.owners.iter().all(|owner| owner.login != login) {
                    world.owners.push(Owner::new(login));
                }
            }
        }
    }
    if world.audiences.is_empty() {
        let usual = Issuer::sts_audience(partition.as_str()).unwrap_or("sts.amazonaws.com");
        world.audiences.push(usual.to_owned());
    }
    world.provider = Some(Provider::new(provider.parse()?).with_client_ids(world.audiences.clone()));
    world.partition = Some(partition.clone());
    world.platform = Some(world.platform.unwrap_or(match options.issuer.platform() {
        IssuerPlatform::Ghes => Platform::Ghes(None),
        IssuerPlatform::GheCom => Platform::GheCom,
        _ => Platform::GithubCom,
    }));
    world.check().map_err(|error| error.under("world"))?;
    Ok(world)
}

/// The first policy that is proved to say the intent; without one, the first that is proved to say what is nearest.
fn trust(intent: &Intent, options: &MakeOptions, world: &World, provider: &str) -> Result<Made, Error> {
    if intent.only.classes.is_empty() {
        return Err(empty("the intent has no class"));
    }
    let mut nearest: Option<Made> = None;
    let mut failed: Option<Error> = None;
    for keys in templates(intent, options, world)? {
        let mut world = world.clone();
        if let Some(keys) = &keys {
            for owner in &mut world.owners {
                owner.template = OwnerTemplate::Keys(Some(keys.clone()));
            }
        }
        for care in [Care::Short, Care::Full] {
            match candidate(intent, options, &world, provider, care)? {
                Ok(made) if made.proof.exact => return Ok(Made { keys, ..made }),
                Ok(made) => nearest = nearest.or(Some(Made { keys: keys.clone(), ..made })),
                Err(error) => failed = Some(error),
            }
        }
    }
    match (nearest, failed) {
        (Some(made), _) => Ok(made),
        (None, Some(error)) => Err(error),
        (None, None) => Err(empty("no token belongs to the intent")),
    }
}

/// The templates to try: the one in force, and one that shows what that does not.
fn templates(
    intent: &Intent,
    options: &MakeOptions,
    world: &World,
) -> Result<Vec<Option<Vec<String>>>, Error> {
    let mut out = vec![None];
    if !options.change_template {
        return Ok(out);
    }
    let mut keys = vec!["repo".to_owned(), "context".to_owned()];
    let in_force = world.owners.iter().filter_map(|owner| match &owner.template {
        OwnerTemplate::Keys(keys) => keys.as_ref(),
        OwnerTemplate::Unknown => None,
    });
    let unsaid = parts(intent, options, world)?.unsaid;
    let shown = |claim: &&String| claims::find(claim).is_some_and(|row| row.as_key == AsKey::Usable);
    for key in in_force.flatten().chain(unsaid.iter().filter(shown)) {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    if !unsaid.is_empty() {
        out.push(Some(keys));
    }
    Ok(out)
}

/// The intent taken apart in a world.
fn parts(intent: &Intent, options: &MakeOptions, world: &World) -> Result<Parts, Error> {
    let means = Means { issuer: &options.issuer, world, platform: world.platform.unwrap_or_default() };
    let mut parts = Parts::default();
    for (index, class) in intent.only.classes.iter().enumerate() {
        split(class, &means, &mut parts).map_err(|error| error.under(index).under("only").under("intent"))?;
    }
    Ok(parts)
}

/// One way to say it: a policy that is proved, or why it is none.
fn candidate(
    intent: &Intent,
    options: &MakeOptions,
    world: &World,
    provider: &str,
    care: Care,
) -> Result<Result<Made, Error>, Error> {
    let means = Means { issuer: &options.issuer, world, platform: world.platform.unwrap_or_default() };
    let parts = parts(intent, options, world)?;
    let audience = world.audiences.first().map(String::as_str);
    let written = statements(&parts.all, &means, care, provider, audience)?;
    if written.is_empty() {
        return Ok(Err(empty("no token belongs to the intent")));
    }
    let value = document(written);
    let text = compact(&value);
    let policy: TrustPolicy = match text.parse() {
        Ok(policy) => policy,
        Err(error) => return Ok(Err(error)),
    };
    let admits: Vec<Class> = parts.all.iter().map(Part::class).collect();
    let proof = match prove(&policy, &admits, intent, world)? {
        Ok(proof) => proof,
        Err(Why::Empty(None)) => return Ok(Err(empty("no token belongs to the intent"))),
        Err(Why::Empty(Some(index))) => {
            let pointer = format!("/intent/only/{index}");
            return Ok(Err(empty("no token belongs to this class of the intent").at(pointer)));
        }
        Err(Why::Open(why)) => {
            let message = format!("no policy is proved to say the intent: {why}");
            return Ok(Err(Error::new(ErrorKind::IntentUnsayable, message).with_help(
                "name repositories, refs and environments without stars where that is possible",
            )));
        }
    };
    let create = CreateOptions { quota: options.quota, ..CreateOptions::default() };
    let report = check_create(&text, &create)?;
    if report.outcome != CreateOutcome::Accepted {
        let reason = report.reasons.first().map_or("", |reason| reason.message.as_str());
        let kind =
            if report.size > report.quota { ErrorKind::PolicyOverQuota } else { ErrorKind::IntentUnsayable };
        let message = format!("AWS does not store the policy that says the intent: {reason}");
        return Ok(Err(Error::new(kind, message)
            .with_found(&report.size.to_string())
            .with_help("split the intent over several roles, or raise the quota and give it as `quota`")));
    }
    Ok(Ok(Made {
        policy: value,
        trust: policy,
        world: world.clone(),
        size: report.size,
        quota: report.quota,
        admits,
        unsaid: parts.unsaid,
        keys: None,
        proof,
    }))
}

fn empty(message: &str) -> Error {
    Error::new(ErrorKind::IntentEmpty, message)
        .with_help("check that the claims of each class can stand together in one token")
        .at("/intent/only")
}

/// The files of one account, read back; none where it needs none.
fn printed(
    estate: &Estate<'_>,
    partition: &Partition,
    region: Option<&str>,
) -> Result<Option<MadeFiles>, Error> {
    let text = terraform::print(estate);
    if text.is_empty() {
        return Ok(None);
    }
    read_back::check("main.tf", &text, estate, partition, region)?;
    let template = cloudformation::print(estate);
    if let Some(template) = &template {
        read_back::check("template.json", template, estate, partition, region)?;
    }
    Ok(Some(MadeFiles { account: estate.account.to_owned(), terraform: text, cloudformation: template }))
}

/// The calls that bring keys into force, for every repository that the intent names, else for its owner.
fn requests(keys: &[String], admits: &[Class], world: &World) -> Result<Vec<CustomizationCall>, Error> {
    let mut out: Vec<CustomizationCall> = Vec::new();
    let named = admits.iter().flat_map(|class| &class.claims).filter(|(claim, _)| claim == "repository");
    for repository in named.flat_map(|(_, patterns)| patterns).flatten() {
        let Some((login, name)) = repository.split_once('/') else { continue };
        let form = world.owners.iter().find(|owner| owner.login == login).map(|owner| owner.form);
        let template = SubjectTemplate::new(keys.iter().cloned())?;
        let template = match form {
            Some(SubjectForm::Immutable) => template.with_immutable(true),
            _ => template,
        };
        let name = Some(name).filter(|name| is_literal(name));
        for call in customization_requests(&template, login, name)?.requests {
            if !out.contains(&call) {
                out.push(call);
            }
        }
    }
    Ok(out)
}

fn findings(made: &Made, options: &MakeOptions) -> Vec<Finding> {
    let mut out = Vec::new();
    if made.keys.is_some() {
        let message = "the keys change the subjects of every role that these repositories assume: change the policies of \
                       those roles first";
        out.push(Finding::new(codes::TEMPLATE_CHANGES, message));
    }
    let shown = |claim: &&String| claims::find(claim).is_some_and(|row| row.as_key == AsKey::Usable);
    if !made.proof.exact
        && !options.change_template
        && let Some(claim) = made.unsaid.iter().find(shown)
    {
        let message = format!(
            "a template of subjects with `{}` tells these tokens apart: `change_template` writes it",
            quote(claim)
        );
        out.push(Finding::new(codes::TEMPLATE_WOULD_SAY, message));
    }
    out
}
