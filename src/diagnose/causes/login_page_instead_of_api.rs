//! A web page came where the API should answer.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{AnsweredBy, BodyKind, Confidence, Exchange};

cause! {
    /// ## What it means
    ///
    /// The URL leads to a web page for people, mostly a login page, and not to the API. The token was
    /// not judged; a client that only looks at the status may take the page for success.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer is recognised as a login page. Likely when HTML came with a status
    /// that says success, the answer redirects to a place for logging in, or a network on the way
    /// wants a login first (511; RFC 6585, section 6).
    ///
    /// ## What to do
    ///
    /// Use the URL of the API: another host, another path prefix, `https`, no trailing slash.
    ///
    /// ## Look-alikes
    ///
    /// `edge-refused`: the page comes from a firewall. `server-error`: the page reports a failure.
    id: "login-page-instead-of-api",
    group: "server",
    leaf: &["REQ-4", "NET-4"],
    title: "a web page came where the API should answer",
    remedies: &["fix-api-url"],
    look_alikes: &["edge-refused", "server-error"],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let url = finding.particulars.iter().find(|(name, _)| *name == "url")?.1.as_str()?;
        Some(format!("open {url} in a browser: a login form or a start page means that it is not the API's URL"))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let pages: Vec<(Seen<'_, Exchange>, Confidence)> =
        evidence.troubled_requests().filter_map(|one| Some((one, is_page(one.fact)?))).collect();
    let Some((first, _)) = pages.first() else { return Verdict::Unknown };
    let sure = pages.iter().map(|(_, confidence)| *confidence).max().unwrap_or(Confidence::Likely);
    let what = if sure == Confidence::Confirmed { "a login page" } else { "a web page" };
    let host = words::host(&first.fact.url);
    let title = if first.fact.status == Some(CAPTIVE) {
        format!("the network on the way to {host} wants a login first ({CAPTIVE})")
    } else {
        format!("{host} answers with {what} instead of the API")
    };
    let mut draft = Draft::new(sure, title)
        .with("url", Some(first.fact.url.as_str()))
        .with("host", Some(words::host(&first.fact.url)));
    for (one, _) in &pages {
        let hop = one.fact.redirects.last();
        let to = hop.map_or_else(String::new, |hop| format!(", redirected to {}", hop.location));
        draft =
            draft.because(one.check, format!("{}{to}", one.fact.answer())).explains([one.check]);
    }
    // Whoever brings a token that is past its end is sent to log in: the page is no proof of a wrong URL.
    let ended = pages.iter().find_map(|(one, _)| {
        let token = evidence.token_of(one.fact)?;
        token.fact.lifetime.filter(|left| *left <= 0.0).map(|_| token.check)
    });
    match ended {
        Some(check) => {
            let text = "the token that went along is past its end: the page may follow from that";
            draft.because(check, text).at_most_likely().found()
        }
        None => draft.found(),
    }
}

/// Network Authentication Required: a captive portal answers in the server's place.
const CAPTIVE: u16 = 511;

/// Whether an answer is a page for people, and how sure that is.
pub(super) fn is_page(exchange: &Exchange) -> Option<Confidence> {
    if exchange.answered_by == AnsweredBy::LoginPage {
        return Some(Confidence::Confirmed);
    }
    let to_login = exchange.redirects.iter().any(|hop| {
        let location = hop.location.to_ascii_lowercase();
        ["/login", "/signin", "/sign-in", "/authorize", "/sso", "/saml"]
            .iter()
            .any(|mark| location.contains(mark))
    });
    let status = exchange.status?;
    let html = exchange.body == BodyKind::Html && status < 400;
    if status == CAPTIVE {
        return Some(Confidence::Likely);
    }
    let redirected = to_login && status < 400;
    (html || redirected).then_some(Confidence::Likely)
}
