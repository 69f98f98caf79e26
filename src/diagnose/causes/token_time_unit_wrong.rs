//! A time in the token is in another unit, or its life is longer than is allowed.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{CheckResult, Confidence, TokenFact, TokenKind};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// `exp`, `iat` and `nbf` are seconds since 1970 (RFC 7519, section 2). Milliseconds put the end
    /// thousands of years ahead, a length of time such as 3600 puts it into 1970, a text of digits may be
    /// read as milliseconds by the library that signs. Or the life is longer than the verifier allows: ten
    /// minutes for GitHub Apps, one hour for assertions at Google.
    ///
    /// ## How we know
    ///
    /// Confirmed when the token shows it and the refusal is about its times. Likely when the token shows it
    /// and the refusal gives no reason, when its whole life is seconds long, or when logs say that it ends
    /// in 1970 or too far in the future.
    ///
    /// ## What to do
    ///
    /// Write whole seconds since 1970, add the lifetime in seconds, and stay clearly below the limit.
    ///
    /// ## Look-alikes
    ///
    /// `token-expired`: the units are right, and it is old. `clock-wrong`: the units are right, and a clock
    /// is not.
    id: "token-time-unit-wrong",
    group: "time",
    leaf: &["TIM-3"],
    title: "a time in the token is in the wrong unit, or its life is longer than is allowed",
    remedies: &["write-times-in-seconds"],
    look_alikes: &["token-expired", "clock-wrong"],
    symptoms: &["token-expired", "clock-wrong"],
    judge: judge,
    next: |_| Some(
        "decode the token and look at exp minus iat: it is to be the lifetime in seconds, and exp a \
         number of ten digits"
            .to_owned(),
    ),
}

/// What a verifier says of a token whose times are not what they should be.
const ABOUT_TIME: [Meaning; 5] = [
    Meaning::Expired,
    Meaning::NotYetValid,
    Meaning::TimeUnit,
    Meaning::Malformed,
    Meaning::ClockSkew,
];

/// A life that nobody asks for: what was meant as seconds was read as milliseconds.
const NO_LIFE: f64 = 30.0;

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let told: Vec<_> = evidence.answers().collect();
    let mut late = None;
    for token in evidence.tokens() {
        let Some((shown, odd)) = shown(token.fact) else { continue };
        let mut open = told.iter().filter(|(_, said)| {
            said.iter().all(|one| {
                ABOUT_TIME.contains(one) || matches!(one, Meaning::TokenRejected | Meaning::Unclear)
            })
        });
        let named = told.iter().any(|(_, said)| ABOUT_TIME.iter().any(|one| said.contains(one)));
        let signed = ABOUT_TIME.iter().any(|reason| evidence.signs(*reason).next().is_some());
        let sure = match (odd, named) {
            (true, true) => Confidence::Confirmed,
            (true, false) => Confidence::Likely,
            (false, _) if named || signed => Confidence::Likely,
            (false, _) => continue,
        };
        if odd && late.is_none() {
            let all = evidence.troubled().filter(|check| checked(check, token.fact));
            let draft = Draft::new(Confidence::Likely, title_of(odd))
                .standing()
                .because(token.check, shown.clone())
                .explains(all);
            late = Some(draft.found()).filter(explains_any);
        }
        if open.next().is_none() && !signed && !told.is_empty() {
            continue;
        }
        let mut draft = Draft::new(sure, title_of(odd))
            .weighing(WORDS)
            .because(token.check, shown)
            .explains(evidence.troubled().filter(|check| std::ptr::eq(*check, token.check)));
        if odd {
            draft = draft.standing();
        }
        for (one, _) in &told {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        match draft.found() {
            Verdict::Finding(finding) if finding.explains.is_empty() => {}
            verdict => return verdict,
        }
    }
    // The refusals are about something else: this is broken beside it.
    if let Some(verdict) = late {
        return verdict;
    }
    let draft = evidence
        .by_answers(Meaning::TimeUnit, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::TimeUnit, CAUSE.title));
    if let Some(draft) = draft {
        return draft.found();
    }
    let good = evidence.tokens().iter().find(|one| {
        let times = [one.fact.expires_at, one.fact.issued_at];
        one.fact.kind == TokenKind::Jwt && times.iter().all(Option::is_some)
    });
    match good {
        Some(token) => Verdict::RuledOut(format!("{}: its times are in seconds", token.check.id)),
        None => Verdict::Unknown,
    }
}

/// Whether a check read this token, or sent it.
fn checked(check: &CheckResult, token: &TokenFact) -> bool {
    let own = |identity: Option<&str>| identity == Some(token.identity.as_str());
    check.facts.iter().any(|fact| {
        own(fact.token().map(|one| one.identity.as_str()))
            || own(fact.exchange().and_then(|one| one.identity.as_deref()))
    })
}

fn explains_any(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Finding(finding) if !finding.explains.is_empty())
}

/// The problem in one line; what the token shows stands below it.
const fn title_of(odd: bool) -> &'static str {
    if odd {
        "a time in the token is not written in seconds since 1970"
    } else {
        "the token lives so short that its lifetime was hardly meant in seconds"
    }
}

/// What is wrong with a token's times, and whether that is certain.
fn shown(token: &TokenFact) -> Option<(String, bool)> {
    let odd = token.oddities.iter().find(|text| {
        let time = ["exp", "iat", "nbf"].iter().any(|name| text.starts_with(&format!("{name} ")));
        time && (text.contains("milliseconds") || text.contains("a length of time"))
    });
    if let Some(text) = odd {
        return Some((format!("in the token {text}"), true));
    }
    let life = token.expires_at?.duration_since(token.issued_at?).as_secs_f64();
    (0.0..=NO_LIFE).contains(&life).then(|| {
        let text = format!("the token lives {life} s from iat to exp");
        (text, false)
    })
}
