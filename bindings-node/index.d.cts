// Generated from the contract by `cargo run -p assumable-surface`; do not edit.
/// <reference lib="esnext.disposable" preserve="true" />

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/**
 * A document: its text, its UTF-8 bytes, or an object that stands for it. Only text and bytes tell of members named
 * twice, and have lines; in an object a JSON pointer says where a fault is.
 */
export type DocumentInput = string | Uint8Array | { readonly [name: string]: unknown };

/** Claims as in the payload of a token: name → value. `null` = known not to be in the token. */
export type ClaimsInput = { readonly [claim: string]: JsonValue };

/** Claims as in the payload of a token: name → value. */
export type Claims = { [claim: string]: JsonValue };

/**
 * A class of tokens: claim → list of patterns (`*`, `?`), `null` among them for a token without the claim; `not` holds
 * claims that must not fit.
 */
export type TokenClassInput = {
  readonly [claim: string]: readonly (string | null)[] | { readonly [claim: string]: readonly (string | null)[] };
};

/** A class of tokens: claim → list of patterns; `not` holds claims that must not fit. */
export type TokenClass = { [claim: string]: (string | null)[] | { [claim: string]: (string | null)[] } };

/** Why a request was refused; stable. */
export type ErrorCode =
  | "JSON_SYNTAX"
  | "JSON_DUPLICATE_MEMBER"
  | "JSON_TOO_DEEP"
  | "JSON_LONE_SURROGATE"
  | "JSON_NUL"
  | "YAML_SYNTAX"
  | "HCL_SYNTAX"
  | "NOT_UTF8"
  | "TOO_LARGE"
  | "TOO_COSTLY"
  | "ANSWER_TOO_LARGE"
  | "NOT_LOADED"
  | "UNKNOWN_OPERATION"
  | "UNKNOWN_FIELD"
  | "MISSING_FIELD"
  | "WRONG_TYPE"
  | "INVALID_VALUE"
  | "NOT_ENCODABLE"
  | "POLICY_INVALID"
  | "POLICY_OVER_QUOTA"
  | "ARN_INVALID"
  | "IMAGE_INVALID"
  | "CLAIM_INVALID"
  | "CLAIM_UNKNOWN"
  | "INTENT_OPEN"
  | "INTENT_EMPTY"
  | "INTENT_UNSAYABLE"
  | "ID_MISSING"
  | "NAME_INVALID"
  | "PATTERN_INVALID"
  | "RULES_INVALID"
  | "WORKFLOW_INVALID"
  | "EXPRESSION_INVALID"
  | "WRONG_DOCUMENT"
  | "PLACEHOLDER_UNFILLED"
  | "KNOWLEDGE_FORM"
  | "KNOWLEDGE_TABLE"
  | "KNOWLEDGE_HASH"
  | "KNOWLEDGE_IN_USE"
  | "KNOWLEDGE_REPLACED"
  | "INTERNAL";

/** A refusal as plain data. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  path: string;
  document?: string;
  offset?: number;
  line?: number;
  column?: number;
  found?: string;
  help: string;
}

/** The error of this package: the request or a document in it was refused. A denial is never an error. */
export class AssumableError extends Error {
  constructor(refusal: Refusal);
  readonly name: "AssumableError";
  /** Stable code. */
  readonly code: ErrorCode;
  /** JSON pointer to the part at fault, within `document` where that is set and in the request otherwise. */
  readonly path: string;
  /** JSON pointer to the text in the request that `path` and the place are within. */
  readonly document?: string;
  /** Characters before the fault, from 0. */
  readonly offset?: number;
  /** Line of the fault, from 1. */
  readonly line?: number;
  /** Column of the fault in characters, from 1. */
  readonly column?: number;
  /** The text at fault. */
  readonly found?: string;
  /** What to do. */
  readonly help: string;
  /** The refusal as plain data. */
  toJSON(): Refusal;
}

/** Whether `error` is this package's own, also when it comes from another copy of it. */
export function isAssumableError(error: unknown): error is AssumableError;

/**
 * The text tier: one operation with its request as JSON text, answered with the envelope `{"ok": …}` or
 * `{"error": …}` as JSON text. The same request gives the same bytes in every language.
 */
export function answer(operation: string, request: string): string;

/**
 * The page that explains every code of errors, findings and denials: with the code in lower case behind it, this is the
 * address of its section.
 */
export const CODES_PAGE: string;

/** The version of the package. */
export function version(): string;

/** What decides the form of a subject. */
export interface SubjectSettings {
  /** The keys of the template in force, in order; `null` or absent for the default, `repo` and `context`. */
  include_claim_keys?: readonly string[] | null;
  /**
   * Whether the repository has immutable subjects (`repo:OWNER@ID/NAME@ID:…`). Absent: a `sub` among the claims
   * shows it; without one a legacy subject is assumed and listed as a premise.
   */
  immutable?: boolean | null;
  /** Where GitHub runs; github.com if absent. */
  platform?: Platform | null;
  /** The version of an Enterprise Server, such as `3.17`. */
  ghes_version?: string | null;
}

/**
 * Where GitHub runs.
 *
 * - `github.com`: github.com, Enterprise Cloud included.
 * - `ghe.com`: Enterprise Cloud with data residency, under a subdomain of ghe.com.
 * - `ghes`: Enterprise Server.
 */
export type Platform = "github.com" | "ghe.com" | "ghes";

/** The answer of `build_subject`. */
export interface BuildSubjectResponse {
  /** What is known of the subject. */
  outcome: SubjectOutcome;
  /** The subject, where it is known. */
  value?: string;
  /** What the subject may be, where it is ambiguous; the plainest reading of the documentation first. */
  candidates: string[];
  /**
   * Whether an ambiguous subject is one of `candidates` for certain; otherwise it may be another, or the job may
   * get no token.
   */
  exhaustive?: boolean;
  /** The parts of a known subject, in order. */
  segments: SubjectSegment[];
  /** What the answer depends on. */
  premises: Premise[];
  /** Why the subject is not known. */
  reason?: string;
  /** Why there is none. */
  refusal?: SubjectRefusal;
  /** The claims that are missing. */
  needs: string[];
  /** Warnings about the claims. */
  findings: Finding[];
}

/**
 * What is known of a subject.
 *
 * - `known`: It is `value`.
 * - `ambiguous`: GitHub does not document a question that this input raises: it is one of `candidates`.
 * - `refused`: There is none, or the claims do not decide it; `refusal` and `reason` say why.
 */
export type SubjectOutcome = "known" | "ambiguous" | "refused";

/** What one key of the template printed. */
export interface SubjectSegment {
  /** The key: `repo`, `context` or the name of a claim. */
  key: string;
  /** The value with its colons restored, such as `octo-org/app` or `environment:production`. */
  value: string;
  /** The text in the subject, such as `repo:octo-org/app`. */
  text: string;
}

/** One assumption of an answer. */
export interface Premise {
  /** The premise, one clause: lower case, no final stop. */
  text: string;
  /** How well it is supported. */
  grade: Grade;
  /** Where it is written, for facts. */
  source?: string;
  /** When that was so (`YYYY-MM-DD` or `YYYY-MM`), for facts that changed. */
  date?: string;
}

/**
 * How well a premise is supported.
 *
 * - `given`: The caller said so.
 * - `assumed`: Usual, and not contradicted by what the caller said.
 * - `documented`: Written by GitHub or AWS.
 * - `observed`: Seen in a published token, log or error.
 * - `inferred`: Follows from other premises.
 */
export type Grade = "given" | "assumed" | "documented" | "observed" | "inferred";

/**
 * Why a subject is refused.
 *
 * - `claims_missing`: The claims do not say enough; `needs` names those that are missing.
 * - `key_unusable`: The template has a key that no subject can hold.
 * - `token_request_fails`: GitHub refuses the token request of this job.
 * - `not_on_platform`: The settings do not exist on this platform.
 */
export type SubjectRefusal = "claims_missing" | "key_unusable" | "token_request_fails" | "not_on_platform";

/** Something in the input that is worth knowing and does not stop the answer. */
export interface Finding {
  /** Stable code, upper case; the page of codes has a section for each. */
  code: string;
  /** How much it weighs. */
  severity: Severity;
  /** One sentence: lower case, no final stop, the caller's text in backticks. */
  message: string;
  /** JSON pointer or claim name that it is about. */
  about?: string;
  /** How sure it is; absent where it is certain. */
  confidence?: Confidence;
  /** Where it is. */
  place?: SourcePlace;
  /** Other places that have to do with it. */
  related?: RelatedPlace[];
  /** How to change the input so that it is not found again. */
  fix?: Fix;
}

/**
 * How much a code weighs.
 *
 * - `info`: Worth knowing.
 * - `warning`: Probably not what its writer means.
 * - `danger`: Lets in more than its writer means, or can be imitated.
 * - `error`: Stops the job, or the reading.
 */
export type Severity = "info" | "warning" | "danger" | "error";

/**
 * How sure a finding is.
 *
 * - `likely`: Usual, but something that is not known may make it untrue.
 * - `possible`: One of several readings.
 */
export type Confidence = "likely" | "possible";

/** A place in a document that the caller gave. */
export interface SourcePlace {
  /** Which document: its name, or a JSON pointer to it in the request. */
  document?: string;
  /** JSON pointer within the document. */
  pointer?: string;
  /** Line, from 1; a document given as an object has no lines, columns and offsets. */
  line?: number;
  /** Characters into the line, from 1. */
  column?: number;
  /** Characters of the document before it, from 0. */
  offset?: number;
  /** How many characters it has. */
  length?: number;
}

/** A place that has to do with a finding, and how. */
export interface RelatedPlace {
  /** One clause. */
  message: string;
  /** Where. */
  place: SourcePlace;
}

/** A change of the caller's text. */
export interface Fix {
  /** Whether it can be made without looking. */
  kind: FixKind;
  /** What it does, in one clause. */
  message: string;
  /** The edits, all of which belong together. */
  edits: Edit[];
}

/**
 * Whether a change of the caller's text can be made without looking.
 *
 * - `safe`: It admits nothing that was not admitted before, but for the job at hand.
 * - `judgement`: A person has to decide.
 */
export type FixKind = "safe" | "judgement";

/** One text put in the place of another. */
export interface Edit {
  /** What it replaces, with `offset` and `length`. */
  place: SourcePlace;
  /** The text that stands there: whoever makes the edit compares it first. */
  old: string;
  /** The new text. */
  text: string;
}

/** The answer of `parse_subject`. */
export interface ParseSubjectResponse {
  /** Every reading; none for a text that is not a subject of GitHub's. */
  readings: SubjectReading[];
  /** Whether there is exactly one, and no other value gives the same subject. */
  only: boolean;
  /** Whether these are all; a subject made to have very many is cut off. */
  complete: boolean;
  /** What else gives the same subject. */
  collisions: Finding[];
  /** Why there is no reading, and keys that look misspelt. */
  findings: Finding[];
}

/** One way to read a subject. */
export interface SubjectReading {
  /** Its parts in order. */
  segments: SubjectSegment[];
  /** The templates that print it, the likeliest first: `ref:…` or `environment:…` may be the context or a key. */
  templates: string[][];
  /** What the subject says of the claims, ids included. `null`: it says that the token has no such claim. */
  claims: Claims;
  /** What the context is, where the first template has one. */
  context?: ContextKind;
  /** Whether the subject is immutable: its `repo` segment carries ids. Absent without such a segment. */
  immutable?: boolean;
  /** Whether this reading holds only where colons in values are not escaped: Enterprise Server up to 3.18. */
  raw_colons: boolean;
}

/**
 * What stands for the job's context.
 *
 * - `environment`: `environment:NAME`
 * - `pull_request`: `pull_request`
 * - `ref`: `ref:REF`
 */
export type ContextKind = "environment" | "pull_request" | "ref";

/** What `GET /orgs/{org}/actions/oidc/customization/sub` returns. */
export interface OrganizationSettings {
  /** The organisation's template. */
  include_claim_keys?: readonly string[] | null;
  /** Whether its repositories have immutable subjects where they do not say themselves. */
  use_immutable_subject?: boolean | null;
}

/** What `GET /repos/{owner}/{repo}/actions/oidc/customization/sub` returns. */
export interface RepositorySettings {
  /** Whether the repository has the default template, whatever else is set. */
  use_default: boolean;
  /** The repository's own template. */
  include_claim_keys?: readonly string[] | null;
  /** Whether its subjects are immutable. */
  use_immutable_subject?: boolean | null;
  /** How its subjects start: `repo:octo-org/app`, or `repo:octo-org@65/app@74`. */
  sub_claim_prefix?: string | null;
}

/** The answer of `resolve_settings`. */
export interface ResolveSettingsResponse {
  /** Whether the settings decide the template. */
  outcome: SettingsOutcome;
  /** The template in force, where it is known. */
  settings?: ResolvedSettings;
  /** What may hold where it is not known. */
  candidates: ResolvedSettings[];
  /** Where the template comes from. */
  level: SettingsLevel;
  /** Why. */
  reason: string;
  /** What `sub_claim_prefix` says of the repository, ids included. */
  claims: Claims;
  /** What the answer depends on. */
  premises: Premise[];
  /** Warnings about the settings. */
  findings: Finding[];
}

/**
 * Whether settings decide the template.
 *
 * - `known`: They do: `settings` hold.
 * - `ambiguous`: GitHub does not document what holds; `candidates` are likely, the likeliest first.
 */
export type SettingsOutcome = "known" | "ambiguous";

/** A template in force, as `build_subject` takes it. */
export interface ResolvedSettings {
  /** The keys; absent for the default template. */
  include_claim_keys?: string[];
  /** Whether subjects are immutable; absent where the settings do not show it. */
  immutable?: boolean;
}

/**
 * Where a template comes from.
 *
 * - `default`: GitHub's default.
 * - `organization`: The organisation.
 * - `repository`: The repository.
 */
export type SettingsLevel = "default" | "organization" | "repository";

/** The answer of `customization_requests`. */
export interface CustomizationRequestsResponse {
  /** The calls, in order; none where the template cannot work; `findings` say why. */
  requests: CustomizationCall[];
  /** What is to be said of the template. */
  findings: Finding[];
}

/** One call of GitHub's REST API. */
export interface CustomizationCall {
  /** The level that it sets. */
  level: SettingsLevel;
  /** The HTTP method. */
  method: string;
  /** The path, after `https://api.github.com` or, on Enterprise Server, `https://HOST/api/v3`. */
  path: string;
  /** The JSON body. */
  body: CustomizationBody;
  /** What the caller's token must be allowed. */
  permission: string;
  /** What the call does. */
  effect: string;
}

/** What a call sends. */
export interface CustomizationBody {
  /** Whether the repository has the default template. */
  use_default?: boolean;
  /** The template. */
  include_claim_keys?: string[];
  /** Whether subjects are immutable. */
  use_immutable_subject?: boolean;
}

/** What a token says. */
export interface DecodeTokenResponse {
  /** What it is, by its issuer. */
  kind: TokenKind;
  /** What it claims. */
  claims: Claims;
  /** Always false: anyone can write such a token. */
  verified: boolean;
  /** The algorithm that its header names. */
  algorithm?: string;
  /** The signing key that its header names. */
  key_id?: string;
  /** Warnings about it. */
  findings: Finding[];
}

/**
 * What a token is.
 *
 * - `job`: An OIDC token of a GitHub Actions job.
 * - `request`: The token with which a job asks for one (`ACTIONS_ID_TOKEN_REQUEST_TOKEN`): AWS does not take it.
 * - `other`: A token of another issuer.
 */
export type TokenKind = "job" | "request" | "other";

/**
 * Whether a list says what is taken or what is left out.
 *
 * - `include`: `branches`, `tags`, `paths`.
 * - `ignore`: `branches-ignore`, `tags-ignore`, `paths-ignore`.
 */
export type FilterMode = "include" | "ignore";

/**
 * What is matched with the patterns.
 *
 * - `ref`: A branch or a tag.
 * - `path`: A path of a changed file, from the root of the repository.
 * - `deployment_branch`: A branch or a tag, against an environment's deployment branches: another language, in which only `*` is special.
 */
export type FilterKind = "ref" | "path" | "deployment_branch";

/** The answer of `match_filter`. */
export interface MatchFilterResponse {
  /** Whether the list matches. */
  outcome: FilterOutcome;
  /**
   * Whether the text passes this filter: it is on an include list, or not on an ignore list. Absent where that is
   * undetermined.
   */
  passes?: boolean;
  /**
   * The pattern that decides: the last that matches of an include list, the first of an ignore list. Absent where
   * none matches.
   */
  deciding?: DecidingPattern;
  /** Why, in one sentence. */
  reason: string;
  /** Warnings about patterns or text. */
  findings: Finding[];
}

/**
 * Whether a list matches.
 *
 * - `match`: The text is on the list.
 * - `no_match`: It is not.
 * - `undetermined`: GitHub does not document a question that decides here; `reason` names it.
 */
export type FilterOutcome = "match" | "no_match" | "undetermined";

/** The pattern that decides. */
export interface DecidingPattern {
  /** Its place in the list, from 0. */
  index: number;
  /** The pattern. */
  pattern: string;
}

/** What a document is. */
export interface RecognizeResponse {
  /** Its kind. */
  kind: ReadKind;
  /** The kind in words, with its article, also of a document that is not read, such as `a Kubernetes manifest`. */
  title: string;
  /** The sign that decided, one clause. */
  why: string;
  /** Whether `read_documents` reads documents of this kind. */
  is_read: boolean;
  /** Why this one cannot be read, where its first reading tells it. */
  refused?: ReadRefusal;
}

