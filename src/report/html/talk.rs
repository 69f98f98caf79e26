//! What was said over a WebSocket: who said when how much, and of what kind it was. The words themselves are in no
//! report.

use serde_json::{Value, json};

use super::view::milliseconds;
use crate::model::{Close, Frame, Socket, printable};

/// The messages in their order, and how it ended.
pub(super) fn talk(socket: &Socket) -> Value {
    let Socket { protocol, frames, received, closed, unanswered } = socket;
    let shown = frames.iter().filter(|frame| !frame.sent).count();
    let more = received.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    json!({
        "protocol": protocol.as_deref().map(printable),
        "messages": frames.iter().map(message).collect::<Vec<_>>(),
        "more": (more > 0).then(|| format!("{more} more came that are not listed")),
        "unanswered": unanswered.map(|step| format!("step {} got no answer", step + 1)),
        "closed": closed.as_ref().map(end),
    })
}

fn message(frame: &Frame) -> Value {
    let Frame { sent, text, bytes, after, members } = frame;
    let members = members.iter().map(|(name, value)| printable(&format!("{name} {value}")));
    json!({
        "way": if *sent { "sent" } else { "received" },
        "sign": if *sent { "→" } else { "←" },
        "after": milliseconds(*after),
        "members": members.collect::<Vec<_>>(),
        "size": format!("{}, {bytes} bytes", if *text { "text" } else { "binary" }),
    })
}

fn end(close: &Close) -> String {
    let Close { by_us, code, reason } = close;
    let who = if *by_us { "closed by this tool" } else { "closed by the server" };
    let code = code.map_or_else(|| ", without a code".to_owned(), |code| format!(": {code}"));
    let reason = if reason.is_empty() { String::new() } else { format!(" {reason}") };
    printable(&format!("{who}{code}{reason}"))
}
