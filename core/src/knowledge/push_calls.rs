//! What a push asks of a registry, and so of ECR: code, not a table, since the order of calls is the protocol's.
//!
//! Every push logs in, asks for the layers that are there, uploads the others and puts the manifest.

use super::ecr_actions::{BEARER_TOKEN, LOGIN, On, PUBLIC_LOGIN};
use super::push_clients::{Asks, Habit, PushClient, row};
use crate::premise::Grade;

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

/// The calls of a push to a private registry; with `pull` also those of reading layers.
pub(crate) fn calls(client: PushClient, pull: bool) -> impl Iterator<Item = Call> {
    let asks = row(client).and_then(|row| match row.asks_for_manifest {
        Asks::Always => Some(Made::Always),
        Asks::Depends => Some(Made::Depends(row.depends_on.unwrap_or_default())),
        Asks::Never => None,
    });
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
