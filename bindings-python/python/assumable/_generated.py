# Generated from the contract by `cargo run -p assumable-surface`; not edited by hand.
"""Every operation, handle and type of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from ._decode import Handle, ask
from ._encode import DOCUMENT
from ._record import Record, made

__all__ = [
    "AccessFailure",
    "AccessPolicies",
    "AccessReason",
    "AccessReport",
    "AccessRequest",
    "Alignment",
    "AskedRun",
    "AssumedRole",
    "AssumedVia",
    "BuildSubjectResponse",
    "CODES_PAGE",
    "Callable",
    "CalledWorkflow",
    "Cause",
    "ChangeSide",
    "CheckImagesResponse",
    "CheckMutabilityResponse",
    "CheckNameResponse",
    "Claims",
    "ClaimsScope",
    "ClassParty",
    "Column",
    "ComparisonReport",
    "ConditionOutcome",
    "Confidence",
    "ContextKind",
    "CreateOptions",
    "CreateOutcome",
    "CreateReason",
    "CreateReport",
    "CustomizationBody",
    "CustomizationCall",
    "CustomizationRequestsResponse",
    "Decided",
    "DecidingPattern",
    "DecisionReport",
    "DecodeTokenResponse",
    "DefaultPermissions",
    "Difference",
    "Document",
    "DocumentsComparison",
    "Ecr",
    "Edit",
    "Effect",
    "Element",
    "EvaluateExpressionResponse",
    "ExampleRun",
    "ExplainResponse",
    "Exposure",
    "ExpressionOutcome",
    "ExpressionType",
    "Failure",
    "FilterKind",
    "FilterMode",
    "FilterOutcome",
    "Finding",
    "Fires",
    "Fix",
    "FixKind",
    "Grade",
    "GuardFiles",
    "GuardKey",
    "GuardOptions",
    "GuardOrganizationResponse",
    "GuardedOutcome",
    "GuardedRole",
    "ImageName",
    "ImageVerdict",
    "ImageVerdicts",
    "Intent",
    "JobToken",
    "KnowledgeResponse",
    "KnowledgeTable",
    "LayerName",
    "LayerReport",
    "LayerResult",
    "LifecyclePattern",
    "LintRulesResponse",
    "LockedJob",
    "MadeFiles",
    "MadeProvider",
    "MadeRepository",
    "MadeRole",
    "MakeOptions",
    "MakeOutcome",
    "MakePoliciesResponse",
    "MakeTagsResponse",
    "MatchConditionResponse",
    "MatchFilterResponse",
    "MigratedRole",
    "MigrationOutcome",
    "MigrationStep",
    "MigrationStepKind",
    "MutabilityOptions",
    "NameFault",
    "NameKind",
    "NameRule",
    "NameVerdict",
    "NamedFile",
    "NamesOutcome",
    "NamingRules",
    "Need",
    "NeedPattern",
    "NeedValue",
    "NotExamined",
    "OpenQuestion",
    "OpenReason",
    "OrganizationSettings",
    "OtherFederation",
    "OutsidersOutcome",
    "OutsidersReport",
    "ParseImageResponse",
    "ParseSubjectResponse",
    "PermissionKind",
    "PermissionLevel",
    "PlanMigrationResponse",
    "Platform",
    "PolicyPlace",
    "PolicyRelation",
    "PolicySet",
    "Premise",
    "ProofOutcome",
    "ProofReport",
    "Provider",
    "PullRequestHead",
    "PushAction",
    "PushClient",
    "PushOptions",
    "PushOutcome",
    "PushPermissions",
    "PushedImage",
    "ReadCandidate",
    "ReadChoice",
    "ReadDocument",
    "ReadDocumentsResponse",
    "ReadEvent",
    "ReadKind",
    "ReadOptions",
    "ReadPermission",
    "ReadPolicy",
    "ReadProvider",
    "ReadRefusal",
    "ReadRefusalLine",
    "ReadRegistryPolicy",
    "ReadRepository",
    "ReadRole",
    "ReadSettings",
    "ReadText",
    "ReadToken",
    "RecognizeResponse",
    "RefKind",
    "RegistryScope",
    "RelatedPlace",
    "RenderFormat",
    "RenderResponse",
    "ReplaceKnowledgeResponse",
    "RepositorySettings",
    "RepositoryState",
    "ResolveSettingsResponse",
    "ResolvedSettings",
    "Road",
    "RoadCall",
    "RoadChange",
    "RoadDanger",
    "RoadFacts",
    "RoadFault",
    "RoadImage",
    "RoadScenario",
    "RoadStage",
    "RoadVerdict",
    "RoleComparison",
    "RoleRelation",
    "RuleFinding",
    "RuleOutcome",
    "RunFacts",
    "RunRef",
    "RunSet",
    "RunTrigger",
    "SetAnswers",
    "SetRoles",
    "SetVerdict",
    "SettingsLevel",
    "SettingsOutcome",
    "SettingsScope",
    "Severity",
    "ShrinkOutcome",
    "ShrinkPolicyResponse",
    "ShrinkStep",
    "SourcePlace",
    "Stage",
    "StatementReport",
    "StoredAs",
    "SubjectOutcome",
    "SubjectReading",
    "SubjectRefusal",
    "SubjectSegment",
    "SubjectSettings",
    "TagDigest",
    "TagMutability",
    "TagOutcome",
    "TestReport",
    "TestResult",
    "TokenAnswer",
    "TokenClass",
    "TokenKind",
    "TokenReason",
    "TokenSettings",
    "TrustAnswer",
    "TrustAnswers",
    "TrustOptions",
    "TrustPolicy",
    "TrustReason",
    "TrustReport",
    "UnreadAction",
    "Verdict",
    "WhoClass",
    "WhoOutcome",
    "WhoReport",
    "WitnessToken",
    "Workflow",
    "WorkflowJob",
    "World",
    "WorldOwner",
    "build_subject",
    "check_access",
    "check_create",
    "check_images",
    "check_mutability",
    "check_name",
    "check_push",
    "check_trust",
    "compare_documents",
    "compare_policies",
    "customization_requests",
    "decide",
    "decode_token",
    "evaluate_expression",
    "explain",
    "guard_organization",
    "knowledge",
    "lint_rules",
    "make_policies",
    "make_tags",
    "match_condition",
    "match_filter",
    "outsiders",
    "parse_image",
    "parse_subject",
    "plan_migration",
    "prove",
    "read_documents",
    "recognize",
    "render",
    "replace_knowledge",
    "resolve_settings",
    "shrink_policy",
    "who_can_assume",
]


Claims = Mapping[str, Any]
"""Claims as in the payload of a token: name → value. ``None`` = known not to be in the token."""

TokenClass = Mapping[str, Any]
"""A class of tokens: claim → list of patterns (``*``, ``?``), ``None`` among them for a token without the claim; ``not``
holds claims that must not fit."""

Document = Union[str, bytes, Mapping[str, Any]]
"""A document: its text, the bytes of its file (UTF-8), or a mapping, which has no lines: a JSON pointer tells the place."""

CODES_PAGE = "https://github.com/assumable/assumable/blob/main/core/docs/codes.md#"
"""The page that explains every code of errors, findings and denials: with the code in lower case behind it, this is the address of its section."""


class SubjectSettings(Record):
    """What decides the form of a subject."""

    include_claim_keys: Sequence[str] | None = None
    """The keys of the template in force, in order; `null` or absent for the default, `repo` and `context`."""

    immutable: bool | None = None
    """Whether the repository has immutable subjects (`repo:OWNER@ID/NAME@ID:…`). Absent: a `sub` among the claims
    shows it; without one a legacy subject is assumed and listed as a premise.
    """

    platform: Platform | None = None
    """Where GitHub runs; github.com if absent."""

    ghes_version: str | None = None
    """The version of an Enterprise Server, such as `3.17`."""


Platform = Literal["github.com", "ghe.com", "ghes"]
"""Where GitHub runs.

``github.com``: github.com, Enterprise Cloud included.

``ghe.com``: Enterprise Cloud with data residency, under a subdomain of ghe.com.

``ghes``: Enterprise Server.
"""


class BuildSubjectResponse(Record):
    """The answer of `build_subject`."""

    outcome: SubjectOutcome
    """What is known of the subject."""

    value: str | None = None
    """The subject, where it is known."""

    candidates: tuple[str, ...]
    """What the subject may be, where it is ambiguous; the plainest reading of the documentation first."""

    exhaustive: bool | None = None
    """Whether an ambiguous subject is one of `candidates` for certain; otherwise it may be another, or the job may
    get no token.
    """

    segments: tuple[SubjectSegment, ...]
    """The parts of a known subject, in order."""

    premises: tuple[Premise, ...]
    """What the answer depends on."""

    reason: str | None = None
    """Why the subject is not known."""

    refusal: SubjectRefusal | None = None
    """Why there is none."""

    needs: tuple[str, ...]
    """The claims that are missing."""

    findings: tuple[Finding, ...]
    """Warnings about the claims."""


SubjectOutcome = Literal["known", "ambiguous", "refused"]
"""What is known of a subject.

``known``: It is `value`.

``ambiguous``: GitHub does not document a question that this input raises: it is one of `candidates`.

``refused``: There is none, or the claims do not decide it; `refusal` and `reason` say why.
"""


class SubjectSegment(Record):
    """What one key of the template printed."""

    key: str
    """The key: `repo`, `context` or the name of a claim."""

    value: str
    """The value with its colons restored, such as `octo-org/app` or `environment:production`."""

    text: str
    """The text in the subject, such as `repo:octo-org/app`."""


class Premise(Record):
    """One assumption of an answer."""

    text: str
    """The premise, one clause: lower case, no final stop."""

    grade: Grade
    """How well it is supported."""

    source: str | None = None
    """Where it is written, for facts."""

    date: str | None = None
    """When that was so (`YYYY-MM-DD` or `YYYY-MM`), for facts that changed."""


Grade = Literal["given", "assumed", "documented", "observed", "inferred"]
"""How well a premise is supported.

``given``: The caller said so.

``assumed``: Usual, and not contradicted by what the caller said.

``documented``: Written by GitHub or AWS.

``observed``: Seen in a published token, log or error.

``inferred``: Follows from other premises.
"""


SubjectRefusal = Literal["claims_missing", "key_unusable", "token_request_fails", "not_on_platform"]
"""Why a subject is refused.

``claims_missing``: The claims do not say enough; `needs` names those that are missing.

``key_unusable``: The template has a key that no subject can hold.

``token_request_fails``: GitHub refuses the token request of this job.

``not_on_platform``: The settings do not exist on this platform.
"""


class Finding(Record):
    """Something in the input that is worth knowing and does not stop the answer."""

    code: str
    """Stable code, upper case; the page of codes has a section for each."""

    severity: Severity
    """How much it weighs."""

    message: str
    """One sentence: lower case, no final stop, the caller's text in backticks."""

    about: str | None = None
    """JSON pointer or claim name that it is about."""

    confidence: Confidence | None = None
    """How sure it is; absent where it is certain."""

    place: SourcePlace | None = None
    """Where it is."""

    related: tuple[RelatedPlace, ...] | None = None
    """Other places that have to do with it."""

    fix: Fix | None = None
    """How to change the input so that it is not found again."""


Severity = Literal["info", "warning", "danger", "error"]
"""How much a code weighs.

``info``: Worth knowing.

``warning``: Probably not what its writer means.

``danger``: Lets in more than its writer means, or can be imitated.

``error``: Stops the job, or the reading.
"""


Confidence = Literal["likely", "possible"]
"""How sure a finding is.

``likely``: Usual, but something that is not known may make it untrue.

``possible``: One of several readings.
"""


class SourcePlace(Record):
    """A place in a document that the caller gave."""

    document: str | None = None
    """Which document: its name, or a JSON pointer to it in the request."""

    pointer: str | None = None
    """JSON pointer within the document."""

    line: int | None = None
    """Line, from 1; a document given as an object has no lines, columns and offsets."""

    column: int | None = None
    """Characters into the line, from 1."""

    offset: int | None = None
    """Characters of the document before it, from 0."""

    length: int | None = None
    """How many characters it has."""


class RelatedPlace(Record):
    """A place that has to do with a finding, and how."""

    message: str
    """One clause."""

    place: SourcePlace
    """Where."""


class Fix(Record):
    """A change of the caller's text."""

    kind: FixKind
    """Whether it can be made without looking."""

    message: str
    """What it does, in one clause."""

    edits: tuple[Edit, ...]
    """The edits, all of which belong together."""


FixKind = Literal["safe", "judgement"]
"""Whether a change of the caller's text can be made without looking.

``safe``: It admits nothing that was not admitted before, but for the job at hand.

``judgement``: A person has to decide.
"""


class Edit(Record):
    """One text put in the place of another."""

    place: SourcePlace
    """What it replaces, with `offset` and `length`."""

    old: str
    """The text that stands there: whoever makes the edit compares it first."""

    text: str
    """The new text."""


class ParseSubjectResponse(Record):
    """The answer of `parse_subject`."""

    readings: tuple[SubjectReading, ...]
    """Every reading; none for a text that is not a subject of GitHub's."""

    only: bool
    """Whether there is exactly one, and no other value gives the same subject."""

    complete: bool
    """Whether these are all; a subject made to have very many is cut off."""

    collisions: tuple[Finding, ...]
    """What else gives the same subject."""

    findings: tuple[Finding, ...]
    """Why there is no reading, and keys that look misspelt."""


class SubjectReading(Record):
    """One way to read a subject."""

    segments: tuple[SubjectSegment, ...]
    """Its parts in order."""

    templates: tuple[tuple[str, ...], ...]
    """The templates that print it, the likeliest first: `ref:…` or `environment:…` may be the context or a key."""

    claims: Claims
    """What the subject says of the claims, ids included. `null`: it says that the token has no such claim."""

    context: ContextKind | None = None
    """What the context is, where the first template has one."""

    immutable: bool | None = None
    """Whether the subject is immutable: its `repo` segment carries ids. Absent without such a segment."""

    raw_colons: bool
    """Whether this reading holds only where colons in values are not escaped: Enterprise Server up to 3.18."""


ContextKind = Literal["environment", "pull_request", "ref"]
"""What stands for the job's context.

``environment``: `environment:NAME`

``pull_request``: `pull_request`

``ref``: `ref:REF`
"""


class OrganizationSettings(Record):
    """What `GET /orgs/{org}/actions/oidc/customization/sub` returns."""

    include_claim_keys: Sequence[str] | None = None
    """The organisation's template."""

    use_immutable_subject: bool | None = None
    """Whether its repositories have immutable subjects where they do not say themselves."""


class RepositorySettings(Record):
    """What `GET /repos/{owner}/{repo}/actions/oidc/customization/sub` returns."""

    use_default: bool
    """Whether the repository has the default template, whatever else is set."""

    include_claim_keys: Sequence[str] | None = None
    """The repository's own template."""

    use_immutable_subject: bool | None = None
    """Whether its subjects are immutable."""

    sub_claim_prefix: str | None = None
    """How its subjects start: `repo:octo-org/app`, or `repo:octo-org@65/app@74`."""


class ResolveSettingsResponse(Record):
    """The answer of `resolve_settings`."""

    outcome: SettingsOutcome
    """Whether the settings decide the template."""

    settings: ResolvedSettings | None = None
    """The template in force, where it is known."""

    candidates: tuple[ResolvedSettings, ...]
    """What may hold where it is not known."""

    level: SettingsLevel
    """Where the template comes from."""

    reason: str
    """Why."""

    claims: Claims
    """What `sub_claim_prefix` says of the repository, ids included."""

    premises: tuple[Premise, ...]
    """What the answer depends on."""

    findings: tuple[Finding, ...]
    """Warnings about the settings."""


SettingsOutcome = Literal["known", "ambiguous"]
"""Whether settings decide the template.

``known``: They do: `settings` hold.

``ambiguous``: GitHub does not document what holds; `candidates` are likely, the likeliest first.
"""


class ResolvedSettings(Record):
    """A template in force, as `build_subject` takes it."""

    include_claim_keys: tuple[str, ...] | None = None
    """The keys; absent for the default template."""

    immutable: bool | None = None
    """Whether subjects are immutable; absent where the settings do not show it."""


SettingsLevel = Literal["default", "organization", "repository"]
"""Where a template comes from.

``default``: GitHub's default.

``organization``: The organisation.

``repository``: The repository.
"""


class CustomizationRequestsResponse(Record):
    """The answer of `customization_requests`."""

    requests: tuple[CustomizationCall, ...]
    """The calls, in order; none where the template cannot work; `findings` say why."""

    findings: tuple[Finding, ...]
    """What is to be said of the template."""


class CustomizationCall(Record):
    """One call of GitHub's REST API."""

    level: SettingsLevel
    """The level that it sets."""

    method: str
    """The HTTP method."""

    path: str
    """The path, after `https://api.github.com` or, on Enterprise Server, `https://HOST/api/v3`."""

    body: CustomizationBody
    """The JSON body."""

    permission: str
    """What the caller's token must be allowed."""

    effect: str
    """What the call does."""


class CustomizationBody(Record):
    """What a call sends."""

    use_default: bool | None = None
    """Whether the repository has the default template."""

    include_claim_keys: tuple[str, ...] | None = None
    """The template."""

    use_immutable_subject: bool | None = None
    """Whether subjects are immutable."""


class DecodeTokenResponse(Record):
    """What a token says."""

    kind: TokenKind
    """What it is, by its issuer."""

    claims: Claims
    """What it claims."""

    verified: bool
    """Always false: anyone can write such a token."""

    algorithm: str | None = None
    """The algorithm that its header names."""

    key_id: str | None = None
    """The signing key that its header names."""

    findings: tuple[Finding, ...]
    """Warnings about it."""


TokenKind = Literal["job", "request", "other"]
"""What a token is.

``job``: An OIDC token of a GitHub Actions job.

``request``: The token with which a job asks for one (`ACTIONS_ID_TOKEN_REQUEST_TOKEN`): AWS does not take it.

``other``: A token of another issuer.
"""


FilterMode = Literal["include", "ignore"]
"""Whether a list says what is taken or what is left out.

``include``: `branches`, `tags`, `paths`.

``ignore``: `branches-ignore`, `tags-ignore`, `paths-ignore`.
"""


FilterKind = Literal["ref", "path", "deployment_branch"]
"""What is matched with the patterns.

``ref``: A branch or a tag.

``path``: A path of a changed file, from the root of the repository.

``deployment_branch``: A branch or a tag, against an environment's deployment branches: another language, in which only `*` is special.
"""


class MatchFilterResponse(Record):
    """The answer of `match_filter`."""

    outcome: FilterOutcome
    """Whether the list matches."""

    passes: bool | None = None
    """Whether the text passes this filter: it is on an include list, or not on an ignore list. Absent where that is
    undetermined.
    """

    deciding: DecidingPattern | None = None
    """The pattern that decides: the last that matches of an include list, the first of an ignore list. Absent where
    none matches.
    """

    reason: str
    """Why, in one sentence."""

    findings: tuple[Finding, ...]
    """Warnings about patterns or text."""


FilterOutcome = Literal["match", "no_match", "undetermined"]
"""Whether a list matches.

``match``: The text is on the list.

``no_match``: It is not.

``undetermined``: GitHub does not document a question that decides here; `reason` names it.
"""


class DecidingPattern(Record):
    """The pattern that decides."""

    index: int
    """Its place in the list, from 0."""

    pattern: str
    """The pattern."""


class RecognizeResponse(Record):
    """What a document is."""

    kind: ReadKind
    """Its kind."""

    title: str
    """The kind in words, with its article, also of a document that is not read, such as `a Kubernetes manifest`."""

    why: str
    """The sign that decided, one clause."""

    is_read: bool
    """Whether `read_documents` reads documents of this kind."""

    refused: ReadRefusal | None = None
    """Why this one cannot be read, where its first reading tells it."""


ReadKind = Literal[
    "workflow",
    "composite_action",
    "action",
    "terraform",
    "terraform_json",
    "terraform_variables",
    "terraform_plan",
    "terraform_state",
    "cloudformation",
    "iam_answer",
    "ecr_answer",
    "sts_answer",
    "cloudtrail",
    "aws_config",
    "pulumi",
    "query_rows",
    "github_settings",
    "policy",
    "token",
    "claims",
    "log",
    "naming_rules",
    "dependabot",
    "not_read",
]
"""What a document is.

``workflow``: A workflow of GitHub Actions.

``composite_action``: An action that is made of steps.

``action``: An action of another kind: what it does is not read.

``terraform``: Configuration of Terraform or `OpenTofu`.

``terraform_json``: The same in JSON.

``terraform_variables``: Values of Terraform variables.

``terraform_plan``: A plan, as `terraform show -json` shows it.

``terraform_state``: A state, as it is stored or as `terraform show -json` shows it.

``cloudformation``: A template of CloudFormation, of SAM or made by CDK.

``iam_answer``: What IAM answers about roles, policies or identity providers.

``ecr_answer``: What ECR answers about repositories and their policies.

``sts_answer``: What STS answers to `AssumeRoleWithWebIdentity`.

``cloudtrail``: Events of CloudTrail, however they are wrapped.

``aws_config``: Configuration items of AWS Config.

``pulumi``: What Pulumi exports of a stack or previews.

``query_rows``: Rows of a query about an account, such as those of Steampipe or `CloudQuery`.

``github_settings``: What GitHub shows of the settings of subjects.

``policy``: A policy document by itself.

``token``: A compact token, or GitHub's answer that holds one.

``claims``: The claims of a token.

``log``: A log, or an error that a program gave.

``naming_rules``: Rules for image names.

``dependabot``: A configuration of Dependabot: its jobs are in no workflow file.

``not_read``: A document that is not read.
"""


