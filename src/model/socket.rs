//! What was said over a WebSocket (RFC 6455) once a handshake was answered with 101: as far as it may be known
//! outside `net`.

use std::time::Duration;

/// What was said over a WebSocket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Socket {
    /// The subprotocol that the server chose (RFC 6455, section 1.9).
    pub protocol: Option<String>,
    /// The messages in the order in which they were sent or came. Of a long talk the first ones.
    pub frames: Vec<Frame>,
    /// How many messages came, those that are not in `frames` included.
    pub received: u64,
    /// How it ended, where either side said so.
    pub closed: Option<Close>,
    /// The step that got no answer, counted from 0, where one did not.
    pub unanswered: Option<usize>,
}

/// One message. Its text never leaves; of a JSON object a few members do, those that name what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether this side sent it.
    pub sent: bool,
    /// Whether it is text; else it is binary.
    pub text: bool,
    /// Its length in bytes.
    pub bytes: u64,
    /// How long after the handshake.
    pub after: Duration,
    /// Members of a JSON object that are on the allow-list: `type`, `class`, `code` and the like.
    pub members: Vec<(String, String)>,
}

/// A closing frame (RFC 6455, section 5.5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// Whether this side closed first.
    pub by_us: bool,
    /// The code; none where the frame has none, and where the connection ended without a frame.
    pub code: Option<u16>,
    /// What the server gives as its reason, cleaned.
    pub reason: String,
}

impl Socket {
    /// What the last message asks for that this side sent, where it says so in a member `action`.
    #[must_use]
    pub fn last_action(&self) -> Option<&str> {
        let sent = self.frames.iter().rev().find(|frame| frame.sent)?;
        sent.members.iter().find(|(name, _)| name == "action").map(|(_, value)| value.as_str())
    }
}
