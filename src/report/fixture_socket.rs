//! What was said over a WebSocket, with everything that it can carry.

use std::time::Duration;

use crate::model::{Close, Frame, Socket};

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
