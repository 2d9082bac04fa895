//! The table of operations. Adding one is an entry here, its request and response structs, and its vectors:
//! the bindings' surfaces are generated from this table.

use super::request::Request;
use super::{answer, decode};
use crate::error::Error;
use crate::tree::json::Node;

/// One operation of the contract.
#[non_exhaustive]
pub struct Operation {
    /// Its name, `snake_case`; TypeScript uses `camelCase`.
    pub name: &'static str,
    /// One complete request; a test runs it and compares the answer with `response`.
    #[cfg(feature = "examples")]
    pub request: &'static str,
    /// The response to `request`.
    #[cfg(feature = "examples")]
    pub response: &'static str,
    pub(super) run: fn(&Node) -> Result<String, Error>,
    /// JSON Schema of the request and of the response, for the emitter.
    #[cfg(feature = "schema")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema),
}

fn run<R: Request>(node: &Node) -> Result<String, Error> {
    answer::write(&decode::<R>(node)?.run()?)
}

#[cfg(feature = "schema")]
fn schema<R: Request>(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema) {
    (generator.subschema_for::<R>(), generator.subschema_for::<R::Response>())
}

macro_rules! operations {
    ($($name:ident $(($feature:literal))?: $request:ty),* $(,)?) => {
        /// Every operation, in the order of the documentation.
        pub const OPERATIONS: &[Operation] = &[$($(#[cfg(feature = $feature)])? Operation {
            name: stringify!($name),
            #[cfg(feature = "examples")]
            request: include_str!(concat!("examples/", stringify!($name), ".request.json")),
            #[cfg(feature = "examples")]
            response: include_str!(concat!("examples/", stringify!($name), ".response.json")),
            run: run::<$request>,
            #[cfg(feature = "schema")]
            schema: schema::<$request>,
        }),*];

        /// The names of all, also of those that need a feature which this build lacks.
        pub(super) const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

operations! {
    build_subject("first"): super::subject::BuildSubjectRequest,
    parse_subject("first"): super::subject::ParseSubjectRequest,
    resolve_settings("first"): super::settings::ResolveSettingsRequest,
    customization_requests("first"): super::settings::CustomizationRequestsRequest,
    decode_token("first"): super::token::DecodeTokenRequest,
    match_filter("first"): super::filter::MatchFilterRequest,
    recognize("documents"): super::recognize::RecognizeRequest,
    read_documents("documents"): super::documents::ReadDocumentsRequest,
    explain("road"): super::explain::ExplainRequest,
    compare_documents("road"): super::explain::CompareDocumentsRequest,
    render("render"): super::render::RenderRequest,
    evaluate_expression("documents"): super::expression::EvaluateExpressionRequest,
    match_condition("first"): super::condition::MatchConditionRequest,
    check_trust("first"): super::trust::CheckTrustRequest,
    who_can_assume("analysis"): super::analysis::WhoCanAssumeRequest,
    prove("analysis"): super::analysis::ProveRequest,
    outsiders("analysis"): super::analysis::OutsidersRequest,
    compare_policies("analysis"): super::analysis::ComparePoliciesRequest,
    decide("analysis"): super::analysis::DecideRequest,
    make_policies("make"): super::make::MakePoliciesRequest,
    shrink_policy("make"): super::make::ShrinkPolicyRequest,
    plan_migration("road"): super::migrate::PlanMigrationRequest,
    guard_organization("make"): super::make::GuardOrganizationRequest,
    check_create("first"): super::create::CheckCreateRequest,
    check_access("push"): super::access::CheckAccessRequest,
    check_push("push"): super::push::CheckPushRequest,
    parse_image("push"): super::image::ParseImageRequest,
    check_name("push"): super::image::CheckNameRequest,
    check_mutability("push"): super::mutability::CheckMutabilityRequest,
    make_tags("naming"): super::rules::MakeTagsRequest,
    check_images("naming"): super::rules::CheckImagesRequest,
    lint_rules("naming"): super::rules::LintRulesRequest,
    knowledge("first"): super::knowledge::KnowledgeRequest,
    replace_knowledge: super::knowledge::ReplaceKnowledgeRequest,
}
