//! A token of an input, judged by its times.

use super::evidence::check;
use crate::model::{CheckResult, Fact, Mismatch, Source, Status, TokenFact, TokenKind, words};

/// How much is known of the time at which a token was refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A token is all there is: it is about now.
    Now,
    /// An answer carries the server's time.
    Dated,
    /// Some time before now: a token that has ended since may have been good then.
    Before,
}

/// A token that was past its end when it counted fails, and so does one whose times are no times. One
/// that stands alone leaves open what is wrong.
pub(super) fn of_token(id: &str, fact: TokenFact, source: &Source, when: When) -> CheckResult {
    let ended = fact.lifetime.filter(|left| *left <= 0.0);
    let failed = ended.filter(|_| when != When::Before);
    let mut parts = Vec::new();
    // The runner says it in these words, too.
    parts.extend(failed.map(|left| format!("the token ended {} ago", words(-left))));
    parts.push(match fact.kind {
        TokenKind::Jwt => "JWT".to_owned(),
        TokenKind::Jwe => "encrypted token".to_owned(),
        TokenKind::Opaque => "opaque token".to_owned(),
    });
    parts.extend(fact.algorithm.clone().filter(|_| fact.kind == TokenKind::Jwt));
    match fact.lifetime.filter(|_| failed.is_none()) {
        Some(left) if left <= 0.0 => {
            parts.push(format!("ended {} ago by this machine's clock", words(-left)));
        }
        Some(left) => parts.push(format!("{} left", words(left))),
        None if failed.is_none() && fact.kind == TokenKind::Jwt => {
            parts.push("no end that can be read".to_owned());
        }
        None => {}
    }
    parts.extend(fact.oddities.iter().cloned());
    let status = match when {
        _ if failed.is_some() => Status::Fail,
        When::Now if !fact.oddities.is_empty() => Status::Fail,
        When::Dated | When::Before if !fact.oddities.is_empty() => Status::Warn,
        When::Now => Status::Error,
        When::Dated | When::Before => Status::Pass,
    };
    if status == Status::Error {
        parts.push("nothing here shows what refuses it".to_owned());
    }
    let mismatches = failed.map(|left| Mismatch {
        path: "token.lifetime".to_owned(),
        matcher: "at_least",
        expected: 0.into(),
        actual: left.round().into(),
        source: source.clone(),
    });
    let mismatches = mismatches.into_iter().collect();
    let saw = parts.join(", ");
    let facts = vec![Fact::Token(Box::new(fact))];
    let done = check(id.to_owned(), "the token can be good", status, saw, facts, source);
    CheckResult { mismatches, ..done }
}