class ReadRefusal(Record):
    """Why a document is refused."""

    code: str
    """Stable code."""

    message: str
    """One sentence: lower case, no final stop."""

    help: str
    """What to do."""

    place: SourcePlace | None = None
    """Where."""


class NamedFile(Record):
    """A document."""

    name: str
    """Its path in the repository, such as `.github/workflows/ci.yml`; a file of another repository is
    `owner/name/path@ref`, as `uses` names it.
    """

    text: str
    """What is in it."""


class ReadOptions(Record):
    """What is known beside the documents."""

    repository: str | None = None
    """`owner/name` of the repository that the documents are of."""

    default_branch: str | None = None
    """Its default branch."""

    variables: Mapping[str, str] | None = None
    """The variables (`vars`) that a job of the repository finds: all of them, so that one that is not here is not set."""

    refs: Mapping[str, RefKind] | None = None
    """Which of the refs behind `@` are branches and which are tags, by `owner/name@ref`."""

    default_workflow_permissions: DefaultPermissions | None = None
    """The repository's default permissions of workflows, as GitHub's API gives them."""

    trusted_owners: Sequence[str] | None = None
    """The owners whose reusable workflows count as the repository's own; its own owner where this is not given."""

    entries: Sequence[str] | None = None
    """The names of the workflow files whose jobs are read. Where this is not given: those that an event starts, and those
    that are only called and that no file given here calls.
    """

    values: Claims | None = None
    """The values of Terraform's variables and of CloudFormation's parameters, by name."""

    account: str | None = None
    """The account that the infrastructure is in: 12 digits."""

    region: str | None = None
    """Its region, such as `eu-central-1`."""

    partition: str | None = None
    """Its partition, such as `aws`."""

    settings: str | None = None
    """The text of the repository's `.assumable.yaml`, empty where it has none. It tells what the other members do not; `explain`
    and `render` leave out the files that it excludes, and `render`, where it is given, what it or a comment in a document
    says is meant.
    """


RefKind = Literal["branch", "tag", "tag_and_branch"]
"""What a ref is.

``branch``: A branch.

``tag``: A tag.

``tag_and_branch``: Both: the tag wins.
"""


DefaultPermissions = Literal["read", "write"]
"""The default permissions of workflows.

``read``: The restricted default.

``write``: The permissive default.
"""


class ReadDocumentsResponse(Record):
    """The answer of `read_documents`."""

    documents: tuple[ReadDocument, ...]
    """The documents, in the order given."""

    jobs: tuple[WorkflowJob, ...]
    """The jobs of the workflows, with those of the workflows that they call."""

    roles: tuple[ReadRole, ...]
    """The roles, with what they may do."""

    providers: tuple[ReadProvider, ...]
    """The identity providers."""

    repositories: tuple[ReadRepository, ...]
    """The ECR repositories."""

    registry_policies: tuple[ReadRegistryPolicy, ...]
    """The policies of registries."""

    settings: tuple[ReadSettings, ...]
    """GitHub's settings of subjects."""

    events: tuple[ReadEvent, ...]
    """Calls of `AssumeRoleWithWebIdentity` that were recorded."""

    tokens: tuple[ReadToken, ...]
    """Tokens."""

    errors: tuple[ReadRefusalLine, ...]
    """Lines in which something was refused."""

    unresolved: tuple[OpenQuestion, ...]
    """What is not known, each once."""

    findings: tuple[Finding, ...]
    """Findings about the documents as a whole."""


class ReadDocument(Record):
    """A document."""

    name: str
    """Its name."""

    kind: ReadKind
    """What it is."""

    title: str | None = None
    """What a document that is not read looks like, such as `a Kubernetes manifest`."""

    refused: ReadRefusal | None = None
    """Why it is refused, by the program that it is for."""


class WorkflowJob(Record):
    """A job."""

    workflow: str
    """The file of the workflow that is started."""

    job: str
    """Its id; in a called workflow `caller/id`."""

    place: SourcePlace
    """Where it is."""

    events: tuple[RunSet, ...]
    """The runs in which it may take place. Its `if` is applied as far as it can be decided."""

    triggers: tuple[RunTrigger, ...]
    """The events that start the workflow, with where each is written."""

    condition: str | None = None
    """The condition of the job, where the events do not decide it."""

    id_token: JobToken
    """Whether it can get an OIDC token."""

    environment: ReadText | None = None
    """Its environment; absent where it has none."""

    roles: tuple[AssumedRole, ...]
    """The roles that it assumes, in the order of the steps."""

    unread_actions: tuple[UnreadAction, ...] | None = None
    """Actions that are passed a role and are not given, in the order of the steps."""

    called_workflow: CalledWorkflow | None = None
    """The called workflow that it is part of."""

    job_workflow_ref: ReadText | None = None
    """What its token says in `job_workflow_ref`."""

    images: tuple[PushedImage, ...]
    """The image names that it pushes, in the order of the steps."""

    findings: tuple[Finding, ...]
    """Findings, one for each code, in the order of the codes."""


class RunSet(Record):
    """A set of runs: an event, and the refs that it comes with."""

    event: str
    """The event."""

    ref: RunRef
    """The ref of the run."""

    branches: tuple[str, ...] | None = None
    """The branches, as filter patterns; any where this is absent."""

    branches_ignore: tuple[str, ...] | None = None
    """Branches that do not start it."""

    tags: tuple[str, ...] | None = None
    """The tags, as filter patterns; any where this is absent."""

    tags_ignore: tuple[str, ...] | None = None
    """Tags that do not start it."""

    base: tuple[str, ...] | None = None
    """The base branches of pull requests, as filter patterns."""

    base_ignore: tuple[str, ...] | None = None
    """Base branches that do not start it."""

    head_branches: tuple[str, ...] | None = None
    """The branches of the run that triggers this one, as filter patterns."""

    head_branches_ignore: tuple[str, ...] | None = None
    """Branches of that run that do not start it."""

    paths: tuple[str, ...] | None = None
    """The paths that have to change, as filter patterns; tags start it whatever changes."""

    paths_ignore: tuple[str, ...] | None = None
    """Paths that do not count."""

    types: tuple[str, ...] | None = None
    """The activity types."""

    workflows: tuple[str, ...] | None = None
    """The workflows whose runs trigger this one."""

    any_case: bool
    """Whether names that differ from these in case count too: `if` compares without regard to case."""

    head: PullRequestHead | None = None
    """Where the pull requests come from, if a condition leaves out the others."""

    without_dependabot: bool | None = None
    """Whether a condition leaves out the runs that Dependabot starts."""


RunRef = Literal[
    "branch",
    "tag",
    "branch_or_tag",
    "pull",
    "default_branch",
    "merge_queue",
    "deployment",
    "caller",
]
"""Which ref a run has.

``branch``: A branch.

``tag``: A tag.

``branch_or_tag``: A branch or a tag.

``pull``: The merge commit of a pull request.

``default_branch``: The default branch.

``merge_queue``: A branch of a merge queue.

``deployment``: What is deployed: a branch or a tag, or none for a commit.

``caller``: That of the workflow that calls.
"""


PullRequestHead = Literal["fork", "same_repository"]
"""From where the code of a pull request comes; no claim says it.

``fork``: From a fork.

``same_repository``: From a branch of the repository itself.
"""


class RunTrigger(Record):
    """An event that starts a workflow."""

    event: str
    """The event."""

    place: SourcePlace
    """Where it is written."""


class JobToken(Record):
    """Whether a job can get an OIDC token, and why."""

    answer: TokenAnswer
    """Whether it can."""

    reason: TokenReason
    """Why."""

    level: PermissionLevel | None = None
    """Where the permissions that decide are written."""

    needs: tuple[str, ...]
    """What to tell for a sure answer: options of `read_documents`, or `caller`."""

    place: SourcePlace | None = None
    """Where the permissions that decide are written."""


TokenAnswer = Literal["yes", "no", "unknown"]
"""Whether a job can get an OIDC token.

``yes``: It can.

``no``: It cannot.

``unknown``: That depends on what is not known.
"""


TokenReason = Literal[
    "stated_write",
    "stated_without",
    "empty",
    "read_all",
    "default_none",
    "default_write_same_owner",
    "startup_failure",
    "callee_alone",
    "callee_not_given",
    "callee_requests_caller_silent",
]
"""Why a job can get a token or not.

``stated_write``: `id-token: write` is written.

``stated_without``: Permissions are written, without `id-token: write`.

``empty``: Permissions are written, and none at all.

``read_all``: `read-all` does not let a job ask for a token.

``default_none``: Nothing is written, and no default grants it.

``default_write_same_owner``: The called workflow asks for it, no caller says anything, and the permissive default allows it.

``startup_failure``: The run fails before any job starts.

``callee_alone``: The workflow is only called, and no caller is given.

``callee_not_given``: The called workflow is not given.

``callee_requests_caller_silent``: The called workflow asks for it and no caller says anything.
"""


PermissionLevel = Literal[
    "job",
    "workflow",
    "callee_job",
    "callee_workflow",
    "caller_job",
    "caller_workflow",
]
"""Where permissions are written.

``job``: In the job.

``workflow``: In the workflow.

``callee_job``: In the job of the called workflow.

``callee_workflow``: In the called workflow.

``caller_job``: In the job that calls.

``caller_workflow``: In the workflow that calls.
"""


class ReadText(Record):
    """A text that was read, as far as it is known."""

    value: str | None = None
    """The text, where it is known whole and is the same in every run."""

    unknown: tuple[str, ...]
    """What it depends on and is not known, in the order of the file."""

    pattern: str | None = None
    """The text with what is not known as `⟦name⟧`, where some of it is known."""

    one_of: tuple[ReadCandidate, ...]
    """The texts that it has in different runs, each with what it depends on. Where `unknown` names something too, there may
    be others.
    """

    by: tuple[str, ...]
    """What decides between them."""

    default: str | None = None
    """The text, where everything that is not known is empty or left at its default."""

    place: SourcePlace | None = None
    """Where it is written."""


class ReadCandidate(Record):
    """One of several texts."""

    value: str | None = None
    """The text; absent where there is none, such as of a job without an environment."""

    when: tuple[ReadChoice, ...]
    """In which runs it is this one."""


class ReadChoice(Record):
    """A name and the value that it has in some runs."""

    name: str
    """Such as `matrix.stage` or `github.event_name`."""

    value: str
    """Its value."""


class AssumedRole(Record):
    """A role that a job assumes."""

    role: ReadText
    """Its ARN, or what stands in its place."""

    via: AssumedVia
    """How it is assumed."""

    region: ReadText | None = None
    """The region of the credentials."""

    audience: ReadText | None = None
    """The audience that the token is asked for with."""

    session_name: ReadText
    """The name of the session."""

    duration: ReadText | None = None
    """How long the session lasts, in seconds, where the file says."""

    inline_session_policy: ReadText | None = None
    """The session policy in the file."""

    managed_session_policies: tuple[ReadText, ...] | None = None
    """Managed policies that narrow the session."""

    external_id: ReadText | None = None
    """The external id that it shows, where the file says one."""

    skip_session_tagging: bool
    """Whether the step says that it sends no session tags; OIDC sends none anyway."""

    combination: tuple[ReadChoice, ...]
    """In which jobs of the matrix it is this role."""

    condition: str | None = None
    """The condition of its step, where that is not decided."""

    action: str | None = None
    """The composite action that assumes it."""

    in_script: bool
    """Whether a script assumes it."""

    place: SourcePlace
    """The step."""


AssumedVia = Literal["oidc", "keys", "chained", "token_file", "none"]
"""How a role is assumed.

``oidc``: With the job's OIDC token.

``keys``: With access keys.

``chained``: By the role assumed before.

``token_file``: With a token from a file.

``none``: Not at all: the step fails.
"""


class UnreadAction(Record):
    """An action that may assume a role, and is not given."""

    uses: str
    """What is written behind `uses`."""

    input: str
    """The input that it is passed a role by."""

    place: SourcePlace
    """The step."""


class CalledWorkflow(Record):
    """A workflow that a job calls."""

    repository: str | None = None
    """The repository of its file; absent where it is that of the caller and not known."""

    path: str
    """The path of the file."""

    ref: str | None = None
    """What is written behind `@`; absent for a file of the caller's own commit."""

    place: SourcePlace
    """Where it is called."""


class PushedImage(Record):
    """An image name that a job pushes."""

    name: ReadText
    """The name."""

    in_script: bool
    """Whether a script pushes it."""

    combination: tuple[ReadChoice, ...]
    """In which jobs of the matrix it is pushed."""

    when: tuple[ReadChoice, ...]
    """In which runs it is pushed, where not in all: where any of these holds."""

    condition: str | None = None
    """The condition of its step, where that is not decided."""

    place: SourcePlace
    """The step."""


class ReadRole(Record):
    """A role."""

    address: str | None = None
    """Its address in its document, such as `module.ci.aws_iam_role.this[0]`, or a logical id of CloudFormation."""

    arn: ReadText | None = None
    """Its ARN, where the document gives it."""

    name: ReadText | None = None
    """Its name."""

    path: ReadText | None = None
    """Its path, where the document gives one."""

    trust_policy: ReadPolicy | None = None
    """Its trust policy; absent where the document does not give it."""

    permissions: tuple[ReadPermission, ...]
    """What it may do, as far as the documents say."""

    boundary: ReadText | None = None
    """The ARN of its permissions boundary."""

    max_session_duration: int | None = None
    """The longest session, in seconds, where the document says."""

    place: SourcePlace
    """Where it is."""


class ReadPolicy(Record):
    """A policy as a document has it."""

    document: Any
    """The policy; a text `⟦name⟧` where nothing of it is known, `null` where it is not JSON."""

    unknown: tuple[str, ...]
    """What it depends on and is not known, in the order of the document."""

    places: tuple[PolicyPlace, ...]
    """Where its texts are written, in documents that people change."""


class PolicyPlace(Record):
    """Where a part of a policy is written."""

    pointer: str
    """JSON pointer into the policy."""

    place: SourcePlace
    """Where it is written; of a text made of several, the first."""


class ReadPermission(Record):
    """A permission of a role."""

    kind: PermissionKind
    """Where it comes from."""

    name: ReadText | None = None
    """The name of an inline policy."""

    address: str | None = None
    """The address of what defines it, where that is not the role itself."""

    arn: ReadText | None = None
    """The ARN of a managed policy."""

    policy: ReadPolicy | None = None
    """The policy, where the documents give it."""

    place: SourcePlace
    """Where it is."""


PermissionKind = Literal["inline", "customer", "managed"]
"""Where a permission comes from.

``inline``: A policy within the role.

``customer``: A managed policy that the documents define.

``managed``: A managed policy that is only named.
"""


class ReadProvider(Record):
    """An identity provider."""

    address: str | None = None
    """Its address in its document."""

    arn: ReadText | None = None
    """Its ARN, where the document gives it."""

    url: ReadText | None = None
    """Its URL, with its scheme."""

    client_ids: tuple[ReadText, ...] | None = None
    """The audiences that it registers; absent where the document does not tell them."""

    thumbprints: tuple[ReadText, ...] | None = None
    """The thumbprints of certificates that it pins; absent where the document does not tell them."""

    place: SourcePlace
    """Where it is."""


class ReadRepository(Record):
    """An ECR repository."""

    address: str | None = None
    """Its address in its document."""

    arn: ReadText | None = None
    """Its ARN, where the document gives it."""

    name: ReadText | None = None
    """Its name."""

    mutability: ReadText | None = None
    """`MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`."""

    exclusions: tuple[ReadText, ...] | None = None
    """The tags that are an exception, as filters."""

    policy: ReadPolicy | None = None
    """Its policy, where the documents give one."""

    lifecycle_rules: int | None = None
    """How many rules its lifecycle policy has, where the documents give one."""

    place: SourcePlace
    """Where it is."""


class ReadRegistryPolicy(Record):
    """The policy of a registry."""

    address: str | None = None
    """Its address in its document."""

    registry: ReadText | None = None
    """The account whose registry it is, where the document says."""

    policy: ReadPolicy
    """The policy."""

    place: SourcePlace
    """Where it is."""


class ReadSettings(Record):
    """GitHub's settings of subjects."""

    address: str | None = None
    """Their address in their document."""

    scope: SettingsScope
    """Whose settings they are."""

    of: ReadText | None = None
    """The repository or the organisation, where the document says."""

    use_default: bool | None = None
    """Whether the default subject is used."""

    include_claim_keys: tuple[ReadText, ...] | None = None
    """The keys of the subject."""

    use_immutable_subject: bool | None = None
    """Whether the subject names owner and repository with their ids."""

    sub_claim_prefix: str | None = None
    """What the subject begins with."""

    unknown: tuple[str, ...]
    """What they depend on and is not known."""

    place: SourcePlace
    """Where they are."""


SettingsScope = Literal["organization", "repository"]
"""Whose settings they are.

``organization``: An organisation's.

``repository``: A repository's.
"""


class ReadEvent(Record):
    """A call of `AssumeRoleWithWebIdentity` that CloudTrail recorded."""

    id: str | None = None
    """The id of the event."""

    outcome: str
    """`success`, or the code of the error."""

    time: str | None = None
    """When it was."""

    region: str | None = None
    """The region of the endpoint."""

    role: str | None = None
    """The ARN of the role that was asked for; absent where the event does not hold it."""

    provider: str | None = None
    """The ARN of the identity provider."""

    session_name: str | None = None
    """The name of the session."""

    attempt: int
    """Which attempt it is part of, from 1: events of one subject, role and outcome that follow each other within five
    minutes are one, because a program that is refused asks again.
    """

    claims: Claims
    """The claims that the event shows."""

    place: SourcePlace
    """Where it is."""


class ReadToken(Record):
    """A token. Its text is not repeated."""

    claims: Claims
    """Its claims."""

    place: SourcePlace
    """Where it is."""


class ReadRefusalLine(Record):
    """What AWS, docker or an action said when it refused."""

    code: str
    """Which refusal it is."""

    message: str
    """Its sentence."""

    principal: str | None = None
    """The caller that it names."""

    action: str | None = None
    """The action that it names."""

    resource: str | None = None
    """The resource that it names."""

    layer: str | None = None
    """The kind of policy that it blames."""

    place: SourcePlace
    """Where it is."""


class OpenQuestion(Record):
    """Something that no document tells, and that answers depend on."""

    name: str
    """By what name it stands in the answers, such as `vars.ROLE`."""

    reason: OpenReason
    """Why it is not known."""

    question: str
    """What to find out."""

    detail: str | None = None
    """More about it, such as the source of a module that is not given."""

    option: str | None = None
    """Where its answer goes in a request, as a JSON pointer, such as `/options/values/org`; absent where no option tells it."""

    places: tuple[SourcePlace, ...]
    """The values that depend on it, the first 64 of them."""


OpenReason = Literal[
    "variable_without_default",
    "parameter_without_default",
    "fact",
    "data_source",
    "remote_state",
    "module_not_given",
    "module_version_unknown",
    "file_not_given",
    "unknown_at_plan",
    "import_value",
    "cycle",
    "policy_not_given",
    "not_read",
    "setting",
    "input",
    "output",
]
"""Why something is not known.

``variable_without_default``: A variable of Terraform without a value.

``parameter_without_default``: A parameter of CloudFormation without a value.

``fact``: A fact of the account or the run, such as the name of a stack.

``data_source``: A data source that asks AWS or another system.

``remote_state``: The state of another configuration.

``module_not_given``: A module whose files are not given.

``module_version_unknown``: A module whose version is not said, and whose versions differ.

``file_not_given``: A file that is read and not given.

``unknown_at_plan``: Known only after it is created.

``import_value``: The value of another stack.

``cycle``: It is defined by itself.

``policy_not_given``: A policy that is named and not given.

``not_read``: A function or a form that is not read.

``setting``: A variable or a secret of GitHub Actions.

``input``: An input, which differs from run to run.

``output``: What a step or a job gives out.
"""


