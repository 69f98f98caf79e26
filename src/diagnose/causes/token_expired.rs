//! The token is past its end.

use super::login_page_instead_of_api::is_page;
use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::leaves_room_for;
use crate::diagnose::sent::is_token_request;
use crate::diagnose::{Evidence, Seen, Verdict};
use crate::model::{CheckResult, Confidence, Exchange, Status, TokenFact, words as in_words};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token is past its end. Something keeps it longer than it lives: a cache, a file that is not
    /// read again, a client that asks once at its start.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal's own `Date` lies more than a minute behind `exp`, or when `exp` has passed by this machine's clock and by every server's clock that was
    /// measured, and either a server's clock was measured or the API's refusal says so. When the clocks
    /// disagree about it, the cause is `clock-wrong`. Likely when only this machine's clock or only the
    /// refusal says so, or when it is also to explain a refusal that gives no reason. Servers bear 10 to 60 seconds, so that a token just past its end proves little.
    ///
    /// ## What to do
    ///
    /// Fetch a fresh token, and renew before the end: at 80 percent of the lifetime is usual.
    ///
    /// ## Look-alikes
    ///
    /// `clock-wrong`: the token lives, and a clock says that it does not.
    /// `signing-key-stale`: begins at a moment as well, that of a key rotation.
    id: "token-expired",
    group: "time",
    leaf: &["TIM-1"],
    title: "the token is past its end",
    remedies: &["fetch-fresh-token"],
    look_alikes: &["clock-wrong", "signing-key-stale"],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let alive = finding.particulars.iter().any(|(name, _)| *name == "alive_here");
        let next = if alive {
            "compare the `Date` header of the refusal with this machine's clock (`curl -sSI URL`, `date -u`), \
             then send the same request with a fresh token: success means that the server had forgotten the \
             old one or got another, the same answer with clocks that agree means that the server's own \
             clock or its cache is wrong"
        } else {
            "fetch a fresh token and send the same request: success means that the old one had expired"
        };
        Some(next.to_owned())
    },
}

/// Seconds past its end that servers commonly bear.
const LEEWAY: f64 = 60.0;

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let mut ruled_out = None;
    for token in evidence.tokens() {
        match of_token(evidence, token.check, token.fact) {
            finding @ Verdict::Finding(_) => return finding,
            Verdict::RuledOut(because) => ruled_out = ruled_out.or(Some(because)),
            Verdict::Unknown => {}
        }
    }
    if let Some(because) = ruled_out {
        return Verdict::RuledOut(because);
    }
    match told(evidence).or_else(|| evidence.by_signs(Meaning::Expired, CAUSE.title)) {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}

/// What answers say of a token that was not seen: an answer that came without the request or the token.
fn told(evidence: &Evidence<'_>) -> Option<Draft> {
    let unseen = |one: &Exchange| {
        let identity = one.identity.as_deref();
        identity.is_none_or(|identity| evidence.token(identity).is_none())
    };
    let told = evidence.told(Meaning::Expired).into_iter().map(|one| one.seen);
    let told: Vec<_> = told.filter(|one| unseen(one.fact) && !is_token_request(one.fact)).collect();
    told.first()?;
    let mut draft =
        Draft::new(Confidence::Likely, "the API says that the access token has expired");
    for one in told {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    Some(draft.weighing(WORDS))
}

/// A refusal whose own `Date` lies behind the end of the token that went along: the server's clock at that
/// moment (RFC 9110, section 6.6.1). Nothing for an answer out of a cache.
/// The seconds since the end; negative before it.
fn by_date<'a>(evidence: &Evidence<'a>, token: &TokenFact) -> Option<(Seen<'a, Exchange>, f64)> {
    let end = token.expires_at?;
    let alone = evidence.tokens().len() == 1;
    evidence.answers().find_map(|(one, said)| {
        let own = match one.fact.identity.as_deref() {
            Some(identity) => identity == token.identity,
            None => alone && !is_token_request(one.fact),
        };
        let fresh = one.fact.header("age").is_none_or(|age| age.trim() == "0");
        let date = httpdate::parse_http_date(one.fact.header("date")?.trim()).ok()?;
        let ago = jiff::Timestamp::try_from(date).ok()?.duration_since(end).as_secs_f64();
        let open = leaves_room_for(said, Meaning::Expired) && one.fact.status == Some(401);
        (own && fresh && open).then_some((one, ago))
    })
}