/**
 * What a document is.
 *
 * - `workflow`: A workflow of GitHub Actions.
 * - `composite_action`: An action that is made of steps.
 * - `action`: An action of another kind: what it does is not read.
 * - `terraform`: Configuration of Terraform or `OpenTofu`.
 * - `terraform_json`: The same in JSON.
 * - `terraform_variables`: Values of Terraform variables.
 * - `terraform_plan`: A plan, as `terraform show -json` shows it.
 * - `terraform_state`: A state, as it is stored or as `terraform show -json` shows it.
 * - `cloudformation`: A template of CloudFormation, of SAM or made by CDK.
 * - `iam_answer`: What IAM answers about roles, policies or identity providers.
 * - `ecr_answer`: What ECR answers about repositories and their policies.
 * - `sts_answer`: What STS answers to `AssumeRoleWithWebIdentity`.
 * - `cloudtrail`: Events of CloudTrail, however they are wrapped.
 * - `aws_config`: Configuration items of AWS Config.
 * - `pulumi`: What Pulumi exports of a stack or previews.
 * - `query_rows`: Rows of a query about an account, such as those of Steampipe or `CloudQuery`.
 * - `github_settings`: What GitHub shows of the settings of subjects.
 * - `policy`: A policy document by itself.
 * - `token`: A compact token, or GitHub's answer that holds one.
 * - `claims`: The claims of a token.
 * - `log`: A log, or an error that a program gave.
 * - `naming_rules`: Rules for image names.
 * - `dependabot`: A configuration of Dependabot: its jobs are in no workflow file.
 * - `not_read`: A document that is not read.
 */
export type ReadKind =
  | "workflow"
  | "composite_action"
  | "action"
  | "terraform"
  | "terraform_json"
  | "terraform_variables"
  | "terraform_plan"
  | "terraform_state"
  | "cloudformation"
  | "iam_answer"
  | "ecr_answer"
  | "sts_answer"
  | "cloudtrail"
  | "aws_config"
  | "pulumi"
  | "query_rows"
  | "github_settings"
  | "policy"
  | "token"
  | "claims"
  | "log"
  | "naming_rules"
  | "dependabot"
  | "not_read";

/** Why a document is refused. */
export interface ReadRefusal {
  /** Stable code. */
  code: string;
  /** One sentence: lower case, no final stop. */
  message: string;
  /** What to do. */
  help: string;
  /** Where. */
  place?: SourcePlace;
}

/** A document. */
export interface NamedFile {
  /**
   * Its path in the repository, such as `.github/workflows/ci.yml`; a file of another repository is
   * `owner/name/path@ref`, as `uses` names it.
   */
  name: string;
  /** What is in it. */
  text: string;
}

/** What is known beside the documents. */
export interface ReadOptions {
  /** `owner/name` of the repository that the documents are of. */
  repository?: string | null;
  /** Its default branch. */
  default_branch?: string | null;
  /** The variables (`vars`) that a job of the repository finds: all of them, so that one that is not here is not set. */
  variables?: { readonly [name: string]: string } | null;
  /** Which of the refs behind `@` are branches and which are tags, by `owner/name@ref`. */
  refs?: { readonly [name: string]: RefKind } | null;
  /** The repository's default permissions of workflows, as GitHub's API gives them. */
  default_workflow_permissions?: DefaultPermissions | null;
  /** The owners whose reusable workflows count as the repository's own; its own owner where this is not given. */
  trusted_owners?: readonly string[] | null;
  /**
   * The names of the workflow files whose jobs are read. Where this is not given: those that an event starts, and those
   * that are only called and that no file given here calls.
   */
  entries?: readonly string[] | null;
  /** The values of Terraform's variables and of CloudFormation's parameters, by name. */
  values?: ClaimsInput | null;
  /** The account that the infrastructure is in: 12 digits. */
  account?: string | null;
  /** Its region, such as `eu-central-1`. */
  region?: string | null;
  /** Its partition, such as `aws`. */
  partition?: string | null;
  /**
   * The text of the repository's `.assumable.yaml`, empty where it has none. It tells what the other members do not; `explain`
   * and `render` leave out the files that it excludes, and `render`, where it is given, what it or a comment in a document
   * says is meant.
   */
  settings?: string | null;
}

/**
 * What a ref is.
 *
 * - `branch`: A branch.
 * - `tag`: A tag.
 * - `tag_and_branch`: Both: the tag wins.
 */
export type RefKind = "branch" | "tag" | "tag_and_branch";

/**
 * The default permissions of workflows.
 *
 * - `read`: The restricted default.
 * - `write`: The permissive default.
 */
export type DefaultPermissions = "read" | "write";

/** The answer of `read_documents`. */
export interface ReadDocumentsResponse {
  /** The documents, in the order given. */
  documents: ReadDocument[];
  /** The jobs of the workflows, with those of the workflows that they call. */
  jobs: WorkflowJob[];
  /** The roles, with what they may do. */
  roles: ReadRole[];
  /** The identity providers. */
  providers: ReadProvider[];
  /** The ECR repositories. */
  repositories: ReadRepository[];
  /** The policies of registries. */
  registry_policies: ReadRegistryPolicy[];
  /** GitHub's settings of subjects. */
  settings: ReadSettings[];
  /** Calls of `AssumeRoleWithWebIdentity` that were recorded. */
  events: ReadEvent[];
  /** Tokens. */
  tokens: ReadToken[];
  /** Lines in which something was refused. */
  errors: ReadRefusalLine[];
  /** What is not known, each once. */
  unresolved: OpenQuestion[];
  /** Findings about the documents as a whole. */
  findings: Finding[];
}

/** A document. */
export interface ReadDocument {
  /** Its name. */
  name: string;
  /** What it is. */
  kind: ReadKind;
  /** What a document that is not read looks like, such as `a Kubernetes manifest`. */
  title?: string;
  /** Why it is refused, by the program that it is for. */
  refused?: ReadRefusal;
}

/** A job. */
export interface WorkflowJob {
  /** The file of the workflow that is started. */
  workflow: string;
  /** Its id; in a called workflow `caller/id`. */
  job: string;
  /** Where it is. */
  place: SourcePlace;
  /** The runs in which it may take place. Its `if` is applied as far as it can be decided. */
  events: RunSet[];
  /** The events that start the workflow, with where each is written. */
  triggers: RunTrigger[];
  /** The condition of the job, where the events do not decide it. */
  condition?: string;
  /** Whether it can get an OIDC token. */
  id_token: JobToken;
  /** Its environment; absent where it has none. */
  environment?: ReadText;
  /** The roles that it assumes, in the order of the steps. */
  roles: AssumedRole[];
  /** Actions that are passed a role and are not given, in the order of the steps. */
  unread_actions?: UnreadAction[];
  /** The called workflow that it is part of. */
  called_workflow?: CalledWorkflow;
  /** What its token says in `job_workflow_ref`. */
  job_workflow_ref?: ReadText;
  /** The image names that it pushes, in the order of the steps. */
  images: PushedImage[];
  /** Findings, one for each code, in the order of the codes. */
  findings: Finding[];
}

/** A set of runs: an event, and the refs that it comes with. */
export interface RunSet {
  /** The event. */
  event: string;
  /** The ref of the run. */
  ref: RunRef;
  /** The branches, as filter patterns; any where this is absent. */
  branches?: string[];
  /** Branches that do not start it. */
  branches_ignore?: string[];
  /** The tags, as filter patterns; any where this is absent. */
  tags?: string[];
  /** Tags that do not start it. */
  tags_ignore?: string[];
  /** The base branches of pull requests, as filter patterns. */
  base?: string[];
  /** Base branches that do not start it. */
  base_ignore?: string[];
  /** The branches of the run that triggers this one, as filter patterns. */
  head_branches?: string[];
  /** Branches of that run that do not start it. */
  head_branches_ignore?: string[];
  /** The paths that have to change, as filter patterns; tags start it whatever changes. */
  paths?: string[];
  /** Paths that do not count. */
  paths_ignore?: string[];
  /** The activity types. */
  types?: string[];
  /** The workflows whose runs trigger this one. */
  workflows?: string[];
  /** Whether names that differ from these in case count too: `if` compares without regard to case. */
  any_case: boolean;
  /** Where the pull requests come from, if a condition leaves out the others. */
  head?: PullRequestHead;
  /** Whether a condition leaves out the runs that Dependabot starts. */
  without_dependabot?: boolean;
}

/**
 * Which ref a run has.
 *
 * - `branch`: A branch.
 * - `tag`: A tag.
 * - `branch_or_tag`: A branch or a tag.
 * - `pull`: The merge commit of a pull request.
 * - `default_branch`: The default branch.
 * - `merge_queue`: A branch of a merge queue.
 * - `deployment`: What is deployed: a branch or a tag, or none for a commit.
 * - `caller`: That of the workflow that calls.
 */
export type RunRef =
  | "branch"
  | "tag"
  | "branch_or_tag"
  | "pull"
  | "default_branch"
  | "merge_queue"
  | "deployment"
  | "caller";

/**
 * From where the code of a pull request comes; no claim says it.
 *
 * - `fork`: From a fork.
 * - `same_repository`: From a branch of the repository itself.
 */
export type PullRequestHead = "fork" | "same_repository";

/** An event that starts a workflow. */
export interface RunTrigger {
  /** The event. */
  event: string;
  /** Where it is written. */
  place: SourcePlace;
}

/** Whether a job can get an OIDC token, and why. */
export interface JobToken {
  /** Whether it can. */
  answer: TokenAnswer;
  /** Why. */
  reason: TokenReason;
  /** Where the permissions that decide are written. */
  level?: PermissionLevel;
  /** What to tell for a sure answer: options of `read_documents`, or `caller`. */
  needs: string[];
  /** Where the permissions that decide are written. */
  place?: SourcePlace;
}

/**
 * Whether a job can get an OIDC token.
 *
 * - `yes`: It can.
 * - `no`: It cannot.
 * - `unknown`: That depends on what is not known.
 */
export type TokenAnswer = "yes" | "no" | "unknown";

/**
 * Why a job can get a token or not.
 *
 * - `stated_write`: `id-token: write` is written.
 * - `stated_without`: Permissions are written, without `id-token: write`.
 * - `empty`: Permissions are written, and none at all.
 * - `read_all`: `read-all` does not let a job ask for a token.
 * - `default_none`: Nothing is written, and no default grants it.
 * - `default_write_same_owner`: The called workflow asks for it, no caller says anything, and the permissive default allows it.
 * - `startup_failure`: The run fails before any job starts.
 * - `callee_alone`: The workflow is only called, and no caller is given.
 * - `callee_not_given`: The called workflow is not given.
 * - `callee_requests_caller_silent`: The called workflow asks for it and no caller says anything.
 */
export type TokenReason =
  | "stated_write"
  | "stated_without"
  | "empty"
  | "read_all"
  | "default_none"
  | "default_write_same_owner"
  | "startup_failure"
  | "callee_alone"
  | "callee_not_given"
  | "callee_requests_caller_silent";

/**
 * Where permissions are written.
 *
 * - `job`: In the job.
 * - `workflow`: In the workflow.
 * - `callee_job`: In the job of the called workflow.
 * - `callee_workflow`: In the called workflow.
 * - `caller_job`: In the job that calls.
 * - `caller_workflow`: In the workflow that calls.
 */
export type PermissionLevel =
  | "job"
  | "workflow"
  | "callee_job"
  | "callee_workflow"
  | "caller_job"
  | "caller_workflow";

/** A text that was read, as far as it is known. */
export interface ReadText {
  /** The text, where it is known whole and is the same in every run. */
  value?: string;
  /** What it depends on and is not known, in the order of the file. */
  unknown: string[];
  /** The text with what is not known as `⟦name⟧`, where some of it is known. */
  pattern?: string;
  /**
   * The texts that it has in different runs, each with what it depends on. Where `unknown` names something too, there may
   * be others.
   */
  one_of: ReadCandidate[];
  /** What decides between them. */
  by: string[];
  /** The text, where everything that is not known is empty or left at its default. */
  default?: string;
  /** Where it is written. */
  place?: SourcePlace;
}

/** One of several texts. */
export interface ReadCandidate {
  /** The text; absent where there is none, such as of a job without an environment. */
  value?: string;
  /** In which runs it is this one. */
  when: ReadChoice[];
}

/** A name and the value that it has in some runs. */
export interface ReadChoice {
  /** Such as `matrix.stage` or `github.event_name`. */
  name: string;
  /** Its value. */
  value: string;
}

/** A role that a job assumes. */
export interface AssumedRole {
  /** Its ARN, or what stands in its place. */
  role: ReadText;
  /** How it is assumed. */
  via: AssumedVia;
  /** The region of the credentials. */
  region?: ReadText;
  /** The audience that the token is asked for with. */
  audience?: ReadText;
  /** The name of the session. */
  session_name: ReadText;
  /** How long the session lasts, in seconds, where the file says. */
  duration?: ReadText;
  /** The session policy in the file. */
  inline_session_policy?: ReadText;
  /** Managed policies that narrow the session. */
  managed_session_policies?: ReadText[];
  /** The external id that it shows, where the file says one. */
  external_id?: ReadText;
  /** Whether the step says that it sends no session tags; OIDC sends none anyway. */
  skip_session_tagging: boolean;
  /** In which jobs of the matrix it is this role. */
  combination: ReadChoice[];
  /** The condition of its step, where that is not decided. */
  condition?: string;
  /** The composite action that assumes it. */
  action?: string;
  /** Whether a script assumes it. */
  in_script: boolean;
  /** The step. */
  place: SourcePlace;
}

/**
 * How a role is assumed.
 *
 * - `oidc`: With the job's OIDC token.
 * - `keys`: With access keys.
 * - `chained`: By the role assumed before.
 * - `token_file`: With a token from a file.
 * - `none`: Not at all: the step fails.
 */
export type AssumedVia = "oidc" | "keys" | "chained" | "token_file" | "none";

/** An action that may assume a role, and is not given. */
export interface UnreadAction {
  /** What is written behind `uses`. */
  uses: string;
  /** The input that it is passed a role by. */
  input: string;
  /** The step. */
  place: SourcePlace;
}

/** A workflow that a job calls. */
export interface CalledWorkflow {
  /** The repository of its file; absent where it is that of the caller and not known. */
  repository?: string;
  /** The path of the file. */
  path: string;
  /** What is written behind `@`; absent for a file of the caller's own commit. */
  ref?: string;
  /** Where it is called. */
  place: SourcePlace;
}

/** An image name that a job pushes. */
export interface PushedImage {
  /** The name. */
  name: ReadText;
  /** Whether a script pushes it. */
  in_script: boolean;
  /** In which jobs of the matrix it is pushed. */
  combination: ReadChoice[];
  /** In which runs it is pushed, where not in all: where any of these holds. */
  when: ReadChoice[];
  /** The condition of its step, where that is not decided. */
  condition?: string;
  /** The step. */
  place: SourcePlace;
}

/** A role. */
export interface ReadRole {
  /** Its address in its document, such as `module.ci.aws_iam_role.this[0]`, or a logical id of CloudFormation. */
  address?: string;
  /** Its ARN, where the document gives it. */
  arn?: ReadText;
  /** Its name. */
  name?: ReadText;
  /** Its path, where the document gives one. */
  path?: ReadText;
  /** Its trust policy; absent where the document does not give it. */
  trust_policy?: ReadPolicy;
  /** What it may do, as far as the documents say. */
  permissions: ReadPermission[];
  /** The ARN of its permissions boundary. */
  boundary?: ReadText;
  /** The longest session, in seconds, where the document says. */
  max_session_duration?: number;
  /** Where it is. */
  place: SourcePlace;
}

/** A policy as a document has it. */
export interface ReadPolicy {
  /** The policy; a text `⟦name⟧` where nothing of it is known, `null` where it is not JSON. */
  document: JsonValue;
  /** What it depends on and is not known, in the order of the document. */
  unknown: string[];
  /** Where its texts are written, in documents that people change. */
  places: PolicyPlace[];
}

/** Where a part of a policy is written. */
export interface PolicyPlace {
  /** JSON pointer into the policy. */
  pointer: string;
  /** Where it is written; of a text made of several, the first. */
  place: SourcePlace;
}

/** A permission of a role. */
export interface ReadPermission {
  /** Where it comes from. */
  kind: PermissionKind;
  /** The name of an inline policy. */
  name?: ReadText;
  /** The address of what defines it, where that is not the role itself. */
  address?: string;
  /** The ARN of a managed policy. */
  arn?: ReadText;
  /** The policy, where the documents give it. */
  policy?: ReadPolicy;
  /** Where it is. */
  place: SourcePlace;
}

/**
 * Where a permission comes from.
 *
 * - `inline`: A policy within the role.
 * - `customer`: A managed policy that the documents define.
 * - `managed`: A managed policy that is only named.
 */
export type PermissionKind = "inline" | "customer" | "managed";

/** An identity provider. */
export interface ReadProvider {
  /** Its address in its document. */
  address?: string;
  /** Its ARN, where the document gives it. */
  arn?: ReadText;
  /** Its URL, with its scheme. */
  url?: ReadText;
  /** The audiences that it registers; absent where the document does not tell them. */
  client_ids?: ReadText[];
  /** The thumbprints of certificates that it pins; absent where the document does not tell them. */
  thumbprints?: ReadText[];
  /** Where it is. */
  place: SourcePlace;
}

/** An ECR repository. */
export interface ReadRepository {
  /** Its address in its document. */
  address?: string;
  /** Its ARN, where the document gives it. */
  arn?: ReadText;
  /** Its name. */
  name?: ReadText;
  /** `MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`. */
  mutability?: ReadText;
  /** The tags that are an exception, as filters. */
  exclusions?: ReadText[];
  /** Its policy, where the documents give one. */
  policy?: ReadPolicy;
  /** How many rules its lifecycle policy has, where the documents give one. */
  lifecycle_rules?: number;
  /** Where it is. */
  place: SourcePlace;
}

/** The policy of a registry. */
export interface ReadRegistryPolicy {
  /** Its address in its document. */
  address?: string;
  /** The account whose registry it is, where the document says. */
  registry?: ReadText;
  /** The policy. */
  policy: ReadPolicy;
  /** Where it is. */
  place: SourcePlace;
}

/** GitHub's settings of subjects. */
export interface ReadSettings {
  /** Their address in their document. */
  address?: string;
  /** Whose settings they are. */
  scope: SettingsScope;
  /** The repository or the organisation, where the document says. */
  of?: ReadText;
  /** Whether the default subject is used. */
  use_default?: boolean;
  /** The keys of the subject. */
  include_claim_keys?: ReadText[];
  /** Whether the subject names owner and repository with their ids. */
  use_immutable_subject?: boolean;
  /** What the subject begins with. */
  sub_claim_prefix?: string;
  /** What they depend on and is not known. */
  unknown: string[];
  /** Where they are. */
  place: SourcePlace;
}

