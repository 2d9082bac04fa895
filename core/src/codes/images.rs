//! Codes about image references and registries.

super::codes! {
    REGISTRY_MISSING: Finding Image Info, "the name has no registry", "distribution/reference, normalize.go";
    REGISTRY_BY_UPPER_CASE: Finding Image Warning, "a part is read as a registry because of its upper-case letters", "distribution/reference, normalize.go";
    ECR_REPOSITORY_NAME: Finding Image Warning, "ECR refuses this repository name", "Amazon ECR API Reference, CreateRepository";
    REPOSITORY_MISSING: Finding Image Warning, "the name is a registry without a repository", "distribution/reference, normalize.go";
    ECR_LOOK_ALIKE: Finding Image Danger, "the host looks like ECR's and is not", "Amazon ECR User Guide, Amazon ECR endpoints";
    TAG_IMPLICIT: Finding Image Warning, "without tag and digest docker takes `latest`", "Docker documentation, docker image push";
    TAG_BESIDE_DIGEST: Finding Image Info, "a tag beside a digest is not looked at", "distribution/reference";
    DIGEST_NOT_SHA256: Finding Image Warning, "docker and registries use sha256 only", "OCI Image Specification, Descriptors";
    ECR_OLDER_RULE: Finding Image Info, "an older rule of ECR refuses this name", "botocore, ecr service model, 2024-02";
    ECR_LETTER_FIRST: Finding Image Info, "AWS's pages disagree on whether a name may start with a digit", "Amazon ECR User Guide, Creating a private repository; Amazon ECR API Reference";
    DOCKER_LENGTH: Finding Image Warning, "docker's clients refuse a name of this length", "distribution/reference, reference.go";
    ECR_HOST_MIXED: Finding Image Warning, "the parts of the ECR host do not belong together", "Amazon ECR User Guide, Amazon ECR endpoints";
}
