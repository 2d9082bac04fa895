//! Codes about naming rules and the names that a run may push.

super::codes! {
    RUN_CONTRADICTION: Finding Naming Warning, "two sources say different things about the run", "core/docs/naming-rules.md";
    SLUG_CHANGED: Finding Naming Info, "a tag is not the text that it was made from", "core/docs/naming-rules.md";
    MERGE_COMMIT: Finding Naming Warning, "a tag names the merge commit of a pull request", "GitHub Docs, Events that trigger workflows, pull_request";
    NEVER_FIRES: Finding Naming Warning, "a rule never fires", "core/docs/naming-rules.md";
    NO_TAG: Finding Naming Warning, "a rule fires on a run for which it can make no tag", "core/docs/naming-rules.md";
    TWO_RULES_ONE_TAG: Finding Naming Warning, "two rules give one tag for different runs", "core/docs/naming-rules.md";
    TAG_MOVES: Finding Naming Warning, "a tag moves and its rule does not say so", "core/docs/naming-rules.md";
    REF_IMPERSONATES: Finding Naming Danger, "the name of a branch or tag can take the tag of another rule", "core/docs/naming-rules.md";
    SLUGS_COLLIDE: Finding Naming Warning, "different refs give one tag", "core/docs/naming-rules.md";
    MOVING_IN_IMMUTABLE: Finding Naming Warning, "a moving tag meets an immutable repository", "Amazon ECR User Guide, Preventing image tags from being overwritten";
    REFERENCE_INVALID: Denial Naming Error, "the name is not an image reference", "distribution/reference";
    RUN_SKIPPED: Denial Naming Error, "the run pushes nothing", "core/docs/naming-rules.md";
    RUN_UNKNOWN: Denial Naming Error, "too little is known of the run", "core/docs/naming-rules.md";
    TAG_MISSING: Denial Naming Error, "the name has no tag", "core/docs/naming-rules.md";
    REPOSITORY_MISTYPED: Denial Naming Error, "the repository is nearly one of the rules", "core/docs/naming-rules.md";
    REGISTRY_OTHER: Denial Naming Error, "the registry is not one of the rules", "core/docs/naming-rules.md";
    REPOSITORY_OTHER: Denial Naming Error, "the run does not push to this repository", "core/docs/naming-rules.md";
    TAG_CASE: Denial Naming Error, "the tag differs from an allowed one in upper and lower case", "core/docs/naming-rules.md";
    COMMIT_FORM: Denial Naming Error, "the tag names the commit in another form than the rules", "core/docs/naming-rules.md";
    COMMIT_UNNAMED: Denial Naming Error, "no rule makes a tag of this commit", "core/docs/naming-rules.md";
    HEAD_COMMIT: Denial Naming Error, "the tag names the head of the pull request, the rules the commit of the event", "core/docs/naming-rules.md";
    TAG_OF_REF: Denial Naming Error, "the tag is the name of the ref, and no rule makes a tag of it", "core/docs/naming-rules.md";
    RULE_NOT_FIRED: Denial Naming Error, "the rule of this tag does not fire on this run", "core/docs/naming-rules.md";
    TAG_UNKNOWN: Denial Naming Error, "no rule names this tag", "core/docs/naming-rules.md";
}
