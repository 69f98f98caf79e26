//! What was said over a WebSocket, and what an identity may do, with everything that they can carry.

use std::time::Duration;

use crate::model::{
    Close, Frame, GrantSource, OperationNeeds, PermissionNeed, PermissionState, PermissionsFact,
    Socket, Standing,
};

pub(super) fn socket() -> Socket {
    Socket {
        protocol: Some("v1.messaging".to_owned()),
        frames: vec![
            Frame {
                sent: true,
                text: true,
                bytes: 120,
                after: Duration::from_millis(1),
                members: vec![("action".to_owned(), "configureSession".to_owned())],
            },
            Frame {
                sent: false,
                text: false,
                bytes: 4,
                after: Duration::from_millis(2),
                members: Vec::new(),
            },
        ],
        received: 1,
        closed: Some(Close {
            by_us: false,
            code: Some(1008),
            reason: "policy violation".to_owned(),
        }),
        unanswered: Some(0),
    }
}

pub(super) fn permissions() -> PermissionsFact {
    PermissionsFact {
        identity: "service".to_owned(),
        from: GrantSource::Subject,
        application: Some(true),
        division: Some("d-1".to_owned()),
        catalogue_read: true,
        operations: vec![OperationNeeds {
            call: "GET /api/v2/routing/queues/{queueId}".to_owned(),
            standing: Standing::Current,
            any: false,
            permissions: vec![PermissionNeed {
                permission: "routing:queue:view".to_owned(),
                state: PermissionState::Elsewhere,
                divisions: vec!["Home".to_owned()],
            }],
            wants_actor: Some("user".to_owned()),
        }],
        unneeded: Some(vec!["routing:queue:delete".to_owned()]),
    }
}