/**
 * Whose settings they are.
 *
 * - `organization`: An organisation's.
 * - `repository`: A repository's.
 */
export type SettingsScope = "organization" | "repository";

/** A call of `AssumeRoleWithWebIdentity` that CloudTrail recorded. */
export interface ReadEvent {
  /** The id of the event. */
  id?: string;
  /** `success`, or the code of the error. */
  outcome: string;
  /** When it was. */
  time?: string;
  /** The region of the endpoint. */
  region?: string;
  /** The ARN of the role that was asked for; absent where the event does not hold it. */
  role?: string;
  /** The ARN of the identity provider. */
  provider?: string;
  /** The name of the session. */
  session_name?: string;
  /**
   * Which attempt it is part of, from 1: events of one subject, role and outcome that follow each other within five
   * minutes are one, because a program that is refused asks again.
   */
  attempt: number;
  /** The claims that the event shows. */
  claims: Claims;
  /** Where it is. */
  place: SourcePlace;
}

/** A token. Its text is not repeated. */
export interface ReadToken {
  /** Its claims. */
  claims: Claims;
  /** Where it is. */
  place: SourcePlace;
}

/** What AWS, docker or an action said when it refused. */
export interface ReadRefusalLine {
  /** Which refusal it is. */
  code: string;
  /** Its sentence. */
  message: string;
  /** The caller that it names. */
  principal?: string;
  /** The action that it names. */
  action?: string;
  /** The resource that it names. */
  resource?: string;
  /** The kind of policy that it blames. */
  layer?: string;
  /** Where it is. */
  place: SourcePlace;
}

/** Something that no document tells, and that answers depend on. */
export interface OpenQuestion {
  /** By what name it stands in the answers, such as `vars.ROLE`. */
  name: string;
  /** Why it is not known. */
  reason: OpenReason;
  /** What to find out. */
  question: string;
  /** More about it, such as the source of a module that is not given. */
  detail?: string;
  /** Where its answer goes in a request, as a JSON pointer, such as `/options/values/org`; absent where no option tells it. */
  option?: string;
  /** The values that depend on it, the first 64 of them. */
  places: SourcePlace[];
}

/**
 * Why something is not known.
 *
 * - `variable_without_default`: A variable of Terraform without a value.
 * - `parameter_without_default`: A parameter of CloudFormation without a value.
 * - `fact`: A fact of the account or the run, such as the name of a stack.
 * - `data_source`: A data source that asks AWS or another system.
 * - `remote_state`: The state of another configuration.
 * - `module_not_given`: A module whose files are not given.
 * - `module_version_unknown`: A module whose version is not said, and whose versions differ.
 * - `file_not_given`: A file that is read and not given.
 * - `unknown_at_plan`: Known only after it is created.
 * - `import_value`: The value of another stack.
 * - `cycle`: It is defined by itself.
 * - `policy_not_given`: A policy that is named and not given.
 * - `not_read`: A function or a form that is not read.
 * - `setting`: A variable or a secret of GitHub Actions.
 * - `input`: An input, which differs from run to run.
 * - `output`: What a step or a job gives out.
 */
export type OpenReason =
  | "variable_without_default"
  | "parameter_without_default"
  | "fact"
  | "data_source"
  | "remote_state"
  | "module_not_given"
  | "module_version_unknown"
  | "file_not_given"
  | "unknown_at_plan"
  | "import_value"
  | "cycle"
  | "policy_not_given"
  | "not_read"
  | "setting"
  | "input"
  | "output";

/** What is known of the repository and its organisation. */
export interface RoadFacts {
  /** The id of the owner, as a string. */
  owner_id?: string | null;
  /** The id of the repository, as a string. */
  repository_id?: string | null;
  /** Whether subjects name owner and repository with their ids; not known where this is not given. */
  immutable?: boolean | null;
  /** The keys of the repository's subjects, where the documents do not tell them. */
  include_claim_keys?: readonly string[] | null;
  /** Resource control policies of the organisation; one that is among the documents may be given by its name. */
  rcp?: DocumentInput | readonly DocumentInput[] | null;
  /**
   * Service control policies of the organisation: one entry a level, from the root down to the account. One that is
   * among the documents may be given by its name.
   */
  scp?: DocumentInput | readonly DocumentInput[] | readonly (DocumentInput | readonly DocumentInput[])[] | null;
  /** Where GitHub runs; github.com where this is not given. */
  platform?: Platform | null;
  /** The version of an Enterprise Server. */
  ghes_version?: string | null;
  /** The host of an Enterprise Server, or of a tenant of ghe.com, such as `octo.ghe.com`. */
  host?: string | null;
  /** Whether STS can fetch the issuer's keys from the internet; not known where this is not given. */
  reachable?: boolean | null;
  /** The slug of the enterprise, where it has tokens of an issuer of its own. */
  enterprise_slug?: string | null;
  /** Logins that the owner had before it was renamed. */
  former_logins?: readonly string[] | null;
  /** The accounts of folders of the documents, such as `{"accounts/prod": "123456789012"}`. */
  accounts?: { readonly [name: string]: string } | null;
  /** The tags that repositories of ECR have, by the name of the repository: all of each that is named. */
  existing_tags?: { readonly [name: string]: readonly string[] } | null;
  /** Whether others can call the organisation's reusable workflows; they can where this is not given. */
  callable?: boolean | null;
  /** The job and the run that are asked about; all runs of all jobs where this is not given. */
  run?: AskedRun | null;
}

/** The job and the run that are asked about, as a runner knows them. */
export interface AskedRun {
  /** The id of the job, as `GITHUB_JOB`; every job where this is not given. */
  job?: string | null;
  /** The event, as `GITHUB_EVENT_NAME`; any event of the workflow where this is not given. */
  event_name?: string | null;
  /** The ref, as `GITHUB_REF`, such as `refs/heads/main`; any that the event comes with where this is not given. */
  ref?: string | null;
  /** The base branch of a pull request, as `GITHUB_BASE_REF`. */
  base_ref?: string | null;
  /** From where the code of a pull request comes; both are answered for where this is not given. */
  head?: PullRequestHead | null;
  /** The environment, where the token tells it; what the workflow says where this is not given. */
  environment?: string | null;
  /** Where the job is written, where the token tells it; what the workflow says where this is not given. */
  job_workflow_ref?: string | null;
  /** Who started it, as `GITHUB_ACTOR`. */
  actor?: string | null;
}

/** The roads of all jobs. */
export interface ExplainResponse {
  /** One for each job and role. */
  roads: Road[];
  /** What is not known, each once. */
  unresolved: OpenQuestion[];
  /** Findings about the documents. */
  findings: Finding[];
}

/** The way of one job to one role. */
export interface Road {
  /** The workflow file; absent where the documents show no job. */
  workflow?: string;
  /** The job; absent where the documents show none. */
  job?: string;
  /** The role: its address or ARN in the documents, else what the job asks for. */
  role?: string;
  /** Where the role is. */
  role_place?: SourcePlace;
  /** What becomes of the job's runs. */
  scenarios: RoadScenario[];
  /** Of a role that another role assumes: the calls that this takes, those that are denied first. */
  calls?: RoadCall[];
  /** What becomes of the images that it pushes. */
  images: RoadImage[];
  /** Who else gets in, most dangerous first, each with a token that proves it. */
  dangers: RoadDanger[];
  /** What to change: for a denial what lets the job in and nobody else, for a danger what shuts out the others. */
  changes?: RoadChange[];
  /** What is assumed. */
  assumed: Premise[];
}

/** A set of runs of a job that fare alike. */
export interface RoadScenario {
  /** Which runs they are, in words, such as `push to main`. */
  runs: string;
  /** The tokens of these runs: only the claims that differ between runs. */
  tokens: TokenClass;
  /** For pull requests: from where the code comes. */
  head?: PullRequestHead;
  /** What becomes of them. */
  verdict: RoadVerdict;
  /** Where they are stopped, or what is open. */
  stage?: RoadStage;
  /** Why, where that is one of the known causes. */
  cause?: string;
  /** Why, in one sentence. */
  message?: string;
  /** Where, in the user's files. */
  place?: SourcePlace;
  /** Pattern and value side by side, where a text of the policy does not fit: those of one of these runs. */
  alignment?: Alignment;
  /** What else stands in the way, once the first is out of it. */
  behind?: RoadFault[];
  /** What would settle it. */
  needs: string[];
}

/**
 * What becomes of a set of tokens, or of an image.
 *
 * - `allowed`: It gets in.
 * - `denied`: It is stopped.
 * - `no_token`: There is no token.
 * - `undetermined`: It depends on what is not known.
 */
export type RoadVerdict = "allowed" | "denied" | "no_token" | "undetermined";

/**
 * Where on its way a job is stopped, in AWS's order.
 *
 * - `token-request`: GitHub gives the job no token.
 * - `provider`: STS turns the token away: issuer, audience, keys.
 * - `trust-policy`: The role's trust policy, or a resource control policy.
 * - `session`: The session: its name, its tags, its length.
 * - `ecr-permission`: What the role may do in ECR.
 * - `push`: The image reference, and what the registry takes.
 * - `naming`: What the naming rules of the team say of the image.
 */
export type RoadStage =
  | "token-request"
  | "provider"
  | "trust-policy"
  | "session"
  | "ecr-permission"
  | "push"
  | "naming";

/** A pattern and a value side by side: segment by segment, and name by name in a segment that does not fit. */
export interface Alignment {
  /** Column by column; joined, the pieces give pattern and value. */
  columns: Column[];
  /** Where they first differ; `None` where the whole fits. */
  difference?: Difference;
}

/** One column: a piece of the pattern beside the piece of the value it stands for. */
export interface Column {
  /** The piece of the pattern. */
  pattern: string;
  /** The piece of the value. */
  value: string;
  /** Whether they fit. */
  fits: boolean;
}

/** The place where pattern and value first differ. */
export interface Difference {
  /** The segment of the subject, by the key of the template that prints it: `repo`, `context` or a claim. */
  segment?: string;
  /** Characters of the pattern before it. */
  pattern_offset: number;
  /** Characters of the value before it. */
  value_offset: number;
  /** What the pattern has there, a whole name, hidden characters escaped; empty where it has nothing. */
  expected: string;
  /** What the value has there, a whole name, hidden characters escaped; empty where it has nothing. */
  found: string;
}

/** Something else that stands in the way, behind the first. */
export interface RoadFault {
  /** Stable code. */
  code: string;
  /** One sentence. */
  message: string;
  /** Where, in the user's files. */
  place?: SourcePlace;
}

/** A call by which one role assumes another. */
export interface RoadCall {
  /** The action, such as `sts:TagSession`. */
  name: string;
  /** What becomes of it. */
  verdict: RoadVerdict;
  /** Where it is stopped, or what is open. */
  stage?: RoadStage;
  /** Why, where that is one of the known causes. */
  cause?: string;
  /** Why, in one sentence. */
  message?: string;
  /** Where, in the user's files. */
  place?: SourcePlace;
  /** What would settle it. */
  needs: string[];
}

/** What becomes of an image that the job pushes. */
export interface RoadImage {
  /** Its name; what is not known stands as `⟦name⟧`. */
  name: string;
  /** What becomes of it. */
  verdict: RoadVerdict;
  /** Where it is stopped, or what is open. */
  stage?: RoadStage;
  /** Why, where that is one of the known causes. */
  cause?: string;
  /** Why, in one sentence. */
  message?: string;
  /** Where, in the user's files. */
  place?: SourcePlace;
  /** Pattern and value side by side, where a text of a policy does not fit. */
  alignment?: Alignment;
  /** What would settle it. */
  needs: string[];
}

/** Who else gets in. */
export interface RoadDanger {
  /** What makes it a danger, where that is one of the known kinds. */
  code?: string;
  /** Who they are, in words. */
  message: string;
  /** How much that matters. */
  severity: Exposure;
  /** One of their tokens, which the role lets in. */
  witness: WitnessToken;
  /** The statement that lets it in, in the user's files. */
  place: SourcePlace;
}

/**
 * How much a class of tokens that gets in matters.
 *
 * - `critical`: Strangers get in without any doing of ours.
 * - `high`: Strangers who need something of ours, or code of ours that nobody reviewed, all over an organisation.
 * - `medium`: Any branch or tag of one repository, tags that move, environments that anybody may name.
 * - `low`: One branch, one environment, one workflow at one ref.
 * - `info`: What is named by id.
 */
export type Exposure = "critical" | "high" | "medium" | "low" | "info";

/** A token that GitHub can mint: `check_trust` takes its claims, and `build_subject` its claims and settings. */
export interface WitnessToken {
  /** Its claims, `sub` and `aud` among them. */
  claims: Claims;
  /** The settings that give its subject. */
  settings: TokenSettings;
  /** The session name that its caller has to choose, where the policy asks for one. */
  role_session_name?: string;
  /** The token in one line. */
  text: string;
}

/** The settings that give a token its subject, as `build_subject` takes them. */
export interface TokenSettings {
  /** The template's keys; absent for the default. */
  include_claim_keys?: string[];
  /** True for an immutable subject; absent for a legacy one. */
  immutable?: boolean;
  /** Where GitHub runs; absent for github.com. */
  platform?: string;
  /** The version of an Enterprise Server. */
  ghes_version?: string;
}

/** A change that lets a job in that was denied, or shuts out others that got in. */
export interface RoadChange {
  /** The cause or the danger that it answers. */
  code: string;
  /** Whether it can be made without looking: then the policy is proved to admit nobody but the runs of this job. */
  kind: FixKind;
  /** Which side it is made to. */
  side: ChangeSide;
  /** What is changed, in one clause. */
  message: string;
  /** What it does: who gets in by it, and who does not any more. */
  effect: string;
  /** What to settle before it is made. */
  question?: string;
  /** The edits of the caller's documents, all of which belong together; none where no document is the source. */
  edits: Edit[];
  /** The command or the call that makes it, where no document is the source. */
  command?: string;
}

/**
 * Which of the files or settings a change is made to.
 *
 * - `workflow`: A workflow file.
 * - `settings`: Settings on GitHub.
 * - `provider`: The identity provider of the account.
 * - `trust_policy`: The role's trust policy.
 * - `permissions`: What the role may do.
 * - `naming_rules`: The rules of the team for image names.
 */
export type ChangeSide =
  | "workflow"
  | "settings"
  | "provider"
  | "trust_policy"
  | "permissions"
  | "naming_rules";

/** Who is ours, and what others can do. */
export interface World {
  /** Our organisations and users. Absent or empty: the owners that the policy names. */
  owners?: readonly WorldOwner[] | null;
  /** Whether anybody else can get tokens of this issuer; true where this is not given. */
  strangers?: boolean | null;
  /** Which reusable workflows others can call; `any` where this is not given. */
  callable?: Callable | null;
  /** Whether others may have taken over our logins, under other ids; false where this is not given. */
  recycled?: boolean | null;
  /**
   * Whether tokens count whose subject GitHub does not document. An answer that depends on one is `undetermined`. False
   * where this is not given.
   */
  undocumented?: boolean | null;
  /** Ids of our repositories, each with its `owner/name`. */
  our_repository_ids?: { readonly [name: string]: string } | null;
  /** The audiences that the provider accepts; any where this is not given. */
  audiences?: readonly string[] | null;
  /** Where GitHub runs; where this is not given, the providers in the policy tell. */
  platform?: Platform | null;
  /** The version of an Enterprise Server, such as `3.17`. */
  ghes_version?: string | null;
  /** The identity provider of the role's account. */
  provider?: Provider | null;
  /** The AWS partition; from the ARNs, or `aws`, where this is not given. */
  partition?: string | null;
  /** The day to answer for, `YYYY-MM-DD`; what is known today where this is not given. */
  as_of?: string | null;
  /** The session name; any where this is not given, since the caller chooses it. */
  role_session_name?: string | null;
  /** Further condition keys of every request, such as `aws:SourceIp`. */
  context?: { readonly [name: string]: string | readonly string[] | null } | null;
  /**
   * Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
   * known. Not given: taken as not in force.
   */
  rcp?: DocumentInput | readonly DocumentInput[] | null;
}

/** An organisation or a user of ours. */
export interface WorldOwner {
  /** The login as GitHub prints it. */
  login: string;
  /** Its id. */
  id?: string | null;
  /**
   * The template of its subjects: a list of keys; `null` or absent for the default; `"unknown"` where each repository may
   * have its own.
   */
  include_claim_keys?: string | readonly string[] | null;
  /** Whether its subjects are immutable, or `"either"`; legacy where this is not given. */
  immutable?: boolean | "either" | null;
  /** The names of all its repositories; any where this is not given. */
  repositories?: readonly string[] | null;
  /** The id of its enterprise; none where this is not given. */
  enterprise_id?: string | null;
}

/**
 * Which reusable workflows others can call.
 *
 * - `any`: Any, ours among them.
 * - `own`: None of ours.
 */
export type Callable = "any" | "own";

/** An IAM identity provider. */
export interface Provider {
  /** Its ARN. */
  arn: string;
  /** Its client IDs (audiences); assumed to hold the token's where this is not given. */
  client_ids?: readonly string[] | null;
  /**
   * Whether STS can fetch the issuer's keys from the internet, which an Enterprise Server may not allow; assumed where
   * this is not given.
   */
  reachable?: boolean | null;
}

/** The answer of `compare_documents`. */
export interface DocumentsComparison {
  /** The relation of all roles together: the first of them, in the order of what a reviewer has to look at. */
  relation: RoleRelation;
  /** The roles with a trust policy: those of the documents as they are, in their order, then those that are gone. */
  roles: RoleComparison[];
}

/**
 * How a role compares with what it was; in the order of what a reviewer has to look at.
 *
 * - `incomparable`: Tokens get in that did not, and others no longer do.
 * - `wider`: Tokens get in that did not.
 * - `gave_up`: The question needs more states than the limit.
 * - `undetermined`: It depends on what is not known or not documented: see `needs` and `unless`.
 * - `new`: There was no such role.
 * - `narrower`: Tokens that got in no longer do.
 * - `gone`: There is no such role any more.
 * - `equal`: The same tokens get in.
 */
export type RoleRelation =
  | "incomparable"
  | "wider"
  | "gave_up"
  | "undetermined"
  | "new"
  | "narrower"
  | "gone"
  | "equal";