class RoadFacts(Record):
    """What is known of the repository and its organisation."""

    owner_id: str | None = None
    """The id of the owner, as a string."""

    repository_id: str | None = None
    """The id of the repository, as a string."""

    immutable: bool | None = None
    """Whether subjects name owner and repository with their ids; not known where this is not given."""

    include_claim_keys: Sequence[str] | None = None
    """The keys of the repository's subjects, where the documents do not tell them."""

    rcp: Document | Sequence[Document] | None = None
    """Resource control policies of the organisation; one that is among the documents may be given by its name."""

    scp: Document | Sequence[Document] | Sequence[Document | Sequence[Document]] | None = None
    """Service control policies of the organisation: one entry a level, from the root down to the account. One that is
    among the documents may be given by its name.
    """

    platform: Platform | None = None
    """Where GitHub runs; github.com where this is not given."""

    ghes_version: str | None = None
    """The version of an Enterprise Server."""

    host: str | None = None
    """The host of an Enterprise Server, or of a tenant of ghe.com, such as `octo.ghe.com`."""

    reachable: bool | None = None
    """Whether STS can fetch the issuer's keys from the internet; not known where this is not given."""

    enterprise_slug: str | None = None
    """The slug of the enterprise, where it has tokens of an issuer of its own."""

    former_logins: Sequence[str] | None = None
    """Logins that the owner had before it was renamed."""

    accounts: Mapping[str, str] | None = None
    """The accounts of folders of the documents, such as `{"accounts/prod": "123456789012"}`."""

    existing_tags: Mapping[str, Sequence[str]] | None = None
    """The tags that repositories of ECR have, by the name of the repository: all of each that is named."""

    callable: bool | None = None
    """Whether others can call the organisation's reusable workflows; they can where this is not given."""

    run: AskedRun | Mapping[str, Any] | None = None
    """The job and the run that are asked about; all runs of all jobs where this is not given."""


class AskedRun(Record):
    """The job and the run that are asked about, as a runner knows them."""

    job: str | None = None
    """The id of the job, as `GITHUB_JOB`; every job where this is not given."""

    event_name: str | None = None
    """The event, as `GITHUB_EVENT_NAME`; any event of the workflow where this is not given."""

    ref: str | None = None
    """The ref, as `GITHUB_REF`, such as `refs/heads/main`; any that the event comes with where this is not given."""

    base_ref: str | None = None
    """The base branch of a pull request, as `GITHUB_BASE_REF`."""

    head: PullRequestHead | None = None
    """From where the code of a pull request comes; both are answered for where this is not given."""

    environment: str | None = None
    """The environment, where the token tells it; what the workflow says where this is not given."""

    job_workflow_ref: str | None = None
    """Where the job is written, where the token tells it; what the workflow says where this is not given."""

    actor: str | None = None
    """Who started it, as `GITHUB_ACTOR`."""


class ExplainResponse(Record):
    """The roads of all jobs."""

    roads: tuple[Road, ...]
    """One for each job and role."""

    unresolved: tuple[OpenQuestion, ...]
    """What is not known, each once."""

    findings: tuple[Finding, ...]
    """Findings about the documents."""


class Road(Record):
    """The way of one job to one role."""

    workflow: str | None = None
    """The workflow file; absent where the documents show no job."""

    job: str | None = None
    """The job; absent where the documents show none."""

    role: str | None = None
    """The role: its address or ARN in the documents, else what the job asks for."""

    role_place: SourcePlace | None = None
    """Where the role is."""

    scenarios: tuple[RoadScenario, ...]
    """What becomes of the job's runs."""

    calls: tuple[RoadCall, ...] | None = None
    """Of a role that another role assumes: the calls that this takes, those that are denied first."""

    images: tuple[RoadImage, ...]
    """What becomes of the images that it pushes."""

    dangers: tuple[RoadDanger, ...]
    """Who else gets in, most dangerous first, each with a token that proves it."""

    changes: tuple[RoadChange, ...] | None = None
    """What to change: for a denial what lets the job in and nobody else, for a danger what shuts out the others."""

    assumed: tuple[Premise, ...]
    """What is assumed."""


class RoadScenario(Record):
    """A set of runs of a job that fare alike."""

    runs: str
    """Which runs they are, in words, such as `push to main`."""

    tokens: TokenClass
    """The tokens of these runs: only the claims that differ between runs."""

    head: PullRequestHead | None = None
    """For pull requests: from where the code comes."""

    verdict: RoadVerdict
    """What becomes of them."""

    stage: RoadStage | None = None
    """Where they are stopped, or what is open."""

    cause: str | None = None
    """Why, where that is one of the known causes."""

    message: str | None = None
    """Why, in one sentence."""

    place: SourcePlace | None = None
    """Where, in the user's files."""

    alignment: Alignment | None = None
    """Pattern and value side by side, where a text of the policy does not fit: those of one of these runs."""

    behind: tuple[RoadFault, ...] | None = None
    """What else stands in the way, once the first is out of it."""

    needs: tuple[str, ...]
    """What would settle it."""


RoadVerdict = Literal["allowed", "denied", "no_token", "undetermined"]
"""What becomes of a set of tokens, or of an image.

``allowed``: It gets in.

``denied``: It is stopped.

``no_token``: There is no token.

``undetermined``: It depends on what is not known.
"""


RoadStage = Literal[
    "token-request",
    "provider",
    "trust-policy",
    "session",
    "ecr-permission",
    "push",
    "naming",
]
"""Where on its way a job is stopped, in AWS's order.

``token-request``: GitHub gives the job no token.

``provider``: STS turns the token away: issuer, audience, keys.

``trust-policy``: The role's trust policy, or a resource control policy.

``session``: The session: its name, its tags, its length.

``ecr-permission``: What the role may do in ECR.

``push``: The image reference, and what the registry takes.

``naming``: What the naming rules of the team say of the image.
"""


class Alignment(Record):
    """A pattern and a value side by side: segment by segment, and name by name in a segment that does not fit."""

    columns: tuple[Column, ...]
    """Column by column; joined, the pieces give pattern and value."""

    difference: Difference | None = None
    """Where they first differ; `None` where the whole fits."""


class Column(Record):
    """One column: a piece of the pattern beside the piece of the value it stands for."""

    pattern: str
    """The piece of the pattern."""

    value: str
    """The piece of the value."""

    fits: bool
    """Whether they fit."""


class Difference(Record):
    """The place where pattern and value first differ."""

    segment: str | None = None
    """The segment of the subject, by the key of the template that prints it: `repo`, `context` or a claim."""

    pattern_offset: int
    """Characters of the pattern before it."""

    value_offset: int
    """Characters of the value before it."""

    expected: str
    """What the pattern has there, a whole name, hidden characters escaped; empty where it has nothing."""

    found: str
    """What the value has there, a whole name, hidden characters escaped; empty where it has nothing."""


class RoadFault(Record):
    """Something else that stands in the way, behind the first."""

    code: str
    """Stable code."""

    message: str
    """One sentence."""

    place: SourcePlace | None = None
    """Where, in the user's files."""


class RoadCall(Record):
    """A call by which one role assumes another."""

    name: str
    """The action, such as `sts:TagSession`."""

    verdict: RoadVerdict
    """What becomes of it."""

    stage: RoadStage | None = None
    """Where it is stopped, or what is open."""

    cause: str | None = None
    """Why, where that is one of the known causes."""

    message: str | None = None
    """Why, in one sentence."""

    place: SourcePlace | None = None
    """Where, in the user's files."""

    needs: tuple[str, ...]
    """What would settle it."""


class RoadImage(Record):
    """What becomes of an image that the job pushes."""

    name: str
    """Its name; what is not known stands as `⟦name⟧`."""

    verdict: RoadVerdict
    """What becomes of it."""

    stage: RoadStage | None = None
    """Where it is stopped, or what is open."""

    cause: str | None = None
    """Why, where that is one of the known causes."""

    message: str | None = None
    """Why, in one sentence."""

    place: SourcePlace | None = None
    """Where, in the user's files."""

    alignment: Alignment | None = None
    """Pattern and value side by side, where a text of a policy does not fit."""

    needs: tuple[str, ...]
    """What would settle it."""


class RoadDanger(Record):
    """Who else gets in."""

    code: str | None = None
    """What makes it a danger, where that is one of the known kinds."""

    message: str
    """Who they are, in words."""

    severity: Exposure
    """How much that matters."""

    witness: WitnessToken
    """One of their tokens, which the role lets in."""

    place: SourcePlace
    """The statement that lets it in, in the user's files."""


Exposure = Literal["critical", "high", "medium", "low", "info"]
"""How much a class of tokens that gets in matters.

``critical``: Strangers get in without any doing of ours.

``high``: Strangers who need something of ours, or code of ours that nobody reviewed, all over an organisation.

``medium``: Any branch or tag of one repository, tags that move, environments that anybody may name.

``low``: One branch, one environment, one workflow at one ref.

``info``: What is named by id.
"""


class WitnessToken(Record):
    """A token that GitHub can mint: `check_trust` takes its claims, and `build_subject` its claims and settings."""

    claims: Claims
    """Its claims, `sub` and `aud` among them."""

    settings: TokenSettings
    """The settings that give its subject."""

    role_session_name: str | None = None
    """The session name that its caller has to choose, where the policy asks for one."""

    text: str
    """The token in one line."""


class TokenSettings(Record):
    """The settings that give a token its subject, as `build_subject` takes them."""

    include_claim_keys: tuple[str, ...] | None = None
    """The template's keys; absent for the default."""

    immutable: bool | None = None
    """True for an immutable subject; absent for a legacy one."""

    platform: str | None = None
    """Where GitHub runs; absent for github.com."""

    ghes_version: str | None = None
    """The version of an Enterprise Server."""


class RoadChange(Record):
    """A change that lets a job in that was denied, or shuts out others that got in."""

    code: str
    """The cause or the danger that it answers."""

    kind: FixKind
    """Whether it can be made without looking: then the policy is proved to admit nobody but the runs of this job."""

    side: ChangeSide
    """Which side it is made to."""

    message: str
    """What is changed, in one clause."""

    effect: str
    """What it does: who gets in by it, and who does not any more."""

    question: str | None = None
    """What to settle before it is made."""

    edits: tuple[Edit, ...]
    """The edits of the caller's documents, all of which belong together; none where no document is the source."""

    command: str | None = None
    """The command or the call that makes it, where no document is the source."""


ChangeSide = Literal["workflow", "settings", "provider", "trust_policy", "permissions", "naming_rules"]
"""Which of the files or settings a change is made to.

``workflow``: A workflow file.

``settings``: Settings on GitHub.

``provider``: The identity provider of the account.

``trust_policy``: The role's trust policy.

``permissions``: What the role may do.

``naming_rules``: The rules of the team for image names.
"""


class World(Record):
    """Who is ours, and what others can do."""

    owners: Sequence[WorldOwner | Mapping[str, Any]] | None = None
    """Our organisations and users. Absent or empty: the owners that the policy names."""

    strangers: bool | None = None
    """Whether anybody else can get tokens of this issuer; true where this is not given."""

    callable: Callable | None = None
    """Which reusable workflows others can call; `any` where this is not given."""

    recycled: bool | None = None
    """Whether others may have taken over our logins, under other ids; false where this is not given."""

    undocumented: bool | None = None
    """Whether tokens count whose subject GitHub does not document. An answer that depends on one is `undetermined`. False
    where this is not given.
    """

    our_repository_ids: Mapping[str, str] | None = None
    """Ids of our repositories, each with its `owner/name`."""

    audiences: Sequence[str] | None = None
    """The audiences that the provider accepts; any where this is not given."""

    platform: Platform | None = None
    """Where GitHub runs; where this is not given, the providers in the policy tell."""

    ghes_version: str | None = None
    """The version of an Enterprise Server, such as `3.17`."""

    provider: Provider | Mapping[str, Any] | None = None
    """The identity provider of the role's account."""

    partition: str | None = None
    """The AWS partition; from the ARNs, or `aws`, where this is not given."""

    as_of: str | None = None
    """The day to answer for, `YYYY-MM-DD`; what is known today where this is not given."""

    role_session_name: str | None = None
    """The session name; any where this is not given, since the caller chooses it."""

    context: Mapping[str, str | Sequence[str] | None] | None = None
    """Further condition keys of every request, such as `aws:SourceIp`."""

    rcp: Document | Sequence[Document] | None = None
    """Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    known. Not given: taken as not in force.
    """


class WorldOwner(Record):
    """An organisation or a user of ours."""

    login: str
    """The login as GitHub prints it."""

    id: str | None = None
    """Its id."""

    include_claim_keys: str | Sequence[str] | None = None
    """The template of its subjects: a list of keys; `null` or absent for the default; `"unknown"` where each repository may
    have its own.
    """

    immutable: bool | Literal["either"] | None = None
    """Whether its subjects are immutable, or `"either"`; legacy where this is not given."""

    repositories: Sequence[str] | None = None
    """The names of all its repositories; any where this is not given."""

    enterprise_id: str | None = None
    """The id of its enterprise; none where this is not given."""


Callable = Literal["any", "own"]
"""Which reusable workflows others can call.

``any``: Any, ours among them.

``own``: None of ours.
"""


class Provider(Record):
    """An IAM identity provider."""

    arn: str
    """Its ARN."""

    client_ids: Sequence[str] | None = None
    """Its client IDs (audiences); assumed to hold the token's where this is not given."""

    reachable: bool | None = None
    """Whether STS can fetch the issuer's keys from the internet, which an Enterprise Server may not allow; assumed where
    this is not given.
    """


class DocumentsComparison(Record):
    """The answer of [`compare_documents`]."""

    relation: RoleRelation
    """The relation of all roles together: the first of them, in the order of what a reviewer has to look at."""

    roles: tuple[RoleComparison, ...]
    """The roles with a trust policy: those of the documents as they are, in their order, then those that are gone."""


RoleRelation = Literal[
    "incomparable",
    "wider",
    "gave_up",
    "undetermined",
    "new",
    "narrower",
    "gone",
    "equal",
]
"""How a role compares with what it was; in the order of what a reviewer has to look at.

``incomparable``: Tokens get in that did not, and others no longer do.

``wider``: Tokens get in that did not.

``gave_up``: The question needs more states than the limit.

``undetermined``: It depends on what is not known or not documented: see `needs` and `unless`.

``new``: There was no such role.

``narrower``: Tokens that got in no longer do.

``gone``: There is no such role any more.

``equal``: The same tokens get in.
"""


class RoleComparison(Record):
    """What becomes of a role."""

    role: str
    """Its address, else its ARN or its name; for a trust policy by itself the document's name."""

    relation: RoleRelation
    """How it compares."""

    message: str
    """The same in words."""

    before: SourcePlace | None = None
    """Where it was."""

    after: SourcePlace | None = None
    """Where it is: the subjects that its trust policy names, else where that policy begins."""

    gained: WitnessToken | None = None
    """A token that gets in and did not; of a new role, one of the most dangerous that get in."""

    lost: WitnessToken | None = None
    """A token that got in and no longer does."""

    needs: tuple[str, ...]
    """What the trust policies depend on and is not known."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


class Need(Record):
    """Something that would settle an open verdict."""

    claim: str | None = None
    """The claim that would."""

    key: str | None = None
    """The condition key that would, in `context`."""

    option: str | None = None
    """The option that would, or the layer of policies."""

    question: str | None = None
    """Code of the question that AWS leaves open."""

    message: str
    """One sentence."""

    values: tuple[NeedValue, ...]
    """What the values that the policies name would give."""

    patterns: tuple[NeedPattern, ...] | None = None
    """What the values that fit a pattern of the policies would give."""

    otherwise: Verdict | None = None
    """What any other value would give, where that is one verdict."""

    absent: Verdict | None = None
    """What it would give that the token has no such claim, or the request no such key; absent where every one has it."""


class NeedValue(Record):
    """What one value would give."""

    value: str
    """The value."""

    verdict: Verdict
    """The verdict then."""


Verdict = Literal["allowed", "denied", "undetermined"]
"""What the documents given decide.

``allowed``: They let it in.

``denied``: They do not.

``undetermined``: They would need something that is not known, or that AWS does not document.
"""


class NeedPattern(Record):
    """What the values that fit a pattern would give."""

    pattern: str
    """The pattern or network, as in the policy."""

    verdict: Verdict
    """The verdict for a value that fits it."""


RenderFormat = Literal["text", "markdown", "sarif", "github"]
"""What a report is written as.

``text``: For a terminal.

``markdown``: For a comment or a job summary on GitHub.

``sarif``: SARIF 2.1.0, for code scanning.

``github``: Workflow commands, which GitHub shows as annotations.
"""


class RenderResponse(Record):
    """The roads, written."""

    text: str
    """The text, of lines that end in a line feed."""


class EvaluateExpressionResponse(Record):
    """The answer of `evaluate_expression`."""

    outcome: ExpressionOutcome
    """Whether it has a value."""

    type: ExpressionType | None = None
    """The type of its value, where that is known."""

    text: str | None = None
    """Its value as GitHub prints it in a text; of a list or an object, that is only the word `Array` or `Object`."""

    json: str | None = None
    """A list or an object as `toJSON` prints it."""

    unknown: tuple[str, ...]
    """What the value depends on and is not known, each once, in the order of the expression."""

    pattern: str | None = None
    """The text with what is not known as `⟦name⟧`, where some of it is known."""

    candidates: tuple[str, ...]
    """Every value that it can have, as text, where they are few and known."""

    default: str | None = None
    """The value, as text, where everything that is not known is empty."""

    reason: str | None = None
    """Why GitHub fails."""


ExpressionOutcome = Literal["known", "unknown", "fails"]
"""Whether an expression has a value.

``known``: Its value is known.

``unknown``: Its value depends on what is not known.

``fails``: GitHub fails when it evaluates it.
"""


ExpressionType = Literal["null", "boolean", "number", "string", "array", "object"]
"""The type of a value.

``null``: `null`

``boolean``: `true` or `false`

``number``: A number.

``string``: A text.

``array``: A list.

``object``: An object.
"""


class MatchConditionResponse(Record):
    """The answer of `match_condition`."""

    outcome: ConditionOutcome
    """Whether the test holds."""

    reason: str
    """Why, in one sentence."""


ConditionOutcome = Literal["match", "no_match", "undetermined"]
"""Whether one condition test holds.

``match``: It holds.

``no_match``: It does not.

``undetermined``: AWS does not document the answer and this input asks for it.
"""


class TrustOptions(Record):
    """What is known besides policy and claims."""

    claims_scope: ClaimsScope | None = None
    """What a claim that is not named means; `token` where this is not given."""

    role_arn: str | None = None
    """ARN of the role that is asked for."""

    role_session_name: str | None = None
    """Session name; `GitHubActions` where this is not given."""

    provider: Provider | Mapping[str, Any] | None = None
    """The identity provider of the role's account."""

    context: Mapping[str, str | Sequence[str] | None] | None = None
    """Further condition keys of the request, such as `aws:SourceIp`, or other values for keys it has."""

    partition: str | None = None
    """The AWS partition; from the ARNs, or `aws`, where this is not given."""

    rcp: Document | Sequence[Document] | None = None
    """Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    known. Not given: taken as not in force, and listed in `not_examined`.
    """

    as_of: str | None = None
    """The day to answer for, `YYYY-MM-DD`; what is known today where this is not given."""

    over_quota: bool | None = None
    """Whether a policy that is longer than AWS stores is evaluated all the same; else it is refused."""


ClaimsScope = Literal["token", "partial"]
"""What a claim that is not named means.

``token``: It is not in the token: the claims are those of a decoded token. For `iss` and `aud`, which every token has, the
usual value is assumed and listed.

``partial``: It is not known: the claims come from CloudTrail, environment variables or a form.
"""


class TrustReport(Record):
    """The answer of `check_trust`.

    "Allowed" means by the documents given: `not_examined` lists what was not.
    """

    verdict: Verdict
    """Whether the documents given let the token in."""

    stage: Stage | None = None
    """Where it is decided; absent when the token gets in."""

    reason: TrustReason
    """Why."""

    failures: tuple[Failure, ...]
    """What keeps the token out: the first stage first, then the statement that lacks least."""

    needs: tuple[Need, ...]
    """What would settle an open verdict."""

    premises: tuple[Premise, ...]
    """The assumptions and facts that the verdict depends on."""

    findings: tuple[Finding, ...]
    """What is worth knowing of policy and claims and changes no verdict."""

    not_examined: tuple[NotExamined, ...]
    """What was not examined."""

    statements: tuple[StatementReport, ...]
    """Every statement with every test."""


Stage = Literal["provider", "trust-policy"]
"""Where a job is stopped.

``provider``: STS turns the token away: issuer, audience, keys.

``trust-policy``: The role's trust policy, or a resource control policy.
"""


TrustReason = Literal["allow", "explicit_deny", "implicit_deny", "token_rejected", "open"]
"""Why the verdict is what it is.

``allow``: A statement allows and none denies.

``explicit_deny``: A Deny statement, or a resource control policy, matches.

``implicit_deny``: No statement allows.

``token_rejected``: STS turns the token away before it reads the policy.

``open``: Something that decides is not known.
"""


class Failure(Record):
    """One thing that keeps the token out."""

    stage: Stage
    """Where."""

    code: str
    """Stable code."""

    message: str
    """One sentence."""

    element: Element
    """What fails."""

    operator: str | None = None
    """For a condition: its operator."""

    key: str | None = None
    """For a condition: its key."""

    statement: int | None = None
    """Number of the statement, from 1."""

    line: int | None = None
    """Line in the policy, from 1; absent for a policy given as an object."""

    expected: tuple[str, ...]
    """What would have passed."""

    actual: str | None = None
    """What was there."""

    cause: Cause | None = None
    """Why, where that is one of the known causes."""

    admits: str | None = None
    """What to add to the values of the test so that this token is let in, and no other; absent where no single value does.
    Whether it is to be let in is for the owner of the policy to say.
    """


