variable "repo" {
  default = null
}
variable "repo_mainline_branch" {
  default = "main"
}
variable "openid_connect_provider_arn" {}
variable "github_oidc_issuer" {
  default = "token.actions.githubusercontent.com"
}
variable "default_conditions" {
  default = ["allow_main", "deny_pull_request"]
}
variable "github_environments" {
  default = ["*"]
}
variable "conditions" {
  default = []
}
variable "account_ids" {
  default = []
}
variable "custom_principal_arns" {
  default = []
}
variable "role_name" {
  default = null
}
variable "role_path" {
  default = "/github-actions/"
}
variable "role_permissions_boundary" {
  default = null
}
variable "role_policy_arns" {
  default = []
}
variable "role_max_session_duration" {
  default = null
}
locals {
  sub = "${var.github_oidc_issuer}:sub"
  # What each of the words stands for.
  known = {
    allow_main        = { test = "StringLike", variable = local.sub, values = ["repo:${var.repo}:ref:refs/heads/${var.repo_mainline_branch}"] }
    allow_environment = { test = "StringLike", variable = local.sub, values = [for one in var.github_environments : "repo:${var.repo}:environment:${one}"] }
    allow_all         = { test = "StringLike", variable = local.sub, values = ["repo:${var.repo}:*"] }
    deny_pull_request = { test = "StringNotLike", variable = local.sub, values = ["repo:${var.repo}:pull_request"] }
  }
  checks = concat([for word in var.default_conditions : local.known[word]], var.conditions)
  others = concat([for one in var.account_ids : "arn:aws:iam::${one}:root"], var.custom_principal_arns)
}
data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = length(local.others) > 0 ? [local.others] : []
    content {
      actions = ["sts:AssumeRole"]
      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [var.openid_connect_provider_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${var.github_oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
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
resource "aws_iam_role" "role" {
  count                = var.repo == null ? 0 : 1
  name                 = var.role_name
  path                 = var.role_path
  max_session_duration = var.role_max_session_duration
  permissions_boundary = var.role_permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}
resource "aws_iam_role_policy_attachment" "policy" {
  count      = length(var.role_policy_arns)
  role       = aws_iam_role.role[0].name
  policy_arn = var.role_policy_arns[count.index]
}
output "role" {
  value = aws_iam_role.role[0]
}