/** What becomes of a role. */
export interface RoleComparison {
  /** Its address, else its ARN or its name; for a trust policy by itself the document's name. */
  role: string;
  /** How it compares. */
  relation: RoleRelation;
  /** The same in words. */
  message: string;
  /** Where it was. */
  before?: SourcePlace;
  /** Where it is: the subjects that its trust policy names, else where that policy begins. */
  after?: SourcePlace;
  /** A token that gets in and did not; of a new role, one of the most dangerous that get in. */
  gained?: WitnessToken;
  /** A token that got in and no longer does. */
  lost?: WitnessToken;
  /** What the trust policies depend on and is not known. */
  needs: string[];
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/** Something that would settle an open verdict. */
export interface Need {
  /** The claim that would. */
  claim?: string;
  /** The condition key that would, in `context`. */
  key?: string;
  /** The option that would, or the layer of policies. */
  option?: string;
  /** Code of the question that AWS leaves open. */
  question?: string;
  /** One sentence. */
  message: string;
  /** What the values that the policies name would give. */
  values: NeedValue[];
  /** What the values that fit a pattern of the policies would give. */
  patterns?: NeedPattern[];
  /** What any other value would give, where that is one verdict. */
  otherwise?: Verdict;
  /** What it would give that the token has no such claim, or the request no such key; absent where every one has it. */
  absent?: Verdict;
}

/** What one value would give. */
export interface NeedValue {
  /** The value. */
  value: string;
  /** The verdict then. */
  verdict: Verdict;
}

/**
 * What the documents given decide.
 *
 * - `allowed`: They let it in.
 * - `denied`: They do not.
 * - `undetermined`: They would need something that is not known, or that AWS does not document.
 */
export type Verdict = "allowed" | "denied" | "undetermined";

/** What the values that fit a pattern would give. */
export interface NeedPattern {
  /** The pattern or network, as in the policy. */
  pattern: string;
  /** The verdict for a value that fits it. */
  verdict: Verdict;
}

/**
 * What a report is written as.
 *
 * - `text`: For a terminal.
 * - `markdown`: For a comment or a job summary on GitHub.
 * - `sarif`: SARIF 2.1.0, for code scanning.
 * - `github`: Workflow commands, which GitHub shows as annotations.
 */
export type RenderFormat = "text" | "markdown" | "sarif" | "github";

/** The roads, written. */
export interface RenderResponse {
  /** The text, of lines that end in a line feed. */
  text: string;
}

/** The answer of `evaluate_expression`. */
export interface EvaluateExpressionResponse {
  /** Whether it has a value. */
  outcome: ExpressionOutcome;
  /** The type of its value, where that is known. */
  type?: ExpressionType;
  /** Its value as GitHub prints it in a text; of a list or an object, that is only the word `Array` or `Object`. */
  text?: string;
  /** A list or an object as `toJSON` prints it. */
  json?: string;
  /** What the value depends on and is not known, each once, in the order of the expression. */
  unknown: string[];
  /** The text with what is not known as `⟦name⟧`, where some of it is known. */
  pattern?: string;
  /** Every value that it can have, as text, where they are few and known. */
  candidates: string[];
  /** The value, as text, where everything that is not known is empty. */
  default?: string;
  /** Why GitHub fails. */
  reason?: string;
}

/**
 * Whether an expression has a value.
 *
 * - `known`: Its value is known.
 * - `unknown`: Its value depends on what is not known.
 * - `fails`: GitHub fails when it evaluates it.
 */
export type ExpressionOutcome = "known" | "unknown" | "fails";

/**
 * The type of a value.
 *
 * - `null`: `null`
 * - `boolean`: `true` or `false`
 * - `number`: A number.
 * - `string`: A text.
 * - `array`: A list.
 * - `object`: An object.
 */
export type ExpressionType = "null" | "boolean" | "number" | "string" | "array" | "object";

/** The answer of `match_condition`. */
export interface MatchConditionResponse {
  /** Whether the test holds. */
  outcome: ConditionOutcome;
  /** Why, in one sentence. */
  reason: string;
}

/**
 * Whether one condition test holds.
 *
 * - `match`: It holds.
 * - `no_match`: It does not.
 * - `undetermined`: AWS does not document the answer and this input asks for it.
 */
export type ConditionOutcome = "match" | "no_match" | "undetermined";

/** What is known besides policy and claims. */
export interface TrustOptions {
  /** What a claim that is not named means; `token` where this is not given. */
  claims_scope?: ClaimsScope | null;
  /** ARN of the role that is asked for. */
  role_arn?: string | null;
  /** Session name; `GitHubActions` where this is not given. */
  role_session_name?: string | null;
  /** The identity provider of the role's account. */
  provider?: Provider | null;
  /** Further condition keys of the request, such as `aws:SourceIp`, or other values for keys it has. */
  context?: { readonly [name: string]: string | readonly string[] | null } | null;
  /** The AWS partition; from the ARNs, or `aws`, where this is not given. */
  partition?: string | null;
  /**
   * Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
   * known. Not given: taken as not in force, and listed in `not_examined`.
   */
  rcp?: DocumentInput | readonly DocumentInput[] | null;
  /** The day to answer for, `YYYY-MM-DD`; what is known today where this is not given. */
  as_of?: string | null;
  /** Whether a policy that is longer than AWS stores is evaluated all the same; else it is refused. */
  over_quota?: boolean | null;
}

/**
 * What a claim that is not named means.
 *
 * - `token`: It is not in the token: the claims are those of a decoded token. For `iss` and `aud`, which every token has, the usual value is assumed and listed.
 * - `partial`: It is not known: the claims come from CloudTrail, environment variables or a form.
 */
export type ClaimsScope = "token" | "partial";

/**
 * The answer of `check_trust`.
 *
 * "Allowed" means by the documents given: `not_examined` lists what was not.
 */
export interface TrustReport {
  /** Whether the documents given let the token in. */
  verdict: Verdict;
  /** Where it is decided; absent when the token gets in. */
  stage?: Stage;
  /** Why. */
  reason: TrustReason;
  /** What keeps the token out: the first stage first, then the statement that lacks least. */
  failures: Failure[];
  /** What would settle an open verdict. */
  needs: Need[];
  /** The assumptions and facts that the verdict depends on. */
  premises: Premise[];
  /** What is worth knowing of policy and claims and changes no verdict. */
  findings: Finding[];
  /** What was not examined. */
  not_examined: NotExamined[];
  /** Every statement with every test. */
  statements: StatementReport[];
}

/**
 * Where a job is stopped.
 *
 * - `provider`: STS turns the token away: issuer, audience, keys.
 * - `trust-policy`: The role's trust policy, or a resource control policy.
 */
export type Stage = "provider" | "trust-policy";

/**
 * Why the verdict is what it is.
 *
 * - `allow`: A statement allows and none denies.
 * - `explicit_deny`: A Deny statement, or a resource control policy, matches.
 * - `implicit_deny`: No statement allows.
 * - `token_rejected`: STS turns the token away before it reads the policy.
 * - `open`: Something that decides is not known.
 */
export type TrustReason = "allow" | "explicit_deny" | "implicit_deny" | "token_rejected" | "open";

/** One thing that keeps the token out. */
export interface Failure {
  /** Where. */
  stage: Stage;
  /** Stable code. */
  code: string;
  /** One sentence. */
  message: string;
  /** What fails. */
  element: Element;
  /** For a condition: its operator. */
  operator?: string;
  /** For a condition: its key. */
  key?: string;
  /** Number of the statement, from 1. */
  statement?: number;
  /** Line in the policy, from 1; absent for a policy given as an object. */
  line?: number;
  /** What would have passed. */
  expected: string[];
  /** What was there. */
  actual?: string;
  /** Why, where that is one of the known causes. */
  cause?: Cause;
  /**
   * What to add to the values of the test so that this token is let in, and no other; absent where no single value does.
   * Whether it is to be let in is for the owner of the policy to say.
   */
  admits?: string;
}

/**
 * What a test or a failure is about.
 *
 * - `token`: The token itself.
 * - `provider`: The identity provider.
 * - `audience`: The audience of the token.
 * - `principal`: The principal of a statement.
 * - `action`: The action of a statement.
 * - `resource`: The resource of a statement.
 * - `condition`: One condition of a statement.
 * - `statement`: A statement as a whole.
 * - `policy`: The policy as a whole.
 */
export type Element =
  | "token"
  | "provider"
  | "audience"
  | "principal"
  | "action"
  | "resource"
  | "condition"
  | "statement"
  | "policy";

/** Why a test does not hold, or a layer does not allow. */
export interface Cause {
  /** Stable code. */
  code: string;
  /** One sentence. */
  message: string;
}

/**
 * Something that was not examined, because it was not given.
 *
 * - `the role's permissions`: What the role may do once it is assumed.
 * - `identity policies`: The policies of the principal.
 * - `the resource's policies`: The policies of the resource.
 * - `permissions boundary`: The permissions boundary.
 * - `session policies`: The policies passed along with the session.
 * - `resource control policies`: The resource control policies of the organisation.
 * - `service control policies`: The service control policies of the organisation.
 * - `whether the repository exists`: Whether the repository of a push exists.
 */
export type NotExamined =
  | "the role's permissions"
  | "identity policies"
  | "the resource's policies"
  | "permissions boundary"
  | "session policies"
  | "resource control policies"
  | "service control policies"
  | "whether the repository exists";

/** One statement, tested. */
export interface StatementReport {
  /** Its number, from 1. */
  number: number;
  /** Its Sid. */
  sid?: string;
  /** Allow or Deny. */
  effect: Effect;
  /** Line in the policy, from 1; absent for a policy given as an object. */
  line?: number;
  /** Whether it applies to the request. */
  result: TestResult;
  /** Every part, in order. */
  tests: TestReport[];
}

/**
 * What a policy statement does.
 *
 * - `Allow`: It lets a request in.
 * - `Deny`: It keeps a request out, whatever others say.
 */
export type Effect = "Allow" | "Deny";

/**
 * Whether a part of a statement holds.
 *
 * - `match`: It does.
 * - `no_match`: It does not.
 * - `undetermined`: It depends on something that is not known, or that AWS does not document.
 */
export type TestResult = "match" | "no_match" | "undetermined";

/** One part of a statement, tested. */
export interface TestReport {
  /** What is tested. */
  element: Element;
  /** For a condition: its operator. */
  operator?: string;
  /** For a condition: its key. */
  key?: string;
  /** Whether it holds. */
  result: TestResult;
  /** Why, in one sentence. */
  message: string;
  /** What the policy gives. */
  expected: string[];
  /** What the request has; absent for a missing or unknown key. */
  actual?: string;
  /** Line in the policy, from 1; absent for a policy given as an object. */
  line?: number;
  /** JSON pointer in the policy. */
  pointer: string;
  /** Pattern and value side by side, for a text comparison that fails. */
  alignment?: Alignment;
}

/** The answer of `who_can_assume`. */
export interface WhoReport {
  /** Whether anybody gets in. */
  outcome: WhoOutcome;
  /** The same in words. */
  message: string;
  /** Who, most dangerous first; at most twelve classes. */
  classes: WhoClass[];
  /** Whether more get in than the classes hold. */
  more: boolean;
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/**
 * Whether anybody gets in.
 *
 * - `somebody`: Somebody does.
 * - `nobody`: Nobody does.
 * - `undetermined`: It depends on what is not known or not documented: see `unless`.
 * - `gave_up`: The question needs more states than the limit: see `findings`.
 */
export type WhoOutcome = "somebody" | "nobody" | "undetermined" | "gave_up";

/** Some of the tokens that get in. */
export interface WhoClass {
  /** Who they are, in words. */
  text: string;
  /** How much that matters. */
  severity: Exposure;
  /** Whose they are. */
  party: ClassParty;
  /** The same as a class. */
  where: TokenClass;
  /** Whether every token of the class gets in. */
  exact: boolean;
  /** One of them. */
  witness: WitnessToken;
  /** The statements that let the witness in, by their numbers from 1. */
  statements: number[];
}

/**
 * Who a class of tokens belongs to.
 *
 * - `outsiders`: Anybody but us.
 * - `ours`: Us.
 */
export type ClassParty = "outsiders" | "ours";

/** Who may assume a role. */
export interface Intent {
  /** The tokens that may: those of any of these classes. An empty list: nobody may. */
  only: readonly TokenClassInput[];
}

/** The answer of `prove`. */
export interface ProofReport {
  /** Whether it holds. */
  outcome: ProofOutcome;
  /** The same in words. */
  message: string;
  /** A token outside the intent that gets in, or that may. */
  counterexample?: WitnessToken;
  /** Whether no token is certain to get in, so that a proof says little. */
  vacuous: boolean;
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/**
 * Whether a policy lets in nobody but those it should.
 *
 * - `holds`: No token outside the intent gets in.
 * - `fails`: One does: the counterexample.
 * - `undetermined`: One may: it depends on what is not known or not documented, see `unless`.
 * - `gave_up`: The question needs more states than the limit: see `findings`.
 */
export type ProofOutcome = "holds" | "fails" | "undetermined" | "gave_up";

/** The answer of `outsiders`. */
export interface OutsidersReport {
  /** Whether others get in. */
  outcome: OutsidersOutcome;
  /** The same in words. */
  message: string;
  /** A token of somebody else that gets in, or that may. */
  witness?: WitnessToken;
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/**
 * Whether others get in.
 *
 * - `none`: No token of anybody else gets in.
 * - `some`: One does: the witness.
 * - `undetermined`: One may: it depends on what is not known or not documented, see `unless`.
 * - `gave_up`: The question needs more states than the limit: see `findings`.
 */
export type OutsidersOutcome = "none" | "some" | "undetermined" | "gave_up";

/** The answer of `compare_policies`. */
export interface ComparisonReport {
  /** How they compare. */
  relation: PolicyRelation;
  /** The same in words. */
  message: string;
  /** A token that the old policy lets in and the new one does not. */
  lost?: WitnessToken;
  /** A token that the new policy lets in and the old one does not. */
  gained?: WitnessToken;
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/**
 * How a new policy compares with an old one.
 *
 * - `equal`: Both let in the same tokens.
 * - `narrower`: The new one lets in less.
 * - `wider`: The new one lets in more.
 * - `incomparable`: Each lets in tokens that the other does not.
 * - `undetermined`: It depends on what is not known or not documented: see `unless`.
 * - `gave_up`: The question needs more states than the limit: see `findings`.
 */
export type PolicyRelation = "equal" | "narrower" | "wider" | "incomparable" | "undetermined" | "gave_up";

/** The answer of `decide`. */
export interface DecisionReport {
  /** Whether they get in. */
  outcome: Decided;
  /** One that gets in. */
  admitted?: WitnessToken;
  /** One that does not. */
  refused?: WitnessToken;
  /** Whether the set has no token in this world. */
  empty: boolean;
  /** What would settle an open answer. */
  unless: Need[];
  /** What the answer rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing about the policy, the intent or the world. */
  findings: Finding[];
  /** How many shapes of token were looked at. */
  cases: number;
  /** How many states the automata took. */
  states: number;
}

/**
 * Whether the tokens of a set get in.
 *
 * - `always`: All do.
 * - `never`: None does.
 * - `sometimes`: Some do and some do not.
 * - `undetermined`: It depends on what is not known or not documented: see `unless`.
 * - `gave_up`: The question needs more states than the limit: see `findings`.
 */
export type Decided = "always" | "never" | "sometimes" | "undetermined" | "gave_up";

/** What is made. */
export interface MakeOptions {
  /** The account of the role. */
  account: string;
  /** Who signs the tokens, such as `https://token.actions.octo.ghe.com`; github.com where this is not given. */
  issuer?: string | null;
  /** The name of the role; `github-actions` where this is not given. */
  role_name?: string | null;
  /** Whether the account has the identity provider already, so that the files do not create it. */
  provider_exists?: boolean | null;
  /** The ECR repositories that the role may push to: names, patterns of names with `*`, or ARNs. */
  repositories?: readonly string[] | null;
  /** Whether the repositories are there already, so that the files do not create them. */
  repositories_exist?: boolean | null;
  /** The region of the repositories that are given by name. */
  region?: string | null;
  /** Whether the role may read images too, as for a cache in the registry. */
  pull?: boolean | null;
  /** The tags that may move, as filters such as `latest` or `dev-*`; none where this is not given. */
  mutable_tags?: readonly string[] | null;
  /**
   * The team's naming rules, as YAML or JSON text or as an object: where `mutable_tags` is not given, the tags that the
   * rules call moving may move, and no other.
   */
  naming_rules?: DocumentInput | null;
  /** Whether the keys of subjects may change where only that says what is meant. */
  change_template?: boolean | null;
  /** The account's quota for trust policies in characters; 2,048 where this is not given. */
  quota?: number | null;
}

/** The answer of `make_policies`. */
export interface MakePoliciesResponse {
  /** Whether the policy says what was meant. */
  outcome: MakeOutcome;
  /** Who gets in: the policy is proved to admit all tokens of these classes, and no other. */
  admits: TokenClass[];
  /** Claims of the intent that no policy can test here in every case, where it is the nearest. */
  unsaid: string[];
  /** A token that gets in and is not meant, where it is the nearest. */
  beyond?: WitnessToken;
  /** Who gets in, in words, where it is the nearest. */
  classes: WhoClass[];
  /** The identity provider. */
  provider: MadeProvider;
  /** The role. */
  role: MadeRole;
  /** The role's trust policy. */
  trust_policy: JsonValue;
  /** Its characters that count against the quota. */
  size: number;
  /** The characters that the quota allows. */
  quota: number;
  /** What the role may do in ECR; absent where no repository is named. */
  permissions?: JsonValue;
  /** The repositories that it may push to. */
  repositories: MadeRepository[];
  /** The keys of the subjects that the policy needs, where they have to change first. */
  include_claim_keys?: string[];
  /** The calls of GitHub's REST API that bring these keys into force. */
  requests: CustomizationCall[];
  /** All of it as files, for each account: that of the role first. */
  files: MadeFiles[];
  /** What the proof rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing. */
  findings: Finding[];
}

/**
 * Whether the policy says what was meant.
 *
 * - `exact`: It admits all tokens of the intent and nobody else.
 * - `nearest`: It admits all tokens of the intent, and more: AWS cannot tell these apart. `admits` says who gets in.
 */
export type MakeOutcome = "exact" | "nearest";

/** The identity provider. */
export interface MadeProvider {
  /** Its ARN. */
  arn: string;
  /** The URL of the issuer. */
  url: string;
  /** The audiences that it accepts. */
  client_ids: string[];
  /** Whether the account has it already, so that it is not created. */
  exists: boolean;
}

/** The role. */
export interface MadeRole {
  /** Its name. */
  name: string;
  /** Its ARN. */
  arn: string;
}

/** A repository that the role may push to. */
export interface MadeRepository {
  /** Its ARN. */
  arn: string;
  /** Its name, or the pattern of several names. */
  name: string;
  /** Its account. */
  account: string;
  /** Whether its tags move; absent for a pattern of names. */
  image_tag_mutability?: TagMutability;
  /** The tags that move all the same. */
  exclusion_filters: string[];
  /** Its policy, where it is in another account than the role. */
  policy?: JsonValue;
}

/**
 * Whether the tags of a repository may be pushed again.
 *
 * - `MUTABLE`: Every tag moves.
 * - `IMMUTABLE`: No tag moves.
 * - `MUTABLE_WITH_EXCLUSION`: Every tag moves but those that a filter matches.
 * - `IMMUTABLE_WITH_EXCLUSION`: No tag moves but those that a filter matches.
 */
export type TagMutability = "MUTABLE" | "IMMUTABLE" | "MUTABLE_WITH_EXCLUSION" | "IMMUTABLE_WITH_EXCLUSION";

/** What an account needs, as files. */
export interface MadeFiles {
  /** The account. */
  account: string;
  /** For Terraform. */
  terraform: string;
  /** For CloudFormation, as JSON; absent where it cannot change what exists. */
  cloudformation?: string;
}

/** The answer of `shrink_policy`. */
export interface ShrinkPolicyResponse {
  /** Whether it fits. */
  outcome: ShrinkOutcome;
  /** The policy: equal to the one given. */
  policy: JsonValue;
  /** The characters of the policy as it was, in its shortest JSON. */
  before: number;
  /** The characters of the policy as it is. */
  size: number;
  /** The characters that are allowed. */
  limit: number;
  /** How many characters it has too many. */
  over_by: number;
  /** What made it shorter, in order. */
  steps: ShrinkStep[];
  /**
   * Policies of several roles that fit and together admit the same tokens, where one policy does not fit; empty where
   * there is no such split.
   */
  roles: JsonValue[];
  /** What the comparison rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that it uses, by their ids on the page of the model. */
  assumptions: string[];
}

/**
 * Whether a policy fits.
 *
 * - `fits`: It fits as it is.
 * - `shrunk`: An equal one fits.
 * - `too_long`: No equal one was found that fits: `policy` is the shortest, and `roles` splits it.
 */
export type ShrinkOutcome = "fits" | "shrunk" | "too_long";

/** Something that made the policy shorter. */
export interface ShrinkStep {
  /** What was done. */
  done: string;
  /** How many characters that saved. */
  saved: number;
}

/** The answer of `plan_migration`. */
export interface PlanMigrationResponse {
  /** The roles, in the order of the documents. */
  roles: MigratedRole[];
  /** What to do, in order; nothing where a role is not proved. */
  steps: MigrationStep[];
  /** How to go back at any time before the last policies are written. */
  back: MigrationStep[];
  /** What the answer rests on. */
  premises: Premise[];
}

/** A role whose policy the change concerns. */
export interface MigratedRole {
  /** Its address, its ARN or its name; the name of the document for a trust policy by itself. */
  name: string;
  /** Where it is. */
  place: SourcePlace;
  /** What becomes of it. */
  outcome: MigrationOutcome;
  /** Why nothing is proved. */
  reason?: string;
  /** Who gets in today, as their tokens will be, and is locked out by the change unless the policy changes first. */
  locked_out: TokenClass[];
  /** The jobs of the documents that are locked out with them. */
  jobs: LockedJob[];
  /** The policy to write before the change: it admits the same jobs before and after it, and nobody else. */
  interim?: JsonValue;
  /** The characters of the interim policy that count against the quota, of which every account has 2,048 at least. */
  interim_size?: number;
  /** The policy to write after the change. */
  last?: JsonValue;
}

/**
 * What becomes of a role.
 *
 * - `unaffected`: Its policy admits the same jobs afterwards: nothing is to be done.
 * - `planned`: The change locks jobs out; `interim` and `last` are proved.
 * - `unproved`: The change may lock jobs out, and no policy is proved: `reason` says why.
 * - `unread`: Its trust policy is not known: `reason` says why.
 */
export type MigrationOutcome = "unaffected" | "planned" | "unproved" | "unread";

/** A job that the change locks out unless the policy changes first. */
export interface LockedJob {
  /** The workflow file. */
  workflow: string;
  /** The id of the job. */
  job: string;
  /** The runs of it that get in today and are denied from the change on, such as `push to main`. */
  runs: string;
  /** The same as a set of tokens, as they are today. */
  tokens: TokenClass;
  /** A subject of these runs that gets in today, where it can be told. */
  subject?: string;
  /** A subject of these runs that is denied from the change on, where it can be told. */
  subject_then?: string;
  /** Where the job asks for the role. */
  place: SourcePlace;
}

/** A step. */
export interface MigrationStep {
  /** What it is. */
  kind: MigrationStepKind;
  /** What to do. */
  text: string;
  /** The call of GitHub's REST API, where there is one. */
  request?: CustomizationCall;
}

/**
 * What a step is.
 *
 * - `policy`: A policy is written.
 * - `change`: Something changes at GitHub.
 * - `check`: Something is looked at before the next step.
 */
export type MigrationStepKind = "policy" | "change" | "check";

/** What is guarded, and how the guard is stored. */
export interface GuardOptions {
  /**
   * Who signs the tokens that are told apart, such as `https://token.actions.octo.ghe.com`; github.com where this is not
   * given. A guard looks at one issuer.
   */
  issuer?: string | null;
  /** The name of the policy; `github-owners` where this is not given. */
  name?: string | null;
  /** What it is attached to: the root (`r-abcd`), organisational units or accounts; nothing where this is not given. */
  targets?: readonly string[] | null;
  /** The management account, which no resource control policy reaches. */
  management_account?: string | null;
}

/** The answer of `guard_organization`. */
export interface GuardOrganizationResponse {
  /** What the guard tells our tokens by. */
  by: GuardKey;
  /** The resource control policy. It is proved to deny every token of this issuer that is not of these owners, and none that is. */
  policy: JsonValue;
  /** Its characters that count against the quota. */
  size: number;
  /** The characters that the quota allows. */
  quota: number;
  /** The roles, in the order of the documents. */
  roles: GuardedRole[];
  /** The other ways into these roles, which the guard leaves as they are. */
  federations: OtherFederation[];
  /** The guard as files. */
  files: GuardFiles;
  /** What the proof rests on. */
  premises: Premise[];
  /** The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model. */
  assumptions: string[];
  /** What is worth knowing. */
  findings: Finding[];
}

/**
 * What the guard tells our tokens by.
 *
 * - `repository_owner_id`: The ids of the owners: nobody else can ever have them.
 * - `repository`: The logins of the owners, in the name of the repository.
 * - `sub`: The subject, where AWS fills no other key from this issuer's tokens.
 */
export type GuardKey = "repository_owner_id" | "repository" | "sub";

/** A role, and what the guard does for it. */
export interface GuardedRole {
  /** Its address, its ARN or its name; the name of the document for a trust policy by itself. */
  name: string;
  /** What the guard does for it. */
  outcome: GuardedOutcome;
  /** Why it is so, where that is not plain. */
  reason?: string;
  /** A token of a stranger that gets in without the guard, or may. */
  stranger?: WitnessToken;
  /** Where it is. */
  place: SourcePlace;
}

/**
 * What the guard does for a role.
 *
 * - `kept_out`: Strangers get in today, and none does with the guard.
 * - `closed`: No stranger gets in, with or without the guard.
 * - `not_concerned`: No token of the issuer gets in: the role is for others, and the guard does not change who.
 * - `out_of_reach`: The guard does not reach the role, or not each of its ways in: it needs a policy of its own. `reason` says why.
 * - `unproved`: It is not proved that no stranger gets in with the guard: `reason` says why.
 * - `unread`: Its trust policy is not known: `reason` says why.
 */
export type GuardedOutcome =
  | "kept_out"
  | "closed"
  | "not_concerned"
  | "out_of_reach"
  | "unproved"
  | "unread";

/** Another way into roles, which the guard is shown to leave as it is. */
export interface OtherFederation {
  /** The principal: the ARN of an identity provider, or the name of a shared one. */
  principal: string;
  /** The roles that trust it. */
  roles: string[];
}

/** The guard as files. */
export interface GuardFiles {
  /** For Terraform. */
  terraform: string;
  /** For CloudFormation, as JSON. */
  cloudformation: string;
}

/** What is known of a policy that is to be stored. */
export interface CreateOptions {
  /** What it is stored as; the trust policy of a role where this is not given. */
  kind?: StoredAs | null;
  /** The account's quota for this kind, in characters, as digits, where it was raised. */
  quota?: string | null;
  /** The scope of an ECR registry's policy; `v2`, the default of ECR, where this is not given. */
  registry_scope?: RegistryScope | null;
}

/**
 * What a policy is stored as.
 *
 * - `trust`: The trust policy of a role: 2,048 characters unless the quota was raised.
 * - `managed`: A managed policy; a permissions boundary is one: 6,144 characters.
 * - `role_inline`: An inline policy of a role: 10,240 characters, all of the role together.
 * - `user_inline`: An inline policy of a user: 2,048 characters, all of the user together.
 * - `group_inline`: An inline policy of a group: 5,120 characters, all of the group together.
 * - `session`: The session policy that is passed along when a role is assumed: 2,048 characters.
 * - `ecr_repository`: The policy of an ECR repository: 10,240 characters.
 * - `ecr_registry`: The policy of an ECR registry: 10,240 characters.
 * - `resource_control`: A resource control policy of an organisation: 5,120 characters.
 */
export type StoredAs =
  | "trust"
  | "managed"
  | "role_inline"
  | "user_inline"
  | "group_inline"
  | "session"
  | "ecr_repository"
  | "ecr_registry"
  | "resource_control";

/**
 * The scope of an ECR registry's policy (Amazon ECR User Guide, "Private registry permissions").
 *
 * - `v1`: Enforced for `ecr:ReplicateImage`, `ecr:BatchImportUpstreamImage` and `ecr:CreateRepository` only.
 * - `v2`: Enforced for every ECR action; the default.
 */
export type RegistryScope = "v1" | "v2";

/** The answer of `check_create`. */
export interface CreateReport {
  /** AWS's answer. */
  outcome: CreateOutcome;
  /** What counts against the policy, in order. */
  reasons: CreateReason[];
  /** The assumptions of the answer, and what was seen rather than documented. */
  premises: Premise[];
  /** What AWS stores and is probably not meant. */
  findings: Finding[];
  /** Characters that count against the quota. */
  size: number;
  /** Characters that are allowed. */
  quota: number;
}

/**
 * The answer of the call that stores a policy.
 *
 * - `accepted`: It stores the policy.
 * - `undetermined`: AWS does not document it, or it depends on the account's quota.
 * - `rejected`: It refuses.
 */
export type CreateOutcome = "accepted" | "undetermined" | "rejected";

/** One thing that counts against a policy. */
export interface CreateReason {
  /** What it leads to. */
  outcome: CreateOutcome;
  /** Stable code. */
  code: string;
  /** One sentence. */
  message: string;
  /** JSON pointer in the policy. */
  pointer?: string;
  /** Line in the policy, from 1. */
  line?: number;
}

/** A request to AWS. */
export interface AccessRequest {
  /** The action, such as `ecr:PutImage`. */
  action: string;
  /** The resource's ARN; `*` for an action without resource types, such as `ecr:GetAuthorizationToken`. */
  resource: string;
  /**
   * ARN of the assumed-role session, role or user, or the name of a service. Not given: whoever the identity
   * policies belong to, in the account of the resource.
   */
  principal?: string | null;
  /**
   * Condition keys and their values, `null` for a key that the request lacks. What is not named follows from principal,
   * resource and action where it can; else it is missing or not known, by AWS's pages on the key.
   */
  context?: { readonly [name: string]: string | readonly string[] | null } | null;
}

/**
 * The policies around a request. A layer that is not given is listed in `not_examined`, and is taken as not in force;
 * but one that has to allow, `identity` or `resource`, may leave the verdict open. `"unknown"` stands for one in force that
 * is not known, and an empty list for one that has no policy.
 */
export interface AccessPolicies {
  /**
   * The principal's identity policies. Where they are not given, what a resource policy leaves to them is assumed and
   * listed as a premise.
   */
  identity?: DocumentInput | readonly DocumentInput[] | null;
  /** The policies of the resource; for ECR that of the repository. */
  resource?: DocumentInput | readonly DocumentInput[] | null;
  /** The policy of the ECR registry. Its documents follow those of `resource` where statements are numbered. */
  registry?: DocumentInput | readonly DocumentInput[] | null;
  /** The permissions boundary. */
  boundary?: DocumentInput | readonly DocumentInput[] | null;
  /** The session policies passed when the role was assumed. */
  session?: DocumentInput | readonly DocumentInput[] | null;
  /**
   * Service control policies of the principal's organisation: one entry a level, from the root down to the account.
   * `"unknown"` stands for all levels, or for one.
   */
  scp?: DocumentInput | readonly DocumentInput[] | readonly (DocumentInput | readonly DocumentInput[])[] | null;
  /** Resource control policies of the resource's organisation; AWS's full-access policy is implied. */
  rcp?: DocumentInput | readonly DocumentInput[] | null;
  /** The scope of the ECR registry's policy; `v2`, the default of ECR, where this is not given. */
  registry_scope?: RegistryScope | null;
  /** Whether documents that are longer than AWS stores are evaluated all the same; else they are refused. */
  over_quota?: boolean | null;
}

/** The answer of `check_access`. */
export interface AccessReport {
  /** Whether the policies given allow the request. */
  verdict: Verdict;
  /** Why. */
  reason: AccessReason;
  /** The layer that decides a denial. */
  layer?: LayerName;
  /** The verdict in one sentence. */
  message: string;
  /**
   * What keeps a denied request from being allowed: every statement that denies it, or those that are nearest to
   * allowing it, the nearest first.
   */
  failures: AccessFailure[];
  /** Every layer, in the order in which AWS lists the steps. */
  layers: LayerReport[];
  /** The assumptions of the verdict. */
  premises: Premise[];
  /** What would settle an open verdict. */
  needs: Need[];
  /** What is worth knowing of the policies and changes no verdict. */
  findings: Finding[];
  /** Layers that were not given. */
  not_examined: NotExamined[];
}

/**
 * Why access is or is not given.
 *
 * - `allow`: Every layer that must allow does.
 * - `explicit_deny`: A Deny statement matches.
 * - `implicit_deny`: A layer that must allow does not.
 * - `open`: Something that decides is not known.
 */
export type AccessReason = "allow" | "explicit_deny" | "implicit_deny" | "open";

/**
 * The name of a layer of policies.
 *
 * - `identity`: The policies of the principal.
 * - `resource`: The policies of the resource.
 * - `boundary`: The permissions boundary.
 * - `session`: The policies passed along with the session.
 * - `scp`: The service control policies of the organisation.
 * - `rcp`: The resource control policies of the organisation.
 */
export type LayerName = "identity" | "resource" | "boundary" | "session" | "scp" | "rcp";

/** One thing that keeps a request from being allowed. */
export interface AccessFailure {
  /** The layer. */
  layer: LayerName;
  /** Stable code. */
  code: string;
  /** One sentence. */
  message: string;
  /** What fails. */
  element: Element;
  /** For a condition: its operator. */
  operator?: string;
  /** For a condition: its key. */
  key?: string;
  /** The document in its layer, from 1; for SCPs the level comes first. */
  document?: string;
  /** Number of the statement, from 1. */
  statement?: number;
  /** Sid of the statement. */
  sid?: string;
  /** Line in the document, from 1. */
  line?: number;
  /** JSON pointer to what fails, from the request. */
  pointer?: string;
  /** What would have passed. */
  expected: string[];
  /** What was there; absent for a missing key. */
  actual?: string;
  /** Pattern and value side by side, for a text that does not fit. */
  alignment?: Alignment;
  /** Why, where that is one of the known causes. */
  cause?: Cause;
}

/** One layer of policies. */
export interface LayerReport {
  /** Which. */
  layer: LayerName;
  /** What it says. */
  result: LayerResult;
  /** One sentence. */
  message: string;
  /** The statements that make the result, as `document/statement`, from 1; for SCPs the level comes first. */
  statements: string[];
}

/**
 * What one layer says.
 *
 * - `allow`: It allows.
 * - `explicit_deny`: It denies.
 * - `silent`: It says nothing for this request.
 * - `not_in_force`: It is not in force.
 * - `unknown`: It is not known.
 */
export type LayerResult = "allow" | "explicit_deny" | "silent" | "not_in_force" | "unknown";

/** What is known of a push besides its policies. */
export interface PushOptions {
  /** What pushes; where this is not given, all that AWS lists for a push is asked for. */
  client?: PushClient | null;
  /** Whether layers are read as well, as for a registry cache or an image that is copied. */
  pull?: boolean | null;
  /** Whether the repository exists; assumed where this is not given. */
  repository?: RepositoryState | null;
  /** The account of a registry of ECR Public, whose alias does not show it; the principal's where this is not given. */
  registry_account?: string | null;
  /** Condition keys and their values. */
  context?: { readonly [name: string]: string | readonly string[] | null } | null;
}

/**
 * A program that pushes images.
 *
 * - `any`: Whatever pushes: all that AWS lists for a push.
 * - `docker`: `docker push`. With the classic image store it does not ask for the manifest; with containerd's, which new installations of Docker Engine 29 have, it does.
 * - `buildx`: `docker buildx build --push` and BuildKit, as build-push-action runs it; containerd and nerdctl push the same way.
 * - `crane`: `crane`, `ko` and `rules_oci`.
 * - `kaniko`: kaniko.
 * - `skopeo`: skopeo, podman and buildah.
 */
export type PushClient = "any" | "docker" | "buildx" | "crane" | "kaniko" | "skopeo";

/**
 * Whether a repository is there when an image is pushed to it.
 *
 * - `exists`: It exists.
 * - `created_on_push`: It does not, and a repository creation template of the registry creates it when an image is pushed to it.
 * - `missing`: It does not, and nothing creates it: the push fails.
 */
export type RepositoryState = "exists" | "created_on_push" | "missing";

/** The answer of `check_push`. */
export interface PushPermissions {
  /** Allowed when every call is. */
  verdict: Verdict;
  /** The verdict in one sentence. */
  message: string;
  /** The repository's ARN. */
  repository: string;
  /** Every call, in order. */
  actions: PushAction[];
  /** The assumptions of the verdict. */
  premises: Premise[];
  /** What would settle an open verdict. */
  needs: Need[];
  /** What is worth knowing of the image and the policies. */
  findings: Finding[];
  /** What was not examined, layers that were not given first. */
  not_examined: NotExamined[];
}

/** One call of a push. */
export interface PushAction {
  /** The action, such as `ecr:PutImage`. */
  action: string;
  /** The repository's ARN, or `*`. */
  resource: string;
  /** Whether it is allowed. */
  verdict: Verdict;
  /** Why. */
  reason: AccessReason;
  /** The layer that decides a denial. */
  layer?: LayerName;
  /** The verdict in one sentence. */
  message: string;
  /**
   * What it depends on whether the client makes this call, for a call that is not allowed and that the client may do
   * without.
   */
  depends_on?: string;
  /** What keeps a denied call from being allowed, as in the answer of `check_access`. */
  failures: AccessFailure[];
  /** Every layer, in the order in which AWS lists the steps. */
  layers: LayerReport[];
}

/** The parts of an image reference. */
export interface ParseImageResponse {
  /** The registry's host, with its port where one was given; `docker.io` where none was. */
  registry: string;
  /** The repository, with `library/` where docker puts it. */
  repository: string;
  /** The tag, if one was given. */
  tag?: string;
  /** The digest, if one was given. */
  digest?: string;
  /** The text as given. */
  original: string;
  /** Everything spelled out. */
  canonical: string;
  /** As short as docker prints it. */
  familiar: string;
  /** What the registry's host says, if it is one of Amazon ECR's. */
  ecr?: Ecr;
  /** What a reader may have meant otherwise, or a registry will not take. */
  findings: Finding[];
}

/** An Amazon ECR registry, and the repository in it where one is named. */
export interface Ecr {
  /** Whether this is ECR Public. */
  public: boolean;
  /** The account, 12 digits; none for ECR Public. */
  account?: string;
  /** The region; none for ECR Public. */
  region?: string;
  /** The partition: by the region's form, or by the host's suffix where the region is of no known form. */
  partition: string;
  /** Whether this is a FIPS endpoint. */
  fips: boolean;
  /** Whether the host stands for IPv4 and IPv6. */
  dual_stack: boolean;
  /** The repository's ARN; none for ECR Public, and where ECR refuses the repository's name. */
  repository_arn?: string;
}

/**
 * What a name is to be.
 *
 * - `image_reference`: A whole image reference, as `parse_image` reads it.
 * - `image_tag`: The tag of an image, by the registry protocol's rule.
 * - `image_digest`: The digest of an image.
 * - `ecr_repository`: A repository of Amazon ECR, by the API's current rule; the older one gives a finding.
 * - `ecr_registry`: The host of an Amazon ECR registry. As AWS's credential helper does, `https://` before and a path after it are ignored.
 * - `git_ref`: A full git ref, such as `refs/heads/main`, by git-check-ref-format.
 * - `owner`: A user or an organisation on GitHub; the login of a managed user has `_` and its enterprise's short code.
 * - `repository`: A repository on GitHub, without its owner.
 * - `environment`: An environment of a repository.
 * - `workflow_ref`: A workflow with its ref, as in the claims `workflow_ref` and `job_workflow_ref`.
 * - `uses`: What a job's `uses:` names: a reusable workflow.
 */
export type NameKind =
  | "image_reference"
  | "image_tag"
  | "image_digest"
  | "ecr_repository"
  | "ecr_registry"
  | "git_ref"
  | "owner"
  | "repository"
  | "environment"
  | "workflow_ref"
  | "uses";

/** Whether a name is legal. */
export interface CheckNameResponse {
  /** Whether the name obeys its rule. */
  valid: boolean;
  /** The first rule that it breaks. */
  fault?: NameFault;
  /** For an ECR repository: whether the older rule, by which ECR's servers answered until 2024-02, takes it as well. */
  valid_under_older_rule?: boolean;
  /** Warnings about a legal name: an older rule that refuses it, parts that do not belong together. */
  findings: Finding[];
  /** What the host says, for an ECR registry. */
  ecr?: Ecr;
  /** The parts, for a workflow. */
  workflow?: Workflow;
}

/** Why a name is not legal. */
export interface NameFault {
  /** The rule. */
  rule: NameRule;
  /** One sentence. */
  message: string;
  /** Characters before the fault, from 0. */
  offset: number;
  /** The text at fault; empty where something is missing. */
  found: string;
  /** The rule in words. */
  help: string;
  /** The nearest legal name, where there is exactly one. */
  suggestion?: string;
}

/**
 * The rule that a name breaks.
 *
 * - `empty`: Nothing is there.
 * - `too_short`: Fewer characters than the rule asks for.
 * - `too_long`: More characters than the rule allows.
 * - `character`: A character that cannot stand in such a name.
 * - `upper_case`: Upper-case letters where only lower case is allowed.
 * - `start`: A character that cannot stand first.
 * - `end`: A character that cannot stand last.
 * - `separator`: Separators in a row, or an empty part between them.
 * - `host`: A registry host, or its port, is malformed.
 * - `image_id`: 64 hexadecimal characters: an image id, which names no repository.
 * - `scheme`: A scheme, as in `https://`, which no image reference has.
 * - `digest_format`: A digest is not `algorithm:hexadecimal`.
 * - `digest_algorithm`: The digest's algorithm is not registered.
 * - `digest_length`: The digest has another length than its algorithm gives.
 * - `ecr_host`: The host is not one of Amazon ECR's.
 * - `sequence`: Characters that cannot stand together, such as `..` in a ref.
 * - `reserved`: A name, or the end of one, that is reserved.
 * - `form`: Parts are missing: a ref without `refs/heads/`, a workflow without its repository or its ref.
 */
export type NameRule =
  | "empty"
  | "too_short"
  | "too_long"
  | "character"
  | "upper_case"
  | "start"
  | "end"
  | "separator"
  | "host"
  | "image_id"
  | "scheme"
  | "digest_format"
  | "digest_algorithm"
  | "digest_length"
  | "ecr_host"
  | "sequence"
  | "reserved"
  | "form";

/** A workflow file, and the `job_workflow_ref` of the jobs in it. */
export interface Workflow {
  /** `owner/name`; none for a workflow of the caller's own repository (`./`). */
  repository?: string;
  /** The path of the file in its repository. */
  path: string;
  /** The branch, tag, ref or commit after `@`, as written. */
  ref?: string;
  /**
   * What `job_workflow_ref` may be. For a name after `uses: …@` a tag wins over a branch, so it comes first: the
   * text does not show which of them exists. None where it depends on the caller.
   */
  job_workflow_ref: string[];
}

/**
 * Mutability settings of a repository. A repository as `aws ecr describe-repositories` prints it is read as well, with
 * AWS's names of the members.
 */
export interface MutabilityOptions {
  /** `imageTagMutability`. */
  mutability: TagMutability;
  /** `imageTagMutabilityExclusionFilters`, or the `filter` of each: one to five with the `…_WITH_EXCLUSION` values. */
  exclusion_filters?: readonly string[];
}

/** A tag, and the digest of its image. */
export interface TagDigest {
  /** The tag. */
  tag: string;
  /** The digest, where it is known. */
  digest?: string | null;
}

/** The answer of `check_mutability`. */
export interface CheckMutabilityResponse {
  /** Of all pushes: refused where one is, undetermined where one is, accepted otherwise. */
  outcome: PushOutcome;
  /** Each push, in the order given. */
  tags: TagOutcome[];
  /** What to know of the settings. */
  findings: Finding[];
}

/**
 * Whether ECR takes a push.
 *
 * - `accepted`: ECR takes it.
 * - `refused`: ECR refuses it.
 * - `undetermined`: What was given does not decide it, or AWS does not document it.
 */
export type PushOutcome = "accepted" | "refused" | "undetermined";

/** What ECR makes of one push. */
export interface TagOutcome {
  /** The tag. */
  tag: string;
  /** Whether ECR takes it. */
  outcome: PushOutcome;
  /** Why, in one sentence. */
  reason: string;
  /** ECR's error, for a refusal. */
  error?: string;
  /** The exclusion filter that decided. */
  filter?: string;
  /** What to do, or what would decide. */
  help?: string;
}

/**
 * What is known of a workflow run. Any field may be left out: it is then taken from `claims`, `env` or `event_json`,
 * in this order, and is unknown where none has it.
 */
export interface RunFacts {
  /** The event's name (`GITHUB_EVENT_NAME`), such as `push`. */
  event?: string | null;
  /** The full ref (`GITHUB_REF`), such as `refs/heads/main`. */
  ref?: string | null;
  /** The commit (`GITHUB_SHA`); on `pull_request` that is the merge commit. */
  sha?: string | null;
  /**
   * The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
   * follows (`workflow_run.head_sha`).
   */
  head_sha?: string | null;
  /** The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`. */
  checkout_sha?: string | null;
  /** The branch that the pull request comes from (`GITHUB_HEAD_REF`). */
  head_ref?: string | null;
  /** The branch that the pull request goes to (`GITHUB_BASE_REF`). */
  base_ref?: string | null;
  /** The pull request's number. */
  number?: string | null;
  /** The repository, `owner/name` (`GITHUB_REPOSITORY`), with its upper case. */
  repository?: string | null;
  /** The default branch (event JSON, `repository.default_branch`). */
  default_branch?: string | null;
  /** The number of the run (`GITHUB_RUN_NUMBER`). */
  run_number?: string | null;
  /** The id of the run (`GITHUB_RUN_ID`). */
  run_id?: string | null;
  /** The attempt (`GITHUB_RUN_ATTEMPT`). */
  run_attempt?: string | null;
  /** The time to take dates from, in UTC: `YYYY-MM-DDTHH:MM:SSZ`. */
  time?: string | null;
  /**
   * Values that the job knows, such as the content of a `VERSION` file, by the names that the rules declare under
   * `values`. Default: `{}`.
   */
  values?: { readonly [name: string]: string };
  /** Inputs of a `workflow_dispatch`, by the names that the rules declare under `inputs`. Default: `{}`. */
  inputs?: { readonly [name: string]: string };
  /** The git tags that the repository has (`git tag`), for guards with `highest`. */
  existing_tags?: readonly string[] | null;
  /** Claims of the run's token. */
  claims?: ClaimsInput | null;
  /** GitHub's environment variables; others are ignored. Default: `{}`. */
  env?: { readonly [name: string]: string };
  /** The event's JSON, the file of `GITHUB_EVENT_PATH`, as text or as an object. */
  event_json?: DocumentInput | null;
}

/** The names that a run may push, and why. */
export interface MakeTagsResponse {
  /** What came of it. */
  outcome: NamesOutcome;
  /** Why, in one sentence. */
  reason: string;
  /** The repositories that the run pushes to. */
  images: string[];
  /** The names, in the order of the rules. */
  names: ImageName[];
  /** Every rule, and whether it fires; none for a run that is skipped. */
  rules: RuleOutcome[];
  /** The fields of `run` that would decide what is not known. */
  needs: string[];
  /** What to know of the names and the run. */
  findings: Finding[];
  /** What the answer rests on beside the run. */
  premises: Premise[];
}

/**
 * What comes of the rules for one run.
 *
 * - `made`: The names are made.
 * - `skipped`: The run pushes nothing, by a guard of `skip`.
 * - `refused`: No rule fires, or one that fires cannot make a legal name.
 * - `undetermined`: Too little is known of the run; `needs` says what would decide.
 */
export type NamesOutcome = "made" | "skipped" | "refused" | "undetermined";

/** One name. */
export interface ImageName {
  /** Repository and tag. */
  name: string;
  /** The repository. */
  image: string;
  /** The tag. */
  tag: string;
  /** The rules that make it. */
  rules: string[];
  /** Whether later runs point the tag elsewhere. */
  moving: boolean;
  /** Whether it may be left out. */
  optional: boolean;
}

/** Whether one rule fires. */
export interface RuleOutcome {
  /** The rule. */
  name: string;
  /** Whether it fires. */
  fires: Fires;
  /** Why, in one sentence; the tag, where it fires. */
  reason: string;
}

/**
 * Whether a rule fires.
 *
 * - `yes`: It does.
 * - `no`: It does not.
 * - `unknown`: Too little is known of the run.
 */
export type Fires = "yes" | "no" | "unknown";

/** The verdict on all names, and on each. */
export interface CheckImagesResponse {
  /** Of the set: denied where a name is, or where a name that must be pushed is missing. */
  verdict: NameVerdict;
  /** Why, in one sentence. */
  reason: string;
  /** Each name, in the order given. */
  images: ImageVerdict[];
  /** Names that must be pushed and are not among those given. */
  missing: string[];
  /** What the rules make of the run. */
  outcome: NamesOutcome;
  /** The fields of `run` that would decide what is not known. */
  needs: string[];
  /** What to know of the rules' names and the run. */
  findings: Finding[];
  /** What the answer rests on beside the run. */
  premises: Premise[];
}

/**
 * Whether a name may be pushed.
 *
 * - `allowed`: It may.
 * - `undetermined`: Too little is known of the run.
 * - `denied`: It may not.
 */
export type NameVerdict = "allowed" | "undetermined" | "denied";

/** The verdict on one name. */
export interface ImageVerdict {
  /** The name as given. */
  image: string;
  /** Whether it may be pushed. */
  verdict: NameVerdict;
  /** Why not, as a stable code; none where it may. */
  code?: string;
  /** Why, in one sentence. */
  reason: string;
  /** The rule that names it, or the kind of auxiliary tag. */
  rule?: string;
  /** The name that is probably meant, where exactly one comes to mind; it passes this check. */
  suggestion?: string;
  /** Warnings about the name. */
  findings: Finding[];
}

/** What is wrong with a convention. */
export interface LintRulesResponse {
  /** Each fault; a document that cannot be read has one, with the code of the error. */
  findings: RuleFinding[];
  /**
   * The ECR exclusion filters that let the moving tags move in an immutable repository, and no tag of another rule.
   * One list is for all repositories. A rule without such a filter has the finding `FIXED_TAG_MOVABLE` instead, but
   * where only the tags of another repository would be freed.
   */
  exclusion_filters: string[];
  /** For each rule the pattern by which a lifecycle policy finds its tags. */
  lifecycle_patterns: LifecyclePattern[];
}

/** One fault of naming rules, with runs that show it. */
export interface RuleFinding {
  /** Stable code, upper case; the page of codes has a section for each. */
  code: string;
  /** How much it weighs. */
  severity: Severity;
  /** One sentence. */
  message: string;
  /** The rules that it is about. */
  rules: string[];
  /** The tag that shows it. */
  tag?: string;
  /** Runs that show it. */
  runs: ExampleRun[];
  /** JSON pointer in the rules. */
  pointer?: string;
  /** Line in the rules, from 1; absent for rules given as an object. */
  line?: number;
  /** Column in the rules, from 1. */
  column?: number;
  /** What to do. */
  help?: string;
}

/** A run as an example, in the fields of `run`. */
export interface ExampleRun {
  /** The event's name (`GITHUB_EVENT_NAME`). */
  event?: string;
  /** The full ref (`GITHUB_REF`), such as `refs/heads/main`. Empty for a deployment of a commit. */
  ref?: string;
  /** The commit (`GITHUB_SHA`); on `pull_request` the merge commit. */
  sha?: string;
  /**
   * The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
   * follows (`workflow_run.head_sha`).
   */
  head_sha?: string;
  /** The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`. */
  checkout_sha?: string;
  /**
   * The branch that the pull request comes from (`GITHUB_HEAD_REF`), or that of the run that a `workflow_run`
   * follows (`workflow_run.head_branch`).
   */
  head_ref?: string;
  /** The branch that the pull request goes to (`GITHUB_BASE_REF`). */
  base_ref?: string;
  /** The pull request's number. */
  number?: string;
  /** `owner/name` (`GITHUB_REPOSITORY`). */
  repository?: string;
  /** The default branch (event JSON, `repository.default_branch`). */
  default_branch?: string;
  /** The run's number (`GITHUB_RUN_NUMBER`). */
  run_number?: string;
  /** The run's id (`GITHUB_RUN_ID`). */
  run_id?: string;
  /** The attempt (`GITHUB_RUN_ATTEMPT`). */
  run_attempt?: string;
  /** The time to take dates from, UTC: `YYYY-MM-DDTHH:MM:SSZ`. */
  time?: string;
  /** Values that the job knows, by the names that the rules declare under `values`. */
  values?: { [name: string]: string };
  /** Inputs of a `workflow_dispatch` (event JSON, `inputs`), by the names that the rules declare under `inputs`. */
  inputs?: { [name: string]: string };
  /** The git tags that the repository has (`git tag`), for guards with `highest`. */
  existing_tags?: string[];
}

/** A pattern for a lifecycle policy's `tagPatternList`. */
export interface LifecyclePattern {
  /** The rule. */
  rule: string;
  /**
   * The pattern; none where every pattern that has all tags of the rule may have tags of other rules too, and for a
   * rule that can give no legal tag.
   */
  pattern?: string;
  /** Where there is none: rules whose tags the narrowest pattern has as well. */
  overlaps?: string[];
}

/** The answer of `knowledge`. */
export interface KnowledgeResponse {
  /** Every table. */
  tables: KnowledgeTable[];
  /** The tables that are old on the day given. */
  findings: Finding[];
  /** The tables with their rows, as the document that `replace_knowledge` takes; only where it is asked for. */
  document?: string;
}

/** One table of facts that the answers depend on. */
export interface KnowledgeTable {
  /** Its name. */
  name: string;
  /** What it holds, and where that is published. */
  source: string;
  /** Its version: it rises with every change of its rows. */
  version: number;
  /** The day on which it was last compared with its source (`YYYY-MM-DD`). */
  day: string;
  /** A hash of its rows, so that two builds can be compared. */
  hash: string;
  /** Whether it was replaced: it is not the one that this library was built with. */
  replaced: boolean;
}

/** The answer of `replace_knowledge`. */
export interface ReplaceKnowledgeResponse {
  /** Every table as it is now. */
  tables: KnowledgeTable[];
}

/** The answers of `check_many`. */
export interface TrustAnswers {
  /** One a token, in the order given. */
  answers: TrustAnswer[];
}

/** A verdict in short. */
export interface TrustAnswer {
  /** Whether the documents given let the token in. */
  verdict: Verdict;
  /** Why. */
  reason: TrustReason;
  /**
   * Misspelt names of claims, each reported at the first token that has it; all findings are in the report, where that was
   * asked for.
   */
  findings?: Finding[];
  /** The whole report, where it was asked for. */
  report?: TrustReport;
}

/** The roles that let one token in, or may. */
export interface SetRoles {
  /** The roles, in the order of the set; those that deny are left out. */
  roles: SetVerdict[];
}

/** A role that lets a token in, or may. */
export interface SetVerdict {
  /** The role, by its place in the set, from 0. */
  role: number;
  /** Whether it lets the token in. */
  verdict: Verdict;
  /** Why. */
  reason: TrustReason;
}

/** The answers of `check_many`. */
export interface SetAnswers {
  /** One a token, in the order given. */
  answers: SetRoles[];
}

/** The answer of `check_many`. */
export interface ImageVerdicts {
  /** Each name, in the order given. */
  images: ImageVerdict[];
}

/**
 * Builds the `sub` that GitHub gives a job with these claims.
 *
 * A claim that is not named, or `null`, is not in the token. Source: GitHub Docs, "OpenID Connect reference".
 *
 * @param claims - What is known of the job. Mostly needed: `repository`, and `environment`, `event_name` or `ref`.
 * @param settings - The template in force and the platform; without them a legacy default subject on github.com is assumed.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * buildSubject(
 *   {
 *     "repository": "octo-org/app",
 *     "event_name": "push",
 *     "ref": "refs/heads/main",
 *     "job_workflow_ref": "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"
 *   },
 *   {"include_claim_keys":["repo","context","job_workflow_ref"],"immutable":false},
 * )
 * ```
 */
export function buildSubject(claims: ClaimsInput, settings?: SubjectSettings | null): BuildSubjectResponse;

/**
 * Reads a `sub` back: every way to take it apart, and whether there is only one.
 *
 * Source: GitHub Docs, "OpenID Connect reference".
 *
 * @param sub - The subject.
 * @param include_claim_keys - The keys of the template, where they are known; otherwise every template is tried.
 * @param platform - Where GitHub runs; github.com if absent.
 * @param ghes_version - The version of an Enterprise Server, such as `3.17`: up to 3.18, colons in values are not escaped.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * parseSubject("repo:octo-org@65/app@74:environment:production")
 * ```
 */
export function parseSubject(sub: string, include_claim_keys?: readonly string[] | null, platform?: Platform | null, ghes_version?: string | null): ParseSubjectResponse;

/**
 * Works out the template in force from the settings at both levels, and says why it is.
 *
 * An organisation's template holds only in repositories that opt in. Source: GitHub REST API, "Actions OIDC".
 *
 * @param organization - The organisation's settings; `null` where the API answers 404, or the owner is a user.
 * @param repository - The repository's settings; `null` where the API answers 404.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * resolveSettings(
 *   {"include_claim_keys":["repo","context","job_workflow_ref"]},
 *   {
 *     "use_default": false,
 *     "use_immutable_subject": true,
 *     "sub_claim_prefix": "repo:octo-org@65/app@74"
 *   },
 * )
 * ```
 */
export function resolveSettings(organization?: OrganizationSettings | null, repository?: RepositorySettings | null): ResolveSettingsResponse;

/**
 * Writes the REST calls that bring a template into force, after checking it.
 *
 * Source: GitHub REST API, "Actions OIDC", versions 2022-11-28 and 2026-03-10. Nothing is sent.
 *
 * @param settings - What is wanted. Without keys: back to the default template.
 * @param owner - The organisation, or the user who owns the repository.
 * @param repository - The repository, without its owner. With it there are two calls: the organisation's template, which serves
 * repositories that opt in, and the repository's own, which is enough for this one.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * customizationRequests({"include_claim_keys":["repo","context","job_workflow_ref"]}, "octo-org", "app")
 * ```
 */
export function customizationRequests(settings: SubjectSettings, owner: string, repository?: string | null): CustomizationRequestsResponse;

/**
 * Reads the claims of a compact token. Its signature is dropped: nothing is verified.
 *
 * No error repeats the token.
 *
 * @param jwt - The token, `header.payload.signature`; white space around it is ignored.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * decodeToken(
 *   "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6ImV4YW1wbGUifQ.eyJzdWIiOiJyZXBvOm9jdG8tb3JnL2FwcDpyZWY6cmVmcy9oZWFkcy9tYWluIiwiYXVkIjoic3RzLmFtYXpvbmF3cy5jb20iLCJpc3MiOiJodHRwczovL3Rva2VuLmFjdGlvbnMuZ2l0aHVidXNlcmNvbnRlbnQuY29tIiwicmVmIjoicmVmcy9oZWFkcy9tYWluIiwiZXhwIjoxNzk1MzkyMDAwfQ.c2lnbmF0dXJl",
 * )
 * ```
 */
export function decodeToken(jwt: string): DecodeTokenResponse;

/**
 * Matches a branch, a tag or a path with a list of GitHub's filter patterns.
 *
 * `?` and `+` repeat the character before them, `*` stops at slashes and `**` does not, and of an include list the last
 * pattern that matches decides. What GitHub does not define is refused. Source: GitHub Docs, "Workflow syntax for GitHub
 * Actions", filter pattern cheat sheet.
 *
 * @param patterns - The patterns, in order.
 * @param text - The name of a branch or a tag (a full ref is taken for its name), or a path. For a pull request it is the base
 * branch that GitHub filters.
 * @param mode - Whether the list says what starts a workflow or what does not.
 * @param kind - What the text is.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * matchFilter(["releases/**","!releases/**-alpha"], "releases/10-alpha")
 * ```
 */
export function matchFilter(patterns: string | readonly string[], text: string, mode?: FilterMode, kind?: FilterKind): MatchFilterResponse;

/**
 * Says what kind of document a text is, and by what sign: also where it is not one that is read, such as a Kubernetes
 * manifest or a lock file.
 *
 * The content decides. The name does where the program that the document is for goes by it, as GitHub does for workflows
 * and Terraform for its configuration.
 *
 * @param name - Its name, such as its path; empty where it has none.
 * @param text - What is in it.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * recognize("answer.json", "{\"Role\": {\"RoleName\": \"ci\", \"Arn\": \"arn:aws:iam::123456789012:role/ci\"}}")
 * ```
 */
export function recognize(name: string, text: string): RecognizeResponse;

/**
 * Reads documents together: workflow files and the actions and workflows that they use.
 *
 * The answer is one inventory: each job with the runs in which it takes place, whether it can get a token, its
 * environment, the roles that it assumes and the images that it pushes, each with its place. What the documents do not tell
 * stays a hole with its name, and `unresolved` asks for each once. A document that GitHub refuses says why, and hides none
 * of the others. Nothing is run. Source: GitHub Docs, "Workflow syntax for GitHub Actions", and the published source of the
 * runner and of the actions.
 *
 * @param files - The documents.
 * @param options - What is known beside them.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * readDocuments(
 *   [
 *     {
 *       "name": ".github/workflows/ci.yml",
 *       "text": "on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: arn:aws:iam::${{ vars.ACCOUNT }}:role/deploy\n          aws-region: eu-west-1\n"
 *     }
 *   ],
 *   {"repository":"octo-org/app","default_branch":"main"},
 * )
 * ```
 */
export function readDocuments(files: readonly NamedFile[], options?: ReadOptions | null): ReadDocumentsResponse;

/**
 * Says for every job what becomes of it: whether it gets a token, whether the role lets it in, which images it may push,
 * where it stops and why, and who else gets in.
 *
 * The documents are read as by `read_documents`. The runs of a job are sets of tokens: those that fare alike are one
 * scenario. A stage for which no document is given is not examined, and does not make an answer undetermined. Source: the
 * other operations, each of which answers for one stage.
 *
 * @param files - The documents.
 * @param options - What is known beside them.
 * @param facts - What is known of the repository and its organisation.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * explain(
 *   [
 *     {
 *       "name": ".github/workflows/deploy.yml",
 *       "text": "on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
 *     },
 *     {
 *       "name": "infra/roles.tf",
 *       "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n"
 *     }
 *   ],
 *   {"repository":"octo-org/app","default_branch":"main"},
 *   {"immutable":false},
 * )
 * ```
 */
export function explain(files: readonly NamedFile[], options?: ReadOptions | null, facts?: RoadFacts | null): ExplainResponse;

/**
 * Compares who gets into the roles of some documents with who got in before a change of them, over every token that GitHub can
 * mint: what a pull request does to trust policies.
 *
 * A role is the one of its address, ARN or name in its folder; or, where it has moved, the only one of that name. Two trust
 * policies by themselves are compared whatever their documents are called. A role whose policy is as it was is equal. Source:
 * `compare_policies`.
 *
 * @param before - The documents as they were.
 * @param after - The documents as they are.
 * @param options - What is known beside both.
 * @param world - Who is ours and what others can do. Not given: the owners that the policies name are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * compareDocuments(
 *   [
 *     {
 *       "name": "infra/roles.tf",
 *       "text": "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:ref:refs/heads/main\"}}}]})\n}\n"
 *     }
 *   ],
 *   [
 *     {
 *       "name": "infra/roles.tf",
 *       "text": "resource \"aws_iam_role\" \"deploy\" {\n  assume_role_policy = jsonencode({\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringEquals\": {\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", \"token.actions.githubusercontent.com:sub\": \"repo:octo-org/app:environment:production\"}}}]})\n}\n"
 *     }
 *   ],
 *   undefined,
 *   {"owners":[{"login":"octo-org","immutable":false}]},
 * )
 * ```
 */
export function compareDocuments(before: readonly NamedFile[], after: readonly NamedFile[], options?: ReadOptions | null, world?: World | null): DocumentsComparison;

/**
 * Explains the documents as `explain` does, and writes what it says as a text for a terminal, as a comment for a pull
 * request, as a SARIF log, or as annotations of a workflow run.
 *
 * Every format tells every denial, finding, danger and change; annotations tell as many as GitHub shows of one step, and how
 * many more there are. Names and texts of others are shown with every character visible, and can become neither markup nor
 * commands. Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "Workflow commands
 * for GitHub Actions".
 *
 * @param files - The documents.
 * @param format - What to write.
 * @param options - What is known beside them.
 * @param facts - What is known of the repository and its organisation.
 * @param width - Columns of a text, 80 to 120; 100 where this is not given.
 * @param styled - Whether a text has colours, as ANSI escape sequences.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * render(
 *   [
 *     {
 *       "name": ".github/workflows/deploy.yml",
 *       "text": "on: {push: {branches: [main, 'release/*']}}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {id-token: write, contents: read}\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
 *     },
 *     {
 *       "name": "infra/roles.tf",
 *       "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:ref:refs/heads/main\"\n        }\n      }\n    }]\n  })\n}\n"
 *     }
 *   ],
 *   "text",
 *   {"repository":"octo-org/app","default_branch":"main"},
 *   {"immutable":false},
 *   80,
 *   false,
 * )
 * ```
 */
export function render(files: readonly NamedFile[], format: RenderFormat, options?: ReadOptions | null, facts?: RoadFacts | null, width?: number | null, styled?: boolean | null): RenderResponse;

/**
 * Evaluates an expression of GitHub Actions with what is known of its contexts.
 *
 * What is not known stays unknown: the answer names what the value depends on, and every value that it can have where those
 * are few. Source: GitHub Docs, "Evaluate expressions in workflows and actions", and the published source of the runner.
 *
 * @param expression - The expression, without `${{` and `}}`.
 * @param contexts - Contexts by name, such as `github`, each with its members. A context that is named nowhere here is not available: an
 * expression that uses it is refused, as GitHub does.
 * @param unknown - What is not known: whole contexts, such as `vars`, or members, such as `github.ref`.
 * @param one_of - Members that have one of several values, such as `matrix.stage`.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * evaluateExpression(
 *   "github.ref == 'refs/heads/main' && vars.ROLE || format('arn:aws:iam::{0}:role/dev', vars.ACCOUNT)",
 *   {"github":{"ref":"refs/heads/topic"}},
 *   ["vars"],
 * )
 * ```
 */
export function evaluateExpression(expression: string, contexts?: { readonly [name: string]: ClaimsInput }, unknown?: readonly string[] | null, one_of?: { readonly [name: string]: readonly string[] } | null): EvaluateExpressionResponse;

/**
 * Tests one IAM condition: `{operator: {key: values}}` against the request context.
 *
 * The context is closed: a key that is not named is missing from the request. Key names are compared without
 * case, values as the operator says. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 *
 * @param operator - The operator as written in a policy, such as `StringLike`, `ForAllValues:StringEquals` or `BoolIfExists`.
 * @param key - The condition key, such as `token.actions.githubusercontent.com:sub`.
 * @param values - The policy's values, one or several.
 * @param context - The request's keys and values.
 * @param version - The policy's `Version`; policy variables exist only in `2012-10-17`. `null` stands for a policy without one. Default: `"2012-10-17"`.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * matchCondition("StringLike", "aws:username", "al*", {"aws:username":"alice"})
 * ```
 */
export function matchCondition(operator: string, key: string, values: string | readonly string[], context: { readonly [name: string]: string | readonly string[] | null }, version?: string | null): MatchConditionResponse;

/**
 * Puts a token to a role's trust policy, as STS does for `AssumeRoleWithWebIdentity`.
 *
 * "Allowed" means by the documents given; `not_examined` lists what was not. The token's signature is not part of the
 * input and nothing here verifies it. Source: IAM User Guide, "Policy evaluation logic" and "Create a role for
 * web identity or OpenID Connect federation".
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param claims - The claims of the token.
 * @param options - What is known besides.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkTrust(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {
 *     "iss": "https://token.actions.githubusercontent.com",
 *     "aud": "sts.amazonaws.com",
 *     "repository": "octo-org/app",
 *     "ref": "refs/heads/main",
 *     "event_name": "push",
 *     "job_workflow_ref": "octo-org/app/.github/workflows/ci.yaml@refs/heads/main",
 *     "sub": "repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/app/.github/workflows/ci.yaml@refs/heads/main"
 *   },
 *   {"role_arn":"arn:aws:iam::123456789012:role/github-ecr-access"},
 * )
 * ```
 */
export function checkTrust(policy: DocumentInput, claims: ClaimsInput, options?: TrustOptions | null): TrustReport;

/**
 * Tells who can assume a role, over every token that GitHub can mint: classes of tokens, most dangerous first.
 *
 * Each class has a witness, which is a token that gets in. Where `exact` is true, every token of the class does.
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * whoCanAssume(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org*"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function whoCanAssume(policy: DocumentInput, world?: World | null): WhoReport;

/**
 * Proves that only the given tokens can assume a role, or finds another one that can: over every token that GitHub can
 * mint.
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param intent - Who may.
 * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * prove(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org/app:*"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {"only":[{"repository":["octo-org/app"],"ref":["refs/heads/main"]}]},
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function prove(policy: DocumentInput, intent: Intent, world?: World | null): ProofReport;

/**
 * Tells whether anybody but our owners can assume a role, over every token that GitHub can mint.
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * outsiders(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org*"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function outsiders(policy: DocumentInput, world?: World | null): OutsidersReport;

/**
 * Compares two trust policies over every token that GitHub can mint: what the new one loses, and what it gains.
 *
 * @param old - The policy as it is, as JSON text or as an object.
 * @param new_ - The policy as it will be, as JSON text or as an object.
 * @param world - Who is ours and what others can do. Not given: the owners that the policies name are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * comparePolicies(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org/app:*"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/main"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function comparePolicies(old: DocumentInput, new_: DocumentInput, world?: World | null): ComparisonReport;

/**
 * Tells whether all tokens of a set can assume a role, or none, or some: over every token that GitHub can mint.
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param tokens - The set: the tokens of any of these classes.
 * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * decide(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           },
 *           "StringLike": {
 *             "token.actions.githubusercontent.com:sub": "repo:octo-org/app:*"
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   [{"repository":["octo-org/*"],"aud":["sts.amazonaws.com"]}],
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function decide(policy: DocumentInput, tokens: readonly TokenClassInput[], world?: World | null): DecisionReport;

/**
 * Writes the policies that let in the tokens of an intent and nobody else: the role's trust policy, what it may push to
 * ECR, and the policies of repositories in other accounts, also as files for Terraform and CloudFormation.
 *
 * The trust policy is proved over every token that GitHub can mint before it is given. Where AWS cannot tell the tokens of
 * the intent from others, the answer is `nearest`, and `admits` says who gets in. Source: the other operations; every file
 * is read back.
 *
 * @param intent - Who may assume the role.
 * @param options - What is made.
 * @param world - Who is ours and what others can do. Not given: the owners that the intent names are ours.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * makePolicies(
 *   {
 *     "only": [
 *       {
 *         "repository": [
 *           "octo-org/app"
 *         ],
 *         "job_workflow_ref": [
 *           "octo-org/shared/.github/workflows/build.yml@refs/heads/main"
 *         ],
 *         "ref": [
 *           "refs/heads/main"
 *         ],
 *         "environment": [
 *           null
 *         ],
 *         "not": {
 *           "event_name": [
 *             "pull_request"
 *           ]
 *         }
 *       }
 *     ]
 *   },
 *   {
 *     "account": "123456789012",
 *     "region": "us-east-1",
 *     "repositories": [
 *       "octo-org/app"
 *     ],
 *     "role_name": "push-app"
 *   },
 * )
 * ```
 */
export function makePolicies(intent: Intent, options: MakeOptions, world?: World | null): MakePoliciesResponse;

/**
 * Makes a trust policy that is longer than the account's quota shorter, without changing whom it admits.
 *
 * Every change is compared over every token that GitHub can mint. Where no equal policy that fits is found, the answer has the
 * shortest and splits it over several roles. A world that names the owners with their templates lets more changes be proved:
 * without it, repositories may have any template.
 *
 * @param policy - The trust policy, as JSON text or as an object.
 * @param limit - The account's quota in characters; 2,048 where this is not given.
 * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours, with any template.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * shrinkPolicy(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
 *             "token.actions.githubusercontent.com:sub": [
 *               "repo:octo-org/service-00:ref:refs/heads/main",
 *               "repo:octo-org/service-01:ref:refs/heads/main",
 *               "repo:octo-org/service-02:ref:refs/heads/main",
 *               "repo:octo-org/service-03:ref:refs/heads/main",
 *               "repo:octo-org/service-04:ref:refs/heads/main",
 *               "repo:octo-org/service-05:ref:refs/heads/main"
 *             ]
 *           }
 *         }
 *       }
 *     ]
 *   },
 *   600,
 *   {"owners":[{"login":"octo-org"}]},
 * )
 * ```
 */
export function shrinkPolicy(policy: DocumentInput, limit?: number | null, world?: World | null): ShrinkPolicyResponse;

/**
 * Plans how the tokens of an owner can get other subjects without locking anybody out: with ids, by another template, or
 * under another login.
 *
 * For each role of the documents it says who would be locked out, which jobs of the documents are among them and in which
 * runs, and gives a policy to write before the change and one to write after it. The first is equal to the policy as it is
 * today, and both are proved to admit just the same jobs after the change.
 *
 * @param files - The documents with the roles, and with the workflows whose jobs are told: infrastructure, answers of AWS, or trust
 * policies by themselves.
 * @param owner - The login of the owner, as it is today.
 * @param to - The owner as it will be.
 * @param world - Who is ours and what others can do today; the owner is among its `owners`.
 * @param options - What is known beside the documents.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * planMigration(
 *   [
 *     {
 *       "name": ".github/workflows/deploy.yml",
 *       "text": "name: deploy\non:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v5\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/deploy\n          aws-region: eu-central-1\n"
 *     },
 *     {
 *       "name": "infra/roles.tf",
 *       "text": "resource \"aws_iam_role\" \"deploy\" {\n  name = \"deploy\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    = \"Allow\"\n      Principal = { Federated = \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\" }\n      Action    = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {\n        StringEquals = {\n          \"token.actions.githubusercontent.com:aud\" = \"sts.amazonaws.com\"\n          \"token.actions.githubusercontent.com:sub\" = \"repo:octo-org/app:environment:production\"\n        }\n      }\n    }]\n  })\n}\n"
 *     }
 *   ],
 *   "octo-org",
 *   {"login":"octo-org","id":"65","immutable":true},
 *   {
 *     "owners": [
 *       {
 *         "login": "octo-org",
 *         "id": "65"
 *       }
 *     ],
 *     "our_repository_ids": {
 *       "74": "octo-org/app"
 *     },
 *     "audiences": [
 *       "sts.amazonaws.com"
 *     ]
 *   },
 *   {"repository":"octo-org/app","default_branch":"main"},
 * )
 * ```
 */
export function planMigration(files: readonly NamedFile[], owner: string, to: WorldOwner, world: World, options?: ReadOptions | null): PlanMigrationResponse;

/**
 * Writes one resource control policy for an organisation that keeps out of every role the tokens of GitHub's that are not of
 * its owners, also as files for Terraform and CloudFormation, and says what it does for each role of the documents.
 *
 * The policy is proved over every token that the issuer can mint: it denies those of anybody else, and none of these owners;
 * every other federation that the roles trust is put to it and is not denied. Source: AWS Organizations User Guide, "Resource
 * control policies"; the other operations.
 *
 * @param files - The documents with the roles: infrastructure, answers of AWS, or trust policies by themselves.
 * @param world - Who is ours, as `owners`, and what others can do.
 * @param guard - What is guarded, and how the guard is stored.
 * @param options - What is known beside the documents.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * guardOrganization(
 *   [
 *     {
 *       "name": "deploy.json",
 *       "text": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com\"}, \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Condition\": {\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:octo-org*\"}}}]}"
 *     },
 *     {
 *       "name": "sso.json",
 *       "text": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"arn:aws:iam::123456789012:saml-provider/sso\"}, \"Action\": \"sts:AssumeRoleWithSAML\"}]}"
 *     }
 *   ],
 *   {"owners":[{"login":"octo-org","id":"65"}]},
 *   {"targets":["r-abcd"]},
 * )
 * ```
 */
export function guardOrganization(files: readonly NamedFile[], world: World, guard?: GuardOptions | null, options?: ReadOptions | null): GuardOrganizationResponse;

/**
 * Predicts whether AWS would store this policy: grammar, size, and for trust policies the principals and the controls for
 * shared identity providers.
 *
 * A policy that stands is not checked again. Source: IAM User Guide, "Grammar of the IAM JSON policy language",
 * "Identity-provider controls for shared OIDC providers" and "IAM and AWS STS quotas"; what is seen rather than documented
 * is listed as a premise.
 *
 * @param policy - The policy, as JSON text or as an object; an object counts as its shortest JSON.
 * @param options - What is known besides.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkCreate(
 *   {
 *     "Version": "2012-10-17",
 *     "Statement": [
 *       {
 *         "Effect": "Allow",
 *         "Principal": {
 *           "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
 *         },
 *         "Action": "sts:AssumeRoleWithWebIdentity",
 *         "Condition": {
 *           "StringEquals": {
 *             "token.actions.githubusercontent.com:aud": "sts.amazonaws.com"
 *           }
 *         }
 *       }
 *     ]
 *   },
 * )
 * ```
 */
export function checkCreate(policy: DocumentInput, options?: CreateOptions | null): CreateReport;

/**
 * Evaluates one request to AWS against the policies around it.
 *
 * The layers and how they compose: an explicit Deny in any of them decides; otherwise every layer in force must allow.
 * Source: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation".
 *
 * @param request - Who asks for what.
 * @param policies - The policies.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkAccess(
 *   {
 *     "principal": "arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr",
 *     "action": "ecr:PutImage",
 *     "resource": "arn:aws:ecr:us-east-1:123456789012:repository/apps/web"
 *   },
 *   {
 *     "identity": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"
 *   },
 * )
 * ```
 */
export function checkAccess(request: AccessRequest, policies: AccessPolicies): AccessReport;

/**
 * Checks every ECR call that a push of this image makes.
 *
 * The tag plays no part: no condition key carries it, so no policy can limit it. Source: Amazon ECR User Guide, "IAM
 * permissions for pushing an image".
 *
 * @param image - The image, in a registry of ECR or of ECR Public.
 * @param principal - ARN of the assumed-role session, role or user that pushes.
 * @param policies - The policies.
 * @param options - What is known besides.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkPush(
 *   "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/web:860c1904a1ce19322e91ac35af1ab07466440c37",
 *   "arn:aws:sts::123456789012:assumed-role/github-ecr-access/github-ecr",
 *   {
 *     "identity": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"ecr:GetAuthorizationToken\"], \"Resource\": [\"*\"]}, {\"Effect\": \"Allow\", \"Action\": [\"ecr:BatchGetImage\", \"ecr:BatchCheckLayerAvailability\", \"ecr:CompleteLayerUpload\", \"ecr:GetDownloadUrlForLayer\", \"ecr:InitiateLayerUpload\", \"ecr:PutImage\", \"ecr:UploadLayerPart\"], \"Resource\": [\"arn:aws:ecr:us-east-1:123456789012:repo/*\"]}]}"
 *   },
 * )
 * ```
 */
export function checkPush(image: string, principal: string, policies: AccessPolicies, options?: PushOptions | null): PushPermissions;

/**
 * Reads an image reference by docker's rules: `[registry/]repository[:tag][@digest]`.
 *
 * Nothing is trimmed or lower-cased; a first part that is `localhost` or has a dot, a colon or an upper-case letter is
 * the registry. Source: distribution/reference v0.6.0; Amazon ECR User Guide for the registry hosts.
 *
 * @param text - The reference, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1`.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * parseImage("123456789012.dkr-ecr.eu-central-1.on.aws/team/app:860c1904a1ce19322e91ac35af1ab07466440c37")
 * ```
 */
export function parseImage(text: string): ParseImageResponse;

/**
 * Checks one name, and says which rule fails where.
 *
 * @param kind - What the name is to be.
 * @param text - The name.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkName("ecr_repository", "team/App")
 * ```
 */
export function checkName(kind: NameKind, text: string): CheckNameResponse;

/**
 * Says which pushes an ECR repository refuses, by its mutability settings and the tags that it has.
 *
 * The pushes are taken in order: a later one meets what an earlier one left. A push of the same digest under its tag
 * is accepted. Source: Amazon ECR User Guide, "Preventing image tags from being overwritten"; ECR API model.
 *
 * @param repository - The repository's settings.
 * @param tags - The tags to be pushed, in order.
 * @param existing - All tags that the repository has; or the answer of `aws ecr describe-images` or `list-images`, all pages. Omitted
 * or `null`: which tags exist is not known.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkMutability(
 *   {"mutability":"IMMUTABLE_WITH_EXCLUSION","exclusion_filters":["dev-*"]},
 *   [
 *     {
 *       "tag": "v1.2.3",
 *       "digest": "sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b"
 *     },
 *     {
 *       "tag": "dev-main",
 *       "digest": "sha256:e58fcf7418d4390dec8e8fb69d88c06ec07039d651fedd3aa72af9972e7d046b"
 *     }
 *   ],
 *   [
 *     {
 *       "tag": "v1.2.3",
 *       "digest": "sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36"
 *     },
 *     {
 *       "tag": "dev-main",
 *       "digest": "sha256:97fc222cee7991b5b061d4d4afdb5f3428fcb0c9054e1690313786befa1e4e36"
 *     }
 *   ],
 * )
 * ```
 */
export function checkMutability(repository: MutabilityOptions, tags: readonly TagDigest[], existing?: readonly TagDigest[] | null): CheckMutabilityResponse;

/**
 * Makes the image names that a run may push, by the team's naming rules.
 *
 * AWS cannot enforce them: no IAM condition key carries the tag, and ECR refuses no tag by pattern.
 *
 * @param rules - The rules, as YAML or JSON text or as an object.
 * @param run - What is known of the run.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * makeTags(
 *   "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
 *   {
 *     "env": {
 *       "GITHUB_EVENT_NAME": "push",
 *       "GITHUB_REF": "refs/heads/main",
 *       "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37",
 *       "GITHUB_REPOSITORY": "Octo-Org/app"
 *     }
 *   },
 * )
 * ```
 */
export function makeTags(rules: DocumentInput, run: RunFacts): MakeTagsResponse;

/**
 * Checks the image names that a run is about to push against the team's naming rules.
 *
 * A closed world: a tag that no rule names is denied, `latest` included. AWS cannot enforce it, so the check belongs
 * before the push.
 *
 * @param rules - The rules, as YAML or JSON text or as an object.
 * @param run - What is known of the run.
 * @param images - The names to be pushed, with their tags.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * checkImages(
 *   "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags: [{name: sha, tag: \"{sha}\", sha: event}]\n",
 *   {
 *     "env": {
 *       "GITHUB_EVENT_NAME": "push",
 *       "GITHUB_REF": "refs/heads/main",
 *       "GITHUB_SHA": "860c1904a1ce19322e91ac35af1ab07466440c37",
 *       "GITHUB_REPOSITORY": "Octo-Org/app"
 *     }
 *   },
 *   [
 *     "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:860c1904a1ce19322e91ac35af1ab07466440c37",
 *     "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:latest"
 *   ],
 * )
 * ```
 */
export function checkImages(rules: DocumentInput, run: RunFacts, images: readonly string[]): CheckImagesResponse;

/**
 * Looks for what will go wrong with naming rules, with an example run for each finding.
 *
 * @param rules - The rules, as YAML or JSON text or as an object.
 * @param repository - Mutability settings of the ECR repository, to find tags that could not move and tags that could.
 * @param lifecycle_policy - The lifecycle policy of the ECR repository, as `get-lifecycle-policy` prints it under `lifecyclePolicyText`, to
 * find images that it expires and should not.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * lintRules(
 *   "version: 1\nimage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}\ntags:\n  - {name: sha, tag: \"{sha}\", sha: head}\n  - {name: branch, when: {branch: \"**\"}, tag: \"{branch|slug:63}\"}\n",
 * )
 * ```
 */
export function lintRules(rules: DocumentInput, repository?: MutabilityOptions | null, lifecycle_policy?: DocumentInput | null): LintRulesResponse;

/**
 * Lists the tables of facts that answers depend on, with the day on which each was last compared with its source.
 *
 * Given a day, it also finds the tables that were more than 90 days old on it.
 *
 * @param as_of - The day on which the answers are used (`YYYY-MM-DD`); without it no age is judged.
 * @param document - Whether to print the tables too, as the document that `replace_knowledge` takes. Default: `false`.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * knowledge("2027-02-24")
 * ```
 */
export function knowledge(as_of?: string | null, document?: boolean): KnowledgeResponse;

/**
 * Replaces tables of facts by those of a document, once a process and before the first answer that depends on one.
 *
 * The document is what `knowledge` prints, edited: `{"form": 1, "tables": [{"name", "version", "day", "hash", "rows"}]}`. A
 * table that it does not have stays as it is built in. It is checked as a whole before anything changes, and an error for a
 * hash names the right one. A document that changes nothing is accepted at any time.
 *
 * @param document - The document.
 * @throws {@link AssumableError} where the request is not as documented
 * @example
 * ```ts
 * replaceKnowledge(
 *   {
 *     "form": 1,
 *     "tables": [
 *       {
 *         "name": "thumbprints",
 *         "version": 1,
 *         "day": "2026-11-22",
 *         "hash": "831413ee73b7ad54",
 *         "rows": [
 *           "6938fd4d98bab03faadb97b34396831e3780aea1",
 *           "1c58a3a8518e8759bf075b76b750d4f2df264fcd"
 *         ]
 *       }
 *     ]
 *   },
 * )
 * ```
 */
export function replaceKnowledge(document: DocumentInput): ReplaceKnowledgeResponse;

/** A policy that is compiled once and asked often. */
export class TrustPolicy {
  /** @throws {@link AssumableError} where the policy is refused */
  constructor(policy: DocumentInput);
  /**
   * Puts one token to a compiled trust policy.
   *
   * @param claims - The claims of the token.
   * @param options - What is known besides.
   */
  check(claims: ClaimsInput, options?: TrustOptions | null): TrustReport;
  /**
   * Puts many tokens to a compiled trust policy.
   *
   * @param claims - The claims of each token.
   * @param options - What is known besides, for all of them.
   * @param explain - Whether each answer comes with its whole report; slower and larger.
   */
  checkMany(claims: readonly ClaimsInput[], options?: TrustOptions | null, explain?: boolean | null): TrustAnswers;
  /**
   * Tells who can assume the role of a compiled policy.
   *
   * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
   */
  whoCanAssume(world?: World | null): WhoReport;
  /**
   * Proves of a compiled policy that only the given tokens can assume its role, or finds another one that can.
   *
   * @param intent - Who may.
   * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
   */
  prove(intent: Intent, world?: World | null): ProofReport;
  /**
   * Tells of a compiled policy whether anybody but our owners can assume its role.
   *
   * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
   */
  outsiders(world?: World | null): OutsidersReport;
  /**
   * Compares a compiled policy with a new one.
   *
   * @param new_ - The policy as it will be, as JSON text or as an object.
   * @param world - Who is ours and what others can do. Not given: the owners that the policies name are ours.
   */
  compare(new_: DocumentInput, world?: World | null): ComparisonReport;
  /**
   * Tells of a compiled policy whether all tokens of a set can assume its role, or none, or some.
   *
   * @param tokens - The set: the tokens of any of these classes.
   * @param world - Who is ours and what others can do. Not given: the owners that the policy names are ours.
   */
  decide(tokens: readonly TokenClassInput[], world?: World | null): DecisionReport;
  /** Lets go of the compiled document at once; after that it cannot be asked. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}

/** A set that is compiled once and asked often. */
export class PolicySet {
  /** @throws {@link AssumableError} where the set is refused */
  constructor(set: DocumentInput);
  /**
   * Asks all roles of a set about one token.
   *
   * @param claims - The claims of the token.
   */
  check(claims: ClaimsInput): SetRoles;
  /**
   * Asks all roles of a set about many tokens.
   *
   * @param claims - The claims of each token.
   */
  checkMany(claims: readonly ClaimsInput[]): SetAnswers;
  /**
   * Says why a role of a set lets a token in or not: the report of `check_trust`.
   *
   * @param role - The role, by its place in the set, from 0.
   * @param claims - The claims of the token.
   */
  explain(role: number, claims: ClaimsInput): TrustReport;
  /** Lets go of the compiled document at once; after that it cannot be asked. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}

/** A rules that is compiled once and asked often. */
export class NamingRules {
  /** @throws {@link AssumableError} where the rules is refused */
  constructor(rules: DocumentInput);
  /**
   * Makes the image names that a run may push.
   *
   * @param run - What is known of the run.
   */
  make(run: RunFacts): MakeTagsResponse;
  /**
   * Checks the image names that a run is about to push, and the set of them.
   *
   * @param run - What is known of the run.
   * @param images - The names to be pushed, with their tags.
   */
  check(run: RunFacts, images: readonly string[]): CheckImagesResponse;
  /**
   * Checks many image names of one run, each by itself: the rules about the whole set are not checked.
   *
   * @param images - The names, with their tags.
   * @param run - What is known of the run.
   */
  checkMany(images: readonly string[], run: RunFacts): ImageVerdicts;
  /** Lets go of the compiled document at once; after that it cannot be asked. */
  free(): void;
  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void;
}
