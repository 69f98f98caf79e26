//! Two clocks disagree by more than tokens bear.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::leaves_room_for;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{
    CheckResult, ClockFact, Confidence, Exchange, ExperimentResult, Fact, Status, words as in_words,
};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// This machine's clock and a server's differ by more than is allowed. Whoever judges a token's
    /// times by the wrong clock takes a good token for expired or for not valid yet, and a client with
    /// a wrong clock uses tokens past their end or signs assertions that nobody accepts.
    ///
    /// ## How we know
    ///
    /// Confirmed when the difference, with the whole error of its measurement, lies outside of what the
    /// check allows. A second host's clock tells which of the two is wrong; without one, that they
    /// disagree is all that is known. Likely when the `Date` of another answer in the run contradicts it,
    /// or when it is also to explain a refusal that gives no reason. Likely when an API says that a token is not valid yet and the
    /// token's `iat` or `nbf` lies in the future by that API's clock, or when an API refuses a token that
    /// is good by this machine's clock and not by the `Date` of the refusal.
    ///
    /// ## What to do
    ///
    /// Let the clock be set by NTP, and allow a minute when issuing and when verifying.
    ///
    /// ## Look-alikes
    ///
    /// `token-expired`: the clocks agree and the token is past its end.
    id: "clock-wrong",
    group: "time",
    leaf: &["TIM-2"],
    title: "two clocks disagree by more than tokens bear",
    remedies: &["set-clock"],
    look_alikes: &["token-expired"],
    symptoms: &["token-expired"],
    judge: judge,
    next: |_| Some("measure this machine's clock against a second host: agreement means that the API's or the \
        issuer's clock is wrong, the same difference means that this machine's is".to_owned()),
}

/// Seconds before its beginning that servers commonly bear.
const LEEWAY: f64 = 60.0;

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let wrong = evidence.mismatches().find_map(|(check, mismatch)| {
        let clock = (mismatch.path == "clock.offset").then(|| clock_of(check)).flatten()?;
        clock.unusable.is_none().then_some(Seen { check, fact: clock })
    });
    if let Some(wrong) = wrong {
        return disagreement(evidence, wrong);
    }
    let early = evidence.refusals().find_map(|one| {
        let identity = one.fact.identity.as_deref()?;
        let said = evidence.said(one.fact);
        if !said.contains(&Meaning::NotYetValid) || said.contains(&Meaning::Expired) {
            return None;
        }
        let host = words::host(&one.fact.url);
        let times = evidence.times(identity).find(|times| words::same_name(times.host, &host))?;
        let (low, _) = times.until_valid?;
        (low > 0.0).then_some((one, low))
    });
    if let Some((one, low)) = early {
        return Draft::new(
            Confidence::Likely,
            format!("the issuer's clock is ahead of that of {}", words::host(&one.fact.url)),
        )
        .because(one.check, one.fact.answer())
        .because(one.check, format!("by the API's clock the token begins in {}", in_words(low)))
        .explains([one.check])
        .with("host", Some(words::host(&one.fact.url)))
        .found();
    }
    if let Some(verdict) = dated(evidence) {
        return verdict;
    }
    let good = evidence.clocks().find(|clock| {
        clock.check.status == Status::Pass && clock.fact.low.abs().max(clock.fact.high.abs()) < 60.0
    });
    match good {
        Some(clock) => {
            Verdict::RuledOut(format!("{} against {}", shown(clock.fact), clock.fact.host))
        }
        None => evidence
            .by_answers(Meaning::ClockSkew, Confidence::Likely, |_| CAUSE.title.to_owned())
            .or_else(|| {
                evidence.by_answers(Meaning::NotYetValid, Confidence::Likely, |_| {
                    CAUSE.title.to_owned()
                })
            })
            .or_else(|| evidence.by_signs(Meaning::ClockSkew, CAUSE.title))
            .map_or(Verdict::Unknown, Draft::found),
    }
}

/// A refusal whose own `Date` puts the token past its end or before its beginning, where no check
/// measured that server's clock, and its words leave room for it.
fn dated(evidence: &Evidence<'_>) -> Option<Verdict> {
    evidence.refusals().find_map(|one| {
        let identity = one.fact.identity.as_deref()?;
        let token = evidence.token(identity)?.fact;
        let (low, high) = offset_by_date(one.fact)?;
        let host = words::host(&one.fact.url);
        if evidence.clocks().any(|clock| words::same_name(&clock.fact.host, &host)) {
            return None;
        }
        let left = |time: jiff::Timestamp| time.duration_since(token.now).as_secs_f64();
        let said = evidence.said(one.fact);
        let open = |reason| one.fact.status == Some(401) && leaves_room_for(said, reason);
        let ended = token.expires_at.map(left).filter(|here| *here > 0.0 && here + high < 0.0);
        let early = token.not_before.max(token.issued_at).map(left);
        let early = early.filter(|here| *here <= 0.0 && here + low > LEEWAY);
        let text = match (ended, early) {
            (Some(here), _) if open(Meaning::Expired) => {
                format!("by its Date the token expired {} ago", in_words(here + high))
            }
            (None, Some(here)) if open(Meaning::NotYetValid) => {
                format!("by its Date the token begins in {}", in_words(here + low))
            }
            _ => return None,
        };
        let offset = f64::midpoint(low, high);
        let way = if offset > 0.0 { "behind" } else { "ahead of" };
        let title = format!("the clock of {host} is {} {way} this machine's", in_words(offset));
        let mut draft = Draft::new(Confidence::Likely, title)
            .because(one.check, one.fact.answer())
            .because(one.check, text)
            .explains([one.check])
            .with("offset_seconds", Some(offset.round() as i64))
            .with("host", Some(host.clone()));
        if let Some((result, _, text)) = asked_side_by_side(evidence, &host) {
            draft = draft.because_of(result, text);
        }
        Some(draft.found())
    })
}

