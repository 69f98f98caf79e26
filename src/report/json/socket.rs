//! What was said over a WebSocket, on the wire.

use serde::Serialize;

use super::fact::{Named, fine, pairs};
use crate::model::{Close, Frame, Socket};

#[derive(Serialize)]
pub(super) struct SocketWire<'a> {
    protocol: Option<&'a str>,
    frames: Vec<FrameWire<'a>>,
    received: u64,
    closed: Option<CloseWire<'a>>,
    unanswered: Option<usize>,
}

#[derive(Serialize)]
struct FrameWire<'a> {
    sent: bool,
    text: bool,
    bytes: u64,
    after_ms: f64,
    members: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct CloseWire<'a> {
    by_us: bool,
    code: Option<u16>,
    reason: &'a str,
}

pub(super) fn socket(socket: &Socket) -> SocketWire<'_> {
    let Socket { protocol, frames, received, closed, unanswered } = socket;
    SocketWire {
        protocol: protocol.as_deref(),
        frames: frames.iter().map(frame).collect(),
        received: *received,
        closed: closed.as_ref().map(|Close { by_us, code, reason }| CloseWire {
            by_us: *by_us,
            code: *code,
            reason,
        }),
        unanswered: *unanswered,
    }
}

fn frame(frame: &Frame) -> FrameWire<'_> {
    let Frame { sent, text, bytes, after, members } = frame;
    FrameWire {
        sent: *sent,
        text: *text,
        bytes: *bytes,
        after_ms: fine(*after),
        members: pairs(members),
    }
}