Element = Literal[
    "token",
    "provider",
    "audience",
    "principal",
    "action",
    "resource",
    "condition",
    "statement",
    "policy",
]
"""What a test or a failure is about.

``token``: The token itself.

``provider``: The identity provider.

``audience``: The audience of the token.

``principal``: The principal of a statement.

``action``: The action of a statement.

``resource``: The resource of a statement.

``condition``: One condition of a statement.

``statement``: A statement as a whole.

``policy``: The policy as a whole.
"""


class Cause(Record):
    """Why a test does not hold, or a layer does not allow."""

    code: str
    """Stable code."""

    message: str
    """One sentence."""


NotExamined = Literal[
    "the role's permissions",
    "identity policies",
    "the resource's policies",
    "permissions boundary",
    "session policies",
    "resource control policies",
    "service control policies",
    "whether the repository exists",
]
"""Something that was not examined, because it was not given.

``the role's permissions``: What the role may do once it is assumed.

``identity policies``: The policies of the principal.

``the resource's policies``: The policies of the resource.

``permissions boundary``: The permissions boundary.

``session policies``: The policies passed along with the session.

``resource control policies``: The resource control policies of the organisation.

``service control policies``: The service control policies of the organisation.

``whether the repository exists``: Whether the repository of a push exists.
"""


class StatementReport(Record):
    """One statement, tested."""

    number: int
    """Its number, from 1."""

    sid: str | None = None
    """Its Sid."""

    effect: Effect
    """Allow or Deny."""

    line: int | None = None
    """Line in the policy, from 1; absent for a policy given as an object."""

    result: TestResult
    """Whether it applies to the request."""

    tests: tuple[TestReport, ...]
    """Every part, in order."""


Effect = Literal["Allow", "Deny"]
"""What a policy statement does.

``Allow``: It lets a request in.

``Deny``: It keeps a request out, whatever others say.
"""


TestResult = Literal["match", "no_match", "undetermined"]
"""Whether a part of a statement holds.

``match``: It does.

``no_match``: It does not.

``undetermined``: It depends on something that is not known, or that AWS does not document.
"""


class TestReport(Record):
    """One part of a statement, tested."""

    element: Element
    """What is tested."""

    operator: str | None = None
    """For a condition: its operator."""

    key: str | None = None
    """For a condition: its key."""

    result: TestResult
    """Whether it holds."""

    message: str
    """Why, in one sentence."""

    expected: tuple[str, ...]
    """What the policy gives."""

    actual: str | None = None
    """What the request has; absent for a missing or unknown key."""

    line: int | None = None
    """Line in the policy, from 1; absent for a policy given as an object."""

    pointer: str
    """JSON pointer in the policy."""

    alignment: Alignment | None = None
    """Pattern and value side by side, for a text comparison that fails."""


class WhoReport(Record):
    """The answer of `who_can_assume`."""

    outcome: WhoOutcome
    """Whether anybody gets in."""

    message: str
    """The same in words."""

    classes: tuple[WhoClass, ...]
    """Who, most dangerous first; at most twelve classes."""

    more: bool
    """Whether more get in than the classes hold."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


WhoOutcome = Literal["somebody", "nobody", "undetermined", "gave_up"]
"""Whether anybody gets in.

``somebody``: Somebody does.

``nobody``: Nobody does.

``undetermined``: It depends on what is not known or not documented: see `unless`.

``gave_up``: The question needs more states than the limit: see `findings`.
"""


class WhoClass(Record):
    """Some of the tokens that get in."""

    text: str
    """Who they are, in words."""

    severity: Exposure
    """How much that matters."""

    party: ClassParty
    """Whose they are."""

    where: TokenClass
    """The same as a class."""

    exact: bool
    """Whether every token of the class gets in."""

    witness: WitnessToken
    """One of them."""

    statements: tuple[int, ...]
    """The statements that let the witness in, by their numbers from 1."""


ClassParty = Literal["outsiders", "ours"]
"""Who a class of tokens belongs to.

``outsiders``: Anybody but us.

``ours``: Us.
"""


class Intent(Record):
    """Who may assume a role."""

    only: Sequence[TokenClass]
    """The tokens that may: those of any of these classes. An empty list: nobody may."""


class ProofReport(Record):
    """The answer of `prove`."""

    outcome: ProofOutcome
    """Whether it holds."""

    message: str
    """The same in words."""

    counterexample: WitnessToken | None = None
    """A token outside the intent that gets in, or that may."""

    vacuous: bool
    """Whether no token is certain to get in, so that a proof says little."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


ProofOutcome = Literal["holds", "fails", "undetermined", "gave_up"]
"""Whether a policy lets in nobody but those it should.

``holds``: No token outside the intent gets in.

``fails``: One does: the counterexample.

``undetermined``: One may: it depends on what is not known or not documented, see `unless`.

``gave_up``: The question needs more states than the limit: see `findings`.
"""


class OutsidersReport(Record):
    """The answer of `outsiders`."""

    outcome: OutsidersOutcome
    """Whether others get in."""

    message: str
    """The same in words."""

    witness: WitnessToken | None = None
    """A token of somebody else that gets in, or that may."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


OutsidersOutcome = Literal["none", "some", "undetermined", "gave_up"]
"""Whether others get in.

``none``: No token of anybody else gets in.

``some``: One does: the witness.

``undetermined``: One may: it depends on what is not known or not documented, see `unless`.

``gave_up``: The question needs more states than the limit: see `findings`.
"""


class ComparisonReport(Record):
    """The answer of `compare_policies`."""

    relation: PolicyRelation
    """How they compare."""

    message: str
    """The same in words."""

    lost: WitnessToken | None = None
    """A token that the old policy lets in and the new one does not."""

    gained: WitnessToken | None = None
    """A token that the new policy lets in and the old one does not."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


PolicyRelation = Literal["equal", "narrower", "wider", "incomparable", "undetermined", "gave_up"]
"""How a new policy compares with an old one.

``equal``: Both let in the same tokens.

``narrower``: The new one lets in less.

``wider``: The new one lets in more.

``incomparable``: Each lets in tokens that the other does not.

``undetermined``: It depends on what is not known or not documented: see `unless`.

``gave_up``: The question needs more states than the limit: see `findings`.
"""


class DecisionReport(Record):
    """The answer of `decide`."""

    outcome: Decided
    """Whether they get in."""

    admitted: WitnessToken | None = None
    """One that gets in."""

    refused: WitnessToken | None = None
    """One that does not."""

    empty: bool
    """Whether the set has no token in this world."""

    unless: tuple[Need, ...]
    """What would settle an open answer."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing about the policy, the intent or the world."""

    cases: int
    """How many shapes of token were looked at."""

    states: int
    """How many states the automata took."""


Decided = Literal["always", "never", "sometimes", "undetermined", "gave_up"]
"""Whether the tokens of a set get in.

``always``: All do.

``never``: None does.

``sometimes``: Some do and some do not.

``undetermined``: It depends on what is not known or not documented: see `unless`.

``gave_up``: The question needs more states than the limit: see `findings`.
"""


class MakeOptions(Record):
    """What is made."""

    account: str
    """The account of the role."""

    issuer: str | None = None
    """Who signs the tokens, such as `https://token.actions.octo.ghe.com`; github.com where this is not given."""

    role_name: str | None = None
    """The name of the role; `github-actions` where this is not given."""

    provider_exists: bool | None = None
    """Whether the account has the identity provider already, so that the files do not create it."""

    repositories: Sequence[str] | None = None
    """The ECR repositories that the role may push to: names, patterns of names with `*`, or ARNs."""

    repositories_exist: bool | None = None
    """Whether the repositories are there already, so that the files do not create them."""

    region: str | None = None
    """The region of the repositories that are given by name."""

    pull: bool | None = None
    """Whether the role may read images too, as for a cache in the registry."""

    mutable_tags: Sequence[str] | None = None
    """The tags that may move, as filters such as `latest` or `dev-*`; none where this is not given."""

    naming_rules: Document | None = None
    """The team's naming rules, as YAML or JSON text or as an object: where `mutable_tags` is not given, the tags that the
    rules call moving may move, and no other.
    """

    change_template: bool | None = None
    """Whether the keys of subjects may change where only that says what is meant."""

    quota: int | None = None
    """The account's quota for trust policies in characters; 2,048 where this is not given."""


class MakePoliciesResponse(Record):
    """The answer of `make_policies`."""

    outcome: MakeOutcome
    """Whether the policy says what was meant."""

    admits: tuple[TokenClass, ...]
    """Who gets in: the policy is proved to admit all tokens of these classes, and no other."""

    unsaid: tuple[str, ...]
    """Claims of the intent that no policy can test here in every case, where it is the nearest."""

    beyond: WitnessToken | None = None
    """A token that gets in and is not meant, where it is the nearest."""

    classes: tuple[WhoClass, ...]
    """Who gets in, in words, where it is the nearest."""

    provider: MadeProvider
    """The identity provider."""

    role: MadeRole
    """The role."""

    trust_policy: Any
    """The role's trust policy."""

    size: int
    """Its characters that count against the quota."""

    quota: int
    """The characters that the quota allows."""

    permissions: Any | None = None
    """What the role may do in ECR; absent where no repository is named."""

    repositories: tuple[MadeRepository, ...]
    """The repositories that it may push to."""

    include_claim_keys: tuple[str, ...] | None = None
    """The keys of the subjects that the policy needs, where they have to change first."""

    requests: tuple[CustomizationCall, ...]
    """The calls of GitHub's REST API that bring these keys into force."""

    files: tuple[MadeFiles, ...]
    """All of it as files, for each account: that of the role first."""

    premises: tuple[Premise, ...]
    """What the proof rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing."""


MakeOutcome = Literal["exact", "nearest"]
"""Whether the policy says what was meant.

``exact``: It admits all tokens of the intent and nobody else.

``nearest``: It admits all tokens of the intent, and more: AWS cannot tell these apart. `admits` says who gets in.
"""


class MadeProvider(Record):
    """The identity provider."""

    arn: str
    """Its ARN."""

    url: str
    """The URL of the issuer."""

    client_ids: tuple[str, ...]
    """The audiences that it accepts."""

    exists: bool
    """Whether the account has it already, so that it is not created."""


class MadeRole(Record):
    """The role."""

    name: str
    """Its name."""

    arn: str
    """Its ARN."""


class MadeRepository(Record):
    """A repository that the role may push to."""

    arn: str
    """Its ARN."""

    name: str
    """Its name, or the pattern of several names."""

    account: str
    """Its account."""

    image_tag_mutability: TagMutability | None = None
    """Whether its tags move; absent for a pattern of names."""

    exclusion_filters: tuple[str, ...]
    """The tags that move all the same."""

    policy: Any | None = None
    """Its policy, where it is in another account than the role."""


TagMutability = Literal["MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"]
"""Whether the tags of a repository may be pushed again.

``MUTABLE``: Every tag moves.

``IMMUTABLE``: No tag moves.

``MUTABLE_WITH_EXCLUSION``: Every tag moves but those that a filter matches.

``IMMUTABLE_WITH_EXCLUSION``: No tag moves but those that a filter matches.
"""


class MadeFiles(Record):
    """What an account needs, as files."""

    account: str
    """The account."""

    terraform: str
    """For Terraform."""

    cloudformation: str | None = None
    """For CloudFormation, as JSON; absent where it cannot change what exists."""


class ShrinkPolicyResponse(Record):
    """The answer of `shrink_policy`."""

    outcome: ShrinkOutcome
    """Whether it fits."""

    policy: Any
    """The policy: equal to the one given."""

    before: int
    """The characters of the policy as it was, in its shortest JSON."""

    size: int
    """The characters of the policy as it is."""

    limit: int
    """The characters that are allowed."""

    over_by: int
    """How many characters it has too many."""

    steps: tuple[ShrinkStep, ...]
    """What made it shorter, in order."""

    roles: tuple[Any, ...]
    """Policies of several roles that fit and together admit the same tokens, where one policy does not fit; empty where
    there is no such split.
    """

    premises: tuple[Premise, ...]
    """What the comparison rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that it uses, by their ids on the page of the model."""


ShrinkOutcome = Literal["fits", "shrunk", "too_long"]
"""Whether a policy fits.

``fits``: It fits as it is.

``shrunk``: An equal one fits.

``too_long``: No equal one was found that fits: `policy` is the shortest, and `roles` splits it.
"""


class ShrinkStep(Record):
    """Something that made the policy shorter."""

    done: str
    """What was done."""

    saved: int
    """How many characters that saved."""


class PlanMigrationResponse(Record):
    """The answer of `plan_migration`."""

    roles: tuple[MigratedRole, ...]
    """The roles, in the order of the documents."""

    steps: tuple[MigrationStep, ...]
    """What to do, in order; nothing where a role is not proved."""

    back: tuple[MigrationStep, ...]
    """How to go back at any time before the last policies are written."""

    premises: tuple[Premise, ...]
    """What the answer rests on."""


class MigratedRole(Record):
    """A role whose policy the change concerns."""

    name: str
    """Its address, its ARN or its name; the name of the document for a trust policy by itself."""

    place: SourcePlace
    """Where it is."""

    outcome: MigrationOutcome
    """What becomes of it."""

    reason: str | None = None
    """Why nothing is proved."""

    locked_out: tuple[TokenClass, ...]
    """Who gets in today, as their tokens will be, and is locked out by the change unless the policy changes first."""

    jobs: tuple[LockedJob, ...]
    """The jobs of the documents that are locked out with them."""

    interim: Any | None = None
    """The policy to write before the change: it admits the same jobs before and after it, and nobody else."""

    interim_size: int | None = None
    """The characters of the interim policy that count against the quota, of which every account has 2,048 at least."""

    last: Any | None = None
    """The policy to write after the change."""


MigrationOutcome = Literal["unaffected", "planned", "unproved", "unread"]
"""What becomes of a role.

``unaffected``: Its policy admits the same jobs afterwards: nothing is to be done.

``planned``: The change locks jobs out; `interim` and `last` are proved.

``unproved``: The change may lock jobs out, and no policy is proved: `reason` says why.

``unread``: Its trust policy is not known: `reason` says why.
"""


class LockedJob(Record):
    """A job that the change locks out unless the policy changes first."""

    workflow: str
    """The workflow file."""

    job: str
    """The id of the job."""

    runs: str
    """The runs of it that get in today and are denied from the change on, such as `push to main`."""

    tokens: TokenClass
    """The same as a set of tokens, as they are today."""

    subject: str | None = None
    """A subject of these runs that gets in today, where it can be told."""

    subject_then: str | None = None
    """A subject of these runs that is denied from the change on, where it can be told."""

    place: SourcePlace
    """Where the job asks for the role."""


class MigrationStep(Record):
    """A step."""

    kind: MigrationStepKind
    """What it is."""

    text: str
    """What to do."""

    request: CustomizationCall | None = None
    """The call of GitHub's REST API, where there is one."""


MigrationStepKind = Literal["policy", "change", "check"]
"""What a step is.

``policy``: A policy is written.

``change``: Something changes at GitHub.

``check``: Something is looked at before the next step.
"""


class GuardOptions(Record):
    """What is guarded, and how the guard is stored."""

    issuer: str | None = None
    """Who signs the tokens that are told apart, such as `https://token.actions.octo.ghe.com`; github.com where this is not
    given. A guard looks at one issuer.
    """

    name: str | None = None
    """The name of the policy; `github-owners` where this is not given."""

    targets: Sequence[str] | None = None
    """What it is attached to: the root (`r-abcd`), organisational units or accounts; nothing where this is not given."""

    management_account: str | None = None
    """The management account, which no resource control policy reaches."""


class GuardOrganizationResponse(Record):
    """The answer of `guard_organization`."""

    by: GuardKey
    """What the guard tells our tokens by."""

    policy: Any
    """The resource control policy. It is proved to deny every token of this issuer that is not of these owners, and none that is."""

    size: int
    """Its characters that count against the quota."""

    quota: int
    """The characters that the quota allows."""

    roles: tuple[GuardedRole, ...]
    """The roles, in the order of the documents."""

    federations: tuple[OtherFederation, ...]
    """The other ways into these roles, which the guard leaves as they are."""

    files: GuardFiles
    """The guard as files."""

    premises: tuple[Premise, ...]
    """What the proof rests on."""

    assumptions: tuple[str, ...]
    """The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model."""

    findings: tuple[Finding, ...]
    """What is worth knowing."""


GuardKey = Literal["repository_owner_id", "repository", "sub"]
"""What the guard tells our tokens by.

``repository_owner_id``: The ids of the owners: nobody else can ever have them.

``repository``: The logins of the owners, in the name of the repository.

``sub``: The subject, where AWS fills no other key from this issuer's tokens.
"""


class GuardedRole(Record):
    """A role, and what the guard does for it."""

    name: str
    """Its address, its ARN or its name; the name of the document for a trust policy by itself."""

    outcome: GuardedOutcome
    """What the guard does for it."""

    reason: str | None = None
    """Why it is so, where that is not plain."""

    stranger: WitnessToken | None = None
    """A token of a stranger that gets in without the guard, or may."""

    place: SourcePlace
    """Where it is."""


GuardedOutcome = Literal["kept_out", "closed", "not_concerned", "out_of_reach", "unproved", "unread"]
"""What the guard does for a role.

``kept_out``: Strangers get in today, and none does with the guard.

``closed``: No stranger gets in, with or without the guard.

``not_concerned``: No token of the issuer gets in: the role is for others, and the guard does not change who.

``out_of_reach``: The guard does not reach the role, or not each of its ways in: it needs a policy of its own. `reason` says why.

``unproved``: It is not proved that no stranger gets in with the guard: `reason` says why.

``unread``: Its trust policy is not known: `reason` says why.
"""


class OtherFederation(Record):
    """Another way into roles, which the guard is shown to leave as it is."""

    principal: str
    """The principal: the ARN of an identity provider, or the name of a shared one."""

    roles: tuple[str, ...]
    """The roles that trust it."""


class GuardFiles(Record):
    """The guard as files."""

    terraform: str
    """For Terraform."""

    cloudformation: str
    """For CloudFormation, as JSON."""


class CreateOptions(Record):
    """What is known of a policy that is to be stored."""

    kind: StoredAs | None = None
    """What it is stored as; the trust policy of a role where this is not given."""

    quota: str | None = None
    """The account's quota for this kind, in characters, as digits, where it was raised."""

    registry_scope: RegistryScope | None = None
    """The scope of an ECR registry's policy; `v2`, the default of ECR, where this is not given."""


StoredAs = Literal[
    "trust",
    "managed",
    "role_inline",
    "user_inline",
    "group_inline",
    "session",
    "ecr_repository",
    "ecr_registry",
    "resource_control",
]
"""What a policy is stored as.

``trust``: The trust policy of a role: 2,048 characters unless the quota was raised.

``managed``: A managed policy; a permissions boundary is one: 6,144 characters.

``role_inline``: An inline policy of a role: 10,240 characters, all of the role together.

``user_inline``: An inline policy of a user: 2,048 characters, all of the user together.

``group_inline``: An inline policy of a group: 5,120 characters, all of the group together.

``session``: The session policy that is passed along when a role is assumed: 2,048 characters.

``ecr_repository``: The policy of an ECR repository: 10,240 characters.

``ecr_registry``: The policy of an ECR registry: 10,240 characters.

``resource_control``: A resource control policy of an organisation: 5,120 characters.
"""


RegistryScope = Literal["v1", "v2"]
"""The scope of an ECR registry's policy (Amazon ECR User Guide, "Private registry permissions").

``v1``: Enforced for `ecr:ReplicateImage`, `ecr:BatchImportUpstreamImage` and `ecr:CreateRepository` only.

``v2``: Enforced for every ECR action; the default.
"""


class CreateReport(Record):
    """The answer of `check_create`."""

    outcome: CreateOutcome
    """AWS's answer."""

    reasons: tuple[CreateReason, ...]
    """What counts against the policy, in order."""

    premises: tuple[Premise, ...]
    """The assumptions of the answer, and what was seen rather than documented."""

    findings: tuple[Finding, ...]
    """What AWS stores and is probably not meant."""

    size: int
    """Characters that count against the quota."""

    quota: int
    """Characters that are allowed."""


CreateOutcome = Literal["accepted", "undetermined", "rejected"]
"""The answer of the call that stores a policy.

``accepted``: It stores the policy.

``undetermined``: AWS does not document it, or it depends on the account's quota.

``rejected``: It refuses.
"""


class CreateReason(Record):
    """One thing that counts against a policy."""

    outcome: CreateOutcome
    """What it leads to."""

    code: str
    """Stable code."""

    message: str
    """One sentence."""

    pointer: str | None = None
    """JSON pointer in the policy."""

    line: int | None = None
    """Line in the policy, from 1."""


class AccessRequest(Record):
    """A request to AWS."""

    action: str
    """The action, such as `ecr:PutImage`."""

    resource: str
    """The resource's ARN; `*` for an action without resource types, such as `ecr:GetAuthorizationToken`."""

    principal: str | None = None
    """ARN of the assumed-role session, role or user, or the name of a service. Not given: whoever the identity
    policies belong to, in the account of the resource.
    """

    context: Mapping[str, str | Sequence[str] | None] | None = None
    """Condition keys and their values, `null` for a key that the request lacks. What is not named follows from principal,
    resource and action where it can; else it is missing or not known, by AWS's pages on the key.
    """


