//! redirect_uri is not the registered one.

use crate::diagnose::cause::cause;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The `redirect_uri` of the authorisation request, or of the exchange of the code, is not byte for
    /// byte one that is registered (RFC 6749, section 3.1.2.3; OAuth 2.1 forbids patterns): another scheme,
    /// host or port, a slash at the end, a query, a path in other letters, or `http` because a proxy ended
    /// TLS.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says in words that the redirect URI does not match. Likely when logs or a
    /// report point to it.
    ///
    /// ## What to do
    ///
    /// Register exactly the URI that is sent, send the same at the exchange of the code, and put data of
    /// the application into `state`.
    ///
    /// ## Look-alikes
    ///
    /// `authorization-code-spent`: the same answer at the exchange. `client-unknown`: the client
    /// of another environment.
    id: "redirect-uri-mismatch",
    group: "acquisition",
    leaf: &["ACQ-5"],
    title: "redirect_uri is not one that is registered for the client",
    remedies: &["register-redirect-uri"],
    look_alikes: &["authorization-code-spent", "client-unknown"],
    symptoms: &["authorization-code-spent"],
    judge: judge,
    next: |_| Some(
        "copy redirect_uri out of the URL in the address bar of the browser, decode it once, and \
         compare it byte by byte with the list of the client: scheme, host, port, path, query, slash \
         at the end"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::RedirectUri, Confidence::Confirmed, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::RedirectUri, CAUSE.title));
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
