//! The server’s own chain of security steps is wrong.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The credential is good, and the server’s own configuration refuses all the same: middleware in
    /// the wrong order, protection against forged requests (CSRF) on an API, a second filter chain, an
    /// error page that needs a login, a gateway that has not taken over its configuration.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so (a CSRF token is missing). Likely when a log says that the
    /// token was validated and the request refused, or when reads pass and writes of the same caller do
    /// not. Beyond that it shows on the server only.
    ///
    /// ## What to do
    ///
    /// Put the steps in order: authentication before authorization, CSRF protection off for bearer
    /// tokens, error paths open.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the caller lacks a permission. `audience-wrong`: the token is refused as
    /// such. `claim-missing`: the token lacks something.
    id: "server-chain-wrong",
    group: "configuration",
    leaf: &["CFG-5"],
    title: "the server’s own chain of security steps is wrong",
    remedies: &["repair-security-chain"],
    look_alikes: &["permission-missing", "audience-wrong", "claim-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("send every method once to the same path with the same credential, and read the server’s debug log of its security steps: a token that is validated and then refused confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::ServerChain, Confidence::Confirmed, |host| {
        format!("{host} refuses in its own security chain, not because of the credential")
    });
    verdict(draft).or_signs(evidence, Meaning::ServerChain, CAUSE.title)
}