/// Whose clock differs from the two others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Server,
    Machine,
}

/// What an experiment shows that asked a host and another one for the time: whose clock differs.
fn asked_side_by_side<'a>(
    evidence: &Evidence<'a>,
    host: &str,
) -> Option<(&'a ExperimentResult, Whose, String)> {
    evidence.experiments_of("read-clocks").find_map(|result| {
        let read = || result.facts.iter().filter_map(Fact::clock);
        let usable = || read().filter(|one| one.unusable.is_none());
        let here = usable().find(|one| words::same_name(&one.host, host))?;
        let other = usable().find(|one| !words::same_name(&one.host, host))?;
        let with_us = |one: &ClockFact| one.low <= 2.0 && one.high >= -2.0;
        let overlap = other.low <= here.high && here.low <= other.high;
        match (with_us(here), with_us(other), overlap) {
            (false, true, false) => {
                let text =
                    format!("{} and this machine agree, and {} does not", other.host, here.host);
                Some((result, Whose::Server, text))
            }
            (false, false, true) => {
                let text =
                    format!("{} and {} agree, and this machine does not", here.host, other.host);
                Some((result, Whose::Machine, text))
            }
            _ => None,
        }
    })
}

/// Local minus server, at least and at most, as the `Date` of one answer shows it: whole seconds (RFC
/// 9110, section 6.6.1). Nothing for an answer out of a cache.
fn offset_by_date(exchange: &Exchange) -> Option<(f64, f64)> {
    let header = |name: &str| {
        let mut all = exchange.headers.iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    if header("age").is_some_and(|age| age.trim() != "0") {
        return None;
    }
    let date = httpdate::parse_http_date(header("date")?.trim()).ok()?;
    let date = jiff::Timestamp::try_from(date).ok()?;
    let begun = exchange.started.duration_since(date).as_secs_f64();
    Some((begun - 1.0, begun + exchange.timing.total.as_secs_f64()))
}

fn disagreement<'a>(evidence: &Evidence<'a>, wrong: Seen<'a, ClockFact>) -> Verdict {
    let fact = wrong.fact;
    let offset = fact.offset();
    // In words only so fine that the error does not show in them.
    let far = in_words(if offset.abs() < 120.0 { offset } else { (offset / 10.0).round() * 10.0 });
    let ahead = offset > 0.0;
    let overlap = |one: &ClockFact| one.low <= fact.high && fact.low <= one.high;
    let others: Vec<_> = evidence.clocks().filter(|clock| clock.fact.host != fact.host).collect();
    let with_us = others.iter().find(|clock| clock.fact.low <= 2.0 && clock.fact.high >= -2.0);
    // What other answers of the run say of the same difference, by their own `Date`.
    let dated: Vec<_> = contradicting(evidence, wrong).collect();
    let by_host = dated.iter().any(|one| is_same_server(wrong, one.fact));
    // Another host that an experiment asked tells as much as one that a check asked.
    let aside = asked_side_by_side(evidence, &fact.host)
        .is_some_and(|(_, whose, _)| whose == Whose::Server);
    let (title, whose) = match () {
        _ if by_host => {
            let way = if ahead { "behind" } else { "ahead of" };
            let title = format!(
                "a Date of {} is {far} {way} this machine's clock, and others of it are not",
                fact.host
            );
            (title, "server")
        }
        _ if !dated.is_empty() => {
            let way = if ahead { "behind" } else { "ahead" };
            (format!("the clock of {} seems to be {far} {way}", fact.host), "server")
        }
        _ if with_us.is_some() || aside => {
            let way = if ahead { "behind" } else { "ahead" };
            (format!("the clock of {} is {far} {way}", fact.host), "server")
        }
        _ => {
            let way = if ahead { "ahead of" } else { "behind" };
            (format!("this machine's clock is {far} {way} that of {}", fact.host), "machine")
        }
    };
    let sure = if dated.is_empty() { Confidence::Confirmed } else { Confidence::Likely };
    let mut draft = Draft::new(sure, title)
        .because(wrong.check, format!("local clock {}", shown(fact)))
        .explains([wrong.check])
        .with("offset_seconds", Some(offset.round() as i64))
        .with("host", Some(fact.host.as_str()))
        .with("whose_clock", Some(whose));
    if let Some(one) = dated.first() {
        let text = format!(
            "by the Date of {} {} the two clocks do not differ so",
            one.fact.method, one.fact.url
        );
        draft = draft.because(one.check, text);
    }
    // Every demand on the clock that the same difference breaks.
    draft = draft.explains(evidence.mismatches().filter_map(|(check, mismatch)| {
        let clock = (mismatch.path == "clock.offset").then(|| clock_of(check)).flatten()?;
        overlap(clock).then_some(check)
    }));
    for other in &others {
        if with_us.is_some_and(|one| one.fact.host == other.fact.host) || overlap(other.fact) {
            draft = draft.because(
                other.check,
                format!("local clock {} against {}", shown(other.fact), other.fact.host),
            );
        }
    }
    if let Some((result, _, text)) = asked_side_by_side(evidence, &fact.host) {
        draft = draft.because_of(result, text);
    }
    for (check, text) in token_trouble(evidence, fact) {
        draft = draft.because(check, text).explains([check]);
    }
    draft.found()
}

