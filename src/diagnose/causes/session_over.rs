//! The session or conversation is over, or the server does not know it.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token is still good, and the session or conversation that it is for has ended: it was
    /// closed, timed out, or removed. Sending again cannot bring it back.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when a log has the code or words of it.
    ///
    /// ## What to do
    ///
    /// Start a new session, and do so by itself whenever this answer comes.
    ///
    /// ## Look-alikes
    ///
    /// `token-expired`: the token is over, the session is not. `session-not-authenticated`: the session
    /// is there and anonymous. `token-revoked`: the account or login session behind the token has
    /// ended.
    id: "session-over",
    group: "configuration",
    leaf: &["CFG-4"],
    title: "the session or conversation is over, or not known",
    remedies: &["start-new-session"],
    look_alikes: &["token-expired", "session-not-authenticated", "token-revoked"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open a new session or conversation and send the same in it: success confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    // The numbers of a messaging session do not say whether it ended or never began.
    let told = evidence.told(Meaning::SessionOver);
    let numbered = told.iter().any(|one| one.seen.fact.socket.is_some());
    let or_unknown = if numbered { ", or that it does not know it" } else { "" };
    let draft = evidence.by_answers(Meaning::SessionOver, Confidence::Confirmed, |host| {
        format!("{host} says that the session or conversation is over{or_unknown}")
    });
    verdict(draft).or_signs(evidence, Meaning::SessionOver, CAUSE.title)
}
