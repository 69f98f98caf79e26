//! The message itself is not accepted: too long, too much beside it, or something left out.

use crate::diagnose::answers::Told;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The session is open and its credential is in order. This one message was not taken: it is longer
    /// than the server allows, carries too much custom data beside its text, or lacks a member that must be
    /// there. No token and no permission cures that.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer to the message has the platform's code for it.
    ///
    /// ## What to do
    ///
    /// Shorten the text or the custom data, or add what is missing, and send it in the same session.
    ///
    /// ## Look-alikes
    ///
    /// `session-over`: the session takes no message at all. `rate-limited`: each message is in order, and
    /// there were too many.
    id: "message-not-accepted",
    group: "request",
    leaf: &[],
    title: "the message is too long, carries too much beside its text, or lacks a member",
    remedies: &["fix-message"],
    look_alikes: &["session-over", "rate-limited"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("send a short text without custom data in the same session: accepted confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let code = evidence.told(Meaning::MessageForm).iter().find_map(Told::code);
    let draft = evidence.by_answers(Meaning::MessageForm, Confidence::Confirmed, |host| {
        format!("{host} does not take the message as it is")
    });
    verdict(draft.map(|draft| draft.with("code", code)))
}