/// The API calls a token expired that has time left by this machine's clock, and no other clock was read.
fn called_expired(check: &CheckResult, said: &[Seen<'_, Exchange>], left: f64) -> Verdict {
    let title = "the API says that the access token has expired, and this machine's clock does not";
    let mut draft = Draft::new(Confidence::Possible, title)
        .weighing(WORDS)
        .because(check, format!("{} left by this machine's clock", in_words(left)))
        .because(
            check,
            "open: the clock of the server or of this machine is wrong, the server remembers an older \
             state of the token, or another token reached it",
        )
        .with("alive_here", Some(true));
    for one in said {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

/// Calls with this token that a login page answered. Gateways send whoever brings no token that holds to
/// log in: the page follows from the token's end.
fn sent_to_log_in(evidence: &Evidence<'_>, identity: &str) -> Option<Draft> {
    let pages = evidence.troubled_requests().filter(|one| {
        one.fact.identity.as_deref() == Some(identity) && is_page(one.fact).is_some()
    });
    let pages: Vec<_> = pages.collect();
    pages.first()?;
    let title = "the access token has expired, and the caller is sent to a page for logging in";
    let mut draft = Draft::new(Confidence::Likely, title).weighing(WORDS);
    for one in pages {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    Some(draft)
}

fn of_token<'a>(evidence: &Evidence<'a>, check: &'a CheckResult, token: &TokenFact) -> Verdict {
    let identity = &token.identity;
    let here = token
        .lifetime
        .or_else(|| token.expires_at.map(|end| end.duration_since(token.now).as_secs_f64()));
    let there: Vec<_> = evidence
        .times(identity)
        .filter_map(|times| Some((times.host, times.check, times.until_expired?)))
        .collect();
    let says_expired: Vec<_> = evidence
        .refusals_open_to(identity, Meaning::Expired)
        .filter(|one| evidence.said(one.fact).contains(&Meaning::Expired))
        .collect();
    // An input that tells no time: the token may have been good when it was refused.
    let undated = check.kind == "intake" && check.status == Status::Pass;
    let ended_here = here.filter(|left| *left <= 0.0);
    if let (Some(left), Some(pages)) = (ended_here, sent_to_log_in(evidence, identity)) {
        return pages
            .because(check, format!("expired {} ago by this machine's clock", in_words(left)))
            .with("expired_ago", Some(in_words(left)))
            .found();
    }
    if undated && says_expired.is_empty() && ended_here.is_some() {
        return Verdict::Unknown;
    }
    let alive_there = there.iter().find(|(_, _, (least, _))| *least > 0.0);
    let ended_there = there.iter().find(|(_, _, (_, most))| *most < 0.0);
    if let Some((host, _, (least, _))) = alive_there {
        return Verdict::RuledOut(format!("{} left by the clock of {host}", in_words(*least)));
    }
    let dated = by_date(evidence, token);
    if let Some((one, ago)) = dated
        && ago < -LEEWAY
        && says_expired.is_empty()
        && !evidence.said(one.fact).contains(&Meaning::Expired)
    {
        let left = in_words(-ago);
        return Verdict::RuledOut(format!("{left} left by the Date of the answer"));
    }
    match here {
        Some(left) if left > 0.0 && says_expired.is_empty() => {
            return Verdict::RuledOut(format!("{} left by this machine's clock", in_words(left)));
        }
        // The API says so, this machine's clock does not: a measured clock decides, or an experiment.
        Some(left) if left > 0.0 && there.is_empty() => {
            return called_expired(check, &says_expired, left);
        }
        Some(left) if left > 0.0 => return Verdict::Unknown,
        None if says_expired.is_empty() => return Verdict::Unknown,
        Some(_) | None => {}
    }
    let ended = here.filter(|left| *left <= 0.0);
    let clearly = ended.is_some_and(|left| left < -LEEWAY);
    let ended_then = dated.filter(|(_, ago)| *ago > 0.0 && ended.is_some());
    let sure = match (ended_there, says_expired.is_empty(), ended) {
        (Some(_), false, Some(_)) => Confidence::Confirmed,
        (Some(_), true, Some(_)) | (None, false, Some(_)) if clearly => Confidence::Confirmed,
        _ if ended_then.is_some_and(|(_, ago)| ago > LEEWAY) => Confidence::Confirmed,
        _ => Confidence::Likely,
    };
    let title = ended.map_or_else(
        || "the API says that the access token has expired".to_owned(),
        |left| format!("the access token expired {} ago", in_words(left)),
    );
    let mut draft = Draft::new(sure, title);
    if let Some(left) = ended {
        draft = draft
            .because(check, format!("expired {} ago by this machine's clock", in_words(left)))
            .with("expired_ago", Some(in_words(left)));
    }
    if let Some((host, measured, (_, most))) = ended_there {
        // In words only so fine that the clock's error does not show in them.
        let ago = in_words((most / 10.0).round() * 10.0);
        let text = format!("expired {ago} ago by the clock of {host}");
        draft = draft.because(measured, text);
    }
    if let Some((one, ago)) = ended_then
        && ended_there.is_none()
    {
        let text = format!("by the Date of the answer the token expired {} before", in_words(ago));
        draft = draft
            .because(one.check, one.fact.answer())
            .because(one.check, text)
            .explains([one.check]);
    }
    let demands = evidence.mismatches().filter(|(one, mismatch)| {
        (mismatch.path == "token.lifetime" || mismatch.path == "claims.exp")
            && one.facts.iter().any(|fact| {
                fact.token().is_some_and(|of| of.identity == *identity)
                    || fact.token_request().is_some_and(|of| of.identity == *identity)
            })
    });
    draft = draft.explains(demands.map(|(check, _)| check));
    // An issuer's introspection calls a token past its end inactive (RFC 7662, section 2.2).
    let inactive = evidence.mismatches().filter(|(_, mismatch)| {
        mismatch.path == "body.active"
            && mismatch.actual.as_bool() == Some(false)
            && mismatch.expected.as_bool() == Some(true)
    });
    if ended.is_some() {
        draft = draft.explains(inactive.map(|(check, _)| check));
    }
    for one in evidence.refusals_open_to(identity, Meaning::Expired) {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    match draft.found() {
        // A token past its end that nothing stumbled over is nobody's cause.
        Verdict::Finding(finding) if finding.explains.is_empty() => Verdict::Unknown,
        verdict => verdict,
    }
}
