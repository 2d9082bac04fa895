variable "create" {
  default = true
}
variable "name" {
  default = null
}
variable "name_prefix" {
  default = null
}
variable "path" {
  default = "/"
}
variable "permissions_boundary_arn" {
  default = null
}
variable "max_session_duration" {
  default = null
}
variable "description" {
  default = null
}
variable "force_detach_policies" {
  default = true
}
variable "tags" {
  default = {}
}
variable "policies" {
  default = {}
}
variable "audience" {
  default = "sts.amazonaws.com"
}
variable "provider_url" {
  default = "token.actions.githubusercontent.com"
}
variable "subjects" {
  default = []
}
variable "subject_condition" {
  default = "StringLike"
}
variable "additional_trust_policy_conditions" {
  default = []
}
data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
locals {
  host    = replace(var.provider_url, "https://", "")
  account = data.aws_caller_identity.here.account_id
}
data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "GithubOidcAuth"
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${data.aws_partition.here.partition}:iam::${local.account}:oidc-provider/${local.host}"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "token.actions.githubusercontent.com:iss"
      values   = ["ISSUER"]
    }
    condition {
      test     = "ForAllValues:StringEquals"
      variable = "${local.host}:aud"
      values   = [var.audience]
    }
    condition {
      test     = var.subject_condition
      variable = "${local.host}:sub"
      values   = [for one in var.subjects : "repo:${trimprefix(one, "repo:")}"]
    }
    dynamic "condition" {
      for_each = var.additional_trust_policy_conditions
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}
resource "aws_iam_role" "role" {
  count                = var.create ? 1 : 0
  name                 = var.name
  name_prefix          = var.name_prefix
  path                 = var.path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary_arn
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
output "path" {
  value = aws_iam_role.role[0].path
}
