variable "create" {
  default = true
}
variable "name" {
  default = null
}
variable "use_name_prefix" {
  default = true
}
variable "path" {
  default = "/"
}
variable "permissions_boundary" {
  default = null
}
variable "max_session_duration" {
  default = null
}
variable "description" {
  default = null
}
variable "tags" {
  default = {}
}
variable "policies" {
  default = {}
}
variable "source_trust_policy_documents" {
  default = []
}
variable "override_trust_policy_documents" {
  default = []
}
variable "enable_oidc" {
  default = false
}
variable "enable_github_oidc" {
  default = false
}
variable "oidc_provider_urls" {
  default = []
}
variable "oidc_account_id" {
  default = null
}
variable "oidc_subjects" {
  default = []
}
variable "oidc_wildcard_subjects" {
  default = []
}
variable "oidc_audiences" {
  default = []
}
variable "github_provider" {
  default = "token.actions.githubusercontent.com"
}
variable "trust_policy_conditions" {
  default = []
}
data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
locals {
  before = "arn:${data.aws_partition.here.partition}:iam::"
  own    = data.aws_caller_identity.here.account_id
  hosts  = [for url in var.oidc_provider_urls : replace(url, "https://", "")]
  # Each kind of statement: whose provider it is, its account, and what it asks of the token.
  plain = var.enable_oidc ? [for host in local.hosts : {
    sid      = null
    provider = "${local.before}${var.oidc_account_id == null ? local.own : var.oidc_account_id}:oidc-provider/${host}"
    checks = concat(
      [for other in local.hosts : { test = "StringEquals", variable = "${other}:sub", values = var.oidc_subjects } if length(var.oidc_subjects) > 0],
      [for other in local.hosts : { test = "StringLike", variable = "${other}:sub", values = var.oidc_wildcard_subjects } if length(var.oidc_wildcard_subjects) > 0],
      [for other in local.hosts : { test = "StringEquals", variable = "${other}:aud", values = var.oidc_audiences } if length(var.oidc_audiences) > 0],
    )
  }] : []
  github = var.enable_github_oidc ? [{
    sid      = "GithubOidcAuth"
    provider = "${local.before}${local.own}:oidc-provider/${var.github_provider}"
    checks = concat(
      [
        { test = "ForAllValues:StringEquals", variable = "${var.github_provider}:iss", values = ["https://${var.github_provider}"] },
        { test = "ForAllValues:StringEquals", variable = "${var.github_provider}:aud", values = coalescelist(var.oidc_audiences, ["sts.amazonaws.com"]) },
      ],
      [for subjects in [var.oidc_subjects] : { test = "StringEquals", variable = "${var.github_provider}:sub", values = [for one in subjects : "repo:${trimprefix(one, "repo:")}"] } if length(subjects) > 0],
      [for subjects in [var.oidc_wildcard_subjects] : { test = "StringLike", variable = "${var.github_provider}:sub", values = [for one in subjects : "repo:${trimprefix(one, "repo:")}"] } if length(subjects) > 0],
    )
  }] : []
}
data "aws_iam_policy_document" "trust" {
  source_policy_documents   = var.source_trust_policy_documents
  override_policy_documents = var.override_trust_policy_documents
  dynamic "statement" {
    for_each = concat(local.plain, local.github)
    content {
      sid     = statement.value.sid
      actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.provider]
      }
      dynamic "condition" {
        for_each = concat(statement.value.checks, var.trust_policy_conditions)
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}
resource "aws_iam_role" "role" {
  count                = var.create ? 1 : 0
  name                 = var.use_name_prefix ? null : var.name
  name_prefix          = var.use_name_prefix ? "${var.name}-" : null
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "policy" {
  for_each   = var.create ? var.policies : {}
  role       = aws_iam_role.role[0].name
  policy_arn = each.value
}
output "arn" {
  value = aws_iam_role.role[0].arn
}
output "name" {
  value = aws_iam_role.role[0].name
}
