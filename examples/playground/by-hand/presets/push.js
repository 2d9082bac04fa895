// Pushes: the policy as it is often written, and what else stands in the way.

const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/web:860c1904a1ce19322e91ac35af1ab07466440c37";
const principal = "arn:aws:sts::123456789012:assumed-role/github-ecr-access/GitHubActions";
const calls = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:InitiateLayerUpload",
  "ecr:UploadLayerPart",
  "ecr:CompleteLayerUpload",
  "ecr:PutImage",
];
const document = (...statements) => JSON.stringify({ Version: "2012-10-17", Statement: statements }, null, 2);
const allow = (Action, Resource) => ({ Effect: "Allow", Action, Resource });
const login = allow("ecr:GetAuthorizationToken", "*");
const repository = "arn:aws:ecr:us-east-1:123456789012:repository/apps/*";
const pushes = document(login, allow(calls, repository));
const everything = document(allow("*", "*"));
const start = { image, principal };

export const push = [
  {
    group: "The role’s own policy",
    name: "The resource is written repo/*",
    note: "ECR’s resource type is `repository`, so that the statement matches nothing.",
    state: { ...start, identity: document(login, allow([...calls, "ecr:GetDownloadUrlForLayer"], "arn:aws:ecr:us-east-1:123456789012:repo/*")) },
  },
  {
    group: "The role’s own policy",
    name: "The push is allowed",
    note: "The same policy with the right resource type.",
    state: { ...start, identity: pushes },
  },
  {
    group: "The role’s own policy",
    name: "Logging in on one repository",
    note: "`ecr:GetAuthorizationToken` has no resource type: only `*` matches.",
    state: { ...start, identity: document(allow(["ecr:GetAuthorizationToken", ...calls], repository)) },
  },
  {
    group: "The role’s own policy",
    name: "buildx pulls as well",
    note: "For caches and attestations buildx reads what is there; this policy only pushes.",
    state: { ...start, identity: pushes, pull: "yes" },
  },
  {
    group: "Around the role",
    name: "A permissions boundary without ECR",
    note: "",
    state: { ...start, identity: pushes, boundary: document(allow("s3:*", "*")) },
  },
  {
    group: "Around the role",
    name: "A service control policy denies another region",
    note: "Two levels: the root, which allows everything, and the account’s unit.",
    state: {
      ...start,
      identity: pushes,
      scp: `${everything}\n---\n${document(allow("*", "*"), { Effect: "Deny", Action: "ecr:*", Resource: "*", Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-central-1" } } })}`,
      push_context: JSON.stringify({ "aws:RequestedRegion": "us-east-1" }, null, 2),
    },
  },
  {
    group: "Around the role",
    name: "Service control policies in force, and not known",
    note: "The word `unknown` stands for a layer that is there and cannot be seen.",
    state: { ...start, identity: pushes, scp: "unknown" },
  },
  {
    group: "Around the role",
    name: "Another account’s repository, with its policy",
    note: "Both sides must allow: the role’s policy and the repository’s.",
    state: {
      image: image.replace("123456789012", "210987654321"),
      principal,
      identity: pushes.replace("123456789012", "210987654321"),
      resource: document({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:role/github-ecr-access" }, Action: calls }),
    },
  },
];