/// Answers whose own `Date` contradicts a measured difference: those of the same host that show another
/// one, and those of other hosts by which this machine's clock is right. The clock check's own answer
/// is what was measured.
fn contradicting<'e, 'a>(
    evidence: &'e Evidence<'a>,
    wrong: Seen<'a, ClockFact>,
) -> impl Iterator<Item = Seen<'a, Exchange>> + 'e {
    let asked = evidence.exchanges().iter().copied();
    let tokens = evidence.token_requests().iter();
    let tokens = tokens.map(|one| Seen { check: one.check, fact: &one.fact.exchange });
    asked.chain(tokens).filter(move |one| {
        let Some((low, high)) = offset_by_date(one.fact) else { return false };
        let apart = high + 2.0 < wrong.fact.low || low - 2.0 > wrong.fact.high;
        let with_us = low <= 2.0 && high >= -2.0;
        let same_host = is_same_server(wrong, one.fact);
        clock_of(one.check).is_none() && apart && (same_host || with_us)
    })
}

/// Whether an answer comes from the server whose clock was measured; its port counts where the check
/// shows it.
fn is_same_server(wrong: Seen<'_, ClockFact>, exchange: &Exchange) -> bool {
    let mut exchanges = wrong.check.facts.iter().filter_map(Fact::exchange);
    let measured = exchanges.next().map(|exchange| words::host(&exchange.url));
    let host = words::host(&exchange.url);
    match measured {
        Some(measured) => measured == host,
        None => words::same_name(&wrong.fact.host, &host),
    }
}

/// Checks that fail because a token's times are judged by one clock and were set by the other.
fn token_trouble<'a>(evidence: &Evidence<'a>, clock: &ClockFact) -> Vec<(&'a CheckResult, String)> {
    let mut trouble = Vec::new();
    for token in evidence.tokens() {
        let fact = token.fact;
        let mut times = evidence.times(&fact.identity).filter(|times| times.host == clock.host);
        let Some(times) = times.next() else { continue };
        let local = fact.expires_at.map(|end| end.duration_since(fact.now).as_secs_f64());
        let ended_there = times.until_expired.is_some_and(|(_, most)| most < 0.0);
        let ended_here = local.is_some_and(|left| left < 0.0);
        let early_there = times.until_valid.is_some_and(|(least, _)| least > 5.0);
        let (reason, text) = match (ended_there, ended_here, early_there) {
            (true, false, _) => (
                Meaning::Expired,
                "by the API's clock the token has expired, by this machine's it has not",
            ),
            (_, _, true) => (Meaning::NotYetValid, "by the API's clock the token is not valid yet"),
            (false, true, _) => {
                let ends = |(_, mismatch): &(&CheckResult, &crate::model::Mismatch)| {
                    mismatch.path == "token.lifetime"
                };
                let checks = evidence.mismatches().filter(ends).map(|(check, _)| check);
                let text = "by this machine's clock the token has expired, by the API's it has not";
                trouble.extend(checks.map(|check| (check, text.to_owned())));
                continue;
            }
            _ => continue,
        };
        let refused = evidence.refusals_open_to(&fact.identity, reason);
        trouble.extend(refused.map(|one| (one.check, format!("{}; {text}", one.fact.answer()))));
    }
    trouble
}

fn clock_of(check: &CheckResult) -> Option<&ClockFact> {
    check.facts.iter().find_map(Fact::clock)
}

/// `+300.2 s (± 0.5 s)`.
fn shown(clock: &ClockFact) -> String {
    // What rounds to nothing has no sign.
    let sign = if clock.offset() <= -0.05 { "\u{2212}" } else { "+" };
    format!("{sign}{:.1} s (± {:.1} s)", clock.offset().abs(), (clock.error() * 10.0).ceil() / 10.0)
}
