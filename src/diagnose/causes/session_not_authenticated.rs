//! The session must be that of a user who logged in.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The deployment or call takes sessions of authenticated users only, and this one is anonymous; or
    /// a session that was authenticated once may not go on as an anonymous one.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when a log has the code of it, and when an anonymous session
    /// is answered with a bare 401 in a message: that says who is refused, and not why.
    ///
    /// ## What to do
    ///
    /// Log the user in and hand the proof to the session; after signing out, begin with a new session.
    ///
    /// ## Look-alikes
    ///
    /// `session-over`: the session has ended. `claim-missing`: the token lacks a claim.
    id: "session-not-authenticated",
    group: "configuration",
    leaf: &["CFG-3"],
    title: "the session must be that of a user who logged in",
    remedies: &["authenticate-session"],
    look_alikes: &["session-over", "claim-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open an anonymous session with a new session token: refused as well means that the deployment demands a login, accepted means that the old session may not be downgraded".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let bare = |code: Option<&str>| code == Some("401");
    let told = evidence.told(Meaning::SessionMustBeAuthenticated);
    let sure = if told.iter().all(|one| bare(one.code())) {
        Confidence::Likely
    } else {
        Confidence::Confirmed
    };
    let draft = evidence.by_answers(Meaning::SessionMustBeAuthenticated, sure, |host| {
        if sure == Confidence::Confirmed {
            format!("{host} says that the session must be that of a user who logged in")
        } else {
            format!("{host} does not authorize the anonymous session: it seems to want a user who logged in")
        }
    });
    verdict(draft).or_signs(evidence, Meaning::SessionMustBeAuthenticated, CAUSE.title)
}
