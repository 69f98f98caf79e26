//! No credential came: none was sent, or not where the server looks for it.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::{in_header, is_token_request};
use crate::diagnose::{Evidence, Verdict};
use crate::diagnose::{Seen, words};
use crate::model::Confidence;
use crate::model::{CredentialFlaw, CredentialKind, Exchange, Sent};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The request carries no credential, an empty one, or a placeholder that nobody filled in, or carries
    /// it in another place (another header, the query, the body) than the server reads.
    ///
    /// ## How we know
    ///
    /// Confirmed when the request is known to carry none and the refusal says that none came. Likely when
    /// only one of the two is known, when what was sent is a placeholder such as `undefined`, or when logs
    /// say that a header is missing. A request that an identity of the pack went along with is not this
    /// cause.
    ///
    /// ## What to do
    ///
    /// Send `Authorization: Bearer` and the token, under that name and in that place, and stop when the
    /// token is empty.
    ///
    /// ## Look-alikes
    ///
    /// `authorization-header-lost`: it was sent, and somebody on the way took it. `credential-malformed`:
    /// it arrives and cannot be read.
    id: "credential-missing",
    group: "request",
    leaf: &["REQ-1"],
    title: "no credential was sent where the server looks for one",
    remedies: &["send-credential"],
    look_alikes: &["authorization-header-lost", "credential-malformed"],
    symptoms: &["authorization-header-lost"],
    judge: judge,
    next: |_| Some(
        "log the NAMES of the headers that really go out, and send the request once with \
         Authorization set by hand: another answer means that none went along before"
            .to_owned(),
    ),
}

/// Words that say that nothing came.
const NONE_CAME: [Meaning; 2] = [Meaning::NoCredential, Meaning::NoCredentialOrRoute];

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let calls: Vec<(Seen<'_, Exchange>, &[Meaning])> =
        evidence.answers().filter(|(one, _)| wants_credential(one.fact)).collect();
    let found: Vec<_> =
        calls.iter().filter_map(|(one, said)| Some((*one, how_sure(one.fact, said)?))).collect();
    let Some((first, (_, shown))) = found.first() else {
        if let Some(draft) = evidence.by_signs(Meaning::NoCredential, CAUSE.title) {
            return draft.found();
        }
        let sent = calls.iter().find(|(one, _)| {
            one.fact.identity.is_some() || one.fact.sent.as_deref().is_some_and(carries_one)
        });
        return match sent {
            Some((one, _)) => Verdict::RuledOut(format!("{} sent a credential", one.check.id)),
            None => Verdict::Unknown,
        };
    };
    let sure = found.iter().map(|(_, (sure, _))| *sure).max().unwrap_or(Confidence::Possible);
    let host = words::host(&first.fact.url);
    let title = if host.is_empty() { shown.clone() } else { format!("{shown} to {host}") };
    // An answer alone does not show whether the credential was sent and got lost on its way.
    let signs: u32 = evidence.signs(Meaning::NoCredential).map(|sign| sign.weight).sum();
    let weight = match sure {
        Confidence::Possible => 1,
        Confidence::Likely if first.fact.sent.is_none() => signs.max(1),
        Confidence::Likely | Confidence::Confirmed => WORDS,
    };
    let mut draft = Draft::new(sure, title)
        .weighing(weight)
        .with("host", Some(host))
        .with("call", Some(format!("{} {}", first.fact.method, first.fact.url)));
    for (one, (_, shown)) in &found {
        draft = draft
            .because(one.check, one.fact.answer())
            .because(one.check, format!("{shown} with it"))
            .explains([one.check]);
    }
    draft.found()
}

/// Whether a request is one that a credential belongs to: no token request, no preflight (which never
/// carries one) and no upgrade of a browser (which cannot).
fn wants_credential(exchange: &Exchange) -> bool {
    let upgrades = exchange.sent.as_ref().is_some_and(|sent| {
        sent.headers.iter().any(|name| name == "upgrade" || name.starts_with("sec-websocket"))
    });
    !is_token_request(exchange) && exchange.method != "OPTIONS" && !upgrades
}

/// How sure one refused call makes it, and what was sent.
fn how_sure(exchange: &Exchange, said: &[Meaning]) -> Option<(Confidence, String)> {
    let such = |sure, shown: &str| Some((sure, shown.to_owned()));
    if !matches!(exchange.status, Some(400 | 401 | 403)) {
        return None;
    }
    if let Some(name) = exchange.sent.as_deref().and_then(misspelt) {
        let shown = format!("the credential went in the header {name}, and not in Authorization,");
        return Some((Confidence::Likely, shown));
    }
    if exchange.identity.is_some() {
        return None;
    }
    let none_came = NONE_CAME.iter().any(|reason| said.contains(reason));
    let bare = exchange.status == Some(401)
        && !exchange.challenges.is_empty()
        && exchange.challenges.iter().all(|challenge| challenge.get("error").is_none());
    let Some(sent) = exchange.sent.as_deref() else {
        // The request is not known: a server that says that nothing came is to be believed.
        return such(Confidence::Likely, "no credential came").filter(|_| none_came);
    };
    let placeholder = in_header(sent).any(|one| one.flaws.contains(&CredentialFlaw::Placeholder));
    if placeholder {
        return such(Confidence::Likely, "a placeholder went instead of a credential")
            .filter(|_| none_came || exchange.status == Some(401));
    }
    if carries_one(sent) {
        return None;
    }
    match (none_came, exchange.status) {
        (true, _) => such(Confidence::Confirmed, "no credential was sent"),
        (false, Some(401)) if bare || said.is_empty() => {
            such(Confidence::Likely, "no credential was sent")
        }
        (false, Some(403)) if said.is_empty() => {
            such(Confidence::Possible, "no credential was sent")
        }
        (false, _) => None,
    }
}

/// The header that is meant for `Authorization` and is not written so: at most two letters are wrong.
fn misspelt(sent: &Sent) -> Option<&str> {
    let right = sent.headers.iter().any(|name| name == "authorization");
    let mut names = sent.headers.iter().map(String::as_str);
    let wrong = names.find(|name| strsim::damerau_levenshtein(name, "authorization") <= 2);
    wrong.filter(|_| !right)
}

/// Whether anything that can be a credential went along.
fn carries_one(sent: &Sent) -> bool {
    sent.credentials.iter().any(|one| one.kind != CredentialKind::Empty)
        || sent.headers.iter().any(|name| name == "authorization" || name == "cookie")
            && sent.credentials.is_empty()
}
