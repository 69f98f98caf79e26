//! The browser blocks the cookie because the page is embedded in another site.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The page runs in an iframe of another site, and its session is a cookie. Browsers do not send
    /// cookies of other sites any more, or not in private windows: the embedded page is never logged
    /// in, the same page in a tab of its own is.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when logs or notes do. Servers see only that no cookie
    /// came.
    ///
    /// ## What to do
    ///
    /// Send the session in a header, or mark the cookie `SameSite=None; Secure; Partitioned`.
    ///
    /// ## Look-alikes
    ///
    /// `origin-not-allowed`: the site is not on a list. `token-expired`: the session is over, in every
    /// tab.
    id: "third-party-cookie-blocked",
    group: "transport",
    leaf: &["NET-8"],
    title: "the browser blocks the cookie of a page that is embedded in another site",
    remedies: &["avoid-third-party-cookie"],
    look_alikes: &["origin-not-allowed", "token-expired"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open the same page at the top of a tab of its own: logged in there and not in the frame confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::ThirdPartyCookie, Confidence::Confirmed, |host| {
        format!("{host} says that its cookie did not come")
    });
    verdict(draft).or_signs(evidence, Meaning::ThirdPartyCookie, CAUSE.title)
}
