//! The credential was sent, and the server says that none came.

use super::algorithm_mismatch::SEEN_BY_SERVER;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Compared, Evidence, Seen, Verdict, words};
use crate::model::{Confidence, Exchange, ExperimentResult};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// A credential was sent in the `Authorization` header, and whoever judged the request saw none:
    /// a proxy, a load balancer or a CGI gateway took it away or put another in its place, or the API
    /// reads its credential from another place.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal says that the `Authorization` header or the bearer token is missing,
    /// although one was sent; or when it says that there are no credentials, and experiments show that the
    /// same call is answered alike without one and with an invalid one. Likely when it says that there are
    /// no credentials and does not say which. Words that give no reason stay possible at most, whatever
    /// is sent: many servers answer every refusal alike. Ruled out when such a call gets another answer
    /// without a credential, or with an invalid one: then the credential is read.
    /// Likely, too, when such a call is accepted past the proxy that is in use.
    /// Possible when every call is answered with a bare `Bearer` challenge: RFC 6750, section 3.1, has
    /// servers leave out `error` when no credential came, but many leave it out always. Possible too on
    /// `Missing Authentication Token`: Amazon API Gateway says so of a wrong path or method as well. Likely
    /// too when the server's log tells another algorithm of the token than the one that was sent has: then
    /// another token arrived. Ruled out when words about the token show that it was read.
    ///
    /// ## What to do
    ///
    /// Have the hop in between pass the header on; call the final URL instead of one that redirects.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`, `audience-wrong`: the token arrives and is refused. `token-not-jwt`: it
    /// arrives and cannot be read. `redirect-drops-credential`: it is lost where a redirect leads to
    /// another host. `websocket-credential-impossible`: a browser never sent it.
    id: "authorization-header-lost",
    group: "transport",
    leaf: &["NET-2"],
    title: "the credential was sent, and the server says that none came",
    remedies: &["pass-authorization-header"],
    look_alikes: &[
        "signing-key-stale",
        "audience-wrong",
        "token-not-jwt",
        "redirect-drops-credential",
        "websocket-credential-impossible",
    ],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let call = finding.particulars.iter().find(|(name, _)| *name == "call")?.1.as_str()?;
        Some(format!(
            "send {call} once without the Authorization header: the same answer means that the header does not \
             arrive, another answer means that it does"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let verdict = match replaced(evidence) {
        Some(draft) => draft.found(),
        None => by_answers(evidence),
    };
    verdict.or_signs(evidence, Meaning::HeaderRemoved, CAUSE.title)
}

/// The server's log tells another algorithm of the token that it got than the token has.
fn replaced(evidence: &Evidence<'_>) -> Option<Draft> {
    let check = evidence.troubled().next()?;
    let token = evidence.tokens().first()?.fact;
    let own = token.algorithm.as_deref()?;
    let told = evidence.logs().find_map(|log| {
        let after = SEEN_BY_SERVER.iter().find_map(|words| Some(log.split_once(words)?.1))?;
        let name: String = after
            .chars()
            .skip_while(|c| !c.is_alphanumeric())
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let known = ["hs", "rs", "ps", "es"].iter().any(|family| name.starts_with(family));
        (known && !name.eq_ignore_ascii_case(own)).then(|| name.to_uppercase())
    })?;
    let title =
        format!("another token arrives than the one that was sent: {told} in place of {own}");
    let text = format!("alg is {own}; the server's log speaks of {told}");
    let draft = Draft::new(Confidence::Likely, title).weighing(5).because(check, text);
    Some(draft.explains(evidence.troubled()))
}

fn by_answers(evidence: &Evidence<'_>) -> Verdict {
    let sent: Vec<Seen<'_, Exchange>> = evidence
        .refusals()
        // Where a redirect leads to another host, that is where the credential was left.
        .filter(|one| {
            let left = one.fact.redirects.iter().any(|hop| hop.elsewhere && hop.followed);
            one.fact.identity.is_some() && !left
        })
        .collect();
    let found: Vec<(Seen<'_, Exchange>, Confidence)> =
        sent.iter().filter_map(|one| Some((*one, how_sure(evidence, &sent, *one)?))).collect();
    let Some((first, _)) = found.first() else {
        // An answer that depends on the credential proves it too.
        if let Some(read) = sent.iter().find_map(|one| read_by(evidence, *one)) {
            return Verdict::RuledOut(read);
        }
        // Words about the token itself prove that it arrived.
        let read = sent.iter().find(|one| {
            let said = evidence.said(one.fact);
            !said.is_empty()
                && !said.contains(&Meaning::NoCredential)
                && !said.contains(&Meaning::Unclear)
        });
        return match read {
            Some(one) => Verdict::RuledOut(format!("the token was read: {}", one.fact.answer())),
            None => Verdict::Unknown,
        };
    };
    if let Some(read) = found.iter().find_map(|(one, _)| read_by(evidence, *one)) {
        return Verdict::RuledOut(read);
    }
    let sure = found.iter().map(|(_, sure)| *sure).max().unwrap_or(Confidence::Possible);
    // Accepted past the proxy, and refused through it: what the proxy passes on makes the difference.
    let past = found.iter().find_map(|(one, _)| {
        let result = evidence.experiment_about(one.check, "other-route")?;
        let accepted = evidence.compared(one.check, result) == Compared::Accepted;
        (accepted && evidence.wavers(one.check).is_none()).then_some((*one, result))
    });
    let sure = if past.is_some() { sure.max(Confidence::Likely) } else { sure };
    let host = words::host(&first.fact.url);
    let title = match sure {
        Confidence::Confirmed | Confidence::Likely => {
            format!("{host} says that no credential came, although one was sent")
        }
        Confidence::Possible if found.iter().any(|(one, _)| says_route(evidence, one.fact)) => {
            format!(
                "the credential may not reach {host}, or {host} does not have the path or the method"
            )
        }
        Confidence::Possible => format!("the Authorization header may not reach {host}"),
    };
    let mut draft = Draft::new(sure, title)
        .with("host", Some(host))
        .with("call", Some(format!("{} {}", first.fact.method, first.fact.url)));
    for (one, _) in &found {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        for (result, compared) in controls(evidence, *one) {
            let changed = &result.experiment.changed;
            draft = match compared {
                Compared::Alike => draft.because_of(result, format!("{changed}: answered alike")),
                Compared::Otherwise => {
                    draft.because_of(result, format!("{changed}: {}", result.answer))
                }
                Compared::Accepted | Compared::Unclear => draft,
            };
        }
        if let Some((_, result)) = past.filter(|(seen, _)| std::ptr::eq(seen.fact, one.fact)) {
            draft = draft.because_of(result, "past the proxy the same call is accepted");
        }
        if says_route(evidence, one.fact) {
            draft = draft.because(
                one.check,
                "Amazon API Gateway answers so to a path or method that it does not have, too",
            );
        }
    }
    draft.found()
}

/// The call once more without a credential, and with one that cannot be right.
fn controls<'a>(
    evidence: &Evidence<'a>,
    one: Seen<'a, Exchange>,
) -> Vec<(&'a ExperimentResult, Compared)> {
    let kinds = ["without-authorization", "invalid-token"];
    let made = kinds.iter().filter_map(|kind| evidence.experiment_about(one.check, kind));
    made.map(|result| (result, evidence.compared(one.check, result))).collect()
}

/// Why the credential is read after all: the answer depends on it. Where the refusal says in words that none
/// came, that is no proof: a gateway may read the credential and not pass it on.
fn read_by(evidence: &Evidence<'_>, one: Seen<'_, Exchange>) -> Option<String> {
    if evidence.said(one.fact).contains(&Meaning::NoCredential) {
        return None;
    }
    let depends = |compared| matches!(compared, Compared::Otherwise | Compared::Accepted);
    let (result, _) =
        controls(evidence, one).into_iter().find(|(_, compared)| depends(*compared))?;
    Some(format!(
        "with {}, {} gets another answer (experiment {}): the credential is read",
        result.experiment.changed, one.check.id, result.n
    ))
}

fn how_sure(
    evidence: &Evidence<'_>,
    sent: &[Seen<'_, Exchange>],
    seen: Seen<'_, Exchange>,
) -> Option<Confidence> {
    let exchange = seen.fact;
    let said = evidence.said(exchange);
    if said.contains(&Meaning::NoCredential) {
        let message = exchange.error.iter().filter_map(|error| error.message.as_deref());
        let described =
            exchange.challenges.iter().filter_map(|challenge| challenge.get("error_description"));
        let names_header = message.chain(described).any(|text| {
            let text = text.to_lowercase();
            text.contains("authorization header") || text.contains("bearer token")
        });
        let only = said == [Meaning::NoCredential];
        // Proof: the server says that none came, and says the very same when none is sent and when a false
        // one is: what is sent makes no difference to it.
        let controls = controls(evidence, seen);
        let no_difference = controls.len() == 2
            && controls.iter().all(|(_, compared)| *compared == Compared::Alike);
        let proven = only && (names_header || no_difference);
        return Some(if proven { Confidence::Confirmed } else { Confidence::Likely });
    }
    if says_route(evidence, exchange) {
        return Some(Confidence::Possible);
    }
    let bare = said.is_empty() && is_bare_challenge(exchange);
    let identity = exchange.identity.as_deref()?;
    let mut own = sent.iter().filter(|one| one.fact.identity.as_deref() == Some(identity));
    (bare
        && own.all(|one| is_bare_challenge(one.fact))
        && evidence.accepted(identity, None).is_none())
    .then_some(Confidence::Possible)
}

/// Words that fit a credential that did not come and a path or method that is not there.
fn says_route(evidence: &Evidence<'_>, exchange: &Exchange) -> bool {
    evidence.said(exchange).contains(&Meaning::NoCredentialOrRoute)
}

/// A `Bearer` challenge that gives no reason, with no reason in the body either.
fn is_bare_challenge(exchange: &Exchange) -> bool {
    let bearer = exchange.challenges.iter().any(|challenge| {
        challenge.scheme.eq_ignore_ascii_case("bearer") && challenge.get("error").is_none()
    });
    exchange.status == Some(401) && bearer && exchange.error.is_none()
}
