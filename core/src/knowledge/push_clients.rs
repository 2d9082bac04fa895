//! What the programs that push images ask of a registry, and so of ECR.
//!
//! Every push logs in, asks for the layers that are there, uploads the others and puts the manifest. Clients differ in
//! whether they ask for the manifest first, which is `ecr:BatchGetImage`.

use super::ecr_actions::{BEARER_TOKEN, LOGIN, On, PUBLIC_LOGIN};
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

/// Whether a client makes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Made {
    /// Always: a push fails without.
    Always,
    /// It depends on what is not known: this says on what.
    Depends(&'static str),
}

/// A call of a push.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call {
    pub(crate) action: &'static str,
    pub(crate) on: On,
    pub(crate) made: Made,
}

const fn call(action: &'static str, on: On) -> Call {
    Call { action, on, made: Made::Always }
}

/// A fact about a client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habit {
    pub(crate) text: &'static str,
    pub(crate) grade: Grade,
    pub(crate) source: &'static str,
    pub(crate) date: &'static str,
}

/// Whether a client asks for the manifest before it puts one, and where that is known from.
pub(crate) struct ClientRow {
    client: PushClient,
    asks_for_manifest: Option<Made>,
    pub(crate) habit: Habit,
}

/// What every push calls, in the order in which a client does (Amazon ECR User Guide, "IAM permissions for pushing an
/// image").
const UPLOAD: [Call; 5] = [
    call("ecr:BatchCheckLayerAvailability", On::Repository),
    call("ecr:InitiateLayerUpload", On::Repository),
    call("ecr:UploadLayerPart", On::Repository),
    call("ecr:CompleteLayerUpload", On::Repository),
    call("ecr:PutImage", On::Repository),
];

const MANIFEST: &str = "ecr:BatchGetImage";

/// What reading layers adds (Amazon ECR User Guide, "Private repository policy examples").
const LAYERS: Call = call("ecr:GetDownloadUrlForLayer", On::Repository);

/// What a push to ECR Public calls (Amazon ECR Public User Guide, "Public repository policy examples").
pub(crate) const PUBLIC_PUSH: [Call; 7] = [
    call(PUBLIC_LOGIN, On::Everything),
    call(BEARER_TOKEN, On::Everything),
    call("ecr-public:BatchCheckLayerAvailability", On::Repository),
    call("ecr-public:InitiateLayerUpload", On::Repository),
    call("ecr-public:UploadLayerPart", On::Repository),
    call("ecr-public:CompleteLayerUpload", On::Repository),
    call("ecr-public:PutImage", On::Repository),
];

/// Why a push to ECR Public asks for no permission to read.
pub(crate) const PUBLIC_READING: Habit = Habit {
    text: "everyone may read from ECR Public, so that asking for a manifest or for layers needs no permission",
    grade: Grade::Documented,
    source: "Amazon ECR Public User Guide, Public repository policy examples",
    date: "2026-11",
};

/// One region for every registry of ECR Public.
pub(crate) const PUBLIC_REGION: &str = "us-east-1";

/// Who the token of [`BEARER_TOKEN`] is for, as policies test it in `sts:AWSServiceName`.
pub(crate) const PUBLIC_SERVICE: &str = "ecr-public.amazonaws.com";