class AccessPolicies(Record):
    """The policies around a request. A layer that is not given is listed in `not_examined`, and is taken as not in force;
    but one that has to allow, `identity` or `resource`, may leave the verdict open. `"unknown"` stands for one in force that
    is not known, and an empty list for one that has no policy.
    """

    identity: Document | Sequence[Document] | None = None
    """The principal's identity policies. Where they are not given, what a resource policy leaves to them is assumed and
    listed as a premise.
    """

    resource: Document | Sequence[Document] | None = None
    """The policies of the resource; for ECR that of the repository."""

    registry: Document | Sequence[Document] | None = None
    """The policy of the ECR registry. Its documents follow those of `resource` where statements are numbered."""

    boundary: Document | Sequence[Document] | None = None
    """The permissions boundary."""

    session: Document | Sequence[Document] | None = None
    """The session policies passed when the role was assumed."""

    scp: Document | Sequence[Document] | Sequence[Document | Sequence[Document]] | None = None
    """Service control policies of the principal's organisation: one entry a level, from the root down to the account.
    `"unknown"` stands for all levels, or for one.
    """

    rcp: Document | Sequence[Document] | None = None
    """Resource control policies of the resource's organisation; AWS's full-access policy is implied."""

    registry_scope: RegistryScope | None = None
    """The scope of the ECR registry's policy; `v2`, the default of ECR, where this is not given."""

    over_quota: bool | None = None
    """Whether documents that are longer than AWS stores are evaluated all the same; else they are refused."""


class AccessReport(Record):
    """The answer of `check_access`."""

    verdict: Verdict
    """Whether the policies given allow the request."""

    reason: AccessReason
    """Why."""

    layer: LayerName | None = None
    """The layer that decides a denial."""

    message: str
    """The verdict in one sentence."""

    failures: tuple[AccessFailure, ...]
    """What keeps a denied request from being allowed: every statement that denies it, or those that are nearest to
    allowing it, the nearest first.
    """

    layers: tuple[LayerReport, ...]
    """Every layer, in the order in which AWS lists the steps."""

    premises: tuple[Premise, ...]
    """The assumptions of the verdict."""

    needs: tuple[Need, ...]
    """What would settle an open verdict."""

    findings: tuple[Finding, ...]
    """What is worth knowing of the policies and changes no verdict."""

    not_examined: tuple[NotExamined, ...]
    """Layers that were not given."""


AccessReason = Literal["allow", "explicit_deny", "implicit_deny", "open"]
"""Why access is or is not given.

``allow``: Every layer that must allow does.

``explicit_deny``: A Deny statement matches.

``implicit_deny``: A layer that must allow does not.

``open``: Something that decides is not known.
"""


LayerName = Literal["identity", "resource", "boundary", "session", "scp", "rcp"]
"""The name of a layer of policies.

``identity``: The policies of the principal.

``resource``: The policies of the resource.

``boundary``: The permissions boundary.

``session``: The policies passed along with the session.

``scp``: The service control policies of the organisation.

``rcp``: The resource control policies of the organisation.
"""


class AccessFailure(Record):
    """One thing that keeps a request from being allowed."""

    layer: LayerName
    """The layer."""

    code: str
    """Stable code."""

    message: str
    """One sentence."""

    element: Element
    """What fails."""

    operator: str | None = None
    """For a condition: its operator."""

    key: str | None = None
    """For a condition: its key."""

    document: str | None = None
    """The document in its layer, from 1; for SCPs the level comes first."""

    statement: int | None = None
    """Number of the statement, from 1."""

    sid: str | None = None
    """Sid of the statement."""

    line: int | None = None
    """Line in the document, from 1."""

    pointer: str | None = None
    """JSON pointer to what fails, from the request."""

    expected: tuple[str, ...]
    """What would have passed."""

    actual: str | None = None
    """What was there; absent for a missing key."""

    alignment: Alignment | None = None
    """Pattern and value side by side, for a text that does not fit."""

    cause: Cause | None = None
    """Why, where that is one of the known causes."""


class LayerReport(Record):
    """One layer of policies."""

    layer: LayerName
    """Which."""

    result: LayerResult
    """What it says."""

    message: str
    """One sentence."""

    statements: tuple[str, ...]
    """The statements that make the result, as `document/statement`, from 1; for SCPs the level comes first."""


LayerResult = Literal["allow", "explicit_deny", "silent", "not_in_force", "unknown"]
"""What one layer says.

``allow``: It allows.

``explicit_deny``: It denies.

``silent``: It says nothing for this request.

``not_in_force``: It is not in force.

``unknown``: It is not known.
"""


class PushOptions(Record):
    """What is known of a push besides its policies."""

    client: PushClient | None = None
    """What pushes; where this is not given, all that AWS lists for a push is asked for."""

    pull: bool | None = None
    """Whether layers are read as well, as for a registry cache or an image that is copied."""

    repository: RepositoryState | None = None
    """Whether the repository exists; assumed where this is not given."""

    registry_account: str | None = None
    """The account of a registry of ECR Public, whose alias does not show it; the principal's where this is not given."""

    context: Mapping[str, str | Sequence[str] | None] | None = None
    """Condition keys and their values."""


PushClient = Literal["any", "docker", "buildx", "crane", "kaniko", "skopeo"]
"""A program that pushes images.

``any``: Whatever pushes: all that AWS lists for a push.

``docker``: `docker push`. With the classic image store it does not ask for the manifest; with containerd's, which new
installations of Docker Engine 29 have, it does.

``buildx``: `docker buildx build --push` and BuildKit, as build-push-action runs it; containerd and nerdctl push the same way.

``crane``: `crane`, `ko` and `rules_oci`.

``kaniko``: kaniko.

``skopeo``: skopeo, podman and buildah.
"""


RepositoryState = Literal["exists", "created_on_push", "missing"]
"""Whether a repository is there when an image is pushed to it.

``exists``: It exists.

``created_on_push``: It does not, and a repository creation template of the registry creates it when an image is pushed to it.

``missing``: It does not, and nothing creates it: the push fails.
"""


class PushPermissions(Record):
    """The answer of `check_push`."""

    verdict: Verdict
    """Allowed when every call is."""

    message: str
    """The verdict in one sentence."""

    repository: str
    """The repository's ARN."""

    actions: tuple[PushAction, ...]
    """Every call, in order."""

    premises: tuple[Premise, ...]
    """The assumptions of the verdict."""

    needs: tuple[Need, ...]
    """What would settle an open verdict."""

    findings: tuple[Finding, ...]
    """What is worth knowing of the image and the policies."""

    not_examined: tuple[NotExamined, ...]
    """What was not examined, layers that were not given first."""


class PushAction(Record):
    """One call of a push."""

    action: str
    """The action, such as `ecr:PutImage`."""

    resource: str
    """The repository's ARN, or `*`."""

    verdict: Verdict
    """Whether it is allowed."""

    reason: AccessReason
    """Why."""

    layer: LayerName | None = None
    """The layer that decides a denial."""

    message: str
    """The verdict in one sentence."""

    depends_on: str | None = None
    """What it depends on whether the client makes this call, for a call that is not allowed and that the client may do
    without.
    """

    failures: tuple[AccessFailure, ...]
    """What keeps a denied call from being allowed, as in the answer of `check_access`."""

    layers: tuple[LayerReport, ...]
    """Every layer, in the order in which AWS lists the steps."""


class ParseImageResponse(Record):
    """The parts of an image reference."""

    registry: str
    """The registry's host, with its port where one was given; `docker.io` where none was."""

    repository: str
    """The repository, with `library/` where docker puts it."""

    tag: str | None = None
    """The tag, if one was given."""

    digest: str | None = None
    """The digest, if one was given."""

    original: str
    """The text as given."""

    canonical: str
    """Everything spelled out."""

    familiar: str
    """As short as docker prints it."""

    ecr: Ecr | None = None
    """What the registry's host says, if it is one of Amazon ECR's."""

    findings: tuple[Finding, ...]
    """What a reader may have meant otherwise, or a registry will not take."""


class Ecr(Record):
    """An Amazon ECR registry, and the repository in it where one is named."""

    public: bool
    """Whether this is ECR Public."""

    account: str | None = None
    """The account, 12 digits; none for ECR Public."""

    region: str | None = None
    """The region; none for ECR Public."""

    partition: str
    """The partition: by the region's form, or by the host's suffix where the region is of no known form."""

    fips: bool
    """Whether this is a FIPS endpoint."""

    dual_stack: bool
    """Whether the host stands for IPv4 and IPv6."""

    repository_arn: str | None = None
    """The repository's ARN; none for ECR Public, and where ECR refuses the repository's name."""


NameKind = Literal[
    "image_reference",
    "image_tag",
    "image_digest",
    "ecr_repository",
    "ecr_registry",
    "git_ref",
    "owner",
    "repository",
    "environment",
    "workflow_ref",
    "uses",
]
"""What a name is to be.

``image_reference``: A whole image reference, as `parse_image` reads it.

``image_tag``: The tag of an image, by the registry protocol's rule.

``image_digest``: The digest of an image.

``ecr_repository``: A repository of Amazon ECR, by the API's current rule; the older one gives a finding.

``ecr_registry``: The host of an Amazon ECR registry. As AWS's credential helper does, `https://` before and a path after it are
ignored.

``git_ref``: A full git ref, such as `refs/heads/main`, by git-check-ref-format.

``owner``: A user or an organisation on GitHub; the login of a managed user has `_` and its enterprise's short code.

``repository``: A repository on GitHub, without its owner.

``environment``: An environment of a repository.

``workflow_ref``: A workflow with its ref, as in the claims `workflow_ref` and `job_workflow_ref`.

``uses``: What a job's `uses:` names: a reusable workflow.
"""


class CheckNameResponse(Record):
    """Whether a name is legal."""

    valid: bool
    """Whether the name obeys its rule."""

    fault: NameFault | None = None
    """The first rule that it breaks."""

    valid_under_older_rule: bool | None = None
    """For an ECR repository: whether the older rule, by which ECR's servers answered until 2024-02, takes it as well."""

    findings: tuple[Finding, ...]
    """Warnings about a legal name: an older rule that refuses it, parts that do not belong together."""

    ecr: Ecr | None = None
    """What the host says, for an ECR registry."""

    workflow: Workflow | None = None
    """The parts, for a workflow."""


class NameFault(Record):
    """Why a name is not legal."""

    rule: NameRule
    """The rule."""

    message: str
    """One sentence."""

    offset: int
    """Characters before the fault, from 0."""

    found: str
    """The text at fault; empty where something is missing."""

    help: str
    """The rule in words."""

    suggestion: str | None = None
    """The nearest legal name, where there is exactly one."""


NameRule = Literal[
    "empty",
    "too_short",
    "too_long",
    "character",
    "upper_case",
    "start",
    "end",
    "separator",
    "host",
    "image_id",
    "scheme",
    "digest_format",
    "digest_algorithm",
    "digest_length",
    "ecr_host",
    "sequence",
    "reserved",
    "form",
]
"""The rule that a name breaks.

``empty``: Nothing is there.

``too_short``: Fewer characters than the rule asks for.

``too_long``: More characters than the rule allows.

``character``: A character that cannot stand in such a name.

``upper_case``: Upper-case letters where only lower case is allowed.

``start``: A character that cannot stand first.

``end``: A character that cannot stand last.

``separator``: Separators in a row, or an empty part between them.

``host``: A registry host, or its port, is malformed.

``image_id``: 64 hexadecimal characters: an image id, which names no repository.

``scheme``: A scheme, as in `https://`, which no image reference has.

``digest_format``: A digest is not `algorithm:hexadecimal`.

``digest_algorithm``: The digest's algorithm is not registered.

``digest_length``: The digest has another length than its algorithm gives.

``ecr_host``: The host is not one of Amazon ECR's.

``sequence``: Characters that cannot stand together, such as `..` in a ref.

``reserved``: A name, or the end of one, that is reserved.

``form``: Parts are missing: a ref without `refs/heads/`, a workflow without its repository or its ref.
"""


class Workflow(Record):
    """A workflow file, and the `job_workflow_ref` of the jobs in it."""

    repository: str | None = None
    """`owner/name`; none for a workflow of the caller's own repository (`./`)."""

    path: str
    """The path of the file in its repository."""

    ref: str | None = None
    """The branch, tag, ref or commit after `@`, as written."""

    job_workflow_ref: tuple[str, ...]
    """What `job_workflow_ref` may be. For a name after `uses: …@` a tag wins over a branch, so it comes first: the
    text does not show which of them exists. None where it depends on the caller.
    """


class MutabilityOptions(Record):
    """Mutability settings of a repository. A repository as `aws ecr describe-repositories` prints it is read as well, with
    AWS's names of the members.
    """

    mutability: TagMutability
    """`imageTagMutability`."""

    exclusion_filters: Sequence[str] | None = None
    """`imageTagMutabilityExclusionFilters`, or the `filter` of each: one to five with the `…_WITH_EXCLUSION` values."""


class TagDigest(Record):
    """A tag, and the digest of its image."""

    tag: str
    """The tag."""

    digest: str | None = None
    """The digest, where it is known."""


class CheckMutabilityResponse(Record):
    """The answer of `check_mutability`."""

    outcome: PushOutcome
    """Of all pushes: refused where one is, undetermined where one is, accepted otherwise."""

    tags: tuple[TagOutcome, ...]
    """Each push, in the order given."""

    findings: tuple[Finding, ...]
    """What to know of the settings."""


PushOutcome = Literal["accepted", "refused", "undetermined"]
"""Whether ECR takes a push.

``accepted``: ECR takes it.

``refused``: ECR refuses it.

``undetermined``: What was given does not decide it, or AWS does not document it.
"""


class TagOutcome(Record):
    """What ECR makes of one push."""

    tag: str
    """The tag."""

    outcome: PushOutcome
    """Whether ECR takes it."""

    reason: str
    """Why, in one sentence."""

    error: str | None = None
    """ECR's error, for a refusal."""

    filter: str | None = None
    """The exclusion filter that decided."""

    help: str | None = None
    """What to do, or what would decide."""


class RunFacts(Record):
    """What is known of a workflow run. Any field may be left out: it is then taken from `claims`, `env` or `event_json`,
    in this order, and is unknown where none has it.
    """

    event: str | None = None
    """The event's name (`GITHUB_EVENT_NAME`), such as `push`."""

    ref: str | None = None
    """The full ref (`GITHUB_REF`), such as `refs/heads/main`."""

    sha: str | None = None
    """The commit (`GITHUB_SHA`); on `pull_request` that is the merge commit."""

    head_sha: str | None = None
    """The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
    follows (`workflow_run.head_sha`).
    """

    checkout_sha: str | None = None
    """The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`."""

    head_ref: str | None = None
    """The branch that the pull request comes from (`GITHUB_HEAD_REF`)."""

    base_ref: str | None = None
    """The branch that the pull request goes to (`GITHUB_BASE_REF`)."""

    number: str | None = None
    """The pull request's number."""

    repository: str | None = None
    """The repository, `owner/name` (`GITHUB_REPOSITORY`), with its upper case."""

    default_branch: str | None = None
    """The default branch (event JSON, `repository.default_branch`)."""

    run_number: str | None = None
    """The number of the run (`GITHUB_RUN_NUMBER`)."""

    run_id: str | None = None
    """The id of the run (`GITHUB_RUN_ID`)."""

    run_attempt: str | None = None
    """The attempt (`GITHUB_RUN_ATTEMPT`)."""

    time: str | None = None
    """The time to take dates from, in UTC: `YYYY-MM-DDTHH:MM:SSZ`."""

    values: Mapping[str, str] | None = None
    """Values that the job knows, such as the content of a `VERSION` file, by the names that the rules declare under
    `values`.
    """

    inputs: Mapping[str, str] | None = None
    """Inputs of a `workflow_dispatch`, by the names that the rules declare under `inputs`."""

    existing_tags: Sequence[str] | None = None
    """The git tags that the repository has (`git tag`), for guards with `highest`."""

    claims: Claims | None = None
    """Claims of the run's token."""

    env: Mapping[str, str] | None = None
    """GitHub's environment variables; others are ignored."""

    event_json: Document | None = None
    """The event's JSON, the file of `GITHUB_EVENT_PATH`, as text or as an object."""


class MakeTagsResponse(Record):
    """The names that a run may push, and why."""

    outcome: NamesOutcome
    """What came of it."""

    reason: str
    """Why, in one sentence."""

    images: tuple[str, ...]
    """The repositories that the run pushes to."""

    names: tuple[ImageName, ...]
    """The names, in the order of the rules."""

    rules: tuple[RuleOutcome, ...]
    """Every rule, and whether it fires; none for a run that is skipped."""

    needs: tuple[str, ...]
    """The fields of `run` that would decide what is not known."""

    findings: tuple[Finding, ...]
    """What to know of the names and the run."""

    premises: tuple[Premise, ...]
    """What the answer rests on beside the run."""


NamesOutcome = Literal["made", "skipped", "refused", "undetermined"]
"""What comes of the rules for one run.

``made``: The names are made.

``skipped``: The run pushes nothing, by a guard of `skip`.

``refused``: No rule fires, or one that fires cannot make a legal name.

``undetermined``: Too little is known of the run; `needs` says what would decide.
"""


class ImageName(Record):
    """One name."""

    name: str
    """Repository and tag."""

    image: str
    """The repository."""

    tag: str
    """The tag."""

    rules: tuple[str, ...]
    """The rules that make it."""

    moving: bool
    """Whether later runs point the tag elsewhere."""

    optional: bool
    """Whether it may be left out."""


class RuleOutcome(Record):
    """Whether one rule fires."""

    name: str
    """The rule."""

    fires: Fires
    """Whether it fires."""

    reason: str
    """Why, in one sentence; the tag, where it fires."""


Fires = Literal["yes", "no", "unknown"]
"""Whether a rule fires.

``yes``: It does.

``no``: It does not.

``unknown``: Too little is known of the run.
"""


class CheckImagesResponse(Record):
    """The verdict on all names, and on each."""

    verdict: NameVerdict
    """Of the set: denied where a name is, or where a name that must be pushed is missing."""

    reason: str
    """Why, in one sentence."""

    images: tuple[ImageVerdict, ...]
    """Each name, in the order given."""

    missing: tuple[str, ...]
    """Names that must be pushed and are not among those given."""

    outcome: NamesOutcome
    """What the rules make of the run."""

    needs: tuple[str, ...]
    """The fields of `run` that would decide what is not known."""

    findings: tuple[Finding, ...]
    """What to know of the rules' names and the run."""

    premises: tuple[Premise, ...]
    """What the answer rests on beside the run."""


NameVerdict = Literal["allowed", "undetermined", "denied"]
"""Whether a name may be pushed.

``allowed``: It may.

``undetermined``: Too little is known of the run.

``denied``: It may not.
"""


class ImageVerdict(Record):
    """The verdict on one name."""

    image: str
    """The name as given."""

    verdict: NameVerdict
    """Whether it may be pushed."""

    code: str | None = None
    """Why not, as a stable code; none where it may."""

    reason: str
    """Why, in one sentence."""

    rule: str | None = None
    """The rule that names it, or the kind of auxiliary tag."""

    suggestion: str | None = None
    """The name that is probably meant, where exactly one comes to mind; it passes this check."""

    findings: tuple[Finding, ...]
    """Warnings about the name."""


class LintRulesResponse(Record):
    """What is wrong with a convention."""

    findings: tuple[RuleFinding, ...]
    """Each fault; a document that cannot be read has one, with the code of the error."""

    exclusion_filters: tuple[str, ...]
    """The ECR exclusion filters that let the moving tags move in an immutable repository, and no tag of another rule.
    One list is for all repositories. A rule without such a filter has the finding `FIXED_TAG_MOVABLE` instead, but
    where only the tags of another repository would be freed.
    """

    lifecycle_patterns: tuple[LifecyclePattern, ...]
    """For each rule the pattern by which a lifecycle policy finds its tags."""


class RuleFinding(Record):
    """One fault of naming rules, with runs that show it."""

    code: str
    """Stable code, upper case; the page of codes has a section for each."""

    severity: Severity
    """How much it weighs."""

    message: str
    """One sentence."""

    rules: tuple[str, ...]
    """The rules that it is about."""

    tag: str | None = None
    """The tag that shows it."""

    runs: tuple[ExampleRun, ...]
    """Runs that show it."""

    pointer: str | None = None
    """JSON pointer in the rules."""

    line: int | None = None
    """Line in the rules, from 1; absent for rules given as an object."""

    column: int | None = None
    """Column in the rules, from 1."""

    help: str | None = None
    """What to do."""


