//! What was said over a WebSocket, read back.

use serde::Deserialize;

use super::fact::{Named, duration, pairs};
use crate::model::{Close, Frame, Socket};

#[derive(Deserialize)]
pub(super) struct SocketWire {
    protocol: Option<String>,
    #[serde(default)]
    frames: Vec<FrameWire>,
    #[serde(default)]
    received: u64,
    closed: Option<CloseWire>,
    unanswered: Option<usize>,
}

#[derive(Deserialize)]
struct FrameWire {
    sent: bool,
    text: bool,
    bytes: u64,
    after_ms: f64,
    #[serde(default)]
    members: Vec<Named>,
}

#[derive(Deserialize)]
struct CloseWire {
    by_us: bool,
    code: Option<u16>,
    #[serde(default)]
    reason: String,
}

impl From<SocketWire> for Socket {
    fn from(wire: SocketWire) -> Self {
        let frame = |wire: FrameWire| Frame {
            sent: wire.sent,
            text: wire.text,
            bytes: wire.bytes,
            after: duration(wire.after_ms),
            members: pairs(wire.members),
        };
        Self {
            protocol: wire.protocol,
            frames: wire.frames.into_iter().map(frame).collect(),
            received: wire.received,
            closed: wire.closed.map(|wire| Close {
                by_us: wire.by_us,
                code: wire.code,
                reason: wire.reason,
            }),
            unanswered: wire.unanswered,
        }
    }
}
