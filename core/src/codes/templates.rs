//! Codes about templates of CloudFormation, and about plans and states of Terraform.

super::codes! {
    CREATION_UNKNOWN: Finding Document Info,
        "whether a resource is created depends on what is not known",
        "CloudFormation template reference, Conditions",
        why "Its answers hold only where it is created.",
        example "`Condition: CreateRole` on a role, where the condition asks for a parameter without a value",
        help "Give the values of the parameters.";
    MACRO_NOT_RUN: Finding Document Info,
        "a macro or a loop may change the template, and is not run",
        "CloudFormation template reference, Transform",
        why "What it adds or changes is not told.",
        example "`Transform: OurMacro`",
        help "Give the template as AWS shows it after its transforms.";
    NOT_CREATED: Finding Document Info,
        "a resource is not created, because its condition is false",
        "CloudFormation template reference, Conditions",
        why "It is not among what is told.",
        example "`Condition: CreateRole` on a role, with a parameter whose default is `false`",
        help "Give the values that the stack has, if they are others.";
    STACK_NOT_GIVEN: Finding Document Info,
        "a nested stack, an application or a module is not among the documents",
        "CloudFormation template reference, AWS::CloudFormation::Stack",
        why "Its roles and what it gives out are not known.",
        example "`Type: AWS::CloudFormation::Stack`",
        help "Give its template too.";
    TEMPLATE_REFUSED: Finding Document Warning,
        "AWS CloudFormation refuses a part of the template",
        "CloudFormation template reference, Intrinsic functions",
        why "The value is not known, and the stack is not created as it stands.",
        example "`!Ref` of a name that is neither a parameter nor a resource",
        help "Correct the part that is told.";
}