class ExampleRun(Record):
    """A run as an example, in the fields of `run`."""

    event: str | None = None
    """The event's name (`GITHUB_EVENT_NAME`)."""

    ref: str | None = None
    """The full ref (`GITHUB_REF`), such as `refs/heads/main`. Empty for a deployment of a commit."""

    sha: str | None = None
    """The commit (`GITHUB_SHA`); on `pull_request` the merge commit."""

    head_sha: str | None = None
    """The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
    follows (`workflow_run.head_sha`).
    """

    checkout_sha: str | None = None
    """The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`."""

    head_ref: str | None = None
    """The branch that the pull request comes from (`GITHUB_HEAD_REF`), or that of the run that a `workflow_run`
    follows (`workflow_run.head_branch`).
    """

    base_ref: str | None = None
    """The branch that the pull request goes to (`GITHUB_BASE_REF`)."""

    number: str | None = None
    """The pull request's number."""

    repository: str | None = None
    """`owner/name` (`GITHUB_REPOSITORY`)."""

    default_branch: str | None = None
    """The default branch (event JSON, `repository.default_branch`)."""

    run_number: str | None = None
    """The run's number (`GITHUB_RUN_NUMBER`)."""

    run_id: str | None = None
    """The run's id (`GITHUB_RUN_ID`)."""

    run_attempt: str | None = None
    """The attempt (`GITHUB_RUN_ATTEMPT`)."""

    time: str | None = None
    """The time to take dates from, UTC: `YYYY-MM-DDTHH:MM:SSZ`."""

    values: Mapping[str, str] | None = None
    """Values that the job knows, by the names that the rules declare under `values`."""

    inputs: Mapping[str, str] | None = None
    """Inputs of a `workflow_dispatch` (event JSON, `inputs`), by the names that the rules declare under `inputs`."""

    existing_tags: tuple[str, ...] | None = None
    """The git tags that the repository has (`git tag`), for guards with `highest`."""


class LifecyclePattern(Record):
    """A pattern for a lifecycle policy's `tagPatternList`."""

    rule: str
    """The rule."""

    pattern: str | None = None
    """The pattern; none where every pattern that has all tags of the rule may have tags of other rules too, and for a
    rule that can give no legal tag.
    """

    overlaps: tuple[str, ...] | None = None
    """Where there is none: rules whose tags the narrowest pattern has as well."""


class KnowledgeResponse(Record):
    """The answer of `knowledge`."""

    tables: tuple[KnowledgeTable, ...]
    """Every table."""

    findings: tuple[Finding, ...]
    """The tables that are old on the day given."""

    document: str | None = None
    """The tables with their rows, as the document that `replace_knowledge` takes; only where it is asked for."""


class KnowledgeTable(Record):
    """One table of facts that the answers depend on."""

    name: str
    """Its name."""

    source: str
    """What it holds, and where that is published."""

    version: int
    """Its version: it rises with every change of its rows."""

    day: str
    """The day on which it was last compared with its source (`YYYY-MM-DD`)."""

    hash: str
    """A hash of its rows, so that two builds can be compared."""

    replaced: bool
    """Whether it was replaced: it is not the one that this library was built with."""


class ReplaceKnowledgeResponse(Record):
    """The answer of `replace_knowledge`."""

    tables: tuple[KnowledgeTable, ...]
    """Every table as it is now."""


class TrustAnswers(Record):
    """The answers of `check_many`."""

    answers: tuple[TrustAnswer, ...]
    """One a token, in the order given."""


class TrustAnswer(Record):
    """A verdict in short."""

    verdict: Verdict
    """Whether the documents given let the token in."""

    reason: TrustReason
    """Why."""

    findings: tuple[Finding, ...] | None = None
    """Misspelt names of claims, each reported at the first token that has it; all findings are in the report, where that was
    asked for.
    """

    report: TrustReport | None = None
    """The whole report, where it was asked for."""


class SetRoles(Record):
    """The roles that let one token in, or may."""

    roles: tuple[SetVerdict, ...]
    """The roles, in the order of the set; those that deny are left out."""


class SetVerdict(Record):
    """A role that lets a token in, or may."""

    role: int
    """The role, by its place in the set, from 0."""

    verdict: Verdict
    """Whether it lets the token in."""

    reason: TrustReason
    """Why."""


class SetAnswers(Record):
    """The answers of `check_many`."""

    answers: tuple[SetRoles, ...]
    """One a token, in the order given."""


class ImageVerdicts(Record):
    """The answer of `check_many`."""

    images: tuple[ImageVerdict, ...]
    """Each name, in the order given."""


def build_subject(
    claims: Claims,
    settings: SubjectSettings | Mapping[str, Any] | None = None,
) -> BuildSubjectResponse:
    """Builds the `sub` that GitHub gives a job with these claims.

    A claim that is not named, or `null`, is not in the token. Source: GitHub Docs, "OpenID Connect reference".

    Args:
        claims: What is known of the job. Mostly needed: `repository`, and `environment`, `event_name` or `ref`.
        settings: The template in force and the platform; without them a legacy default subject on github.com is assumed.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"claims": claims}
    if settings is not None:
        request["settings"] = settings
    return ask("build_subject", request, None, _build_subject_response)


def parse_subject(
    sub: str,
    include_claim_keys: Sequence[str] | None = None,
    platform: Platform | None = None,
    ghes_version: str | None = None,
) -> ParseSubjectResponse:
    """Reads a `sub` back: every way to take it apart, and whether there is only one.

    Source: GitHub Docs, "OpenID Connect reference".

    Args:
        sub: The subject.
        include_claim_keys: The keys of the template, where they are known; otherwise every template is tried.
        platform: Where GitHub runs; github.com if absent.
        ghes_version: The version of an Enterprise Server, such as `3.17`: up to 3.18, colons in values are not escaped.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"sub": sub}
    if include_claim_keys is not None:
        request["include_claim_keys"] = include_claim_keys
    if platform is not None:
        request["platform"] = platform
    if ghes_version is not None:
        request["ghes_version"] = ghes_version
    return ask("parse_subject", request, None, _parse_subject_response)


def resolve_settings(
    organization: OrganizationSettings | Mapping[str, Any] | None = None,
    repository: RepositorySettings | Mapping[str, Any] | None = None,
) -> ResolveSettingsResponse:
    """Works out the template in force from the settings at both levels, and says why it is.

    An organisation's template holds only in repositories that opt in. Source: GitHub REST API, "Actions OIDC".

    Args:
        organization: The organisation's settings; `null` where the API answers 404, or the owner is a user.
        repository: The repository's settings; `null` where the API answers 404.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {}
    if organization is not None:
        request["organization"] = organization
    if repository is not None:
        request["repository"] = repository
    return ask("resolve_settings", request, None, _resolve_settings_response)


def customization_requests(
    settings: SubjectSettings | Mapping[str, Any],
    owner: str,
    repository: str | None = None,
) -> CustomizationRequestsResponse:
    """Writes the REST calls that bring a template into force, after checking it.

    Source: GitHub REST API, "Actions OIDC", versions 2022-11-28 and 2026-03-10. Nothing is sent.

    Args:
        settings: What is wanted. Without keys: back to the default template.
        owner: The organisation, or the user who owns the repository.
        repository: The repository, without its owner. With it there are two calls: the organisation's template, which serves
            repositories that opt in, and the repository's own, which is enough for this one.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"settings": settings, "owner": owner}
    if repository is not None:
        request["repository"] = repository
    return ask("customization_requests", request, None, _customization_requests_response)


def decode_token(jwt: str) -> DecodeTokenResponse:
    """Reads the claims of a compact token. Its signature is dropped: nothing is verified.

    No error repeats the token.

    Args:
        jwt: The token, `header.payload.signature`; white space around it is ignored.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("decode_token", {"jwt": jwt}, None, _decode_token_response)


def match_filter(
    patterns: str | Sequence[str],
    text: str,
    mode: FilterMode | None = None,
    kind: FilterKind | None = None,
) -> MatchFilterResponse:
    """Matches a branch, a tag or a path with a list of GitHub's filter patterns.

    `?` and `+` repeat the character before them, `*` stops at slashes and `**` does not, and of an include list the last
    pattern that matches decides. What GitHub does not define is refused. Source: GitHub Docs, "Workflow syntax for GitHub
    Actions", filter pattern cheat sheet.

    Args:
        patterns: The patterns, in order.
        text: The name of a branch or a tag (a full ref is taken for its name), or a path. For a pull request it is the base
            branch that GitHub filters.
        mode: Whether the list says what starts a workflow or what does not.
        kind: What the text is.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"patterns": patterns, "text": text}
    if mode is not None:
        request["mode"] = mode
    if kind is not None:
        request["kind"] = kind
    return ask("match_filter", request, None, _match_filter_response)


def recognize(name: str, text: str) -> RecognizeResponse:
    """Says what kind of document a text is, and by what sign: also where it is not one that is read, such as a Kubernetes
    manifest or a lock file.

    The content decides. The name does where the program that the document is for goes by it, as GitHub does for workflows
    and Terraform for its configuration.

    Args:
        name: Its name, such as its path; empty where it has none.
        text: What is in it.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("recognize", {"name": name, "text": text}, None, _recognize_response)


def read_documents(
    files: Sequence[NamedFile | Mapping[str, Any]],
    options: ReadOptions | Mapping[str, Any] | None = None,
) -> ReadDocumentsResponse:
    """Reads documents together: workflow files and the actions and workflows that they use.

    The answer is one inventory: each job with the runs in which it takes place, whether it can get a token, its
    environment, the roles that it assumes and the images that it pushes, each with its place. What the documents do not tell
    stays a hole with its name, and `unresolved` asks for each once. A document that GitHub refuses says why, and hides none
    of the others. Nothing is run. Source: GitHub Docs, "Workflow syntax for GitHub Actions", and the published source of the
    runner and of the actions.

    Args:
        files: The documents.
        options: What is known beside them.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"files": files}
    if options is not None:
        request["options"] = options
    return ask("read_documents", request, None, _read_documents_response)


def explain(
    files: Sequence[NamedFile | Mapping[str, Any]],
    options: ReadOptions | Mapping[str, Any] | None = None,
    facts: RoadFacts | Mapping[str, Any] | None = None,
) -> ExplainResponse:
    """Says for every job what becomes of it: whether it gets a token, whether the role lets it in, which images it may push,
    where it stops and why, and who else gets in.

    The documents are read as by `read_documents`. The runs of a job are sets of tokens: those that fare alike are one
    scenario. A stage for which no document is given is not examined, and does not make an answer undetermined. Source: the
    other operations, each of which answers for one stage.

    Args:
        files: The documents.
        options: What is known beside them.
        facts: What is known of the repository and its organisation.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"files": files}
    if options is not None:
        request["options"] = options
    if facts is not None:
        request["facts"] = facts
    return ask("explain", request, {"facts": {"rcp": (DOCUMENT,), "scp": ((DOCUMENT,),)}}, _explain_response)


def compare_documents(
    before: Sequence[NamedFile | Mapping[str, Any]],
    after: Sequence[NamedFile | Mapping[str, Any]],
    options: ReadOptions | Mapping[str, Any] | None = None,
    world: World | Mapping[str, Any] | None = None,
) -> DocumentsComparison:
    """Compares who gets into the roles of some documents with who got in before a change of them, over every token that GitHub can
    mint: what a pull request does to trust policies.

    A role is the one of its address, ARN or name in its folder; or, where it has moved, the only one of that name. Two trust
    policies by themselves are compared whatever their documents are called. A role whose policy is as it was is equal. Source:
    `compare_policies`.

    Args:
        before: The documents as they were.
        after: The documents as they are.
        options: What is known beside both.
        world: Who is ours and what others can do. Not given: the owners that the policies name are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"before": before, "after": after}
    if options is not None:
        request["options"] = options
    if world is not None:
        request["world"] = world
    return ask("compare_documents", request, {"world": {"rcp": (DOCUMENT,)}}, _documents_comparison)


def render(
    files: Sequence[NamedFile | Mapping[str, Any]],
    format: RenderFormat,
    options: ReadOptions | Mapping[str, Any] | None = None,
    facts: RoadFacts | Mapping[str, Any] | None = None,
    width: int | None = None,
    styled: bool | None = None,
) -> RenderResponse:
    """Explains the documents as `explain` does, and writes what it says as a text for a terminal, as a comment for a pull
    request, as a SARIF log, or as annotations of a workflow run.

    Every format tells every denial, finding, danger and change; annotations tell as many as GitHub shows of one step, and how
    many more there are. Names and texts of others are shown with every character visible, and can become neither markup nor
    commands. Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "Workflow commands
    for GitHub Actions".

    Args:
        files: The documents.
        format: What to write.
        options: What is known beside them.
        facts: What is known of the repository and its organisation.
        width: Columns of a text, 80 to 120; 100 where this is not given.
        styled: Whether a text has colours, as ANSI escape sequences.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"files": files, "format": format}
    if options is not None:
        request["options"] = options
    if facts is not None:
        request["facts"] = facts
    if width is not None:
        request["width"] = width
    if styled is not None:
        request["styled"] = styled
    return ask("render", request, {"facts": {"rcp": (DOCUMENT,), "scp": ((DOCUMENT,),)}}, _render_response)


def evaluate_expression(
    expression: str,
    contexts: Mapping[str, Claims] | None = None,
    unknown: Sequence[str] | None = None,
    one_of: Mapping[str, Sequence[str]] | None = None,
) -> EvaluateExpressionResponse:
    """Evaluates an expression of GitHub Actions with what is known of its contexts.

    What is not known stays unknown: the answer names what the value depends on, and every value that it can have where those
    are few. Source: GitHub Docs, "Evaluate expressions in workflows and actions", and the published source of the runner.

    Args:
        expression: The expression, without `${{` and `}}`.
        contexts: Contexts by name, such as `github`, each with its members. A context that is named nowhere here is not available: an
            expression that uses it is refused, as GitHub does.
        unknown: What is not known: whole contexts, such as `vars`, or members, such as `github.ref`.
        one_of: Members that have one of several values, such as `matrix.stage`.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"expression": expression}
    if contexts is not None:
        request["contexts"] = contexts
    if unknown is not None:
        request["unknown"] = unknown
    if one_of is not None:
        request["one_of"] = one_of
    return ask("evaluate_expression", request, None, _evaluate_expression_response)


def match_condition(
    operator: str,
    key: str,
    values: str | Sequence[str],
    context: Mapping[str, str | Sequence[str] | None],
    version: str | None = "2012-10-17",
) -> MatchConditionResponse:
    """Tests one IAM condition: `{operator: {key: values}}` against the request context.

    The context is closed: a key that is not named is missing from the request. Key names are compared without
    case, values as the operator says. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

    Args:
        operator: The operator as written in a policy, such as `StringLike`, `ForAllValues:StringEquals` or `BoolIfExists`.
        key: The condition key, such as `token.actions.githubusercontent.com:sub`.
        values: The policy's values, one or several.
        context: The request's keys and values.
        version: The policy's `Version`; policy variables exist only in `2012-10-17`. `null` stands for a policy without one.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("match_condition", {"operator": operator, "key": key, "values": values, "context": context, "version": version}, None, _match_condition_response)


def check_trust(
    policy: Document,
    claims: Claims,
    options: TrustOptions | Mapping[str, Any] | None = None,
) -> TrustReport:
    """Puts a token to a role's trust policy, as STS does for `AssumeRoleWithWebIdentity`.

    "Allowed" means by the documents given; `not_examined` lists what was not. The token's signature is not part of the
    input and nothing here verifies it. Source: IAM User Guide, "Policy evaluation logic" and "Create a role for
    web identity or OpenID Connect federation".

    Args:
        policy: The trust policy, as JSON text or as an object.
        claims: The claims of the token.
        options: What is known besides.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy, "claims": claims}
    if options is not None:
        request["options"] = options
    return ask("check_trust", request, {"policy": DOCUMENT, "options": {"rcp": (DOCUMENT,)}}, _trust_report)


def who_can_assume(policy: Document, world: World | Mapping[str, Any] | None = None) -> WhoReport:
    """Tells who can assume a role, over every token that GitHub can mint: classes of tokens, most dangerous first.

    Each class has a witness, which is a token that gets in. Where `exact` is true, every token of the class does.

    Args:
        policy: The trust policy, as JSON text or as an object.
        world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy}
    if world is not None:
        request["world"] = world
    return ask("who_can_assume", request, {"policy": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _who_report)


def prove(
    policy: Document,
    intent: Intent | Mapping[str, Any],
    world: World | Mapping[str, Any] | None = None,
) -> ProofReport:
    """Proves that only the given tokens can assume a role, or finds another one that can: over every token that GitHub can
    mint.

    Args:
        policy: The trust policy, as JSON text or as an object.
        intent: Who may.
        world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy, "intent": intent}
    if world is not None:
        request["world"] = world
    return ask("prove", request, {"policy": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _proof_report)


def outsiders(policy: Document, world: World | Mapping[str, Any] | None = None) -> OutsidersReport:
    """Tells whether anybody but our owners can assume a role, over every token that GitHub can mint.

    Args:
        policy: The trust policy, as JSON text or as an object.
        world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy}
    if world is not None:
        request["world"] = world
    return ask("outsiders", request, {"policy": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _outsiders_report)


def compare_policies(
    old: Document,
    new: Document,
    world: World | Mapping[str, Any] | None = None,
) -> ComparisonReport:
    """Compares two trust policies over every token that GitHub can mint: what the new one loses, and what it gains.

    Args:
        old: The policy as it is, as JSON text or as an object.
        new: The policy as it will be, as JSON text or as an object.
        world: Who is ours and what others can do. Not given: the owners that the policies name are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"old": old, "new": new}
    if world is not None:
        request["world"] = world
    return ask("compare_policies", request, {"old": DOCUMENT, "new": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _comparison_report)


def decide(
    policy: Document,
    tokens: Sequence[TokenClass],
    world: World | Mapping[str, Any] | None = None,
) -> DecisionReport:
    """Tells whether all tokens of a set can assume a role, or none, or some: over every token that GitHub can mint.

    Args:
        policy: The trust policy, as JSON text or as an object.
        tokens: The set: the tokens of any of these classes.
        world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy, "tokens": tokens}
    if world is not None:
        request["world"] = world
    return ask("decide", request, {"policy": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _decision_report)


def make_policies(
    intent: Intent | Mapping[str, Any],
    options: MakeOptions | Mapping[str, Any],
    world: World | Mapping[str, Any] | None = None,
) -> MakePoliciesResponse:
    """Writes the policies that let in the tokens of an intent and nobody else: the role's trust policy, what it may push to
    ECR, and the policies of repositories in other accounts, also as files for Terraform and CloudFormation.

    The trust policy is proved over every token that GitHub can mint before it is given. Where AWS cannot tell the tokens of
    the intent from others, the answer is `nearest`, and `admits` says who gets in. Source: the other operations; every file
    is read back.

    Args:
        intent: Who may assume the role.
        options: What is made.
        world: Who is ours and what others can do. Not given: the owners that the intent names are ours.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"intent": intent, "options": options}
    if world is not None:
        request["world"] = world
    return ask("make_policies", request, {"options": {"naming_rules": DOCUMENT}, "world": {"rcp": (DOCUMENT,)}}, _make_policies_response)


def shrink_policy(
    policy: Document,
    limit: int | None = None,
    world: World | Mapping[str, Any] | None = None,
) -> ShrinkPolicyResponse:
    """Makes a trust policy that is longer than the account's quota shorter, without changing whom it admits.

    Every change is compared over every token that GitHub can mint. Where no equal policy that fits is found, the answer has the
    shortest and splits it over several roles. A world that names the owners with their templates lets more changes be proved:
    without it, repositories may have any template.

    Args:
        policy: The trust policy, as JSON text or as an object.
        limit: The account's quota in characters; 2,048 where this is not given.
        world: Who is ours and what others can do. Not given: the owners that the policy names are ours, with any template.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy}
    if limit is not None:
        request["limit"] = limit
    if world is not None:
        request["world"] = world
    return ask("shrink_policy", request, {"policy": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _shrink_policy_response)


def plan_migration(
    files: Sequence[NamedFile | Mapping[str, Any]],
    owner: str,
    to: WorldOwner | Mapping[str, Any],
    world: World | Mapping[str, Any],
    options: ReadOptions | Mapping[str, Any] | None = None,
) -> PlanMigrationResponse:
    """Plans how the tokens of an owner can get other subjects without locking anybody out: with ids, by another template, or
    under another login.

    For each role of the documents it says who would be locked out, which jobs of the documents are among them and in which
    runs, and gives a policy to write before the change and one to write after it. The first is equal to the policy as it is
    today, and both are proved to admit just the same jobs after the change.

    Args:
        files: The documents with the roles, and with the workflows whose jobs are told: infrastructure, answers of AWS, or trust
            policies by themselves.
        owner: The login of the owner, as it is today.
        to: The owner as it will be.
        world: Who is ours and what others can do today; the owner is among its `owners`.
        options: What is known beside the documents.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"files": files, "owner": owner, "to": to, "world": world}
    if options is not None:
        request["options"] = options
    return ask("plan_migration", request, {"world": {"rcp": (DOCUMENT,)}}, _plan_migration_response)


