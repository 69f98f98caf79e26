//! A guest's conversation of the web chat waits, because nobody has attached its event stream.

use crate::diagnose::cause::cause;
use crate::diagnose::{Evidence, Verdict};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The guest web chat of Genesys Cloud answers a new conversation with an `eventStreamUri`. Before somebody
    /// opens that WebSocket the conversation is routed to nobody: messages are taken in with 200, no call is
    /// refused, and no agent ever sees them (the vendor's guest chat client says so).
    ///
    /// ## How we know
    ///
    /// No answer shows it. Likely when somebody writes that agents do not get the chats of this API while its
    /// calls succeed. Never confirmed.
    ///
    /// ## What to do
    ///
    /// Open the event stream before the first message, and keep it open.
    ///
    /// ## Look-alikes
    ///
    /// `recipient-without-flow`, `queue-without-guests`: Open Messaging and web messaging, where a flow routes.
    /// `session-over`: the conversation has ended.
    id: "conversation-not-routed",
    group: "configuration",
    leaf: &["CFG-1"],
    title: "a conversation of the web chat is routed to nobody before its event stream is attached",
    remedies: &["attach-event-stream"],
    look_alikes: &["recipient-without-flow", "queue-without-guests", "session-over"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open the eventStreamUri of a new conversation with a WebSocket client, and leave it open: a chat that now reaches the queue confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let found = evidence.by_signs(Meaning::NotRouted, CAUSE.title);
    found.map_or(Verdict::Unknown, crate::diagnose::draft::Draft::found)
}
