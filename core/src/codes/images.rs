//! Codes about image references and registries.

super::codes! {
    REGISTRY_MISSING: Finding Image Info,
        "the name has no registry",
        "distribution/reference, normalize.go",
        why "Docker then uses Docker Hub; a push goes to another place than ECR.",
        example "`octo-org/app:v1`",
        help "Write the registry, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/octo-org/app:v1`.";
    REGISTRY_BY_UPPER_CASE: Finding Image Warning,
        "a part is read as a registry because of its upper-case letters",
        "distribution/reference, normalize.go",
        why "Docker reads a first part with upper-case letters as a host, so the image is not where it seems.",
        example "`Octo-Org/app:v1`",
        help "Write names in lower case, with the registry in front.";
    REGISTRY_TWICE: Finding Image Warning,
        "the repository name begins with a registry host",
        "aws-actions/amazon-ecr-login#4; #202",
        why "The registry looks for a repository of that long name, and a push fails with `name unknown`.",
        example "`123456789012.dkr.ecr.us-east-1.amazonaws.com/123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v1`",
        help "Write the host once: a repository's URI holds it already.";
    ECR_PUBLIC_ALIAS: Finding Image Warning,
        "the registry's alias is missing in ECR Public",
        "Amazon ECR Public User Guide, Public registries",
        why "Every repository of ECR Public is below the alias of its registry, so the name leads nowhere.",
        example "`public.ecr.aws/kafka-ui:v1`",
        help "Write the alias before the repository: `public.ecr.aws/ALIAS/kafka-ui:v1`.";
    ECR_REPOSITORY_NAME: Finding Image Warning,
        "ECR refuses this repository name",
        "Amazon ECR API Reference, CreateRepository",
        why "ECR has no repository of this name, so a push fails.",
        example "`123456789012.dkr.ecr.us-east-1.amazonaws.com/a:v1`",
        help "Use a name that ECR accepts; the message says which rule it breaks.";
    REPOSITORY_MISSING: Finding Image Warning,
        "the name is a registry without a repository",
        "distribution/reference, normalize.go",
        why "Docker reads a registry without a repository as an image of that name on Docker Hub.",
        example "`123456789012.dkr.ecr.us-east-1.amazonaws.com`",
        help "Add the repository.";
    ECR_LOOK_ALIKE: Finding Image Danger,
        "the host looks like ECR's and is not",
        "Amazon ECR User Guide, Amazon ECR endpoints",
        why "Credentials and images would go to a host that is not AWS's.",
        example "`123456789012.dkr.ecr.us-east-1.amazonaws.com.example.org/app:v1`",
        help "Correct the host.";
    TAG_IMPLICIT: Finding Image Warning,
        "without tag and digest docker takes `latest`",
        "Docker documentation, docker image push",
        why "`latest` is then pushed or pulled, whatever it points to today.",
        example "`octo-org/app`",
        help "Name a tag or a digest.";
    TAG_BESIDE_DIGEST: Finding Image Info,
        "a tag beside a digest is ignored",
        "distribution/reference",
        why "A pull goes by the digest. The tag may point elsewhere by now, and nothing notices.",
        example "`app:v1@sha256:…`",
        help "Drop the tag if it could mislead.";
    DIGEST_NOT_SHA256: Finding Image Warning,
        "docker and registries use sha256 only",
        "OCI Image Specification, Descriptors",
        why "Registries do not find images by another algorithm.",
        example "`app@sha512:…`",
        help "Use the sha256 digest that the registry shows.";
    ECR_OLDER_RULE: Finding Image Info,
        "an older rule of ECR refuses this name",
        "botocore, ecr service model, 2024-02",
        why "Parts of ECR and older tools still check by the rule of before 2024-02.",
        example "`team--app`",
        help "Choose a name that both rules accept.";
    ECR_LETTER_FIRST: Finding Image Info,
        "AWS's pages disagree on whether a name may start with a digit",
        "Amazon ECR User Guide, Creating a private repository; Amazon ECR API Reference",
        why "AWS's prose asks for a letter first, its API model allows a digit.",
        example "`1app`",
        help "Start the name with a letter.";
    DOCKER_LENGTH: Finding Image Warning,
        "docker's clients refuse a name of this length",
        "distribution/reference, reference.go",
        why "ECR counts 256 characters for the repository, docker's clients count the whole path.",
        example "a repository name of 256 characters",
        help "Shorten the name.";
    ECR_HOST_MIXED: Finding Image Warning,
        "the parts of the ECR host do not belong together",
        "Amazon ECR User Guide, Amazon ECR endpoints",
        why "AWS documents no such combination of host, region and suffix, so the host probably does not exist.",
        example "`123456789012.dkr.ecr.cn-north-1.amazonaws.com`",
        help "Write the host as the console shows it.";
}