def guard_organization(
    files: Sequence[NamedFile | Mapping[str, Any]],
    world: World | Mapping[str, Any],
    guard: GuardOptions | Mapping[str, Any] | None = None,
    options: ReadOptions | Mapping[str, Any] | None = None,
) -> GuardOrganizationResponse:
    """Writes one resource control policy for an organisation that keeps out of every role the tokens of GitHub's that are not of
    its owners, also as files for Terraform and CloudFormation, and says what it does for each role of the documents.

    The policy is proved over every token that the issuer can mint: it denies those of anybody else, and none of these owners;
    every other federation that the roles trust is put to it and is not denied. Source: AWS Organizations User Guide, "Resource
    control policies"; the other operations.

    Args:
        files: The documents with the roles: infrastructure, answers of AWS, or trust policies by themselves.
        world: Who is ours, as `owners`, and what others can do.
        guard: What is guarded, and how the guard is stored.
        options: What is known beside the documents.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"files": files, "world": world}
    if guard is not None:
        request["guard"] = guard
    if options is not None:
        request["options"] = options
    return ask("guard_organization", request, {"world": {"rcp": (DOCUMENT,)}}, _guard_organization_response)


def check_create(policy: Document, options: CreateOptions | Mapping[str, Any] | None = None) -> CreateReport:
    """Predicts whether AWS would store this policy: grammar, size, and for trust policies the principals and the controls for
    shared identity providers.

    A policy that stands is not checked again. Source: IAM User Guide, "Grammar of the IAM JSON policy language",
    "Identity-provider controls for shared OIDC providers" and "IAM and AWS STS quotas"; what is seen rather than documented
    is listed as a premise.

    Args:
        policy: The policy, as JSON text or as an object; an object counts as its shortest JSON.
        options: What is known besides.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"policy": policy}
    if options is not None:
        request["options"] = options
    return ask("check_create", request, {"policy": DOCUMENT}, _create_report)


def check_access(
    request: AccessRequest | Mapping[str, Any],
    policies: AccessPolicies | Mapping[str, Any],
) -> AccessReport:
    """Evaluates one request to AWS against the policies around it.

    The layers and how they compose: an explicit Deny in any of them decides; otherwise every layer in force must allow.
    Source: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation".

    Args:
        request: Who asks for what.
        policies: The policies.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("check_access", {"request": request, "policies": policies}, {"policies": {"identity": (DOCUMENT,), "resource": (DOCUMENT,), "registry": (DOCUMENT,), "boundary": (DOCUMENT,), "session": (DOCUMENT,), "scp": ((DOCUMENT,),), "rcp": (DOCUMENT,)}}, _access_report)


def check_push(
    image: str,
    principal: str,
    policies: AccessPolicies | Mapping[str, Any],
    options: PushOptions | Mapping[str, Any] | None = None,
) -> PushPermissions:
    """Checks every ECR call that a push of this image makes.

    The tag plays no part: no condition key carries it, so no policy can limit it. Source: Amazon ECR User Guide, "IAM
    permissions for pushing an image".

    Args:
        image: The image, in a registry of ECR or of ECR Public.
        principal: ARN of the assumed-role session, role or user that pushes.
        policies: The policies.
        options: What is known besides.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"image": image, "principal": principal, "policies": policies}
    if options is not None:
        request["options"] = options
    return ask("check_push", request, {"policies": {"identity": (DOCUMENT,), "resource": (DOCUMENT,), "registry": (DOCUMENT,), "boundary": (DOCUMENT,), "session": (DOCUMENT,), "scp": ((DOCUMENT,),), "rcp": (DOCUMENT,)}}, _push_permissions)


def parse_image(text: str) -> ParseImageResponse:
    """Reads an image reference by docker's rules: `[registry/]repository[:tag][@digest]`.

    Nothing is trimmed or lower-cased; a first part that is `localhost` or has a dot, a colon or an upper-case letter is
    the registry. Source: distribution/reference v0.6.0; Amazon ECR User Guide for the registry hosts.

    Args:
        text: The reference, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1`.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("parse_image", {"text": text}, None, _parse_image_response)


def check_name(kind: NameKind, text: str) -> CheckNameResponse:
    """Checks one name, and says which rule fails where.

    Args:
        kind: What the name is to be.
        text: The name.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("check_name", {"kind": kind, "text": text}, None, _check_name_response)


def check_mutability(
    repository: MutabilityOptions | Mapping[str, Any],
    tags: Sequence[TagDigest | Mapping[str, Any]],
    existing: Sequence[TagDigest | Mapping[str, Any]] | None = None,
) -> CheckMutabilityResponse:
    """Says which pushes an ECR repository refuses, by its mutability settings and the tags that it has.

    The pushes are taken in order: a later one meets what an earlier one left. A push of the same digest under its tag
    is accepted. Source: Amazon ECR User Guide, "Preventing image tags from being overwritten"; ECR API model.

    Args:
        repository: The repository's settings.
        tags: The tags to be pushed, in order.
        existing: All tags that the repository has; or the answer of `aws ecr describe-images` or `list-images`, all pages. Omitted
            or `null`: which tags exist is not known.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"repository": repository, "tags": tags}
    if existing is not None:
        request["existing"] = existing
    return ask("check_mutability", request, None, _check_mutability_response)


def make_tags(rules: Document, run: RunFacts | Mapping[str, Any]) -> MakeTagsResponse:
    """Makes the image names that a run may push, by the team's naming rules.

    AWS cannot enforce them: no IAM condition key carries the tag, and ECR refuses no tag by pattern.

    Args:
        rules: The rules, as YAML or JSON text or as an object.
        run: What is known of the run.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("make_tags", {"rules": rules, "run": run}, {"rules": DOCUMENT, "run": {"event_json": DOCUMENT}}, _make_tags_response)


def check_images(
    rules: Document,
    run: RunFacts | Mapping[str, Any],
    images: Sequence[str],
) -> CheckImagesResponse:
    """Checks the image names that a run is about to push against the team's naming rules.

    A closed world: a tag that no rule names is denied, `latest` included. AWS cannot enforce it, so the check belongs
    before the push.

    Args:
        rules: The rules, as YAML or JSON text or as an object.
        run: What is known of the run.
        images: The names to be pushed, with their tags.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("check_images", {"rules": rules, "run": run, "images": images}, {"rules": DOCUMENT, "run": {"event_json": DOCUMENT}}, _check_images_response)


def lint_rules(
    rules: Document,
    repository: MutabilityOptions | Mapping[str, Any] | None = None,
    lifecycle_policy: Document | None = None,
) -> LintRulesResponse:
    """Looks for what will go wrong with naming rules, with an example run for each finding.

    Args:
        rules: The rules, as YAML or JSON text or as an object.
        repository: Mutability settings of the ECR repository, to find tags that could not move and tags that could.
        lifecycle_policy: The lifecycle policy of the ECR repository, as `get-lifecycle-policy` prints it under `lifecyclePolicyText`, to
            find images that it expires and should not.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"rules": rules}
    if repository is not None:
        request["repository"] = repository
    if lifecycle_policy is not None:
        request["lifecycle_policy"] = lifecycle_policy
    return ask("lint_rules", request, {"rules": DOCUMENT, "lifecycle_policy": DOCUMENT}, _lint_rules_response)


def knowledge(as_of: str | None = None, document: bool = False) -> KnowledgeResponse:
    """Lists the tables of facts that answers depend on, with the day on which each was last compared with its source.

    Given a day, it also finds the tables that were more than 90 days old on it.

    Args:
        as_of: The day on which the answers are used (`YYYY-MM-DD`); without it no age is judged.
        document: Whether to print the tables too, as the document that `replace_knowledge` takes.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    request: dict[str, Any] = {"document": document}
    if as_of is not None:
        request["as_of"] = as_of
    return ask("knowledge", request, None, _knowledge_response)


def replace_knowledge(document: Document) -> ReplaceKnowledgeResponse:
    """Replaces tables of facts by those of a document, once a process and before the first answer that depends on one.

    The document is what `knowledge` prints, edited: `{"form": 1, "tables": [{"name", "version", "day", "hash", "rows"}]}`. A
    table that it does not have stays as it is built in. It is checked as a whole before anything changes, and an error for a
    hash names the right one. A document that changes nothing is accepted at any time.

    Args:
        document: The document.

    Raises:
        AssumableError: The input is malformed; the error says where and why.
    """
    return ask("replace_knowledge", {"document": document}, {"document": DOCUMENT}, _replace_knowledge_response)


class TrustPolicy(Handle):
    """A `policy` compiled once and asked often; immutable, for any thread.

    Raises:
        AssumableError: The document is malformed; the error says where and why.
    """

    __slots__ = ()

    def __init__(self, policy: Document) -> None:
        super().__init__("policy", policy)

    def check(self, claims: Claims, options: TrustOptions | Mapping[str, Any] | None = None) -> TrustReport:
        """Puts one token to a compiled trust policy.

        Args:
            claims: The claims of the token.
            options: What is known besides.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {"claims": claims}
        if options is not None:
            request["options"] = options
        return self._ask("check", request, {"options": {"rcp": (DOCUMENT,)}}, _trust_report)

    def check_many(
        self,
        claims: Sequence[Claims],
        options: TrustOptions | Mapping[str, Any] | None = None,
        explain: bool | None = None,
    ) -> TrustAnswers:
        """Puts many tokens to a compiled trust policy.

        Args:
            claims: The claims of each token.
            options: What is known besides, for all of them.
            explain: Whether each answer comes with its whole report; slower and larger.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {"claims": claims}
        if options is not None:
            request["options"] = options
        if explain is not None:
            request["explain"] = explain
        return self._ask_many("check_many", request, {"options": {"rcp": (DOCUMENT,)}}, _trust_answers, "claims", "answers")

    def who_can_assume(self, world: World | Mapping[str, Any] | None = None) -> WhoReport:
        """Tells who can assume the role of a compiled policy.

        Args:
            world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {}
        if world is not None:
            request["world"] = world
        return self._ask("who_can_assume", request, {"world": {"rcp": (DOCUMENT,)}}, _who_report)

    def prove(
        self,
        intent: Intent | Mapping[str, Any],
        world: World | Mapping[str, Any] | None = None,
    ) -> ProofReport:
        """Proves of a compiled policy that only the given tokens can assume its role, or finds another one that can.

        Args:
            intent: Who may.
            world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {"intent": intent}
        if world is not None:
            request["world"] = world
        return self._ask("prove", request, {"world": {"rcp": (DOCUMENT,)}}, _proof_report)

    def outsiders(self, world: World | Mapping[str, Any] | None = None) -> OutsidersReport:
        """Tells of a compiled policy whether anybody but our owners can assume its role.

        Args:
            world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {}
        if world is not None:
            request["world"] = world
        return self._ask("outsiders", request, {"world": {"rcp": (DOCUMENT,)}}, _outsiders_report)

    def compare(self, new: Document, world: World | Mapping[str, Any] | None = None) -> ComparisonReport:
        """Compares a compiled policy with a new one.

        Args:
            new: The policy as it will be, as JSON text or as an object.
            world: Who is ours and what others can do. Not given: the owners that the policies name are ours.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {"new": new}
        if world is not None:
            request["world"] = world
        return self._ask("compare", request, {"new": DOCUMENT, "world": {"rcp": (DOCUMENT,)}}, _comparison_report)

    def decide(
        self,
        tokens: Sequence[TokenClass],
        world: World | Mapping[str, Any] | None = None,
    ) -> DecisionReport:
        """Tells of a compiled policy whether all tokens of a set can assume its role, or none, or some.

        Args:
            tokens: The set: the tokens of any of these classes.
            world: Who is ours and what others can do. Not given: the owners that the policy names are ours.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        request: dict[str, Any] = {"tokens": tokens}
        if world is not None:
            request["world"] = world
        return self._ask("decide", request, {"world": {"rcp": (DOCUMENT,)}}, _decision_report)