const CLIENTS: &[ClientRow] = &[
    ClientRow {
        client: PushClient::Any,
        asks_for_manifest: Some(Made::Always),
        habit: Habit {
            text: "the client asks for the image's manifest before it pushes, as crane and buildx do: AWS lists \
                   `ecr:BatchGetImage` among the permissions of a push",
            grade: Grade::Documented,
            source: "Amazon ECR User Guide, IAM permissions for pushing an image; bazel-contrib/rules_oci#648, \
                     docker/build-push-action#826",
            date: "2026-11",
        },
    },
    ClientRow {
        client: PushClient::Docker,
        asks_for_manifest: Some(Made::Depends(
            "whether docker has the classic image store, which does not ask for the manifest, or containerd's, which does",
        )),
        habit: Habit {
            text: "new installations of Docker Engine 29 have containerd's image store, which asks for the manifest before \
                   it pushes; the classic one does not",
            grade: Grade::Documented,
            source: "Docker Docs, containerd image store with Docker Engine; containerd@02e0fef, \
                     core/remotes/docker/pusher.go",
            date: "2026-11",
        },
    },
    ClientRow {
        client: PushClient::Buildx,
        asks_for_manifest: Some(Made::Always),
        habit: Habit {
            text: "buildx asks for the manifest before it pushes one, and stops where that is refused",
            grade: Grade::Observed,
            source: "containerd@02e0fef, core/remotes/docker/pusher.go; the log in docker/build-push-action#826",
            date: "2026-11",
        },
    },
    ClientRow {
        client: PushClient::Crane,
        asks_for_manifest: Some(Made::Always),
        habit: Habit {
            text: "crane asks for the manifest before it pushes, and reads it to add a tag, which fails where that is refused",
            grade: Grade::Observed,
            source: "bazel-contrib/rules_oci#648; go-containerregistry@3f4ff3c, pkg/v1/remote/pusher.go, pkg/crane/tag.go",
            date: "2024-07",
        },
    },
    ClientRow {
        client: PushClient::Kaniko,
        asks_for_manifest: Some(Made::Depends(
            "which go-containerregistry kaniko was built with: since 2023-05 it goes on where asking for the manifest is \
             refused",
        )),
        habit: Habit {
            text: "kaniko asks for the manifest before it pushes",
            grade: Grade::Observed,
            source: "kaniko, pkg/executor/push.go; google/go-containerregistry#1691",
            date: "2023-05",
        },
    },
    ClientRow {
        client: PushClient::Skopeo,
        asks_for_manifest: None,
        habit: Habit {
            text: "skopeo, podman and buildah put the manifest without asking for it",
            grade: Grade::Observed,
            source: "containers/image@df7e80d, docker/docker_image_dest.go",
            date: "2025-08",
        },
    },
];

/// The row of a client.
pub(crate) fn row(client: PushClient) -> Option<&'static ClientRow> {
    CLIENTS.iter().find(|row| row.client == client)
}

/// The calls of a push to a private registry; with `pull` also those of reading layers.
pub(crate) fn calls(client: PushClient, pull: bool) -> impl Iterator<Item = Call> {
    let asks = row(client).and_then(|row| row.asks_for_manifest);
    // Who reads layers reads the manifest that names them.
    let made = if pull { Some(Made::Always) } else { asks };
    let manifest = made.map(|made| Call { action: MANIFEST, on: On::Repository, made });
    core::iter::once(call(LOGIN, On::Everything))
        .chain(manifest)
        .chain(UPLOAD)
        .chain(Some(LAYERS).filter(|_| pull))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ecr_actions::asked_on;

    #[test]
    fn every_client_has_a_row_and_every_call_is_an_action() {
        for client in [
            PushClient::Any,
            PushClient::Docker,
            PushClient::Buildx,
            PushClient::Crane,
            PushClient::Kaniko,
            PushClient::Skopeo,
        ] {
            assert!(row(client).is_some());
            for call in calls(client, true).chain(PUBLIC_PUSH).filter(|call| call.action != BEARER_TOKEN) {
                assert_eq!(asked_on(call.action), Some(call.on), "{}", call.action);
            }
        }
    }

    #[test]
    fn reading_adds_what_it_needs_only() {
        let of = |client, pull| calls(client, pull).map(|call| call.action).collect::<Vec<_>>();
        let added = |client: PushClient| -> Vec<&str> {
            let without = of(client, false);
            of(client, true).into_iter().filter(|action| !without.contains(action)).collect()
        };
        assert_eq!(added(PushClient::Any), ["ecr:GetDownloadUrlForLayer"]);
        assert_eq!(added(PushClient::Skopeo), ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]);
    }
}
