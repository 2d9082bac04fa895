resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

variable "aws_ecr_region" {
  default = "us-east-1"
}

variable "aws_ecr_account" {
  default = "123456789012"
}

resource "aws_iam_role" "github-action-repo-access" {
  name = "github-ecr-access"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "sts:AssumeRoleWithWebIdentity"
        Principal = {
          Federated = aws_iam_openid_connect_provider.github.arn
        }
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          }
          StringLike = {
            "token.actions.githubusercontent.com:sub" = "repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main"
          }
        }
      },
    ]
  })
}

data "aws_iam_policy_document" "github-action-repo-access_ecr" {
  statement {
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    actions = [
      "ecr:BatchCheckLayerAvailability",
      "ecr:InitiateLayerUpload",
      "ecr:UploadLayerPart",
      "ecr:CompleteLayerUpload",
      "ecr:PutImage",
      "ecr:BatchGetImage",
      "ecr:GetDownloadUrlForLayer",
    ]
    resources = ["arn:aws:ecr:${var.aws_ecr_region}:${var.aws_ecr_account}:repository/images/octo-org/*"]
  }
}

resource "aws_iam_policy" "github-action-repo-access_ecr" {
  name   = "ecr-push"
  policy = data.aws_iam_policy_document.github-action-repo-access_ecr.json
}

resource "aws_iam_role_policy_attachment" "github-action-repo-access_ecr" {
  role       = aws_iam_role.github-action-repo-access.name
  policy_arn = aws_iam_policy.github-action-repo-access_ecr.arn
}

resource "aws_ecr_repository" "app" {
  name                 = "images/octo-org/app"
}
