variable "create_role" {
  default = false
}
variable "provider_url" {
  default = ""
}
variable "provider_urls" {
  default = []
}
variable "aws_account_id" {
  default = ""
}
variable "tags" {
  default = {}
}
variable "role_name" {
  default = null
}
variable "role_name_prefix" {
  default = null
}
variable "role_description" {
  default = ""
}
variable "role_path" {
  default = "/"
}
variable "role_permissions_boundary_arn" {
  default = ""
}
variable "max_session_duration" {
  default = 3600
}
variable "role_policy_arns" {
  default = []
}
variable "number_of_role_policy_arns" {
  default = null
}
variable "oidc_fully_qualified_subjects" {
  default = []
}
variable "oidc_subjects_with_wildcards" {
  default = []
}
variable "oidc_fully_qualified_audiences" {
  default = []
}
variable "force_detach_policies" {
  default = false
}
data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
locals {
  account = var.aws_account_id == "" ? data.aws_caller_identity.here.account_id : var.aws_account_id
  hosts   = [for url in distinct(compact(concat(var.provider_urls, [var.provider_url]))) : replace(url, "https://", "")]
  wanted = [
    { test = "StringEquals", claim = "sub", values = var.oidc_fully_qualified_subjects },
    { test = "StringLike", claim = "sub", values = var.oidc_subjects_with_wildcards },
    { test = "StringLike", claim = "aud", values = var.oidc_fully_qualified_audiences },
  ]
  # Every statement asks for the claims of every provider.
  checks = flatten([for one in local.wanted : [for host in local.hosts : { test = one.test, variable = "${host}:${one.claim}", values = one.values }] if length(one.values) > 0])
}
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = local.hosts
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = ["arn:${data.aws_partition.here.partition}:iam::${local.account}:oidc-provider/${statement.value}"]
      }
      dynamic "condition" {
        for_each = local.checks
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
  count                = var.create_role ? 1 : 0
  name                 = var.role_name
  name_prefix          = var.role_name_prefix
  path                 = var.role_path
  max_session_duration = var.max_session_duration
  permissions_boundary = var.role_permissions_boundary_arn
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "policy" {
  count      = var.create_role ? length(var.role_policy_arns) : 0
  role       = aws_iam_role.role[0].name
  policy_arn = var.role_policy_arns[count.index]
}
output "iam_role_arn" {
  value = aws_iam_role.role[0].arn
}
output "iam_role_name" {
  value = aws_iam_role.role[0].name
}
output "iam_role_path" {
  value = aws_iam_role.role[0].path
}
