variable "create" {
  default = true
}
variable "create_oidc_provider" {
  default = true
}
variable "github_subjects" {}
variable "default_subject" {
  default = "ref:refs/heads/main"
}
variable "additional_audiences" {
  default = []
}
variable "iam_role_name" {
  default = "GitHubActions"
}
variable "iam_role_path" {
  default = "/"
}
variable "iam_role_permissions_boundary" {
  default = ""
}
variable "iam_role_policy_arns" {
  default = []
}
variable "iam_role_inline_policies" {
  default = {}
}
variable "iam_role_max_session_duration" {
  default = 3600
}
variable "tags" {
  default = {}
}
data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
locals {
  audiences = concat(["sts.${data.aws_partition.here.dns_suffix}"], var.additional_audiences)
  owners    = distinct([for one in var.github_subjects : split("@", split("/", one)[0])[0]])
}
resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create && var.create_oidc_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = concat([for one in local.owners : "https://github.com/${one}"], local.audiences)
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.here.account_id}:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = local.audiences
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [for one in var.github_subjects : "repo:${one}${strcontains(one, ":") ? "" : ":${var.default_subject}"}"]
    }
  }
}
resource "aws_iam_role" "role" {
  count                = var.create ? 1 : 0
  name                 = var.iam_role_name
  path                 = var.iam_role_path
  max_session_duration = var.iam_role_max_session_duration
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "policy" {
  for_each   = var.create ? toset(var.iam_role_policy_arns) : toset([])
  role       = aws_iam_role.role[0].name
  policy_arn = each.value
}
resource "aws_iam_role_policy" "inline" {
  for_each = var.create ? var.iam_role_inline_policies : {}
  name     = each.key
  role     = aws_iam_role.role[0].name
  policy   = each.value
}
output "iam_role_arn" {
  value = aws_iam_role.role[0].arn
}
output "iam_role_name" {
  value = aws_iam_role.role[0].name
}
