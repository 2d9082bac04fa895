variable "enabled" {
  default = true
}
variable "create_oidc_provider" {
  default = true
}
variable "github_repositories" {}
variable "additional_audiences" {
  default = []
}
variable "additional_thumbprints" {
  default = []
}
variable "attach_admin_policy" {
  default = false
}
variable "attach_read_only_policy" {
  default = false
}
variable "force_detach_policies" {
  default = false
}
variable "iam_role_name" {
  default = NAME
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
variable "max_session_duration" {
  default = 3600
}
variable "tags" {
  default = {}
}
data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
locals {
  url       = "https://token.actions.githubusercontent.com"
  audiences = concat(["sts.amazonaws.com"], var.additional_audiences)
  owners    = distinct([for one in var.github_repositories : split("/", one)[0]])
}
resource "aws_iam_openid_connect_provider" "github" {
  count          = var.enabled && var.create_oidc_provider ? 1 : 0
  url            = local.url
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
      values   = [for one in var.github_repositories : "repo:${one}${strcontains(one, ":") ? "" : ":*"}"]
    }
  }
}
resource "aws_iam_role" "role" {
  count                = var.enabled ? 1 : 0
  name                 = var.iam_role_name
  path                 = var.iam_role_path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.iam_role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "policy" {
  for_each = var.enabled ? toset(concat(
    var.attach_admin_policy ? ["arn:${data.aws_partition.here.partition}:iam::aws:policy/AdministratorAccess"] : [],
    var.attach_read_only_policy ? ["arn:${data.aws_partition.here.partition}:iam::aws:policy/ReadOnlyAccess"] : [],
    var.iam_role_policy_arns,
  )) : toset([])
  role       = aws_iam_role.role[0].name
  policy_arn = each.value
}
resource "aws_iam_role_policy" "inline" {
  for_each = var.enabled ? var.iam_role_inline_policies : {}
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
