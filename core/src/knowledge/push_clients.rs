//! Whether the programs that push images ask for the manifest before they put one, which is `ecr:BatchGetImage`.

use super::row::{row, word, words};
use super::shelf::Shelf;
use crate::premise::Grade;

/// A program that pushes images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PushClient {
    /// Whatever pushes: all that AWS lists for a push.
    #[default]
    Any,
    /// `docker push`. With the classic image store it does not ask for the manifest; with containerd's, which new
    /// installations of Docker Engine 29 have, it does.
    Docker,
    /// `docker buildx build --push` and BuildKit, as build-push-action runs it; containerd and nerdctl push the same way.
    Buildx,
    /// `crane`, `ko` and `rules_oci`.
    Crane,
    /// kaniko.
    Kaniko,
    /// skopeo, podman and buildah.
    Skopeo,
}

word!(PushClient {
    Any = "any",
    Docker = "docker",
    Buildx = "buildx",
    Crane = "crane",
    Kaniko = "kaniko",
    Skopeo = "skopeo",
});

words! {
    /// Whether a client asks for the manifest.
    Asks {
        /// It always does.
        Always = "always",
        /// It depends on what is not known: `depends_on` says on what.
        Depends = "depends",
        /// It does not.
        Never = "never",
    }
}

row! {
    /// Whether a client asks for the manifest before it puts one, and where that is known from.
    ClientRow<'a> {
        client: PushClient,
        asks_for_manifest: Asks,
        depends_on: Option<&'a str>,
        /// The fact as a sentence.
        text: &'a str,
        grade: Grade,
        source: &'a str,
        date: &'a str,
    }

    const EVERY: bool = true;

    fn fault(&self) -> Option<&'static str> {
        (self.depends_on.is_some() != (self.asks_for_manifest == Asks::Depends))
            .then_some("give `depends_on` where `asks_for_manifest` is `depends`, and only there")
    }
}

word!(Grade {
    Given = "given",
    Assumed = "assumed",
    Documented = "documented",
    Observed = "observed",
    Inferred = "inferred",
});

/// A fact about a client.
#[cfg(feature = "push")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habit {
    pub(crate) text: &'static str,
    pub(crate) grade: Grade,
    pub(crate) source: &'static str,
    pub(crate) date: &'static str,
}

#[cfg(feature = "push")]
impl ClientRow<'static> {
    /// The fact.
    pub(crate) fn habit(&self) -> Habit {
        Habit { text: self.text, grade: self.grade, source: self.source, date: self.date }
    }
}

pub(super) const ROWS: &[ClientRow<'static>] = &[
    ClientRow {
        client: PushClient::Any,
        asks_for_manifest: Asks::Always,
        depends_on: None,
        text: "the client asks for the image's manifest before it pushes, as crane and buildx do: AWS lists \
               `ecr:BatchGetImage` among the permissions of a push",
        grade: Grade::Documented,
        source: "Amazon ECR User Guide, IAM permissions for pushing an image; bazel-contrib/rules_oci#648, \
                 docker/build-push-action#826",
        date: "2026-11",
    },
    ClientRow {
        client: PushClient::Docker,
        asks_for_manifest: Asks::Depends,
        depends_on: Some(
            "whether docker has the classic image store, which does not ask for the manifest, or containerd's, which does",
        ),
        text: "new installations of Docker Engine 29 have containerd's image store, which asks for the manifest before \
               it pushes; the classic one does not",
        grade: Grade::Documented,
        source: "Docker Docs, containerd image store with Docker Engine; containerd@02e0fef, \
                 core/remotes/docker/pusher.go",
        date: "2026-11",
    },
    ClientRow {
        client: PushClient::Buildx,
        asks_for_manifest: Asks::Always,
        depends_on: None,
        text: "buildx asks for the manifest before it pushes one, and stops where that is refused",
        grade: Grade::Observed,
        source: "containerd@02e0fef, core/remotes/docker/pusher.go; the log in docker/build-push-action#826",
        date: "2026-11",
    },
    ClientRow {
        client: PushClient::Crane,
        asks_for_manifest: Asks::Always,
        depends_on: None,
        text: "crane asks for the manifest before it pushes, and reads it to add a tag, which fails where that is refused",
        grade: Grade::Observed,
        source: "bazel-contrib/rules_oci#648; go-containerregistry@3f4ff3c, pkg/v1/remote/pusher.go, pkg/crane/tag.go",
        date: "2024-07",
    },
    ClientRow {
        client: PushClient::Kaniko,
        asks_for_manifest: Asks::Depends,
        depends_on: Some(
            "which go-containerregistry kaniko was built with: since 2023-05 it goes on where asking for the manifest is \
             refused",
        ),
        text: "kaniko asks for the manifest before it pushes",
        grade: Grade::Observed,
        source: "kaniko, pkg/executor/push.go; google/go-containerregistry#1691",
        date: "2023-05",
    },
    ClientRow {
        client: PushClient::Skopeo,
        asks_for_manifest: Asks::Never,
        depends_on: None,
        text: "skopeo, podman and buildah put the manifest without asking for it",
        grade: Grade::Observed,
        source: "containers/image@df7e80d, docker/docker_image_dest.go",
        date: "2025-08",
    },
];

pub(super) static PUSH_CLIENTS: Shelf<ClientRow<'static>> = Shelf::new(ROWS);

/// The row of a client.
#[cfg(feature = "push")]
pub(crate) fn row(client: PushClient) -> Option<&'static ClientRow<'static>> {
    PUSH_CLIENTS.rows().iter().find(|row| row.client == client)
}
