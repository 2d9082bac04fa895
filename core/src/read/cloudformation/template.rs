//! The sections of a template, by name.

use core::ops::Range;
use std::collections::BTreeMap;

use super::shared::has_alias;
use crate::error::{Error, ErrorKind};
use crate::text::quote;
use crate::tree::json::{Member, Node, Value};

/// A template.
pub(super) struct Template<'t> {
    pub(super) parameters: BTreeMap<&'t str, &'t Node>,
    pub(super) conditions: BTreeMap<&'t str, &'t Node>,
    pub(super) mappings: BTreeMap<&'t str, BTreeMap<&'t str, BTreeMap<&'t str, &'t Node>>>,
    /// In the order of the text.
    pub(super) resources: Vec<Resource<'t>>,
    by_name: BTreeMap<&'t str, usize>,
    /// Macros that change the template, but for those of AWS whose meaning is read.
    pub(super) macros: Vec<(&'t str, Range<usize>)>,
    /// Loops over resources, which are not read.
    pub(super) loops: Vec<&'t Member>,
}

/// A resource.
pub(super) struct Resource<'t> {
    /// Its logical id.
    pub(super) name: &'t str,
    pub(super) name_span: Range<usize>,
    /// Its type.
    pub(super) kind: &'t str,
    /// All of it.
    pub(super) span: Range<usize>,
    properties: &'t [Member],
    pub(super) condition: Option<&'t Node>,
    has_cdk_path: bool,
}

/// Transforms of AWS that leave roles, providers and repositories as they are written (CloudFormation template reference,
/// "Transforms").
const KNOWN_TRANSFORMS: [&str; 4] = [
    "AWS::Serverless-2016-10-31",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-2020-07-23",
    "AWS::CodeDeployBlueGreen",
];

impl<'t> Template<'t> {
    /// # Errors
    /// `WRONG_TYPE` and `MISSING_FIELD` where it has no resources.
    pub(super) fn of(root: &'t Node) -> Result<Template<'t>, Error> {
        let Value::Object(sections) = &root.value else {
            return Err(wrong_type("the template", root));
        };
        let section = |name: &str| get(sections, name).map_or(&[][..], members);
        let Some(resources) = get(sections, "Resources") else {
            return Err(Error::new(ErrorKind::MissingField, "the template has no `Resources`")
                .with_help("pass the whole template")
                .span_or(root.span.clone()));
        };
        let Value::Object(resources) = &resources.value else {
            return Err(wrong_type("`Resources`", resources));
        };
        let mut template = Template {
            parameters: by_name(section("Parameters")),
            conditions: by_name(section("Conditions")),
            mappings: section("Mappings").iter().map(|map| (map.name.as_str(), mapping(&map.node))).collect(),
            resources: Vec::new(),
            by_name: BTreeMap::new(),
            macros: get(sections, "Transform").map_or_else(Vec::new, macros),
            loops: Vec::new(),
        };
        for member in resources {
            if member.name.starts_with("Fn::") {
                template.loops.push(member);
            } else if let Some(resource) = Resource::of(member) {
                template.by_name.insert(resource.name, template.resources.len());
                template.resources.push(resource);
            }
        }
        Ok(template)
    }

    /// Whether it has CDK's marks.
    pub(super) fn is_made_by_cdk(&self) -> bool {
        self.resources.iter().any(|resource| resource.kind == "AWS::CDK::Metadata" || resource.has_cdk_path)
    }

    /// The index of a resource.
    pub(super) fn resource(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Every name that `Ref` may have.
    pub(super) fn names(&self) -> impl Iterator<Item = &'t str> {
        self.parameters.keys().chain(self.by_name.keys()).copied()
    }
}

impl<'t> Resource<'t> {
    fn of(member: &'t Member) -> Option<Resource<'t>> {
        let own = members(&member.node);
        Some(Resource {
            name: &member.name,
            name_span: member.name_span.clone(),
            kind: get(own, "Type")?.as_str()?,
            span: member.node.span.clone(),
            properties: get(own, "Properties").map_or(&[], members),
            condition: get(own, "Condition"),
            has_cdk_path: get(own, "Metadata")
                .is_some_and(|node| get(members(node), "aws:cdk:path").is_some()),
        })
    }

    /// Whether a part of it stands elsewhere.
    pub(super) fn has_alias(&self) -> bool {
        has_alias(&self.span, self.properties)
    }

    /// A property.
    pub(super) fn property(&self, name: &str) -> Option<&'t Node> {
        get(self.properties, name)
    }
}

fn wrong_type(what: &str, node: &Node) -> Error {
    Error::new(ErrorKind::WrongType, format!("{what} is an object, found {}", node.kind()))
        .with_help("pass the template as it is given to CloudFormation")
        .span_or(node.span.clone())
}

fn macros<'t>(node: &'t Node) -> Vec<(&'t str, Range<usize>)> {
    let items = match &node.value {
        Value::Array(items) => items.as_slice(),
        _ => core::slice::from_ref(node),
    };
    let named = |item: &'t Node| item.as_str().or_else(|| get(members(item), "Name")?.as_str());
    let name = |item: &'t Node| Some((named(item)?, item.span.clone()));
    items.iter().filter_map(name).filter(|(name, _)| !KNOWN_TRANSFORMS.contains(name)).collect()
}

fn by_name(members: &[Member]) -> BTreeMap<&str, &Node> {
    members.iter().map(|member| (member.name.as_str(), &member.node)).collect()
}

fn mapping(node: &Node) -> BTreeMap<&str, BTreeMap<&str, &Node>> {
    members(node).iter().map(|member| (member.name.as_str(), by_name(members(&member.node)))).collect()
}

/// The members of an object; of what is none, none.
pub(super) fn members(node: &Node) -> &[Member] {
    match &node.value {
        Value::Object(members) => members,
        _ => &[],
    }
}

/// The items of a list.
pub(super) fn items(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// A member by its name.
pub(super) fn get<'t>(members: &'t [Member], name: &str) -> Option<&'t Node> {
    members.iter().find(|member| member.name == name).map(|member| &member.node)
}

/// The function that an object is the call of, and its argument.
pub(super) fn call(node: &Node) -> Option<(&str, &Node)> {
    match members(node) {
        [one] if one.name == "Ref" || one.name.starts_with("Fn::") => Some((&one.name, &one.node)),
        _ => None,
    }
}

/// How a part of a template is named in messages: a text as it is, else its kind.
pub(super) fn shown(node: &Node) -> String {
    node.as_str().map_or_else(|| node.kind().to_owned(), |text| format!("`{}`", quote(text)))
}