class PolicySet(Handle):
    """A `set` compiled once and asked often; immutable, for any thread.

    Raises:
        AssumableError: The document is malformed; the error says where and why.
    """

    __slots__ = ()

    def __init__(self, set: Document) -> None:
        super().__init__("set", set)

    def check(self, claims: Claims) -> SetRoles:
        """Asks all roles of a set about one token.

        Args:
            claims: The claims of the token.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask("check", {"claims": claims}, None, _set_roles)

    def check_many(self, claims: Sequence[Claims]) -> SetAnswers:
        """Asks all roles of a set about many tokens.

        Args:
            claims: The claims of each token.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask_many("check_many", {"claims": claims}, None, _set_answers, "claims", "answers")

    def explain(self, role: int, claims: Claims) -> TrustReport:
        """Says why a role of a set lets a token in or not: the report of `check_trust`.

        Args:
            role: The role, by its place in the set, from 0.
            claims: The claims of the token.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask("explain", {"role": role, "claims": claims}, None, _trust_report)


class NamingRules(Handle):
    """A `rules` compiled once and asked often; immutable, for any thread.

    Raises:
        AssumableError: The document is malformed; the error says where and why.
    """

    __slots__ = ()

    def __init__(self, rules: Document) -> None:
        super().__init__("rules", rules)

    def make(self, run: RunFacts | Mapping[str, Any]) -> MakeTagsResponse:
        """Makes the image names that a run may push.

        Args:
            run: What is known of the run.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask("make", {"run": run}, {"run": {"event_json": DOCUMENT}}, _make_tags_response)

    def check(self, run: RunFacts | Mapping[str, Any], images: Sequence[str]) -> CheckImagesResponse:
        """Checks the image names that a run is about to push, and the set of them.

        Args:
            run: What is known of the run.
            images: The names to be pushed, with their tags.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask("check", {"run": run, "images": images}, {"run": {"event_json": DOCUMENT}}, _check_images_response)

    def check_many(self, images: Sequence[str], run: RunFacts | Mapping[str, Any]) -> ImageVerdicts:
        """Checks many image names of one run, each by itself: the rules about the whole set are not checked.

        Args:
            images: The names, with their tags.
            run: What is known of the run.

        Raises:
            AssumableError: The input is malformed; the error says where and why.
        """
        return self._ask_many("check_many", {"images": images, "run": run}, {"run": {"event_json": DOCUMENT}}, _image_verdicts, "images", "images")


def _build_subject_response(value: Any) -> BuildSubjectResponse:
    value["candidates"] = tuple(value["candidates"])
    value["segments"] = tuple([_subject_segment(item) for item in value["segments"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["needs"] = tuple(value["needs"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(BuildSubjectResponse, value)


def _subject_segment(value: Any) -> SubjectSegment:
    return made(SubjectSegment, value)


def _premise(value: Any) -> Premise:
    return made(Premise, value)


def _finding(value: Any) -> Finding:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    if value.get("related") is not None:
        value["related"] = tuple([_related_place(item) for item in value["related"]])
    if value.get("fix") is not None:
        value["fix"] = _fix(value["fix"])
    return made(Finding, value)


def _source_place(value: Any) -> SourcePlace:
    return made(SourcePlace, value)


def _related_place(value: Any) -> RelatedPlace:
    value["place"] = _source_place(value["place"])
    return made(RelatedPlace, value)


def _fix(value: Any) -> Fix:
    value["edits"] = tuple([_edit(item) for item in value["edits"]])
    return made(Fix, value)


def _edit(value: Any) -> Edit:
    value["place"] = _source_place(value["place"])
    return made(Edit, value)


def _parse_subject_response(value: Any) -> ParseSubjectResponse:
    value["readings"] = tuple([_subject_reading(item) for item in value["readings"]])
    value["collisions"] = tuple([_finding(item) for item in value["collisions"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ParseSubjectResponse, value)


def _subject_reading(value: Any) -> SubjectReading:
    value["segments"] = tuple([_subject_segment(item) for item in value["segments"]])
    value["templates"] = tuple([tuple(item) for item in value["templates"]])
    return made(SubjectReading, value)


def _resolve_settings_response(value: Any) -> ResolveSettingsResponse:
    if value.get("settings") is not None:
        value["settings"] = _resolved_settings(value["settings"])
    value["candidates"] = tuple([_resolved_settings(item) for item in value["candidates"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ResolveSettingsResponse, value)


def _resolved_settings(value: Any) -> ResolvedSettings:
    if value.get("include_claim_keys") is not None:
        value["include_claim_keys"] = tuple(value["include_claim_keys"])
    return made(ResolvedSettings, value)


def _customization_requests_response(value: Any) -> CustomizationRequestsResponse:
    value["requests"] = tuple([_customization_call(item) for item in value["requests"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(CustomizationRequestsResponse, value)


def _customization_call(value: Any) -> CustomizationCall:
    value["body"] = _customization_body(value["body"])
    return made(CustomizationCall, value)


def _customization_body(value: Any) -> CustomizationBody:
    if value.get("include_claim_keys") is not None:
        value["include_claim_keys"] = tuple(value["include_claim_keys"])
    return made(CustomizationBody, value)


def _decode_token_response(value: Any) -> DecodeTokenResponse:
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(DecodeTokenResponse, value)


def _match_filter_response(value: Any) -> MatchFilterResponse:
    if value.get("deciding") is not None:
        value["deciding"] = _deciding_pattern(value["deciding"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(MatchFilterResponse, value)


def _deciding_pattern(value: Any) -> DecidingPattern:
    return made(DecidingPattern, value)


def _recognize_response(value: Any) -> RecognizeResponse:
    if value.get("refused") is not None:
        value["refused"] = _read_refusal(value["refused"])
    return made(RecognizeResponse, value)


def _read_refusal(value: Any) -> ReadRefusal:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    return made(ReadRefusal, value)


def _read_documents_response(value: Any) -> ReadDocumentsResponse:
    value["documents"] = tuple([_read_document(item) for item in value["documents"]])
    value["jobs"] = tuple([_workflow_job(item) for item in value["jobs"]])
    value["roles"] = tuple([_read_role(item) for item in value["roles"]])
    value["providers"] = tuple([_read_provider(item) for item in value["providers"]])
    value["repositories"] = tuple([_read_repository(item) for item in value["repositories"]])
    value["registry_policies"] = tuple([_read_registry_policy(item) for item in value["registry_policies"]])
    value["settings"] = tuple([_read_settings(item) for item in value["settings"]])
    value["events"] = tuple([_read_event(item) for item in value["events"]])
    value["tokens"] = tuple([_read_token(item) for item in value["tokens"]])
    value["errors"] = tuple([_read_refusal_line(item) for item in value["errors"]])
    value["unresolved"] = tuple([_open_question(item) for item in value["unresolved"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ReadDocumentsResponse, value)


def _read_document(value: Any) -> ReadDocument:
    if value.get("refused") is not None:
        value["refused"] = _read_refusal(value["refused"])
    return made(ReadDocument, value)


def _workflow_job(value: Any) -> WorkflowJob:
    value["place"] = _source_place(value["place"])
    value["events"] = tuple([_run_set(item) for item in value["events"]])
    value["triggers"] = tuple([_run_trigger(item) for item in value["triggers"]])
    value["id_token"] = _job_token(value["id_token"])
    if value.get("environment") is not None:
        value["environment"] = _read_text(value["environment"])
    value["roles"] = tuple([_assumed_role(item) for item in value["roles"]])
    if value.get("unread_actions") is not None:
        value["unread_actions"] = tuple([_unread_action(item) for item in value["unread_actions"]])
    if value.get("called_workflow") is not None:
        value["called_workflow"] = _called_workflow(value["called_workflow"])
    if value.get("job_workflow_ref") is not None:
        value["job_workflow_ref"] = _read_text(value["job_workflow_ref"])
    value["images"] = tuple([_pushed_image(item) for item in value["images"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(WorkflowJob, value)


def _run_set(value: Any) -> RunSet:
    if value.get("branches") is not None:
        value["branches"] = tuple(value["branches"])
    if value.get("branches_ignore") is not None:
        value["branches_ignore"] = tuple(value["branches_ignore"])
    if value.get("tags") is not None:
        value["tags"] = tuple(value["tags"])
    if value.get("tags_ignore") is not None:
        value["tags_ignore"] = tuple(value["tags_ignore"])
    if value.get("base") is not None:
        value["base"] = tuple(value["base"])
    if value.get("base_ignore") is not None:
        value["base_ignore"] = tuple(value["base_ignore"])
    if value.get("head_branches") is not None:
        value["head_branches"] = tuple(value["head_branches"])
    if value.get("head_branches_ignore") is not None:
        value["head_branches_ignore"] = tuple(value["head_branches_ignore"])
    if value.get("paths") is not None:
        value["paths"] = tuple(value["paths"])
    if value.get("paths_ignore") is not None:
        value["paths_ignore"] = tuple(value["paths_ignore"])
    if value.get("types") is not None:
        value["types"] = tuple(value["types"])
    if value.get("workflows") is not None:
        value["workflows"] = tuple(value["workflows"])
    return made(RunSet, value)


def _run_trigger(value: Any) -> RunTrigger:
    value["place"] = _source_place(value["place"])
    return made(RunTrigger, value)


def _job_token(value: Any) -> JobToken:
    value["needs"] = tuple(value["needs"])
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    return made(JobToken, value)


def _read_text(value: Any) -> ReadText:
    value["unknown"] = tuple(value["unknown"])
    value["one_of"] = tuple([_read_candidate(item) for item in value["one_of"]])
    value["by"] = tuple(value["by"])
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    return made(ReadText, value)


def _read_candidate(value: Any) -> ReadCandidate:
    value["when"] = tuple([_read_choice(item) for item in value["when"]])
    return made(ReadCandidate, value)


def _read_choice(value: Any) -> ReadChoice:
    return made(ReadChoice, value)


def _assumed_role(value: Any) -> AssumedRole:
    value["role"] = _read_text(value["role"])
    if value.get("region") is not None:
        value["region"] = _read_text(value["region"])
    if value.get("audience") is not None:
        value["audience"] = _read_text(value["audience"])
    value["session_name"] = _read_text(value["session_name"])
    if value.get("duration") is not None:
        value["duration"] = _read_text(value["duration"])
    if value.get("inline_session_policy") is not None:
        value["inline_session_policy"] = _read_text(value["inline_session_policy"])
    if value.get("managed_session_policies") is not None:
        value["managed_session_policies"] = tuple([_read_text(item) for item in value["managed_session_policies"]])
    if value.get("external_id") is not None:
        value["external_id"] = _read_text(value["external_id"])
    value["combination"] = tuple([_read_choice(item) for item in value["combination"]])
    value["place"] = _source_place(value["place"])
    return made(AssumedRole, value)


def _unread_action(value: Any) -> UnreadAction:
    value["place"] = _source_place(value["place"])
    return made(UnreadAction, value)


def _called_workflow(value: Any) -> CalledWorkflow:
    value["place"] = _source_place(value["place"])
    return made(CalledWorkflow, value)


def _pushed_image(value: Any) -> PushedImage:
    value["name"] = _read_text(value["name"])
    value["combination"] = tuple([_read_choice(item) for item in value["combination"]])
    value["when"] = tuple([_read_choice(item) for item in value["when"]])
    value["place"] = _source_place(value["place"])
    return made(PushedImage, value)


def _read_role(value: Any) -> ReadRole:
    if value.get("arn") is not None:
        value["arn"] = _read_text(value["arn"])
    if value.get("name") is not None:
        value["name"] = _read_text(value["name"])
    if value.get("path") is not None:
        value["path"] = _read_text(value["path"])
    if value.get("trust_policy") is not None:
        value["trust_policy"] = _read_policy(value["trust_policy"])
    value["permissions"] = tuple([_read_permission(item) for item in value["permissions"]])
    if value.get("boundary") is not None:
        value["boundary"] = _read_text(value["boundary"])
    value["place"] = _source_place(value["place"])
    return made(ReadRole, value)


def _read_policy(value: Any) -> ReadPolicy:
    value["unknown"] = tuple(value["unknown"])
    value["places"] = tuple([_policy_place(item) for item in value["places"]])
    return made(ReadPolicy, value)


def _policy_place(value: Any) -> PolicyPlace:
    value["place"] = _source_place(value["place"])
    return made(PolicyPlace, value)


def _read_permission(value: Any) -> ReadPermission:
    if value.get("name") is not None:
        value["name"] = _read_text(value["name"])
    if value.get("arn") is not None:
        value["arn"] = _read_text(value["arn"])
    if value.get("policy") is not None:
        value["policy"] = _read_policy(value["policy"])
    value["place"] = _source_place(value["place"])
    return made(ReadPermission, value)


def _read_provider(value: Any) -> ReadProvider:
    if value.get("arn") is not None:
        value["arn"] = _read_text(value["arn"])
    if value.get("url") is not None:
        value["url"] = _read_text(value["url"])
    if value.get("client_ids") is not None:
        value["client_ids"] = tuple([_read_text(item) for item in value["client_ids"]])
    if value.get("thumbprints") is not None:
        value["thumbprints"] = tuple([_read_text(item) for item in value["thumbprints"]])
    value["place"] = _source_place(value["place"])
    return made(ReadProvider, value)


def _read_repository(value: Any) -> ReadRepository:
    if value.get("arn") is not None:
        value["arn"] = _read_text(value["arn"])
    if value.get("name") is not None:
        value["name"] = _read_text(value["name"])
    if value.get("mutability") is not None:
        value["mutability"] = _read_text(value["mutability"])
    if value.get("exclusions") is not None:
        value["exclusions"] = tuple([_read_text(item) for item in value["exclusions"]])
    if value.get("policy") is not None:
        value["policy"] = _read_policy(value["policy"])
    value["place"] = _source_place(value["place"])
    return made(ReadRepository, value)


def _read_registry_policy(value: Any) -> ReadRegistryPolicy:
    if value.get("registry") is not None:
        value["registry"] = _read_text(value["registry"])
    value["policy"] = _read_policy(value["policy"])
    value["place"] = _source_place(value["place"])
    return made(ReadRegistryPolicy, value)


def _read_settings(value: Any) -> ReadSettings:
    if value.get("of") is not None:
        value["of"] = _read_text(value["of"])
    if value.get("include_claim_keys") is not None:
        value["include_claim_keys"] = tuple([_read_text(item) for item in value["include_claim_keys"]])
    value["unknown"] = tuple(value["unknown"])
    value["place"] = _source_place(value["place"])
    return made(ReadSettings, value)


def _read_event(value: Any) -> ReadEvent:
    value["place"] = _source_place(value["place"])
    return made(ReadEvent, value)


def _read_token(value: Any) -> ReadToken:
    value["place"] = _source_place(value["place"])
    return made(ReadToken, value)


def _read_refusal_line(value: Any) -> ReadRefusalLine:
    value["place"] = _source_place(value["place"])
    return made(ReadRefusalLine, value)


def _open_question(value: Any) -> OpenQuestion:
    value["places"] = tuple([_source_place(item) for item in value["places"]])
    return made(OpenQuestion, value)


def _explain_response(value: Any) -> ExplainResponse:
    value["roads"] = tuple([_road(item) for item in value["roads"]])
    value["unresolved"] = tuple([_open_question(item) for item in value["unresolved"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ExplainResponse, value)


def _road(value: Any) -> Road:
    if value.get("role_place") is not None:
        value["role_place"] = _source_place(value["role_place"])
    value["scenarios"] = tuple([_road_scenario(item) for item in value["scenarios"]])
    if value.get("calls") is not None:
        value["calls"] = tuple([_road_call(item) for item in value["calls"]])
    value["images"] = tuple([_road_image(item) for item in value["images"]])
    value["dangers"] = tuple([_road_danger(item) for item in value["dangers"]])
    if value.get("changes") is not None:
        value["changes"] = tuple([_road_change(item) for item in value["changes"]])
    value["assumed"] = tuple([_premise(item) for item in value["assumed"]])
    return made(Road, value)


def _road_scenario(value: Any) -> RoadScenario:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    if value.get("alignment") is not None:
        value["alignment"] = _alignment(value["alignment"])
    if value.get("behind") is not None:
        value["behind"] = tuple([_road_fault(item) for item in value["behind"]])
    value["needs"] = tuple(value["needs"])
    return made(RoadScenario, value)


def _alignment(value: Any) -> Alignment:
    value["columns"] = tuple([_column(item) for item in value["columns"]])
    if value.get("difference") is not None:
        value["difference"] = _difference(value["difference"])
    return made(Alignment, value)


def _column(value: Any) -> Column:
    return made(Column, value)


def _difference(value: Any) -> Difference:
    return made(Difference, value)


def _road_fault(value: Any) -> RoadFault:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    return made(RoadFault, value)


def _road_call(value: Any) -> RoadCall:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    value["needs"] = tuple(value["needs"])
    return made(RoadCall, value)


def _road_image(value: Any) -> RoadImage:
    if value.get("place") is not None:
        value["place"] = _source_place(value["place"])
    if value.get("alignment") is not None:
        value["alignment"] = _alignment(value["alignment"])
    value["needs"] = tuple(value["needs"])
    return made(RoadImage, value)


def _road_danger(value: Any) -> RoadDanger:
    value["witness"] = _witness_token(value["witness"])
    value["place"] = _source_place(value["place"])
    return made(RoadDanger, value)


def _witness_token(value: Any) -> WitnessToken:
    value["settings"] = _token_settings(value["settings"])
    return made(WitnessToken, value)


def _token_settings(value: Any) -> TokenSettings:
    if value.get("include_claim_keys") is not None:
        value["include_claim_keys"] = tuple(value["include_claim_keys"])
    return made(TokenSettings, value)


def _road_change(value: Any) -> RoadChange:
    value["edits"] = tuple([_edit(item) for item in value["edits"]])
    return made(RoadChange, value)


def _documents_comparison(value: Any) -> DocumentsComparison:
    value["roles"] = tuple([_role_comparison(item) for item in value["roles"]])
    return made(DocumentsComparison, value)


def _role_comparison(value: Any) -> RoleComparison:
    if value.get("before") is not None:
        value["before"] = _source_place(value["before"])
    if value.get("after") is not None:
        value["after"] = _source_place(value["after"])
    if value.get("gained") is not None:
        value["gained"] = _witness_token(value["gained"])
    if value.get("lost") is not None:
        value["lost"] = _witness_token(value["lost"])
    value["needs"] = tuple(value["needs"])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(RoleComparison, value)


def _need(value: Any) -> Need:
    value["values"] = tuple([_need_value(item) for item in value["values"]])
    if value.get("patterns") is not None:
        value["patterns"] = tuple([_need_pattern(item) for item in value["patterns"]])
    return made(Need, value)


def _need_value(value: Any) -> NeedValue:
    return made(NeedValue, value)


def _need_pattern(value: Any) -> NeedPattern:
    return made(NeedPattern, value)


def _render_response(value: Any) -> RenderResponse:
    return made(RenderResponse, value)


def _evaluate_expression_response(value: Any) -> EvaluateExpressionResponse:
    value["unknown"] = tuple(value["unknown"])
    value["candidates"] = tuple(value["candidates"])
    return made(EvaluateExpressionResponse, value)


def _match_condition_response(value: Any) -> MatchConditionResponse:
    return made(MatchConditionResponse, value)


def _trust_report(value: Any) -> TrustReport:
    value["failures"] = tuple([_failure(item) for item in value["failures"]])
    value["needs"] = tuple([_need(item) for item in value["needs"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    value["not_examined"] = tuple(value["not_examined"])
    value["statements"] = tuple([_statement_report(item) for item in value["statements"]])
    return made(TrustReport, value)


def _failure(value: Any) -> Failure:
    value["expected"] = tuple(value["expected"])
    if value.get("cause") is not None:
        value["cause"] = _cause(value["cause"])
    return made(Failure, value)


def _cause(value: Any) -> Cause:
    return made(Cause, value)


def _statement_report(value: Any) -> StatementReport:
    value["tests"] = tuple([_test_report(item) for item in value["tests"]])
    return made(StatementReport, value)


def _test_report(value: Any) -> TestReport:
    value["expected"] = tuple(value["expected"])
    if value.get("alignment") is not None:
        value["alignment"] = _alignment(value["alignment"])
    return made(TestReport, value)


def _who_report(value: Any) -> WhoReport:
    value["classes"] = tuple([_who_class(item) for item in value["classes"]])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(WhoReport, value)


def _who_class(value: Any) -> WhoClass:
    value["witness"] = _witness_token(value["witness"])
    value["statements"] = tuple(value["statements"])
    return made(WhoClass, value)


def _proof_report(value: Any) -> ProofReport:
    if value.get("counterexample") is not None:
        value["counterexample"] = _witness_token(value["counterexample"])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ProofReport, value)


def _outsiders_report(value: Any) -> OutsidersReport:
    if value.get("witness") is not None:
        value["witness"] = _witness_token(value["witness"])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(OutsidersReport, value)


def _comparison_report(value: Any) -> ComparisonReport:
    if value.get("lost") is not None:
        value["lost"] = _witness_token(value["lost"])
    if value.get("gained") is not None:
        value["gained"] = _witness_token(value["gained"])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ComparisonReport, value)


def _decision_report(value: Any) -> DecisionReport:
    if value.get("admitted") is not None:
        value["admitted"] = _witness_token(value["admitted"])
    if value.get("refused") is not None:
        value["refused"] = _witness_token(value["refused"])
    value["unless"] = tuple([_need(item) for item in value["unless"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(DecisionReport, value)


def _make_policies_response(value: Any) -> MakePoliciesResponse:
    value["admits"] = tuple(value["admits"])
    value["unsaid"] = tuple(value["unsaid"])
    if value.get("beyond") is not None:
        value["beyond"] = _witness_token(value["beyond"])
    value["classes"] = tuple([_who_class(item) for item in value["classes"]])
    value["provider"] = _made_provider(value["provider"])
    value["role"] = _made_role(value["role"])
    value["repositories"] = tuple([_made_repository(item) for item in value["repositories"]])
    if value.get("include_claim_keys") is not None:
        value["include_claim_keys"] = tuple(value["include_claim_keys"])
    value["requests"] = tuple([_customization_call(item) for item in value["requests"]])
    value["files"] = tuple([_made_files(item) for item in value["files"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(MakePoliciesResponse, value)


def _made_provider(value: Any) -> MadeProvider:
    value["client_ids"] = tuple(value["client_ids"])
    return made(MadeProvider, value)


def _made_role(value: Any) -> MadeRole:
    return made(MadeRole, value)


def _made_repository(value: Any) -> MadeRepository:
    value["exclusion_filters"] = tuple(value["exclusion_filters"])
    return made(MadeRepository, value)


def _made_files(value: Any) -> MadeFiles:
    return made(MadeFiles, value)


def _shrink_policy_response(value: Any) -> ShrinkPolicyResponse:
    value["steps"] = tuple([_shrink_step(item) for item in value["steps"]])
    value["roles"] = tuple(value["roles"])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    return made(ShrinkPolicyResponse, value)


def _shrink_step(value: Any) -> ShrinkStep:
    return made(ShrinkStep, value)


def _plan_migration_response(value: Any) -> PlanMigrationResponse:
    value["roles"] = tuple([_migrated_role(item) for item in value["roles"]])
    value["steps"] = tuple([_migration_step(item) for item in value["steps"]])
    value["back"] = tuple([_migration_step(item) for item in value["back"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    return made(PlanMigrationResponse, value)


def _migrated_role(value: Any) -> MigratedRole:
    value["place"] = _source_place(value["place"])
    value["locked_out"] = tuple(value["locked_out"])
    value["jobs"] = tuple([_locked_job(item) for item in value["jobs"]])
    return made(MigratedRole, value)


def _locked_job(value: Any) -> LockedJob:
    value["place"] = _source_place(value["place"])
    return made(LockedJob, value)


def _migration_step(value: Any) -> MigrationStep:
    if value.get("request") is not None:
        value["request"] = _customization_call(value["request"])
    return made(MigrationStep, value)


def _guard_organization_response(value: Any) -> GuardOrganizationResponse:
    value["roles"] = tuple([_guarded_role(item) for item in value["roles"]])
    value["federations"] = tuple([_other_federation(item) for item in value["federations"]])
    value["files"] = _guard_files(value["files"])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["assumptions"] = tuple(value["assumptions"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(GuardOrganizationResponse, value)


def _guarded_role(value: Any) -> GuardedRole:
    if value.get("stranger") is not None:
        value["stranger"] = _witness_token(value["stranger"])
    value["place"] = _source_place(value["place"])
    return made(GuardedRole, value)


def _other_federation(value: Any) -> OtherFederation:
    value["roles"] = tuple(value["roles"])
    return made(OtherFederation, value)


def _guard_files(value: Any) -> GuardFiles:
    return made(GuardFiles, value)


def _create_report(value: Any) -> CreateReport:
    value["reasons"] = tuple([_create_reason(item) for item in value["reasons"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(CreateReport, value)


def _create_reason(value: Any) -> CreateReason:
    return made(CreateReason, value)


def _access_report(value: Any) -> AccessReport:
    value["failures"] = tuple([_access_failure(item) for item in value["failures"]])
    value["layers"] = tuple([_layer_report(item) for item in value["layers"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["needs"] = tuple([_need(item) for item in value["needs"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    value["not_examined"] = tuple(value["not_examined"])
    return made(AccessReport, value)


def _access_failure(value: Any) -> AccessFailure:
    value["expected"] = tuple(value["expected"])
    if value.get("alignment") is not None:
        value["alignment"] = _alignment(value["alignment"])
    if value.get("cause") is not None:
        value["cause"] = _cause(value["cause"])
    return made(AccessFailure, value)


def _layer_report(value: Any) -> LayerReport:
    value["statements"] = tuple(value["statements"])
    return made(LayerReport, value)


def _push_permissions(value: Any) -> PushPermissions:
    value["actions"] = tuple([_push_action(item) for item in value["actions"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    value["needs"] = tuple([_need(item) for item in value["needs"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    value["not_examined"] = tuple(value["not_examined"])
    return made(PushPermissions, value)


def _push_action(value: Any) -> PushAction:
    value["failures"] = tuple([_access_failure(item) for item in value["failures"]])
    value["layers"] = tuple([_layer_report(item) for item in value["layers"]])
    return made(PushAction, value)


def _parse_image_response(value: Any) -> ParseImageResponse:
    if value.get("ecr") is not None:
        value["ecr"] = _ecr(value["ecr"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ParseImageResponse, value)


def _ecr(value: Any) -> Ecr:
    return made(Ecr, value)


def _check_name_response(value: Any) -> CheckNameResponse:
    if value.get("fault") is not None:
        value["fault"] = _name_fault(value["fault"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    if value.get("ecr") is not None:
        value["ecr"] = _ecr(value["ecr"])
    if value.get("workflow") is not None:
        value["workflow"] = _workflow(value["workflow"])
    return made(CheckNameResponse, value)


def _name_fault(value: Any) -> NameFault:
    return made(NameFault, value)


def _workflow(value: Any) -> Workflow:
    value["job_workflow_ref"] = tuple(value["job_workflow_ref"])
    return made(Workflow, value)


def _check_mutability_response(value: Any) -> CheckMutabilityResponse:
    value["tags"] = tuple([_tag_outcome(item) for item in value["tags"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(CheckMutabilityResponse, value)


def _tag_outcome(value: Any) -> TagOutcome:
    return made(TagOutcome, value)


def _make_tags_response(value: Any) -> MakeTagsResponse:
    value["images"] = tuple(value["images"])
    value["names"] = tuple([_image_name(item) for item in value["names"]])
    value["rules"] = tuple([_rule_outcome(item) for item in value["rules"]])
    value["needs"] = tuple(value["needs"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    return made(MakeTagsResponse, value)


def _image_name(value: Any) -> ImageName:
    value["rules"] = tuple(value["rules"])
    return made(ImageName, value)


def _rule_outcome(value: Any) -> RuleOutcome:
    return made(RuleOutcome, value)


def _check_images_response(value: Any) -> CheckImagesResponse:
    value["images"] = tuple([_image_verdict(item) for item in value["images"]])
    value["missing"] = tuple(value["missing"])
    value["needs"] = tuple(value["needs"])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    value["premises"] = tuple([_premise(item) for item in value["premises"]])
    return made(CheckImagesResponse, value)


def _image_verdict(value: Any) -> ImageVerdict:
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(ImageVerdict, value)


def _lint_rules_response(value: Any) -> LintRulesResponse:
    value["findings"] = tuple([_rule_finding(item) for item in value["findings"]])
    value["exclusion_filters"] = tuple(value["exclusion_filters"])
    value["lifecycle_patterns"] = tuple([_lifecycle_pattern(item) for item in value["lifecycle_patterns"]])
    return made(LintRulesResponse, value)


def _rule_finding(value: Any) -> RuleFinding:
    value["rules"] = tuple(value["rules"])
    value["runs"] = tuple([_example_run(item) for item in value["runs"]])
    return made(RuleFinding, value)


def _example_run(value: Any) -> ExampleRun:
    if value.get("existing_tags") is not None:
        value["existing_tags"] = tuple(value["existing_tags"])
    return made(ExampleRun, value)


def _lifecycle_pattern(value: Any) -> LifecyclePattern:
    if value.get("overlaps") is not None:
        value["overlaps"] = tuple(value["overlaps"])
    return made(LifecyclePattern, value)


def _knowledge_response(value: Any) -> KnowledgeResponse:
    value["tables"] = tuple([_knowledge_table(item) for item in value["tables"]])
    value["findings"] = tuple([_finding(item) for item in value["findings"]])
    return made(KnowledgeResponse, value)


def _knowledge_table(value: Any) -> KnowledgeTable:
    return made(KnowledgeTable, value)


def _replace_knowledge_response(value: Any) -> ReplaceKnowledgeResponse:
    value["tables"] = tuple([_knowledge_table(item) for item in value["tables"]])
    return made(ReplaceKnowledgeResponse, value)


def _trust_answers(value: Any) -> TrustAnswers:
    value["answers"] = tuple([_trust_answer(item) for item in value["answers"]])
    return made(TrustAnswers, value)


def _trust_answer(value: Any) -> TrustAnswer:
    if value.get("findings") is not None:
        value["findings"] = tuple([_finding(item) for item in value["findings"]])
    if value.get("report") is not None:
        value["report"] = _trust_report(value["report"])
    return made(TrustAnswer, value)


def _set_roles(value: Any) -> SetRoles:
    value["roles"] = tuple([_set_verdict(item) for item in value["roles"]])
    return made(SetRoles, value)


def _set_verdict(value: Any) -> SetVerdict:
    return made(SetVerdict, value)


def _set_answers(value: Any) -> SetAnswers:
    value["answers"] = tuple([_set_roles(item) for item in value["answers"]])
    return made(SetAnswers, value)


def _image_verdicts(value: Any) -> ImageVerdicts:
    value["images"] = tuple([_image_verdict(item) for item in value["images"]])
    return made(ImageVerdicts, value)
